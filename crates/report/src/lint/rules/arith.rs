//! What printed numbers can stand for: exact arithmetic with what rounding hides, and never more.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::lint::number::Number;
use crate::number::decimal;

/// How a printed number fits a recomputed one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// As printed, digit for digit.
    Exact,
    /// Not as printed, but rounding of the numbers it follows from can hide the difference.
    Hidden,
    /// Not at all.
    Off,
}

impl Fit {
    /// Judges a difference: what stands there against what follows from other printed numbers.
    pub fn of(difference: Decimal, hidden: Decimal) -> Self {
        match difference.abs() {
            off if off.is_zero() => Self::Exact,
            off if off <= hidden => Self::Hidden,
            _ => Self::Off,
        }
    }
}

/// Whether the other rows are so exact that rounding explains nothing in this one.
pub fn strict(fits: &[Fit]) -> bool {
    let count = |fit| fits.iter().filter(|one| **one == fit).count();
    count(Fit::Exact) >= 4 && count(Fit::Hidden) * 4 <= count(Fit::Exact)
}

/// Whether `part / whole` prints as this percentage.
pub fn is_share(part: Decimal, whole: Decimal, rate: Number) -> bool {
    let off = part * Decimal::ONE_HUNDRED - rate.value * whole;
    !whole.is_zero() && off.abs() <= rate.half() * whole.abs()
}

/// `part / whole` as a percentage with so many decimals.
pub fn share(part: Decimal, whole: Decimal, digits: u32) -> String {
    let value = part * Decimal::ONE_HUNDRED;
    value.checked_div(whole).map_or_else(String::new, |value| decimal(value, digits))
}

/// The whole numbers of which `part` can be this percentage: the first and the last; `None` if there is none at all.
pub fn wholes(part: Decimal, rate: Number) -> Option<(i64, i64)> {
    let hundredfold = part * Decimal::ONE_HUNDRED;
    let (low, high) = (rate.value - rate.half(), rate.value + rate.half());
    let least = hundredfold.checked_div(high)?.ceil().max(part);
    let most = if low > Decimal::ZERO {
        hundredfold.checked_div(low)?.floor()
    } else {
        Decimal::from(i64::MAX)
    };
    let ends = (least.to_i64()?, most.to_i64().unwrap_or(i64::MAX));
    (ends.0 <= ends.1).then_some(ends)
}

/// What rounding of all these can hide together.
pub fn hidden(numbers: &[Number]) -> Decimal {
    numbers.iter().filter(|number| number.digits > 0).map(Number::half).sum()
}

/// The most decimals of any.
pub fn most_digits(numbers: &[Number]) -> u32 {
    numbers.iter().map(|number| number.digits).max().unwrap_or(0)
}

/// A number as documents print it, with a sign if it is a change.
pub fn signed(value: Decimal, digits: u32) -> String {
    crate::number::change(value, digits)
}

/// A number as it was printed.
pub fn shown(number: Number) -> String {
    decimal(number.value, number.digits)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::lint::number::{Locale, number};

    fn n(text: &str) -> Number {
        number(text, Locale::Vietnamese).unwrap()
    }

    #[rstest]
    #[case("669", "749", "89,32%", true)]
    #[case("669", "749", "89,33%", false)]
    #[case("669", "749", "89,73%", false)]
    #[case("1", "8", "12,5%", true)]
    #[case("1", "8", "13%", true)]
    #[case("0", "0", "0%", false)]
    fn shares(#[case] part: &str, #[case] whole: &str, #[case] rate: &str, #[case] fits: bool) {
        assert_eq!(is_share(n(part).value, n(whole).value, n(rate)), fits);
    }

    #[rstest]
    #[case("31", "55,36%", Some((56, 56)))]
    #[case("31", "54,36%", None)]
    #[case("3", "0%", Some((600, i64::MAX)))]
    #[case("0", "0%", Some((0, i64::MAX)))]
    fn whole_numbers_behind_a_rate(
        #[case] part: &str,
        #[case] rate: &str,
        #[case] expected: Option<(i64, i64)>,
    ) {
        assert_eq!(wholes(n(part).value, n(rate)), expected);
    }
}
