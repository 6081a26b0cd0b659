//! Share of points: `7,7/18 điểm, tỷ lệ 42,78%`.

use rust_decimal::Decimal;

use super::arith::is_share;
use super::arith::share;
use super::found::Found;
use super::parts::is_points;
use crate::lint::finding::Severity;
use crate::lint::number::{Number, Token};
use crate::lint::paper::{Line, Paper};

/// One place where points are followed by a rate that nothing names.
struct Place<'p> {
    line: &'p Line<'p>,
    token: Token,
    points: Number,
    max: Number,
    rate: Number,
    /// Whether the words leave no other reading.
    plain: bool,
}

/// Shares that do not follow from their points.
pub fn lines(paper: &Paper<'_>) -> Vec<Found> {
    let places: Vec<Place<'_>> = paper
        .lines
        .iter()
        .flat_map(|line| line.tokens.windows(2).filter_map(move |pair| place(line, pair)))
        .collect();
    let right = places.iter().filter(|place| is_right(place)).count();
    // Where most bare rates of a document are shares of points, the others should be.
    let custom = right >= 2 && right * 2 > places.len();
    places.iter().filter(|place| !is_right(place) && (place.plain || custom)).map(found).collect()
}

fn is_right(place: &Place<'_>) -> bool {
    is_share(place.points.value, place.max.value, place.rate)
}

fn found(place: &Place<'_>) -> Found {
    let found =
        Found::line("share", Severity::Error, place.line, place.token.start, place.token.end);
    let (points, max) = (place.points, place.max);
    let working = format!("{} / {}", super::arith::shown(points), super::arith::shown(max));
    let exact = points.value * Decimal::ONE_HUNDRED / max.value;
    found
        .expected(share(points.value, max.value, place.rate.digits))
        .working(working)
        .numbers(place.rate.value, exact)
}

fn place<'p>(line: &'p Line<'p>, pair: &[Token]) -> Option<Place<'p>> {
    let ((points, max), rate) = (pair[0].fraction()?, pair[1].percent()?);
    let between = line.between(pair[0].end, pair[1].start).trim();
    let bare = between.trim_start_matches("điểm").trim_matches([',', ';', ' ', '(']);
    let of_points = bare.contains("số điểm")
        || bare.contains("điểm tối đa")
        || line.after(&pair[1]).starts_with("số điểm");
    let says = matches!(
        bare,
        "tỷ lệ" | "đạt tỷ lệ" | "đạt" | "tỷ lệ đạt" | "bằng" | "chiếm" | "tương ứng" | ""
    ) || of_points;
    if !says || max.value.is_zero() || !is_points(line, &pair[0]) {
        return None;
    }
    // A group that rests on several rates has no rate of its own; of one named after its rate, the rate may be meant.
    let before = line.between(0, pair[0].start);
    let from = before.rfind(". ").map_or(0, |at| at + 2);
    let several = ["công khai", "công bố", "số hóa", "mức độ hài lòng"]
        .iter()
        .any(|word| before[from..].contains(word));
    Some(Place { line, token: pair[1], points, max, rate, plain: several || of_points })
}
