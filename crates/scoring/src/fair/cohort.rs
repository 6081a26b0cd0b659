//! Like with like: agencies of one kind that handle about as many dossiers.
//!
//! The sizes are computed from the agencies compared, by one rule: those of a kind that handled any dossier
//! are put in order of volume and cut into four classes of equal number (quartiles). Fewer than eight are cut
//! into fewer classes, so that two stand in each; equal volumes never part. An agency that handled nothing,
//! or whose volume nobody states, is named apart.

use rust_decimal::Decimal;

use crate::agency::{Agency, Level};
use crate::expr::Expr;
use crate::rank::{mean, ranks};
use crate::round::{fraction, to_percent};
use crate::score::Points;
use crate::sheet::{Place, Sheet};

/// Most size classes of a kind.
const CLASSES: usize = 4;
/// Agencies a class should hold at least.
const LEAST: usize = 2;
/// The measure that says how many dossiers an agency handled in the period.
pub const HANDLED: &str = "handled";

/// The agencies of one kind, by size.
#[derive(Debug, Clone)]
pub struct Kind<'a> {
    /// The kind.
    pub level: Level,
    /// Classes with their members, the smallest first.
    pub cohorts: Vec<Cohort<'a>>,
    /// Those that belong to no class.
    pub apart: Vec<Apart<'a>>,
}

/// Agencies of one kind and size.
#[derive(Debug, Clone)]
pub struct Cohort<'a> {
    /// Number of the class, from 1 = the smallest.
    pub class: usize,
    /// More dossiers than this.
    pub above: i64,
    /// Up to this many; `None` for the largest class.
    pub up_to: Option<i64>,
    /// Median of the points, rounded as points are; `None` if nobody has any.
    pub median: Option<Decimal>,
    /// The agencies, best first; those without points last, then by code.
    pub members: Vec<Member<'a>>,
}

/// An agency among its like.
#[derive(Debug, Clone)]
pub struct Member<'a> {
    /// The agency.
    pub agency: &'a Agency,
    /// Dossiers handled in the period.
    pub volume: i64,
    /// What it is ranked by.
    pub points: Points,
    /// Where it stands.
    pub standing: Standing,
}

/// A place inside a cohort, or why there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Compared.
    Ranked {
        /// Competition rank.
        rank: usize,
        /// Of how many with points.
        of: usize,
        /// How many in a hundred of the others have fewer points, rounded to two decimals.
        percentile: Decimal,
    },
    /// Nobody else in the cohort has points: nothing to compare with.
    Alone,
    /// It has no points itself.
    NoPoints,
}

/// An agency outside all classes.
#[derive(Debug, Clone)]
pub struct Apart<'a> {
    /// The agency.
    pub agency: &'a Agency,
    /// 0 = it handled nothing; `None` = nobody states how many it handled.
    pub volume: Option<i64>,
    /// What it would be ranked by.
    pub points: Points,
}

/// How many dossiers an agency handled in the period: the measure `handled`, or the denominator of an
/// indicator that is nothing but this measure. `None` if neither is known.
#[must_use]
pub fn volume(sheet: &Sheet<'_>, agency: &Agency) -> Option<i64> {
    let data = sheet.data(&agency.code);
    let measure = || data.measures.get(HANDLED)?.numerator;
    let handled = Expr::Name(HANDLED.to_owned());
    let rules = sheet.rulebook().indicators.iter().zip(&data.figures.indicators);
    let mut of_handled = rules.filter(|(rule, _)| rule.denominator.as_ref() == Some(&handled));
    measure().or_else(|| of_handled.find_map(|(_, figure)| figure.as_ref()?.denominator))
}

/// Compares agencies with those of their kind and size, one kind after the other.
#[must_use]
pub fn cohorts<'a>(sheet: &Sheet<'a>, agencies: &[&'a Agency], place: Place) -> Vec<Kind<'a>> {
    let of_level = |level: Level| -> Vec<&'a Agency> {
        agencies.iter().copied().filter(|agency| agency.level == level).collect()
    };
    let kinds = Level::ALL.into_iter().map(|level| (level, of_level(level)));
    let kinds = kinds.filter(|(_, agencies)| !agencies.is_empty());
    kinds.map(|(level, agencies)| kind(sheet, level, &agencies, place)).collect()
}

fn kind<'a>(sheet: &Sheet<'a>, level: Level, agencies: &[&'a Agency], place: Place) -> Kind<'a> {
    let (mut sized, mut apart) = (Vec::new(), Vec::new());
    for agency in agencies.iter().copied() {
        let points = place.of(&sheet.scored(agency));
        match volume(sheet, agency) {
            Some(volume) if volume > 0 => sized.push((volume, agency, points)),
            volume => apart.push(Apart { agency, volume, points }),
        }
    }
    let mut volumes: Vec<i64> = sized.iter().map(|(volume, ..)| *volume).collect();
    volumes.sort_unstable();
    let bounds = bounds(&volumes);
    let starts = std::iter::once(0).chain(bounds.iter().copied());
    let ends = bounds.iter().copied().map(Some).chain(std::iter::once(None));
    let cohorts = starts.zip(ends).enumerate().map(|(at, (above, up_to))| {
        let inside = |volume: i64| volume > above && up_to.is_none_or(|up_to| volume <= up_to);
        let members: Vec<_> = sized.iter().filter(|(volume, ..)| inside(*volume)).collect();
        cohort(sheet, (at + 1, above, up_to), &members)
    });
    let cohorts = cohorts.filter(|cohort| !cohort.members.is_empty()).collect();
    Kind { level, cohorts, apart }
}

/// Upper ends of all classes but the largest: the volume of the last agency of each k-th part. Equal ends
/// are one.
fn bounds(volumes: &[i64]) -> Vec<i64> {
    let classes = (volumes.len() / LEAST).clamp(1, CLASSES);
    let last = |part: usize| volumes.get((part * volumes.len()).div_ceil(classes) - 1).copied();
    let mut bounds: Vec<i64> = (1..classes).filter_map(last).collect();
    bounds.dedup();
    bounds.retain(|bound| Some(bound) != volumes.last());
    bounds
}

fn cohort<'a>(
    sheet: &Sheet<'a>,
    (class, above, up_to): (usize, i64, Option<i64>),
    rows: &[&(i64, &'a Agency, Points)],
) -> Cohort<'a> {
    let points: Vec<Option<Decimal>> = rows.iter().map(|(_, _, points)| points.points).collect();
    let mut known: Vec<Decimal> = points.iter().flatten().copied().collect();
    // In order: everybody is looked up in it.
    known.sort_unstable();
    let placed = rows.iter().zip(ranks(&points));
    let mut members: Vec<Member<'a>> = placed
        .map(|((volume, agency, points), rank)| Member {
            agency,
            volume: *volume,
            points: *points,
            standing: standing(rank.zip(points.points), &known),
        })
        .collect();
    members.sort_by_key(|member| match member.standing {
        Standing::Ranked { rank, .. } => rank,
        Standing::Alone => 1,
        Standing::NoPoints => usize::MAX,
    });
    let median = median(&known, sheet.rulebook().digits);
    Cohort { class, above, up_to, median, members }
}

/// Where an agency stands among all points of its class, the least first.
fn standing(placed: Option<(usize, Decimal)>, known: &[Decimal]) -> Standing {
    let Some((rank, points)) = placed else { return Standing::NoPoints };
    let others = known.len() - 1;
    if others == 0 {
        return Standing::Alone;
    }
    let below = known.partition_point(|other| *other < points);
    let percentile = to_percent(fraction(below as i128, others as i128));
    Standing::Ranked { rank, of: known.len(), percentile }
}

/// The middle of values in order, or the mean of the two in the middle.
fn median(values: &[Decimal], digits: u32) -> Option<Decimal> {
    let half = values.len() / 2;
    let middle = if values.len() % 2 == 1 {
        values.get(half..=half)
    } else {
        values.get(half.checked_sub(1)?..=half)
    };
    mean(middle?, digits)
}
