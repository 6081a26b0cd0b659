//! 4. Mức độ hài lòng.

use super::lines::{self, dash, group, note};
use super::month::{Figures, Month, Unit};
use super::names::listed;
use super::phrases::say_with;
use super::rate_table;
use super::reading::Reading;
use crate::model::{Block, Level};

pub(super) fn section(month: &Month<'_>) -> Vec<Block> {
    let own = &month.own;
    let told = [
        dash(month, "petitions-on-time", own.reading("5.2"), "petitions"),
        dash(month, "petitions-satisfied", own.reading("5.3"), "petitions"),
        dash(month, "handling-satisfied", own.reading("5.4"), "dossiers"),
    ];
    let told = told.into_iter().flatten().collect();
    let mut blocks = group(month, Level::Arabic, "satisfaction", "MDHL", told);
    let read = |unit: &Unit<'_>| rate(month, unit).0;
    let table = rate_table::table(month, "table-satisfaction", "short-satisfaction", read);
    blocks.extend(lines::table(month, "table-satisfaction", table));
    blocks.extend(remark(month).map(note));
    blocks
}

/// The share of the group; where it is unknown, of the part on handling, and whether it is that.
fn rate(month: &Month<'_>, unit: &Unit<'_>) -> (Reading, bool) {
    let group = unit.group_reading("MDHL");
    if group.percent.is_some() {
        return (group, false);
    }
    // Who counts for himself knows the points of the group, and its share is what they are of its maximum.
    let own = month.figures() != Figures::Published && !unit.idle();
    if let Some(percent) = unit.share("MDHL").filter(|_| own) {
        return (Reading { percent: Some(percent), ..Reading::default() }, false);
    }
    let part = unit.reading("5.4");
    (part, part.percent.is_some())
}

fn remark(month: &Month<'_>) -> Option<String> {
    let named: Vec<&str> =
        month.units().filter(|unit| rate(month, unit).1).map(Unit::name).collect();
    let units = listed(&named, month.units().count());
    (!named.is_empty()).then(|| say_with("note-satisfaction", &[("units", &units)]))
}
