//! What every command works on: the store, the rulebooks, the agencies, and sheets of a period.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chiso_scoring::agency::{Agency, AgencyTree};
use chiso_scoring::period::Period;
use chiso_scoring::rulebook::{Rulebook, Rulebooks};
use chiso_scoring::score::Basis;
use chiso_scoring::sheet::Sheet;
use chiso_store::{Query, Store};
use jiff::civil::DateTime;
use sha2::{Digest, Sha256};

use crate::args::{Args, BasisName, Chosen, Origin, View};
use crate::failure::Failure;
use crate::present::reached;
use crate::tell::say;

/// Folder used when neither `--data` nor `CHISO_DATA` says otherwise.
const DEFAULT_DIR: &str = "chiso-data";
/// Largest rulebook file read from a folder, in bytes.
const RULEBOOK_MAX: u64 = 1_000_000;

/// The agencies that come with chiso; a fresh store starts with them.
const AGENCIES: [(&str, &str); 4] = [
    ("nation.csv", include_str!("../../../data/agencies/nation.csv")),
    ("bac-kan.csv", include_str!("../../../data/agencies/bac-kan.csv")),
    ("thai-nguyen.csv", include_str!("../../../data/agencies/thai-nguyen.csv")),
    ("phu-tho.csv", include_str!("../../../data/agencies/phu-tho.csv")),
];

/// An opened installation.
pub struct Installation {
    /// The store.
    pub store: Arc<Store>,
    /// Embedded and own rulebooks.
    pub rulebooks: Rulebooks,
    /// Agencies of all times.
    pub tree: AgencyTree,
}

/// Which figures of which period, with all choices made.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Period.
    pub period: Period,
    /// Captured until.
    pub as_of: Option<DateTime>,
    /// Known at.
    pub known_at: Option<u64>,
    /// Rulebook by name.
    pub rules: Option<String>,
    /// Which figure wins.
    pub basis: Basis,
    /// Where figures come from; `None`: published ones if there are any, else dossiers.
    pub from: Option<Origin>,
}

/// A sheet, and where its figures come from.
pub struct Laid<'i> {
    /// The figures.
    pub sheet: Sheet<'i>,
    /// Where they come from.
    pub from: Origin,
}

impl Asked {
    /// The figures chosen, with a basis.
    pub fn new(figures: &Chosen, basis: Basis, from: Option<Origin>) -> Self {
        Self {
            period: figures.period,
            as_of: figures.as_of,
            known_at: figures.known_at,
            rules: figures.rules.clone(),
            basis,
            from,
        }
    }
}

impl From<&View> for Asked {
    fn from(view: &View) -> Self {
        Self::new(&view.figures, view.basis.into(), view.from)
    }
}

impl From<BasisName> for Basis {
    fn from(name: BasisName) -> Self {
        match name {
            BasisName::Computed => Self::Computed,
            BasisName::Published => Self::Published,
        }
    }
}

impl Installation {
    /// Opens the store of `--data` and the rulebooks.
    pub fn open(args: &Args) -> Result<Self, Failure> {
        Self::open_at(args, &data_dir(args))
    }

    /// Opens the store of a folder and the rulebooks. A fresh store gets the known agencies.
    pub fn open_at(args: &Args, dir: &Path) -> Result<Self, Failure> {
        let rulebooks = rulebooks(args)?;
        let store = Arc::new(Store::open(dir)?);
        if store.agencies(None)?.is_empty() {
            store.add_agencies(&embedded_agencies()?, &now())?;
        }
        let tree = AgencyTree::new(store.agencies(None)?)?;
        Ok(Self { store, rulebooks, tree })
    }

    /// Adds agencies to the store and to the tree.
    pub fn add_agencies(&mut self, agencies: &[Agency]) -> Result<(), Failure> {
        self.store.add_agencies(agencies, &now())?;
        self.tree = AgencyTree::new(self.store.agencies(None)?)?;
        Ok(())
    }

    /// The rulebook asked for, or the one in force.
    pub fn rulebook(&self, id: Option<&str>, period: Period) -> Result<&Rulebook, Failure> {
        Ok(match id {
            Some(id) => self.rulebooks.get(id)?,
            None => self.rulebooks.for_period(period)?,
        })
    }

    /// The figures of a period under its rulebook.
    pub fn sheet(&self, asked: &Asked) -> Result<Laid<'_>, Failure> {
        self.known(asked.known_at)?;
        if asked.from == Some(Origin::Dossiers) {
            return Ok(Laid { sheet: self.counted(asked)?, from: Origin::Dossiers });
        }
        if asked.from.is_none() {
            asked.as_of.map(reached).transpose()?;
        }
        let sheet = self.published(asked)?;
        if asked.from.is_none() && sheet.agencies().next().is_none() {
            let counted = self.counted(asked)?;
            if counted.agencies().next().is_some() {
                return Ok(Laid { sheet: counted, from: Origin::Dossiers });
            }
        }
        Ok(Laid { sheet, from: Origin::Published })
    }

    /// The published figures of a period.
    fn published(&self, asked: &Asked) -> Result<Sheet<'_>, Failure> {
        let rulebook = self.rulebook(asked.rules.as_deref(), asked.period)?;
        let query =
            Query { as_of: asked.as_of, known_at: asked.known_at, ..Query::of(asked.period) };
        let rows = self.store.figures(&query)?;
        Ok(Sheet::new(&self.tree, rulebook, asked.period, asked.basis, &rows))
    }

    /// Revision an answer shows.
    pub fn revision(&self, asked: &Asked) -> Result<u64, Failure> {
        let latest = self.store.revision()?;
        Ok(asked.known_at.map_or(latest, |known_at| known_at.min(latest)))
    }
}

/// Folder of the store.
pub fn data_dir(args: &Args) -> PathBuf {
    args.data.clone().unwrap_or_else(|| PathBuf::from(DEFAULT_DIR))
}

/// The rulebooks of the binary and of `--rules-dir`.
pub fn rulebooks(args: &Args) -> Result<Rulebooks, Failure> {
    let files = match &args.rules_dir {
        Some(dir) => rulebook_files(dir)?,
        None => Vec::new(),
    };
    Ok(Rulebooks::with(&files)?)
}

fn rulebook_files(dir: &Path) -> Result<Vec<(String, String)>, Failure> {
    let fail = |error| Failure::unreadable(dir, error);
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(dir).map_err(fail)? {
        let path = entry.map_err(fail)?.path();
        let is_catalogue = path.file_name().is_some_and(|name| name == "columns.toml");
        if path.extension().is_some_and(|ending| ending == "toml") && !is_catalogue {
            paths.push(path);
        }
    }
    paths.sort();
    paths.iter().map(|path| Ok((path.display().to_string(), read_rulebook(path)?))).collect()
}

/// Text of a rulebook file.
pub fn read_rulebook(path: &Path) -> Result<String, Failure> {
    let fail = |error| Failure::unreadable(path, error);
    if std::fs::metadata(path).map_err(fail)?.len() > RULEBOOK_MAX {
        let said = say("fail-too-large").plain("file", path.display());
        return Err(Failure::refused(said.plain("limit", RULEBOOK_MAX)));
    }
    let bytes = std::fs::read(path).map_err(fail)?;
    String::from_utf8(bytes)
        .map_err(|_| Failure::refused(say("fail-not-utf8").plain("file", path.display())))
}

fn embedded_agencies() -> Result<Vec<Agency>, Failure> {
    let mut all = Vec::new();
    for (name, text) in AGENCIES {
        let outcome = chiso_intake::agencies::csv(text.as_bytes());
        if let Some(refusal) = outcome.refused.into_iter().next() {
            let said = say("fail-embedded").plain("file", name).with("reason", refusal);
            return Err(Failure::failed(said));
        }
        all.extend(outcome.rows.into_iter().map(|row| row.value));
    }
    Ok(all)
}

/// SHA-256 as 64 lower-case hexadecimal digits.
pub fn sha256(bytes: impl AsRef<[u8]>) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// This moment, RFC 3339 in UTC, to the second.
pub fn now() -> String {
    jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
