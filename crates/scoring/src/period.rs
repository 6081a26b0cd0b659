//! Periods (*kỳ*): a month, a quarter, a year, or any range of days.

use std::fmt;
use std::str::FromStr;

use jiff::ToSpan;
use jiff::civil::{Date, date};

/// A stretch of days that figures are counted in.
///
/// Written `2026-08`, `2026-Q3`, `2026`, or `2026-07-01..2026-07-15` (both days included).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Period {
    /// A calendar month.
    Month {
        /// Year.
        year: i16,
        /// Month, 1 to 12.
        month: i8,
    },
    /// A calendar quarter.
    Quarter {
        /// Year.
        year: i16,
        /// Quarter, 1 to 4.
        quarter: i8,
    },
    /// A calendar year.
    Year {
        /// Year.
        year: i16,
    },
    /// Any days, both ends included.
    Range {
        /// First day.
        first: Date,
        /// Last day.
        last: Date,
    },
}

/// Why a text is not a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PeriodError {
    /// Not one of the four spellings.
    Spelling(String),
    /// A spelling that names no real time, such as month 13.
    Missing(String),
    /// The last day stands before the first.
    Inverted(String),
}

/// Years a period may lie in; outside it a number is a slip, not a year.
const YEARS: std::ops::RangeInclusive<i16> = 2000..=2100;

impl Period {
    /// First day.
    #[must_use]
    pub fn first(self) -> Date {
        match self {
            Self::Month { year, month } => date(year, month, 1),
            Self::Quarter { year, quarter } => date(year, quarter * 3 - 2, 1),
            Self::Year { year } => date(year, 1, 1),
            Self::Range { first, .. } => first,
        }
    }

    /// Last day.
    #[must_use]
    pub fn last(self) -> Date {
        match self {
            Self::Month { .. } => self.first().last_of_month(),
            Self::Quarter { year, quarter } => date(year, quarter * 3, 1).last_of_month(),
            Self::Year { year } => date(year, 12, 31),
            Self::Range { last, .. } => last,
        }
    }

    /// The period of the same kind just before.
    #[must_use]
    pub fn previous(self) -> Self {
        match self {
            Self::Month { year, month: 1 } => Self::Month { year: year - 1, month: 12 },
            Self::Month { year, month } => Self::Month { year, month: month - 1 },
            Self::Quarter { year, quarter: 1 } => Self::Quarter { year: year - 1, quarter: 4 },
            Self::Quarter { year, quarter } => Self::Quarter { year, quarter: quarter - 1 },
            Self::Year { year } => Self::Year { year: year - 1 },
            Self::Range { first, last } => {
                let days = (last - first).get_days() + 1;
                Self::Range { first: first - days.days(), last: first - 1.day() }
            }
        }
    }

    /// How many such periods make a year: 12, 4 or 1. A range is no fixed share of a year.
    #[must_use]
    pub fn per_year(self) -> Option<i64> {
        match self {
            Self::Month { .. } => Some(12),
            Self::Quarter { .. } => Some(4),
            Self::Year { .. } => Some(1),
            Self::Range { .. } => None,
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Month { year, month } => write!(f, "{year}-{month:02}"),
            Self::Quarter { year, quarter } => write!(f, "{year}-Q{quarter}"),
            Self::Year { year } => write!(f, "{year}"),
            Self::Range { first, last } => write!(f, "{first}..{last}"),
        }
    }
}

impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, PeriodError> {
        let missing = || PeriodError::Missing(text.to_owned());
        let spelling = || PeriodError::Spelling(text.to_owned());
        let number = |digits: &str, width: usize| {
            let plain = digits.len() == width && digits.bytes().all(|b| b.is_ascii_digit());
            plain.then(|| digits.parse::<i16>().ok()).flatten().ok_or_else(spelling)
        };
        let small = |value: i16, most: i16| {
            i8::try_from(value).ok().filter(|_| (1..=most).contains(&value)).ok_or_else(missing)
        };
        if let Some((first, last)) = text.split_once("..") {
            return range(text, first, last);
        }
        let (year, rest) = text.split_once('-').map_or((text, None), |(y, r)| (y, Some(r)));
        let year = number(year, 4)?;
        if !YEARS.contains(&year) {
            return Err(missing());
        }
        match rest {
            None => Ok(Self::Year { year }),
            Some(rest) => match rest.strip_prefix(['Q', 'q']) {
                Some(quarter) => {
                    Ok(Self::Quarter { year, quarter: small(number(quarter, 1)?, 4)? })
                }
                None => Ok(Self::Month { year, month: small(number(rest, 2)?, 12)? }),
            },
        }
    }
}

fn range(text: &str, first: &str, last: &str) -> Result<Period, PeriodError> {
    let day = |day: &str| day.parse::<Date>().map_err(|_| PeriodError::Spelling(text.to_owned()));
    let (first, last) = (day(first)?, day(last)?);
    if !YEARS.contains(&first.year()) || !YEARS.contains(&last.year()) {
        return Err(PeriodError::Missing(text.to_owned()));
    }
    if last < first {
        return Err(PeriodError::Inverted(text.to_owned()));
    }
    Ok(Period::Range { first, last })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("2026-08", "2026-08-01", "2026-08-31", "2026-07")]
    #[case("2024-02", "2024-02-01", "2024-02-29", "2024-01")]
    #[case("2026-01", "2026-01-01", "2026-01-31", "2025-12")]
    #[case("2026-Q3", "2026-07-01", "2026-09-30", "2026-Q2")]
    #[case("2026-Q1", "2026-01-01", "2026-03-31", "2025-Q4")]
    #[case("2023", "2023-01-01", "2023-12-31", "2022")]
    #[case("2026-07-01..2026-07-15", "2026-07-01", "2026-07-15", "2026-06-16..2026-06-30")]
    fn reads_prints_and_steps_back(
        #[case] text: &str,
        #[case] first: &str,
        #[case] last: &str,
        #[case] previous: &str,
    ) {
        let period: Period = text.parse().unwrap();
        assert_eq!(period.to_string(), text);
        assert_eq!(period.first().to_string(), first);
        assert_eq!(period.last().to_string(), last);
        assert_eq!(period.previous().to_string(), previous);
    }

    #[rstest]
    #[case("2026-13", "does not exist")]
    #[case("2026-00", "does not exist")]
    #[case("2026-Q5", "does not exist")]
    #[case("1899", "does not exist")]
    #[case("08/2026", "is not a period")]
    #[case("2026-8", "is not a period")]
    #[case("", "is not a period")]
    #[case("2026-02-30..2026-03-01", "is not a period")]
    #[case("2026-07-15..2026-07-01", "ends before it begins")]
    fn refuses_what_is_no_period(#[case] text: &str, #[case] reason: &str) {
        let error = text.parse::<Period>().unwrap_err().to_string();
        assert!(error.contains(reason), "{error}");
    }
}
