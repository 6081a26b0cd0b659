//! Units: a count where a rate belongs, and the other way round.

use super::found::Found;
use crate::lint::finding::Severity;
use crate::lint::number::{Number, Style, Token};
use crate::lint::paper::{Grid, Kind, Line, Paper, Row};

/// A caption that names a count over a header that names a rate, or the other way round.
pub fn headers(paper: &Paper<'_>) -> Vec<Found> {
    paper.grids.iter().filter_map(header).collect()
}

fn header(grid: &Grid<'_>) -> Option<Found> {
    let figures = grid.of(|kind| !matches!(kind, Kind::Ordinal | Kind::Name));
    let [only] = figures.as_slice() else {
        return None;
    };
    let caption = grid.caption();
    let lists = ["danh sách", "số hồ sơ", "số lượng"].iter().any(|word| caption.starts_with(word))
        && !caption.contains("tỷ lệ");
    let (rate, rows) = (grid.columns[*only].kind == Kind::Rate, grid.rows.first()?);
    let counted = lists && rate;
    let rated = caption.starts_with("tỷ lệ") && grid.columns[*only].leaf.starts_with("số ");
    let found = Found::cell("unit", Severity::Warning, grid, rows, *only);
    (counted || rated).then(|| Found {
        finding: crate::lint::finding::Finding {
            about: short(caption),
            printed: grid.columns[*only].shown.clone(),
            ..found.finding
        },
        ..found
    })
}

fn short(text: &str) -> String {
    text.chars().take(90).collect()
}

/// Numbers that do not look like those of their column.
pub fn cells(paper: &Paper<'_>) -> Vec<Found> {
    paper
        .grids
        .iter()
        .flat_map(|grid| {
            grid.data().flat_map(move |row| {
                (0..grid.columns.len()).filter_map(move |at| cell(grid, row, at))
            })
        })
        .collect()
}

fn cell(grid: &Grid<'_>, row: &Row<'_>, at: usize) -> Option<Found> {
    let number = row.number(at)?;
    let broken = match grid.columns[at].kind {
        Kind::Count => number.percent || number.digits > 0,
        Kind::Rate => number.digits == 0 && number.style == Style::Grouped,
        _ => false,
    };
    broken.then(|| Found::cell("unit", Severity::Warning, grid, row, at))
}

/// "Tỷ lệ …: 9.895" without a percent sign, "94,12 hồ sơ".
pub fn lines(paper: &Paper<'_>) -> Vec<Found> {
    let broken = paper
        .lines
        .iter()
        .flat_map(|line| line.tokens.iter().filter_map(move |token| broken(line, token)));
    paper.lines.iter().filter_map(line).chain(broken).collect()
}

/// What is counted has no decimals.
const COUNTED: [&str; 8] =
    ["hồ sơ", "tthc", "đơn vị", "dvc", "pakn", "tài khoản", "dịch vụ", "thủ tục"];

fn broken(line: &Line<'_>, token: &Token) -> Option<Found> {
    let number = token.number().filter(|number| number.digits > 0 && !number.percent)?;
    let after = line.after(token);
    let counted = COUNTED.iter().any(|word| after.starts_with(word));
    // Among rates, a number with decimals and without any unit has lost its sign.
    let from = line.plain[..token.start].char_indices().rev().nth(24).map_or(0, |(at, _)| at);
    let before = line.between(from, token.start);
    let points = before.contains("điểm") || before.contains("hệ số");
    let bare = after.is_empty() || after.starts_with([')', ';', ',', '.']);
    let others =
        line.tokens.iter().any(|other| other.percent().is_some()) || line.plain.contains("tỷ lệ");
    let moved =
        ["lên", "xuống"].iter().any(|word| after.starts_with(word)) && !line.plain.contains("điểm");
    let lost = (bare || moved) && others && !points;
    let found = Found::line("unit", Severity::Warning, line, token.start, token.end);
    (counted || lost).then(|| found.expected(format!("{}%", super::arith::shown(number))))
}

fn line(line: &Line<'_>) -> Option<Found> {
    let (label, _) = line.plain.split_once(':')?;
    let token = line.tokens.iter().find(|token| token.start > label.len())?;
    let number = token.number()?;
    let after = line.after(token);
    let named = after.starts_with(|c: char| c.is_alphabetic());
    let rate =
        label.starts_with("tỷ lệ") && token.start <= label.len() + 4 && !number.percent && !named;
    let followed = line.tokens.iter().any(|other| other.percent().is_some());
    if rate && !followed {
        let found = Found::line("unit", Severity::Warning, line, token.start, token.end);
        return Some(found.expected(rate_text(number)));
    }
    let counted = label.starts_with("số ")
        && number.percent
        && line.tokens.len() == 1
        && !label.contains("tỷ lệ");
    counted.then(|| Found::line("unit", Severity::Note, line, token.start, token.end))
}

/// `9.895` may have been meant as `9,895%`.
fn rate_text(number: Number) -> String {
    let thousandth = rust_decimal::Decimal::new(1, 3);
    let grouped =
        number.style == Style::Grouped && number.value < rust_decimal::Decimal::from(100_000);
    if grouped {
        format!("{}%", crate::number::decimal(number.value * thousandth, 3))
    } else {
        String::new()
    }
}
