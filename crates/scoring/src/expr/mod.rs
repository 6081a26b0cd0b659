//! The expression language of rulebooks: a small, typed part of SQL.
//!
//! A measure's `where` and an indicator's arithmetic are written in it; `rules/README.md` lists
//! what is allowed. [`read`] refuses everything else with the place of the error.

mod columns;
mod read;

use std::fmt;

pub use columns::{Column, Columns, Entity};
pub use read::read;

/// Type of an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// True or false.
    Flag,
    /// Whole number, or seconds.
    Int,
    /// Moment, whole seconds since the epoch.
    Time,
    /// Small integer with published names.
    Code(Vec<(String, i64)>),
}

impl Type {
    fn name(&self) -> &'static str {
        match self {
            Self::Flag => "true or false",
            Self::Int => "a number",
            Self::Time => "a time",
            Self::Code(_) => "a code",
        }
    }
}

/// Parameters every `where` may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Param {
    /// Start of the period, included.
    From,
    /// End of the period, excluded.
    To,
    /// The smaller of now and the end of the period.
    AsOf,
}

impl Param {
    const ALL: [Self; 3] = [Self::From, Self::To, Self::AsOf];

    /// As it is written, `:from`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::From => ":from",
            Self::To => ":to",
            Self::AsOf => ":asof",
        }
    }
}

/// Comparison operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `<>`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// Functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Function {
    /// First argument that is not null.
    Coalesce,
    /// Smallest argument.
    Least,
    /// Largest argument.
    Greatest,
}

impl Function {
    const ALL: [(&'static str, Self); 3] =
        [("coalesce", Self::Coalesce), ("least", Self::Least), ("greatest", Self::Greatest)];

    fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, function)| *function == self).map_or("", |(name, _)| name)
    }
}

/// A checked expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expr {
    /// A column, or a measure in an indicator's arithmetic.
    Name(String),
    /// `:from`, `:to`, `:asof`.
    Param(Param),
    /// A whole number.
    Int(i64),
    /// A code written by its name.
    Code {
        /// Published name.
        name: String,
        /// The integer behind it.
        value: i64,
    },
    /// `true` or `false`.
    Flag(bool),
    /// A comparison.
    Compare(Comparison, Box<Self>, Box<Self>),
    /// Both.
    And(Box<Self>, Box<Self>),
    /// Either.
    Or(Box<Self>, Box<Self>),
    /// Negation.
    Not(Box<Self>),
    /// `is null`, `is not null`.
    IsNull(Box<Self>, bool),
    /// `in (…)`, `not in (…)`; the flag says "not".
    In(Box<Self>, Vec<Self>, bool),
    /// `between … and …`, both ends included; the flag says "not".
    Between(Box<Self>, Box<Self>, Box<Self>, bool),
    /// A function call.
    Call(Function, Vec<Self>),
    /// Sum.
    Add(Box<Self>, Box<Self>),
    /// Difference.
    Sub(Box<Self>, Box<Self>),
}

impl Expr {
    /// The expressions it is directly made of.
    fn parts(&self) -> Vec<&Self> {
        match self {
            Self::Name(_) | Self::Param(_) | Self::Int(_) | Self::Code { .. } | Self::Flag(_) => {
                Vec::new()
            }
            Self::Compare(_, a, b)
            | Self::And(a, b)
            | Self::Or(a, b)
            | Self::Add(a, b)
            | Self::Sub(a, b) => vec![a, b],
            Self::Not(a) | Self::IsNull(a, _) => vec![a],
            Self::In(a, list, _) => std::iter::once(&**a).chain(list).collect(),
            Self::Between(a, low, high, _) => vec![a, low, high],
            Self::Call(_, arguments) => arguments.iter().collect(),
        }
    }

    /// Calls `visit` with every name in the expression.
    pub fn names<'a>(&'a self, visit: &mut dyn FnMut(&'a str)) {
        if let Self::Name(name) = self {
            visit(name);
        }
        self.parts().into_iter().for_each(|part| part.names(visit));
    }

    /// Calls `visit` with every parameter in the expression.
    pub fn params(&self, visit: &mut dyn FnMut(Param)) {
        if let Self::Param(param) = self {
            visit(*param);
        }
        self.parts().into_iter().for_each(|part| part.params(visit));
    }

    /// The conditions that must all hold: those joined by `and`, else the expression itself.
    #[must_use]
    pub fn clauses(&self) -> Vec<&Self> {
        match self {
            Self::And(a, b) => a.clauses().into_iter().chain(b.clauses()).collect(),
            other => vec![other],
        }
    }

    /// Whether `:asof` stands in it.
    #[must_use]
    pub fn asks_clock(&self) -> bool {
        *self == Self::Param(Param::AsOf) || self.parts().into_iter().any(Self::asks_clock)
    }
}

/// What names mean where an expression stands.
pub trait Scope {
    /// Type of a name, and whether it may be null.
    fn look_up(&self, name: &str) -> Option<(Type, bool)>;
    /// Every name, for "did you mean".
    fn names(&self) -> Vec<String>;
    /// Whether `:from`, `:to` and `:asof` are known here.
    fn has_params(&self) -> bool;
}

/// An error in an expression, at a line and column of its own text (from 1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExprError {
    /// Line in the expression.
    pub line: usize,
    /// Column in characters.
    pub column: usize,
    /// What is wrong.
    pub reason: String,
    /// What would be right.
    pub hint: Option<String>,
}

impl ExprError {
    /// Byte offset of the place in the expression's text.
    #[must_use]
    pub fn offset(&self, text: &str) -> usize {
        let line_start: usize =
            text.split_inclusive('\n').take(self.line.saturating_sub(1)).map(str::len).sum();
        let in_line: usize = text[line_start..]
            .chars()
            .take(self.column.saturating_sub(1))
            .map(char::len_utf8)
            .sum();
        line_start + in_line
    }
}

/// Binding strength, loosest first, to print no more parentheses than needed.
fn strength(expr: &Expr) -> u8 {
    match expr {
        Expr::Or(..) => 0,
        Expr::And(..) => 1,
        Expr::Not(_) => 2,
        Expr::Compare(..) | Expr::IsNull(..) | Expr::In(..) | Expr::Between(..) => 3,
        Expr::Add(..) | Expr::Sub(..) => 4,
        _ => 5,
    }
}

struct Printed<'a>(&'a Expr, u8);

impl fmt::Display for Printed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if strength(self.0) < self.1 { write!(f, "({})", self.0) } else { write!(f, "{}", self.0) }
    }
}

fn list(f: &mut fmt::Formatter<'_>, items: &[Expr]) -> fmt::Result {
    for (at, item) in items.iter().enumerate() {
        let comma = if at == 0 { "" } else { ", " };
        write!(f, "{comma}{item}")?;
    }
    Ok(())
}

/// Prints the expression as SQL that reads back to the same expression.
impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let not = |negated: bool| if negated { "not " } else { "" };
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Param(param) => f.write_str(param.name()),
            Self::Int(value) => write!(f, "{value}"),
            Self::Code { name, .. } => write!(f, "'{name}'"),
            Self::Flag(value) => write!(f, "{value}"),
            Self::Compare(op, a, b) => {
                let sign = match op {
                    Comparison::Equal => "=",
                    Comparison::NotEqual => "<>",
                    Comparison::Less => "<",
                    Comparison::LessOrEqual => "<=",
                    Comparison::Greater => ">",
                    Comparison::GreaterOrEqual => ">=",
                };
                write!(f, "{} {sign} {}", Printed(a, 4), Printed(b, 4))
            }
            Self::And(a, b) => write!(f, "{} and {}", Printed(a, 1), Printed(b, 2)),
            Self::Or(a, b) => write!(f, "{} or {}", Printed(a, 0), Printed(b, 1)),
            Self::Not(a) => write!(f, "not {}", Printed(a, 3)),
            Self::IsNull(a, negated) => write!(f, "{} is {}null", Printed(a, 4), not(*negated)),
            Self::In(a, items, negated) => {
                write!(f, "{} {}in (", Printed(a, 4), not(*negated))?;
                list(f, items)?;
                f.write_str(")")
            }
            Self::Between(a, low, high, negated) => {
                let (a, low, high) = (Printed(a, 4), Printed(low, 4), Printed(high, 4));
                write!(f, "{a} {}between {low} and {high}", not(*negated))
            }
            Self::Call(function, arguments) => {
                write!(f, "{}(", function.name())?;
                list(f, arguments)?;
                f.write_str(")")
            }
            Self::Add(a, b) => write!(f, "{} + {}", Printed(a, 4), Printed(b, 5)),
            Self::Sub(a, b) => write!(f, "{} - {}", Printed(a, 4), Printed(b, 5)),
        }
    }
}
