//! Working days and hours in Vietnam (`rules/calendar.toml`).
//!
//! All moments are seconds since the epoch; Vietnam is seven hours ahead of UTC all year. Every answer
//! is looked up in a table of the working days from 1999 to 2061; moments and days outside it count as
//! its first or last one, so that no input can stop a computation.

mod file;
mod law;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use jiff::civil::{Date, Time, date};
use jiff::{Span, ToSpan};

pub use file::{CalendarError, Swap, Year};

use crate::dossier::Seconds;

const DAY: i64 = 86_400;
/// Vietnam time is ahead of UTC by this.
const OFFSET: i64 = 7 * 3_600;
/// Years of the table.
const YEARS: std::ops::RangeInclusive<i16> = 1999..=2061;

/// The calendar.
#[derive(Debug, Clone)]
pub struct Calendar {
    holidays: Vec<file::Holiday>,
    years: BTreeMap<i16, Year>,
    /// Working time of a day, in seconds from midnight.
    hours: Vec<(i64, i64)>,
    /// Day number (days since the epoch) of the table's first day.
    first: i64,
    /// For each day of the table, how many working days lie before it; one entry more than days.
    before: Vec<i64>,
    /// Day numbers of the working days, ascending.
    working: Vec<i64>,
}

impl Calendar {
    /// The calendar that comes with chiso.
    ///
    /// # Panics
    /// Never: a test reads the same text.
    #[must_use]
    #[expect(clippy::expect_used, reason = "the text is part of the binary and tested")]
    pub fn embedded() -> Self {
        static EMBEDDED: LazyLock<Calendar> = LazyLock::new(|| {
            Calendar::read(include_str!("../../../../rules/calendar.toml")).expect("calendar.toml")
        });
        EMBEDDED.clone()
    }

    /// Reads a calendar from the text of a file like `rules/calendar.toml`.
    ///
    /// # Errors
    /// Not such a file; working hours out of order; days off on weekends or under the wrong year.
    pub fn read(text: &str) -> Result<Self, CalendarError> {
        let file = file::File::read(text)?;
        let seconds = |time: Time| {
            i64::from(time.hour()) * 3_600
                + i64::from(time.minute()) * 60
                + i64::from(time.second())
        };
        let hours = file.hours.parts.iter().map(|(from, to)| (seconds(*from), seconds(*to)));
        let mut calendar = Self {
            hours: hours.collect(),
            holidays: file.holidays,
            years: file.years.into_iter().map(|year| (year.year, year)).collect(),
            first: number(date(*YEARS.start(), 1, 1)),
            before: Vec::new(),
            working: Vec::new(),
        };
        calendar.fill();
        Ok(calendar)
    }

    fn fill(&mut self) {
        let off: BTreeSet<Date> = YEARS.flat_map(|year| self.days_off(year)).collect();
        let worked: BTreeSet<Date> = YEARS.flat_map(|year| self.weekends_worked(year)).collect();
        let mut day = date(*YEARS.start(), 1, 1);
        while YEARS.contains(&day.year()) {
            self.before.push(self.working.len() as i64);
            let weekday = !law::is_weekend(day) && !off.contains(&day);
            if weekday || worked.contains(&day) {
                self.working.push(number(day));
            }
            day = day.saturating_add(1.day());
        }
        self.before.push(self.working.len() as i64);
    }

    /// Whether the days of a year stand in the file as announced; else they are computed.
    #[must_use]
    pub fn is_reviewed(&self, year: i16) -> bool {
        self.years.contains_key(&year)
    }

    /// What was announced for a year, with source and doubt.
    #[must_use]
    pub fn announced(&self, year: i16) -> Option<&Year> {
        self.years.get(&year)
    }

    /// Weekdays off in a year, ascending: as announced, swaps included, else as computed.
    #[must_use]
    pub fn days_off(&self, year: i16) -> Vec<Date> {
        let Some(announced) = self.years.get(&year) else { return self.computed_days_off(year) };
        let swaps = announced.swaps.iter().map(|swap| swap.off);
        let days: BTreeSet<Date> = announced.off.iter().copied().chain(swaps).collect();
        days.into_iter().collect()
    }

    /// Weekdays off in a year by the law alone, ascending: no announcement, no swaps.
    #[must_use]
    pub fn computed_days_off(&self, year: i16) -> Vec<Date> {
        law::days_off(&self.holidays, year).into_iter().collect()
    }

    /// Weekend days worked in a year, in the order of the file.
    #[must_use]
    pub fn weekends_worked(&self, year: i16) -> Vec<Date> {
        self.years.get(&year).into_iter().flat_map(|y| &y.swaps).map(|swap| swap.work).collect()
    }

    /// Whether a day is worked.
    #[must_use]
    pub fn is_working_day(&self, day: Date) -> bool {
        self.is_worked(self.row(number(day)))
    }

    /// First second of a day.
    #[must_use]
    pub fn day_start(&self, day: Date) -> Seconds {
        start(number(day))
    }

    /// Last second of a day.
    #[must_use]
    pub fn day_end(&self, day: Date) -> Seconds {
        self.day_start(day) + DAY - 1
    }

    /// The day of a moment.
    #[must_use]
    pub fn day_of(&self, at: Seconds) -> Date {
        named(self.row_of(at).0 as i64 + self.first)
    }

    /// The working day `n` working days after (before, if negative); that of 0 is the day itself, or
    /// the next working day if it is none.
    #[must_use]
    pub fn add_working_days(&self, day: Date, n: i32) -> Date {
        named(self.shifted(self.row(number(day)), i64::from(n)))
    }

    /// Working days after one day up to and with another; negative if `to` lies before `from`.
    #[must_use]
    pub fn working_days_between(&self, from: Date, to: Date) -> i64 {
        let until = |day: Date| self.before.get(self.row(number(day)) + 1).copied().unwrap_or(0);
        until(to) - until(from)
    }

    /// End of the working time of the `n`-th working day after the day of `at`. The day of `at` never
    /// counts, whatever the hour; if it is not worked, the next working day is the first one counted.
    #[must_use]
    pub fn due_after_working_days(&self, at: Seconds, n: u16) -> Seconds {
        let last = self.hours.last().map_or(DAY, |(_, to)| *to);
        start(self.shifted(self.row_of(at).0, i64::from(n))) + last
    }

    /// Working time from one moment to another in seconds; negative if `to` lies before `from`.
    #[must_use]
    pub fn working_seconds_between(&self, from: Seconds, to: Seconds) -> i64 {
        self.worked_until(to) - self.worked_until(from)
    }

    /// The first moment by which `n` seconds of working time have passed since `at`; `at` itself if `n`
    /// is not positive.
    #[must_use]
    pub fn add_working_seconds(&self, at: Seconds, n: i64) -> Seconds {
        if n <= 0 {
            return at;
        }
        let last = self.worked_until(at).saturating_add(n - 1);
        let mut rest = last % self.per_day() + 1;
        let midnight = start(self.nth(last / self.per_day()));
        for (from, to) in &self.hours {
            if rest <= to - from {
                return midnight + from + rest;
            }
            rest -= to - from;
        }
        midnight + DAY
    }

    /// The same time of day `n` months later; the last day of a month that has no such day.
    #[must_use]
    pub fn add_months(&self, at: Seconds, n: u16) -> Seconds {
        let (row, second) = self.row_of(at);
        let day = named(row as i64 + self.first).saturating_add(Span::new().months(i32::from(n)));
        self.day_start(day) + second
    }

    /// Row of the table of a day number.
    fn row(&self, number: i64) -> usize {
        let last = self.before.len() as i64 - 2;
        (number - self.first).clamp(0, last) as usize
    }

    /// Row of the table and second of the day of a moment.
    fn row_of(&self, at: Seconds) -> (usize, i64) {
        let local = at.saturating_add(OFFSET);
        (self.row(local.div_euclid(DAY)), local.rem_euclid(DAY))
    }

    fn is_worked(&self, row: usize) -> bool {
        self.before[row] < self.before[row + 1]
    }

    /// Day number of the n-th working day of the table.
    fn nth(&self, n: i64) -> i64 {
        self.working[n.clamp(0, self.working.len() as i64 - 1) as usize]
    }

    /// Day number of the working day `n` after that of a row.
    fn shifted(&self, row: usize, n: i64) -> i64 {
        let counted = if n > 0 { self.before[row + 1] - 1 } else { self.before[row] };
        self.nth(counted + n)
    }

    fn per_day(&self) -> i64 {
        self.hours.iter().map(|(from, to)| to - from).sum()
    }

    /// Working time of the table before a moment.
    fn worked_until(&self, at: Seconds) -> i64 {
        let (row, second) = self.row_of(at);
        let parts = self.hours.iter().map(|(from, to)| second.clamp(*from, *to) - from);
        let today: i64 = if self.is_worked(row) { parts.sum() } else { 0 };
        self.before[row] * self.per_day() + today
    }
}

/// Days since the epoch.
fn number(day: Date) -> i64 {
    i64::from((day - date(1970, 1, 1)).get_days())
}

fn named(number: i64) -> Date {
    date(1970, 1, 1).saturating_add(number.days())
}

/// First second of a day number.
fn start(number: i64) -> Seconds {
    number * DAY - OFFSET
}
