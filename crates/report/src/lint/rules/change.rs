//! Columns of changes: the number, the sign, the word.

use rust_decimal::Decimal;

use super::arith::{Fit, most_digits, shown, signed, strict};
use super::found::Found;
use crate::lint::finding::Severity;
use crate::lint::number::{Number, tokens};
use crate::lint::paper::{Grid, Kind, Paper, Row};
use crate::lint::wording::{direction, plain};

/// Columns of one day that are compared.
const TRIED: usize = 12;

/// A change as printed.
#[derive(Clone, Copy)]
struct Printed {
    /// The change with its sign; a word without a number only says where it points.
    value: Option<Number>,
    way: i32,
    signed: bool,
}

/// A row, its change, and the numbers of the two days.
type Compared<'r> = (&'r Row<'r>, Printed, Vec<(Number, Number)>);

/// Changes that are not the difference of the two days.
pub fn columns(paper: &Paper<'_>) -> Vec<Found> {
    let columns = |grid: &Grid<'_>| grid.of(|kind| kind == Kind::Change);
    paper
        .grids
        .iter()
        .flat_map(|grid| columns(grid).into_iter().flat_map(move |at| column(grid, at)))
        .collect()
}

/// The columns of the first and of the second day.
fn days(grid: &Grid<'_>, change: usize) -> (Vec<usize>, Vec<usize>) {
    let numeric = |kind| matches!(kind, Kind::Count | Kind::Rate | Kind::Other | Kind::Points(_));
    let columns: Vec<usize> =
        grid.of(numeric).into_iter().filter(|at| *at < change).take(TRIED).collect();
    let mut groups: Vec<&str> = columns.iter().map(|at| grid.columns[*at].group.as_str()).collect();
    groups.dedup();
    if groups.len() == 2 {
        return columns.iter().partition(|at| grid.columns[**at].group == groups[0]);
    }
    let half = columns.len() / 2;
    if columns.len().is_multiple_of(2) {
        (columns[..half].to_vec(), columns[half..].to_vec())
    } else {
        (Vec::new(), Vec::new())
    }
}

fn column(grid: &Grid<'_>, change: usize) -> Vec<Found> {
    let (before, after) = days(grid, change);
    if before.is_empty() {
        return Vec::new();
    }
    let rows: Vec<Compared<'_>> = grid
        .rows
        .iter()
        .filter_map(|row| Some((row, printed(row, change)?, pairs(row, &before, &after))))
        .filter(|(_, _, pairs)| !pairs.is_empty())
        .collect();
    let fits: Vec<Fit> = rows.iter().map(|(_, printed, pairs)| fit(*printed, pairs)).collect();
    // A column that says something else than the difference of what stands before it is none of ours.
    let right = fits.iter().filter(|fit| **fit != Fit::Off).count();
    if right * 2 < fits.len() {
        return Vec::new();
    }
    let strict = strict(&fits);
    let mut found: Vec<Found> = rows
        .iter()
        .zip(&fits)
        .filter_map(|((row, printed, pairs), fit)| {
            wrong(grid, row, change, *printed, pairs, *fit, strict)
        })
        .collect();
    let signs = rows.iter().filter(|(_, printed, _)| printed.signed).count();
    if signs * 2 > rows.len() {
        found.extend(
            rows.iter().filter_map(|(row, printed, _)| unsigned(grid, row, change, *printed)),
        );
    }
    found
}

fn printed(row: &Row<'_>, change: usize) -> Option<Printed> {
    if let Some(number) = row.number(change) {
        let way = if number.value.is_zero() {
            0
        } else if number.value.is_sign_negative() {
            -1
        } else {
            1
        };
        return Some(Printed { value: Some(number), way, signed: number.signed });
    }
    let text = plain(row.text(change));
    let (_, _, way) = direction(&text)?;
    let value = tokens(&text).first().and_then(|token| token.number());
    let value =
        value.map(|number| Number { value: number.value.abs() * Decimal::from(way), ..number });
    Some(Printed { value, way, signed: true })
}

/// Numbers of the two days that can be compared: of the same column, else of the same look.
fn pairs(row: &Row<'_>, before: &[usize], after: &[usize]) -> Vec<(Number, Number)> {
    let amount = |at: usize| {
        row.amount(at).or_else(|| {
            tokens(&plain(row.text(at)))
                .first()
                .and_then(|token| token.number().or(token.fraction().map(|(left, _)| left)))
        })
    };
    let straight: Vec<(Number, Number)> = before
        .iter()
        .zip(after)
        .filter_map(|(one, other)| Some((amount(*one)?, amount(*other)?)))
        .collect();
    if !straight.is_empty() {
        return straight;
    }
    let all = |columns: &[usize]| columns.iter().filter_map(|at| amount(*at)).collect::<Vec<_>>();
    match (all(before).as_slice(), all(after).as_slice()) {
        ([one], [other]) => vec![(*one, *other)],
        _ => Vec::new(),
    }
}

fn difference((before, after): (Number, Number)) -> Decimal {
    after.value - before.value
}

fn fit(printed: Printed, pairs: &[(Number, Number)]) -> Fit {
    let Some(value) = printed.value.filter(|value| !(printed.way == 0 && value.value.is_zero()))
    else {
        return words(printed.way, pairs);
    };
    let one = |pair: &(Number, Number)| {
        let whole = pair.0.digits == 0 && pair.1.digits == 0 && value.digits == 0;
        let hidden =
            if whole { Decimal::ZERO } else { pair.0.half() + pair.1.half() + value.half() };
        Fit::of(difference(*pair) - value.value, hidden)
    };
    let fits: Vec<Fit> = pairs.iter().map(one).collect();
    if fits.contains(&Fit::Exact) {
        Fit::Exact
    } else if fits.contains(&Fit::Hidden) {
        Fit::Hidden
    } else {
        Fit::Off
    }
}

/// "Giữ nguyên" and a bare nought speak of all numbers of the row; "tăng" alone of any.
fn words(way: i32, pairs: &[(Number, Number)]) -> Fit {
    let points = |pair: &(Number, Number)| difference(*pair).cmp(&Decimal::ZERO) as i32 == way;
    let fits = if way == 0 { pairs.iter().all(points) } else { pairs.iter().any(points) };
    if fits { Fit::Exact } else { Fit::Off }
}

fn wrong(
    grid: &Grid<'_>,
    row: &Row<'_>,
    at: usize,
    printed: Printed,
    pairs: &[(Number, Number)],
    fit: Fit,
    strict: bool,
) -> Option<Found> {
    let meant = *meant(printed, pairs)?;
    let difference = difference(meant);
    let turned =
        printed.value.is_some_and(|value| !value.value.is_zero() && value.value == -difference);
    let unchanged = printed.way == 0 && pairs.iter().any(|pair| pair.0.value == pair.1.value);
    let severity = match fit {
        Fit::Exact => return None,
        Fit::Hidden if !strict => return None,
        Fit::Off if !unchanged => Severity::Error,
        _ => Severity::Warning,
    };
    let digits = most_digits(&[meant.0, meant.1]);
    let found = Found::cell(if turned { "direction" } else { "change" }, severity, grid, row, at);
    let working = format!("{} − {}", shown(meant.1), shown(meant.0));
    let number = printed.value.map_or(Decimal::ZERO, |value| value.value);
    Some(found.expected(signed(difference, digits)).working(working).numbers(number, difference))
}

/// The pair that the change speaks of: the one that looks like it, and changed.
fn meant(printed: Printed, pairs: &[(Number, Number)]) -> Option<&(Number, Number)> {
    let Some(value) = printed.value.filter(|value| !value.value.is_zero()) else {
        return pairs.iter().find(|pair| !difference(**pair).is_zero()).or(pairs.first());
    };
    let alike =
        |pair: &&(Number, Number)| (pair.0.digits.max(pair.1.digits) > 0) == (value.digits > 0);
    pairs.iter().find(alike).or(pairs.first())
}

/// A change without its sign among changes with theirs.
fn unsigned(grid: &Grid<'_>, row: &Row<'_>, at: usize, printed: Printed) -> Option<Found> {
    let value = printed.value.filter(|value| !printed.signed && !value.value.is_zero())?;
    let found = Found::cell("sign", Severity::Warning, grid, row, at);
    Some(found.expected(signed(value.value, value.digits)))
}
