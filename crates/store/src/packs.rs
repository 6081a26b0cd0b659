//! What became of handing report packs on: once a target, and again on demand. Nothing here makes a revision.

use chiso_scoring::dossier::Seconds;
use rusqlite::Row;

use crate::check;
use crate::error::{Error, Result};
use crate::store::Store;

/// What became of a pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PackOutcome {
    /// It arrived.
    Delivered,
    /// It was refused for good.
    Refused,
    /// It was given up after many attempts.
    Expired,
}

impl PackOutcome {
    /// Name used in the database and in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Refused => "refused",
            Self::Expired => "expired",
        }
    }

    fn read(text: &str) -> Option<Self> {
        [Self::Delivered, Self::Refused, Self::Expired].into_iter().find(|one| one.code() == text)
    }
}

/// One word about a pack and one of its targets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackDelivery {
    /// Number of the closing.
    pub closing: u64,
    /// The folder, or the id of an office in the settings.
    pub target: String,
    /// When.
    pub at: Seconds,
    /// How often it was tried.
    pub attempts: u32,
    /// What became of it.
    pub outcome: PackOutcome,
    /// Status of the mail server; `None` if it gave none.
    pub answer: Option<u16>,
    /// SHA-256 of the pack's manifest.
    pub pack: [u8; 32],
}

impl Store {
    /// Writes down what became of a pack.
    ///
    /// # Errors
    /// The target cannot be kept, there is no such closing, or the database failed.
    pub fn add_pack_delivery(&self, row: &PackDelivery) -> Result<()> {
        check::call_text("target", &row.target)?;
        self.write(|work| {
            let mut statement = work.prepare_cached(
                "insert into pack_delivery (closing, target, at, attempts, outcome, answer, pack)
                 values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?;
            let PackDelivery { closing, target, at, attempts, outcome, answer, pack } = row;
            statement.execute((closing, target, at, attempts, outcome.code(), answer, pack))?;
            Ok(())
        })
    }

    /// What became of the pack of a closing, target by target, the first word first.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn pack_deliveries(&self, closing: u64) -> Result<Vec<PackDelivery>> {
        let Ok(closing) = i64::try_from(closing) else { return Ok(Vec::new()) };
        let limit = self.limits().answer as u64;
        let reader = self.reader()?;
        let mut statement = reader.prepare_cached(
            "select closing, target, at, attempts, outcome, answer, pack
             from pack_delivery
             where closing = ?1
             order by target, id
             limit ?2",
        )?;
        let mut rows = statement.query((closing, limit))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(delivery(row)?);
        }
        Ok(found)
    }
}

fn delivery(row: &Row<'_>) -> Result<PackDelivery> {
    let outcome: String = row.get(4)?;
    Ok(PackDelivery {
        closing: row.get(0)?,
        target: row.get(1)?,
        at: row.get(2)?,
        attempts: row.get(3)?,
        outcome: PackOutcome::read(&outcome).ok_or(Error::Damaged("outcome"))?,
        answer: row.get(5)?,
        pack: row.get(6)?,
    })
}
