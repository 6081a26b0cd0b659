//! What another row in place of one does to the counts that points rest on. Changes of rows with equal
//! effects move points alike, so that many rows are valued by working out a few.

use std::collections::HashMap;
use std::rc::Rc;

use super::lanes::{Chunk, Lane};
use super::live::Live;
use super::plan::{Arithmetic, Book, Source, entity_at};
use super::program::Kind;
use super::row::{judge, value};
use super::table::{NO_PROCEDURE, Row};
use super::touch::{ColumnSet, Touched, changed, touched};
use crate::dossier::{EARLIEST, Seconds};
use crate::expr::Entity;
use crate::period::Period;
use crate::rulebook::{Form, Rulebook};

/// What a change does: differences of measures, for the rows of one unit (and of one procedure, where
/// distinct procedures are counted: it may be counted through another row already).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Effect {
    unit: u32,
    procedure: u32,
    steps: Vec<(u32, i64)>,
}

impl Effect {
    /// Whether no count that points rest on differs.
    pub(crate) fn is_nothing(&self) -> bool {
        self.steps.is_empty()
    }

    /// The same wherever the row is, as it is felt further up: unless distinct procedures are counted.
    pub(crate) fn alike(self) -> Self {
        let unit = if self.procedure == NO_PROCEDURE { u32::MAX } else { self.unit };
        Self { unit, ..self }
    }

    /// Whether every difference is a number of rows, so that many such changes add up.
    pub(crate) fn adds_up(&self) -> bool {
        self.procedure == NO_PROCEDURE
    }
}

/// Finds effects in one period under one rulebook.
pub(crate) struct Effects<'l> {
    live: &'l Live,
    lane: Lane,
    chunks: Vec<Chunk>,
    /// For each program and measure whether points rest on it.
    scored: Vec<Vec<bool>>,
    touched: HashMap<(usize, ColumnSet), Rc<Touched>>,
    old: Vec<u64>,
    new: Vec<u64>,
}

impl<'l> Effects<'l> {
    /// Ready to ask, now; [`None`] for a rulebook that is not planned.
    pub(crate) fn new(live: &'l Live, rulebook: &Rulebook, period: Period) -> Option<Self> {
        Self::at(live, rulebook, period, live.now())
    }

    /// The same at another moment.
    pub(crate) fn at(
        live: &'l Live,
        rulebook: &Rulebook,
        period: Period,
        now: Seconds,
    ) -> Option<Self> {
        let book = live.plan.book(&rulebook.id)?;
        let (lane, now) = (Lane::new(period), now - EARLIEST);
        let programs = live.plan.programs.iter();
        Some(Self {
            live,
            lane,
            chunks: programs.map(|program| Chunk::new(program, &[lane], now, 0)).collect(),
            scored: scored(live, rulebook, book),
            touched: HashMap::new(),
            old: Vec::new(),
            new: Vec::new(),
        })
    }

    /// What it does if a row becomes another of the same unit and procedure.
    pub(crate) fn of(&mut self, entity: Entity, old: &Row, new: &Row) -> Effect {
        let mut effect = Effect { unit: old.unit, procedure: NO_PROCEDURE, steps: Vec::new() };
        let columns = changed(Some(old), Some(new));
        if columns == 0 {
            return effect;
        }
        let at = entity_at(entity);
        let touched = self.by_columns(at, columns);
        let (program, chunk) = (&self.live.plan.programs[at], &self.chunks[at]);
        for (row, truth) in [(old, &mut self.old), (new, &mut self.new)] {
            truth.resize(program.formulas.nodes().len(), 0);
            judge(program, &touched.nodes, chunk, &row.values, truth);
        }
        let held = |truth: &[u64], id: usize| i64::from(truth[id] != 0);
        for index in &touched.measures {
            let measure = &program.measures[*index];
            let by = match &measure.kind {
                Kind::Sum(cases) => cases
                    .iter()
                    .map(|(when, linear)| {
                        held(&self.new, *when) * value(linear, &new.values, &self.lane)
                            - held(&self.old, *when) * value(linear, &old.values, &self.lane)
                    })
                    .sum(),
                Kind::Rows | Kind::Procedures(_) => {
                    held(&self.new, measure.root) - held(&self.old, measure.root)
                }
            };
            if by != 0 {
                if matches!(measure.kind, Kind::Procedures(_)) {
                    effect.procedure = old.procedure;
                }
                effect.steps.push((*index as u32, by));
            }
        }
        effect
    }

    fn by_columns(&mut self, at: usize, columns: ColumnSet) -> Rc<Touched> {
        let Self { live, scored, touched: known, .. } = self;
        let found = known.entry((at, columns)).or_insert_with(|| {
            let asks =
                |measure: &usize| scored[at][*measure] && live.touch[at].asks(*measure, columns);
            let measures = (0..scored[at].len()).filter(asks).collect();
            Rc::new(touched(&live.plan.programs[at], measures))
        });
        Rc::clone(found)
    }
}

/// The measures that the numerators and denominators of scored indicators name, and their stand-ins.
fn scored(live: &Live, rulebook: &Rulebook, book: &Book) -> Vec<Vec<bool>> {
    let mut scored: Vec<Vec<bool>> =
        live.plan.programs.iter().map(|program| vec![false; program.measures.len()]).collect();
    let mut open: Vec<usize> = Vec::new();
    for (rule, ratio) in rulebook.indicators.iter().zip(&book.ratios) {
        if rule.form == Form::Shown {
            continue;
        }
        if let Some((numerator, denominator)) = ratio {
            gather(numerator, &mut open);
            gather(denominator, &mut open);
        }
        open.extend(rule.fallback.as_ref().and_then(|id| book.measure(id)));
    }
    while let Some(at) = open.pop() {
        match &book.measures[at].1 {
            Source::Tally(id) => {
                let planned = &live.plan.measures[*id];
                scored[entity_at(planned.entity)][planned.index] = true;
            }
            Source::Value(arithmetic) => gather(arithmetic, &mut open),
        }
    }
    scored
}

fn gather(arithmetic: &Arithmetic, found: &mut Vec<usize>) {
    arithmetic.names(&mut |at| found.push(at));
}
