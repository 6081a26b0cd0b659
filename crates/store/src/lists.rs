//! Lists of dossiers as others keep them: captures beside the log, for reconciliation.

use std::collections::HashSet;
use std::sync::Arc;

use chiso_scoring::dossier::{Seconds, Status};
use chiso_scoring::reconcile::{Entry, Side};
use rusqlite::{Connection, OptionalExtension, Row};

use crate::captures::base_name;
use crate::check;
use crate::convert::{cut, known_at as known};
use crate::error::{Error, Result};
use crate::limits::{LABEL_CHARS, LIST_ENTRIES};
use crate::store::{Store, add_revision, last_revision};

/// Where a list comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListInfo {
    /// Whose list it is: [`Side::OneStop`] or [`Side::Portal`].
    pub side: Side,
    /// Code of the agency whose dossiers it lists.
    pub agency: String,
    /// When it was taken.
    pub captured_at: Seconds,
    /// Name of the file; folders are dropped.
    pub file_name: String,
    /// SHA-256 of its bytes: 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// Rows of the file that are not among the entries.
    pub refused: u64,
    /// When it is stored, RFC 3339 (`2026-08-31T10:00:00Z`).
    pub imported_at: String,
}

/// What became of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AddedList {
    /// Its number.
    pub id: u64,
    /// Whether it was unknown before; the same file of the same side, agency and moment is one list.
    pub new: bool,
    /// Revision of the store afterwards; unchanged if it was known.
    pub revision: u64,
}

/// A stored list without its entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRow {
    /// Its number, from 1.
    pub id: u64,
    /// Revision that brought it.
    pub revision: u64,
    /// Whose list it is.
    pub side: Side,
    /// Code of the agency whose dossiers it lists.
    pub agency: String,
    /// When it was taken.
    pub captured_at: Seconds,
    /// Name of the file, without its folders.
    pub file_name: String,
    /// Rows that are kept.
    pub entries: u64,
    /// Rows that were refused.
    pub refused: u64,
    /// Entries beyond the first of each code.
    pub repeated: u64,
}

const COLUMNS: &str =
    "id, revision, side, agency, captured_at, file_name, entries, refused, repeated";

impl Store {
    /// Stores a list in one transaction. The same file of the same side, agency and moment is stored
    /// once.
    ///
    /// # Errors
    /// No entry or too many, a side that keeps no list, a text that cannot be kept, or the database
    /// failed. Then nothing was stored.
    pub fn add_list(&self, info: &ListInfo, entries: &[Entry]) -> Result<AddedList> {
        check::count(entries.len(), LIST_ENTRIES)?;
        check_call(info, entries)?;
        let made_at = check::moment(&info.imported_at)?;
        self.write(|work| add(work, info, entries, &made_at))
    }

    /// Stored lists as known at a revision, or now: the one taken last first, at most `limit`.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn lists(&self, known_at: Option<u64>, limit: usize) -> Result<Vec<ListRow>> {
        let limit = limit.min(self.limits().answer) as u64;
        let reader = self.reader()?;
        let mut statement = reader.prepare_cached(&format!(
            "select {COLUMNS} from dossier_list
             where revision <= ?1
             order by captured_at desc, id desc
             limit ?2"
        ))?;
        let mut rows = statement.query((known(known_at), limit))?;
        let mut lists = Vec::new();
        while let Some(row) = rows.next()? {
            lists.push(list(row)?);
        }
        Ok(lists)
    }

    /// A stored list by its number, if it is known at a revision, or now.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn list(&self, id: u64, known_at: Option<u64>) -> Result<Option<ListRow>> {
        let Ok(id) = i64::try_from(id) else { return Ok(None) };
        let reader = self.reader()?;
        let mut statement = reader.prepare_cached(&format!(
            "select {COLUMNS} from dossier_list where id = ?1 and revision <= ?2"
        ))?;
        let mut rows = statement.query((id, known(known_at)))?;
        rows.next()?.map(list).transpose()
    }

    /// The entries of a list, in the order of its file.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn list_entries(&self, id: u64) -> Result<Vec<Entry>> {
        let reader = self.reader()?;
        let mut statement = reader.prepare_cached(
            "select code, agency, procedure, status, received_at, due_at, ended_at
             from list_entry
             where list = ?1
             order by place",
        )?;
        let mut words = Words::default();
        let mut rows = statement.query([id])?;
        let mut entries = Vec::new();
        while let Some(row) = rows.next()? {
            entries.push(entry(row, &mut words)?);
        }
        Ok(entries)
    }
}

fn check_call(info: &ListInfo, entries: &[Entry]) -> Result<()> {
    check::sha256(&info.sha256)?;
    check::call_text("agency", &info.agency)?;
    if info.side == Side::Chiso {
        return Err(Error::Call { field: "side", problem: "keeps no list but the log" });
    }
    if entries.is_empty() {
        return Err(Error::Call { field: "entries", problem: "are none" });
    }
    for (index, entry) in entries.iter().enumerate() {
        let named = |(field, problem)| Error::Item { index, field, problem };
        check::text("code", &entry.code).map_err(named)?;
        for (field, text) in [("agency", &entry.agency), ("procedure", &entry.procedure)] {
            text.iter().try_for_each(|text| check::text(field, text)).map_err(named)?;
        }
    }
    Ok(())
}

fn add(work: &Connection, info: &ListInfo, entries: &[Entry], made_at: &str) -> Result<AddedList> {
    let before = last_revision(work)?;
    if let Some(id) = stored(work, info)? {
        return Ok(AddedList { id, new: false, revision: before });
    }
    let revision = before + 1;
    add_revision(work, revision, made_at)?;
    let codes: HashSet<&str> = entries.iter().map(|entry| &*entry.code).collect();
    let mut statement = work.prepare_cached(
        "insert into dossier_list
             (revision, side, agency, captured_at, file_name, sha256, entries, refused, repeated)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         returning id",
    )?;
    let values = (
        revision,
        info.side.code(),
        &info.agency,
        info.captured_at,
        cut(base_name(&info.file_name), LABEL_CHARS),
        &info.sha256,
        entries.len(),
        info.refused,
        entries.len() - codes.len(),
    );
    let id: u64 = statement.query_row(values, |row| row.get(0))?;
    insert_entries(work, id, entries)?;
    Ok(AddedList { id, new: true, revision })
}

fn stored(work: &Connection, info: &ListInfo) -> Result<Option<u64>> {
    let mut statement = work.prepare_cached(
        "select id from dossier_list
         where side = ?1 and agency = ?2 and captured_at = ?3 and sha256 = ?4",
    )?;
    let key = (info.side.code(), &info.agency, info.captured_at, &info.sha256);
    Ok(statement.query_row(key, |row| row.get(0)).optional()?)
}

fn insert_entries(work: &Connection, id: u64, entries: &[Entry]) -> Result<()> {
    let mut statement = work.prepare_cached(
        "insert into list_entry
             (list, place, code, agency, procedure, status, received_at, due_at, ended_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?;
    for (place, entry) in (1_u64..).zip(entries) {
        let Entry { code, agency, procedure, status, received_at, due_at, ended_at } = entry;
        let status = status.map(Status::number);
        let texts = (agency.as_deref(), procedure.as_deref());
        statement.execute((
            id,
            place,
            code,
            texts.0,
            texts.1,
            status,
            received_at,
            due_at,
            ended_at,
        ))?;
    }
    Ok(())
}

fn list(row: &Row<'_>) -> Result<ListRow> {
    let side: String = row.get(2)?;
    Ok(ListRow {
        id: row.get(0)?,
        revision: row.get(1)?,
        side: Side::of(&side).ok_or(Error::Damaged("side of a list"))?,
        agency: row.get(3)?,
        captured_at: row.get(4)?,
        file_name: row.get(5)?,
        entries: row.get(6)?,
        refused: row.get(7)?,
        repeated: row.get(8)?,
    })
}

fn entry(row: &Row<'_>, words: &mut Words) -> Result<Entry> {
    let code: String = row.get(0)?;
    let status: Option<i64> = row.get(3)?;
    let known = |n| Status::of(n).ok_or(Error::Damaged("state of an entry"));
    Ok(Entry {
        code: code.into(),
        agency: words.shared(row.get(1)?),
        procedure: words.shared(row.get(2)?),
        status: status.map(known).transpose()?,
        received_at: row.get(4)?,
        due_at: row.get(5)?,
        ended_at: row.get(6)?,
    })
}

/// Codes of agencies and procedures: few, and each on many rows.
#[derive(Default)]
struct Words(HashSet<Arc<str>>);

impl Words {
    fn shared(&mut self, word: Option<String>) -> Option<Arc<str>> {
        let word = word?;
        if let Some(known) = self.0.get(&*word) {
            return Some(Arc::clone(known));
        }
        let word: Arc<str> = word.into();
        self.0.insert(Arc::clone(&word));
        Some(word)
    }
}
