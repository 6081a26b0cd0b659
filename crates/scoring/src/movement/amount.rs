//! Points on a grid fine enough that nobody sees it and coarse enough that lines add up in whole numbers.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub};

use rust_decimal::Decimal;

use crate::round::{Exact, half_up_decimal, half_up_units};

/// Decimals of the grid.
pub const DIGITS: u32 = 12;

/// Points in units of 10⁻¹². An exact share is rounded to the grid once, half-up; from then on lines add
/// up as whole numbers do, and what that leaves over of a change is part of its line of rounding. (Exact
/// fractions of several indicators have no common denominator that 128 bits hold.)
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(i64);

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// An exact number of points.
    #[must_use]
    pub fn of(points: Exact) -> Self {
        Self::ratio(*points.numer(), *points.denom())
    }

    /// The quotient of two numbers, in points. The denominator is above 0.
    #[must_use]
    pub fn ratio(numerator: i128, denominator: i128) -> Self {
        Self::units(half_up_units(numerator, denominator, DIGITS))
    }

    /// Points as they are printed. A number with more decimals than the grid is rounded to it.
    #[must_use]
    pub fn printed(points: Decimal) -> Self {
        Self::units(half_up_decimal(points, DIGITS).mantissa())
    }

    /// So many units of the grid; a number of points never comes near the bounds.
    pub(super) fn units(units: i128) -> Self {
        Self(i64::try_from(units).unwrap_or(if units < 0 { i64::MIN } else { i64::MAX }))
    }

    /// The points, with all decimals of the grid.
    #[must_use]
    pub fn exact(self) -> Decimal {
        Decimal::from_i128_with_scale(i128::from(self.0), DIGITS)
    }

    /// The points rounded half-up to be shown.
    #[must_use]
    pub fn shown(self, digits: u32) -> Decimal {
        half_up_decimal(self.exact(), digits)
    }

    /// The amount rounded half-up to so many decimals.
    #[must_use]
    pub fn rounded(self, digits: u32) -> Self {
        Self::printed(self.shown(digits))
    }

    /// Whether it is nothing.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Whether it takes points away.
    #[must_use]
    pub fn is_loss(self) -> bool {
        self.0 < 0
    }

    /// Its size without its sign, for comparing.
    #[must_use]
    pub fn size(self) -> u64 {
        self.0.unsigned_abs()
    }

    /// What part of `whole` it is, in thousandths, rounded down and between 0 and 1000: for drawing.
    #[must_use]
    pub fn permille_of(self, whole: Self) -> u16 {
        let (part, whole) = (u128::from(self.size()), u128::from(whole.size().max(1)));
        u16::try_from((part * 1000 / whole).min(1000)).unwrap_or(1000)
    }
}

impl Add for Amount {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl AddAssign for Amount {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Sub for Amount {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Neg for Amount {
    type Output = Self;

    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Sum for Amount {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::ZERO, Add::add)
    }
}
