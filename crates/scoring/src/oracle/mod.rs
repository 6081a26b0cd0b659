//! The oracle: every tally from the versions and records themselves, row by row, slow and plain.
//!
//! It shares nothing with the fast executors but the rulebook's text and the plain data: it reads
//! dossiers and records into columns its own way (`dossier`, `record`), evaluates conditions its own
//! way (`eval`) and finds an agency's place in a period its own way (`place`). What the executors
//! say is right if the oracle says the same.

#[cfg(test)]
mod agreement;
mod dossier;
pub(crate) mod eval;
mod place;
mod record;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::agency::AgencyTree;
use crate::calendar::Calendar;
use crate::dossier::{Seconds, Version};
use crate::expr::{Entity, Expr};
use crate::period::Period;
use crate::record::Record;
use crate::rulebook::{Count, Measure, MeasureRule, Rulebook};
use eval::Moments;

/// Everything there is to count, at one moment.
#[derive(Debug, Clone, Copy)]
pub struct World<'a> {
    /// Agencies of all times.
    pub tree: &'a AgencyTree,
    /// Dossiers by number, each once.
    pub dossiers: &'a [(String, Version)],
    /// Current records, one per key.
    pub records: &'a [Record],
    /// The clock.
    pub now: Seconds,
}

/// What a tally is of.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TallyKey {
    /// Code of the agency.
    pub agency: String,
    /// Period.
    pub period: Period,
    /// Identifier of the rulebook.
    pub rulebook: String,
    /// Identifier of the measure.
    pub measure: String,
}

/// The value of a measure for one agency and period.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Tally {
    /// Of the agency alone.
    pub own: i64,
    /// Of the agency and all below it.
    pub subtree: i64,
}

/// Whose rows are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// The agency's alone.
    Own,
    /// The agency's and those of all below it.
    Subtree,
}

/// Values by column; `None` is NULL, flags are 0 and 1.
type Columns = BTreeMap<&'static str, Option<i64>>;

/// One row of an entity.
#[derive(Debug, Clone)]
struct Row {
    key: String,
    agency: String,
    procedure: Option<String>,
    columns: Columns,
}

/// What some rows amount to.
#[derive(Debug, Clone, Default)]
struct Pot<'a> {
    sum: i128,
    procedures: BTreeSet<&'a str>,
}

/// All tallies that are not zero both ways, of every measure of the rulebooks; in the given periods, else
/// in every month, quarter and year from the first dossier, petition or publication until now.
#[must_use]
pub fn tallies(
    world: World<'_>,
    rulebooks: &[&Rulebook],
    periods: Option<&[Period]>,
) -> BTreeMap<TallyKey, Tally> {
    let calendar = Calendar::embedded();
    let rows = all_rows(world, &calendar);
    let periods = periods.map_or_else(|| periods_until_now(world, &rows, &calendar), <[_]>::to_vec);
    let mut all = BTreeMap::new();
    for period in periods {
        let mut rows = rows.clone();
        rows.insert(Entity::Agency, record::agencies(world, period));
        let moments = Moments::of(period, world.now, &calendar);
        for rulebook in rulebooks {
            for (agency, measure, tally) in in_period(world, rulebook, period, &rows, &moments) {
                let rulebook = rulebook.id.clone();
                all.insert(TallyKey { agency, period, rulebook, measure }, tally);
            }
        }
    }
    all
}

/// The rows that a measure counts for an agency: dossier numbers, record keys, agency codes, or for a
/// count of distinct procedures the procedures; ascending. A measure computed from others has none.
#[must_use]
pub fn rows(
    world: World<'_>,
    rulebook: &Rulebook,
    measure: &str,
    agency: &str,
    period: Period,
    scope: Scope,
) -> Vec<String> {
    let calendar = Calendar::embedded();
    let mut rows = all_rows(world, &calendar);
    rows.insert(Entity::Agency, record::agencies(world, period));
    let moments = Moments::of(period, world.now, &calendar);
    let Some(MeasureRule::Rows { of, condition, count, sum }) =
        rulebook.measure(measure).map(|measure| &measure.rule)
    else {
        return Vec::new();
    };
    let mut found = BTreeSet::new();
    for row in rows.get(of).into_iter().flatten().filter(|row| moments.holds(condition, row)) {
        let chain = place::chain(world.tree, &row.agency, period);
        let belongs = match scope {
            Scope::Own => chain.first() == Some(&agency),
            Scope::Subtree => chain.contains(&agency),
        };
        if belongs {
            let distinct = *count == Count::Procedures && sum.is_none();
            found.extend(if distinct { row.procedure.clone() } else { Some(row.key.clone()) });
        }
    }
    found.into_iter().collect()
}

type Rows = BTreeMap<Entity, Vec<Row>>;

fn all_rows(world: World<'_>, calendar: &Calendar) -> Rows {
    let dossiers = world.dossiers.iter();
    let dossiers = dossiers
        .filter_map(|(number, version)| dossier::row(number, version, world.records, calendar));
    let mut rows = Rows::from([(Entity::Dossier, dossiers.collect())]);
    for record in world.records {
        if let Some((entity, row)) = record::row(record, world.tree, calendar) {
            rows.entry(entity).or_default().push(row);
        }
    }
    rows
}

/// Months, quarters and years, from the one of the first row to the one of now.
fn periods_until_now(world: World<'_>, rows: &Rows, calendar: &Calendar) -> Vec<Period> {
    let dated = [
        (Entity::Dossier, "received_at"),
        (Entity::Petition, "received_at"),
        (Entity::Publication, "decided_at"),
    ];
    let moments = dated.iter().flat_map(|(entity, column)| {
        rows.get(entity).into_iter().flatten().filter_map(|row| row.columns[column])
    });
    let Some(first) = moments.min() else { return Vec::new() };
    let month = |day: Date| Period::Month { year: day.year(), month: day.month() };
    let quarter = |day: Date| Period::Quarter { year: day.year(), quarter: (day.month() + 2) / 3 };
    let year = |day: Date| Period::Year { year: day.year() };
    let mut periods = Vec::new();
    for kind in [&month as &dyn Fn(Date) -> Period, &quarter, &year] {
        let mut period = kind(calendar.day_of(first));
        while calendar.day_start(period.first()) <= world.now {
            periods.push(period);
            let Ok(next) = period.last().tomorrow() else { break };
            period = kind(next);
        }
    }
    periods
}

/// The tallies of one rulebook in one period: agency, measure, value.
fn in_period(
    world: World<'_>,
    rulebook: &Rulebook,
    period: Period,
    rows: &Rows,
    moments: &Moments,
) -> Vec<(String, String, Tally)> {
    let mut counted: BTreeMap<(&str, &str), Tally> = BTreeMap::new();
    for measure in &rulebook.measures {
        for (agency, tally) in count(world, measure, period, rows, moments) {
            counted.insert((agency, &measure.id), tally);
        }
    }
    let mut all = Vec::new();
    for agency in place::in_force(world.tree, period) {
        for measure in &rulebook.measures {
            let value = |side: &dyn Fn(Tally) -> i64| {
                let known = |id: &str| counted.get(&(agency, id)).copied().unwrap_or_default();
                eval::saturated(measured(rulebook, &measure.id, &|id| i128::from(side(known(id)))))
            };
            let tally = Tally { own: value(&|t| t.own), subtree: value(&|t| t.subtree) };
            if tally != Tally::default() {
                all.push((agency.to_owned(), measure.id.clone(), tally));
            }
        }
    }
    all
}

/// Counts a measure over rows, per agency; a measure computed from others counts nothing.
fn count<'a>(
    world: World<'a>,
    measure: &Measure,
    period: Period,
    rows: &'a Rows,
    moments: &Moments,
) -> BTreeMap<&'a str, Tally> {
    let MeasureRule::Rows { of, condition, count, sum } = &measure.rule else {
        return BTreeMap::new();
    };
    let mut pots: BTreeMap<&str, [Pot<'_>; 2]> = BTreeMap::new();
    for row in rows.get(of).into_iter().flatten().filter(|row| moments.holds(condition, row)) {
        for (distance, agency) in place::chain(world.tree, &row.agency, period).iter().enumerate() {
            let [own, subtree] = pots.entry(agency).or_default();
            let pots = if distance == 0 { vec![own, subtree] } else { vec![subtree] };
            for pot in pots {
                pot.sum += sum.as_ref().map_or(1, |sum| moments.number(sum, row).unwrap_or(0));
                pot.procedures.extend(row.procedure.as_deref());
            }
        }
    }
    let distinct = *count == Count::Procedures && sum.is_none();
    let amount = |pot: Pot<'_>| {
        eval::saturated(if distinct { pot.procedures.len() as i128 } else { pot.sum })
    };
    let tally = |[own, subtree]: [Pot<'_>; 2]| Tally { own: amount(own), subtree: amount(subtree) };
    pots.into_iter().map(|(agency, pots)| (agency, tally(pots))).collect()
}

/// The value of a measure: counted, or computed from the values of others.
fn measured(rulebook: &Rulebook, id: &str, counted: &dyn Fn(&str) -> i128) -> i128 {
    match rulebook.measure(id).map(|measure| &measure.rule) {
        Some(MeasureRule::Value(expr)) => {
            let name = |id: &str| Some(measured(rulebook, id, counted));
            value(expr, &name)
        }
        _ => counted(id),
    }
}

fn value(expr: &Expr, name: &dyn Fn(&str) -> Option<i128>) -> i128 {
    eval::eval(expr, name, None).unwrap_or(0)
}
