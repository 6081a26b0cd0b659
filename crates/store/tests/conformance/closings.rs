//! Closings: frozen once, reopened once, never changed.

use chiso_store::{
    Closed, ClosedFrom, ClosingFile, ClosingFiles, ClosingOutcome, Error, Reopening,
    ReopeningOutcome, Store,
};

use crate::sample::period;

const NOW: i64 = 1_788_600_000;

/// Every field is set and differs from the others.
fn closed(agency: &str, month: &str) -> Closed {
    Closed {
        agency: agency.to_owned(),
        period: period(month),
        origin: ClosedFrom::Dossiers,
        as_of: "2026-09-05T16:30:00".parse().unwrap(),
        provisional: false,
        rulebook: "766-2024".to_owned(),
        known_at: 7,
        closed_by: "Chánh Văn phòng UBND tỉnh".to_owned(),
        closed_at: NOW,
        replaces: None,
        waived: 2,
        root: [11; 32],
        signature: [22; 64],
        key: [33; 32],
    }
}

fn files() -> ClosingFiles<'static> {
    ClosingFiles { snapshot: b"ban chot", public: b"ban cong khai", lists: b"", findings: b"[]" }
}

fn reopening() -> Reopening {
    Reopening {
        at: NOW + 60,
        by: "Sở Nội vụ".to_owned(),
        reason: "Phường Đức Xuân gửi bổ sung 12 hồ sơ".to_owned(),
    }
}

fn done(number: u64, revision: u64) -> ClosingOutcome {
    ClosingOutcome::Done { number, revision }
}

pub fn a_closing_comes_back_as_it_was_with_its_files(store: &Store) {
    let one = closed("H55", "2026-08");
    assert_eq!(store.close(&one, files()).unwrap(), done(1, 1));
    let provisional = Closed {
        origin: ClosedFrom::Published,
        provisional: true,
        as_of: "2026-09-15T10:00:00".parse().unwrap(),
        ..closed("H55.17", "2026-Q3")
    };
    assert_eq!(store.close(&provisional, files()).unwrap(), done(2, 2));
    let row = store.closing(1, None).unwrap().unwrap();
    assert_eq!((row.number, row.revision, row.reopened), (1, 1, None));
    assert_eq!(row.closed, one);
    assert_eq!(store.closing(2, None).unwrap().unwrap().closed, provisional);
    assert_eq!(store.closing(3, None).unwrap(), None);
    let file = |kind| store.closing_file(1, kind).unwrap().unwrap();
    assert_eq!(file(ClosingFile::Snapshot), b"ban chot");
    assert_eq!(file(ClosingFile::Public), b"ban cong khai");
    assert_eq!(file(ClosingFile::Lists), b"");
    assert_eq!(file(ClosingFile::Findings), b"[]");
    assert_eq!(store.closing_file(3, ClosingFile::Public).unwrap(), None);
    let numbers = |limit| -> Vec<u64> {
        store.closings(None, limit).unwrap().iter().map(|row| row.number).collect()
    };
    assert_eq!(numbers(9), [2, 1]);
    assert_eq!(numbers(1), [2]);
    assert_eq!(store.revision().unwrap(), 2);
}

pub fn one_closing_of_a_period_stands(store: &Store) {
    let one = closed("H55", "2026-08");
    store.close(&one, files()).unwrap();
    // Another origin, rulebook or moment is no other period.
    let other = Closed { origin: ClosedFrom::Published, ..one.clone() };
    for again in [one.clone(), other] {
        assert_eq!(store.close(&again, files()).unwrap(), ClosingOutcome::Stands(1));
    }
    assert_eq!(store.revision().unwrap(), 1);
    // Other periods and agencies are not in its way.
    assert_eq!(store.close(&closed("H55", "2026-Q3"), files()).unwrap(), done(2, 2));
    assert_eq!(store.close(&closed("H55.17", "2026-08"), files()).unwrap(), done(3, 3));
    let stands: Vec<u64> =
        store.closings_of(period("2026-08"), None).unwrap().iter().map(|row| row.number).collect();
    assert_eq!(stands, [3, 1]);
    assert_eq!(store.closing_stands("H55", one.period).unwrap(), (Some(1), None));
}

pub fn a_closing_is_reopened_once_and_the_next_names_it(store: &Store) {
    let one = closed("H55", "2026-08");
    store.close(&one, files()).unwrap();
    assert_eq!(store.reopen(2, &reopening()).unwrap(), ReopeningOutcome::Unknown);
    assert_eq!(store.reopen(1, &reopening()).unwrap(), ReopeningOutcome::Done(2));
    let other = Reopening { reason: "Lý do khác".to_owned(), ..reopening() };
    assert_eq!(store.reopen(1, &other).unwrap(), ReopeningOutcome::Before(2));
    let row = store.closing(1, None).unwrap().unwrap();
    assert_eq!(row.reopened, Some((2, reopening())));
    assert_eq!(row.closed, one);
    assert_eq!(store.closing_file(1, ClosingFile::Snapshot).unwrap().unwrap(), b"ban chot");
    assert_eq!(store.closing_stands("H55", one.period).unwrap(), (None, Some(1)));
    assert!(store.closings_of(one.period, None).unwrap().is_empty());
    // The next one says whose place it takes; a wrong or missing number is refused.
    for replaces in [None, Some(2)] {
        let next = Closed { replaces, ..one.clone() };
        assert_eq!(store.close(&next, files()).unwrap(), ClosingOutcome::Stale);
    }
    let next = Closed { replaces: Some(1), ..one.clone() };
    assert_eq!(store.close(&next, files()).unwrap(), done(2, 3));
    assert_eq!(store.closing_stands("H55", one.period).unwrap(), (Some(2), None));
}

pub fn provisional_closings_stand_beside_each_other(store: &Store) {
    let mid = Closed { provisional: true, ..closed("H55", "2026-09") };
    assert_eq!(store.close(&mid, files()).unwrap(), done(1, 1));
    assert_eq!(store.close(&mid, files()).unwrap(), ClosingOutcome::Stands(1));
    let later = Closed { as_of: "2026-09-20T08:00:00".parse().unwrap(), ..mid.clone() };
    assert_eq!(store.close(&later, files()).unwrap(), done(2, 2));
    // Neither is in the way of the closing when the month is over.
    assert_eq!(store.close(&closed("H55", "2026-09"), files()).unwrap(), done(3, 3));
    assert_eq!(store.closing_stands("H55", mid.period).unwrap(), (Some(3), None));
}

pub fn closings_as_known_at_a_revision(store: &Store) {
    store.close(&closed("H55", "2026-08"), files()).unwrap();
    store.close(&closed("H44", "2026-08"), files()).unwrap();
    store.reopen(1, &reopening()).unwrap();
    let known = |at| {
        let rows = store.closings(Some(at), 9).unwrap();
        (rows.len(), rows.iter().filter(|row| row.reopened.is_none()).count())
    };
    assert_eq!([0, 1, 2, 3, 99].map(known), [(0, 0), (1, 1), (2, 2), (2, 1), (2, 1)]);
    assert_eq!(store.closing(2, Some(1)).unwrap(), None);
    let of = |at| store.closings_of(period("2026-08"), Some(at)).unwrap().len();
    assert_eq!([1, 2, 3].map(of), [1, 2, 1]);
}

pub fn what_of_a_closing_cannot_be_kept_is_refused(store: &Store) {
    let refused = |change: fn(&mut Closed)| {
        let mut one = closed("H55", "2026-08");
        change(&mut one);
        match store.close(&one, files()).unwrap_err() {
            Error::Call { field, .. } => field,
            other => panic!("{other}"),
        }
    };
    assert_eq!(refused(|c| c.agency.clear()), "agency");
    assert_eq!(refused(|c| c.rulebook = "a\u{0}".to_owned()), "rulebook");
    assert_eq!(refused(|c| c.closed_by = " ".to_owned()), "by");
    assert_eq!(refused(|c| c.closed_by = "ông Bình, 0912 345 678".to_owned()), "by");
    assert_eq!(refused(|c| c.closed_by = "ố".repeat(201)), "by");
    let month = chiso_scoring::period::Period::Month { year: 2026, month: 13 };
    let one = Closed { period: month, ..closed("H55", "2026-08") };
    assert!(store.close(&one, files()).is_err());
    let longest = Closed { closed_by: "ố".repeat(200), ..closed("H55", "2026-08") };
    assert_eq!(store.close(&longest, files()).unwrap(), done(1, 1));
    let too_long = Reopening { reason: "ữ".repeat(1_001), ..reopening() };
    let named = Reopening { reason: "hoi@bacninh.example".to_owned(), ..reopening() };
    for wrong in [too_long, named, Reopening { by: String::new(), ..reopening() }] {
        assert!(matches!(store.reopen(1, &wrong), Err(Error::Call { .. })));
    }
    let longest = Reopening { reason: "ữ".repeat(1_000), ..reopening() };
    assert_eq!(store.reopen(1, &longest).unwrap(), ReopeningOutcome::Done(2));
}

pub fn a_file_of_a_closing_ends_at_its_bound(store: &Store) {
    let bytes = vec![0_u8; (256 << 20) + 1];
    let past = ClosingFiles { lists: &bytes, ..files() };
    let error = store.close(&closed("H55", "2026-08"), past).unwrap_err();
    assert!(matches!(error, Error::Call { field: "file", .. }), "{error}");
    assert_eq!(store.revision().unwrap(), 0);
}
