//! Which measures a change can touch: those that ask about a column that changed. Most events change one
//! or two columns, so most measures need not be judged at all.

use std::collections::HashMap;
use std::sync::Arc;

use super::NUMBERS_MAX;
use super::formula::{Id, Literal, Node, RowPart};
use super::program::{Kind, Program};
use super::table::{Row, Values};

/// Columns as bits: numbers first, then flags.
pub type ColumnSet = u64;

/// Every column, unit and procedure.
pub const EVERYTHING: ColumnSet = u64::MAX;

/// The measures that some columns touch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    /// Nodes to judge, parts first.
    pub nodes: Vec<Id>,
    /// Those of them that depend on the clock.
    pub clock_nodes: Vec<Id>,
    /// Measures, by place in the program.
    pub measures: Vec<usize>,
    /// Roots whose truth counts.
    pub roots: Vec<Id>,
}

/// Finds the measures that a change touches, remembering what it found.
#[derive(Debug, Clone, Default)]
pub struct Touch {
    asks: Vec<ColumnSet>,
    found: HashMap<ColumnSet, Arc<Touched>>,
    clock: Option<Arc<Touched>>,
    noted: Option<Arc<Touched>>,
}

impl Touch {
    /// Prepares for a program.
    #[must_use]
    pub fn new(program: &Program) -> Self {
        let nodes = node_columns(program);
        let asks = program.measures.iter().map(|measure| {
            let cases = match &measure.kind {
                Kind::Sum(cases) => &cases[..],
                Kind::Rows | Kind::Procedures(_) => &[],
            };
            let sums = cases.iter().map(|(id, linear)| nodes[*id] | of_row(&linear.row));
            sums.fold(nodes[measure.root], |all, columns| all | columns)
        });
        Self { asks: asks.collect(), found: HashMap::new(), clock: None, noted: None }
    }

    /// Whether a measure, by place in the program, asks about one of some columns.
    pub(super) fn asks(&self, measure: usize, columns: ColumnSet) -> bool {
        self.asks[measure] & columns != 0
    }

    /// The measures touched by some columns.
    pub fn by_columns(&mut self, program: &Program, columns: ColumnSet) -> Arc<Touched> {
        if let Some(found) = self.found.get(&columns) {
            return Arc::clone(found);
        }
        let chosen = (0..self.asks.len()).filter(|at| self.asks[*at] & columns != 0);
        let touched = Arc::new(touched(program, chosen.collect()));
        self.found.insert(columns, Arc::clone(&touched));
        touched
    }

    /// The measures of which more than a count is kept: distinct procedures, and what the clock touches.
    pub fn noted(&mut self, program: &Program) -> Arc<Touched> {
        let find = || {
            let asks = |at: &usize| {
                matches!(program.measures[*at].kind, Kind::Procedures(_))
                    || roots(program, *at).any(|root| program.by_clock[root])
            };
            Arc::new(touched(program, (0..program.measures.len()).filter(asks).collect()))
        };
        Arc::clone(self.noted.get_or_insert_with(find))
    }

    /// The measures that the clock touches.
    pub fn by_clock(&mut self, program: &Program) -> Arc<Touched> {
        let find = || {
            let asks = |at: &usize| roots(program, *at).any(|root| program.by_clock[root]);
            Arc::new(touched(program, (0..program.measures.len()).filter(asks).collect()))
        };
        Arc::clone(self.clock.get_or_insert_with(find))
    }
}

/// Columns in which two rows differ.
#[must_use]
pub fn changed(old: Option<&Row>, new: Option<&Row>) -> ColumnSet {
    match (old, new) {
        (Some(a), Some(b)) if a.unit == b.unit && a.procedure == b.procedure => {
            differing(&a.values, &b.values)
        }
        _ => EVERYTHING,
    }
}

fn differing(a: &Values, b: &Values) -> ColumnSet {
    let pairs = a.numbers.iter().zip(&b.numbers).enumerate();
    let numbers = pairs.map(|(at, (a, b))| u64::from(a != b) << at).sum::<u64>();
    numbers | u64::from(a.flags ^ b.flags) << NUMBERS_MAX
}

pub(super) fn roots(program: &Program, measure: usize) -> impl Iterator<Item = Id> + '_ {
    let measure = &program.measures[measure];
    let cases = match &measure.kind {
        Kind::Sum(cases) => &cases[..],
        Kind::Rows | Kind::Procedures(_) => &[],
    };
    std::iter::once(measure.root).chain(cases.iter().map(|(id, _)| *id))
}

pub(super) fn touched(program: &Program, measures: Vec<usize>) -> Touched {
    let roots: Vec<Id> = measures.iter().flat_map(|at| roots(program, *at)).collect();
    let nodes = program.needed_by(roots.iter().copied());
    let clock_nodes = nodes.iter().copied().filter(|id| program.by_clock[*id]).collect();
    Touched { nodes, clock_nodes, measures, roots }
}

fn of_row(row: &RowPart) -> ColumnSet {
    row.0.iter().fold(0, |all, (column, _)| all | 1 << column)
}

/// For each node the columns it asks about.
fn node_columns(program: &Program) -> Vec<ColumnSet> {
    let mut columns: Vec<ColumnSet> = Vec::new();
    for node in program.formulas.nodes() {
        let of = match node {
            Node::Constant(_) => 0,
            Node::And(a, b) | Node::Or(a, b) => columns[*a] | columns[*b],
            Node::Literal(Literal::Flag(bit, _)) => 1 << (NUMBERS_MAX + bit),
            Node::Literal(Literal::Present(column, _) | Literal::Among(column, _)) => 1 << column,
            Node::Literal(Literal::AtMost(row, _) | Literal::Equal(row, _, _)) => of_row(row),
        };
        columns.push(of);
    }
    columns
}
