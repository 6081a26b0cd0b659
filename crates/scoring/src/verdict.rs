//! Why one row is counted or not: known, placed, and each clause of the `where` with what it saw. Judged by
//! the oracle's evaluator over the very values that were counted.

use crate::calendar::Calendar;
use crate::dossier::{Hold, Seconds};
use crate::expr::{Columns, Entity, Expr, Param, Scope as _, Type};
use crate::measure::Scope;
use crate::measure::live::Live;
use crate::measure::opened::Side;
use crate::oracle::eval::{Moments, eval};
use crate::period::Period;
use crate::rulebook::{Count, Measure, MeasureRule, Rulebook};
use crate::standing::Standing;

/// Whose number it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked<'a> {
    /// Code of the agency.
    pub agency: &'a str,
    /// Period.
    pub period: Period,
    /// With what is below it, or without.
    pub scope: Scope,
}

/// Why a row is counted by a measure, or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing is known of it.
    Unknown,
    /// It is kept but not counted anywhere yet.
    Held(Hold),
    /// It was judged.
    Judged(Judgement),
}

/// Where a row counts in a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Placed {
    /// For the agency asked about.
    Here,
    /// For another agency: its code.
    Elsewhere(String),
    /// Nowhere: it was sent under a code that no agency has in the period.
    Nowhere(String),
}

/// A judged row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// Where it counts.
    pub placed: Placed,
    /// The conditions, all of which must hold.
    pub clauses: Vec<Clause>,
    /// What it adds, where a sum is asked for.
    pub amount: Option<i64>,
    /// Where distinct procedures are counted.
    pub procedure: Option<Counting>,
}

/// A procedure that is counted once, however many rows have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counting {
    /// The row's procedure; [`None`] if it has none.
    pub code: Option<String>,
    /// Rows of the agency that make the procedure count, by key.
    pub through: Vec<u32>,
}

/// A condition and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// The condition as the rulebook words it.
    pub text: String,
    /// Whether it holds; [`None`] where a missing value leaves it open, which does not count.
    pub holds: Option<bool>,
    /// The values it saw: columns, then parameters.
    pub values: Vec<Value>,
}

/// A value that a condition saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// Name of the column or parameter.
    pub name: String,
    /// What it was.
    pub seen: Seen,
}

/// What a condition saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// Nothing was stated.
    Missing,
    /// Yes or no.
    Flag(bool),
    /// A number.
    Number(i64),
    /// A moment.
    Moment(Seconds),
    /// A code by its published name.
    Code(String),
}

impl Judgement {
    /// Whether every condition holds for the row itself.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.clauses.iter().all(|clause| clause.holds == Some(true))
    }

    /// Whether the number counts it: the row, or where distinct procedures are counted, its procedure,
    /// be it through another row.
    #[must_use]
    pub fn counted(&self) -> bool {
        match &self.procedure {
            Some(counting) => !counting.through.is_empty(),
            None => self.placed == Placed::Here && self.holds(),
        }
    }
}

impl Verdict {
    /// Whether the number counts it.
    #[must_use]
    pub fn counted(&self) -> bool {
        matches!(self, Self::Judged(judgement) if judgement.counted())
    }
}

/// One measure of a side of an indicator, with what it says of a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Leaf<'a> {
    /// The measure.
    pub measure: &'a Measure,
    /// Whether it is taken away.
    pub minus: bool,
    /// What it says.
    pub verdict: Verdict,
}

/// What a side of an indicator says of a row.
#[derive(Debug, Clone, PartialEq)]
pub struct SideVerdict<'a> {
    /// The measures over rows of this kind that the side is made of.
    pub leaves: Vec<Leaf<'a>>,
    /// Whether the side counts the row: added and not taken away again.
    pub counted: bool,
}

/// Judges rows of one standing.
#[derive(Debug, Clone, Copy)]
pub struct Judge<'a> {
    /// How everything stands.
    pub standing: &'a Standing,
    /// The catalogue of columns.
    pub columns: &'a Columns,
    /// The calendar.
    pub calendar: &'a Calendar,
    /// Whose numbers.
    pub asked: Asked<'a>,
}

impl Judge<'_> {
    /// Why a row is counted by a measure or not; [`None`] for a measure that is computed from others, and
    /// for agencies' own figures.
    #[must_use]
    pub fn measure(&self, measure: &Measure, key: u32) -> Option<Verdict> {
        let MeasureRule::Rows { of, condition, count, sum } = &measure.rule else { return None };
        let live = self.standing.live();
        let Some(row) = live.peek(*of, key) else {
            return (*of != Entity::Agency).then(|| self.absent(*of, key));
        };
        let moments = Moments::of(self.asked.period, live.now(), self.calendar);
        let sight = Sight { live, columns: self.columns, entity: *of, moments, key };
        let placed = placed(live, row.unit, self.asked);
        let clauses = self.clauses(measure, key);
        let amount = sum.as_ref().map(|sum| sight.number(sum).unwrap_or(0));
        let distinct = sum.is_none() && *count == Count::Procedures;
        let procedure = distinct.then(|| self.counting(condition, *of, row.procedure));
        Some(Verdict::Judged(Judgement { placed, clauses, amount, procedure }))
    }

    /// The conditions of a measure over rows with what became of them for a row; none of a row that is not
    /// there, and of a measure that is computed from others.
    #[must_use]
    pub fn clauses(&self, measure: &Measure, key: u32) -> Vec<Clause> {
        let MeasureRule::Rows { of, condition, .. } = &measure.rule else { return Vec::new() };
        let live = self.standing.live();
        if live.peek(*of, key).is_none() {
            return Vec::new();
        }
        let moments = Moments::of(self.asked.period, live.now(), self.calendar);
        let sight = Sight { live, columns: self.columns, entity: *of, moments, key };
        condition.clauses().into_iter().map(|part| sight.clause(part)).collect()
    }

    /// A column of a row as a condition sees it.
    #[must_use]
    pub fn seen(&self, of: Entity, key: u32, column: &str) -> Seen {
        seen(self.standing.live(), self.columns, of, key, column)
    }

    fn absent(&self, of: Entity, key: u32) -> Verdict {
        let hold = self.standing.hold(key).filter(|_| of == Entity::Dossier);
        hold.map_or(Verdict::Unknown, Verdict::Held)
    }

    /// The rows of the agency that make a procedure count.
    fn counting(&self, condition: &Expr, of: Entity, procedure: u32) -> Counting {
        let (live, asked) = (self.standing.live(), self.asked);
        let code = live.procedure_name(procedure);
        if code.is_empty() {
            return Counting { code: None, through: Vec::new() };
        }
        let query = crate::measure::query::Query::new(self.columns, of, &[condition]);
        let rows = live.rows_where(&query, asked.agency, asked.period, asked.scope);
        let keys = rows.into_iter().map(|(key, _)| key);
        let same = |key: &u32| live.peek(of, *key).is_some_and(|row| row.procedure == procedure);
        let mut through: Vec<u32> = keys.filter(same).collect();
        through.sort_unstable();
        Counting { code: Some(code.to_owned()), through }
    }

    /// What a side of an indicator says of a row of some kind.
    #[must_use]
    pub fn side<'r>(
        &self,
        rulebook: &'r Rulebook,
        indicator: usize,
        side: Side,
        of: Entity,
        key: u32,
    ) -> SideVerdict<'r> {
        let Asked { agency, period, scope } = self.asked;
        let live = self.standing.live();
        let parts = live.leaves(&rulebook.id, indicator, side, agency, period, scope);
        let mut times = 0;
        let mut leaves = Vec::new();
        for (at, minus) in parts {
            let Some(measure) = rulebook.measures.get(at).filter(|measure| is_of(measure, of))
            else {
                continue;
            };
            let Some(verdict) = self.measure(measure, key) else { continue };
            if verdict.counted() {
                times += if minus { -1 } else { 1 };
            }
            leaves.push(Leaf { measure, minus, verdict });
        }
        SideVerdict { leaves, counted: times > 0 }
    }
}

fn is_of(measure: &Measure, entity: Entity) -> bool {
    matches!(&measure.rule, MeasureRule::Rows { of, .. } if *of == entity)
}

/// Where the rows of a unit count.
fn placed(live: &Live, unit: u32, asked: Asked<'_>) -> Placed {
    let path = live.path(unit, asked.period);
    let Some(lowest) = path.first() else {
        return Placed::Nowhere(live.agency_name(unit).to_owned());
    };
    let here = match asked.scope {
        Scope::Own => *lowest == asked.agency,
        Scope::Subtree => path.contains(&asked.agency),
    };
    if here { Placed::Here } else { Placed::Elsewhere((*lowest).to_owned()) }
}

/// One row as conditions see it.
struct Sight<'a> {
    live: &'a Live,
    columns: &'a Columns,
    entity: Entity,
    moments: Moments,
    key: u32,
}

impl Sight<'_> {
    fn clause(&self, condition: &Expr) -> Clause {
        let mut values: Vec<Value> = Vec::new();
        condition.names(&mut |name| {
            if !values.iter().any(|value| value.name == name) {
                values.push(Value { name: name.to_owned(), seen: self.seen(name) });
            }
        });
        condition.params(&mut |param| {
            if !values.iter().any(|value| value.name == param.name()) {
                let seen = Seen::Moment(self.moment(param));
                values.push(Value { name: param.name().to_owned(), seen });
            }
        });
        let holds = self.eval(condition).map(|truth| truth == 1);
        Clause { text: condition.to_string(), holds, values }
    }

    fn moment(&self, param: Param) -> Seconds {
        match param {
            Param::From => self.moments.from,
            Param::To => self.moments.to,
            Param::AsOf => self.moments.asof,
        }
    }

    fn number(&self, expr: &Expr) -> Option<i64> {
        i64::try_from(self.eval(expr)?).ok()
    }

    fn eval(&self, expr: &Expr) -> Option<i128> {
        let value = |name: &str| self.live.value(self.entity, self.key, name).map(i128::from);
        eval(expr, &value, Some(&self.moments))
    }

    fn seen(&self, name: &str) -> Seen {
        seen(self.live, self.columns, self.entity, self.key, name)
    }
}

fn seen(live: &Live, columns: &Columns, of: Entity, key: u32, name: &str) -> Seen {
    let Some(value) = live.value(of, key, name) else { return Seen::Missing };
    match columns.of(of).look_up(name).map(|(kind, _)| kind) {
        Some(Type::Flag) => Seen::Flag(value == 1),
        Some(Type::Time) => Seen::Moment(value),
        Some(Type::Code(codes)) => {
            let known = codes.into_iter().find(|(_, code)| *code == value);
            known.map_or(Seen::Number(value), |(name, _)| Seen::Code(name))
        }
        _ => Seen::Number(value),
    }
}
