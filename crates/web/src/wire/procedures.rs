//! Numbers by procedure, or by unit and procedure.

use serde::Serialize;

use super::Heading;

/// Numbers by procedure.
#[derive(Debug, Clone, Serialize)]
pub struct ByProcedure {
    /// What it shows.
    #[serde(flatten)]
    pub heading: Heading,
    /// Code of the agency.
    pub agency: String,
    /// Its name.
    pub name: String,
    /// `own` or `subtree`.
    pub scope: &'static str,
    /// Code of the indicator; `null` for the usual columns.
    pub indicator: Option<String>,
    /// Names of the columns, in the order of each line's numbers.
    pub columns: Vec<String>,
    /// How many lines there are.
    pub count: usize,
    /// The lines of this page, the largest first.
    pub rows: Vec<Line>,
    /// What all lines leave over of the agency's own numbers: a procedure that several units have counts once.
    pub left: Line,
    /// The agency's own numbers.
    pub total: Line,
    /// Number of lines before the next page.
    pub next: Option<usize>,
}

/// Numbers of one procedure.
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    /// Code of the lowest agency the rows count for; `null` where units are not told apart.
    pub agency: Option<String>,
    /// Code of the procedure; `null` for what is about none.
    pub procedure: Option<String>,
    /// Counts as numbers, shares and days as decimals with two digits; `null` where there is none.
    pub numbers: Vec<Number>,
}

/// A count or a decimal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Number {
    /// A count.
    Count(i64),
    /// A share in per cent, or days.
    Decimal(String),
    /// Nothing to measure.
    Missing(Option<()>),
}
