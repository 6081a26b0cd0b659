//! Tables sorted by a column, with a row or two out of place.

use std::collections::HashMap;

use rust_decimal::Decimal;

use super::found::Found;
use crate::lint::finding::Severity;
use crate::lint::paper::{Grid, Kind, Paper, Row};
use crate::lint::wording::agency;

/// One section of a table by one column.
struct Sequence<'p> {
    grid: &'p Grid<'p>,
    column: usize,
    rows: Vec<&'p Row<'p>>,
    values: Vec<Decimal>,
}

/// Rows that stand out of the order of all others.
pub fn rows(paper: &Paper<'_>) -> Vec<Found> {
    let fixed = fixed(paper);
    let (mut sorted, mut judged, mut open) = (0, 0, Vec::new());
    for grid in &paper.grids {
        for section in grid.sections() {
            let names: Vec<String> = section.iter().map(|row| agency(row.name)).collect();
            let sequences = sequences(grid, &section);
            let telling = sequences
                .iter()
                .any(|one| one.values.len() >= 4 && one.values.first() != one.values.last());
            judged += usize::from(telling);
            if sequences.iter().any(|one| misplaced(&one.values).is_empty()) {
                sorted += usize::from(telling);
            } else if fixed.get(&names).is_none_or(|times| *times < 2) {
                open.extend(sequences.into_iter().min_by_key(|one| misplaced(&one.values).len()));
            }
        }
    }
    let custom = sorted >= 3 && sorted * 3 >= judged * 2;
    open.iter().flat_map(|one| wrong(one, custom)).collect()
}

/// How often each order of names stands in the document: units in an order of their own are not sorted by numbers.
fn fixed(paper: &Paper<'_>) -> HashMap<Vec<String>, usize> {
    let mut times = HashMap::new();
    for section in paper.grids.iter().flat_map(Grid::sections) {
        let names: Vec<String> = section.iter().map(|row| agency(row.name)).collect();
        *times.entry(names).or_insert(0) += 1;
    }
    times
}

fn sequences<'p>(grid: &'p Grid<'p>, section: &[&'p Row<'p>]) -> Vec<Sequence<'p>> {
    let units = section.iter().all(|row| !row.name.is_empty());
    let numeric = |kind| matches!(kind, Kind::Rate | Kind::Count | Kind::Points(_) | Kind::Rank);
    let items = grid
        .columns
        .iter()
        .any(|column| column.kind == Kind::Name && column.leaf.contains("nội dung"));
    let columns = if units && !items { grid.of(numeric) } else { Vec::new() };
    let one = |column: usize| {
        let (rows, values): (Vec<&Row<'_>>, Vec<Decimal>) =
            section.iter().filter_map(|row| Some((*row, row.number(column)?.value))).unzip();
        (values.len() >= 3).then_some(Sequence { grid, column, rows, values })
    };
    columns.into_iter().filter_map(one).collect()
}

/// The fewest rows to take out so that the others fall; rising orders are turned round.
fn misplaced(values: &[Decimal]) -> Vec<usize> {
    let falling = outside(values, |one, next| one >= next);
    let rising = outside(values, |one, next| one <= next);
    if rising.len() < falling.len() { rising } else { falling }
}

/// The places that a longest ordered selection leaves out; long tables are looked at in part.
fn outside(values: &[Decimal], ordered: impl Fn(&Decimal, &Decimal) -> bool) -> Vec<usize> {
    const LONGEST: usize = 400;
    let values = &values[..values.len().min(LONGEST)];
    let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(values.len());
    for (at, value) in values.iter().enumerate() {
        let before = (0..at)
            .filter(|before| ordered(&values[*before], value))
            .max_by_key(|before| best[*before].0);
        best.push((before.map_or(0, |before| best[before].0) + 1, before));
    }
    let end = (0..values.len()).max_by_key(|at| best[*at].0);
    let kept: Vec<usize> = std::iter::successors(end, |at| best[*at].1).collect();
    (0..values.len()).filter(|at| !kept.contains(at)).collect()
}

fn wrong(one: &Sequence<'_>, custom: bool) -> Vec<Found> {
    let (out, length) = (misplaced(&one.values), one.values.len());
    let few = match (custom, length) {
        (true, 4..) => out.len() <= (length / 3).max(2),
        (true, 3) => out.len() == 1,
        (false, 10..) => out.len() <= 2,
        (false, 6..) => out.len() == 1,
        _ => false,
    };
    if !few {
        return Vec::new();
    }
    let found = |at: &usize| {
        let around = one.values[at.saturating_sub(1)..(at + 2).min(length)].iter();
        let working = around
            .map(|value| crate::number::decimal(*value, value.scale()))
            .collect::<Vec<_>>()
            .join(" · ");
        Found::cell("order", Severity::Warning, one.grid, one.rows[*at], one.column)
            .working(working)
    };
    out.iter().map(found).collect()
}
