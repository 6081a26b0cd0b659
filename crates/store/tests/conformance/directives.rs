//! Directives: issued once, closed once.

use chiso_scoring::directive::{Basis, Closing, Directive, Named, Order, Quote, Reason, Target};
use chiso_scoring::figure::{Counts, State};
use chiso_store::{DirectiveOutcome, Error, Store};
use rstest::rstest;

use crate::on_empty_store;
use crate::sample::{decimal, period};

const NOW: i64 = 1_790_992_800;

fn quote(points: &str, revision: u64) -> Quote {
    Quote {
        points: Some(decimal(points)),
        state: State::Value,
        rate: Some(decimal("70.13")),
        counts: Some(Counts { numerator: 7_013, denominator: 10_000 }),
        period: period("2026-09"),
        rulebook: "766-2022".to_owned(),
        as_of: NOW - 5,
        revision,
    }
}

/// Every field is set and differs from the others.
fn directive(number: &str) -> Directive {
    let named = |number: &str, open| Named { number: number.to_owned(), open };
    Directive {
        number: number.to_owned(),
        issued_at: NOW,
        order: Order {
            title: "Chấn chỉnh việc giải quyết hồ sơ đất đai quá hạn".to_owned(),
            issuer: "H55".to_owned(),
            owner: "H55.17".to_owned(),
            agency: "H55.242".to_owned(),
            code: "2.1".to_owned(),
            period: period("2026-Q4"),
            rulebook: "766-2024".to_owned(),
            basis: Basis::Published,
            target: Target::Rate(decimal("95.50")),
            baseline: quote("14.03", 3),
            deadline: "2026-10-23".parse().unwrap(),
            units: vec!["H55.17".to_owned(), "H55.243".to_owned()],
            dossiers: vec![named("H55.17-261001-0005", true), named("H55.17-260911-0006", false)],
            note: Some("Phòng chuyên môn theo dõi hằng tuần.\nBáo cáo thứ Sáu.".to_owned()),
        },
    }
}

fn closing(reason: Reason) -> Closing {
    Closing { at: NOW + 9, reason, after: quote("19.10", 4), settled: 2 }
}

/// A directive of which everything may be missing that may.
fn bare(number: &str) -> Directive {
    let mut bare = directive(number);
    let nothing = Quote {
        points: None,
        state: State::SourceSilent,
        rate: None,
        counts: None,
        ..bare.order.baseline.clone()
    };
    bare.order = Order {
        baseline: nothing,
        target: Target::Points(decimal("6.00")),
        basis: Basis::Dossiers,
        units: Vec::new(),
        dossiers: Vec::new(),
        note: None,
        ..bare.order
    };
    bare
}

pub fn a_directive_comes_back_as_it_was_issued(store: &Store) {
    for (revision, one) in (1..).zip([directive("125/UBND-KSTT"), bare("126/UBND-KSTT")]) {
        assert_eq!(store.issue(&one, None).unwrap(), DirectiveOutcome::Done(revision));
        let row = store.directive(&one.number, None).unwrap().unwrap();
        assert_eq!((row.id, row.revision, row.closing), (revision, revision, None));
        assert_eq!(row.directive, one);
    }
    assert_eq!(store.revision().unwrap(), 2);
    assert_eq!(store.directive("127/UBND-KSTT", None).unwrap(), None);
    let numbers: Vec<String> =
        store.directives(None, 9).unwrap().into_iter().map(|row| row.directive.number).collect();
    assert_eq!(numbers, ["126/UBND-KSTT", "125/UBND-KSTT"]);
    assert_eq!(store.directives(None, 1).unwrap().len(), 1);
}

pub fn a_repeat_issues_nothing(store: &Store) {
    let first = directive("125/UBND-KSTT");
    store.issue(&first, Some("k-1")).unwrap();
    // Sent again a minute later, after the number moved on: the same order all the same.
    let mut again = Directive { issued_at: NOW + 60, ..first.clone() };
    again.order.baseline = quote("14.05", 9);
    for key in [Some("k-1"), None] {
        assert_eq!(store.issue(&again, key).unwrap(), DirectiveOutcome::Repeated(1));
    }
    assert_eq!(store.directive(&first.number, None).unwrap().unwrap().directive, first);
    assert_eq!(store.revision().unwrap(), 1);
}

pub fn another_order_under_a_number_or_key_is_a_conflict(store: &Store) {
    store.issue(&directive("125/UBND-KSTT"), Some("k-1")).unwrap();
    store.issue(&directive("126/UBND-KSTT"), Some("k-2")).unwrap();
    let mut other = directive("125/UBND-KSTT");
    other.order.deadline = "2026-10-26".parse().unwrap();
    for (given, key) in [
        (&other, None),
        (&other, Some("k-1")),
        (&other, Some("k-3")),
        (&directive("127/UBND-KSTT"), Some("k-1")),
        (&directive("125/UBND-KSTT"), Some("k-2")),
    ] {
        let outcome = store.issue(given, key).unwrap();
        assert_eq!(outcome, DirectiveOutcome::Conflict, "{} {key:?}", given.number);
    }
    assert_eq!(store.directives(None, 9).unwrap().len(), 2);
    assert_eq!(store.revision().unwrap(), 2);
}

pub fn a_directive_is_closed_once(store: &Store) {
    store.issue(&directive("125/UBND-KSTT"), None).unwrap();
    store.issue(&directive("126/UBND-KSTT"), None).unwrap();
    let close =
        |number: &str, reason, key| store.close_directive(number, &closing(reason), key).unwrap();
    assert_eq!(close("999/UBND", Reason::Met, None), DirectiveOutcome::Unknown);
    assert_eq!(close("125/UBND-KSTT", Reason::Met, Some("c-1")), DirectiveOutcome::Done(3));
    assert_eq!(close("125/UBND-KSTT", Reason::Met, Some("c-1")), DirectiveOutcome::Repeated(3));
    assert_eq!(close("125/UBND-KSTT", Reason::Met, None), DirectiveOutcome::Repeated(3));
    assert_eq!(close("125/UBND-KSTT", Reason::Withdrawn, None), DirectiveOutcome::Conflict);
    assert_eq!(close("126/UBND-KSTT", Reason::Met, Some("c-1")), DirectiveOutcome::Conflict);
    let row = store.directive("125/UBND-KSTT", None).unwrap().unwrap();
    assert_eq!(row.closing, Some(closing(Reason::Met)));
    assert_eq!(store.directive("126/UBND-KSTT", None).unwrap().unwrap().closing, None);
    assert_eq!(store.revision().unwrap(), 3);
}

pub fn directives_as_known_at_a_revision(store: &Store) {
    store.issue(&directive("125/UBND-KSTT"), None).unwrap();
    store.issue(&directive("126/UBND-KSTT"), None).unwrap();
    store.close_directive("125/UBND-KSTT", &closing(Reason::NotMet), None).unwrap();
    let known = |at| {
        let rows = store.directives(Some(at), 9).unwrap();
        let open = rows.iter().filter(|row| row.closing.is_none()).count();
        (rows.len(), open)
    };
    assert_eq!([0, 1, 2, 3, 99].map(known), [(0, 0), (1, 1), (2, 2), (2, 1), (2, 1)]);
    assert_eq!(store.directive("126/UBND-KSTT", Some(1)).unwrap(), None);
    let then = store.directive("125/UBND-KSTT", Some(2)).unwrap().unwrap();
    assert_eq!(then.closing, None);
}

pub fn what_cannot_be_kept_is_refused(store: &Store) {
    let refused = |change: fn(&mut Directive)| {
        let mut one = directive("125/UBND-KSTT");
        change(&mut one);
        match store.issue(&one, None).unwrap_err() {
            Error::Call { field, .. } => field,
            other => panic!("{other}"),
        }
    };
    assert_eq!(refused(|d| d.number.clear()), "number");
    assert_eq!(refused(|d| d.order.title = " ".to_owned()), "title");
    assert_eq!(refused(|d| d.order.title = "gọi 0912 345 678".to_owned()), "title");
    assert_eq!(refused(|d| d.order.note = Some("ông A, 079201000123".to_owned())), "note");
    assert_eq!(refused(|d| d.order.note = Some("hoi@thainguyen.example".to_owned())), "note");
    assert_eq!(refused(|d| d.order.note = Some("a\u{0}".to_owned())), "note");
    assert_eq!(refused(|d| d.order.owner.clear()), "owner");
    assert_eq!(refused(|d| d.order.dossiers[0].number = "Trần Văn Bình".to_owned()), "dossiers");
    let month = chiso_scoring::period::Period::Month { year: 2026, month: 13 };
    let mut one = directive("125/UBND-KSTT");
    one.order.baseline.period = month;
    assert!(store.issue(&one, None).is_err());
    let spaced = store.issue(&directive("125/UBND-KSTT"), Some("a key")).unwrap_err();
    assert!(matches!(spaced, Error::Call { field: "key", .. }), "{spaced}");
    assert_eq!(store.directives(None, 9).unwrap(), []);
    assert_eq!(store.revision().unwrap(), 0);
}

pub fn texts_and_lists_end_at_their_bounds(store: &Store) {
    type Fill = fn(&mut Directive, usize);
    let bounds: [(usize, Fill); 5] = [
        (60, |d, n| d.number = "ố".repeat(n)),
        (300, |d, n| d.order.title = "ề".repeat(n)),
        (2_000, |d, n| d.order.note = Some("ữ".repeat(n))),
        (200, |d, n| d.order.units = vec!["H55.17".to_owned(); n]),
        (1_000, |d, n| {
            let one = Named { number: "H55.17-261001-0005".to_owned(), open: true };
            d.order.dossiers = vec![one; n];
        }),
    ];
    for (place, (bound, fill)) in bounds.into_iter().enumerate() {
        let mut at = directive(&format!("{place}/UBND"));
        fill(&mut at, bound);
        assert!(matches!(store.issue(&at, None), Ok(DirectiveOutcome::Done(_))), "{bound}");
        let mut past = directive(&format!("{place}/UBND-2"));
        fill(&mut past, bound + 1);
        assert!(matches!(store.issue(&past, None), Err(Error::Call { .. })), "{bound} + 1");
    }
}

/// Dates, amounts and symbols of documents are no numbers of persons.
#[rstest]
#[case("Quyết định 1045/QĐ-UBND ngày 12/10/2026", true)]
#[case("giảm từ 18,61 xuống 14,03 điểm; 1.250.000 đồng", true)]
#[case("TTHC 1.004222.000.00.00.H55, hồ sơ H55.242-260803-0117", true)]
#[case("kinh phí 1.250.000.000 đồng", true)]
#[case("gọi +84 912 345 678", false)]
#[case("số 12345678", true)]
#[case("số 123456789", false)]
#[case("số 012.345.678", false)]
#[case("xem https://thainguyen.example", false)]
fn notes_are_read_for_numbers_of_persons(#[case] note: &str, #[case] kept: bool) {
    on_empty_store(|store| {
        let mut one = directive("125/UBND-KSTT");
        one.order.note = Some(note.to_owned());
        assert_eq!(store.issue(&one, None).is_ok(), kept);
    });
}
