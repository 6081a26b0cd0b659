//! Marks of tricks that only several dossiers together show. Like the marks of single dossiers they are
//! counts of their own and change no other.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;

use super::Scope;
use super::live::Live;
use super::plan::entity_at;
use super::table::Row;
use crate::calendar::Calendar;
use crate::dossier::{EARLIEST, Seconds, Status};
use crate::expr::Entity;
use crate::period::Period;

/// A dossier filed again this soon after a refusal of the same procedure at the same agency is taken for
/// the same one. Nobody's identity is kept, so this is a hint, not a proof.
const REFILED_WITHIN: i64 = 30 * 60;
/// The last working day of a month closes in bulk if it closes that many times the mean of the other
/// working days with closings …
const BULK_TIMES: usize = 3;
/// … and at least that many.
const BULK_LEAST: usize = 10;

/// What several dossiers together show.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Patterns {
    /// Dossiers received within half an hour of a refusal of the same procedure at the same agency.
    pub refiled: usize,
    /// Dossiers closed on the last working day of a month on which closings pile up.
    pub month_end: usize,
}

/// What the patterns need of a dossier.
struct Seen {
    unit: u32,
    procedure: u32,
    received_at: Seconds,
    closed_at: Option<Seconds>,
    refused: bool,
}

impl Live {
    /// Looks for patterns among the dossiers of an agency that were received or closed in a period.
    #[must_use]
    pub fn patterns(&self, agency: &str, period: Period, scope: Scope) -> Patterns {
        let calendar = Calendar::embedded();
        let from = calendar.day_start(period.first());
        let to = calendar.day_end(period.last()) + 1;
        let inside = |at: Seconds| (from..to).contains(&at);
        let seen: Vec<Seen> = self
            .rows_of(Entity::Dossier, agency, period, scope)
            .map(|row| self.seen(&row))
            .filter(|seen| inside(seen.received_at) || seen.closed_at.is_some_and(inside))
            .collect();
        let closed = seen.iter().filter_map(|seen| seen.closed_at).filter(|at| inside(*at));
        Patterns { refiled: refiled(&seen, inside), month_end: month_end(closed, &calendar) }
    }

    fn seen(&self, row: &Row) -> Seen {
        let shape = &self.plan.programs[entity_at(Entity::Dossier)].shape;
        let value = |name: &str| shape.number(name).map_or(0, |at| row.values.numbers[at]);
        let closed =
            shape.number("closed_at").filter(|at| super::row::is_present(&row.values, *at));
        Seen {
            unit: row.unit,
            procedure: row.procedure,
            received_at: value("received_at") + EARLIEST,
            closed_at: closed.map(|at| row.values.numbers[at] + EARLIEST),
            refused: value("status") == i64::from(Status::Refused.number()),
        }
    }
}

fn refiled(seen: &[Seen], inside: impl Fn(Seconds) -> bool) -> usize {
    let mut refusals: HashMap<(u32, u32), Vec<Seconds>> = HashMap::new();
    for one in seen.iter().filter(|one| one.refused) {
        refusals.entry((one.unit, one.procedure)).or_default().extend(one.closed_at);
    }
    let soon_after = |one: &&Seen| {
        let after = |refused: &Seconds| (0..=REFILED_WITHIN).contains(&(one.received_at - refused));
        let of_same = refusals.get(&(one.unit, one.procedure));
        inside(one.received_at) && of_same.is_some_and(|refused| refused.iter().any(after))
    };
    seen.iter().filter(soon_after).count()
}

fn month_end(closed: impl Iterator<Item = Seconds>, calendar: &Calendar) -> usize {
    let mut months: BTreeMap<Date, BTreeMap<Date, usize>> = BTreeMap::new();
    for at in closed {
        let day = calendar.day_of(at);
        *months.entry(day.first_of_month()).or_default().entry(day).or_default() += 1;
    }
    months.values().map(|days| piled_up(days, calendar)).sum()
}

/// Closings of the month's last working day, if they pile up there.
fn piled_up(days: &BTreeMap<Date, usize>, calendar: &Calendar) -> usize {
    let Some(any) = days.keys().next() else { return 0 };
    let end = any.last_of_month();
    let last = if calendar.is_working_day(end) { end } else { calendar.add_working_days(end, -1) };
    let on_last = days.get(&last).copied().unwrap_or(0);
    let others: Vec<usize> =
        days.iter().filter(|(day, _)| **day != last).map(|(_, closed)| *closed).collect();
    let total: usize = others.iter().sum();
    let bulk = on_last >= BULK_LEAST && on_last * others.len() >= BULK_TIMES * total;
    if bulk { on_last } else { 0 }
}
