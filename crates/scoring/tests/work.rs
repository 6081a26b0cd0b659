//! Work lists: who stands in them, how long is left on the real calendar, what each row is worth.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod histories;

use chiso_scoring::agency::Agency;
use chiso_scoring::board::fix::Fix;
use chiso_scoring::board::{Board, Imagined};
use chiso_scoring::calendar::Calendar;
use chiso_scoring::dossier::{EARLIEST, Fact, Marks, Paid, Snapshot, Statement, Status};
use chiso_scoring::expr::Entity;
use chiso_scoring::measure::Scope;
use chiso_scoring::measure::live::Live;
use chiso_scoring::measure::table::Row;
use chiso_scoring::period::Period;
use chiso_scoring::record::{Record, Service, ServiceLevel, ServiceState};
use chiso_scoring::rulebook::{Rulebook, Rulebooks};
use chiso_scoring::score::AgencyScore;
use chiso_scoring::sheet::Place;
use chiso_scoring::worklist::{Ask, Found, WorkError, WorkList, find, lists, together};
use histories::{Event, Kept, event, histories};
use jiff::civil::DateTime;
use jiff::tz::Offset;
use proptest::prelude::*;
use rstest::rstest;
use rust_decimal::Decimal;

fn seconds(at: &str) -> i64 {
    let at: DateTime = at.parse().unwrap();
    Offset::constant(7).to_timestamp(at).unwrap().as_second()
}

fn told(at: i64) -> String {
    let at = jiff::Timestamp::from_second(at).unwrap();
    Offset::constant(7).to_datetime(at).strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

fn rulebook() -> Rulebook {
    Rulebooks::embedded().get("766-2024").unwrap().clone()
}

fn period(text: &str) -> Period {
    text.parse().unwrap()
}

/// Dossier codes by key, for reading lists.
fn codes(kept: &Kept, found: &Found<'_>) -> Vec<String> {
    let code = |key: u32| {
        let known = kept.versions.iter().find(|(_, (number, _))| *number == key);
        known.map(|(code, _)| code.clone()).unwrap()
    };
    found.tasks.iter().map(|task| code(task.key)).collect()
}

fn say(kept: &mut Kept, number: &str, snapshot: Snapshot) {
    let fact = Fact::Snapshot(Box::new(snapshot));
    kept.say(&Statement { number: number.into(), synced_at: None, fact });
}

/// Received and due at these moments, at a commune, still open.
fn open(received: &str, due: &str) -> Snapshot {
    let mut snapshot = Snapshot::new("H55.9", "1.000001", Status::Processing);
    snapshot.received_at = Some(seconds(received));
    snapshot.due_at = Some(seconds(due));
    snapshot
}

fn done(received: &str, due: &str, ended: &str) -> Snapshot {
    let mut snapshot = open(received, due);
    snapshot.status = Status::Done;
    snapshot.ended_at = Some(seconds(ended));
    snapshot
}

fn of<'l>(
    live: &'l Live,
    rulebook: &'l Rulebook,
    list: &str,
    agency: &str,
    at: &str,
    set: impl FnOnce(Ask<'_>) -> Ask<'_>,
) -> Found<'l> {
    let board = Board::new(live, rulebook, period(at)).unwrap();
    let agency = live.tree().find(agency, period(at)).unwrap();
    find(&board, &Calendar::embedded(), WorkList::named(list).unwrap(), &set(Ask::of(agency)))
}

#[test]
fn the_file_reads_and_its_lists_are_known() {
    let ids: Vec<&str> = lists().iter().map(|list| list.id.as_str()).collect();
    assert_eq!(ids, ["overdue", "due", "no_result", "paid_counter", "unsynced", "petitions"]);
    let asks: Vec<&str> =
        lists().iter().filter(|list| list.asks_hours()).map(|list| list.id.as_str()).collect();
    assert_eq!(asks, ["due"]);
}

const ENTRY: &str = r#"
[[list]]
id = "thử"
of = "dossier"
where = "closed_at is null"
well = "close"
columns = ["due"]
name = { vi = "thử", en = "trial" }
meaning = { vi = "thử", en = "trial" }
"#;

#[rstest]
#[case("closed_at is null", "closed_on is null", "list 'thử', 1:1")]
#[case("closed_at is null", "due_at", "true or false is needed")]
#[case("closed_at is null", "due_at <= :soon", "1:11")]
#[case("\"close\"", "\"answer\"", "nothing that can be done")]
#[case("\"close\"", "\"burn\"", "nothing that can be done")]
#[case("\"dossier\"", "\"service\"", "dossiers or petitions")]
#[case("[\"due\"]", "[\"name\"]", "unknown variant")]
#[case("id = \"thử\"", "id = \"thử\"\npriority = 1", "unknown field")]
fn a_file_with_a_slip_is_refused(#[case] from: &str, #[case] to: &str, #[case] expected: &str) {
    assert!(WorkList::read_all(ENTRY).is_ok());
    let error = WorkList::read_all(&ENTRY.replacen(from, to, 1)).unwrap_err();
    assert!(error.to_string().contains(expected), "{error}");
    let twice = WorkList::read_all(&format!("{ENTRY}{ENTRY}")).unwrap_err();
    assert!(matches!(twice, WorkError::List(..)), "{twice}");
}

// 07:30–11:30 and 13:00–17:00
#[rstest]
#[case::over_lunch("2026-08-20T09:00:00", 4, "2026-08-20T14:30:00")]
#[case::a_saturday_worked("2026-08-21T16:00:00", 2, "2026-08-22T08:30:00")]
#[case::national_day("2026-08-28T16:00:00", 8, "2026-09-03T16:00:00")]
#[case::before_tet("2026-02-13T15:00:00", 16, "2026-02-24T15:00:00")]
#[case::a_swap_before_the_holiday("2025-04-25T17:00:00", 8, "2025-04-26T17:00:00")]
#[case::new_year_made_up_for("2026-01-09T17:00:00", 4, "2026-01-10T11:30:00")]
#[case::asked_on_sunday("2026-08-23T10:00:00", 1, "2026-08-24T08:30:00")]
#[case::asked_at_night("2026-08-20T23:10:00", 8, "2026-08-21T17:00:00")]
fn hours_ahead_are_working_hours(#[case] now: &str, #[case] hours: u16, #[case] until: &str) {
    let mut kept = Kept::new(seconds(now));
    // One due in that very second, one a second later.
    say(&mut kept, "H55.9-vừa-kịp", open("2025-02-03T08:00:00", until));
    let next = told(seconds(until) + 1);
    say(&mut kept, "H55.9-còn-lâu", open("2025-02-03T08:00:00", &next));
    let (rulebook, live) = (rulebook(), kept.standing.live());
    let found = of(live, &rulebook, "due", "H55", &now[..7], |ask| Ask { hours, ..ask });
    assert_eq!(found.until.map(told).as_deref(), Some(until));
    assert_eq!(codes(&kept, &found), ["H55.9-vừa-kịp"]);
    assert_eq!(found.tasks[0].left, Some(i64::from(hours) * 3_600));
    assert!(found.tasks[0].carried);
}

/// Thursday 20/8/2026, nine in the morning, at a commune with eight dossiers.
fn commune() -> Kept {
    let mut kept = Kept::new(seconds("2026-08-20T09:00:00"));
    for (number, received, due) in [
        ("H55.9-1-quá-hạn-từ-tháng-trước", "2026-07-20T09:30:00", "2026-08-12T17:00:00"),
        ("H55.9-2-quá-hạn-hôm-nay", "2026-08-03T09:30:00", "2026-08-20T08:59:59"),
        ("H55.9-3-đến-hạn-đúng-lúc-này", "2026-08-04T09:30:00", "2026-08-20T09:00:00"),
        ("H55.9-4-đến-hạn-chiều-mai", "2026-08-05T09:30:00", "2026-08-21T17:00:00"),
        ("H55.9-5-đến-hạn-tháng-sau", "2026-08-06T09:30:00", "2026-09-10T17:00:00"),
    ] {
        say(&mut kept, number, open(received, due));
    }
    let mut counter = done("2026-08-07T09:30:00", "2026-08-27T17:00:00", "2026-08-14T10:00:00");
    (counter.fee_due, counter.paid) = (150_000, Paid::Counter);
    say(&mut kept, "H55.9-6-nộp-tại-quầy", counter);
    let mut online = done("2026-08-10T09:30:00", "2026-08-28T17:00:00", "2026-08-17T10:00:00");
    (online.fee_due, online.paid, online.marks) = (90_000, Paid::Portal, Marks::RESULT_FILE);
    say(&mut kept, "H55.9-7-trực-tuyến", online);
    let late = done("2026-08-05T10:30:00", "2026-08-11T17:00:00", "2026-08-18T10:00:00");
    say(&mut kept, "H55.9-8-xong-trễ", late);
    kept
}

fn service(agency: &str, procedure: &str, level: ServiceLevel) -> Record {
    Record::Service(Service {
        stated_at: seconds("2026-01-05T08:00:00"),
        agency: agency.into(),
        procedure: procedure.into(),
        level,
        state: ServiceState::Public,
        valid_from: "2025-07-01".parse().unwrap(),
        valid_to: None,
        has_fee: true,
        for_person: true,
        all_parts: true,
        limit: None,
    })
}

#[rstest]
#[case("overdue", &["2-quá-hạn-hôm-nay", "1-quá-hạn-từ-tháng-trước"])]
#[case("due", &["3-đến-hạn-đúng-lúc-này", "4-đến-hạn-chiều-mai"])]
#[case("no_result", &["6-nộp-tại-quầy", "8-xong-trễ"])]
#[case("paid_counter", &[])]
#[case("petitions", &[])]
fn each_list_names_its_dossiers(#[case] list: &str, #[case] expected: &[&str]) {
    let kept = commune();
    let (rulebook, live) = (rulebook(), kept.standing.live());
    let found = of(live, &rulebook, list, "H55.9", "2026-08", |ask| ask);
    let mut codes = codes(&kept, &found);
    codes.sort();
    let mut expected: Vec<String> = expected.iter().map(|code| format!("H55.9-{code}")).collect();
    expected.sort();
    assert_eq!(codes, expected);
    assert_eq!(found.units().iter().map(|unit| unit.count).sum::<usize>(), codes.len());
}

#[test]
fn new_and_carried_over_days_late_and_hours_left() {
    let kept = commune();
    let (rulebook, live) = (rulebook(), kept.standing.live());
    let overdue = of(live, &rulebook, "overdue", "H55", "2026-08", |ask| ask);
    let mut told: Vec<_> =
        overdue.tasks.iter().map(|task| (task.carried, task.days_late, task.left)).collect();
    told.sort_unstable();
    assert_eq!(told, [(false, Some(0), None), (true, Some(8), None)]);
    assert_eq!((overdue.carried(), overdue.tasks.len()), (1, 2));
    let due = of(live, &rulebook, "due", "H55", "2026-08", |ask| ask);
    let left: Vec<_> = due.tasks.iter().map(|task| (task.days_late, task.left)).collect();
    // 09:00 to 11:30, 13:00 to 17:00 and the next day: 14.5 hours.
    assert_eq!(left, [(None, Some(0)), (None, Some(52_200))]);
}

/// Eight handled, two late so far: each on time is worth 20 ÷ 8 in 2.1 and 6 ÷ 0.9 ÷ 8 in 5.4, up to the target.
#[test]
fn what_is_at_stake_is_scored_not_estimated() {
    let kept = commune();
    let (rulebook, live) = (rulebook(), kept.standing.live());
    let stakes = |list: &str| -> Vec<String> {
        let found = of(live, &rulebook, list, "H55.9", "2026-08", |ask| ask);
        found.tasks.iter().map(|task| task.stake.to_string()).collect()
    };
    // On time 5 of 8: 12.50 and 4.17; 6 of 8: 15.00 and 5.00.
    assert_eq!(stakes("overdue"), ["3.33", "3.33"]);
    // 4 of 8: 10.00 and 3.33.
    assert_eq!(stakes("due"), ["3.34", "3.34"]);
    // 4.1: 6 ÷ 8 for a result.
    assert_eq!(stakes("no_result"), ["0.75", "0.75"]);
}

/// Two due tomorrow are worth 3.34 each; both late leave 3 of 8: 7.50 and 1.67, which is 6.67 less, not 6.68.
#[test]
fn what_rows_are_worth_together_is_scored_not_added_up() {
    let kept = commune();
    let (rulebook, live) = (rulebook(), kept.standing.live());
    let board = Board::new(live, &rulebook, period("2026-08")).unwrap();
    let lists = ["due", "petitions", "overdue"].map(|id| WorkList::named(id).unwrap());
    let of = |code: &str, until: Option<i64>| {
        let agency = live.tree().find(code, period("2026-08")).unwrap();
        let ask = Ask { due_until: until, ..Ask::of(agency) };
        together(&board, &Calendar::embedded(), &lists[..2], &ask)
    };
    let commune = of("H55.9", None);
    assert_eq!((commune.counts, commune.stake.to_string()), (vec![2, 0], "6.67".into()));
    assert_eq!(commune.units.len(), 1);
    let province = of("H55", None);
    let told: Vec<_> = province.units.iter().map(|desk| (&*desk.agency.code, desk.stake)).collect();
    assert_eq!(told, [("H55.9", commune.stake)]);
    // One of them alone is what its row says.
    let one = of("H55.9", Some(seconds("2026-08-21T16:59:59")));
    assert_eq!((one.counts, one.stake.to_string()), (vec![1, 0], "3.34".into()));
    let ask = Ask::of(live.tree().find("H55.9", period("2026-08")).unwrap());
    let all = together(&board, &Calendar::embedded(), &lists, &ask);
    assert_eq!(all.counts, [2, 0, 2]);
    assert!(all.stake > commune.stake);
}

#[test]
fn what_falls_due_after_the_period_is_nothing_at_stake_in_it() {
    let kept = commune();
    let (rulebook, live) = (rulebook(), kept.standing.live());
    let due = of(live, &rulebook, "due", "H55", "2026-08", |ask| Ask { hours: 400, ..ask });
    let last = due.tasks.last().unwrap();
    assert_eq!(codes(&kept, &due).last().unwrap(), "H55.9-5-đến-hạn-tháng-sau");
    assert_eq!(last.stake.to_string(), "0.00");
}

#[test]
fn payable_online_means_offered_by_the_same_province() {
    let mut kept = commune();
    kept.record(&service("H03", "1.000001", ServiceLevel::Full));
    kept.record(&service("H55", "1.000001", ServiceLevel::Info));
    let rulebook = rulebook();
    let count = |kept: &Kept, agency: &str| {
        of(kept.standing.live(), &rulebook, "paid_counter", agency, "2026-08", |ask| ask)
            .tasks
            .len()
    };
    assert_eq!(count(&kept, "H55"), 0);
    kept.record(&service("H55.8", "1.000001", ServiceLevel::Partial));
    assert_eq!([count(&kept, "H55"), count(&kept, "H55.9"), count(&kept, "VN")], [1, 1, 1]);
}

#[test]
fn filters_take_away_and_add_nothing() {
    let kept = commune();
    let (rulebook, live) = (rulebook(), kept.standing.live());
    fn wide(ask: Ask<'_>) -> Ask<'_> {
        Ask { hours: 400, ..ask }
    }
    let count = |set: fn(Ask<'_>) -> Ask<'_>| {
        of(live, &rulebook, "due", "H55", "2026-08", |ask| set(wide(ask))).tasks.len()
    };
    assert_eq!(count(|ask| ask), 3);
    assert_eq!(count(|ask| Ask { procedure: Some("1.000001"), ..ask }), 3);
    assert_eq!(count(|ask| Ask { procedure: Some("9.999999' or 1=1"), ..ask }), 0);
    assert_eq!(count(|ask| Ask { least: Some(Decimal::new(1, 2)), ..ask }), 2);
    assert_eq!(count(|ask| Ask { due_from: Some(seconds("2026-08-21T17:00:00")), ..ask }), 2);
    assert_eq!(count(|ask| Ask { due_until: Some(seconds("2026-08-21T16:59:59")), ..ask }), 1);
    assert_eq!(count(|ask| Ask { due_from: Some(i64::MAX), due_until: Some(i64::MIN), ..ask }), 0);
}

fn points(score: &AgencyScore) -> Decimal {
    score.indicators.iter().filter_map(|indicator| indicator.result.points).sum()
}

/// What a row would be, said once more and independently of the list's own code.
fn sides(list: &WorkList, row: Row, due: i64, board: &Board<'_>) -> (Row, Row) {
    let last = board.period().last().to_datetime(jiff::civil::time(23, 59, 59, 0));
    let end = Offset::constant(7).to_timestamp(last).unwrap().as_second();
    let late = || {
        let mut row = row;
        let column = board.live().plan().program(list.of).shape.number("due_at").unwrap();
        row.values.numbers[column] = -EARLIEST;
        row
    };
    let well = |fix: Fix| fix.row(list.of, row, board.now()).unwrap_or(row);
    match list.id.as_str() {
        "overdue" => (well(Fix::OnTime), row),
        "due" => (well(Fix::Close), if due <= end { late() } else { row }),
        "no_result" => (well(Fix::Issue), row),
        "paid_counter" => (well(Fix::PayOnline), row),
        "unsynced" => (well(Fix::Sync), row),
        _ => (well(Fix::Answer), if due <= end { late() } else { row }),
    }
}

fn each_stake(board: &Board<'_>, list: &WorkList, found: &Found<'_>) -> Result<(), TestCaseError> {
    for task in &found.tasks {
        let agency = board.live().tree().find(task.agency, board.period()).unwrap();
        let row = board.live().peek(list.of, task.key).unwrap();
        let (well, badly) = sides(list, row, task.due_at, board);
        let scored = |row: Row| {
            let imagined = Imagined { entity: list.of, key: task.key, row: Some(row) };
            board.imagine(&[imagined]).score(agency)
        };
        let (well, badly) = (scored(well), scored(badly));
        prop_assert_eq!(task.stake, points(&well) - points(&badly), "{} {}", &list.id, task.key);
        let total = |score: &AgencyScore| Place::Total.of(score).points;
        if let (Some(well), Some(badly)) = (total(&well), total(&badly)) {
            prop_assert_eq!(task.stake, well - badly);
        }
    }
    Ok(())
}

/// What a list must be as long as, by the tallies of the rulebook.
fn tallied(live: &Live, list: &str, agency: &str, period: Period) -> Option<i64> {
    let tally = |id: &str| {
        let measure = live.measure("766-2024", id).unwrap();
        live.tally(agency, period, measure, Scope::Subtree)
    };
    match list {
        "overdue" => Some(tally("in_progress_overdue")),
        "unsynced" => Some(tally("received") - tally("synced")),
        _ => None,
    }
}

fn each_list(kept: &Kept, agency: &Agency, period: Period) -> Result<(), TestCaseError> {
    let (rulebook, live) = (rulebook(), kept.standing.live());
    let board = Board::new(live, &rulebook, period).unwrap();
    for list in lists() {
        let ask = Ask { hours: 300, ..Ask::of(agency) };
        let found = find(&board, &Calendar::embedded(), list, &ask);
        if let Some(count) = tallied(live, &list.id, &agency.code, period) {
            prop_assert_eq!(found.tasks.len() as i64, count, "{} {}", &list.id, &agency.code);
        }
        let sorted = found
            .tasks
            .is_sorted_by(|a, b| (b.stake, a.due_at, a.key) <= (a.stake, b.due_at, b.key));
        prop_assert!(sorted);
        let units = found.units();
        prop_assert_eq!(units.iter().map(|unit| unit.count).sum::<usize>(), found.tasks.len());
        prop_assert_eq!(units.iter().map(|unit| unit.carried).sum::<usize>(), found.carried());
        for unit in units {
            let unit = live.tree().find(unit.agency, period).unwrap();
            let own = find(&board, &Calendar::embedded(), list, &Ask { unit: Some(unit), ..ask });
            prop_assert!(own.tasks.iter().all(|task| found.tasks.contains(task)));
        }
        each_stake(&board, list, &found)?;
    }
    Ok(())
}

proptest! {
    #![proptest_config(histories())]

    /// Every list of every agency over random histories: as long as the tallies say, sorted, each row
    /// worth what scoring everybody with and without it says.
    #[test]
    fn lists_agree_with_the_tallies_and_the_board(events in prop::collection::vec(event(), 1..60)) {
        let mut kept = Kept::new(histories::Y2025 + 80 * histories::DAY);
        events.iter().for_each(|event: &Event| kept.take(event));
        let live = kept.standing.live();
        let periods: Vec<Period> = live.periods().collect();
        for at in [periods.first(), periods.get(periods.len() / 2), periods.last()] {
            let period = *at.unwrap();
            for code in ["VN", "H55", "H55.9"] {
                if let Ok(agency) = live.tree().find(code, period) {
                    each_list(&kept, agency, period)?;
                }
            }
        }
    }
}

#[test]
fn entities_of_the_lists_are_those_that_can_be_done_something_about() {
    assert!(lists().iter().all(|list| matches!(list.of, Entity::Dossier | Entity::Petition)));
}
