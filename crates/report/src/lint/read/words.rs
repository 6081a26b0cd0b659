//! Texts as the linter compares them, and letters from before Unicode.

use unicode_normalization::UnicodeNormalization;

use super::{Refused, Why};
use crate::lint::doc::{Block, Doc};

/// NFC, one blank between words, nothing invisible.
pub(super) fn clean(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let shown = text.nfc().filter(|letter| !invisible(*letter));
    for letter in shown {
        if !letter.is_whitespace() {
            clean.push(letter);
        } else if !clean.is_empty() && !clean.ends_with(' ') {
            clean.push(' ');
        }
    }
    clean.truncate(clean.trim_end().len());
    clean
}

/// Soft hyphens, zero-width blanks, marks of direction, what XML calls a control.
fn invisible(letter: char) -> bool {
    let blank = letter.is_whitespace();
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}')
        || (letter.is_control() && !blank)
}

/// Digits of a mark that stands high, so that `73,91%¹` is not read as one number.
pub(super) fn raised(text: &str) -> String {
    let high = |letter| match letter {
        '0' => '⁰',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '4' => '⁴',
        '5' => '⁵',
        '6' => '⁶',
        '7' => '⁷',
        '8' => '⁸',
        '9' => '⁹',
        other => other,
    };
    text.chars().map(high).collect()
}

/// Frequent words of reports as fonts of TCVN3 (ABC) and VNI keep them.
const LEGACY: [&str; 33] = [
    "cña", "vµ", "vÒ", "®", "®¹t", "®óng", "®iÓm", "hå", "s¬", "gi¶i", "quyÕt", "tØnh", "huyÖn",
    "tû", "lÖ", "sè", "thñ", "tôc", "chÝnh", "h¹n", "cuûa", "vaø", "veà", "giaûi", "quyeát",
    "tænh", "huyeän", "tyû", "leä", "soá", "thuû", "tuïc", "haïn",
];

/// The same words in Unicode.
const UNICODE: [&str; 17] = [
    "của", "và", "về", "đạt", "đúng", "điểm", "hồ", "sơ", "giải", "quyết", "tỉnh", "huyện", "tỷ",
    "lệ", "số", "thủ", "tục",
];

/// Words that must have been met before a document is said to be of old letters.
const ENOUGH: usize = 5;

/// Refuses a document whose letters are those of fonts from before Unicode: its texts cannot be understood.
pub(super) fn check_letters(doc: &Doc) -> Result<(), Refused> {
    let (mut old, mut new) = (0, 0);
    let mut count = |text: &str| {
        for word in text.split(|letter: char| !letter.is_alphabetic() && !legacy_sign(letter)) {
            old += usize::from(LEGACY.contains(&word));
            new += usize::from(UNICODE.contains(&word));
        }
    };
    for block in &doc.blocks {
        match block {
            Block::Text(text) => count(&text.text),
            Block::Table(table) => {
                table
                    .rows
                    .iter()
                    .flatten()
                    .filter(|cell| !cell.spanned)
                    .for_each(|c| count(&c.text));
            }
        }
    }
    if old >= ENOUGH && old > new { Err(Refused::new(Why::LegacyFont)) } else { Ok(()) }
}

/// Signs that stand for letters in those fonts.
fn legacy_sign(letter: char) -> bool {
    ('\u{a1}'..='\u{bf}').contains(&letter)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::lint::doc::{Kind, Place, Text};

    #[rstest]
    #[case("  Tổng số\u{a0}hồ sơ\n\t đã  giải quyết ", "Tổng số hồ sơ đã giải quyết")]
    #[case("tie\u{302}\u{301}n đo\u{323}\u{302}", "tiến độ")]
    #[case("1.\u{200b}234\u{ad},5\u{feff}", "1.234,5")]
    #[case("", "")]
    fn texts_become_comparable(#[case] given: &str, #[case] clean_one: &str) {
        assert_eq!(clean(given), clean_one);
    }

    #[test]
    fn high_digits_stay_apart_from_numbers() {
        assert_eq!(format!("73,91%{}", raised("12")), "73,91%¹²");
        assert_eq!(raised("(*)"), "(*)");
    }

    #[rstest]
    #[case::unicode("Tỷ lệ hồ sơ giải quyết đúng hạn của tỉnh đạt 85,71% và 17,14 điểm", true)]
    #[case::tcvn3("Tû lÖ hå s¬ gi¶i quyÕt ®óng h¹n cña tØnh ®¹t 85,71% vµ 17,14 ®iÓm", false)]
    #[case::vni(
        "Tyû leä hoà sô giaûi quyeát ñuùng haïn cuûa tænh ñaït 85,71% vaø 17,14 ñieåm",
        false
    )]
    #[case::english("The rate of dossiers handled on time is 85.71%", true)]
    fn old_letters_are_told(#[case] text: &str, #[case] fine: bool) {
        let text = Text { place: Place::default(), text: text.to_owned(), heading: false };
        let doc = Doc { kind: Kind::Txt, blocks: vec![Block::Text(text)] };
        assert_eq!(check_letters(&doc).is_ok(), fine);
    }
}
