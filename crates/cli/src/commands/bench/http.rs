//! Single events from 64 connections that are kept open, as one-stop systems send them.

use std::io::Error;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use chiso_sim::calls::{Dialect, calls};
use serde_json::{Value, json};

use super::client::Connection;
use super::failed;
use super::folder::Folder;
use super::process::Server;
use super::time::{quantile, rate, timed};
use super::world::Site;
use crate::failure::Failure;

const CLIENTS: usize = 64;
/// Calls sent at most, and for how long at most.
const CALLS: usize = 60_000;
const LONGEST: Duration = Duration::from_secs(15);

/// How long each answer took, and how many were no acknowledgement.
#[derive(Default)]
struct Heard {
    times: Vec<Duration>,
    refused: u64,
}

pub fn run(site: &Site, folder: &Folder) -> Result<Vec<Value>, Failure> {
    let world = site.world();
    let (data, store) = folder.store("http", &world)?;
    drop(store);
    let bodies: Vec<String> =
        calls(&world, Dialect::V2, world.events()).take(CALLS).map(|call| call.body).collect();
    let server = Server::start(&data)?;
    let (heard, time) = timed(|| all(&server.host, &bodies));
    let mut heard = heard.map_err(failed)?;
    let acknowledged = heard.times.len() as u64;
    let bytes = bodies.iter().map(String::len).sum::<usize>() / bodies.len().max(1);
    Ok(vec![json!({
        "figure": "http",
        "clients": CLIENTS,
        "acknowledged": acknowledged,
        "refused": heard.refused,
        "acknowledged_per_second": rate(acknowledged, time),
        "p50_us": quantile(&mut heard.times, 500),
        "p99_us": quantile(&mut heard.times, 990),
        "most_us": quantile(&mut heard.times, 1000),
        "body_bytes": bytes,
        "what": "POST /dongbo (envelope of 2023) to chiso serve as a process, one event a call, 64 blocking clients on the same machine",
    })])
}

fn all(host: &str, bodies: &[String]) -> std::io::Result<Heard> {
    let next = AtomicUsize::new(0);
    let end = Instant::now() + LONGEST;
    let heard = std::thread::scope(|scope| {
        let clients: Vec<_> =
            (0..CLIENTS).map(|_| scope.spawn(|| client(host, bodies, &next, end))).collect();
        clients.into_iter().map(|client| client.join()).collect::<Vec<_>>()
    });
    let mut sum = Heard::default();
    for client in heard {
        let client = client.map_err(|_| Error::other("a client"))??;
        sum.times.extend(client.times);
        sum.refused += client.refused;
    }
    Ok(sum)
}

fn client(
    host: &str,
    bodies: &[String],
    next: &AtomicUsize,
    end: Instant,
) -> std::io::Result<Heard> {
    let mut connection = Connection::open(host)?;
    let mut heard = Heard::default();
    while Instant::now() < end {
        let Some(body) = bodies.get(next.fetch_add(1, Ordering::Relaxed)) else { break };
        let (answer, time) = timed(|| connection.post("/dongbo", "application/json", body));
        // "3" is said of a dossier sent as new that was known; it was joined.
        let taken = ["\"error_code\":\"0\"", "\"error_code\":\"3\""];
        let answer = answer?;
        match taken.iter().any(|code| answer.contains(code)) {
            true => heard.times.push(time),
            false => heard.refused += 1,
        }
    }
    Ok(heard)
}
