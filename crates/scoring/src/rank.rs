//! Ranks among siblings of one kind, and the nation's average.

use std::borrow::Borrow;

use rust_decimal::Decimal;

use crate::agency::{Agency, Level};
use crate::figure::State;
use crate::round::{Exact, exact, half_up};
use crate::rulebook::Rulebook;
use crate::score::{AgencyScore, Origin, Points};
use crate::sheet::{Place, Sheet};

/// Competition ranks (1, 2, 2, 4), best first. What has no points has no rank.
///
/// The caller passes siblings of one kind only: departments, communes and provinces never mix.
#[must_use]
pub fn ranks(points: &[Option<Decimal>]) -> Vec<Option<usize>> {
    let mut sorted: Vec<Decimal> = points.iter().flatten().copied().collect();
    sorted.sort_unstable();
    let better = |own: Decimal| sorted.len() - sorted.partition_point(|other| *other <= own);
    points.iter().map(|own| own.map(|own| 1 + better(own))).collect()
}

/// The nation's points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nation {
    /// Mean per radar axis over the provinces that have it, rounded.
    pub axes: Vec<Option<Decimal>>,
    /// Mean per group, rounded.
    pub groups: Vec<Option<Decimal>>,
    /// Sum of the rounded axes; missing if an axis is.
    pub total: Option<Decimal>,
    /// How many provinces have a total.
    pub provinces: usize,
}

/// Averages provinces per radar axis, rounds each mean, then adds them up.
///
/// Source: the portal's "Cả nước" equals the sum of five rounded means on both days checked
/// (62.59 and 61.88), not the mean of the 34 totals (62.58 and 61.875).
#[must_use]
pub fn nation<S: Borrow<AgencyScore>>(rulebook: &Rulebook, provinces: &[S]) -> Nation {
    let column = |pick: &dyn Fn(&AgencyScore) -> Option<Decimal>| {
        let known: Vec<Decimal> = provinces.iter().map(S::borrow).filter_map(pick).collect();
        mean(&known, rulebook.digits)
    };
    let axes: Vec<Option<Decimal>> =
        (0..rulebook.axes.len()).map(|at| column(&|score| score.axes[at].points)).collect();
    Nation {
        total: axes.iter().copied().sum::<Option<Decimal>>().filter(|_| !provinces.is_empty()),
        axes,
        groups: (0..rulebook.groups.len())
            .map(|at| column(&|score| score.groups[at].points))
            .collect(),
        provinces: provinces.iter().filter(|of| (*of).borrow().total.points.is_some()).count(),
    }
}

impl Nation {
    /// The mean of a place; an indicator has none: the nation's counts are its own.
    #[must_use]
    pub fn of(&self, place: Place) -> Option<Decimal> {
        match place {
            Place::Total => self.total,
            Place::Axis(at) => self.axes[at],
            Place::Group(at) => self.groups[at],
            Place::Indicator(_) => None,
        }
    }
}

/// A number of the nation that is no sum of counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct National {
    /// The points.
    pub points: Points,
    /// Of how many provinces they are the mean; `None` for what somebody published of the nation.
    pub mean_of: Option<usize>,
}

/// The points of the nation's total, axes and groups, which are means over the provinces and no sums of
/// counts; what somebody published of the nation stands before them. [`None`] for any other agency, and for
/// indicators.
#[must_use]
pub fn national(sheet: &Sheet<'_>, agency: &Agency, place: Place) -> Option<National> {
    if agency.level != Level::Nation || matches!(place, Place::Indicator(_)) {
        return None;
    }
    let own = place.of(&sheet.score(agency));
    if own.origin == Origin::Published {
        return Some(National { points: own, mean_of: None });
    }
    let nation = sheet.nation();
    let points = nation.of(place);
    let (state, origin) = match points {
        Some(_) => (State::Value, Origin::Parts),
        None => (State::SourceSilent, Origin::None),
    };
    let points = Points { points, state, origin };
    Some(National { points, mean_of: Some(nation.provinces) })
}

/// Mean rounded half-up; nothing for nothing.
#[must_use]
pub fn mean(values: &[Decimal], digits: u32) -> Option<Decimal> {
    let count = i128::try_from(values.len()).ok().filter(|count| *count > 0)?;
    let sum = values.iter().fold(Exact::from_integer(0), |sum, value| sum + exact(*value));
    Some(half_up(sum / count, digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_share_a_place_and_leave_a_gap() {
        let points =
            ["68.80", "62.10", "62.10", "70.00", "59.91"].map(|p| Some(p.parse().unwrap()));
        let mut all = points.to_vec();
        all.push(None);
        assert_eq!(ranks(&all), [Some(2), Some(3), Some(3), Some(1), Some(5), None]);
    }
}
