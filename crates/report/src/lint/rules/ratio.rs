//! Rates in tables: which two columns a rate is made of shows in the rows that fit.

use rust_decimal::Decimal;

use super::arith::is_share;
use super::found::Found;
use super::parts::of_whole;
use crate::lint::finding::Severity;
use crate::lint::paper::{Grid, Kind, Paper, Row};

/// Columns of counts that are tried against each other.
const TRIED: usize = 12;

/// How a rate is made.
#[derive(Clone, Copy)]
enum Made {
    /// First column of the second.
    Of(usize, usize),
    /// First column of both.
    OfBoth(usize, usize),
    /// Done of all.
    Fraction(usize),
}

/// Rates that do not follow from the counts of their row.
pub fn columns(paper: &Paper<'_>) -> Vec<Found> {
    let grids = paper.grids.iter();
    grids
        .flat_map(|grid| {
            grid.of(|kind| kind == Kind::Rate).into_iter().flat_map(move |rate| column(grid, rate))
        })
        .collect()
}

fn column(grid: &Grid<'_>, rate: usize) -> Vec<Found> {
    // A rate right beside done of all under one header is the rate of it.
    let beside = rate > 0
        && grid.columns[rate - 1].group == grid.columns[rate].group
        && !grid.columns[rate].group.is_empty();
    let fraction = Made::Fraction(rate.saturating_sub(1));
    let own = grid
        .rows
        .iter()
        .filter(|row| beside && fits(row, fraction, rate) == Some(false))
        .filter_map(|row| wrong(grid, row, fraction, rate));
    own.chain(learnt(grid, rate)).collect()
}

/// Rates of which most rows show how they are made.
fn learnt(grid: &Grid<'_>, rate: usize) -> Vec<Found> {
    let rows: Vec<&Row<'_>> = grid.rows.iter().filter(|row| row.number(rate).is_some()).collect();
    let score = |made: &Made| {
        rows.iter()
            .filter(|row| is_telling(row, rate) && fits(row, *made, rate) == Some(true))
            .count()
    };
    let best = ways(grid, rate)
        .into_iter()
        .map(|made| (score(&made), made))
        .max_by_key(|(score, _)| *score);
    let Some((score, made)) = best else {
        return Vec::new();
    };
    let judged =
        rows.iter().filter(|row| is_telling(row, rate) && fits(row, made, rate).is_some()).count();
    let plain = score >= 1 && judged <= 3 && score * 2 >= judged;
    if !(score >= 3 && score * 10 >= judged * 6 || plain) {
        return Vec::new();
    }
    rows.iter()
        .filter(|row| fits(row, made, rate) == Some(false))
        .filter_map(|row| wrong(grid, row, made, rate))
        .collect()
}

fn ways(grid: &Grid<'_>, rate: usize) -> Vec<Made> {
    let group = &grid.columns[rate].group;
    let near = |at: &usize| {
        group.is_empty() || grid.columns[*at].group == *group || grid.columns[*at].group.is_empty()
    };
    let counts: Vec<usize> = grid
        .of(|kind| matches!(kind, Kind::Count | Kind::Other))
        .into_iter()
        .filter(near)
        .take(TRIED)
        .collect();
    let fractions =
        counts.iter().filter(|at| grid.data().any(|row| row.vals[**at].fraction().is_some()));
    let mut ways: Vec<Made> = fractions.map(|at| Made::Fraction(*at)).collect();
    for one in &counts {
        for other in counts.iter().filter(|other| *other != one) {
            ways.extend([Made::OfBoth(*one, *other), Made::Of(*one, *other)]);
        }
    }
    ways
}

/// Rates of 0 and 100 follow from too much.
fn is_telling(row: &Row<'_>, rate: usize) -> bool {
    row.number(rate).is_some_and(|rate| !rate.value.is_zero() && rate.value != Decimal::ONE_HUNDRED)
}

fn sides(row: &Row<'_>, made: Made) -> Option<(Decimal, Decimal)> {
    let count =
        |at: usize| row.number(at).filter(|number| number.digits == 0).map(|number| number.value);
    match made {
        Made::Of(part, whole) => Some((count(part)?, count(whole)?)),
        Made::OfBoth(part, rest) => Some((count(part)?, count(part)? + count(rest)?)),
        Made::Fraction(at) => {
            row.vals.get(at)?.fraction().map(|(part, whole)| (part.value, whole.value))
        }
    }
}

fn fits(row: &Row<'_>, made: Made, rate: usize) -> Option<bool> {
    let ((part, whole), rate) = (sides(row, made)?, row.number(rate)?);
    (!whole.is_zero()).then(|| is_share(part, whole, rate))
}

fn wrong(grid: &Grid<'_>, row: &Row<'_>, made: Made, rate: usize) -> Option<Found> {
    let ((part, whole), printed) = (sides(row, made)?, row.number(rate)?);
    Some(of_whole(Found::cell("ratio", Severity::Error, grid, row, rate), part, whole, printed))
}
