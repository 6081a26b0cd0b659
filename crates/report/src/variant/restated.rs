//! V. What changed in periods that were closed: told once, in the next report.

use chiso_scoring::agency::Agency;
use chiso_scoring::lang::Lang;
use chiso_scoring::period::Period;
use chiso_scoring::sheet::Sheet;
use rust_decimal::Decimal;

use super::Context;
use super::lines::heading;
use super::month::Month;
use super::names::{capital, item, place};
use super::phrases::{say, say_with};
use crate::model::{Align, Block, Cell, Column, Level, Row, Table};

/// A number of a closed period that is another one now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restated {
    /// The closed period.
    pub period: Period,
    /// Number of its closing.
    pub closing: u64,
    /// Code of the unit.
    pub agency: String,
    /// Code of the number: an indicator, a group, an axis, or `TOTAL`.
    pub place: String,
    /// Points as they were closed.
    pub before: Option<Decimal>,
    /// Points as they are now.
    pub after: Option<Decimal>,
    /// Why, as one sentence without a full stop.
    pub reason: String,
}

pub(super) fn section(month: &Month<'_>) -> Vec<Block> {
    of(month.sheet, month.own.agency, month.context)
}

/// The section for any report; nothing, if nothing was restated.
pub(super) fn of(sheet: &Sheet<'_>, own: &Agency, context: &Context) -> Vec<Block> {
    let restated = &context.restated;
    if restated.is_empty() {
        return Vec::new();
    }
    let count = restated.len().to_string();
    vec![
        heading(Level::Roman, say("heading-restated")),
        Block::Paragraph(say_with("restated", &[("count", &count)]).into()),
        Block::Table(Table {
            caption: say("table-restated"),
            short: say("short-restated"),
            columns: columns(),
            rows: restated.iter().map(|number| row(sheet, own, number)).collect(),
            join_missing: false,
        }),
    ]
}

fn columns() -> Vec<Column> {
    let column = |key, width, align| Column::new(say(key), width, align);
    vec![
        column("column-number", 6, Align::Center),
        column("column-unit", 21, Align::Left),
        column("column-item", 19, Align::Left),
        column("column-closing", 16, Align::Left),
        column("column-closed-points", 10, Align::Center),
        column("column-restated-points", 10, Align::Center),
        column("column-why", 20, Align::Left),
    ]
}

fn row(sheet: &Sheet<'_>, own: &Agency, number: &Restated) -> Row {
    let unit = sheet.tree.find(&number.agency, number.period).ok();
    let unit = match unit {
        Some(unit) if unit.code == own.code => capital(&place(unit)),
        Some(unit) => unit.name.clone(),
        None => number.agency.clone(),
    };
    let (closing, period) = (number.closing.to_string(), Lang::Vi.period(number.period));
    let closing = say_with("closing-of", &[("number", &closing), ("period", &period)]);
    let points = |points: Option<Decimal>| match points {
        Some(value) => Cell::Decimal { value, digits: 2 },
        None => Cell::missing(say("not-known")),
    };
    Row::Normal(vec![
        Cell::Ordinal,
        Cell::text(unit),
        Cell::text(item(sheet.rulebook(), &number.place)),
        Cell::text(closing),
        points(number.before),
        points(number.after),
        Cell::text(capital(&number.reason)),
    ])
}
