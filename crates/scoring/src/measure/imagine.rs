//! The numbers of one period as they would be: if some rows were others, or the clock stood later. What
//! is kept live stays as it is; only what differs from it is worked out, exactly, and remembered.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex};

use super::Scope;
use super::ask::{Counted, of_line};
use super::count::{Change, climb};
use super::ground::{Ground, chunks};
use super::grow::BULK;
use super::lanes::Chunk;
use super::live::Live;
use super::plan::{Place, entity_at};
use super::program::Kind;
use super::row::{judge, value};
use super::table::{NO_PROCEDURE, Row};
use super::tallies::{Beside, Differing, DistinctKey, Step};
use super::touch::{Touched, changed};
use crate::dossier::{EARLIEST, Seconds};
use crate::expr::Entity;
use crate::period::Period;

/// A row imagined in place of the one of that key; [`None`] = there is none.
///
/// Dossiers, publications and petitions can be imagined. Services are counted in bulk and agencies' own
/// figures have no rows: such an entry changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Imagined {
    /// Whose row.
    pub entity: Entity,
    /// Its key.
    pub key: u32,
    /// The row as it would be.
    pub row: Option<Row>,
}

/// Numbers of one agency that are to be added to those at hand.
#[derive(Debug, Clone)]
struct Moved {
    counts: Vec<i32>,
    sums: Vec<i64>,
}

/// The numbers of one period under one rulebook, as they are or as they would be.
#[derive(Debug, Clone)]
pub(crate) struct Numbers<'l> {
    ground: Arc<Ground<'l>>,
    rows: HashMap<(usize, u32), Option<Row>>,
    lines: HashMap<u32, Moved>,
    distinct: Differing,
    /// Rows more or fewer than there are, by entity and unit.
    more: HashMap<(usize, u32), i64>,
    known: Option<Arc<Vec<BTreeSet<u32>>>>,
}

/// Differences by unit, before they are added to the lines of everything above it.
#[derive(Default)]
struct Batch {
    units: HashMap<u32, Moved>,
    old: Vec<u64>,
    new: Vec<u64>,
}

impl<'l> Numbers<'l> {
    /// The numbers as they are; [`None`] for a rulebook that is not planned or a period without tallies.
    pub(crate) fn new(live: &'l Live, rulebook: &str, period: Period) -> Option<Self> {
        Some(Self {
            ground: Arc::new(Ground::new(live, rulebook, period)?),
            rows: HashMap::new(),
            lines: HashMap::new(),
            distinct: Differing::new(),
            more: HashMap::new(),
            known: None,
        })
    }

    /// What is kept live.
    pub(crate) fn live(&self) -> &'l Live {
        self.ground.live
    }

    /// The moment they are looked at.
    pub(crate) fn now(&self) -> Seconds {
        self.ground.now + EARLIEST
    }

    /// The row of a key, as it is or as it is imagined.
    pub(crate) fn row(&self, entity: Entity, key: u32) -> Option<Row> {
        self.row_at(entity_at(entity), key)
    }

    fn row_at(&self, at: usize, key: u32) -> Option<Row> {
        let kept = || self.ground.live.tables[at].get(key);
        self.rows.get(&(at, key)).copied().unwrap_or_else(kept)
    }

    /// Rows of an entity that count for an agency, with everything below it, in no particular order.
    pub(crate) fn rows_below(&self, entity: Entity, code: &str) -> Vec<(u32, Row)> {
        let Ground { live, state, .. } = *self.ground;
        let (at, node) = (entity_at(entity), live.agencies.find(code).unwrap_or(u32::MAX));
        let below = |unit: u32| state.places.of(unit).nodes().contains(&node);
        let mut rows = Vec::new();
        for (unit, partition) in live.tables[at].partitions().filter(|(unit, _)| below(*unit)) {
            let kept = (0..partition.len()).filter(|place| {
                self.rows.is_empty() || !self.rows.contains_key(&(at, partition.keys[*place]))
            });
            rows.extend(kept.map(|place| (partition.keys[place], partition.row(unit, place))));
        }
        let imagined = self.rows.iter().filter(|((entity, _), _)| *entity == at);
        let imagined = imagined.filter_map(|((_, key), row)| Some((*key, (*row)?)));
        rows.extend(imagined.filter(|(_, row)| below(row.unit)));
        rows
    }

    /// Whether rows of a unit count for an agency.
    pub(crate) fn is_below(&self, unit: u32, code: &str) -> bool {
        let node = self.ground.live.agencies.find(code);
        node.is_some_and(|node| self.ground.state.places.of(unit).nodes().contains(&node))
    }

    /// Whether some measure of the rulebook says anything else of a row than of another.
    pub(crate) fn asks(&self, entity: Entity, old: &Row, new: &Row) -> bool {
        let at = entity_at(entity);
        let touched = self.ground.by_columns(at, changed(Some(old), Some(new)));
        let program = &self.ground.live.plan.programs[at];
        let truth = |row: &Row| {
            let mut truth = vec![0; program.formulas.nodes().len()];
            judge(program, &touched.nodes, &self.ground.chunks[at], &row.values, &mut truth);
            truth
        };
        let (old, new) = (truth(old), truth(new));
        touched.roots.iter().any(|root| old[*root] != new[*root])
    }

    /// First second of the period, and the first after it.
    pub(crate) fn bounds(&self) -> (Seconds, Seconds) {
        let lane = self.ground.state.lane;
        (lane.from + EARLIEST, lane.to + EARLIEST)
    }

    /// Whether an agency's own counts differ from those at hand when the ground was laid, or whether
    /// that cannot be told cheaply.
    pub(crate) fn differs(&self, code: &str) -> bool {
        let node = self.ground.live.agencies.find(code);
        self.known.is_some() || node.is_none_or(|node| self.lines.contains_key(&node))
    }

    /// The same numbers if these rows stood in place of the ones now.
    pub(crate) fn imagine(&self, rows: &[Imagined]) -> Self {
        let mut next = self.clone();
        let mut batch = Batch::default();
        for Imagined { entity, key, row } in rows {
            if *entity != BULK && *entity != Entity::Agency {
                next.put(&mut batch, entity_at(*entity), *key, *row);
            }
        }
        next.spread(batch);
        next.know();
        next
    }

    fn put(&mut self, batch: &mut Batch, at: usize, key: u32, new: Option<Row>) {
        let change = Change { old: self.row_at(at, key), new };
        if change.old == change.new {
            return;
        }
        self.rows.insert((at, key), new);
        for (row, by) in [(change.old, -1), (change.new, 1)] {
            if let Some(row) = row {
                *self.more.entry((at, row.unit)).or_default() += by;
            }
        }
        let ground = Arc::clone(&self.ground);
        let columns = changed(change.old.as_ref(), change.new.as_ref());
        let touched = ground.by_columns(at, columns);
        let chunk = &ground.chunks[at];
        self.count(batch, (at, &touched), (chunk, chunk), change);
    }

    /// What the old row added is taken away, what the new one adds is added.
    fn count(
        &mut self,
        batch: &mut Batch,
        (at, touched): (usize, &Touched),
        (before, after): (&Chunk, &Chunk),
        change: Change,
    ) {
        let live = self.ground.live;
        let program = &live.plan.programs[at];
        let Batch { units, old, new } = batch;
        let sides = [(change.old, before, &mut *old), (change.new, after, &mut *new)];
        for (row, chunk, truth) in sides {
            truth.resize(program.formulas.nodes().len(), 0);
            match row {
                Some(row) => judge(program, &touched.nodes, chunk, &row.values, truth),
                None => touched.nodes.iter().for_each(|id| truth[*id] = 0),
            }
        }
        let mut line = |unit: u32, step: Step| {
            let moved = units.entry(unit).or_insert_with(|| Moved::none(live));
            match step {
                Step::Count(slot, by) => moved.counts[slot] += by,
                Step::Sum(slot, by) => moved.sums[slot] += by,
            }
        };
        for measure in touched.measures.iter().map(|at| &program.measures[*at]) {
            // What comes stands before what goes, so that no procedure leaves for a moment.
            let counted = |root: usize| {
                let sides = [(change.new, new[root], 1), (change.old, old[root], -1)];
                sides
                    .into_iter()
                    .filter_map(|(row, truth, by)| Some((row.filter(|_| truth != 0)?, by)))
            };
            match &measure.kind {
                Kind::Rows => counted(measure.root)
                    .for_each(|(row, by)| line(row.unit, Step::Count(measure.slot, by))),
                Kind::Sum(cases) => {
                    for (when, linear) in cases {
                        for (row, by) in counted(*when) {
                            let each = value(linear, &row.values, &after.lanes[0]);
                            line(row.unit, Step::Sum(measure.slot, i64::from(by) * each));
                        }
                    }
                }
                Kind::Procedures(number) => {
                    let named = |(row, _): &(Row, i32)| row.procedure != NO_PROCEDURE;
                    for (row, by) in counted(measure.root).filter(named) {
                        self.procedure(measure.slot, *number, &row, by);
                    }
                }
            }
        }
    }

    fn procedure(&mut self, slot: usize, measure: usize, row: &Row, by: i32) {
        let Self { ground, lines, distinct, .. } = self;
        let (live, procedure) = (ground.live, row.procedure);
        let key = DistinctKey { node: 0, own: false, lane: ground.lane, measure, procedure };
        let mut beside = Beside { kept: &live.distinct, differing: distinct };
        climb(&ground.state.places, row.unit, key, by, &mut beside, |node, own| {
            if !own {
                lines.entry(node).or_insert_with(|| Moved::none(live)).counts[slot] += by;
            }
        });
    }

    /// Adds the differences of units to their agencies and those above.
    fn spread(&mut self, batch: Batch) {
        let live = self.ground.live;
        for (unit, moved) in batch.units.into_iter().filter(|(_, moved)| !moved.is_nothing()) {
            for node in self.ground.state.places.of(unit).nodes() {
                self.lines.entry(*node).or_insert_with(|| Moved::none(live)).add(&moved);
            }
        }
    }

    /// Who has any rows, where that may have changed.
    fn know(&mut self) {
        let Ground { live, state, .. } = *self.ground;
        let turned = self.more.iter().any(|((at, unit), more)| {
            let kept = live.tables[*at].partition(*unit).map_or(0, |rows| rows.len() as i64);
            (kept > 0) != (kept + more > 0)
        });
        self.known = turned.then(|| Arc::new(live.known_with(state, &self.more)));
    }

    /// The same numbers at a later moment, if nobody does anything until then. Time never goes back.
    /// With `top`, time passes only for the rows of that province or ministry: numbers elsewhere, and of
    /// the nation, mean nothing then.
    pub(crate) fn at(&self, now: Seconds, top: Option<&str>) -> Self {
        let top = top.map(|code| self.ground.live.agencies.find(code).unwrap_or(u32::MAX));
        let now = (now - EARLIEST).max(self.ground.now);
        let mut next = self.clone();
        let ground = Arc::clone(&self.ground);
        let after = chunks(ground.live, ground.state, now);
        let mut batch = Batch::default();
        for (at, keys) in self.turning(now, top).into_iter().enumerate() {
            let touched = ground.by_clock(at);
            let chunks = (&ground.chunks[at], &after[at]);
            for key in keys {
                let row = self.row_at(at, key);
                next.count(&mut batch, (at, &touched), chunks, Change { old: row, new: row });
            }
        }
        next.spread(batch);
        next.settle(now, after);
        next
    }

    /// Keys of rows that the clock may change until then, by entity, neighbours together.
    fn turning(&self, until: i64, top: Option<u32>) -> Vec<Vec<u32>> {
        let Ground { live, state, .. } = *self.ground;
        let mut keys = vec![Vec::new(); live.tables.len()];
        let asked = |at: u8, key: u32| match (top, live.tables[usize::from(at)].unit_of(key)) {
            (Some(top), Some(unit)) => state.places.of(unit).nodes().contains(&top),
            _ => true,
        };
        for Reverse((moment, at, key)) in &live.due {
            if *moment <= until && asked(*at, *key) {
                keys[usize::from(*at)].push(*key);
            }
        }
        self.rows.keys().for_each(|(at, key)| keys[*at].push(*key));
        for (table, keys) in live.tables.iter().zip(&mut keys) {
            table.arrange(keys);
        }
        keys
    }

    /// Makes the numbers at hand the ground, at another moment.
    fn settle(&mut self, now: i64, chunks: Vec<Chunk>) {
        let old = &*self.ground;
        let mut tallies = old.tallies.clone().into_owned();
        for (node, moved) in self.lines.drain() {
            tallies.add_line(node, &moved.counts, &moved.sums);
        }
        let bulk = entity_at(BULK);
        let program = &old.live.plan.programs[bulk];
        if program.by_clock.iter().any(|asks| *asks) {
            tallies.clear(program);
            let counted = old.live.scan_entity_at(bulk, now, 1);
            counted.iter().skip(old.lane).take(1).for_each(|found| tallies.merge(found));
        }
        self.ground = Arc::new(Ground {
            tallies: Cow::Owned(tallies),
            now,
            chunks,
            wanted: Arc::clone(&old.wanted),
            touched: Mutex::default(),
            ..*old
        });
    }

    /// The counts of an agency; [`None`] if nothing is known of its province or ministry.
    pub(crate) fn counted(&self, code: &str) -> Option<Counted> {
        let Ground { live, state, book, ref tallies, .. } = *self.ground;
        let node = live.agencies.find(code)?;
        let stated = state.stated.get_or_init(|| live.stated(state.lane.period));
        let known = match &self.known {
            Some(known) => known,
            None => state.known.get_or_init(|| live.known(state)),
        };
        if !live.shows(node, state, known) {
            return None;
        }
        let (line, moved) = (tallies.subtree(node), self.lines.get(&node));
        let number = |place| {
            let kept = line.map_or(0, |line| of_line(line, place));
            kept + moved.map_or(0, |moved| moved.at(place))
        };
        let whose = (node, code, Scope::Subtree);
        Some(live.counted_by(book, (state, stated, known), whose, &number))
    }
}

impl Moved {
    fn none(live: &Live) -> Self {
        Self { counts: vec![0; live.plan.counts], sums: vec![0; live.plan.sums] }
    }

    fn is_nothing(&self) -> bool {
        self.counts.iter().all(|n| *n == 0) && self.sums.iter().all(|n| *n == 0)
    }

    fn add(&mut self, other: &Self) {
        self.counts.iter_mut().zip(&other.counts).for_each(|(sum, by)| *sum += by);
        self.sums.iter_mut().zip(&other.sums).for_each(|(sum, by)| *sum += by);
    }

    fn at(&self, place: Place) -> i64 {
        match place {
            Place::Count(at) => i64::from(self.counts[at]),
            Place::Sum(at) => self.sums[at],
        }
    }
}
