//! Codes: dossier numbers, procedures, agencies.

use crate::code::Code;
use crate::text::nfc;

/// Characters of a dossier number and of a local procedure code.
const CHARS: usize = 60;
/// Bytes of an agency code.
const AGENCY_BYTES: usize = 40;

/// A dossier number (`MaHoSo`). No space, quote or bracket is let in, so no name and no markup can
/// stand in its place.
pub(crate) fn number(text: &str) -> Result<Box<str>, Code> {
    let text = nfc(text.trim());
    let digit = text.bytes().any(|byte| byte.is_ascii_digit());
    let fits = digit && code_like(&text) && text.chars().nth(2).is_some();
    if fits { Ok(text.into()) } else { Err(Code::BadDossierNumber) }
}

fn code_like(text: &str) -> bool {
    if text.len() <= CHARS && text.is_ascii() {
        return text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'/'));
    }
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '/');
    text.len() <= CHARS * 4 && text.chars().count() <= CHARS && text.chars().all(plain)
}

/// A procedure: the national code (`1.004222`) where the code begins with one, else the local code.
pub(crate) fn procedure(text: &str) -> Result<Box<str>, Code> {
    let text = nfc(text.trim());
    if text.is_empty() {
        return Err(Code::EmptyField);
    }
    if !code_like(&text) {
        return Err(Code::BadProcedure);
    }
    Ok(national(&text).unwrap_or(&text).into())
}

/// The national code that a province's copy begins with: `N.NNNNNN`, first digit not 0.
fn national(text: &str) -> Option<&str> {
    let (code, rest) = text.as_bytes().split_at_checked(8)?;
    let digits = matches!(code[0], b'1'..=b'9') && code[2..].iter().all(u8::is_ascii_digit);
    let ends = rest.first().is_none_or(|next| *next == b'.');
    (digits && code[1] == b'.' && ends).then(|| &text[..8])
}

/// An agency code of the new style, level by level from the left (`H55.242`). One of the old style
/// (`000.17.22.H56`, also with hyphens) is read from the right, without its empty groups.
pub(crate) fn agency(text: &str) -> Option<Box<str>> {
    let text = text.trim();
    if text.len() > AGENCY_BYTES || !text.is_ascii() {
        return None;
    }
    let upper = text.to_ascii_uppercase();
    if is_new_style(&upper) { Some(upper.into_boxed_str()) } else { turned(&upper) }
}

fn is_new_style(code: &str) -> bool {
    let mut groups = code.split('.');
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    groups.next().is_some_and(is_top)
        && groups.all(|group| !group.is_empty() && group.bytes().all(plain))
}

/// A ministry or province: a letter and two digits.
fn is_top(group: &str) -> bool {
    matches!(group.as_bytes(), [b'A'..=b'Z', b'0'..=b'9', b'0'..=b'9'])
}

fn turned(old: &str) -> Option<Box<str>> {
    let separator = if old.contains('.') { '.' } else { '-' };
    let mut groups = old.rsplit(separator);
    let mut code = groups.next().filter(|top| is_top(top))?.to_owned();
    for group in groups {
        if !matches!(group.len(), 2 | 3) || !group.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        if group.bytes().any(|byte| byte != b'0') {
            code.push('.');
            code.push_str(group);
        }
    }
    Some(code.into_boxed_str())
}

/// The agency that a dossier number begins with: all before the day and the serial number.
pub(crate) fn agency_of_number(number: &str) -> Option<Box<str>> {
    let whole = number.rsplitn(3, '-').nth(2).and_then(agency);
    whole.or_else(|| number.split('-').next().and_then(agency))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("000.00.53.H48-220921-0099", "000.00.53.H48-220921-0099")]
    #[case(" H56.14-240823-0001 ", "H56.14-240823-0001")]
    #[case("G09.20-20260609-0092637", "G09.20-20260609-0092637")]
    #[case("12/QĐ_7", "12/QĐ_7")]
    #[case("A\u{302}7.1", "Â7.1")]
    fn numbers(#[case] text: &str, #[case] expect: &str) {
        assert_eq!(number(text).as_deref(), Ok(expect));
    }

    #[rstest]
    #[case::empty("")]
    #[case::short("H5")]
    #[case::name("Nguyễn Văn An 1")]
    #[case::no_digit("NguyenVanAn")]
    #[case::html("<b>H55-1</b>")]
    #[case::sql("H55-1';--")]
    #[case::comma("H55,1")]
    #[case::line_break("H55\n1")]
    #[case::hidden("H55-\u{202e}1")]
    fn no_numbers(#[case] text: &str) {
        assert_eq!(number(text), Err(Code::BadDossierNumber));
    }

    #[rstest]
    #[case(60, true)]
    #[case(61, false)]
    fn codes_have_a_longest_length(#[case] length: usize, #[case] fits: bool) {
        for letter in ["7", "Đ", "Ệ"] {
            let text = format!("1{}", letter.repeat(length - 1));
            assert_eq!((number(&text).is_ok(), procedure(&text).is_ok()), (fits, fits), "{letter}");
        }
    }

    #[rstest]
    #[case("1.004222.000.00.00.H56", "1.004222")]
    #[case("2.002621.H56", "2.002621")]
    #[case("2.000815.000.00.00.H55.02", "2.000815")]
    #[case("3.000226", "3.000226")]
    #[case("TS_lop1.000.00.00.H22", "TS_lop1.000.00.00.H22")]
    #[case("1.0042221.H56", "1.0042221.H56")]
    #[case("0.004223", "0.004223")]
    #[case(" ĐĐ_01 ", "ĐĐ_01")]
    fn procedures(#[case] text: &str, #[case] expect: &str) {
        assert_eq!(procedure(text).as_deref(), Ok(expect));
    }

    #[rstest]
    #[case("", Code::EmptyField)]
    #[case("1.004222<script>", Code::BadProcedure)]
    #[case("Cấp giấy phép", Code::BadProcedure)]
    fn no_procedures(#[case] text: &str, #[case] expect: Code) {
        assert_eq!(procedure(text), Err(expect));
    }

    #[rstest]
    #[case("H55.242", Some("H55.242"))]
    #[case("h55.s-ct", Some("H55.S-CT"))]
    #[case("G09.20", Some("G09.20"))]
    #[case("H55", Some("H55"))]
    #[case("000.17.22.H56", Some("H56.22.17"))]
    #[case("000.00.01.H22", Some("H22.01"))]
    #[case("000-00-23-H56", Some("H56.23"))]
    #[case("000.00.00.H57", Some("H57"))]
    #[case("H55.", None)]
    #[case("H555", None)]
    #[case("Sở Y tế", None)]
    #[case("000.17.22", None)]
    #[case("1.004222.000.00.00.H56", None)]
    #[case("H55.242'--", None)]
    #[case("", None)]
    #[case("H55.0123456789012345678901234567890123456", None)]
    fn agencies(#[case] text: &str, #[case] expect: Option<&str>) {
        assert_eq!(agency(text).as_deref(), expect);
    }

    #[rstest]
    #[case("000.17.22.H56-210531-0001", Some("H56.22.17"))]
    #[case("000-00-23-H56-210531-0002", Some("H56.23"))]
    #[case("H56.14-240823-0003", Some("H56.14"))]
    #[case("H55.S-CT-240823-0004", Some("H55.S-CT"))]
    #[case("H58-0005", Some("H58"))]
    #[case("20260609-0092637", None)]
    fn agencies_of_numbers(#[case] number: &str, #[case] expect: Option<&str>) {
        assert_eq!(agency_of_number(number).as_deref(), expect);
    }

    proptest! {
        #[test]
        fn no_text_panics_and_what_is_read_reads_the_same_again(text in "[0-9A-Za-zĐệ._/ -]{0,70}") {
            for read in [number, procedure] {
                if let Ok(code) = read(&text) {
                    prop_assert_eq!(read(&code), Ok(code.clone()));
                }
            }
            if let Some(code) = agency(&text) {
                prop_assert_eq!(agency(&code), Some(code.clone()));
            }
            let _ = agency_of_number(&text);
        }
    }
}
