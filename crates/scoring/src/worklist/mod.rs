//! Work lists: what a unit can do today, sorted by the points at stake.
//!
//! The lists are data (`rules/work.toml`): a condition over rows, and what good work on one of them would
//! be. [`find`] lists the rows of an agency and period; what each is worth is worked out by scoring the
//! unit twice, with the row handled well and handled badly, never estimated.

mod file;
mod find;
mod stake;
mod together;

pub use file::{Badly, Shown, WorkError, WorkList, lists};
pub use find::{Ask, Found, HOURS, HOURS_MAX, Task, UnitCount, counted, find};
pub use together::{Desk, Desks, together};
