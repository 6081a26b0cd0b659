//! Statements of one group joined to what is known of their dossiers. Writes nothing.

use std::collections::HashMap;

use chiso_scoring::dossier::{Change, Statement, Version};
use rusqlite::{CachedStatement, Connection};

use super::ItemOutcome;
use super::recent::Recent;
use super::sound::TOO_MANY;
use crate::codes::Codes;
use crate::error::{Error, Result};
use crate::index::{Fingerprint, Index, fingerprint};
use crate::version_row::{self, COLUMNS};

/// A dossier that the group speaks of.
pub(super) struct Entry {
    pub number: u32,
    pub code: Box<str>,
    pub fingerprint: Fingerprint,
    pub version: Version,
    /// Its version before the group; `None` for a new dossier.
    pub before: Option<i64>,
    pub changed: bool,
}

/// The dossiers of a group.
pub(super) struct Dossiers<'a> {
    index: &'a Index,
    codes: &'a Codes,
    recent: &'a mut Recent,
    stored: CachedStatement<'a>,
    entries: Vec<Entry>,
    places: HashMap<u32, usize>,
    fresh: HashMap<Fingerprint, u32>,
}

impl<'a> Dossiers<'a> {
    pub(super) fn new(
        index: &'a Index,
        codes: &'a Codes,
        recent: &'a mut Recent,
        work: &'a Connection,
    ) -> Result<Self> {
        let stored =
            work.prepare_cached(&format!("select {COLUMNS} from version where id = ?1"))?;
        let (entries, places, fresh) = <(Vec<_>, HashMap<_, _>, HashMap<_, _>)>::default();
        Ok(Self { index, codes, recent, stored, entries, places, fresh })
    }

    /// Every dossier the group spoke of.
    pub(super) fn into_entries(self) -> Vec<Entry> {
        self.entries
    }

    /// Joins a statement.
    pub(super) fn join(&mut self, statement: Statement) -> Result<ItemOutcome> {
        let fingerprint = fingerprint(&statement.number);
        let known = self.index.number(&fingerprint);
        match known.or_else(|| self.fresh.get(&fingerprint).copied()) {
            Some(number) => self.join_known(number, fingerprint, statement),
            None => self.join_new(fingerprint, statement),
        }
    }

    fn join_known(
        &mut self,
        number: u32,
        fingerprint: Fingerprint,
        statement: Statement,
    ) -> Result<ItemOutcome> {
        let place = match self.places.get(&number) {
            Some(place) => *place,
            None => self.fetch(number, fingerprint, &statement.number)?,
        };
        let entry = self.entries.get_mut(place).ok_or(Error::Damaged("dossier"))?;
        let change = entry.version.join(&statement);
        entry.changed |= change == Ok(Change::Accepted);
        Ok(outcome(change, false))
    }

    fn join_new(&mut self, fingerprint: Fingerprint, statement: Statement) -> Result<ItemOutcome> {
        let mut version = Version::default();
        let change = version.join(&statement);
        if change == Ok(Change::Accepted) {
            let number = u32::try_from(self.fresh.len())
                .ok()
                .and_then(|fresh| self.index.len().checked_add(fresh)?.checked_add(1))
                .ok_or(Error::Full)?;
            self.fresh.insert(fingerprint, number);
            let code = statement.number;
            let changed = true;
            self.enter(Entry { number, code, fingerprint, version, before: None, changed });
        }
        Ok(outcome(change, true))
    }

    /// Enters a stored dossier; gives its place.
    fn fetch(&mut self, number: u32, fingerprint: Fingerprint, code: &str) -> Result<usize> {
        let before = self.index.version(number);
        let version = match (self.recent.take(number), before) {
            (Some(version), _) => version,
            (None, Some(id)) => self.read(number, id)?,
            (None, None) => Version::default(),
        };
        let code = code.into();
        Ok(self.enter(Entry { number, code, fingerprint, version, before, changed: false }))
    }

    fn read(&mut self, number: u32, id: i64) -> Result<Version> {
        let mut rows = self.stored.query([id])?;
        let row = rows.next()?.ok_or(Error::Damaged("version"))?;
        if version_row::read_head(row)?.dossier != number {
            return Err(Error::Damaged("version"));
        }
        version_row::read(row, self.codes)
    }

    fn enter(&mut self, entry: Entry) -> usize {
        let place = self.entries.len();
        self.places.insert(entry.number, place);
        self.entries.push(entry);
        place
    }
}

fn outcome<E>(change: std::result::Result<Change, E>, new: bool) -> ItemOutcome {
    match change {
        Ok(Change::Accepted) => ItemOutcome::Accepted { new },
        Ok(Change::Duplicate) => ItemOutcome::Duplicate,
        Ok(Change::Superseded) => ItemOutcome::Superseded,
        Err(_) => ItemOutcome::Quarantined(TOO_MANY),
    }
}
