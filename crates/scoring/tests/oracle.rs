//! The oracle over a world small enough to count by hand.
//!
//! Thái Nguyên (H55) in 2026: Sở Công Thương (H55.08), xã Chợ Rã (H55.242), and xã Phú Đình (H55.300),
//! which begins on 1/9. Bắc Kạn (H03) ended on 30/6/2025, H55 carries on; H03.61, a district of it,
//! ended too, with two communes after it. It is Thursday 20/08/2026, 10:00.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::LazyLock;

use chiso_scoring::agency::{Agency, AgencyTree, Level};
use chiso_scoring::dossier::{
    Channel, Fact, Paid, Seconds, Snapshot, Statement, Status, Step, Version,
};
use chiso_scoring::oracle::{Scope, Tally, TallyKey, World, rows, tallies};
use chiso_scoring::period::Period;
use chiso_scoring::record::{
    About, AgencyFacts, Petition, PetitionStep, Publication, Record, Service, ServiceLevel,
    ServiceState,
};
use chiso_scoring::rulebook::{Rulebook, Rulebooks};
use rstest::rstest;

/// `"03/08 08:15"`, in 2026.
fn at(text: &str) -> Seconds {
    let (day, time) = text.split_once(' ').unwrap();
    let (day, month) = day.split_once('/').unwrap();
    let moment: jiff::Timestamp = format!("2026-{month}-{day}T{time}:00+07").parse().unwrap();
    moment.as_second()
}

fn moment(text: &str) -> Option<Seconds> {
    (text != "–").then(|| at(text))
}

fn period(text: &str) -> Period {
    text.parse().unwrap()
}

/// code | name | level | parent | from | to | successors
const AGENCIES: &str = "
    VN      | Cả nước           | nation     | –   | –          | –          | –
    G09     | Bộ Công Thương    | ministry   | VN  | –          | –          | –
    H03     | Bắc Kạn           | province   | VN  | –          | 2025-06-30 | H55
    H03.61  | Huyện Ba Bể       | district   | H03 | –          | 2025-06-30 | H55.242 H55.300
    H55     | Thái Nguyên       | province   | VN  | –          | –          | –
    H55.08  | Sở Công Thương    | department | H55 | 2025-07-01 | –          | –
    H55.242 | Xã Chợ Rã         | commune    | H55 | 2025-07-01 | –          | –
    H55.300 | Xã Phú Đình       | commune    | H55 | 2026-09-01 | –          | –
";

/// number | agency | procedure | channel | received | due | done | fee | paid
const DOSSIERS: &str = "
    A | H55.242 | 1.004222 | 2 | 03/08 08:15 | 10/08 17:00 | 07/08 09:30 | 30000 | 1
    B | H55.242 | 2.000815 | 1 | 04/08 09:20 | 11/08 17:00 | 12/08 10:05 | 0     | 0
    C | H55.08  | 1.004222 | 2 | 05/08 14:40 | 25/08 17:00 | –           | 45000 | 3
    D | H55.08  | 1.009972 | 3 | 15/06 10:10 | 30/06 17:00 | –           | 0     | 0
    E | H03     | 1.004222 | 2 | 10/07 07:50 | 31/07 17:00 | 28/07 16:30 | 0     | 0
    F | H99     | 1.004222 | 2 | 06/08 08:00 | 20/08 17:00 | 13/08 08:00 | 70000 | 2
    G | H55.300 | 1.004222 | 2 | 07/08 15:15 | 31/08 17:00 | –           | 0     | 0
    H | H55.242 | 1.004222 | 2 | –           | 31/08 17:00 | –           | 0     | 0
    I | H03.61  | 2.000815 | 1 | 19/08 11:00 | 19/08 17:00 | –           | 0     | 0
";

fn table(text: &str) -> impl Iterator<Item = Vec<&str>> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| line.split('|').map(str::trim).collect())
}

fn agency(cells: &[&str]) -> Agency {
    let given = |text: &str| (text != "–").then(|| text.to_owned());
    Agency {
        code: cells[0].to_owned(),
        name: cells[1].to_owned(),
        level: cells[2].parse::<Level>().unwrap(),
        parent: given(cells[3]),
        valid_from: given(cells[4]).map(|day| day.parse().unwrap()),
        valid_to: given(cells[5]).map(|day| day.parse().unwrap()),
        successors: cells[6].split(' ').filter(|code| *code != "–").map(str::to_owned).collect(),
        portal_id: None,
    }
}

fn dossier(cells: &[&str]) -> (String, Version) {
    let mut said = Snapshot::new(cells[1], cells[2], Status::Processing);
    let channels = [Channel::Direct, Channel::Online, Channel::Post];
    said.channel = channels[cells[3].parse::<usize>().unwrap() - 1];
    (said.received_at, said.due_at) = (moment(cells[4]), moment(cells[5]));
    said.fee_due = cells[7].parse().unwrap();
    let paid = [Paid::None, Paid::Portal, Paid::Local, Paid::Counter];
    said.paid = paid[cells[8].parse::<usize>().unwrap()];
    let done = moment(cells[6]).map(|at| Step { at, status: Status::Done });
    let facts =
        [Fact::Snapshot(Box::new(said.stated(None))), Fact::Steps(done.into_iter().collect())];
    let mut version = Version::default();
    for fact in facts {
        version.join(&Statement { number: cells[0].into(), synced_at: None, fact }).unwrap();
    }
    (cells[0].to_owned(), version)
}

fn records() -> Vec<Record> {
    let service = |agency: &str, procedure: &str, has_fee, for_person| {
        Record::Service(Service {
            stated_at: at("01/07 08:00"),
            agency: agency.into(),
            procedure: procedure.into(),
            level: ServiceLevel::Full,
            state: ServiceState::Public,
            valid_from: "2025-07-01".parse().unwrap(),
            valid_to: None,
            has_fee,
            for_person,
            all_parts: false,
            limit: None,
        })
    };
    let publication = |agency: &str, procedure: &str, decided: &str| {
        Record::Publication(Publication {
            stated_at: at("18/08 08:00"),
            agency: agency.into(),
            decision: "1045/QĐ-UBND".into(),
            procedure: procedure.into(),
            decided_on: decided.parse().unwrap(),
            effective_on: "2026-08-17".parse().unwrap(),
            public_at: None,
        })
    };
    let petition = Petition {
        stated_at: at("18/08 09:00"),
        step: PetitionStep::Handling,
        answered_at: None,
        number: "PAKN.260721.0031".into(),
        agency: "H55.08".into(),
        received_at: at("21/07 09:00"),
        about: About::Rules,
        likes: 0,
        dislikes: 0,
        repeated: false,
        dossier: None,
    };
    let facts = AgencyFacts {
        stated_at: at("18/08 10:00"),
        agency: "H55.242".into(),
        period: period("2026-08"),
        offers_copies: Some(true),
        copies_done: Some(12),
        certifications: Some(37),
        accounts_verified: None,
        received_national_report: Some(9),
        received_previous_year: None,
        services_growth: Some(-2),
    };
    vec![
        service("H55.242", "1.004222", true, true),
        service("H55.08", "1.004222", true, false),
        service("H55.08", "1.009972", true, false),
        // Effect on Monday 17/8: a province announces by Monday 10/8, a ministry by Monday 20/7.
        publication("H55", "1.004222", "2026-08-10"),
        publication("H55", "2.000815", "2026-08-11"),
        publication("G09", "1.004222", "2026-08-10"),
        Record::Petition(petition),
        Record::Agency(facts),
    ]
}

static RULEBOOKS: LazyLock<Rulebooks> = LazyLock::new(Rulebooks::embedded);
static TREE: LazyLock<AgencyTree> =
    LazyLock::new(|| AgencyTree::new(table(AGENCIES).map(|cells| agency(&cells))).unwrap());
static LIST: LazyLock<Vec<(String, Version)>> =
    LazyLock::new(|| table(DOSSIERS).map(|cells| dossier(&cells)).collect());
static RECORDS: LazyLock<Vec<Record>> = LazyLock::new(records);

fn world() -> World<'static> {
    World { tree: &TREE, dossiers: &LIST, records: &RECORDS, now: at("20/08 10:00") }
}

fn rulebook() -> &'static Rulebook {
    RULEBOOKS.get("766-2024").unwrap()
}

/// Own and subtree of a measure for the agencies named, in one period; `0 0` where none is counted.
fn told(when: &str, measure: &str, agencies: &str) -> String {
    let all = tallies(world(), &[rulebook()], Some(&[period(when)]));
    let tally = |agency: &str| {
        let key = TallyKey {
            agency: agency.to_owned(),
            period: period(when),
            rulebook: "766-2024".to_owned(),
            measure: measure.to_owned(),
        };
        all.get(&key).copied().unwrap_or_default()
    };
    let pair = |Tally { own, subtree }| format!("{own} {subtree}");
    agencies.split(' ').map(|agency| pair(tally(agency))).collect::<Vec<_>>().join(" | ")
}

/// August 2026: own and subtree of VN, H55, H55.08, H55.242.
#[rstest]
// A, B | C | G and I, whose agencies are not there yet and not there any more; F belongs nowhere.
#[case("received", "0 5 | 2 5 | 1 1 | 2 2")]
// And D, carried over; E was closed in July.
#[case("handled", "0 6 | 2 6 | 2 2 | 2 2")]
// A done in time, C and G still in time; B done a day late, D and I past due.
#[case("handled_on_time", "0 3 | 1 3 | 1 1 | 1 1")]
#[case("overdue", "0 3 | 1 3 | 1 1 | 1 1")]
// Not done before the period ends: C, D, G, I.
#[case("in_progress", "0 4 | 2 4 | 2 2 | 0 0")]
#[case("in_progress_overdue", "0 2 | 1 2 | 1 1 | 0 0")]
// A and B; A took 4 days 1 h 15 min, B 8 days 0 h 45 min.
#[case("finished", "0 2 | 0 2 | 0 0 | 2 2")]
#[case("finished_seconds", "0 1044000 | 0 1044000 | 0 0 | 1044000 1044000")]
// 1.004222 alone, at three agencies: one procedure of the province.
#[case("services_with_dossier", "0 1 | 1 1 | 1 1 | 1 1")]
// Fees of A and C; A paid online, C at the counter.
#[case("dossiers_with_fee", "0 2 | 0 2 | 1 1 | 1 1")]
#[case("dossiers_paid_online", "0 1 | 0 1 | 0 0 | 1 1")]
// 1.004222 is offered twice and counts once.
#[case("fee_procedures", "0 2 | 0 2 | 2 2 | 1 1")]
#[case("fee_procedures_missing", "0 1 | 0 1 | 1 1 | 0 0")]
#[case("person_procedures", "0 1 | 0 1 | 0 0 | 1 1")]
#[case("services", "0 3 | 0 3 | 2 2 | 1 1")]
// The province: 1.004222 in time, 2.000815 a day late. The ministry: 1.004222 weeks late.
#[case("published", "0 2 | 2 2 | 0 0 | 0 0")]
#[case("published_late", "0 2 | 1 1 | 0 0 | 0 0")]
#[case("published_on_time", "0 0 | 1 1 | 0 0 | 0 0")]
// Carried over from July; due Tuesday 11/8.
#[case("petitions", "0 0 | 0 0 | 0 0 | 0 0")]
#[case("petitions_handled", "0 1 | 0 1 | 1 1 | 0 0")]
#[case("petitions_on_time", "0 0 | 0 0 | 0 0 | 0 0")]
// Chợ Rã says 9 were received, the portal 2; for the province its own 2 and the sum of both sides.
#[case("sync_base", "0 9 | 2 9 | 1 1 | 9 9")]
#[case("copies_done", "0 12 | 0 12 | 0 0 | 12 12")]
#[case("services_growth", "0 -2 | 0 -2 | 0 0 | -2 -2")]
#[case("communes", "0 1 | 0 1 | 0 0 | 1 1")]
#[case("communes_offering_copies", "0 1 | 0 1 | 0 0 | 1 1")]
fn august(#[case] measure: &str, #[case] wanted: &str) {
    assert_eq!(told("2026-08", measure, "VN H55 H55.08 H55.242"), wanted);
}

/// The ministry's publication is the ministry's; the nation counts distinct procedures of both.
#[test]
fn a_ministry_stands_beside_the_provinces() {
    assert_eq!(told("2026-08", "published", "G09 VN"), "1 1 | 0 2");
    assert_eq!(told("2026-08", "published_late", "G09"), "1 1");
}

/// Other periods of H55: E belongs to it, as H03's one successor.
#[rstest]
#[case("2026-06", "received", "0 1")]
#[case("2026-06", "handled_on_time", "0 0")]
#[case("2026-07", "received", "1 1")]
#[case("2026-07", "handled", "1 2")]
#[case("2026-07", "handled_on_time", "1 1")]
#[case("2026-Q3", "received", "2 6")]
#[case("2026", "received", "2 7")]
#[case("2026", "services_with_dossier", "1 1")]
#[case("2026", "communes", "0 2")]
// Once Phú Đình is there, its dossier is its own: also in a quarter or year that it is part of.
#[case("2026-09", "in_progress", "1 4")]
// Due on 11/8: at the end of July still in time, whatever the clock says today.
#[case("2026-07", "petitions_on_time", "0 1")]
// Figures stated for August say nothing of the quarter.
#[case("2026-Q3", "copies_done", "0 0")]
fn other_periods(#[case] when: &str, #[case] measure: &str, #[case] wanted: &str) {
    assert_eq!(told(when, measure, "H55"), wanted);
}

#[rstest]
#[case("handled", "H55", Scope::Subtree, &["A", "B", "C", "D", "G", "I"])]
#[case("handled", "H55", Scope::Own, &["G", "I"])]
#[case("handled", "H55.242", Scope::Own, &["A", "B"])]
#[case("handled", "H99", Scope::Subtree, &[])]
#[case("services_with_dossier", "VN", Scope::Subtree, &["1.004222"])]
#[case("fee_procedures", "H55.08", Scope::Own, &["1.004222", "1.009972"])]
#[case("services", "H55", Scope::Subtree, &["H55.08 1.004222", "H55.08 1.009972", "H55.242 1.004222"])]
#[case("petitions_handled", "VN", Scope::Subtree, &["PAKN.260721.0031"])]
#[case("communes", "VN", Scope::Subtree, &["H55.242"])]
#[case("finished_seconds", "H55", Scope::Subtree, &["A", "B"])]
#[case::computed("overdue", "H55", Scope::Subtree, &[])]
fn the_rows_behind_a_number(
    #[case] measure: &str,
    #[case] agency: &str,
    #[case] scope: Scope,
    #[case] wanted: &[&str],
) {
    let found = rows(world(), rulebook(), measure, agency, period("2026-08"), scope);
    assert_eq!(found, wanted);
}

#[test]
fn periods_run_from_the_first_row_until_now() {
    let all = tallies(world(), &RULEBOOKS.all().iter().collect::<Vec<_>>(), None);
    let mut periods: Vec<String> = all.keys().map(|key| key.period.to_string()).collect();
    periods.sort();
    periods.dedup();
    let wanted = ["2026", "2026-06", "2026-07", "2026-08", "2026-Q2", "2026-Q3"];
    assert_eq!(periods, wanted);
    let mut rulebooks: Vec<&str> = all.keys().map(|key| key.rulebook.as_str()).collect();
    rulebooks.sort_unstable();
    rulebooks.dedup();
    assert_eq!(rulebooks, ["766-2022", "766-2024"]);
    assert!(all.values().all(|tally| *tally != Tally::default()), "only what is there");
    let empty = World { dossiers: &[], records: &[], ..world() };
    assert!(tallies(empty, &[rulebook()], None).is_empty());
}

/// Sở Công Thương: D is overdue all along, C from the second after it was due.
#[test]
fn the_clock_is_a_source_of_events() {
    let overdue = |now: &str| {
        let world = World { now: at(now), ..world() };
        let all = tallies(world, &[rulebook()], Some(&[period("2026-08")]));
        let found = all.iter().find(|(key, _)| key.agency == "H55.08" && key.measure == "overdue");
        found.map(|(_, tally)| tally.own)
    };
    assert_eq!(overdue("25/08 17:00"), Some(1), "C is due this very second");
    assert_eq!(overdue("25/08 17:01"), Some(2));
    // After the period its end is looked at, not now.
    assert_eq!(overdue("25/12 17:01"), Some(2));
}
