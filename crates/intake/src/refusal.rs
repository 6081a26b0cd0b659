//! Why an item was refused: place, code, field, value, and sentences in both languages.

use std::fmt;

use chiso_scoring::lang::Lang;

use crate::code::Code;
use crate::limits;
use crate::outcome::Place;

/// One refused item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Where it stands.
    pub place: Place,
    /// Why.
    pub code: Code,
    /// Column or JSON field; empty if the whole row or file is meant.
    pub field: &'static str,
    /// The offending value, at most 60 characters, control characters escaped.
    pub value: Box<str>,
    /// What the sentences need besides the value: a maximum, a suggestion, an earlier line.
    pub detail: Box<str>,
}

impl Refusal {
    /// One sentence that says what is wrong.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        let words = self.code.words();
        self.fill(match lang {
            Lang::En => words.message_en,
            Lang::Vi => words.message_vi,
        })
    }

    /// What to do about it, if there is more to say than the message says.
    #[must_use]
    pub fn hint(&self, lang: Lang) -> Option<String> {
        let words = self.code.words();
        let hint = match lang {
            Lang::En => words.hint_en,
            Lang::Vi => words.hint_vi,
        };
        let unfillable = hint.contains("{detail}") && self.detail.is_empty();
        (!hint.is_empty() && !unfillable).then(|| self.fill(hint))
    }

    /// Fills the value in last: it is the sender's text and may itself look like a placeholder.
    fn fill(&self, template: &str) -> String {
        let template = template.replace("{field}", self.field);
        let mut parts =
            template.split("{value}").map(|part| part.replace("{detail}", &self.detail));
        let first = parts.next().unwrap_or_default();
        parts.fold(first, |filled, part| filled + &self.value + &part)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} [{}]", self.place, self.message(Lang::En), self.code)?;
        match self.hint(Lang::En) {
            Some(hint) => write!(f, "\n  hint: {hint}"),
            None => Ok(()),
        }
    }
}

/// A refusal before its place is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    code: Code,
    field: &'static str,
    value: Box<str>,
    detail: Box<str>,
}

impl Fault {
    pub(crate) fn new(code: Code) -> Self {
        Self { code, field: "", value: Box::default(), detail: Box::default() }
    }

    /// A fault of one field with its value.
    pub(crate) fn of(code: Code, field: &'static str, value: &str) -> Self {
        Self { code, field, value: shown(value), detail: Box::default() }
    }

    /// The same for a value that may not be text.
    pub(crate) fn of_bytes(code: Code, field: &'static str, value: &[u8]) -> Self {
        let start = &value[..value.len().min(limits::VALUE_CHARS * 4 + 4)];
        Self::of(code, field, &String::from_utf8_lossy(start))
    }

    pub(crate) fn detail(mut self, detail: impl AsRef<str>) -> Self {
        self.detail = shown(detail.as_ref());
        self
    }

    /// A detail of ours (a header, a list of codes) that is not cut.
    pub(crate) fn full_detail(mut self, detail: String) -> Self {
        self.detail = detail.into_boxed_str();
        self
    }

    pub(crate) fn at(self, place: Place) -> Refusal {
        let Self { code, field, value, detail } = self;
        Refusal { place, code, field, value, detail }
    }
}

/// The value as it is repeated to the reader: escaped, then cut.
fn shown(value: &str) -> Box<str> {
    let mut escaped = value.chars().flat_map(|c| {
        let (as_is, code) =
            if invisible(c) { (None, Some(c.escape_unicode())) } else { (Some(c), None) };
        as_is.into_iter().chain(code.into_iter().flatten())
    });
    let mut text: String = escaped.by_ref().take(limits::VALUE_CHARS).collect();
    if escaped.next().is_some() {
        text.pop();
        text.push('…');
    }
    text.into_boxed_str()
}

/// Control characters, and marks that change the direction or hide text on a page.
pub(crate) fn invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("H44", "H44")]
    #[case("một\ndòng", "một\\u{a}dòng")]
    #[case("a\u{202e}b", "a\\u{202e}b")]
    fn values_are_escaped(#[case] value: &str, #[case] expect: &str) {
        assert_eq!(&*shown(value), expect);
    }

    #[rstest]
    #[case(60, false)]
    #[case(61, true)]
    fn values_are_cut_at_60_characters(#[case] length: usize, #[case] cut: bool) {
        let text = shown(&"ế".repeat(length));
        assert_eq!(text.chars().count(), 60);
        assert_eq!(text.ends_with('…'), cut);
    }

    #[test]
    fn a_value_is_never_taken_for_a_placeholder() {
        let fault = Fault::of(Code::UnknownIndicator, "indicator", "{detail}{value}");
        let refusal = fault.detail("2.1").at(Place::Line(2));
        assert!(refusal.message(Lang::En).contains("{detail}{value}"));
        assert_eq!(refusal.hint(Lang::En).as_deref(), Some("did you mean 2.1?"));
    }
}
