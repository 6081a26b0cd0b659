//! What goes into the writer and what comes out.

use std::path::PathBuf;
use std::sync::Arc;

use chiso_scoring::dossier::{Seconds, Statement};
use chiso_scoring::record::Record;

use crate::error::Error;

/// What one sender brings at once: one call, or one part of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// Who sends: code of the agency or name of the system. Never a person.
    pub sender: String,
    /// How it was written, such as `csv`.
    pub format: String,
    /// Now.
    pub at: Seconds,
    /// What intake could read, in the order of arrival.
    pub items: Vec<Submitted>,
    /// What intake could not read; counted and kept with its reason.
    pub refused: Vec<Quarantined>,
    /// How far the import is once this submission is stored.
    pub import: Option<ImportProgress>,
}

impl Submission {
    /// Items, readable or not.
    pub(super) fn received(&self) -> usize {
        self.items.len().saturating_add(self.refused.len())
    }
}

/// One readable item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Submitted {
    /// About a dossier.
    Statement(Statement),
    /// About something else that is counted.
    Record(Record),
}

/// An item that is not taken in, and why.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Quarantined {
    /// Number of the dossier, where the item has a sound one. Kept only if it looks like one.
    pub number: Option<String>,
    /// Where the item stands (`12`, `data[3]`).
    pub place: String,
    /// Code of the reason.
    pub code: String,
    /// The field that is wrong, if it is one.
    pub field: Option<String>,
    /// What stood there. Kept only for fields and values that cannot name a person.
    pub value: Option<String>,
}

/// How far a long import is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportProgress {
    /// SHA-256 of the file: 64 lower-case hexadecimal digits. Identifies the import.
    pub sha256: String,
    /// Name of the file; folders are dropped.
    pub file_name: String,
    /// What the file holds, such as `dossiers`.
    pub kind: String,
    /// Rows that are dealt with, from the beginning of the file. Never goes back.
    pub rows_done: u64,
    /// Rows of the file, if known.
    pub rows: Option<u64>,
    /// Whether this was the last part.
    pub finished: bool,
}

/// What became of a submission. When it arrives, everything is on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Revision of the store with this submission in it.
    pub revision: u64,
    /// What became of each item, in their order.
    pub outcomes: Vec<ItemOutcome>,
}

/// What became of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ItemOutcome {
    /// It said something new.
    Accepted {
        /// Whether its dossier, or the subject of its record, was unknown before.
        new: bool,
    },
    /// It was known already.
    Duplicate,
    /// A later statement holds.
    Superseded,
    /// It cannot be kept: code of the reason.
    Quarantined(&'static str),
}

/// Why the writer did not do what it was asked. Nothing of the call was stored.
#[derive(Debug, Clone, thiserror::Error)]
pub enum WriterError {
    /// Too much is waiting.
    #[error(
        "{waiting} items are waiting to be stored, at most {limit} may: send again in some seconds"
    )]
    Overloaded {
        /// Items that wait.
        waiting: usize,
        /// The bound.
        limit: usize,
    },
    /// It was shut down, or its follower failed.
    #[error("the writer has stopped")]
    Stopped,
    /// Another writer works in this folder.
    #[error("another chiso is writing into the data folder '{}': stop it first", .0.display())]
    Taken(PathBuf),
    /// The folder's lock file cannot be used.
    #[error("cannot lock the data folder '{}': {reason}", .path.display())]
    Lock {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        reason: Arc<std::io::Error>,
    },
    /// A mistake of this program: the items of this transaction made it panic.
    #[error("the writer failed in a way it should not: nothing of this call was stored")]
    Panicked,
    /// The store refused or failed. Shared by all that were in one transaction.
    #[error(transparent)]
    Store(Arc<Error>),
}

impl From<Error> for WriterError {
    fn from(error: Error) -> Self {
        Self::Store(Arc::new(error))
    }
}
