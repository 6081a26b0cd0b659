//! The parts of every indicator's change: counted cell by cell from rows, or taken from the figures published
//! of an agency's children.

use std::collections::{BTreeMap, HashMap};

use super::form::{Forms, Linear};
use super::share::{Part, plus};
use super::units::{Side, Units, child};
use crate::figure::{Counts, Figure};
use crate::measure::Scope;
use crate::measure::cut::CutCell;
use crate::measure::live::Live;
use crate::measure::plan::{MeasureId, Planned};
use crate::rulebook::Rulebook;
use crate::sheet::Sheet;

const NOTHING: Counts = Counts { numerator: 0, denominator: 0 };

/// Names of procedures, each with a place.
#[derive(Debug, Clone, Default)]
pub(super) struct Procedures {
    places: HashMap<String, u32>,
    pub names: Vec<String>,
}

impl Procedures {
    fn place(&mut self, name: &str) -> u32 {
        if let Some(place) = self.places.get(name) {
            return *place;
        }
        let place = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.places.insert(name.to_owned(), place);
        self.names.push(name.to_owned());
        place
    }
}

/// One side that is counted from rows.
#[derive(Clone, Copy)]
pub(super) struct Counted<'a> {
    pub live: &'a Live,
    pub side: Side<'a>,
}

/// Unit, procedure, whether carried over.
type Key = (u32, Option<u32>, bool);

/// A measure in a cell: its column, what it is taken times, whether it counts distinct procedures.
#[derive(Debug, Clone, Copy)]
struct Term {
    column: usize,
    times: i64,
    distinct: bool,
}

/// How an indicator is counted in one side's cells.
#[derive(Debug, Clone)]
struct Ratio {
    numerator: Vec<Term>,
    denominator: Vec<Term>,
    /// Whether what an agency states of itself is part of it: nobody knows of which procedure.
    stated: bool,
}

/// One side, cut up.
struct Cells {
    cells: Vec<(Key, CutCell)>,
    /// Per indicator asked for; `None` where it cannot be counted cell by cell.
    ratios: Vec<Option<Ratio>>,
}

/// The parts of each indicator of the rulebook that is asked for; `None` where it cannot be divided.
pub(super) fn counted(
    rulebook: &Rulebook,
    indicators: &[usize],
    (before, after): (Counted<'_>, Counted<'_>),
    units: &mut Units<'_>,
    procedures: &mut Procedures,
) -> Vec<Option<Vec<Part>>> {
    let earlier =
        cells(rulebook, indicators, before, procedures, &mut |agency| units.of_before(agency));
    let later =
        cells(rulebook, indicators, after, procedures, &mut |agency| units.of_after(agency));
    let (Some(earlier), Some(later)) = (earlier, later) else {
        return vec![None; indicators.len()];
    };
    let joined = join(&earlier.cells, &later.cells);
    let ratios = earlier.ratios.iter().zip(&later.ratios);
    let parts = ratios.map(|(before, after)| {
        let (before, after) = (before.as_ref()?, after.as_ref()?);
        let distinct = [before, after].iter().any(|ratio| ratio.is_distinct());
        let mut parts = match distinct {
            true => by_procedure(&earlier.cells, &later.cells, (before, after)),
            false => joined.iter().filter_map(|cell| cell.part(before, after)).collect(),
        };
        if before.stated || after.stated {
            parts = by_unit(&parts);
        }
        Some(parts)
    });
    parts.collect()
}

fn cells(
    rulebook: &Rulebook,
    indicators: &[usize],
    Counted { live, side }: Counted<'_>,
    procedures: &mut Procedures,
    unit: &mut dyn FnMut(&crate::agency::Agency) -> u32,
) -> Option<Cells> {
    let plan = live.plan();
    let book = plan.book(&rulebook.id)?;
    let tally = |id| live.tally(side.agency, side.period, id, Scope::Subtree);
    let values = book.values(&tally);
    let forms = Forms { plan, book, values: &values };
    let mut measures: Vec<MeasureId> = Vec::new();
    let ratios = indicators.iter().map(|at| {
        let (numerator, denominator) = book.ratios.get(*at)?.as_ref()?;
        let linear = [forms.of(numerator), forms.of(denominator)];
        if linear.iter().any(|linear| linear.constant != 0) {
            return None;
        }
        let stated = linear.iter().any(|linear| forms.is_stated(linear));
        let [numerator, denominator] =
            linear.map(|linear| terms(&linear, &plan.measures, &mut measures));
        Some(Ratio { numerator, denominator, stated })
    });
    let ratios = ratios.collect();
    let cut = live.cut(side.agency, side.period, &measures, Scope::Subtree);
    let (mut known_units, mut known_procedures) = (HashMap::new(), HashMap::new());
    let cells = cut.into_iter().filter_map(|cell| {
        let place = *known_units.entry(cell.agency).or_insert_with(|| {
            child(side, live.agency_name(cell.agency)).map(|agency| unit(agency))
        });
        let procedure = *known_procedures.entry(cell.procedure).or_insert_with(|| {
            let name = live.procedure_name(cell.procedure);
            (!name.is_empty()).then(|| procedures.place(name))
        });
        Some(((place?, procedure, cell.carried), cell))
    });
    let mut cells: Vec<(Key, CutCell)> = cells.collect();
    cells.sort_by_key(|(key, _)| *key);
    Some(Cells { cells, ratios })
}

fn terms(linear: &Linear, planned: &[Planned], measures: &mut Vec<MeasureId>) -> Vec<Term> {
    let term = |(id, times): &(MeasureId, i64)| {
        let column = measures.iter().position(|known| known == id).unwrap_or_else(|| {
            measures.push(*id);
            measures.len() - 1
        });
        let distinct = planned.get(*id).is_some_and(|planned| planned.distinct);
        Term { column, times: *times, distinct }
    };
    linear.terms.iter().map(term).collect()
}

impl Ratio {
    fn is_distinct(&self) -> bool {
        self.numerator.iter().chain(&self.denominator).any(|term| term.distinct)
    }

    fn counts(&self, cells: &[(Key, CutCell)]) -> Counts {
        let sum = |terms: &[Term]| -> i64 {
            let of = |cell: &CutCell| -> i64 {
                terms.iter().map(|term| term.times * number(cell, term.column)).sum()
            };
            cells.iter().map(|(_, cell)| of(cell)).sum()
        };
        Counts { numerator: sum(&self.numerator), denominator: sum(&self.denominator) }
    }
}

fn number(cell: &CutCell, column: usize) -> i64 {
    cell.counts.get(column).copied().unwrap_or(0)
}

/// Cells of both sides that have a key in common.
struct Joined<'c> {
    key: Key,
    before: &'c [(Key, CutCell)],
    after: &'c [(Key, CutCell)],
}

impl Joined<'_> {
    fn part(&self, before: &Ratio, after: &Ratio) -> Option<Part> {
        let (before, after) = (before.counts(self.before), after.counts(self.after));
        let (unit, procedure, carried) = self.key;
        let part = Part { unit: Some(unit), procedure, carried, before, after };
        (before != NOTHING || after != NOTHING).then_some(part)
    }
}

/// Both sides' cells, each list in the order of its keys, side by side.
fn join<'c>(before: &'c [(Key, CutCell)], after: &'c [(Key, CutCell)]) -> Vec<Joined<'c>> {
    let (mut before, mut after) = (before, after);
    let mut joined = Vec::with_capacity(before.len().max(after.len()));
    while let Some(key) = [before.first(), after.first()].into_iter().flatten().map(|c| c.0).min() {
        let cut = |cells: &mut &'c [(Key, CutCell)]| {
            let (mine, rest) = cells.split_at(cells.iter().take_while(|c| c.0 == key).count());
            *cells = rest;
            mine
        };
        joined.push(Joined { key, before: cut(&mut before), after: cut(&mut after) });
    }
    joined
}

/// Distinct procedures: one that several units have counts once, so that nothing is divided over units.
fn by_procedure(
    before: &[(Key, CutCell)],
    after: &[(Key, CutCell)],
    ratios: (&Ratio, &Ratio),
) -> Vec<Part> {
    let mut procedures: BTreeMap<Option<u32>, (Counts, Counts)> = BTreeMap::new();
    for (procedure, counts) in distinct(before, ratios.0) {
        procedures.entry(procedure).or_insert((NOTHING, NOTHING)).0 = counts;
    }
    for (procedure, counts) in distinct(after, ratios.1) {
        procedures.entry(procedure).or_insert((NOTHING, NOTHING)).1 = counts;
    }
    let part = |(procedure, (before, after))| Part {
        unit: None,
        procedure,
        carried: false,
        before,
        after,
    };
    procedures.into_iter().map(part).collect()
}

fn distinct(cells: &[(Key, CutCell)], ratio: &Ratio) -> BTreeMap<Option<u32>, Counts> {
    let mut numbers: BTreeMap<Option<u32>, (Vec<i64>, Vec<i64>)> = BTreeMap::new();
    for ((_, procedure, _), cell) in cells {
        let nothing = || (vec![0; ratio.numerator.len()], vec![0; ratio.denominator.len()]);
        let (numerator, denominator) = numbers.entry(*procedure).or_insert_with(nothing);
        gain(numerator, &ratio.numerator, cell);
        gain(denominator, &ratio.denominator, cell);
    }
    let sum = |numbers: &[i64], terms: &[Term]| -> i64 {
        numbers.iter().zip(terms).map(|(number, term)| number * term.times).sum()
    };
    let counts = |(numerator, denominator): &(Vec<i64>, Vec<i64>)| Counts {
        numerator: sum(numerator, &ratio.numerator),
        denominator: sum(denominator, &ratio.denominator),
    };
    let counts = numbers.iter().map(|(procedure, numbers)| (*procedure, counts(numbers)));
    counts.filter(|(_, counts)| *counts != NOTHING).collect()
}

fn gain(numbers: &mut [i64], terms: &[Term], cell: &CutCell) {
    for (sum, term) in numbers.iter_mut().zip(terms) {
        let number = number(cell, term.column);
        *sum = if term.distinct { (*sum).max(number) } else { *sum + number };
    }
}

fn by_unit(parts: &[Part]) -> Vec<Part> {
    let mut units: BTreeMap<Option<u32>, (Counts, Counts)> = BTreeMap::new();
    for part in parts {
        let (before, after) = units.entry(part.unit).or_insert((NOTHING, NOTHING));
        *before = plus(*before, part.before);
        *after = plus(*after, part.after);
    }
    let part =
        |(unit, (before, after))| Part { unit, procedure: None, carried: false, before, after };
    units.into_iter().map(part).collect()
}

/// The parts of an indicator as published of the children; units without a figure on one side are one part
/// together: the whole minus the listed ones. `None` if the counts do not add up over units, the whole has none,
/// or no unit has any.
pub(super) fn published(
    (before, after): (&Sheet<'_>, &Sheet<'_>),
    (from, to): (&str, &str),
    indicator: usize,
    units: &mut Units<'_>,
) -> Option<Vec<Part>> {
    let rule = after.rulebook().indicators.get(indicator).filter(|rule| rule.additive)?;
    let earlier = before.rulebook().indicator(&rule.code)?;
    let counts = |sheet: &Sheet<'_>, code: &str, at: usize| {
        let figure = sheet.data(code).figures.indicators.get(at)?;
        figure.as_ref().and_then(Figure::counts)
    };
    let whole = (counts(before, from, earlier)?, counts(after, to, indicator)?);
    // Several units before may be one after: it is known if all of them are. What did not exist on a side had
    // nothing there, which is not the same as a figure that is missing.
    let mut found: BTreeMap<u32, (Option<Counts>, Option<Counts>)> = BTreeMap::new();
    for agency in before.children(from) {
        let own = counts(before, &agency.code, earlier);
        let nothing = (Some(NOTHING), Some(NOTHING));
        let sum = &mut found.entry(units.of_before(agency)).or_insert(nothing).0;
        *sum = sum.zip(own).map(|(sum, own)| plus(sum, own));
    }
    for agency in after.children(to) {
        let own = counts(after, &agency.code, indicator);
        found.entry(units.of_after(agency)).or_insert((Some(NOTHING), None)).1 = own;
    }
    let part = |unit, before, after| Part { unit, procedure: None, carried: false, before, after };
    let listed = found.into_iter().filter_map(|(unit, (before, after))| {
        let (before, after) = (before?, after?);
        let any = before != NOTHING || after != NOTHING;
        any.then_some(part(Some(unit), before, after))
    });
    let mut parts: Vec<Part> = listed.collect();
    if parts.is_empty() {
        return None;
    }
    let (before, after) = parts.iter().fold(whole, |(before, after), part| {
        (minus(before, part.before), minus(after, part.after))
    });
    if before != NOTHING || after != NOTHING {
        parts.push(part(None, before, after));
    }
    Some(parts)
}

fn minus(a: Counts, b: Counts) -> Counts {
    Counts { numerator: a.numerator - b.numerator, denominator: a.denominator - b.denominator }
}
