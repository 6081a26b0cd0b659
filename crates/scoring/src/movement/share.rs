//! The split of one indicator's change over its parts, in whole numbers.
//!
//! A part adds (nᵢᴮ − rᴬ·dᵢᴮ)/dᴮ − (nᵢᴬ − rᴬ·dᵢᴬ)/dᴬ to the change of the ratio ([`crate::split`]). Of that
//! (dᵢᴮ/dᴮ)·(rᵢᴮ − rᵢᴬ) is performance: the same dossiers handled better or worse. The rest is mix: more or
//! fewer of those that were good or bad before. A procedure that is new to a unit is measured against what
//! the unit did before; all a new unit adds is mix. What was carried over from before the period is a
//! cause of its own.

use std::collections::HashMap;

use num_traits::Zero;

use super::amount::{Amount, DIGITS};
use crate::figure::Counts;
use crate::round::{Exact, half_up_units};
use crate::rulebook::Indicator;
use crate::score::unrounded;
use crate::split::{COUNT_MAX, slope};

/// What the counts of a part are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Place of the unit in [`super::Movement::units`]; `None`: not divided over units.
    pub unit: Option<u32>,
    /// Place of the procedure in [`super::Movement::procedures`]; `None`: not divided over procedures.
    pub procedure: Option<u32>,
    /// Whether its dossiers were received before the period began.
    pub carried: bool,
    /// Counts before.
    pub before: Counts,
    /// Counts after.
    pub after: Counts,
}

/// What some parts add to the change of the points.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// By doing better or worse.
    pub performance: Amount,
    /// By weighing more or less.
    pub mix: Amount,
    /// By what was carried over.
    pub carried: Amount,
}

/// The change of one indicator, ready to be split.
#[derive(Debug, Clone)]
pub struct Split {
    parts: Vec<Part>,
    before: Counts,
    after: Counts,
    /// Points per unit of ratio while neither cap nor jump bites.
    slope: Exact,
    /// What the form bends: the cap at the maximum, the jump at the target.
    pub form: Amount,
    /// Change of the points before rounding.
    bent: Exact,
    /// Each unit's counts before, by its place.
    references: Vec<Counts>,
}

const NOTHING: Counts = Counts { numerator: 0, denominator: 0 };

impl Split {
    /// Prepares the split. `None` if a side has no denominator, the counts are out of bounds, or the
    /// indicator has no points.
    #[must_use]
    pub fn new(rule: &Indicator, parts: Vec<Part>) -> Option<Self> {
        let (before, after) =
            (pooled(&parts, |part| part.before), pooled(&parts, |part| part.after));
        let fits = |counts: Counts| {
            (1..=COUNT_MAX).contains(&counts.denominator) && counts.numerator.abs() <= COUNT_MAX
        };
        let small = |part: &Part| {
            [part.before, part.after].iter().all(|counts| {
                counts.numerator.abs() <= COUNT_MAX && counts.denominator.abs() <= COUNT_MAX
            })
        };
        if !(fits(before) && fits(after) && parts.iter().all(small)) {
            return None;
        }
        let slope = slope(rule)?;
        let (from, to) = (ratio(before), ratio(after));
        let bent = unrounded(rule, to)?.reduced() - unrounded(rule, from)?.reduced();
        let form = Amount::of(bent - slope * (to - from));
        let references = references(&parts);
        Some(Self { parts, before, after, slope, form, bent, references })
    }

    /// Whether the whole change of the ratio is bent away: both sides lie at or above what earns the maximum.
    #[must_use]
    pub fn is_capped(&self) -> bool {
        self.bent.is_zero()
    }

    /// Pooled counts on both sides.
    #[must_use]
    pub fn counts(&self) -> (Counts, Counts) {
        (self.before, self.after)
    }

    /// Shares of the parts that have a key in common, in the order of the keys.
    pub fn by<K: Copy + Ord + std::hash::Hash>(&self, key: impl Fn(&Part) -> K) -> Vec<(K, Share)> {
        let mut places: HashMap<K, usize> = HashMap::new();
        let mut sums: Vec<(K, Sums)> = Vec::new();
        let mut last: Option<(K, usize)> = None;
        for part in &self.parts {
            let key = key(part);
            let at = match last {
                Some((known, at)) if known == key => at,
                _ => *places.entry(key).or_insert_with(|| {
                    sums.push((key, Sums::default()));
                    sums.len() - 1
                }),
            };
            last = Some((key, at));
            if let Some((_, sums)) = sums.get_mut(at) {
                self.add(part, sums);
            }
        }
        let mut shares: Vec<(K, Share)> =
            sums.into_iter().map(|(key, sums)| (key, self.share(sums))).collect();
        shares.sort_unstable_by_key(|(key, _)| *key);
        shares
    }

    fn add(&self, part: &Part, sums: &mut Sums) {
        if part.carried {
            sums.carried += self.contribution(part);
        } else {
            sums.fresh += self.contribution(part);
            sums.performance += self.performance(part);
        }
    }

    /// What a part adds to the ratio, times (dᴬ)²·dᴮ.
    fn contribution(&self, part: &Part) -> i128 {
        let (n, a) = wide(self.before);
        let b = i128::from(self.after.denominator);
        let above = |counts: Counts| {
            let (numerator, denominator) = wide(counts);
            numerator * a - n * denominator
        };
        above(part.after) * a - above(part.before) * b
    }

    /// Points a part adds by performance, in units of the grid.
    fn performance(&self, part: &Part) -> i128 {
        let reference = match part.before {
            counts if counts.denominator > 0 => counts,
            _ => self.reference(part.unit),
        };
        if reference.denominator <= 0 || part.after.denominator <= 0 {
            return 0;
        }
        let (before, (numerator, denominator)) = (wide(reference), wide(part.after));
        let better = numerator * before.1 - before.0 * denominator;
        if better == 0 {
            return 0;
        }
        let below = before.1 * i128::from(self.after.denominator);
        half_up_units(better * self.slope.numer(), below * self.slope.denom(), DIGITS)
    }

    fn reference(&self, unit: Option<u32>) -> Counts {
        let found = unit.and_then(|unit| self.references.get(unit as usize));
        found.copied().unwrap_or(NOTHING)
    }

    fn share(&self, sums: Sums) -> Share {
        let (_, a) = wide(self.before);
        let below = a * a * i128::from(self.after.denominator) * self.slope.denom();
        let points = |sum: i128| Amount::ratio(sum * self.slope.numer(), below);
        let performance = Amount::units(sums.performance);
        Share { performance, mix: points(sums.fresh) - performance, carried: points(sums.carried) }
    }
}

/// Sums before they are put on the grid.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    /// What new dossiers add, times (dᴬ)²·dᴮ.
    fresh: i128,
    /// What carried-over ones add, times the same.
    carried: i128,
    /// Performance, in units of the grid.
    performance: i128,
}

fn pooled(parts: &[Part], side: impl Fn(&Part) -> Counts) -> Counts {
    parts.iter().map(side).fold(NOTHING, plus)
}

pub(super) fn plus(a: Counts, b: Counts) -> Counts {
    Counts { numerator: a.numerator + b.numerator, denominator: a.denominator + b.denominator }
}

fn references(parts: &[Part]) -> Vec<Counts> {
    let units = parts.iter().filter_map(|part| part.unit).max().map_or(0, |last| last as usize + 1);
    let mut all = vec![NOTHING; units];
    for part in parts {
        if let Some(sum) = part.unit.and_then(|unit| all.get_mut(unit as usize)) {
            *sum = plus(*sum, part.before);
        }
    }
    all
}

fn ratio(counts: Counts) -> Exact {
    Exact::new(i128::from(counts.numerator), i128::from(counts.denominator))
}

fn wide(counts: Counts) -> (i128, i128) {
    (i128::from(counts.numerator), i128::from(counts.denominator))
}
