//! The tables of rates: units level by level, best first, those without a figure last.

use super::month::{Block, Month, Unit};
use super::phrases::say;
use super::reading::Reading;
use chiso_scoring::collate::Name;

use crate::model::{Align, Cell, Column, Row, Table};
use crate::outline::roman;

/// A table of one rate. `caption` and `short` are keys of phrases.
pub(super) fn table(
    month: &Month<'_>,
    caption: &str,
    short: &str,
    read: impl Fn(&Unit<'_>) -> Reading,
) -> Table {
    let blocks = month.blocks.iter().map(|block| (block, rows(block, &read)));
    Table {
        caption: say(caption),
        short: say(short),
        columns: columns("column-rate"),
        rows: sections(blocks),
        join_missing: true,
    }
}

/// STT, name, one figure. The last is wide enough to say on one line why there is none.
pub(super) fn columns(figure: &str) -> Vec<Column> {
    vec![
        Column::new(say("column-number"), 7, Align::Center),
        Column::new(say("column-name"), 54, Align::Left),
        Column::new(say(figure), 39, Align::Center),
    ]
}

/// The rows of each level under its title; levels without rows are left out.
pub(super) fn sections<'b, 'm: 'b>(
    blocks: impl Iterator<Item = (&'b Block<'m>, Vec<Row>)>,
) -> Vec<Row> {
    let filled = blocks.filter(|(_, rows)| !rows.is_empty());
    let numbered = filled.zip(1..).map(|((block, rows), number)| {
        let (mark, title) = (roman(number), block.title.clone());
        std::iter::once(Row::Section { mark, title }).chain(rows)
    });
    numbered.flatten().collect()
}

/// A numbered row.
pub(super) fn row(unit: &Unit<'_>, cells: impl IntoIterator<Item = Cell>) -> Row {
    let named = [Cell::Ordinal, Cell::text(unit.name())];
    Row::Normal(named.into_iter().chain(cells).collect())
}

fn rows(block: &Block<'_>, read: impl Fn(&Unit<'_>) -> Reading) -> Vec<Row> {
    let mut rates: Vec<(&Unit<'_>, Reading)> =
        block.units.iter().map(|unit| (unit, read(unit))).collect();
    rates.sort_by_cached_key(|(unit, rate)| {
        (rate.gap(), std::cmp::Reverse(rate.percent), Name(unit.name()))
    });
    rates.into_iter().map(|(unit, rate)| row(unit, [cell(rate)])).collect()
}

/// A rate with two decimals, or why there is none.
pub(super) fn cell(rate: Reading) -> Cell {
    match (rate.gap(), rate.percent) {
        (None, Some(value)) => Cell::Decimal { value, digits: 2 },
        (gap, _) => gap.unwrap_or(super::reading::Gap::Silent).cell(),
    }
}
