//! Agencies in time and in revisions.

use chiso_scoring::agency::{Agency, Level};
use chiso_store::{AddedAgencies, Error, Store};

use crate::sample::{NOW, agency};

fn add(store: &Store, rows: &[Agency]) -> AddedAgencies {
    store.add_agencies(rows, NOW).unwrap()
}

pub fn an_agency_is_added_once(store: &Store) {
    let rows = [agency("H44", None), agency("H44", Some("2025-07-01"))];
    let first = add(store, &rows);
    assert_eq!(first, AddedAgencies { added: 2, unchanged: 0, replaced: 0, revision: 1 });
    let more = [rows[1].clone(), agency("H55", None), rows[0].clone()];
    let second = add(store, &more);
    assert_eq!(second, AddedAgencies { added: 1, unchanged: 2, replaced: 0, revision: 2 });
    let third = add(store, &more);
    assert_eq!(third, AddedAgencies { added: 0, unchanged: 3, replaced: 0, revision: 2 });
    assert_eq!(store.agencies(None).unwrap().len(), 3);
    assert_eq!(store.revision().unwrap(), 2);
}

pub fn an_agency_comes_back_as_it_was(store: &Store) {
    let mut rows = Vec::new();
    for (level, code) in Level::ALL.into_iter().zip(["a", "b", "c", "d", "e", "f"]) {
        rows.push(Agency { level, ..agency(code, None) });
    }
    rows[2] = Agency {
        code: "c".to_owned(),
        name: "Sở Nông nghiệp và Môi trường; \"mới\"".to_owned(),
        level: Level::Department,
        parent: Some("b".to_owned()),
        valid_from: Some("2025-07-01".parse().unwrap()),
        valid_to: Some("2026-06-30".parse().unwrap()),
        successors: vec!["e".to_owned(), "d".to_owned()],
        portal_id: Some("019d2be3-6a88-732b-8b17-bb1e9a3f14ab".to_owned()),
    };
    let shuffled: Vec<Agency> = rows.iter().rev().cloned().collect();
    add(store, &shuffled);
    assert_eq!(store.agencies(None).unwrap(), rows);
}

pub fn other_content_replaces_from_its_revision_on(store: &Store) {
    let old = [agency("H55", None), agency("H55.1", None), agency("H55", Some("2025-07-01"))];
    add(store, &old);
    let ended = Agency { valid_to: Some("2025-06-30".parse().unwrap()), ..old[0].clone() };
    let added = add(store, &[ended.clone(), old[1].clone()]);
    assert_eq!(added, AddedAgencies { added: 0, unchanged: 1, replaced: 1, revision: 2 });
    let known = |revision: u64| store.agencies(Some(revision)).unwrap();
    let of = |first: &Agency| [first.clone(), old[2].clone(), old[1].clone()];
    assert_eq!(known(0), []);
    assert_eq!(known(1), of(&old[0]));
    assert_eq!(known(2), of(&ended));
    // Taking it back is a new row as well.
    assert_eq!(add(store, &old[..1]).replaced, 1);
    assert_eq!(known(2), of(&ended));
    assert_eq!(store.agencies(None).unwrap(), of(&old[0]));
}

pub fn one_call_cannot_contradict_itself(store: &Store) {
    let one = agency("H44", None);
    let other = Agency { name: "Tên khác".to_owned(), ..one.clone() };
    let error = store.add_agencies(&[agency("H55", None), one, other], NOW).unwrap_err();
    assert!(matches!(&error, Error::Contradiction { code } if code == "H44"), "{error}");
    assert_eq!(store.agencies(None).unwrap(), []);
    assert_eq!(store.revision().unwrap(), 0);
}

pub fn the_same_row_twice_in_a_call_counts_once(store: &Store) {
    let one = agency("H44", None);
    let added = add(store, &[one.clone(), one.clone()]);
    assert_eq!(added, AddedAgencies { added: 1, unchanged: 1, replaced: 0, revision: 1 });
    assert_eq!(store.agencies(None).unwrap(), [one]);
}
