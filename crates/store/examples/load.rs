//! How fast dossiers go in and how much room they take, beside a bare upsert of the same rows:
//! `cargo run --release -p chiso-store --example load [DOSSIERS]`.
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a measurement, read on a terminal")]

use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use chiso_scoring::dossier::{Channel, Fact, FiledOn, Marks, Snapshot, Statement, Status, Step};
use chiso_store::writer::{Committed, Follower, Submission, Submitted, Writer, WriterOptions};
use chiso_store::{FILE_NAME, Store};
use rusqlite::Connection;

const BATCH: u64 = 10_000;
const EVENTS: u64 = 5;
const START: i64 = 1_767_200_400;
const THREADS: u64 = 64;
const SINGLE: u64 = 400;

struct Deaf;

impl Follower for Deaf {
    fn committed(&mut self, _: &Committed<'_>) {}
}

fn code(n: u64) -> Box<str> {
    format!("H55.{}-{}-{:05}", n % 160, 260_101 + n / 700 % 28, n).into()
}

/// The `event`-th statement about a dossier: accepted, a step, another due date, done, returned.
fn statement(n: u64, event: u64) -> Statement {
    let received = START + (n * 311 % 31_000_000) as i64;
    let at = received + event as i64 * 93_000;
    let snapshot = |status, digitised| {
        let mut snapshot =
            Snapshot::new(&format!("H55.{}", n % 160), &format!("1.{:06}", n * 7 % 2_300), status);
        snapshot.received_at = Some(received);
        snapshot.filed_at = Some(received - 4_000);
        snapshot.due_at = Some(received + 10 * 86_400);
        snapshot.ended_at = (event >= 3).then_some(received + 3 * 93_000);
        snapshot.returned_at = (event >= 4).then_some(at);
        snapshot.channel = if n.is_multiple_of(3) { Channel::Direct } else { Channel::Online };
        snapshot.filed_on = FiledOn::Local;
        snapshot.fee_due = if n.is_multiple_of(4) { 50_000 } else { 0 };
        snapshot.marks = Marks::DIGITISED_PART.with_if(Marks::RESULT_FILE, digitised);
        snapshot.updating = event > 0;
        Fact::Snapshot(Box::new(snapshot.stated(Some(at))))
    };
    let fact = match event {
        0 => snapshot(Status::Accepted, false),
        1 => Fact::Steps(vec![
            Step { at: received, status: Status::Accepted },
            Step { at, status: Status::Processing },
        ]),
        2 => snapshot(Status::Processing, false),
        3 => snapshot(Status::Done, true),
        _ => snapshot(Status::Returned, true),
    };
    Statement { number: code(n), synced_at: Some(received + 700), fact }
}

fn submission(items: Vec<Statement>) -> Submission {
    Submission {
        sender: "H55".to_owned(),
        format: "ndjson".to_owned(),
        at: START,
        items: items.into_iter().map(Submitted::Statement).collect(),
        refused: Vec::new(),
        import: None,
    }
}

/// The dossiers in an order that has nothing to do with that of their creation.
fn shuffled(n: u64, dossiers: u64) -> u64 {
    n * 7_919 % dossiers
}

fn rate(count: u64, time: Duration) -> u64 {
    (u128::from(count) * 1_000_000 / time.as_micros().max(1)) as u64
}

fn through_the_writer(dir: &Path, dossiers: u64) -> Duration {
    let store = Arc::new(Store::open(dir).unwrap());
    let writer =
        Writer::spawn(Arc::clone(&store), Box::new(Deaf), WriterOptions::default()).unwrap();
    let mut busy = Duration::ZERO;
    for event in 0..EVENTS {
        let mut taken = Duration::ZERO;
        for batch in 0..dossiers.div_ceil(BATCH) {
            let members = batch * BATCH..((batch + 1) * BATCH).min(dossiers);
            let items = members.map(|n| statement(shuffled(n, dossiers), event)).collect();
            let begin = Instant::now();
            writer.submit(submission(items)).unwrap().wait().unwrap();
            taken += begin.elapsed();
        }
        println!("  event {event}: {:>8} a second", rate(dossiers, taken));
        busy += taken;
    }
    busy
}

/// The same facts as one table that is overwritten: no history, no revisions, no joining.
fn bare_upsert(dir: &Path, dossiers: u64) -> Duration {
    let mut connection = Connection::open(dir.join("bare.db")).unwrap();
    connection.pragma_update(None, "journal_mode", "wal").unwrap();
    connection.pragma_update(None, "synchronous", "full").unwrap();
    connection.pragma_update(None, "cache_size", -65_536).unwrap();
    let columns = "code, agency, procedure, status, stated_at, received_at, filed_at, due_at, \
         ended_at, returned_at, channel, filed_on, fee_due, marks, synced_at, step_at";
    let create = columns.replace("code,", "code text primary key,");
    connection.execute_batch(&format!("create table bare ({create}) without rowid")).unwrap();
    let names: Vec<&str> = columns.split(", ").map(str::trim).collect();
    let places: Vec<String> = (1..=names.len()).map(|n| format!("?{n}")).collect();
    let sets: Vec<String> = names
        .iter()
        .skip(1)
        .map(|name| format!("{name} = coalesce(excluded.{name}, {name})"))
        .collect();
    let sql = format!(
        "insert into bare ({columns}) values ({}) on conflict do update set {}",
        places.join(", "),
        sets.join(", ")
    );
    let mut busy = Duration::ZERO;
    for event in 0..EVENTS {
        for batch in 0..dossiers.div_ceil(BATCH) {
            let members = batch * BATCH..((batch + 1) * BATCH).min(dossiers);
            let items: Vec<Statement> =
                members.map(|n| statement(shuffled(n, dossiers), event)).collect();
            let begin = Instant::now();
            let work = connection.transaction().unwrap();
            items.iter().for_each(|item| upsert(&work, &sql, item));
            work.commit().unwrap();
            busy += begin.elapsed();
        }
    }
    busy
}

fn upsert(work: &Connection, sql: &str, item: &Statement) {
    let mut bare = work.prepare_cached(sql).unwrap();
    bare.raw_bind_parameter(1, &*item.number).unwrap();
    bare.raw_bind_parameter(15, item.synced_at).unwrap();
    match &item.fact {
        Fact::Snapshot(s) => {
            bare.raw_bind_parameter(2, &*s.agency).unwrap();
            bare.raw_bind_parameter(3, &*s.procedure).unwrap();
            bare.raw_bind_parameter(4, s.status.number()).unwrap();
            let moments = [Some(s.stated_at), s.received_at, s.filed_at, s.due_at];
            let ends = [s.ended_at, s.returned_at];
            for (place, moment) in (5..).zip(moments.into_iter().chain(ends)) {
                bare.raw_bind_parameter(place, moment).unwrap();
            }
            bare.raw_bind_parameter(11, s.channel as u8).unwrap();
            bare.raw_bind_parameter(12, s.filed_on as u8).unwrap();
            bare.raw_bind_parameter(13, s.fee_due).unwrap();
            bare.raw_bind_parameter(14, s.marks.0).unwrap();
        }
        Fact::Steps(steps) => {
            bare.raw_bind_parameter(16, steps.last().map(|step| step.at)).unwrap();
        }
        _ => {}
    }
    bare.raw_execute().unwrap();
}

fn one_by_one(dir: &Path) -> Duration {
    let store = Arc::new(Store::open(dir).unwrap());
    let writer = Writer::spawn(store, Box::new(Deaf), WriterOptions::default()).unwrap();
    let begin = Instant::now();
    thread::scope(|scope| {
        for sender in 0..THREADS {
            let writer = &writer;
            scope.spawn(move || {
                for n in 0..SINGLE {
                    let item = statement(sender * SINGLE + n, 0);
                    writer.submit(submission(vec![item])).unwrap().wait().unwrap();
                }
            });
        }
    });
    begin.elapsed()
}

fn again(dir: &Path, dossiers: u64) {
    let store = Arc::new(Store::open(dir).unwrap());
    let begin = Instant::now();
    let writer =
        Writer::spawn(Arc::clone(&store), Box::new(Deaf), WriterOptions::default()).unwrap();
    println!("writer started after a restart in {:?}", begin.elapsed());
    let begin = Instant::now();
    let (_, parts) = writer.index().unwrap();
    println!("index copied in {:?}", begin.elapsed());
    drop(writer);
    let begin = Instant::now();
    let options = WriterOptions { index: Some(parts) };
    drop(Writer::spawn(Arc::clone(&store), Box::new(Deaf), options).unwrap());
    println!("writer started from a copy in {:?}", begin.elapsed());
    let begin = Instant::now();
    let mut count = 0;
    store.for_each_current(None, &mut |_| count += 1).unwrap();
    println!("{count} current versions read in {:?}", begin.elapsed());
    assert_eq!(count, dossiers);
    let begin = Instant::now();
    let versions = store.versions_of(&code(1)).unwrap().len();
    println!("{versions} versions of one dossier found in {:?}", begin.elapsed());
    let begin = Instant::now();
    store.backup(&dir.join("copy.db"), &mut |_, _| ()).unwrap();
    println!("backup in {:?}", begin.elapsed());
}

fn main() {
    let dossiers = std::env::args().nth(1).map_or(100_000, |text| text.parse().unwrap());
    let dir = tempfile::tempdir().unwrap();
    let events = dossiers * EVENTS;
    println!("{dossiers} dossiers, {EVENTS} events each, {BATCH} in a batch");
    let ours = through_the_writer(dir.path(), dossiers);
    println!("writer:      {:>8} events a second", rate(events, ours));
    let size = std::fs::metadata(dir.path().join(FILE_NAME)).unwrap().len();
    println!("             {:>8} bytes a dossier", size / dossiers);
    let bare = bare_upsert(dir.path(), dossiers);
    println!("bare upsert: {:>8} events a second", rate(events, bare));
    println!("writer needs {} % of its time", ours.as_micros() * 100 / bare.as_micros().max(1));
    again(dir.path(), dossiers);
    let other = tempfile::tempdir().unwrap();
    let single = one_by_one(other.path());
    println!("{THREADS} threads, one by one: {} a second", rate(THREADS * SINGLE, single));
}
