//! The exact split of a change over its parts, and of each part into performance and mix.
//!
//! For a pooled ratio r = n ÷ d going from A to B,
//! Δr = Σ [ (nᵢᴮ − rᴬ·dᵢᴮ)/dᴮ − (nᵢᴬ − rᴬ·dᵢᴬ)/dᴬ ], because Σ (nᵢᴬ − rᴬ·dᵢᴬ) = 0.
//! A part that did not change its counts against an unchanged whole contributes nothing.

use rust_decimal::Decimal;

use crate::figure::Counts;
use crate::round::{Exact, exact};
use crate::rulebook::{Form, Indicator};
use crate::score::{points, unrounded};
use crate::sheet::sum;

/// Largest pooled count the split accepts; its fractions stay within 128 bits up to here.
/// A nation-year is about 16.5 million dossiers.
pub const COUNT_MAX: i64 = 100_000_000;

/// Counts of one part on both sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Before.
    pub before: Counts,
    /// After.
    pub after: Counts,
}

/// What a part adds to the change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// By doing better or worse: wᵢᴮ·(rᵢᴮ − rᵢᴬ).
    pub performance: Exact,
    /// By weighing more or less: (wᵢᴮ − wᵢᴬ)·(rᵢᴬ − rᴬ). A part that is new is all mix.
    pub mix: Exact,
}

/// The change of an indicator's points, split so that all lines add up to it exactly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// Share of each part, in points.
    pub shares: Vec<Share>,
    /// What the form bends: the cap at the maximum, the jump at the target.
    pub form: Exact,
    /// What rounding leaves over.
    pub rounding: Exact,
    /// The change of the rounded points: the sum of all lines.
    pub change: Decimal,
}

/// Splits the change of a pooled ratio over its parts. `None` if a side has no denominator or
/// the counts are out of bounds.
#[must_use]
pub fn split_ratio(parts: &[Part]) -> Option<Vec<Share>> {
    let (before, after) = totals(parts)?;
    Some(parts.iter().map(|part| share(part, before, after)).collect())
}

fn totals(parts: &[Part]) -> Option<(Counts, Counts)> {
    let before = sum(&parts.iter().map(|part| part.before).collect::<Vec<_>>());
    let after = sum(&parts.iter().map(|part| part.after).collect::<Vec<_>>());
    let fits = |counts: &Counts| counts.denominator > 0 && counts.denominator <= COUNT_MAX;
    (fits(&before) && fits(&after)).then_some((before, after))
}

fn pooled(counts: Counts) -> Exact {
    ratio(counts.numerator, counts.denominator)
}

fn ratio(numerator: i64, denominator: i64) -> Exact {
    Exact::new(i128::from(numerator), i128::from(denominator))
}

fn share(part: &Part, before: Counts, after: Counts) -> Share {
    let (a, b) = (part.before, part.after);
    let whole = pooled(before);
    let above = |counts: Counts, all: Counts| {
        let own = Exact::from_integer(i128::from(counts.numerator));
        (own - whole * i128::from(counts.denominator)) / i128::from(all.denominator)
    };
    let contribution = above(b, after) - above(a, before);
    let performance = if a.denominator == 0 || b.denominator == 0 {
        Exact::from_integer(0)
    } else {
        let better = ratio(b.numerator, b.denominator) - ratio(a.numerator, a.denominator);
        ratio(b.denominator, after.denominator) * better
    };
    Share { performance, mix: contribution - performance }
}

/// Splits the change of an indicator's points over its parts. `None` where [`split_ratio`] is,
/// or where the indicator has no points.
#[must_use]
pub fn split_points(rule: &Indicator, digits: u32, parts: &[Part]) -> Option<Split> {
    let (before, after) = totals(parts)?;
    let slope = slope(rule)?;
    let (from, to) = (pooled(before), pooled(after));
    let (_, before_points) = points(rule, from, digits)?;
    let (_, after_points) = points(rule, to, digits)?;
    let bent = unrounded(rule, to)?.reduced() - unrounded(rule, from)?.reduced();
    let scaled =
        |share: Share| Share { performance: share.performance * slope, mix: share.mix * slope };
    let shares: Vec<Share> = split_ratio(parts)?.into_iter().map(scaled).collect();
    let change = after_points - before_points;
    Some(Split { shares, form: bent - slope * (to - from), rounding: exact(change) - bent, change })
}

/// Points per unit of ratio while neither cap nor jump bites.
pub(crate) fn slope(rule: &Indicator) -> Option<Exact> {
    let max = Exact::from_integer(i128::from(rule.max));
    match (rule.form, rule.target) {
        (Form::Linear | Form::Jump, _) => Some(max),
        (Form::Scaled, Some(target)) => Some(max / target),
        _ => None,
    }
}
