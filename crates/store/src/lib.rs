//! What chiso keeps: agencies in time, captures of foreign files, and the figures reported in them.
//!
//! The only crate with SQL. Everything kept is append-only: a later capture stands beside an earlier
//! one, never in its place, so that each answer can be asked *as of* a moment and *as known at* a
//! revision. A call that adds something is one transaction, gets the next revision, and returns
//! after the commit is on disk.
//!
//! Because nothing is ever changed, `known_at` is also how to read consistently: ask
//! [`Store::revision`] once, then pass it to every query of the page.
//!
//! Reading order: `migrations/0001_founding.sql` (what is stored), [`Store`] (opening),
//! `import.rs` (writing figures), `figures.rs` (reading them), [`Limits`].

mod agencies;
mod captures;
mod check;
mod convert;
mod error;
mod figures;
mod import;
mod limits;
mod migrate;
mod periods;
mod pool;
mod store;

pub use agencies::AddedAgencies;
pub use captures::{CaptureRow, Totals};
pub use error::{Error, Result};
pub use figures::Query;
pub use import::{CONFLICT, CaptureInfo, Conflict, Receipt, RefusalRow};
pub use limits::Limits;
pub use periods::PeriodSummary;
pub use store::{FILE_NAME, Store};
