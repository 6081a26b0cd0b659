//! What fell between two moments: groups, rates, and units.

use std::cmp::Reverse;

use chiso_scoring::annex::{self, About, Line, RATES, UnitRate};
use chiso_scoring::directive::Rules;
use chiso_scoring::directive::draft::Fall;
use chiso_scoring::round::half_up_decimal;
use chiso_scoring::sheet::Place;
use rust_decimal::Decimal;

use super::letter::group;
use super::phrases::{say, say_with};
use super::reading::{percent, points};
use super::two::{GROUPS, Two};
use crate::number;

/// Rows of the annex whose fall is a fall, with the key of their name, and whether whoever runs the system leads.
const WATCHED: [(&str, &str, bool); 15] = [
    ("1.1", "fell-complete", false),
    ("1.2a", "fell-synced", true),
    ("2.1", "fell-on-time", false),
    ("3.2", "fell-full", true),
    ("3.4a", "fell-filed", false),
    ("3.5a", "fell-online-on-time", false),
    ("3.6", "fell-used", false),
    ("4.1a", "fell-payable", true),
    ("4.2a", "fell-paid", false),
    ("4.3a", "fell-paying", false),
    ("5.1", "fell-petitions", false),
    ("5.2", "fell-handling", false),
    ("6.1", "fell-digitised", true),
    ("6.2", "fell-results", true),
    ("6.4", "fell-reused", true),
];
/// Decimals of a rate.
const DIGITS: u32 = 2;

/// Everything that fell.
pub(super) struct Falls {
    pub(super) groups: Vec<GroupFall>,
    pub(super) rates: Vec<RateFall>,
    /// Units with more overdue dossiers, and how many there are now.
    pub(super) overdue: Vec<UnitMove>,
    /// Units that offer less online.
    pub(super) offered: Vec<UnitMove>,
    /// Units with a smaller share of online payment.
    pub(super) paid: Vec<UnitMove>,
    /// Overdue dossiers of all units now.
    pub(super) late: i64,
}

/// A group that lost points.
pub(super) struct GroupFall {
    pub(super) name: String,
    before: Decimal,
    after: Decimal,
    /// Whether no watched rate of it fell.
    pub(super) alone: bool,
}

/// A rate that fell.
pub(super) struct RateFall {
    pub(super) name: String,
    before: Decimal,
    after: Decimal,
    /// Whether whoever runs the system leads.
    pub(super) of_system: bool,
    /// Names of the units behind it, where counts tell.
    pub(super) units: Vec<String>,
    group: Option<&'static str>,
}

/// A unit that moved for the worse.
pub(super) struct UnitMove {
    pub(super) name: String,
    pub(super) before: String,
    pub(super) after: String,
    by: Decimal,
}

#[cfg(test)]
impl UnitMove {
    pub(super) fn new(name: &str, before: usize, after: usize) -> Self {
        let by = Decimal::from(after.abs_diff(before));
        Self { name: name.to_owned(), before: before.to_string(), after: after.to_string(), by }
    }
}

impl Falls {
    pub(super) fn of(two: &Two<'_>) -> Self {
        let [before, now] = two.sheets();
        let rates = rates(two, &annex::lines(before, now));
        let [offered, paid] = RATES.map(|code| less(&annex::rates(before, now, code)));
        let units = annex::overdue(before, now);
        Self {
            groups: groups(two, &rates),
            rates,
            overdue: more(&units),
            offered,
            paid,
            late: units.iter().filter_map(|unit| unit.after).sum(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        let units = [&self.overdue, &self.offered, &self.paid];
        let nothing = self.groups.is_empty() && units.iter().all(|units| units.is_empty());
        nothing && self.rates.is_empty() && self.late == 0
    }

    /// Groups, then rates, each with both sides.
    pub(super) fn told(&self) -> Vec<String> {
        let groups = self.groups.iter().map(GroupFall::told);
        groups.chain(self.rates.iter().map(RateFall::told)).collect()
    }
}

impl GroupFall {
    fn told(&self) -> String {
        let [by, before, after] = [self.before - self.after, self.before, self.after].map(points);
        let values = [("name", self.name.as_str()), ("by", &by), ("before", &before)];
        let values: Vec<_> = values.into_iter().chain([("after", after.as_str())]).collect();
        say_with("direct-group", &values)
    }
}

impl RateFall {
    fn told(&self) -> String {
        let by = number::decimal(self.before - self.after, DIGITS);
        let [before, after] = [self.before, self.after].map(percent);
        let values = [("name", self.name.as_str()), ("by", &by), ("before", &before)];
        let values: Vec<_> = values.into_iter().chain([("after", after.as_str())]).collect();
        say_with("direct-rate", &values)
    }
}

fn groups(two: &Two<'_>, rates: &[RateFall]) -> Vec<GroupFall> {
    let fall = |code: &&str| {
        let (before, after) = (two.before.points(code)?, two.now.points(code)?);
        let (name, _) = group(two.rulebook(), code)?;
        let alone = !rates.iter().any(|rate| rate.group == Some(*code));
        let fall = GroupFall { name: name.to_owned(), before, after, alone };
        (after < before).then_some(fall)
    };
    GROUPS.iter().filter_map(fall).collect()
}

fn rates(two: &Two<'_>, lines: &[Line]) -> Vec<RateFall> {
    let fall = |(number, key, of_system): &(&str, &str, bool)| {
        let line = lines.iter().find(|line| line.row.number == *number)?;
        let shown = |rate: Option<Decimal>| Some(half_up_decimal(rate?, DIGITS));
        let (before, after) = (shown(line.before.rate)?, shown(line.after.rate)?);
        let units = || behind(two, line);
        (after < before).then(|| RateFall {
            name: say(key),
            before,
            after,
            of_system: *of_system,
            units: units(),
            group: line.row.group(),
        })
    };
    WATCHED.iter().filter_map(fall).collect()
}

/// The units that lost most of an indicator, where the counts of both sides tell.
fn behind(two: &Two<'_>, line: &Line) -> Vec<String> {
    let code = match line.row.about {
        About::Indicator(code) => code,
        About::Measure("synced", _) => "1.4",
        _ => return Vec::new(),
    };
    let [(before, _), (after, own)] = two.sheets();
    let Some(place) = two.rulebook().indicator(code).map(Place::Indicator) else {
        return Vec::new();
    };
    let fall = Fall { before, after, agency: &own.code, place };
    let Ok(cause) = fall.cause([(0, 0), (0, 0)], Rules::embedded()) else {
        return Vec::new();
    };
    let named = cause.losses.iter().take(cause.named);
    let name = |code: &str| Some(after.tree.find(code, after.period).ok()?.name.clone());
    named.filter_map(|loss| name(&loss.agency)).collect()
}

/// Units with more overdue dossiers than before, most more first.
fn more(units: &[annex::UnitLine]) -> Vec<UnitMove> {
    let moved = |unit: &annex::UnitLine| {
        let (before, after) = (unit.before?, unit.after?);
        (after > before).then(|| UnitMove {
            name: unit.name.clone(),
            before: number::integer(before),
            after: number::integer(after),
            by: Decimal::from(after - before),
        })
    };
    sorted(units.iter().filter_map(moved).collect())
}

/// Units with a smaller rate than before, most less first.
fn less(units: &[UnitRate]) -> Vec<UnitMove> {
    let moved = |unit: &UnitRate| {
        let (before, after) = (unit.before.rate?, unit.after.rate?);
        (after < before).then(|| UnitMove {
            name: unit.name.clone(),
            before: percent(before),
            after: percent(after),
            by: before - after,
        })
    };
    sorted(units.iter().filter_map(moved).collect())
}

fn sorted(mut units: Vec<UnitMove>) -> Vec<UnitMove> {
    units.sort_by_key(|unit| Reverse(unit.by));
    units
}
