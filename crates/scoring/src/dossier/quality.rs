//! Marks of known tricks. A mark never changes a count; marks are counted on their own
//! (`rules/quality.toml`).

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

use super::meaning::{Course, at_the_counter, flag, flags};
use super::{Catalogue, Marks, Paid, Seconds, Snapshot, Status, Step, Version};

/// Handling shorter than this is no handling.
const AT_ONCE: i64 = 60;

/// The marks of a version, as bits of the flag columns.
pub(super) fn marks(
    version: &Version,
    snapshot: &Snapshot,
    number: &str,
    course: &Course,
    catalogue: &dyn Catalogue,
) -> u32 {
    let finished = matches!(course.status, Status::Done | Status::Returned);
    let taken = course.closed_at.map(|closed| closed - course.received_at);
    flags(&[
        (flag::BACK_DATED, back_dated(number, course.received_at)),
        (
            flag::CLOSED_AT_ONCE,
            finished && taken.is_some_and(|taken| (0..AT_ONCE).contains(&taken)),
        ),
        (flag::DATES_DISAGREE, dates_disagree(course)),
        (flag::DUE_FROM_STATUTE, course.due_from_statute),
        (flag::DUE_MOVED, due_moved(version, snapshot, course)),
        (flag::INVENTED_STEP, invented(version, course.received_at)),
        (flag::PAID_MARKED_ONLINE, snapshot.paid == Paid::Portal && at_the_counter(snapshot)),
        (flag::PAUSED_ON_DUE_DAY, course.first_request.is_some_and(|at| on_due_day(version, at))),
        (flag::PLACEHOLDER_IDENTITY, snapshot.marks.has(Marks::PLACEHOLDER_IDENTITY)),
        (flag::PROCEDURE_UNKNOWN, !catalogue.knows(&snapshot.procedure)),
        (flag::REOPENED, reopened(version, course.status)),
        (flag::RESULT_IS_INPUT, snapshot.marks.has(Marks::RESULT_IS_INPUT)),
        (flag::REWRITTEN_TO_DONE, rewritten(version, snapshot, course.status)),
    ])
}

/// "Done" was put over a stop, a refusal or a supplement nobody answered.
fn rewritten(version: &Version, snapshot: &Snapshot, status: Status) -> bool {
    let ended_otherwise = version.was(Status::Stopped)
        || version.was(Status::Refused)
        || version.step(Status::Stopped).is_some()
        || version.step(Status::Refused).is_some();
    let done = matches!(status, Status::Done | Status::Returned);
    done && (unanswered(version, snapshot) || ended_otherwise || snapshot.refused_at.is_some())
}

/// A supplement was asked for and nothing says that it came: neither its round nor, after the
/// statement, a step of handling; where no round is stated, no step between the request and the end.
fn unanswered(version: &Version, snapshot: &Snapshot) -> bool {
    let end = |status: Status| matches!(status, Status::Done | Status::Returned);
    if snapshot.rounds.is_empty() {
        let leap = |pair: &[Step]| pair[0].status == Status::Supplement && end(pair[1].status);
        return version.steps.windows(2).any(leap);
    }
    let handled = |step: &Step| step.status != Status::Supplement && !end(step.status);
    let went_on = version.steps.iter().any(|step| step.at > snapshot.stated_at && handled(step));
    snapshot.rounds.iter().any(|round| round.supplied_at.is_none()) && !went_on
}

/// A step "done" in the second of reception; a later, real one does not undo it.
fn invented(version: &Version, received_at: Seconds) -> bool {
    version.steps.contains(&Step { at: received_at, status: Status::Done })
}

/// Once finished, now open again.
fn reopened(version: &Version, status: Status) -> bool {
    let finished = [Status::Done, Status::Returned];
    !status.is_end() && finished.iter().any(|end| version.was(*end) || version.step(*end).is_some())
}

/// A later due date was put in place of one that had passed by then.
fn due_moved(version: &Version, snapshot: &Snapshot, course: &Course) -> bool {
    let first = version.dues.first().copied().unwrap_or(course.due_at);
    let spoken = snapshot.stated_at.max(version.steps.last().map_or(first, |step| step.at));
    course.due_at > first && spoken > first
}

/// A supplement was asked for on the very day the dossier was due, or later.
fn on_due_day(version: &Version, asked: Seconds) -> bool {
    let Some(first) = version.dues.first() else { return false };
    match (day(asked), day(*first)) {
        (Some(asked), Some(due)) => asked >= due,
        _ => false,
    }
}

fn dates_disagree(course: &Course) -> bool {
    let early = |at: &Seconds| *at < course.received_at;
    course.closed_at.as_ref().is_some_and(early) || early(&course.due_at) || course.supplied_early
}

/// The number was given out on a later day than the dossier claims to have been received on.
fn back_dated(number: &str, received_at: Seconds) -> bool {
    match (numbered_on(number), day(received_at)) {
        (Some(numbered), Some(received)) => numbered > received,
        _ => false,
    }
}

/// The day inside a dossier number: `…-yyMMdd-…` or `…-yyyyMMdd-…`.
fn numbered_on(number: &str) -> Option<Date> {
    let mut parts = number.split('-').rev();
    parts.next()?;
    let day = parts.next()?;
    parts.next()?;
    let digits: i64 =
        Some(day).filter(|day| day.bytes().all(|b| b.is_ascii_digit()))?.parse().ok()?;
    let (year, rest) = match day.len() {
        6 => (2000 + digits / 10_000, digits % 10_000),
        8 => (digits / 10_000, digits % 10_000),
        _ => return None,
    };
    let part = |value: i64| i8::try_from(value).ok();
    Date::new(i16::try_from(year).ok()?, part(rest / 100)?, part(rest % 100)?).ok()
}

/// The day of a moment in Vietnam.
fn day(at: Seconds) -> Option<Date> {
    Some(Offset::constant(7).to_datetime(Timestamp::from_second(at).ok()?).date())
}
