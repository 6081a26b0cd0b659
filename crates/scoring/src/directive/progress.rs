//! How far a directive is: a function of the number now and of nothing else.

use rust_decimal::Decimal;

use super::{Order, Quote};
use crate::round::{Exact, exact};

/// How many of the named dossiers no longer count against the number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Settled {
    /// Dossiers that are settled.
    pub settled: usize,
    /// Dossiers named.
    pub named: usize,
}

/// How far a directive is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// The number now.
    pub now: Quote,
    /// What is still missing to the target, in the target's unit; negative beyond it, `None` without a number.
    pub missing: Option<Decimal>,
    /// Change since the baseline; `None` if one of the two is missing.
    pub change: Option<Decimal>,
    /// The part of the way from the baseline to the target that is done; below 0 if the number fell further. `None` without both
    /// numbers.
    pub way: Option<Exact>,
    /// Named dossiers.
    pub dossiers: Settled,
    /// Whether the target is reached. A missing number reaches none.
    pub met: bool,
}

/// Reads the progress of an order off the number as it is now.
#[must_use]
pub fn progress(order: &Order, now: Quote, dossiers: Settled) -> Progress {
    let target = order.target;
    let (before, value) = (order.baseline.value(target), now.value(target));
    let missing = value.map(|value| target.value() - value);
    let change = before.zip(value).map(|(before, value)| value - before);
    let whole = before.map(|before| target.value() - before).filter(|whole| !whole.is_zero());
    let way = change.zip(whole).map(|(change, whole)| exact(change) / exact(whole));
    let met = missing.is_some_and(|missing| missing <= Decimal::ZERO);
    Progress { now, missing, change, way, dossiers, met }
}

/// Whether a named dossier is settled: it no longer counts against the number, or it was not finished when it was named and is
/// now. (A dossier finished late counts against the number for ever; finishing it is all that can be asked.)
#[must_use]
pub fn is_settled(was_open: bool, is_open: bool, counts_against: bool) -> bool {
    !counts_against || (was_open && !is_open)
}
