//! To what each fix applies, and why not.

use rstest::rstest;

use super::*;
use crate::measure::table::NO_PROCEDURE;

/// 20/8/2026 09:00 in Vietnam, as rows keep it.
const NOW: i64 = 1_787_191_200 - EARLIEST;
const DAY: i64 = 86_400;

/// A dossier received ten days ago and due tomorrow.
fn dossier(status: Status, closed_at: Option<i64>) -> Row {
    let mut numbers = [MISSING; crate::measure::NUMBERS_MAX];
    numbers[dossier::RECEIVED_AT] = NOW - 10 * DAY;
    numbers[dossier::DUE_AT] = NOW + DAY;
    numbers[dossier::CLOSED_AT] = closed_at.unwrap_or(MISSING);
    numbers[dossier::STATUS] = status as i64;
    numbers[dossier::REQUESTS] = 0;
    numbers[dossier::WAITED] = 0;
    numbers[dossier::FEE_DUE] = 0;
    numbers[dossier::PAID] = 0;
    Row { unit: 3, procedure: 7, values: Values { numbers, flags: 0 } }
}

fn why(fix: Fix, row: Row) -> Option<Unfit> {
    fix.apply(Entity::Dossier, row, NOW + EARLIEST).err()
}

#[rstest]
#[case::being_handled(Status::Processing, None, None)]
#[case::accepted(Status::Accepted, None, None)]
#[case::fee_awaited(Status::Payment, None, None)]
#[case::done_without_a_date(Status::Done, None, None)]
#[case::done(Status::Done, Some(NOW - DAY), Some(Unfit::Ended))]
#[case::refused(Status::Refused, None, Some(Unfit::Ended))]
#[case::withdrawn(Status::Withdrawn, Some(NOW - DAY), Some(Unfit::Ended))]
#[case::first_supplement(Status::Supplement, Some(NOW - 2 * DAY), Some(Unfit::Waits))]
#[case::second_supplement(Status::Supplement, None, Some(Unfit::Waits))]
fn closing(#[case] status: Status, #[case] closed: Option<i64>, #[case] unfit: Option<Unfit>) {
    assert_eq!(why(Fix::Close, dossier(status, closed)), unfit);
}

#[rstest]
#[case::done(Status::Done, Some(NOW - DAY), 0, None)]
#[case::returned(Status::Returned, Some(NOW - DAY), 0, None)]
#[case::issued(Status::Done, Some(NOW - DAY), flag::RESULT_ELECTRONIC, Some(Unfit::Issued))]
#[case::open(Status::Processing, None, 0, Some(Unfit::Open))]
#[case::awaiting(Status::Supplement, Some(NOW - DAY), 0, Some(Unfit::Open))]
#[case::refused(Status::Refused, Some(NOW - DAY), 0, Some(Unfit::NoResult))]
fn issuing(
    #[case] status: Status,
    #[case] closed: Option<i64>,
    #[case] flags: u32,
    #[case] unfit: Option<Unfit>,
) {
    let mut row = dossier(status, closed);
    row.values.flags = flags;
    assert_eq!(why(Fix::Issue, row), unfit);
}

/// 4.2: with a component file the result makes it digitised.
#[test]
fn a_result_digitises_only_what_has_its_components() {
    let mut row = dossier(Status::Done, Some(NOW - DAY));
    let flags = |row| Fix::Issue.row(Entity::Dossier, row, NOW + EARLIEST).unwrap().values.flags;
    assert_eq!(flags(row), flag::RESULT_ELECTRONIC);
    row.values.flags = flag::COMPONENT_FILE;
    assert_eq!(flags(row), flag::COMPONENT_FILE | flag::RESULT_ELECTRONIC | flag::DIGITISED);
}

#[test]
fn what_lies_ahead_or_is_done_is_refused() {
    let mut row = dossier(Status::Processing, None);
    row.values.numbers[dossier::RECEIVED_AT] = NOW + 1;
    assert_eq!(why(Fix::Close, row), Some(Unfit::Ahead));
    row.values.numbers[dossier::SYNCED_AT] = NOW;
    assert_eq!(why(Fix::Sync, row), Some(Unfit::Synced));
    row.values.numbers[dossier::SYNCED_AT] = MISSING;
    assert_eq!(why(Fix::Sync, row), None);
    assert_eq!(why(Fix::Answer, row), Some(Unfit::Kind));
}

#[test]
fn the_hypothetical_ones_only_take_the_harm_away() {
    let late = |closed: Option<i64>, due: i64, requests: i64| {
        let mut row =
            dossier(if closed.is_some() { Status::Done } else { Status::Processing }, closed);
        row.values.numbers[dossier::DUE_AT] = due;
        row.values.numbers[dossier::REQUESTS] = requests;
        row
    };
    assert_eq!(why(Fix::OnTime, late(None, NOW + 1, 1)), Some(Unfit::InTime));
    assert_eq!(why(Fix::OnTime, late(Some(NOW - DAY), NOW - DAY, 0)), Some(Unfit::InTime));
    for row in [late(None, NOW - 1, 0), late(Some(NOW), NOW - 1, 0), late(None, NOW + 1, 2)] {
        let well = Fix::OnTime.row(Entity::Dossier, row, NOW + EARLIEST).unwrap();
        assert!(!is_late(Entity::Dossier, &well, NOW + EARLIEST));
        assert_eq!(well.values.numbers[dossier::CLOSED_AT], row.values.numbers[dossier::CLOSED_AT]);
    }
    let fee = |fee: i64, paid: i64| {
        let mut row = dossier(Status::Done, Some(NOW));
        row.values.numbers[dossier::FEE_DUE] = fee;
        row.values.numbers[dossier::PAID] = paid;
        row
    };
    assert_eq!(why(Fix::PayOnline, fee(0, 0)), Some(Unfit::NoFee));
    assert_eq!(why(Fix::PayOnline, fee(15_000, PAID_ON_PORTAL)), Some(Unfit::PaidOnline));
    let paid = Fix::PayOnline.row(Entity::Dossier, fee(15_000, 3), NOW + EARLIEST).unwrap();
    assert_eq!(paid.values.numbers[dossier::PAID], PAID_ONLINE);
    assert!(!Fix::OnTime.is_action() && !Fix::PayOnline.is_action());
}

#[test]
fn petitions_are_answered_once() {
    let mut numbers = [MISSING; crate::measure::NUMBERS_MAX];
    numbers[petition::RECEIVED_AT] = NOW - 20 * DAY;
    numbers[petition::DUE_AT] = NOW - DAY;
    let row = Row { unit: 3, procedure: NO_PROCEDURE, values: Values { numbers, flags: 0 } };
    let now = NOW + EARLIEST;
    let answered = Fix::Answer.apply(Entity::Petition, row, now).unwrap();
    assert_eq!(answered.values.numbers[petition::ANSWERED_AT], NOW);
    assert_eq!(Fix::Answer.apply(Entity::Petition, answered, now), Err(Unfit::Answered));
    assert_eq!(Fix::Close.apply(Entity::Petition, row, now), Err(Unfit::Kind));
    let well = Fix::OnTime.apply(Entity::Petition, row, now).unwrap();
    assert_eq!(Fix::OnTime.apply(Entity::Petition, well, now), Err(Unfit::InTime));
}
