//! Differences: what a change of one row does to the lines of its agency and those above.

use super::lanes::{Chunk, Lane};
use super::live::{LaneState, Live};
use super::lower::Linear;
use super::places::Places;
use super::program::Kind;
use super::row::{judge, value};
use super::table::{NO_PROCEDURE, Row};
use super::tallies::{Distinct, DistinctKey, Step, Steps};
use super::touch::Touched;

#[derive(Debug, Clone, Default)]
pub(super) struct Scratch {
    pub(super) old: Vec<u64>,
    pub(super) new: Vec<u64>,
    pub(super) moments: Vec<i64>,
    steps: Vec<CountStep>,
    delta: Vec<i32>,
}

/// A row that changes: what it was and what it becomes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Change {
    pub(super) old: Option<Row>,
    pub(super) new: Option<Row>,
}

impl Live {
    /// Counts a change: what the old row added is taken away, what the new one adds is added.
    pub(super) fn apply(
        &mut self,
        at: usize,
        touched: &Touched,
        before: &Chunk,
        after: &Chunk,
        change: Change,
    ) {
        let program = &self.plan.programs[at];
        let Scratch { old, new, steps, delta, .. } = &mut self.scratch;
        for (row, chunk, truth) in [(change.old, before, &mut *old), (change.new, after, &mut *new)]
        {
            truth.resize(program.formulas.nodes().len(), 0);
            match row {
                Some(row) => judge(program, &touched.nodes, chunk, &row.values, truth),
                None => touched.nodes.iter().for_each(|id| truth[*id] = 0),
            }
        }
        let (lanes, distinct) = (&mut self.lanes, &mut self.distinct);
        let (first, step) = (after.first, self.step);
        let mut counter = Counter { lanes, distinct, first, change, step };
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
}

impl Live {
    /// Notes the procedures of a row that is counted already.
    pub(super) fn note(&mut self, at: usize, touched: &Touched, chunk: &Chunk, change: Change) {
        let Some(row) = change.new else { return };
        let program = &self.plan.programs[at];
        let truth = &mut self.scratch.new;
        truth.resize(program.formulas.nodes().len(), 0);
        judge(program, &touched.nodes, chunk, &row.values, truth);
        if row.procedure == NO_PROCEDURE {
            return;
        }
        for measure in touched.measures.iter().map(|at| &program.measures[*at]) {
            let Kind::Procedures(number) = measure.kind else { continue };
            for lane in ones(truth[measure.root]) {
                let lane = chunk.first + lane;
                let key = DistinctKey {
                    node: 0,
                    own: false,
                    lane,
                    measure: number,
                    procedure: row.procedure,
                };
                let places = &self.lanes[lane].places;
                climb(places, row.unit, key, 1, &mut self.distinct, |_, _| {});
            }
        }
    }
}

/// A count's slot, with the lanes in which the old and the new row are counted.
type CountStep = (usize, u64, u64);

/// Adds differences to the lines of a row's agency and those above it.
struct Counter<'a> {
    lanes: &'a mut [LaneState],
    distinct: &'a mut Distinct,
    first: usize,
    change: Change,
    /// Which change this is.
    step: u64,
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
            self.lanes[self.first + lane].add_line(unit, delta, self.step);
        }
        steps.iter().for_each(|(slot, ..)| delta[*slot] = 0);
    }

    fn sums(&mut self, slot: usize, linear: &Linear, lanes: &[Lane], (was, is): (u64, u64)) {
        for (row, bits, sign) in [(self.change.old, was, -1), (self.change.new, is, 1)] {
            let Some(row) = row else { continue };
            for lane in ones(bits) {
                let by = sign * value(linear, &row.values, &lanes[lane]);
                self.lanes[self.first + lane].add(row.unit, Step::Sum(slot, by), self.step);
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

    fn procedure(&mut self, slot: usize, measure: usize, lane: usize, row: Row, by: i32) {
        let LaneState { places, tallies, stamps, .. } = &mut self.lanes[lane];
        let (procedure, now) = (row.procedure, self.step);
        let key = DistinctKey { node: 0, own: false, lane, measure, procedure };
        climb(places, row.unit, key, by, self.distinct, |node, own| {
            let step = Step::Count(slot, by);
            stamps.of(node, now);
            if own { tallies.add_own(node, step) } else { tallies.add(node, step) }
        });
    }
}

/// A procedure is among an agency's own while it has a row there, and among those of everything below
/// while it is among its own or those of an agency below. Tells each agency whose number changes.
pub(super) fn climb(
    places: &Places,
    unit: u32,
    key: DistinctKey,
    by: i32,
    distinct: &mut impl Steps,
    mut changes: impl FnMut(u32, bool),
) {
    for (depth, node) in places.of(unit).nodes().iter().enumerate() {
        let node = *node;
        if depth == 0 && places.is_parent(node) {
            if distinct.step(DistinctKey { node, own: true, ..key }, by) == 0 {
                return;
            }
            changes(node, true);
        }
        if distinct.step(DistinctKey { node, own: false, ..key }, by) == 0 {
            return;
        }
        changes(node, false);
    }
}

impl LaneState {
    fn add(&mut self, unit: u32, step: Step, now: u64) {
        let path = *self.places.of(unit);
        for (depth, node) in path.nodes().iter().enumerate() {
            self.tallies.add(*node, step);
            self.stamps.of(*node, now);
            if depth == 0 && self.places.is_parent(*node) {
                self.tallies.add_own(*node, step);
            }
        }
    }

    fn add_line(&mut self, unit: u32, counts: &[i32], now: u64) {
        for (depth, node) in self.places.of(unit).nodes().iter().enumerate() {
            self.tallies.add_line(*node, counts, &[]);
            self.stamps.of(*node, now);
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
