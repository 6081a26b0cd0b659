//! Measures over rows: from a rulebook's `where` to exact tallies per agency and period.
//!
//! One text, three executors that must agree: [`live`] (differences), `scan` (blocks),
//! [`crate::oracle`] (slow and obvious, sharing nothing but the text).

pub mod ask;
mod block;
mod by_agency;
mod clock;
mod column;
mod count;
pub mod cut;
pub(crate) mod effect;
pub mod formula;
mod gate;
mod ground;
mod grow;
pub(crate) mod imagine;
pub mod lanes;
pub mod live;
mod lower;
pub mod members;
pub mod opened;
mod opener;
mod pages;
pub mod patterns;
pub mod places;
pub mod plan;
pub mod program;
mod quality;
pub mod query;
mod row;
mod scan;
mod sets;
pub mod shape;
mod stamps;
mod stated;
mod sweep;
pub mod table;
pub mod tallies;
mod touch;
mod values;
pub mod whereabouts;

pub use quality::quality_marks;

/// Name under which the list of quality marks stands beside the rulebooks.
pub const QUALITY: &str = "quality";

/// Whose rows are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// The agency's own.
    Own,
    /// The agency's and those of everything below it.
    Subtree,
}

/// A missing value.
pub const NULL: i64 = i64::MAX;
/// Most numeric columns of an entity.
pub const NUMBERS_MAX: usize = 12;

/// Values of one row: numbers and flags in the order of the entity's columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cells {
    /// Numbers, times and codes; [`NULL`] where missing.
    pub numbers: [i64; NUMBERS_MAX],
    /// One bit per yes-or-no column.
    pub flags: u32,
}

impl Cells {
    /// A row of these values.
    ///
    /// # Panics
    /// More numbers than any entity has.
    #[must_use]
    pub fn new(numbers: &[i64], flags: u32) -> Self {
        let mut all = [NULL; NUMBERS_MAX];
        all[..numbers.len()].copy_from_slice(numbers);
        Self { numbers: all, flags }
    }
}
