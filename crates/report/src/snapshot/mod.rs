//! A closed period as a file that anybody can check: what was frozen, its hash and its signature.

mod frozen;

pub use frozen::{CheckRow, Frozen, Origin, Outcome, Watermark};
