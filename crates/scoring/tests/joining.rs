//! Statements joined in any order, any number of times, make the same dossier; and what is too much is
//! refused the same way in every order.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use chiso_scoring::dossier::version::{DUES_MAX, ROUNDS_MAX, STEPS_MAX, TooMany};
use chiso_scoring::dossier::{
    Change, Channel, EARLIEST, Fact, FiledOn, Marks, Paid, Round, Seconds, Snapshot, Statement,
    Status, Step, Version,
};
use proptest::prelude::*;
use rstest::rstest;

/// A moment; few different ones, so that statements meet.
fn moment() -> impl Strategy<Value = Seconds> {
    (0..12i64).prop_map(|hours| EARLIEST + hours * 3_600)
}

fn maybe() -> impl Strategy<Value = Option<Seconds>> {
    prop::option::of(moment())
}

fn status() -> impl Strategy<Value = Status> {
    prop::sample::select(Status::ALL.to_vec())
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec((moment(), status()).prop_map(|(at, status)| Step { at, status }), 0..6)
}

fn round() -> impl Strategy<Value = Round> {
    (moment(), maybe()).prop_map(|(requested_at, supplied_at)| Round { requested_at, supplied_at })
}

fn snapshot() -> impl Strategy<Value = Snapshot> {
    let when = (maybe(), any::<bool>(), status(), maybe(), maybe(), maybe(), maybe(), maybe());
    let what = (0..3u8, 0..4u8, 0..1024u16, prop::collection::vec(round(), 0..3), 0..2usize);
    (when, what).prop_map(|(when, (place, paid, marks, rounds, agency))| {
        let (stated, updating, status, due, ended, returned, refused, received) = when;
        let agency = ["H55.08", "H55.242"][agency];
        let mut said = Snapshot::new(agency, "1.004222", status);
        (said.updating, said.due_at, said.ended_at) = (updating, due, ended);
        (said.returned_at, said.refused_at, said.received_at) = (returned, refused, received);
        said.channel = [Channel::Direct, Channel::Online, Channel::Post][usize::from(place)];
        said.filed_on = [FiledOn::Unknown, FiledOn::Portal, FiledOn::Local][usize::from(place)];
        said.paid = [Paid::None, Paid::Portal, Paid::Local, Paid::Counter][usize::from(paid)];
        said.marks = Marks(marks);
        said.rounds = rounds;
        said.stated(stated)
    })
}

fn fact() -> impl Strategy<Value = Fact> {
    prop_oneof![
        4 => snapshot().prop_map(|said| Fact::Snapshot(Box::new(said))),
        4 => steps().prop_map(Fact::Steps),
        1 => (moment(), any::<bool>()).prop_map(|(at, satisfied)| Fact::Rating { at, satisfied }),
        1 => Just(Fact::Complaint),
        1 => prop::sample::select(vec![Paid::Portal, Paid::Local]).prop_map(Fact::Payment),
        1 => Just(Fact::Synced),
    ]
}

fn statement() -> impl Strategy<Value = Statement> {
    (maybe(), fact()).prop_map(|(synced_at, fact)| said_at(synced_at, fact))
}

fn said_at(synced_at: Option<Seconds>, fact: Fact) -> Statement {
    Statement { number: "H55.242-260803-0017".into(), synced_at, fact }
}

fn said(fact: Fact) -> Statement {
    said_at(None, fact)
}

/// The same statements in another order, each once, and then some of them again.
fn heard_twice() -> impl Strategy<Value = (Vec<Statement>, Vec<Statement>)> {
    prop::collection::vec(statement(), 0..12).prop_flat_map(|all| {
        let shuffled = Just(all.clone()).prop_shuffle();
        let again = prop::sample::subsequence(all.clone(), 0..=all.len()).prop_shuffle();
        let mixed = (shuffled, again).prop_map(|(mut once, again)| {
            once.extend(again);
            once
        });
        (Just(all), mixed.prop_shuffle())
    })
}

fn joined(statements: &[Statement]) -> Version {
    let mut version = Version::default();
    for statement in statements {
        version.join(statement).unwrap();
    }
    version
}

proptest! {
    #[test]
    fn any_order_and_any_repetition_make_the_same_version((once, again) in heard_twice()) {
        prop_assert_eq!(joined(&once), joined(&again));
    }

    #[test]
    fn the_second_time_changes_nothing(all in prop::collection::vec(statement(), 1..12)) {
        let mut version = joined(&all);
        let before = version.clone();
        for statement in &all {
            let change = version.join(statement).unwrap();
            let holds = match &statement.fact {
                Fact::Snapshot(said) => version.snapshot.as_ref() == Some(said),
                _ => true,
            };
            let wanted = if holds { Change::Duplicate } else { Change::Superseded };
            prop_assert_eq!(change, wanted);
        }
        prop_assert_eq!(version, before);
    }

    #[test]
    fn right_after_itself_a_statement_is_a_duplicate_or_superseded(
        all in prop::collection::vec(statement(), 0..6),
        last in statement(),
    ) {
        let mut version = joined(&all);
        let before = version.clone();
        let first = version.join(&last).unwrap();
        prop_assert_eq!(first == Change::Accepted, version != before);
        prop_assert_ne!(version.join(&last).unwrap(), Change::Accepted);
    }

    #[test]
    fn steps_and_due_dates_are_kept_sorted_and_once(all in prop::collection::vec(statement(), 0..12)) {
        let version = joined(&all);
        prop_assert!(version.steps.is_sorted_by(|a, b| a < b));
        prop_assert!(version.dues.is_sorted_by(|a, b| a < b));
    }
}

const HOUR: Seconds = 3_600;

fn whole(change: impl FnOnce(&mut Snapshot), stated_at: Option<Seconds>) -> Statement {
    let mut snapshot = Snapshot::new("H55.242", "1.004222", Status::Processing);
    snapshot.received_at = Some(EARLIEST + HOUR);
    change(&mut snapshot);
    said(Fact::Snapshot(Box::new(snapshot.stated(stated_at))))
}

/// Which of two statements of the whole dossier holds: the second of each pair.
#[rstest]
#[case::stated_later(whole(|s| s.fee_due = 9, Some(EARLIEST + 5)), whole(|s| s.fee_due = 4, Some(EARLIEST + 6)))]
#[case::speaks_of_later(whole(|s| s.updating = true, None), whole(|s| s.ended_at = Some(EARLIEST + 2 * HOUR), None))]
#[case::an_update(whole(|s| s.status = Status::Done, None), whole(|s| s.updating = true, None))]
#[case::farther_along(whole(|s| s.due_at = Some(EARLIEST + 9 * HOUR), None), whole(|s| s.status = Status::Done, None))]
#[case::the_later_due_date(whole(|s| s.due_at = Some(EARLIEST + 7 * HOUR), None), whole(|s| s.due_at = Some(EARLIEST + 8 * HOUR), None))]
fn the_later_statement_holds(#[case] weaker: Statement, #[case] stronger: Statement) {
    let Fact::Snapshot(wanted) = &stronger.fact else { unreachable!() };
    for order in [[&weaker, &stronger], [&stronger, &weaker]] {
        let mut version = Version::default();
        order.iter().for_each(|statement| {
            version.join(statement).unwrap();
        });
        assert_eq!(version.snapshot.as_ref(), Some(wanted));
    }
}

#[test]
fn what_a_statement_did_is_told() {
    let mut version = Version::default();
    let early = whole(|s| s.due_at = Some(EARLIEST + 7 * HOUR), Some(EARLIEST));
    let late = whole(|s| s.status = Status::Done, Some(EARLIEST + HOUR));
    assert_eq!(version.join(&late), Ok(Change::Accepted));
    assert_eq!(version.join(&late), Ok(Change::Duplicate));
    assert_eq!(version.join(&early), Ok(Change::Accepted), "a due date nobody had stated");
    assert_eq!(version.join(&early), Ok(Change::Superseded));
    assert_eq!(version.join(&said_at(Some(EARLIEST + 9), Fact::Synced)), Ok(Change::Accepted));
    assert_eq!(version.join(&said_at(Some(EARLIEST + 10), Fact::Synced)), Ok(Change::Duplicate));
    assert_eq!(version.join(&said_at(Some(EARLIEST + 8), Fact::Synced)), Ok(Change::Accepted));
    assert_eq!(version.synced_at, Some(EARLIEST + 8), "the first moment the portal had it");
}

fn many_steps(count: usize) -> Statement {
    let step = |n: usize| Step { at: EARLIEST + n as i64, status: Status::Processing };
    said(Fact::Steps((0..count).map(step).collect()))
}

fn many_rounds(count: usize, stated_at: Seconds) -> Statement {
    let round = |n: usize| Round { requested_at: EARLIEST + n as i64, supplied_at: None };
    let change = |s: &mut Snapshot| {
        s.rounds = (0..count).map(round).collect();
        s.due_at = Some(EARLIEST + 9 * HOUR);
    };
    whole(change, Some(stated_at))
}

#[test]
fn bounds_hold_at_the_bound_and_refuse_one_past_it() {
    let join = |statement: &Statement| Version::default().join(statement);
    assert_eq!(join(&many_steps(STEPS_MAX)), Ok(Change::Accepted));
    assert_eq!(join(&many_steps(STEPS_MAX + 1)), Err(TooMany));
    assert_eq!(join(&many_rounds(ROUNDS_MAX, EARLIEST)), Ok(Change::Accepted));
    assert_eq!(join(&many_rounds(ROUNDS_MAX + 1, EARLIEST)), Err(TooMany));
    let mut version = Version::default();
    let due = |n: usize| whole(|s| s.due_at = Some(EARLIEST + n as i64), None);
    for n in 1..=DUES_MAX {
        assert_eq!(version.join(&due(n)), Ok(Change::Accepted));
    }
    let full = version.clone();
    assert_eq!(version.join(&due(DUES_MAX + 1)), Err(TooMany));
    assert_eq!(version, full, "a refused statement leaves no trace");
    assert_eq!(version.join(&due(DUES_MAX)), Ok(Change::Duplicate));
}

/// A statement that could not hold is refused even where another one holds.
#[test]
fn too_many_rounds_are_refused_in_every_order() {
    let later = whole(|s| s.fee_due = 25_000, Some(EARLIEST + 2 * HOUR));
    let refused = many_rounds(ROUNDS_MAX + 1, EARLIEST);
    let mut first = Version::default();
    assert_eq!(first.join(&refused), Err(TooMany));
    first.join(&later).unwrap();
    let mut last = Version::default();
    last.join(&later).unwrap();
    assert_eq!(last.join(&refused), Err(TooMany));
    assert_eq!(first, last);
}
