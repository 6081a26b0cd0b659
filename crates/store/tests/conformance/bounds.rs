//! Each bound, and one past it.

use chiso_scoring::agency::Agency;
use chiso_scoring::figure::Reported;
use chiso_scoring::period::Period;
use chiso_store::{Error, Query, Store};

use crate::LIMITS;
use crate::sample::{NOW, add, agency, august, figure, info, period, refusal};

const DAY: &str = "2026-09-26T00:00:00";

fn figures(count: usize) -> Vec<Reported> {
    (1..=count).map(|n| figure(&format!("H{n:03}"), "1.1", DAY, n as i64)).collect()
}

pub fn a_batch_ends_at_its_bound(store: &Store) {
    let rows = figures(LIMITS.batch);
    let refused = [refusal("1", None, None)];
    let error = store.add_figures(&info(), &rows, &refused).unwrap_err();
    assert_eq!(error.to_string(), "41 rows in one call are too many: at most 40");
    assert_eq!(store.revision().unwrap(), 0);
    assert_eq!(store.add_figures(&info(), &rows[1..], &refused).unwrap().totals.read, 40);
}

pub fn agencies_end_at_their_bound(store: &Store) {
    let rows: Vec<Agency> = (0..=LIMITS.agencies).map(|n| agency(&format!("H{n}"), None)).collect();
    assert!(matches!(store.add_agencies(&rows, NOW), Err(Error::TooMany { given: 7, limit: 6 })));
    assert_eq!(store.add_agencies(&rows[1..], NOW).unwrap().added, 6);
}

pub fn an_answer_ends_at_its_bound(store: &Store) {
    let rows = figures(LIMITS.answer + 1);
    add(store, &rows[1..]);
    assert_eq!(store.figures(&august()).unwrap().len(), LIMITS.answer);
    add(store, &rows[..1]);
    let error = store.figures(&august()).unwrap_err();
    assert_eq!(error.to_string(), "the answer has more than 30 rows: ask for less");
    for n in 0..=LIMITS.answer {
        add(
            store,
            &[figure("H55", "1.2", &format!("2026-10-{:02}T{:02}:00:00", n % 28 + 1, n / 28), 1)],
        );
    }
    assert!(matches!(store.periods(None), Err(Error::AnswerTooLarge { limit: 30 })));
    assert_eq!(store.captures(usize::MAX).unwrap().len(), LIMITS.answer);
}

pub fn a_question_ends_at_its_bound(store: &Store) {
    add(store, &figures(4));
    let of = |count: usize| Query {
        agencies: Some((1..=count).map(|n| format!("H{n:03}")).collect()),
        ..august()
    };
    assert_eq!(store.figures(&of(LIMITS.asked)).unwrap().len(), 3);
    assert!(matches!(store.figures(&of(4)), Err(Error::TooMany { given: 4, limit: 3 })));
}

pub fn a_text_ends_at_its_bound(store: &Store) {
    let named =
        |chars: usize| Reported { source: "ế".repeat(chars), ..figure("H44", "1.1", DAY, 1) };
    assert_eq!(add(store, &[named(500)]).totals.accepted, 1);
    let error = store.add_figures(&info(), &[named(501)], &[]).unwrap_err();
    assert_eq!(error.to_string(), "item 1: source is longer than 500 characters");
}

pub fn what_cannot_be_read_back_is_refused(store: &Store) {
    let good = figure("H44", "1.1", DAY, 1);
    let inverted =
        Period::Range { first: period("2026-08").last(), last: period("2026-08").first() };
    let bad = [
        Reported { period: Period::Month { year: 2026, month: 13 }, ..good.clone() },
        Reported { period: Period::Quarter { year: 2026, quarter: 0 }, ..good.clone() },
        Reported { period: Period::Year { year: 1899 }, ..good.clone() },
        Reported { period: inverted, ..good.clone() },
        Reported { as_of: "-000001-01-01T00:00:00".parse().unwrap(), ..good.clone() },
        Reported { indicator: "1.1\0".to_owned(), ..good.clone() },
        Reported { source: String::new(), ..good.clone() },
    ];
    for row in bad {
        let error = store.add_figures(&info(), &[good.clone(), row.clone()], &[]).unwrap_err();
        assert!(matches!(error, Error::Item { index: 1, .. }), "{row:?}: {error}");
    }
    assert_eq!(store.revision().unwrap(), 0);
}

pub fn agencies_that_cannot_be_read_back_are_refused(store: &Store) {
    let good = agency("H44", None);
    let bad = [
        Agency { code: String::new(), ..good.clone() },
        Agency { name: "a\tb".to_owned(), ..good.clone() },
        Agency { parent: Some(String::new()), ..good.clone() },
        Agency { successors: vec!["H55;H56".to_owned()], ..good.clone() },
        Agency { valid_to: Some("-000001-01-01".parse().unwrap()), ..good.clone() },
    ];
    for row in bad {
        let error = store.add_agencies(&[good.clone(), row.clone()], NOW).unwrap_err();
        assert!(matches!(error, Error::Item { index: 1, .. }), "{row:?}: {error}");
    }
    assert!(store.add_agencies(&[good], "2026-09-26").is_err());
    assert_eq!(store.revision().unwrap(), 0);
}
