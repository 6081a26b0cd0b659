//! Sources as the books know them: who was heard when, for which agencies, how much it sent and what of that was refused.

use std::collections::BTreeMap;

use chiso_scoring::dossier::Seconds;
use chiso_scoring::source::Heard;
use jiff::civil::Date;
use rusqlite::Connection;

use crate::convert::read;
use crate::error::{Error, Result};
use crate::pack;
use crate::store::Store;

/// That a sender brought dossiers or records of an agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedRow {
    /// Who sent.
    pub sender: String,
    /// Code of the agency.
    pub agency: String,
    /// When it did so first.
    pub first_at: Seconds,
    /// When it did so last, to a quarter of an hour.
    pub last_at: Seconds,
}

/// Items of a sender that were not taken in, for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedRow {
    /// Who sent them.
    pub sender: String,
    /// Code of the reason.
    pub code: String,
    /// The field that was wrong, if it was one.
    pub field: Option<String>,
    /// How many.
    pub count: u64,
    /// When the last of them came.
    pub last_at: Seconds,
}

impl Store {
    /// Every sender as it was heard, by its name.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn senders(&self) -> Result<BTreeMap<String, Heard>> {
        Ok(read_senders(&*self.reader()?)?.into_iter().collect())
    }

    /// Which sender speaks for which agency, by sender and agency.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn feeds(&self) -> Result<Vec<FeedRow>> {
        read_feeds(&*self.reader()?)
    }

    /// Items that arrived from each sender on each day since a day, whatever became of them.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn volumes(&self, since: Date) -> Result<BTreeMap<String, BTreeMap<Date, u64>>> {
        let reader = self.reader()?;
        let mut statement = reader.prepare_cached(
            "select sender, day, sum(received)
             from receipt
             where day >= ?1
             group by sender, day",
        )?;
        let mut rows = statement.query([since.to_string()])?;
        let mut volumes: BTreeMap<String, BTreeMap<Date, u64>> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let (sender, day): (String, String) = (row.get(0)?, row.get(1)?);
            volumes.entry(sender).or_default().insert(read("day", &day)?, row.get(2)?);
        }
        Ok(volumes)
    }

    /// Items that were not taken in since a moment, counted by sender, reason and field; the most frequent first, at most `limit`
    /// rows.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn refused_since(&self, since: Seconds, limit: usize) -> Result<Vec<RefusedRow>> {
        let limit = limit.min(self.limits().answer) as u64;
        let reader = self.reader()?;
        let mut statement = reader.prepare_cached(
            "select sender, code, field, count(*), max(seen_at)
             from quarantine
             where seen_at >= ?1
             group by sender, code, field
             order by 4 desc, sender, code, field
             limit ?2",
        )?;
        let rows = statement.query_map((since, limit), |row| {
            Ok(RefusedRow {
                sender: row.get(0)?,
                code: row.get(1)?,
                field: row.get(2)?,
                count: row.get(3)?,
                last_at: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

pub(crate) fn read_senders(connection: &Connection) -> Result<Vec<(String, Heard)>> {
    let mut statement = connection
        .prepare_cached("select code, first_at, last_at, watermark, arrivals from sender")?;
    let mut rows = statement.query([])?;
    let mut senders = Vec::new();
    while let Some(row) = rows.next()? {
        let arrivals = row.get_ref(4)?.as_blob().map_err(|_| Error::Damaged("list of arrivals"))?;
        let heard = Heard {
            first_at: row.get(1)?,
            last_at: row.get(2)?,
            watermark: row.get(3)?,
            arrivals: pack::read_moments(arrivals)?,
        };
        senders.push((row.get(0)?, heard));
    }
    Ok(senders)
}

pub(crate) fn read_feeds(connection: &Connection) -> Result<Vec<FeedRow>> {
    let mut statement = connection.prepare_cached(
        "select sender, agency, first_at, last_at
         from feed
         order by sender, agency",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(FeedRow {
            sender: row.get(0)?,
            agency: row.get(1)?,
            first_at: row.get(2)?,
            last_at: row.get(3)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub(crate) fn write_sender(work: &Connection, code: &str, heard: &Heard) -> Result<()> {
    let mut statement = work.prepare_cached(
        "insert into sender (code, first_at, last_at, watermark, arrivals)
         values (?1, ?2, ?3, ?4, ?5)
         on conflict do update set
             first_at = excluded.first_at,
             last_at = excluded.last_at,
             watermark = excluded.watermark,
             arrivals = excluded.arrivals",
    )?;
    let Heard { first_at, last_at, watermark, arrivals } = heard;
    statement.execute((code, first_at, last_at, watermark, pack::moments(arrivals)))?;
    Ok(())
}

pub(crate) fn write_feed(work: &Connection, sender: &str, agency: &str, at: Seconds) -> Result<()> {
    let mut statement = work.prepare_cached(
        "insert into feed (sender, agency, first_at, last_at)
         values (?1, ?2, ?3, ?3)
         on conflict do update set
             first_at = min(first_at, excluded.first_at),
             last_at = max(last_at, excluded.last_at)",
    )?;
    statement.execute((sender, agency, at))?;
    Ok(())
}
