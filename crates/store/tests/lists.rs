//! Lists of dossiers as others keep them, and what the books prove about dossiers.
#![allow(clippy::unwrap_used, reason = "test code")]

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use chiso_scoring::dossier::{Fact, Hold, Snapshot, Statement, Status, Step};
use chiso_scoring::reconcile::{Entry, Side};
use chiso_store::writer::{
    Committed, Follower, Quarantined, Submission, Submitted, Writer, WriterOptions,
};
use chiso_store::{FILE_NAME, ListInfo, Store};
use rstest::rstest;

/// 31/8/2026, 16:30 in Vietnam.
const TAKEN: i64 = 1_788_168_600;

fn store() -> (tempfile::TempDir, Arc<Store>) {
    let dir = tempfile::tempdir().unwrap();
    let store = Arc::new(Store::open(dir.path()).unwrap());
    (dir, store)
}

fn info(side: Side, sha: &str, captured_at: i64) -> ListInfo {
    ListInfo {
        side,
        agency: "H55".to_owned(),
        captured_at,
        file_name: "C:\\Users\\ai đó\\hồ sơ tháng 8.csv".to_owned(),
        sha256: sha.repeat(64),
        refused: 3,
        imported_at: "2026-09-01T02:00:00Z".to_owned(),
    }
}

fn entries() -> Vec<Entry> {
    let whole = Entry {
        code: "H55.9-260803-0117".into(),
        agency: Some("H55.9".into()),
        procedure: Some("1.004222".into()),
        status: Status::of(4),
        received_at: Some(TAKEN - 700),
        due_at: Some(TAKEN + 900),
        ended_at: Some(TAKEN - 300),
    };
    let bare = Entry::bare("H55.8-260804-0118");
    vec![whole.clone(), bare.clone(), Entry { status: Status::of(9), ..whole }, bare]
}

#[test]
fn every_part_of_a_list_comes_back() {
    let (_dir, store) = store();
    let added = store.add_list(&info(Side::Portal, "a", TAKEN), &entries()).unwrap();
    assert!(added.new);
    let row = store.list(added.id, None).unwrap().unwrap();
    assert_eq!((row.side, row.agency.as_str(), row.captured_at), (Side::Portal, "H55", TAKEN));
    assert_eq!((row.entries, row.refused, row.repeated), (4, 3, 2));
    assert_eq!(row.file_name, "hồ sơ tháng 8.csv");
    assert_eq!(store.list_entries(added.id).unwrap(), entries());
    assert_eq!(store.list(added.id + 1, None).unwrap(), None);
}

#[test]
fn the_same_list_is_stored_once_and_each_is_known_from_its_revision_on() {
    let (_dir, store) = store();
    let first = store.add_list(&info(Side::Portal, "a", TAKEN), &entries()).unwrap();
    let again = store.add_list(&info(Side::Portal, "a", TAKEN), &entries()).unwrap();
    assert_eq!((again.id, again.new, again.revision), (first.id, false, first.revision));
    let other = store.add_list(&info(Side::OneStop, "a", TAKEN), &entries()[..1]).unwrap();
    let later = store.add_list(&info(Side::Portal, "a", TAKEN + 60), &entries()).unwrap();
    assert!(other.new && later.new && later.revision > first.revision);
    let ids = |known_at| -> Vec<u64> {
        store.lists(known_at, 9).unwrap().iter().map(|list| list.id).collect()
    };
    assert_eq!(ids(None), [later.id, other.id, first.id]);
    assert_eq!(ids(Some(other.revision)), [other.id, first.id]);
    assert_eq!(store.list(later.id, Some(other.revision)).unwrap(), None);
}

#[rstest]
#[case::our_own_side(Side::Chiso, "a", 4, "side keeps no list but the log")]
#[case::nothing(Side::Portal, "a", 0, "entries are none")]
#[case::no_hash(Side::Portal, "Z", 4, "sha256 is not 64 lower-case hexadecimal digits")]
fn a_call_that_is_wrong(
    #[case] side: Side,
    #[case] sha: &str,
    #[case] rows: usize,
    #[case] said: &str,
) {
    let (_dir, store) = store();
    let error = store.add_list(&info(side, sha, TAKEN), &entries()[..rows]).unwrap_err();
    assert_eq!(error.to_string(), said);
    assert_eq!(store.revision().unwrap(), 0);
}

#[test]
fn a_list_stays_as_it_is() {
    let (dir, store) = store();
    store.add_list(&info(Side::Portal, "a", TAKEN), &entries()).unwrap();
    let other = rusqlite::Connection::open(dir.path().join(FILE_NAME)).unwrap();
    for change in [
        "update dossier_list set captured_at = 1",
        "delete from dossier_list",
        "update list_entry set code = 'x'",
        "delete from list_entry",
    ] {
        assert!(other.execute_batch(change).unwrap_err().to_string().contains("append-only"));
    }
}

struct Nobody;

impl Follower for Nobody {
    fn committed(&mut self, _: &Committed<'_>) {}
}

fn submission(at: i64, items: Vec<Statement>, refused: Vec<Quarantined>) -> Submission {
    let items = items.into_iter().map(Submitted::Statement).collect();
    let (sender, format) = ("H55".to_owned(), "dongbo".to_owned());
    Submission { sender, format, at, items, refused, import: None }
}

fn steps(code: &str, at: i64, synced_at: Option<i64>) -> Statement {
    let fact = Fact::Steps(vec![Step { at, status: Status::Processing }]);
    Statement { number: code.into(), synced_at, fact }
}

fn whole(code: &str, at: i64, synced_at: Option<i64>) -> Statement {
    let mut state = Snapshot::new("H55.9", "1.004222", Status::Accepted);
    state.received_at = Some(at);
    let fact = Fact::Snapshot(Box::new(state.stated(Some(at))));
    Statement { number: code.into(), synced_at, fact }
}

fn refused(code: &str, field: &str) -> Quarantined {
    Quarantined {
        number: Some(code.to_owned()),
        place: "/data/0".to_owned(),
        code: "bad_moment".to_owned(),
        field: Some(field.to_owned()),
        value: None,
    }
}

#[test]
fn the_books_tell_when_a_dossier_was_heard_of_and_what_was_refused() {
    let (_dir, store) = store();
    let writer = Writer::spawn(Arc::clone(&store), Box::new(Nobody), WriterOptions::default());
    let writer = writer.unwrap();
    let day = |n: i64| TAKEN + n * 86_400;
    let (called, filed, lost) = ("H55.9-260803-0117", "H55.9-260803-0119", "H55.9-260803-0120");
    for sent in [
        submission(
            day(0),
            vec![whole(called, day(0), Some(day(0)))],
            vec![refused(lost, "NgayNop")],
        ),
        submission(
            day(5),
            vec![steps(called, day(5), Some(day(5)))],
            vec![refused(lost, "MaTTHC")],
        ),
        submission(
            day(9),
            vec![whole(filed, day(1), Some(day(1)))],
            vec![refused(lost, "NgayTra")],
        ),
    ] {
        writer.submit(sent).unwrap().wait().unwrap();
    }
    let codes: BTreeSet<Box<str>> =
        [called, filed, lost, "H55.9-260803-0121"].map(Into::into).into();
    let holds = HashMap::from([(filed.into(), Hold::NoDueDate)]);
    let known = store.evidence(&codes, &holds, day(6)).unwrap();

    let of = |code: &str| &known[code];
    let moments = |code| (of(code).first.unwrap().at, of(code).last.unwrap().at);
    assert_eq!(moments(called), (day(0), day(5)));
    assert!(of(called).first.unwrap().revision < of(called).last.unwrap().revision);
    assert_eq!((of(called).synced_at, of(called).spoken_at), (Some(day(0)), Some(day(5))));
    assert!(of(called).live && !of(filed).live, "a file tells later what happened before");
    assert_eq!((of(filed).hold, of(called).hold), (Some(Hold::NoDueDate), None));
    let refused = of(lost).refused.as_ref().unwrap();
    assert_eq!((refused.at, refused.field.as_deref()), (day(5), Some("MaTTHC")));
    assert!(of(lost).first.is_none() && of("H55.9-260803-0121").refused.is_none());

    assert_eq!(store.refused_only(day(9)).unwrap(), [lost]);
    assert!(store.refused_only(day(-1)).unwrap().is_empty());
    let all: Vec<Box<str>> = store.dossiers().unwrap().into_iter().map(|it| it.1).collect();
    assert_eq!(all, [called.into(), filed.into()]);
    assert_eq!(store.dossier_numbers([filed, lost]).unwrap(), [2].into());
}
