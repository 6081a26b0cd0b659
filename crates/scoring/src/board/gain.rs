//! Points gained between two scores of one agency: as they are published, and before rounding.

use rust_decimal::Decimal;

use crate::figure::State;
use crate::round::{Exact, exact, fraction, half_up};
use crate::rulebook::{Form, Indicator, Rulebook};
use crate::score::{AgencyScore, IndicatorScore, unrounded};

/// Decimals of what is gained before rounding.
const FINE: u32 = 6;

/// Points gained.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Gain {
    /// Before rounding, to six decimals for each indicator: one dossier among thousands moves this where
    /// it does not yet move the published points, or moves those by chance.
    pub fine: Decimal,
    /// As published: the sum over the indicators, which is that of the total. (It is known also where a
    /// source is silent and there is no total.)
    pub points: Decimal,
}

impl Gain {
    /// What is gained from one score to another.
    #[must_use]
    pub fn between(rulebook: &Rulebook, before: &AgencyScore, after: &AgencyScore) -> Self {
        let sum = |score: &AgencyScore| -> Decimal {
            score.indicators.iter().filter_map(|indicator| indicator.result.points).sum()
        };
        let mut points = sum(after) - sum(before);
        points.rescale(rulebook.digits);
        let pairs = before.indicators.iter().zip(&after.indicators);
        let fine = rulebook.indicators.iter().zip(pairs).filter(|(_, (a, b))| a != b);
        let fine = fine.map(|(rule, (a, b))| half_up(precise(rule, b) - precise(rule, a), FINE));
        Self { fine: fine.sum(), points }
    }

    /// Whether anything is gained.
    #[must_use]
    pub fn is_some(&self) -> bool {
        self.fine > Decimal::ZERO
    }
}

/// Points of an indicator before rounding; 0 where it adds none.
fn precise(rule: &Indicator, score: &IndicatorScore) -> Exact {
    let from_counts = matches!(
        score.result.state,
        State::Value | State::Zero | State::Provisional | State::Inherited
    );
    let counts = score.figure.and_then(|figure| figure.counts());
    let counts = counts.filter(|counts| from_counts && counts.denominator != 0);
    let ratio =
        counts.map(|counts| fraction(i128::from(counts.numerator), i128::from(counts.denominator)));
    let precise =
        ratio.filter(|_| rule.form != Form::Shown).and_then(|ratio| unrounded(rule, ratio));
    let rounded = || score.result.points.map_or(Exact::from_integer(0), exact);
    precise.map_or_else(rounded, |precise| precise.reduced())
}
