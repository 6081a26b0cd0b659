//! Reads a report, ours or not, and finds what in it cannot be right.
//!
//! Bytes become a [`Doc`] (`read`), a `Doc` becomes findings (`rules`). Neither knows where the report came from.

pub mod against;
pub mod doc;
pub mod finding;
pub mod number;
pub(crate) mod paper;
pub mod read;
pub mod rules;
mod told;
pub(crate) mod wording;

pub use doc::{Block, Cell, Doc, Kind, Place, Table, Text};
pub use finding::{Finding, Severity};
pub use read::{Refused, read};
pub use rules::lint;
