//! IV. What was published and does not follow from what was published with it.

use chiso_scoring::differences::{Difference, Kind, differences};
use chiso_scoring::explain::formula;
use chiso_scoring::lang::Lang;
use chiso_scoring::round::half_up_decimal;
use chiso_scoring::rulebook::Status;
use chiso_scoring::score::Origin;
use chiso_scoring::sheet::{Place, Sheet};

use super::beside;
use super::lines::heading;
use super::month::Month;
use super::names::{capital, item, unit_name};
use super::phrases::{say, say_with};
use crate::model::{Align, Block, Cell, Column, Level, Row, Table};

/// No source prints more decimals than that.
const MOST_DIGITS: u32 = 6;

pub(super) fn section(month: &Month<'_>) -> Vec<Block> {
    if let Some(published) = month.published {
        return beside::section(month, published);
    }
    if month.differences.is_empty() {
        return Vec::new();
    }
    let count = month.differences.len().to_string();
    let status = match month.rulebook().status {
        Status::Official => "official",
        Status::Unofficial => "unofficial",
    };
    let text = say_with("differences", &[("count", &count), ("status", status)]);
    vec![
        heading(Level::Roman, say("heading-differences")),
        Block::Paragraph(text.into()),
        Block::Table(table(month)),
    ]
}

/// The differences of some agencies, in the order of their codes here.
pub(super) fn of(sheet: &Sheet<'_>, codes: &[&str]) -> Vec<Difference> {
    let place = |difference: &Difference| codes.iter().position(|code| *code == difference.agency);
    let mut found = differences(sheet);
    found.retain(|difference| place(difference).is_some());
    found.sort_by_key(place);
    found
}

fn table(month: &Month<'_>) -> Table {
    let found = &month.differences;
    let digits = digits(found);
    Table {
        caption: say("table-differences"),
        short: say("short-differences"),
        columns: columns(),
        rows: found.iter().map(|difference| row(month, difference, digits)).collect(),
        join_missing: false,
    }
}

/// Two decimals, or as many as it takes to see every difference.
fn digits(found: &[Difference]) -> u32 {
    let seen = |digits: &u32| {
        let shown = |value| half_up_decimal(value, *digits);
        found.iter().all(|found| shown(found.published) != shown(found.recomputed))
    };
    (2..=MOST_DIGITS).find(seen).unwrap_or(MOST_DIGITS)
}

fn columns() -> Vec<Column> {
    let column = |key, width, align| Column::new(say(key), width, align);
    vec![
        column("column-number", 6, Align::Center),
        column("column-unit", 23, Align::Left),
        column("column-item", 22, Align::Left),
        column("column-measure", 7, Align::Center),
        column("column-published", 12, Align::Center),
        column("column-recomputed", 12, Align::Center),
        column("column-rule", 20, Align::Left),
    ]
}

fn row(month: &Month<'_>, difference: &Difference, digits: u32) -> Row {
    let name = unit_name(month, &difference.agency);
    let measure = match difference.kind {
        Kind::Rate => "measured-percent",
        _ => "measured-points",
    };
    let (rulebook, number) = (month.rulebook(), |value| Cell::Decimal { value, digits });
    Row::Normal(vec![
        Cell::Ordinal,
        Cell::text(name),
        Cell::text(item(rulebook, &difference.code)),
        Cell::text(say(measure)),
        number(difference.published),
        number(difference.recomputed),
        Cell::text(capital(&rule(month, difference))),
    ])
}

/// The rule in words, without codes.
fn rule(month: &Month<'_>, difference: &Difference) -> String {
    let rulebook = month.rulebook();
    let place = Place::find(rulebook, &difference.code);
    match (difference.kind, place) {
        (Kind::Rate, Some(Place::Indicator(at))) => {
            formula(rulebook, &rulebook.indicators[at], Lang::Vi).unwrap_or_default()
        }
        (Kind::Group, Some(Place::Group(_))) if difference.from != Origin::Rate => {
            say("sum-of-indicators")
        }
        (Kind::Group, Some(Place::Axis(_))) | (Kind::Total | Kind::Nation, _) => {
            say("sum-of-groups")
        }
        _ => difference.rule.0.clone(),
    }
}
