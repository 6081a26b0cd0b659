//! Which one reason a dossier gets: the first that holds, in the order of the table in
//! [`crate::reconcile`].

use super::entry::{Entry, Evidence, List, Side};
use super::reason::Reason;
use super::scope::{Borrowed, Placed, Placer};
use crate::dossier::{Hold, Seconds};

/// Two lists side by side.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair<'e> {
    pub left: &'e List,
    pub right: &'e List,
}

/// The rows of one code.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rows<'r, 'e> {
    pub left: &'r [&'e Entry],
    pub right: &'r [&'e Entry],
}

impl<'e> Rows<'_, 'e> {
    /// What any row says.
    pub fn borrowed(&self) -> Borrowed<'e> {
        Borrowed::of(self.left.iter().chain(self.right).copied())
    }
}

/// Why a dossier is missing or different; `None` if neither.
pub(super) fn reason(
    pair: Pair<'_>,
    rows: Rows<'_, '_>,
    evidence: &Evidence,
    placer: &mut Placer<'_>,
) -> Option<Reason> {
    match (rows.left, rows.right) {
        ([_, ..], []) => Some(missing_right(pair, rows, evidence)),
        ([], _) => Some(missing_left(pair, rows, evidence)),
        ([left], [right]) => different(pair, (left, right), evidence, placer),
        _ => Some(Reason::DuplicateCode),
    }
}

/// Whether the dossier was received after a list was taken.
fn came_after(rows: Rows<'_, '_>, at: Seconds) -> bool {
    rows.borrowed().received_at.is_some_and(|received| received > at)
}

/// The right side lacks it.
fn missing_right(pair: Pair<'_>, rows: Rows<'_, '_>, evidence: &Evidence) -> Reason {
    let taken = pair.right.captured_at;
    let to_portal = pair.right.side == Side::Portal;
    let late = match to_portal {
        true => evidence.synced_at.is_some_and(|at| at > taken),
        false => evidence.first.is_some_and(|first| pair.right.is_before(first)),
    };
    if came_after(rows, taken) || late {
        return Reason::SentLate;
    }
    match kept_back(evidence) {
        Some(reason) => reason,
        None if to_portal && evidence.synced_at.is_some() => Reason::Lost,
        None => Reason::NeverSent,
    }
}

/// The left side lacks it.
fn missing_left(pair: Pair<'_>, rows: Rows<'_, '_>, evidence: &Evidence) -> Reason {
    let ours = pair.left.side == Side::Chiso;
    let late = evidence.first.is_some_and(|first| ours && pair.left.is_before(first));
    if came_after(rows, pair.left.captured_at) || late {
        return Reason::SentLate;
    }
    match kept_back(evidence).filter(|_| ours) {
        Some(reason) => reason,
        None if ours => Reason::UnknownToUs,
        None => Reason::UnknownToThem,
    }
}

/// Why chiso does not count a dossier it was told of: its call was refused, or it waits.
fn kept_back(evidence: &Evidence) -> Option<Reason> {
    let never_whole = evidence.first.is_none() || evidence.hold == Some(Hold::NoSnapshot);
    let refused = evidence.refused.as_ref().filter(|_| never_whole);
    let refused = refused.map(|refused| Reason::Refused(refused.clone()));
    refused.or_else(|| evidence.hold.map(Reason::HeldBack))
}

/// Both sides have it, once each.
fn different(
    pair: Pair<'_>,
    (left, right): (&Entry, &Entry),
    evidence: &Evidence,
    placer: &mut Placer<'_>,
) -> Option<Reason> {
    if units_differ(left, right, placer) {
        return Some(Reason::WrongUnit);
    }
    let received = (left.received_at, right.received_at);
    if let (Some(left), Some(right)) = received
        && placer.in_period(left) != placer.in_period(right)
    {
        return Some(Reason::WrongPeriod);
    }
    if differ(left.procedure.as_ref(), right.procedure.as_ref()) {
        return Some(Reason::WrongProcedure);
    }
    let status = differ(left.status.as_ref(), right.status.as_ref());
    if !status && !days_differ(left, right, placer) {
        return None;
    }
    if evidence.moved_after(pair.left.captured_at.min(pair.right.captured_at)) {
        return Some(Reason::SentLate);
    }
    if let Some(refused) = evidence.refused_last() {
        return Some(Reason::Refused(refused.clone()));
    }
    Some(if status { Reason::StatusGap } else { Reason::DateMismatch })
}

/// Whether both sides name an agency and the two are counted in different places.
fn units_differ(left: &Entry, right: &Entry, placer: &mut Placer<'_>) -> bool {
    if left.agency == right.agency || left.agency.is_none() || right.agency.is_none() {
        return false;
    }
    let nobody = Borrowed::default();
    let (left, right) = (placer.placed(left, nobody), placer.placed(right, nobody));
    // Of two agencies that nobody knows at most one can be right.
    left != right || left == Placed::Inside(None)
}

fn days_differ(left: &Entry, right: &Entry, placer: &Placer<'_>) -> bool {
    let ended = |row: &Entry| row.ended_at.filter(|_| row.status.is_none_or(|it| it.is_end()));
    let days = [
        (left.received_at, right.received_at),
        (left.due_at, right.due_at),
        (ended(left), ended(right)),
    ];
    let said = days.into_iter().filter_map(|(left, right)| Some((left?, right?)));
    said.into_iter().any(|(left, right)| !placer.same_day(left, right))
}

fn differ<T: PartialEq>(left: Option<T>, right: Option<T>) -> bool {
    matches!((left, right), (Some(left), Some(right)) if left != right)
}
