//! Copies, made while a writer works, and put back.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use chiso_scoring::dossier::Status;
use chiso_store::{BackupError, Error, Existing, FILE_NAME, Store, restore};
use rusqlite::Connection;

use crate::LIMITS;
use crate::sample::{current, joined, nth, send, start, stated};

fn open(dir: &Path) -> Arc<Store> {
    Arc::new(Store::open_with(dir, LIMITS).unwrap())
}

fn files(dir: &Path) -> Vec<String> {
    let names = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<_> = names.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    names
}

/// A store with one dossier, and its copy.
fn copied(dir: &Path) -> (Arc<Store>, std::path::PathBuf) {
    let store = open(&dir.join("data"));
    send(&start(&store), &[nth(1)]);
    let copy = dir.join("bản sao.db");
    store.backup(&copy, &mut |_, _| ()).unwrap();
    (store, copy)
}

#[test]
fn a_copy_is_one_file_with_everything_in_it() {
    let dir = tempfile::tempdir().unwrap();
    let (store, copy) = copied(dir.path());
    let mut seen = Vec::new();
    store.backup(&copy, &mut |done, all| seen.push((done, all))).unwrap();
    assert!(seen.last().is_some_and(|(done, all)| done == all && *all > 0), "{seen:?}");
    assert_eq!(files(dir.path()), ["bản sao.db", "data"]);
    let other = dir.path().join("khác");
    restore(&copy, &other, Existing::Keep).unwrap();
    let other = open(&other);
    assert_eq!(current(&other, None), joined(&[nth(1)]));
    assert_eq!(send(&start(&other), &[nth(1), nth(2)]).revision, 2);
    // Nothing of that reached the first store.
    assert_eq!(store.revision().unwrap(), 1);
}

/// Who was signed in when the copy was made is not signed in by it; accounts stay.
#[test]
fn a_copy_signs_nobody_in() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir.path().join("data"));
    store.add_account("quan-tri", "hash", 1_787_191_200).unwrap();
    assert!(store.begin_session(&[7; 32], "quan-tri", "hash", 1_787_191_200).unwrap());
    let copy = dir.path().join("copy.db");
    store.backup(&copy, &mut |_, _| ()).unwrap();
    let other = dir.path().join("khác");
    restore(&copy, &other, Existing::Keep).unwrap();
    let other = open(&other);
    assert_eq!(other.password_of("quan-tri").unwrap().as_deref(), Some("hash"));
    assert_eq!(other.session(&[7; 32]).unwrap(), None);
    assert!(store.session(&[7; 32]).unwrap().is_some());
}

#[test]
fn a_copy_is_made_while_a_writer_works() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&dir.path().join("data"));
    let writer = start(&store);
    let done = AtomicBool::new(false);
    send(&writer, &[nth(0)]);
    thread::scope(|scope| {
        scope.spawn(|| {
            for n in (1..).take_while(|_| !done.load(Ordering::Relaxed)) {
                send(&writer, &[nth(n), stated(&nth(n - 1).number, Status::Done, 1)]);
            }
        });
        for round in 0..9 {
            let copy = dir.path().join(format!("{round}.db"));
            store.backup(&copy, &mut |_, _| ()).unwrap();
            let other = dir.path().join(format!("data {round}"));
            restore(&copy, &other, Existing::Keep).unwrap();
            let other = open(&other);
            let revision = other.revision().unwrap();
            assert_eq!(current(&other, None), current(&store, Some(revision)));
        }
        done.store(true, Ordering::Relaxed);
    });
}

/// Longer than one step: what is committed meanwhile must not make the copy begin anew.
#[test]
fn a_long_copy_is_that_of_its_beginning() {
    let dir = tempfile::tempdir().unwrap();
    let (store, copy) = copied(dir.path());
    Connection::open(dir.path().join("data").join(FILE_NAME))
        .unwrap()
        .execute_batch(
            "with recursive n (n) as (select 1 union all select n + 1 from n where n < 3000)
             insert into quarantine (seen_at, sender, place, code)
             select n, 'H55', hex(zeroblob(1500)), 'bad_moment' from n",
        )
        .unwrap();
    let writer = start(&store);
    let mut steps = 0;
    let mut meanwhile = |_, _| {
        steps += 1;
        send(&writer, &[nth(1 + steps)]);
        assert!(steps < 99, "the copy begins anew each time");
    };
    store.backup(&copy, &mut meanwhile).unwrap();
    assert!(steps > 1, "the database is too small for this test");
    let other = dir.path().join("khác");
    restore(&copy, &other, Existing::Keep).unwrap();
    assert_eq!(open(&other).revision().unwrap(), 1);
    assert_eq!(store.revision().unwrap(), 1 + steps as u64);
}

#[test]
fn a_database_is_replaced_only_if_asked() {
    let dir = tempfile::tempdir().unwrap();
    let (store, copy) = copied(dir.path());
    send(&start(&store), &[nth(2)]);
    drop(store);
    let data = dir.path().join("data");
    let error = restore(&copy, &data, Existing::Keep).unwrap_err();
    assert!(matches!(error, BackupError::Exists(_)), "{error}");
    assert_eq!(current(&open(&data), None).len(), 2);
    restore(&copy, &data, Existing::Replace).unwrap();
    assert_eq!(files(&data), [FILE_NAME, "writer.lock"]);
    assert_eq!(current(&open(&data), None), joined(&[nth(1)]));
}

#[test]
fn a_damaged_database_can_be_replaced() {
    let dir = tempfile::tempdir().unwrap();
    let (store, copy) = copied(dir.path());
    drop(store);
    let data = dir.path().join("data");
    let mut torn = fs::read(data.join(FILE_NAME)).unwrap();
    torn[4_096..].fill(0xa5);
    for bytes in [torn, "Sổ theo dõi hồ sơ".repeat(99).into_bytes()] {
        fs::write(data.join(FILE_NAME), bytes).unwrap();
        restore(&copy, &data, Existing::Replace).unwrap();
        assert_eq!(current(&open(&data), None), joined(&[nth(1)]));
    }
}

/// The log of the database that was replaced would be read as the new one's.
#[test]
fn the_log_of_a_killed_process_goes_with_its_database() {
    let dir = tempfile::tempdir().unwrap();
    let (store, copy) = copied(dir.path());
    send(&start(&store), &[nth(2)]);
    let killed = dir.path().join("chết");
    fs::create_dir(&killed).unwrap();
    for ending in ["", "-wal"] {
        let name = format!("{FILE_NAME}{ending}");
        fs::copy(dir.path().join("data").join(&name), killed.join(&name)).unwrap();
    }
    restore(&copy, &killed, Existing::Replace).unwrap();
    assert_eq!(current(&open(&killed), None), joined(&[nth(1)]));
    // Also where only the log was left.
    let orphan = dir.path().join("mồ côi");
    fs::create_dir(&orphan).unwrap();
    let wal = format!("{FILE_NAME}-wal");
    fs::copy(dir.path().join("data").join(&wal), orphan.join(&wal)).unwrap();
    restore(&copy, &orphan, Existing::Keep).unwrap();
    assert_eq!(current(&open(&orphan), None), joined(&[nth(1)]));
}

#[test]
fn a_database_in_use_is_not_replaced() {
    let dir = tempfile::tempdir().unwrap();
    let (store, copy) = copied(dir.path());
    let data = dir.path().join("data");
    let error = restore(&copy, &data, Existing::Replace).unwrap_err();
    assert!(matches!(error, BackupError::InUse(_)), "{error}");
    let writer = start(&store);
    let error = restore(&copy, &data, Existing::Replace).unwrap_err();
    assert!(matches!(error, BackupError::Writer(_)), "{error}");
    assert_eq!(send(&writer, &[nth(2)]).revision, 2);
    assert_eq!(files(dir.path()), ["bản sao.db", "data"]);
    assert!(!files(&data).contains(&format!("{FILE_NAME}.part")));
    assert_eq!(current(&store, None).len(), 2);
}

#[test]
fn what_is_not_a_sound_copy_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let (_store, copy) = copied(dir.path());
    let whole = fs::read(&copy).unwrap();
    let given = dir.path().join("given.db");
    let restored = |bytes: &[u8]| {
        fs::write(&given, bytes).unwrap();
        let other = dir.path().join("khác");
        let error = restore(&given, &other, Existing::Keep).unwrap_err();
        assert!(!other.join(FILE_NAME).exists());
        error
    };
    let mut torn = whole.clone();
    torn[4_096..].fill(0xa5);
    assert!(matches!(restored(&torn), BackupError::Unsound(_) | BackupError::Store(_)));
    assert!(matches!(restored(&whole[..whole.len() / 2]), BackupError::Unsound(_)));
    // One page of one table, which nothing but the check looks at.
    let code = nth(1).number;
    let found = whole.windows(code.len()).position(|bytes| bytes == code.as_bytes()).unwrap();
    let mut subtle = whole.clone();
    subtle[found / 4_096 * 4_096] = 0xa5;
    assert!(matches!(restored(&subtle), BackupError::Unsound(_)));
    assert!(matches!(restored(b""), BackupError::Store(Error::NotOurs(_))));
    let foreign = "Sổ theo dõi hồ sơ".repeat(99);
    assert!(matches!(restored(foreign.as_bytes()), BackupError::Store(Error::NotOurs(_))));
    fs::write(&given, &whole).unwrap();
    Connection::open(&given).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let newer = fs::read(&given).unwrap();
    assert!(matches!(restored(&newer), BackupError::Store(Error::Newer { found: 99, .. })));
    let missing = restore(&dir.path().join("không có"), dir.path(), Existing::Keep).unwrap_err();
    assert!(matches!(missing, BackupError::File { .. }), "{missing}");
}

#[test]
fn a_copy_that_cannot_be_written_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let (store, copy) = copied(dir.path());
    let before = fs::read(&copy).unwrap();
    assert!(store.backup(&dir.path().join("không có/a.db"), &mut |_, _| ()).is_err());
    // A folder stands where the copy should.
    let folder = dir.path().join("thư mục");
    fs::create_dir(&folder).unwrap();
    assert!(matches!(
        store.backup(&folder, &mut |_, _| ()),
        Err(BackupError::File { path, .. }) if path == folder
    ));
    assert_eq!(files(dir.path()), ["bản sao.db", "data", "thư mục"]);
    assert_eq!(fs::read(&copy).unwrap(), before);
}
