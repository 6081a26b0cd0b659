//! Seals what is frozen: rows, root, signature.

use std::sync::Arc;

use chiso_scoring::small::{Guard, Small};
use hmac::Mac;

use super::contents::{NAME, VERSION, section};
use super::fault::Fault;
use super::frozen::Frozen;
use super::key::{Key, finish, mac};
use super::lay::{Draft, Hidden, Rows};
use super::tree::{self, Hash};
use super::{hex, limits, raw, read, sheets};

/// A sealed period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The complete file: it stays inside.
    pub full: Vec<u8>,
    /// The file for everybody: rows with small counts are their hash alone. Root and signature are the same.
    pub public: Vec<u8>,
    /// The root over all rows.
    pub root: [u8; 32],
    /// The signature over the root.
    pub signature: [u8; 64],
    /// The public half of the key it was signed with.
    pub key: [u8; 32],
    /// How many rows there are.
    pub rows: u64,
    /// How many of them are withheld from the file for everybody.
    pub withheld: u64,
}

/// Why something cannot be sealed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unsealable {
    /// The text of the rules is no rulebook.
    #[error("the text of the rules is no rulebook")]
    Rulebook,
    /// The agencies are no tree, or the one that is closed is not among them.
    #[error("the agencies are no tree in which {0} is in force")]
    Agencies(String),
    /// Counts do not fit the rulebook, or own counts the others.
    #[error("the counts of {0} do not fit the rulebook or each other")]
    Counts(String),
    /// Too much for one file.
    #[error("more than {} rows or {} bytes", limits::ROWS, limits::BYTES)]
    TooMuch,
    /// A row that could not be read back.
    #[error("{0}")]
    Row(Fault),
}

/// Seals what is frozen. The same input gives the same bytes.
///
/// # Errors
/// What is frozen contradicts itself, or could not be read back.
pub fn seal(frozen: &Frozen, key: &Key) -> Result<Sealed, Unsealable> {
    seal_beside(frozen, key, &Small::default())
}

/// The same where strangers are also not shown what pages withhold of more agencies than are frozen: a count that is shown here but
/// withheld there would give another one away.
///
/// # Errors
/// The same.
pub fn seal_beside(frozen: &Frozen, key: &Key, pages: &Small) -> Result<Sealed, Unsealable> {
    let frozen = frozen.clone().in_order();
    let drafts = lay_out(&frozen, pages)?;
    if drafts.len() > limits::ROWS {
        return Err(Unsealable::TooMuch);
    }
    readable(&drafts)?;
    let sealed = written(&drafts, key);
    if sealed.full.len() > limits::BYTES { Err(Unsealable::TooMuch) } else { Ok(sealed) }
}

fn lay_out(frozen: &Frozen, pages: &Small) -> Result<Vec<Draft>, Unsealable> {
    let rulebook = sheets::rulebook(&frozen.rulebook).ok_or(Unsealable::Rulebook)?;
    let unknown = || Unsealable::Agencies(frozen.agency.clone());
    let tree = sheets::tree(&frozen.agencies, frozen.period)
        .filter(|tree| tree.find(&frozen.agency, frozen.period).is_ok())
        .ok_or_else(unknown)?;
    fits(frozen, &rulebook)?;
    let counted = sheets::counted(frozen, &frozen.counted, &tree, &rulebook);
    let guard = Arc::new(Guard::of(&counted));
    let lists = |small: &Small| small.listed(&rulebook, &frozen.counted, &frozen.own);
    let hidden = joined(lists(&Small::of(&counted, guard)), lists(pages));
    let sheet = sheets::sheet(frozen, &frozen.counted, &tree, &rulebook);
    let standings = sheets::standings(&sheet, &frozen.agency, &|_, score| score);
    let agencies = sheets::subtree(&tree, &frozen.agency, frozen.period);

    let mut rows = Rows::default();
    rows.head(frozen, &rulebook);
    rows.rules(&frozen.rulebook);
    frozen.agencies.iter().for_each(|agency| rows.agency(agency));
    frozen.watermarks.iter().for_each(|source| rows.source(source));
    frozen.checks.iter().for_each(|check| rows.check(check));
    frozen.captured.iter().for_each(|row| rows.published(row));
    for (at, whole) in frozen.counted.iter().enumerate() {
        let own = frozen.own.get(at).map(|own| (own, hidden[1].get(at)));
        rows.unit(&rulebook, (whole, hidden[0].get(at)), own);
    }
    rows.points(&rulebook, &agencies, &standings);
    Ok(rows.0)
}

fn fits(frozen: &Frozen, rulebook: &chiso_scoring::rulebook::Rulebook) -> Result<(), Unsealable> {
    for counted in frozen.counted.iter().chain(&frozen.own) {
        let fits = counted.indicators.len() == rulebook.indicators.len()
            && counted.measures.len() == rulebook.measures.len();
        if !fits {
            return Err(Unsealable::Counts(counted.agency.clone()));
        }
    }
    let pairs = frozen.counted.iter().zip(&frozen.own);
    let other = pairs.into_iter().find(|(whole, own)| whole.agency != own.agency);
    let same = frozen.own.is_empty() || frozen.own.len() == frozen.counted.len();
    let twice = frozen.counted.windows(2).find(|pair| pair[0].agency == pair[1].agency);
    match (other, twice) {
        (Some((whole, _)), _) => Err(Unsealable::Counts(whole.agency.clone())),
        (_, Some(pair)) => Err(Unsealable::Counts(pair[0].agency.clone())),
        _ if same => Ok(()),
        _ => Err(Unsealable::Counts(frozen.agency.clone())),
    }
}

/// What either of two withholds.
fn joined(mut hidden: Hidden, other: Hidden) -> Hidden {
    for (few, other) in hidden.iter_mut().flatten().zip(other.iter().flatten()) {
        few.figures.iter_mut().zip(&other.figures).for_each(|(hide, other)| *hide |= other);
        few.measures.iter_mut().zip(&other.measures).for_each(|(hide, other)| *hide |= other);
    }
    hidden
}

/// Whether the rows can be read back.
fn readable(drafts: &[Draft]) -> Result<(), Unsealable> {
    let lines = drafts.iter().zip(2..);
    let rows: Vec<raw::Row<'_>> =
        lines.map(|(draft, line)| raw::Row { line, body: Some(&draft.body) }).collect();
    let long = drafts.iter().position(|draft| draft.body.len() + 128 > limits::ROW_BYTES);
    match long {
        Some(_) => Err(Unsealable::TooMuch),
        None => read::read(&rows).map(drop).map_err(Unsealable::Row),
    }
}

/// Numbers, salts and hashes the rows and signs their root.
fn written(drafts: &[Draft], key: &Key) -> Sealed {
    let salts = mac(&salting(drafts, key));
    let mut full = format!("{NAME}\t{VERSION}\n");
    let mut public = full.clone();
    let mut leaves: Vec<Hash> = Vec::with_capacity(drafts.len());
    for (at, draft) in drafts.iter().enumerate() {
        let mut row = format!("{}\t{}\t", at + 1, draft.body);
        let salt = finish(salts.clone().chain_update(&row));
        hex::push(&salt[..16], &mut row);
        let leaf = tree::leaf(row.as_bytes());
        row.push('\t');
        hex::push(&leaf, &mut row);
        row.push('\n');
        full.push_str(&row);
        if draft.few {
            public.push_str(&format!("{}\t{}\t{}\n", at + 1, section::WITHHELD, hex::write(&leaf)));
        } else {
            public.push_str(&row);
        }
        leaves.push(leaf);
    }
    let root = tree::root(&leaves);
    let signature = key.sign(raw::message(drafts.len(), &root).as_bytes());
    let (digits, public_key) = (hex::write(&root), key.public());
    let tail = format!(
        "root\t{}\t{digits}\nkey\t{}\nsignature\t{}\n",
        drafts.len(),
        public_key.to_hex(),
        hex::write(&signature)
    );
    Sealed {
        full: (full + &tail).into_bytes(),
        public: (public + &tail).into_bytes(),
        root,
        signature,
        key: public_key.to_bytes(),
        rows: drafts.len() as u64,
        withheld: drafts.iter().filter(|draft| draft.few).count() as u64,
    }
}

/// The secret that the salts of a file come from: of another closing it is another, so that nobody sees by equal hashes that a withheld
/// row stayed the same.
fn salting(drafts: &[Draft], key: &Key) -> [u8; 32] {
    let head = drafts.iter().take_while(|draft| draft.body.starts_with(section::HEAD));
    let head: Vec<&str> = head.map(|draft| draft.body.as_str()).collect();
    key.secret(format!("chiso-snapshot salts\n{}", head.join("\n")).as_bytes())
}
