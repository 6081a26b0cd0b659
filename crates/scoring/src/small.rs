//! Small cells: counts of dossiers or petitions so few that they would speak of single people are not shown
//! to the public, and neither is what they could be worked out from.
//!
//! Points stay public whatever they rest on: the Decision makes them so. What is withheld are counts, the
//! rate, and anything a count follows from ([`Small`]). A count from which another could be had by
//! subtraction (the shown total of a family less the shown rest) is withheld with it ([`Families`]), and both
//! are told in the same words, so that nobody learns which of them is the small one.

mod crossed;
mod family;
mod listed;
mod sheet;

pub use crossed::{Crossed, Crossing, crossed};
pub use family::{Cell, Families, Withheld, withheld};
pub use listed::Few;
pub use sheet::{Guard, Small};

/// The smallest count that is shown to everybody, besides 0: a count from 1 to 4 is withheld. Five is the
/// usual bound of official statistics for counts of people.
pub const LEAST: i64 = 5;

/// Whether a count is so small that it may speak of single people. Zero speaks of nobody.
#[must_use]
pub fn is_small(count: i64) -> bool {
    (1..LEAST).contains(&count)
}
