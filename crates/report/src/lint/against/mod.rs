//! A report against what is known: printed values of units and indicators that the data say otherwise.
//!
//! Reports head their columns in many words. So a column is recognised by what stands in it: if most of its values are
//! those of one quantity, the others are compared with it. In sentences the words of the rulebook decide.

mod columns;
mod known;
mod prose;
mod subject;

use chiso_scoring::agency::Agency;
use chiso_scoring::search::fold;
use chiso_scoring::sheet::Sheet;

use super::doc::{Block, Doc};
use super::finding::{Finding, Severity};
use super::number::Number;
use known::{Known, Quantity};

pub use subject::{Subject, subject};

/// Code of findings that come from data.
pub const CODE: &str = "data";

/// Characters of what a finding is about.
const ABOUT: usize = 120;

/// What a report of an agency prints otherwise than a sheet of its period has it.
///
/// The data may be of another moment than the report, so nothing here is more than a warning.
#[must_use]
pub fn against(doc: &Doc, sheet: &Sheet<'_>, agency: &Agency) -> Vec<Finding> {
    let known = Known::new(sheet, agency);
    let mut findings = Vec::new();
    for block in &doc.blocks {
        match block {
            Block::Text(text) => findings.extend(prose::check(text, &known)),
            Block::Table(table) => columns::check(table, &known, &mut findings),
        }
    }
    findings
}

/// A finding about one printed value.
fn finding(
    known: &Known<'_>,
    unit: &Agency,
    quantity: Quantity,
    (place, about, printed): (super::Place, String, String),
    number: Number,
) -> Option<Finding> {
    let values = known.values(unit, quantity);
    let shown = values.first()?;
    let digits = number.digits.max(shown.normalize().scale()).max(u32::from(!quantity.is_count()));
    Some(Finding {
        code: CODE,
        severity: Severity::Warning,
        place,
        about: about.chars().take(ABOUT).collect(),
        printed,
        expected: crate::number::decimal(*shown, if quantity.is_count() { 0 } else { digits }),
        working: known.source(unit, quantity),
    })
}

/// A name without what only some write before it.
fn bare(name: &str) -> String {
    let name = fold(name);
    name.strip_prefix("ubnd ").unwrap_or(&name).to_owned()
}
