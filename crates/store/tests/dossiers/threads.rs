//! Many senders, one writer, and how it ends.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use chiso_scoring::dossier::Status;
use chiso_store::Store;
use chiso_store::writer::{Committed, Follower, ItemOutcome, Writer, WriterError, WriterOptions};

use crate::bounds::PATIENCE;
use crate::sample::{Deaf, current, joined, nth, of, send, start, start_with, stated};

pub fn many_senders_share_a_writer(store: &Arc<Store>) {
    let writer = start(store);
    let statements = (0..16 * 20).map(|n| {
        let states = [Status::Accepted, Status::Processing, Status::Done, Status::Returned];
        stated(&nth(n / 4 % 50).number, states[n % 4], n as i64 % 4)
    });
    let statements: Vec<_> = statements.collect();
    thread::scope(|scope| {
        for some in statements.chunks(20) {
            let writer = writer.clone();
            scope.spawn(move || {
                some.iter().for_each(|one| drop(send(&writer, std::slice::from_ref(one))));
            });
        }
    });
    assert_eq!(current(store, None), joined(&statements));
    let counts = store.receipts(9).unwrap()[0].counts;
    assert_eq!(counts.received, 320);
    let new = statements.len() as u64 - counts.duplicate - counts.superseded;
    assert_eq!(counts.accepted, new);
    assert!(store.revision().unwrap() <= counts.accepted);
}

pub fn what_waits_is_done_before_the_end(store: &Arc<Store>) {
    let writer = start(store);
    let waiting: Vec<_> = (0..50).map(|n| writer.submit(of(&[nth(n)])).unwrap()).collect();
    writer.shutdown();
    for pending in waiting {
        assert_eq!(pending.wait().unwrap().outcomes, [ItemOutcome::Accepted { new: true }]);
    }
    assert_eq!(current(store, None).len(), 50);
}

pub fn nothing_is_taken_after_the_end(store: &Arc<Store>) {
    let writer = start(store);
    let other = writer.clone();
    drop(writer);
    send(&other, &[nth(1)]);
    other.shutdown();
    other.shutdown();
    assert!(matches!(other.submit(of(&[nth(2)])), Err(WriterError::Stopped)));
    assert!(matches!(other.index(), Err(WriterError::Stopped)));
    assert_eq!(store.revision().unwrap(), 1);
}

pub fn one_writer_in_a_folder(store: &Arc<Store>) {
    let spawn = || Writer::spawn(Arc::clone(store), Box::new(Deaf), WriterOptions::default());
    let first = spawn().unwrap();
    let error = spawn().unwrap_err();
    assert!(matches!(error, WriterError::Taken(_)), "{error}");
    assert!(error.to_string().contains("data folder '/"), "{error}");
    send(&first, &[nth(1)]);
    drop(first);
    send(&spawn().unwrap(), &[nth(2)]);
}

pub fn an_answer_that_panics_hurts_nobody(store: &Arc<Store>) {
    let writer = start(store);
    writer.submit_with(of(&[nth(1)]), Box::new(|_| panic!("a mistake of the sender")));
    assert_eq!(send(&writer, &[nth(1)]).outcomes, [ItemOutcome::Duplicate]);
    // The last handle may be dropped on the writer's own thread.
    let (said, heard) = channel();
    let own = writer.clone();
    let done = move |result: Result<_, _>| {
        drop(own);
        said.send(result.is_ok()).unwrap();
    };
    writer.submit_with(of(&[nth(2)]), Box::new(done));
    drop(writer);
    assert!(heard.recv().unwrap());
}

/// A follower that panics at revision 2, once it is told to.
struct Clumsy {
    called: Sender<()>,
    go: Receiver<()>,
}

impl Follower for Clumsy {
    fn committed(&mut self, batch: &Committed<'_>) {
        if batch.revision == 2 {
            self.called.send(()).unwrap();
            self.go.recv_timeout(PATIENCE).unwrap();
            panic!("a mistake of the follower");
        }
    }
}

pub fn a_follower_that_panics_stops_the_writer(store: &Arc<Store>) {
    let ((called, seen), (tell, go)) = (channel(), channel());
    let writer = start_with(store, Clumsy { called, go });
    send(&writer, &[nth(1)]);
    let told = writer.submit(of(&[nth(2)])).unwrap();
    seen.recv().unwrap();
    let (said, heard) = channel();
    let done = move |result: Result<_, _>| said.send(result.map(drop)).unwrap();
    writer.submit_with(of(&[nth(3)]), Box::new(done));
    tell.send(()).unwrap();
    // What the follower was told of is on disk: the sender hears that. Who waits behind hears as well.
    assert_eq!(told.wait().unwrap().revision, 2);
    assert!(matches!(heard.recv().unwrap(), Err(WriterError::Stopped)));
    let late = writer.submit(of(&[nth(4)])).and_then(|pending| pending.wait());
    assert!(matches!(late, Err(WriterError::Stopped)), "{late:?}");
    writer.shutdown();
    assert_eq!(store.revision().unwrap(), 2);
    assert_eq!(send(&start(store), &[nth(2), nth(3)]).outcomes[0], ItemOutcome::Duplicate);
}
