//! Lists of dossiers stay inside; a snapshot has their number and root. Whoever is shown a single row can check that it
//! was in the list, and learns nothing of the others: every row is hashed with a salt of its own.

use super::tree::{self, Hash};
use super::{hex, key, limits};

/// A list's salt. It is kept beside the rows, and is no secret from who may read them.
pub type Salt = [u8; 32];

/// The number of rows and their root, as [`super::Frozen::lists`] has them.
#[must_use]
pub fn list_root<R: AsRef<[u8]>>(salt: &Salt, rows: &[R]) -> (u64, Hash) {
    (rows.len() as u64, tree::root(&leaves(salt, rows)))
}

/// Shows that a row was in the list; [`None`] if there is no such row.
#[must_use]
pub fn prove<R: AsRef<[u8]>>(salt: &Salt, rows: &[R], at: usize) -> Option<Proof> {
    let row = rows.get(at)?.as_ref().to_vec();
    let path = tree::path(&leaves(salt, rows), at);
    Some(Proof { row, salt: of_row(salt, at as u64), at: at as u64, of: rows.len() as u64, path })
}

fn leaves<R: AsRef<[u8]>>(salt: &Salt, rows: &[R]) -> Vec<Hash> {
    let rows = rows.iter().enumerate();
    rows.map(|(at, row)| hashed(&of_row(salt, at as u64), row.as_ref())).collect()
}

/// HMAC of the row's place: two lists with the same row never show the same hash.
fn of_row(salt: &Salt, at: u64) -> Salt {
    key::keyed(salt, &at.to_be_bytes())
}

fn hashed(salt: &Salt, row: &[u8]) -> Hash {
    tree::leaf(&[salt, row].concat())
}

/// A row of a list with what is needed to check that it was in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The row.
    pub row: Vec<u8>,
    /// Its own salt.
    pub salt: Salt,
    /// Its place, from 0.
    pub at: u64,
    /// How many rows the list has.
    pub of: u64,
    /// The other half of every step up to the root.
    pub path: Vec<Hash>,
}

impl Proof {
    /// Whether the row was in the list that a snapshot names.
    #[must_use]
    pub fn holds(&self, lists: (u64, Hash)) -> bool {
        let root = tree::climb(hashed(&self.salt, &self.row), self.at, self.of, &self.path);
        lists.0 == self.of && root == Some(lists.1)
    }

    /// As text: a line each for place, salt, row and every step.
    #[must_use]
    pub fn write(&self) -> String {
        let mut text = format!("chiso-proof\t1\t{}\t{}\n", self.at, self.of);
        for line in [&self.salt[..], &self.row].into_iter().chain(self.path.iter().map(|s| &s[..]))
        {
            hex::push(line, &mut text);
            text.push('\n');
        }
        text
    }

    /// Reads what [`Proof::write`] wrote; nothing else.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut lines = text.strip_suffix('\n')?.split('\n');
        let mut head = lines.next()?.strip_prefix("chiso-proof\t1\t")?.split('\t');
        let (at, of) = (head.next()?.parse().ok()?, head.next()?.parse().ok()?);
        if of > limits::LIST_ROWS || text.len() > limits::ROW_BYTES {
            return None;
        }
        let salt = hex::read(lines.next()?)?;
        let row = bytes(lines.next()?)?;
        let path = lines.map(hex::read).collect::<Option<Vec<Hash>>>()?;
        Some(Self { row, salt, at, of, path }).filter(|proof| proof.write() == text)
    }
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    let pair = |at: usize| hex::read::<1>(text.get(at..at + 2)?).map(|[byte]| byte);
    text.len().is_multiple_of(2).then(|| (0..text.len()).step_by(2).map(pair).collect())?
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SALT: Salt = [7; 32];

    fn rows(count: usize) -> Vec<String> {
        (0..count).map(|at| format!("H55.31-20260803-{:07}\t{}", 4_100 + at, at % 7)).collect()
    }

    #[test]
    fn a_row_is_shown_to_be_in_the_list_without_the_others() {
        let rows = rows(5);
        let lists = list_root(&SALT, &rows);
        let proof = prove(&SALT, &rows, 3).unwrap();
        let text = proof.write();
        assert!(!text.contains("0004100") && text.lines().count() == 6, "{text}");
        assert_eq!(Proof::read(&text), Some(proof.clone()));
        assert!(proof.holds(lists));
        assert!(!proof.holds((4, lists.1)));
        let mut other = proof;
        other.row[9] ^= 1;
        assert!(!other.holds(lists));
        assert_eq!(prove(&SALT, &rows, 5), None);
    }

    #[test]
    fn another_salt_gives_another_root() {
        assert_ne!(list_root(&SALT, &rows(5)), list_root(&[8; 32], &rows(5)));
        assert_eq!(list_root(&SALT, &rows(0)).0, 0);
    }

    proptest! {
        #[test]
        fn every_row_and_no_other(count in 1..40_usize, at in 0..40_usize, flip in 0..30_usize) {
            prop_assume!(at < count);
            let rows = rows(count);
            let lists = list_root(&SALT, &rows);
            let mut proof = prove(&SALT, &rows, at).unwrap();
            prop_assert!(proof.holds(lists));
            let at = flip % proof.row.len();
            proof.row[at] ^= 4;
            prop_assert!(!proof.holds(lists));
        }

        #[test]
        fn whatever_is_read_is_what_would_be_written(text in "(chiso-proof\t1\t)?[0-9a-f\t\n]{0,200}") {
            if let Some(proof) = Proof::read(&text) {
                prop_assert_eq!(proof.write(), text);
            }
        }
    }
}
