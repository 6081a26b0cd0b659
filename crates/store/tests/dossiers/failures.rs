//! Disks and files that fail: nothing is half stored, and the writer goes on.

use std::path::Path;
use std::sync::Arc;

use chiso_scoring::dossier::Status;
use chiso_store::writer::{ItemOutcome, WriterError};
use chiso_store::{Error, FILE_NAME, Limits, Store};
use rusqlite::Connection;

use crate::LIMITS;
use crate::sample::{
    Ears, current, full_statements, joined, nth, of, one_of_each, send, send_records, start,
    start_with, stated,
};

const NEW: ItemOutcome = ItemOutcome::Accepted { new: true };

fn open(dir: &Path, limits: Limits) -> Arc<Store> {
    Arc::new(Store::open_with(dir, limits).unwrap())
}

fn sabotage(dir: &Path, sql: &str) {
    Connection::open(dir.join(FILE_NAME)).unwrap().execute_batch(sql).unwrap();
}

fn store_error(error: &WriterError) -> &Error {
    match error {
        WriterError::Store(error) => error,
        other => panic!("{other}"),
    }
}

#[test]
fn a_failure_midway_leaves_nothing_on_disk_or_in_memory() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path(), LIMITS);
    let ears = Ears::default();
    let writer = start_with(&store, ears.clone());
    send(&writer, &[nth(1)]);
    sabotage(
        dir.path(),
        "create trigger sabotage before insert on receipt
         begin select raise(abort, 'select secret from somewhere'); end",
    );
    // Dossiers, versions, codes and records are written by then.
    let mut items = of(&[nth(2), stated(&nth(1).number, Status::Done, 1)]).items;
    items.extend(one_of_each(9_000_000).into_iter().map(chiso_store::writer::Submitted::Record));
    // Its agency and procedure are new to the dictionary.
    let other = full_statements("H55.31.7-261003-0117");
    let both = [of(&other), crate::sample::submission(items)];
    for submission in both {
        let error = writer.submit(submission).unwrap().wait().unwrap_err();
        assert!(matches!(store_error(&error), Error::Database(_)), "{error}");
        assert!(!format!("{error} {error:?}").contains("secret"), "{error:?}");
    }
    assert_eq!((store.revision().unwrap(), ears.heard().revisions), (1, vec![1]));
    assert_eq!(current(&store, None), joined(&[nth(1)]));
    sabotage(dir.path(), "drop trigger sabotage");
    // The writer goes on, and no number was used up.
    let again = [vec![stated(&nth(1).number, Status::Done, 1), nth(3)], other].concat();
    let receipt = send(&writer, &again);
    assert_eq!((receipt.revision, receipt.outcomes[1]), (2, NEW));
    assert_eq!(store.dossier_number(&nth(3).number).unwrap(), Some(2));
    assert_eq!(current(&store, None), joined(again.iter().chain([&nth(1)])));
    let (_, parts) = writer.index().unwrap();
    drop(writer);
    assert_eq!(start(&store).index().unwrap().1, parts);
}

/// As many pages as an empty database has, and some more.
fn nearly_full(dir: &Path) -> Arc<Store> {
    drop(open(dir, LIMITS));
    let connection = Connection::open(dir.join(FILE_NAME)).unwrap();
    let pages: u32 = connection.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
    open(dir, Limits { pages: Some(pages + 2), ..LIMITS })
}

#[test]
fn a_full_disk_refuses_whole_submissions() {
    let dir = tempfile::tempdir().unwrap();
    let store = nearly_full(dir.path());
    let writer = start(&store);
    let mut stored = Vec::new();
    let mut all = (0..).step_by(20).map(|n| (n..n + 20).map(nth).collect::<Vec<_>>());
    let error = loop {
        let some = all.next().unwrap();
        match writer.submit(of(&some)).unwrap().wait() {
            Ok(_) => stored.extend(some),
            Err(error) => break error,
        }
        assert!(stored.len() < 10_000, "the disk never was full");
    };
    assert!(matches!(store_error(&error), Error::Full), "{error}");
    assert!(!stored.is_empty());
    assert_eq!(current(&store, None), joined(&stored));
    assert_eq!(store.receipts(9).unwrap()[0].counts.accepted, stored.len() as u64);
    // What needs no room is still answered.
    assert_eq!(send(&writer, &stored[..1]).outcomes, [ItemOutcome::Duplicate]);
    drop(writer);
    drop(store);
    // Room again: what was refused can be sent again.
    let store = open(dir.path(), LIMITS);
    let rest = all.next().unwrap();
    assert_eq!(send(&start(&store), &rest).outcomes, [NEW; 20]);
    assert_eq!(current(&store, None), joined(stored.iter().chain(&rest)));
}

#[test]
fn a_transaction_that_is_dropped_never_was() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path(), LIMITS);
    send(&start(&store), &[nth(1)]);
    let mut other = Connection::open(dir.path().join(FILE_NAME)).unwrap();
    let work = other.transaction().unwrap();
    work.execute_batch(
        "insert into revision values (2, '2026-10-03T02:00:00Z');
         insert into dossier values (2, 'H55.242-261003-0666');
         insert into version (id, dossier, revision, complained, payment) values (2, 2, 2, 1, 0)",
    )
    .unwrap();
    drop(work);
    assert_eq!(current(&store, None), joined(&[nth(1)]));
    assert_eq!(send(&start(&store), &[nth(2)]).revision, 2);
}

#[test]
fn a_lock_that_cannot_be_taken_is_explained() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path(), LIMITS);
    std::fs::create_dir(dir.path().join("writer.lock")).unwrap();
    let spawned = chiso_store::writer::Writer::spawn(
        store,
        Box::new(crate::sample::Deaf),
        chiso_store::writer::WriterOptions::default(),
    );
    let error = spawned.unwrap_err();
    assert!(matches!(error, WriterError::Lock { .. }), "{error}");
    assert!(error.to_string().contains(&*dir.path().to_string_lossy()), "{error}");
}

/// A row that another program changed is reported, not guessed at.
#[test]
fn a_damaged_row_is_reported() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path(), LIMITS);
    send(&start(&store), &[nth(1)]);
    send_records(&start(&store), &one_of_each(crate::sample::NOW));
    let damages = [
        "update version set status = 11",
        "update version set channel = 4",
        "update version set agency = 9",
        "update version set steps = x'80'",
        "update version set dossier = 9",
        "update petition set step = 'x'",
        "update service set level = 1",
        "update agency_fact set period = '2026-13'",
    ];
    for damage in damages {
        let work = Connection::open(dir.path().join(FILE_NAME)).unwrap();
        let table = damage.split(' ').nth(1).unwrap();
        work.execute_batch(&format!(
            "create table saved as select * from {table}; drop trigger {table}_stays; {damage}"
        ))
        .unwrap();
        let read = store.for_each_current(None, &mut |_| ()).and(store.records(None).map(|_| ()));
        assert!(matches!(read, Err(Error::Damaged(_))), "{damage}: {read:?}");
        work.execute_batch(&format!(
            "drop trigger {table}_remains; delete from {table};
             insert into {table} select * from saved; drop table saved;
             create trigger {table}_stays before update on {table} begin select 1; end;
             create trigger {table}_remains before delete on {table} begin select 1; end"
        ))
        .unwrap();
        store.for_each_current(None, &mut |_| ()).and(store.records(None)).unwrap();
    }
}

/// The row of a closing and its files are one transaction: without room for the last file nothing of it is there.
#[test]
fn a_full_disk_keeps_nothing_of_a_closing() {
    use chiso_store::{Closed, ClosedFrom, ClosingFiles, ClosingOutcome};
    let dir = tempfile::tempdir().unwrap();
    let store = nearly_full(dir.path());
    let closed = Closed {
        agency: "H55".to_owned(),
        period: "2026-08".parse().unwrap(),
        origin: ClosedFrom::Dossiers,
        as_of: "2026-09-05T16:30:00".parse().unwrap(),
        provisional: false,
        rulebook: "766-2024".to_owned(),
        known_at: 7,
        closed_by: "Chánh Văn phòng UBND tỉnh".to_owned(),
        closed_at: 1_788_600_000,
        replaces: None,
        waived: 0,
        root: [11; 32],
        signature: [22; 64],
        key: [33; 32],
    };
    let large = vec![7; 1 << 20];
    let files = ClosingFiles { snapshot: b"a", public: b"b", lists: b"c", findings: &large };
    let error = store.close(&closed, files).unwrap_err();
    assert!(matches!(error, Error::Full), "{error}");
    assert_eq!((store.revision().unwrap(), store.closings(None, 9).unwrap()), (0, Vec::new()));
    drop(store);
    let store = open(dir.path(), LIMITS);
    let done = ClosingOutcome::Done { number: 1, revision: 1 };
    assert_eq!(store.close(&closed, files).unwrap(), done);
}
