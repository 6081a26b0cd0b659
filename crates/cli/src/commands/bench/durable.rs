//! Events to the disk: the writer beside a bare upsert of the same rows, batch by batch in turn.

use std::path::PathBuf;
use std::time::Duration;

use chiso_scoring::dossier::{Seconds, Statement};
use chiso_sim::World;
use chiso_store::bench::Bare;
use chiso_store::writer::{Submission, Submitted, Writer};
use serde_json::{Value, json};

use super::folder::Folder;
use super::time::{micros, rate, timed};
use super::world::{Site, records};
use crate::failure::Failure;
use crate::writing::writer;

/// Statements of one batch.
const BATCH: usize = 10_000;

pub fn run(site: &Site, folder: &Folder) -> Result<Vec<Value>, Failure> {
    let bare = Bare::open(&folder.empty("bare")?)?;
    let (_, clock) = fill(site, folder, Some(bare))?;
    Ok(vec![json!({
        "figure": "durable",
        "dossiers": site.dossiers,
        "events": clock.events,
        "batch": BATCH,
        "events_per_second": rate(clock.events, clock.ours),
        "bare_upsert_per_second": rate(clock.events, clock.bare),
        "time_of_bare_percent": clock.ours.as_micros() * 100 / clock.bare.as_micros().max(1),
        "slowest_batch_us": micros(clock.slowest),
        "what": "Writer::submit and its receipt, nobody following; bare: one transaction of upserts into one table by dossier code; both WAL, synchronous=full, 64 MiB cache, in turn",
    })])
}

/// The store with every event, filled now if no figure did before.
pub fn filled(site: &Site, folder: &Folder) -> Result<PathBuf, Failure> {
    match folder.filled(site) {
        Some(path) => Ok(path),
        None => Ok(fill(site, folder, None)?.0),
    }
}

#[derive(Default)]
struct Clock {
    events: u64,
    ours: Duration,
    bare: Duration,
    slowest: Duration,
}

fn fill(site: &Site, folder: &Folder, mut bare: Option<Bare>) -> Result<(PathBuf, Clock), Failure> {
    let world = site.world();
    folder.unmark();
    let (path, store) = folder.store("filled", &world)?;
    let writer = writer(&store)?;
    send_records(&world, &writer)?;
    let mut events = world.events().filter_map(|event| Some((event.at, event.statement()?)));
    let mut clock = Clock::default();
    loop {
        let batch: Vec<(Seconds, Statement)> = events.by_ref().take(BATCH).collect();
        let Some((at, _)) = batch.last() else { break };
        let statements: Vec<Statement> = batch.iter().map(|(_, said)| said.clone()).collect();
        // Each goes first half of the time: what the first leaves to the disk, the second waits for.
        let bare_first = clock.events / BATCH as u64 % 2 == 1;
        if bare_first {
            clock.upsert(bare.as_mut(), &statements)?;
        }
        clock.submit(&writer, *at, &batch)?;
        if !bare_first {
            clock.upsert(bare.as_mut(), &statements)?;
        }
        clock.events += batch.len() as u64;
    }
    // The last connection to go folds the write-ahead log into the database.
    drop((writer, store));
    folder.mark_filled(site)?;
    Ok((path, clock))
}

impl Clock {
    fn submit(
        &mut self,
        writer: &Writer,
        at: Seconds,
        batch: &[(Seconds, Statement)],
    ) -> Result<(), Failure> {
        let items = batch.iter().map(|(_, said)| Submitted::Statement(said.clone())).collect();
        let submission = submission(at, items);
        let (done, time) = timed(|| writer.submit(submission)?.wait());
        done?;
        self.ours += time;
        self.slowest = self.slowest.max(time);
        Ok(())
    }

    fn upsert(&mut self, bare: Option<&mut Bare>, statements: &[Statement]) -> Result<(), Failure> {
        if let Some(bare) = bare {
            let (done, time) = timed(|| bare.upsert(statements));
            done?;
            self.bare += time;
        }
        Ok(())
    }
}

fn submission(at: Seconds, items: Vec<Submitted>) -> Submission {
    let (sender, format) = ("VN".to_owned(), "bench".to_owned());
    Submission { sender, format, at, items, refused: Vec::new(), import: None }
}

/// Services and the like: what dossiers are read with.
fn send_records(world: &World, writer: &Writer) -> Result<(), Failure> {
    let mut records = records(world).map(Submitted::Record);
    loop {
        let items: Vec<Submitted> = records.by_ref().take(BATCH).collect();
        if items.is_empty() {
            return Ok(());
        }
        writer.submit(submission(world.from(), items))?.wait()?;
    }
}

/// Every record of a world, then its events up to a number of them, with nobody measuring; gives how many there were.
pub fn feed(world: &World, writer: &Writer, most: usize) -> Result<u64, Failure> {
    send_records(world, writer)?;
    let mut events = world.events().filter_map(|event| Some((event.at, event.statement()?)));
    let (mut left, mut sent) = (most, 0);
    loop {
        let batch: Vec<(Seconds, Statement)> = events.by_ref().take(BATCH.min(left)).collect();
        let Some((at, _)) = batch.last() else { return Ok(sent) };
        let at = *at;
        (left, sent) = (left - batch.len(), sent + batch.len() as u64);
        let items = batch.into_iter().map(|(_, said)| Submitted::Statement(said)).collect();
        writer.submit(submission(at, items))?.wait()?;
    }
}
