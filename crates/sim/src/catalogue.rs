//! Procedures: who handles which, which carry fees and use population data, how often each is asked
//! for.

use std::ops::Range;

use crate::draw::Draw;

/// A simulated procedure.
#[derive(Debug, Clone)]
pub(crate) struct Procedure {
    /// Code in the national form; the digit 9 after the dot marks it as made up.
    pub code: Box<str>,
    /// Limit of handling in working days.
    pub days: u16,
    /// Whether it carries a fee.
    pub has_fee: bool,
    /// Whether a person may apply.
    pub for_person: bool,
}

/// Limits in working days; the procedures asked for most often are the quick ones.
const LIMITS: [u16; 16] = [1, 1, 2, 3, 1, 5, 3, 7, 2, 10, 5, 15, 3, 20, 7, 30];

impl Procedure {
    pub fn new(number: usize) -> Self {
        Self {
            code: format!("{}.9{number:05}", 1 + number % 3).into(),
            days: LIMITS[number % LIMITS.len()],
            has_fee: false,
            for_person: false,
        }
    }
}

/// Procedures that are drawn from by Zipf's law: the n-th is asked for 1/n as often as the first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pool {
    range: Range<usize>,
    cumulated: Vec<u64>,
}

impl Pool {
    pub fn new(range: Range<usize>) -> Self {
        let weights = (1..=range.len() as u64).map(|rank| 1_000_000 / (rank + 1) + 1);
        let cumulated = weights.scan(0, |sum, weight| {
            *sum += weight;
            Some(*sum)
        });
        Self { cumulated: cumulated.collect(), range }
    }

    /// The procedure for the dossier of that rank: the first dossiers take one procedure each, so
    /// that every procedure of the pool occurs; the others draw.
    pub fn pick(&self, rank: Option<u64>, draw: &mut Draw) -> usize {
        if let Some(rank) = rank.and_then(|rank| usize::try_from(rank).ok())
            && rank < self.range.len()
        {
            return self.range.start + rank;
        }
        let target = draw.below(self.cumulated.last().copied().unwrap_or(0));
        let at = self.cumulated.partition_point(|sum| *sum <= target);
        self.range.start + at
    }

    /// End of the pool's range of procedures.
    pub fn end(&self) -> usize {
        self.range.end
    }

    /// Whether a dossier of that rank is the one that makes its procedure occur.
    pub fn is_pinned(&self, rank: u64) -> bool {
        rank < self.range.len() as u64
    }
}

/// Agencies that handle the same procedures: all communes and districts, or one kind of department.
#[derive(Debug, Clone, Default)]
pub(crate) struct Family {
    /// Fee procedures with online payments.
    pub paid: Pool,
    /// Fee procedures without an online payment.
    pub unpaid: Pool,
    /// Procedures without a fee that use population data.
    pub population: Pool,
    /// All procedures without a fee in use.
    pub free: Pool,
    /// All its procedures, in use or not.
    pub all: Range<usize>,
}

/// How many distinct procedures a world has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kinds {
    /// Fee procedures with at least one online payment.
    pub paid: u64,
    /// Fee procedures with dossiers, all without online payment.
    pub unpaid: u64,
    /// Procedures without a fee that have a dossier with population data.
    pub population: u64,
    /// All other procedures.
    pub other: u64,
    /// Procedures with a fee, including those of `paid` and `unpaid`.
    pub with_fee: u64,
    /// Procedures a person may apply for, including those with population data.
    pub for_person: u64,
}
