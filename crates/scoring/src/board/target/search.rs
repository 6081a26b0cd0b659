//! How few of each kind bring rounded points to a goal: bounded search over numbers of each kind.

use rust_decimal::Decimal;

use super::Proof;
use crate::figure::Counts;
use crate::round::fraction;
use crate::rulebook::{Form, Indicator};
use crate::score::points;

/// Steps of a bound are finer than points by this factor.
const FINE: i64 = 1_000_000;
/// Places looked at before the search gives up proving.
const BUDGET: usize = 400_000;
/// Most a numerator may move; a nation's month has fewer open dossiers.
const MOST: i64 = 2_000_000;

/// One indicator: its points by how far the numerator has moved.
pub(super) struct Line {
    /// Points in units of the last decimal, by what is added to the numerator.
    table: Vec<i64>,
    /// No step of one raises points by more than this on average...
    slope: i64,
    /// ...plus this once, for rounding and jumps, by how far the numerator has moved: both in fine steps.
    slack: Vec<i64>,
}

/// Things that move the same numerators.
pub(super) struct Kind {
    /// How many there are.
    pub size: usize,
    /// Which lines one moves, and by how much.
    pub moves: Vec<(usize, i64)>,
}

/// A goal to be reached with as few as possible.
pub(super) struct Problem {
    lines: Vec<Line>,
    kinds: Vec<Kind>,
    /// Kinds by what one gains at most, best first.
    order: Vec<usize>,
    /// What one of a kind gains at most, in fine steps.
    worth: Vec<i64>,
    /// Points missing, in units of the last decimal.
    missing: i64,
}

/// A search in progress.
struct Search<'p> {
    problem: &'p Problem,
    counts: Vec<usize>,
    added: Vec<i64>,
    left: usize,
}

/// What a search finds.
enum Found {
    Yes,
    No,
    /// It gave up.
    Unknown,
}

impl Line {
    /// The points of an indicator from its counts on; [`None`] if it has none or the numbers are beyond
    /// what is searched.
    pub(super) fn new(rule: &Indicator, digits: u32, from: Counts, most: i64) -> Option<Self> {
        if !(0..=MOST).contains(&most) || from.denominator <= 0 {
            return None;
        }
        let at = |by: i64| {
            let ratio = fraction(i128::from(from.numerator + by), i128::from(from.denominator));
            i64::try_from(points(rule, ratio, digits)?.1.mantissa()).ok()
        };
        let table: Vec<i64> = (0..=most).map(at).collect::<Option<_>>()?;
        let slope = slope(rule, digits, from, &table)?;
        // How far points may still rise above the slope, from each place on.
        let mut highest = i64::MIN;
        let mut slack: Vec<i64> = (0..).zip(&table).map(|(by, n)| n * FINE - slope * by).collect();
        for height in slack.iter_mut().rev() {
            highest = highest.max(*height);
            *height = highest - *height;
        }
        Some(Self { table, slope, slack })
    }
}

/// How much one more raises points, rounded up to fine steps; with a jump, the way to its top.
fn slope(rule: &Indicator, digits: u32, from: Counts, table: &[i64]) -> Option<i64> {
    let max = i128::from(rule.max) * 10_i128.pow(digits) * i128::from(FINE);
    let (target_n, target_d) =
        rule.target.map_or((1, 1), |target| (*target.numer(), *target.denom()));
    let denominator = i128::from(from.denominator);
    let plain = match rule.form {
        Form::Scaled => max * target_d / (denominator * target_n),
        _ => max / denominator,
    };
    let last = i64::try_from(table.len()).ok()? - 1;
    let top = (1..=last)
        .zip(&table[1..])
        .filter(|(_, points)| rule.form == Form::Jump && **points > table[0]);
    let chords = top.map(|(by, points)| (points - table[0]) * FINE / by).max().unwrap_or(0);
    let plain = i64::try_from(plain).ok()?;
    Some(plain.max(chords) + 1)
}

impl Problem {
    /// A problem of so many points.
    pub(super) fn new(
        lines: Vec<Line>,
        kinds: Vec<Kind>,
        missing: Decimal,
        digits: u32,
    ) -> Option<Self> {
        let scale = Decimal::from(10_i64.pow(digits));
        let missing = i64::try_from((missing * scale).ceil().mantissa()).ok()?;
        let worth: Vec<i64> = kinds
            .iter()
            .map(|kind| kind.moves.iter().map(|(line, by)| lines[*line].slope * by).sum())
            .collect();
        let mut order: Vec<usize> = (0..kinds.len()).collect();
        order.sort_by_key(|at| std::cmp::Reverse(worth[*at]));
        Some(Self { lines, kinds, order, worth, missing })
    }

    /// How many of each kind, and whether fewer could do; [`None`] if not even all do.
    pub(super) fn solve(&self) -> Option<(Vec<usize>, Proof)> {
        let mut best = self.greedy()?;
        let least = self.least();
        let mut budget = BUDGET;
        loop {
            let size: usize = best.iter().sum();
            if size <= least {
                return Some((best, Proof::Smallest));
            }
            let mut search = Search::new(self, budget);
            match search.find(0, size - 1) {
                Found::Yes => best = search.counts,
                Found::No => return Some((best, Proof::Smallest)),
                Found::Unknown => return Some((best, Proof::AtLeast(least))),
            }
            budget = search.left;
        }
    }

    fn gained(&self, added: &[i64]) -> i64 {
        let lines = self.lines.iter().zip(added);
        lines.map(|(line, by)| line.at(*by) - line.at(0)).sum()
    }

    /// The best kind first, as long as it is the best.
    fn greedy(&self) -> Option<Vec<usize>> {
        let mut counts = vec![0; self.kinds.len()];
        let mut added = vec![0; self.lines.len()];
        while self.gained(&added) < self.missing {
            let open = (0..self.kinds.len()).filter(|at| counts[*at] < self.kinds[*at].size);
            let (kind, run) = open
                .map(|at| (at, self.run(at, counts[at], &added)))
                .max_by(|(a, x), (b, y)| x.per_one.cmp(&y.per_one).then(b.cmp(a)))?;
            let enough = self.enough(kind, run.length, &added);
            counts[kind] += enough;
            self.add(kind, enough, &mut added);
        }
        Some(counts)
    }

    /// How far a kind goes at about its present gain: until a line it moves is full.
    fn run(&self, kind: usize, used: usize, added: &[i64]) -> Run {
        let Kind { size, moves } = &self.kinds[kind];
        let left = size - used;
        let until = |(line, by): &(usize, i64)| {
            let table = &self.lines[*line].table;
            let full = table.partition_point(|points| *points < table[table.len() - 1]) as i64;
            let rest = (full - added[*line]).max(0);
            (rest > 0).then(|| usize::try_from((rest + by - 1) / by).unwrap_or(usize::MAX))
        };
        let length = moves.iter().filter_map(until).min().unwrap_or(left).clamp(1, left.max(1));
        let mut then = added.to_vec();
        self.add(kind, length, &mut then);
        let gained = (self.gained(&then) - self.gained(added)) * FINE;
        Run { length, per_one: gained / i64::try_from(length).unwrap_or(i64::MAX) }
    }

    /// The fewest of a run that reach the goal, else all of it.
    fn enough(&self, kind: usize, length: usize, added: &[i64]) -> usize {
        let (mut low, mut high) = (0, length);
        while low + 1 < high {
            let middle = usize::midpoint(low, high);
            let mut then = added.to_vec();
            self.add(kind, middle, &mut then);
            if self.gained(&then) >= self.missing { high = middle } else { low = middle }
        }
        high
    }

    fn add(&self, kind: usize, count: usize, added: &mut [i64]) {
        let count = i64::try_from(count).unwrap_or(0);
        self.kinds[kind].moves.iter().for_each(|(line, by)| added[*line] += by * count);
    }

    /// No fewer than this can do: each raises points by its worth at most.
    fn least(&self) -> usize {
        let slack: i64 = self.lines.iter().map(|line| line.slack_at(0)).sum();
        let mut rest = self.missing * FINE - slack;
        let mut least = 0;
        for kind in &self.order {
            let worth = self.worth[*kind].max(1);
            let needed = usize::try_from((rest.max(0) + worth - 1) / worth).unwrap_or(usize::MAX);
            let taken = needed.min(self.kinds[*kind].size);
            least += taken;
            rest -= worth * i64::try_from(taken).unwrap_or(i64::MAX);
        }
        least.max(1)
    }
}

struct Run {
    length: usize,
    per_one: i64,
}

impl Line {
    /// Points when so much is added; beyond the end of the table nothing is.
    fn at(&self, by: i64) -> i64 {
        self.table[self.place(by)]
    }

    fn slack_at(&self, by: i64) -> i64 {
        self.slack[self.place(by)]
    }

    fn place(&self, by: i64) -> usize {
        usize::try_from(by).unwrap_or(0).min(self.table.len() - 1)
    }
}

impl<'p> Search<'p> {
    fn new(problem: &'p Problem, budget: usize) -> Self {
        let (counts, added) = (vec![0; problem.kinds.len()], vec![0; problem.lines.len()]);
        Self { problem, counts, added, left: budget }
    }

    /// Whether the goal is reached with at most `rest` more of the kinds from `depth` on.
    fn find(&mut self, depth: usize, rest: usize) -> Found {
        let Some(kind) = self.problem.order.get(depth).copied() else {
            let reached = self.problem.gained(&self.added) >= self.problem.missing;
            return if reached { Found::Yes } else { Found::No };
        };
        let most = self.problem.kinds[kind].size.min(rest);
        // More never harms: of the last kind as many as there may be.
        let least = if depth + 1 == self.problem.order.len() { most } else { 0 };
        for count in (least..=most).rev() {
            if self.left == 0 {
                return Found::Unknown;
            }
            self.left -= 1;
            self.counts[kind] = count;
            self.problem.add(kind, count, &mut self.added);
            let hopeless = !self.may(depth + 1, rest - count);
            let found = if hopeless { Found::No } else { self.find(depth + 1, rest - count) };
            if matches!(found, Found::Yes) {
                return found;
            }
            let count = i64::try_from(count).unwrap_or(0);
            self.problem.kinds[kind]
                .moves
                .iter()
                .for_each(|(line, by)| self.added[*line] -= by * count);
            if matches!(found, Found::Unknown) {
                return found;
            }
        }
        self.counts[kind] = 0;
        Found::No
    }

    /// Whether the goal may be reached at all: by the bound on every step, and if everything left were done.
    fn may(&self, depth: usize, rest: usize) -> bool {
        let Problem { lines, kinds, order, worth, missing } = self.problem;
        let gained = self.problem.gained(&self.added);
        let slack = lines.iter().zip(&self.added).map(|(line, by)| line.slack_at(*by));
        let slack: i64 = slack.sum();
        let (mut bound, mut left) = (gained * FINE + slack, rest);
        let mut all = self.added.clone();
        for kind in &order[depth..] {
            let taken = left.min(kinds[*kind].size);
            bound += worth[*kind] * i64::try_from(taken).unwrap_or(i64::MAX);
            left -= taken;
            self.problem.add(*kind, rest.min(kinds[*kind].size), &mut all);
        }
        bound >= missing * FINE && self.problem.gained(&all) >= *missing
    }
}

#[cfg(test)]
mod tests;
