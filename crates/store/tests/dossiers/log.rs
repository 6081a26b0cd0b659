//! Reading the log.

use std::sync::Arc;

use chiso_scoring::dossier::Status;
use chiso_store::Store;

use crate::sample::{NOW, current, joined, nth, of, send, start, stated};
use chiso_store::writer::Submission;

pub fn an_empty_store_answers(store: &Arc<Store>) {
    assert_eq!(current(store, None).len(), 0);
    assert_eq!(store.versions_of("H55.242-261003-0001").unwrap(), []);
    assert_eq!(store.versions_up_to(1).unwrap(), []);
    store.versions_since(0, &mut |logged| panic!("{logged:?}")).unwrap();
    assert_eq!(store.records(None).unwrap(), []);
    assert_eq!(store.receipts(9).unwrap(), []);
    assert_eq!(store.quarantine(9, 0).unwrap(), []);
    assert_eq!(store.imports(9).unwrap(), []);
}

pub fn known_at_looks_back_in_revisions(store: &Arc<Store>) {
    let writer = start(store);
    // Revisions 1 to 70: more dossiers than one word of the list of those seen.
    let statements: Vec<_> = (0..70)
        .map(|n| if n % 10 == 9 { stated(&nth(n - 5).number, Status::Done, 1) } else { nth(n) })
        .collect();
    for one in &statements {
        send(&writer, std::slice::from_ref(one));
    }
    for known in [0, 1, 5, 9, 10, 11, 69, 70] {
        assert_eq!(current(store, Some(known as u64)), joined(&statements[..known]), "{known}");
    }
    assert_eq!(current(store, Some(u64::MAX)), joined(&statements));
    assert_eq!(current(store, None), joined(&statements));
}

pub fn versions_of_one_dossier(store: &Arc<Store>) {
    let writer = start(store);
    let number = nth(7).number;
    let states = [Status::Accepted, Status::Supplement, Status::Done];
    let statements: Vec<_> =
        (0..).zip(states).map(|(day, status)| stated(&number, status, day)).collect();
    for (n, one) in (1..).zip(&statements) {
        let at = NOW + n;
        let both = of(&[nth(100 + n as usize), one.clone()]);
        writer.submit(Submission { at, ..both }).unwrap().wait().unwrap();
    }
    let versions = store.versions_of(&number).unwrap();
    let found: Vec<_> = versions.iter().map(|known| (known.revision, known.version_id)).collect();
    assert_eq!(found, [(1, 2), (2, 4), (3, 6)]);
    assert_eq!(versions[1].made_at, "2026-10-03T02:00:02Z");
    for (until, known) in (1..).zip(&versions) {
        assert_eq!(known.version, joined(&statements[..until])[&*number]);
    }
    assert_eq!(store.versions_up_to(4).unwrap(), versions[..2]);
    assert_eq!(store.versions_up_to(7).unwrap(), []);
    assert_eq!(store.versions_of("H55.242-261003-9999").unwrap(), []);
}

pub fn versions_since_a_place(store: &Arc<Store>) {
    let writer = start(store);
    send(&writer, &[nth(1), nth(2)]);
    send(&writer, &[stated(&nth(1).number, Status::Done, 1), nth(3)]);
    let since = |id| {
        let mut found = Vec::new();
        let mut note = |logged: chiso_store::Logged<'_>| {
            assert_eq!(logged.code, &*nth([1, 2, 3][logged.number as usize - 1]).number);
            found.push((logged.version_id, logged.number, logged.revision));
        };
        store.versions_since(id, &mut note).unwrap();
        found
    };
    assert_eq!(since(0), [(1, 1, 1), (2, 2, 1), (3, 1, 2), (4, 3, 2)]);
    assert_eq!(since(2), [(3, 1, 2), (4, 3, 2)]);
    assert_eq!(since(4), []);
}

pub fn a_page_of_dossiers_is_found_by_number(store: &Arc<Store>) {
    let writer = start(store);
    send(&writer, &[nth(1), nth(2), nth(3)]);
    send(&writer, &[stated(&nth(2).number, Status::Done, 1)]);
    send(&writer, &[stated(&nth(2).number, Status::Returned, 2), nth(4)]);
    assert_eq!(
        writer.newest(vec![4, 2, 9, 0, 1]).unwrap(),
        [Some(6), Some(5), None, None, Some(1)]
    );
    let codes = store.dossier_codes(&[3, 9, 2]).unwrap();
    let code = |n: usize| Some(nth(n).number.to_string());
    assert_eq!(codes, [code(3), None, code(2)]);
    let course = store.versions_up_to(5).unwrap();
    let known: Vec<_> =
        course.iter().map(|version| (version.revision, version.version_id)).collect();
    assert_eq!(known, [(1, 2), (2, 4), (3, 5)]);
    writer.shutdown();
    assert!(writer.newest(vec![1]).is_err());
}
