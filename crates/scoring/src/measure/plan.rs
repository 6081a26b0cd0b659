//! All measures of several rulebooks, each different one once, and the arithmetic over them.

use std::collections::BTreeMap;

use super::program::{Program, Slot};
use super::shape::Shape;
use crate::expr::{Columns, Entity, Expr, Function};
use crate::rulebook::{Count, Measure, MeasureRule, Rulebook, Rulebooks};

/// Entities that have rows of their own, in the order of [`Plan::programs`].
pub const ENTITIES: [Entity; 5] =
    [Entity::Dossier, Entity::Service, Entity::Publication, Entity::Petition, Entity::Agency];

/// Number of a measure over rows, the same for all rulebooks that word it alike.
pub type MeasureId = usize;

/// Where a measure's number stands in a line of tallies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Among the counts.
    Count(usize),
    /// Among the sums.
    Sum(usize),
}

/// A measure over rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// What is counted.
    pub entity: Entity,
    /// Its place among the measures of the entity's program.
    pub index: usize,
    /// Where its number stands.
    pub place: Place,
    /// Whether it counts distinct procedures.
    pub distinct: bool,
}

/// Arithmetic over measures, by their place in the rulebook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arithmetic {
    /// A whole number.
    Int(i64),
    /// A measure of the rulebook, by place.
    Measure(usize),
    /// Sum.
    Add(Box<Self>, Box<Self>),
    /// Difference.
    Sub(Box<Self>, Box<Self>),
    /// Smallest.
    Least(Vec<Self>),
    /// Largest.
    Greatest(Vec<Self>),
}

impl Arithmetic {
    /// Its value, given those of the measures.
    #[must_use]
    pub fn value(&self, measures: &[i64]) -> i64 {
        let all =
            |parts: &[Self]| -> Vec<i64> { parts.iter().map(|p| p.value(measures)).collect() };
        match self {
            Self::Int(value) => *value,
            Self::Measure(at) => measures[*at],
            Self::Add(a, b) => a.value(measures) + b.value(measures),
            Self::Sub(a, b) => a.value(measures) - b.value(measures),
            Self::Least(parts) => all(parts).into_iter().min().unwrap_or(0),
            Self::Greatest(parts) => all(parts).into_iter().max().unwrap_or(0),
        }
    }

    /// Calls `visit` with every measure it names.
    pub fn names(&self, visit: &mut dyn FnMut(usize)) {
        match self {
            Self::Int(_) => {}
            Self::Measure(at) => visit(*at),
            Self::Add(a, b) | Self::Sub(a, b) => {
                a.names(visit);
                b.names(visit);
            }
            Self::Least(parts) | Self::Greatest(parts) => {
                parts.iter().for_each(|part| part.names(visit));
            }
        }
    }
}

/// How a rulebook's measure gets its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// From a tally.
    Tally(MeasureId),
    /// From other measures of the same list.
    Value(Arithmetic),
}

/// The measures of one rulebook (or of the list of quality marks).
#[derive(Debug, Clone)]
pub struct Book {
    /// Its name.
    pub id: String,
    /// The measures, in file order.
    pub measures: Vec<(String, Source)>,
    /// Places of the measures, each after those it is computed from.
    order: Vec<usize>,
    /// Numerator and denominator of each indicator.
    pub ratios: Vec<Option<(Arithmetic, Arithmetic)>>,
    /// For each indicator the entities its ratio is counted over.
    pub entities: Vec<Vec<Entity>>,
}

impl Book {
    /// Place of a measure.
    #[must_use]
    pub fn measure(&self, id: &str) -> Option<usize> {
        self.measures.iter().position(|(known, _)| known == id)
    }

    /// Values of all measures in file order, given the tallies.
    #[must_use]
    pub fn values(&self, tally: &dyn Fn(MeasureId) -> i64) -> Vec<i64> {
        let mut values = vec![0; self.measures.len()];
        for at in &self.order {
            values[*at] = match &self.measures[*at].1 {
                Source::Tally(id) => tally(*id),
                Source::Value(arithmetic) => arithmetic.value(&values),
            };
        }
        values
    }
}

/// The measures of several rulebooks.
#[derive(Debug, Clone)]
pub struct Plan {
    /// One program per entity, in the order of [`ENTITIES`].
    pub programs: Vec<Program>,
    /// Every different measure over rows.
    pub measures: Vec<Planned>,
    /// The rulebooks, and last the list of quality marks.
    pub books: Vec<Book>,
    /// Numbers in a line of counts.
    pub counts: usize,
    /// Numbers in a line of sums.
    pub sums: usize,
    /// Measures that count distinct procedures.
    pub distincts: usize,
}

/// Place of an entity in [`Plan::programs`].
#[must_use]
pub fn entity_at(entity: Entity) -> usize {
    entity as usize
}

impl Plan {
    /// Plans the measures of rulebooks and the list of quality marks.
    #[must_use]
    pub fn new(rulebooks: &[&Rulebook], quality: &[Measure]) -> Self {
        let columns = Columns::embedded();
        let programs = ENTITIES.map(|entity| Program::new(Shape::of(&columns, entity)));
        let plan = Self {
            programs: programs.into(),
            measures: Vec::new(),
            books: Vec::new(),
            counts: 0,
            sums: 0,
            distincts: 0,
        };
        let mut planner = Planner { plan, known: BTreeMap::new() };
        for rulebook in rulebooks {
            planner.book(&rulebook.id, &rulebook.measures, Some(rulebook));
        }
        planner.book(super::QUALITY, quality, None);
        planner.plan.programs.iter_mut().for_each(Program::finish);
        planner.plan
    }

    /// Everything a server counts: the measures of all rulebooks and the quality marks.
    #[must_use]
    pub fn whole(rulebooks: &Rulebooks) -> Self {
        let all: Vec<&Rulebook> = rulebooks.all().iter().collect();
        Self::new(&all, &super::quality_marks())
    }

    /// A rulebook (or the list of quality marks) by name.
    #[must_use]
    pub fn book(&self, id: &str) -> Option<&Book> {
        self.books.iter().find(|book| book.id == id)
    }

    /// The program of an entity.
    #[must_use]
    pub fn program(&self, entity: Entity) -> &Program {
        &self.programs[entity_at(entity)]
    }
}

struct Planner {
    plan: Plan,
    /// Measures by what they say.
    known: BTreeMap<(usize, String), MeasureId>,
}

impl Planner {
    fn book(&mut self, id: &str, measures: &[Measure], rulebook: Option<&Rulebook>) {
        let names: Vec<&str> = measures.iter().map(|measure| measure.id.as_str()).collect();
        let sources: Vec<Source> =
            measures.iter().map(|measure| self.source(&measure.rule, &names)).collect();
        let order = in_order(&sources);
        let indicators = rulebook.map_or(&[][..], |rulebook| &rulebook.indicators);
        let ratios: Vec<_> = indicators
            .iter()
            .map(|i| {
                let side = |side: &Option<Expr>| Some(arithmetic(side.as_ref()?, &names));
                side(&i.numerator).zip(side(&i.denominator))
            })
            .collect();
        let entities = ratios.iter().map(|ratio| self.entities(ratio.as_ref(), &sources)).collect();
        let measures = names.iter().map(|name| (*name).to_owned()).zip(sources).collect();
        self.plan.books.push(Book { id: id.to_owned(), measures, order, ratios, entities });
    }

    fn source(&mut self, rule: &MeasureRule, names: &[&str]) -> Source {
        match rule {
            MeasureRule::Rows { of, condition, count, sum } => {
                Source::Tally(self.rows(*of, condition, *count, sum.as_ref()))
            }
            MeasureRule::Value(expr) => Source::Value(arithmetic(expr, names)),
        }
    }

    fn rows(
        &mut self,
        entity: Entity,
        condition: &Expr,
        count: Count,
        sum: Option<&Expr>,
    ) -> MeasureId {
        let said = sum.map_or_else(|| format!("{count:?}"), |sum| format!("sum {sum}"));
        let key = (entity_at(entity), format!("{said} where {condition}"));
        if let Some(id) = self.known.get(&key) {
            return *id;
        }
        let distinct = sum.is_none() && count == Count::Procedures;
        let place = self.place(sum.is_some());
        let slot = Slot {
            place: match place {
                Place::Count(at) | Place::Sum(at) => at,
            },
            distinct: self.plan.distincts,
        };
        self.plan.distincts += usize::from(distinct);
        let program = &mut self.plan.programs[entity_at(entity)];
        let index = program.measures.len();
        program.add(condition, count, sum, slot);
        self.plan.measures.push(Planned { entity, index, place, distinct });
        self.known.insert(key, self.plan.measures.len() - 1);
        self.plan.measures.len() - 1
    }

    fn place(&mut self, sum: bool) -> Place {
        let next = if sum { &mut self.plan.sums } else { &mut self.plan.counts };
        *next += 1;
        if sum { Place::Sum(*next - 1) } else { Place::Count(*next - 1) }
    }

    fn entities(
        &self,
        ratio: Option<&(Arithmetic, Arithmetic)>,
        sources: &[Source],
    ) -> Vec<Entity> {
        let mut found = Vec::new();
        let mut open = Vec::new();
        if let Some((numerator, denominator)) = ratio {
            numerator.names(&mut |at| open.push(at));
            denominator.names(&mut |at| open.push(at));
        }
        while let Some(at) = open.pop() {
            match &sources[at] {
                Source::Tally(id) => found.push(self.plan.measures[*id].entity),
                Source::Value(value) => value.names(&mut |at| open.push(at)),
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

fn arithmetic(expr: &Expr, names: &[&str]) -> Arithmetic {
    let both =
        |a: &Expr, b: &Expr| (Box::new(arithmetic(a, names)), Box::new(arithmetic(b, names)));
    let all = |parts: &[Expr]| parts.iter().map(|part| arithmetic(part, names)).collect();
    match expr {
        Expr::Name(name) => names
            .iter()
            .position(|known| known == name)
            .map_or(Arithmetic::Int(0), Arithmetic::Measure),
        Expr::Int(value) => Arithmetic::Int(*value),
        Expr::Add(a, b) => {
            let (a, b) = both(a, b);
            Arithmetic::Add(a, b)
        }
        Expr::Sub(a, b) => {
            let (a, b) = both(a, b);
            Arithmetic::Sub(a, b)
        }
        Expr::Call(Function::Least, parts) => Arithmetic::Least(all(parts)),
        Expr::Call(Function::Greatest, parts) => Arithmetic::Greatest(all(parts)),
        // Measures are never null, so the first argument of coalesce is its value.
        Expr::Call(Function::Coalesce, parts) => {
            parts.first().map_or(Arithmetic::Int(0), |first| arithmetic(first, names))
        }
        _ => Arithmetic::Int(0),
    }
}

/// Places ordered so that each stands after those it is computed from (a checked rulebook has no cycle).
fn in_order(sources: &[Source]) -> Vec<usize> {
    let mut order = Vec::new();
    let mut done = vec![false; sources.len()];
    while order.len() < sources.len() {
        let before = order.len();
        for at in 0..sources.len() {
            let mut ready = !done[at];
            if let Source::Value(value) = &sources[at] {
                value.names(&mut |needed| ready &= done[needed]);
            }
            if ready {
                done[at] = true;
                order.push(at);
            }
        }
        if order.len() == before {
            break;
        }
    }
    order
}
