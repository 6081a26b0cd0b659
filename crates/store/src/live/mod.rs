//! The present, in memory: what the log says now, with every tally, kept up to date commit by commit.
//!
//! Everything here is derived. It is read from a checkpoint and the log behind it, or from the whole
//! log; losing it costs seconds, never a number.

mod checkpoint;
mod open;

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use chiso_scoring::agency::AgencyTree;
use chiso_scoring::dossier::Seconds;
use chiso_scoring::standing::Standing;

pub use checkpoint::CHECKPOINT_NAME;
pub use open::{Opened, open, read};

use crate::error::{Error, Result};
use crate::store::Store;
use crate::writer::{Committed, Follower};

/// Told after every change: the revision, and the moment tallies stand at.
type Listener = Box<dyn Fn(u64, Seconds) + Send + Sync>;

/// The present of one data folder. Clones share it.
#[derive(Clone)]
pub struct Current(Arc<Shared>);

struct Shared {
    store: Arc<Store>,
    state: RwLock<State>,
    listeners: Mutex<Vec<Listener>>,
}

struct State {
    revision: u64,
    standing: Standing,
    /// Why the present can no longer be trusted; every reader is told.
    broken: Option<String>,
}

impl std::fmt::Debug for Current {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Current").finish_non_exhaustive()
    }
}

impl Current {
    fn new(store: Arc<Store>, revision: u64, standing: Standing) -> Self {
        let state = RwLock::new(State { revision, standing, broken: None });
        Self(Arc::new(Shared { store, state, listeners: Mutex::default() }))
    }

    /// Looks at a complete revision: nothing changes while `look` runs, so it should be short.
    ///
    /// # Errors
    /// Following the log failed before; the present is no longer what the log says.
    pub fn look<T>(&self, look: impl FnOnce(u64, &Standing) -> T) -> Result<T> {
        let state = self.0.state.read().unwrap_or_else(PoisonError::into_inner);
        match &state.broken {
            Some(reason) => Err(Error::NotFollowing(reason.clone())),
            None => Ok(look(state.revision, &state.standing)),
        }
    }

    /// Lets time pass until a moment: dossiers turn late, periods begin.
    pub fn tick(&self, now: Seconds) {
        let revision = {
            let mut state = self.0.state.write().unwrap_or_else(PoisonError::into_inner);
            if now <= state.standing.live().now() {
                return;
            }
            state.standing.tick(now);
            state.revision
        };
        self.tell(revision, now);
    }

    /// Calls `listener` after every change, on the thread that made it: it must not block.
    pub fn on_change(&self, listener: impl Fn(u64, Seconds) + Send + Sync + 'static) {
        let mut listeners = self.0.listeners.lock().unwrap_or_else(PoisonError::into_inner);
        listeners.push(Box::new(listener));
    }

    fn tell(&self, revision: u64, now: Seconds) {
        let listeners = self.0.listeners.lock().unwrap_or_else(PoisonError::into_inner);
        listeners.iter().for_each(|listener| listener(revision, now));
    }

    fn apply(&self, batch: &Committed<'_>) -> Result<Seconds> {
        let tree = match batch.agencies_changed {
            true => Some(tree_of(&self.0.store, None)?),
            false => None,
        };
        let mut state = self.0.state.write().unwrap_or_else(PoisonError::into_inner);
        let standing = &mut state.standing;
        standing.tick(batch.at);
        if let Some(tree) = tree {
            standing.set_tree(tree);
        }
        let mut procedures = HashSet::new();
        for change in batch.records {
            if standing.record(change.subject, change.old.as_ref(), &change.new)
                && let chiso_scoring::record::Record::Service(service) = &change.new
            {
                procedures.insert(service.procedure.clone());
            }
        }
        for change in batch.dossiers {
            standing.dossier(change.number, &change.code, &change.version);
        }
        read_again(&self.0.store, standing, &procedures, None)?;
        state.revision = batch.revision;
        Ok(state.standing.live().now())
    }
}

/// Hands in the dossiers again whose procedures changed.
fn read_again(
    store: &Store,
    standing: &mut Standing,
    procedures: &HashSet<Box<str>>,
    known_at: Option<u64>,
) -> Result<()> {
    if procedures.is_empty() {
        return Ok(());
    }
    let outdated = standing.outdated(procedures);
    if outdated.is_empty() {
        return Ok(());
    }
    store.for_each_current(known_at, &mut |logged| {
        if outdated.contains(&logged.number) {
            standing.dossier(logged.number, logged.code, &logged.version);
        }
    })
}

fn tree_of(store: &Store, known_at: Option<u64>) -> Result<AgencyTree> {
    let agencies = store.agencies(known_at)?;
    AgencyTree::new(agencies).map_err(|error| Error::NotFollowing(error.to_string()))
}

/// Follows the log for a [`Current`].
struct Following(Current);

impl Follower for Following {
    fn committed(&mut self, batch: &Committed<'_>) {
        match self.0.apply(batch) {
            Ok(now) => self.0.tell(batch.revision, now),
            Err(error) => {
                let mut state = self.0.0.state.write().unwrap_or_else(PoisonError::into_inner);
                state.broken = Some(error.to_string());
            }
        }
    }
}
