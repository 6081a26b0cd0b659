//! The calibrated provinces through the real engine: what was published comes out of dossiers.
#![allow(clippy::unwrap_used, reason = "a test may fail anywhere")]

use std::collections::{BTreeMap, HashMap};

use chiso_scoring::agency::AgencyTree;
use chiso_scoring::dossier::{Statement, Version};
use chiso_scoring::measure::ask::Counted;
use chiso_scoring::measure::plan::Plan;
use chiso_scoring::measure::quality_marks;
use chiso_scoring::period::Period;
use chiso_scoring::record::Record;
use chiso_scoring::round::{fraction, half_up};
use chiso_scoring::rulebook::{Rulebook, Rulebooks};
use chiso_scoring::standing::Standing;
use chiso_sim::{World, bac_kan_2023_08, thai_nguyen_2026};

/// Everything a world says, joined and counted.
fn stand(world: &World) -> Standing {
    let books = Rulebooks::embedded();
    let plan = Plan::new(&books.all().iter().collect::<Vec<_>>(), &quality_marks());
    let tree = AgencyTree::new(world.agencies.iter().cloned()).unwrap();
    let mut standing = Standing::new(plan, tree, world.until());
    let services = world.services.iter().cloned().map(Record::Service);
    let publications = world.publications.iter().cloned().map(Record::Publication);
    let petitions = world.petitions.iter().cloned().map(Record::Petition);
    let facts = world.facts.iter().cloned().map(Record::Agency);
    for (subject, record) in (1..).zip(services.chain(publications).chain(petitions).chain(facts)) {
        standing.record(subject, None, &record);
    }
    let mut versions: HashMap<Box<str>, Version> = HashMap::new();
    for statement in world.events().filter_map(|event| event.statement()) {
        let Statement { number, .. } = &statement;
        versions.entry(number.clone()).or_default().join(&statement).unwrap();
    }
    for (key, (number, version)) in (1..).zip(&versions) {
        standing.load(key, number, version);
    }
    standing.loaded();
    standing
}

fn rulebook(id: &str) -> Rulebook {
    Rulebooks::embedded().get(id).unwrap().clone()
}

fn figures(standing: &Standing, book: &Rulebook, period: &str) -> BTreeMap<String, Counted> {
    let period: Period = period.parse().unwrap();
    let counted = standing.live().figures(&book.id, period);
    counted.into_iter().map(|counted| (counted.agency.clone(), counted)).collect()
}

fn counts(book: &Rulebook, counted: &Counted, code: &str) -> (i64, i64) {
    let figure = counted.indicators[book.indicator(code).unwrap()].unwrap();
    let counts = figure.counts().unwrap();
    (counts.numerator, counts.denominator)
}

fn measure(book: &Rulebook, counted: &Counted, id: &str) -> i64 {
    counted.measures[book.measures.iter().position(|m| m.id == id).unwrap()]
}

/// Units whose printed overdue count no whole number of dossiers can have together with the printed rate:
/// code, printed, ours (crates/sim/profiles/README.md).
const OVERDUE_EXCEPTIONS: [(&str, i64, i64); 10] = [
    ("H03.S-GTVT", 10, 11),
    ("H03.S-KHDT", 11, 15),
    ("H03.S-VHTTDL", 2, 3),
    ("H03.S-TNMT", 14, 16),
    ("H03.S-YT", 74, 82),
    ("H03.Q058", 2, 7),
    ("H03.Q060", 522, 523),
    ("H03.Q061", 30, 34),
    ("H03.Q062", 525, 534),
    ("H03.Q063", 154, 156),
];

#[test]
fn bac_kan_comes_out_with_the_reports_rates_and_overdue_counts() {
    let world = bac_kan_2023_08(766);
    let (standing, book) = (stand(&world), rulebook("766-2022"));
    let found = figures(&standing, &book, "2023-08");
    let text = include_str!("../../../data/reported/bac-kan-2023-08.csv");
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let (mut rates, mut overdue) = (0, 0);
    for row in rows.records() {
        let row = row.unwrap();
        let (agency, indicator, printed) = (&row[2], &row[3], &row[6]);
        // The province prints a whole number; 71.94 is what its units add up to.
        if agency == "H03" {
            continue;
        }
        let Some(counted) = found.get(agency) else {
            assert!(indicator != "2.1" || printed.is_empty(), "{agency} has no figures");
            continue;
        };
        if indicator == "2.1" && !printed.is_empty() {
            let (on_time, handled) = counts(&book, counted, "2.1");
            let percent = fraction(i128::from(on_time) * 100, i128::from(handled));
            let wanted: rust_decimal::Decimal = printed.parse().unwrap();
            assert_eq!(half_up(percent, 2), wanted, "2.1 of {agency}: {on_time}/{handled}");
            rates += 1;
        }
        if indicator == "overdue" && !row[4].is_empty() {
            let printed: i64 = row[4].parse().unwrap();
            let ours = measure(&book, counted, "overdue");
            let exception = OVERDUE_EXCEPTIONS.iter().find(|(code, ..)| *code == agency);
            match exception {
                Some((_, listed, instead)) => assert_eq!((printed, ours), (*listed, *instead)),
                None => assert_eq!(ours, printed, "overdue of {agency}"),
            }
            overdue += 1;
        }
    }
    assert!(rates >= 24 && overdue >= 20, "{rates} rates, {overdue} overdue counts compared");
    assert_eq!(counts(&book, &found["H03"], "3.6"), (448, 6_769));
}

#[test]
fn thai_nguyen_comes_out_with_the_portals_counts() {
    let world = thai_nguyen_2026(766, 1000);
    let (standing, book) = (stand(&world), rulebook("766-2024"));
    let found = figures(&standing, &book, "2026");
    let province = &found["H55"];
    for (code, numerator, denominator) in [
        ("1.1", 1, 57),
        ("1.2", 0, 59),
        ("1.4", 224_083, 224_083),
        ("2.1", 254_178, 265_883),
        ("3.6", 181_383, 204_116),
        ("3.5", 103, 366),
        ("3.5b", 46, 366),
        ("4.1", 210_223, 265_883),
        ("4.2", 65_846, 265_883),
        ("4.3", 77_736, 265_883),
        ("4.4", 1_664, 265_883),
        ("4.5b", 109_242, 265_883),
        ("4.5a", 279, 1_305),
        ("5.1", 159, 183),
        ("5.1b", 17, 183),
        ("5.2", 104, 183),
        ("5.3", 74, 183),
        ("5.4", 254_078, 265_883),
    ] {
        assert_eq!(counts(&book, province, code), (numerator, denominator), "{code}");
    }
    assert_eq!(measure(&book, province, "overdue"), 11_705);
}
