//! Rows of totals, and columns that are the sum of two others.

use rust_decimal::Decimal;

use super::found::Found;
use crate::lint::finding::Severity;
use crate::lint::number::Number;
use crate::lint::paper::{Grid, Kind, Paper, Row, RowKind, Val};
use crate::lint::wording::is_partial;
use crate::number::decimal;

/// Columns that are tried as sums of others.
const TRIED: usize = 10;

/// Totals that are not the sum of their rows.
pub fn totals(paper: &Paper<'_>) -> Vec<Found> {
    paper.grids.iter().flat_map(|grid| total_rows(grid).flat_map(move |at| row(grid, at))).collect()
}

fn total_rows<'g>(grid: &'g Grid<'_>) -> impl Iterator<Item = usize> + 'g {
    (0..grid.rows.len()).filter(|at| grid.rows[*at].kind == RowKind::Total)
}

fn row(grid: &Grid<'_>, at: usize) -> Vec<Found> {
    let columns = grid.of(|kind| matches!(kind, Kind::Count | Kind::Other | Kind::Change));
    columns.into_iter().flat_map(|column| cell(grid, at, column)).collect()
}

fn cell(grid: &Grid<'_>, at: usize, column: usize) -> Vec<Found> {
    match &grid.rows[at].vals[column] {
        Val::Number(total) if total.digits == 0 => one(grid, at, column, *total, "", &Val::number),
        Val::Fraction(done, all) => {
            let left = |val: &Val| val.fraction().map(|(done, _)| done);
            let right = |val: &Val| val.fraction().map(|(_, all)| all);
            let mut found = one(grid, at, column, *done, "x/", &left);
            found.extend(one(grid, at, column, *all, "/y", &right));
            found
        }
        _ => Vec::new(),
    }
}

/// The rows that a total may sum: its section so far, or everything.
fn scopes<'g, 'd>(grid: &'g Grid<'d>, at: usize) -> Vec<Vec<&'g Row<'d>>> {
    let section = grid.rows[at].section;
    let all: Vec<&Row<'_>> = grid.data().collect();
    let own: Vec<&Row<'_>> = grid.data().filter(|row| row.section == section).collect();
    let since = grid.rows[..at]
        .iter()
        .rposition(|row| row.kind == RowKind::Total)
        .map_or(0, |before| before + 1);
    let last: Vec<&Row<'_>> = grid.rows[since..at].iter().filter(|row| row.is_data()).collect();
    vec![all, own, last]
}

fn one(
    grid: &Grid<'_>,
    at: usize,
    column: usize,
    total: Number,
    side: &str,
    of: &dyn Fn(&Val) -> Option<Number>,
) -> Vec<Found> {
    let mut sums = Vec::new();
    for scope in scopes(grid, at) {
        let numbers: Vec<Option<Number>> = scope.iter().map(|row| of(&row.vals[column])).collect();
        let sum: Decimal = numbers.iter().flatten().map(|number| number.value).sum();
        let whole = numbers.iter().all(|number| number.is_some_and(|number| number.digits == 0));
        sums.push((numbers.iter().flatten().count(), sum, whole));
    }
    let judged: Vec<_> = sums.iter().filter(|(count, _, _)| *count > 0).collect();
    let Some((count, sum, whole)) = judged.first() else {
        return Vec::new();
    };
    let right = judged.iter().any(|(_, sum, _)| *sum == total.value);
    // Rows without a number, or not all rows listed: the total may be above its rows, never below.
    let open = !whole || grid.captions.iter().take(1).any(|caption| is_partial(caption));
    if right || *count < 2 || open && *sum <= total.value {
        return Vec::new();
    }
    let (nearest, count) = judged
        .iter()
        .map(|(count, sum, _)| (*sum, *count))
        .min_by_key(|(sum, _)| (*sum - total.value).abs())
        .unwrap_or((*sum, *count));
    let found = Found::cell("sum", Severity::Error, grid, &grid.rows[at], column);
    vec![
        found
            .expected(format!("{}{}", decimal(nearest, 0), side))
            .working(format!("Σ {count}"))
            .numbers(total.value, nearest),
    ]
}

/// Columns of counts of which one is the sum of two others in nearly all rows.
pub fn columns(paper: &Paper<'_>) -> Vec<Found> {
    paper.grids.iter().flat_map(triples).collect()
}

fn triples(grid: &Grid<'_>) -> Vec<Found> {
    let counts: Vec<usize> = grid.of(|kind| kind == Kind::Count).into_iter().take(TRIED).collect();
    let mut found = Vec::new();
    for whole in &counts {
        for (at, one) in counts.iter().enumerate() {
            for other in &counts[at + 1..] {
                if one != whole && other != whole {
                    found.extend(triple(grid, *whole, *one, *other));
                }
            }
        }
    }
    found
}

fn triple(grid: &Grid<'_>, whole: usize, one: usize, other: usize) -> Vec<Found> {
    let numbers = |row: &Row<'_>| Some([row.number(whole)?, row.number(one)?, row.number(other)?]);
    let rows: Vec<_> = grid.rows.iter().filter_map(|row| Some((row, numbers(row)?))).collect();
    let fits = |[whole, one, other]: &[Number; 3]| whole.value == one.value + other.value;
    let telling = |[_, one, other]: &[Number; 3]| !one.value.is_zero() && !other.value.is_zero();
    let right = rows.iter().filter(|(_, numbers)| fits(numbers) && telling(numbers)).count();
    let wrong: Vec<_> = rows.iter().filter(|(_, numbers)| !fits(numbers)).collect();
    if right < 3 || right < 4 * wrong.len() {
        return Vec::new();
    }
    let found = |(row, [printed, one, other]): &&(&Row<'_>, [Number; 3])| {
        let sum = one.value + other.value;
        let working = format!("{} + {}", decimal(one.value, 0), decimal(other.value, 0));
        let found = Found::cell("sum", Severity::Error, grid, row, whole);
        found.expected(decimal(sum, 0)).working(working).numbers(printed.value, sum)
    };
    wrong.iter().map(found).collect()
}
