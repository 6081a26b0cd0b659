//! What can be done about one dossier or petition, and the row it would have then.
//!
//! A remedy is a statement a sender would make now; [`Live::fixed`] is the row that follows from it,
//! without asking the log. The two hypothetical ones undo what cannot be undone; they only measure what
//! it costs.

use crate::dossier::meaning::{NUMBERS, flag};
use crate::dossier::{
    EARLIEST, Fact, LATEST, Marks, Seconds, Snapshot, Statement, Status, Version,
};
use crate::expr::Entity;
use crate::measure::live::Live;
use crate::measure::table::Row;
use crate::measure::table::{NULL_NARROW, Values};
use crate::record::{PETITION_NUMBERS, Petition, PetitionStep};

/// What can be done about one dossier or petition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fix {
    /// Finish it now (*kết thúc xử lý*). Not while the applicant's supplement is awaited.
    Close,
    /// Issue its result electronically now (*cấp kết quả điện tử*). Only what is finished has a result.
    Issue,
    /// Send it to the national portal now (*đồng bộ*).
    Sync,
    /// Answer the petition now (*trả lời PAKN*).
    Answer,
    /// Hypothetical: as it is, but not late.
    OnTime,
    /// Hypothetical: its fee was paid online.
    PayOnline,
}

/// Why a fix does not apply to a dossier or petition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Unfit {
    /// It is not counted: unknown, or held back.
    NotCounted,
    /// It counts for another agency.
    Elsewhere,
    /// The fix is for the other kind.
    Kind,
    /// It is finished, refused, stopped or withdrawn already.
    Ended,
    /// A supplement of the applicant is awaited.
    Waits,
    /// It is not finished yet, so that it has no result.
    Open,
    /// It was refused, stopped or withdrawn: there is no result.
    NoResult,
    /// It has an electronic result already.
    Issued,
    /// The portal has it already.
    Synced,
    /// It is answered already.
    Answered,
    /// It is not late.
    InTime,
    /// It has no fee.
    NoFee,
    /// It was paid online.
    PaidOnline,
    /// It was received later than the moment looked at.
    Ahead,
}

impl Unfit {
    /// Name used in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NotCounted => "not_counted",
            Self::Elsewhere => "other_agency",
            Self::Kind => "other_kind",
            Self::Ended => "ended_already",
            Self::Waits => "supplement_awaited",
            Self::Open => "not_finished",
            Self::NoResult => "no_result",
            Self::Issued => "issued_already",
            Self::Synced => "synced_already",
            Self::Answered => "answered_already",
            Self::InTime => "not_late",
            Self::NoFee => "no_fee",
            Self::PaidOnline => "paid_online_already",
            Self::Ahead => "received_later",
        }
    }
}

/// Places of the columns of a dossier.
mod dossier {
    use super::{NUMBERS, place};
    pub const CLOSED_AT: usize = place(&NUMBERS, "closed_at");
    pub const DUE_AT: usize = place(&NUMBERS, "due_at");
    pub const FEE_DUE: usize = place(&NUMBERS, "fee_due");
    pub const PAID: usize = place(&NUMBERS, "paid");
    pub const RECEIVED_AT: usize = place(&NUMBERS, "received_at");
    pub const STATUS: usize = place(&NUMBERS, "status");
    pub const REQUESTS: usize = place(&NUMBERS, "supplement_requests");
    pub const WAITED: usize = place(&NUMBERS, "supplement_seconds");
    pub const SYNCED_AT: usize = place(&NUMBERS, "synced_at");
}

/// Places of the columns of a petition.
mod petition {
    use super::{PETITION_NUMBERS, place};
    pub const ANSWERED_AT: usize = place(&PETITION_NUMBERS, "answered_at");
    pub const DUE_AT: usize = place(&PETITION_NUMBERS, "due_at");
    pub const RECEIVED_AT: usize = place(&PETITION_NUMBERS, "received_at");
}

/// The place of a column; evaluated by the compiler, which refuses a name that is none.
const fn place(names: &[&str], name: &str) -> usize {
    let mut at = 0;
    while !same(names[at].as_bytes(), name.as_bytes()) {
        at += 1;
    }
    at
}

const fn same(a: &[u8], b: &[u8]) -> bool {
    let mut at = 0;
    while at < a.len() && at < b.len() && a[at] == b[at] {
        at += 1;
    }
    at == a.len() && at == b.len()
}

const MISSING: i64 = NULL_NARROW as i64;
/// No moment that is kept lies behind this one.
const NEVER_LATE: i64 = LATEST - EARLIEST;
const DONE: i64 = Status::Done as i64;
/// Paid online on the ministry's or province's gateway.
const PAID_ONLINE: i64 = crate::dossier::Paid::Local as i64;
const PAID_ON_PORTAL: i64 = crate::dossier::Paid::Portal as i64;

/// When a dossier or petition must be finished, waiting for supplements taken out, counted from
/// [`EARLIEST`]; [`None`] for what has no due time.
fn due(entity: Entity, values: &Values) -> Option<i64> {
    let numbers = &values.numbers;
    match entity {
        Entity::Dossier => Some(numbers[dossier::DUE_AT] + numbers[dossier::WAITED]),
        Entity::Petition => Some(numbers[petition::DUE_AT]),
        _ => None,
    }
}

/// When a dossier or petition must be finished, waiting for supplements taken out.
#[must_use]
pub fn due_at(entity: Entity, row: &Row) -> Option<Seconds> {
    due(entity, &row.values).map(|at| at + EARLIEST)
}

/// Whether an open dossier or petition is late at a moment (2.1, 5.2).
pub(super) fn is_late(entity: Entity, row: &Row, now: Seconds) -> bool {
    let asked_twice = entity == Entity::Dossier && row.values.numbers[dossier::REQUESTS] > 1;
    asked_twice || due_at(entity, row).is_some_and(|due| due < now)
}

/// Whether a dossier or petition is still open.
pub(super) fn is_open(entity: Entity, row: &Row) -> bool {
    match entity {
        Entity::Dossier => row.values.numbers[dossier::CLOSED_AT] == MISSING,
        Entity::Petition => row.values.numbers[petition::ANSWERED_AT] == MISSING,
        _ => false,
    }
}

impl Live {
    /// The row of a key after a fix at a moment; [`None`] if there is no such row or the fix does not
    /// apply to it.
    #[must_use]
    pub fn fixed(&self, entity: Entity, key: u32, fix: Fix, now: Seconds) -> Option<Row> {
        fix.row(entity, self.peek(entity, key)?, now)
    }
}

impl Fix {
    /// What can be done, in the order in which it is done to one dossier.
    pub const ACTIONS: [Self; 4] = [Self::Close, Self::Issue, Self::Sync, Self::Answer];

    /// Name used in files, flags and JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Close => "close",
            Self::Issue => "issue",
            Self::Sync => "sync",
            Self::Answer => "answer",
            Self::OnTime => "on_time",
            Self::PayOnline => "pay_online",
        }
    }

    /// Whether it can be done at all.
    #[must_use]
    pub fn is_action(self) -> bool {
        Self::ACTIONS.contains(&self)
    }

    /// Whose rows it is for.
    #[must_use]
    pub fn applies_to(self, entity: Entity) -> bool {
        match self {
            Self::Close | Self::Issue | Self::Sync | Self::PayOnline => entity == Entity::Dossier,
            Self::Answer => entity == Entity::Petition,
            Self::OnTime => matches!(entity, Entity::Dossier | Entity::Petition),
        }
    }

    /// A row after the fix at a moment; [`None`] if it does not apply.
    #[must_use]
    pub fn row(self, entity: Entity, row: Row, now: Seconds) -> Option<Row> {
        self.apply(entity, row, now).ok()
    }

    /// A row after the fix at a moment.
    ///
    /// # Errors
    /// Why it does not apply.
    pub fn apply(self, entity: Entity, row: Row, now: Seconds) -> Result<Row, Unfit> {
        if !self.applies_to(entity) {
            return Err(Unfit::Kind);
        }
        let now = now - EARLIEST;
        let mut values = row.values;
        match (self, entity) {
            (Self::OnTime, Entity::Petition) => petition_on_time(&mut values, now),
            (Self::Answer, _) => answer(&mut values, now),
            (Self::Close, _) => close(&mut values, now),
            (Self::Issue, _) => issue(&mut values),
            (Self::Sync, _) => sync(&mut values, now),
            (Self::OnTime, _) => on_time(&mut values, now),
            (Self::PayOnline, _) => pay_online(&mut values),
        }?;
        Ok(Row { values, ..row })
    }

    /// What a sender would state now for the fix to be so; [`None`] for what is no action on a dossier, and
    /// for a dossier of which nothing whole was heard. Whether the fix applies is for [`Fix::row`] to say.
    #[must_use]
    pub fn statement(self, version: &Version, number: &str, now: Seconds) -> Option<Statement> {
        let known = version.snapshot.as_deref()?;
        let said = |synced_at, fact| Some(Statement { number: number.into(), synced_at, fact });
        let whole = |snapshot| said(None, Fact::Snapshot(Box::new(snapshot)));
        match self {
            Self::Close => whole(closing(version, known, now)),
            Self::Issue => {
                // The mark alone makes it the later of the two: nothing else is said anew.
                whole(Snapshot { marks: known.marks.with(Marks::RESULT_FILE), ..known.clone() })
            }
            Self::Sync => said(Some(now), Fact::Synced),
            Self::Answer | Self::OnTime | Self::PayOnline => None,
        }
    }

    /// What would be recorded of a petition for the fix to be so; [`None`] for any fix but an answer.
    #[must_use]
    pub fn petition(self, petition: &Petition, now: Seconds) -> Option<Petition> {
        let step = match petition.step {
            PetitionStep::Waiting | PetitionStep::Handling => PetitionStep::Answered,
            step => step,
        };
        let stated_at = now.max(petition.stated_at + 1);
        let answered = Petition { stated_at, step, answered_at: Some(now), ..petition.clone() };
        (self == Self::Answer).then_some(answered)
    }
}

/// The statement "done now": after everything heard so far, with all else as it is known.
fn closing(version: &Version, known: &Snapshot, now: Seconds) -> Snapshot {
    let last = version.steps.last().map_or(now, |step| step.at);
    Snapshot {
        stated_at: now.max(known.stated_at + 1).max(last),
        updating: true,
        status: Status::Done,
        progress: Status::Done.progress(),
        ended_at: Some(now),
        rounds: version.rounds(),
        ..known.clone()
    }
}

fn close(values: &mut Values, now: i64) -> Result<(), Unfit> {
    let numbers = &mut values.numbers;
    match Status::of(numbers[dossier::STATUS]) {
        None | Some(Status::Refused | Status::Withdrawn | Status::Stopped) => Err(Unfit::Ended),
        Some(Status::Supplement) => Err(Unfit::Waits),
        _ if numbers[dossier::CLOSED_AT] != MISSING => Err(Unfit::Ended),
        _ if numbers[dossier::RECEIVED_AT] > now => Err(Unfit::Ahead),
        _ => {
            numbers[dossier::CLOSED_AT] = now;
            numbers[dossier::STATUS] = DONE;
            Ok(())
        }
    }
}

fn issue(values: &mut Values) -> Result<(), Unfit> {
    let closed = values.numbers[dossier::CLOSED_AT] != MISSING;
    match Status::of(values.numbers[dossier::STATUS]) {
        None | Some(Status::Refused | Status::Withdrawn | Status::Stopped) => Err(Unfit::NoResult),
        Some(Status::Done | Status::Returned) if closed => {
            if values.flags & flag::RESULT_ELECTRONIC != 0 {
                return Err(Unfit::Issued);
            }
            values.flags |= flag::RESULT_ELECTRONIC;
            // Digitised: component and result (4.2).
            if values.flags & flag::COMPONENT_FILE != 0 {
                values.flags |= flag::DIGITISED;
            }
            Ok(())
        }
        _ => Err(Unfit::Open),
    }
}

fn sync(values: &mut Values, now: i64) -> Result<(), Unfit> {
    let numbers = &mut values.numbers;
    if numbers[dossier::SYNCED_AT] <= now {
        return Err(Unfit::Synced);
    }
    numbers[dossier::SYNCED_AT] = now;
    Ok(())
}

fn on_time(values: &mut Values, now: i64) -> Result<(), Unfit> {
    let numbers = &mut values.numbers;
    let closed = numbers[dossier::CLOSED_AT];
    let until = if closed == MISSING { now } else { closed };
    let late = until - numbers[dossier::WAITED] > numbers[dossier::DUE_AT];
    if !late && numbers[dossier::REQUESTS] <= 1 {
        return Err(Unfit::InTime);
    }
    numbers[dossier::REQUESTS] = numbers[dossier::REQUESTS].min(1);
    if late {
        numbers[dossier::DUE_AT] = NEVER_LATE;
    }
    Ok(())
}

fn pay_online(values: &mut Values) -> Result<(), Unfit> {
    let numbers = &mut values.numbers;
    if numbers[dossier::FEE_DUE] <= 0 {
        return Err(Unfit::NoFee);
    }
    if matches!(numbers[dossier::PAID], PAID_ONLINE | PAID_ON_PORTAL) {
        return Err(Unfit::PaidOnline);
    }
    numbers[dossier::PAID] = PAID_ONLINE;
    Ok(())
}

fn answer(values: &mut Values, now: i64) -> Result<(), Unfit> {
    let numbers = &mut values.numbers;
    if numbers[petition::ANSWERED_AT] != MISSING {
        return Err(Unfit::Answered);
    }
    if numbers[petition::RECEIVED_AT] > now {
        return Err(Unfit::Ahead);
    }
    numbers[petition::ANSWERED_AT] = now;
    Ok(())
}

fn petition_on_time(values: &mut Values, now: i64) -> Result<(), Unfit> {
    let numbers = &mut values.numbers;
    let answered = numbers[petition::ANSWERED_AT];
    let until = if answered == MISSING { now } else { answered };
    if until <= numbers[petition::DUE_AT] {
        return Err(Unfit::InTime);
    }
    numbers[petition::DUE_AT] = NEVER_LATE;
    Ok(())
}

#[cfg(test)]
mod tests;
