//! Events applied in memory on one core: every ancestor current after every event.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use chiso_scoring::dossier::{EARLIEST, Seconds, Statement, Version};
use chiso_scoring::measure::lanes::Lane;
use chiso_scoring::period::Period;
use chiso_scoring::standing::Standing;
use serde_json::{Value, json};

use super::failed;
use super::points::of_families;
use super::time::{micros, rate, timed};
use super::world::{Known, Site, checksum, without_dossiers};
use crate::failure::Failure;

/// Events between two times that points and ranks are made current.
const BATCH: usize = 10_000;
/// More dossiers than this are not kept at once: what is known of each takes far more room than its row.
const DOSSIERS_MAX: u64 = 2_000_000;

/// Parent of the provinces.
const NATION: &str = "VN";

/// A dossier as it is known after an event.
struct Change {
    number: u32,
    code: Box<str>,
    version: Version,
}

#[derive(Default)]
struct Clock {
    events: u64,
    tick: Duration,
    apply: Duration,
    rescore: Duration,
    slowest: Duration,
    scored: usize,
}

pub fn run(site: &Site) -> Result<Vec<Value>, Failure> {
    let mut lines = Vec::new();
    for (name, plan) in [("766-2024", site.plan()?), ("all", site.whole_plan())] {
        let world = site.world_of(site.dossiers.min(DOSSIERS_MAX));
        let mut standing = without_dossiers(&world, plan, world.from() - 60 * 86_400)?;
        let mut events = world.events().filter_map(|event| Some((event.at, event.statement()?)));
        let mut known = Known::default();
        let mut clock = Clock::default();
        while apply_batch(site, &mut standing, &mut known, &mut events, &mut clock)? {}
        standing.tick(world.until() - 1);
        lines.push(told(name, &standing, known.len(), &clock)?);
    }
    Ok(lines)
}

/// Applies the next events; gives whether there were any.
fn apply_batch(
    site: &Site,
    standing: &mut Standing,
    known: &mut Known,
    events: &mut impl Iterator<Item = (Seconds, Statement)>,
    clock: &mut Clock,
) -> Result<bool, Failure> {
    let batch: Vec<(Seconds, Statement)> = events.take(BATCH).collect();
    let Some((now, _)) = batch.last() else { return Ok(false) };
    let join = |(_, statement): &(Seconds, Statement)| {
        let (number, version) = known.join(statement);
        Change { number, code: statement.number.clone(), version }
    };
    let changes: Vec<Change> = batch.iter().map(join).collect();
    let ((), ticked) = timed(|| standing.tick(*now));
    let ((), applied) = timed(|| {
        for change in &changes {
            standing.dossier(change.number, &change.code, &change.version);
        }
    });
    let rulebook = site.rulebook()?;
    let (scored, rescored) = timed(|| {
        let touched = touched(standing, &changes, *now);
        let scored = touched.iter().map(|(period, parents)| {
            let parents: Vec<&str> = parents.iter().copied().collect();
            of_families(standing.live(), rulebook, *period, &parents).agencies
        });
        scored.sum::<usize>()
    });
    clock.events += changes.len() as u64;
    clock.tick += ticked;
    clock.apply += applied;
    clock.rescore += rescored;
    clock.slowest = clock.slowest.max(rescored);
    clock.scored += scored;
    Ok(true)
}

/// The families whose points may have moved: those on the way up from each agency, in every period
/// that the dossier was open in.
fn touched<'a>(
    standing: &Standing,
    changes: &'a [Change],
    now: Seconds,
) -> BTreeMap<Period, BTreeSet<&'a str>> {
    let lanes: Vec<Lane> = standing.live().periods().map(Lane::new).collect();
    let mut open: BTreeMap<&str, Vec<bool>> = BTreeMap::new();
    for change in changes {
        let Some(snapshot) = change.version.snapshot.as_deref() else { continue };
        let parent = snapshot.agency.split_once('.').map_or(NATION, |(province, _)| province);
        let received = snapshot.received_at.unwrap_or(now) - EARLIEST;
        let seen = open.entry(parent).or_insert_with(|| vec![false; lanes.len()]);
        for (seen, lane) in seen.iter_mut().zip(&lanes) {
            *seen |= lane.to > received && lane.from <= now - EARLIEST;
        }
    }
    let mut touched: BTreeMap<Period, BTreeSet<&str>> = BTreeMap::new();
    for (parent, seen) in open {
        for (lane, _) in lanes.iter().zip(seen).filter(|(_, seen)| *seen) {
            touched.entry(lane.period).or_default().extend([NATION, parent]);
        }
    }
    touched
}

fn told(plan: &str, standing: &Standing, dossiers: usize, clock: &Clock) -> Result<Value, Failure> {
    let live = standing.live();
    let (tallies, scanned) = (checksum(live, &live.tallies()), checksum(live, &live.scan(2)));
    if tallies != scanned {
        return Err(failed(format!("live {tallies}, scan {scanned}")));
    }
    let batches = clock.events.div_ceil(BATCH as u64).max(1);
    Ok(json!({
        "figure": "live",
        "plan": plan,
        "threads": 1,
        "dossiers": dossiers,
        "events": clock.events,
        "periods": live.periods().count(),
        "events_per_second": rate(clock.events, clock.apply),
        "with_the_clock_per_second": rate(clock.events, clock.apply + clock.tick),
        "with_points_and_ranks_per_second":
            rate(clock.events, clock.apply + clock.tick + clock.rescore),
        "clock_us": micros(clock.tick),
        "rescore_per_batch_us": micros(clock.rescore) / batches,
        "rescore_slowest_us": micros(clock.slowest),
        "ranked_per_batch": clock.scored as u64 / batches,
        "checksum": tallies,
        "what": "Standing::dossier for each event; Standing::tick once per 10,000, which counts every row for the periods that begin; after each 10,000 the points and ranks of every family touched, in every period touched",
    }))
}
