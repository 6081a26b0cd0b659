//! Who was heard, when, for which agencies, and what of it was refused.

use std::sync::Arc;

use chiso_scoring::dossier::Status;
use chiso_scoring::record::Record;
use chiso_store::writer::{Quarantined, Submission, Submitted, Writer};
use chiso_store::{FeedRow, Limits, RefusedRow, Store};
use jiff::civil::date;

use crate::sample::{DAY, NOW, facts, nth, of, petition, start, stated, submission};

const QUARTER: i64 = 900;

fn send(writer: &Writer, sender: &str, at: i64, submission: Submission) {
    let submission = Submission { sender: sender.to_owned(), at, ..submission };
    writer.submit(submission).unwrap().wait().unwrap();
}

pub fn a_sender_is_known_by_its_moments(store: &Arc<Store>) {
    let writer = start(store);
    // Stated two days ago; a day ahead, which says nothing; refused altogether.
    send(&writer, "H55", NOW, of(&[stated("H55.242-261003-0001", Status::Accepted, -2)]));
    send(&writer, "H55", NOW + 60, of(&[stated("H55.242-261003-0002", Status::Accepted, 1)]));
    let refused = vec![Quarantined { code: "bad_moment".to_owned(), ..Quarantined::default() }];
    send(&writer, "H55", NOW + QUARTER, Submission { refused, ..submission(Vec::new()) });
    send(&writer, "Một cửa Phú Thọ", NOW + 7, of(&[nth(3)]));
    // Neither an item nor a sign of life.
    send(&writer, "H44", NOW + 8, submission(Vec::new()));
    let senders = store.senders().unwrap();
    assert_eq!(senders.keys().collect::<Vec<_>>(), ["H55", "Một cửa Phú Thọ"]);
    let heard = &senders["H55"];
    assert_eq!((heard.first_at, heard.last_at), (NOW, NOW + QUARTER));
    assert_eq!(heard.watermark, Some(NOW - 2 * DAY));
    assert_eq!(heard.arrivals, [NOW, NOW + QUARTER]);
    assert_eq!(senders["Một cửa Phú Thọ"].watermark, Some(NOW));
}

pub fn a_repeat_is_a_sign_of_life(store: &Arc<Store>) {
    let writer = start(store);
    send(&writer, "H55", NOW, of(&[nth(1)]));
    let revision = store.revision().unwrap();
    send(&writer, "H55", NOW + 2 * QUARTER, of(&[nth(1)]));
    assert_eq!(store.revision().unwrap(), revision, "nothing new");
    assert_eq!(store.senders().unwrap()["H55"].last_at, NOW + 2 * QUARTER);
}

pub fn senders_stay_after_a_restart(store: &Arc<Store>) {
    let writer = start(store);
    (0..5).for_each(|n| send(&writer, "H55", NOW + n * QUARTER, of(&[nth(n as usize)])));
    writer.shutdown();
    drop(writer);
    let before = (store.senders().unwrap(), store.feeds().unwrap());
    let writer = start(store);
    send(&writer, "H55", NOW + 5 * QUARTER, of(&[nth(9)]));
    let after = store.senders().unwrap();
    assert_eq!(after["H55"].first_at, before.0["H55"].first_at);
    assert_eq!(after["H55"].arrivals[..5], before.0["H55"].arrivals);
    assert_eq!(after["H55"].arrivals.len(), 6);
    assert_eq!(before.1.len(), 1);
}

pub fn agencies_are_fed_by_whoever_speaks_of_them(store: &Arc<Store>) {
    let writer = start(store);
    send(&writer, "H55", NOW, of(&[nth(1), nth(2)]));
    let records =
        [Record::Petition(petition("PAKN.5", NOW - 3)), Record::Agency(facts("2026", NOW - 4))];
    let records = records.map(Submitted::Record).to_vec();
    send(&writer, "H55", NOW + 1, submission(records.clone()));
    // Within a quarter of an hour the moment on disk stays; then it moves.
    send(&writer, "H55", NOW + 2, of(&[nth(1)]));
    send(&writer, "H55", NOW + QUARTER, of(&[nth(2)]));
    // What cannot be kept feeds nobody.
    let mut unsound = stated("H55.242-261003-0007", Status::Accepted, 0);
    unsound.number = "".into();
    send(&writer, "Một cửa Phú Thọ", NOW + 5, of(&[unsound]));
    let fed = |agency: &str, first_at, last_at| FeedRow {
        sender: "H55".to_owned(),
        agency: agency.to_owned(),
        first_at,
        last_at,
    };
    let expected = [
        fed("H55.10", NOW + 1, NOW + 1),
        fed("H55.242", NOW, NOW + QUARTER),
        fed("H55.9", NOW + 1, NOW + 1),
    ];
    assert_eq!(store.feeds().unwrap(), expected);
}

pub fn volumes_are_counted_by_day_whatever_became_of_the_items(store: &Arc<Store>) {
    let writer = start(store);
    send(&writer, "H55", NOW, Submission { format: "csv".to_owned(), ..of(&[nth(1), nth(2)]) });
    send(&writer, "H55", NOW + 1, of(&[nth(1)]));
    send(&writer, "H55", NOW + DAY, of(&[nth(3)]));
    send(&writer, "H44", NOW + DAY, of(&[nth(4)]));
    let all = store.volumes(date(2026, 10, 3)).unwrap();
    assert_eq!(all["H55"][&date(2026, 10, 3)], 3);
    assert_eq!(all["H55"][&date(2026, 10, 4)], 1);
    assert_eq!((all["H44"].len(), all.len()), (1, 2));
    let later = store.volumes(date(2026, 10, 4)).unwrap();
    assert_eq!((later["H55"].len(), store.volumes(date(2026, 10, 5)).unwrap().len()), (1, 0));
}

pub fn what_is_refused_is_counted_by_reason_and_field(store: &Arc<Store>) {
    let writer = start(store);
    let refuse = |sender: &str, at, code: &str, field: Option<&str>, times: usize| {
        let one = Quarantined {
            place: "7".to_owned(),
            code: code.to_owned(),
            field: field.map(str::to_owned),
            ..Quarantined::default()
        };
        let refused = vec![one; times];
        send(&writer, sender, at, Submission { refused, ..submission(Vec::new()) });
    };
    refuse("H55", NOW - 1, "bad_moment", Some("due_at"), 5);
    refuse("H55", NOW, "bad_moment", Some("due_at"), 2);
    refuse("H55", NOW + 3, "bad_moment", Some("due_at"), 1);
    refuse("H55", NOW + 4, "bad_moment", Some("received_at"), 1);
    refuse("H55", NOW + 5, "bad_call", None, 1);
    refuse("H44", NOW + 6, "bad_moment", Some("due_at"), 4);
    let row = |sender: &str, code: &str, field: Option<&str>, count, last_at| RefusedRow {
        sender: sender.to_owned(),
        code: code.to_owned(),
        field: field.map(str::to_owned),
        count,
        last_at,
    };
    let expected = [
        row("H44", "bad_moment", Some("due_at"), 4, NOW + 6),
        row("H55", "bad_moment", Some("due_at"), 3, NOW + 3),
        row("H55", "bad_call", None, 1, NOW + 5),
        row("H55", "bad_moment", Some("received_at"), 1, NOW + 4),
    ];
    assert_eq!(store.refused_since(NOW, 9).unwrap(), expected);
    assert_eq!(store.refused_since(NOW, 2).unwrap(), expected[..2]);
}

/// A transaction that fails leaves neither the books nor the memory of senders changed.
#[test]
fn a_full_disk_leaves_senders_as_they_were() {
    let dir = tempfile::tempdir().unwrap();
    let limits = Limits { pages: Some(120), ..crate::LIMITS };
    let store = Arc::new(Store::open_with(dir.path(), limits).unwrap());
    let writer = start(&store);
    send(&writer, "H55", NOW, of(&[nth(1)]));
    let mut sent = 1;
    let failed = loop {
        let batch: Vec<_> = (0..40).map(|n| nth(sent * 100 + n)).collect();
        let at = NOW + sent as i64 * QUARTER;
        let submission = Submission { sender: "H55".to_owned(), at, ..of(&batch) };
        let before = store.senders().unwrap();
        match writer.submit(submission).unwrap().wait() {
            Ok(_) => sent += 1,
            Err(_) => break before,
        }
        assert!(sent < 900, "the disk is never full");
    };
    assert_eq!(store.senders().unwrap(), failed);
}
