//! What waits for the writer, bounded by items.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use chiso_scoring::agency::Agency;
use chiso_scoring::dossier::Seconds;

use super::answer::Answer;
use super::{Receipt, Submission, WriterError};
use crate::agencies::AddedAgencies;
use crate::index::IndexParts;

/// A submission and who waits for it.
pub(super) struct Waiting {
    pub submission: Submission,
    pub answer: Answer<Receipt>,
}

/// Agencies and who waits for them.
pub(super) struct WaitingAgencies {
    pub agencies: Vec<Agency>,
    pub imported_at: String,
    pub at: Seconds,
    pub answer: Answer<AddedAgencies>,
}

/// Something to do.
pub(super) enum Job {
    Submission(Waiting),
    Agencies(WaitingAgencies),
    Index(Answer<(u64, IndexParts)>),
    Newest(Vec<u32>, Answer<Vec<Option<i64>>>),
}

/// What the writer does next: one transaction.
pub(super) enum Work {
    Group(Vec<Waiting>),
    Agencies(WaitingAgencies),
    Index(Answer<(u64, IndexParts)>),
    Newest(Vec<u32>, Answer<Vec<Option<i64>>>),
}

impl Job {
    /// An empty submission takes room as well.
    fn items(&self) -> usize {
        match self {
            Self::Submission(waiting) => waiting.submission.received().max(1),
            Self::Agencies(waiting) => waiting.agencies.len().max(1),
            Self::Index(_) | Self::Newest(..) => 1,
        }
    }

    pub(super) fn fail(self, error: WriterError) {
        match self {
            Self::Submission(waiting) => waiting.answer.give(Err(error)),
            Self::Agencies(waiting) => waiting.answer.give(Err(error)),
            Self::Index(answer) => answer.give(Err(error)),
            Self::Newest(_, answer) => answer.give(Err(error)),
        }
    }
}

/// The queue between senders and the writer.
pub(super) struct Queue {
    state: Mutex<State>,
    filled: Condvar,
    limit: usize,
}

#[derive(Default)]
struct State {
    jobs: VecDeque<Job>,
    items: usize,
    closed: bool,
}

impl Queue {
    pub(super) fn new(limit: usize) -> Self {
        Self { state: Mutex::default(), filled: Condvar::new(), limit }
    }

    /// Puts a job at the end. If that fails, whoever waits for it is told as well.
    pub(super) fn push(&self, job: Job) -> Result<(), WriterError> {
        match self.room(&job) {
            Ok(mut state) => {
                state.items = state.items.saturating_add(job.items());
                state.jobs.push_back(job);
                self.filled.notify_one();
                Ok(())
            }
            Err(error) => {
                job.fail(error.clone());
                Err(error)
            }
        }
    }

    /// The state, if the job may be put in.
    fn room(&self, job: &Job) -> Result<MutexGuard<'_, State>, WriterError> {
        let state = self.state();
        if state.closed {
            return Err(WriterError::Stopped);
        }
        let items = state.items.saturating_add(job.items());
        if items > self.limit && state.items > 0 {
            return Err(WriterError::Overloaded { waiting: state.items, limit: self.limit });
        }
        Ok(state)
    }

    /// Waits for something to do: the first job, and submissions behind it up to `most` items.
    /// `None` once the queue is closed and empty.
    pub(super) fn take(&self, most: usize) -> Option<Work> {
        let waits = |state: &mut State| state.jobs.is_empty() && !state.closed;
        let waited = self.filled.wait_while(self.state(), waits);
        let mut state = waited.unwrap_or_else(PoisonError::into_inner);
        Some(match state.pop()? {
            Job::Agencies(agencies) => Work::Agencies(agencies),
            Job::Index(answer) => Work::Index(answer),
            Job::Newest(numbers, answer) => Work::Newest(numbers, answer),
            Job::Submission(first) => Work::Group(state.group(first, most)),
        })
    }

    /// Takes nothing more in; what waits is still done.
    pub(super) fn close(&self) {
        self.state().closed = true;
        self.filled.notify_all();
    }

    /// Takes nothing more in and drops what waits, which answers it.
    pub(super) fn abandon(&self) {
        self.close();
        let jobs = std::mem::take(&mut self.state().jobs);
        drop(jobs);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn pop(&mut self) -> Option<Job> {
        let job = self.jobs.pop_front()?;
        self.items = self.items.saturating_sub(job.items());
        Some(job)
    }

    fn group(&mut self, first: Waiting, most: usize) -> Vec<Waiting> {
        let mut items = first.submission.received().max(1);
        let mut group = vec![first];
        while let Some(Job::Submission(next)) = self.jobs.front() {
            items = items.saturating_add(next.submission.received().max(1));
            if items > most {
                break;
            }
            if let Some(Job::Submission(next)) = self.pop() {
                group.push(next);
            }
        }
        group
    }
}
