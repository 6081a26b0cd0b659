//! II. The ranking of each level.

use chiso_scoring::sheet::{Place, Ranked};

use super::lines::{self, heading, note};
use super::month::{self, Month, Unit};
use super::names::listed;
use super::phrases::{if_known, say, say_with};
use super::rate_table::row;
use super::reading::Gap;
use crate::model::{Align, Block, Cell, Column, Level, Row, Table};

pub(super) fn section(month: &Month<'_>) -> Vec<Block> {
    let mut blocks = vec![heading(Level::Roman, say("heading-ranking"))];
    for level in &month.blocks {
        blocks.extend(lines::table(month, "table-ranking", table(month, level)));
        blocks.extend(remark(level).map(note));
    }
    blocks
}

fn table(month: &Month<'_>, block: &month::Block<'_>) -> Table {
    let title = [("block", block.title.to_lowercase())];
    let named = title.each_ref().map(|(name, title)| (*name, title.as_str()));
    Table {
        caption: say_with("table-ranking", &named).to_uppercase(),
        short: say_with("short-ranking", &named),
        columns: columns(month),
        rows: rows(month, block),
        join_missing: true,
    }
}

fn columns(month: &Month<'_>) -> Vec<Column> {
    let rulebook = month.rulebook();
    let max = rulebook.max.to_string();
    let overall = say_with("column-overall", &[("max", &max)]);
    let mut columns = vec![
        Column::new(say("column-number"), 50, Align::Center),
        Column::new(say("column-ranked"), 190, Align::Left),
    ];
    columns.extend(rulebook.axes.iter().map(|axis| {
        let name = if_known(&format!("axis-{}", axis.code));
        let (name, max) = (name.unwrap_or_else(|| axis.name.vi.clone()), axis.max.to_string());
        let title = say_with("column-axis", &[("axis", &name), ("max", &max)]);
        Column::new(title, 106, Align::Center)
    }));
    columns.push(Column::new(say("column-total"), 95, Align::Center).under(overall.clone()));
    columns.push(Column::new(say("column-grade"), 122, Align::Center).under(overall));
    columns
}

/// Competition order by the total; ties and units without points by name.
fn rows(month: &Month<'_>, block: &month::Block<'_>) -> Vec<Row> {
    let agencies: Vec<_> = block.units.iter().map(|unit| unit.agency).collect();
    let ranked = month.sheet.rank(&agencies, Place::Total);
    let unit = |row: &Ranked<'_>| block.units.iter().find(|unit| unit.agency == row.agency);
    ranked.iter().filter_map(unit).map(|unit| row(unit, cells(month, unit))).collect()
}

/// Axes, total, grade. Beside a total that was only published as a whole no parts are shown: they
/// would not add up to it.
fn cells(month: &Month<'_>, unit: &Unit<'_>) -> Vec<Cell> {
    let shown = |known: bool, points: Option<_>| match points.filter(|_| known) {
        Some(value) => Cell::Decimal { value, digits: 2 },
        None => Gap::Silent.cell(),
    };
    let total = unit.score.total.points;
    let whole = total.is_none() || unit.adds_up();
    let axes = unit.score.axes.iter().map(|axis| shown(whole, axis.points));
    let grade = total.and_then(|points| month.rulebook().grade(points));
    let grade = grade.map_or_else(|| Gap::Silent.cell(), |grade| Cell::text(&*grade.name.vi));
    axes.chain([shown(true, total), grade]).collect()
}

fn remark(block: &month::Block<'_>) -> Option<String> {
    let alone = |unit: &&Unit<'_>| unit.score.total.points.is_some() && !unit.adds_up();
    let named: Vec<&str> = block.units.iter().filter(alone).map(Unit::name).collect();
    let units = listed(&named, block.units.len());
    (!named.is_empty()).then(|| say_with("note-total-only", &[("units", &units)]))
}
