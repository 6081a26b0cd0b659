//! What no figure can be: rates above 100, more done than there is, points above the maximum.

use chiso_scoring::rulebook::{Rulebook, Rulebooks};
use rust_decimal::Decimal;

use super::found::Found;
use crate::lint::finding::Severity;
use crate::lint::number::Token;
use crate::lint::paper::{Grid, Kind, Line, Paper, Row};

/// Maxima of points that no rulebook knows: in sentences, and in headers that do not make 100 together.
pub fn maxima(paper: &Paper<'_>) -> Vec<Found> {
    let known = known();
    let lines =
        paper.lines.iter().flat_map(|line| line.tokens.iter().map(move |token| (line, token)));
    let unknown = lines.filter(|(line, token)| {
        token.fraction().is_some_and(|(_, max)| {
            line.after(token).starts_with("điểm") && !known.contains(&max.value)
        })
    });
    let mut found: Vec<Found> = unknown
        .map(|(line, token)| {
            Found::line("maximum", Severity::Warning, line, token.start, token.end)
        })
        .collect();
    found.extend(paper.grids.iter().filter_map(header));
    found
}

/// Points of indicators, groups, axes and of all together.
fn known() -> Vec<Decimal> {
    let rulebooks = Rulebooks::embedded();
    let of = |rulebook: &Rulebook| {
        let groups = rulebook.groups.iter().map(|group| Decimal::from(group.max));
        let indicators = rulebook.indicators.iter().map(|indicator| Decimal::from(indicator.max));
        let axes = rulebook.axes.iter().map(|axis| Decimal::from(axis.max));
        groups
            .chain(indicators)
            .chain(axes)
            .chain([Decimal::from(rulebook.max)])
            .collect::<Vec<_>>()
    };
    rulebooks.all().iter().flat_map(of).collect()
}

fn header(grid: &Grid<'_>) -> Option<Found> {
    let maxima: Vec<(usize, u32)> = (0..grid.columns.len())
        .filter_map(|at| {
            if let Kind::Points(max) = grid.columns[at].kind { Some((at, max)) } else { None }
        })
        .collect();
    let groups = maxima.iter().filter(|(_, max)| *max < 100);
    let sum: u32 = groups.clone().map(|(_, max)| max).sum();
    let (first, _) = *groups.clone().next()?;
    let row = grid.rows.first()?;
    let whole = maxima.iter().any(|(_, max)| *max == 100) && groups.count() >= 5;
    let found = Found::cell("maximum", Severity::Warning, grid, row, first);
    if let Some((at, _)) = maxima.iter().find(|(_, max)| *max > 100) {
        return Some(Found::cell("maximum", Severity::Warning, grid, row, *at).expected("100"));
    }
    (whole && sum != 100).then(|| found.expected("100").working(format!("Σ = {sum}")))
}

/// Cells.
pub fn cells(paper: &Paper<'_>) -> Vec<Found> {
    let grids = paper.grids.iter();
    grids
        .flat_map(|grid| {
            grid.rows.iter().flat_map(move |row| {
                (0..grid.columns.len()).filter_map(move |at| cell(grid, row, at))
            })
        })
        .collect()
}

fn cell(grid: &Grid<'_>, row: &Row<'_>, at: usize) -> Option<Found> {
    let found = || Found::cell("outlier", Severity::Error, grid, row, at);
    if let Some((done, all)) = row.vals.get(at).and_then(|val| val.fraction()) {
        return (done.value > all.value).then(found);
    }
    let number = row.number(at)?;
    let kind = grid.columns[at].kind;
    let mixed = grid
        .columns
        .iter()
        .any(|column| column.kind == Kind::Name && column.leaf.contains("nội dung"));
    let most = match kind {
        Kind::Rate if !mixed || number.digits > 0 || number.percent => Decimal::ONE_HUNDRED,
        Kind::Points(max) => Decimal::from(max),
        Kind::Ordinal | Kind::Name | Kind::Change => return None,
        _ if number.percent => Decimal::ONE_HUNDRED,
        _ => Decimal::MAX,
    };
    let below = number.value < Decimal::ZERO && !matches!(kind, Kind::Other);
    (below || number.value > most)
        .then(|| found().expected(if below { "≥ 0".into() } else { format!("≤ {most}") }))
}

/// Sentences.
pub fn lines(paper: &Paper<'_>) -> Vec<Found> {
    paper
        .lines
        .iter()
        .flat_map(|line| line.tokens.iter().filter_map(move |token| token_of(line, token)))
        .collect()
}

fn token_of(line: &Line<'_>, token: &Token) -> Option<Found> {
    let found = |severity| Found::line("outlier", severity, line, token.start, token.end);
    if let Some((left, right)) = token.fraction() {
        return (left.value > right.value)
            .then(|| found(Severity::Error).expected(format!("≤ {}", super::arith::shown(right))));
    }
    let rate = token.percent().filter(|rate| rate.value > Decimal::ONE_HUNDRED)?;
    // A change, or more than planned, may be above 100 %.
    let words = ["tăng", "giảm", "vượt", "kế hoạch", "chỉ tiêu giao", "gấp"];
    let growth = rate.signed || words.iter().any(|word| line.plain.contains(word));
    (!growth).then(|| found(Severity::Error).expected("≤ 100%"))
}
