//! Reading figures.

use chiso_scoring::figure::{Figure, Flag, Reported};
use chiso_store::{Query, Store};

use crate::sample::{add, ask, august, decimal, figure, found, period};

pub fn an_empty_store_answers(store: &Store) {
    assert_eq!(store.revision().unwrap(), 0);
    assert_eq!(ask(store, &august()), []);
    assert_eq!(store.periods(None).unwrap(), []);
    assert_eq!(store.agencies(None).unwrap(), []);
    assert_eq!(store.captures(10).unwrap(), []);
    assert_eq!(store.refusals(1, 10).unwrap(), []);
}

pub fn a_missing_number_is_not_zero(store: &Store) {
    let day = "2026-09-01T00:00:00";
    let with = |indicator: &str, figure: Figure| Reported {
        figure,
        ..self::figure("H44", indicator, day, 1)
    };
    let nothing = Figure::default();
    let zeros = Figure {
        numerator: Some(0),
        denominator: Some(0),
        rate: Some(decimal("0")),
        points: Some(decimal("0.00")),
        flag: None,
    };
    let half = Figure { numerator: Some(0), ..nothing };
    let rows = [with("1.1", nothing), with("1.2", zeros), with("1.3", half)];
    add(store, &rows);
    let figures: Vec<Figure> =
        ask(store, &august()).iter().map(|row| row.reported.figure).collect();
    assert_eq!(figures, [nothing, zeros, half]);
    // Nor does one repeat the other.
    let swapped = [with("1.1", zeros), with("1.2", nothing), with("1.3", zeros)];
    assert_eq!(add(store, &swapped).conflicts.len(), 3);
}

pub fn every_part_comes_back_as_it_was(store: &Store) {
    let mut full = figure("H44.S-CT", "TOTAL", "2026-09-26T16:30:05", -3);
    full.period = period("2026-07-01..2026-07-15");
    full.source = "Báo cáo số 12; \"phụ lục\", 'bảng 2'".to_owned();
    full.figure = Figure {
        numerator: Some(i64::MIN),
        denominator: Some(i64::MAX),
        rate: Some(decimal("97.750")),
        points: Some(decimal("-79228162514264337593543950.335")),
        flag: Some(Flag::OpenPeriod),
    };
    let receipt =
        add(store, &[figure("H44.S-CT", "TOTAL", "2026-09-26T16:30:05", 4), full.clone()]);
    let back = ask(store, &Query::of(full.period));
    assert_eq!(back.len(), 1);
    assert_eq!(back[0].reported, full);
    assert_eq!(back[0].reported.figure.rate.unwrap().to_string(), "97.750");
    assert_eq!(back[0].revision, receipt.revision);
    for flag in Flag::ALL {
        let mut flagged = figure("H44", flag.code(), "2026-09-26T00:00:00", 7);
        flagged.figure.flag = Some(flag);
        add(store, &[flagged.clone()]);
        assert!(ask(store, &august()).iter().any(|row| row.reported == flagged));
    }
}

pub fn a_later_capture_stands_beside_the_earlier(store: &Store) {
    add(store, &[figure("H44", "1.1", "2026-09-01T00:00:00", 11)]);
    add(store, &[figure("H44", "1.1", "2026-09-26T00:00:00", 12)]);
    // Captured long ago, imported last.
    add(store, &[figure("H44", "1.1", "2026-08-15T00:00:00", 10)]);
    assert_eq!(found(store, &august()), ["H44 1.1 12"]);
    assert_eq!(store.periods(None).unwrap()[0].figures, 3);
}

/// Three captures of one number, beside other agencies, indicators and periods.
fn history(store: &Store) {
    let rows = |day: &str, base: i64| {
        let mut other = figure("H44", "1.1", day, base + 4);
        other.period = period("2026-07");
        [
            figure("H44", "1.1", day, base),
            figure("H44", "1.2", day, base + 1),
            figure("H55", "1.1", day, base + 2),
            other,
        ]
    };
    add(store, &rows("2026-09-01T08:00:00", 10));
    add(store, &rows("2026-09-26T16:30:00", 30));
    add(store, &rows("2026-09-10T00:00:00", 20));
}

pub fn as_of_looks_back_in_time(store: &Store) {
    history(store);
    let at = |as_of: &str| Query { as_of: Some(as_of.parse().unwrap()), ..august() };
    assert_eq!(found(store, &at("2026-09-01T07:59:59")), [""; 0]);
    assert_eq!(
        found(store, &at("2026-09-01T08:00:00")),
        ["H44 1.1 10", "H44 1.2 11", "H55 1.1 12"]
    );
    assert_eq!(
        found(store, &at("2026-09-26T16:29:59")),
        ["H44 1.1 20", "H44 1.2 21", "H55 1.1 22"]
    );
    assert_eq!(
        found(store, &at("2030-01-01T00:00:00")),
        ["H44 1.1 30", "H44 1.2 31", "H55 1.1 32"]
    );
}

pub fn known_at_looks_back_in_revisions(store: &Store) {
    history(store);
    let at = |revision: u64| Query { known_at: Some(revision), ..august() };
    assert_eq!(found(store, &at(0)), [""; 0]);
    assert_eq!(found(store, &at(1)), ["H44 1.1 10", "H44 1.2 11", "H55 1.1 12"]);
    assert_eq!(found(store, &at(2)), ["H44 1.1 30", "H44 1.2 31", "H55 1.1 32"]);
    assert_eq!(found(store, &at(3)), found(store, &at(2)));
    assert_eq!(found(store, &at(u64::MAX)), found(store, &august()));
    let both = Query { as_of: Some("2026-09-15T00:00:00".parse().unwrap()), ..at(2) };
    assert_eq!(found(store, &both), ["H44 1.1 10", "H44 1.2 11", "H55 1.1 12"]);
}

pub fn among_equals_the_newest_revision_then_the_last_source(store: &Store) {
    let from = |source: &str, numerator: i64| {
        let row = figure("H44", "1.1", "2026-09-26T00:00:00", numerator);
        Reported { source: source.to_owned(), ..row }
    };
    add(store, &[from("B", 2), from("C", 3), from("A", 1)]);
    assert_eq!(found(store, &august()), ["H44 1.1 3"]);
    add(store, &[from("AA", 4)]);
    assert_eq!(found(store, &august()), ["H44 1.1 4"]);
    assert_eq!(found(store, &Query { known_at: Some(1), ..august() }), ["H44 1.1 3"]);
}

pub fn a_period_is_asked_exactly(store: &Store) {
    let spellings = ["2026-08", "2026-Q3", "2026", "2026-08-01..2026-08-31"];
    for (numerator, text) in (1..).zip(spellings) {
        let row = figure("H44", "1.1", "2026-09-26T00:00:00", numerator);
        add(store, &[Reported { period: period(text), ..row }]);
    }
    for (numerator, text) in (1..).zip(spellings) {
        assert_eq!(found(store, &Query::of(period(text))), [format!("H44 1.1 {numerator}")]);
    }
}

pub fn agencies_and_source_restrict(store: &Store) {
    history(store);
    let mut report = figure("H44", "1.1", "2026-09-02T00:00:00", 50);
    report.source = "Báo cáo tháng 8".to_owned();
    add(store, &[report.clone(), figure("H44.1", "1.1", "2026-09-02T00:00:00", 60)]);
    let of = |codes: &[&str]| Query {
        agencies: Some(codes.iter().map(|&code| code.to_owned()).collect()),
        ..august()
    };
    assert_eq!(found(store, &of(&["H55"])), ["H55 1.1 32"]);
    assert_eq!(found(store, &of(&["H55", "H44.1", "H55"])), ["H44.1 1.1 60", "H55 1.1 32"]);
    assert_eq!(found(store, &of(&[])), [""; 0]);
    assert_eq!(found(store, &of(&["H4"])), [""; 0]);
    let reports = Query { source: Some(report.source), ..august() };
    assert_eq!(found(store, &reports), ["H44 1.1 50"]);
    let neither = Query { agencies: Some(vec!["H55".to_owned()]), ..reports };
    assert_eq!(found(store, &neither), [""; 0]);
}

pub fn figures_are_ordered(store: &Store) {
    let day = "2026-09-26T00:00:00";
    add(
        store,
        &[
            figure("H55", "1.1", day, 1),
            figure("H44", "2.1", day, 2),
            figure("H44", "1.10", day, 3),
        ],
    );
    assert_eq!(found(store, &august()), ["H44 1.10 3", "H44 2.1 2", "H55 1.1 1"]);
}

pub fn periods_are_summed_up(store: &Store) {
    history(store);
    let quarter =
        Reported { period: period("2026-Q3"), ..figure("H44", "1.1", "2026-10-01T00:00:00", 70) };
    let other = Reported { indicator: "1.2".to_owned(), ..quarter.clone() };
    add(store, &[quarter, other]);
    let lines: Vec<String> = store
        .periods(None)
        .unwrap()
        .iter()
        .map(|row| {
            let last = row.last_as_of().unwrap();
            let captures = row.captures.len();
            format!(
                "{} {} agencies {captures} captures {last} {}",
                row.period, row.agencies, row.figures
            )
        })
        .collect();
    assert_eq!(
        lines,
        [
            "2026-Q3 1 agencies 1 captures 2026-10-01T00:00:00 2",
            "2026-08 2 agencies 3 captures 2026-09-26T16:30:00 9",
            "2026-07 1 agencies 3 captures 2026-09-26T16:30:00 3",
        ]
    );
    assert!(store.periods(None).unwrap()[1].captures.is_sorted());
}

pub fn periods_as_known_at_a_revision(store: &Store) {
    history(store);
    let known = store.periods(Some(1)).unwrap();
    assert_eq!(known.len(), 2);
    assert_eq!((known[0].figures, known[0].captures.len()), (3, 1));
    assert_eq!(store.periods(Some(0)).unwrap(), []);
}
