//! Reconciliation: one reason per dossier, and the reasons add up to the difference.
#![allow(clippy::unwrap_used, reason = "a test may fail anywhere")]

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chiso_scoring::agency::{Agency, AgencyTree, Level};
use chiso_scoring::calendar::Calendar;
use chiso_scoring::dossier::{Hold, Status};
use chiso_scoring::period::Period;
use chiso_scoring::reconcile::{
    AGES, Entry, Evidence, Heard, Kind, List, Owner, Refused, Retry, Scope, Side, reconcile,
    suspects, three_ways,
};
use proptest::prelude::*;
use rstest::rstest;

const DAY: i64 = 86_400;
/// 1/8/2026, 00:00 in Vietnam.
const AUGUST: i64 = 1_785_517_200;
/// When lists are taken unless a case says otherwise: 31/8, 23:59:59.
const TAKEN: i64 = AUGUST + 31 * DAY - 1;

fn agency(code: &str, name: &str, level: Level, parent: Option<&str>) -> Agency {
    Agency {
        code: code.to_owned(),
        name: name.to_owned(),
        level,
        parent: parent.map(str::to_owned),
        valid_from: None,
        valid_to: None,
        successors: Vec::new(),
        portal_id: None,
    }
}

fn tree() -> AgencyTree {
    let mut old = agency("H55.3", "Xã Đồng Quang", Level::Commune, Some("H55"));
    old.valid_to = Some("2025-06-30".parse().unwrap());
    old.successors = vec!["H55.9".to_owned()];
    AgencyTree::new([
        agency("VN", "Việt Nam", Level::Nation, None),
        agency("H55", "Thái Nguyên", Level::Province, Some("VN")),
        agency("H55.8", "Sở Nông nghiệp và Môi trường", Level::Department, Some("H55")),
        agency("H55.9", "Phường Phan Đình Phùng", Level::Commune, Some("H55")),
        old,
        agency("H44", "Phú Thọ", Level::Province, Some("VN")),
        agency("H44.7", "Phường Việt Trì", Level::Commune, Some("H44")),
    ])
    .unwrap()
}

fn august() -> Period {
    "2026-08".parse().unwrap()
}

/// Day `n` of August 2026 at nine in the morning.
fn day(n: i64) -> i64 {
    AUGUST + (n - 1) * DAY + 9 * 3600
}

fn list(side: Side, entries: Vec<Entry>) -> List {
    List { side, captured_at: TAKEN, revision: (side == Side::Chiso).then_some(31), entries }
}

/// A row from words: `agency H55.9`, `procedure 1.004222`, `status 4`, `received 3`, `due 20`,
/// `ended 15` (days of August).
fn row(code: &str, words: &str) -> Entry {
    let mut entry = Entry::bare(code);
    for part in words.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let (name, value) = part.split_once(' ').unwrap();
        let at = || Some(day(value.parse().unwrap()));
        match name {
            "agency" => entry.agency = Some(value.into()),
            "procedure" => entry.procedure = Some(value.into()),
            "status" => entry.status = Status::of(value.parse().unwrap()),
            "received" => entry.received_at = at(),
            "due" => entry.due_at = at(),
            "ended" => entry.ended_at = at(),
            _ => panic!("{name}"),
        }
    }
    entry
}

fn heard(n: i64) -> Option<Heard> {
    Some(Heard { at: day(n), revision: u64::try_from(n.max(1)).unwrap() })
}

/// Evidence from words: `first 3`, `last 9`, `spoken 9`, `synced 3`, `refused 4 NgayHenTra`,
/// `held no_snapshot`, `live`.
fn evidence(words: &str) -> Evidence {
    let mut known = Evidence::default();
    for part in words.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let parts: Vec<&str> = part.split(' ').collect();
        let n = || parts[1].parse::<i64>().unwrap();
        match parts[0] {
            "first" => known.first = heard(n()),
            "last" => known.last = heard(n()),
            "spoken" => known.spoken_at = Some(day(n())),
            "synced" => known.synced_at = Some(day(n())),
            "live" => known.live = true,
            "refused" => {
                let field = parts.get(2).map(|field| (*field).into());
                known.refused = Some(Refused { at: day(n()), code: "bad_moment".into(), field });
            }
            "held" => {
                let holds = [Hold::NoSnapshot, Hold::NotReceived, Hold::NoDueDate];
                known.hold = holds.into_iter().find(|hold| hold.code() == parts[1]);
            }
            other => panic!("{other}"),
        }
    }
    known
}

const CODE: &str = "H55.9-260803-0117";
/// A dossier as everybody has it.
const WHOLE: &str = "agency H55.9, procedure 1.004222, status 4, received 3, due 20";
const NONE: &str = "-";

/// Compares one dossier of two sides.
fn judged(sides: (Side, Side), left: &str, right: &str, known: &str) -> Option<(Kind, Owner)> {
    let of = |words: &str| match words {
        NONE => Vec::new(),
        words => words.split('|').map(|words| row(CODE, words)).collect(),
    };
    let (left, right) = (list(sides.0, of(left)), list(sides.1, of(right)));
    let known = HashMap::from([(CODE.into(), evidence(known))]);
    let (tree, calendar) = (tree(), Calendar::embedded());
    let (agency, period, at) = ("H55", august(), TAKEN);
    let scope = Scope { agency, period, tree: &tree, calendar: &calendar, at };
    let ledger = reconcile(&left, &right, &known, scope);
    assert!(ledger.adds_up());
    assert_eq!(ledger.findings.len() + ledger.matched, 1);
    ledger.findings.first().map(|finding| (finding.reason.kind(), finding.owner))
}

const TO_US: (Side, Side) = (Side::OneStop, Side::Chiso);
const ON: (Side, Side) = (Side::Chiso, Side::Portal);
const ROUND: (Side, Side) = (Side::OneStop, Side::Portal);

#[rstest]
// Nobody ever heard of it; a call was refused; only steps came; registered, no due date; known later.
#[case::never_sent(TO_US, WHOLE, NONE, "", Kind::NeverSent, Owner::Vendor)]
#[case::refused(TO_US, WHOLE, NONE, "refused 4 NgayHenTra", Kind::Refused, Owner::Vendor)]
#[case::only_steps(
    TO_US,
    WHOLE,
    NONE,
    "first 5, last 5, held no_snapshot",
    Kind::HeldBack,
    Owner::Vendor
)]
#[case::steps_and_a_refusal(
    TO_US,
    WHOLE,
    NONE,
    "first 5, last 5, held no_snapshot, refused 4 MaTTHC",
    Kind::Refused,
    Owner::Vendor
)]
#[case::registered(
    TO_US,
    WHOLE,
    NONE,
    "first 5, last 5, held not_received",
    Kind::HeldBack,
    Owner::Unit
)]
#[case::a_refused_update_of_what_waits(
    TO_US,
    WHOLE,
    NONE,
    "first 5, last 5, held no_due_date, refused 6 NgayHenTra",
    Kind::HeldBack,
    Owner::Unit
)]
#[case::heard_of_since(TO_US, WHOLE, NONE, "first 40, last 40", Kind::SentLate, Owner::Nobody)]
#[case::refused_then_taken_later(
    TO_US,
    WHOLE,
    NONE,
    "first 40, last 40, refused 4 MaTTHC",
    Kind::SentLate,
    Owner::Nobody
)]
// What the one-stop system's own list lacks.
#[case::not_theirs(TO_US, NONE, WHOLE, "first 3, last 3", Kind::UnknownToThem, Owner::Vendor)]
// Towards the portal.
#[case::lost(ON, WHOLE, NONE, "first 3, last 3, synced 3, live", Kind::Lost, Owner::Portal)]
#[case::lost_though_an_update_was_refused(
    ON,
    WHOLE,
    NONE,
    "first 3, last 3, synced 3, refused 9 NgayTra",
    Kind::Lost,
    Owner::Portal
)]
#[case::by_file_only(ON, WHOLE, NONE, "first 3, last 3", Kind::NeverSent, Owner::Vendor)]
#[case::on_its_way_late(
    ON,
    WHOLE,
    NONE,
    "first 3, last 3, synced 35",
    Kind::SentLate,
    Owner::Nobody
)]
#[case::we_never_heard(ON, NONE, WHOLE, "", Kind::UnknownToUs, Owner::Operator)]
#[case::we_refused_it(ON, NONE, WHOLE, "refused 4 NgayHenTra", Kind::Refused, Owner::Vendor)]
#[case::we_hold_it(
    ON,
    NONE,
    "agency H55.9",
    "first 3, last 3, held no_due_date",
    Kind::HeldBack,
    Owner::Unit
)]
#[case::we_heard_later(ON, NONE, WHOLE, "first 33, last 33", Kind::SentLate, Owner::Nobody)]
// The one-stop system beside the portal.
#[case::lost_between(
    ROUND,
    WHOLE,
    NONE,
    "first 3, last 3, synced 3, live",
    Kind::Lost,
    Owner::Portal
)]
#[case::not_sent_at_all(ROUND, WHOLE, NONE, "", Kind::NeverSent, Owner::Vendor)]
#[case::only_on_the_portal(
    ROUND,
    NONE,
    WHOLE,
    "first 3, last 3",
    Kind::UnknownToThem,
    Owner::Vendor
)]
// Both have it, differently.
#[case::twice(
    TO_US,
    "agency H55.9, received 3|agency H55.8, received 3",
    WHOLE,
    "first 3",
    Kind::DuplicateCode,
    Owner::Vendor
)]
#[case::twice_on_the_portal(
    ON,
    WHOLE,
    "agency H55.9|agency H55.9",
    "first 3",
    Kind::DuplicateCode,
    Owner::Portal
)]
#[case::moved(
    TO_US,
    "agency H55.8, procedure 1.004222",
    WHOLE,
    "first 3",
    Kind::WrongUnit,
    Owner::Vendor
)]
#[case::moved_and_more(
    TO_US,
    "agency H55.8, procedure 2.000815, status 9",
    WHOLE,
    "first 3",
    Kind::WrongUnit,
    Owner::Vendor
)]
#[case::moved_away(
    ON,
    WHOLE,
    "agency H44.7, received 3",
    "first 3",
    Kind::WrongUnit,
    Owner::Portal
)]
#[case::an_agency_nobody_knows(
    ON,
    WHOLE,
    "agency H55.999",
    "first 3",
    Kind::WrongUnit,
    Owner::Portal
)]
#[case::two_agencies_nobody_knows(
    ON,
    "agency H55.998",
    "agency H55.999",
    "first 3",
    Kind::WrongUnit,
    Owner::Portal
)]
#[case::another_month(
    TO_US,
    "agency H55.9, received -2, status 9",
    WHOLE,
    "first 3",
    Kind::WrongPeriod,
    Owner::Unit
)]
#[case::another_procedure(
    TO_US,
    "procedure 2.000815, status 9",
    WHOLE,
    "first 3",
    Kind::WrongProcedure,
    Owner::Vendor
)]
#[case::behind(
    TO_US,
    "status 9, ended 15",
    WHOLE,
    "first 3, last 3, spoken 3, live",
    Kind::StatusGap,
    Owner::Vendor
)]
#[case::the_portal_is_behind(
    ON,
    WHOLE,
    "status 2",
    "first 3, last 5, spoken 5, live",
    Kind::StatusGap,
    Owner::Portal
)]
#[case::moved_on_since(
    ON,
    "agency H55.9, status 9, received 3",
    "status 4",
    "first 3, last 35, spoken 35, live",
    Kind::SentLate,
    Owner::Nobody
)]
#[case::told_late(
    ON,
    "status 9, received 3",
    "status 4",
    "first 3, last 35, spoken 15, live",
    Kind::SentLate,
    Owner::Nobody
)]
#[case::a_file_proves_no_delay(
    ON,
    "status 9, received 3",
    "status 4",
    "first 35, last 35, spoken 15",
    Kind::StatusGap,
    Owner::Portal
)]
#[case::the_update_was_refused(
    TO_US,
    "status 9, ended 15",
    WHOLE,
    "first 3, last 3, spoken 3, live, refused 16 NgayTra",
    Kind::Refused,
    Owner::Vendor
)]
#[case::refused_before_the_last_word(
    TO_US,
    "status 9, ended 15",
    WHOLE,
    "first 3, last 5, refused 4 NgayTra",
    Kind::StatusGap,
    Owner::Vendor
)]
#[case::another_due_day(TO_US, "due 21", WHOLE, "first 3", Kind::DateMismatch, Owner::Vendor)]
#[case::another_day_of_reception(
    TO_US,
    "received 4",
    WHOLE,
    "first 3",
    Kind::DateMismatch,
    Owner::Vendor
)]
#[case::another_last_day(
    ON,
    "status 9, received 3, ended 15",
    "status 9, ended 16",
    "first 3",
    Kind::DateMismatch,
    Owner::Portal
)]
fn each_difference_has_its_reason(
    #[case] sides: (Side, Side),
    #[case] left: &str,
    #[case] right: &str,
    #[case] known: &str,
    #[case] reason: Kind,
    #[case] owner: Owner,
) {
    assert_eq!(judged(sides, left, right, known), Some((reason, owner)));
}

#[test]
fn what_was_received_after_a_list_was_taken_is_no_fault_of_its_keeper() {
    let entry = row(CODE, "agency H55.9, received 25");
    let early = List { captured_at: day(20), ..list(Side::OneStop, Vec::new()) };
    let ledger = ledger_of(early, list(Side::Chiso, vec![entry.clone()]));
    assert_eq!(ledger.findings[0].reason.kind(), Kind::SentLate);
    let ledger = ledger_of(list(Side::OneStop, Vec::new()), list(Side::Chiso, vec![entry]));
    assert_eq!(ledger.findings[0].reason.kind(), Kind::UnknownToThem);
}

#[rstest]
#[case::the_same("agency H55.9, procedure 1.004222, status 4, received 3, due 20")]
#[case::a_bare_code("")]
#[case::the_agency_before_it_was_joined_to_another("agency H55.3")]
#[case::some_hours_apart("received 3")]
#[case::the_end_of_what_goes_on_is_none("status 4, ended 19")]
fn what_is_not_said_is_not_compared(#[case] left: &str) {
    assert_eq!(judged(TO_US, left, WHOLE, "first 3"), None);
}

fn ledger_of(left: List, right: List) -> chiso_scoring::reconcile::Ledger {
    let (tree, calendar) = (tree(), Calendar::embedded());
    let (agency, period, at) = ("H55", august(), TAKEN);
    let scope = Scope { agency, period, tree: &tree, calendar: &calendar, at };
    reconcile(&left, &right, &HashMap::new(), scope)
}

#[test]
fn codes_of_another_province_or_month_are_passed_over() {
    let other = ["H44.7-260803-0005", "G09.20-20260803-0000006", "H55.9-260703-0007"];
    let mut entries: Vec<Entry> = other.iter().map(|code| Entry::bare(code)).collect();
    entries.push(Entry::bare("H55.8-260804-0008"));
    entries.push(Entry::bare("48213"));
    let ledger = ledger_of(list(Side::Chiso, Vec::new()), list(Side::Portal, entries));
    let codes: Vec<&str> = ledger.findings.iter().map(|finding| &*finding.code).collect();
    assert_eq!(codes, ["48213", "H55.8-260804-0008"]);
    let units: Vec<Option<&str>> = ledger.lines.keys().map(Option::as_deref).collect();
    assert_eq!(units, [None, Some("H55.8")]);
    assert_eq!(ledger.total().right, 2);
}

/// Until Monday 31/8, which is off; Saturday 22/8 is worked for it.
#[rstest]
#[case(28, 3, 0)]
#[case(31, 0, 0)]
#[case(3, 28, 20)]
fn an_age_is_told_in_days_and_working_days(
    #[case] received: i64,
    #[case] days: i64,
    #[case] working: i64,
) {
    let entry = row(CODE, &format!("agency H55.9, received {received}"));
    let ledger = ledger_of(list(Side::OneStop, vec![entry]), list(Side::Chiso, Vec::new()));
    let age = ledger.findings[0].age.unwrap();
    assert_eq!((age.days, age.working_days), (days, working));
    let ages = ledger.ages();
    let class = AGES.iter().rposition(|from| *from <= days).unwrap();
    assert_eq!(ages[&Kind::NeverSent][class], 1);
    let retry: Vec<_> = ledger.retries().map(|finding| finding.reason.retry()).collect();
    assert_eq!(retry, [Some(Retry::Whole)]);
}

const UNITS: [&str; 4] = ["H55.8", "H55.9", "H55", "H44.7"];

/// A row of some dossier: of 40 codes, so that lists share most of them and repeat some.
fn some_row() -> impl Strategy<Value = Entry> {
    let agency = prop::option::weighted(0.8, prop::sample::select(&UNITS[..]));
    let times = (
        prop::option::weighted(0.7, -40i64..70),
        prop::option::of(0i64..60),
        prop::option::of(0i64..60),
    );
    let status = prop::option::of(1i64..=10);
    let procedure = prop::option::of(prop::sample::select(&["1.004222", "2.000815"][..]));
    let code = (0usize..40, prop::sample::select(&["H55.8", "H55.9", "H44.7", "Đ7"][..]));
    (code, agency, procedure, status, times).prop_map(
        |((n, unit), agency, procedure, status, at)| {
            let month = if n % 5 == 0 { "0731" } else { "0803" };
            Entry {
                code: format!("{unit}-26{month}-{n:04}").into(),
                agency: agency.map(Into::into),
                procedure: procedure.map(Into::into),
                status: status.and_then(Status::of),
                received_at: at.0.map(day),
                due_at: at.1.map(day),
                ended_at: at.2.map(day),
            }
        },
    )
}

fn some_list() -> impl Strategy<Value = Vec<Entry>> {
    prop::collection::vec(some_row(), 0..90)
}

fn some_evidence() -> impl Strategy<Value = Evidence> {
    let at = || prop::option::of(0i64..60);
    (at(), at(), at(), at(), prop::option::of(0usize..3), any::<bool>()).prop_map(
        |(first, last, synced, refused, hold, live)| Evidence {
            first: first.and_then(heard),
            last: last.and_then(heard),
            live,
            spoken_at: last.map(day),
            synced_at: synced.map(day),
            hold: hold.map(|at| [Hold::NoSnapshot, Hold::NotReceived, Hold::NoDueDate][at]),
            refused: refused.map(|n| Refused { at: day(n), code: "bad".into(), field: None }),
        },
    )
}

/// What one side counts for each unit, in the plainest way: each row by itself, with what it does not say
/// looked up among all rows of its code.
fn plain_counts(side: &[Entry], other: &[Entry], left: bool) -> BTreeMap<Option<String>, i64> {
    let mut counts = BTreeMap::new();
    for entry in side {
        let of_code = |list: &[Entry]| -> Vec<Entry> {
            list.iter().filter(|row| row.code == entry.code).cloned().collect()
        };
        let (own, their) = (of_code(side), of_code(other));
        let all = if left { [own, their].concat() } else { [their, own].concat() };
        let agency = entry.agency.clone().or_else(|| all.iter().find_map(|row| row.agency.clone()));
        let prefix = entry.code.split('-').next().unwrap().to_owned();
        let unit = match agency.map_or(prefix, |agency| agency.to_string()) {
            unit if unit == "Đ7" => None,
            unit => Some(unit),
        };
        let received = entry.received_at.or_else(|| all.iter().find_map(|row| row.received_at));
        let in_august = match received {
            Some(at) => (AUGUST..AUGUST + 31 * DAY).contains(&at),
            None => entry.code.contains("-260803-"),
        };
        if in_august && unit.as_deref() != Some("H44.7") {
            *counts.entry(unit).or_default() += 1;
        }
    }
    counts
}

proptest! {
    /// Per unit and in sum, the difference is the sum of the findings' effects; each dossier has one
    /// reason at most; findings = missing + different.
    #[test]
    fn the_reasons_add_up(
        left in some_list(),
        right in some_list(),
        known in prop::collection::hash_map(0usize..40, some_evidence(), 0..40),
    ) {
        let known: HashMap<Box<str>, Evidence> = known
            .into_iter()
            .map(|(n, evidence)| (format!("H55.9-260803-{n:04}").into(), evidence))
            .collect();
        let (tree, calendar) = (tree(), Calendar::embedded());
        let (agency, period, at) = ("H55", august(), TAKEN);
        let scope = Scope { agency, period, tree: &tree, calendar: &calendar, at };
        let lists = [list(Side::OneStop, left.clone()), list(Side::Portal, right.clone())];
        let ledger = reconcile(&lists[0], &lists[1], &known, scope);

        let count = |of: fn(&chiso_scoring::reconcile::Line) -> i64| -> BTreeMap<Option<String>, i64> {
            let lines = ledger.lines.iter().map(|(unit, line)| (unit, of(line)));
            lines.filter(|(_, n)| *n != 0).map(|(u, n)| (u.as_deref().map(str::to_owned), n)).collect()
        };
        prop_assert_eq!(count(|line| line.left), plain_counts(&left, &right, true));
        prop_assert_eq!(count(|line| line.right), plain_counts(&right, &left, false));
        prop_assert!(ledger.adds_up());
        for (unit, line) in &ledger.lines {
            let of_unit = ledger.findings.iter().flat_map(|finding| &finding.effects);
            let effects: i64 = of_unit.filter(|(of, _)| of == unit).map(|(_, n)| n).sum();
            prop_assert_eq!(line.left - line.right, effects);
        }
        let codes: BTreeSet<&str> = ledger.findings.iter().map(|f| &*f.code).collect();
        prop_assert_eq!(codes.len(), ledger.findings.len());
        let (missing, different) = ledger.missing_and_different();
        prop_assert_eq!(missing + different, ledger.findings.len());
        prop_assert_eq!(suspects(&lists, scope).len(), codes.len());
        let listed: usize = ledger.lines.values().flat_map(|line| line.findings.values()).sum();
        prop_assert_eq!(listed, ledger.findings.len());
    }

    /// Neither the order of the rows nor, for the difference itself, the direction matters.
    #[test]
    fn order_does_not_matter(left in some_list(), right in some_list()) {
        // Of rows of one code the first is the one that is shown: each code once here.
        let once = |list: Vec<Entry>| -> Vec<Entry> {
            let by_code: BTreeMap<_, _> = list.into_iter().map(|row| (row.code.clone(), row)).collect();
            by_code.into_values().collect()
        };
        let (left, right) = (once(left), once(right));
        let turned = |list: &[Entry]| -> Vec<Entry> { list.iter().rev().cloned().collect() };
        let (one, two) = (list(Side::Chiso, left.clone()), list(Side::Portal, right.clone()));
        let ledger = ledger_of(one, two);
        let again =
            ledger_of(list(Side::Chiso, turned(&left)), list(Side::Portal, turned(&right)));
        prop_assert_eq!(&ledger, &again);
        let swapped = ledger_of(list(Side::Chiso, right), list(Side::Portal, left));
        let negative = |total: i64| -total;
        let (line, turned) = (ledger.total(), swapped.total());
        prop_assert_eq!(line.left - line.right, negative(turned.left - turned.right));
        prop_assert_eq!(ledger.findings.len(), swapped.findings.len());
        prop_assert_eq!(ledger.matched, swapped.matched);
    }

    /// A list compared with itself has no difference but the codes it repeats.
    #[test]
    fn a_list_agrees_with_itself(entries in some_list()) {
        let lists = Side::ALL.map(|side| list(side, entries.clone()));
        let (tree, calendar) = (tree(), Calendar::embedded());
        let (agency, period, at) = ("H55", august(), TAKEN);
        let scope = Scope { agency, period, tree: &tree, calendar: &calendar, at };
        let ways = three_ways(&lists, &HashMap::new(), scope);
        prop_assert_eq!(ways.ledgers.len(), 3);
        prop_assert!(ways.adds_up());
        let reasons = ways.ledgers.iter().flat_map(|ledger| &ledger.findings);
        for finding in reasons {
            prop_assert_eq!(finding.reason.kind(), Kind::DuplicateCode);
        }
        for (_, sides) in ways.counts() {
            prop_assert_eq!(sides[0], sides[1]);
            prop_assert_eq!(sides[1], sides[2]);
        }
    }
}
