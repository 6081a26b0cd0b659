//! One period at one moment, made ready for imagining rows: numbers, the clock, and which measures of a
//! rulebook a change touches.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::lanes::Chunk;
use super::live::{LaneState, Live};
use super::plan::{Book, Source, entity_at};
use super::program::Program;
use super::tallies::LaneTallies;
use super::touch::{ColumnSet, Touched, roots, touched};
use crate::period::Period;

/// What the numbers are worked out from: one period at one moment, and what one rulebook asks of it.
#[derive(Debug)]
pub(super) struct Ground<'l> {
    pub(super) live: &'l Live,
    pub(super) state: &'l LaneState,
    pub(super) lane: usize,
    pub(super) book: &'l Book,
    /// Seconds since [`EARLIEST`].
    pub(super) now: i64,
    /// Numbers at that moment. (Those of agencies without what is below them are not kept up.)
    pub(super) tallies: Cow<'l, LaneTallies>,
    /// The period ready for each program.
    pub(super) chunks: Vec<Chunk>,
    /// For each program and measure whether the rulebook has it.
    pub(super) wanted: Arc<Vec<Vec<bool>>>,
    pub(super) touched: Mutex<HashMap<(usize, ColumnSet), Arc<Touched>>>,
}

impl<'l> Ground<'l> {
    pub(super) fn new(live: &'l Live, rulebook: &str, period: Period) -> Option<Self> {
        let lane = live.lanes.iter().position(|state| state.lane.period == period)?;
        let (state, book) = (&live.lanes[lane], live.plan.book(rulebook)?);
        let now = live.now_kept();
        Some(Self {
            live,
            state,
            lane,
            book,
            now,
            tallies: Cow::Borrowed(&state.tallies),
            chunks: chunks(live, state, now),
            wanted: Arc::new(wanted(live, book)),
            touched: Mutex::default(),
        })
    }

    /// The rulebook's measures that ask about some columns.
    pub(super) fn by_columns(&self, at: usize, columns: ColumnSet) -> Arc<Touched> {
        let mut known = self.touched.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known.entry((at, columns)).or_insert_with(|| {
            let asks = |measure: &usize| {
                self.wanted[at][*measure] && self.live.touch[at].asks(*measure, columns)
            };
            let measures = (0..self.wanted[at].len()).filter(asks).collect();
            Arc::new(touched(&self.live.plan.programs[at], measures))
        });
        Arc::clone(found)
    }

    /// The rulebook's measures that the clock touches.
    pub(super) fn by_clock(&self, at: usize) -> Touched {
        let program = &self.live.plan.programs[at];
        let asks = |measure: &usize| {
            let mut roots = roots(program, *measure);
            self.wanted[at][*measure] && roots.any(|root| program.by_clock[root])
        };
        touched(program, (0..self.wanted[at].len()).filter(asks).collect())
    }
}

pub(super) fn chunks(live: &Live, state: &LaneState, now: i64) -> Vec<Chunk> {
    live.plan.programs.iter().map(|program| Chunk::new(program, &[state.lane], now, 0)).collect()
}

fn wanted(live: &Live, book: &Book) -> Vec<Vec<bool>> {
    let none = |program: &Program| vec![false; program.measures.len()];
    let mut wanted: Vec<Vec<bool>> = live.plan.programs.iter().map(none).collect();
    for (_, source) in &book.measures {
        if let Source::Tally(id) = source {
            let planned = &live.plan.measures[*id];
            wanted[entity_at(planned.entity)][planned.index] = true;
        }
    }
    wanted
}
