//! Numerator and denominator as sums of measures, so that they can be counted cell by cell.

use crate::expr::Entity;
use crate::measure::plan::{Arithmetic, Book, MeasureId, Plan, Source};

/// A number as a sum of measures: what each is taken times, and what stands alone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Linear {
    pub terms: Vec<(MeasureId, i64)>,
    pub constant: i64,
}

impl Linear {
    fn add(&mut self, other: &Self, times: i64) {
        self.terms.extend(other.terms.iter().map(|(id, by)| (*id, by * times)));
        self.constant += other.constant * times;
    }
}

/// Finds the sums. `values` are the measures of the whole: of several numbers of which the least or greatest
/// counts, the one that decides there stands for them.
pub(super) struct Forms<'a> {
    pub plan: &'a Plan,
    pub book: &'a Book,
    pub values: &'a [i64],
}

impl Forms<'_> {
    pub fn of(&self, number: &Arithmetic) -> Linear {
        let mut linear = Linear::default();
        match number {
            Arithmetic::Int(value) => linear.constant = *value,
            Arithmetic::Measure(at) => return self.measure(*at),
            Arithmetic::Add(a, b) => {
                linear.add(&self.of(a), 1);
                linear.add(&self.of(b), 1);
            }
            Arithmetic::Sub(a, b) => {
                linear.add(&self.of(a), 1);
                linear.add(&self.of(b), -1);
            }
            Arithmetic::Least(all) | Arithmetic::Greatest(all) => {
                return self.deciding(all, number.value(self.values));
            }
        }
        linear
    }

    fn measure(&self, at: usize) -> Linear {
        match self.book.measures.get(at).map(|(_, source)| source) {
            Some(Source::Tally(id)) => Linear { terms: vec![(*id, 1)], constant: 0 },
            Some(Source::Value(number)) => self.of(number),
            None => Linear::default(),
        }
    }

    /// The number that decides; of equal ones the first that is counted from rows, because it can be divided
    /// further than what an agency states of itself.
    fn deciding(&self, all: &[Arithmetic], decides: i64) -> Linear {
        let equal = all.iter().filter(|number| number.value(self.values) == decides);
        let mut found: Vec<Linear> = equal.map(|number| self.of(number)).collect();
        found.sort_by_key(|linear| self.is_stated(linear));
        found.into_iter().next().unwrap_or_default()
    }

    /// Whether any of it is what an agency states of itself.
    pub fn is_stated(&self, linear: &Linear) -> bool {
        linear.terms.iter().any(|(id, _)| self.plan.measures[*id].entity == Entity::Agency)
    }
}
