//! Numbers of headings: `I.`, `1.`, `3.1.`. They follow from place, so no cross-reference can go stale.

use crate::model::Level;

/// Counts headings from the first to the last.
#[derive(Default)]
pub(crate) struct Outline {
    roman: u32,
    arabic: u32,
    decimal: u32,
}

impl Outline {
    /// The number of the next heading; `None` if a `3.1.` has no `3.` above it.
    pub(crate) fn next(&mut self, level: Level) -> Option<String> {
        match level {
            Level::Roman => {
                *self = Self { roman: self.roman + 1, arabic: 0, decimal: 0 };
                Some(format!("{}.", roman(self.roman)))
            }
            Level::Arabic => {
                self.arabic += 1;
                self.decimal = 0;
                Some(format!("{}.", self.arabic))
            }
            Level::Decimal if self.arabic == 0 => None,
            Level::Decimal => {
                self.decimal += 1;
                Some(format!("{}.{}.", self.arabic, self.decimal))
            }
        }
    }
}

/// `I`, `II`, `III`, `IV` …
pub(crate) fn roman(mut number: u32) -> String {
    const DIGITS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut text = String::new();
    for (value, digit) in DIGITS {
        while number >= value {
            text.push_str(digit);
            number -= value;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deeper_levels_start_again() {
        use Level::{Arabic, Decimal, Roman};
        let levels =
            [Roman, Arabic, Arabic, Arabic, Decimal, Decimal, Arabic, Decimal, Roman, Arabic];
        let mut outline = Outline::default();
        let numbers: Vec<_> = levels.iter().map(|level| outline.next(*level).unwrap()).collect();
        assert_eq!(numbers, ["I.", "1.", "2.", "3.", "3.1.", "3.2.", "4.", "4.1.", "II.", "1."]);
    }

    #[test]
    fn a_subheading_needs_a_heading() {
        let mut outline = Outline::default();
        assert_eq!(outline.next(Level::Decimal), None);
        outline.next(Level::Arabic);
        outline.next(Level::Roman);
        assert_eq!(outline.next(Level::Decimal), None);
    }

    #[test]
    fn roman_numbers() {
        let cases = [(1, "I"), (4, "IV"), (9, "IX"), (14, "XIV"), (48, "XLVIII"), (99, "XCIX")];
        for (number, text) in cases {
            assert_eq!(roman(number), text);
        }
    }
}
