//! What is refused before a transaction begins: texts and times that could not be read back.

use chiso_scoring::agency::Agency;
use chiso_scoring::figure::Reported;
use chiso_scoring::period::Period;
use jiff::Timestamp;
use jiff::civil::DateTime;

use crate::error::{Error, Result};
use crate::limits::TEXT_CHARS;

/// A field and what is wrong with it.
pub(crate) type Problem = (&'static str, &'static str);

/// At most `limit` rows.
pub(crate) fn count(given: usize, limit: usize) -> Result<()> {
    if given > limit { Err(Error::TooMany { given, limit }) } else { Ok(()) }
}

/// A moment of the machine, in one spelling, so that moments compare as text.
pub(crate) fn moment(text: &str) -> Result<String> {
    let problem = "is not a time such as 2026-08-22T10:00:00Z";
    let moment: Timestamp =
        text.parse().map_err(|_| Error::Call { field: "imported_at", problem })?;
    Ok(moment.to_string())
}

/// Every figure can be stored and read back.
pub(crate) fn figures(figures: &[Reported]) -> Result<()> {
    let mut period = None;
    for (index, reported) in figures.iter().enumerate() {
        let known = period == Some(reported.period);
        figure(reported, known).map_err(|(field, problem)| Error::Item {
            index,
            field,
            problem,
        })?;
        period = Some(reported.period);
    }
    Ok(())
}

fn figure(reported: &Reported, period_known: bool) -> Result<(), Problem> {
    if !period_known && !real(reported.period) {
        return Err(("period", "does not exist"));
    }
    if !comparable(reported.as_of) {
        return Err(("as_of", "lies before the year 0"));
    }
    text("agency", &reported.agency)?;
    text("indicator", &reported.indicator)?;
    text("source", &reported.source)
}

/// Whether the period's text names it again: its fields are open to anybody.
pub(crate) fn real(period: Period) -> bool {
    let fits = match period {
        Period::Month { month, .. } => (1..=12).contains(&month),
        Period::Quarter { quarter, .. } => (1..=4).contains(&quarter),
        Period::Year { .. } | Period::Range { .. } => true,
    };
    fits && period.to_string().parse() == Ok(period)
}

/// Years before 0 are written with a sign and would sort wrongly.
fn comparable(as_of: DateTime) -> bool {
    as_of.year() >= 0
}

pub(crate) fn text(field: &'static str, text: &str) -> Result<(), Problem> {
    if text.is_empty() {
        Err((field, "is empty"))
    } else if longer(text, TEXT_CHARS) {
        Err((field, "is longer than 500 characters"))
    } else if text.chars().any(char::is_control) {
        Err((field, "contains a control character"))
    } else {
        Ok(())
    }
}

/// Whether a text has more than `most` characters. Most texts have fewer bytes than that.
pub(crate) fn longer(text: &str, most: usize) -> bool {
    text.len() > most && text.chars().nth(most).is_some()
}

/// Every agency can be stored and read back.
pub(crate) fn agencies(agencies: &[Agency]) -> Result<()> {
    for (index, row) in agencies.iter().enumerate() {
        agency(row).map_err(|(field, problem)| Error::Item { index, field, problem })?;
    }
    Ok(())
}

fn agency(row: &Agency) -> Result<(), Problem> {
    text("code", &row.code)?;
    text("name", &row.name)?;
    row.parent.iter().try_for_each(|parent| text("parent", parent))?;
    row.portal_id.iter().try_for_each(|id| text("portal_id", id))?;
    for successor in &row.successors {
        text("successors", successor)?;
        if successor.contains(';') {
            return Err(("successors", "contains a semicolon"));
        }
    }
    let signed = |day: &Option<jiff::civil::Date>| day.is_some_and(|day| day.year() < 0);
    if signed(&row.valid_from) || signed(&row.valid_to) {
        return Err(("valid_from or valid_to", "lies before the year 0"));
    }
    Ok(())
}

/// The hash of a file, as `sha256sum` prints it.
pub(crate) fn sha256(text: &str) -> Result<()> {
    let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if text.len() == 64 && text.bytes().all(hex) {
        Ok(())
    } else {
        Err(Error::Call { field: "sha256", problem: "is not 64 lower-case hexadecimal digits" })
    }
}

/// A text of the call itself.
pub(crate) fn call_text(field: &'static str, given: &str) -> Result<()> {
    text(field, given).map_err(|(field, problem)| Error::Call { field, problem })
}
