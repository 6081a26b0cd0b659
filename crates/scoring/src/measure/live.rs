//! The live tallies: every change of a row is a difference (−old, +new), and so is the passing of time.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, HashMap};
use std::sync::OnceLock;

use super::ask::Stated;
use super::lanes::{Chunk, LANES, Lane, begun};
use super::places::{Codes, Places};
use super::plan::{ENTITIES, Plan, entity_at};
use super::lower::Linear;
use super::program::Kind;
use super::row::{judge, next_change, value};
use super::table::{NO_PROCEDURE, Row, SavedRows, Table, Values};
use super::touch::{EVERYTHING, Touch, Touched, changed};
use super::tallies::{Distinct, DistinctKey, LaneTallies, Step};
use super::{Cells, NULL};
use crate::agency::AgencyTree;
use crate::dossier::{EARLIEST, Seconds};
use crate::expr::Entity;
use crate::period::Period;

/// First year with tallies: the indicator set is of June 2022. Older rows count where they reach into a
/// later period.
pub const FIRST_YEAR: i16 = 2022;
/// Last year with tallies.
pub const LAST_YEAR: i16 = 2059;

/// A period with its tallies.
#[derive(Debug, Clone)]
pub struct LaneState {
    /// The period.
    pub lane: Lane,
    /// Which agencies rows count for.
    pub places: Places,
    /// The tallies.
    pub tallies: LaneTallies,
    /// Agencies' own figures, added up when first asked for.
    pub(super) stated: OnceLock<Stated>,
    /// Who has any rows, found when first asked for.
    pub(super) known: OnceLock<Vec<BTreeSet<u32>>>,
}

/// Current rows, and the tallies of every agency and period, always up to date.
#[derive(Debug, Clone)]
pub struct Live {
    pub(super) plan: Plan,
    pub(super) tree: AgencyTree,
    pub(super) agencies: Codes,
    pub(super) procedures: Codes,
    pub(super) tables: Vec<Table>,
    pub(super) lanes: Vec<LaneState>,
    /// Agencies' own figures, by agency and period.
    pub(super) facts: HashMap<(u32, Period), Cells>,
    /// What a change touches, for each program.
    touch: Vec<Touch>,
    /// Lanes ready for each program.
    chunks: Vec<Vec<Chunk>>,
    distinct: Distinct,
    /// When the clock alone may change a row: moment, entity, key. Entries may be stale; looking once
    /// too often changes nothing.
    due: BinaryHeap<Reverse<(i64, u8, u32)>>,
    now: i64,
    first_year: i16,
    scratch: Scratch,
}

#[derive(Debug, Clone, Default)]
struct Scratch {
    old: Vec<u64>,
    new: Vec<u64>,
    moments: Vec<i64>,
    steps: Vec<CountStep>,
    delta: Vec<i32>,
}

/// A row that changes: what it was and what it becomes.
#[derive(Debug, Clone, Copy)]
struct Change {
    old: Option<Row>,
    new: Option<Row>,
}

impl Live {
    /// Nothing counted yet, at a moment.
    #[must_use]
    pub fn new(plan: Plan, tree: AgencyTree, now: Seconds) -> Self {
        let first_year = year_of(now - EARLIEST);
        let mut live = Self {
            tables: ENTITIES.iter().map(|_| Table::default()).collect(),
            chunks: ENTITIES.iter().map(|_| Vec::new()).collect(),
            touch: plan.programs.iter().map(Touch::new).collect(),
            agencies: Codes::default(),
            procedures: Codes::default(),
            lanes: Vec::new(),
            facts: HashMap::new(),
            distinct: Distinct::default(),
            due: BinaryHeap::new(),
            now: now - EARLIEST,
            first_year,
            scratch: Scratch::default(),
            plan,
            tree,
        };
        live.learn_agencies();
        live.begin_periods();
        live
    }

    /// The moment it stands at.
    #[must_use]
    pub fn now(&self) -> Seconds {
        self.now + EARLIEST
    }

    /// The plan.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Agencies.
    #[must_use]
    pub fn tree(&self) -> &AgencyTree {
        &self.tree
    }

    /// Periods with tallies.
    pub fn periods(&self) -> impl Iterator<Item = Period> + '_ {
        self.lanes.iter().map(|state| state.lane.period)
    }

    /// The tallies, in the order of [`Live::periods`].
    #[must_use]
    pub fn tallies(&self) -> Vec<LaneTallies> {
        self.lanes.iter().map(|state| state.tallies.clone()).collect()
    }

    /// Number of rows of an entity.
    #[must_use]
    pub fn rows(&self, entity: Entity) -> usize {
        self.tables[entity_at(entity)].len()
    }

    /// Every agency of the tree has a number, so that its lines can be asked for.
    fn learn_agencies(&mut self) {
        for agency in self.tree.all() {
            self.agencies.number(&agency.code);
        }
    }

    /// The number of an agency's code, which may be unknown to the tree.
    pub fn unit(&mut self, agency: &str) -> u32 {
        let known = self.agencies.len();
        let unit = self.agencies.number(agency);
        if self.agencies.len() > known {
            for state in &mut self.lanes {
                state.places.extend(&self.tree, &mut self.agencies);
                state.tallies.reach(self.agencies.len());
            }
        }
        unit
    }

    /// The number of a procedure.
    pub fn procedure(&mut self, code: &str) -> u32 {
        self.procedures.number(code)
    }

    /// A row as the tables keep it.
    pub fn row(
        &mut self,
        entity: Entity,
        agency: &str,
        procedure: Option<&str>,
        cells: &Cells,
    ) -> Row {
        let unit = self.unit(agency);
        let procedure = procedure.map_or(NO_PROCEDURE, |code| self.procedure(code));
        Row { unit, procedure, values: Values::new(&self.plan.program(entity).shape, cells) }
    }

    /// Puts a row in place of the one of that key, or takes it away.
    pub fn put(&mut self, entity: Entity, key: u32, new: Option<Row>) {
        self.reach_back(entity, new.as_ref());
        let at = entity_at(entity);
        let old = self.tables[at].get(key);
        if old == new {
            return;
        }
        let units = self.tables[at].units();
        self.tables[at].put(&self.plan.programs[at].shape, key, new.as_ref());
        if self.tables[at].units() != units {
            self.lanes.iter_mut().for_each(|state| state.known = OnceLock::new());
        }
        let chunks = std::mem::take(&mut self.chunks[at]);
        let change = Change { old, new };
        let columns = changed(old.as_ref(), new.as_ref());
        let touched = self.touch[at].by_columns(&self.plan.programs[at], columns);
        for chunk in &chunks {
            self.apply(at, &touched, chunk, chunk, change);
        }
        self.wait_for(at, &touched, key, change);
        self.chunks[at] = chunks;
    }

    /// The row of a key.
    #[must_use]
    pub fn peek(&self, entity: Entity, key: u32) -> Option<Row> {
        self.tables[entity_at(entity)].get(key)
    }

    /// Puts a row into the tables without counting it: the caller ends with [`Live::recount`].
    pub fn load(&mut self, entity: Entity, key: u32, row: Row) {
        let at = entity_at(entity);
        self.tables[at].put(&self.plan.programs[at].shape, key, Some(&row));
    }

    /// The rows of an entity, for a checkpoint.
    #[must_use]
    pub fn save(&self, entity: Entity) -> SavedRows {
        let names = |codes: &Codes| codes.names().to_vec();
        self.tables[entity_at(entity)].save(names(&self.agencies), names(&self.procedures))
    }

    /// Puts back saved rows without counting them: the caller ends with [`Live::recount`].
    pub fn restore(&mut self, entity: Entity, saved: SavedRows) {
        let units: Vec<u32> = saved.units.iter().map(|code| self.unit(code)).collect();
        let procedures: Vec<u32> =
            saved.procedures.iter().map(|code| self.procedure(code)).collect();
        self.tables[entity_at(entity)] = Table::restore(saved, &units, &procedures);
    }

    /// States an agency's own figures for a period.
    pub fn put_facts(&mut self, agency: &str, period: Period, cells: Cells) {
        let unit = self.unit(agency);
        self.facts.insert((unit, period), cells);
        self.lanes.iter_mut().for_each(|state| state.stated = OnceLock::new());
    }

    /// Lets time pass until `now`: what turns late does, and periods begin. Time never goes back.
    pub fn tick(&mut self, now: Seconds) {
        let now = now - EARLIEST;
        if now <= self.now {
            return;
        }
        self.now = now;
        let due = self.come_due();
        for (at, keys) in due.into_iter().enumerate() {
            let before = self.chunks[at].clone();
            let program = &self.plan.programs[at];
            self.chunks[at].iter_mut().for_each(|chunk| chunk.tick(program, now));
            self.turn(at, &before, keys);
        }
        self.begin_periods();
    }

    /// Keys whose moment has come, by entity.
    fn come_due(&mut self) -> Vec<Vec<u32>> {
        let mut keys = vec![Vec::new(); self.tables.len()];
        while self.due.peek().is_some_and(|Reverse((moment, ..))| *moment <= self.now) {
            if let Some(Reverse((_, entity, key))) = self.due.pop() {
                keys[usize::from(entity)].push(key);
            }
        }
        keys
    }

    /// Judges rows whose moment has come by the old clock and the new.
    fn turn(&mut self, at: usize, before: &[Chunk], mut keys: Vec<u32>) {
        keys.sort_unstable();
        keys.dedup();
        let chunks = std::mem::take(&mut self.chunks[at]);
        let touched = self.touch[at].by_clock(&self.plan.programs[at]);
        for key in keys {
            let row = self.tables[at].get(key);
            let change = Change { old: row, new: row };
            for (old, new) in before.iter().zip(&chunks) {
                self.apply(at, &touched, old, new, change);
            }
            self.wait_for(at, &touched, key, Change { old: None, new: row });
        }
        self.chunks[at] = chunks;
    }

    /// Counts a change: what the old row added is taken away, what the new one adds is added.
    fn apply(
        &mut self,
        at: usize,
        touched: &Touched,
        before: &Chunk,
        after: &Chunk,
        change: Change,
    ) {
        let program = &self.plan.programs[at];
        let Scratch { old, new, steps, delta, .. } = &mut self.scratch;
        for (row, chunk, truth) in [(change.old, before, &mut *old), (change.new, after, &mut *new)] {
            truth.resize(program.formulas.nodes().len(), 0);
            match row {
                Some(row) => judge(program, &touched.nodes, chunk, &row.values, truth),
                None => touched.nodes.iter().for_each(|id| truth[*id] = 0),
            }
        }
        let (lanes, distinct) = (&mut self.lanes, &mut self.distinct);
        let mut counter = Counter { lanes, distinct, first: after.first, change };
        steps.clear();
        for measure in touched.measures.iter().map(|at| &program.measures[*at]) {
            let (was, is) = (old[measure.root], new[measure.root]);
            match &measure.kind {
                Kind::Rows => steps.push((measure.slot, was, is)),
                Kind::Procedures(n) => counter.procedures((measure.slot, *n), was, is),
                Kind::Sum(cases) => {
                    for (when, linear) in cases {
                        counter.sums(measure.slot, linear, &after.lanes, (old[*when], new[*when]));
                    }
                }
            }
        }
        delta.resize(self.plan.counts, 0);
        counter.rows(steps, delta);
    }

    /// Remembers when the clock alone will change the row.
    fn wait_for(&mut self, at: usize, touched: &Touched, key: u32, change: Change) {
        let Some(row) = change.new.filter(|_| !touched.clock_nodes.is_empty()) else { return };
        let program = &self.plan.programs[at];
        let Scratch { old, new, moments, .. } = &mut self.scratch;
        moments.resize(program.formulas.nodes().len(), i64::MAX);
        let Some(moment) = next_change(program, touched, &row.values, new, self.now, moments) else {
            return;
        };
        let before =
            change.old.and_then(|was| next_change(program, touched, &was.values, old, self.now, moments));
        if before != Some(moment) {
            self.due.push(Reverse((moment, u8::try_from(at).unwrap_or(u8::MAX), key)));
        }
    }

    /// A row of a year without periods makes that year's periods begin.
    fn reach_back(&mut self, entity: Entity, row: Option<&Row>) {
        let (Some(row), Some(column)) = (row, self.begins(entity)) else { return };
        let year = year_of(row.values.numbers[column]);
        if year < self.first_year && year >= FIRST_YEAR {
            self.first_year = year;
            self.begin_periods();
        }
    }

    /// The column that says when a row begins, for entities that are counted by time.
    fn begins(&self, entity: Entity) -> Option<usize> {
        let name = match entity {
            Entity::Dossier | Entity::Petition => "received_at",
            Entity::Publication => "decided_at",
            Entity::Service | Entity::Agency => return None,
        };
        self.plan.program(entity).shape.number(name)
    }

    /// Adds the periods that have begun and counts every row for them.
    fn begin_periods(&mut self) {
        let known: Vec<Period> = self.periods().collect();
        let years = self.first_year.max(FIRST_YEAR)..=year_of(self.now).min(LAST_YEAR);
        let new: Vec<Period> = years
            .flat_map(|year| begun(year, self.now()))
            .filter(|period| !known.contains(period))
            .collect();
        if new.is_empty() {
            return;
        }
        let first = self.lanes.len();
        for period in new {
            let places = Places::new(&self.tree, &mut self.agencies, period);
            let nodes = self.agencies.len();
            let tallies = LaneTallies::new(self.plan.counts, self.plan.sums, nodes);
            let (stated, known) = (OnceLock::new(), OnceLock::new());
            self.lanes.push(LaneState { lane: Lane::new(period), places, tallies, stated, known });
        }
        self.count_lanes(first);
        self.ready_chunks();
    }

    /// Counts every row for the lanes from `first` on, which are empty.
    fn count_lanes(&mut self, first: usize) {
        for at in 0..self.tables.len() {
            let chunks = self.chunks_from(at, first);
            let table = std::mem::take(&mut self.tables[at]);
            let touched = self.touch[at].by_columns(&self.plan.programs[at], EVERYTHING);
            for (key, row) in table.rows() {
                let change = Change { old: None, new: Some(row) };
                for chunk in &chunks {
                    self.apply(at, &touched, chunk, chunk, change);
                }
                if first == 0 {
                    self.wait_for(at, &touched, key, change);
                }
            }
            self.tables[at] = table;
        }
    }

    fn ready_chunks(&mut self) {
        self.chunks = (0..self.tables.len()).map(|at| self.chunks_from(at, 0)).collect();
    }

    fn chunks_from(&self, at: usize, first: usize) -> Vec<Chunk> {
        let lanes: Vec<Lane> = self.lanes[first..].iter().map(|state| state.lane).collect();
        let program = &self.plan.programs[at];
        let starts = (first..).step_by(LANES);
        let parts = lanes.chunks(LANES).zip(starts);
        parts.map(|(lanes, first)| Chunk::new(program, lanes, self.now, first)).collect()
    }

    /// Counts everything anew from the rows: after loading, and when agencies change.
    pub fn recount(&mut self) {
        for at in 0..self.tables.len() {
            if let Some(column) = self.begins(ENTITIES[at]) {
                self.tables[at].order_by(column);
                let years = self.tables[at].rows().map(|(_, row)| row.values.numbers[column]);
                let earliest = years.min().map_or(i16::MAX, year_of).max(FIRST_YEAR);
                self.first_year = self.first_year.min(earliest);
            }
        }
        self.lanes.clear();
        self.due.clear();
        self.distinct = Distinct::default();
        self.begin_periods();
    }

    /// Replaces the agencies; rows of codes that were unknown are counted from now on.
    pub fn set_tree(&mut self, tree: AgencyTree) {
        self.tree = tree;
        self.learn_agencies();
        self.recount();
    }

    /// Entries kept for counting distinct procedures, and for the clock: for measuring memory.
    #[must_use]
    pub fn kept(&self) -> (usize, usize) {
        (self.distinct.len(), self.due.len())
    }
}

/// The year in Vietnam of a moment counted from [`EARLIEST`].
fn year_of(at: i64) -> i16 {
    if at >= NULL - EARLIEST {
        return LAST_YEAR;
    }
    let moment = jiff::Timestamp::from_second(at + EARLIEST);
    moment.map_or(LAST_YEAR, |at| jiff::tz::Offset::constant(7).to_datetime(at).year())
}

/// A count's slot, with the lanes in which the old and the new row are counted.
type CountStep = (usize, u64, u64);

/// Adds differences to the lines of a row's agency and those above it.
struct Counter<'a> {
    lanes: &'a mut [LaneState],
    distinct: &'a mut Distinct,
    first: usize,
    change: Change,
}

impl Counter<'_> {
    /// Old and new row where both belong to one unit, else one after the other.
    fn rows(&mut self, steps: &mut [CountStep], delta: &mut [i32]) {
        match (self.change.old, self.change.new) {
            (Some(old), Some(new)) if old.unit == new.unit => self.spread(new.unit, steps, delta),
            (old, new) => {
                let mut alone: Vec<CountStep> = steps.to_vec();
                if let Some(old) = old {
                    alone.iter_mut().for_each(|step| step.2 = 0);
                    self.spread(old.unit, &alone, delta);
                }
                if let Some(new) = new {
                    steps.iter_mut().for_each(|step| step.1 = 0);
                    self.spread(new.unit, steps, delta);
                }
            }
        }
    }

    fn spread(&mut self, unit: u32, steps: &[CountStep], delta: &mut [i32]) {
        let moved = steps.iter().fold(0, |all, (_, was, is)| all | (was ^ is));
        for lane in ones(moved) {
            for (slot, was, is) in steps {
                delta[*slot] = (is >> lane & 1) as i32 - (was >> lane & 1) as i32;
            }
            self.lanes[self.first + lane].add_line(unit, delta);
        }
        steps.iter().for_each(|(slot, ..)| delta[*slot] = 0);
    }

    fn sums(&mut self, slot: usize, linear: &Linear, lanes: &[Lane], (was, is): (u64, u64)) {
        for (row, bits, sign) in [(self.change.old, was, -1), (self.change.new, is, 1)] {
            let Some(row) = row else { continue };
            for lane in ones(bits) {
                let by = sign * value(linear, &row.values, &lanes[lane]);
                self.lanes[self.first + lane].add(row.unit, Step::Sum(slot, by));
            }
        }
    }

    fn procedures(&mut self, (slot, measure): (usize, usize), was: u64, is: u64) {
        let who = |row: Option<Row>| row.map(|row| (row.unit, row.procedure));
        let Change { old, new } = self.change;
        let stays = if who(old) == who(new) { was & is } else { 0 };
        // What comes is counted before what goes, so that no procedure leaves for a moment.
        for (row, bits, by) in [(new, is & !stays, 1), (old, was & !stays, -1)] {
            let Some(row) = row.filter(|row| row.procedure != NO_PROCEDURE) else { continue };
            for lane in ones(bits) {
                self.procedure(slot, measure, self.first + lane, row, by);
            }
        }
    }

    /// A procedure is among an agency's own while it has a row there, and among those of everything
    /// below while it is among its own or those of an agency below.
    fn procedure(&mut self, slot: usize, measure: usize, lane: usize, row: Row, by: i32) {
        let LaneState { places, tallies, .. } = &mut self.lanes[lane];
        let path = *places.of(row.unit);
        let key = |node, own| DistinctKey { node, own, lane, measure, procedure: row.procedure };
        for (depth, node) in path.nodes().iter().enumerate() {
            if depth == 0 && places.is_parent(*node) {
                if self.distinct.step(key(*node, true), by) == 0 {
                    return;
                }
                tallies.add_own(*node, Step::Count(slot, by));
            }
            if self.distinct.step(key(*node, false), by) == 0 {
                return;
            }
            tallies.add(*node, Step::Count(slot, by));
        }
    }
}

impl LaneState {
    fn add(&mut self, unit: u32, step: Step) {
        let path = *self.places.of(unit);
        for (depth, node) in path.nodes().iter().enumerate() {
            self.tallies.add(*node, step);
            if depth == 0 && self.places.is_parent(*node) {
                self.tallies.add_own(*node, step);
            }
        }
    }

    fn add_line(&mut self, unit: u32, counts: &[i32]) {
        for (depth, node) in self.places.of(unit).nodes().iter().enumerate() {
            self.tallies.add_line(*node, counts, &[]);
            if depth == 0 && self.places.is_parent(*node) {
                self.tallies.add_own_line(*node, counts, &[]);
            }
        }
    }
}

/// Places of the bits that are set.
pub(super) fn ones(mut bits: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let at = (bits != 0).then(|| bits.trailing_zeros() as usize)?;
        bits &= bits - 1;
        Some(at)
    })
}
