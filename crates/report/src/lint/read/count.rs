//! Numbers before paragraphs in other signs than digits.

use crate::outline;

/// Numbers above stay in digits.
const MOST: usize = 3_999;

/// IV, as capitals.
pub(super) fn roman(count: usize) -> String {
    let counted = u32::try_from(count).ok().filter(|_| count <= MOST);
    counted.map_or_else(|| count.to_string(), outline::roman)
}

/// A, B … Z, AA, BB …, as Word counts.
pub(super) fn letters(count: usize) -> String {
    let Some(count) = count.checked_sub(1).filter(|count| *count < MOST) else {
        return count.to_string();
    };
    let letter = u8::try_from(count % 26).map_or('A', |at| char::from(b'A' + at));
    std::iter::repeat_n(letter, count / 26 + 1).collect()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(1, "I", "A")]
    #[case(4, "IV", "D")]
    #[case(26, "XXVI", "Z")]
    #[case(27, "XXVII", "AA")]
    #[case(49, "XLIX", "WW")]
    #[case(4_000, "4000", "4000")]
    fn numbers_in_other_signs(#[case] count: usize, #[case] rome: &str, #[case] letter: &str) {
        assert_eq!((roman(count).as_str(), letters(count).as_str()), (rome, letter));
    }
}
