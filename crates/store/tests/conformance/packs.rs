//! Deliveries of report packs: each word about a target stays, the last one holds.

use chiso_store::{Closed, ClosedFrom, ClosingFiles, Error, PackDelivery, PackOutcome, Store};

use crate::sample::period;

const NOW: i64 = 1_788_700_000;

fn closing(store: &Store, agency: &str) {
    let closed = Closed {
        agency: agency.to_owned(),
        period: period("2026-08"),
        origin: ClosedFrom::Dossiers,
        as_of: "2026-09-05T16:30:00".parse().unwrap(),
        provisional: false,
        rulebook: "766-2024".to_owned(),
        known_at: 7,
        closed_by: "Văn phòng UBND tỉnh".to_owned(),
        closed_at: NOW,
        replaces: None,
        waived: 0,
        root: [1; 32],
        signature: [2; 64],
        key: [3; 32],
    };
    let files = ClosingFiles { snapshot: b"a", public: b"b", lists: b"c", findings: b"d" };
    store.close(&closed, files).unwrap();
}

fn word(closing: u64, target: &str) -> PackDelivery {
    PackDelivery {
        closing,
        target: target.to_owned(),
        at: NOW + 60,
        attempts: 3,
        outcome: PackOutcome::Refused,
        answer: Some(550),
        pack: [9; 32],
    }
}

pub fn a_word_about_a_pack_comes_back_as_it_was(store: &Store) {
    closing(store, "H55");
    closing(store, "H44");
    let refused = word(1, "van-phong");
    let expired = PackDelivery {
        at: NOW + 90,
        attempts: 12,
        outcome: PackOutcome::Expired,
        answer: None,
        ..word(1, "so-noi-vu")
    };
    let folder = PackDelivery { outcome: PackOutcome::Delivered, ..word(2, "thu-muc") };
    for row in [&refused, &expired, &folder] {
        store.add_pack_delivery(row).unwrap();
    }
    assert_eq!(store.pack_deliveries(1).unwrap(), [expired, refused]);
    assert_eq!(store.pack_deliveries(2).unwrap(), [folder]);
    assert_eq!(store.pack_deliveries(3).unwrap(), []);
    assert_eq!(store.pack_deliveries(u64::MAX).unwrap(), []);
    assert_eq!(store.revision().unwrap(), 2, "no revision of its own");
}

/// Delivered again on demand: both words stay, in their order.
pub fn a_later_word_stands_after_the_earlier(store: &Store) {
    closing(store, "H55");
    let later = PackDelivery { outcome: PackOutcome::Delivered, at: NOW + 9, ..word(1, "a") };
    store.add_pack_delivery(&word(1, "a")).unwrap();
    store.add_pack_delivery(&later).unwrap();
    assert_eq!(store.pack_deliveries(1).unwrap(), [word(1, "a"), later]);
}

pub fn a_word_without_its_closing_is_refused(store: &Store) {
    closing(store, "H55");
    assert!(store.add_pack_delivery(&word(2, "a")).is_err());
    let error = store.add_pack_delivery(&word(1, "")).unwrap_err();
    assert!(matches!(error, Error::Call { field: "target", .. }), "{error}");
    assert_eq!(store.pack_deliveries(1).unwrap(), []);
}

pub fn words_end_at_the_bound_of_an_answer(store: &Store) {
    closing(store, "H55");
    for at in 0..=super::LIMITS.answer {
        store.add_pack_delivery(&word(1, &format!("r{at:02}"))).unwrap();
    }
    assert_eq!(store.pack_deliveries(1).unwrap().len(), super::LIMITS.answer);
}
