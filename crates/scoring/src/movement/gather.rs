//! The parts of every indicator's change, counted cell by cell from rows.

use std::collections::BTreeMap;

use super::form::{Forms, Linear};
use super::share::{Part, plus};
use super::units::{Side, Units, child};
use crate::agency::Agency;
use crate::figure::Counts;
use crate::measure::Scope;
use crate::measure::cut::CutCell;
use crate::measure::live::Live;
use crate::measure::plan::{ENTITIES, MeasureId, Planned, entity_at};
use crate::rulebook::Rulebook;

const NOTHING: Counts = Counts { numerator: 0, denominator: 0 };

/// Names of procedures, each with a place.
#[derive(Debug, Clone, Default)]
pub(super) struct Procedures {
    places: BTreeMap<String, u32>,
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

/// A measure in the cells of its entity: the entity's place, the column, what it is taken times, whether it
/// counts distinct procedures.
#[derive(Debug, Clone, Copy)]
struct Term {
    entity: usize,
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

/// One entity's measures of one side, cut up.
#[derive(Default)]
struct Cells {
    measures: Vec<MeasureId>,
    /// Whether each measure counts distinct procedures.
    distinct: Vec<bool>,
    /// In the order of the keys, several to a key.
    cells: Vec<(Key, Vec<i64>)>,
}

/// One side: the cells of every entity, in the order of [`ENTITIES`].
struct Cut {
    entities: Vec<Cells>,
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
    let asked = (cut(rulebook, indicators, before), cut(rulebook, indicators, after));
    let (Some(mut earlier), Some(mut later)) = asked else {
        return vec![None; indicators.len()];
    };
    // Both periods are read from rows that nobody changes meanwhile: each on a thread of its own.
    let (old, new) = std::thread::scope(|scope| {
        let old = scope.spawn(|| earlier.read(before));
        let new = later.read(after);
        (old.join(), new)
    });
    let Ok(old) = old else { return vec![None; indicators.len()] };
    earlier.fill(old, before, procedures, &mut |unit| units.of_before(unit));
    later.fill(new, after, procedures, &mut |unit| units.of_after(unit));
    let sides = || earlier.entities.iter().zip(&later.entities);
    let joined: Vec<Vec<Joined<'_>>> =
        sides().map(|(before, after)| join(&before.cells, &after.cells)).collect();
    let distinct = |entity: usize| {
        let ratios = earlier.ratios.iter().chain(&later.ratios).flatten();
        ratios.into_iter().any(|ratio| ratio.is_distinct() && ratio.counts_in(entity))
    };
    let tables: Vec<(Table, Table)> = sides()
        .enumerate()
        .map(|(entity, (before, after))| match distinct(entity) {
            true => (before.by_procedure(), after.by_procedure()),
            false => (Table::new(), Table::new()),
        })
        .collect();
    let ratios = earlier.ratios.iter().zip(&later.ratios);
    let parts = ratios.map(|(before, after)| {
        let both = (before.as_ref()?, after.as_ref()?);
        let (before, after) = both;
        if before.is_distinct() || after.is_distinct() {
            return Some(by_procedure(&tables, both));
        }
        let parts =
            joined.iter().enumerate().flat_map(|(entity, cells)| cell_parts(entity, cells, both));
        let parts: Vec<Part> = parts.collect();
        Some(if before.stated || after.stated { by_unit(&parts) } else { parts })
    });
    parts.collect()
}

/// What has to be counted of one side, without any cell yet.
fn cut(rulebook: &Rulebook, indicators: &[usize], counted: Counted<'_>) -> Option<Cut> {
    let Counted { live, side } = counted;
    let plan = live.plan();
    let book = plan.book(&rulebook.id)?;
    let values = book.values(&|id| live.tally(side.agency, side.period, id, Scope::Subtree));
    let forms = Forms { plan, book, values: &values };
    let mut entities: Vec<Cells> = ENTITIES.iter().map(|_| Cells::default()).collect();
    let ratios = indicators.iter().map(|at| {
        let (numerator, denominator) = book.ratios.get(*at)?.as_ref()?;
        let linear = [forms.of(numerator), forms.of(denominator)];
        if linear.iter().any(|linear| linear.constant != 0) {
            return None;
        }
        let stated = linear.iter().any(|linear| forms.is_stated(linear));
        let [numerator, denominator] =
            linear.map(|linear| terms(&linear, &plan.measures, &mut entities));
        Some(Ratio { numerator, denominator, stated })
    });
    let ratios = ratios.collect();
    Some(Cut { entities, ratios })
}

impl Cut {
    /// The cells of every entity as the rows have them.
    fn read(&self, Counted { live, side }: Counted<'_>) -> Vec<Vec<CutCell>> {
        let cells = |cells: &Cells| match cells.measures.as_slice() {
            [] => Vec::new(),
            measures => live.cut(side.agency, side.period, measures, Scope::Subtree),
        };
        self.entities.iter().map(cells).collect()
    }

    /// Puts what was read in the order of units and procedures that both sides have in common.
    fn fill(
        &mut self,
        read: Vec<Vec<CutCell>>,
        counted: Counted<'_>,
        procedures: &mut Procedures,
        unit: &mut dyn FnMut(&Agency) -> u32,
    ) {
        for (cells, read) in self.entities.iter_mut().zip(read) {
            cells.fill(read, counted, procedures, unit);
        }
    }
}

fn terms(linear: &Linear, planned: &[Planned], entities: &mut [Cells]) -> Vec<Term> {
    let term = |(id, times): &(MeasureId, i64)| {
        let planned = planned.get(*id)?;
        let entity = entity_at(planned.entity);
        let column = entities.get_mut(entity)?.column(*id, planned.distinct);
        Some(Term { entity, column, times: *times, distinct: planned.distinct })
    };
    linear.terms.iter().filter_map(term).collect()
}

impl Cells {
    fn column(&mut self, measure: MeasureId, distinct: bool) -> usize {
        let known = self.measures.iter().position(|known| *known == measure);
        known.unwrap_or_else(|| {
            self.measures.push(measure);
            self.distinct.push(distinct);
            self.measures.len() - 1
        })
    }

    fn fill(
        &mut self,
        read: Vec<CutCell>,
        Counted { live, side }: Counted<'_>,
        procedures: &mut Procedures,
        unit: &mut dyn FnMut(&Agency) -> u32,
    ) {
        let (mut units, mut names) = (Cache::default(), Cache::default());
        let cell = |cell: CutCell| {
            let unit = units
                .of(cell.agency, || child(side, live.agency_name(cell.agency)).map(&mut *unit));
            let procedure = names.of(cell.procedure, || {
                let name = live.procedure_name(cell.procedure);
                (!name.is_empty()).then(|| procedures.place(name))
            });
            Some(((unit?, procedure, cell.carried), cell.counts))
        };
        self.cells = read.into_iter().filter_map(cell).collect();
        self.cells.sort_by_key(|(key, _)| *key);
    }

    /// Numbers by procedure: a distinct one counts once, however many units have it.
    fn by_procedure(&self) -> Table {
        let mut table = Table::new();
        for ((_, procedure, _), counts) in &self.cells {
            let sums = table.entry(*procedure).or_insert_with(|| vec![0; self.measures.len()]);
            for ((sum, count), distinct) in sums.iter_mut().zip(counts).zip(&self.distinct) {
                *sum = if *distinct { (*sum).max(*count) } else { *sum + count };
            }
        }
        table
    }
}

/// Numbers of measures by procedure.
type Table = BTreeMap<Option<u32>, Vec<i64>>;

/// What was found for a number before.
#[derive(Default)]
struct Cache(Vec<Option<Option<u32>>>);

impl Cache {
    fn of(&mut self, number: u32, find: impl FnOnce() -> Option<u32>) -> Option<u32> {
        // The number that stands for none lies far beyond all others.
        let at = usize::try_from(number).ok().filter(|at| *at < 1 << 24)?;
        if self.0.len() <= at {
            self.0.resize(at + 1, None);
        }
        *self.0.get_mut(at)?.get_or_insert_with(find)
    }
}

impl Ratio {
    fn terms(&self) -> impl Iterator<Item = &Term> {
        self.numerator.iter().chain(&self.denominator)
    }

    fn is_distinct(&self) -> bool {
        self.terms().any(|term| term.distinct)
    }

    fn counts_in(&self, entity: usize) -> bool {
        self.terms().any(|term| term.entity == entity)
    }

    /// What it counts in some cells of an entity.
    fn counts<'c>(
        &self,
        entity: usize,
        cells: impl Iterator<Item = &'c Vec<i64>> + Clone,
    ) -> Counts {
        let sum = |terms: &[Term]| -> i64 {
            let mine = terms.iter().filter(|term| term.entity == entity);
            let of = |term: &Term| -> i64 {
                let counts = cells.clone().map(|counts| counts.get(term.column).copied());
                term.times * counts.map(Option::unwrap_or_default).sum::<i64>()
            };
            mine.map(of).sum()
        };
        Counts { numerator: sum(&self.numerator), denominator: sum(&self.denominator) }
    }
}

/// Cells of both sides that have a key in common.
struct Joined<'c> {
    key: Key,
    before: &'c [(Key, Vec<i64>)],
    after: &'c [(Key, Vec<i64>)],
}

/// Both sides' cells, each list in the order of its keys, side by side.
fn join<'c>(before: &'c [(Key, Vec<i64>)], after: &'c [(Key, Vec<i64>)]) -> Vec<Joined<'c>> {
    let (mut before, mut after) = (before, after);
    let mut joined = Vec::with_capacity(before.len().max(after.len()));
    while let Some(key) = [before.first(), after.first()].into_iter().flatten().map(|c| c.0).min() {
        let cut = |cells: &mut &'c [(Key, Vec<i64>)]| {
            let (mine, rest) = cells.split_at(cells.iter().take_while(|c| c.0 == key).count());
            *cells = rest;
            mine
        };
        joined.push(Joined { key, before: cut(&mut before), after: cut(&mut after) });
    }
    joined
}

/// The parts of an indicator in the cells of one entity.
fn cell_parts<'c>(
    entity: usize,
    cells: &'c [Joined<'c>],
    (before, after): (&'c Ratio, &'c Ratio),
) -> impl Iterator<Item = Part> + 'c {
    let any = before.counts_in(entity) || after.counts_in(entity);
    let mine = cells.iter().filter(move |_| any);
    mine.filter_map(move |cell| {
        let before = before.counts(entity, cell.before.iter().map(|(_, counts)| counts));
        let after = after.counts(entity, cell.after.iter().map(|(_, counts)| counts));
        let (unit, procedure, carried) = cell.key;
        let part = Part { unit: Some(unit), procedure, carried, before, after };
        (before != NOTHING || after != NOTHING).then_some(part)
    })
}

/// Distinct procedures: one that several units have counts once, so that nothing is divided over units.
fn by_procedure(tables: &[(Table, Table)], (before, after): (&Ratio, &Ratio)) -> Vec<Part> {
    let mut procedures: BTreeMap<Option<u32>, (Counts, Counts)> = BTreeMap::new();
    for (entity, (earlier, later)) in tables.iter().enumerate() {
        for (procedure, counts) in earlier.iter().filter(|_| before.counts_in(entity)) {
            let sum = &mut procedures.entry(*procedure).or_insert((NOTHING, NOTHING)).0;
            *sum = plus(*sum, before.counts(entity, std::iter::once(counts)));
        }
        for (procedure, counts) in later.iter().filter(|_| after.counts_in(entity)) {
            let sum = &mut procedures.entry(*procedure).or_insert((NOTHING, NOTHING)).1;
            *sum = plus(*sum, after.counts(entity, std::iter::once(counts)));
        }
    }
    let part = |(procedure, (before, after))| Part {
        unit: None,
        procedure,
        carried: false,
        before,
        after,
    };
    let some = |part: &Part| part.before != NOTHING || part.after != NOTHING;
    procedures.into_iter().map(part).filter(some).collect()
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
