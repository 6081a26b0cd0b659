//! The country that is measured: simulated, the same for the same seed on every machine.

use std::collections::{HashMap, HashSet};

use chiso_scoring::agency::{AgencyTree, Level};
use chiso_scoring::dossier::{EARLIEST, Seconds, Statement, Version};
use chiso_scoring::measure::lanes::Lane;
use chiso_scoring::measure::live::Live;
use chiso_scoring::measure::plan::Plan;
use chiso_scoring::measure::tallies::LaneTallies;
use chiso_scoring::period::Period;
use chiso_scoring::record::{Publication, Record};
use chiso_scoring::rulebook::{Rulebook, Rulebooks};
use chiso_scoring::standing::Standing;
use chiso_sim::World;
use jiff::civil::date;

use super::failed;
use crate::failure::Failure;

/// The rulebook that is measured.
pub const RULEBOOK: &str = "766-2024";
/// The simulated year.
const YEAR: i16 = 2026;
const DAY: Seconds = 86_400;
/// Fewer dossiers than this are not spread over another province.
const DOSSIERS_OF_A_PROVINCE: u64 = 1_000;

/// Seed, size and rules of one run.
pub struct Site {
    pub seed: u64,
    pub dossiers: u64,
    pub rulebooks: Rulebooks,
}

impl Site {
    pub fn new(seed: u64, dossiers: u64, rulebooks: Rulebooks) -> Self {
        Self { seed, dossiers, rulebooks }
    }

    /// The country with its dossiers.
    pub fn world(&self) -> World {
        self.world_of(self.dossiers)
    }

    /// The country with other dossiers.
    pub fn world_of(&self, dossiers: u64) -> World {
        world_of(self.seed, dossiers)
    }

    pub fn rulebook(&self) -> Result<&Rulebook, Failure> {
        Ok(self.rulebooks.get(RULEBOOK)?)
    }

    /// The measures of the one rulebook.
    pub fn plan(&self) -> Result<Plan, Failure> {
        Ok(Plan::new(&[self.rulebook()?], &[]))
    }

    /// What a server counts: every rulebook and the quality marks.
    pub fn whole_plan(&self) -> Plan {
        Plan::whole(&self.rulebooks)
    }
}

/// The country, or some of its provinces if there are too few dossiers for all of it.
pub fn world_of(seed: u64, dossiers: u64) -> World {
    let mut agencies = chiso_sim::nation(seed, 1).agencies;
    let provinces = agencies.iter().filter(|agency| agency.level == Level::Province);
    let wanted = usize::try_from(dossiers / DOSSIERS_OF_A_PROVINCE).unwrap_or(usize::MAX).max(1);
    let kept: HashSet<String> = provinces.take(wanted).map(|agency| agency.code.clone()).collect();
    let province = |code: &str| code.split('.').next().unwrap_or_default().to_owned();
    agencies
        .retain(|agency| agency.level == Level::Nation || kept.contains(&province(&agency.code)));
    let mut world = chiso_sim::nation_of(seed, dossiers, agencies);
    // A small country has a small catalogue: a test is not to wait for it.
    world.services.truncate(usize::try_from(dossiers).unwrap_or(usize::MAX));
    world.publications = kept.iter().flat_map(|province| announced(province)).collect();
    world
}

/// A decision of a province every month: without any it would have no points for publicity, hence no
/// total and no rank.
pub fn announced(province: &str) -> impl Iterator<Item = Publication> + '_ {
    (1..=12).map(move |month| {
        let decided_on = date(YEAR, month, 5);
        let from = Lane::new(Period::Month { year: YEAR, month }).from + EARLIEST;
        Publication {
            stated_at: from + 6 * DAY,
            agency: province.into(),
            decision: format!("{month}/QĐ-UBND").into(),
            procedure: format!("1.{:06}", 4_000 + i32::from(month)).into(),
            decided_on,
            effective_on: date(YEAR, month, 25),
            public_at: Some(from + 6 * DAY),
        }
    })
}

/// Twelve months, four quarters and the year.
pub fn periods() -> Vec<Period> {
    let months = (1..=12).map(|month| Period::Month { year: YEAR, month });
    let quarters = (1..=4).map(|quarter| Period::Quarter { year: YEAR, quarter });
    months.chain(quarters).chain([Period::Year { year: YEAR }]).collect()
}

/// Agencies and records known, no dossier yet.
pub fn without_dossiers(world: &World, plan: Plan, now: Seconds) -> Result<Standing, Failure> {
    let tree = AgencyTree::new(world.agencies.iter().cloned()).map_err(failed)?;
    let mut standing = Standing::new(plan, tree, now);
    for (subject, record) in (1..).zip(records(world)) {
        standing.record(subject, None, &record);
    }
    Ok(standing)
}

/// Every record as it stands at the end.
pub fn records(world: &World) -> impl Iterator<Item = Record> + '_ {
    let services = world.services.iter().cloned().map(Record::Service);
    let publications = world.publications.iter().cloned().map(Record::Publication);
    let petitions = world.petitions.iter().cloned().map(Record::Petition);
    let facts = world.facts.iter().cloned().map(Record::Agency);
    services.chain(publications).chain(petitions).chain(facts)
}

/// Everything as it stands at the end of the year.
pub fn at_the_end(world: &World, plan: Plan) -> Result<Standing, Failure> {
    // The next year must not begin.
    let mut standing = without_dossiers(world, plan, world.until() - 1)?;
    for (number, dossier) in (1..).zip(world.finals()) {
        standing.load(number, &dossier.number, &dossier.version);
    }
    standing.loaded();
    Ok(standing)
}

/// A number that changes with every tally; the order of agencies does not matter.
pub fn checksum(live: &Live, tallies: &[LaneTallies]) -> String {
    let lane = |(period, tallies): (Period, &LaneTallies)| {
        let lines = tallies.lines().map(|(node, own, line)| {
            let counts = line.counts.iter().map(|count| i64::from(*count));
            let head = [i64::from(node), i64::from(own), i64::from(period.first().year())];
            let all = head.into_iter().chain(counts).chain(line.sums.iter().copied());
            all.fold(hash(period.to_string().bytes().map(i64::from)), mix)
        });
        lines.fold(0, u64::wrapping_add)
    };
    let sum = live.periods().zip(tallies).map(lane).fold(0, u64::wrapping_add);
    format!("{sum:016x}")
}

fn hash(values: impl Iterator<Item = i64>) -> u64 {
    values.fold(0xcbf2_9ce4_8422_2325, mix)
}

/// FNV-1a, a word at a time, with the high bits brought back down.
fn mix(hash: u64, value: i64) -> u64 {
    let mixed = (hash ^ value as u64).wrapping_mul(0x0100_0000_01b3);
    mixed ^ mixed >> 29
}

/// What is known of every dossier while events come in: the part that a writer does.
#[derive(Default)]
pub struct Known(HashMap<Box<str>, (u32, Version)>);

impl Known {
    /// Joins a statement; gives the dossier as it is known then.
    pub fn join(&mut self, statement: &Statement) -> (u32, Version) {
        let next = u32::try_from(self.0.len() + 1).unwrap_or(u32::MAX);
        let number = statement.number.clone();
        let (number, version) = self.0.entry(number).or_insert_with(|| (next, Version::default()));
        // A simulated dossier says far less than a version can hold.
        let _ = version.join(statement);
        (*number, version.clone())
    }

    /// Number of dossiers.
    pub fn len(&self) -> usize {
        self.0.len()
    }
}
