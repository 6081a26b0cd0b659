//! The rules: what a report says more than once must agree.
//!
//! Arithmetic is exact. A printed number stands for everything that rounds to it, and for nothing else. Where the document itself
//! shows how a number is made (most rows of a column fit), the rows that do not fit are told; where it does not, nothing is guessed.

mod arith;
mod balance;
mod bounds;
mod change;
mod compare;
mod date;
mod found;
mod grade;
mod groups;
mod locale;
mod numbering;
mod order;
mod outlier;
mod parts;
mod points;
mod ratio;
mod reference;
mod repeat;
mod share;
mod sum;
mod tables;
mod total;
mod unit;

use std::collections::HashSet;

use super::doc::Doc;
use super::finding::{Finding, Severity};
use super::paper::Paper;
use found::Found;

/// A rule: what its findings are called, how bad each can be, and what looks for them.
pub struct Rule {
    /// Stable codes, each with the worst it says.
    pub codes: &'static [(&'static str, Severity)],
    check: fn(&Paper<'_>) -> Vec<Found>,
}

const fn rule(
    codes: &'static [(&'static str, Severity)],
    check: fn(&Paper<'_>) -> Vec<Found>,
) -> Rule {
    Rule { codes, check }
}

/// All rules. One code may have several: in sentences, in tables, between them.
pub const RULES: [Rule; 46] = {
    use Severity::{Error, Note, Warning};
    [
        rule(&[("ratio", Error)], parts::fractions),
        rule(&[("ratio", Error), ("rest", Error)], parts::lines),
        rule(&[("ratio", Error), ("rest", Error)], parts::tables),
        rule(&[("ratio", Error)], ratio::columns),
        rule(&[("points", Error)], points::columns),
        rule(&[("points", Warning)], points::lines),
        rule(&[("share", Error)], share::lines),
        rule(&[("total", Error)], total::columns),
        rule(&[("total", Error)], total::lines),
        rule(&[("grade", Error)], grade::columns),
        rule(&[("grade", Error)], grade::lines),
        rule(&[("sum", Error)], sum::totals),
        rule(&[("sum", Error)], sum::columns),
        rule(&[("balance", Error)], balance::lines),
        rule(&[("change", Error), ("direction", Error), ("sign", Warning)], change::columns),
        rule(&[("change", Error), ("direction", Error), ("total", Error)], compare::lines),
        rule(&[("unit", Warning)], unit::headers),
        rule(&[("unit", Warning)], unit::cells),
        rule(&[("unit", Warning)], unit::lines),
        rule(&[("order", Warning)], order::rows),
        rule(&[("numbering", Warning)], numbering::rows),
        rule(&[("numbering", Warning)], numbering::headings),
        rule(&[("reference", Warning)], reference::all),
        rule(&[("locale", Warning)], locale::decimals),
        rule(&[("thousands", Note)], locale::groups),
        rule(&[("outlier", Error)], outlier::cells),
        rule(&[("outlier", Error)], outlier::lines),
        rule(&[("date", Error)], date::exist),
        rule(&[("date", Warning)], date::order),
        rule(&[("date", Warning)], date::decisions),
        rule(&[("bounds", Warning)], bounds::pooled),
        rule(&[("overdue-rate", Warning), ("unlisted", Warning)], bounds::overdue),
        rule(&[("inputs", Warning)], tables::inputs),
        rule(&[("zero", Note)], tables::zeros),
        rule(&[("name", Note)], tables::names),
        rule(&[("decimals", Note)], tables::decimals),
        rule(&[("rank", Error)], tables::ranks),
        rule(&[("repeated", Warning), ("row", Warning)], tables::repeats),
        rule(&[("repeat", Warning), ("direction", Error)], repeat::lines),
        rule(&[("repeat", Warning)], repeat::summaries),
        rule(&[("repeat", Warning)], repeat::counts),
        rule(&[("repeat", Warning)], repeat::differences),
        rule(&[("repeat", Warning)], repeat::named),
        rule(&[("change", Error)], compare::differences),
        rule(&[("maximum", Warning)], outlier::maxima),
        rule(&[("group", Error)], groups::lines),
    ]
};

/// Findings that are told; a document with more is wrong in a way that one look shows.
pub const FINDINGS: usize = 1_000;

/// What in a document cannot be right, in the order of reading.
#[must_use]
pub fn lint(doc: &Doc) -> Vec<Finding> {
    let paper = Paper::read(doc);
    let mut found: Vec<Found> = RULES.iter().flat_map(|rule| (rule.check)(&paper)).collect();
    for one in &mut found {
        let owned =
            one.numbers.is_some_and(|(printed, expected)| paper.declared.holds(printed, expected));
        if owned {
            one.finding.severity = Severity::Note;
        }
    }
    found.sort_by(|one, other| (one.spot, one.finding.code).cmp(&(other.spot, other.finding.code)));
    let mut seen = HashSet::new();
    found.retain(|one| seen.insert((one.spot, one.finding.code, one.finding.expected.clone())));
    found.into_iter().take(FINDINGS).map(|one| one.finding).collect()
}
