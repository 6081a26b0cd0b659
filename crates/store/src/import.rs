//! Writing figures: one transaction for one file.
//!
//! For each figure, in the order of the file: nothing stored under its key → accepted; the same
//! value → duplicate; another value → conflict, which is refused and reported, because what was
//! captured once at a moment from a source cannot have been something else.

use chiso_scoring::figure::{Captured, Figure, Reported};
use rusqlite::Connection;

use crate::captures::{Totals, finish_capture, insert_capture, insert_refusal};
use crate::check;
use crate::error::{Error, Result};
use crate::figures::{insert_figure, stored_figure};
use crate::store::{Store, add_revision, last_revision};

/// Code of the refusal that a conflict becomes.
pub const CONFLICT: &str = "conflict";

/// The file an import comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaptureInfo {
    /// Its name; folders are dropped.
    pub file_name: String,
    /// SHA-256 of its bytes: 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// Format it was read as, such as `csv`.
    pub format: String,
    /// When it is imported, RFC 3339 (`2026-08-22T10:00:00Z`).
    pub imported_at: String,
    /// Where each figure stands in the file (`12`, `data[3]`), in the order of the figures; only
    /// for the refusals of conflicts. May be empty: then a conflict's place is its number, from 1.
    pub places: Vec<String>,
    /// Items that reading the file already found to repeat another of its items: they are not among
    /// the figures given, but the journal counts them as read and duplicate.
    pub repeated: u64,
}

/// An item of a file that is not stored, and why. One for each refused item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusalRow {
    /// Where it stands in the file.
    pub place: String,
    /// Code of the reason.
    pub code: String,
    /// The field that is wrong, if it is one.
    pub field: Option<String>,
    /// What stood there. Kept, cut to 60 characters, only for fields that cannot name a person.
    pub value: Option<String>,
}

/// A figure whose key is stored with another value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Which of the given figures.
    pub index: usize,
    /// The first field that differs: numerator, denominator, rate, points or flags.
    pub field: &'static str,
    /// What is stored and stays.
    pub stored: Captured,
}

/// What became of an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Number of the import in the journal.
    pub capture: u64,
    /// How many items became what. Conflicts count as refused.
    pub totals: Totals,
    /// Figures that were not stored because their key has another value.
    pub conflicts: Vec<Conflict>,
    /// Revision of the store afterwards; unchanged if nothing was added.
    pub revision: u64,
}

impl Store {
    /// Adds the figures of one file, and the refusals that reading it gave, in one transaction.
    /// When it returns, all of it is on disk.
    ///
    /// The key of a figure is (period, `as_of`, agency, indicator, source). Two values are the same
    /// if their numbers are equal: `6.0` repeats `6.00`, and the first spelling stays. A missing
    /// number never equals 0.
    ///
    /// # Errors
    /// Too many rows, a text or time that cannot be kept, or the database failed. Then nothing was
    /// stored.
    pub fn add_figures(
        &self,
        info: &CaptureInfo,
        figures: &[Reported],
        refusals: &[RefusalRow],
    ) -> Result<Receipt> {
        check::count(figures.len().saturating_add(refusals.len()), self.limits().batch)?;
        check::sha256(&info.sha256)?;
        if !info.places.is_empty() && info.places.len() != figures.len() {
            let problem = "must be empty or one for each figure";
            return Err(Error::Call { field: "places", problem });
        }
        if info.repeated > self.limits().batch as u64 {
            let problem = "is more than one call may bring";
            return Err(Error::Call { field: "repeated", problem });
        }
        check::figures(figures)?;
        let imported_at = check::moment(&info.imported_at)?;
        self.write(|work| import(work, info, &imported_at, figures, refusals))
    }
}

fn import(
    work: &Connection,
    info: &CaptureInfo,
    imported_at: &str,
    figures: &[Reported],
    refusals: &[RefusalRow],
) -> Result<Receipt> {
    let before = last_revision(work)?;
    let capture = insert_capture(work, &info.file_name, &info.sha256, &info.format, imported_at)?;
    let (mut totals, conflicts) = add_all(work, figures, (capture, before + 1), info.repeated)?;
    let clashes = conflicts.iter().map(|conflict| refusal_of(conflict, info, figures));
    for (number, row) in (1..).zip(refusals.iter().cloned().chain(clashes)) {
        insert_refusal(work, capture, number, &row)?;
        totals.refused = number;
    }
    totals.read = totals.accepted + totals.duplicate + totals.refused;
    let made = (totals.accepted > 0).then_some(before + 1);
    if let Some(revision) = made {
        add_revision(work, revision, imported_at)?;
    }
    finish_capture(work, capture, totals, made)?;
    Ok(Receipt { capture, totals, conflicts, revision: made.unwrap_or(before) })
}

fn add_all(
    work: &Connection,
    figures: &[Reported],
    (capture, revision): (u64, u64),
    repeated: u64,
) -> Result<(Totals, Vec<Conflict>)> {
    let mut totals = Totals { duplicate: repeated, ..Totals::default() };
    let mut conflicts = Vec::new();
    for (index, reported) in figures.iter().enumerate() {
        if insert_figure(work, reported, capture, revision)? {
            totals.accepted += 1;
            continue;
        }
        let stored = stored_figure(work, reported)?;
        match difference(&stored.reported.figure, &reported.figure) {
            None => totals.duplicate += 1,
            Some(field) => conflicts.push(Conflict { index, field, stored }),
        }
    }
    Ok((totals, conflicts))
}

/// The first field in which two figures differ. Decimals are compared as numbers.
fn difference(stored: &Figure, given: &Figure) -> Option<&'static str> {
    let fields = [
        ("numerator", stored.numerator != given.numerator),
        ("denominator", stored.denominator != given.denominator),
        ("rate", stored.rate != given.rate),
        ("points", stored.points != given.points),
        ("flags", stored.flag != given.flag),
    ];
    fields.into_iter().find(|(_, differs)| *differs).map(|(field, _)| field)
}

fn refusal_of(conflict: &Conflict, info: &CaptureInfo, figures: &[Reported]) -> RefusalRow {
    let number = conflict.index + 1;
    let figure = figures.get(conflict.index).map(|reported| &reported.figure);
    RefusalRow {
        place: info.places.get(conflict.index).cloned().unwrap_or_else(|| number.to_string()),
        code: CONFLICT.to_owned(),
        field: Some(conflict.field.to_owned()),
        value: figure.and_then(|figure| value_of(figure, conflict.field)),
    }
}

fn value_of(figure: &Figure, field: &str) -> Option<String> {
    match field {
        "numerator" => figure.numerator.map(|n| n.to_string()),
        "denominator" => figure.denominator.map(|n| n.to_string()),
        "rate" => figure.rate.map(|n| n.to_string()),
        "points" => figure.points.map(|n| n.to_string()),
        _ => figure.flag.map(|flag| flag.code().to_owned()),
    }
}
