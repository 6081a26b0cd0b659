//! What chiso keeps: dossiers and records as senders state them, agencies in time, captures of foreign
//! files, and the figures reported in them.
//!
//! The only crate with SQL. Everything kept is append-only: a later capture stands beside an earlier
//! one, never in its place, so that each answer can be asked *as of* a moment and *as known at* a
//! revision. A call that adds something is one transaction, gets the next revision, and returns
//! after the commit is on disk.
//!
//! Because nothing is ever changed, `known_at` is also how to read consistently: ask
//! [`Store::revision`] once, then pass it to every query of the page.
//!
//! Reading order: `migrations/` (what is stored), [`Store`] (opening), `import.rs` (writing figures),
//! `figures.rs` (reading them), [`writer`] (writing dossiers and records), `log.rs` (reading them),
//! `backup.rs`, [`Limits`].

mod accounts;
mod agencies;
mod alerts;
mod backup;
pub mod bench;
mod captures;
mod cells;
mod check;
mod closings;
mod codes;
mod convert;
mod directives;
mod error;
mod evidence;
mod figures;
mod import;
mod index;
mod journal;
mod limits;
mod lists;
pub mod live;
mod log;
mod migrate;
mod pack;
mod packs;
mod periods;
mod pool;
mod privacy;
mod records;
mod sources;
mod store;
mod version_row;
pub mod writer;

pub use accounts::{AccountRow, SESSION_LASTS, SESSION_RESTS, SessionKey, SessionRow};
pub use agencies::AddedAgencies;
pub use alerts::{DeliveryRow, Happened};
pub use backup::{BackupError, Existing, restore};
pub use captures::{CaptureRow, Totals};
pub use closings::{
    Closed, ClosedFrom, ClosingFile, ClosingFiles, ClosingOutcome, ClosingRow, Reopening,
    ReopeningOutcome, names_nobody,
};
pub use directives::{DirectiveOutcome, DirectiveRow};
pub use error::{Error, Result};
pub use figures::Query;
pub use import::{CONFLICT, CaptureInfo, Conflict, Receipt, RefusalRow};
pub use journal::{Counts, ImportRow, QuarantineRow, ReceiptRow};
pub use limits::Limits;
pub use lists::{AddedList, ListInfo, ListRow};
pub use log::{KnownFrom, Logged};
pub use packs::{PackDelivery, PackOutcome};
pub use periods::PeriodSummary;
pub use sources::{FeedRow, RefusedRow};
pub use store::{FILE_NAME, Store};
