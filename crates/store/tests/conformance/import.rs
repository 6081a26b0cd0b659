//! Writing figures.

use chiso_scoring::figure::{Figure, Flag, Reported};
use chiso_store::{CONFLICT, CaptureInfo, Error, Query, Store, Totals};

use crate::sample::{add, ask, august, decimal, figure, found, info, refusal};

const DAY: &str = "2026-09-26T00:00:00";

fn totals(accepted: u64, duplicate: u64, refused: u64) -> Totals {
    Totals { read: accepted + duplicate + refused, accepted, duplicate, refused }
}

pub fn a_repeat_changes_nothing(store: &Store) {
    let rows = [figure("H44", "1.1", DAY, 1), figure("H44", "1.2", DAY, 2)];
    let first = add(store, &rows);
    assert_eq!((first.totals, first.revision), (totals(2, 0, 0), 1));
    let before = ask(store, &august());
    let again = add(store, &rows);
    assert_eq!((again.totals, again.revision), (totals(0, 2, 0), 1));
    assert_eq!(again.conflicts, []);
    let mixed = add(store, &[rows[1].clone(), figure("H44", "1.3", DAY, 3), rows[0].clone()]);
    assert_eq!((mixed.totals, mixed.revision), (totals(1, 2, 0), 2));
    assert_eq!(ask(store, &august())[..2], before);
}

pub fn decimals_are_compared_as_numbers(store: &Store) {
    let with = |points: &str| {
        let figure = Figure { points: Some(decimal(points)), ..Figure::default() };
        Reported { figure, ..self::figure("H44", "TOTAL", DAY, 0) }
    };
    add(store, &[with("6.00")]);
    assert_eq!(add(store, &[with("6.0"), with("6")]).totals, totals(0, 2, 0));
    assert_eq!(add(store, &[with("6.01")]).totals, totals(0, 0, 1));
    let kept = ask(store, &august())[0].reported.figure.points.unwrap();
    assert_eq!(kept.to_string(), "6.00");
}

pub fn another_value_is_a_conflict(store: &Store) {
    let stays = figure("H44", "1.1", DAY, 1);
    add(store, &[stays.clone(), figure("H44", "1.2", DAY, 2)]);
    let batch =
        [figure("H55", "1.1", DAY, 3), figure("H44", "1.1", DAY, 4), figure("H44", "1.2", DAY, 2)];
    let receipt = add(store, &batch);
    assert_eq!((receipt.totals, receipt.revision), (totals(1, 1, 1), 2));
    assert_eq!(receipt.conflicts.len(), 1);
    let conflict = &receipt.conflicts[0];
    assert_eq!((conflict.index, conflict.field), (1, "numerator"));
    assert_eq!((&conflict.stored.reported, conflict.stored.revision), (&stays, 1));
    assert_eq!(found(store, &august()), ["H44 1.1 1", "H44 1.2 2", "H55 1.1 3"]);
}

pub fn each_differing_field_is_named(store: &Store) {
    let mut full = Figure::of_counts(1, 2);
    full.rate = Some(decimal("50"));
    full.points = Some(decimal("1.5"));
    full.flag = Some(Flag::OpenPeriod);
    let row = |change: fn(&mut Figure)| {
        let mut figure = full;
        change(&mut figure);
        Reported { figure, ..self::figure("H44", "1.1", DAY, 0) }
    };
    add(store, &[row(|_| ())]);
    let others = [
        row(|f| (f.numerator, f.denominator) = (Some(9), None)),
        row(|f| (f.denominator, f.flag) = (None, None)),
        row(|f| f.rate = Some(decimal("50.1"))),
        row(|f| f.points = None),
        row(|f| f.flag = Some(Flag::NoNationalReportData)),
    ];
    let receipt = add(store, &others);
    let named: Vec<_> = receipt.conflicts.iter().map(|c| c.field).collect();
    let fields = ["numerator", "denominator", "rate", "points", "flags"];
    assert_eq!(named, fields);
    let refusals = store.refusals(receipt.capture, 9).unwrap();
    let values: Vec<_> = refusals.iter().map(|row| row.value.as_deref()).collect();
    let given = [Some("9"), None, Some("50.1"), None, Some("no_national_report_data")];
    assert_eq!(values, given);
}

pub fn a_file_may_contradict_itself(store: &Store) {
    let one = figure("H44", "1.1", DAY, 1);
    let receipt = add(store, &[one.clone(), one.clone(), figure("H44", "1.1", DAY, 2)]);
    assert_eq!(receipt.totals, totals(1, 1, 1));
    assert_eq!(receipt.conflicts[0].index, 2);
    assert_eq!(receipt.conflicts[0].stored.reported, one);
    assert_eq!(receipt.conflicts[0].stored.revision, receipt.revision);
}

pub fn a_conflict_becomes_a_refusal_at_its_place(store: &Store) {
    let rows = [figure("H44", "1.1", DAY, 1), figure("H44", "1.1", DAY, 2)];
    let placed = CaptureInfo { places: vec!["7".to_owned(), "8".to_owned()], ..info() };
    let unread = refusal("3", Some("rate"), Some("chín"));
    let receipt = store.add_figures(&placed, &rows, std::slice::from_ref(&unread)).unwrap();
    assert_eq!(receipt.totals, totals(1, 0, 2));
    let refusals = store.refusals(receipt.capture, 9).unwrap();
    assert_eq!(refusals[0], unread);
    assert_eq!((refusals[1].place.as_str(), refusals[1].code.as_str()), ("8", CONFLICT));
    assert_eq!(refusals[1].field.as_deref(), Some("numerator"));
    let receipt = add(store, &[figure("H44", "1.2", DAY, 3), rows[1].clone()]);
    assert_eq!(store.refusals(receipt.capture, 9).unwrap()[0].place, "2");
}

pub fn revisions_count_batches_that_add(store: &Store) {
    let one = figure("H44", "1.1", DAY, 1);
    assert_eq!(add(store, &[]).revision, 0);
    assert_eq!(add(store, std::slice::from_ref(&one)).revision, 1);
    assert_eq!(add(store, &[one]).revision, 1);
    assert_eq!(add(store, &[figure("H44", "1.1", DAY, 2)]).revision, 1);
    assert_eq!(
        store
            .add_agencies(&[crate::sample::agency("H44", None)], crate::sample::NOW)
            .unwrap()
            .revision,
        2
    );
    assert_eq!(add(store, &[figure("H44", "1.2", DAY, 3)]).revision, 3);
    assert_eq!(store.revision().unwrap(), 3);
}

pub fn a_refused_call_leaves_nothing(store: &Store) {
    let bad = Reported { agency: String::new(), ..figure("H44", "1.2", DAY, 2) };
    let error = store.add_figures(&info(), &[figure("H44", "1.1", DAY, 1), bad], &[]).unwrap_err();
    assert!(matches!(error, Error::Item { index: 1, field: "agency", .. }), "{error}");
    assert_eq!(error.to_string(), "item 2: agency is empty");
    assert_eq!(store.revision().unwrap(), 0);
    assert_eq!(store.captures(9).unwrap(), []);
    assert_eq!(ask(store, &Query::of(crate::sample::period("2026-08"))), []);
}
