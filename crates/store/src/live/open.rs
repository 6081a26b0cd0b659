//! From the files to the present.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chiso_scoring::dossier::{Seconds, Version};
use chiso_scoring::measure::plan::Plan;
use chiso_scoring::record::Record;
use chiso_scoring::standing::Standing;

use super::checkpoint::Checkpoint;
use super::{Current, Following, read_again, tree_of};
use crate::error::Result;
use crate::store::Store;
use crate::writer::{Writer, WriterError, WriterOptions};

/// A data folder at work.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The present.
    pub current: Current,
    /// The way in.
    pub writer: Writer,
}

impl Opened {
    /// Writes the checkpoint, so that the next start is fast. Blocks while the present is copied.
    ///
    /// # Errors
    /// The writer has stopped, or the file cannot be written.
    pub fn checkpoint(&self) -> std::result::Result<(), WriterError> {
        let (_, index) = self.writer.index()?;
        let (revision, rows) =
            self.current.look(|revision, standing| (revision, standing.saved()))?;
        let store = &self.current.0.store;
        Ok(Checkpoint { revision, index, rows }.write(store)?)
    }
}

/// Opens the present of a store's folder, and the writer that keeps it up to date.
///
/// # Errors
/// Another writer works in the folder, the database failed, or it is damaged.
pub fn open(
    store: &Arc<Store>,
    plan: Plan,
    now: Seconds,
) -> std::result::Result<Opened, WriterError> {
    let checkpoint = Checkpoint::read(store)?;
    let index = checkpoint.as_ref().map(|checkpoint| checkpoint.index.clone());
    let mut standing = Standing::new(plan, tree_of(store, None)?, now);
    fill(store, &mut standing, checkpoint, None)?;
    let current = Current::new(Arc::clone(store), store.revision()?, standing);
    let follower = Box::new(Following(current.clone()));
    let writer = Writer::spawn(Arc::clone(store), follower, WriterOptions { index })?;
    Ok(Opened { current, writer })
}

/// The present of a folder at a moment, for looking only: nobody follows the log afterwards, and a
/// server may go on working in the folder. With `known_at` as it was known at that revision.
///
/// # Errors
/// The database failed or is damaged.
pub fn read(
    store: &Store,
    plan: Plan,
    now: Seconds,
    known_at: Option<u64>,
) -> Result<(u64, Standing)> {
    // Before the revision is asked for: a checkpoint that is written meanwhile may be ahead of it.
    let checkpoint = Checkpoint::read(store)?;
    let latest = store.revision()?;
    let revision = known_at.map_or(latest, |known_at| known_at.min(latest));
    let checkpoint = checkpoint.filter(|checkpoint| checkpoint.revision <= revision);
    let mut standing = Standing::new(plan, tree_of(store, Some(revision))?, now);
    fill(store, &mut standing, checkpoint, Some(revision))?;
    Ok((revision, standing))
}

/// Fills what is empty, with what is known at a revision or now.
fn fill(
    store: &Store,
    standing: &mut Standing,
    checkpoint: Option<Checkpoint>,
    known_at: Option<u64>,
) -> Result<()> {
    let Some(checkpoint) = checkpoint else {
        learn(standing, store.records(known_at)?);
        store.for_each_current(known_at, &mut |logged| {
            standing.load(logged.number, logged.code, &logged.version);
        })?;
        standing.loaded();
        return Ok(());
    };
    let then = store.records(Some(checkpoint.revision))?;
    learn(standing, then.clone());
    let last = checkpoint.index.versions.iter().max().copied().unwrap_or(0);
    standing.restore(checkpoint.rows);
    let mut later: HashMap<u32, (Box<str>, Version)> = HashMap::new();
    store.versions_since(last, &mut |logged| {
        if known_at.is_some_and(|known_at| logged.revision > known_at) {
            return;
        }
        later.insert(logged.number, (logged.code.into(), logged.version));
    })?;
    for (number, (code, version)) in &later {
        standing.load(*number, code, version);
    }
    standing.loaded();
    let procedures = learn_later(standing, then, store.records(known_at)?);
    standing.settle();
    read_again(store, standing, &procedures, known_at)
}

fn learn(standing: &mut Standing, records: Vec<(u32, Record)>) {
    for (subject, record) in records {
        standing.load_record(subject, &record);
    }
}

/// Takes in the records that changed since; gives the procedures whose dossiers may read differently.
fn learn_later(
    standing: &mut Standing,
    then: Vec<(u32, Record)>,
    now: Vec<(u32, Record)>,
) -> HashSet<Box<str>> {
    let key = |subject: u32, record: &Record| (std::mem::discriminant(record), subject);
    let then: HashMap<_, Record> =
        then.into_iter().map(|(subject, record)| (key(subject, &record), record)).collect();
    let mut procedures = HashSet::new();
    for (subject, record) in now {
        let old = then.get(&key(subject, &record));
        if old == Some(&record) {
            continue;
        }
        if standing.record(subject, old, &record)
            && let Record::Service(service) = &record
        {
            procedures.insert(service.procedure.clone());
        }
    }
    procedures
}
