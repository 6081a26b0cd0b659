//! Fair comparison: how far one dossier moves a number, how firm a rank is, and who is like whom.
//!
//! A rate over thirty dossiers jumps where one over thirty thousand does not stir. [`Probe`] says
//! by how much, [`steady`] what that does to a rank, [`cohorts`] compares agencies with those of their
//! kind that handle about as many dossiers; [`compare`] says all three of each agency.

mod cohort;
mod comparison;
mod sensitivity;
mod stability;

pub use cohort::{Apart, Cohort, HANDLED, Kind, Member, Standing, cohorts, volume};
pub use comparison::{Compared, Comparison, compare};
pub use sensitivity::{Case, IndicatorMoves, Moves, Probe, Sensitivity, band, read_band};
pub use stability::{Steady, steady};
