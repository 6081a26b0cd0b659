//! Everything counted anew from the columns, in blocks: for a check, another moment, another rulebook.
//! Units are independent, so threads share nothing until their tallies are added.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::block::{Block, ROWS, and, count, masked_sum};
use super::formula::Id;
use super::gate::{Bounds, Gates, limit};
use super::lanes::Lane;
use super::live::{LaneState, Live};
use super::plan::entity_at;
use super::program::{Kind, Program};
use super::sets::{SetKey, Sets};
use super::table::{Partition, Table};
use super::tallies::{LaneTallies, Step};
use crate::expr::Entity;

/// A program prepared for blocks.
struct Prepared<'a> {
    program: &'a Program,
    gates: Gates,
    /// For each lane what the program's nodes, and those of the gates, compare with.
    limits: Vec<(Vec<i64>, Vec<i64>)>,
    /// For each set of open gates: the nodes by period to judge, and the measures to count.
    variants: Vec<(Vec<Id>, Vec<usize>)>,
    /// Slots of the measures that count distinct procedures.
    distinct_slots: Vec<usize>,
    /// Place of each measure's set among them, by the measure's number.
    distinct_place: HashMap<usize, usize>,
}

/// More different gates than this are not told apart: any open one opens all.
const GATES_MAX: usize = 8;

impl<'a> Prepared<'a> {
    fn new(program: &'a Program, lanes: &[LaneState], now: i64) -> Self {
        let mut gates = Gates::default();
        let gate: Vec<usize> = program
            .measures
            .iter()
            .map(|measure| gates.add(&program.shape, &program.formulas, measure.root))
            .collect();
        let told_apart = gates.len() <= GATES_MAX;
        let sets = if told_apart { 1 << gates.len() } else { 2 };
        let variants = (0..sets).map(|open: u64| {
            let chosen: Vec<usize> = (0..gate.len())
                .filter(|at| if told_apart { open >> gate[*at] & 1 == 1 } else { open == 1 })
                .collect();
            (needed(program, &chosen), chosen)
        });
        let variants = variants.collect();
        let distinct = program.measures.iter().filter_map(|measure| match measure.kind {
            Kind::Procedures(number) => Some((number, measure.slot)),
            Kind::Rows | Kind::Sum(_) => None,
        });
        let distinct: Vec<(usize, usize)> = distinct.collect();
        let distinct_slots = distinct.iter().map(|(_, slot)| *slot).collect();
        let places = distinct.iter().enumerate().map(|(place, (number, _))| (*number, place));
        let distinct_place = places.collect();
        let of_program = |lane: &Lane| {
            let nodes = program.formulas.nodes().iter();
            nodes.map(|node| limit(node, lane, now)).collect()
        };
        let limits =
            lanes.iter().map(|LaneState { lane, .. }| (of_program(lane), gates.limits(lane, now)));
        let limits = limits.collect();
        Self { program, gates, limits, variants, distinct_slots, distinct_place }
    }

    fn variant(&self, open: u64) -> &(Vec<Id>, Vec<usize>) {
        let at = if self.gates.len() <= GATES_MAX { open } else { u64::from(open != 0) };
        &self.variants[at as usize]
    }
}

/// Nodes by period that the chosen measures need, parts first.
fn needed(program: &Program, chosen: &[usize]) -> Vec<Id> {
    let measures = chosen.iter().map(|at| &program.measures[*at]);
    let roots = measures.flat_map(|measure| {
        let cases = match &measure.kind {
            Kind::Sum(cases) => &cases[..],
            Kind::Rows | Kind::Procedures(_) => &[],
        };
        std::iter::once(measure.root).chain(cases.iter().map(|(id, _)| *id))
    });
    let mut nodes = program.needed_by(roots);
    nodes.retain(|id| program.by_period[*id]);
    nodes
}

/// What a thread has counted.
struct Found {
    lanes: Vec<LaneTallies>,
    sets: Sets,
}

/// The numbers of one unit, by lane.
struct Unit {
    counts: Vec<Vec<i32>>,
    sums: Vec<Vec<i64>>,
    touched: Vec<bool>,
    /// Procedures seen, by lane and measure, over the unit's own list.
    seen: Vec<Vec<u64>>,
}

impl Live {
    /// Counts everything anew, on as many threads; the result equals the live tallies.
    #[must_use]
    pub fn scan(&self, threads: usize) -> Vec<LaneTallies> {
        self.scan_at(self.now(), threads)
    }

    /// The same, looked at from another moment.
    #[must_use]
    pub fn scan_at(&self, now: crate::dossier::Seconds, threads: usize) -> Vec<LaneTallies> {
        let now = now - crate::dossier::EARLIEST;
        let mut total: Option<Vec<LaneTallies>> = None;
        let entities = [Entity::Dossier, Entity::Service, Entity::Publication, Entity::Petition];
        for at in entities.map(entity_at).into_iter().filter(|at| !self.tables[*at].is_empty()) {
            let prepared = Prepared::new(&self.plan.programs[at], &self.lanes, now);
            let found = self.scan_table(&prepared, &self.tables[at], threads.max(1));
            match &mut total {
                None => total = Some(found),
                Some(total) => total.iter_mut().zip(&found).for_each(|(sum, lane)| sum.merge(lane)),
            }
        }
        total.unwrap_or_else(|| self.nothing())
    }

    /// Counts the rows of one entity anew.
    pub(super) fn scan_entity(&self, at: usize, threads: usize) -> Vec<LaneTallies> {
        self.scan_entity_at(at, self.now_kept(), threads)
    }

    /// The same, looked at from another moment.
    pub(super) fn scan_entity_at(&self, at: usize, now: i64, threads: usize) -> Vec<LaneTallies> {
        let prepared = Prepared::new(&self.plan.programs[at], &self.lanes, now);
        self.scan_table(&prepared, &self.tables[at], threads)
    }

    fn nothing(&self) -> Vec<LaneTallies> {
        let empty = || LaneTallies::new(self.plan.counts, self.plan.sums, self.agencies.len());
        self.lanes.iter().map(|_| empty()).collect()
    }

    fn found_nothing(&self, prepared: &Prepared<'_>) -> Found {
        let (lanes, nodes) = (self.lanes.len(), self.agencies.len());
        let measures = prepared.distinct_slots.len();
        let sets = Sets::new(lanes, nodes, measures, self.procedures.len());
        Found { lanes: self.nothing(), sets }
    }

    fn scan_table(
        &self,
        prepared: &Prepared<'_>,
        table: &Table,
        threads: usize,
    ) -> Vec<LaneTallies> {
        let mut units: Vec<(u32, &Partition)> = table.partitions().collect();
        units.sort_by_key(|(_, partition)| std::cmp::Reverse(partition.len()));
        let next = AtomicUsize::new(0);
        let work = || {
            let mut found = self.found_nothing(prepared);
            let mut worker = Worker { live: self, prepared, unit: self.unit_room(prepared) };
            while let Some((unit, partition)) = units.get(next.fetch_add(1, Ordering::Relaxed)) {
                pulp::Arch::new().dispatch(Job { worker: &mut worker, partition });
                worker.settle(*unit, partition, &mut found);
            }
            found
        };
        let mut found = work_together(threads.min(units.len().max(1)), &work);
        let mut all = found.pop().unwrap_or_else(|| self.found_nothing(prepared));
        for other in found {
            all.lanes.iter_mut().zip(&other.lanes).for_each(|(sum, lane)| sum.merge(lane));
            all.sets.merge(&other.sets);
        }
        for (SetKey { lane, node, own }, measure, procedures) in all.sets.counts() {
            let step = Step::Count(prepared.distinct_slots[measure], procedures);
            let lane = &mut all.lanes[lane];
            if own { lane.add_own(node, step) } else { lane.add(node, step) }
        }
        all.lanes
    }

    fn unit_room(&self, prepared: &Prepared<'_>) -> Unit {
        let lanes = self.lanes.len();
        Unit {
            counts: vec![vec![0; self.plan.counts]; lanes],
            sums: vec![vec![0; self.plan.sums]; lanes],
            touched: vec![false; lanes],
            seen: vec![Vec::new(); lanes * prepared.distinct_slots.len()],
        }
    }
}

fn work_together<'scope>(threads: usize, work: &(dyn Fn() -> Found + Sync + 'scope)) -> Vec<Found> {
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let own = work();
        others.into_iter().filter_map(|other| other.join().ok()).chain([own]).collect()
    })
}

struct Worker<'a> {
    live: &'a Live,
    prepared: &'a Prepared<'a>,
    unit: Unit,
}

/// The loops over one unit's rows, compiled for several kinds of processor; the one at hand is chosen
/// when they run.
struct Job<'a, 'b> {
    worker: &'a mut Worker<'b>,
    partition: &'a Partition,
}

impl pulp::WithSimd for Job<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) {
        self.worker.scan(self.partition);
    }
}

impl Worker<'_> {
    /// Counts the rows of one unit.
    #[inline(always)]
    fn scan(&mut self, partition: &Partition) {
        let program = self.prepared.program;
        let words = partition.procedures.len().div_ceil(64);
        self.unit.seen.iter_mut().for_each(|set| {
            set.clear();
            set.resize(words, 0);
        });
        let mut block = Block::new(program, partition);
        let mut bounds = vec![None; program.shape.numbers.len()];
        let mut open = vec![false; self.prepared.gates.nodes()];
        for start in (0..partition.len()).step_by(ROWS) {
            block.load(partition, start);
            for column in &self.prepared.gates.columns {
                bounds[*column] = block.narrow(*column).map(Bounds::of);
            }
            block.judge_rows(program, &program.needed);
            for at in 0..self.live.lanes.len() {
                let limits = &self.prepared.limits[at].1;
                let gates = self.prepared.gates.open(&bounds, limits, &mut open);
                if gates != 0 {
                    self.count(&mut block, partition, start, at, gates);
                }
            }
        }
    }

    /// Counts one block in one period.
    #[inline(always)]
    fn count(
        &mut self,
        block: &mut Block,
        partition: &Partition,
        start: usize,
        at: usize,
        gates: u64,
    ) {
        let program = self.prepared.program;
        let lane: &Lane = &self.live.lanes[at].lane;
        let (nodes, measures) = self.prepared.variant(gates);
        block.judge_period(program, nodes, &self.prepared.limits[at].0);
        self.unit.touched[at] = true;
        for measure in measures.iter().map(|at| &program.measures[*at]) {
            let rows = and(&block.truth[measure.root], &block.valid);
            match &measure.kind {
                Kind::Rows => self.unit.counts[at][measure.slot] += count(&rows) as i32,
                Kind::Procedures(n) => {
                    self.see(partition, start, at, self.prepared.distinct_place[n], &rows);
                }
                Kind::Sum(cases) => {
                    let mut values = [0; ROWS];
                    for (when, linear) in cases {
                        let rows = and(&block.truth[*when], &block.valid);
                        let number = i64::from(count(&rows));
                        if number > 0 {
                            block.linear(&linear.row, &mut values);
                            let each = linear.period.value(lane.from, lane.to, 0);
                            let sum = masked_sum(&values, &rows) + each * number;
                            self.unit.sums[at][measure.slot] += sum;
                        }
                    }
                }
            }
        }
    }

    /// Notes the procedures of some rows.
    #[inline(always)]
    fn see(
        &mut self,
        partition: &Partition,
        start: usize,
        at: usize,
        place: usize,
        rows: &[u64; 4],
    ) {
        let seen = &mut self.unit.seen[at * self.prepared.distinct_slots.len() + place];
        let procedures = &partition.procedure[start..(start + ROWS).min(partition.len())];
        for (word, bits) in rows.iter().enumerate() {
            let mut bits = *bits;
            while bits != 0 {
                let procedure = procedures[word * 64 + bits.trailing_zeros() as usize];
                seen[usize::from(procedure >> 6)] |= 1 << (procedure & 63);
                bits &= bits - 1;
            }
        }
    }

    /// Adds the unit's numbers to its agency and those above, and clears them.
    fn settle(&mut self, unit: u32, partition: &Partition, found: &mut Found) {
        for at in 0..self.live.lanes.len() {
            if !std::mem::take(&mut self.unit.touched[at]) {
                continue;
            }
            let state = &self.live.lanes[at];
            let path = state.places.of(unit).nodes();
            let (counts, sums) = (&mut self.unit.counts[at], &mut self.unit.sums[at]);
            for (depth, node) in path.iter().enumerate() {
                found.lanes[at].add_line(*node, counts, sums);
                if depth == 0 && state.places.is_parent(*node) {
                    found.lanes[at].add_own_line(*node, counts, sums);
                }
            }
            counts.fill(0);
            sums.fill(0);
            self.settle_sets(at, state, unit, partition, found);
        }
    }

    /// Procedures of the unit: its agency's alone are counted at once, those of agencies above (and of an
    /// agency that several codes count for) are joined first.
    fn settle_sets(
        &self,
        at: usize,
        state: &LaneState,
        unit: u32,
        partition: &Partition,
        found: &mut Found,
    ) {
        let path = state.places.of(unit).nodes();
        let alone = path.first().filter(|node| state.places.stands_alone(**node));
        for (place, slot) in self.prepared.distinct_slots.iter().enumerate() {
            let seen = &self.unit.seen[at * self.prepared.distinct_slots.len() + place];
            if seen.iter().all(|word| *word == 0) {
                continue;
            }
            let procedures = found.sets.take(unit, partition, seen);
            if let Some(node) = alone {
                found.lanes[at].add(*node, Step::Count(*slot, procedures));
            }
            for (depth, node) in path.iter().enumerate().skip(usize::from(alone.is_some())) {
                let key = |own| SetKey { lane: at, node: *node, own };
                found.sets.join(key(false), place);
                if depth == 0 && state.places.is_parent(*node) {
                    found.sets.join(key(true), place);
                }
            }
        }
    }
}
