//! Decimal commas and decimal points in one document; groups of thousands with and without points.

use super::found::Found;
use crate::lint::finding::Severity;
use crate::lint::number::Style;
use crate::lint::paper::{Grid, Kind, Paper, Row};

/// Tables with decimal points in a document with decimal commas: one finding for each table.
pub fn decimals(paper: &Paper<'_>) -> Vec<Found> {
    let commas = paper.grids.iter().any(|grid| first(grid, Style::Comma).is_some())
        || paper
            .lines
            .iter()
            .flat_map(|line| &line.tokens)
            .any(|token| token.number().is_some_and(|number| number.style == Style::Comma));
    if !commas {
        return Vec::new();
    }
    let tables = paper.grids.iter().filter_map(|grid| first(grid, Style::Point));
    let texts =
        paper.lines.iter().flat_map(|line| line.tokens.iter().map(move |token| (line, token)));
    let points = texts
        .filter(|(_, token)| token.number().is_some_and(|number| number.style == Style::Point));
    let texts = points.map(|(line, token)| {
        Found::line("locale", Severity::Warning, line, token.start, token.end)
    });
    tables.chain(texts).collect()
}

/// The first number of a table that is written so.
fn first(grid: &Grid<'_>, style: Style) -> Option<Found> {
    let cells = grid.rows.iter().flat_map(|row| figures(grid, row));
    let mut cells = cells.filter(|(row, at)| row.cells[*at].value.is_none());
    let (row, at) =
        cells.find(|(row, at)| row.number(*at).is_some_and(|number| number.style == style))?;
    let found = Found::cell("locale", Severity::Warning, grid, row, at);
    Some(found.expected(row.text(at).replace('.', ",")))
}

fn figures<'g, 'd>(
    grid: &'g Grid<'d>,
    row: &'g Row<'d>,
) -> impl Iterator<Item = (&'g Row<'d>, usize)> {
    let kind = |at: &usize| !matches!(grid.columns[*at].kind, Kind::Ordinal | Kind::Name);
    (0..grid.columns.len()).filter(kind).map(move |at| (row, at))
}

/// Tables with `1277` in a document with `1.277`: one note for each table.
pub fn groups(paper: &Paper<'_>) -> Vec<Found> {
    let grouped = paper
        .grids
        .iter()
        .flat_map(|grid| grid.rows.iter().flat_map(move |row| figures(grid, row)));
    let mut grouped = grouped.filter_map(|(row, at)| row.amount(at));
    let lines = paper.lines.iter().flat_map(|line| &line.tokens).filter_map(|token| token.number());
    if !grouped.any(|number| number.style == Style::Grouped)
        && !lines.into_iter().any(|number| number.style == Style::Grouped)
    {
        return Vec::new();
    }
    let long = |row: &Row<'_>, at: usize| {
        let number = row.amount(at).filter(|_| row.cells[at].value.is_none());
        number
            .is_some_and(|number| number.style == Style::Whole && number.value.abs() >= 1000.into())
    };
    let table = |grid: &Grid<'_>| {
        let (row, at) =
            grid.rows.iter().flat_map(|row| figures(grid, row)).find(|(row, at)| long(row, *at))?;
        let number = row.amount(at)?;
        Some(
            Found::cell("thousands", Severity::Note, grid, row, at)
                .expected(crate::number::decimal(number.value, 0)),
        )
    };
    paper.grids.iter().filter_map(table).collect()
}
