//! Parts II to V of the annex: overdue dossiers, rates and certified copies, unit by unit.

use std::cmp::Reverse;

use chiso_scoring::annex::{Copies, UnitCopies, UnitLine, UnitRate};
use chiso_scoring::collate::Name;
use chiso_scoring::round::half_up_decimal;
use rust_decimal::Decimal;

use super::phrases::{say, say_with};
use super::reading::Gap;
use super::two::Two;
use crate::model::{Align, Cell, Column, Row, Scope, Table};

/// Most decimals of a rate; one is enough where nobody published more.
const DIGITS: u32 = 2;

/// Overdue dossiers, most first; nothing without units.
pub(super) fn overdue(two: &Two<'_>, units: &[UnitLine]) -> Option<Table> {
    let mut sorted: Vec<&UnitLine> = units.iter().collect();
    sorted.sort_by_cached_key(|unit| (Reverse((unit.after, unit.before)), Name(&unit.name)));
    let sum = |side: fn(&UnitLine) -> Option<i64>| units.iter().map(side).sum();
    let sums = counts([sum(|unit| unit.before), sum(|unit| unit.after)]);
    let rows = sorted.iter().map(|unit| row(&unit.name, counts([unit.before, unit.after])));
    let rows = rows.chain(total(say("sum-units"), sums, units.len()));
    let table = || Table {
        short: say("sheet-overdue"),
        columns: columns(two, "col-overdue", "col-change"),
        rows: rows.collect(),
        ..Table::default()
    };
    (!units.is_empty()).then(table)
}

/// Rates of one level, best first. `what` ends the keys of the words.
pub(super) fn rates(two: &Two<'_>, units: &[&UnitRate], caption: String, what: &str) -> Table {
    let mut units = units.to_vec();
    units.sort_by_cached_key(|unit| {
        (Reverse((unit.after.rate, unit.before.rate)), Name(&unit.name))
    });
    let digits = digits(&units);
    let row =
        |unit: &&UnitRate| row(&unit.name, rate_cells([unit.before.rate, unit.after.rate], digits));
    Table {
        caption,
        short: say(&format!("sheet-{}", what)),
        columns: columns(two, &format!("col-{}", what), "col-change-rate"),
        rows: units.iter().map(row).collect(),
        ..Table::default()
    }
}

/// Certified copies, most first, with the sum over the place; nothing without units.
pub(super) fn copies(two: &Two<'_>, units: &[UnitCopies]) -> Option<Table> {
    let mut sorted: Vec<&UnitCopies> = units.iter().collect();
    sorted.sort_by_cached_key(|unit| (Reverse(unit.after.made), Name(&unit.name)));
    let level = [("level", two.now.agency.level.code())];
    let label = say_with("sum-place", &level).to_uppercase();
    let sums = [summed(units, |unit| unit.before), summed(units, |unit| unit.after)];
    let rows = sorted.iter().map(|unit| row(&unit.name, made([unit.before, unit.after])));
    let rows = rows.chain(total(label, made(sums), units.len()));
    let table = || Table {
        short: say("sheet-copies"),
        columns: copy_columns(two),
        rows: rows.collect(),
        ..Table::default()
    };
    (!units.is_empty()).then(table)
}

/// Number, unit, both sides, change.
fn columns(two: &Two<'_>, side: &str, change: &str) -> Vec<Column> {
    let mut columns = vec![
        Column::new(say("col-number"), 7, Align::Center),
        Column::new(say("col-unit"), 39, Align::Left),
    ];
    let sides = two.sides().map(|of| say_with(side, &[("side", &of.label)]));
    columns.extend(sides.map(|title| Column::new(title, 18, Align::Center)));
    let title = say_with(change, &[("side", &two.before.label)]);
    columns.push(Column::new(title, 18, Align::Center));
    columns
}

fn copy_columns(two: &Two<'_>) -> Vec<Column> {
    let mut columns = vec![
        Column::new(say("col-number"), 6, Align::Center),
        Column::new(say("col-place"), 30, Align::Left),
    ];
    for side in two.sides() {
        let values = [("figures", two.figures()), ("side", side.label.as_str())];
        let shared = say_with("col-side", &values);
        for key in ["col-offering", "col-made"] {
            columns.push(Column::new(say(key), 12, Align::Center).under(shared.clone()));
        }
    }
    let title = say_with("col-change", &[("side", &two.before.label)]);
    columns.push(Column::new(title, 16, Align::Center));
    columns
}

fn row(name: &str, cells: impl IntoIterator<Item = Cell>) -> Row {
    Row::Normal([Cell::Ordinal, Cell::text(name)].into_iter().chain(cells).collect())
}

/// The row of sums; a sum of one row says nothing.
fn total(label: String, cells: impl IntoIterator<Item = Cell>, rows: usize) -> Option<Row> {
    let label = [Cell::text(label.to_uppercase()), Cell::Empty];
    let cells = label.into_iter().chain(cells).collect();
    (rows > 1).then_some(Row::Total { scope: Scope::Table, cells })
}

/// Both counts and their change.
fn counts([before, after]: [Option<i64>; 2]) -> [Cell; 3] {
    let change = before.zip(after).map(|(before, after)| after - before);
    [known(before.map(Cell::Integer)), known(after.map(Cell::Integer)), by(change)]
}

fn by(change: Option<i64>) -> Cell {
    known(change.map(|change| Cell::Change { value: change.into(), digits: 0 }))
}

fn known(cell: Option<Cell>) -> Cell {
    cell.unwrap_or_else(|| Gap::Silent.cell())
}

/// Decimals that the sources print.
fn digits(units: &[&UnitRate]) -> u32 {
    let rates = units.iter().flat_map(|unit| [unit.before.rate, unit.after.rate]).flatten();
    rates.map(|rate| rate.normalize().scale()).max().unwrap_or(0).clamp(1, DIGITS)
}

/// Both rates and the change of what is printed, so that the reader's subtraction gives the same.
fn rate_cells(rates: [Option<Decimal>; 2], digits: u32) -> [Cell; 3] {
    let [before, after] = rates.map(|rate| rate.map(|rate| half_up_decimal(rate, digits)));
    let change = before.zip(after).map(|(before, after)| after - before);
    let moved = |value| Cell::Moved { value, digits, noun: String::new() };
    let rate = |rate: Option<Decimal>| known(rate.map(|value| Cell::Decimal { value, digits }));
    [rate(before), rate(after), known(change.map(moved))]
}

/// Who offers them and how many were made, on both sides, and the change of the latter.
fn made(sides: [Copies; 2]) -> Vec<Cell> {
    let side = |side: &Copies| {
        let offering = side.offering.map(|(done, all)| Cell::Fraction(done, all));
        [known(offering), known(side.made.map(Cell::Integer))]
    };
    let change = sides[0].made.zip(sides[1].made).map(|(before, after)| after - before);
    sides.iter().flat_map(side).chain([by(change)]).collect()
}

/// The sum over the units; unknown if it is of any of them.
fn summed(units: &[UnitCopies], side: fn(&UnitCopies) -> Copies) -> Copies {
    let add = |(done, all): (i64, i64), more: (i64, i64)| (done + more.0, all + more.1);
    let offering = units.iter().map(|unit| side(unit).offering);
    Copies {
        offering: offering.reduce(|sum, more| Some(add(sum?, more?))).flatten(),
        made: units.iter().map(|unit| side(unit).made).sum(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn a_change_is_that_of_the_printed_rates() {
        let cells = rate_cells([Some(d("33.335")), Some(d("66.664"))], 2);
        let moved = Cell::Moved { value: d("33.32"), digits: 2, noun: String::new() };
        assert_eq!(cells[2], moved, "66,66 - 33,34");
        assert_eq!(rate_cells([None, Some(d("5"))], 1)[2], Gap::Silent.cell());
    }

    #[test]
    fn a_sum_with_an_unknown_part_is_unknown() {
        let unit = |before: Option<i64>| UnitCopies {
            agency: "H".into(),
            name: "UBND xã Mẫu".into(),
            before: Copies { offering: before.map(|all| (1, all)), made: before },
            after: Copies::default(),
        };
        let sum = |units: &[UnitCopies]| summed(units, |unit| unit.before);
        assert_eq!(sum(&[unit(Some(16)), unit(Some(31))]).offering, Some((2, 47)));
        assert_eq!(sum(&[unit(Some(16)), unit(None)]), Copies::default());
    }
}
