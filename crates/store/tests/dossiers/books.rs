//! Receipts, quarantine and imports.

use std::sync::Arc;

use chiso_scoring::dossier::{EARLIEST, Fact, LATEST, Snapshot, Statement, Status, Step};
use chiso_scoring::period::Period;
use chiso_scoring::record::{AgencyFacts, Record};
use chiso_store::writer::{
    ImportProgress, ItemOutcome, Quarantined, Submission, Submitted, Writer,
};
use chiso_store::{Counts, Store};

use crate::sample::{
    DAY, NOW, facts, full_snapshot, nth, of, petition, start, stated, statement, submission,
};

fn refused(place: &str, field: Option<&str>, value: Option<&str>) -> Quarantined {
    Quarantined {
        number: Some("H55.242-261003-0700".to_owned()),
        place: place.to_owned(),
        code: "bad_moment".to_owned(),
        field: field.map(str::to_owned),
        value: value.map(str::to_owned),
    }
}

fn send(writer: &Writer, submission: Submission) -> Vec<ItemOutcome> {
    writer.submit(submission).unwrap().wait().unwrap().outcomes
}

fn snapshot(change: impl FnOnce(&mut Snapshot)) -> Submitted {
    let mut snapshot = full_snapshot();
    change(&mut snapshot);
    Submitted::Statement(statement("H55.31.7-261003-0118", Fact::Snapshot(Box::new(snapshot))))
}

/// Items that cannot be kept, with the code of the reason and the field.
fn unsound() -> Vec<(Submitted, &'static str, &'static str)> {
    let steps = |at| Fact::Steps(vec![Step { at, status: Status::Done }]);
    let inverted = Period::Month { year: 2026, month: 13 };
    let facts = AgencyFacts { period: inverted, ..facts("2026-08", NOW) };
    let mut petition = petition("PAKN.8", NOW);
    petition.dossier = Some("a\nb".into());
    let number = Statement { number: "".into(), ..nth(1) };
    vec![
        (Submitted::Statement(number), "bad_text", "number"),
        (snapshot(|s| s.agency = "".into()), "bad_text", "agency"),
        (snapshot(|s| s.procedure = "1.\u{0}".into()), "bad_text", "procedure"),
        (snapshot(|s| s.due_at = Some(LATEST)), "moment_out_of_range", "due_at"),
        (snapshot(|s| s.filed_at = Some(EARLIEST - 1)), "moment_out_of_range", "filed_at"),
        (snapshot(|s| s.rounds.reverse()), "not_in_order", "snapshot"),
        (snapshot(|s| s.progress += 1), "not_in_order", "snapshot"),
        (Submitted::Statement(statement("48213", steps(0))), "moment_out_of_range", "at"),
        (Submitted::Record(Record::Petition(petition)), "bad_text", "dossier"),
        (Submitted::Record(Record::Agency(facts)), "bad_period", "period"),
    ]
}

pub fn every_item_is_counted_once(store: &Arc<Store>) {
    let writer = start(store);
    send(&writer, of(&[nth(1), stated(&nth(1).number, Status::Done, 1)]));
    let bad = unsound();
    let mut items: Vec<_> = bad.iter().map(|(item, ..)| item.clone()).collect();
    items.extend([nth(2), nth(1), nth(2)].map(Submitted::Statement));
    let refused = vec![refused("8", None, None), refused("9", Some("due_at"), Some("31/02/2026"))];
    let outcomes = send(&writer, Submission { refused, ..submission(items) });
    for ((_, code, _), outcome) in bad.iter().zip(&outcomes) {
        assert_eq!(*outcome, ItemOutcome::Quarantined(code));
    }
    let good =
        [ItemOutcome::Accepted { new: true }, ItemOutcome::Superseded, ItemOutcome::Duplicate];
    assert_eq!(outcomes[bad.len()..], good);
    let receipts = store.receipts(9).unwrap();
    let quarantined = bad.len() as u64 + 2;
    let counts =
        Counts { received: quarantined + 5, accepted: 3, duplicate: 1, superseded: 1, quarantined };
    assert_eq!(receipts.len(), 1);
    assert_eq!(receipts[0].counts, counts);
    let held = store.quarantine(30, 0).unwrap();
    assert_eq!(held.len() as u64, quarantined);
    let fields: Vec<_> = held.iter().rev().filter_map(|row| row.item.field.as_deref()).collect();
    let expected: Vec<_> = bad.iter().map(|(.., field)| *field).chain(["due_at"]).collect();
    assert_eq!(fields, expected);
    assert!(held.iter().all(|row| row.revision == Some(2)));
}

pub fn days_senders_and_formats_are_counted_apart(store: &Arc<Store>) {
    let writer = start(store);
    // 16:59:59 UTC is one second before midnight in Vietnam.
    let midnight = NOW - NOW % DAY + 17 * 3_600;
    let send = |n, sender: &str, format: &str, at| {
        let (sender, format) = (sender.to_owned(), format.to_owned());
        send(&writer, Submission { sender, format, at, ..of(&[nth(n)]) })
    };
    send(1, "H55", "csv", midnight - 1);
    send(2, "H55", "csv", midnight);
    send(3, "Một cửa Phú Thọ", "csv", midnight);
    send(4, "H55", "xlsx", midnight);
    send(4, "H55", "xlsx", midnight + 1);
    let rows: Vec<String> = store
        .receipts(9)
        .unwrap()
        .iter()
        .map(|row| {
            let Counts { received, accepted, duplicate, .. } = row.counts;
            format!("{} {} {} {received}={accepted}+{duplicate}", row.day, row.sender, row.format)
        })
        .collect();
    let expected = [
        "2026-10-04 H55 csv 1=1+0",
        "2026-10-04 H55 xlsx 2=1+1",
        "2026-10-04 Một cửa Phú Thọ csv 1=1+0",
        "2026-10-03 H55 csv 1=1+0",
    ];
    assert_eq!(rows, expected);
    assert_eq!(store.receipts(2).unwrap().len(), 2);
}

pub fn what_is_held_back_is_listed_newest_first(store: &Arc<Store>) {
    let writer = start(store);
    for place in 1..=5 {
        let refused = vec![refused(&place.to_string(), None, None)];
        let at = NOW + place;
        send(&writer, Submission { refused, at, ..submission(Vec::new()) });
    }
    let places = |limit, offset| -> Vec<String> {
        let rows = store.quarantine(limit, offset).unwrap();
        rows.into_iter().map(|row| row.item.place).collect()
    };
    assert_eq!(places(2, 0), ["5", "4"]);
    assert_eq!(places(2, 3), ["2", "1"]);
    assert_eq!(places(9, 5), Vec::<String>::new());
    let row = &store.quarantine(1, 0).unwrap()[0];
    assert_eq!((row.id, row.revision, row.seen_at), (5, None, NOW + 5));
    assert_eq!((row.sender.as_str(), row.item.code.as_str()), ("H55", "bad_moment"));
    assert_eq!(store.revision().unwrap(), 0, "what is held back is no news");
}

pub fn nothing_personal_is_held(store: &Arc<Store>) {
    let writer = start(store);
    let numbered = |number: &str| Quarantined {
        number: Some(number.to_owned()),
        ..refused("1", Some("status"), Some("13"))
    };
    let refused = vec![
        refused("1", Some("ChuHoSo"), Some("Nguyễn Thị Hạnh")),
        refused("2", Some("due_at"), Some("Trần Văn Bình")),
        refused("3", Some("due_at"), Some("079201000123")),
        numbered("079201000124"),
        numbered("Lê Thị Cúc"),
    ];
    // A number that may be a person's: refused or not, it is not written among the refused.
    let items = vec![Submitted::Statement(stated("Phạm\tVăn Dũng", Status::Done, 0))];
    send(&writer, Submission { refused, ..submission(items) });
    let said = format!("{:?}", store.quarantine(30, 0).unwrap());
    for personal in ["Hạnh", "Bình", "Cúc", "Dũng", "0792"] {
        assert!(!said.contains(personal), "{personal}: {said}");
    }
    assert_eq!(said.matches("Some(\"13\")").count(), 2);
    assert_eq!(store.receipts(9).unwrap()[0].counts.quarantined, 6);
}

pub fn an_import_never_goes_back(store: &Arc<Store>) {
    let writer = start(store);
    let part = |n: usize, rows_done, finished: bool| {
        let import = ImportProgress {
            sha256: "9f".repeat(32),
            file_name: "ho-so/2026-08.csv".to_owned(),
            kind: "dossiers".to_owned(),
            rows_done,
            rows: finished.then_some(7),
            finished,
        };
        Submission { import: Some(import), at: NOW + n as i64, ..of(&[nth(n)]) }
    };
    assert_eq!(store.import(&"9f".repeat(32)).unwrap(), None);
    send(&writer, part(1, 3, false));
    send(&writer, part(2, 5, false));
    send(&writer, part(3, 4, false));
    let halfway = store.import(&"9f".repeat(32)).unwrap().unwrap();
    assert_eq!((halfway.progress.rows_done, halfway.progress.rows), (5, None));
    assert_eq!((halfway.started_at, halfway.finished_at), (NOW + 1, None));
    assert_eq!(halfway.progress.file_name, "2026-08.csv");
    send(&writer, part(4, 7, true));
    send(&writer, part(5, 7, true));
    let rows = store.imports(9).unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].progress.rows, rows[0].finished_at), (Some(7), Some(NOW + 4)));
    assert!(rows[0].progress.finished);
}

pub fn a_submission_may_be_empty(store: &Arc<Store>) {
    assert_eq!(send(&start(store), submission(Vec::new())), []);
    assert_eq!((store.receipts(9).unwrap().len(), store.revision().unwrap()), (0, 0));
}
