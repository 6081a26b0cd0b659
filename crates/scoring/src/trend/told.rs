//! What a series says of its last period: the change since the one before, how long it has gone on, and the
//! best and worst of what can be compared.

use std::cmp::Ordering;

use rust_decimal::Decimal;

use super::{Point, Series};

/// Changes in one direction, up to the last period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// Up or down.
    pub direction: Ordering,
    /// How many in a row.
    pub steps: usize,
}

/// What a series says. Places are those of [`Series::points`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    /// The last period, which has a value.
    pub now: Decimal,
    /// The last period before it with a value of the same agency.
    pub before: Option<usize>,
    /// Now minus before.
    pub change: Option<Decimal>,
    /// Whether other rules applied before.
    pub other_rules: bool,
    /// The same direction period after period, under the same rules and without a gap.
    pub run: Option<Run>,
    /// How many periods of the same agency under the same rules have a value.
    pub comparable: usize,
    /// The earliest of those with the highest value.
    pub best: usize,
    /// The earliest of those with the lowest value.
    pub worst: usize,
}

impl Series {
    /// What the series says of its last period; nothing if that has no value.
    #[must_use]
    pub fn told(&self) -> Option<Told> {
        let last = self.last()?;
        let now = last.value()?;
        let earlier = self.points.len() - 1;
        let own = |at: &usize| self.points[*at].is_like(last);
        let valued = |at: &usize| own(at) && self.points[*at].value().is_some();
        let before = (0..earlier).rev().find(valued);
        let change = before.and_then(|at| self.points[at].value()).map(|value| now - value);
        let alike: Vec<(usize, Decimal)> = self.alike(last).collect();
        // Of equals the earliest: it was reached then.
        let best = alike.iter().rev().max_by_key(|(_, value)| *value)?;
        let worst = alike.iter().min_by_key(|(_, value)| *value)?;
        Some(Told {
            now,
            before,
            change,
            other_rules: before.is_some_and(|at| self.points[at].rulebook() != last.rulebook()),
            run: self.run(last),
            comparable: alike.len(),
            best: best.0,
            worst: worst.0,
        })
    }

    /// Periods that can be compared with one: of the same agency, under the same rules, with a value.
    fn alike<'s>(&'s self, with: &'s Point) -> impl Iterator<Item = (usize, Decimal)> + 's {
        let points = self.points.iter().enumerate();
        let alike = points
            .filter(move |(_, point)| point.is_like(with) && point.rulebook() == with.rulebook());
        alike.filter_map(|(at, point)| Some((at, point.value()?)))
    }

    fn run(&self, last: &Point) -> Option<Run> {
        let alike = |point: &&Point| point.is_like(last) && point.rulebook() == last.rulebook();
        let back = self.points.iter().rev().take_while(alike).map_while(Point::value);
        let values: Vec<Decimal> = back.collect();
        let mut steps = values.windows(2).map(|pair| pair[0].cmp(&pair[1]));
        let direction = steps.next().filter(|first| first.is_ne())?;
        let more = steps.take_while(|step| *step == direction).count();
        Some(Run { direction, steps: 1 + more })
    }
}
