//! Between our types and the texts of the database.

use std::str::FromStr;

use chiso_scoring::dossier::Seconds;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use rust_decimal::Decimal;

use crate::error::{Error, Result};

/// Reads a stored text back; `what` names it if that fails.
pub(crate) fn read<T: FromStr>(what: &'static str, text: &str) -> Result<T> {
    text.parse().map_err(|_| Error::Damaged(what))
}

/// The same for a text that may be missing.
pub(crate) fn read_some<T: FromStr>(what: &'static str, text: Option<String>) -> Result<Option<T>> {
    text.map(|text| read(what, &text)).transpose()
}

/// A decimal with the scale it was stored with.
pub(crate) fn decimal(what: &'static str, text: Option<String>) -> Result<Option<Decimal>> {
    let exact = |text: String| Decimal::from_str_exact(&text).map_err(|_| Error::Damaged(what));
    text.map(exact).transpose()
}

/// A local time that sorts as text.
pub(crate) fn as_of_text(as_of: DateTime) -> String {
    as_of.to_string()
}

/// A revision as the database counts: what lies beyond its range is "the newest".
pub(crate) fn known_at(revision: Option<u64>) -> i64 {
    revision.and_then(|number| i64::try_from(number).ok()).unwrap_or(i64::MAX)
}

/// The first `most` characters, control characters as spaces.
pub(crate) fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// The one of `all` that is stored as `number`.
pub(crate) fn one_of<T: Copy>(
    what: &'static str,
    all: &[T],
    number_of: impl Fn(&T) -> i64,
    number: i64,
) -> Result<T> {
    all.iter().find(|one| number_of(one) == number).copied().ok_or(Error::Damaged(what))
}

/// A moment as the machine's own times are written.
pub(crate) fn moment_text(at: Seconds) -> Result<String> {
    let problem = "is not a moment of a calendar";
    let moment = Timestamp::from_second(at).map_err(|_| Error::Call { field: "at", problem })?;
    Ok(moment.to_string())
}

/// The day of a moment in Vietnam, which has had one offset since 1975.
pub(crate) fn day_of(at: Seconds) -> Result<Date> {
    let problem = "is not a moment of a calendar";
    let moment = Timestamp::from_second(at).map_err(|_| Error::Call { field: "at", problem })?;
    Ok(Offset::constant(7).to_datetime(moment).date())
}
