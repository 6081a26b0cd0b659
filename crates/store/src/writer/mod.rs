//! The one writer of dossiers and records: a thread that takes what is waiting, joins it to what is
//! known, commits it in one transaction, tells its follower, and only then answers.
//!
//! Reading order: [`Submission`] and [`Receipt`] (what goes in and out), `thread.rs` (the loop),
//! `group.rs` (one transaction), `dossiers.rs` (joining).

mod answer;
mod change;
mod dossiers;
mod group;
mod guard;
mod handle;
mod lock;
mod queue;
mod recent;
mod records;
mod senders;
mod sound;
mod submission;
mod thread;

pub use answer::Pending;
pub use change::{Committed, DossierChange, Follower, RecordChange};
pub(crate) use lock::FolderLock;

pub use handle::{Writer, WriterOptions};
pub use submission::{
    ImportProgress, ItemOutcome, Quarantined, Receipt, Submission, Submitted, WriterError,
};

pub use crate::index::{Fingerprint, IndexParts, fingerprint};
