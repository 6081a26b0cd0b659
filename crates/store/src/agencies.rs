//! Agencies in time, each row with the revision that brought it.

use std::collections::BTreeMap;

use chiso_scoring::agency::Agency;
use jiff::civil::Date;
use rusqlite::{Connection, Row};

use crate::check;
use crate::convert::{known_at as known, read, read_some};
use crate::error::{Error, Result};
use crate::store::{Store, add_revision, last_revision};

/// What a call of [`Store::add_agencies`] did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AddedAgencies {
    /// Rows with a new (code, `valid_from`).
    pub added: u64,
    /// Rows already known with the same content.
    pub unchanged: u64,
    /// Rows known with other content: the new content holds from this revision on.
    pub replaced: u64,
    /// Revision of the store afterwards; unchanged if nothing was added or replaced.
    pub revision: u64,
}

/// What identifies a row.
type Key<'a> = (&'a str, Option<Date>);

impl Store {
    /// Adds agencies. A row is identified by its code and `valid_from`; adding it again changes
    /// nothing, adding it with other content replaces it from the new revision on, and what was
    /// known before can still be asked for.
    ///
    /// Whether all of them form a tree is for the caller to check, with `AgencyTree::new`.
    ///
    /// # Errors
    /// Too many rows, a text or date that cannot be kept, two different rows with one key, or the
    /// database failed. Then nothing was stored.
    pub fn add_agencies(&self, agencies: &[Agency], imported_at: &str) -> Result<AddedAgencies> {
        check::count(agencies.len(), self.limits().agencies)?;
        check::agencies(agencies)?;
        let made_at = check::moment(imported_at)?;
        let given = by_key(agencies)?;
        self.write(|work| add(work, agencies.len(), &given, &made_at))
    }

    /// All agencies of all times, by code and `valid_from`; as known at a revision, or now.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn agencies(&self, known_at: Option<u64>) -> Result<Vec<Agency>> {
        let agencies = select(&*self.reader()?, known_at, self.limits().answer)?;
        Ok(agencies)
    }
}

fn by_key(agencies: &[Agency]) -> Result<BTreeMap<Key<'_>, &Agency>> {
    let mut by_key = BTreeMap::new();
    for agency in agencies {
        let earlier = by_key.insert((agency.code.as_str(), agency.valid_from), agency);
        if earlier.is_some_and(|earlier| earlier != agency) {
            return Err(Error::Contradiction { code: agency.code.clone() });
        }
    }
    Ok(by_key)
}

fn add(
    work: &Connection,
    rows: usize,
    given: &BTreeMap<Key<'_>, &Agency>,
    made_at: &str,
) -> Result<AddedAgencies> {
    let stored = select(work, None, usize::MAX - 1)?;
    let stored = by_key(&stored)?;
    let differs = |(key, agency): &(&Key<'_>, &&Agency)| stored.get(*key) != Some(*agency);
    let news: Vec<&Agency> = given.iter().filter(differs).map(|(_, agency)| *agency).collect();
    let before = last_revision(work)?;
    if news.is_empty() {
        return Ok(AddedAgencies {
            unchanged: rows as u64,
            revision: before,
            ..Default::default()
        });
    }
    let revision = before + 1;
    add_revision(work, revision, made_at)?;
    for agency in &news {
        insert(work, agency, revision)?;
    }
    let known = |agency: &&&Agency| stored.contains_key(&(agency.code.as_str(), agency.valid_from));
    let replaced = news.iter().filter(known).count();
    Ok(AddedAgencies {
        added: (news.len() - replaced) as u64,
        unchanged: (rows - news.len()) as u64,
        replaced: replaced as u64,
        revision,
    })
}

fn insert(work: &Connection, agency: &Agency, revision: u64) -> Result<()> {
    let mut statement = work.prepare_cached(
        "insert into agency
             (code, valid_from, revision, name, level, parent, valid_to, successors, portal_id)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?;
    statement.execute((
        &agency.code,
        agency.valid_from.map(|day| day.to_string()),
        revision,
        &agency.name,
        agency.level.code(),
        &agency.parent,
        agency.valid_to.map(|day| day.to_string()),
        agency.successors.join(";"),
        &agency.portal_id,
    ))?;
    Ok(())
}

fn select(connection: &Connection, known_at: Option<u64>, limit: usize) -> Result<Vec<Agency>> {
    let mut statement = connection.prepare_cached(
        "with known as (
             select *, row_number() over (
                 partition by code, valid_from order by revision desc) as place
             from agency
             where revision <= ?1
         )
         select code, name, level, parent, valid_from, valid_to, successors, portal_id
         from known
         where place = 1
         order by code, coalesce(valid_from, '')",
    )?;
    let mut rows = statement.query([known(known_at)])?;
    let mut agencies = Vec::new();
    while let Some(row) = rows.next()? {
        if agencies.len() == limit {
            return Err(Error::AnswerTooLarge { limit });
        }
        agencies.push(agency(row)?);
    }
    Ok(agencies)
}

fn agency(row: &Row<'_>) -> Result<Agency> {
    let level: String = row.get(2)?;
    let successors: String = row.get(6)?;
    Ok(Agency {
        code: row.get(0)?,
        name: row.get(1)?,
        level: read("level", &level)?,
        parent: row.get(3)?,
        valid_from: read_some("valid_from", row.get(4)?)?,
        valid_to: read_some("valid_to", row.get(5)?)?,
        successors: successors.split(';').filter(|s| !s.is_empty()).map(str::to_owned).collect(),
        portal_id: row.get(7)?,
    })
}
