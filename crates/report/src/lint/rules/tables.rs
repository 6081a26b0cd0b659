//! Rows and columns as such: scores without inputs, noughts for missing values, names, decimals, ranks, repeats.

use std::collections::{BTreeMap, HashMap, HashSet};

use rust_decimal::Decimal;

use super::found::Found;
use super::total::groups;
use crate::lint::finding::Severity;
use crate::lint::number::Number;
use crate::lint::paper::{Grid, Kind, Paper, Row};
use crate::lint::wording::{agency, is_nothing_happened, plain};

/// Totals of rows whose groups are all empty: one finding for each table.
pub fn inputs(paper: &Paper<'_>) -> Vec<Found> {
    let table = |grid: &Grid<'_>| {
        let (groups, total) = groups(grid)?;
        let bare = |row: &&Row<'_>| {
            row.number(total).is_some() && groups.iter().all(|at| row.text(*at).trim().is_empty())
        };
        let rows: Vec<&Row<'_>> = grid.data().filter(bare).collect();
        let first = rows.first()?;
        Some(
            Found::cell("inputs", Severity::Warning, grid, first, total)
                .working(format!("× {}", rows.len())),
        )
    };
    paper.grids.iter().filter_map(table).collect()
}

/// A unit that is said to have had no dossiers in one table, with a nought in another.
pub fn zeros(paper: &Paper<'_>) -> Vec<Found> {
    let all = || paper.grids.iter().flat_map(|grid| grid.data().map(move |row| (grid, row)));
    let says = |row: &Row<'_>| row.cells.iter().any(|cell| is_nothing_happened(&plain(&cell.text)));
    let idle: HashSet<String> =
        all().filter(|(_, row)| says(row)).map(|(_, row)| agency(row.name)).collect();
    let mut found = Vec::new();
    for (grid, row) in all().filter(|(_, row)| idle.contains(&agency(row.name))) {
        let rate = grid
            .of(|kind| kind == Kind::Rate)
            .into_iter()
            .find(|at| row.number(*at).is_some_and(|number| number.value.is_zero()));
        found.extend(rate.map(|at| Found::cell("zero", Severity::Note, grid, row, at)));
    }
    found
}

/// One unit under several spellings.
pub fn names(paper: &Paper<'_>) -> Vec<Found> {
    let mut first: HashMap<String, String> = HashMap::new();
    let mut told: HashSet<String> = HashSet::new();
    let mut found = Vec::new();
    for grid in &paper.grids {
        let Some(column) = grid.of(|kind| kind == Kind::Name).first().copied() else { continue };
        for row in grid.data().filter(|row| !row.name.is_empty()) {
            let known = first.entry(agency(row.name)).or_insert_with(|| row.name.to_owned());
            if known != row.name && told.insert(row.name.to_owned()) {
                found.push(
                    Found::cell("name", Severity::Note, grid, row, column).expected(known.clone()),
                );
            }
        }
    }
    found
}

/// Columns whose numbers have different decimals: one note for each.
pub fn decimals(paper: &Paper<'_>) -> Vec<Found> {
    let column = |grid: &Grid<'_>, at: usize| {
        let mixed = grid
            .columns
            .iter()
            .any(|column| column.kind == Kind::Name && column.leaf.contains("nội dung"));
        let mut digits: BTreeMap<u32, usize> = BTreeMap::new();
        grid.data()
            .filter_map(|row| row.number(at))
            .for_each(|number| *digits.entry(number.digits).or_default() += 1);
        let usual = digits.iter().max_by_key(|(_, times)| **times).map(|(digits, _)| *digits)?;
        // All and nothing are often written without decimals.
        let full = |number: Number| {
            number.digits == 0 && (number.value.is_zero() || number.value == Decimal::ONE_HUNDRED)
        };
        let row = grid.data().find(|row| {
            row.number(at).is_some_and(|number| number.digits != usual && !full(number))
        })?;
        let number = row.number(at)?;
        let found = Found::cell("decimals", Severity::Note, grid, row, at);
        (!mixed).then(|| found.expected(crate::number::decimal(number.value, usual)))
    };
    let kinds = |grid: &Grid<'_>| grid.of(|kind| matches!(kind, Kind::Rate | Kind::Points(_)));
    paper
        .grids
        .iter()
        .flat_map(|grid| kinds(grid).into_iter().filter_map(move |at| column(grid, at)))
        .collect()
}

/// Places in a ranking against the totals they follow from: equal totals share a place, the next one is skipped.
pub fn ranks(paper: &Paper<'_>) -> Vec<Found> {
    paper.grids.iter().flat_map(ranked).collect()
}

fn ranked(grid: &Grid<'_>) -> Vec<Found> {
    let rank = grid.of(|kind| kind == Kind::Rank).first().copied();
    let points = grid.of(|kind| kind == Kind::Points(100)).first().copied();
    let Some((rank, points)) = rank.zip(points) else {
        return Vec::new();
    };
    grid.sections().iter().flat_map(|section| places(grid, section, rank, points)).collect()
}

fn places(grid: &Grid<'_>, section: &[&Row<'_>], rank: usize, points: usize) -> Vec<Found> {
    let rows: Vec<(&Row<'_>, Number, Number)> = section
        .iter()
        .filter_map(|row| Some((*row, row.amount(rank)?, row.number(points)?)))
        .collect();
    let due =
        |points: Number| 1 + rows.iter().filter(|(_, _, other)| other.value > points.value).count();
    let right = |(_, place, points): &&(&Row<'_>, Number, Number)| {
        place.value == Decimal::from(due(*points))
    };
    let fits = rows.iter().filter(right).count();
    if fits * 10 < rows.len() * 6 {
        return Vec::new();
    }
    let wrong = rows.iter().filter(|row| !right(row));
    wrong
        .map(|(row, _, points)| {
            Found::cell("rank", Severity::Error, grid, row, rank).expected(due(*points).to_string())
        })
        .collect()
}

/// One unit twice in a section, and units that one table leaves out of a list that the others all have.
pub fn repeats(paper: &Paper<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for grid in &paper.grids {
        let Some(column) = grid.of(|kind| kind == Kind::Name).first().copied() else { continue };
        let unit = grid.columns[column].leaf.contains("đơn vị")
            || grid.columns[column].leaf.contains("cơ quan");
        let several = grid.columns.iter().any(|one| one.leaf == "nội dung");
        for section in grid.sections().iter().filter(|_| unit && !several) {
            let mut seen = HashSet::new();
            let again =
                section.iter().filter(|row| !row.name.is_empty() && !seen.insert(agency(row.name)));
            found.extend(
                again.map(|row| Found::cell("repeated", Severity::Warning, grid, row, column)),
            );
        }
    }
    found.extend(lists(paper));
    found
}

/// Sections that have the same units in at least three tables, and all but one or two of them here.
fn lists(paper: &Paper<'_>) -> Vec<Found> {
    let full = |grid: &&Grid<'_>| !grid.caption().contains("danh sách");
    let sections: Vec<(&Grid<'_>, Vec<&Row<'_>>)> = paper
        .grids
        .iter()
        .filter(full)
        .flat_map(|grid| grid.sections().into_iter().map(move |rows| (grid, rows)))
        .collect();
    let sets: Vec<HashSet<String>> = sections
        .iter()
        .map(|(_, rows)| rows.iter().map(|row| agency(row.name)).collect())
        .collect();
    let mut found = Vec::new();
    for ((grid, rows), own) in sections.iter().zip(&sets) {
        let larger = sets.iter().filter(|other| {
            other.len() > own.len() && own.is_subset(other) && other.len() <= own.len() + 2
        });
        let Some(other) = larger.max_by_key(|other| sets.iter().filter(|set| set == other).count())
        else {
            continue;
        };
        let usual = sets.iter().filter(|set| *set == other).count();
        if own.len() >= 3
            && usual >= 3
            && let Some(last) = rows.last()
        {
            let mut missing: Vec<&str> = other.difference(own).map(String::as_str).collect();
            missing.sort_unstable();
            found.push(
                Found::cell("row", Severity::Warning, grid, last, 0).expected(missing.join("; ")),
            );
        }
    }
    found
}
