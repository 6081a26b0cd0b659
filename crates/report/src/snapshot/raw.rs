//! A file as lines: rows with their hashes, then root, key and signature. Nothing is believed yet.

use super::contents::{NAME, VERSION, section};
use super::fault::{Fault, Faults, Refused, Step, short};
use super::hex;
use super::key::PublicKey;
use super::limits;
use super::tree::{self, Hash};

/// A row.
#[derive(Debug)]
pub(super) struct Row<'t> {
    /// Line of the file, from 1.
    pub line: usize,
    /// Section and fields, without number, salt and hash; [`None`] if it is withheld.
    pub body: Option<&'t str>,
}

/// The lines of a file.
#[derive(Debug)]
pub(super) struct Raw<'t> {
    /// The rows.
    pub rows: Vec<Row<'t>>,
    /// The root over the hashes that stand at the rows' ends.
    pub root: Hash,
    /// The key of the last lines, if it is one.
    pub key: Option<PublicKey>,
    /// The signature of the last lines, if it can be read.
    pub signature: Option<[u8; 64]>,
    /// Rows that are withheld.
    pub withheld: u64,
}

/// Lines that are no rows: the first and the last three.
const LINES_BESIDE: usize = 4;

/// What is signed: version, number of rows and root, as these two lines.
pub(super) fn message(rows: usize, root: &Hash) -> String {
    format!("{NAME}\t{VERSION}\nroot\t{rows}\t{}\n", hex::write(root))
}

/// Takes a file apart and checks what holds it together; what is wrong goes to `faults`.
pub(super) fn read<'t>(bytes: &'t [u8], faults: &mut Faults) -> Result<Raw<'t>, Refused> {
    if bytes.len() > limits::BYTES {
        return Err(Refused::TooLong);
    }
    // Before anything is kept for every line.
    if bytes.iter().filter(|byte| **byte == b'\n').count() > limits::ROWS + LINES_BESIDE {
        return Err(Refused::TooManyRows);
    }
    let text = str::from_utf8(bytes).map_err(|_| Refused::NotText)?;
    let lines: Vec<&str> = text.split('\n').collect();
    begins(lines[0])?;
    let cut = || Refused::Cut(lines.len());
    let [rows @ .., root, key, signature, ""] = &lines[1..] else { return Err(cut()) };
    let tail = |line: &'t str, name: &str| line.strip_prefix(name)?.strip_prefix('\t');
    let stated = tail(root, "root").ok_or_else(cut)?;
    let key = tail(key, "key").ok_or_else(cut)?;
    let signature = tail(signature, "signature").ok_or_else(cut)?;
    let (rows, leaves) = self::rows(rows, faults)?;
    let root = tree::root(&leaves);
    let raw = Raw {
        root,
        key: hex::read(key).and_then(|bytes| PublicKey::from_bytes(&bytes)),
        signature: hex::read(signature),
        withheld: rows.iter().filter(|row| row.body.is_none()).count() as u64,
        rows,
    };
    raw.sealed(stated, [key, signature], faults);
    Ok(raw)
}

fn begins(first: &str) -> Result<(), Refused> {
    match first.strip_prefix(NAME).and_then(|rest| rest.strip_prefix('\t')) {
        Some(VERSION) => Ok(()),
        Some(other) => Err(Refused::Version(short(other))),
        None => Err(Refused::NotSnapshot),
    }
}

fn rows<'t>(lines: &[&'t str], faults: &mut Faults) -> Result<(Vec<Row<'t>>, Vec<Hash>), Refused> {
    let mut rows = Vec::with_capacity(lines.len());
    let mut leaves = Vec::with_capacity(lines.len());
    for (at, text) in lines.iter().enumerate() {
        let line = at + 2;
        if text.len() > limits::ROW_BYTES {
            return Err(Refused::LongRow(line));
        }
        let (row, leaf) = row(line, text, faults);
        rows.push(row);
        leaves.push(leaf);
    }
    Ok((rows, leaves))
}

/// A row and its hash as it stands at its end.
fn row<'t>(line: usize, text: &'t str, faults: &mut Faults) -> (Row<'t>, Hash) {
    let (data, end) = text.rsplit_once('\t').unwrap_or((text, ""));
    let (number, rest) = data.split_once('\t').unwrap_or((data, ""));
    let expected = (line - 1).to_string();
    let fault = |step, stands: &str, should| Fault {
        line: Some(line),
        stands: short(stands),
        should,
        ..about(step, rest)
    };
    if number != expected {
        faults.push(|| fault(Step::Numbers, number, expected));
    }
    let stated = hex::read(end);
    if rest == section::WITHHELD {
        if stated.is_none() {
            faults.push(|| fault(Step::Hashes, end, String::new()));
        }
        return (Row { line, body: None }, stated.unwrap_or_default());
    }
    let own = tree::leaf(data.as_bytes());
    if stated != Some(own) {
        faults.push(|| fault(Step::Hashes, end, hex::write(&own)));
    }
    let body = rest.rsplit_once('\t').map_or("", |(body, _)| body);
    (Row { line, body: Some(body) }, stated.unwrap_or(own))
}

/// A fault with the agency and number that a row is about.
pub(super) fn about(step: Step, body: &str) -> Fault {
    let fields: Vec<&str> = body.split('\t').collect();
    let at = |at: usize| fields.get(at).map(|field| short(field)).unwrap_or_default();
    let (agency, number) = match fields[0] {
        section::FIGURE => (at(2), at(3)),
        section::TALLY => (at(2), String::new()),
        section::POINTS => (at(1), at(3)),
        section::PUBLISHED => (at(1), at(2)),
        section::UNIT | section::AGENCY => (at(1), String::new()),
        section::HEAD | section::SOURCE | section::CHECK => (String::new(), at(1)),
        _ => (String::new(), String::new()),
    };
    Fault { step, line: None, agency, number, stands: String::new(), should: String::new() }
}

impl Raw<'_> {
    /// Checks the last lines.
    fn sealed(&self, root: &str, [key, signature]: [&str; 2], faults: &mut Faults) {
        let fault = |step, stands: &str, should| Fault {
            line: Some(self.rows.len() + 2 + usize::from(step == Step::Signature) * 2),
            stands: short(stands),
            should,
            ..about(step, "")
        };
        let expected = format!("{}\t{}", self.rows.len(), hex::write(&self.root));
        if root != expected {
            faults.push(|| fault(Step::Root, root, expected));
        }
        let message = message(self.rows.len(), &self.root);
        let signed = self.key.zip(self.signature);
        if !signed.is_some_and(|(key, signature)| key.signed(message.as_bytes(), &signature)) {
            let stands = if self.key.is_none() { key } else { signature };
            faults.push(|| fault(Step::Signature, stands, String::new()));
        }
    }
}
