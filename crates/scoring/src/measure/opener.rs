//! Opening a number: from the arithmetic of a rule to the lists behind it. Sums and differences of counts over
//! one entity are found in one pass over the rows.

use std::collections::BTreeMap;

use super::Scope;
use super::block::{Mask, ROWS};
use super::lanes::Lane;
use super::live::Live;
use super::opened::{Decision, Opened, Opening, Side, joined, left};
use super::plan::{Arithmetic, Book, MeasureId, Place, Planned, Source, entity_at};
use super::program::Kind;
use super::sweep::{Sweep, places};
use crate::expr::Entity;
use crate::period::Period;

impl Live {
    /// Opens a side of an indicator, by its place in the rulebook, for an agency and period. [`None`] if the
    /// indicator has no ratio, or for the rest if numerator and denominator count different kinds of things.
    #[must_use]
    pub fn open(
        &self,
        rulebook: &str,
        indicator: usize,
        side: Side,
        agency: &str,
        period: Period,
        scope: Scope,
    ) -> Option<Opening> {
        let book = self.plan.book(rulebook)?;
        let (numerator, denominator) = book.ratios.get(indicator)?.as_ref()?;
        let mut opener = Opener { live: self, book, agency, period, scope, decided: Vec::new() };
        let opened = match side {
            Side::Numerator => opener.open(numerator),
            Side::Denominator => opener.open(denominator),
            Side::Rest => opener.rest(numerator, denominator)?,
        };
        Some(Opening { opened, decided: opener.decided })
    }

    /// Opens a measure by its name in the rulebook, also one that is computed from others; [`None`] if the
    /// rulebook has no such measure.
    #[must_use]
    pub fn open_measure(
        &self,
        rulebook: &str,
        measure: &str,
        agency: &str,
        period: Period,
        scope: Scope,
    ) -> Option<Opening> {
        let book = self.plan.book(rulebook)?;
        let what = Arithmetic::Measure(book.measure(measure)?);
        let mut opener = Opener { live: self, book, agency, period, scope, decided: Vec::new() };
        let opened = opener.open(&what);
        Some(Opening { opened, decided: opener.decided })
    }

    /// The measures over rows that a side of an indicator is the sum and difference of, by place in the
    /// rulebook, each added or (`true`) taken away; of a `least` or `greatest` those of the branch that
    /// decides for the agency and period. The rest has none of its own.
    #[must_use]
    pub fn leaves(
        &self,
        rulebook: &str,
        indicator: usize,
        side: Side,
        agency: &str,
        period: Period,
        scope: Scope,
    ) -> Vec<(usize, bool)> {
        let mut found = Vec::new();
        let Some(book) = self.plan.book(rulebook) else { return found };
        let Some(Some((numerator, denominator))) = book.ratios.get(indicator) else { return found };
        let mut opener = Opener { live: self, book, agency, period, scope, decided: Vec::new() };
        let what = match side {
            Side::Numerator => opener.resolved(numerator),
            Side::Denominator => opener.resolved(denominator),
            Side::Rest => return found,
        };
        opener.measures(&what, false, &mut found);
        found
    }

    /// The same of a measure by its name, also of one that is computed from others.
    #[must_use]
    pub fn measure_leaves(
        &self,
        rulebook: &str,
        measure: &str,
        agency: &str,
        period: Period,
        scope: Scope,
    ) -> Vec<(usize, bool)> {
        let mut found = Vec::new();
        let Some(book) = self.plan.book(rulebook) else { return found };
        let Some(at) = book.measure(measure) else { return found };
        let mut opener = Opener { live: self, book, agency, period, scope, decided: Vec::new() };
        let what = opener.resolved(&Arithmetic::Measure(at));
        opener.measures(&what, false, &mut found);
        found
    }
}

/// Measures over rows of one entity, each added or (`true`) taken away.
type Leaves = Vec<(MeasureId, bool)>;

struct Opener<'a> {
    live: &'a Live,
    book: &'a Book,
    agency: &'a str,
    period: Period,
    scope: Scope,
    decided: Vec<Decision>,
}

impl Opener<'_> {
    fn open(&mut self, what: &Arithmetic) -> Opened {
        let what = self.resolved(what);
        self.list(&what)
    }

    /// The same with the branch that decides in place of every `least` and `greatest`.
    fn resolved(&mut self, what: &Arithmetic) -> Arithmetic {
        match what {
            Arithmetic::Int(_) => what.clone(),
            Arithmetic::Measure(at) => match &self.book.measures[*at].1 {
                Source::Value(value) if chooses(self.book, value) => self.resolved(value),
                _ => what.clone(),
            },
            Arithmetic::Add(a, b) => {
                Arithmetic::Add(Box::new(self.resolved(a)), Box::new(self.resolved(b)))
            }
            Arithmetic::Sub(a, b) => {
                Arithmetic::Sub(Box::new(self.resolved(a)), Box::new(self.resolved(b)))
            }
            Arithmetic::Least(branches) => self.decided(branches, false),
            Arithmetic::Greatest(branches) => self.decided(branches, true),
        }
    }

    fn decided(&mut self, branches: &[Arithmetic], greatest: bool) -> Arithmetic {
        let (live, agency, period) = (self.live, self.agency, self.period);
        let measures = self.book.values(&|id| live.tally(agency, period, id, self.scope));
        let values = branches.iter().map(|branch| (branch.clone(), branch.value(&measures)));
        let branches: Vec<(Arithmetic, i64)> = values.collect();
        let best = branches.iter().map(|(_, value)| *value);
        let best = if greatest { best.max() } else { best.min() };
        let chosen = branches.iter().position(|(_, value)| Some(*value) == best);
        let Some(chosen) = chosen else { return Arithmetic::Int(0) };
        let what = branches[chosen].0.clone();
        self.decided.push(Decision { greatest, branches, chosen });
        self.resolved(&what)
    }

    /// What is behind arithmetic without choices.
    fn list(&self, what: &Arithmetic) -> Opened {
        if let Some(rows) = self.rows(what) {
            return rows;
        }
        match what {
            Arithmetic::Int(value) => Opened::Whole(*value),
            Arithmetic::Measure(at) => match &self.book.measures[*at].1 {
                Source::Tally(id) => self.leaf(*id),
                Source::Value(value) => self.list(value),
            },
            Arithmetic::Add(a, b) => joined((a, self.list(a)), (b, self.list(b)), false),
            Arithmetic::Sub(a, b) => joined((a, self.list(a)), (b, self.list(b)), true),
            // Resolved before.
            Arithmetic::Least(_) | Arithmetic::Greatest(_) => Opened::Whole(0),
        }
    }

    /// One measure over rows.
    fn leaf(&self, id: MeasureId) -> Opened {
        let planned = &self.live.plan.measures[id];
        if planned.entity == Entity::Agency {
            return self.stated(id);
        }
        let entity = planned.entity;
        if let Place::Sum(_) = planned.place {
            return Opened::Amounts { entity, rows: self.amounts(planned) };
        }
        let (live, mut procedures) = (self.live, BTreeMap::<u32, Vec<u32>>::new());
        let mut keys = Vec::new();
        live.each_selected(self.agency, self.period, planned, self.scope, |key, procedure| {
            if planned.distinct {
                procedures.entry(procedure).or_default().push(key);
            } else {
                keys.push(key);
            }
        });
        if !planned.distinct {
            return Opened::Rows { entity, keys };
        }
        let named = |(procedure, mut keys): (u32, Vec<u32>)| {
            keys.sort_unstable();
            (live.procedure_name(procedure).to_owned(), keys)
        };
        Opened::Procedures { entity, procedures: procedures.into_iter().map(named).collect() }
    }

    /// What agencies state of themselves, where it is anything.
    fn stated(&self, id: MeasureId) -> Opened {
        let cells = self.live.cut(self.agency, self.period, &[id], self.scope).into_iter();
        let name = |agency: u32| self.live.agency_name(agency).to_owned();
        let figures = cells.map(|cell| (name(cell.agency), cell.counts.iter().sum()));
        let mut figures: Vec<(String, i64)> = figures.collect();
        figures.sort_unstable();
        Opened::Stated(figures)
    }

    fn amounts(&self, planned: &Planned) -> Vec<(u32, i64)> {
        let live = self.live;
        let mut found = Vec::new();
        if live.state(self.period).is_none() {
            return found;
        }
        let program = &live.plan.programs[entity_at(planned.entity)];
        let measure = &program.measures[planned.index];
        let Kind::Sum(cases) = &measure.kind else { return found };
        let roots = std::iter::once(measure.root).chain(cases.iter().map(|(id, _)| *id));
        let values: Vec<_> = cases.iter().map(|(_, linear)| &linear.row).collect();
        let lane = Lane::new(self.period);
        let sweep = Sweep::new(program, roots.collect(), &values, &lane, live.now_kept());
        let (entity, agency, period) = (planned.entity, self.agency, self.period);
        live.each_partition(&sweep, entity, agency, period, self.scope, |_, partition, room| {
            sweep.over(partition, room, |block, start| {
                let mut amounts = [0; ROWS];
                for (at, (_, linear)) in cases.iter().enumerate() {
                    let mut values = [0; ROWS];
                    block.linear(&linear.row, &mut values);
                    let each = linear.period.value(lane.from, lane.to, 0);
                    for row in places(&sweep.rows(block, at + 1)) {
                        amounts[row] = values[row] + each;
                    }
                }
                let rows = sweep.rows(block, 0);
                found.extend(places(&rows).map(|row| (partition.keys[start + row], amounts[row])));
            });
        });
        found
    }

    fn measures(&self, what: &Arithmetic, minus: bool, found: &mut Vec<(usize, bool)>) {
        match what {
            Arithmetic::Measure(at) => match &self.book.measures[*at].1 {
                Source::Value(value) => self.measures(value, minus, found),
                Source::Tally(_) => found.push((*at, minus)),
            },
            Arithmetic::Add(a, b) | Arithmetic::Sub(a, b) => {
                self.measures(a, minus, found);
                self.measures(b, matches!(what, Arithmetic::Sub(..)) != minus, found);
            }
            Arithmetic::Int(_) | Arithmetic::Least(_) | Arithmetic::Greatest(_) => {}
        }
    }

    /// The rows of sums and differences of counts over one entity, found in one pass, if each row counts
    /// once or not at all.
    fn rows(&self, what: &Arithmetic) -> Option<Opened> {
        let mut leaves = Leaves::new();
        let entity = self.leaves(what, false, &mut leaves)?;
        let keys = self.sweep(entity, &leaves, &[])?;
        Some(Opened::Rows { entity, keys })
    }

    /// The counts over rows of one entity that something is the sum and difference of.
    fn leaves(&self, what: &Arithmetic, minus: bool, found: &mut Leaves) -> Option<Entity> {
        match what {
            Arithmetic::Measure(at) => match &self.book.measures[*at].1 {
                Source::Value(value) => self.leaves(value, minus, found),
                Source::Tally(id) => {
                    let planned = &self.live.plan.measures[*id];
                    let count = matches!(planned.place, Place::Count(_)) && !planned.distinct;
                    found.push((*id, minus));
                    (count && planned.entity != Entity::Agency).then_some(planned.entity)
                }
            },
            Arithmetic::Add(a, b) | Arithmetic::Sub(a, b) => {
                let turned = matches!(what, Arithmetic::Sub(..)) != minus;
                let (a, b) = (self.leaves(a, minus, found)?, self.leaves(b, turned, found)?);
                (a == b).then_some(a)
            }
            Arithmetic::Int(_) | Arithmetic::Least(_) | Arithmetic::Greatest(_) => None,
        }
    }

    /// Keys of the rows that `of` counts and `but` does not; [`None`] if either counts a row twice, or
    /// takes one away that it did not add.
    fn sweep(
        &self,
        entity: Entity,
        of: &[(MeasureId, bool)],
        but: &[(MeasureId, bool)],
    ) -> Option<Vec<u32>> {
        let live = self.live;
        let mut keys = Vec::new();
        if live.state(self.period).is_none() {
            return Some(keys);
        }
        let program = live.plan.program(entity);
        let root = |id: MeasureId| program.measures[live.plan.measures[id].index].root;
        let roots = of.iter().chain(but).map(|(id, _)| root(*id)).collect();
        let lane = Lane::new(self.period);
        let sweep = Sweep::new(program, roots, &[], &lane, live.now_kept());
        let mut once = true;
        let (agency, period) = (self.agency, self.period);
        live.each_partition(&sweep, entity, agency, period, self.scope, |_, partition, room| {
            sweep.over(partition, room, |block, start| {
                let signed = |leaves: &[(MeasureId, bool)], first: usize| {
                    let rows = |(at, (_, minus)): (usize, &(MeasureId, bool))| {
                        (sweep.rows(block, first + at), *minus)
                    };
                    added_up(leaves.iter().enumerate().map(rows))
                };
                let ((kept, clean), (not, also)) = (signed(of, 0), signed(but, of.len()));
                once &= clean && also;
                let rows = without(&kept, &not);
                keys.extend(places(&rows).map(|row| partition.keys[start + row]));
            });
        });
        once.then_some(keys)
    }

    fn rest(&mut self, numerator: &Arithmetic, denominator: &Arithmetic) -> Option<Opened> {
        let (numerator, denominator) = (&self.resolved(numerator), &self.resolved(denominator));
        let (mut above, mut below) = (Leaves::new(), Leaves::new());
        let same = self.leaves(numerator, false, &mut above);
        let entity = self.leaves(denominator, false, &mut below);
        if let Some(entity) = entity.filter(|_| entity == same)
            && let Some(keys) = self.sweep(entity, &below, &above)
        {
            return Some(Opened::Rows { entity, keys });
        }
        left(self.list(denominator), self.list(numerator))
    }
}

/// Whether a `least` or `greatest` stands anywhere in it.
fn chooses(book: &Book, what: &Arithmetic) -> bool {
    match what {
        Arithmetic::Int(_) => false,
        Arithmetic::Measure(at) => match &book.measures[*at].1 {
            Source::Value(value) => chooses(book, value),
            Source::Tally(_) => false,
        },
        Arithmetic::Add(a, b) | Arithmetic::Sub(a, b) => chooses(book, a) || chooses(book, b),
        Arithmetic::Least(_) | Arithmetic::Greatest(_) => true,
    }
}

/// Rows added and taken away: those left, and whether each was added at most once, and taken away only
/// after it was added.
#[inline(always)]
fn added_up(rows: impl Iterator<Item = (Mask, bool)>) -> (Mask, bool) {
    let (mut plus, mut minus, mut clean) = ([0; 4], [0; 4], true);
    for (rows, taken) in rows {
        let into: &mut Mask = if taken { &mut minus } else { &mut plus };
        for (known, word) in into.iter_mut().zip(rows) {
            clean &= *known & word == 0;
            *known |= word;
        }
    }
    clean &= without(&minus, &plus) == [0; 4];
    (without(&plus, &minus), clean)
}

#[inline(always)]
fn without(a: &Mask, b: &Mask) -> Mask {
    [a[0] & !b[0], a[1] & !b[1], a[2] & !b[2], a[3] & !b[3]]
}
