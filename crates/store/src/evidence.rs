//! What the log and the books can prove about dossiers, for reconciliation.

use std::collections::{BTreeSet, HashMap, HashSet};

use chiso_scoring::dossier::{Hold, Seconds, Version};
use chiso_scoring::reconcile::{Evidence, Heard, Refused};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};

use crate::codes::Codes;
use crate::error::{Error, Result};
use crate::store::Store;
use crate::version_row::{self, COLUMNS};

/// What is heard of within this time of being seen on its way to the portal was told as it happened: some
/// systems send once a night. What a file tells is told later.
const AT_ONCE: Seconds = 86_400;

impl Store {
    /// Every dossier of the log: its number in this database and its code.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn dossiers(&self) -> Result<Vec<(u32, Box<str>)>> {
        let reader = self.reader()?;
        let mut statement = reader.prepare_cached("select number, code from dossier")?;
        let rows = statement.query_map([], |row| {
            let code: String = row.get(1)?;
            Ok((row.get(0)?, code.into_boxed_str()))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Until when the books are known at a revision; for ever without one.
    ///
    /// # Errors
    /// There is no such revision, the database failed or is damaged.
    pub fn known_until(&self, known_at: Option<u64>) -> Result<Seconds> {
        let reader = self.reader()?;
        known_at.map_or(Ok(Seconds::MAX), |revision| Ok(moment(&reader, revision)?.at))
    }

    /// Codes that are known from refused calls alone, until a moment; each once.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn refused_only(&self, until: Seconds) -> Result<Vec<String>> {
        let reader = self.reader()?;
        let mut statement = reader.prepare_cached(
            "select distinct number from quarantine
             where number is not null and seen_at <= ?1
                 and not exists (select 1 from dossier where code = quarantine.number)",
        )?;
        let rows = statement.query_map([until], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// What the books say of some dossiers: when each was first and last heard of, when it was seen on
    /// its way to the portal, which call about it was refused last (until a moment). `holds` says which are
    /// held back. Reads the log once.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn evidence(
        &self,
        codes: &BTreeSet<Box<str>>,
        holds: &HashMap<Box<str>, Hold>,
        until: Seconds,
    ) -> Result<HashMap<Box<str>, Evidence>> {
        let reader = self.reader()?;
        let glance = reader.unchecked_transaction()?;
        let mut all = HashMap::new();
        let mut numbers = HashMap::new();
        let mut named = glance.prepare_cached("select number from dossier where code = ?1")?;
        for code in codes {
            let refused = last_refused(&glance, code, until)?;
            let hold = holds.get(code).copied();
            let number: Option<u32> = named.query_row([code], |row| row.get(0)).optional()?;
            numbers.extend(number.map(|number| (number, code)));
            all.insert(code.clone(), Evidence { refused, hold, ..Evidence::default() });
        }
        let wanted: HashSet<u32> = numbers.keys().copied().collect();
        let dictionary = Codes::load(&glance)?;
        for (number, heard) in heard(&glance, &wanted)? {
            let code = numbers.get(&number).ok_or(Error::Damaged("dossier"))?;
            let version = version(&glance, &dictionary, heard.newest)?;
            let entry = all.entry((*code).clone()).or_default();
            let (first, last) = (moment(&glance, heard.first)?, moment(&glance, heard.last)?);
            tell(entry, &version, first, last);
        }
        Ok(all)
    }

    /// Numbers in this database of some codes; unknown ones are left out.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn dossier_numbers<'c>(
        &self,
        codes: impl IntoIterator<Item = &'c str>,
    ) -> Result<HashSet<u32>> {
        let reader = self.reader()?;
        let mut statement = reader.prepare_cached("select number from dossier where code = ?1")?;
        let mut numbers = HashSet::new();
        for code in codes {
            numbers.extend(statement.query_row([code], |row| row.get::<_, u32>(0)).optional()?);
        }
        Ok(numbers)
    }
}

fn last_refused(glance: &Connection, code: &str, at: Seconds) -> Result<Option<Refused>> {
    let mut statement = glance.prepare_cached(
        "select seen_at, code, field from quarantine
         where number = ?1 and seen_at <= ?2
         order by seen_at desc, id desc
         limit 1",
    )?;
    let refused = statement.query_row((code, at), |row| {
        let (code, field): (String, Option<String>) = (row.get(1)?, row.get(2)?);
        Ok(Refused { at: row.get(0)?, code: code.into(), field: field.map(Into::into) })
    });
    Ok(refused.optional()?)
}

/// Where the log speaks of a dossier.
struct Spoken {
    /// Revision of the first version.
    first: u64,
    /// Revision of the newest version.
    last: u64,
    /// Place of the newest version.
    newest: i64,
}

fn heard(glance: &Connection, wanted: &HashSet<u32>) -> Result<HashMap<u32, Spoken>> {
    let mut heard: HashMap<u32, Spoken> = HashMap::new();
    if wanted.is_empty() {
        return Ok(heard);
    }
    let mut statement =
        glance.prepare_cached("select id, dossier, revision from version order by id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let number: u32 = row.get(1)?;
        if wanted.contains(&number) {
            let (newest, revision) = (row.get(0)?, row.get(2)?);
            let first = heard.get(&number).map_or(revision, |spoken| spoken.first);
            heard.insert(number, Spoken { first, last: revision, newest });
        }
    }
    Ok(heard)
}

fn version(glance: &Connection, codes: &Codes, id: i64) -> Result<Version> {
    let sql = format!("select {COLUMNS} from version where id = ?1");
    let mut statement = glance.prepare_cached(&sql)?;
    let mut rows = statement.query([id])?;
    version_row::read(rows.next()?.ok_or(Error::Damaged("version"))?, codes)
}

/// A revision with its moment.
fn moment(glance: &Connection, revision: u64) -> Result<Heard> {
    let mut statement = glance.prepare_cached("select made_at from revision where number = ?1")?;
    let made_at: String = statement.query_row([revision], |row| row.get(0))?;
    let at: Timestamp = made_at.parse().map_err(|_| Error::Damaged("moment of a revision"))?;
    Ok(Heard { at: at.as_second(), revision })
}

fn tell(evidence: &mut Evidence, version: &Version, first: Heard, last: Heard) {
    let stated = version.snapshot.as_ref().map(|snapshot| snapshot.stated_at);
    evidence.first = Some(first);
    evidence.last = Some(last);
    evidence.spoken_at = stated.max(version.steps.last().map(|step| step.at));
    evidence.synced_at = version.synced_at;
    evidence.live = version.synced_at.is_some_and(|at| first.at - at <= AT_ONCE);
}
