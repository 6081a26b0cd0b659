//! A closed period as a file that anybody can check: what was frozen, its hash and its signature (`docs/ban-chot.md`).
//!
//! [`seal`] makes the file, once complete and once for everybody, where rows with small counts are their hash alone. [`open`] gives
//! back what was frozen; reports of a closed period are made from [`Opened::sheet`]. [`verify`] needs nothing but the file.
//! Reading order: `contents.rs` (sections), `lay.rs` (rows), `raw.rs` (hashes), `read.rs`, `sheets.rs` (points).

mod contents;
mod fault;
mod field;
mod frozen;
mod hex;
mod key;
mod lay;
pub mod limits;
mod lists;
mod open;
mod raw;
mod read;
mod seal;
mod sheets;
mod sums;
pub mod tree;
mod verify;

pub use fault::{Fault, Refused, Step};
pub use frozen::{CheckRow, Frozen, Origin, Outcome, Watermark};
pub use key::{Key, PublicKey};
pub use lists::{Proof, Salt, list_root, prove};
pub use open::{Opened, open};
pub use seal::{Sealed, Unsealable, seal, seal_beside};
pub use sheets::Standing;
pub use verify::{About, Checked, Verdict, verify};
