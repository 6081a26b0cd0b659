//! Parts and their whole across tables: no pooled rate lies outside its parts, nobody is late without being listed.

use std::collections::HashMap;

use rust_decimal::Decimal;

use super::arith::{shown, wholes};
use super::found::Found;
use super::points::spoken;
use crate::lint::finding::Severity;
use crate::lint::number::Number;
use crate::lint::paper::{Grid, Kind, Line, Paper, Row};
use crate::lint::wording::{Topic, agency, topic};

/// A table that gives each unit one figure.
struct Figures<'p> {
    grid: &'p Grid<'p>,
    column: usize,
    topic: Topic,
}

fn figures<'p>(paper: &'p Paper<'p>, wanted: Kind) -> Vec<Figures<'p>> {
    let one = |grid: &'p Grid<'p>| {
        let columns = grid.of(|kind| !matches!(kind, Kind::Ordinal | Kind::Name));
        let [column] = columns.as_slice() else { return None };
        let fits = grid.columns[*column].kind == wanted;
        fits.then(|| spoken(grid, *column)).flatten().map(|topic| Figures {
            grid,
            column: *column,
            topic,
        })
    };
    paper.grids.iter().filter_map(one).collect()
}

/// A rate of the whole above or below those of all its parts.
pub fn pooled(paper: &Paper<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for table in figures(paper, Kind::Rate) {
        let rates: Vec<Number> =
            table.grid.data().filter_map(|row| row.number(table.column)).collect();
        let ends = rates
            .iter()
            .map(|rate| rate.value)
            .min()
            .zip(rates.iter().map(|rate| rate.value).max());
        let (Some((least, most)), Some((line, rate, start, end))) = (ends, whole(paper, &table))
        else {
            continue;
        };
        let outside = rate.value + rate.half() < least || rate.value - rate.half() > most;
        if rates.len() < 2 || !outside {
            continue;
        }
        let declared = paper.declared.says(&["tỷ lệ chung", "mọi đơn vị"]);
        let severity = if declared { Severity::Note } else { Severity::Warning };
        let bounds = format!(
            "{} – {}",
            crate::number::decimal(least, least.scale()),
            crate::number::decimal(most, most.scale())
        );
        found.push(Found::line("bounds", severity, line, start, end).expected(bounds));
    }
    found
}

/// The rate of the whole: the nearest line above the table that speaks of the same.
fn whole<'p>(
    paper: &'p Paper<'p>,
    table: &Figures<'_>,
) -> Option<(&'p Line<'p>, Number, usize, usize)> {
    let above = paper.lines.iter().rev().filter(|line| line.block < table.grid.block);
    let near = above.take(24).find(|line| {
        let label = line.label();
        let own = topic(label) == Some(table.topic)
            && line.tokens.iter().any(|token| token.percent().is_some());
        own && line.tokens.len() <= 3
    })?;
    let token = near.tokens.iter().find(|token| token.percent().is_some())?;
    Some((near, token.percent()?, token.start, token.end))
}

/// What the list of late dossiers says against the rates on time.
pub fn overdue(paper: &Paper<'_>) -> Vec<Found> {
    let rates = figures(paper, Kind::Rate).into_iter().find(|table| table.topic == Topic::OnTime);
    let late = figures(paper, Kind::Count).into_iter().find(|table| table.topic == Topic::Overdue);
    let (Some(rates), Some(late)) = (rates, late) else {
        return Vec::new();
    };
    if late.grid.data().all(|row| row.number(late.column).is_none()) {
        return Vec::new();
    }
    let mut found = unlisted(paper, &rates, &late);
    found.extend(against(&rates, &late));
    found
}

fn by_unit<'p>(table: &Figures<'p>) -> HashMap<String, (&'p Row<'p>, Number)> {
    table
        .grid
        .data()
        .filter_map(|row| Some((agency(row.name), (row, row.number(table.column)?))))
        .collect()
}

/// Units below 100 % that the list leaves out.
fn unlisted(paper: &Paper<'_>, rates: &Figures<'_>, late: &Figures<'_>) -> Vec<Found> {
    let listed = by_unit(late);
    let below = |row: &&Row<'_>| {
        row.number(rates.column).is_some_and(|rate| rate.value < Decimal::ONE_HUNDRED)
    };
    let rows =
        rates.grid.data().filter(below).filter(|row| !listed.contains_key(&agency(row.name)));
    let found = |row: &Row<'_>| {
        let owned = paper
            .declared
            .says(&["chưa có số hồ sơ quá hạn", &crate::lint::wording::plain(row.name)]);
        let severity = if owned { Severity::Note } else { Severity::Warning };
        Found::cell("unlisted", severity, rates.grid, row, rates.column)
            .working(format!("100% − {}%", row.text(rates.column)))
    };
    rows.map(found).collect()
}

/// Late dossiers at 100 %, and counts that no whole number of dossiers gives with the rate.
fn against(rates: &Figures<'_>, late: &Figures<'_>) -> Vec<Found> {
    let rates = by_unit(rates);
    let rows: Vec<(&Row<'_>, Number, Number)> = late
        .grid
        .data()
        .filter_map(|row| Some((row, row.number(late.column)?, rates.get(&agency(row.name))?.1)))
        .collect();
    let overdue = |rate: Number| Number { value: Decimal::ONE_HUNDRED - rate.value, ..rate };
    let possible = |count: Number, rate: Number| wholes(count.value, overdue(rate)).is_some();
    let fits = rows.iter().filter(|(_, count, rate)| possible(*count, *rate)).count();
    let severity =
        if fits >= 5 && fits * 10 >= rows.len() * 9 { Severity::Warning } else { Severity::Note };
    let wrong = rows.iter().filter(|(_, count, rate)| !possible(*count, *rate));
    let found = |(row, count, rate): &(&Row<'_>, Number, Number)| {
        let full = rate.value >= Decimal::ONE_HUNDRED && !count.value.is_zero();
        let severity = if full { Severity::Warning } else { severity };
        let working = format!("{} / n = {}%", shown(*count), shown(overdue(*rate)));
        Found::cell("overdue-rate", severity, late.grid, row, late.column).working(working)
    };
    wrong.map(found).collect()
}
