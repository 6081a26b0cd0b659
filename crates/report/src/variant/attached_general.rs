//! Part I of the annex: every number behind the points on both sides, with its change.

use std::collections::BTreeMap;

use chiso_scoring::annex::{self, Line};
use chiso_scoring::round::half_up_decimal;
use rust_decimal::Decimal;

use super::attached::Parts;
use super::letter::{group, peers, placed};
use super::phrases::{say, say_with};
use super::reading::{Gap, points};
use super::two::{GROUPS, Side, Two};
use crate::model::{Align, Cell, Column, Row, Scope, Table};
use crate::outline::roman;

/// Decimals of every rate.
const DIGITS: u32 = 2;

/// How the change of a row is told.
#[derive(Clone, Copy)]
enum Change {
    /// Of the count, with what is counted.
    Count(&'static str),
    /// Of the rate.
    Rate,
    /// Not at all: the row only opens those below it.
    Head,
}

use Change::{Count, Head, Rate};

/// The rows under the heading of each group: number, and how the change is told.
const ROWS: [(&str, &[(&str, Change)]); 6] = [
    (
        "CKMB",
        &[
            ("1.1", Count("procedures")),
            ("1.2", Head),
            ("1.2a", Count("dossiers")),
            ("1.2b", Count("dossiers")),
        ],
    ),
    ("TDGQ", &[("2.1", Rate), ("2.2", Rate)]),
    (
        "CLGQ",
        &[
            ("3.1", Rate),
            ("3.2", Rate),
            ("3.3", Count("procedures")),
            ("3.4", Head),
            ("3.4a", Rate),
            ("3.4b", Rate),
            ("3.5", Head),
            ("3.5a", Rate),
            ("3.5b", Rate),
            ("3.6", Rate),
            ("3.7", Count("noun-services")),
        ],
    ),
    (
        "TTTT",
        &[
            ("4.1", Head),
            ("4.1a", Count("procedures")),
            ("4.1b", Count("procedures")),
            ("4.2", Head),
            ("4.2a", Rate),
            ("4.2b", Rate),
            ("4.3", Head),
            ("4.3a", Rate),
            ("4.3b", Rate),
        ],
    ),
    ("MDHL", &[("5.1", Rate), ("5.2", Rate), ("5.3", Head), ("5.3a", Rate), ("5.3b", Rate)]),
    ("MDSH", &[("6.1", Rate), ("6.2", Rate), ("6.3", Count("accounts")), ("6.4", Rate)]),
];

/// Which rows and groups a part of the annex details.
const DETAILED: [(&str, &str); 3] =
    [("2.2", "part-overdue"), ("CLGQ", "part-offered"), ("TTTT", "part-paid")];

pub(super) fn general(two: &Two<'_>, parts: &Parts) -> Table {
    let [before, now] = two.sheets();
    let lines = annex::lines(before, now);
    let lines: BTreeMap<&str, &Line> = lines.iter().map(|line| (line.row.number, line)).collect();
    let mut rows = Vec::new();
    for (code, numbers) in ROWS {
        let at = GROUPS.iter().zip(1..).find(|(known, _)| **known == code).map_or(0, |(_, at)| at);
        let name = group(two.rulebook(), code).map_or(code, |(name, _)| name);
        rows.push(Row::Section { mark: roman(at), title: see(code, name.to_owned(), parts) });
        let row = |(number, change): &(&str, Change)| {
            row(number, *change, lines.get(number).copied(), parts)
        };
        rows.extend(numbers.iter().map(row));
    }
    rows.push(total(two));
    Table {
        short: say("sheet-general"),
        columns: columns(two),
        rows,
        join_missing: true,
        ..Table::default()
    }
}

/// With where it is detailed, if that stands anywhere.
fn see(at: &str, title: String, parts: &Parts) -> String {
    let part = DETAILED.iter().find(|(known, _)| *known == at);
    match part.and_then(|(_, part)| parts.number(part)) {
        Some(part) => say_with("see-part", &[("title", &title), ("part", part)]),
        None => title,
    }
}

fn columns(two: &Two<'_>) -> Vec<Column> {
    let mut columns = vec![
        Column::new(say("col-number"), 6, Align::Center),
        Column::new(say("col-content"), 38, Align::Left),
    ];
    for side in two.sides() {
        let values = [("figures", two.figures()), ("side", side.label.as_str())];
        let shared = say_with("col-side", &values);
        columns.push(Column::new(say("col-count"), 14, Align::Center).under(shared.clone()));
        columns.push(Column::new(say("col-rate"), 9, Align::Center).under(shared));
    }
    let side = [("side", two.before.label.as_str())];
    columns.push(Column::new(say_with("col-change", &side), 16, Align::Center));
    columns
}

fn row(number: &str, change: Change, line: Option<&Line>, parts: &Parts) -> Row {
    let name = say(&format!("annex-{}", number.replace('.', "-")));
    let named = [Cell::text(mark(number)), Cell::text(see(number, name, parts))];
    let values: Vec<Cell> = match (change, line) {
        (Head, _) => vec![Cell::Empty; 5],
        (_, None) => vec![Gap::Silent.cell(); 5],
        (change, Some(line)) => {
            let moved = moved(change, line).unwrap_or_else(|| Gap::Silent.cell());
            [side(line.before), side(line.after)].into_iter().flatten().chain([moved]).collect()
        }
    };
    Row::Normal(named.into_iter().chain(values).collect())
}

/// `1.2` stays, `1.2a` is `a)` below it.
fn mark(number: &str) -> String {
    match number.chars().last() {
        Some(letter) if letter.is_alphabetic() => format!("{letter})"),
        _ => number.to_owned(),
    }
}

/// Count and rate; what a row does not print is empty, what is not known says so.
fn side(cell: annex::Cell) -> [Cell; 2] {
    let count = match (cell.count, cell.of) {
        (Some(count), Some(of)) => Some(Cell::Fraction(count, of)),
        (count, _) => count.map(Cell::Integer),
    };
    let rate = cell.rate.map(|value| Cell::Decimal { value, digits: DIGITS });
    match (count, rate) {
        (None, None) => [Gap::Silent.cell(), Gap::Silent.cell()],
        (count, rate) => [count.unwrap_or(Cell::Empty), rate.unwrap_or(Cell::Empty)],
    }
}

/// The change of what is printed, so that the reader's subtraction gives the same.
fn moved(change: Change, line: &Line) -> Option<Cell> {
    match change {
        Count(noun) => {
            Some(Cell::Moved { value: line.change()?.into(), digits: 0, noun: say(noun) })
        }
        _ => {
            let shown = |rate: Decimal| half_up_decimal(rate, DIGITS);
            let value = shown(line.after.rate?) - shown(line.before.rate?);
            Some(Cell::Moved { value, digits: DIGITS, noun: String::new() })
        }
    }
}

/// Total and rank on both sides.
fn total(two: &Two<'_>) -> Row {
    let mark = roman(GROUPS.len().try_into().unwrap_or(0) + 1);
    let mut cells = vec![Cell::text(mark), Cell::text(say("annex-total").to_uppercase())];
    for side in two.sides() {
        cells.extend([reached(two, side), Cell::Empty]);
    }
    let change = two.now.total().zip(two.before.total()).map(|(now, before)| now - before);
    cells.push(change.map_or_else(
        || Gap::Silent.cell(),
        |value| Cell::Moved { value, digits: DIGITS, noun: say("noun-points") },
    ));
    Row::Total { scope: Scope::Table, cells }
}

fn reached(two: &Two<'_>, side: &Side<'_>) -> Cell {
    let Some(total) = side.total().map(points) else {
        return Cell::text(say("not-compiled"));
    };
    Cell::text(match side.rank() {
        None => say_with("annex-reached", &[("points", &total)]),
        Some(rank) => {
            let ([rank, of], peers) = (placed(rank), peers(two));
            let values = [("points", &*total), ("rank", &rank), ("of", &of), ("peers", &peers)];
            say_with("annex-ranked", &values)
        }
    })
}

/// Rows that show a number of their own, for a test that looks for all of them.
#[cfg(test)]
fn printed() -> Vec<&'static str> {
    let rows = ROWS.iter().flat_map(|(_, rows)| rows.iter());
    rows.filter(|(_, change)| !matches!(change, Head)).map(|(number, _)| *number).collect()
}

#[cfg(test)]
mod tests {
    use chiso_scoring::annex::About;

    use super::*;

    #[test]
    fn every_row_of_the_core_has_its_place_and_no_other() {
        let numbered = annex::ROWS.iter().filter(|row| !row.number.is_empty());
        let known: Vec<&str> = numbered.map(|row| row.number).collect();
        assert_eq!(printed(), known);
        let unnumbered = annex::ROWS.iter().filter(|row| row.number.is_empty());
        let rest: Vec<About> = unnumbered.map(|row| row.about).collect();
        assert_eq!(rest, [About::Measure("copies_done", None), About::Total, About::Rank]);
    }

    #[test]
    fn there_are_thirty_five_rows_under_six_headings() {
        assert_eq!(ROWS.iter().map(|(_, rows)| rows.len()).sum::<usize>(), 35);
        assert_eq!(ROWS.map(|(code, _)| code), GROUPS);
    }
}
