//! Points that follow from one rate: on time (20) and satisfaction (18).

use std::collections::HashMap;

use rust_decimal::Decimal;

use super::arith::shown;
use super::found::Found;
use super::parts::is_points;
use crate::lint::finding::Severity;
use crate::lint::number::Number;
use crate::lint::paper::{Grid, Kind, Line, Paper, Row};
use crate::lint::wording::{Topic, agency, topic};
use crate::number::decimal;

/// Groups whose points are a rate times the maximum.
const SINGLE: [(Topic, i64); 2] = [(Topic::OnTime, 20), (Topic::Satisfied, 18)];

/// Points in ranking tables against the rates in the tables above.
pub fn columns(paper: &Paper<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for grid in &paper.grids {
        for at in grid.of(|kind| matches!(kind, Kind::Points(max) if max < 100)) {
            let Some((topic, max)) = single(&grid.columns[at].title) else {
                continue;
            };
            found.extend(column(grid, at, max, &rates(paper, topic)));
        }
    }
    found
}

fn single(title: &str) -> Option<(Topic, Decimal)> {
    let spoken = topic(title)?;
    SINGLE
        .iter()
        .find(|(topic, _)| *topic == spoken)
        .map(|(topic, max)| (*topic, Decimal::from(*max)))
}

/// The rate of each unit, from the tables that speak of this alone.
fn rates(paper: &Paper<'_>, wanted: Topic) -> HashMap<String, Number> {
    let mut rates = HashMap::new();
    for grid in &paper.grids {
        let columns = grid.of(|kind| kind == Kind::Rate);
        if let [rate] = columns.as_slice()
            && spoken(grid, *rate) == Some(wanted)
        {
            let row = |row: &Row<'_>| Some((agency(row.name), row.number(*rate)?));
            rates.extend(grid.data().filter_map(row));
        }
    }
    rates
}

/// What a column of a table speaks of: by its header, else by the caption.
pub fn spoken(grid: &Grid<'_>, column: usize) -> Option<Topic> {
    topic(&grid.columns[column].title)
        .or_else(|| grid.captions.iter().find_map(|caption| topic(caption)))
}

fn column(grid: &Grid<'_>, at: usize, max: Decimal, rates: &HashMap<String, Number>) -> Vec<Found> {
    let pair = |row: &&Row<'_>| Some((row.number(at)?, *rates.get(&agency(row.name))?));
    let rows: Vec<(&Row<'_>, (Number, Number))> =
        grid.data().filter_map(|row| Some((row, pair(&row)?))).collect();
    let follow = rows.iter().filter(|(_, (points, rate))| follows(*points, *rate, max)).count();
    let wrong = rows.iter().filter(|(_, (points, rate))| !follows(*points, *rate, max));
    let found = |severity: Severity| {
        move |(row, (points, rate)): &(&Row<'_>, (Number, Number))| {
            let found = Found::cell("points", severity, grid, row, at);
            of_rate(found, *points, *rate, max)
        }
    };
    // Where hardly any row follows, the points rest on another rate: worth a look once, no slip of a row.
    if follow >= 3 && follow * 10 >= rows.len() * 6 {
        wrong.map(found(Severity::Error)).collect()
    } else {
        wrong.take(1).map(found(Severity::Note)).collect()
    }
}

fn follows(points: Number, rate: Number, max: Decimal) -> bool {
    let exact = rate.value * max / Decimal::ONE_HUNDRED;
    (exact - points.value).abs() <= points.half() + rate.half() * max / Decimal::ONE_HUNDRED
}

fn of_rate(found: Found, points: Number, rate: Number, max: Decimal) -> Found {
    let exact = rate.value * max / Decimal::ONE_HUNDRED;
    let working = format!("{}% × {}", shown(rate), max.normalize());
    found
        .expected(decimal(exact, points.digits.max(2)))
        .working(working)
        .numbers(points.value, exact)
}

/// Points of the whole in a sentence, with the rate beside them or in the lines below.
pub fn lines(paper: &Paper<'_>) -> Vec<Found> {
    paper.lines.iter().enumerate().filter_map(|(at, line)| sentence(paper, at, line)).collect()
}

fn sentence(paper: &Paper<'_>, at: usize, line: &Line<'_>) -> Option<Found> {
    let token =
        line.tokens.iter().find(|token| token.fraction().is_some() && is_points(line, token))?;
    let (points, max) = token.fraction()?;
    let progress = max.value == Decimal::from(20)
        && ["tiến độ", "đúng hạn"].iter().any(|word| line.plain.contains(word));
    let rate = if progress { on_time(paper, at, line) } else { None }?;
    if follows(points, rate, max.value) {
        return None;
    }
    let found = Found::line("points", Severity::Warning, line, token.start, token.end);
    Some(of_rate(found, points, rate, max.value))
}

/// The rate on time: in the sentence itself, or in the first line below that is about it.
fn on_time(paper: &Paper<'_>, at: usize, line: &Line<'_>) -> Option<Number> {
    let own = line.tokens.iter().find(|token| {
        let before = line.between(0, token.start);
        let from = before.rfind([';', ',', '%']).unwrap_or(0);
        token.percent().is_some() && before[from..].contains("đúng hạn")
    });
    if let Some(token) = own {
        return token.percent();
    }
    let below = paper.lines.iter().skip(at + 1).take_while(|other| other.parent == Some(at));
    let mut about = below.filter(|other| topic(&other.plain) == Some(Topic::OnTime));
    about.next()?.tokens.iter().find_map(crate::lint::number::Token::percent)
}
