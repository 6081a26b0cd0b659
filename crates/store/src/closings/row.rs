//! A closing and its rows: which column holds what.

use rusqlite::{Connection, OptionalExtension, Row, ToSql};

use super::{Closed, ClosedFrom, ClosingFile, ClosingFiles, ClosingRow, Reopening};
use crate::cells::{Binder, Cells};
use crate::convert::{as_of_text, known_at as known, read as read_text};
use crate::error::{Error, Result};

/// The columns in the order of [`read`].
const COLUMNS: &str = "number, revision, agency, period, origin, as_of, provisional, rulebook, \
     known_at, closed_by, closed_at, replaces, waived, root, signature, key";

/// Writes the row of a closing; gives its number.
pub(super) fn insert(work: &Connection, closed: &Closed, revision: u64) -> Result<u64> {
    let sql = format!(
        "insert into closing ({}) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, \
         ?14, ?15) returning number",
        COLUMNS.trim_start_matches("number, ")
    );
    let mut statement = work.prepare_cached(&sql)?;
    statement.clear_bindings();
    let mut row = Binder::new(&mut statement);
    row.put(revision)?;
    row.put(&closed.agency)?;
    row.put(closed.period.to_string())?;
    row.put(closed.origin.code())?;
    row.put(as_of_text(closed.as_of))?;
    row.put(closed.provisional)?;
    row.put(&closed.rulebook)?;
    row.put(closed.known_at)?;
    row.put(&closed.closed_by)?;
    row.put(closed.closed_at)?;
    row.put_some(closed.replaces)?;
    row.put(closed.waived)?;
    row.put(&closed.root[..])?;
    row.put(&closed.signature[..])?;
    row.put(&closed.key[..])?;
    let mut rows = statement.raw_query();
    Ok(rows.next()?.ok_or(Error::Damaged("closing"))?.get(0)?)
}

/// Writes its files.
pub(super) fn insert_files(work: &Connection, number: u64, files: ClosingFiles<'_>) -> Result<()> {
    let mut statement =
        work.prepare_cached("insert into closing_file (closing, kind, bytes) values (?1, ?2, ?3)")?;
    let ClosingFiles { snapshot, public, lists, findings } = files;
    for (file, bytes) in [
        (ClosingFile::Snapshot, snapshot),
        (ClosingFile::Public, public),
        (ClosingFile::Lists, lists),
        (ClosingFile::Findings, findings),
    ] {
        statement.execute((number, file.code(), bytes))?;
    }
    Ok(())
}

/// Writes a reopening.
pub(super) fn insert_reopening(
    work: &Connection,
    number: u64,
    reopening: &Reopening,
    revision: u64,
) -> Result<()> {
    let mut statement = work.prepare_cached(
        "insert into reopening (closing, revision, reopened_at, reopened_by, reason)
         values (?1, ?2, ?3, ?4, ?5)",
    )?;
    statement.execute((number, revision, reopening.at, &reopening.by, &reopening.reason))?;
    Ok(())
}

/// The closing of a number.
pub(super) fn by_number(
    connection: &Connection,
    number: u64,
    known_at: Option<u64>,
) -> Result<Option<ClosingRow>> {
    let Ok(number) = i64::try_from(number) else { return Ok(None) };
    let found = all(
        connection,
        "where number = ?1 and revision <= ?2",
        &[&number, &known(known_at)],
        known_at,
    )?;
    Ok(found.into_iter().next())
}

/// Closings that a condition finds.
pub(super) fn all(
    connection: &Connection,
    condition: &str,
    parameters: &[&dyn ToSql],
    known_at: Option<u64>,
) -> Result<Vec<ClosingRow>> {
    let mut statement =
        connection.prepare_cached(&format!("select {COLUMNS} from closing {condition}"))?;
    let mut rows = statement.query(parameters)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(connection, row, known_at)?);
    }
    Ok(found)
}

fn read(connection: &Connection, row: &Row<'_>, known_at: Option<u64>) -> Result<ClosingRow> {
    let mut cells = Cells::new(row, 0);
    let (number, revision) = (cells.take()?, cells.take()?);
    let closed = Closed {
        agency: cells.take()?,
        period: read_text("period", &cells.take::<String>()?)?,
        origin: ClosedFrom::read(&cells.take::<String>()?).ok_or(Error::Damaged("origin"))?,
        as_of: read_text("as_of", &cells.take::<String>()?)?,
        provisional: cells.take()?,
        rulebook: cells.take()?,
        known_at: cells.take()?,
        closed_by: cells.take()?,
        closed_at: cells.take()?,
        replaces: cells.take()?,
        waived: cells.take()?,
        root: cells.take()?,
        signature: cells.take()?,
        key: cells.take()?,
    };
    let reopened = reopening(connection, number, known_at)?;
    Ok(ClosingRow { number, revision, closed, reopened })
}

fn reopening(
    connection: &Connection,
    number: u64,
    known_at: Option<u64>,
) -> Result<Option<(u64, Reopening)>> {
    let mut statement = connection.prepare_cached(
        "select revision, reopened_at, reopened_by, reason from reopening
         where closing = ?1 and revision <= ?2",
    )?;
    let found = statement.query_row((number, known(known_at)), |row| {
        let reopening = Reopening { at: row.get(1)?, by: row.get(2)?, reason: row.get(3)? };
        Ok((row.get(0)?, reopening))
    });
    Ok(found.optional()?)
}
