//! One row of any table: its cells by column, read into values or refused.

use std::borrow::Cow;

use chiso_scoring::dossier::Seconds;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use crate::code::Code;
use crate::limits;
use crate::number;
use crate::refusal::Fault;
use crate::spelling;
use crate::text::nfc;

/// A column of a template.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field {
    pub(super) at: usize,
    pub(super) name: &'static str,
}

/// The cells of one row, whatever file they come from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'r> {
    /// All cells of the row, one behind the other.
    pub(super) text: &'r str,
    /// For each column of the template where its cell begins and ends in the text.
    pub(super) spans: &'r [(usize, usize)],
}

/// Values of a coded column with the words for each.
pub(super) type Words<T> = [(T, &'static [&'static str])];

impl Row<'_> {
    /// A cell without the spaces around it; empty if the file does not have the column.
    pub(super) fn cell(&self, field: impl Into<Field>) -> &str {
        let (from, to) = self.spans.get(field.into().at).copied().unwrap_or_default();
        self.text.get(from..to).unwrap_or_default().trim()
    }

    /// A cell that must not be empty.
    pub(super) fn needed(&self, field: impl Into<Field>) -> Result<&str, Fault> {
        let field = field.into();
        let text = self.cell(field);
        if text.is_empty() { Err(empty(field)) } else { Ok(text) }
    }

    /// Reads a cell by one of the spellings.
    pub(super) fn read<T>(
        &self,
        field: impl Into<Field>,
        spelling: impl FnOnce(&str) -> Result<T, Code>,
    ) -> Result<T, Fault> {
        let field = field.into();
        let text = self.cell(field);
        spelling(text).map_err(|code| fault(code, field, text))
    }

    /// Reads a cell that must not be empty.
    pub(super) fn read_needed<T>(
        &self,
        field: impl Into<Field>,
        spelling: impl FnOnce(&str) -> Result<T, Code>,
    ) -> Result<T, Fault> {
        let field = field.into();
        self.needed(field)?;
        self.read(field, spelling)
    }

    pub(super) fn moment(&self, field: impl Into<Field>) -> Result<Option<Seconds>, Fault> {
        self.read(field, spelling::moment)
    }

    pub(super) fn moment_needed(&self, field: impl Into<Field>) -> Result<Seconds, Fault> {
        let field = field.into();
        self.moment(field)?.ok_or_else(|| empty(field))
    }

    pub(super) fn flag(&self, field: impl Into<Field>) -> Result<bool, Fault> {
        self.read(field, spelling::flag)
    }

    /// A dossier's number, or another number that is spelled like one.
    pub(super) fn number(&self, field: impl Into<Field>) -> Result<Box<str>, Fault> {
        self.read_needed(field, |text| impersonal(spelling::number(text)?, Code::BadDossierNumber))
    }

    pub(super) fn procedure(&self, field: impl Into<Field>) -> Result<Box<str>, Fault> {
        self.read_needed(field, |text| impersonal(spelling::procedure(text)?, Code::BadProcedure))
    }

    /// A name that is public by law: of a procedure, of a field.
    pub(super) fn title(&self, field: impl Into<Field>) -> Result<Box<str>, Fault> {
        self.read_needed(field, super::title::title)
    }

    /// An agency's code; an empty cell means the sender.
    pub(super) fn agency(
        &self,
        field: impl Into<Field>,
        sender: Option<&str>,
    ) -> Result<Box<str>, Fault> {
        let field = field.into();
        match (self.cell(field), sender) {
            ("", Some(sender)) => Ok(sender.into()),
            _ => self.read_needed(field, |text| spelling::agency(text).ok_or(Code::BadCode)),
        }
    }

    /// A count, if one is stated.
    pub(super) fn count(&self, field: impl Into<Field>) -> Result<Option<i64>, Fault> {
        let some = |text: &str| number::count(text.as_bytes()).map(Some);
        self.read(field, |text| if text.is_empty() { Ok(None) } else { some(text) })
    }

    /// The value of a word, if there is one.
    pub(super) fn word<T: Copy>(
        &self,
        field: impl Into<Field>,
        words: &Words<T>,
    ) -> Result<Option<T>, Fault> {
        let field = field.into();
        let text = self.cell(field);
        if text.is_empty() {
            return Ok(None);
        }
        let folded = folded(text);
        let means = |(_, spellings): &&(T, &[&str])| spellings.contains(&folded.as_ref());
        let known = words.iter().find(means).map(|(value, _)| Some(*value));
        known.ok_or_else(|| fault(Code::BadChoice, field, text).full_detail(spoken(words)))
    }

    pub(super) fn word_needed<T: Copy>(
        &self,
        field: impl Into<Field>,
        words: &Words<T>,
    ) -> Result<T, Fault> {
        let field = field.into();
        self.word(field, words)?.ok_or_else(|| empty(field))
    }
}

fn spoken<T>(words: &Words<T>) -> String {
    let word = |text: &&&str| text.starts_with(char::is_alphabetic);
    let shown = words.iter().filter_map(|(_, spellings)| spellings.iter().find(word).copied());
    shown.collect::<Vec<_>>().join(", ")
}

/// NFC, lower case, single spaces, without commas: "Đang công khai,  sửa đổi" is one with "đang
/// công khai sửa đổi".
fn folded(text: &str) -> Cow<'_, str> {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    if text.bytes().all(plain) {
        return Cow::Borrowed(text);
    }
    let lower = nfc(text).to_lowercase().replace(',', " ");
    Cow::Owned(lower.split_whitespace().collect::<Vec<_>>().join(" "))
}

pub(super) fn empty(field: Field) -> Fault {
    Fault::of(Code::EmptyField, field.name, "")
}

/// A fault of a cell. Of its text only the shape is repeated: columns get shifted, and then a name
/// or a phone number stands where a code should.
pub(super) fn fault(code: Code, field: Field, text: &str) -> Fault {
    let hidden = code == Code::BadDossierNumber || may_identify(text);
    let shape = if hidden { spelling::blind_shape(text) } else { spelling::shape(text) };
    let fault = Fault::of(code, field.name, &shape);
    match code {
        Code::CountTooLarge => fault.detail(limits::COUNT.to_string()),
        Code::TextTooLong => fault.detail(limits::TITLE_CHARS.to_string()),
        _ => fault,
    }
}

/// A code that is no identity or phone number: one without letters and of 9 to 12 digits is.
fn impersonal(code: Box<str>, refused: Code) -> Result<Box<str>, Code> {
    let bare = code.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if bare && may_identify(&code) { Err(refused) } else { Ok(code) }
}

/// Whether digits may be those of a person: 9 to 12 together, as identity and phone numbers have,
/// also with points or spaces between, or as many behind a 0 or +84 with hyphens between.
pub(super) fn may_identify(text: &str) -> bool {
    let long = |digits: usize| (9..=12).contains(&digits);
    let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).count();
    let mut runs = text.split(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ' '));
    let phone = text.starts_with(['0', '+']) && !text.contains(['/', ':']);
    runs.any(|run| long(digits(run))) || (phone && long(digits(text)))
}

/// The day of a moment in Vietnam.
pub(super) fn day(at: Seconds) -> Option<Date> {
    Some(Offset::constant(7).to_datetime(Timestamp::from_second(at).ok()?).date())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("Đang công khai,  Sửa đổi", "đang công khai sửa đổi")]
    #[case("MO\u{323}\u{302}T phần", "một phần")]
    #[case("full", "full")]
    fn words_are_folded(#[case] text: &str, #[case] expect: &str) {
        assert_eq!(folded(text), expect);
    }

    #[rstest]
    #[case("0912345678", true)]
    #[case("0912.345.678", true)]
    #[case("0912 345 678", true)]
    #[case("0912-345-678", true)]
    #[case("+84 912 345 678", true)]
    #[case("001186012345", true)]
    #[case("211234567", true)]
    #[case("2026-13-01", false)]
    #[case("2026-13-01 08:00:00", false)]
    #[case("31/02/2026 07:30", false)]
    #[case("20260230073015", false)]
    #[case("20261301", false)]
    fn digits_of_persons(#[case] text: &str, #[case] expect: bool) {
        assert_eq!(may_identify(text), expect);
    }

    #[rstest]
    #[case(1_788_195_600, "2026-09-01")]
    #[case(1_788_195_599, "2026-08-31")]
    fn days_begin_at_midnight_in_vietnam(#[case] at: Seconds, #[case] expect: &str) {
        assert_eq!(day(at).map(|day| day.to_string()).as_deref(), Some(expect));
    }
}
