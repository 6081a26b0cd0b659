//! Which dossier has which number, and where its newest version stands: in memory, for the writer.
//!
//! A dossier costs 16 bytes of fingerprint, 8 of version, an eighth of that as room to grow, and 6 to
//! 12 of hash table: never 40.

use hashbrown::HashTable;
use rusqlite::Connection;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};

/// First 16 bytes of the SHA-256 of a dossier's code: two codes with one fingerprint are not found
/// in a nation's lifetime, nor by somebody who searches for them.
pub type Fingerprint = [u8; 16];

/// The fingerprint of a dossier's code.
#[must_use]
pub fn fingerprint(code: &str) -> Fingerprint {
    let digest = Sha256::digest(code.as_bytes());
    let mut fingerprint = Fingerprint::default();
    fingerprint.iter_mut().zip(digest.iter()).for_each(|(to, from)| *to = *from);
    fingerprint
}

/// A copy of the index as plain lists, to be kept in a checkpoint. Place n−1 belongs to dossier n.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct IndexParts {
    /// Fingerprints of the dossiers' codes.
    pub fingerprints: Vec<Fingerprint>,
    /// Newest version of each.
    pub versions: Vec<i64>,
}

/// Numbers and newest versions of all dossiers.
#[derive(Debug, Default)]
pub(crate) struct Index {
    parts: IndexParts,
    numbers: HashTable<u32>,
}

impl Index {
    /// The index of the database, read from its beginning.
    pub(crate) fn load(connection: &Connection) -> Result<Self> {
        let mut index = Self::default();
        index.catch_up(connection)?;
        Ok(index)
    }

    /// The index of the database, read on from a copy; from the beginning if the copy belongs to
    /// another database.
    pub(crate) fn load_from(parts: IndexParts, connection: &Connection) -> Result<Self> {
        if !fits(&parts, connection)? {
            return Self::load(connection);
        }
        let mut index = Self { parts, numbers: HashTable::new() };
        let count = u32::try_from(index.parts.fingerprints.len()).unwrap_or(u32::MAX);
        index.numbers.reserve(index.parts.fingerprints.len(), |_| 0);
        (1..=count).for_each(|number| index.enter(number));
        index.catch_up(connection)?;
        Ok(index)
    }

    /// A copy as plain lists.
    pub(crate) fn parts(&self) -> IndexParts {
        self.parts.clone()
    }

    /// How many dossiers there are: the greatest number.
    pub(crate) fn len(&self) -> u32 {
        u32::try_from(self.parts.fingerprints.len()).unwrap_or(u32::MAX)
    }

    /// Number of a dossier.
    pub(crate) fn number(&self, fingerprint: &Fingerprint) -> Option<u32> {
        let same = |number: &u32| self.parts.fingerprints.get(place(*number)) == Some(fingerprint);
        self.numbers.find(hash(fingerprint), same).copied()
    }

    /// Newest version of a dossier.
    pub(crate) fn version(&self, number: u32) -> Option<i64> {
        self.parts.versions.get(place(number)).copied().filter(|version| *version > 0)
    }

    /// Enters a new dossier, which gets the next number.
    pub(crate) fn push(&mut self, fingerprint: Fingerprint, version: i64) {
        grow(&mut self.parts.fingerprints);
        self.parts.fingerprints.push(fingerprint);
        grow(&mut self.parts.versions);
        self.parts.versions.push(version);
        self.enter(self.len());
    }

    /// Notes the newest version of a dossier.
    pub(crate) fn set_version(&mut self, number: u32, version: i64) {
        if let Some(newest) = self.parts.versions.get_mut(place(number)) {
            *newest = version;
        }
    }

    fn enter(&mut self, number: u32) {
        let fingerprints = &self.parts.fingerprints;
        let hash_of = |number: &u32| fingerprints.get(place(*number)).map_or(0, hash);
        self.numbers.insert_unique(hash_of(&number), number, hash_of);
    }

    fn catch_up(&mut self, connection: &Connection) -> Result<()> {
        self.catch_up_dossiers(connection)?;
        let newest = self.parts.versions.iter().max().copied().unwrap_or(0);
        let mut statement =
            connection.prepare("select id, dossier from version where id > ?1 order by id")?;
        let mut rows = statement.query([newest])?;
        while let Some(row) = rows.next()? {
            let number: u32 = row.get(1)?;
            if number == 0 || number > self.len() {
                return Err(Error::Damaged("number of a dossier"));
            }
            self.set_version(number, row.get(0)?);
        }
        Ok(())
    }

    fn catch_up_dossiers(&mut self, connection: &Connection) -> Result<()> {
        let mut statement = connection
            .prepare("select number, code from dossier where number > ?1 order by number")?;
        let mut rows = statement.query([self.len()])?;
        while let Some(row) = rows.next()? {
            self.push(fingerprint(row.get_ref(1)?.as_str().map_err(|_| DAMAGED)?), 0);
            if row.get::<_, u32>(0)? != self.len() {
                return Err(DAMAGED);
            }
        }
        Ok(())
    }
}

/// Makes room for an eighth more: a list that doubles would be half empty.
fn grow<T>(list: &mut Vec<T>) {
    if list.len() == list.capacity() {
        list.reserve_exact(list.len() / 8 + 64);
    }
}

const DAMAGED: Error = Error::Damaged("dossier");

/// Whether a copy belongs to this database: its last dossier and its last version are there.
fn fits(parts: &IndexParts, connection: &Connection) -> Result<bool> {
    let count = parts.fingerprints.len();
    let newest = parts.versions.iter().zip(1_i64..).max();
    let (Some(last), Some((version, dossier))) = (parts.fingerprints.last(), newest) else {
        return Ok(false);
    };
    let mut statement = connection.prepare(
        "select (select code from dossier where number = ?1),
                (select dossier from version where id = ?2)",
    )?;
    let found = statement.query_row((count, version), |row| Ok((row.get(0)?, row.get(1)?)));
    let (code, owner): (Option<String>, Option<i64>) = found?;
    let same_last = code.is_some_and(|code| fingerprint(&code) == *last);
    Ok(parts.versions.len() == count && same_last && owner == Some(dossier))
}

fn place(number: u32) -> usize {
    (number as usize).wrapping_sub(1)
}

/// A fingerprint is as even as a hash can be: part of it will do.
fn hash(fingerprint: &Fingerprint) -> u64 {
    let [a, b, c, d, e, f, g, h, ..] = *fingerprint;
    u64::from_le_bytes([a, b, c, d, e, f, g, h])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_the_beginning_of_the_sha256() {
        let hex: String = fingerprint("abc").iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, "ba7816bf8f01cfea414140de5dae2223");
    }

    #[test]
    fn dossiers_are_found_by_their_fingerprint_only() {
        let mut index = Index::default();
        let code = |n: u32| fingerprint(&format!("H55.242-261003-{n:04}"));
        (1..=500).for_each(|n| index.push(code(n), i64::from(n) * 3));
        assert_eq!(index.len(), 500);
        assert!((1..=500).all(|n| index.number(&code(n)) == Some(n)));
        assert_eq!(index.number(&code(501)), None);
        index.set_version(7, 9_000);
        assert_eq!(
            (index.version(7), index.version(8), index.version(0)),
            (Some(9_000), Some(24), None)
        );
    }

    #[test]
    fn a_dossier_costs_less_than_forty_bytes() {
        let mut index = Index::default();
        for n in 1_u64.. {
            // Even without being a hash of anything.
            let even = n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
            index.push((u128::from(even) << 64 | u128::from(even)).to_le_bytes(), n.cast_signed());
            let lists =
                index.parts.fingerprints.capacity() * 16 + index.parts.versions.capacity() * 8;
            let bytes = lists + index.numbers.allocation_size();
            assert!(n < 5_000 || (bytes as u64) < 40 * n, "{bytes} bytes for {n} dossiers");
            if n == 300_000 {
                break;
            }
        }
    }
}
