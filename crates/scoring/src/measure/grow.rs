//! Periods that begin, and counting everything anew.

use std::sync::OnceLock;

use super::NULL;
use super::count::Change;
use super::lanes::{Chunk, LANES, Lane, begun};
use super::live::{FIRST_YEAR, LAST_YEAR, LaneState, Live};
use super::places::Places;
use super::plan::{ENTITIES, entity_at};
use super::stamps::Stamps;
use super::table::Row;
use super::tallies::{Distinct, LaneTallies};
use super::touch::EVERYTHING;
use crate::agency::AgencyTree;
use crate::dossier::EARLIEST;
use crate::expr::Entity;
use crate::period::Period;

impl Live {
    /// Notes that a row changes: the first year with periods is that of the earliest row there is, however
    /// it came about. Gives whether years have become empty, so that all must be counted anew.
    pub(super) fn note_year(
        &mut self,
        entity: Entity,
        old: Option<&Row>,
        new: Option<&Row>,
    ) -> bool {
        let Some(column) = self.begins(entity) else { return false };
        if let Some(row) = new {
            *self.years.entry(year_of_row(row, column)).or_default() += 1;
        }
        if let Some(row) = old {
            let year = year_of_row(row, column);
            let rows = self.years.entry(year).or_default();
            *rows = rows.saturating_sub(1);
            if *rows == 0 {
                self.years.remove(&year);
            }
        }
        let first = self.earliest_year();
        if first < self.first_year {
            self.first_year = first;
            self.begin_periods();
        }
        first > self.first_year
    }

    /// Year of the earliest row, else of the present.
    fn earliest_year(&self) -> i16 {
        let present = year_of(self.now).clamp(FIRST_YEAR, LAST_YEAR);
        self.years.keys().next().map_or(present, |year| (*year).min(present))
    }

    /// A year that began leaves years behind that have no row at all.
    pub(super) fn leave_years(&mut self) {
        if self.earliest_year() > self.first_year {
            self.recount();
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
    pub(super) fn begin_periods(&mut self) {
        let new = self.new_periods();
        if new.is_empty() {
            return;
        }
        let first = self.lanes.len();
        self.add_lanes(new);
        self.count_lanes(first);
        self.ready_chunks();
        self.stale = true;
        self.settle();
    }

    fn add_lanes(&mut self, periods: Vec<Period>) {
        for period in periods {
            let places = Places::new(&self.tree, &mut self.agencies, period);
            let nodes = self.agencies.len();
            let tallies = LaneTallies::new(self.plan.counts, self.plan.sums, nodes);
            let (stated, known) = (OnceLock::new(), OnceLock::new());
            let (lane, mut stamps) = (Lane::new(period), Stamps::default());
            stamps.all(self.step);
            self.lanes.push(LaneState { lane, places, tallies, stated, known, stamps });
        }
    }

    /// Periods that have begun and have no lane yet.
    fn new_periods(&self) -> Vec<Period> {
        let known: Vec<Period> = self.periods().collect();
        let years = self.first_year..=year_of(self.now).min(LAST_YEAR);
        let begun = years.flat_map(|year| begun(year, self.now()));
        begun.filter(|period| !known.contains(period)).collect()
    }

    /// Counts every row for the lanes from `first` on, which are empty.
    fn count_lanes(&mut self, first: usize) {
        for at in live_entities() {
            let chunks = self.chunks_from(at, first);
            let table = std::mem::take(&mut self.tables[at]);
            let touched = self.touch[at].by_columns(&self.plan.programs[at], EVERYTHING);
            for (_, row) in table.rows() {
                let change = Change { old: None, new: Some(row) };
                for chunk in &chunks {
                    self.apply(at, &touched, chunk, chunk, change);
                }
            }
            self.tables[at] = table;
        }
    }

    /// Counts what is counted in bulk again, if it changed since.
    pub fn settle(&mut self) {
        if !std::mem::take(&mut self.stale) {
            return;
        }
        let at = entity_at(BULK);
        self.step += 1;
        let program = &self.plan.programs[at];
        let counted = self.scan_entity(at, threads());
        for (state, found) in self.lanes.iter_mut().zip(&counted) {
            state.tallies.clear(program);
            state.tallies.merge(found);
            state.stamps.all(self.step);
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
        self.years.clear();
        for (at, entity) in ENTITIES.into_iter().enumerate() {
            let Some(column) = self.begins(entity) else { continue };
            self.tables[at].order_by(column);
            for (_, row) in self.tables[at].rows() {
                *self.years.entry(year_of_row(&row, column)).or_default() += 1;
            }
        }
        self.first_year = self.earliest_year();
        self.lanes.clear();
        self.due.clear();
        self.distinct = Distinct::default();
        self.add_lanes(self.new_periods());
        self.ready_chunks();
        let counted = self.scan(threads());
        self.lanes.iter_mut().zip(counted).for_each(|(state, tallies)| state.tallies = tallies);
        self.step += 1;
        self.lanes.iter_mut().for_each(|state| state.stamps.all(self.step));
        self.stale = false;
        live_entities().for_each(|at| self.note_rows(at));
    }

    /// Notes of counted rows what later differences need: their procedures, and when the clock alone
    /// changes them.
    fn note_rows(&mut self, at: usize) {
        let table = std::mem::take(&mut self.tables[at]);
        let chunks = std::mem::take(&mut self.chunks[at]);
        let touched = self.touch[at].noted(&self.plan.programs[at]);
        for (key, row) in table.rows() {
            let change = Change { old: None, new: Some(row) };
            for chunk in &chunks {
                self.note(at, &touched, chunk, change);
            }
            self.wait_for(at, &touched, key, change);
        }
        self.chunks[at] = chunks;
        self.tables[at] = table;
    }

    /// Replaces the agencies; rows of codes that were unknown are counted from now on.
    pub fn set_tree(&mut self, tree: AgencyTree) {
        self.tree = tree;
        self.learn_agencies();
        self.recount();
    }
}

/// Catalogues change rarely and by thousands of rows, and each row counts in every period: keeping them by
/// differences would cost memory for nothing.
pub(super) const BULK: Entity = Entity::Service;

/// Entities that are kept by differences.
fn live_entities() -> impl Iterator<Item = usize> {
    ENTITIES.into_iter().filter(|entity| *entity != BULK).map(entity_at)
}

fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, |cores| cores.get().min(8))
}

/// The year of a row; what began before the first year counts from then on.
fn year_of_row(row: &Row, column: usize) -> i16 {
    year_of(row.values.numbers[column]).clamp(FIRST_YEAR, LAST_YEAR)
}

/// The year in Vietnam of a moment counted from [`EARLIEST`].
pub(super) fn year_of(at: i64) -> i16 {
    if at >= NULL - EARLIEST {
        return LAST_YEAR;
    }
    // Days since 1/1/2000, then the civil calendar's own arithmetic.
    let days = jiff::Span::new().try_days(at.div_euclid(86_400));
    let day = days.and_then(|days| jiff::civil::date(2000, 1, 1).checked_add(days));
    day.map_or(LAST_YEAR, |day| day.year())
}
