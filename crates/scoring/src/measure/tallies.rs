//! Tallies: the value of every measure for every agency and period, own and with everything below.

use std::collections::HashMap;

use hashbrown::HashTable;

use super::program::{Kind, Program};

/// Numbers of one agency in one period.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    /// Counts, by slot.
    pub counts: &'a [i32],
    /// Sums, by slot.
    pub sums: &'a [i64],
}

/// The tallies of one period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaneTallies {
    width: usize,
    sum_width: usize,
    counts: Vec<i32>,
    sums: Vec<i64>,
    /// Own numbers of agencies that have others below them.
    own: HashMap<u32, (Vec<i32>, Vec<i64>)>,
}

/// One change of a number.
#[derive(Debug, Clone, Copy)]
pub enum Step {
    /// A count, by slot.
    Count(usize, i32),
    /// A sum, by slot.
    Sum(usize, i64),
}

impl LaneTallies {
    /// Nothing counted yet, with room for that many agencies.
    #[must_use]
    pub fn new(width: usize, sum_width: usize, nodes: usize) -> Self {
        let (counts, sums) = (vec![0; nodes * width], vec![0; nodes * sum_width]);
        Self { width, sum_width, counts, sums, own: HashMap::new() }
    }

    /// Makes room for that many agencies.
    pub fn reach(&mut self, nodes: usize) {
        if self.counts.len() < nodes * self.width {
            self.counts.resize(nodes * self.width, 0);
            self.sums.resize(nodes * self.sum_width, 0);
        }
    }

    /// Adds to an agency's numbers with everything below.
    pub fn add(&mut self, node: u32, step: Step) {
        match step {
            Step::Count(slot, by) => self.counts[node as usize * self.width + slot] += by,
            Step::Sum(slot, by) => self.sums[node as usize * self.sum_width + slot] += by,
        }
    }

    /// Adds to the own numbers of an agency that has others below it.
    pub fn add_own(&mut self, node: u32, step: Step) {
        let (width, sums) = (self.width, self.sum_width);
        let own = self.own.entry(node).or_insert_with(|| (vec![0; width], vec![0; sums]));
        match step {
            Step::Count(slot, by) => own.0[slot] += by,
            Step::Sum(slot, by) => own.1[slot] += by,
        }
    }

    /// Adds a whole line. (Counts never exceed the number of rows, so that they cannot wrap; the plain
    /// addition lets the compiler add many at once.)
    pub fn add_line(&mut self, node: u32, counts: &[i32], sums: &[i64]) {
        let at = node as usize * self.width;
        let line = self.counts[at..at + self.width].iter_mut();
        line.zip(counts).for_each(|(sum, by)| *sum = sum.wrapping_add(*by));
        let at = node as usize * self.sum_width;
        self.sums[at..at + self.sum_width].iter_mut().zip(sums).for_each(|(sum, by)| *sum += by);
    }

    /// Adds a whole line to own numbers.
    pub fn add_own_line(&mut self, node: u32, counts: &[i32], sums: &[i64]) {
        let (width, sum_width) = (self.width, self.sum_width);
        let own = self.own.entry(node).or_insert_with(|| (vec![0; width], vec![0; sum_width]));
        own.0.iter_mut().zip(counts).for_each(|(sum, by)| *sum += by);
        own.1.iter_mut().zip(sums).for_each(|(sum, by)| *sum += by);
    }

    /// Takes the numbers of a program's measures back to nothing.
    pub fn clear(&mut self, program: &Program) {
        for measure in &program.measures {
            let (counts, sums) = (self.width.max(1), self.sum_width.max(1));
            if matches!(measure.kind, Kind::Sum(_)) {
                self.sums.iter_mut().skip(measure.slot).step_by(sums).for_each(|sum| *sum = 0);
                self.own.values_mut().for_each(|(_, sums)| sums[measure.slot] = 0);
            } else {
                self.counts.iter_mut().skip(measure.slot).step_by(counts).for_each(|n| *n = 0);
                self.own.values_mut().for_each(|(counts, _)| counts[measure.slot] = 0);
            }
        }
    }

    /// Adds everything another scan found.
    pub fn merge(&mut self, other: &Self) {
        if self.counts.len() < other.counts.len() {
            self.counts.resize(other.counts.len(), 0);
            self.sums.resize(other.sums.len(), 0);
        }
        self.counts.iter_mut().zip(&other.counts).for_each(|(sum, by)| *sum += by);
        self.sums.iter_mut().zip(&other.sums).for_each(|(sum, by)| *sum += by);
        for (node, (counts, sums)) in &other.own {
            self.add_own_line(*node, counts, sums);
        }
    }

    /// An agency's numbers with everything below it.
    #[must_use]
    pub fn subtree(&self, node: u32) -> Option<Line<'_>> {
        let (at, sum_at) = (node as usize * self.width, node as usize * self.sum_width);
        let counts = self.counts.get(at..at + self.width)?;
        Some(Line { counts, sums: self.sums.get(sum_at..sum_at + self.sum_width)? })
    }

    /// An agency's own numbers; the same as with everything below where nothing is below.
    #[must_use]
    pub fn own(&self, node: u32, is_parent: bool) -> Option<Line<'_>> {
        if !is_parent {
            return self.subtree(node);
        }
        let (counts, sums) = self.own.get(&node)?;
        Some(Line { counts, sums })
    }

    /// Lines that are not empty: node, whether own, counts, sums. For comparing two tallies.
    pub fn lines(&self) -> impl Iterator<Item = (u32, bool, Line<'_>)> {
        let nodes = self.counts.len().checked_div(self.width).unwrap_or(0);
        let all = (0..nodes).filter_map(|node| {
            let node = u32::try_from(node).ok()?;
            Some((node, false, self.subtree(node)?))
        });
        let own =
            self.own.iter().map(|(node, (counts, sums))| (*node, true, Line { counts, sums }));
        all.chain(own).filter(|(_, _, line)| {
            line.counts.iter().any(|n| *n != 0) || line.sums.iter().any(|n| *n != 0)
        })
    }
}

/// How many rows (or agencies below) have a procedure in an agency and period: distinct procedures are
/// those that any has.
#[derive(Debug, Clone, Default)]
pub struct Distinct(HashTable<Entry>);

/// Key in two words and a count; three words, because there are millions of them.
#[derive(Debug, Clone, Copy)]
struct Entry {
    high: u32,
    low: u32,
    count: u32,
}

/// What a distinct count is kept for.
#[derive(Debug, Clone, Copy)]
pub struct DistinctKey {
    /// Agency.
    pub node: u32,
    /// Whether only its own rows.
    pub own: bool,
    /// Period.
    pub lane: usize,
    /// Which of the measures that count procedures.
    pub measure: usize,
    /// Procedure.
    pub procedure: u32,
}

impl DistinctKey {
    /// Agency 17 bits, own 1, procedure 22; period 12, measure 12.
    fn packed(self) -> (u32, u32) {
        let wide = u64::from(self.node) << 47
            | u64::from(self.own) << 46
            | u64::from(self.procedure & 0x3f_ffff) << 24
            | (self.lane as u64 & 0xfff) << 12
            | (self.measure as u64 & 0xfff);
        ((wide >> 32) as u32, wide as u32)
    }
}

fn hash(high: u32, low: u32) -> u64 {
    // A multiplication that spreads neighbouring keys (the fraction of the golden ratio).
    let wide = u64::from(high) << 32 | u64::from(low);
    let mixed = wide.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed ^ mixed >> 32).wrapping_mul(0xd6e8_feb8_6659_fd93)
}

impl Distinct {
    /// Adds (+1) or takes away (−1) one row; gives what that does to the number of procedures.
    pub fn step(&mut self, key: DistinctKey, by: i32) -> i32 {
        let (high, low) = key.packed();
        let hashed = hash(high, low);
        let same = |entry: &Entry| entry.high == high && entry.low == low;
        if by > 0 {
            if let Some(entry) = self.0.find_mut(hashed, same) {
                entry.count += 1;
                return 0;
            }
            let entry = Entry { high, low, count: 1 };
            self.0.insert_unique(hashed, entry, |entry| hash(entry.high, entry.low));
            return 1;
        }
        let Ok(mut found) = self.0.find_entry(hashed, same) else { return 0 };
        if found.get().count > 1 {
            found.get_mut().count -= 1;
            return 0;
        }
        found.remove();
        -1
    }

    /// How many rows (or agencies below) have the procedure.
    fn count(&self, (high, low): (u32, u32)) -> u32 {
        let found = self.0.find(hash(high, low), |entry| entry.high == high && entry.low == low);
        found.map_or(0, |entry| entry.count)
    }

    /// Number of (agency, period, measure, procedure) kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing is kept.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Whoever keeps how many rows have a procedure.
pub(super) trait Steps {
    /// Adds (+1) or takes away (−1) one row; gives what that does to the number of procedures.
    fn step(&mut self, key: DistinctKey, by: i32) -> i32;
}

impl Steps for Distinct {
    fn step(&mut self, key: DistinctKey, by: i32) -> i32 {
        Self::step(self, key, by)
    }
}

/// Numbers beside those that are kept: only what differs is remembered.
pub(super) type Differing = HashMap<(u32, u32), u32>;

/// Counts on from what is kept and leaves that as it is.
pub(super) struct Beside<'a> {
    pub(super) kept: &'a Distinct,
    pub(super) differing: &'a mut Differing,
}

impl Steps for Beside<'_> {
    fn step(&mut self, key: DistinctKey, by: i32) -> i32 {
        let packed = key.packed();
        let count = self.differing.entry(packed).or_insert_with(|| self.kept.count(packed));
        let before = *count;
        *count = if by > 0 { before + 1 } else { before.saturating_sub(1) };
        i32::from(*count > 0) - i32::from(before > 0)
    }
}
