//! Chances to break inside words that are wider than their place.

use unicode_normalization::char::is_combining_mark;

use super::Text;
use crate::metrics::twips;
use crate::model::{Paragraph, Run};
use crate::wording::clean;

/// Invisible, and a line may end there.
const CHANCE: char = '\u{200b}';

/// The text, cleaned; its words too wide for the place may break after each letter.
pub(super) fn tear(text: &str, points: u32, width: u32) -> String {
    let text = clean(text);
    if text.split(' ').all(|word| twips(word, points) <= width) {
        return text;
    }
    let words: Vec<_> = text.split(' ').map(|word| word_torn(word, points, width)).collect();
    words.join(" ")
}

/// The paragraph's runs, each torn.
pub(super) fn torn(paragraph: &Paragraph, points: u32, width: u32) -> Text {
    let run = |run: &Run| Run { text: tear(&run.text, points, width), ..run.clone() };
    paragraph.runs.iter().map(run).collect()
}

fn word_torn(word: &str, points: u32, width: u32) -> String {
    if twips(word, points) <= width {
        return word.to_owned();
    }
    let mut torn = String::with_capacity(word.len() * 2);
    for c in word.chars() {
        if !torn.is_empty() && !is_combining_mark(c) {
            torn.push(CHANCE);
        }
        torn.push(c);
    }
    torn
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_wider_than_their_place_may_break() {
        let width = twips("Ủyban", 13);
        assert_eq!(
            tear("Ủyban xã Phường", 13, width),
            "Ủyban xã P\u{200b}h\u{200b}ư\u{200b}ờ\u{200b}n\u{200b}g"
        );
        assert_eq!(tear("Ủyban  nhân", 13, width), "Ủyban  nhân");
        assert_eq!(tear("", 13, 0), "");
    }

    #[test]
    fn a_letter_keeps_its_marks() {
        assert_eq!(tear("e\u{302}\u{301}a", 13, 1), "e\u{302}\u{301}\u{200b}a");
    }
}
