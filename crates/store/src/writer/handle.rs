//! The writer from outside.

use std::path::Path;
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use chiso_scoring::agency::Agency;
use chiso_scoring::dossier::Seconds;

use super::answer::Answer;
use super::group::Memory;
use super::lock::FolderLock;
use super::queue::{Job, Queue, Waiting, WaitingAgencies};
use super::thread::Thread;
use super::{Follower, Pending, Receipt, Submission, WriterError};
use crate::agencies::AddedAgencies;
use crate::check;
use crate::convert::moment_text;
use crate::index::{Index, IndexParts};
use crate::limits::RECENT;
use crate::store::Store;

/// How to start a writer.
#[derive(Debug, Default)]
pub struct WriterOptions {
    /// A copy from [`Writer::index`], to be read on from. Without one, or with one of another
    /// database, the whole log is read.
    pub index: Option<IndexParts>,
}

/// A handle on the writer of a folder. Clones share the writer; the last one dropped stops it after
/// everything that waits is done.
#[derive(Clone)]
pub struct Writer(Arc<Inner>);

struct Inner {
    queue: Arc<Queue>,
    thread: Mutex<Option<JoinHandle<()>>>,
    most: usize,
}

impl Writer {
    /// Starts the writer of a store's folder.
    ///
    /// # Errors
    /// Another writer works there, or the database failed or is damaged.
    pub fn spawn(
        store: Arc<Store>,
        follower: Box<dyn Follower>,
        options: WriterOptions,
    ) -> Result<Self, WriterError> {
        let dir = store.path().parent().unwrap_or(Path::new("."));
        let lock = FolderLock::take(dir)?;
        let memory = remember(&store, options.index)?;
        let limits = store.limits();
        let queue = Arc::new(Queue::new(limits.queue));
        let thread = Thread { store, follower, queue: Arc::clone(&queue), memory, _lock: lock };
        let thread = thread::Builder::new().name("writer".to_owned()).spawn(|| thread.run());
        let thread = thread.map_err(|_| WriterError::Stopped)?;
        Ok(Self(Arc::new(Inner { queue, thread: Mutex::new(Some(thread)), most: limits.queue })))
    }

    /// Hands a submission in.
    ///
    /// # Errors
    /// It is too large or cannot be kept, too much is waiting, or the writer has stopped.
    pub fn submit(&self, submission: Submission) -> Result<Pending, WriterError> {
        let (answer, receiver) = Answer::channel();
        self.push(submission, answer)?;
        Ok(Pending(receiver))
    }

    /// Hands a submission in. `done` is called exactly once, also with what [`Writer::submit`] would
    /// have given as an error; mostly from the writer's thread, so it must not block.
    pub fn submit_with(
        &self,
        submission: Submission,
        done: Box<dyn FnOnce(Result<Receipt, WriterError>) + Send>,
    ) {
        // What went wrong has been told to `done`.
        drop(self.push(submission, Answer::new(done)));
    }

    fn push(&self, submission: Submission, answer: Answer<Receipt>) -> Result<(), WriterError> {
        let checked = check_call(&submission, self.0.most);
        let job = Job::Submission(Waiting { submission, answer });
        match checked {
            Ok(()) => self.0.queue.push(job),
            Err(error) => {
                job.fail(error.clone());
                Err(error)
            }
        }
    }

    /// Adds agencies as [`Store::add_agencies`] does, so that the follower hears of it. Waits.
    ///
    /// # Errors
    /// As [`Store::add_agencies`], too much is waiting, or the writer has stopped.
    pub fn add_agencies(
        &self,
        agencies: Vec<Agency>,
        at: Seconds,
    ) -> Result<AddedAgencies, WriterError> {
        let imported_at = moment_text(at)?;
        let (answer, receiver) = Answer::channel();
        let waiting = WaitingAgencies { agencies, imported_at, at, answer };
        self.0.queue.push(Job::Agencies(waiting))?;
        wait(&receiver)
    }

    /// A copy of the index for a checkpoint, and the revision it belongs to. Waits for its turn.
    ///
    /// # Errors
    /// Too much is waiting, the database failed, or the writer has stopped.
    pub fn index(&self) -> Result<(u64, IndexParts), WriterError> {
        let (answer, receiver) = Answer::channel();
        self.0.queue.push(Job::Index(answer))?;
        wait(&receiver)
    }

    /// Places of the newest versions of dossiers, by their numbers: where [`Store::versions_up_to`] begins.
    /// A number that is none has [`None`]. Waits for its turn.
    ///
    /// # Errors
    /// Too much is waiting, or the writer has stopped.
    pub fn newest(&self, numbers: Vec<u32>) -> Result<Vec<Option<i64>>, WriterError> {
        let (answer, receiver) = Answer::channel();
        self.0.queue.push(Job::Newest(numbers, answer))?;
        wait(&receiver)
    }

    /// Takes nothing more in, does what waits, and ends. Waits for the end.
    pub fn shutdown(&self) {
        self.0.shutdown();
    }
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").finish_non_exhaustive()
    }
}

impl Inner {
    fn shutdown(&self) {
        self.queue.close();
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        // The last handle may be dropped by a follower or an answer, on the writer's own thread.
        let other = thread.filter(|thread| thread.thread().id() != thread::current().id());
        if let Some(thread) = other {
            drop(thread.join());
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.shutdown();
    }
}

fn wait<T>(receiver: &Receiver<Result<T, WriterError>>) -> Result<T, WriterError> {
    receiver.recv().unwrap_or(Err(WriterError::Stopped))
}

fn remember(store: &Store, parts: Option<IndexParts>) -> Result<Memory, WriterError> {
    let reader = store.reader()?;
    let index = match parts {
        Some(parts) => Index::load_from(parts, &reader)?,
        None => Index::load(&reader)?,
    };
    Ok(Memory::new(&reader, index, RECENT)?)
}

/// What is wrong with the call as a whole; items have their own outcomes.
fn check_call(submission: &Submission, most: usize) -> Result<(), WriterError> {
    check::count(submission.received(), most)?;
    check::call_text("sender", &submission.sender)?;
    check::call_text("format", &submission.format)?;
    moment_text(submission.at)?;
    if let Some(import) = &submission.import {
        check::sha256(&import.sha256)?;
        check::call_text("kind", &import.kind)?;
    }
    Ok(())
}
