//! Reconciliation, three ways: the one-stop system, chiso, and the national portal, dossier by dossier.
//!
//! Two lists are compared at a time ([`reconcile`]); three lists make three comparisons
//! ([`three_ways`]). Every dossier that one side lacks, or that the two describe differently, becomes
//! one [`Finding`] with exactly one [`Reason`]: the first line that holds.
//!
//! | | Reason | Holds when | Owner |
//! |---|---|---|---|
//! | missing | `SentLate` | it was received, first heard of (chiso) or seen on its way (portal) after the lacking list was taken | nobody |
//! | | `Refused` | a call about it was refused, and never a whole dossier taken | vendor |
//! | | `HeldBack` | chiso keeps it uncounted: only steps, not received yet, no due date | vendor or unit |
//! | | `Lost` | lacking: portal. chiso saw it on its way to the portal before the list was taken | portal |
//! | | `NeverSent` | lacking: chiso or portal, and nothing of the above | vendor |
//! | | `UnknownToUs` | lacking: chiso, present: portal, and nothing of the above | operator |
//! | | `UnknownToThem` | lacking: the one-stop system's own list | vendor |
//! | different | `DuplicateCode` | one list has the code several times | whoever keeps that list |
//! | | `WrongUnit` | both name an agency, and the two count in different places | sender or portal |
//! | | `WrongPeriod` | both date the reception, only one of the dates lies in the period | unit |
//! | | `WrongProcedure` | both name a procedure, not the same | sender or portal |
//! | | `SentLate` | state or days differ, and the dossier moved after one of the lists was taken | nobody |
//! | | `Refused` | state or days differ, and the last call about it was refused | vendor |
//! | | `StatusGap` | both give a state, not the same | sender or portal |
//! | | `DateMismatch` | the day of reception, the due day or the last day differs | sender or portal |
//!
//! What a list does not say is never compared; days are compared, not hours. A row counts for the unit
//! it names, else for the one the other side names, else for the one its number begins with; in the
//! same way for the day it was received. Per unit and in sum, left − right is the sum of what the
//! findings add: [`Ledger::adds_up`].

mod entry;
pub mod gap;
mod judge;
mod ledger;
mod ours;
mod reason;
mod scope;
mod three;

pub use entry::{Entry, Evidence, Heard, List, Refused, Side};
pub use ledger::{AGES, Age, Finding, Ledger, Line, reconcile};
pub use ours::Ours;
pub use reason::{Kind, Owner, Reason, Retry};
pub use scope::{Scope, Unit};
pub use three::{ThreeWays, suspects, three_ways};
