//! The columns: what each is computed from, under the rulebook of the page.

use chiso_scoring::by_procedure::Column as Counted;
use chiso_scoring::figure::{Figure, State};
use chiso_scoring::rulebook::{Rulebook, Unit};
use chiso_scoring::score::{IndicatorScore, Origin, Points};
use rust_decimal::Decimal;

/// What a column shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shows {
    /// A count.
    Count(Option<Counted>),
    /// One count over another.
    Ratio(Option<(Counted, Counted)>, Unit),
}

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Column {
    /// Its name in addresses; the key of its title is `tthc-` and this.
    pub key: &'static str,
    pub shows: Shows,
    /// The count it rests on: where that is small, the column is withheld.
    pub base: Option<Counted>,
    /// Whether the least is the worst, and comes first.
    pub least_first: bool,
}

/// What a line has in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value {
    Count(i64),
    /// Value to two decimals, and what it was computed from.
    Ratio(Decimal, i64, i64),
    Missing,
}

impl Column {
    /// The columns of an indicator, or the usual ones; measures that the rulebook lacks are missing.
    pub fn all(rulebook: &Rulebook, indicator: Option<usize>) -> Vec<Self> {
        match indicator {
            Some(at) => of_indicator(rulebook, at),
            None => usual(rulebook),
        }
    }

    /// The numbers it needs.
    pub fn needs(&self) -> impl Iterator<Item = Counted> {
        let shown = match self.shows {
            Shows::Count(one) => [one, None],
            Shows::Ratio(pair, _) => [pair.map(|(top, _)| top), pair.map(|(_, bottom)| bottom)],
        };
        shown.into_iter().flatten()
    }

    /// What it shows of a line's numbers.
    pub fn value(&self, of: &dyn Fn(Counted) -> Option<i64>) -> Value {
        match self.shows {
            Shows::Count(one) => one.and_then(of).map_or(Value::Missing, Value::Count),
            Shows::Ratio(pair, unit) => {
                let found = pair.and_then(|(top, bottom)| Some((of(top)?, of(bottom)?)));
                let rate = |(top, bottom)| Some((rate(top, bottom, unit)?, top, bottom));
                let ratio = |(value, top, bottom)| Value::Ratio(value, top, bottom);
                found.and_then(rate).map_or(Value::Missing, ratio)
            }
        }
    }
}

impl Value {
    /// What lines are ordered by.
    pub fn size(self) -> Option<Decimal> {
        match self {
            Self::Count(count) => Some(Decimal::from(count)),
            Self::Ratio(value, ..) => Some(value),
            Self::Missing => None,
        }
    }
}

fn usual(rulebook: &Rulebook) -> Vec<Column> {
    let measure = |id: &str| {
        rulebook.measures.iter().position(|measure| measure.id == id).map(Counted::Measure)
    };
    let count = |key, id: &str, base: &str| Column {
        key,
        shows: Shows::Count(measure(id)),
        base: measure(base),
        least_first: false,
    };
    let ratio = |key, top: &str, bottom: &str, unit| Column {
        key,
        shows: Shows::Ratio(measure(top).zip(measure(bottom)), unit),
        base: measure(bottom),
        least_first: unit == Unit::Percent,
    };
    vec![
        count("received", "received", "received"),
        count("handled", "handled", "handled"),
        count("handled-on-time", "handled_on_time", "handled"),
        ratio("on-time-rate", "handled_on_time", "handled", Unit::Percent),
        count("overdue", "overdue", "handled"),
        ratio("mean-days", "finished_seconds", "finished", Unit::Days),
        ratio("online-rate", "dossiers_online", "received", Unit::Percent),
        ratio("paid-rate", "dossiers_paid_online", "dossiers_with_fee", Unit::Percent),
    ]
}

fn of_indicator(rulebook: &Rulebook, at: usize) -> Vec<Column> {
    let (top, bottom) = (Counted::Numerator(at), Counted::Denominator(at));
    let unit = rulebook.indicators[at].unit;
    let column = |key, shows| Column {
        key,
        shows,
        base: Some(bottom),
        least_first: key == "rate" && unit == Unit::Percent,
    };
    vec![
        column("numerator", Shows::Count(Some(top))),
        column("denominator", Shows::Count(Some(bottom))),
        column("rate", Shows::Ratio(Some((top, bottom)), unit)),
    ]
}

/// A ratio in its unit, to two decimals, as everywhere else; of nothing there is none.
fn rate(numerator: i64, denominator: i64, unit: Unit) -> Option<Decimal> {
    let figure = Some(Figure::of_counts(numerator, denominator)).filter(|_| denominator != 0);
    let result = Points { points: None, state: State::Value, origin: Origin::Counts };
    IndicatorScore { result, figure }.rate(unit)
}
