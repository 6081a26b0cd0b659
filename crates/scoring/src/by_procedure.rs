//! Numbers by procedure, or by unit and procedure: any measure, any side of an indicator.
//!
//! Lines add up to the agency's number wherever the rule adds up. Where it does not (a procedure that several
//! units have counts once; the greater of two numbers is not that of their parts), what is left over is told.

use std::collections::BTreeMap;

use crate::measure::live::Live;
use crate::measure::plan::{Arithmetic, Book, MeasureId, Source};
use crate::verdict::Asked;

/// A column of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Column {
    /// A measure, by place in the rulebook.
    Measure(usize),
    /// The numerator of an indicator, by place.
    Numerator(usize),
    /// The denominator of an indicator, by place.
    Denominator(usize),
}

/// The numbers of one procedure, of one unit or of all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Code of the lowest agency the rows count for; [`None`] where units are not told apart.
    pub agency: Option<String>,
    /// Code of the procedure; empty for what is about none.
    pub procedure: String,
    /// A number for each column.
    pub numbers: Vec<i64>,
}

/// Numbers by procedure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The lines, the greatest last column of them first, then by code.
    pub lines: Vec<Line>,
    /// The agency's own number for each column.
    pub total: Vec<i64>,
    /// What the lines leave over of it.
    pub left: Vec<i64>,
}

/// The numbers of an agency by procedure; with `units` by unit and procedure. [`None`] if the rulebook is not
/// among those that are counted, or has no such column.
#[must_use]
pub fn by_procedure(
    live: &Live,
    rulebook: &str,
    asked: Asked<'_>,
    columns: &[Column],
    units: bool,
) -> Option<Table> {
    let book = live.plan().book(rulebook)?;
    let sides: Vec<Arithmetic> = columns.iter().map(|c| side(book, *c)).collect::<Option<_>>()?;
    let mut ids = Vec::new();
    sides.iter().for_each(|side| tallies(book, side, &mut ids));
    ids.sort_unstable();
    ids.dedup();
    let values = |numbers: &[i64]| -> Vec<i64> {
        let tally = |id: MeasureId| {
            let at = ids.binary_search(&id).ok();
            at.and_then(|at| numbers.get(at)).copied().unwrap_or(0)
        };
        let measures = book.values(&tally);
        sides.iter().map(|side| side.value(&measures)).collect()
    };
    let grouped = grouped(live, asked, &ids, units);
    let line = |((agency, procedure), numbers): ((Option<u32>, u32), Vec<i64>)| Line {
        agency: agency.map(|agency| live.agency_name(agency).to_owned()),
        procedure: live.procedure_name(procedure).to_owned(),
        numbers: values(&numbers),
    };
    let mut lines: Vec<Line> = grouped.into_iter().map(line).collect();
    lines.retain(|line| line.numbers.iter().any(|number| *number != 0));
    lines.sort_by(|a, b| {
        let volume = b.numbers.last().cmp(&a.numbers.last());
        volume.then_with(|| a.procedure.cmp(&b.procedure)).then_with(|| a.agency.cmp(&b.agency))
    });
    let whole: Vec<i64> =
        ids.iter().map(|id| live.tally(asked.agency, asked.period, *id, asked.scope)).collect();
    let total = values(&whole);
    let left = (0..total.len())
        .map(|at| total[at] - lines.iter().map(|line| line.numbers[at]).sum::<i64>())
        .collect();
    Some(Table { lines, total, left })
}

/// Tallies by unit (if they are told apart) and procedure.
fn grouped(
    live: &Live,
    asked: Asked<'_>,
    ids: &[MeasureId],
    units: bool,
) -> BTreeMap<(Option<u32>, u32), Vec<i64>> {
    let mut grouped: BTreeMap<(Option<u32>, u32), Vec<i64>> = BTreeMap::new();
    for cell in live.cut(asked.agency, asked.period, ids, asked.scope) {
        let key = (units.then_some(cell.agency), cell.procedure);
        let sums = grouped.entry(key).or_insert_with(|| vec![0; ids.len()]);
        for ((sum, by), id) in sums.iter_mut().zip(&cell.counts).zip(ids) {
            // A procedure is one, however many cells have it.
            let distinct = live.plan().measures[*id].distinct;
            *sum = if distinct { (*sum).max(*by) } else { *sum + by };
        }
    }
    grouped
}

fn side(book: &Book, column: Column) -> Option<Arithmetic> {
    let ratio = |at: usize| book.ratios.get(at)?.as_ref();
    match column {
        Column::Measure(at) => (at < book.measures.len()).then_some(Arithmetic::Measure(at)),
        Column::Numerator(at) => ratio(at).map(|(numerator, _)| numerator.clone()),
        Column::Denominator(at) => ratio(at).map(|(_, denominator)| denominator.clone()),
    }
}

/// The measures over rows that something is computed from.
fn tallies(book: &Book, what: &Arithmetic, found: &mut Vec<MeasureId>) {
    what.names(&mut |at| match &book.measures[at].1 {
        Source::Tally(id) => found.push(*id),
        Source::Value(value) => tallies(book, value, found),
    });
}
