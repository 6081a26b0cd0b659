//! What the live tallies answer: numbers, figures for scoring, and the rows behind a number.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::Scope;
use super::live::{LaneState, Live};
use super::plan::{Book, ENTITIES, MeasureId, Place, Source, entity_at};
use super::stated::Stated;
use super::table::Row;
use super::tallies::Line;
use crate::expr::Entity;
use crate::figure::{Figure, Flag};
use crate::period::Period;

/// Counts of one agency in one period under one rulebook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// Code of the agency.
    pub agency: String,
    /// A figure per indicator; `None` where the source is silent.
    pub indicators: Vec<Option<Figure>>,
    /// Every measure, in the order of the rulebook.
    pub measures: Vec<i64>,
}

/// What a number was counted from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Listed {
    /// Rows, by key.
    Rows(Vec<u32>),
    /// Distinct procedures, each with the keys of its rows.
    Procedures(BTreeMap<String, Vec<u32>>),
}

impl Listed {
    /// As many as the number says.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Rows(keys) => keys.len(),
            Self::Procedures(procedures) => procedures.len(),
        }
    }

    /// Whether nothing was counted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Live {
    pub(super) fn state(&self, period: Period) -> Option<&LaneState> {
        self.lanes.iter().find(|state| state.lane.period == period)
    }

    /// The number of a measure over rows; 0 for an agency or period without any.
    #[must_use]
    pub fn tally(&self, agency: &str, period: Period, measure: MeasureId, scope: Scope) -> i64 {
        let (Some(node), Some(state)) = (self.agencies.find(agency), self.state(period)) else {
            return 0;
        };
        let planned = &self.plan.measures[measure];
        if planned.entity == Entity::Agency {
            let stated = state.stated.get_or_init(|| self.stated(period));
            return stated.number(agency, planned, scope);
        }
        let line = match scope {
            Scope::Subtree => state.tallies.subtree(node),
            Scope::Own => state.tallies.own(node, state.places.is_parent(node)),
        };
        line.map_or(0, |line| of_line(line, planned.place))
    }

    /// Figures of every agency in force in a period that has anything to show under a rulebook.
    #[must_use]
    pub fn figures(&self, rulebook: &str, period: Period) -> Vec<Counted> {
        let in_force = self.tree.in_force(period);
        self.figures_of(rulebook, period, in_force.iter().map(|agency| agency.code.as_str()))
    }

    /// Figures of some agencies; of those that have nothing to show there is none.
    pub fn figures_of<'a>(
        &self,
        rulebook: &str,
        period: Period,
        agencies: impl Iterator<Item = &'a str>,
    ) -> Vec<Counted> {
        self.figures_in(rulebook, period, agencies, Scope::Subtree)
    }

    /// The same of the agencies alone or with everything below them.
    pub fn figures_in<'a>(
        &self,
        rulebook: &str,
        period: Period,
        agencies: impl Iterator<Item = &'a str>,
        scope: Scope,
    ) -> Vec<Counted> {
        let (Some(book), Some(state)) = (self.plan.book(rulebook), self.state(period)) else {
            return Vec::new();
        };
        let stated = state.stated.get_or_init(|| self.stated(period));
        let known = state.known.get_or_init(|| self.known(state));
        let shown = agencies.filter(|code| {
            self.agencies.find(code).is_some_and(|node| self.shows(node, state, known))
        });
        shown.map(|code| self.counted(book, (state, stated, known), code, scope)).collect()
    }

    /// Whether the province or ministry over a node has any row.
    pub(super) fn shows(&self, node: u32, state: &LaneState, known: &[BTreeSet<u32>]) -> bool {
        let top = self.top(node, state);
        known.iter().any(|known| known.contains(&top))
    }

    fn counted(
        &self,
        book: &Book,
        (state, stated, known): (&LaneState, &Stated, &[BTreeSet<u32>]),
        agency: &str,
        scope: Scope,
    ) -> Counted {
        let node = self.agencies.find(agency).unwrap_or(u32::MAX);
        let line = match scope {
            Scope::Subtree => state.tallies.subtree(node),
            Scope::Own => state.tallies.own(node, state.places.is_parent(node)),
        };
        let number = |place| line.map_or(0, |line| of_line(line, place));
        self.counted_by(book, (state, stated, known), (node, agency, scope), &number)
    }

    /// The counts of an agency, given the numbers over rows by their place.
    pub(super) fn counted_by(
        &self,
        book: &Book,
        (state, stated, known): (&LaneState, &Stated, &[BTreeSet<u32>]),
        (node, agency, scope): (u32, &str, Scope),
        number: &dyn Fn(Place) -> i64,
    ) -> Counted {
        let measures = book.values(&|id| {
            let planned = &self.plan.measures[id];
            if planned.entity == Entity::Agency {
                stated.number(agency, planned, scope)
            } else {
                number(planned.place)
            }
        });
        let top = self.top(node, state);
        let speaks =
            |entity: &Entity| *entity == Entity::Agency || known[entity_at(*entity)].contains(&top);
        let indicators = book.ratios.iter().zip(&book.entities).map(|(ratio, entities)| {
            let (numerator, denominator) =
                ratio.as_ref().filter(|_| entities.iter().all(speaks))?;
            let mut figure =
                Figure::of_counts(numerator.value(&measures), denominator.value(&measures));
            if entities.contains(&Entity::Agency) && !stated.reported(agency) {
                figure.flag = Some(Flag::TempNationalReportDenominator);
            }
            Some(figure)
        });
        let indicators = indicators.collect();
        Counted { agency: agency.to_owned(), indicators, measures }
    }

    /// The province or ministry over a node; an agency without a place stands for itself.
    fn top(&self, node: u32, state: &LaneState) -> u32 {
        state.places.top(node).unwrap_or(node)
    }

    /// For each entity the provinces and ministries that have any row of it.
    pub(super) fn known(&self, state: &LaneState) -> Vec<BTreeSet<u32>> {
        self.known_with(state, &HashMap::new())
    }

    /// The same with more or fewer rows of an entity and unit than there are.
    pub(super) fn known_with(
        &self,
        state: &LaneState,
        more: &HashMap<(usize, u32), i64>,
    ) -> Vec<BTreeSet<u32>> {
        let tops = self.tables.iter().enumerate().map(|(at, table)| {
            let rows = |unit: u32| {
                let kept = table.partition(unit).map_or(0, |rows| rows.len() as i64);
                kept + more.get(&(at, unit)).copied().unwrap_or(0)
            };
            let new = more.keys().filter(|(entity, _)| *entity == at).map(|(_, unit)| *unit);
            let filled = table.partitions().map(|(unit, _)| unit).chain(new);
            let filled = filled.filter(|unit| rows(*unit) > 0);
            let units = filled.filter(|unit| !state.places.of(*unit).nodes().is_empty());
            units
                .flat_map(|unit| {
                    [Some(self.top(unit, state)), state.places.of(unit).nodes().last().copied()]
                })
                .flatten()
                .collect()
        });
        tops.collect()
    }

    /// The rows that a measure counts for an agency and period: exactly as many as its number says.
    #[must_use]
    pub fn listed(&self, agency: &str, period: Period, measure: MeasureId, scope: Scope) -> Listed {
        let planned = &self.plan.measures[measure];
        let mut procedures: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        let mut rows = Vec::new();
        self.each_selected(agency, period, planned, scope, |key, procedure| {
            if planned.distinct {
                let code = self.procedures.name(procedure).to_owned();
                procedures.entry(code).or_default().push(key);
            } else {
                rows.push(key);
            }
        });
        rows.sort_unstable();
        if planned.distinct { Listed::Procedures(procedures) } else { Listed::Rows(rows) }
    }

    /// Rows that belong to an agency in a period, whatever they are counted for.
    pub(super) fn rows_of(
        &self,
        entity: Entity,
        agency: &str,
        period: Period,
        scope: Scope,
    ) -> impl Iterator<Item = Row> {
        let node = self.agencies.find(agency);
        let state = self.state(period);
        let belongs = move |unit: u32| {
            let (Some(node), Some(state)) = (node, state) else { return false };
            let path = state.places.of(unit).nodes();
            match scope {
                Scope::Subtree => path.contains(&node),
                Scope::Own => path.first() == Some(&node),
            }
        };
        let partitions = self.tables[entity_at(entity)].partitions();
        partitions.filter(move |(unit, _)| belongs(*unit)).flat_map(|(unit, partition)| {
            (0..partition.len()).map(move |at| partition.row(unit, at))
        })
    }

    pub(super) fn now_kept(&self) -> i64 {
        self.now() - crate::dossier::EARLIEST
    }

    /// Rows of an entity by the province or ministry they count for in a period.
    #[must_use]
    pub fn rows_by_top(&self, entity: Entity, period: Period) -> BTreeMap<&str, usize> {
        let mut rows = BTreeMap::new();
        let Some(state) = self.state(period) else { return rows };
        for (unit, partition) in self.tables[entity_at(entity)].partitions() {
            if let Some(top) = state.places.top(unit) {
                *rows.entry(self.agencies.name(top)).or_default() += partition.len();
            }
        }
        rows
    }

    /// Codes that no agency ever had, each with the number of its dossiers: they are counted nowhere until
    /// the catalogue has the code.
    #[must_use]
    pub fn unplaced(&self) -> BTreeMap<String, usize> {
        let dossiers = self.tables[entity_at(Entity::Dossier)].partitions();
        let codes = dossiers.map(|(unit, rows)| (self.agencies.name(unit), rows.len()));
        let unknown =
            codes.filter(|(code, rows)| *rows > 0 && self.tree.versions(code).next().is_none());
        unknown.map(|(code, rows)| (code.to_owned(), rows)).collect()
    }

    /// Keys of the rows of some procedures that have one of the flags.
    #[must_use]
    pub fn keys_of(
        &self,
        entity: Entity,
        procedures: &HashSet<Box<str>>,
        flags: u32,
    ) -> HashSet<u32> {
        let numbers: HashSet<u32> =
            procedures.iter().filter_map(|code| self.procedures.find(code)).collect();
        let rows = self.tables[entity_at(entity)].rows();
        let touched = rows
            .filter(|(_, row)| row.values.flags & flags != 0 && numbers.contains(&row.procedure));
        touched.map(|(key, _)| key).collect()
    }

    /// The same rows with every tally counted anew, so that all that can be asked of one can be asked of
    /// the other.
    #[must_use]
    pub fn counted_anew(&self, threads: usize) -> Self {
        let mut anew = self.clone();
        for (state, tallies) in anew.lanes.iter_mut().zip(self.scan(threads)) {
            state.tallies = tallies;
        }
        anew
    }

    /// Every entity's number of rows, for the checkpoint and the operator.
    #[must_use]
    pub fn sizes(&self) -> Vec<(Entity, usize)> {
        ENTITIES.iter().map(|entity| (*entity, self.rows(*entity))).collect()
    }

    /// The rulebook's measure over rows behind a name, if it is one.
    #[must_use]
    pub fn measure(&self, rulebook: &str, id: &str) -> Option<MeasureId> {
        let book = self.plan.book(rulebook)?;
        match &book.measures[book.measure(id)?].1 {
            Source::Tally(id) => Some(*id),
            Source::Value(_) => None,
        }
    }
}

pub(super) fn of_line(line: Line<'_>, place: Place) -> i64 {
    match place {
        Place::Count(at) => i64::from(line.counts[at]),
        Place::Sum(at) => line.sums[at],
    }
}
