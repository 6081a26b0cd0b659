//! The present: how the pages, the feed and the synchronisation calls reach the log and its clock.

use std::sync::Arc;

use chiso_store::live::Opened;
use tokio::sync::watch;

/// Gives the moment it is, in seconds since the epoch.
pub(crate) type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// A data folder at work, and who is told when it changes.
pub(crate) struct Present {
    /// The present and the way in.
    pub opened: Opened,
    /// The clock its tallies follow.
    pub clock: Clock,
    changed: watch::Receiver<(u64, i64)>,
    closing: watch::Sender<bool>,
}

impl Present {
    /// Listens to a data folder.
    pub fn new(opened: Opened, clock: Clock) -> Self {
        let (sender, changed) = watch::channel((0, 0));
        opened.current.on_change(move |revision, now| {
            // Only the newest counts; nobody may be listening.
            sender.send_replace((revision, now));
        });
        Self { opened, clock, changed, closing: watch::Sender::new(false) }
    }

    /// Told of every change: revision and moment. Changes that nobody looked at in time become one.
    pub fn changes(&self) -> watch::Receiver<(u64, i64)> {
        self.changed.clone()
    }

    /// Told when the server is about to stop: feeds end then.
    pub fn closing(&self) -> watch::Receiver<bool> {
        self.closing.subscribe()
    }

    /// Ends the feeds.
    pub fn close(&self) {
        self.closing.send_replace(true);
    }

    /// Lets the clock of the tallies catch up, once. Blocks while something else is changing them.
    pub fn tick(&self) {
        self.opened.current.tick((self.clock)());
    }
}
