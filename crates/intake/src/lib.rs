//! Intake: bytes to rows, or a reason for every row that is refused. No input or output, no
//! clock, no logging.
//!
//! Reading order: [`outcome`] (what comes out), [`refusal`] and [`code`] (why not), [`reported`]
//! (figures from CSV, XLSX and the portal's answers), [`agencies`], [`limits`].
//!
//! The formats hold no personal data. A column outside the template refuses the file, and nothing
//! of it but the column's name is repeated.

pub mod agencies;
pub mod code;
mod context;
pub mod limits;
mod moment;
mod number;
pub mod outcome;
mod portal;
pub mod refusal;
pub mod reported;
mod spelling;
pub mod sync;
mod table;
pub mod tables;
mod text;
mod vocabulary;

pub use code::Code;
pub use context::Context;
pub use outcome::{Outcome, Place, Placed};
pub use refusal::Refusal;
pub use tables::lists;
pub use vocabulary::{Entry, Kind, Vocabulary};
