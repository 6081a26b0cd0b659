//! Letters the fonts have. A letter without a picture would be refused by PDF/A, and a report must not fail on a name.

use crate::world::has;

/// Stands for a letter that the fonts lack.
const UNKNOWN: char = '\u{25a1}';
/// A line may end here; it has no picture and needs none.
const CHANCE: char = '\u{200b}';

/// The text in letters that can be set. Marks that steer the direction of writing go: the fonts know no script that
/// needs them, and they could only make a name look like another one.
pub(crate) fn settable(text: &str) -> String {
    text.chars()
        .filter(|c| *c == CHANCE || !steers(*c))
        .map(|c| if c == CHANCE || has(c) { c } else { UNKNOWN })
        .collect()
}

fn steers(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARKED: &str = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ";

    #[test]
    fn all_134_marked_letters_of_vietnamese_have_a_picture() {
        let both: String = MARKED.chars().chain(MARKED.to_uppercase().chars()).collect();
        assert_eq!(both.chars().count(), 134);
        assert_eq!(settable(&both), both);
    }

    #[test]
    fn so_have_the_signs_of_reports() {
        let signs = "0123456789 .,;:/%()–-+−…“”\"'*&<>=≥≤_@#□\u{a0}";
        assert_eq!(settable(signs), signs);
    }

    #[test]
    fn others_show_that_something_is_missing() {
        assert_eq!(settable("Xã \u{200f}مر\u{202e} 中A"), "Xã □□ □A");
    }
}
