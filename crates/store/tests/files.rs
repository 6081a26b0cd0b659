//! Files, processes and crashes: what only the embedded database has to stand.

#![allow(clippy::unwrap_used, reason = "test code")]

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use chiso_scoring::figure::{Figure, Reported};
use chiso_scoring::period::Period;
use chiso_store::{CaptureInfo, Error, FILE_NAME, Query, Receipt, Store};
use jiff::civil::date;
use rusqlite::Connection;

const AUGUST: Period = Period::Month { year: 2026, month: 8 };
const FOLDER: &str = "CHISO_STORE_TEST_FOLDER";
const BATCH: u64 = 300;

fn figure(agency: &str, indicator: u64) -> Reported {
    Reported {
        period: AUGUST,
        as_of: date(2026, 9, 26).at(0, 0, 0, 0),
        agency: agency.to_owned(),
        indicator: indicator.to_string(),
        figure: Figure::of_counts(1, 2),
        source: "Cổng DVCQG".to_owned(),
    }
}

fn add(store: &Store, figures: &[Reported]) -> Result<Receipt, Error> {
    let info = CaptureInfo {
        file_name: "a.csv".to_owned(),
        sha256: "0".repeat(64),
        format: "csv".to_owned(),
        imported_at: "2026-09-26T10:00:00Z".to_owned(),
        places: Vec::new(),
        repeated: 0,
    };
    store.add_figures(&info, figures, &[])
}

fn batch(number: u64) -> Vec<Reported> {
    (0..BATCH).map(|indicator| figure(&format!("H{number:06}"), indicator)).collect()
}

/// How many figures the store has of a batch.
fn count(store: &Store, number: u64) -> u64 {
    let agencies = Some(vec![format!("H{number:06}")]);
    store.figures(&Query { agencies, ..Query::of(AUGUST) }).unwrap().len() as u64
}

/// Not a test of its own: the process that the next test kills.
#[test]
fn child_that_imports_until_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let store = Store::open(Path::new(&folder)).unwrap();
    let mut out = std::io::stdout().lock();
    for number in store.revision().unwrap() + 1.. {
        let receipt = add(&store, &batch(number)).unwrap();
        assert_eq!(receipt.revision, number);
        writeln!(out, "\nstored {number}").unwrap();
        out.flush().unwrap();
    }
}

/// Starts the child, lets it acknowledge some batches, kills it; returns the last acknowledged.
fn killed_after(folder: &Path, batches: usize, delay: Duration) -> u64 {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child_that_imports_until_killed", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stored = BufReader::new(child.stdout.take().unwrap())
        .lines()
        .map_while(Result::ok)
        .filter_map(|line| line.strip_prefix("stored ")?.parse().ok());
    let seen: u64 = stored.nth(batches - 1).unwrap();
    thread::sleep(delay);
    child.kill().unwrap();
    child.wait().unwrap();
    // What it acknowledged between our reading and its end counts as well.
    stored.last().unwrap_or(seen)
}

#[test]
fn a_killed_process_loses_nothing_it_acknowledged() {
    let dir = tempfile::tempdir().unwrap();
    for round in 0..6 {
        let delay = Duration::from_micros(1_700 * round);
        let acknowledged = killed_after(dir.path(), 2, delay);
        let store = Store::open(dir.path()).unwrap();
        let revision = store.revision().unwrap();
        // One batch may be on disk whose acknowledgement was not read.
        assert!((acknowledged..=acknowledged + 1).contains(&revision), "{acknowledged} {revision}");
        for number in 1..=revision {
            assert_eq!(count(&store, number), BATCH, "batch {number} of {revision}");
        }
        assert_eq!(count(&store, revision + 1), 0);
        assert_eq!(store.captures(100_000).unwrap().len() as u64, revision);
    }
}

#[test]
fn a_failure_midway_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    add(&store, &[figure("H55", 1)]).unwrap();
    let saboteur = Connection::open(dir.path().join(FILE_NAME)).unwrap();
    saboteur
        .execute_batch(
            "create trigger sabotage before insert on figure when new.agency = 'H66'
             begin select raise(abort, 'select secret from somewhere'); end",
        )
        .unwrap();
    let error = add(&store, &[figure("H44", 1), figure("H66", 2), figure("H44", 3)]).unwrap_err();
    assert!(matches!(error, Error::Database(_)), "{error}");
    assert!(!format!("{error} {error:?}").contains("select"), "{error:?}");
    let agencies: Vec<_> = store
        .figures(&Query::of(AUGUST))
        .unwrap()
        .into_iter()
        .map(|row| row.reported.agency)
        .collect();
    assert_eq!(agencies, ["H55"]);
    assert_eq!(store.captures(9).unwrap().len(), 1);
    assert_eq!(store.revision().unwrap(), 1);
    // The store goes on working, and the number was not used up.
    assert_eq!(add(&store, &[figure("H44", 1)]).unwrap().revision, 2);
}

#[test]
fn two_stores_share_a_folder() {
    let dir = tempfile::tempdir().unwrap();
    let open = || Store::open(dir.path()).unwrap();
    let revisions = thread::scope(|scope| {
        let writer = |base: u64| {
            move || {
                let store = open();
                (base..base + 20).map(|n| add(&store, &batch(n)).unwrap().revision).collect()
            }
        };
        let threads: Vec<_> = [100, 200, 300].map(|base| scope.spawn(writer(base))).into();
        let joined = threads.into_iter().map(|thread| thread.join().unwrap());
        joined.flat_map(|revisions: Vec<u64>| revisions).collect::<Vec<_>>()
    });
    let mut sorted = revisions.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, (1..=60).collect::<Vec<u64>>());
    let (one, other) = (open(), open());
    assert_eq!(add(&one, &[figure("H44", 1)]).unwrap().revision, 61);
    assert_eq!(other.revision().unwrap(), 61);
    assert_eq!(add(&other, &[figure("H44", 1)]).unwrap().totals.duplicate, 1);
}

#[test]
fn readers_see_whole_batches_while_one_writes() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    let done = AtomicBool::new(false);
    let look = || {
        while !done.load(Ordering::Relaxed) {
            let summary = store.periods(None).unwrap();
            let figures = summary.first().map_or(0, |row| row.figures);
            let agencies = summary.first().map_or(0, |row| row.agencies);
            assert_eq!(figures, agencies * BATCH);
        }
    };
    thread::scope(|scope| {
        let readers: Vec<_> = (0..6).map(|_| scope.spawn(look)).collect();
        for number in 1..=20 {
            add(&store, &batch(number)).unwrap();
        }
        done.store(true, Ordering::Relaxed);
        readers.into_iter().for_each(|reader| reader.join().unwrap());
    });
    assert_eq!(store.revision().unwrap(), 20);
}

#[test]
fn what_is_stored_is_there_after_reopening() {
    let dir = tempfile::tempdir().unwrap();
    let inner = dir.path().join("a/b");
    add(&Store::open(&inner).unwrap(), &[figure("H44", 1), figure("H44", 2)]).unwrap();
    let store = Store::open(&inner).unwrap();
    assert_eq!((store.revision().unwrap(), store.periods(None).unwrap()[0].figures), (1, 2));
}

#[test]
fn a_folder_that_cannot_be_used_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    std::fs::write(&file, "x").unwrap();
    let error = Store::open(&file.join("data")).unwrap_err();
    assert!(matches!(error, Error::Folder { .. }), "{error}");
    assert!(error.to_string().contains("file/data"), "{error}");
    // A folder stands where the database should.
    std::fs::create_dir_all(dir.path().join("data").join(FILE_NAME)).unwrap();
    let error = Store::open(&dir.path().join("data")).unwrap_err();
    assert!(matches!(error, Error::NotWritable(_)), "{error}");
}

#[test]
fn a_database_of_a_newer_chiso_is_refused_untouched() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(FILE_NAME);
    drop(Store::open(dir.path()).unwrap());
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let before = std::fs::read(&path).unwrap();
    let error = Store::open(dir.path()).unwrap_err();
    assert!(matches!(error, Error::Newer { found: 99, .. }), "{error}");
    assert!(error.to_string().contains("newer"), "{error}");
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn a_foreign_file_is_refused_untouched() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(FILE_NAME);
    Connection::open(&path).unwrap().execute_batch("create table note (text text)").unwrap();
    let refused_untouched = || {
        let before = std::fs::read(&path).unwrap();
        let error = Store::open(dir.path()).unwrap_err();
        assert!(matches!(error, Error::NotOurs(_)), "{error}");
        assert_eq!(std::fs::read(&path).unwrap(), before);
    };
    refused_untouched();
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 1).unwrap();
    refused_untouched();
    std::fs::write(&path, "Sổ theo dõi hồ sơ, không phải cơ sở dữ liệu".repeat(50)).unwrap();
    refused_untouched();
}
