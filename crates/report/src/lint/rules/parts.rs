//! Ratios and rests: counts with their rates, alone and side by side.

use rust_decimal::Decimal;

use super::arith::{is_share, share, shown, wholes};
use super::found::Found;
use crate::lint::finding::Severity;
use crate::lint::number::{Number, Token};
use crate::lint::paper::{Grid, Kind, Line, Paper, Row};
use crate::lint::wording::are_opposites;
use crate::number::decimal;

/// Parts that can make up one whole.
const MOST: usize = 5;

/// One part of a whole.
struct Part<'p> {
    label: &'p str,
    count: Option<Number>,
    rate: Option<Number>,
    /// Whether the whole stands beside it, so that the rate is judged by that.
    of: bool,
    at: At<'p>,
}

#[derive(Clone, Copy)]
enum At<'p> {
    Line(&'p Line<'p>, usize, usize),
    Cell(&'p Grid<'p>, &'p Row<'p>, usize),
}

impl At<'_> {
    fn found(self, code: &'static str, severity: Severity) -> Found {
        match self {
            At::Line(line, start, end) => Found::line(code, severity, line, start, end),
            At::Cell(grid, row, column) => Found::cell(code, severity, grid, row, column),
        }
    }
}

/// `a/b` with its percentage, in one sentence.
pub fn fractions(paper: &Paper<'_>) -> Vec<Found> {
    paper
        .lines
        .iter()
        .flat_map(|line| line.tokens.windows(2).filter_map(move |pair| fraction(line, pair)))
        .collect()
}

fn fraction(line: &Line<'_>, pair: &[Token]) -> Option<Found> {
    let ((part, whole), rate) = (pair[0].fraction()?, pair[1].percent()?);
    if is_points(line, &pair[0]) || !belongs(line, pair) || is_share(part.value, whole.value, rate)
    {
        return None;
    }
    let found = Found::line("ratio", Severity::Error, line, pair[1].start, pair[1].end);
    Some(of_whole(found, part.value, whole.value, rate))
}

/// Expected and working of a rate that is not the share.
pub fn of_whole(found: Found, part: Decimal, whole: Decimal, rate: Number) -> Found {
    let expected = share(part, whole, rate.digits.max(2));
    let working = format!("{} / {}", decimal(part, 0), decimal(whole, 0));
    let number = part * Decimal::ONE_HUNDRED / if whole.is_zero() { Decimal::ONE } else { whole };
    found.expected(expected).working(working).numbers(rate.value, number)
}

/// Whether a fraction is points of a maximum.
pub fn is_points(line: &Line<'_>, token: &Token) -> bool {
    let Some((points, max)) = token.fraction() else {
        return false;
    };
    let groups = [10, 12, 18, 20, 22, 100].map(Decimal::from).contains(&max.value);
    let after = line.after(token);
    after.starts_with("điểm") || groups && points.digits > 0 && !after.starts_with("hồ sơ")
}

/// Whether a percentage right after a count is the count's.
fn belongs(line: &Line<'_>, pair: &[Token]) -> bool {
    let between = line.between(pair[0].end, pair[1].start);
    let said =
        ["(", "đạt", "chiếm", "tỷ lệ", "=", "tương ứng"].iter().any(|word| between.contains(word));
    said && !between.contains([';', ')'])
        && !between.contains(". ")
        && between.chars().count() <= 40
}

/// Counts with rates that stand side by side in sentences, and rates that make up the whole.
pub fn lines(paper: &Paper<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    let mut run: Vec<Part<'_>> = Vec::new();
    let mut last: Option<(usize, Option<usize>)> = None;
    for (at, line) in paper.lines.iter().enumerate() {
        let parts = line_parts(line);
        let joined = last.is_some_and(|(before, _)| before + 1 == at) && parts.len() == 1;
        if !joined {
            found.extend(check(&run));
            run.clear();
        }
        if !parts.is_empty() {
            last = Some((at, line.parent));
        }
        let several = parts.len() > 1;
        run.extend(parts);
        if several {
            found.extend(check(&run));
            run.clear();
        }
    }
    found.extend(check(&run));
    found
}

/// The parts a line shows: counts with their rates, or one rate alone.
fn line_parts<'p>(line: &'p Line<'p>) -> Vec<Part<'p>> {
    if line.tokens.iter().any(|token| is_points(line, token)) && line.tokens.len() > 1 {
        return opposites(line);
    }
    let pairs = line.tokens.windows(2).filter(|pair| belongs(line, pair));
    let parts: Vec<Part<'_>> = pairs.filter_map(|pair| part(line, pair)).collect();
    if !parts.is_empty() {
        return parts;
    }
    match line.tokens.as_slice() {
        [only] => only.percent().map(|rate| bare(line, only, rate)).into_iter().collect(),
        _ => opposites(line),
    }
}

/// Two rates of one sentence that are opposites by the words right before them.
fn opposites<'p>(line: &'p Line<'p>) -> Vec<Part<'p>> {
    let rates: Vec<&Token> = line.tokens.iter().filter(|token| token.percent().is_some()).collect();
    let bares: Vec<Part<'_>> =
        rates.iter().filter_map(|token| Some(bare(line, token, token.percent()?))).collect();
    let at = bares.windows(2).position(|pair| are_opposites(pair[0].label, pair[1].label));
    at.map_or_else(Vec::new, |at| bares.into_iter().skip(at).take(2).collect())
}

fn part<'p>(line: &'p Line<'p>, pair: &[Token]) -> Option<Part<'p>> {
    let count = pair[0]
        .number()
        .or_else(|| pair[0].fraction().map(|(part, _)| part))
        .filter(Number::is_count)?;
    let rate = pair[1].percent()?;
    Some(Part {
        label: line.between(0, pair[0].start),
        count: Some(count),
        rate: Some(rate),
        of: pair[0].fraction().is_some(),
        at: At::Line(line, pair[1].start, pair[1].end),
    })
}

fn bare<'p>(line: &'p Line<'p>, token: &Token, rate: Number) -> Part<'p> {
    let label = line.plain.get(..token.start).unwrap_or_default();
    let from = label.rfind(['%', ';', '(']).map_or(0, |at| at + 1);
    Part {
        label: &label[from..],
        count: None,
        rate: Some(rate),
        of: false,
        at: At::Line(line, token.start, token.end),
    }
}

/// The same in tables that show items below each other: a count and a rate for each, once or for two days.
pub fn tables(paper: &Paper<'_>) -> Vec<Found> {
    paper.grids.iter().flat_map(table).collect()
}

fn table(grid: &Grid<'_>) -> Vec<Found> {
    let pairs = pairs(grid);
    let items = grid
        .columns
        .iter()
        .any(|column| column.kind == Kind::Name && column.leaf.contains("nội dung"));
    if pairs.is_empty() || !items {
        return Vec::new();
    }
    pairs.iter().flat_map(|(count, rate)| column(grid, *count, *rate)).collect()
}

/// Columns of counts, each with the rate to its right.
fn pairs(grid: &Grid<'_>) -> Vec<(usize, usize)> {
    let rates = grid.of(|kind| kind == Kind::Rate).into_iter().filter(|at| *at > 1);
    let beside = |rate: &usize| {
        grid.columns[*rate - 1].kind == Kind::Count
            && grid.columns[*rate - 1].group == grid.columns[*rate].group
    };
    rates.filter(beside).map(|rate| (rate - 1, rate)).collect()
}

fn column(grid: &Grid<'_>, count: usize, rate: usize) -> Vec<Found> {
    let mut found = Vec::new();
    let mut run = Vec::new();
    for row in grid.data() {
        let counted = row.amount(count).filter(Number::is_count);
        let rated =
            row.number(rate).or_else(|| row.number(count).filter(|number| number.digits > 0));
        let at = if row.number(rate).is_some() { rate } else { count };
        if rated.is_none() {
            found.extend(check(&run));
            run.clear();
            continue;
        }
        let label = row.name;
        run.push(Part {
            label,
            count: counted,
            rate: rated,
            of: false,
            at: At::Cell(grid, row, at),
        });
    }
    found.extend(check(&run));
    found
}

/// Checks parts that stand next to each other.
fn check(parts: &[Part<'_>]) -> Vec<Found> {
    let (mut at, mut found) = (0, Vec::new());
    while at < parts.len() {
        let (taken, findings) = from(&parts[at..]);
        found.extend(findings);
        at += taken;
    }
    found
}

/// The longest whole that begins here, or one part alone.
fn from(parts: &[Part<'_>]) -> (usize, Vec<Found>) {
    let lengths = || (2..=MOST.min(parts.len())).rev();
    if let Some(length) = lengths().find(|length| fits(&parts[..*length])) {
        return (length, Vec::new());
    }
    if let Some(length) = lengths().find(|length| is_whole(&parts[..*length])) {
        return (length, broken(&parts[..length]));
    }
    (1, alone(&parts[0]).into_iter().collect())
}

fn total(parts: &[Part<'_>]) -> Option<Decimal> {
    parts.iter().map(|part| part.count.map(|count| count.value)).sum()
}

fn hundred(parts: &[Part<'_>]) -> bool {
    let rates: Vec<Number> = parts.iter().filter_map(|part| part.rate).collect();
    let sum: Decimal = rates.iter().map(|rate| rate.value).sum();
    let hidden: Decimal = rates.iter().map(Number::half).sum();
    (sum - Decimal::ONE_HUNDRED).abs() <= hidden
}

fn shares(parts: &[Part<'_>]) -> usize {
    let Some(whole) = total(parts) else {
        return 0;
    };
    let fits = |part: &&Part<'_>| {
        part.count.zip(part.rate).is_some_and(|(count, rate)| is_share(count.value, whole, rate))
    };
    parts.iter().filter(fits).count()
}

/// Whether the parts are all there is, and everything follows.
fn fits(parts: &[Part<'_>]) -> bool {
    let counted = parts.iter().all(|part| part.count.is_some());
    if counted { shares(parts) == parts.len() } else { hundred(parts) && uncounted(parts) }
}

fn uncounted(parts: &[Part<'_>]) -> bool {
    parts.iter().all(|part| part.count.is_none())
}

/// Whether the parts are all there is, though not everything follows.
fn is_whole(parts: &[Part<'_>]) -> bool {
    let counted = parts.iter().all(|part| part.count.is_some());
    let pair = matches!(parts, [one, other] if are_opposites(&crate::lint::wording::plain(one.label), &crate::lint::wording::plain(other.label)));
    match counted {
        true => pair || hundred(parts) || parts.len() > 2 && shares(parts) + 1 == parts.len(),
        false => pair && uncounted(parts),
    }
}

fn broken(parts: &[Part<'_>]) -> Vec<Found> {
    let Some(whole) = total(parts) else {
        return rest(parts).into_iter().collect();
    };
    if whole.is_zero() {
        return Vec::new();
    }
    let wrong = parts.iter().filter_map(|part| {
        let (count, rate) = part.count.zip(part.rate)?;
        (!is_share(count.value, whole, rate))
            .then(|| of_whole(part.at.found("ratio", Severity::Error), count.value, whole, rate))
    });
    wrong.collect()
}

/// Two rates that should be 100 together.
fn rest(parts: &[Part<'_>]) -> Option<Found> {
    let (one, other) = (parts.first()?, parts.get(1)?);
    let (first, second) = one.rate.zip(other.rate)?;
    let sum = first.value + second.value;
    let digits = first.digits.max(second.digits);
    let working = format!("{} + {} = {}", shown(first), shown(second), decimal(sum, digits));
    let expected = Decimal::ONE_HUNDRED - first.value;
    let found = other
        .at
        .found("rest", Severity::Error)
        .working(working)
        .expected(decimal(expected, digits));
    Some(found.numbers(second.value, expected))
}

/// A count with a rate that no whole number gives.
fn alone(part: &Part<'_>) -> Option<Found> {
    let (count, rate) = part.count.zip(part.rate).filter(|_| !part.of)?;
    if wholes(count.value, rate).is_some() || count.value.is_zero() && rate.value.is_zero() {
        return None;
    }
    let working = format!("{} / n", shown(count));
    Some(part.at.found("ratio", Severity::Error).working(working))
}
