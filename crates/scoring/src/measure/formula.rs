//! Conditions in the form the executors run: "and" and "or" over literals, each kept once.
//!
//! A literal is a yes-or-no column, a presence test, a code among some, or a comparison of a linear
//! row part with a linear parameter part. There is no "not" above the literals, so every formula grows
//! with its literals; `gate` relies on that.

use std::collections::HashMap;

/// Whole-number combination of columns.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct RowPart(pub Vec<(usize, i64)>);

/// Whole-number combination of `:from`, `:to`, `:asof` and a constant.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct PeriodPart {
    /// Coefficient of `:from`.
    pub from: i64,
    /// Coefficient of `:to`.
    pub to: i64,
    /// Coefficient of `:asof`.
    pub asof: i64,
    /// Constant.
    pub plus: i64,
}

impl PeriodPart {
    /// Whether it is the same for every period.
    #[must_use]
    pub fn is_constant(&self) -> bool {
        self.from == 0 && self.to == 0 && self.asof == 0
    }

    /// Its value in a period.
    #[must_use]
    pub fn value(&self, from: i64, to: i64, asof: i64) -> i64 {
        self.from * from + self.to * to + self.asof * asof + self.plus
    }
}

/// What a formula is built from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Literal {
    /// A yes-or-no column is (or is not) set.
    Flag(usize, bool),
    /// A number is (or is not) there.
    Present(usize, bool),
    /// A code is among those of the set (bit n = code n).
    Among(usize, u64),
    /// Row part ≤ parameter part.
    AtMost(RowPart, PeriodPart),
    /// Row part = parameter part, or ≠ with `false`.
    Equal(RowPart, PeriodPart, bool),
}

impl Literal {
    /// Whether its truth depends on the period.
    #[must_use]
    pub fn varies_by_period(&self) -> bool {
        match self {
            Self::Flag(..) | Self::Present(..) | Self::Among(..) => false,
            Self::AtMost(_, period) | Self::Equal(_, period, _) => !period.is_constant(),
        }
    }
}

/// Place of a node in its [`Formulas`].
pub type Id = usize;

/// A node.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Node {
    /// Always or never.
    Constant(bool),
    /// A literal.
    Literal(Literal),
    /// Both.
    And(Id, Id),
    /// Either.
    Or(Id, Id),
}

/// Nodes, each kept once; a node stands behind those it is made of.
#[derive(Debug, Clone, Default)]
pub struct Formulas {
    nodes: Vec<Node>,
    known: HashMap<Node, Id>,
}

impl Formulas {
    /// The nodes, parts first.
    #[must_use]
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// A node by place.
    #[must_use]
    pub fn node(&self, id: Id) -> &Node {
        &self.nodes[id]
    }

    fn add(&mut self, node: Node) -> Id {
        if let Some(id) = self.known.get(&node) {
            return *id;
        }
        self.nodes.push(node.clone());
        self.known.insert(node, self.nodes.len() - 1);
        self.nodes.len() - 1
    }

    /// Always or never.
    pub fn constant(&mut self, value: bool) -> Id {
        self.add(Node::Constant(value))
    }

    /// A literal; one that depends on nothing becomes a constant.
    pub fn literal(&mut self, literal: Literal) -> Id {
        match &literal {
            Literal::AtMost(row, period) if row.0.is_empty() && period.is_constant() => {
                self.constant(0 <= period.plus)
            }
            Literal::Equal(row, period, is) if row.0.is_empty() && period.is_constant() => {
                self.constant((period.plus == 0) == *is)
            }
            _ => self.add(Node::Literal(literal)),
        }
    }

    /// Both.
    pub fn and(&mut self, a: Id, b: Id) -> Id {
        match (&self.nodes[a], &self.nodes[b]) {
            (Node::Constant(false), _) | (_, Node::Constant(true)) => a,
            (_, Node::Constant(false)) | (Node::Constant(true), _) => b,
            _ if a == b => a,
            _ => self.add(Node::And(a.min(b), a.max(b))),
        }
    }

    /// Either.
    pub fn or(&mut self, a: Id, b: Id) -> Id {
        match (&self.nodes[a], &self.nodes[b]) {
            (Node::Constant(true), _) | (_, Node::Constant(false)) => a,
            (_, Node::Constant(true)) | (Node::Constant(false), _) => b,
            _ if a == b => a,
            _ => self.add(Node::Or(a.min(b), a.max(b))),
        }
    }
}
