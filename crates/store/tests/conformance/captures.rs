//! The journal of imports.

use chiso_store::{CaptureInfo, Error, Store};

use crate::LIMITS;
use crate::sample::{add, figure, info, refusal};

const DAY: &str = "2026-09-26T00:00:00";

pub fn every_item_is_counted_once(store: &Store) {
    add(store, &[figure("H55", "1.1", DAY, 9)]);
    let rows =
        [figure("H44", "1.1", DAY, 1), figure("H44", "1.1", DAY, 1), figure("H55", "1.1", DAY, 8)];
    let unread = [refusal("5", Some("rate"), Some("x")), refusal("6", None, None)];
    let receipt = store.add_figures(&info(), &rows, &unread).unwrap();
    let row = &store.captures(9).unwrap()[0];
    assert_eq!((row.id, row.totals), (receipt.capture, receipt.totals));
    let totals = row.totals;
    assert_eq!((totals.read, totals.accepted, totals.duplicate, totals.refused), (5, 1, 1, 3));
    assert_eq!(store.refusals(row.id, 9).unwrap().len(), 3);
    assert_eq!(store.refusals(row.id, 2).unwrap(), unread);
    assert_eq!(store.refusals(row.id - 1, 9).unwrap(), []);
}

pub fn repeats_found_while_reading_are_counted(store: &Store) {
    let info = CaptureInfo { repeated: 7, ..info() };
    let row = figure("H44", "1.1", DAY, 1);
    let receipt = store.add_figures(&info, &[row.clone(), row], &[]).unwrap();
    let totals = store.captures(9).unwrap()[0].totals;
    assert_eq!((totals.read, totals.accepted, totals.duplicate), (9, 1, 8));
    assert_eq!(receipt.totals, totals);
}

pub fn the_newest_import_comes_first(store: &Store) {
    for (number, name) in (1..).zip(["a.csv", "/home/nguyen-van-a/b.csv", r"D:\Hồ sơ\c.xlsx"]) {
        let info = CaptureInfo {
            file_name: name.to_owned(),
            sha256: format!("{number:064}"),
            format: format!("format {number}"),
            imported_at: format!("2026-09-2{number}T17:00:00+07:00"),
            ..info()
        };
        store.add_figures(&info, &[figure("H44", name, DAY, number)], &[]).unwrap();
    }
    let rows = store.captures(2).unwrap();
    assert_eq!(rows.len(), 2);
    let newest = &rows[0];
    assert_eq!((newest.file_name.as_str(), rows[1].file_name.as_str()), ("c.xlsx", "b.csv"));
    assert_eq!((newest.format.as_str(), newest.revision), ("format 3", Some(3)));
    assert_eq!(newest.imported_at, "2026-09-23T10:00:00Z");
    assert!(newest.sha256.ends_with("03"));
    assert_eq!(store.captures(usize::MAX).unwrap().len(), 3);
    assert_eq!(store.captures(0).unwrap(), []);
}

pub fn an_import_that_adds_nothing_is_in_the_journal(store: &Store) {
    let row = [figure("H44", "1.1", DAY, 1)];
    add(store, &row);
    add(store, &row);
    let revisions: Vec<_> = store.captures(9).unwrap().iter().map(|row| row.revision).collect();
    assert_eq!(revisions, [None, Some(1)]);
}

pub fn refused_values_are_kept_only_where_no_person_can_stand(store: &Store) {
    let long = "Đ".repeat(61);
    let rows = [
        refusal("1", Some("agency"), Some(&long)),
        refusal("2", Some("applicant"), Some("Nguyễn Văn A")),
        refusal("3", None, Some("Nguyễn Văn B")),
        refusal("4", Some("flags"), Some("một\ndòng\0khác")),
        refusal("5", Some("source"), Some("ông C")),
    ];
    let capture = store.add_figures(&info(), &[], &rows).unwrap().capture;
    let values: Vec<_> =
        store.refusals(capture, 9).unwrap().into_iter().map(|row| row.value).collect();
    let kept = [Some("Đ".repeat(60)), None, None, Some("một dòng khác".to_owned()), None];
    assert_eq!(values, kept);
}

pub fn the_call_itself_must_be_right(store: &Store) {
    let rows = [figure("H44", "1.1", DAY, 1)];
    let refuse = |info: CaptureInfo| match store.add_figures(&info, &rows, &[]) {
        Err(Error::Call { field, .. }) => field,
        other => panic!("{other:?}"),
    };
    assert_eq!(refuse(CaptureInfo { imported_at: "hôm nay".to_owned(), ..info() }), "imported_at");
    assert_eq!(refuse(CaptureInfo { imported_at: DAY.to_owned(), ..info() }), "imported_at");
    assert_eq!(refuse(CaptureInfo { sha256: "9F".repeat(32), ..info() }), "sha256");
    assert_eq!(refuse(CaptureInfo { sha256: String::new(), ..info() }), "sha256");
    let places = vec!["1".to_owned(), "2".to_owned()];
    assert_eq!(refuse(CaptureInfo { places, ..info() }), "places");
    let repeated = LIMITS.batch as u64 + 1;
    assert_eq!(refuse(CaptureInfo { repeated, ..info() }), "repeated");
    assert_eq!(store.captures(9).unwrap(), []);
}
