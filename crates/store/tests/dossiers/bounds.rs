//! Each bound, and one past it.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use chiso_scoring::dossier::{Fact, Status, Step};
use chiso_store::writer::{
    Committed, Follower, ImportProgress, ItemOutcome, Quarantined, Submission, WriterError,
};
use chiso_store::{Error, Store};

use crate::LIMITS;
use crate::sample::{NOW, nth, of, send, start, start_with, statement, submission};

/// A test that fails must not wait for ever for its writer to end.
pub const PATIENCE: Duration = Duration::from_secs(9);

/// A follower that says when it is called, and goes on when it is told.
struct Held {
    called: Sender<u64>,
    go: Receiver<()>,
}

impl Follower for Held {
    fn committed(&mut self, batch: &Committed<'_>) {
        self.called.send(batch.revision).unwrap();
        // The test is over, or it failed: then nobody tells it any more.
        let _ = self.go.recv_timeout(PATIENCE);
    }
}

fn held() -> (Held, Receiver<u64>, Sender<()>) {
    let ((called, seen), (tell, go)) = (channel(), channel());
    (Held { called, go }, seen, tell)
}

pub fn a_submission_ends_at_its_bound(store: &Arc<Store>) {
    let writer = start(store);
    let items: Vec<_> = (0..LIMITS.queue).map(nth).collect();
    let refused = vec![Quarantined::default()];
    let error = writer.submit(Submission { refused: refused.clone(), ..of(&items) }).unwrap_err();
    assert_eq!(error.to_string(), "61 rows in one call are too many: at most 60");
    assert_eq!(store.revision().unwrap(), 0);
    let fits = Submission { refused, ..of(&items[1..]) };
    assert_eq!(writer.submit(fits).unwrap().wait().unwrap().outcomes.len(), LIMITS.queue - 1);
}

pub fn a_group_ends_at_its_bound(store: &Arc<Store>) {
    let (follower, seen, tell) = held();
    let writer = start_with(store, follower);
    let first = writer.submit(of(&[nth(0)])).unwrap();
    assert_eq!(seen.recv().unwrap(), 1);
    // While the writer is held: 19 + 1 items fit in one group of 20, the next one does not.
    let sizes = [19, 1, 1];
    let mut next = 1..;
    let mut some = |size: usize| next.by_ref().take(size).map(nth).collect::<Vec<_>>();
    let waiting = sizes.map(|size| writer.submit(of(&some(size))).unwrap());
    for _ in 0..3 {
        tell.send(()).unwrap();
    }
    assert_eq!(first.wait().unwrap().revision, 1);
    assert_eq!(waiting.map(|pending| pending.wait().unwrap().revision), [2, 2, 3]);
}

pub fn a_dossier_ends_at_its_bound(store: &Arc<Store>) {
    let writer = start(store);
    let step = |at| Step { at: NOW + at, status: Status::Processing };
    let with_steps =
        |steps: std::ops::Range<i64>| statement("48213", Fact::Steps(steps.map(step).collect()));
    assert_eq!(
        send(&writer, &[with_steps(0..401)]).outcomes,
        [ItemOutcome::Quarantined("too_many_parts")]
    );
    assert_eq!(store.dossier_number("48213").unwrap(), None);
    assert_eq!(
        send(&writer, &[with_steps(0..400)]).outcomes,
        [ItemOutcome::Accepted { new: true }]
    );
    let one_more = with_steps(400..401);
    assert_eq!(send(&writer, &[one_more]).outcomes, [ItemOutcome::Quarantined("too_many_parts")]);
    let held = store.quarantine(9, 0).unwrap();
    assert_eq!(held[0].item.number.as_deref(), Some("48213"));
    let long = |chars: usize| send(&writer, &[statement(&"ế".repeat(chars), Fact::Complaint)]);
    assert_eq!(long(100).outcomes, [ItemOutcome::Accepted { new: true }]);
    assert_eq!(long(101).outcomes, [ItemOutcome::Quarantined("bad_text")]);
}

pub fn the_queue_ends_at_its_bound(store: &Arc<Store>) {
    let (follower, seen, tell) = held();
    let writer = start_with(store, follower);
    let first = writer.submit(of(&[nth(0)])).unwrap();
    seen.recv().unwrap();
    let waiting: Vec<_> =
        (1..=LIMITS.queue).map(|n| writer.submit(of(&[nth(n)])).unwrap()).collect();
    let error = writer.submit(of(&[nth(99)])).unwrap_err();
    let full = WriterError::Overloaded { waiting: 60, limit: 60 };
    assert_eq!(error.to_string(), full.to_string());
    let (said, heard) = channel();
    let done = move |result: Result<_, WriterError>| said.send(result.map(|_| ())).unwrap();
    writer.submit_with(submission(Vec::new()), Box::new(done));
    assert!(matches!(heard.recv().unwrap(), Err(WriterError::Overloaded { .. })));
    assert!(matches!(writer.index(), Err(WriterError::Overloaded { .. })));
    drop(tell);
    first.wait().unwrap();
    waiting.into_iter().for_each(|pending| drop(pending.wait().unwrap()));
    assert_eq!(store.receipts(9).unwrap()[0].counts.accepted, 61, "what was refused is not stored");
    send(&writer, &[nth(99)]);
}

pub fn the_call_itself_must_be_right(store: &Arc<Store>) {
    let writer = start(store);
    let good = || of(&[nth(1)]);
    let import = ImportProgress {
        sha256: "9F".repeat(32),
        file_name: "a.csv".to_owned(),
        kind: "dossiers".to_owned(),
        rows_done: 1,
        rows: None,
        finished: false,
    };
    let wrong = [
        (Submission { sender: String::new(), ..good() }, "sender"),
        (Submission { format: "a\nb".to_owned(), ..good() }, "format"),
        (Submission { at: i64::MAX, ..good() }, "at"),
        (Submission { import: Some(import), ..good() }, "sha256"),
    ];
    for (submission, named) in wrong {
        match writer.submit(submission).unwrap_err() {
            WriterError::Store(error) => {
                assert!(matches!(*error, Error::Call { field, .. } if field == named), "{error}");
            }
            other => panic!("{other}"),
        }
    }
    assert_eq!(store.revision().unwrap(), 0);
}
