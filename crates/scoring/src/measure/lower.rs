//! From a rulebook's expression to [`Formulas`]: SQL's three-valued logic is resolved here, so that the
//! executors know only true and not true.
//!
//! A number becomes cases: guards that exclude each other, each with a linear value or null. "True" and
//! "false" of a condition are lowered apart; what is neither (null) counts as not true.

use super::formula::{Formulas, Id, Literal, PeriodPart, RowPart};
use super::shape::{Kept, Shape};
use crate::expr::{Comparison, Expr, Function, Param};

/// A linear value: columns, parameters and a constant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Linear {
    /// Columns.
    pub row: RowPart,
    /// Parameters and constant.
    pub period: PeriodPart,
}

impl Linear {
    fn of_column(column: usize) -> Self {
        Self { row: RowPart(vec![(column, 1)]), ..Self::default() }
    }

    fn of_constant(plus: i64) -> Self {
        Self { period: PeriodPart { plus, ..PeriodPart::default() }, ..Self::default() }
    }

    fn of_param(param: Param) -> Self {
        let mut period = PeriodPart::default();
        match param {
            Param::From => period.from = 1,
            Param::To => period.to = 1,
            Param::AsOf => period.asof = 1,
        }
        Self { row: RowPart::default(), period }
    }

    /// `self + sign × other`.
    fn plus(&self, sign: i64, other: &Self) -> Self {
        let mut row = self.row.clone();
        for (column, times) in &other.row.0 {
            match row.0.iter_mut().find(|(known, _)| known == column) {
                Some((_, known)) => *known += sign * times,
                None => row.0.push((*column, sign * times)),
            }
        }
        row.0.retain(|(_, times)| *times != 0);
        row.0.sort_unstable();
        let (a, b) = (self.period, other.period);
        let period = PeriodPart {
            from: a.from + sign * b.from,
            to: a.to + sign * b.to,
            asof: a.asof + sign * b.asof,
            plus: a.plus + sign * b.plus,
        };
        Self { row, period }
    }
}

/// One case of a number.
#[derive(Debug, Clone)]
pub struct Case {
    /// When it holds.
    pub when: Id,
    /// The value; `None` = null.
    pub value: Option<Linear>,
}

/// Lowers expressions over one entity.
pub struct Lower<'a> {
    /// Columns.
    pub shape: &'a Shape,
    /// Where nodes go.
    pub formulas: &'a mut Formulas,
}

impl Lower<'_> {
    /// When a condition is true (`wanted`), or false.
    pub fn truth(&mut self, expr: &Expr, wanted: bool) -> Id {
        match expr {
            Expr::Flag(value) => self.formulas.constant(*value == wanted),
            Expr::Name(name) => match self.shape.flag(name) {
                Some(flag) => self.formulas.literal(Literal::Flag(flag, wanted)),
                None => self.formulas.constant(false),
            },
            Expr::Not(inner) => self.truth(inner, !wanted),
            Expr::And(a, b) => self.both(a, b, wanted, wanted),
            Expr::Or(a, b) => self.both(a, b, wanted, !wanted),
            Expr::IsNull(inner, negated) => self.is_null(inner, *negated != wanted),
            Expr::Compare(op, a, b) => self.compare(*op, a, b, wanted),
            Expr::Between(value, low, high, negated) => {
                let wanted = wanted != *negated;
                let low = self.compare(Comparison::GreaterOrEqual, value, low, wanted);
                let high = self.compare(Comparison::LessOrEqual, value, high, wanted);
                if wanted { self.formulas.and(low, high) } else { self.formulas.or(low, high) }
            }
            Expr::In(value, items, negated) => self.among(value, items, wanted != *negated),
            _ => self.formulas.constant(false),
        }
    }

    /// Both conditions of that truth joined by "and" (or by "or").
    fn both(&mut self, a: &Expr, b: &Expr, wanted: bool, and: bool) -> Id {
        let (a, b) = (self.truth(a, wanted), self.truth(b, wanted));
        if and { self.formulas.and(a, b) } else { self.formulas.or(a, b) }
    }

    fn is_null(&mut self, expr: &Expr, wanted: bool) -> Id {
        let mut result = self.formulas.constant(false);
        for case in self.cases(expr) {
            if case.value.is_none() == wanted {
                result = self.formulas.or(result, case.when);
            }
        }
        result
    }

    fn among(&mut self, value: &Expr, items: &[Expr], wanted: bool) -> Id {
        if let Some((column, set)) = self.code_set(value, items) {
            let set = if wanted { set } else { !set };
            return self.formulas.literal(Literal::Among(column, set));
        }
        let mut result = self.formulas.constant(!wanted);
        for item in items {
            let one = self.compare(Comparison::Equal, value, item, wanted);
            result =
                if wanted { self.formulas.or(result, one) } else { self.formulas.and(result, one) };
        }
        result
    }

    /// A code column that is never null, beside plain codes below 64.
    fn code_set(&self, value: &Expr, items: &[Expr]) -> Option<(usize, u64)> {
        let Expr::Name(name) = value else { return None };
        let column = self.shape.number(name)?;
        let number = &self.shape.numbers[column];
        if number.kept != Kept::Code || number.null {
            return None;
        }
        let mut set = 0;
        for item in items {
            let Expr::Code { value: code @ 0..64, .. } = item else { return None };
            set |= 1 << code;
        }
        Some((column, set))
    }

    fn compare(&mut self, op: Comparison, a: &Expr, b: &Expr, wanted: bool) -> Id {
        if matches!(op, Comparison::Equal | Comparison::NotEqual) {
            let wanted = wanted == (op == Comparison::Equal);
            let one = self.code_set(a, std::slice::from_ref(b));
            if let Some((column, set)) = one.or_else(|| self.code_set(b, std::slice::from_ref(a))) {
                let set = if wanted { set } else { !set };
                return self.formulas.literal(Literal::Among(column, set));
            }
        }
        let (left, right) = (self.cases(a), self.cases(b));
        let mut result = self.formulas.constant(false);
        for one in &left {
            for other in &right {
                if let (Some(x), Some(y)) = (&one.value, &other.value) {
                    let when = self.formulas.and(one.when, other.when);
                    let holds = self.formulas.literal(comparison(op, x, y, wanted));
                    let both = self.formulas.and(when, holds);
                    result = self.formulas.or(result, both);
                }
            }
        }
        result
    }

    /// The cases of a number.
    pub fn cases(&mut self, expr: &Expr) -> Vec<Case> {
        match expr {
            Expr::Name(name) => self.column(name),
            Expr::Param(param) => self.always(Linear::of_param(*param)),
            Expr::Int(value) | Expr::Code { value, .. } => self.always(Linear::of_constant(*value)),
            Expr::Add(a, b) => self.sum(a, 1, b),
            Expr::Sub(a, b) => self.sum(a, -1, b),
            Expr::Call(function, arguments) => self.call(*function, arguments),
            _ => Vec::new(),
        }
    }

    fn always(&mut self, value: Linear) -> Vec<Case> {
        vec![Case { when: self.formulas.constant(true), value: Some(value) }]
    }

    fn column(&mut self, name: &str) -> Vec<Case> {
        let Some(column) = self.shape.number(name) else { return Vec::new() };
        let value = Linear::of_column(column);
        if !self.shape.numbers[column].null {
            return self.always(value);
        }
        let there = self.formulas.literal(Literal::Present(column, true));
        let missing = self.formulas.literal(Literal::Present(column, false));
        vec![Case { when: there, value: Some(value) }, Case { when: missing, value: None }]
    }

    fn sum(&mut self, a: &Expr, sign: i64, b: &Expr) -> Vec<Case> {
        let (left, right) = (self.cases(a), self.cases(b));
        let mut cases = Vec::new();
        for one in &left {
            for other in &right {
                let when = self.formulas.and(one.when, other.when);
                let value = one.value.as_ref().zip(other.value.as_ref());
                cases.push(Case { when, value: value.map(|(x, y)| x.plus(sign, y)) });
            }
        }
        cases
    }

    fn call(&mut self, function: Function, arguments: &[Expr]) -> Vec<Case> {
        let mut arguments = arguments.iter();
        let Some(first) = arguments.next() else { return Vec::new() };
        let mut cases = self.cases(first);
        for next in arguments {
            let next = self.cases(next);
            cases = match function {
                Function::Coalesce => self.coalesce(&cases, &next),
                Function::Least => self.choose(&cases, &next, Comparison::LessOrEqual),
                Function::Greatest => self.choose(&cases, &next, Comparison::GreaterOrEqual),
            };
        }
        cases
    }

    fn coalesce(&mut self, first: &[Case], second: &[Case]) -> Vec<Case> {
        let mut cases = Vec::new();
        for case in first {
            if case.value.is_some() {
                cases.push(case.clone());
                continue;
            }
            for other in second {
                let when = self.formulas.and(case.when, other.when);
                cases.push(Case { when, value: other.value.clone() });
            }
        }
        cases
    }

    /// The first where it stands `op` the second, else the second. Neither is ever null: the reader of
    /// rulebooks insists on that.
    fn choose(&mut self, first: &[Case], second: &[Case], op: Comparison) -> Vec<Case> {
        let mut cases = Vec::new();
        for one in first {
            for other in second {
                let when = self.formulas.and(one.when, other.when);
                let (Some(x), Some(y)) = (&one.value, &other.value) else { continue };
                let (yes, no) = (comparison(op, x, y, true), comparison(op, x, y, false));
                for (holds, value) in [(yes, x), (no, y)] {
                    let holds = self.formulas.literal(holds);
                    let when = self.formulas.and(when, holds);
                    cases.push(Case { when, value: Some(value.clone()) });
                }
            }
        }
        cases
    }
}

/// `a op b` is true (or false), as "row part at most (or equal) parameter part".
fn comparison(op: Comparison, a: &Linear, b: &Linear, wanted: bool) -> Literal {
    let at_most = |a: &Linear, b: &Linear, plus: i64| {
        // a + plus ≤ b  ⇔  row of (a − b) ≤ −(parameters of (a − b)) − plus
        let difference = a.plus(-1, b);
        let mut period = negated(difference.period);
        period.plus -= plus;
        Literal::AtMost(difference.row, period)
    };
    match (op, wanted) {
        (Comparison::Less, true) | (Comparison::GreaterOrEqual, false) => at_most(a, b, 1),
        (Comparison::LessOrEqual, true) | (Comparison::Greater, false) => at_most(a, b, 0),
        (Comparison::Greater, true) | (Comparison::LessOrEqual, false) => at_most(b, a, 1),
        (Comparison::GreaterOrEqual, true) | (Comparison::Less, false) => at_most(b, a, 0),
        (Comparison::Equal | Comparison::NotEqual, _) => {
            let difference = a.plus(-1, b);
            let is = (op == Comparison::Equal) == wanted;
            Literal::Equal(difference.row, negated(difference.period), is)
        }
    }
}

fn negated(period: PeriodPart) -> PeriodPart {
    let PeriodPart { from, to, asof, plus } = period;
    PeriodPart { from: -from, to: -to, asof: -asof, plus: -plus }
}
