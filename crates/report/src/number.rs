//! Numbers as Vietnamese documents print them: `1.234,56`. Rounding and separators are the core's.

use chiso_scoring::lang::Lang;
use chiso_scoring::round::half_up_decimal;
use rust_decimal::Decimal;

/// Words of a change.
pub(crate) const ROSE: &str = "Tăng";
/// The opposite.
pub(crate) const FELL: &str = "Giảm";
/// Neither.
pub(crate) const UNCHANGED: &str = "Giữ nguyên";

/// A count: `1.032`.
pub fn integer(value: i64) -> String {
    Lang::Vi.integer(value)
}

/// A number with a fixed count of decimals, half rounded away from zero: `46,76`.
pub fn decimal(value: Decimal, digits: u32) -> String {
    Lang::Vi.decimal(half_up_decimal(value, digits))
}

/// A percentage with its sign: `12,58%`.
pub fn percent(value: Decimal, digits: u32) -> String {
    decimal(value, digits) + "%"
}

/// A change with its sign: `+1.366`, `-0,38`; no change has none.
pub fn change(value: Decimal, digits: u32) -> String {
    Lang::Vi.signed(half_up_decimal(value, digits))
}

/// A change with words: `Tăng 44.289 hồ sơ`, `Giảm 13 TTHC`; without a noun `+0,38`; none is `Giữ nguyên`.
pub fn moved(value: Decimal, digits: u32, noun: &str) -> String {
    let shown = half_up_decimal(value, digits);
    match (shown.is_zero(), noun) {
        (true, _) => UNCHANGED.to_owned(),
        (false, "") => change(value, digits),
        (false, noun) => {
            let way = if shown.is_sign_positive() { ROSE } else { FELL };
            format!("{way} {} {noun}", decimal(shown.abs(), digits))
        }
    }
}

/// Done of all: `14/14`.
pub fn fraction(done: i64, all: i64) -> String {
    format!("{}/{}", integer(done), integer(all))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn integers_have_dots_between_thousands() {
        let cases = [
            (0, "0"),
            (999, "999"),
            (1_032, "1.032"),
            (-71_921, "-71.921"),
            (624_193_000, "624.193.000"),
        ];
        for (value, expected) in cases {
            assert_eq!(integer(value), expected);
        }
        assert_eq!(integer(i64::MIN), "-9.223.372.036.854.775.808");
    }

    #[test]
    fn decimals_are_fixed_and_rounded_half_away_from_zero() {
        let cases = [
            ("46.76", 2, "46,76"),
            ("100", 2, "100,00"),
            ("0.005", 2, "0,01"),
            ("-0.005", 2, "-0,01"),
        ];
        for (value, digits, expected) in cases {
            assert_eq!(decimal(d(value), digits), expected);
        }
        assert_eq!(decimal(d("1234567.85"), 1), "1.234.567,9");
        assert_eq!(decimal(d("-0.004"), 2), "0,00");
        assert_eq!(decimal(d("99.5"), 0), "100");
    }

    #[test]
    fn percentages_carry_their_sign() {
        assert_eq!(percent(d("12.58"), 2), "12,58%");
    }

    #[test]
    fn changes_carry_plus_and_minus() {
        let cases =
            [("1366", 0, "+1.366"), ("-0.38", 2, "-0,38"), ("0", 2, "0,00"), ("0.001", 2, "0,00")];
        for (value, digits, expected) in cases {
            assert_eq!(change(d(value), digits), expected);
        }
    }

    #[test]
    fn moves_are_told_in_words_where_something_is_counted() {
        let cases = [
            ("44289", 0, "hồ sơ", "Tăng 44.289 hồ sơ"),
            ("-13", 0, "TTHC", "Giảm 13 TTHC"),
            ("0.59", 2, "điểm", "Tăng 0,59 điểm"),
            ("-0.38", 2, "", "-0,38"),
            ("0.38", 2, "", "+0,38"),
            ("0", 0, "hồ sơ", "Giữ nguyên"),
            ("-0.004", 2, "", "Giữ nguyên"),
        ];
        for (value, digits, noun, expected) in cases {
            assert_eq!(moved(d(value), digits, noun), expected);
        }
    }

    #[test]
    fn fractions_keep_both_sides() {
        assert_eq!(fraction(181, 187), "181/187");
        assert_eq!(fraction(10_336, 71_921), "10.336/71.921");
    }
}
