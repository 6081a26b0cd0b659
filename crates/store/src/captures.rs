//! The journal of imports: one row for each file and call, and what was refused of it.

use rusqlite::{Connection, Row};

use crate::convert::cut;
use crate::error::Result;
use crate::import::RefusalRow;
use crate::limits::{LABEL_CHARS, VALUE_CHARS};
use crate::store::Store;

/// How many items of a file became what. `accepted + duplicate + refused = read`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Items in the file.
    pub read: u64,
    /// Figures that are new.
    pub accepted: u64,
    /// Figures already stored with the same value.
    pub duplicate: u64,
    /// Items that are not stored, each with a [`RefusalRow`].
    pub refused: u64,
}

/// One import as the journal keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaptureRow {
    /// Number of the import, from 1.
    pub id: u64,
    /// Name of the file, without its folders.
    pub file_name: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Format it was read as.
    pub format: String,
    /// When, in UTC.
    pub imported_at: String,
    /// What became of its items.
    pub totals: Totals,
    /// Revision it made; `None` if it added nothing.
    pub revision: Option<u64>,
}

/// Fields whose refused values may be kept: codes, times and numbers by their meaning. The value of
/// any other field could name a person.
const KEPT: [&str; 9] = [
    "period",
    "as_of",
    "agency",
    "indicator",
    "numerator",
    "denominator",
    "rate",
    "points",
    "flags",
];

impl Store {
    /// The newest imports first, at most `limit` of them (and never more than the bound of an
    /// answer).
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn captures(&self, limit: usize) -> Result<Vec<CaptureRow>> {
        let limit = limit.min(self.limits().answer) as u64;
        let reader = self.reader()?;
        let mut statement = reader.prepare_cached(
            "select id, file_name, sha256, format, imported_at,
                    read, accepted, duplicate, refused, revision
             from capture
             order by id desc
             limit ?1",
        )?;
        let rows = statement.query_map([limit], capture)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// What was refused of one import, in the order of the file; at most `limit` rows.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn refusals(&self, capture: u64, limit: usize) -> Result<Vec<RefusalRow>> {
        let limit = limit.min(self.limits().answer) as u64;
        let reader = self.reader()?;
        let mut statement = reader.prepare_cached(
            "select place, code, field, value
             from refusal
             where capture_id = ?1
             order by number
             limit ?2",
        )?;
        let rows = statement.query_map((capture, limit), refusal)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

fn capture(row: &Row<'_>) -> rusqlite::Result<CaptureRow> {
    Ok(CaptureRow {
        id: row.get(0)?,
        file_name: row.get(1)?,
        sha256: row.get(2)?,
        format: row.get(3)?,
        imported_at: row.get(4)?,
        totals: Totals {
            read: row.get(5)?,
            accepted: row.get(6)?,
            duplicate: row.get(7)?,
            refused: row.get(8)?,
        },
        revision: row.get(9)?,
    })
}

fn refusal(row: &Row<'_>) -> rusqlite::Result<RefusalRow> {
    Ok(RefusalRow { place: row.get(0)?, code: row.get(1)?, field: row.get(2)?, value: row.get(3)? })
}

/// Opens the row of an import; [`finish_capture`] fills in how it went.
pub(crate) fn insert_capture(
    work: &Connection,
    file_name: &str,
    sha256: &str,
    format: &str,
    imported_at: &str,
) -> Result<u64> {
    let mut statement = work.prepare_cached(
        "insert into capture (file_name, sha256, format, imported_at)
         values (?1, ?2, ?3, ?4)
         returning id",
    )?;
    let values =
        (cut(base_name(file_name), LABEL_CHARS), sha256, cut(format, LABEL_CHARS), imported_at);
    Ok(statement.query_row(values, |row| row.get(0))?)
}

/// Folders are often named after people; the file's own name is enough.
pub(crate) fn base_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

pub(crate) fn finish_capture(
    work: &Connection,
    id: u64,
    totals: Totals,
    revision: Option<u64>,
) -> Result<()> {
    let mut statement = work.prepare_cached(
        "update capture
         set read = ?2, accepted = ?3, duplicate = ?4, refused = ?5, revision = ?6
         where id = ?1",
    )?;
    let Totals { read, accepted, duplicate, refused } = totals;
    statement.execute((id, read, accepted, duplicate, refused, revision))?;
    Ok(())
}

pub(crate) fn insert_refusal(
    work: &Connection,
    capture: u64,
    number: u64,
    row: &RefusalRow,
) -> Result<()> {
    let mut statement = work.prepare_cached(
        "insert into refusal (capture_id, number, place, code, field, value)
         values (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    let field = row.field.as_deref().map(|field| cut(field, LABEL_CHARS));
    let (place, code) = (cut(&row.place, LABEL_CHARS), cut(&row.code, LABEL_CHARS));
    statement.execute((capture, number, place, code, field, kept_value(row)))?;
    Ok(())
}

fn kept_value(row: &RefusalRow) -> Option<String> {
    let field = row.field.as_deref()?;
    let value = row.value.as_deref()?;
    KEPT.contains(&field).then(|| cut(value, VALUE_CHARS))
}
