//! How much a source sends, against its own past.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use super::{Rules, middle};
use crate::calendar::Calendar;
use crate::dossier::Seconds;
use crate::round::{Exact, at_least, fraction};

/// Items of some days, and how many there usually are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount {
    /// Items that arrived.
    pub items: u64,
    /// Median of the days (or weeks) it is compared with; `None` while there are too few of them.
    pub usual: Option<Exact>,
}

/// How much a source sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Volume {
    /// The day it is, so far.
    pub today: Amount,
    /// The week it is, from Monday to today; compared with the same days of earlier weeks.
    pub week: Amount,
    /// The last whole working day before today, and that day's.
    pub last_day: Date,
    /// Its items.
    pub last: Amount,
    /// Whether that day brought much less than usual.
    pub low: bool,
    /// The days of the last weeks, earliest first, days without items included.
    pub days: Vec<(Date, u64)>,
}

/// Compares what a source sent. `days` holds the items of each day, `first_at` when it was heard first: days before are not 0 but
/// unknown.
#[must_use]
pub fn volume(
    days: &BTreeMap<Date, u64>,
    first_at: Seconds,
    now: Seconds,
    calendar: &Calendar,
    rules: &Rules,
) -> Volume {
    let past = Past { days, first: calendar.day_of(first_at), calendar, rules };
    let today = calendar.day_of(now);
    let monday = today.saturating_sub(i64::from(today.weekday().to_monday_zero_offset()).days());
    let last_day = calendar.add_working_days(today, -1);
    let last = past.day(last_day);
    let since = monday.saturating_sub(i64::from(rules.weeks - 1).weeks());
    Volume {
        today: past.day(today),
        week: past.stretch(monday, today),
        last_day,
        last,
        low: last.usual.is_some_and(|usual| is_low(last.items, usual, rules.low_percent)),
        days: each_day(since, today).map(|day| (day, past.items(day))).collect(),
    }
}

/// Less than so many per cent of the usual.
fn is_low(items: u64, usual: Exact, percent: i64) -> bool {
    let enough = Exact::new(usual.numer() * i128::from(percent), usual.denom() * 100);
    !at_least(fraction(i128::from(items), 1), enough)
}

fn each_day(from: Date, to: Date) -> impl Iterator<Item = Date> {
    from.series(1.day()).take_while(move |day| *day <= to)
}

struct Past<'a> {
    days: &'a BTreeMap<Date, u64>,
    first: Date,
    calendar: &'a Calendar,
    rules: &'a Rules,
}

impl Past<'_> {
    fn items(&self, day: Date) -> u64 {
        self.days.get(&day).copied().unwrap_or(0)
    }

    fn day(&self, day: Date) -> Amount {
        self.stretch(day, day)
    }

    /// Items of some days of one week, against the same days of the weeks before. A stretch without a working day, or that begins
    /// before the source was heard first, is left out.
    fn stretch(&self, from: Date, to: Date) -> Amount {
        let sum = |from: Date, to: Date| each_day(from, to).map(|day| self.items(day)).sum();
        let earlier = (1..=i64::from(self.rules.weeks))
            .map(|weeks| (from.saturating_sub(weeks.weeks()), to.saturating_sub(weeks.weeks())));
        let works =
            |from: Date, to: Date| each_day(from, to).any(|day| self.calendar.is_working_day(day));
        let known = earlier.filter(|(from, to)| *from >= self.first && works(*from, *to));
        let mut amounts: Vec<u64> = known.map(|(from, to)| sum(from, to)).collect();
        Amount { items: sum(from, to), usual: self.median(&mut amounts) }
    }

    fn median(&self, amounts: &mut [u64]) -> Option<Exact> {
        if amounts.len() < self.rules.least_days {
            return None;
        }
        let (low, high) = middle(amounts)?;
        Some(Exact::new(i128::from(low) + i128::from(high), 2))
    }
}
