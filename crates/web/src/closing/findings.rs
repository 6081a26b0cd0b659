//! What a check found, line by line, in words of the reader's language.

use chiso_scoring::lang::Lang;
use chiso_store::names_nobody;
use jiff::civil::DateTime;
use rust_decimal::Decimal;

use super::checks::Check;
use super::refused::Refused;

/// Lines kept of one check; how many there are is counted all the same.
pub const LINES: usize = 500;
/// Characters of a waiver's reason.
pub const REASON_CHARS: usize = 500;

/// A check with what it found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The check.
    pub check: Check,
    /// How many things it found; 0 if it passed.
    pub count: u64,
    /// The first of them.
    pub lines: Vec<Line>,
}

impl Found {
    /// What a check found.
    pub(super) fn new(check: Check, mut lines: Vec<Line>) -> Self {
        let count = lines.len() as u64;
        lines.truncate(LINES);
        Self { check, count, lines }
    }
}

/// One thing a check found.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// What it is about: an agency, a source, a dossier.
    pub about: String,
    /// Key of the sentence.
    pub key: &'static str,
    /// What the sentence names.
    pub values: Vec<(&'static str, Value)>,
}

/// What a sentence names.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A code or name.
    Text(String),
    /// A count.
    Count(i64),
    /// Points or a rate.
    Decimal(Decimal),
    /// A moment, Vietnam time.
    Moment(DateTime),
    /// Nothing is known.
    Missing,
}

impl Value {
    /// As people read it.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Count(count) => lang.integer(*count),
            Self::Decimal(value) => lang.decimal(*value),
            Self::Moment(at) => lang.moment(*at),
            Self::Missing => crate::number::MISSING.to_owned(),
        }
    }
}

impl Line {
    /// The sentence.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        let said: Vec<(&str, String)> =
            self.values.iter().map(|(name, value)| (*name, value.text(lang))).collect();
        let said: Vec<(&str, &str)> = said.iter().map(|(name, text)| (*name, &**text)).collect();
        lang.text_with(self.key, &said)
    }
}

/// The reason of a waiver is a reason; it stands in the file for everybody.
pub(super) fn reason(text: &str) -> Result<(), Refused> {
    let text = text.trim();
    let fits = !text.is_empty() && text.chars().count() <= REASON_CHARS;
    let plain = !text.chars().any(char::is_control);
    if fits && plain && names_nobody(text) {
        Ok(())
    } else {
        Err(Refused::field("waive", "closing-bad-reason"))
    }
}
