//! Between our types and the texts of the database.

use std::str::FromStr;

use jiff::civil::DateTime;
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
