//! Exact arithmetic and the one place where rounding happens.
//!
//! A ratio stays a pair of integers until the last step; [`half_up`] is the only function
//! in the project that rounds points.

use num_rational::Ratio;
use rust_decimal::Decimal;

/// An exact fraction. 128 bits hold the product of two counts below 10¹² and a rule's factors.
pub type Exact = Ratio<i128>;

/// Rounds `value` half-up (away from zero at the half) to `digits` decimals.
///
/// Source: the portal rounds every published ratio and score this way (`rules/README.md`, rounding).
#[must_use]
pub fn half_up(value: Exact, digits: u32) -> Decimal {
    let (numerator, denominator) = (*value.numer(), *value.denom());
    let doubled = 2 * numerator.abs() * power_of_ten(digits) + denominator;
    let units = quotient(doubled, 2 * denominator);
    Decimal::from_i128_with_scale(units * numerator.signum(), digits)
}

/// A quotient of whole numbers in units of the last of `digits` decimals, rounded half-up (away from zero at
/// the half): for numerators that no longer fit 128 bits once they are shifted. The denominator is above 0.
#[must_use]
pub fn half_up_units(numerator: i128, denominator: i128, digits: u32) -> i128 {
    let size = numerator.abs();
    let shifted = size.checked_mul(2 * power_of_ten(digits));
    if let Some(doubled) = shifted.and_then(|shifted| shifted.checked_add(denominator)) {
        return numerator.signum() * (doubled / (2 * denominator));
    }
    let (mut units, mut rest) = (size / denominator, size % denominator);
    let mut left = digits;
    while left > 0 {
        let step = left.min(6);
        rest *= power_of_ten(step);
        units = units * power_of_ten(step) + rest / denominator;
        rest %= denominator;
        left -= step;
    }
    numerator.signum() * (units + i128::from(2 * rest >= denominator))
}

/// Points have two decimals nearly always; a power loop would be a third of the work.
fn power_of_ten(digits: u32) -> i128 {
    if digits == 2 { 100 } else { 10i128.pow(digits) }
}

/// Whole part of a quotient of positive numbers. Counts nearly always fit 64 bits, where the
/// division is several times faster.
fn quotient(numerator: i128, denominator: i128) -> i128 {
    match (u64::try_from(numerator), u64::try_from(denominator)) {
        (Ok(numerator), Ok(denominator)) => i128::from(numerator / denominator),
        _ => numerator / denominator,
    }
}

/// A fraction without reducing it: the fast way for values that are rounded at once.
#[must_use]
pub fn fraction(numerator: i128, denominator: i128) -> Exact {
    Exact::new_raw(numerator, denominator)
}

/// Product without reducing it.
#[must_use]
pub fn product(a: Exact, b: Exact) -> Exact {
    fraction(a.numer() * b.numer(), a.denom() * b.denom())
}

/// Whether `a ≥ b`, for positive denominators.
#[must_use]
pub fn at_least(a: Exact, b: Exact) -> bool {
    a.numer() * b.denom() >= b.numer() * a.denom()
}

/// Rounds a decimal half-up to `digits` decimals and prints exactly that many.
#[must_use]
pub fn half_up_decimal(value: Decimal, digits: u32) -> Decimal {
    let mut rounded =
        value.round_dp_with_strategy(digits, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
    rounded.rescale(digits);
    rounded
}

/// A decimal as an exact fraction.
#[must_use]
pub fn exact(value: Decimal) -> Exact {
    Exact::new(value.mantissa(), 10i128.pow(value.scale()))
}

/// A percentage (`73.91` means 73.91 %) as an exact fraction of one, not reduced.
#[must_use]
pub fn from_percent(percent: Decimal) -> Exact {
    fraction(percent.mantissa(), 100 * power_of_ten(percent.scale()))
}

/// A fraction of one as a percentage rounded half-up to two decimals, as the portal prints it.
#[must_use]
pub fn to_percent(ratio: Exact) -> Decimal {
    half_up(product(ratio, Exact::from_integer(100)), 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_goes_up_and_away_from_zero() {
        for (numerator, denominator, digits, expected) in [
            (1, 8, 2, "0.13"),
            (-1, 8, 2, "-0.13"),
            (1, 3, 2, "0.33"),
            (2, 3, 2, "0.67"),
            (5, 1000, 2, "0.01"),
            (49, 10_000, 2, "0.00"),
            (7, 1, 2, "7.00"),
        ] {
            let value = Exact::new(numerator, denominator);
            assert_eq!(half_up(value, digits).to_string(), expected);
        }
    }

    #[test]
    fn units_round_like_decimals_and_hold_wider_numbers() {
        for (numerator, denominator, digits, units) in [
            (1, 8, 2, 13),
            (-1, 8, 2, -13),
            (2, 3, 12, 666_666_666_667),
            (1 + (1 << 100), 1 << 101, 12, 500_000_000_000),
            (-(1 << 102) - (1 << 101), 1 << 101, 1, -30),
            (3 << 99, 1 << 100, 0, 2),
        ] {
            assert_eq!(half_up_units(numerator, denominator, digits), units, "{numerator}");
        }
    }

    #[test]
    fn percent_round_trip() {
        let percent: Decimal = "9.895".parse().unwrap();
        assert_eq!(to_percent(from_percent(percent)).to_string(), "9.90");
    }
}
