//! Vietnamese alphabetical order: a ă â b c d đ e ê …, tones only between equal letters.

use unicode_normalization::UnicodeNormalization;

/// Letters in the order of the Vietnamese alphabet; others (f, j, w, z) stand where Latin has them.
const ALPHABET: &str = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz";
/// Tone marks in dictionary order after none: grave, hook above, tilde, acute, dot below.
const TONES: [char; 5] = ['\u{300}', '\u{309}', '\u{303}', '\u{301}', '\u{323}'];

/// Sort key of a name: letters first, tones second, the text itself last.
pub fn key(name: &str) -> (Vec<u32>, Vec<usize>, String) {
    let (mut letters, mut tones) = (Vec::new(), Vec::new());
    for letter in name.nfc().flat_map(char::to_lowercase) {
        let mut tone = 0;
        let mut bare = String::new();
        for part in std::iter::once(letter).nfd() {
            match TONES.iter().position(|known| *known == part) {
                Some(at) => tone = at + 1,
                None => bare.push(part),
            }
        }
        letters.extend(bare.nfc().map(place));
        tones.push(tone);
    }
    (letters, tones, name.to_owned())
}

fn place(letter: char) -> u32 {
    match ALPHABET.chars().position(|known| known == letter) {
        // Behind digits and punctuation, in front of other scripts.
        Some(at) => 0x100 + u32::try_from(at).unwrap_or(0),
        None if u32::from(letter) < 0x100 => u32::from(letter),
        None => 0x200 + u32::from(letter),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_before_tones() {
        let sorted = [
            "Ác", "An", "Ắc", "Ân", "Ba Bể", "Bà Rịa", "Dak", "Đà Nẵng", "Oa", "Ốc", "Ơn",
        ];
        let mut names = sorted;
        names.reverse();
        names.sort_by_key(|name| key(name));
        assert_eq!(names, sorted);
    }
}
