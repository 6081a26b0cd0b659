//! The plan of a world: which agency handles how many dossiers of which kind. Everything about one
//! dossier follows from the plan, its agency and its index; nothing is kept per dossier.

use std::collections::BTreeMap;

use chiso_scoring::agency::{Agency, Level};
use chiso_scoring::dossier::Seconds;

use crate::catalogue::{Family, Kinds, Pool, Procedure};
use crate::counts::Counts;
use crate::draw::{Draw, Shuffle};
use crate::hours::{Hours, Stretch};
use crate::share::{split, split_to_all};
use crate::tricks::{TrickSet, Tricks};

/// The stretches of time of a world.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span {
    /// First moment of the carry-over: dossiers received before the period, closed in it.
    pub early: Seconds,
    /// First moment of the period.
    pub from: Seconds,
    /// End of the period, or the moment until when it was looked at.
    pub to: Seconds,
    /// Nothing is said after this moment.
    pub until: Seconds,
}

/// What a dossier means for payment: the four classes of an agency's dossiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    Paid = 0,
    Unpaid = 1,
    Free = 2,
    Carried = 3,
}

const CLASSES: [Class; 4] = [Class::Paid, Class::Unpaid, Class::Free, Class::Carried];

/// Where a dossier stands in the cross table of payment and population data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cell {
    pub class: Class,
    pub population: bool,
    pub store: bool,
    /// Rank among all dossiers of the family in the class, those with population data first.
    pub rank: u64,
}

/// An agency with its exact counts.
#[derive(Debug, Clone)]
pub(crate) struct Unit {
    pub agency: Box<str>,
    pub name: Box<str>,
    pub family: usize,
    pub counts: Counts,
    pub tricks: TrickSet,
    /// Dossiers that certainly end in time to be seen: all but the newest.
    pub settled: u64,
    population: [u64; 4],
    store: [u64; 4],
    /// Ranks, in the family's classes, of the unit's first dossier with and without population data.
    offsets: [[u64; 2]; 4],
    shuffles: Shuffles,
}

#[derive(Debug, Clone)]
struct Shuffles {
    late: Shuffle,
    fee: Shuffle,
    channel: Shuffle,
    result: Shuffle,
    reuse: Shuffle,
    sync: Shuffle,
    population: [Shuffle; 4],
}

impl Unit {
    fn new(agency: &Agency, family: usize, counts: Counts, draw: &mut Draw) -> Self {
        let late = counts.handled - counts.on_time;
        let settled = (counts.handled * 95 / 100).max(late + counts.unhappy).max(counts.result);
        let sizes = classes(&counts);
        let population = four(split(counts.population, &sizes));
        let store = four(split(counts.store, &population));
        let shuffles = Shuffles {
            late: Shuffle::new(settled, draw),
            fee: Shuffle::new(counts.received, draw),
            channel: Shuffle::new(counts.received, draw),
            result: Shuffle::new(settled, draw),
            reuse: Shuffle::new(counts.handled, draw),
            sync: Shuffle::new(counts.received, draw),
            population: sizes.map(|size| Shuffle::new(size, draw)),
        };
        Self {
            agency: agency.code.as_str().into(),
            name: agency.name.as_str().into(),
            family,
            counts,
            tricks: TrickSet::default(),
            settled,
            population,
            store,
            offsets: [[0; 2]; 4],
            shuffles,
        }
    }

    /// Dossiers received before the period.
    pub fn carried(&self) -> u64 {
        self.counts.handled - self.counts.received
    }

    /// Whether the dossier is late, and whether it is on time but rated badly.
    pub fn outcome(&self, index: u64) -> (bool, bool) {
        let late = self.counts.handled - self.counts.on_time;
        let rank = self.shuffles.late.rank(index);
        let settled = index < self.settled;
        let unhappy = (late..late + self.counts.unhappy).contains(&rank);
        (settled && rank < late, settled && unhappy)
    }

    /// Whether it has an electronic result, and whether its components are digitised as well.
    pub fn result(&self, index: u64) -> (bool, bool) {
        let rank = self.shuffles.result.rank(index);
        let settled = index < self.settled;
        (settled && rank < self.counts.result, settled && rank < self.counts.digitised)
    }

    pub fn reuses(&self, index: u64) -> bool {
        self.shuffles.reuse.rank(index) < self.counts.reused
    }

    /// Place among the dossiers received in the period.
    fn place(&self, index: u64) -> Option<u64> {
        index.checked_sub(self.carried())
    }

    /// Whether the portal knows it; everything carried over it does.
    pub fn synced(&self, index: u64) -> bool {
        self.place(index).is_none_or(|at| self.shuffles.sync.rank(at) < self.counts.synced)
    }

    /// Whether it came online, and whether by post; `None` if carried over.
    pub fn channel(&self, index: u64) -> Option<(bool, bool)> {
        let rank = self.shuffles.channel.rank(self.place(index)?);
        let online = rank < self.counts.online;
        Some((online, !online && rank < self.counts.online + self.counts.post))
    }

    pub fn cell(&self, index: u64) -> Cell {
        let (class, at) = self.class(index);
        let size = self.population[class as usize];
        let rank = self.shuffles.population[class as usize].rank(at);
        let population = rank < size;
        let [with, without] = self.offsets[class as usize];
        Cell {
            class,
            population,
            store: rank < self.store[class as usize],
            rank: if population { with + rank } else { without + rank - size },
        }
    }

    /// Class of a dossier and its place in it.
    fn class(&self, index: u64) -> (Class, u64) {
        let Some(place) = self.place(index) else { return (Class::Carried, index) };
        let rank = self.shuffles.fee.rank(place);
        match rank {
            _ if rank < self.counts.paid => (Class::Paid, rank),
            _ if rank < self.counts.fee => (Class::Unpaid, rank - self.counts.paid),
            _ => (Class::Free, rank - self.counts.fee),
        }
    }
}

fn classes(counts: &Counts) -> [u64; 4] {
    let Counts { paid, fee, received, handled, .. } = *counts;
    [paid, fee - paid, received - fee, handled - received]
}

fn four(parts: Vec<u64>) -> [u64; 4] {
    let mut all = [0; 4];
    all.iter_mut().zip(parts).for_each(|(slot, part)| *slot = part);
    all
}

/// The plan of a world.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub seed: u64,
    pub span: Span,
    pub hours: Hours,
    pub early: Stretch,
    pub main: Stretch,
    pub units: Vec<Unit>,
    pub procedures: Vec<Procedure>,
    pub families: Vec<Family>,
}

impl Plan {
    /// Plans a world: the agencies with their counts, and how many distinct procedures there are.
    pub fn new(seed: u64, span: Span, agencies: &[(&Agency, Counts)], kinds: Kinds) -> Self {
        let hours = Hours::new();
        let (early, main) =
            (hours.stretch(span.early, span.from), hours.stretch(span.from, span.to));
        let mut names = BTreeMap::new();
        let mut draw = Draw::of(seed, u64::MAX);
        let mut unit = |(agency, counts): &(&Agency, Counts)| {
            let next = names.len();
            let family = *names.entry(family_of(agency)).or_insert(next);
            Unit::new(agency, family, *counts, &mut draw)
        };
        let mut units: Vec<Unit> = agencies.iter().map(&mut unit).collect();
        let (families, procedures) = families(&mut units, names.len(), kinds);
        let mut plan = Self { seed, span, hours, early, main, units, procedures, families };
        plan.set_tricks(Tricks::default());
        plan
    }

    pub fn set_tricks(&mut self, tricks: Tricks) {
        tricks.assign(&mut self.units, self.seed);
    }

    /// The dossiers' own streams of chance.
    pub fn draw(&self, unit: usize, index: u64) -> Draw {
        Draw::of(self.seed, (unit as u64) << 40 | index)
    }

    /// When a dossier is received; grows with the index within an agency.
    pub fn received_at(&self, unit: usize, index: u64, draw: &mut Draw) -> Seconds {
        let carried = self.units[unit].carried();
        let (stretch, at, count) = if index < carried {
            (self.early, index, carried)
        } else {
            (self.main, index - carried, self.units[unit].counts.received)
        };
        let all = u64::try_from(stretch.seconds()).unwrap_or(0);
        let second = (at * all + draw.below(all)) / count.max(1);
        self.hours.moment(stretch, i64::try_from(second).unwrap_or(0))
    }

    /// Procedure of a dossier.
    pub fn procedure(&self, unit: usize, cell: Cell, draw: &mut Draw) -> usize {
        let family = &self.families[self.units[unit].family];
        let pool = self.pool(family, cell);
        // What came before the period does not show that a procedure is used in it.
        let pinned = cell.class != Class::Carried;
        pool.pick(pinned.then_some(cell.rank), draw)
    }

    pub fn pool<'f>(&self, family: &'f Family, cell: Cell) -> &'f Pool {
        match (cell.class, cell.population) {
            (Class::Paid, _) => &family.paid,
            (Class::Unpaid, _) => &family.unpaid,
            (Class::Free | Class::Carried, true) => &family.population,
            (Class::Free | Class::Carried, false) => &family.free,
        }
    }
}

/// Communes and districts handle the same procedures; departments are told apart by the end of
/// their code.
fn family_of(agency: &Agency) -> String {
    match agency.level {
        Level::Department => agency.code.split('.').next_back().unwrap_or_default().to_owned(),
        _ => String::new(),
    }
}

/// Lays out the procedures family by family and gives every unit its ranks in the family's classes.
fn families(units: &mut [Unit], count: usize, kinds: Kinds) -> (Vec<Family>, Vec<Procedure>) {
    let mut sizes = vec![[0_u64; 4]; count];
    let mut members = vec![0_u64; count];
    for unit in units.iter() {
        members[unit.family] += 1;
        let own = classes(&unit.counts);
        sizes[unit.family].iter_mut().zip(own).for_each(|(sum, n)| *sum += n);
    }
    set_offsets(units, count);
    let column = |class: Class| sizes.iter().map(|size| size[class as usize]).collect::<Vec<_>>();
    let paid = split_to_all(kinds.paid, &column(Class::Paid));
    let unpaid = split_to_all(kinds.unpaid, &column(Class::Unpaid));
    let free = column(Class::Free).into_iter().zip(column(Class::Carried));
    let population =
        split_to_all(kinds.population, &free.map(|(free, more)| free + more).collect::<Vec<_>>());
    // A department has a third of the communes' many procedures, however few dossiers it has.
    let weight = |at: usize| if members[at] > 1 { 6 } else { 2 };
    let other = split_to_all(kinds.other, &(0..count).map(weight).collect::<Vec<_>>());
    let mut procedures = Vec::new();
    let mut all = Vec::new();
    for at in 0..count {
        let sizes = [paid[at], unpaid[at], population[at], other[at]];
        all.push(family(sizes, &mut procedures));
    }
    mark_unused(&all, &mut procedures, kinds);
    (all, procedures)
}

/// Within a family's class the dossiers with population data of all units come first.
fn set_offsets(units: &mut [Unit], count: usize) {
    let mut next = vec![[0_u64; 4]; count];
    for unit in units.iter_mut() {
        for class in CLASSES.map(|class| class as usize) {
            unit.offsets[class][0] = next[unit.family][class];
            next[unit.family][class] += unit.population[class];
        }
    }
    for unit in units.iter_mut() {
        let sizes = classes(&unit.counts);
        for class in CLASSES.map(|class| class as usize) {
            unit.offsets[class][1] = next[unit.family][class];
            next[unit.family][class] += sizes[class] - unit.population[class];
        }
    }
}

fn family(sizes: [u64; 4], procedures: &mut Vec<Procedure>) -> Family {
    let first = procedures.len();
    let ends = sizes.iter().scan(first, |end, size| {
        *end += usize::try_from(*size).unwrap_or(0);
        Some(*end)
    });
    let ends: Vec<usize> = ends.collect();
    for number in first..ends[3] {
        let mut procedure = Procedure::new(number);
        procedure.has_fee = number < ends[1];
        procedure.for_person = number < ends[2];
        procedures.push(procedure);
    }
    Family {
        paid: Pool::new(first..ends[0]),
        unpaid: Pool::new(ends[0]..ends[1]),
        population: Pool::new(ends[1]..ends[2]),
        // Half of what nobody needs population data for is in use at all.
        free: Pool::new(ends[1]..ends[2] + (ends[3] - ends[2]).div_ceil(2)),
        all: first..ends[3],
    }
}

/// Fills up the fee and person procedures among those that have no dossiers of that kind.
fn mark_unused(families: &[Family], procedures: &mut [Procedure], kinds: Kinds) {
    let fees = procedures.iter().filter(|procedure| procedure.has_fee).count() as u64;
    let persons = procedures.iter().filter(|procedure| procedure.for_person).count() as u64;
    let (mut fees, mut persons) =
        (kinds.with_fee.saturating_sub(fees), kinds.for_person.saturating_sub(persons));
    for family in families {
        let unused = family.free.end()..family.all.end;
        for procedure in &mut procedures[unused] {
            procedure.has_fee = fees > 0;
            fees = fees.saturating_sub(1);
        }
    }
    for procedure in procedures.iter_mut().filter(|procedure| !procedure.for_person) {
        procedure.for_person = persons > 0;
        persons = persons.saturating_sub(1);
    }
}
