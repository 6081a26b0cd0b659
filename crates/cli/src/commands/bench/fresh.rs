//! How long an acknowledged event takes to the feed, while a thousand arrive every second.

use std::io::Error;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use chiso_sim::files::{History, Table, ndjson};
use serde_json::{Value, json};

use super::client::{Connection, Feed};
use super::durable::filled;
use super::failed;
use super::folder::Folder;
use super::process::Server;
use super::restart::VIEW;
use super::time::{quantile, rate, timed};
use super::world::{Site, world_of};
use crate::failure::Failure;

/// Events a second, the connections they come from, and for how many seconds.
const RATE: u32 = 1_000;
const SENDERS: u32 = 8;
const SECONDS: u32 = 10;
/// Dossiers of the country that the events are taken from.
const OTHERS: u64 = 100_000;

/// A moment that a revision was acknowledged, or told by the feed.
type Moment = (Instant, u64);

pub fn run(site: &Site, folder: &Folder) -> Result<Vec<Value>, Failure> {
    let data = filled(site, folder)?;
    // What is sent here is not of this seed's year.
    folder.unmark();
    // Another seed: other dossiers of the same agencies.
    let world = world_of(site.seed + 1, OTHERS.min(site.dossiers));
    let lines = ndjson(&world, Table::Dossiers, History::All);
    let events: Vec<String> = lines.take(2 * (RATE * SECONDS) as usize).collect();
    let (first, second) = events.split_at(events.len() / 2);
    Ok(vec![once(site, &data, first, false)?, once(site, &data, second, true)?])
}

fn once(site: &Site, data: &Path, events: &[String], busy: bool) -> Result<Value, Failure> {
    let server = Server::start(data)?;
    let mut feed =
        Connection::open(&server.host).and_then(|open| open.feed(VIEW)).map_err(failed)?;
    feed.next().map_err(failed)?;
    let done = AtomicBool::new(false);
    let frames = Mutex::new(Vec::new());
    let ((acks, time), frames) = std::thread::scope(|scope| {
        let reading = scope.spawn(|| read(feed, &frames));
        let spinning = busy.then(|| scope.spawn(|| spin(&done)));
        let sent = timed(|| send_all(&server.host, events));
        done.store(true, Ordering::Relaxed);
        drop(spinning);
        // The feed ends with the server.
        std::thread::sleep(Duration::from_secs(1));
        drop(server);
        drop(reading.join());
        (sent, frames.lock().map(|frames| frames.clone()).unwrap_or_default())
    });
    let mut acks = acks.map_err(failed)?;
    acks.sort_by_key(|(_, revision)| *revision);
    let mut times: Vec<Duration> =
        acks.iter().filter_map(|ack| until_told(*ack, &frames)).collect();
    Ok(json!({
        "figure": "fresh",
        "second_core": if busy { "busy" } else { "idle" },
        "dossiers": site.dossiers,
        "acknowledged": acks.len(),
        "never_told": acks.len() - times.len(),
        "acknowledged_per_second": rate(acks.len() as u64, time),
        "frames": frames.len(),
        "p50_us": quantile(&mut times, 500),
        "p99_us": quantile(&mut times, 990),
        "most_us": quantile(&mut times, 1000),
        "what": "POST /api/v1/intake/dossiers, one event a call, 8 connections paced to 1,000 a second; from the answer to the first frame of GET /api/v1/live with that revision or a later one",
    }))
}

/// Keeps one core busy.
fn spin(done: &AtomicBool) {
    while !done.load(Ordering::Relaxed) {
        std::hint::spin_loop();
    }
}

/// From an acknowledgement to the first frame that shows it; nothing if the frame was first.
fn until_told((at, revision): Moment, frames: &[Moment]) -> Option<Duration> {
    let first = frames.partition_point(|(_, told)| *told < revision);
    frames.get(first).map(|(told, _)| told.saturating_duration_since(at))
}

fn read(mut feed: Feed, frames: &Mutex<Vec<Moment>>) {
    while let Ok(revision) = feed.next() {
        if let Ok(mut frames) = frames.lock() {
            frames.push((Instant::now(), revision));
        }
    }
}

fn send_all(host: &str, events: &[String]) -> std::io::Result<Vec<Moment>> {
    let begin = Instant::now();
    let per_sender = events.len().div_ceil(SENDERS as usize).max(1);
    let sent = std::thread::scope(|scope| {
        let senders: Vec<_> = (0..)
            .zip(events.chunks(per_sender))
            .map(|(n, part)| scope.spawn(move || send(host, part, begin + gap() * n / SENDERS)))
            .collect();
        senders.into_iter().map(|sender| sender.join()).collect::<Vec<_>>()
    });
    let mut acks = Vec::new();
    for sender in sent {
        acks.extend(sender.map_err(|_| Error::other("a sender"))??);
    }
    Ok(acks)
}

/// Time between two events of one sender.
fn gap() -> Duration {
    Duration::from_secs(1) * SENDERS / RATE
}

fn send(host: &str, events: &[String], begin: Instant) -> std::io::Result<Vec<Moment>> {
    let mut connection = Connection::open(host)?;
    let mut acks = Vec::with_capacity(events.len());
    for (n, event) in (0..).zip(events) {
        std::thread::sleep((begin + gap() * n).saturating_duration_since(Instant::now()));
        let answer = connection.post("/api/v1/intake/dossiers", "application/x-ndjson", event)?;
        let at = Instant::now();
        let answer: Value = serde_json::from_str(&answer)?;
        let Some(revision) = answer["revision"].as_u64().filter(|_| answer["quarantined"] == 0)
        else {
            return Err(Error::other(answer.to_string()));
        };
        acks.push((at, revision));
    }
    Ok(acks)
}
