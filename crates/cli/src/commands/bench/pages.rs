//! How long pages take that are counted live, as browsers ask for them: while nothing comes in, and while
//! fifty events a second do.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use chiso_scoring::agency::Level;
use chiso_sim::World;
use chiso_sim::files::{History, Table, ndjson};
use serde_json::{Value, json};

use super::client::Connection;
use super::durable::filled;
use super::failed;
use super::folder::Folder;
use super::process::Server;
use super::time::{quantile, timed};
use super::world::{Site, world_of};
use crate::failure::Failure;

/// Requests of each page.
const REQUESTS: usize = 200;
/// Time between two requests: somebody reads, and events come in between.
const READING: Duration = Duration::from_millis(15);
/// Time between two events: fifty a second.
const GAP: Duration = Duration::from_millis(20);
/// Dossiers of the country that the events are taken from.
const OTHERS: u64 = 20_000;
/// The month that is looked at.
const PERIOD: &str = "2026-10";

pub fn run(site: &Site, folder: &Folder) -> Result<Vec<Value>, Failure> {
    let data = filled(site, folder)?;
    // What is sent here is not of this seed's year.
    folder.unmark();
    let world = site.world();
    let (province, units) = largest(&world);
    let pages = pages(&world, &province, units);
    let others = world_of(site.seed + 1, OTHERS.min(site.dossiers));
    let events: Vec<String> = ndjson(&others, Table::Dossiers, History::All).collect();
    let server = Server::start(&data)?;
    let mut lines = Vec::new();
    // What was sent once changes nothing when it comes again: each page has events of its own.
    let mut parts = events.chunks((events.len() / pages.len()).max(1));
    for (name, units, path) in &pages {
        let events = parts.next().unwrap_or_default();
        // The first request counts everything; the others what changed.
        let first = timed(|| Connection::open(&server.host).and_then(|mut open| open.get(path)));
        let (Ok(bytes), first) = first else { return Err(failed(format!("{path}: no answer"))) };
        for events in [&[], events] {
            let mut times = beside(&server.host, events, || ask(&server.host, path))?;
            lines.push(json!({
                "figure": "pages",
                "page": name,
                "units": units,
                "dossiers": site.dossiers,
                "events_per_second": if events.is_empty() { 0 } else { 1_000 / GAP.as_millis() },
                "first_us": first.as_micros() as u64,
                "p50_us": quantile(&mut times, 500),
                "p99_us": quantile(&mut times, 990),
                "most_us": quantile(&mut times, 1000),
                "requests": REQUESTS,
                "compressed_bytes": bytes,
                "what": "GET of chiso serve as a process, gzip, one connection kept open on the same machine, from sending to the last byte",
            }));
        }
    }
    Ok(lines)
}

/// The province with most communes, and how many.
fn largest(world: &World) -> (String, usize) {
    let communes = world.agencies.iter().filter(|agency| agency.level == Level::Commune);
    let mut of: BTreeMap<&str, usize> = BTreeMap::new();
    communes
        .filter_map(|commune| commune.parent.as_deref())
        .for_each(|parent| *of.entry(parent).or_default() += 1);
    let most = of.into_iter().max_by_key(|(_, communes)| *communes);
    most.map_or((String::new(), 0), |(code, communes)| (code.to_owned(), communes))
}

/// Name, agencies on it, address.
fn pages(world: &World, province: &str, units: usize) -> Vec<(&'static str, usize, String)> {
    let of = |level: Level| world.agencies.iter().filter(|agency| agency.level == level).count();
    let stand = format!("period={PERIOD}&nguon=ho-so");
    let nation = format!("/xep-hang?parent=VN&level=commune&{stand}");
    vec![
        ("ranking of a province", units, format!("/xep-hang?parent={province}&{stand}")),
        ("ranking of all communes, first page", of(Level::Commune), nation.clone()),
        ("ranking of all communes, all rows", of(Level::Commune), format!("{nation}&trang=tat-ca")),
        ("ranking of all provinces", of(Level::Province), format!("/xep-hang?parent=VN&{stand}")),
        ("unit", units, format!("/don-vi/{province}?{stand}")),
        ("indicator", units, format!("/chi-so/2.1?agency={province}&{stand}")),
        ("overview", units, format!("/?agency={province}&{stand}")),
    ]
}

/// Asks for a page again and again.
fn ask(host: &str, path: &str) -> std::io::Result<Vec<Duration>> {
    let mut connection = Connection::open(host)?;
    let mut times = Vec::with_capacity(REQUESTS);
    for _ in 0..REQUESTS {
        let (answer, time) = timed(|| connection.get(path));
        answer?;
        times.push(time);
        std::thread::sleep(READING);
    }
    Ok(times)
}

/// Does something while events come in.
fn beside<T>(
    host: &str,
    events: &[String],
    work: impl FnOnce() -> std::io::Result<T>,
) -> Result<T, Failure> {
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let sending = scope.spawn(|| send(host, events, &done));
        let made = work();
        done.store(true, Ordering::Relaxed);
        let sent = sending.join().map_err(|_| failed("the sender"))?;
        sent.and(made).map_err(failed)
    })
}

/// Sends events at their pace until it is enough.
fn send(host: &str, events: &[String], done: &AtomicBool) -> std::io::Result<()> {
    let mut connection = Connection::open(host)?;
    let begin = Instant::now();
    for (n, event) in (0..).zip(events) {
        std::thread::sleep((begin + GAP * n).saturating_duration_since(Instant::now()));
        if done.load(Ordering::Relaxed) {
            break;
        }
        connection.post("/api/v1/intake/dossiers", "application/x-ndjson", event)?;
    }
    Ok(())
}
