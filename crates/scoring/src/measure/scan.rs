//! Everything counted anew from the columns, in blocks: for a check, another moment, another rulebook.
//! Units are independent, so threads share nothing until their tallies are added.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::block::{Block, ROWS, and, count, masked_sum};
use super::formula::Id;
use super::gate::{Bounds, Gates};
use super::lanes::Lane;
use super::live::{LaneState, Live};
use super::plan::entity_at;
use super::program::{Kind, Program};
use super::table::{NO_PROCEDURE, Partition, Table};
use super::tallies::{LaneTallies, Step};
use crate::expr::Entity;

/// Distinct procedures of an agency in a period: lane, node, whether its own only, slot.
type SetKey = (usize, u32, bool, usize);

/// A program prepared for blocks.
struct Prepared<'a> {
    program: &'a Program,
    gates: Gates,
    /// For each set of open gates: the nodes by period to judge, and the measures to count.
    variants: Vec<(Vec<Id>, Vec<usize>)>,
    distincts: usize,
}

/// More different gates than this are not told apart: any open one opens all.
const GATES_MAX: usize = 8;

impl<'a> Prepared<'a> {
    fn new(program: &'a Program) -> Self {
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
        let distinct = |kind: &Kind| matches!(kind, Kind::Procedures(_));
        let distincts = program.measures.iter().filter(|m| distinct(&m.kind)).count();
        Self { program, gates, variants, distincts }
    }

    fn variant(&self, open: u64) -> &(Vec<Id>, Vec<usize>) {
        let at = if self.gates.len() <= GATES_MAX { open } else { u64::from(open != 0) };
        &self.variants[at as usize]
    }
}

/// Nodes by period that the chosen measures need, parts first.
fn needed(program: &Program, chosen: &[usize]) -> Vec<Id> {
    use super::formula::Node;
    let mut wanted = vec![false; program.formulas.nodes().len()];
    for measure in chosen.iter().map(|at| &program.measures[*at]) {
        wanted[measure.root] = true;
        if let Kind::Sum(cases) = &measure.kind {
            cases.iter().for_each(|(id, _)| wanted[*id] = true);
        }
    }
    for id in (0..wanted.len()).rev() {
        if let (true, Node::And(a, b) | Node::Or(a, b)) = (wanted[id], program.formulas.node(id)) {
            wanted[*a] = true;
            wanted[*b] = true;
        }
    }
    (0..wanted.len()).filter(|id| wanted[*id] && program.by_period[*id]).collect()
}

/// What a thread has counted.
struct Found {
    lanes: Vec<LaneTallies>,
    sets: HashMap<SetKey, Vec<u64>>,
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
        let mut total = self.nothing();
        let entities = [Entity::Dossier, Entity::Service, Entity::Publication, Entity::Petition];
        for at in entities.map(entity_at) {
            let prepared = Prepared::new(&self.plan.programs[at]);
            let found = self.scan_table(&prepared, &self.tables[at], now, threads.max(1));
            total.iter_mut().zip(&found).for_each(|(total, found)| total.merge(found));
        }
        total
    }

    fn nothing(&self) -> Vec<LaneTallies> {
        let empty = || LaneTallies::with_nodes(self.plan.counts, self.plan.sums, self.agencies.len());
        self.lanes.iter().map(|_| empty()).collect()
    }

    fn scan_table(
        &self,
        prepared: &Prepared<'_>,
        table: &Table,
        now: i64,
        threads: usize,
    ) -> Vec<LaneTallies> {
        let mut units: Vec<(u32, &Partition)> = table.partitions().collect();
        units.sort_by_key(|(_, partition)| std::cmp::Reverse(partition.len()));
        let next = AtomicUsize::new(0);
        let work = || {
            let mut found = Found { lanes: self.nothing(), sets: HashMap::new() };
            let mut worker = Worker { live: self, prepared, now, unit: self.unit_room(prepared) };
            while let Some((unit, partition)) = units.get(next.fetch_add(1, Ordering::Relaxed)) {
                pulp::Arch::new().dispatch(Job { worker: &mut worker, partition });
                worker.settle(*unit, partition, &mut found);
            }
            found
        };
        let mut found = work_together(threads.min(units.len().max(1)), &work);
        let mut all = found.pop().unwrap_or_else(|| Found { lanes: self.nothing(), sets: HashMap::new() });
        for other in found {
            all.lanes.iter_mut().zip(&other.lanes).for_each(|(sum, lane)| sum.merge(lane));
            other.sets.into_iter().for_each(|(key, set)| join(&mut all.sets, key, &set));
        }
        for ((lane, node, own, slot), set) in all.sets {
            let procedures = set.iter().map(|word| word.count_ones() as i32).sum();
            let step = Step::Count(slot, procedures);
            if own { all.lanes[lane].add_own(node, step) } else { all.lanes[lane].add(node, step) }
        }
        all.lanes
    }

    fn unit_room(&self, prepared: &Prepared<'_>) -> Unit {
        let lanes = self.lanes.len();
        Unit {
            counts: vec![vec![0; self.plan.counts]; lanes],
            sums: vec![vec![0; self.plan.sums]; lanes],
            touched: vec![false; lanes],
            seen: vec![Vec::new(); lanes * prepared.distincts],
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

fn join(sets: &mut HashMap<SetKey, Vec<u64>>, key: SetKey, set: &[u64]) {
    let known = sets.entry(key).or_default();
    if known.len() < set.len() {
        known.resize(set.len(), 0);
    }
    known.iter_mut().zip(set).for_each(|(known, word)| *known |= word);
}

struct Worker<'a> {
    live: &'a Live,
    prepared: &'a Prepared<'a>,
    now: i64,
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
                let lane = &self.live.lanes[at].lane;
                let gates = self.prepared.gates.open(&bounds, lane, self.now, &mut open);
                if gates != 0 {
                    self.count(&mut block, partition, start, at, gates);
                }
            }
        }
    }

    /// Counts one block in one period.
    #[inline(always)]
    fn count(&mut self, block: &mut Block, partition: &Partition, start: usize, at: usize, gates: u64) {
        let program = self.prepared.program;
        let lane: &Lane = &self.live.lanes[at].lane;
        let (nodes, measures) = self.prepared.variant(gates);
        block.judge_period(program, nodes, lane, self.now);
        self.unit.touched[at] = true;
        for measure in measures.iter().map(|at| &program.measures[*at]) {
            let rows = and(&block.truth[measure.root], &block.valid);
            match &measure.kind {
                Kind::Rows => self.unit.counts[at][measure.slot] += count(&rows) as i32,
                Kind::Procedures(_) => self.see(partition, start, at, measure.slot, &rows),
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
    fn see(&mut self, partition: &Partition, start: usize, at: usize, slot: usize, rows: &[u64; 4]) {
        let place = self.distinct_place(slot);
        let seen = &mut self.unit.seen[at * self.prepared.distincts + place];
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

    fn distinct_slots(&self) -> impl Iterator<Item = usize> + '_ {
        let distinct = |kind: &Kind| matches!(kind, Kind::Procedures(_));
        let measures = self.prepared.program.measures.iter();
        measures.filter(move |m| distinct(&m.kind)).map(|measure| measure.slot)
    }

    #[inline(always)]
    fn distinct_place(&self, slot: usize) -> usize {
        self.distinct_slots().position(|known| known == slot).unwrap_or(0)
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

    /// Procedures of the unit, joined with those of other units wherever several count for one agency.
    fn settle_sets(
        &self,
        at: usize,
        state: &LaneState,
        unit: u32,
        partition: &Partition,
        found: &mut Found,
    ) {
        for (place, slot) in self.distinct_slots().enumerate() {
            let seen = &self.unit.seen[at * self.prepared.distincts + place];
            if seen.iter().all(|word| *word == 0) {
                continue;
            }
            let path = state.places.of(unit).nodes();
            let alone = path.first().filter(|node| state.places.stands_alone(**node));
            if let Some(node) = alone {
                let step = Step::Count(slot, procedures_in(partition, seen));
                found.lanes[at].add(*node, step);
            }
            let set = self.global(partition, seen);
            for (depth, node) in path.iter().enumerate().skip(usize::from(alone.is_some())) {
                join(&mut found.sets, (at, *node, false, slot), &set);
                if depth == 0 && state.places.is_parent(*node) {
                    join(&mut found.sets, (at, *node, true, slot), &set);
                }
            }
        }
    }

    /// From the unit's own list of procedures to everybody's.
    fn global(&self, partition: &Partition, seen: &[u64]) -> Vec<u64> {
        let mut set = vec![0; self.live.procedures.len().div_ceil(64).max(1)];
        for procedure in seen_procedures(partition, seen) {
            set[procedure as usize / 64] |= 1 << (procedure % 64);
        }
        set
    }
}

fn seen_procedures(partition: &Partition, seen: &[u64]) -> impl Iterator<Item = u32> {
    let all = partition.procedures.iter().enumerate();
    let seen = all.filter(|(local, _)| seen[local / 64] >> (local % 64) & 1 == 1);
    seen.map(|(_, procedure)| *procedure).filter(|procedure| *procedure != NO_PROCEDURE)
}

fn procedures_in(partition: &Partition, seen: &[u64]) -> i32 {
    i32::try_from(seen_procedures(partition, seen).count()).unwrap_or(i32::MAX)
}
