//! Answers that are given exactly once, whatever happens.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, sync_channel};

use super::{Receipt, WriterError};

type Call<T> = Box<dyn FnOnce(Result<T, WriterError>) + Send>;

/// Somebody waits for this. Dropped without an answer, it says that the writer has stopped.
pub(super) struct Answer<T>(Option<Call<T>>);

impl<T> Answer<T> {
    pub(super) fn new(call: Call<T>) -> Self {
        Self(Some(call))
    }

    /// An answer that a thread waits for.
    pub(super) fn channel() -> (Self, Receiver<Result<T, WriterError>>)
    where
        T: Send + 'static,
    {
        let (sender, receiver) = sync_channel(1);
        // Nobody waits any more: then there is nobody to tell.
        let call = move |result| drop(sender.send(result));
        (Self::new(Box::new(call)), receiver)
    }

    /// A panic of whoever is called must not stop the writer: the others are still to be answered.
    pub(super) fn give(mut self, result: Result<T, WriterError>) {
        self.call(result);
    }

    fn call(&mut self, result: Result<T, WriterError>) {
        if let Some(call) = self.0.take() {
            drop(catch_unwind(AssertUnwindSafe(|| call(result))));
        }
    }
}

impl<T> Drop for Answer<T> {
    fn drop(&mut self) {
        self.call(Err(WriterError::Stopped));
    }
}

/// A receipt that is on its way.
#[derive(Debug)]
pub struct Pending(pub(super) Receiver<Result<Receipt, WriterError>>);

impl Pending {
    /// Waits until the submission is on disk, or failed. Blocks: for threads, not for tasks.
    ///
    /// # Errors
    /// Why nothing of it was stored.
    pub fn wait(self) -> Result<Receipt, WriterError> {
        self.0.recv().unwrap_or(Err(WriterError::Stopped))
    }
}
