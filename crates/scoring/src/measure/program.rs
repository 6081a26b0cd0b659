//! What one entity's measures need done to a row: formulas, the measures over them, and what may be
//! skipped.

use super::formula::{Formulas, Id, Literal, Node};
use super::lower::{Linear, Lower};
use super::shape::Shape;
use crate::expr::Expr;
use crate::rulebook::Count;

/// One measure over the rows of an entity.
#[derive(Debug, Clone)]
pub struct RowMeasure {
    /// Rows that count.
    pub root: Id,
    /// What is counted of them.
    pub kind: Kind,
    /// Place in a line of tallies: of counts, or of sums.
    pub slot: usize,
}

/// What is counted.
#[derive(Debug, Clone)]
pub enum Kind {
    /// Rows.
    Rows,
    /// Distinct procedures; the number is the measure's own among those.
    Procedures(usize),
    /// The sum of a number: cases that exclude each other, each within the counted rows.
    Sum(Vec<(Id, Linear)>),
}

/// The measures of one entity.
#[derive(Debug, Clone)]
pub struct Program {
    /// Columns.
    pub shape: Shape,
    /// Every node, parts first.
    pub formulas: Formulas,
    /// The measures.
    pub measures: Vec<RowMeasure>,
    /// For each node whether its truth depends on the period.
    pub by_period: Vec<bool>,
    /// For each node whether it depends on the clock.
    pub by_clock: Vec<bool>,
    /// Nodes that some measure needs, parts first.
    pub needed: Vec<Id>,
}

impl Program {
    /// An entity without measures.
    #[must_use]
    pub fn new(shape: Shape) -> Self {
        let formulas = Formulas::default();
        let (by_period, by_clock) = (Vec::new(), Vec::new());
        Self { shape, formulas, measures: Vec::new(), by_period, by_clock, needed: Vec::new() }
    }

    /// Adds a measure; the caller has given it a slot.
    pub fn add(&mut self, condition: &Expr, count: Count, sum: Option<&Expr>, slot: Slot) {
        let mut lower = Lower { shape: &self.shape, formulas: &mut self.formulas };
        let root = lower.truth(condition, true);
        let kind = match (sum, count) {
            (Some(sum), _) => {
                let cases = lower.cases(sum);
                Kind::Sum(within(&mut self.formulas, root, cases))
            }
            (None, Count::Procedures) => Kind::Procedures(slot.distinct),
            (None, Count::Rows) => Kind::Rows,
        };
        self.measures.push(RowMeasure { root, kind, slot: slot.place });
    }

    /// Finishes the program after the last measure.
    pub fn finish(&mut self) {
        let nodes = self.formulas.nodes();
        self.by_period = vec![false; nodes.len()];
        self.by_clock = vec![false; nodes.len()];
        for (id, node) in nodes.iter().enumerate() {
            (self.by_period[id], self.by_clock[id]) = match node {
                Node::Constant(_) => (false, false),
                Node::Literal(literal) => (literal.varies_by_period(), asks_clock(literal)),
                Node::And(a, b) | Node::Or(a, b) => (
                    self.by_period[*a] || self.by_period[*b],
                    self.by_clock[*a] || self.by_clock[*b],
                ),
            };
        }
        self.needed = self.needed_by(self.roots());
    }

    /// Roots of all measures and of the cases of sums.
    pub fn roots(&self) -> impl Iterator<Item = Id> + '_ {
        self.measures.iter().flat_map(|measure| {
            let cases = match &measure.kind {
                Kind::Sum(cases) => &cases[..],
                Kind::Rows | Kind::Procedures(_) => &[],
            };
            std::iter::once(measure.root).chain(cases.iter().map(|(id, _)| *id))
        })
    }

    /// Nodes that some roots need, parts first.
    pub fn needed_by(&self, roots: impl Iterator<Item = Id>) -> Vec<Id> {
        let mut needed = vec![false; self.formulas.nodes().len()];
        roots.for_each(|root| needed[root] = true);
        for id in (0..needed.len()).rev() {
            if let (true, Node::And(a, b) | Node::Or(a, b)) = (needed[id], self.formulas.node(id)) {
                needed[*a] = true;
                needed[*b] = true;
            }
        }
        (0..needed.len()).filter(|id| needed[*id]).collect()
    }
}

/// Where a measure's number stands.
#[derive(Debug, Clone, Copy)]
pub struct Slot {
    /// Place in a line of counts (or of sums).
    pub place: usize,
    /// Its number among measures that count distinct procedures.
    pub distinct: usize,
}

fn within(formulas: &mut Formulas, root: Id, cases: Vec<super::lower::Case>) -> Vec<(Id, Linear)> {
    let inside = cases.into_iter().filter_map(|case| {
        let when = formulas.and(root, case.when);
        Some((when, case.value?))
    });
    inside.collect()
}

fn asks_clock(literal: &Literal) -> bool {
    match literal {
        Literal::AtMost(_, period) | Literal::Equal(_, period, _) => period.asof != 0,
        Literal::Flag(..) | Literal::Present(..) | Literal::Among(..) => false,
    }
}
