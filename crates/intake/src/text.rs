//! Text: UTF-8 or refused with its place; normalised to NFC; free of control characters.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::code::Code;
use crate::limits;
use crate::outcome::Place;
use crate::refusal::{Fault, Refusal, invisible};

/// The whole file as text, without a byte order mark.
pub(crate) fn decode(bytes: &[u8], most: usize) -> Result<&str, Refusal> {
    if bytes.len() > most {
        let fault = Fault::of(Code::FileTooLarge, "", &bytes.len().to_string());
        return Err(fault.detail(most.to_string()).at(Place::File));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| not_utf8(bytes, error.valid_up_to()))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        return Err(Fault::new(Code::EmptyFile).at(Place::File));
    }
    Ok(text)
}

fn not_utf8(bytes: &[u8], at: usize) -> Refusal {
    let before = &bytes[..at];
    let start = before.iter().rposition(|b| *b == b'\n').map_or(0, |newline| newline + 1);
    let line = before.iter().filter(|b| **b == b'\n').count() + 1;
    let place = Place::Position { line: line as u64, column: (at - start + 1) as u64 };
    let byte = bytes.get(at).copied().unwrap_or_default();
    Fault::of(Code::NotUtf8, "", &format!("0x{byte:02X}")).detail(guess(bytes, at)).at(place)
}

/// The encoding a file that is not UTF-8 looks like; empty if nothing fits.
fn guess(bytes: &[u8], at: usize) -> &'static str {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return "UTF-16";
    }
    let sample = &bytes[at..bytes.len().min(at + limits::ROW_BYTES)];
    let (decoded, _) = encoding_rs::WINDOWS_1258.decode_without_bom_handling(sample);
    let mut letters = decoded.nfc();
    if decoded.chars().any(|c| c.is_control() && !c.is_ascii()) {
        return "";
    }
    if letters.any(vietnamese) { "Windows-1258" } else { "" }
}

/// Letters that only Vietnamese among the usual languages has.
fn vietnamese(letter: char) -> bool {
    matches!(letter, 'ă' | 'Ă' | 'đ' | 'Đ' | 'ơ' | 'Ơ' | 'ư' | 'Ư' | '\u{1ea0}'..='\u{1ef9}')
}

/// One field: not empty, not too long, without control characters; in NFC.
pub(crate) fn field<'a>(name: &'static str, raw: &'a str) -> Result<Cow<'a, str>, Fault> {
    if raw.is_empty() {
        return Err(Fault::of(Code::EmptyField, name, ""));
    }
    let text = nfc(raw);
    if text.chars().any(invisible) {
        return Err(Fault::of(Code::ControlCharacter, name, &text));
    }
    if text.chars().nth(limits::TEXT_CHARS).is_some() {
        let most = limits::TEXT_CHARS.to_string();
        return Err(Fault::of(Code::TextTooLong, name, &text).detail(most));
    }
    Ok(text)
}

/// The text in NFC, the form every Vietnamese keyboard and font expects.
pub(crate) fn nfc(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc(text) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chiso_scoring::lang::Lang;
    use rstest::rstest;

    fn refuse(bytes: &[u8]) -> Refusal {
        decode(bytes, 1000).unwrap_err()
    }

    #[test]
    fn windows_1258_is_recognised_and_located() {
        // "Cổng DVCQG" in Windows-1258: o-circumflex, then a combining hook above.
        let refusal = refuse(b"period\nC\xF4\xD2ng DVCQG");
        assert_eq!(refusal.place, Place::Position { line: 2, column: 2 });
        assert_eq!((refusal.code, &*refusal.value), (Code::NotUtf8, "0xF4"));
        assert!(refusal.hint(Lang::En).unwrap().contains("Windows-1258"));
    }

    #[rstest]
    #[case(b"\xFF\xFEp\0e\0", Some("UTF-16"))]
    #[case(b"abc\x8A\x28", None)]
    fn other_bytes_are_refused(#[case] bytes: &[u8], #[case] looks_like: Option<&str>) {
        let hint = refuse(bytes).hint(Lang::En);
        assert_eq!(hint.is_some(), looks_like.is_some(), "{hint:?}");
        assert!(looks_like.is_none_or(|name| hint.is_some_and(|hint| hint.contains(name))));
    }

    #[test]
    fn the_bound_is_inclusive() {
        assert!(decode(&[b'x'; 10], 10).is_ok());
        assert_eq!(decode(&[b'x'; 11], 10).unwrap_err().code, Code::FileTooLarge);
        assert_eq!(refuse(b"\xEF\xBB\xBF \n").code, Code::EmptyFile);
    }

    #[rstest]
    #[case(500, true)]
    #[case(501, false)]
    fn fields_have_a_longest_length(#[case] length: usize, #[case] fits: bool) {
        assert_eq!(field("source", &"ế".repeat(length)).is_ok(), fits);
    }

    #[test]
    fn decomposed_letters_are_composed() {
        assert_eq!(field("source", "Co\u{302}\u{309}ng").unwrap(), "Cổng");
        assert!(field("source", "a\u{7}b").is_err());
    }
}
