//! Statements become versions.

use std::sync::Arc;

use chiso_scoring::agency::{Agency, Level};
use chiso_scoring::dossier::{Fact, Paid, Status, Step, Version};
use chiso_store::Store;
use chiso_store::writer::{IndexParts, ItemOutcome, Writer, WriterOptions, fingerprint};

use crate::sample::{
    DAY, Deaf, Ears, NOW, current, full_statements, joined, nth, of, send, start, start_with,
    stated, statement,
};

const NEW: ItemOutcome = ItemOutcome::Accepted { new: true };
const MORE: ItemOutcome = ItemOutcome::Accepted { new: false };

pub fn every_part_of_a_version_comes_back(store: &Arc<Store>) {
    let statements = full_statements("H55.31.7-261003-0117");
    let writer = start(store);
    // One by one, so that each is joined to a version read back from memory, then from the log.
    for (at, one) in statements.iter().enumerate() {
        send(&writer, std::slice::from_ref(one));
        assert_eq!(current(store, None), joined(&statements[..=at]));
    }
    drop(writer);
    let version = &current(store, None)["H55.31.7-261003-0117"];
    assert_eq!((version.dues.len(), version.steps.len(), version.paid), (2, 2, Paid::Local));
    assert!(version.complained && version.rating.is_some() && version.synced_at.is_some());
    let outcomes = send(&start(store), &statements).outcomes;
    assert!(!outcomes.contains(&NEW) && !outcomes.contains(&MORE), "{outcomes:?}");
}

pub fn an_update_may_come_before_its_create(store: &Arc<Store>) {
    let writer = start(store);
    let number = "000.00.53.H48-220921-0099";
    let steps = Fact::Steps(vec![Step { at: NOW, status: Status::Processing }]);
    assert_eq!(send(&writer, &[statement(number, steps.clone())]).outcomes, [NEW]);
    let only_steps = &current(store, None)[number];
    assert_eq!((only_steps.snapshot.as_ref(), only_steps.steps.len()), (None, 1));
    let create = stated(number, Status::Accepted, 0);
    assert_eq!(send(&writer, std::slice::from_ref(&create)).outcomes, [MORE]);
    assert_eq!(current(store, None), joined(&[create, statement(number, steps)]));
}

pub fn a_repeat_changes_nothing(store: &Arc<Store>) {
    let writer = start(store);
    let statements = [nth(1), nth(2)];
    assert_eq!(send(&writer, &statements).outcomes, [NEW, NEW]);
    let again = send(&writer, &[nth(2), nth(1), nth(2)]);
    assert_eq!((again.revision, again.outcomes), (1, vec![ItemOutcome::Duplicate; 3]));
    assert_eq!(store.versions_of(&nth(1).number).unwrap().len(), 1);
    assert_eq!(store.revision().unwrap(), 1);
}

pub fn an_older_snapshot_is_superseded(store: &Arc<Store>) {
    let writer = start(store);
    let number = "H55.242-261003-0001";
    let (first, last) = (stated(number, Status::Accepted, 0), stated(number, Status::Done, 2));
    send(&writer, &[first.clone(), last.clone()]);
    let receipt = send(&writer, &[first.clone(), last.clone()]);
    assert_eq!(receipt.outcomes, [ItemOutcome::Superseded, ItemOutcome::Duplicate]);
    assert_eq!(current(store, None), joined(&[last, first]));
}

pub fn one_group_makes_one_version_of_a_dossier(store: &Arc<Store>) {
    let ears = Ears::default();
    let writer = start_with(store, ears.clone());
    let number = "H55.242-261003-0002";
    let days = [Status::Accepted, Status::Processing, Status::Done];
    let statements: Vec<_> =
        (0..).zip(days).map(|(day, status)| stated(number, status, day)).collect();
    let receipt = send(&writer, &statements);
    assert_eq!(receipt.outcomes, [NEW, MORE, MORE]);
    assert_eq!(store.versions_of(number).unwrap().len(), 1);
    let heard = ears.heard();
    assert_eq!((heard.dossiers.len(), heard.dossiers[0].new), (1, true));
    assert_eq!(heard.dossiers[0].version, joined(&statements)[number]);
}

pub fn nothing_said_of_an_unknown_dossier_is_nothing(store: &Arc<Store>) {
    let writer = start(store);
    let silent = [Fact::Synced, Fact::Steps(Vec::new())].map(|fact| statement("48213", fact));
    assert_eq!(send(&writer, &silent).outcomes, [ItemOutcome::Duplicate; 2]);
    assert_eq!((store.revision().unwrap(), store.dossier_number("48213").unwrap()), (0, None));
    assert_eq!(send(&writer, &[nth(1)]).outcomes, [NEW]);
    assert_eq!(store.dossier_number(&nth(1).number).unwrap(), Some(1));
}

pub fn numbers_are_dense_and_stay_after_a_restart(store: &Arc<Store>) {
    let writer = start(store);
    send(&writer, &[nth(10), nth(20)]);
    writer.shutdown();
    let ears = Ears::default();
    let writer = start_with(store, ears.clone());
    let known = stated(&nth(10).number, Status::Done, 1);
    send(&writer, &[nth(30), known, nth(20)]);
    let heard: Vec<_> =
        ears.heard().dossiers.iter().map(|d| (d.number, d.version_id, d.new)).collect();
    assert_eq!(heard, [(3, 3, true), (1, 4, false)]);
    for (number, n) in (1..).zip([10, 20, 30]) {
        assert_eq!(store.dossier_code(number).unwrap().as_deref(), Some(&*nth(n).number));
    }
    assert_eq!(store.dossier_code(4).unwrap(), None);
}

fn start_from(store: &Arc<Store>, parts: IndexParts) -> Writer {
    let options = WriterOptions { index: Some(parts) };
    Writer::spawn(Arc::clone(store), Box::new(Deaf), options).unwrap()
}

pub fn a_copy_of_the_index_is_read_on_from(store: &Arc<Store>) {
    let writer = start(store);
    send(&writer, &[nth(1), nth(2)]);
    let (revision, early) = writer.index().unwrap();
    assert_eq!((revision, &early.versions), (1, &vec![1, 2]));
    assert_eq!(early.fingerprints, [fingerprint(&nth(1).number), fingerprint(&nth(2).number)]);
    send(&writer, &[nth(3), stated(&nth(1).number, Status::Done, 1)]);
    let (_, late) = writer.index().unwrap();
    drop(writer);
    for parts in [early, late.clone(), IndexParts::default()] {
        let writer = start_from(store, parts);
        assert_eq!(writer.index().unwrap(), (2, late.clone()));
        assert_eq!(send(&writer, &[nth(3)]).outcomes, [ItemOutcome::Duplicate]);
    }
}

pub fn a_copy_of_another_index_is_not_believed(store: &Arc<Store>) {
    let writer = start(store);
    send(&writer, &[nth(1), nth(2)]);
    let (_, right) = writer.index().unwrap();
    drop(writer);
    let mut other_code = right.clone();
    other_code.fingerprints[1] = fingerprint("H55.242-261003-9999");
    let mut longer = right.clone();
    longer.fingerprints.push(fingerprint("H55.242-261003-0003"));
    longer.versions.push(3);
    let mut uneven = right.clone();
    uneven.versions.pop();
    let mut swapped = right.clone();
    swapped.versions.reverse();
    for wrong in [other_code, longer, uneven, swapped] {
        assert_eq!(start_from(store, wrong).index().unwrap().1, right);
    }
}

pub fn the_follower_hears_before_the_sender(store: &Arc<Store>) {
    let ears = Ears::default();
    let writer = start_with(store, ears.clone());
    for n in 1..=9 {
        let receipt = send(&writer, &[nth(n)]);
        assert_eq!(ears.heard().revisions.last(), Some(&receipt.revision));
    }
    send(&writer, &[nth(9)]);
    let heard = ears.heard();
    assert_eq!(heard.revisions, (1..=9).collect::<Vec<_>>(), "nothing new is no news");
    let versions: Vec<&Version> = heard.dossiers.iter().map(|change| &change.version).collect();
    assert_eq!(versions, current(store, None).values().collect::<Vec<_>>());
}

pub fn agencies_go_through_the_writer(store: &Arc<Store>) {
    let ears = Ears::default();
    let writer = start_with(store, ears.clone());
    let agency = Agency {
        code: "H55".to_owned(),
        name: "Thái Nguyên".to_owned(),
        level: Level::Province,
        parent: None,
        valid_from: None,
        valid_to: None,
        successors: Vec::new(),
        portal_id: None,
    };
    send(&writer, &[nth(1)]);
    assert_eq!(writer.add_agencies(vec![agency.clone()], NOW).unwrap().revision, 2);
    assert_eq!(writer.add_agencies(vec![agency.clone()], NOW + DAY).unwrap().unchanged, 1);
    let pending = writer.submit(of(&[nth(2)])).unwrap();
    assert_eq!(pending.wait().unwrap().revision, 3);
    let other =
        Agency { code: "H55.31".to_owned(), name: "Xã Phú Lương".to_owned(), ..agency.clone() };
    let both = vec![agency, other];
    assert_eq!(writer.add_agencies(both.clone(), NOW).unwrap().revision, 4);
    let heard = ears.heard();
    assert_eq!((heard.agencies, heard.revisions), (2, vec![1, 2, 3, 4]));
    assert_eq!(store.agencies(None).unwrap(), both);
}
