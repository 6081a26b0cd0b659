//! Grades follow from points.

use chiso_scoring::rulebook::Rulebooks;
use rust_decimal::Decimal;

use super::found::Found;
use super::parts::is_points;
use crate::lint::finding::Severity;
use crate::lint::number::Number;
use crate::lint::paper::{Kind, Line, Paper};
use crate::lint::wording::plain;

/// A grade: its name in plain letters, as printed, and the points it takes.
struct Band {
    name: String,
    printed: String,
    from: Decimal,
    to: Decimal,
}

/// The bands of every rulebook that comes with chiso; they agree so far, and any of them will do.
fn bands() -> Vec<Band> {
    let rulebooks = Rulebooks::embedded();
    let grades = rulebooks.all().iter().flat_map(|rulebook| rulebook.grades.iter());
    let band = |grade: &chiso_scoring::rulebook::Grade| Band {
        name: plain(&grade.name.vi),
        printed: grade.name.vi.clone(),
        from: Decimal::from(grade.from),
        to: Decimal::from(grade.to),
    };
    let mut bands: Vec<Band> = grades.map(band).collect();
    bands.sort_by_key(|band| (band.from, band.to, band.name.clone()));
    bands.dedup_by(|one, other| {
        one.name == other.name && one.from == other.from && one.to == other.to
    });
    bands
}

/// Lower end included, upper end excluded, except the very top.
fn takes(band: &Band, points: Decimal) -> bool {
    band.from <= points
        && (points < band.to || band.to == Decimal::ONE_HUNDRED && points <= band.to)
}

/// Whether the points can have this grade. Whole numbers may have been rounded after grading.
fn can_be(bands: &[Band], grade: &str, points: Number) -> bool {
    let around = if points.digits < 2 { points.half() } else { Decimal::ZERO };
    let named = bands.iter().filter(|band| band.name == grade);
    let fits = |points: Decimal| named.clone().any(|band| takes(band, points));
    fits(points.value)
        || fits(points.value - around)
        || fits(points.value + around - Decimal::new(1, 6))
}

fn expected(bands: &[Band], points: Decimal) -> String {
    bands
        .iter()
        .find(|band| takes(band, points))
        .map_or_else(String::new, |band| band.printed.clone())
}

fn working(bands: &[Band], points: Number) -> String {
    let band = bands.iter().find(|band| takes(band, points.value));
    band.map_or_else(String::new, |band| {
        format!(
            "{} ∈ [{}; {})",
            super::arith::shown(points),
            band.from.normalize(),
            band.to.normalize()
        )
    })
}

/// Grades in tables.
pub fn columns(paper: &Paper<'_>) -> Vec<Found> {
    let (bands, mut found) = (bands(), Vec::new());
    for grid in &paper.grids {
        let (Some(grade), Some(points)) = (
            grid.of(|kind| kind == Kind::Grade).first().copied(),
            grid.of(|kind| kind == Kind::Points(100)).first().copied(),
        ) else {
            continue;
        };
        for row in grid.data() {
            let name = plain(row.text(grade).trim());
            let known = bands.iter().any(|band| band.name == name);
            if let Some(points) =
                row.number(points).filter(|points| known && !can_be(&bands, &name, *points))
            {
                let one = Found::cell("grade", Severity::Error, grid, row, grade);
                found.push(
                    one.expected(expected(&bands, points.value)).working(working(&bands, points)),
                );
            }
        }
    }
    found
}

/// Grades in sentences with the points of 100.
pub fn lines(paper: &Paper<'_>) -> Vec<Found> {
    let bands = bands();
    paper.lines.iter().filter_map(|line| sentence(&bands, line)).collect()
}

fn sentence(bands: &[Band], line: &Line<'_>) -> Option<Found> {
    let token = line.tokens.iter().find(|token| {
        is_points(line, token)
            && token.fraction().is_some_and(|(_, max)| max.value == Decimal::ONE_HUNDRED)
    })?;
    let (points, _) = token.fraction()?;
    let at = line.plain.find("xếp loại ")? + "xếp loại ".len();
    let rest = line.plain[at..].trim_start_matches(['“', '"', ':', ' ']);
    let band = bands.iter().find(|band| rest.starts_with(&band.name))?;
    let start = line.plain.len() - rest.len();
    let found = Found::line("grade", Severity::Error, line, start, start + band.name.len());
    (!can_be(bands, &band.name, points))
        .then(|| found.expected(expected(bands, points.value)).working(working(bands, points)))
}
