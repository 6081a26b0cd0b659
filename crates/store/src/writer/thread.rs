//! The writer's loop.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::group::{Done, Memory};
use super::guard::guarded;
use super::lock::FolderLock;
use super::queue::{Queue, Waiting, WaitingAgencies, Work};
use super::{Committed, Follower, Submission, WriterError};
use crate::agencies::AddedAgencies;
use crate::store::Store;

/// Everything the thread owns.
pub(super) struct Thread {
    pub store: Arc<Store>,
    pub follower: Box<dyn Follower>,
    pub queue: Arc<Queue>,
    pub memory: Memory,
    pub _lock: FolderLock,
}

/// The follower panicked.
struct FollowerFailed;

impl Thread {
    /// Works until the queue is closed and empty, or the follower fails.
    pub(super) fn run(mut self) {
        let most = self.store.limits().group;
        while let Some(work) = self.queue.take(most) {
            if self.step(work).is_err() {
                break;
            }
        }
        // Whoever comes now is told.
        self.queue.abandon();
    }

    fn step(&mut self, work: Work) -> Result<(), FollowerFailed> {
        match work {
            Work::Group(group) => self.group(group),
            Work::Agencies(agencies) => self.agencies(agencies),
            Work::Index(answer) => {
                let revision = self.store.revision().map_err(WriterError::from);
                answer.give(revision.map(|revision| (revision, self.memory.index.parts())));
                Ok(())
            }
            Work::Newest(numbers, answer) => {
                let newest = numbers.into_iter().map(|number| self.memory.index.version(number));
                answer.give(Ok(newest.collect()));
                Ok(())
            }
        }
    }

    fn group(&mut self, group: Vec<Waiting>) -> Result<(), FollowerFailed> {
        let (submissions, answers): (Vec<_>, Vec<_>) =
            group.into_iter().map(|waiting| (waiting.submission, waiting.answer)).unzip();
        let mut done = match self.transaction(submissions) {
            Ok(done) => done,
            Err(error) => {
                answers.into_iter().for_each(|answer| answer.give(Err(error.clone())));
                return Ok(());
            }
        };
        let followed = if done.changed { self.follow(&done) } else { Ok(()) };
        let receipts = std::mem::take(&mut done.receipts);
        answers.into_iter().zip(receipts).for_each(|(answer, receipt)| answer.give(Ok(receipt)));
        self.memory.keep(done);
        followed
    }

    /// All of the group is on disk afterwards and in memory, or nothing of it anywhere.
    fn transaction(&mut self, group: Vec<Submission>) -> Result<Done, WriterError> {
        let (store, memory) = (&self.store, &mut self.memory);
        let codes = memory.codes.len();
        let written = guarded(|| Ok(store.write(|work| memory.write(work, group))?));
        match &written {
            Ok(done) => self.memory.commit(done),
            Err(_) => self.memory.roll_back(codes),
        }
        written
    }

    fn agencies(&mut self, waiting: WaitingAgencies) -> Result<(), FollowerFailed> {
        let WaitingAgencies { agencies, imported_at, at, answer } = waiting;
        let added = guarded(|| Ok(self.store.add_agencies(&agencies, &imported_at)?));
        let changed = |added: &&AddedAgencies| added.added + added.replaced > 0;
        let followed = match added.as_ref().ok().filter(changed) {
            Some(added) => self.tell(&Committed {
                revision: added.revision,
                at,
                dossiers: &[],
                records: &[],
                agencies_changed: true,
            }),
            None => Ok(()),
        };
        answer.give(added);
        followed
    }

    fn follow(&mut self, done: &Done) -> Result<(), FollowerFailed> {
        self.tell(&Committed {
            revision: done.revision,
            at: done.at,
            dossiers: &done.dossiers,
            records: &done.records,
            agencies_changed: false,
        })
    }

    fn tell(&mut self, batch: &Committed<'_>) -> Result<(), FollowerFailed> {
        let told = catch_unwind(AssertUnwindSafe(|| self.follower.committed(batch)));
        told.map_err(|_| FollowerFailed)
    }
}
