//! Simulated provinces: demo data, load and faults. Pure: no input or output, no clock; the same
//! seed gives the same bytes for ever, on every machine.
//!
//! A world is a plan of exact counts per agency; the life of a dossier follows from the plan, its agency
//! and its index, so nothing is kept of the dossiers that have ended. Reading order: `provinces` (the
//! worlds), `plan` and `counts` (what must come out), `life`, `course` and `gaming` (one dossier), `event`
//! and `stream` (what is said, in the order of time), [`calls`] and [`files`] (how it is written).

mod agencies;
pub mod calls;
mod catalogue;
mod counts;
mod course;
mod draw;
mod event;
pub mod faults;
pub mod files;
mod gaming;
mod hours;
mod life;
mod plan;
mod provinces;
mod records;
mod share;
mod stream;
mod text;
mod titles;
mod tricks;
mod turn;
mod world;

pub use catalogue::Kinds;
pub use counts::Counts;
pub use event::{Event, Message};
pub use provinces::{bac_kan_2023_08, nation, nation_of, thai_nguyen_2026};
pub use stream::{Events, Final, Finals};
pub use tricks::{Trick, TrickSet, Tricks};
pub use turn::{Happening, Turn};
pub use world::World;
