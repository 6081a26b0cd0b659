//! Three ways to the same tallies: by differences, counted anew, and by blocks – for the embedded
//! rulebooks, over random rows, changes, clock ticks and mergers.
#![allow(clippy::unwrap_used, reason = "a test may fail anywhere")]

use chiso_scoring::agency::{Agency, AgencyTree, Level};
use chiso_scoring::expr::Entity;
use chiso_scoring::measure::live::Live;
use chiso_scoring::measure::plan::Plan;
use chiso_scoring::measure::tallies::LaneTallies;
use chiso_scoring::measure::{Cells, NULL, Scope, quality_marks};
use chiso_scoring::rulebook::Rulebooks;
use proptest::prelude::*;

fn agency(code: &str, level: Level, parent: Option<&str>, to: Option<&str>) -> Agency {
    Agency {
        code: code.to_owned(),
        name: format!("Đơn vị {code}"),
        level,
        parent: parent.map(str::to_owned),
        valid_from: None,
        valid_to: to.map(|day| day.parse().unwrap()),
        successors: Vec::new(),
        portal_id: None,
    }
}

fn tree(merged: bool) -> AgencyTree {
    let end = merged.then_some("2025-06-30");
    let mut old = agency("H03", Level::Province, Some("VN"), end);
    let mut a = agency("H03.1", Level::Commune, Some("H03"), end);
    let b = agency("H03.2", Level::Commune, Some("H03"), end);
    if merged {
        old.successors = vec!["H55".to_owned()];
        a.successors = vec!["H55.9".to_owned()];
    }
    AgencyTree::new([
        agency("VN", Level::Nation, None, None),
        old,
        a,
        b,
        agency("H55", Level::Province, Some("VN"), None),
        agency("H55.8", Level::Department, Some("H55"), None),
        agency("H55.9", Level::Commune, Some("H55"), None),
    ])
    .unwrap()
}

fn plan() -> Plan {
    let books = Rulebooks::embedded();
    Plan::new(&books.all().iter().collect::<Vec<_>>(), &quality_marks())
}

/// 1/1/2024 in Vietnam.
const Y2024: i64 = 1_704_042_000;
const DAY: i64 = 86_400;

#[derive(Debug, Clone)]
enum Doing {
    Put { key: u32, unit: usize, procedure: usize, cells: Cells },
    Remove(u32),
    Tick(i64),
    Merge,
}

const UNITS: [&str; 6] = ["H03", "H03.1", "H03.2", "H55.8", "H55.9", "H99"];
const PROCEDURES: [&str; 4] = ["1.000001", "1.000002", "1.000003", "2.000815"];

fn cells() -> impl Strategy<Value = Cells> {
    let time = (0..900i64, 0..DAY).prop_map(|(day, second)| Y2024 + day * DAY + second);
    let maybe = prop_oneof![Just(None), (0..60i64, 0..DAY).prop_map(|(d, s)| Some(d * DAY + s))];
    let times = (time, 0..40i64, maybe.clone(), maybe);
    let rest = (1..=10i64, 1..=3i64, 0..=3i64, 0..3i64, 0..5i64, any::<u32>());
    (times, rest).prop_map(|((received, due, closed, synced), rest)| {
        let (status, channel, paid, requests, fee, flags) = rest;
        let at = |offset: Option<i64>| offset.map_or(NULL, |offset| received + offset);
        Cells::new(
            &[
                channel,
                at(closed),
                received + due * DAY,
                fee * 1_500,
                paid,
                received,
                received,
                status,
                requests,
                requests * 3 * DAY,
                at(synced),
            ],
            flags & ((1 << 19) - 1),
        )
    })
}

fn doing() -> impl Strategy<Value = Doing> {
    prop_oneof![
        12 => (0..12u32, 0..6usize, 0..4usize, cells())
            .prop_map(|(key, unit, procedure, cells)| Doing::Put { key, unit, procedure, cells }),
        2 => (0..12u32).prop_map(Doing::Remove),
        4 => (1..40 * DAY).prop_map(Doing::Tick),
        1 => Just(Doing::Merge),
    ]
}

type Lines = Vec<(String, u32, bool, Vec<i32>, Vec<i64>)>;

fn lines(live: &Live, tallies: &[LaneTallies]) -> Lines {
    let mut all: Lines = live
        .periods()
        .zip(tallies)
        .flat_map(|(period, lane)| {
            let lines = lane.lines().map(move |(node, own, line)| {
                (period.to_string(), node, own, line.counts.to_vec(), line.sums.to_vec())
            });
            lines.collect::<Vec<_>>()
        })
        .collect();
    all.sort();
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn differences_blocks_and_counting_anew_agree(history in prop::collection::vec(doing(), 1..60)) {
        let mut live = Live::new(plan(), tree(false), Y2024 + 400 * DAY);
        for step in history {
            match step {
                Doing::Put { key, unit, procedure, cells } => {
                    let row = live.row(Entity::Dossier, UNITS[unit], Some(PROCEDURES[procedure]), &cells);
                    live.put(Entity::Dossier, key, Some(row));
                }
                Doing::Remove(key) => live.put(Entity::Dossier, key, None),
                Doing::Tick(by) => live.tick(live.now() + by),
                Doing::Merge => live.set_tree(tree(true)),
            }
        }
        let by_difference = lines(&live, &live.tallies());
        prop_assert_eq!(&by_difference, &lines(&live, &live.scan(1)));
        prop_assert_eq!(&by_difference, &lines(&live, &live.scan(2)));
        let mut anew = live.clone();
        anew.recount();
        let mut again = lines(&anew, &anew.tallies());
        let mut before = by_difference.clone();
        again.retain(|line| line.3.iter().any(|n| *n != 0));
        before.retain(|line| line.3.iter().any(|n| *n != 0));
        prop_assert_eq!(before, again);
    }
}

/// 1/8/2026, 14:00 in Vietnam.
const TWO_O_CLOCK: i64 = 1_785_567_600;

#[test]
fn a_dossier_turns_late_in_its_second() {
    let mut live = Live::new(plan(), tree(true), TWO_O_CLOCK - 10);
    let mut numbers = [NULL; 11];
    numbers[..11].copy_from_slice(&[
        2,
        NULL,
        TWO_O_CLOCK,
        0,
        0,
        TWO_O_CLOCK - 5 * DAY,
        TWO_O_CLOCK - 5 * DAY,
        4,
        0,
        0,
        NULL,
    ]);
    let row = live.row(Entity::Dossier, "H55.9", Some("1.000001"), &Cells::new(&numbers, 0));
    live.put(Entity::Dossier, 1, Some(row));
    let period = "2026-08".parse().unwrap();
    let on_time = live.measure("766-2024", "handled_on_time").unwrap();
    let of = |live: &Live| live.tally("H55", period, on_time, Scope::Subtree);
    assert_eq!(of(&live), 1);
    live.tick(TWO_O_CLOCK);
    assert_eq!(of(&live), 1, "on time up to its due second");
    live.tick(TWO_O_CLOCK + 1);
    assert_eq!(of(&live), 0);
}

#[test]
fn a_month_begins_by_itself() {
    let mut live = Live::new(plan(), tree(true), TWO_O_CLOCK);
    let mut numbers = [NULL; 11];
    numbers[..11].copy_from_slice(&[
        2,
        NULL,
        TWO_O_CLOCK + 90 * DAY,
        0,
        0,
        TWO_O_CLOCK,
        TWO_O_CLOCK,
        4,
        0,
        0,
        NULL,
    ]);
    let row = live.row(Entity::Dossier, "H55.9", Some("1.000001"), &Cells::new(&numbers, 0));
    live.put(Entity::Dossier, 1, Some(row));
    let handled = live.measure("766-2024", "handled").unwrap();
    let september = "2026-09".parse().unwrap();
    assert_eq!(live.tally("H55.9", september, handled, Scope::Own), 0);
    live.tick(TWO_O_CLOCK + 31 * DAY);
    assert_eq!(live.tally("H55.9", september, handled, Scope::Own), 1);
}

/// A dossier received and, if given, closed so many seconds after 1/8/2026, 14:00.
fn put(
    live: &mut Live,
    key: u32,
    procedure: &str,
    received: i64,
    closed: Option<i64>,
    status: i64,
) {
    let received_at = TWO_O_CLOCK + received;
    let closed = closed.map_or(NULL, |closed| TWO_O_CLOCK + closed);
    let numbers =
        [1, closed, received_at + 90 * DAY, 0, 0, received_at, received_at, status, 0, 0, NULL];
    let row = live.row(Entity::Dossier, "H55.9", Some(procedure), &Cells::new(&numbers, 0));
    live.put(Entity::Dossier, key, Some(row));
}

#[test]
fn patterns_over_several_dossiers() {
    let mut live = Live::new(plan(), tree(true), TWO_O_CLOCK + 60 * DAY);
    let (minute, refused, done) = (60, 3, 9);
    put(&mut live, 1, "1.000001", 0, Some(10 * minute), refused);
    put(&mut live, 2, "1.000001", 25 * minute, None, 4);
    put(&mut live, 3, "1.000002", 25 * minute, None, 4);
    put(&mut live, 4, "1.000001", 41 * minute, None, 4);
    // 31/8/2026 is a day off, and so are the two days before it: Friday 28/8 is the last working day.
    for key in 10..20 {
        put(&mut live, key, "1.000003", DAY, Some(27 * DAY + i64::from(key)), done);
    }
    put(&mut live, 30, "1.000003", DAY, Some(10 * DAY), done);
    let august = "2026-08".parse().unwrap();
    let found = live.patterns("H55", august, Scope::Subtree);
    assert_eq!((found.refiled, found.month_end), (1, 10));
    let own = live.patterns("H55", august, Scope::Own);
    assert_eq!((own.refiled, own.month_end), (0, 0));
    put(&mut live, 19, "1.000003", DAY, Some(9 * DAY), done);
    assert_eq!(live.patterns("H55", august, Scope::Subtree).month_end, 0, "nine are no bulk");
}

#[test]
fn an_unknown_code_is_kept_and_counted_once_the_catalogue_has_it() {
    let mut live = Live::new(plan(), tree(false), TWO_O_CLOCK);
    let numbers = [1, NULL, TWO_O_CLOCK, 0, 0, TWO_O_CLOCK - 9, TWO_O_CLOCK - 9, 4, 0, 0, NULL];
    let row = live.row(Entity::Dossier, "H56.7", Some("1.000001"), &Cells::new(&numbers, 0));
    live.put(Entity::Dossier, 1, Some(row));
    assert_eq!(live.unplaced().into_iter().collect::<Vec<_>>(), [("H56.7".to_owned(), 1)]);
    let received = live.measure("766-2024", "received").unwrap();
    let august = "2026-08".parse().unwrap();
    assert_eq!(live.tally("VN", august, received, Scope::Subtree), 0);
    let known = [
        agency("VN", Level::Nation, None, None),
        agency("H56", Level::Province, Some("VN"), None),
        agency("H56.7", Level::Commune, Some("H56"), None),
    ];
    live.set_tree(AgencyTree::new(known).unwrap());
    assert!(live.unplaced().is_empty());
    assert_eq!(live.tally("H56", august, received, Scope::Subtree), 1);
    assert_eq!(live.tally("H56", august, received, Scope::Own), 0);
}
