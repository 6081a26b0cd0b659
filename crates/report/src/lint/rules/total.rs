//! Totals of groups: in ranking tables, and of the points in sentences.

use rust_decimal::Decimal;

use super::arith::{Fit, hidden, most_digits, shown, strict};
use super::found::Found;
use super::parts::is_points;
use crate::lint::finding::Severity;
use crate::lint::number::{Number, Token};
use crate::lint::paper::{Grid, Kind, Line, Paper, Row};
use crate::number::decimal;

/// Totals of rows that are not the sum of their groups.
pub fn columns(paper: &Paper<'_>) -> Vec<Found> {
    paper.grids.iter().flat_map(table).collect()
}

/// The columns of groups, and that of their total.
pub fn groups(grid: &Grid<'_>) -> Option<(Vec<usize>, usize)> {
    let max = |at: &usize| if let Kind::Points(max) = grid.columns[*at].kind { max } else { 0 };
    let points = grid.of(|kind| matches!(kind, Kind::Points(_)));
    let (whole, groups): (Vec<usize>, Vec<usize>) = points.iter().partition(|at| max(at) == 100);
    let sum: u32 = groups.iter().map(max).sum();
    (groups.len() > 1 && sum == 100).then_some(())?;
    Some((groups, *whole.first()?))
}

fn table(grid: &Grid<'_>) -> Vec<Found> {
    let Some((groups, total)) = groups(grid) else {
        return Vec::new();
    };
    let numbers =
        |row: &Row<'_>| groups.iter().map(|at| row.number(*at)).collect::<Option<Vec<Number>>>();
    let rows: Vec<_> =
        grid.data().filter_map(|row| Some((row, numbers(row)?, row.number(total)?))).collect();
    let fits: Vec<Fit> = rows.iter().map(|(_, parts, total)| fit(parts, *total)).collect();
    let strict = strict(&fits);
    let judged = rows.iter().zip(&fits);
    let wrong = judged.filter_map(|((row, parts, printed), fit)| {
        let severity = severity(*fit, strict)?;
        Some(of_parts(Found::cell("total", severity, grid, row, total), parts, *printed))
    });
    wrong.collect()
}

fn severity(fit: Fit, strict: bool) -> Option<Severity> {
    match fit {
        Fit::Exact => None,
        Fit::Hidden => strict.then_some(Severity::Warning),
        Fit::Off => Some(Severity::Error),
    }
}

fn sum(parts: &[Number]) -> Decimal {
    parts.iter().map(|part| part.value).sum()
}

fn fit(parts: &[Number], total: Number) -> Fit {
    let coarse = if most_digits(parts) > total.digits || total.digits > 0 {
        total.half()
    } else {
        Decimal::ZERO
    };
    Fit::of(sum(parts) - total.value, hidden(parts) + coarse)
}

fn of_parts(found: Found, parts: &[Number], printed: Number) -> Found {
    let working = parts.iter().map(|part| shown(*part)).collect::<Vec<_>>().join(" + ");
    let digits = most_digits(parts).max(printed.digits);
    found.expected(decimal(sum(parts), digits)).working(working).numbers(printed.value, sum(parts))
}

/// Points of one group in a sentence.
struct Stated<'p> {
    line: &'p Line<'p>,
    token: Token,
    points: Number,
    max: Decimal,
}

/// The first points of every group in the sentences against the first total, and 3.1 with 3.2 against 3.
pub fn lines(paper: &Paper<'_>) -> Vec<Found> {
    let stated: Vec<Stated<'_>> = paper.lines.iter().flat_map(stated).collect();
    let Some(total) = stated.iter().position(|one| one.max == Decimal::ONE_HUNDRED) else {
        return online(&stated).into_iter().collect();
    };
    let parts = [18, 20, 12, 10, 18, 22].map(Decimal::from);
    let whole =
        whole(&stated, &parts).or_else(|| whole(&stated, &[18, 20, 22, 18, 22].map(Decimal::from)));
    let total = &stated[total];
    let off =
        whole.filter(|parts| fit(parts, total.points) == Fit::Off || exact(parts, total.points));
    let found = off.map(|parts| {
        let sum = decimal(sum(&parts), 2);
        let severity = match fit(&parts, total.points) {
            _ if paper.declared.says(&["nêu trên là", &sum]) => Severity::Note,
            Fit::Off => Severity::Error,
            _ => Severity::Warning,
        };
        of_parts(found(severity, total), &parts, total.points)
    });
    found.into_iter().chain(online(&stated)).collect()
}

fn found(severity: Severity, stated: &Stated<'_>) -> Found {
    Found::line("total", severity, stated.line, stated.token.start, stated.token.end)
}

/// Points with as many decimals as the rules give them hide nothing.
fn exact(parts: &[Number], total: Number) -> bool {
    let full = parts.iter().all(|part| part.digits == 2) && total.digits == 2;
    full && sum(parts) != total.value
}

fn stated<'p>(line: &'p Line<'p>) -> Vec<Stated<'p>> {
    let estimated = line.plain.contains("ước đạt") || line.plain.contains("cả nước");
    let tokens = line.tokens.iter().filter(|token| !estimated && is_points(line, token)).take(1);
    tokens
        .filter_map(|token| {
            token.fraction().map(|(points, max)| Stated {
                line,
                token: *token,
                points,
                max: max.value,
            })
        })
        .collect()
}

/// One statement for each maximum, in this order.
fn whole(stated: &[Stated<'_>], maxima: &[Decimal]) -> Option<Vec<Number>> {
    let mut rest = stated.iter();
    maxima.iter().map(|max| rest.find(|one| one.max == *max).map(|one| one.points)).collect()
}

/// Services and payment make up the online group.
fn online(stated: &[Stated<'_>]) -> Option<Found> {
    let find = |max: i64, word: &str| {
        stated.iter().find(|one| one.max == Decimal::from(max) && one.line.plain.contains(word))
    };
    let (group, services, payment) =
        (find(22, "trực tuyến")?, find(12, "trực tuyến")?, find(10, "thanh toán")?);
    let parts = [services.points, payment.points];
    let off = fit(&parts, group.points) == Fit::Off || exact(&parts, group.points);
    off.then(|| of_parts(found(Severity::Error, group), &parts, group.points))
}
