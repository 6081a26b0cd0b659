//! A simulated province in the demo's own store: what lies behind at once, what lies ahead by the clock.

use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use chiso_scoring::dossier::Seconds;
use chiso_scoring::lang::Lang;
use chiso_scoring::record::Record;
use chiso_sim::{Event, Message, World};
use chiso_store::Store;
use chiso_store::writer::{Receipt, Submission, Submitted, Writer, WriterError};

use crate::args::Demo;
use crate::commands::serve::{Clock, Site};
use crate::failure::Failure;
use crate::output::message;
use crate::present::civil;
use crate::progress;
use crate::tell::say;
use crate::writing::writer;

/// How long before the end of the simulated world the demo begins: some five days of work.
const AHEAD: Seconds = 5 * 86_400;

const DAY: Seconds = 86_400;
const VIETNAM: Seconds = 7 * 3600;
/// Offices open at half past seven and close at five.
const MORNING: Seconds = 7 * 3600;
const EVENING: Seconds = 17 * 3600 + 1800;
/// How much quicker nights pass.
const NIGHT: i64 = 20;

/// How often what has come due is sent.
const BEAT: Duration = Duration::from_millis(250);

/// Messages sent at once.
const BATCH: usize = 10_000;

/// When the demo begins in the simulated world.
pub fn start(world: &World) -> Seconds {
    world.to() - AHEAD
}

/// A clock that begins now, before the end of the world, and runs faster than life; at the end it slows
/// down to life.
pub fn clock(world: &World, speed: u32) -> Clock {
    let (start, end, begun) = (start(world), world.to(), Instant::now());
    Arc::new(move || moment(start, end, begun.elapsed(), speed))
}

fn moment(start: Seconds, end: Seconds, elapsed: Duration, speed: u32) -> Seconds {
    if speed == 0 {
        return start;
    }
    let elapsed = i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX);
    let mut left = elapsed.saturating_mul(i64::from(speed));
    let mut at = start;
    while at < end {
        let (until, quicker) = stretch(at);
        let whole = (until.min(end) - at) * 1000 / quicker;
        if left < whole {
            return at + left * quicker / 1000;
        }
        left -= whole;
        at = until.min(end);
    }
    at + left / i64::from(speed) / 1000
}

/// Until when the day or the night lasts that a moment lies in, and how much quicker it passes: at
/// night nothing happens that anybody would watch.
fn stretch(at: Seconds) -> (Seconds, i64) {
    let clock = (at + VIETNAM).rem_euclid(DAY);
    let midnight = at - clock;
    match clock {
        _ if clock < MORNING => (midnight + MORNING, NIGHT),
        _ if clock < EVENING => (midnight + EVENING, 1),
        _ => (midnight + DAY + MORNING, NIGHT),
    }
}

/// Says what is played.
pub fn tell(lang: Lang, demo: &Demo, at: Seconds) {
    let at = civil(at).map(|at| at.to_string()).unwrap_or_default();
    let (scale, speed) = (demo.chance.scale.to_string(), demo.speed.to_string());
    let said = [("scale", &*scale), ("speed", &*speed), ("at", &*at)];
    message(&lang.text_with("cli-playing", &said));
}

/// Takes in everything that was said until a moment. What is there already is a duplicate.
pub fn past(world: &World, store: &Arc<Store>, until: Seconds) -> Result<(), Failure> {
    let writer = writer(store)?;
    let bar = progress::of_items(0, "H55");
    let names = world.procedures.iter().cloned().map(Record::Procedure);
    submit(&writer, names.map(Submitted::Record).collect(), world.from())?;
    let mut events = world.events().take_while(|event| event.at <= until).peekable();
    while let Some(first) = events.peek() {
        let mut at = first.at;
        let batch = events.by_ref().take(BATCH).inspect(|event| at = event.at);
        let items: Vec<Submitted> = batch.filter_map(submitted).collect();
        bar.inc_length(items.len() as u64);
        bar.inc(items.len() as u64);
        submit(&writer, items, at)?;
    }
    bar.finish_and_clear();
    writer.shutdown();
    Ok(())
}

/// Sends what comes due until it is stopped or the world ends.
pub struct Player {
    stop: Sender<()>,
    thread: JoinHandle<()>,
}

impl Player {
    /// Starts to send what is said after `from`.
    pub fn start(world: World, from: Seconds, site: &Site) -> Result<Self, Failure> {
        let (writer, clock) = (site.opened.writer.clone(), Arc::clone(&site.clock));
        let (stop, stopped) = channel::<()>();
        let wait = move || stopped.recv_timeout(BEAT) == Err(RecvTimeoutError::Timeout);
        let play = move || {
            // Without its writer there is nothing left to do: the server says why it stops.
            drop(future(&world, from, &writer, &clock, &wait));
        };
        let thread = std::thread::Builder::new().name("player".to_owned()).spawn(play);
        let thread =
            thread.map_err(|error| Failure::failed(say("fail-start").with("reason", error)))?;
        Ok(Self { stop, thread })
    }

    /// Sends nothing more.
    pub fn stop(self) {
        drop(self.stop);
        drop(self.thread.join());
    }
}

/// Sends what is said after `from`, each at its time; `wait` says whether to go on.
fn future(
    world: &World,
    from: Seconds,
    writer: &Writer,
    clock: &Clock,
    wait: &dyn Fn() -> bool,
) -> Result<(), WriterError> {
    let mut events = world.events().skip_while(|event| event.at <= from).peekable();
    while events.peek().is_some() && wait() {
        let now = clock();
        let due = std::iter::from_fn(|| events.next_if(|event| event.at <= now)).take(BATCH);
        let items: Vec<Submitted> = due.filter_map(submitted).collect();
        if !items.is_empty() {
            submit(writer, items, now)?;
        }
    }
    Ok(())
}

fn submit(writer: &Writer, items: Vec<Submitted>, at: Seconds) -> Result<Receipt, WriterError> {
    let (sender, format) = ("H55".to_owned(), "sim".to_owned());
    let submission = Submission { sender, format, at, items, refused: Vec::new(), import: None };
    writer.submit(submission)?.wait()
}

fn submitted(event: Event) -> Option<Submitted> {
    if let Message::Record(record) = event.message {
        return Some(Submitted::Record(*record));
    }
    event.statement().map(Submitted::Statement)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    /// A world that begins at 14:00 and ends at 09:00 the next day: 12,600 s of day, 48,600 s of night,
    /// 7,200 s of day.
    #[rstest]
    #[case::at_once(0, 800, 0)]
    #[case::by_day(1_500, 800, 1_200)]
    #[case::evening(15_750, 800, 12_600)]
    #[case::by_night(16_750, 800, 12_600 + 16_000)]
    #[case::morning(19_000, 800, 61_200 + 170)]
    #[case::nearly_there(27_000, 800, 68_400 - 630)]
    #[case::there(27_900, 800, 68_400)]
    #[case::like_life_afterwards(88_000, 800, 68_460)]
    #[case::standing_still(70_000, 0, 0)]
    fn the_clock_runs_fast_until_the_end_of_the_world(
        #[case] milliseconds: u64,
        #[case] speed: u32,
        #[case] expected: Seconds,
    ) {
        let (start, end) = (7 * 3600, 7 * 3600 + 68_400);
        let elapsed = Duration::from_millis(milliseconds);
        assert_eq!(moment(start, end, elapsed, speed) - start, expected);
    }
}
