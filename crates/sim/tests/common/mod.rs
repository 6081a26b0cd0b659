//! A plain count over what was said, sharing nothing with the generator or the engine: the latest
//! whole statement and all steps of each dossier, read by the published rule.
#![allow(dead_code, reason = "each test file uses a part")]

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chiso_scoring::dossier::{Channel, FiledOn, Marks, Paid, Snapshot, Status, Step};
use chiso_sim::{Message, World};

/// What is known of one dossier.
#[derive(Debug, Default, Clone)]
pub struct Known {
    pub state: Option<Snapshot>,
    pub steps: Vec<Step>,
    pub bad_rating: bool,
    pub synced: bool,
}

/// Hears everything.
pub fn hear(world: &World) -> HashMap<Box<str>, Known> {
    let mut all: HashMap<Box<str>, Known> = HashMap::new();
    for event in world.events() {
        let Some(number) = event.number else { continue };
        let known = all.entry(number).or_default();
        known.synced |= event.synced;
        match event.message {
            Message::Create(state) | Message::Update(state) => {
                if known.state.as_ref().is_none_or(|held| *held <= *state) {
                    known.state = Some(*state);
                }
            }
            Message::Progress(steps) => known.steps.extend(steps),
            Message::Rating { satisfied, .. } => known.bad_rating |= !satisfied,
            Message::Record(_) => {}
        }
    }
    all
}

impl Known {
    fn step(&self, status: Status) -> Option<i64> {
        self.steps.iter().filter(|step| step.status == status).map(|step| step.at).max()
    }

    /// End of handling: done, returned, stopped or refused, withdrawn, else an unanswered request.
    pub fn closed(&self) -> Option<i64> {
        let state = self.state.as_ref().unwrap();
        let unanswered = state.rounds.iter().find(|round| round.supplied_at.is_none());
        match state.status {
            Status::Done | Status::Returned => self.step(Status::Done).or(state.ended_at),
            Status::Refused => self.step(Status::Done).or(state.refused_at),
            Status::Stopped | Status::Withdrawn => self.step(Status::Done).or(state.ended_at),
            Status::Supplement if state.rounds.len() == 1 => {
                unanswered.map(|round| round.requested_at)
            }
            _ => None,
        }
    }

    pub fn on_time(&self, as_of: i64) -> bool {
        let state = self.state.as_ref().unwrap();
        let waits =
            state.rounds.iter().filter_map(|round| Some(round.supplied_at? - round.requested_at));
        let end = self.closed().unwrap_or(as_of) - waits.sum::<i64>();
        state.rounds.len() <= 1 && end <= state.due_at.unwrap()
    }
}

/// Counts of the measures, by the agency's code.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    pub handled: u64,
    pub on_time: u64,
    pub satisfied: u64,
    pub received: u64,
    pub synced: u64,
    pub online: u64,
    pub post: u64,
    pub fee: u64,
    pub paid: u64,
    pub result: u64,
    pub digitised: u64,
    pub reused: u64,
    pub population: u64,
    pub store: u64,
}

/// Distinct procedures with a fee, with an online payment, with population data.
#[derive(Debug, Default)]
pub struct Distinct {
    pub fee: BTreeSet<Box<str>>,
    pub paid: BTreeSet<Box<str>>,
    pub population: BTreeSet<Box<str>>,
}

pub fn count(world: &World) -> (BTreeMap<Box<str>, Tally>, Distinct) {
    let (from, to) = (world.from(), world.to());
    let mut tallies: BTreeMap<Box<str>, Tally> = BTreeMap::new();
    let mut distinct = Distinct::default();
    for known in hear(world).values() {
        let state = known.state.as_ref().unwrap();
        let received = state.received_at.unwrap();
        let tally = tallies.entry(state.agency.clone()).or_default();
        if (from..to).contains(&received) {
            count_received(tally, &mut distinct, known, state);
        }
        if received < to && known.closed().is_none_or(|closed| closed >= from) {
            count_handled(tally, &mut distinct, known, state, to);
        }
    }
    (tallies, distinct)
}

fn count_received(tally: &mut Tally, distinct: &mut Distinct, known: &Known, state: &Snapshot) {
    tally.received += 1;
    tally.synced += u64::from(known.synced);
    tally.online += u64::from(state.channel == Channel::Online);
    tally.post += u64::from(state.channel == Channel::Post);
    if state.fee_due > 0 {
        tally.fee += 1;
        distinct.fee.insert(state.procedure.clone());
        if matches!(state.paid, Paid::Portal | Paid::Local) {
            tally.paid += 1;
            distinct.paid.insert(state.procedure.clone());
        }
    }
}

fn count_handled(
    tally: &mut Tally,
    distinct: &mut Distinct,
    known: &Known,
    state: &Snapshot,
    as_of: i64,
) {
    let has = |mark| state.marks.has(mark);
    let on_time = known.on_time(as_of);
    let part = if state.filed_on == FiledOn::Portal {
        Marks::DIGITISED_FILE
    } else {
        Marks::DIGITISED_PART
    };
    let population =
        has(Marks::VERIFIED_ACCOUNT) || has(Marks::PERSONAL_STORE) || has(Marks::POPULATION_BASE);
    tally.handled += 1;
    tally.on_time += u64::from(on_time);
    tally.satisfied += u64::from(on_time && !known.bad_rating);
    tally.result += u64::from(has(Marks::RESULT_FILE));
    tally.digitised += u64::from(has(Marks::RESULT_FILE) && has(Marks::INPUT_FILE));
    tally.reused += u64::from(has(Marks::REUSED_FILE) || has(part));
    tally.store += u64::from(has(Marks::PERSONAL_STORE));
    tally.population += u64::from(population);
    if population {
        distinct.population.insert(state.procedure.clone());
    }
}

pub fn sum(tallies: &BTreeMap<Box<str>, Tally>, of: fn(&Tally) -> u64) -> u64 {
    tallies.values().map(of).sum()
}
