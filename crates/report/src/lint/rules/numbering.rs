//! Numbers of rows and headings: gaps and repeats.

use super::found::Found;
use crate::lint::doc::Kind as FileKind;
use crate::lint::finding::Severity;
use crate::lint::paper::{Grid, Line, Mark, Paper, Row};
use crate::lint::wording::roman;
use crate::outline;

/// Numbers of rows.
pub fn rows(paper: &Paper<'_>) -> Vec<Found> {
    paper.grids.iter().flat_map(|grid| ordinals(grid).into_iter().chain(romans(grid))).collect()
}

fn ordinals(grid: &Grid<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    let mut expected: Option<u32> = None;
    let mut section = usize::MAX;
    for row in grid.data() {
        if row.section != section {
            (section, expected) = (row.section, None);
        }
        let Ok(number) = row.ordinal.trim_end_matches('.').parse::<u32>() else {
            continue;
        };
        let fits = expected.is_none_or(|expected| expected == number) || number == 1;
        let first = expected.is_none() && number != 1 && section == 0;
        if !fits || first {
            found.push(off(grid, row, expected.unwrap_or(1)));
        }
        expected = Some(number + 1);
    }
    found
}

fn off(grid: &Grid<'_>, row: &Row<'_>, expected: u32) -> Found {
    Found::cell("numbering", Severity::Warning, grid, row, 0).expected(expected.to_string())
}

/// Sections `I`, `II` … and items `1,1` below them.
fn romans(grid: &Grid<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    let mut before: Option<u32> = None;
    for row in &grid.rows {
        let Some(number) = roman(row.ordinal.trim_end_matches('.')) else {
            continue;
        };
        if let Some(before) = before.filter(|before| before + 1 != number && number != 1) {
            let one = Found::cell("numbering", Severity::Warning, grid, row, 0);
            found.push(one.expected(outline::roman(before + 1)));
        }
        before = Some(number);
    }
    found
}

/// Numbers of headings.
pub fn headings(paper: &Paper<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    let mut open: Vec<(usize, u32)> = Vec::new();
    // The headings of a workbook are those of its sheets; the others are not in it.
    if paper.file == FileKind::Xlsx {
        return found;
    }
    for line in &paper.lines {
        let Some((depth, number)) = level(&line.mark) else {
            continue;
        };
        open.retain(|(deep, _)| *deep <= depth);
        let before = open.iter().position(|(deep, _)| *deep == depth);
        let last = before.map(|at| open[at].1);
        if last.is_some_and(|last| last + 1 != number && number != 1) {
            found.push(heading(line, last.unwrap_or(0) + 1));
        }
        match before {
            Some(at) => open[at].1 = number,
            None => open.push((depth, number)),
        }
    }
    found
}

fn level(mark: &Mark) -> Option<(usize, u32)> {
    match mark {
        Mark::Roman(number) => Some((1, *number)),
        Mark::Arabic(number) => Some((2, *number)),
        Mark::Decimal(numbers) => Some((1 + numbers.len(), *numbers.last()?)),
        _ => None,
    }
}

fn heading(line: &Line<'_>, expected: u32) -> Found {
    let number = |number: u32| {
        if matches!(line.mark, Mark::Roman(_)) {
            outline::roman(number)
        } else {
            number.to_string()
        }
    };
    let printed = level(&line.mark).map_or_else(String::new, |(_, own)| number(own));
    let found = Found::new(
        "numbering",
        Severity::Warning,
        (line.block, 0, 0),
        line.place.clone(),
        line.text,
        &printed,
    );
    found.expected(number(expected))
}
