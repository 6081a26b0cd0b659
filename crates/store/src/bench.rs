//! What `chiso bench` measures the writer against: the same statements as one table that is
//! overwritten, without history, revisions or joining. Nothing else uses it.

use std::path::Path;

use chiso_scoring::dossier::{Fact, Snapshot, Statement};
use rusqlite::{CachedStatement, Connection};

use crate::error::Result;
use crate::limits::WRITER_CACHE_KIB;
use crate::store::Store;

/// Columns a snapshot fills, after the code.
const COLUMNS: [&str; 23] = [
    "agency",
    "procedure",
    "status",
    "stated_at",
    "updating",
    "received_at",
    "filed_at",
    "due_at",
    "ended_at",
    "returned_at",
    "refused_at",
    "channel",
    "filed_on",
    "fee_due",
    "paid",
    "marks",
    "synced_at",
    "asked_at",
    "supplied_at",
    "step_at",
    "step_status",
    "rating_at",
    "rating_good",
];

/// A table of dossiers as they stand, by code.
#[derive(Debug)]
pub struct Bare {
    connection: Connection,
    sql: String,
}

impl Bare {
    /// Makes the table in a new database of a folder, with the settings of the writer.
    ///
    /// # Errors
    /// The database failed.
    pub fn open(dir: &Path) -> Result<Self> {
        let connection = Connection::open(dir.join("bare.db"))?;
        connection.pragma_update(None, "journal_mode", "wal")?;
        connection.pragma_update(None, "synchronous", "full")?;
        connection.pragma_update(None, "cache_size", -WRITER_CACHE_KIB)?;
        let columns = COLUMNS.join(", ");
        let create =
            format!("create table dossier (code text primary key, {columns}) without rowid");
        connection.execute_batch(&create)?;
        let places: Vec<String> =
            (1..=COLUMNS.len() + 1).map(|place| format!("?{place}")).collect();
        let places = places.join(", ");
        let keep = |name: &&str| format!("{name} = coalesce(excluded.{name}, {name})");
        let sets = COLUMNS.iter().map(keep).collect::<Vec<_>>().join(", ");
        let sql = format!(
            "insert into dossier (code, {columns}) values ({places}) on conflict do update set {sets}"
        );
        Ok(Self { connection, sql })
    }

    /// Writes what statements say over what stands, in one transaction.
    ///
    /// # Errors
    /// The database failed.
    pub fn upsert(&mut self, statements: &[Statement]) -> Result<()> {
        let work = self.connection.transaction()?;
        {
            let mut upsert = work.prepare_cached(&self.sql)?;
            for statement in statements {
                bind(&mut upsert, statement)?;
                upsert.raw_execute()?;
            }
        }
        Ok(work.commit()?)
    }
}

fn bind(upsert: &mut CachedStatement<'_>, statement: &Statement) -> Result<()> {
    upsert.clear_bindings();
    upsert.raw_bind_parameter(1, &*statement.number)?;
    upsert.raw_bind_parameter(18, statement.synced_at)?;
    match &statement.fact {
        Fact::Snapshot(snapshot) => bind_snapshot(upsert, snapshot)?,
        Fact::Steps(steps) => {
            let last = steps.last();
            upsert.raw_bind_parameter(21, last.map(|step| step.at))?;
            upsert.raw_bind_parameter(22, last.map(|step| step.status.number()))?;
        }
        Fact::Rating { at, satisfied } => {
            upsert.raw_bind_parameter(23, at)?;
            upsert.raw_bind_parameter(24, satisfied)?;
        }
        _ => {}
    }
    Ok(())
}

fn bind_snapshot(upsert: &mut CachedStatement<'_>, snapshot: &Snapshot) -> Result<()> {
    let s = snapshot;
    upsert.raw_bind_parameter(2, &*s.agency)?;
    upsert.raw_bind_parameter(3, &*s.procedure)?;
    upsert.raw_bind_parameter(4, s.status.number())?;
    upsert.raw_bind_parameter(5, s.stated_at)?;
    upsert.raw_bind_parameter(6, s.updating)?;
    let moments = [s.received_at, s.filed_at, s.due_at, s.ended_at, s.returned_at, s.refused_at];
    for (place, moment) in (7..).zip(moments) {
        upsert.raw_bind_parameter(place, moment)?;
    }
    upsert.raw_bind_parameter(13, s.channel as u8)?;
    upsert.raw_bind_parameter(14, s.filed_on as u8)?;
    upsert.raw_bind_parameter(15, s.fee_due)?;
    upsert.raw_bind_parameter(16, s.paid as u8)?;
    upsert.raw_bind_parameter(17, s.marks.0)?;
    let round = s.rounds.last();
    upsert.raw_bind_parameter(19, round.map(|round| round.requested_at))?;
    upsert.raw_bind_parameter(20, round.and_then(|round| round.supplied_at))?;
    Ok(())
}

/// Number of versions in the log of a store.
///
/// # Errors
/// The database failed.
pub fn versions(store: &Store) -> Result<u64> {
    let reader = store.reader()?;
    Ok(reader.query_row("select coalesce(max(id), 0) from version", [], |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use chiso_scoring::dossier::{Status, Step};

    use super::*;

    /// A peer that writes less than it is told would look fast.
    #[test]
    fn what_is_said_last_stands() {
        let dir = tempfile::tempdir().unwrap();
        let mut bare = Bare::open(dir.path()).unwrap();
        let mut snapshot = Snapshot::new("H55.12", "1.004222", Status::Accepted);
        snapshot.received_at = Some(1_767_200_460);
        let said = |fact| Statement { number: "H55.12-260101-0007".into(), synced_at: None, fact };
        bare.upsert(&[said(Fact::Snapshot(Box::new(snapshot)))]).unwrap();
        let step = Step { at: 1_767_300_520, status: Status::Done };
        bare.upsert(&[said(Fact::Steps(vec![step]))]).unwrap();
        let sql = "select agency, received_at, step_at, step_status, count(*) over () from dossier";
        let row = bare.connection.query_row(sql, [], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
        });
        let row: (String, i64, i64, i64, i64) = row.unwrap();
        assert_eq!(row, ("H55.12".to_owned(), 1_767_200_460, 1_767_300_520, 9, 1));
    }
}
