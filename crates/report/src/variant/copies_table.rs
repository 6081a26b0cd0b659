//! The table of certified electronic copies: who offers them, how many were made, out of what.

use chiso_scoring::agency::Level;
use chiso_scoring::collate::Name;

use super::month::{Month, Unit};
use super::phrases::say;
use super::rate_table::row;
use super::reading::{Gap, ratio};
use crate::model::{Align, Cell, Column, Row, Scope, Table};

/// What is known of one unit's copies, or of all together.
#[derive(Clone, Copy)]
pub(super) struct Copies {
    pub(super) offering: Option<(i64, i64)>,
    made: Option<i64>,
    dossiers: Option<i64>,
}

impl Copies {
    pub(super) fn of(unit: &Unit<'_>) -> Self {
        let offering = unit.count("communes_offering_copies");
        Self {
            offering: offering.zip(unit.count("communes")),
            made: unit.count("copies_done"),
            dossiers: unit.count("certification_dossiers"),
        }
    }

    /// Recomputed from the counts.
    fn rate(&self) -> Option<rust_decimal::Decimal> {
        ratio(self.made?, self.dossiers?)
    }

    fn cells(&self) -> [Cell; 4] {
        let or = |cell: Option<Cell>| cell.unwrap_or_else(|| Gap::Silent.cell());
        let rate = match (self.dossiers, self.rate()) {
            (Some(0), _) => Gap::NoDossiers.cell(),
            (_, rate) => or(rate.map(|value| Cell::Decimal { value, digits: 2 })),
        };
        [
            or(self.offering.map(|(done, all)| Cell::Fraction(done, all))),
            or(self.made.map(Cell::Integer)),
            or(self.dossiers.map(Cell::Integer)),
            rate,
        ]
    }
}

/// Communes, or districts with their communes; departments certify nothing.
pub(super) fn certifying<'r, 'm>(month: &'r Month<'m>) -> impl Iterator<Item = &'r Unit<'m>> {
    let certifies =
        |unit: &&Unit<'_>| matches!(unit.agency.level, Level::District | Level::Commune);
    month.units().filter(certifies)
}

pub(super) fn copies_table(month: &Month<'_>) -> Option<Table> {
    let mut units: Vec<(&Unit<'_>, Copies)> =
        certifying(month).map(|unit| (unit, Copies::of(unit))).collect();
    units.sort_by_cached_key(|(unit, copies)| {
        let best_first = std::cmp::Reverse((copies.rate(), copies.made));
        (best_first, Name(unit.name()))
    });
    let mut rows: Vec<Row> = units.iter().map(|(unit, copies)| row(unit, copies.cells())).collect();
    let all: Vec<Copies> = units.iter().map(|(_, copies)| *copies).collect();
    rows.extend(total(&all));
    (!units.is_empty()).then(|| Table {
        caption: say("table-copies"),
        short: say("short-copies"),
        columns: columns(),
        rows,
        join_missing: true,
    })
}

fn columns() -> Vec<Column> {
    let column = |key, width, align| Column::new(say(key), width, align);
    vec![
        column("column-number", 7, Align::Center),
        column("column-name", 31, Align::Left),
        column("column-offering", 13, Align::Center),
        column("column-copies", 20, Align::Center),
        column("column-certified", 17, Align::Center),
        column("column-rate", 12, Align::Center),
    ]
}

/// Sums of the columns that are known in every row; a total of one row says nothing.
fn total(all: &[Copies]) -> Option<Row> {
    let sum = |pick: fn(&Copies) -> Option<i64>| all.iter().map(pick).sum::<Option<i64>>();
    let communes =
        |side: fn((i64, i64)) -> i64| all.iter().map(|c| c.offering.map(side)).sum::<Option<i64>>();
    let total = Copies {
        offering: communes(|both| both.0).zip(communes(|both| both.1)),
        made: sum(|copies| copies.made),
        dossiers: sum(|copies| copies.dossiers),
    };
    let known = total.offering.is_some() || total.made.is_some() || total.dossiers.is_some();
    let blank = |cell| if matches!(cell, Cell::Missing(_)) { Cell::Empty } else { cell };
    let label = [Cell::text(say("sum")), Cell::Empty];
    let cells = label.into_iter().chain(total.cells().map(blank)).collect();
    (known && all.len() > 1).then_some(Row::Total { scope: Scope::Table, cells })
}
