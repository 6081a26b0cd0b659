//! The pure core of chiso: no input or output, no clock, no randomness, no async.
//!
//! Reading order: [`rulebook`] (the rules), [`figure`] (what is known), [`score`] (points),
//! [`rank`], [`compare`] and [`differences`] (what follows from points), [`explain`] (why).

pub mod agency;
pub mod alert;
pub mod annex;
pub mod board;
pub mod by_procedure;
pub mod calendar;
pub mod collate;
pub mod compare;
pub mod differences;
pub mod directive;
pub mod dossier;
pub mod explain;
pub mod expr;
pub mod fair;
pub mod figure;
pub mod lang;
pub mod measure;
pub mod movement;
pub mod names;
pub mod oracle;
pub mod period;
pub mod places;
pub mod problem;
pub mod procedures;
pub mod rank;
pub mod reconcile;
pub mod record;
pub mod round;
pub mod rulebook;
pub mod score;
pub mod search;
pub mod sheet;
pub mod small;
pub mod source;
pub mod split;
pub mod standing;
mod sum;
mod tell;
pub mod threshold;
pub mod trend;
pub mod verdict;
pub mod worked;
pub mod worklist;
