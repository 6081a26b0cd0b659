//! Periods side by side: one bit of a word per period, 64 periods a chunk. A row is judged for all
//! periods of a chunk at once.

use jiff::civil::{Date, date};

use super::formula::{Id, Literal, Node, PeriodPart};
use super::program::Program;
use crate::dossier::{EARLIEST, Seconds};
use crate::period::Period;

/// Periods of one word.
pub const LANES: usize = 64;

/// A period with its bounds, in seconds since [`EARLIEST`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lane {
    /// The period.
    pub period: Period,
    /// Its first second.
    pub from: i64,
    /// The first second after it.
    pub to: i64,
}

impl Lane {
    /// A period as a lane.
    #[must_use]
    pub fn new(period: Period) -> Self {
        Self { period, from: start(period.first()), to: start(period.last()) + 86_400 }
    }

    /// The smaller of now and the end of the period.
    #[must_use]
    pub fn asof(&self, now: i64) -> i64 {
        now.min(self.to)
    }
}

/// First second of a day in Vietnam, counted from [`EARLIEST`].
fn start(day: Date) -> i64 {
    let days = i64::from((day - date(1970, 1, 1)).get_days());
    days * 86_400 - 7 * 3_600 - EARLIEST
}

/// Every month, quarter and year of a calendar year that has begun at a moment.
pub fn begun(year: i16, now: Seconds) -> impl Iterator<Item = Period> {
    let months = (1..=12).map(move |month| Period::Month { year, month });
    let quarters = (1..=4).map(move |quarter| Period::Quarter { year, quarter });
    let all = months.chain(quarters).chain([Period::Year { year }]);
    all.filter(move |period| Lane::new(*period).from <= now - EARLIEST)
}

/// For one parameter part: which lanes hold for a row value.
#[derive(Debug, Clone, Default)]
struct Steps {
    /// The part's values in the lanes, ascending.
    values: Vec<i64>,
    /// `masks[n]`: lanes whose value is at least `values[n]`; one more entry, empty, at the end.
    masks: Vec<u64>,
}

impl Steps {
    fn new(part: &PeriodPart, lanes: &[Lane], now: i64) -> Self {
        let value = |lane: &Lane| part.value(lane.from, lane.to, lane.asof(now));
        let mut all: Vec<(i64, usize)> =
            lanes.iter().enumerate().map(|(at, lane)| (value(lane), at)).collect();
        all.sort_unstable();
        let mut masks = vec![0];
        for (_, lane) in all.iter().rev() {
            masks.push(masks[masks.len() - 1] | 1 << lane);
        }
        masks.reverse();
        Self { values: all.into_iter().map(|(value, _)| value).collect(), masks }
    }

    /// Lanes whose value is at least `row`.
    fn at_least(&self, row: i64) -> u64 {
        self.masks[self.values.partition_point(|value| *value < row)]
    }

    /// Lanes whose value is `row`.
    fn equal(&self, row: i64) -> u64 {
        self.at_least(row) & !self.at_least(row.saturating_add(1))
    }
}

/// Up to 64 lanes, ready for one program at one moment.
#[derive(Debug, Clone)]
pub struct Chunk {
    /// Lanes.
    pub lanes: Vec<Lane>,
    /// A bit for each lane.
    pub full: u64,
    /// Number of the first lane.
    pub first: usize,
    /// For each node that compares with a parameter.
    steps: Vec<Option<Box<Steps>>>,
}

impl Chunk {
    /// Lanes made ready.
    #[must_use]
    pub fn new(program: &Program, lanes: &[Lane], now: i64, first: usize) -> Self {
        let full = if lanes.len() == LANES { u64::MAX } else { (1 << lanes.len()) - 1 };
        let mut chunk = Self { lanes: lanes.to_vec(), full, first, steps: Vec::new() };
        chunk.steps = vec![None; program.formulas.nodes().len()];
        chunk.advance(program, now, |_| true);
        chunk
    }

    /// Moves the clock: only what depends on it is made anew.
    pub fn tick(&mut self, program: &Program, now: i64) {
        self.advance(program, now, |id| program.by_clock[id]);
    }

    fn advance(&mut self, program: &Program, now: i64, which: impl Fn(Id) -> bool) {
        for id in program.needed.iter().copied().filter(|id| which(*id)) {
            if let Node::Literal(Literal::AtMost(_, part) | Literal::Equal(_, part, _)) =
                program.formulas.node(id)
                && !part.is_constant()
            {
                self.steps[id] = Some(Box::new(Steps::new(part, &self.lanes, now)));
            }
        }
    }

    /// Lanes for which a row's literal holds.
    pub(super) fn compare(&self, id: Id, part: &PeriodPart, row: i64, equal: bool) -> u64 {
        match &self.steps[id] {
            Some(steps) if equal => steps.equal(row),
            Some(steps) => steps.at_least(row),
            None if equal && row == part.plus => self.full,
            None if !equal && row <= part.plus => self.full,
            None => 0,
        }
    }
}
