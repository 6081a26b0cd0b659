//! Days off by law, computed: fixed days, lunar days, and the days that make up for weekends.

use std::collections::BTreeSet;

use amlich_core::VIETNAM_TIMEZONE;
use amlich_core::lunar::convert_lunar_to_solar;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::file::{Holiday, MonthDay};

pub(super) fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// Weekdays off in a year.
pub(super) fn days_off(holidays: &[Holiday], year: i16) -> BTreeSet<Date> {
    let in_force = holidays.iter().filter(|holiday| holiday.from.is_none_or(|from| from <= year));
    let days: BTreeSet<Date> = in_force.flat_map(|holiday| days_of(holiday, year)).collect();
    let mut off = days.clone();
    for day in days.into_iter().filter(|day| is_weekend(*day)) {
        let mut instead = day;
        while is_weekend(instead) || off.contains(&instead) {
            instead = instead.saturating_add(1.day());
        }
        off.insert(instead);
    }
    off.retain(|day| !is_weekend(*day));
    off
}

fn days_of(holiday: &Holiday, year: i16) -> Vec<Date> {
    let solar = |at: MonthDay| Date::new(year, at.month, at.day).ok();
    let lunar = holiday.lunar.and_then(|at| lunar(at, year));
    let beside = holiday.beside.and_then(solar).map(beside);
    let Some(day) = holiday.day.and_then(solar).or(lunar).or(beside) else { return Vec::new() };
    let (before, after) = (i32::from(holiday.before), i32::from(holiday.after));
    (-before..=after).map(|days| day.saturating_add(days.days())).collect()
}

/// The day of the solar calendar; the lunar year that begins in `year`.
fn lunar(at: MonthDay, year: i16) -> Option<Date> {
    let (month, day) = (i32::from(at.month), i32::from(at.day));
    let found = convert_lunar_to_solar(day, month, i32::from(year), false, VIETNAM_TIMEZONE);
    let (day, month, year) = found;
    Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()
}

/// The neighbour that makes the longest stretch with a weekend; the day before where both do or none.
fn beside(day: Date) -> Date {
    match day.weekday() {
        Weekday::Sunday | Weekday::Monday | Weekday::Thursday => day.saturating_add(1.day()),
        _ => day.saturating_sub(1.day()),
    }
}
