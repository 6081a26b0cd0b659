//! A finding in the making.

use rust_decimal::Decimal;

use crate::lint::doc::Place;
use crate::lint::finding::{Finding, Severity};
use crate::lint::paper::{Grid, Line, Row, Spot};

/// Letters that a finding shows of a row or sentence.
const SHOWN: usize = 90;

/// A finding with its place in the order of reading.
#[derive(Debug, Clone)]
pub struct Found {
    /// Where it stands in the order of reading.
    pub spot: Spot,
    /// The printed and the recomputed number, for comparison with what the document owns up to.
    pub numbers: Option<(Decimal, Decimal)>,
    /// The finding.
    pub finding: Finding,
}

impl Found {
    /// A finding in a cell.
    pub fn cell(
        code: &'static str,
        severity: Severity,
        grid: &Grid<'_>,
        row: &Row<'_>,
        column: usize,
    ) -> Self {
        let about = if row.name.is_empty() { row.ordinal } else { row.name };
        let title = grid.columns.get(column).map_or("", |column| column.shown.as_str());
        let about =
            if title.is_empty() { about.to_owned() } else { format!("{about} – {title}") };
        let place = row.place(column).clone();
        Self::new(code, severity, (grid.block, row.at, column), place, &about, row.text(column))
    }

    /// A finding in a line, about the bytes from `start` to `end`.
    pub fn line(
        code: &'static str,
        severity: Severity,
        line: &Line<'_>,
        start: usize,
        end: usize,
    ) -> Self {
        let printed = line.text.get(start..end).unwrap_or(line.text);
        Self::new(code, severity, (line.block, 0, start), line.place.clone(), line.text, printed)
    }

    /// A finding anywhere.
    pub fn new(
        code: &'static str,
        severity: Severity,
        spot: Spot,
        place: Place,
        about: &str,
        printed: &str,
    ) -> Self {
        let (about, printed) = (cut(about), cut(printed));
        let finding = Finding {
            code,
            severity,
            place,
            about,
            printed,
            expected: String::new(),
            working: String::new(),
        };
        Self { spot, numbers: None, finding }
    }

    /// What should stand there.
    pub fn expected(mut self, expected: impl Into<String>) -> Self {
        self.finding.expected = cut(&expected.into());
        self
    }

    /// How that follows.
    pub fn working(mut self, working: impl Into<String>) -> Self {
        self.finding.working = cut(&working.into());
        self
    }

    /// The two numbers that contradict each other; the document may own up to it.
    pub fn numbers(mut self, printed: Decimal, expected: Decimal) -> Self {
        self.numbers = Some((printed, expected));
        self
    }
}

/// Cut to a short length.
fn cut(text: &str) -> String {
    let text = text.trim();
    if text.chars().count() <= SHOWN {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(SHOWN - 1).collect();
    short.push('…');
    short
}
