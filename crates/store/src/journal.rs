//! The books of intake: how many items became what, which were held back and why, how far imports are.

use std::collections::BTreeMap;

use chiso_scoring::dossier::Seconds;
use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, Row};

use crate::captures::base_name;
use crate::convert::{cut, day_of, read};
use crate::error::Result;
use crate::limits::LABEL_CHARS;
use crate::privacy;
use crate::store::Store;
use crate::writer::{ImportProgress, ItemOutcome, Quarantined};

/// How many items became what. `accepted + duplicate + superseded + quarantined = received`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Items that arrived.
    pub received: u64,
    /// Items that said something new.
    pub accepted: u64,
    /// Items that were known already.
    pub duplicate: u64,
    /// Items against which a later statement held.
    pub superseded: u64,
    /// Items that were not taken in, each with a [`QuarantineRow`].
    pub quarantined: u64,
}

/// The items of one sender on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptRow {
    /// Day in Vietnam.
    pub day: Date,
    /// Who sent them.
    pub sender: String,
    /// How they were written.
    pub format: String,
    /// What became of them.
    pub counts: Counts,
}

/// An item that was not taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuarantineRow {
    /// Its number among all of them.
    pub id: u64,
    /// Revision of the batch it came with; `None` if that batch changed nothing.
    pub revision: Option<u64>,
    /// When it came.
    pub seen_at: Seconds,
    /// Who sent it.
    pub sender: String,
    /// The item, as far as it may be kept.
    pub item: Quarantined,
}

/// A long import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRow {
    /// How far it is.
    pub progress: ImportProgress,
    /// When its first part came.
    pub started_at: Seconds,
    /// When its last part came.
    pub finished_at: Option<Seconds>,
}

impl Store {
    /// What became of the items of each day, sender and format: the latest day first, at most
    /// `limit` rows.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn receipts(&self, limit: usize) -> Result<Vec<ReceiptRow>> {
        let limit = limit.min(self.limits().answer) as u64;
        let reader = self.reader()?;
        let mut statement = reader.prepare_cached(
            "select day, sender, format, received, accepted, duplicate, superseded, quarantined
             from receipt
             order by day desc, sender, format
             limit ?1",
        )?;
        let mut rows = statement.query([limit])?;
        let mut receipts = Vec::new();
        while let Some(row) = rows.next()? {
            receipts.push(receipt(row)?);
        }
        Ok(receipts)
    }

    /// Items that were not taken in, the newest first: at most `limit`, after the first `offset`.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn quarantine(&self, limit: usize, offset: usize) -> Result<Vec<QuarantineRow>> {
        let limit = limit.min(self.limits().answer) as u64;
        let reader = self.reader()?;
        let mut statement = reader.prepare_cached(
            "select id, revision, seen_at, sender, number, place, code, field, value
             from quarantine
             order by id desc
             limit ?1 offset ?2",
        )?;
        let offset = i64::try_from(offset).unwrap_or(i64::MAX);
        let rows = statement.query_map((limit, offset), quarantined)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Long imports, the one begun last first; at most `limit`.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn imports(&self, limit: usize) -> Result<Vec<ImportRow>> {
        let limit = limit.min(self.limits().answer) as u64;
        let reader = self.reader()?;
        let mut statement = reader.prepare_cached(
            "select sha256, file_name, kind, rows_done, rows, started_at, finished_at
             from import
             order by started_at desc, sha256
             limit ?1",
        )?;
        let rows = statement.query_map([limit], import)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The import of a file, by the SHA-256 of its bytes: where to go on with it.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn import(&self, sha256: &str) -> Result<Option<ImportRow>> {
        let reader = self.reader()?;
        let mut statement = reader.prepare_cached(
            "select sha256, file_name, kind, rows_done, rows, started_at, finished_at
             from import
             where sha256 = ?1",
        )?;
        Ok(statement.query_row([sha256], import).optional()?)
    }
}

fn receipt(row: &Row<'_>) -> Result<ReceiptRow> {
    let day: String = row.get(0)?;
    Ok(ReceiptRow {
        day: read("day", &day)?,
        sender: row.get(1)?,
        format: row.get(2)?,
        counts: Counts {
            received: row.get(3)?,
            accepted: row.get(4)?,
            duplicate: row.get(5)?,
            superseded: row.get(6)?,
            quarantined: row.get(7)?,
        },
    })
}

fn quarantined(row: &Row<'_>) -> rusqlite::Result<QuarantineRow> {
    Ok(QuarantineRow {
        id: row.get(0)?,
        revision: row.get(1)?,
        seen_at: row.get(2)?,
        sender: row.get(3)?,
        item: Quarantined {
            number: row.get(4)?,
            place: row.get(5)?,
            code: row.get(6)?,
            field: row.get(7)?,
            value: row.get(8)?,
        },
    })
}

fn import(row: &Row<'_>) -> rusqlite::Result<ImportRow> {
    let finished_at: Option<Seconds> = row.get(6)?;
    Ok(ImportRow {
        progress: ImportProgress {
            sha256: row.get(0)?,
            file_name: row.get(1)?,
            kind: row.get(2)?,
            rows_done: row.get(3)?,
            rows: row.get(4)?,
            finished: finished_at.is_some(),
        },
        started_at: row.get(5)?,
        finished_at,
    })
}

/// An item to be held back, with when it came and from whom.
pub(crate) struct Held {
    pub at: Seconds,
    pub sender: String,
    pub item: Quarantined,
}

/// Day, sender and format.
type Book = (Date, String, String);

/// Counts to be added to the books.
#[derive(Default)]
pub(crate) struct Tally(BTreeMap<Book, Counts>);

impl Tally {
    /// Counts a submission: its outcomes, and the items that could not even be read.
    pub(crate) fn add(
        &mut self,
        at: Seconds,
        sender: &str,
        format: &str,
        outcomes: &[ItemOutcome],
        refused: usize,
    ) -> Result<()> {
        if outcomes.is_empty() && refused == 0 {
            return Ok(());
        }
        let book = (day_of(at)?, sender.to_owned(), format.to_owned());
        let counts = self.0.entry(book).or_default();
        counts.received += (outcomes.len() + refused) as u64;
        counts.quarantined += refused as u64;
        for outcome in outcomes {
            *match outcome {
                ItemOutcome::Accepted { .. } => &mut counts.accepted,
                ItemOutcome::Duplicate => &mut counts.duplicate,
                ItemOutcome::Superseded => &mut counts.superseded,
                ItemOutcome::Quarantined(_) => &mut counts.quarantined,
            } += 1;
        }
        Ok(())
    }
}

pub(crate) fn write_tally(work: &Connection, tally: &Tally) -> Result<()> {
    let mut statement = work.prepare_cached(
        "insert into receipt
             (day, sender, format, received, accepted, duplicate, superseded, quarantined)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         on conflict do update set
             received = received + excluded.received,
             accepted = accepted + excluded.accepted,
             duplicate = duplicate + excluded.duplicate,
             superseded = superseded + excluded.superseded,
             quarantined = quarantined + excluded.quarantined",
    )?;
    for ((day, sender, format), counts) in &tally.0 {
        let Counts { received, accepted, duplicate, superseded, quarantined } = counts;
        let day = day.to_string();
        let values = (day, sender, format, received, accepted, duplicate, superseded, quarantined);
        statement.execute(values)?;
    }
    Ok(())
}

pub(crate) fn write_held(work: &Connection, revision: Option<u64>, held: &[Held]) -> Result<()> {
    if held.is_empty() {
        return Ok(());
    }
    let mut statement = work.prepare_cached(
        "insert into quarantine
             (revision, seen_at, sender, number, place, code, field, value)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    for Held { at, sender, item } in held {
        let number = item.number.as_deref().filter(|number| privacy::is_dossier_number(number));
        let field = item.field.as_deref().map(|field| cut(field, LABEL_CHARS));
        let (place, code) = (cut(&item.place, LABEL_CHARS), cut(&item.code, LABEL_CHARS));
        let value = privacy::kept_value(item.field.as_deref(), item.value.as_deref());
        statement.execute((revision, at, sender, number, place, code, field, value))?;
    }
    Ok(())
}

/// Writes how far an import is. It never goes back: a part that is sent again changes nothing.
pub(crate) fn write_progress(
    work: &Connection,
    at: Seconds,
    import: &ImportProgress,
) -> Result<()> {
    let mut statement = work.prepare_cached(
        "insert into import (sha256, file_name, kind, started_at, rows_done, rows, finished_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         on conflict do update set
             rows_done = max(rows_done, excluded.rows_done),
             rows = coalesce(excluded.rows, rows),
             finished_at = coalesce(finished_at, excluded.finished_at)",
    )?;
    let ImportProgress { sha256, file_name, kind, rows_done, rows, finished } = import;
    let file_name = cut(base_name(file_name), LABEL_CHARS);
    let finished_at = finished.then_some(at);
    statement.execute((sha256, file_name, kind, at, rows_done, rows, finished_at))?;
    Ok(())
}
