//! The parts of the annex that go unit by unit: overdue dossiers, rates, certified copies.

use super::{Cell, OVERDUE, Shows, cell, indicator, measure};
use crate::agency::{Agency, Level};
use crate::sheet::Sheet;

/// A unit's count on both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitLine {
    /// Code.
    pub agency: String,
    /// Name.
    pub name: String,
    /// Before.
    pub before: Option<i64>,
    /// After.
    pub after: Option<i64>,
}

/// Overdue dossiers of the children that have a figure on a side; of those counted here the ones that have any.
#[must_use]
pub fn overdue(before: (&Sheet<'_>, &Agency), after: (&Sheet<'_>, &Agency)) -> Vec<UnitLine> {
    let count = |sheet: &Sheet<'_>, code: &str| measure(sheet, code, OVERDUE);
    let line = |unit: &Agency| UnitLine {
        agency: unit.code.clone(),
        name: unit.name.clone(),
        before: count(before.0, &unit.code),
        after: count(after.0, &unit.code),
    };
    let lines = units(before, after).into_iter().map(line);
    let counted = before.0.counted_at().is_some() || after.0.counted_at().is_some();
    let told = |count: Option<i64>| count.is_some_and(|count| count > 0 || !counted);
    lines.filter(|line| told(line.before) || told(line.after)).collect()
}

/// The children of both sides, the later side's first.
fn units<'a>(before: (&Sheet<'a>, &Agency), after: (&Sheet<'a>, &Agency)) -> Vec<&'a Agency> {
    let mut units = after.0.children(&after.1.code);
    for child in before.0.children(&before.1.code) {
        if !units.iter().any(|unit| unit.code == child.code) {
            units.push(child);
        }
    }
    units
}

/// A unit's rate of an indicator on both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitRate {
    /// Code.
    pub agency: String,
    /// Name.
    pub name: String,
    /// Level: the annex has a table for each.
    pub level: Level,
    /// Before.
    pub before: Cell,
    /// After.
    pub after: Cell,
}

/// Rates of an indicator of the children that have one on a side.
#[must_use]
pub fn rates(
    before: (&Sheet<'_>, &Agency),
    after: (&Sheet<'_>, &Agency),
    code: &'static str,
) -> Vec<UnitRate> {
    let row = indicator("", code, Shows::Ratio);
    let line = |unit: &Agency| UnitRate {
        agency: unit.code.clone(),
        name: unit.name.clone(),
        level: unit.level,
        before: cell(row, (before.0, unit)),
        after: cell(row, (after.0, unit)),
    };
    let lines = units(before, after).into_iter().map(line);
    lines.filter(|line| line.before.rate.is_some() || line.after.rate.is_some()).collect()
}

/// A unit's certified copies on one side.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Copies {
    /// Communes that offer them, of how many.
    pub offering: Option<(i64, i64)>,
    /// Copies made.
    pub made: Option<i64>,
}

/// A unit's certified copies on both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitCopies {
    /// Code.
    pub agency: String,
    /// Name.
    pub name: String,
    /// Before.
    pub before: Copies,
    /// After.
    pub after: Copies,
}

/// Certified copies of an agency on a side.
#[must_use]
pub fn copies_of(sheet: &Sheet<'_>, code: &str) -> Copies {
    let offering = measure(sheet, code, "communes_offering_copies");
    Copies {
        offering: offering.zip(measure(sheet, code, "communes")),
        made: measure(sheet, code, "copies_done"),
    }
}

/// Certified copies of the children that have any on a side.
#[must_use]
pub fn copies(before: (&Sheet<'_>, &Agency), after: (&Sheet<'_>, &Agency)) -> Vec<UnitCopies> {
    let line = |unit: &Agency| UnitCopies {
        agency: unit.code.clone(),
        name: unit.name.clone(),
        before: copies_of(before.0, &unit.code),
        after: copies_of(after.0, &unit.code),
    };
    let known =
        |line: &UnitCopies| [line.before, line.after].iter().any(|c| *c != Copies::default());
    units(before, after).into_iter().map(line).filter(known).collect()
}
