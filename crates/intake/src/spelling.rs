//! Spellings of dates, flags, amounts and codes: what senders write, and the one value it means.
//!
//! Reading does not allocate where the spelling is the usual one; a call of a hundred thousand
//! dossiers holds a million dates.

mod amount;
mod codes;
mod moment;

pub(crate) use amount::amount;
pub(crate) use codes::{agency, agency_of_number, number, procedure};
pub(crate) use moment::moment;

use chiso_scoring::dossier::Status;

use crate::code::Code;
use crate::limits;

/// Yes or no; an empty text is no.
pub(crate) fn flag(text: &str) -> Result<bool, Code> {
    match text.trim() {
        "" | "0" => Ok(false),
        "1" => Ok(true),
        word if word.eq_ignore_ascii_case("true") => Ok(true),
        word if word.eq_ignore_ascii_case("false") => Ok(false),
        _ => Err(Code::BadSwitch),
    }
}

/// The state of a dossier behind the portal's number.
pub(crate) fn status(text: &str) -> Result<Status, Code> {
    small(text).and_then(Status::of).ok_or(Code::BadStatus)
}

/// A number of one or two digits.
pub(crate) fn small(text: &str) -> Option<i64> {
    match text.trim().as_bytes() {
        [one @ b'0'..=b'9'] => Some(digit(*one)),
        [ten @ b'0'..=b'9', one @ b'0'..=b'9'] => Some(10 * digit(*ten) + digit(*one)),
        _ => None,
    }
}

fn digit(byte: u8) -> i64 {
    i64::from(byte - b'0')
}

/// The shape of a refused value, for showing it: digits and separators as they are, letters as `x`,
/// anything else as `?`. A sender sees what is wrong; a name or a text in the wrong field is not
/// repeated.
pub(crate) fn shape(text: &str) -> String {
    text.chars().take(limits::VALUE_CHARS + 1).map(masked).collect()
}

/// The shape of a text that may hold an identity number: digits as `9` too.
pub(crate) fn blind_shape(text: &str) -> String {
    shape(text).chars().map(|c| if c.is_ascii_digit() { '9' } else { c }).collect()
}

fn masked(c: char) -> char {
    match c {
        '0'..='9' | ' ' | '.' | ',' | ':' | '/' | '-' | '+' | '_' => c,
        c if c.is_alphabetic() => 'x',
        _ => '?',
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("0", Ok(false))]
    #[case("1", Ok(true))]
    #[case("True", Ok(true))]
    #[case("FALSE", Ok(false))]
    #[case(" true ", Ok(true))]
    #[case("", Ok(false))]
    #[case("2", Err(Code::BadSwitch))]
    #[case("có", Err(Code::BadSwitch))]
    fn flags(#[case] text: &str, #[case] expect: Result<bool, Code>) {
        assert_eq!(flag(text), expect);
    }

    #[rstest]
    #[case("1", Ok(Status::Registered))]
    #[case("04", Ok(Status::Processing))]
    #[case(" 10 ", Ok(Status::Returned))]
    #[case("0", Err(Code::BadStatus))]
    #[case("11", Err(Code::BadStatus))]
    #[case("-1", Err(Code::BadStatus))]
    #[case("009", Err(Code::BadStatus))]
    #[case("", Err(Code::BadStatus))]
    #[case("Đã trả", Err(Code::BadStatus))]
    fn states(#[case] text: &str, #[case] expect: Result<Status, Code>) {
        assert_eq!(status(text), expect);
    }

    #[rstest]
    #[case("31/02/2026 07:30", "31/02/2026 07:30", "99/99/9999 99:99")]
    #[case("Trần Thị Bưởi", "xxxx xxx xxxx", "xxxx xxx xxxx")]
    #[case("<b>1.5</b>", "?x?1.5?/x?", "?x?9.9?/x?")]
    #[case("001186012345'--", "001186012345?--", "999999999999?--")]
    fn shapes(#[case] text: &str, #[case] open: &str, #[case] blind: &str) {
        assert_eq!((shape(text).as_str(), blind_shape(text).as_str()), (open, blind));
    }
}
