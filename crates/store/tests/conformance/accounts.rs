//! Accounts and sessions come, are looked at, and go.

use chiso_store::{AccountRow, Error, SESSION_LASTS, SESSION_RESTS, SessionKey, SessionRow, Store};

use crate::LIMITS;

/// 20/8/2026 09:00 in Vietnam.
const NOW: i64 = 1_787_191_200;

fn key(n: u8) -> SessionKey {
    [n; 32]
}

/// A session of an account with its password proven.
fn begin(store: &Store, n: u8, name: &str, at: i64) -> bool {
    let proven = store.password_of(name).unwrap().unwrap_or_default();
    store.begin_session(&key(n), name, &proven, at).unwrap()
}

fn holds(store: &Store, n: u8) -> bool {
    store.session(&key(n)).unwrap().is_some()
}

pub fn an_account_is_made_once(store: &Store) {
    assert!(!store.has_accounts().unwrap());
    assert!(store.add_first_account("quan-tri", "hash-1", NOW).unwrap());
    assert!(!store.add_first_account("khac", "hash-2", NOW + 1).unwrap());
    assert!(!store.add_account("quan-tri", "hash-3", NOW + 2).unwrap());
    assert!(store.add_account("mot-cua.h55", "hash-4", NOW + 3).unwrap());
    assert_eq!(store.password_of("quan-tri").unwrap().as_deref(), Some("hash-1"));
    assert_eq!(store.password_of("khac").unwrap(), None);
    let row = |name: &str, made_at| AccountRow {
        name: name.to_owned(),
        made_at,
        disabled_at: None,
        sessions: 0,
    };
    let all = [row("mot-cua.h55", NOW + 3), row("quan-tri", NOW)];
    assert_eq!(store.accounts(NOW).unwrap(), all);
    // Accounts are no part of the log.
    assert_eq!(store.revision().unwrap(), 0);
}

pub fn only_a_plain_name_is_an_account(store: &Store) {
    let longest = "a".repeat(40);
    for name in ["a", "h55.242", "mot-cua-2", &longest] {
        assert!(store.add_account(name, "hash", NOW).unwrap(), "{name}");
    }
    let longer = "a".repeat(41);
    for name in ["", "2a", "-a", "Quan-tri", "quản-trị", "a b", "a@b", "a\n", "a/b", &longer] {
        let refused = store.add_account(name, "hash", NOW).unwrap_err();
        assert!(matches!(refused, Error::Call { field: "account", .. }), "{name}");
        assert!(store.add_first_account(name, "hash", NOW).is_err(), "{name}");
    }
}

pub fn a_session_comes_back_as_it_was_begun(store: &Store) {
    store.add_account("quan-tri", "hash-1", NOW).unwrap();
    assert!(begin(store, 7, "quan-tri", NOW + 5));
    let row = SessionRow {
        account: "quan-tri".to_owned(),
        begun_at: NOW + 5,
        seen_at: NOW + 5,
        ends_at: NOW + 5 + SESSION_LASTS,
    };
    assert_eq!(store.session(&key(7)).unwrap(), Some(row.clone()));
    assert_eq!(store.session(&key(8)).unwrap(), None);
    store.touch_session(&key(7), NOW + 65).unwrap();
    // A use told of late does not make it older.
    store.touch_session(&key(7), NOW + 25).unwrap();
    store.touch_session(&key(8), NOW + 65).unwrap();
    let used = SessionRow { seen_at: NOW + 65, ..row };
    assert_eq!(store.session(&key(7)).unwrap(), Some(used));
    assert!(!holds(store, 8));
}

pub fn a_session_begins_only_with_the_password_of_now(store: &Store) {
    store.add_account("quan-tri", "hash-1", NOW).unwrap();
    assert!(!store.begin_session(&key(1), "quan-tri", "hash-0", NOW).unwrap());
    assert!(!store.begin_session(&key(1), "khac", "hash-1", NOW).unwrap());
    store.set_password("quan-tri", "hash-2").unwrap();
    assert!(!store.begin_session(&key(1), "quan-tri", "hash-1", NOW).unwrap());
    store.disable_account("quan-tri", NOW).unwrap();
    assert!(!store.begin_session(&key(1), "quan-tri", "hash-2", NOW).unwrap());
    assert!(!holds(store, 1));
}

pub fn a_session_ends_by_hand(store: &Store) {
    store.add_account("quan-tri", "hash-1", NOW).unwrap();
    assert!(begin(store, 1, "quan-tri", NOW) && begin(store, 2, "quan-tri", NOW));
    assert!(store.end_session(&key(1)).unwrap());
    assert!(!store.end_session(&key(1)).unwrap());
    assert!(!holds(store, 1) && holds(store, 2));
    assert_eq!(store.accounts(NOW).unwrap()[0].sessions, 1);
}

pub fn another_password_ends_all_sessions_of_its_account(store: &Store) {
    for name in ["quan-tri", "mot-cua"] {
        store.add_account(name, "hash-1", NOW).unwrap();
    }
    assert!(begin(store, 1, "quan-tri", NOW) && begin(store, 2, "mot-cua", NOW));
    assert!(store.set_password("quan-tri", "hash-2").unwrap());
    assert!(!store.set_password("khac", "hash-2").unwrap());
    assert!(!holds(store, 1) && holds(store, 2));
    assert_eq!(store.password_of("quan-tri").unwrap().as_deref(), Some("hash-2"));
}

pub fn a_disabled_account_signs_nobody_in(store: &Store) {
    store.add_account("quan-tri", "hash-1", NOW).unwrap();
    assert!(begin(store, 1, "quan-tri", NOW));
    assert!(store.disable_account("quan-tri", NOW + 9).unwrap());
    assert!(store.disable_account("quan-tri", NOW + 99).unwrap());
    assert!(!store.disable_account("khac", NOW).unwrap());
    assert!(!holds(store, 1));
    assert_eq!(store.password_of("quan-tri").unwrap(), None);
    assert_eq!(store.accounts(NOW).unwrap()[0].disabled_at, Some(NOW + 9));
    // It is not the first account again, and another password opens it.
    assert!(store.has_accounts().unwrap());
    assert!(store.set_password("quan-tri", "hash-2").unwrap());
    assert_eq!(store.accounts(NOW).unwrap()[0].disabled_at, None);
    assert!(begin(store, 2, "quan-tri", NOW + 100));
}

pub fn sessions_of_an_account_end_at_their_bound(store: &Store) {
    for name in ["quan-tri", "mot-cua"] {
        store.add_account(name, "hash-1", NOW).unwrap();
    }
    assert!(begin(store, 200, "mot-cua", NOW));
    for n in 0..20 {
        assert!(begin(store, n, "quan-tri", NOW + i64::from(n)));
    }
    store.touch_session(&key(0), NOW + 60).unwrap();
    assert_eq!(store.accounts(NOW + 60).unwrap()[1].sessions, 20);
    assert!(begin(store, 20, "quan-tri", NOW + 61));
    // The one unused longest went; the other account's stays.
    assert_eq!((holds(store, 0), holds(store, 1), holds(store, 2)), (true, false, true));
    assert!(holds(store, 200));
    assert_eq!(store.accounts(NOW + 61).unwrap()[1].sessions, 20);
}

pub fn ended_sessions_are_forgotten(store: &Store) {
    store.add_account("quan-tri", "hash-1", NOW).unwrap();
    assert!(begin(store, 1, "quan-tri", NOW) && begin(store, 2, "quan-tri", NOW));
    store.touch_session(&key(2), NOW + SESSION_RESTS - 1).unwrap();
    assert_eq!(store.accounts(NOW + SESSION_RESTS).unwrap()[0].sessions, 1);
    assert!(begin(store, 3, "quan-tri", NOW + SESSION_RESTS));
    assert_eq!((holds(store, 1), holds(store, 2)), (false, true));
    assert!(begin(store, 4, "quan-tri", NOW + SESSION_LASTS));
    assert!(!holds(store, 2));
    let last = store.session(&key(4)).unwrap().unwrap();
    let (seen, end) = (last.seen_at, last.ends_at);
    assert!(last.holds(seen, seen + SESSION_RESTS - 1) && !last.holds(seen, seen + SESSION_RESTS));
    assert!(last.holds(end - 1, end - 1) && !last.holds(end - 1, end));
}

pub fn accounts_end_at_the_bound_of_an_answer(store: &Store) {
    for n in 0..LIMITS.answer {
        assert!(store.add_account(&format!("a{n}"), "hash", NOW).unwrap());
    }
    assert_eq!(store.accounts(NOW).unwrap().len(), LIMITS.answer);
    assert!(store.add_account("b", "hash", NOW).unwrap());
    assert!(matches!(store.accounts(NOW), Err(Error::AnswerTooLarge { .. })));
}
