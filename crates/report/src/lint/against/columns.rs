//! Columns of tables against the quantity that stands in them.

use chiso_scoring::agency::Agency;

use super::super::doc::{Cell, Table};
use super::super::finding::Finding;
use super::super::number::{Locale, Number, number};
use super::finding;
use super::known::{Known, Quantity};

/// Rows that must agree before a column is recognised.
const ROWS: usize = 3;
/// Per cent of the comparable rows that must agree.
const SHARE: usize = 75;

/// Adds what a table prints otherwise.
pub(super) fn check(table: &Table, known: &Known<'_>, findings: &mut Vec<Finding>) {
    let width = table.rows.first().map_or(0, Vec::len);
    let Some((name, rows)) = named(table, width, known) else { return };
    let mut found = Vec::new();
    for column in (0..width).filter(|column| *column != name) {
        let cells: Vec<(usize, &Agency, &Cell)> =
            rows.iter().map(|(row, unit)| (*row, *unit, &table.rows[*row][column])).collect();
        for (row, finding) in column_findings(&cells, table, (name, column), known) {
            found.push((row, column, finding));
        }
    }
    found.sort_by_key(|(row, column, _)| (*row, *column));
    findings.extend(found.into_iter().map(|(_, _, finding)| finding));
}

/// The column with most names of units, and its rows.
fn named<'s>(
    table: &Table,
    width: usize,
    known: &Known<'s>,
) -> Option<(usize, Vec<(usize, &'s Agency)>)> {
    let of = |column: usize| {
        let rows = table.rows.iter().enumerate();
        let named = rows.filter_map(|(at, row)| {
            let cell = row.get(column).filter(|cell| !cell.spanned)?;
            Some((at, known.unit(&cell.text)?))
        });
        named.collect::<Vec<_>>()
    };
    // Of equal columns the left one.
    let columns = (0..width).rev().map(|column| (column, of(column)));
    columns.max_by_key(|(_, rows)| rows.len()).filter(|(_, rows)| rows.len() >= ROWS)
}

/// What stands in a column.
struct Reading<'t, 's> {
    row: usize,
    unit: &'s Agency,
    cell: &'t Cell,
    number: Number,
}

fn column_findings<'s>(
    cells: &[(usize, &'s Agency, &Cell)],
    table: &Table,
    (name, column): (usize, usize),
    known: &Known<'s>,
) -> Vec<(usize, Finding)> {
    let locales = [Locale::Vietnamese, Locale::English];
    let readings = locales.map(|locale| readings(cells, locale));
    let best =
        readings.iter().filter_map(|readings| Some((recognised(readings, known)?, readings)));
    let Some(((quantity, _), readings)) = best.max_by_key(|((_, agree), _)| *agree) else {
        return Vec::new();
    };
    let wrong =
        readings.iter().filter(|one| known.agrees(one.unit, quantity, one.number) == Some(false));
    let wrong: Vec<&Reading<'_, '_>> = wrong.collect();
    // Rows of different quantities in one column: nothing says which one each row means.
    let other = |one: &&Reading<'_, '_>| {
        known
            .quantities()
            .iter()
            .any(|other| known.agrees(one.unit, *other, one.number) == Some(true))
    };
    if wrong.len() > 1 && wrong.iter().all(other) {
        return Vec::new();
    }
    let about = |one: &Reading<'_, '_>| {
        let header = table.rows.first().map_or("", |row| &row[column].text);
        format!("{} · {header}", table.rows[one.row][name].text)
    };
    let told = wrong.into_iter().filter_map(|one| {
        let printed = (one.cell.place.clone(), about(one), one.cell.text.clone());
        Some((one.row, finding(known, one.unit, quantity, printed, one.number)?))
    });
    told.collect()
}

fn readings<'t, 's>(
    cells: &[(usize, &'s Agency, &'t Cell)],
    locale: Locale,
) -> Vec<Reading<'t, 's>> {
    let read = |(row, unit, cell): &(usize, &'s Agency, &'t Cell)| {
        let number = number(&cell.text, locale).filter(|_| !cell.spanned)?;
        Some(Reading { row: *row, unit, cell, number })
    };
    cells.iter().filter_map(read).collect()
}

/// The quantity that most of a column agrees with, and how many rows do.
fn recognised(readings: &[Reading<'_, '_>], known: &Known<'_>) -> Option<(Quantity, usize)> {
    let mut best: Option<(Quantity, usize)> = None;
    for quantity in known.quantities() {
        let said = readings.iter().map(|one| (one, known.agrees(one.unit, *quantity, one.number)));
        let (mut agree, mut all, mut values) = (0, 0, Vec::new());
        for (one, agrees) in said {
            all += usize::from(agrees.is_some());
            if agrees == Some(true) {
                agree += 1;
                values.push(one.number.value);
            }
        }
        values.sort_unstable();
        values.dedup();
        // A column of one value (0, 100) agrees with too much.
        let enough = agree >= ROWS && agree * 100 >= all * SHARE && values.len() >= ROWS;
        if enough && best.is_none_or(|(_, most)| agree > most) {
            best = Some((*quantity, agree));
        }
    }
    best
}
