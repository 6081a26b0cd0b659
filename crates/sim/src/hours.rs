//! Office hours of the simulated agencies: 07:30–11:30 and 13:00–17:00 on working days.
//!
//! The days off are a table of the simulation's own: correcting the calendar of the rules must not
//! change one simulated byte.

use chiso_scoring::dossier::Seconds;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};

const DAY: i64 = 86_400;
const ZONE: i64 = 7 * 3600;
const MORNING: i64 = 7 * 3600 + 1800;
const AFTERNOON: i64 = 13 * 3600;
const HALF: i64 = 4 * 3600;
/// Seconds of work in a day.
const WORK: i64 = 2 * HALF;

/// Weekdays off, as (year, month, first day, last day).
const OFF: [(i16, i8, i8, i8); 28] = [
    (2023, 1, 2, 2),
    (2023, 1, 20, 26),
    (2023, 5, 1, 3),
    (2023, 9, 1, 4),
    (2024, 1, 1, 1),
    (2024, 2, 8, 14),
    (2024, 4, 18, 18),
    (2024, 4, 29, 30),
    (2024, 5, 1, 1),
    (2024, 9, 2, 3),
    (2025, 1, 1, 1),
    (2025, 1, 27, 31),
    (2025, 4, 7, 7),
    (2025, 4, 30, 30),
    (2025, 5, 1, 2),
    (2025, 9, 1, 2),
    (2026, 1, 1, 2),
    (2026, 2, 16, 20),
    (2026, 4, 27, 27),
    (2026, 4, 30, 30),
    (2026, 5, 1, 1),
    (2026, 8, 31, 31),
    (2026, 9, 1, 2),
    (2026, 11, 24, 24),
    (2027, 1, 1, 1),
    (2027, 2, 4, 10),
    (2027, 4, 30, 30),
    (2027, 5, 3, 3),
];

/// Saturdays worked instead.
const SWAPPED: [(i16, i8, i8); 4] = [(2024, 5, 4), (2025, 4, 26), (2026, 1, 10), (2026, 8, 22)];

/// First second of a day in Vietnam.
pub(crate) fn day_start(day: Date) -> Seconds {
    i64::from((day - date(1970, 1, 1)).get_days()) * DAY - ZONE
}

/// Day of a moment in Vietnam.
pub(crate) fn day_of(at: Seconds) -> Date {
    let days = i32::try_from((at + ZONE).div_euclid(DAY)).unwrap_or(0);
    date(1970, 1, 1).checked_add(days.days()).unwrap_or(Date::MAX)
}

/// Working days from the end of 2022 to the middle of 2027, as days since the epoch.
#[derive(Debug, Clone)]
pub(crate) struct Hours {
    days: Vec<i64>,
}

/// A stretch of working days: index of the first, and how many.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stretch {
    first: usize,
    count: i64,
}

impl Hours {
    pub fn new() -> Self {
        let mut days = Vec::new();
        let mut day = date(2022, 12, 1);
        while day < date(2028, 1, 1) {
            if works(day) {
                days.push((day_start(day) + ZONE) / DAY);
            }
            day = day.saturating_add(1.day());
        }
        Self { days }
    }

    /// Index of the first working day on or after the day of a moment.
    fn index(&self, at: Seconds) -> usize {
        let day = (at + ZONE).div_euclid(DAY);
        self.days.partition_point(|known| *known < day).min(self.days.len() - 1)
    }

    fn start(&self, index: usize) -> Seconds {
        self.days[index.min(self.days.len() - 1)] * DAY - ZONE
    }

    /// Working days from the day of `from` to the day before `to`.
    pub fn stretch(&self, from: Seconds, to: Seconds) -> Stretch {
        let first = self.index(from);
        let count = i64::try_from(self.index(to - 1 + DAY).saturating_sub(first)).unwrap_or(0);
        Stretch { first, count: count.max(1) }
    }

    /// Moment of working second `second` of a stretch.
    pub fn moment(&self, stretch: Stretch, second: i64) -> Seconds {
        let day = usize::try_from(second.div_euclid(WORK)).unwrap_or(0);
        let rest = second.rem_euclid(WORK);
        let clock = if rest < HALF { MORNING + rest } else { AFTERNOON + rest - HALF };
        self.start(stretch.first + day) + clock
    }

    /// The same time of day `n` working days later (of the next working day, if it is a day off).
    pub fn later(&self, at: Seconds, n: usize) -> Seconds {
        self.start(self.index(at) + n) + (at + ZONE).rem_euclid(DAY)
    }

    /// `clock` seconds after midnight, `n` working days after the first one from `at` on.
    pub fn at_clock(&self, at: Seconds, n: usize, clock: i64) -> Seconds {
        self.start(self.index(at) + n) + clock
    }

    /// First open moment from `at` on.
    pub fn open_from(&self, at: Seconds) -> Seconds {
        let index = self.index(at);
        let clock = at - self.start(index);
        let start = self.start(index);
        match clock {
            _ if clock < MORNING => start + MORNING,
            _ if clock <= MORNING + HALF => at,
            _ if clock < AFTERNOON => start + AFTERNOON,
            _ if clock <= AFTERNOON + HALF => at,
            _ => self.start(index + 1) + MORNING,
        }
    }

    /// Last open moment up to `at`.
    pub fn open_until(&self, at: Seconds) -> Seconds {
        let index = self.index(at);
        let before = || self.start(index.saturating_sub(1)) + AFTERNOON + HALF;
        let start = self.start(index);
        match at - start {
            clock if clock < MORNING => before(),
            clock if clock <= MORNING + HALF => at,
            clock if clock < AFTERNOON => start + MORNING + HALF,
            clock if clock <= AFTERNOON + HALF => at,
            _ => start + AFTERNOON + HALF,
        }
    }

    /// Half an hour before closing time of the last working day of a moment's month.
    pub fn month_end(&self, at: Seconds) -> Seconds {
        let last = day_start(day_of(at).last_of_month()) + DAY - 1;
        self.open_until(last) - 1800
    }
}

impl Stretch {
    /// Working seconds in the stretch.
    pub fn seconds(self) -> i64 {
        self.count * WORK
    }
}

fn works(day: Date) -> bool {
    let off = |(year, month, first, last): &(i16, i8, i8, i8)| {
        day.year() == *year && day.month() == *month && (*first..=*last).contains(&day.day())
    };
    let swapped = SWAPPED.contains(&(day.year(), day.month(), day.day()));
    let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    swapped || (!weekend && !OFF.iter().any(off))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn at(text: &str) -> Seconds {
        let moment: jiff::civil::DateTime = text.parse().unwrap();
        day_start(moment.date()) + i64::from(moment.hour()) * 3600 + i64::from(moment.minute()) * 60
    }

    #[rstest]
    #[case::before_opening("2026-10-08T06:00", "2026-10-08T07:30", "2026-10-07T17:00")]
    #[case::open("2026-10-08T09:15", "2026-10-08T09:15", "2026-10-08T09:15")]
    #[case::lunch("2026-10-08T12:10", "2026-10-08T13:00", "2026-10-08T11:30")]
    #[case::evening("2026-10-09T18:40", "2026-10-12T07:30", "2026-10-09T17:00")]
    #[case::saturday("2026-10-10T14:00", "2026-10-12T07:30", "2026-10-09T17:00")]
    #[case::national_day("2026-08-31T08:00", "2026-09-03T07:30", "2026-08-28T17:00")]
    #[case::swapped_saturday("2026-08-22T08:20", "2026-08-22T08:20", "2026-08-22T08:20")]
    fn opens_and_closes(#[case] moment: &str, #[case] from: &str, #[case] until: &str) {
        let hours = Hours::new();
        assert_eq!(hours.open_from(at(moment)), at(from));
        assert_eq!(hours.open_until(at(moment)), at(until));
    }

    #[test]
    fn working_seconds_run_through_a_month() {
        let hours = Hours::new();
        let august = hours.stretch(at("2023-08-01T00:00"), at("2023-09-01T00:00"));
        assert_eq!(august.seconds(), 23 * WORK);
        assert_eq!(hours.moment(august, 0), at("2023-08-01T07:30"));
        assert_eq!(hours.moment(august, august.seconds() - 60), at("2023-08-31T16:59"));
        assert_eq!(hours.later(at("2023-08-31T09:00"), 1), at("2023-09-05T09:00"));
        assert_eq!(hours.month_end(at("2023-08-02T10:00")), at("2023-08-31T16:30"));
    }
}
