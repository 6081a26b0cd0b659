//! Shape of `rules/calendar.toml` and what must hold of it.

use std::fmt;
use std::ops::RangeInclusive;

use jiff::civil::{Date, Time};
use serde::Deserialize;

use super::law::is_weekend;
use crate::rulebook::{Confidence, Text};

/// Why a text is not a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarError(String);

impl fmt::Display for CalendarError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for CalendarError {}

/// The whole file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub hours: Hours,
    #[serde(default, rename = "holiday")]
    pub holidays: Vec<Holiday>,
    #[serde(default, rename = "year")]
    pub years: Vec<Year>,
}

/// `[hours]`: stretches of working time of a day.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Hours {
    pub parts: Vec<(Time, Time)>,
}

/// `[[holiday]]`: a day off by law, every year.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Holiday {
    #[expect(dead_code, reason = "names the entry for whoever reads the file")]
    pub name: Text,
    pub day: Option<MonthDay>,
    pub lunar: Option<MonthDay>,
    pub beside: Option<MonthDay>,
    #[serde(default)]
    pub before: i8,
    #[serde(default)]
    pub after: i8,
    pub from: Option<i16>,
}

/// A month and a day, `09-02`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct MonthDay {
    pub month: i8,
    pub day: i8,
}

impl TryFrom<String> for MonthDay {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let part = |digits: &str, most: RangeInclusive<i8>| {
            digits.parse().ok().filter(|number| most.contains(number))
        };
        let read = text.split_once('-').and_then(|(month, day)| {
            Some(Self { month: part(month, 1..=12)?, day: part(day, 1..=31)? })
        });
        read.ok_or_else(|| format!("'{text}' is not a month and a day like 09-02"))
    }
}

/// `[[year]]`: what was announced for a year.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Year {
    /// The year.
    pub year: i16,
    /// Weekdays off, without swaps.
    pub off: Vec<Date>,
    /// How sure it is.
    pub confidence: Confidence,
    /// Where it comes from, and what is still to be checked.
    pub source: Text,
    /// Weekdays off for which a weekend day is worked.
    #[serde(default, rename = "swap")]
    pub swaps: Vec<Swap>,
}

/// `[[year.swap]]` (*hoán đổi ngày làm việc*).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Swap {
    /// The weekday off.
    pub off: Date,
    /// The weekend day worked instead.
    pub work: Date,
    /// Where it comes from, and what is still to be checked.
    pub source: Text,
}

impl File {
    pub(super) fn read(text: &str) -> Result<Self, CalendarError> {
        let file: Self = toml::from_str(text).map_err(|error| CalendarError(error.to_string()))?;
        file.hours_in_order()?;
        file.holidays.iter().try_for_each(one_kind)?;
        for (at, year) in file.years.iter().enumerate() {
            if file.years[..at].iter().any(|other| other.year == year.year) {
                return Err(CalendarError(format!("the year {} stands twice", year.year)));
            }
            days_fit(year)?;
        }
        Ok(file)
    }

    fn hours_in_order(&self) -> Result<(), CalendarError> {
        let ends: Vec<Time> = self.hours.parts.iter().flat_map(|(from, to)| [*from, *to]).collect();
        if !ends.is_empty() && ends.is_sorted_by(|a, b| a < b) {
            return Ok(());
        }
        Err(CalendarError("the working hours are empty or not in order".to_owned()))
    }
}

fn one_kind(holiday: &Holiday) -> Result<(), CalendarError> {
    let kinds = [holiday.day, holiday.lunar, holiday.beside];
    if kinds.iter().flatten().count() == 1 && holiday.before >= 0 && holiday.after >= 0 {
        return Ok(());
    }
    let reason = "a holiday has one of day, lunar and beside, and no negative before or after";
    Err(CalendarError(reason.to_owned()))
}

fn days_fit(year: &Year) -> Result<(), CalendarError> {
    let wrong = |day: Date, what: &str| Err(CalendarError(format!("{day} {what}")));
    let off = year.off.iter().chain(year.swaps.iter().map(|swap| &swap.off));
    for day in off {
        if day.year() != year.year {
            return wrong(*day, "stands under another year");
        }
        if is_weekend(*day) {
            return wrong(*day, "is a weekend day and off anyway");
        }
    }
    for swap in &year.swaps {
        if !is_weekend(swap.work) || swap.work.year() != year.year {
            return wrong(swap.work, "is not a weekend day of that year");
        }
    }
    Ok(())
}
