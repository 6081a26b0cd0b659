//! How a side is written: `PERIOD, PERIOD@AS_OF or PERIOD@AS_OF~REVISION`, for example `2023@2023-07-31` or `2026-08~1204`.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime, time};

use crate::period::{Period, PeriodError};

/// A side as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SideText {
    /// The period.
    pub period: Period,
    /// Looked at from this moment, or captured until then.
    pub as_of: Option<DateTime>,
    /// As known at that revision.
    pub known_at: Option<u64>,
}

/// Why a text is no side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SideError {
    /// Its period is none.
    Period(PeriodError),
    /// What follows `@` is neither a day nor a moment.
    Moment(String),
    /// What follows `~` is no revision; the first is 1.
    Revision(String),
}

/// A day, meant until its end, or a moment.
///
/// # Errors
/// The text is neither.
pub fn until(text: &str) -> Result<DateTime, SideError> {
    let wrong = || SideError::Moment(text.to_owned());
    match text.parse::<Date>() {
        Ok(day) if text.len() == 10 => Ok(day.to_datetime(time(23, 59, 59, 0))),
        _ => text.parse().map_err(|_| wrong()),
    }
}

impl FromStr for SideText {
    type Err = SideError;

    fn from_str(text: &str) -> Result<Self, SideError> {
        let (rest, known_at) = match text.split_once('~') {
            Some((rest, revision)) => {
                let number = revision.parse().ok().filter(|revision| *revision > 0);
                (rest, Some(number.ok_or_else(|| SideError::Revision(revision.to_owned()))?))
            }
            None => (text, None),
        };
        let (period, as_of) = match rest.split_once('@') {
            Some((period, as_of)) => (period, Some(until(as_of)?)),
            None => (rest, None),
        };
        Ok(Self { period: period.parse().map_err(SideError::Period)?, as_of, known_at })
    }
}

impl fmt::Display for SideText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.period)?;
        if let Some(as_of) = self.as_of {
            match as_of.time() == time(23, 59, 59, 0) {
                true => write!(f, "@{}", as_of.date())?,
                false => write!(f, "@{as_of}")?,
            }
        }
        self.known_at.map_or(Ok(()), |revision| write!(f, "~{revision}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("2026-08")]
    #[case("2023@2023-07-31")]
    #[case("2026-Q3~17")]
    #[case("2026-07-01..2026-07-15@2026-08-02T14:30:00~4096")]
    fn sides_read_and_print(#[case] text: &str) {
        assert_eq!(text.parse::<SideText>().unwrap().to_string(), text);
    }

    #[rstest]
    #[case("2026-13", SideError::Period(PeriodError::Missing("2026-13".to_owned())))]
    #[case("2026@hôm qua", SideError::Moment("hôm qua".to_owned()))]
    #[case("2026@2026-02-30", SideError::Moment("2026-02-30".to_owned()))]
    #[case("2026~0", SideError::Revision("0".to_owned()))]
    #[case("2026~-3", SideError::Revision("-3".to_owned()))]
    #[case("2026~7@2026-08-01", SideError::Revision("7@2026-08-01".to_owned()))]
    fn what_is_no_side_is_said(#[case] text: &str, #[case] error: SideError) {
        assert_eq!(text.parse::<SideText>(), Err(error));
    }
}
