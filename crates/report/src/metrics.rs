//! How long a line of bold Times New Roman is. The decree sizes the rules under names by the length of the name, and
//! a workbook must be told how high a merged caption is; both files are written before anyone has set the text.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Widths of `A`–`Z` in thousandths of the type size.
const CAPITALS: [u32; 26] = [
    722, 667, 722, 722, 667, 611, 778, 778, 389, 500, 778, 667, 944, 722, 778, 611, 778, 722, 556,
    667, 722, 722, 1000, 722, 722, 667,
];
/// Widths of `a`–`z` in thousandths of the type size.
const SMALL: [u32; 26] = [
    500, 556, 444, 556, 444, 333, 500, 556, 278, 333, 556, 278, 833, 556, 500, 556, 556, 444, 389,
    333, 556, 500, 722, 500, 500, 444,
];

/// Length of the text in twentieths of a point.
pub(crate) fn twips(text: &str, points: u32) -> u32 {
    let thousandths: u32 = text.nfd().filter(|c| !is_combining_mark(*c)).map(width).sum();
    thousandths * points / 50
}

/// How many lines the text takes in a column of that width, filled word by word.
pub(crate) fn lines(text: &str, points: u32, column: u32) -> u32 {
    let (blank, column) = (twips(" ", points), column.max(1));
    let (mut lines, mut used) = (1, 0);
    for word in text.split_whitespace().map(|word| twips(word, points)) {
        if used > 0 && used + blank + word > column {
            (lines, used) = (lines + 1, 0);
        }
        used += word + if used > 0 { blank } else { 0 };
        // A word longer than the line is torn.
        lines += used.saturating_sub(1) / column;
        used = if used > column { (used - 1) % column + 1 } else { used };
    }
    lines
}

fn width(c: char) -> u32 {
    match c {
        'A'..='Z' => CAPITALS[c as usize - 'A' as usize],
        'a'..='z' => SMALL[c as usize - 'a' as usize],
        ' ' | '.' | ',' => 250,
        '-' | '(' | ')' | ':' | ';' => 333,
        'Đ' => 722,
        'đ' => 556,
        _ => 500,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::{MOTTO, NATION};

    #[test]
    fn marks_add_no_length() {
        assert_eq!(twips("Tự do", 14), twips("Tu do", 14));
        assert_eq!(twips("HỘI", 10), 389);
    }

    #[test]
    fn the_nation_fits_its_column_at_13_points() {
        assert!(twips(NATION, 13) < 5571);
        assert!(twips(MOTTO, 14) < twips(NATION, 13));
    }

    #[test]
    fn long_texts_take_more_lines() {
        assert_eq!(lines("Sở Y tế", 12, 4000), 1);
        assert!(lines(&"Sở Y tế ".repeat(20), 12, 4000) > 3);
        assert_eq!(lines("aaaa aaaa", 12, twips("aaa", 12)), 4);
        assert_eq!(lines("Tổng điểm", 12, twips("Tổng", 12)), 2);
        assert_eq!(lines("Tổng điểm", 12, twips("Tổng điểm", 12)), 1);
    }
}
