//! Reading the log of dossiers.

use chiso_scoring::dossier::Version;
use rusqlite::{Connection, OptionalExtension, Row};

use crate::codes::Codes;
use crate::convert::known_at as known;
use crate::error::{Error, Result};
use crate::store::Store;
use crate::version_row::{self, COLUMNS, Head};

/// A version as it is read from the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged<'a> {
    /// Number of the dossier in this database, from 1.
    pub number: u32,
    /// Code of the dossier (`MaHoSo`).
    pub code: &'a str,
    /// The version.
    pub version: Version,
    /// Place of the version in the log.
    pub version_id: i64,
    /// Revision that brought it.
    pub revision: u64,
}

/// What was known of a dossier from a revision on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownFrom {
    /// The revision.
    pub revision: u64,
    /// When it was made, in UTC.
    pub made_at: String,
    /// Place of the version in the log.
    pub version_id: i64,
    /// What was known.
    pub version: Version,
}

impl Store {
    /// Calls `f` with the version of every dossier as known at a revision, or now. The order is that
    /// of the log, backwards. Needs one bit of memory for each dossier; reads the log once.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn for_each_current(
        &self,
        known_at: Option<u64>,
        f: &mut dyn FnMut(Logged<'_>),
    ) -> Result<()> {
        let reader = self.reader()?;
        let glance = reader.unchecked_transaction()?;
        let mut seen = Seen::default();
        let last = last_version(&glance, known_at)?;
        let sql = format!("select {COLUMNS} from version where id <= ?1 order by id desc");
        scan(&glance, &sql, last, &mut |head| seen.first_time(head.dossier), f)
    }

    /// Calls `f` with every version after `version_id`, in the order of the log.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn versions_since(&self, version_id: i64, f: &mut dyn FnMut(Logged<'_>)) -> Result<()> {
        let reader = self.reader()?;
        let glance = reader.unchecked_transaction()?;
        let sql = format!("select {COLUMNS} from version where id > ?1 order by id");
        scan(&glance, &sql, version_id, &mut |_| true, f)
    }

    /// Calls `f` with every version that came after a revision, in the order of the log.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn versions_after(&self, revision: u64, f: &mut dyn FnMut(Logged<'_>)) -> Result<()> {
        let last = last_version(&*self.reader()?, Some(revision))?;
        self.versions_since(last, f)
    }

    /// Number of a dossier in this database.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn dossier_number(&self, code: &str) -> Result<Option<u32>> {
        let reader = self.reader()?;
        let mut statement = reader.prepare_cached("select number from dossier where code = ?1")?;
        Ok(statement.query_row([code], |row| row.get(0)).optional()?)
    }

    /// Code of a dossier (`MaHoSo`).
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn dossier_code(&self, number: u32) -> Result<Option<String>> {
        let reader = self.reader()?;
        let mut statement = reader.prepare_cached("select code from dossier where number = ?1")?;
        Ok(statement.query_row([number], |row| row.get(0)).optional()?)
    }

    /// Codes of dossiers (`MaHoSo`), in the order of their numbers here; an unknown number has [`None`].
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn dossier_codes(&self, numbers: &[u32]) -> Result<Vec<Option<String>>> {
        let reader = self.reader()?;
        let mut statement = reader.prepare_cached("select code from dossier where number = ?1")?;
        let code = |number: &u32| Ok(statement.query_row([number], |row| row.get(0)).optional()?);
        numbers.iter().map(code).collect()
    }

    /// All that was ever known of a dossier, the earliest first; nothing of an unknown one.
    ///
    /// Looks for the newest version from the end of the log: seconds for an old dossier in a large
    /// store. Who knows the newest version asks [`Store::versions_up_to`].
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn versions_of(&self, code: &str) -> Result<Vec<KnownFrom>> {
        let Some(number) = self.dossier_number(code)? else {
            return Ok(Vec::new());
        };
        let newest = {
            let reader = self.reader()?;
            let mut statement = reader.prepare_cached(
                "select id from version where dossier = ?1 order by id desc limit 1",
            )?;
            statement.query_row([number], |row| row.get(0)).optional()?
        };
        newest.map_or_else(|| Ok(Vec::new()), |newest| self.versions_up_to(newest))
    }

    /// A version and all of the same dossier before it, the earliest first; nothing if there is no
    /// such version.
    ///
    /// # Errors
    /// The database failed or is damaged.
    pub fn versions_up_to(&self, version_id: i64) -> Result<Vec<KnownFrom>> {
        let reader = self.reader()?;
        let glance = reader.unchecked_transaction()?;
        let codes = Codes::load(&glance)?;
        let mut versions = Vec::new();
        let mut next = Some(version_id);
        while let Some(id) = next {
            let Some((known, previous)) = version(&glance, &codes, id)? else {
                break;
            };
            versions.push(known);
            // A chain that goes forward would never end.
            if previous.is_some_and(|previous| previous >= id) {
                return Err(Error::Damaged("version"));
            }
            next = previous;
        }
        versions.reverse();
        Ok(versions)
    }
}

/// The last version that a revision knows of: ids and revisions grow together.
fn last_version(connection: &Connection, known_at: Option<u64>) -> Result<i64> {
    let known_at = known(known_at);
    let newest = "select coalesce(max(id), 0) from version";
    let mut high: i64 = connection.query_row(newest, [], |row| row.get(0))?;
    let mut low = 0;
    let mut statement = connection.prepare_cached("select revision from version where id = ?1")?;
    while low < high {
        let middle = low + (high - low + 1) / 2;
        let revision: i64 = statement.query_row([middle], |row| row.get(0))?;
        if revision <= known_at { low = middle } else { high = middle - 1 }
    }
    Ok(low)
}

/// Calls `f` with the versions that the statement finds and `wanted` wants.
fn scan(
    connection: &Connection,
    sql: &str,
    id: i64,
    wanted: &mut dyn FnMut(&Head) -> bool,
    f: &mut dyn FnMut(Logged<'_>),
) -> Result<()> {
    let codes = Codes::load(connection)?;
    let mut named = connection.prepare_cached("select code from dossier where number = ?1")?;
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([id])?;
    while let Some(row) = rows.next()? {
        let head = version_row::read_head(row)?;
        if wanted(&head) {
            let version = version_row::read(row, &codes)?;
            let Head { id: version_id, dossier: number, revision, .. } = head;
            let mut name = named.query([number])?;
            let name = name.next()?.ok_or(Error::Damaged("dossier"))?;
            let code = name.get_ref(0)?.as_str().map_err(|_| Error::Damaged("dossier"))?;
            f(Logged { number, code, version, version_id, revision });
        }
    }
    Ok(())
}

/// A version with its revision, and the dossier's version before.
fn version(
    connection: &Connection,
    codes: &Codes,
    id: i64,
) -> Result<Option<(KnownFrom, Option<i64>)>> {
    let sql = format!("select {COLUMNS} from version where id = ?1");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([id])?;
    let Some(row) = rows.next()? else {
        return Ok(None);
    };
    let head = version_row::read_head(row)?;
    let made_at = made_at(connection, head.revision)?;
    let version = version_row::read(row, codes)?;
    let Head { id: version_id, revision, previous, .. } = head;
    Ok(Some((KnownFrom { revision, made_at, version_id, version }, previous)))
}

fn made_at(connection: &Connection, revision: u64) -> Result<String> {
    let mut statement =
        connection.prepare_cached("select made_at from revision where number = ?1")?;
    let text = |row: &Row<'_>| row.get(0);
    statement.query_row([revision], text).optional()?.ok_or(Error::Damaged("revision"))
}

/// Dossiers that were seen, one bit each.
#[derive(Default)]
struct Seen(Vec<u64>);

impl Seen {
    fn first_time(&mut self, number: u32) -> bool {
        let (word, bit) = (number as usize / 64, 1 << (number % 64));
        if word >= self.0.len() {
            self.0.resize(word + 1, 0);
        }
        self.0.get_mut(word).is_some_and(|word| {
            let first = *word & bit == 0;
            *word |= bit;
            first
        })
    }
}
