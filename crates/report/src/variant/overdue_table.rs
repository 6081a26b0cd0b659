//! The report's overdue table: which units have overdue dossiers, and how many.

use super::lines::{self, note};
use super::month::{Block, Month, Unit};
use super::phrases::{say, say_with};
use super::rate_table::{columns, row, sections};
use super::reading::Gap;
use chiso_scoring::collate::Name;

use crate::model::{self, Cell, Row, Table};
use rust_decimal::Decimal;

/// The table, and a remark on units that must have overdue dossiers although nobody counted them.
pub(super) fn overdue_table(month: &Month<'_>) -> Vec<model::Block> {
    let blocks = month.blocks.iter().map(|block| (block, rows(block)));
    let mut rows = sections(blocks);
    if rows.is_empty() {
        rows.push(Row::Normal(vec![
            Cell::Empty,
            Cell::text(say("none-overdue")),
            Cell::Integer(0),
        ]));
    }
    let table = Table {
        caption: say("table-overdue"),
        short: say("short-overdue"),
        columns: columns("column-overdue"),
        rows,
        join_missing: true,
    };
    let mut blocks = lines::table(month, "table-overdue", table);
    blocks.extend(uncounted(month).map(note));
    blocks
}

/// Units with overdue dossiers, most first. A level of which nobody counted any is shown whole.
fn rows(block: &Block<'_>) -> Vec<Row> {
    if silent(block) {
        let gaps = block.units.iter().map(|unit| row(unit, [Gap::Silent.cell()]));
        return gaps.collect();
    }
    let mut late: Vec<(i64, &Unit<'_>)> =
        block.units.iter().filter_map(|unit| Some((overdue(unit)?, unit))).collect();
    late.retain(|(count, _)| *count > 0);
    late.sort_by_cached_key(|(count, unit)| (-count, Name(unit.name())));
    late.into_iter().map(|(count, unit)| row(unit, [Cell::Integer(count)])).collect()
}

fn silent(block: &Block<'_>) -> bool {
    block.units.iter().all(|unit| overdue(unit).is_none())
}

/// Overdue dossiers: as published, else what handled dossiers leave over.
pub(super) fn overdue(unit: &Unit<'_>) -> Option<i64> {
    unit.reading("2.1").rest(unit.figure("overdue")).count
}

/// Names the units that were late by their rate, but whose count is unknown.
fn uncounted(month: &Month<'_>) -> Option<String> {
    let counted = month.blocks.iter().filter(|block| !silent(block));
    let late = |unit: &&Unit<'_>| {
        let rate = unit.reading("2.1").percent;
        overdue(unit).is_none() && rate.is_some_and(|rate| rate < Decimal::ONE_HUNDRED)
    };
    let names: Vec<&str> =
        counted.flat_map(|block| &block.units).filter(late).map(Unit::name).collect();
    let units = names.join(", ");
    (!names.is_empty()).then(|| say_with("note-overdue-unknown", &[("units", &units)]))
}
