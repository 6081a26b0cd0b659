//! Numbers by procedure, or by unit and procedure.

use chiso_scoring::by_procedure::{Column, Line as Counted, Table, by_procedure};
use chiso_scoring::figure::Figure;
use chiso_scoring::figure::State;
use chiso_scoring::rulebook::{Rulebook, Unit};
use chiso_scoring::score::{IndicatorScore, Origin, Points};

use super::{Ground, scope_code};
use crate::wire::procedures::{ByProcedure, Line, Number};

/// The usual columns: measures of the work of a unit, the volume last. A rulebook that lacks one shows
/// nothing there.
const USUAL: [&str; 11] = [
    "received",
    "handled_on_time",
    "overdue",
    "finished",
    "finished_seconds",
    "dossiers_online",
    "dossiers_with_fee",
    "dossiers_paid_online",
    "with_result",
    "in_progress",
    "handled",
];

/// Names of the columns shown by default, in their order.
pub const COLUMNS: [&str; 9] = [
    "handled",
    "handled_on_time",
    "overdue",
    "mean_days",
    "received",
    "dossiers_online",
    "dossiers_paid_online",
    "with_result",
    "in_progress",
];

/// Names of the columns of one indicator.
pub const OF_INDICATOR: [&str; 3] = ["numerator", "denominator", "rate"];

/// Which lines of it.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// Lines before it.
    pub offset: usize,
    /// Most lines.
    pub limit: usize,
}

/// The table of an agency; [`None`] for an indicator that is no ratio of counts.
#[must_use]
pub fn table(
    ground: Ground<'_>,
    indicator: Option<usize>,
    units: bool,
    part: Part,
) -> Option<ByProcedure> {
    let rulebook = ground.rulebook;
    let shape = Shape::new(rulebook, indicator);
    let live = ground.standing.live();
    let table = by_procedure(live, &rulebook.id, ground.asked(), &shape.columns, units)?;
    let Table { lines, total, left } = &table;
    let shown = lines.iter().skip(part.offset).take(part.limit);
    let whole = |numbers: &[i64], ratios: bool| Line {
        agency: None,
        procedure: None,
        numbers: shape.numbers(rulebook, numbers, ratios),
    };
    let end = part.offset.saturating_add(part.limit);
    Some(ByProcedure {
        heading: ground.heading(),
        agency: ground.agency.code.clone(),
        name: ground.agency.name.clone(),
        scope: scope_code(ground.scope),
        indicator: indicator.map(|at| rulebook.indicators[at].code.clone()),
        columns: shape.names(),
        count: lines.len(),
        rows: shown.map(|line| shape.line(rulebook, line)).collect(),
        left: whole(left, false),
        total: whole(total, true),
        next: (end < lines.len()).then_some(end),
    })
}

/// Which numbers are asked for, and what is shown of them.
struct Shape {
    indicator: Option<usize>,
    columns: Vec<Column>,
    /// Of the usual columns: where each stands in `columns`.
    places: Vec<Option<usize>>,
}

impl Shape {
    fn new(rulebook: &Rulebook, indicator: Option<usize>) -> Self {
        if let Some(at) = indicator {
            let columns = vec![Column::Numerator(at), Column::Denominator(at)];
            return Self { indicator, columns, places: Vec::new() };
        }
        let (mut columns, mut places) = (Vec::new(), Vec::new());
        for id in USUAL {
            let at = rulebook.measures.iter().position(|measure| measure.id == id);
            places.push(at.map(|_| columns.len()));
            columns.extend(at.map(Column::Measure));
        }
        Self { indicator, columns, places }
    }

    fn names(&self) -> Vec<String> {
        let names: &[&str] = if self.indicator.is_some() { &OF_INDICATOR } else { &COLUMNS };
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn line(&self, rulebook: &Rulebook, line: &Counted) -> Line {
        Line {
            agency: line.agency.clone(),
            procedure: Some(line.procedure.clone()).filter(|code| !code.is_empty()),
            numbers: self.numbers(rulebook, &line.numbers, true),
        }
    }

    /// The numbers as shown; what is left over of sums has no ratio.
    fn numbers(&self, rulebook: &Rulebook, numbers: &[i64], ratios: bool) -> Vec<Number> {
        let at = |at: usize| numbers.get(at).copied();
        if let Some(indicator) = self.indicator {
            let unit = rulebook.indicators[indicator].unit;
            let rate = rate(at(0), at(1), unit).filter(|_| ratios);
            return vec![count(at(0)), count(at(1)), decimal(rate)];
        }
        let of = |id: &str| {
            let place = USUAL.iter().position(|usual| *usual == id)?;
            at(self.places.get(place).copied().flatten()?)
        };
        let mean = rate(of("finished_seconds"), of("finished"), Unit::Days).filter(|_| ratios);
        let number = |name: &&str| match *name {
            "mean_days" => decimal(mean.clone()),
            id => count(of(id)),
        };
        COLUMNS.iter().map(number).collect()
    }
}

fn count(count: Option<i64>) -> Number {
    count.map_or(Number::Missing(None), Number::Count)
}

fn decimal(text: Option<String>) -> Number {
    text.map_or(Number::Missing(None), Number::Decimal)
}

/// A ratio in its unit, to two decimals, as everywhere else.
fn rate(numerator: Option<i64>, denominator: Option<i64>, unit: Unit) -> Option<String> {
    let figure = Some(Figure::of_counts(numerator?, denominator?));
    let result = Points { points: None, state: State::Value, origin: Origin::Counts };
    IndicatorScore { result, figure }.rate(unit).map(|rate| rate.to_string())
}
