//! Expressions by the book: SQL's three-valued logic, NULL as `None`, true and false as 1 and 0.

use super::Row;
use crate::calendar::Calendar;
use crate::dossier::Seconds;
use crate::expr::{Comparison, Expr, Function, Param};
use crate::period::Period;

/// The parameters of a period.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moments {
    pub(crate) from: Seconds,
    pub(crate) to: Seconds,
    pub(crate) asof: Seconds,
}

impl Moments {
    pub(crate) fn of(period: Period, now: Seconds, calendar: &Calendar) -> Self {
        let from = calendar.day_start(period.first());
        let to = calendar.day_end(period.last()) + 1;
        Self { from, to, asof: now.min(to) }
    }

    /// Whether a condition is true of a row; NULL is not true.
    pub(super) fn holds(&self, condition: &Expr, row: &Row) -> bool {
        self.number(condition, row) == Some(1)
    }

    /// Value of an expression over a row.
    pub(super) fn number(&self, expr: &Expr, row: &Row) -> Option<i128> {
        let column = |name: &str| row.columns.get(name).copied().flatten().map(i128::from);
        eval(expr, &column, Some(self))
    }
}

/// Evaluates an expression; `name` gives the value of a name.
pub(crate) fn eval(
    expr: &Expr,
    name: &dyn Fn(&str) -> Option<i128>,
    moments: Option<&Moments>,
) -> Option<i128> {
    let of = |inner: &Expr| eval(inner, name, moments);
    match expr {
        Expr::Name(id) => name(id),
        Expr::Param(param) => moments.map(|moments| {
            i128::from(match param {
                Param::From => moments.from,
                Param::To => moments.to,
                Param::AsOf => moments.asof,
            })
        }),
        Expr::Int(value) | Expr::Code { value, .. } => Some(i128::from(*value)),
        Expr::Flag(flag) => truth(*flag),
        Expr::Compare(op, a, b) => compare(*op, of(a), of(b)),
        Expr::And(a, b) => and(of(a), of(b)),
        Expr::Or(a, b) => not(and(not(of(a)), not(of(b)))),
        Expr::Not(a) => not(of(a)),
        Expr::IsNull(a, negated) => truth(of(a).is_none() != *negated),
        Expr::In(a, list, negated) => {
            let a = of(a);
            let equal = list.iter().map(|item| compare(Comparison::Equal, a, of(item)));
            let found = equal.fold(truth(false), |so_far, one| not(and(not(so_far), not(one))));
            if *negated { not(found) } else { found }
        }
        Expr::Between(a, low, high, negated) => {
            let a = of(a);
            let above = compare(Comparison::GreaterOrEqual, a, of(low));
            let found = and(above, compare(Comparison::LessOrEqual, a, of(high)));
            if *negated { not(found) } else { found }
        }
        // Their arguments are never NULL: the reader of rulebooks insists on it.
        Expr::Call(function, arguments) => {
            let mut values = arguments.iter().filter_map(of);
            match function {
                Function::Coalesce => values.next(),
                Function::Least => values.min(),
                Function::Greatest => values.max(),
            }
        }
        Expr::Add(a, b) => Some(of(a)? + of(b)?),
        Expr::Sub(a, b) => Some(of(a)? - of(b)?),
    }
}

fn truth(flag: bool) -> Option<i128> {
    Some(i128::from(flag))
}

fn not(a: Option<i128>) -> Option<i128> {
    a.map(|a| 1 - a)
}

/// False if either is, else NULL if either is, else true.
fn and(a: Option<i128>, b: Option<i128>) -> Option<i128> {
    match (a, b) {
        (Some(0), _) | (_, Some(0)) => truth(false),
        (None, _) | (_, None) => None,
        _ => truth(true),
    }
}

fn compare(op: Comparison, a: Option<i128>, b: Option<i128>) -> Option<i128> {
    let (a, b) = (a?, b?);
    truth(match op {
        Comparison::Equal => a == b,
        Comparison::NotEqual => a != b,
        Comparison::Less => a < b,
        Comparison::LessOrEqual => a <= b,
        Comparison::Greater => a > b,
        Comparison::GreaterOrEqual => a >= b,
    })
}

/// A tally that does not fit is the nearest that does.
pub(super) fn saturated(value: i128) -> i64 {
    i64::try_from(value).unwrap_or(if value < 0 { i64::MIN } else { i64::MAX })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expr::{Columns, Entity, Type, read};
    use rstest::rstest;

    const TRUE: Option<i128> = Some(1);
    const FALSE: Option<i128> = Some(0);

    /// A publication decided at 10, due at 30, not yet public; the period runs from 5 to 25, seen at 20.
    #[rstest]
    #[case("decided_at = :from + 5", TRUE)]
    #[case("decided_at <> :from + 5", FALSE)]
    #[case("public_at < :to", None)]
    #[case("not public_at < :to", None)]
    #[case("public_at is null", TRUE)]
    #[case("public_at is not null", FALSE)]
    #[case("public_at < :to and decided_at > :to", FALSE)]
    #[case("public_at < :to and decided_at < :to", None)]
    #[case("public_at < :to or decided_at < :to", TRUE)]
    #[case("public_at < :to or decided_at > :to", None)]
    #[case("coalesce(public_at, :asof) > public_due_at", FALSE)]
    #[case("coalesce(public_at, :asof) >= :from + 15", TRUE)]
    #[case("coalesce(public_at, public_at) = decided_at", None)]
    #[case("decided_at between :from and :to", TRUE)]
    #[case("decided_at not between :from and :to", FALSE)]
    #[case("decided_at between decided_at and decided_at", TRUE)]
    #[case("decided_at between public_at and :to", None)]
    #[case("public_due_at between public_at and :to", FALSE)]
    #[case("public_due_at not between public_at and :to", TRUE)]
    #[case("decided_at in (:from, decided_at)", TRUE)]
    #[case("decided_at in (:from, public_at)", None)]
    #[case("decided_at not in (:from, public_at)", None)]
    #[case("decided_at in (decided_at, public_at)", TRUE)]
    #[case("decided_at not in (:from, :to)", TRUE)]
    #[case("public_at + 1 < :to", None)]
    #[case("public_due_at - decided_at = 20", TRUE)]
    fn conditions_follow_sql(#[case] text: &str, #[case] wanted: Option<i128>) {
        let columns = Columns::embedded();
        let scope = columns.of(Entity::Publication);
        let row = Row {
            key: "H55 1045/QĐ-UBND 1.004222".to_owned(),
            agency: "H55".to_owned(),
            procedure: None,
            columns: [
                ("decided_at", Some(10)),
                ("announce_due_at", Some(12)),
                ("public_at", None),
                ("public_due_at", Some(30)),
            ]
            .into(),
        };
        let moments = Moments { from: 5, to: 25, asof: 20 };
        let expr = read(text, &scope, &Type::Flag).unwrap();
        assert_eq!(moments.number(&expr, &row), wanted);
        assert_eq!(moments.holds(&expr, &row), wanted == TRUE);
    }

    #[rstest]
    #[case(i128::from(i64::MAX), i64::MAX)]
    #[case(i128::from(i64::MAX) + 1, i64::MAX)]
    #[case(i128::from(i64::MIN) - 1, i64::MIN)]
    fn a_tally_stays_within_its_bounds(#[case] value: i128, #[case] wanted: i64) {
        assert_eq!(saturated(value), wanted);
    }
}
