//! The oracle's reading of dossiers and records against the engine's, over random ones.

use std::sync::{Arc, LazyLock};

use jiff::civil::Date;
use proptest::prelude::*;

use super::Row;
use super::{dossier, record};
use crate::agency::{Agency, AgencyTree, Level};
use crate::calendar::Calendar;
use crate::dossier::meaning::{FLAGS, NUMBERS};
use crate::dossier::{
    Channel, Fact, FiledOn, Marks, Paid, Round, Seconds, Snapshot, Statement, Status, Step, Version,
};
use crate::measure::{Cells, NULL};
use crate::procedures::Procedures;
use crate::record::{
    About, AgencyFacts, Limit, PETITION_FLAGS, PETITION_NUMBERS, PUBLICATION_NUMBERS, Petition,
    PetitionStep, Publication, Record, SERVICE_FLAGS, SERVICE_NUMBERS, Service, ServiceLevel,
    ServiceState,
};

static CALENDAR: LazyLock<Arc<Calendar>> = LazyLock::new(|| Arc::new(Calendar::embedded()));
/// Monday 03/08/2026 07:30.
const MONDAY: Seconds = 1_785_717_000;
const NUMBERS_GIVEN: [&str; 4] =
    ["H55.242-260803-0017", "H55.242-260812-0018", "G09.20-20260804-0092637", "48213"];

/// The engine's row in the oracle's shape.
fn named(cells: &Cells, numbers: &[&'static str], flags: &[&'static str]) -> super::Columns {
    let number = |at: usize| (cells.numbers[at] != NULL).then_some(cells.numbers[at]);
    let flag = |at: usize| Some(i64::from(cells.flags >> at & 1));
    let numbers = numbers.iter().enumerate().map(|(at, name)| (*name, number(at)));
    numbers.chain(flags.iter().enumerate().map(|(at, name)| (*name, flag(at)))).collect()
}

/// Few different moments, some of them seconds apart, so that they meet.
fn moment() -> impl Strategy<Value = Seconds> {
    (0..8i64, prop::sample::select(vec![0, 3, 40, 3_600, 30_000]))
        .prop_map(|(day, seconds)| MONDAY + day * 86_400 + seconds)
}

fn maybe() -> impl Strategy<Value = Option<Seconds>> {
    prop::option::of(moment())
}

fn status() -> impl Strategy<Value = Status> {
    prop::sample::select(Status::ALL.to_vec())
}

fn round() -> impl Strategy<Value = Round> {
    (moment(), maybe()).prop_map(|(requested_at, supplied_at)| Round { requested_at, supplied_at })
}

fn snapshot() -> impl Strategy<Value = Snapshot> {
    let when = (maybe(), status(), maybe(), maybe(), maybe(), maybe(), maybe());
    let rounds = prop::collection::vec(round(), 0..3);
    let what = (0..3usize, 0..3usize, 0..4usize, 0..1024u16, rounds, 0..3usize);
    (when, what).prop_map(|(when, (channel, place, paid, marks, rounds, procedure))| {
        let (stated, status, due, ended, returned, refused, received) = when;
        let procedure = ["1.004222", "2.000815", "TS_lop1"][procedure];
        let mut said = Snapshot::new("H55.242", procedure, status);
        (said.due_at, said.ended_at, said.returned_at) = (due, ended, returned);
        (said.refused_at, said.received_at) = (refused, received);
        said.channel = [Channel::Direct, Channel::Online, Channel::Post][channel];
        said.filed_on = [FiledOn::Unknown, FiledOn::Portal, FiledOn::Local][place];
        said.paid = [Paid::None, Paid::Portal, Paid::Local, Paid::Counter][paid];
        (said.marks, said.rounds, said.fee_due) = (Marks(marks), rounds, i64::from(marks) * 1_000);
        said.stated(stated)
    })
}

fn fact() -> impl Strategy<Value = Fact> {
    let step = (moment(), status()).prop_map(|(at, status)| Step { at, status });
    prop_oneof![
        3 => snapshot().prop_map(|said| Fact::Snapshot(Box::new(said))),
        4 => prop::collection::vec(step, 0..5).prop_map(Fact::Steps),
        1 => (moment(), any::<bool>()).prop_map(|(at, satisfied)| Fact::Rating { at, satisfied }),
        1 => Just(Fact::Complaint),
        1 => Just(Fact::Payment(Paid::Local)),
    ]
}

fn version() -> impl Strategy<Value = Version> {
    prop::collection::vec((maybe(), fact()), 1..8).prop_map(|facts| {
        let mut version = Version::default();
        for (synced_at, fact) in facts {
            version.join(&Statement { number: "x".into(), synced_at, fact }).unwrap();
        }
        version
    })
}

fn limit() -> impl Strategy<Value = Option<Limit>> {
    prop_oneof![
        Just(None),
        (0..90u16).prop_map(|n| Some(Limit::WorkingHours(n))),
        (0..12u16).prop_map(|n| Some(Limit::WorkingDays(n))),
        (0..20u16).prop_map(|n| Some(Limit::Days(n))),
        (0..2u16).prop_map(|n| Some(Limit::Months(n))),
    ]
}

fn day() -> impl Strategy<Value = Date> {
    moment().prop_map(|at| CALENDAR.day_of(at))
}

fn service() -> impl Strategy<Value = Service> {
    let state = prop::sample::select(vec![ServiceState::Public, ServiceState::Abolished]);
    let level = prop::sample::select(vec![ServiceLevel::Info, ServiceLevel::Full]);
    let flags = (any::<bool>(), any::<bool>(), any::<bool>());
    (limit(), any::<bool>(), state, level, day(), prop::option::of(day()), flags).prop_map(
        |(limit, known, state, level, valid_from, valid_to, flags)| Service {
            stated_at: MONDAY,
            agency: "H55.242".into(),
            procedure: if known { "1.004222" } else { "2.000815" }.into(),
            level,
            state,
            valid_from,
            valid_to,
            has_fee: flags.0,
            for_person: flags.1,
            all_parts: flags.2,
            limit,
        },
    )
}

fn publication() -> impl Strategy<Value = Publication> {
    (day(), day(), maybe(), any::<bool>()).prop_map(|(decided_on, effective_on, public_at, own)| {
        Publication {
            stated_at: MONDAY,
            agency: if own { "H55" } else { "G09" }.into(),
            decision: "1045/QĐ-UBND".into(),
            procedure: "1.004222".into(),
            decided_on,
            effective_on,
            public_at,
        }
    })
}

fn petition() -> impl Strategy<Value = Petition> {
    use PetitionStep::{Answered, AskedForMore, Handling, PassedOn, Waiting};
    let step = prop::sample::select(vec![Waiting, Handling, AskedForMore, PassedOn, Answered]);
    let about = prop::sample::select(vec![About::Other, About::Rules, About::Staff]);
    (step, about, moment(), maybe(), 0..3u32, 0..3u32, any::<bool>()).prop_map(
        |(step, about, received_at, answered_at, likes, dislikes, repeated)| Petition {
            stated_at: MONDAY,
            step,
            answered_at,
            number: "PAKN.260803.0031".into(),
            agency: "H55.242".into(),
            received_at,
            about,
            likes,
            dislikes,
            repeated,
            dossier: None,
        },
    )
}

fn tree() -> AgencyTree {
    let agency = |code: &str, level| Agency {
        code: code.to_owned(),
        name: format!("Đơn vị {code}"),
        level,
        parent: (code != "VN").then(|| "VN".to_owned()),
        valid_from: None,
        valid_to: None,
        successors: Vec::new(),
        portal_id: None,
    };
    let all = [("VN", Level::Nation), ("G09", Level::Ministry), ("H55", Level::Province)];
    AgencyTree::new(all.map(|(code, level)| agency(code, level))).unwrap()
}

fn columns(record: Record) -> super::Columns {
    record::row(&record, &tree(), &CALENDAR).unwrap().1.columns
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn dossiers(
        version in version(),
        services in prop::collection::vec(service(), 0..4),
        number in prop::sample::select(NUMBERS_GIVEN.to_vec()),
    ) {
        let mut catalogue = Procedures::new(CALENDAR.clone());
        services.iter().for_each(|service| {
            catalogue.learn(service);
        });
        let records: Vec<Record> = services.into_iter().map(Record::Service).collect();
        let oracle: Option<Row> = dossier::row(number, &version, &records, &CALENDAR);
        let engine = version.meaning(number, &catalogue).ok();
        let said = engine.as_ref().map(|meaning| {
            (meaning.agency, Some(meaning.procedure), named(&meaning.cells, &NUMBERS, &FLAGS))
        });
        let told = oracle.as_ref().map(|row| {
            (row.agency.as_str(), row.procedure.as_deref(), row.columns.clone())
        });
        prop_assert_eq!(told, said);
    }
}

proptest! {
    #[test]
    fn records(service in service(), publication in publication(), petition in petition()) {
        let cells = named(&service.cells(&CALENDAR), &SERVICE_NUMBERS, &SERVICE_FLAGS);
        prop_assert_eq!(columns(Record::Service(service)), cells);
        let level = if &*publication.agency == "G09" { Level::Ministry } else { Level::Province };
        let cells = named(&publication.cells(level, &CALENDAR), &PUBLICATION_NUMBERS, &[]);
        prop_assert_eq!(columns(Record::Publication(publication)), cells);
        let cells = named(&petition.cells(&CALENDAR), &PETITION_NUMBERS, &PETITION_FLAGS);
        prop_assert_eq!(columns(Record::Petition(petition)), cells);
    }
}

#[test]
fn figures_of_agencies() {
    use crate::record::{AGENCY_FLAGS, AGENCY_NUMBERS};
    let period = "2026-08".parse().unwrap();
    let facts = AgencyFacts {
        stated_at: MONDAY,
        agency: "H55".into(),
        period,
        offers_copies: Some(true),
        copies_done: Some(31),
        certifications: Some(407),
        accounts_verified: Some(5_210),
        received_national_report: None,
        received_previous_year: Some(90_112),
        services_growth: Some(-3),
    };
    let cells = named(&facts.cells(Level::Province), &AGENCY_NUMBERS, &AGENCY_FLAGS);
    let records = [Record::Agency(facts)];
    let world = super::World { tree: &tree(), dossiers: &[], records: &records, now: MONDAY };
    let rows = record::agencies(world, period);
    let codes: Vec<&str> = rows.iter().map(|row| row.key.as_str()).collect();
    assert_eq!(codes, ["G09", "H55", "VN"]);
    assert_eq!(rows[1].columns, cells);
    assert_eq!(rows[2].columns["received_previous_year"], Some(0));
    assert_eq!(
        record::agencies(world, "2026-Q3".parse().unwrap())[1].columns["copies_done"],
        Some(0)
    );
}
