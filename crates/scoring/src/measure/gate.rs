//! What a block of rows cannot touch: a weaker formula that asks only for presence and for single times,
//! answered from the least and greatest value of the block. If the weaker one cannot hold, neither can
//! the whole, because no "not" stands above a literal.

use super::formula::{Formulas, Id, Literal, Node};
use super::lanes::Lane;
use super::shape::{Kept, Shape};
use super::table::NULL_NARROW;

/// Least and greatest value of a narrow column in a block, and whether some are missing.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    low: i64,
    high: i64,
    missing: bool,
}

impl Bounds {
    /// Bounds of the values.
    #[inline(always)]
    pub fn of(values: &[i32; super::block::ROWS]) -> Self {
        let (mut low, mut high, mut top) = (i32::MAX, i32::MIN, i32::MIN);
        for value in values {
            low = low.min(*value);
            top = top.max(*value);
            high = high.max(if *value == NULL_NARROW { i32::MIN } else { *value });
        }
        Self { low: i64::from(low), high: i64::from(high), missing: top == NULL_NARROW }
    }

    fn some_present(&self) -> bool {
        self.high > i64::from(i32::MIN)
    }
}

/// The weaker formulas of a program's measures, each different one once.
#[derive(Debug, Clone, Default)]
pub struct Gates {
    formulas: Formulas,
    /// The different gates.
    roots: Vec<Id>,
    /// Columns the gates ask about.
    pub columns: Vec<usize>,
}

impl Gates {
    /// The gate of a root: its number.
    pub fn add(&mut self, shape: &Shape, formulas: &Formulas, root: Id) -> usize {
        let root = self.weaken(shape, formulas, root);
        if let Some(known) = self.roots.iter().position(|known| *known == root) {
            return known;
        }
        self.roots.push(root);
        self.roots.len() - 1
    }

    /// How many different gates there are.
    pub fn len(&self) -> usize {
        self.roots.len()
    }

    fn weaken(&mut self, shape: &Shape, formulas: &Formulas, id: Id) -> Id {
        match formulas.node(id) {
            Node::Constant(value) => self.formulas.constant(*value),
            Node::And(a, b) => {
                let (a, b) = (self.weaken(shape, formulas, *a), self.weaken(shape, formulas, *b));
                self.formulas.and(a, b)
            }
            Node::Or(a, b) => {
                let (a, b) = (self.weaken(shape, formulas, *a), self.weaken(shape, formulas, *b));
                self.formulas.or(a, b)
            }
            Node::Literal(literal) => match asked_of(shape, literal) {
                Some(column) => {
                    if !self.columns.contains(&column) {
                        self.columns.push(column);
                    }
                    self.formulas.literal(literal.clone())
                }
                None => self.formulas.constant(true),
            },
        }
    }

    /// What the gates compare with in a period, by node.
    pub fn limits(&self, lane: &Lane, now: i64) -> Vec<i64> {
        let nodes = self.formulas.nodes().iter();
        nodes.map(|node| limit(node, lane, now)).collect()
    }

    /// Which gates stand open for a block in the period of the limits: bit n for gate n.
    #[inline(always)]
    pub fn open(&self, bounds: &[Option<Bounds>], limits: &[i64], scratch: &mut [bool]) -> u64 {
        for (id, node) in self.formulas.nodes().iter().enumerate() {
            scratch[id] = match node {
                Node::Constant(value) => *value,
                Node::And(a, b) => scratch[*a] && scratch[*b],
                Node::Or(a, b) => scratch[*a] || scratch[*b],
                Node::Literal(literal) => may_hold(literal, bounds, limits[id]),
            };
        }
        let mut open = 0;
        for (at, root) in self.roots.iter().enumerate() {
            open |= u64::from(scratch[*root]) << at;
        }
        open
    }

    /// Size of the scratch that [`Gates::open`] needs.
    pub fn nodes(&self) -> usize {
        self.formulas.nodes().len()
    }
}

/// The column a gate can ask about, if the literal is about one narrow column.
fn asked_of(shape: &Shape, literal: &Literal) -> Option<usize> {
    let column = match literal {
        Literal::Present(column, _) => *column,
        Literal::AtMost(row, _) => match row.0.as_slice() {
            [(column, 1 | -1)] => *column,
            _ => return None,
        },
        _ => return None,
    };
    matches!(shape.numbers[column].kept, Kept::Time | Kept::Int).then_some(column)
}

/// What a literal compares with in a period.
pub fn limit(node: &Node, lane: &Lane, now: i64) -> i64 {
    match node {
        Node::Literal(Literal::AtMost(_, part) | Literal::Equal(_, part, _)) => {
            part.value(lane.from, lane.to, lane.asof(now))
        }
        _ => 0,
    }
}

#[inline(always)]
fn may_hold(literal: &Literal, bounds: &[Option<Bounds>], limit: i64) -> bool {
    let of = |column: usize| bounds[column].as_ref();
    match literal {
        Literal::Present(column, true) => of(*column).is_none_or(Bounds::some_present),
        Literal::Present(column, false) => of(*column).is_none_or(|bounds| bounds.missing),
        Literal::AtMost(row, _) => match row.0.as_slice() {
            [(column, 1)] => of(*column).is_none_or(|bounds| bounds.low <= limit),
            [(column, -1)] => of(*column).is_none_or(|bounds| bounds.high >= -limit),
            _ => true,
        },
        _ => true,
    }
}
