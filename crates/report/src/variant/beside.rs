//! IV. in a report that counts for itself: what was published of the same period, and how far it is from that.

use chiso_scoring::agency::Agency;
use chiso_scoring::lang::Lang;
use chiso_scoring::sheet::{Place, Sheet};
use rust_decimal::Decimal;

use super::lines::heading;
use super::month::Month;
use super::names::{item, unit_name};
use super::phrases::{say, say_with};
use crate::model::{Align, Block, Cell, Column, Level, Row, Table};

/// One number that both sides have.
struct Pair {
    agency: String,
    place: Place,
    published: Decimal,
    counted: Decimal,
}

/// The section; nothing, if nothing was published, or all of it is the same.
pub(super) fn section(month: &Month<'_>, published: &Sheet<'_>) -> Vec<Block> {
    let pairs = pairs(month, published);
    let as_of = published.captured_at(&month.own.agency.code);
    let Some(as_of) = as_of.filter(|_| !pairs.is_empty()) else {
        return Vec::new();
    };
    let values = [
        ("count", pairs.len().to_string()),
        ("as_of", Lang::Vi.moment(month.context.as_of)),
        ("published_as_of", Lang::Vi.moment(as_of)),
    ];
    let values = values.each_ref().map(|(name, text)| (*name, text.as_str()));
    vec![
        heading(Level::Roman, say("heading-differences-counted")),
        Block::Paragraph(say_with("differences-counted", &values).into()),
        Block::Table(table(month, &pairs)),
    ]
}

/// How many numbers differ.
pub(super) fn count(month: &Month<'_>, published: &Sheet<'_>) -> usize {
    pairs(month, published).len()
}

/// The groups and the total of the agency, the totals of the units below it.
fn pairs(month: &Month<'_>, published: &Sheet<'_>) -> Vec<Pair> {
    let own = month.own.agency;
    let groups = (0..month.rulebook().groups.len()).map(Place::Group);
    let mut pairs: Vec<Pair> = groups
        .chain([Place::Total])
        .filter_map(|place| pair(month, published, own, place))
        .collect();
    let units = month.units().map(|unit| unit.agency).filter(|unit| unit.code != own.code);
    pairs.extend(units.filter_map(|unit| pair(month, published, unit, Place::Total)));
    pairs
}

fn pair(month: &Month<'_>, published: &Sheet<'_>, agency: &Agency, place: Place) -> Option<Pair> {
    let counted = place.of(&month.sheet.score(agency)).points?;
    let published = place.of(&published.score(agency)).points?;
    let agency = agency.code.clone();
    (counted != published).then_some(Pair { agency, place, published, counted })
}

fn table(month: &Month<'_>, pairs: &[Pair]) -> Table {
    Table {
        caption: say("table-differences-counted"),
        short: say("short-differences"),
        columns: columns(),
        rows: pairs.iter().map(|pair| row(month, pair)).collect(),
        join_missing: false,
    }
}

fn columns() -> Vec<Column> {
    let column = |key, width, align| Column::new(say(key), width, align);
    vec![
        column("column-number", 7, Align::Center),
        column("column-unit", 30, Align::Left),
        column("column-item", 24, Align::Left),
        column("column-published", 13, Align::Center),
        column("column-counted", 13, Align::Center),
        column("column-change", 13, Align::Center),
    ]
}

fn row(month: &Month<'_>, pair: &Pair) -> Row {
    let number = |value| Cell::Decimal { value, digits: 2 };
    Row::Normal(vec![
        Cell::Ordinal,
        Cell::text(unit_name(month, &pair.agency)),
        Cell::text(item(month.rulebook(), pair.place.code(month.rulebook()))),
        number(pair.published),
        number(pair.counted),
        Cell::Change { value: pair.counted - pair.published, digits: 2 },
    ])
}
