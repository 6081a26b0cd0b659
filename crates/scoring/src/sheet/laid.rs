//! What is known of every agency in a period: laid out once, shared by all sheets that show it, and laid out
//! anew only where it changed.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

use super::{Place, Provenance, inherits_from, is_stated, stand_in};
use crate::agency::AgencyTree;
use crate::figure::{Captured, Figure, RANK};
use crate::measure::ask::Counted;
use crate::period::Period;
use crate::rulebook::{LevelRule, Rulebook};
use crate::score::{AgencyScore, Figures};

/// Everything known of one agency in the period.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AgencyData {
    /// Figures the rules use.
    pub figures: Figures,
    /// Plain measures, by id.
    pub measures: BTreeMap<String, Figure>,
    /// Published rank: place and of how many.
    pub rank: Option<Figure>,
    /// Where each came from, by code as reported. Of what was counted only who counts is lasting: the moment
    /// is the sheet's, [`super::Sheet::provenance`].
    pub provenance: Arc<BTreeMap<String, Provenance>>,
    /// Indicators whose source is silent and whose counts are the sum of the children's.
    pub summed: BTreeSet<usize>,
}

/// The figures of all agencies, with their scores as soon as somebody asked for them.
#[derive(Debug, Clone, Default)]
pub struct Laid(BTreeMap<Arc<str>, Arc<Entry>>);

#[derive(Debug, Clone, Default)]
struct Entry {
    data: AgencyData,
    score: OnceLock<Arc<AgencyScore>>,
}

impl Entry {
    fn new(data: AgencyData) -> Arc<Self> {
        Arc::new(Self { data, score: OnceLock::new() })
    }
}

impl Laid {
    pub(super) fn new<'c>(data: impl IntoIterator<Item = (&'c str, AgencyData)>) -> Self {
        let entries = data.into_iter().map(|(code, data)| (Arc::from(code), Entry::new(data)));
        Self(entries.collect())
    }

    pub(super) fn data(&self, code: &str) -> Option<&AgencyData> {
        self.0.get(code).map(|entry| &entry.data)
    }

    /// Everything known, in the order of the codes.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &AgencyData)> {
        self.0.iter().map(|(code, entry)| (&**code, &entry.data))
    }

    pub(super) fn codes(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(|code| &**code)
    }

    pub(super) fn score(&self, code: &str) -> Option<&OnceLock<Arc<AgencyScore>>> {
        self.0.get(code).map(|entry| &entry.score)
    }

    /// Puts the sum of the children in the place of a silent figure.
    pub(super) fn sum(&mut self, code: &str, at: usize, figure: Figure, silent: &AgencyData) {
        let entry = self.0.entry(Arc::from(code)).or_insert_with(|| Entry::new(silent.clone()));
        let entry = Arc::make_mut(entry);
        entry.score = OnceLock::new();
        entry.data.figures.indicators[at] = Some(figure);
        entry.data.summed.insert(at);
    }

    /// The same with some agencies counted anew: `counted` holds those of `changed` that have anything to
    /// show. What did not change is shared, its scores with it.
    #[must_use]
    pub fn with(
        &self,
        tree: &AgencyTree,
        rulebook: &Rulebook,
        period: Period,
        changed: &[&str],
        counted: &[Counted],
        at: &Provenance,
    ) -> Self {
        let mut next = self.clone();
        changed.iter().for_each(|code| drop(next.0.remove(*code)));
        let (silent, mut sources) = (AgencyData::silent(rulebook), Sources::default());
        for agency in counted {
            let provenance = sources.of(rulebook, agency, at);
            let mut data = AgencyData { provenance, ..silent.clone() }.counted(rulebook, agency);
            data.stand_in(rulebook, period);
            next.0.insert(Arc::from(&*agency.agency), Entry::new(data));
        }
        let tops = changed.iter().filter(|code| self.bequeaths_otherwise(&next, rulebook, code));
        let tops: BTreeSet<&str> = tops.copied().collect();
        if !tops.is_empty() {
            next.forget_heirs(tree, period, &tops);
        }
        next
    }

    /// Whether the figures that others inherit from an agency differ.
    fn bequeaths_otherwise(&self, next: &Self, rulebook: &Rulebook, code: &str) -> bool {
        let figures = |laid: &Self| laid.data(code).map(|data| data.figures.clone());
        let (before, after) = (figures(self), figures(next));
        let (Some(before), Some(after)) = (&before, &after) else { return before != after };
        let rules = rulebook.indicators.iter().enumerate();
        let mut inherited = rules.filter(|(_, rule)| rule.levels.contains(&LevelRule::Inherited));
        inherited.any(|(at, _)| before.indicators[at] != after.indicators[at])
    }

    /// Scores rest on what is inherited, too.
    fn forget_heirs(&mut self, tree: &AgencyTree, period: Period, tops: &BTreeSet<&str>) {
        for (code, entry) in &mut self.0 {
            let agency = tree.find(code, period).ok();
            let above = agency.and_then(|agency| inherits_from(tree, agency, period));
            if above.is_some_and(|above| tops.contains(&*above.code)) {
                *entry = Entry::new(entry.data.clone());
            }
        }
    }
}

/// Where counted figures come from: the same for all agencies of which the same is counted.
#[derive(Default)]
struct Sources(HashMap<Vec<bool>, Arc<BTreeMap<String, Provenance>>>);

impl Sources {
    fn of(
        &mut self,
        rulebook: &Rulebook,
        counted: &Counted,
        at: &Provenance,
    ) -> Arc<BTreeMap<String, Provenance>> {
        let known: Vec<bool> = counted.indicators.iter().map(Option::is_some).collect();
        let named = || {
            let rules = rulebook.indicators.iter().zip(&counted.indicators);
            let rules = rules.filter(|(_, figure)| figure.is_some());
            Arc::new(rules.map(|(rule, _)| (rule.code.clone(), at.clone())).collect())
        };
        Arc::clone(self.0.entry(known).or_insert_with(named))
    }
}

impl AgencyData {
    /// Nothing is known.
    pub(super) fn silent(rulebook: &Rulebook) -> Self {
        Self { figures: Figures::silent(rulebook), ..Self::default() }
    }

    fn counted(mut self, rulebook: &Rulebook, counted: &Counted) -> Self {
        self.figures.indicators.clone_from(&counted.indicators);
        let measures = rulebook.measures.iter().zip(&counted.measures);
        let measures = measures.filter(|(measure, value)| is_stated(&measure.rule, **value));
        let figure = |value| Figure { numerator: Some(value), ..Figure::default() };
        self.measures =
            measures.map(|(measure, value)| (measure.id.clone(), figure(*value))).collect();
        self
    }

    /// Where a denominator is zero and the rule names last year's figure, that figure divided by
    /// the number of such periods in a year stands in (1.4; `rules/README.md`, fallback).
    pub(super) fn stand_in(&mut self, rulebook: &Rulebook, period: Period) {
        let Some(per_year) = period.per_year() else {
            return;
        };
        for (at, rule) in rulebook.indicators.iter().enumerate() {
            let Some(measure) = &rule.fallback else {
                continue;
            };
            let whole_year = self.measures.get(measure).and_then(|figure| figure.numerator);
            if let (Some(figure), Some(year)) = (&mut self.figures.indicators[at], whole_year) {
                stand_in(figure, year, per_year);
            }
        }
    }

    pub(super) fn place(&mut self, rulebook: &Rulebook, row: &Captured) {
        let code = &row.reported.indicator;
        let figure = row.reported.figure;
        match Place::find(rulebook, code) {
            Some(Place::Total) => self.figures.total = Some(figure),
            Some(Place::Indicator(at)) => self.figures.indicators[at] = Some(figure),
            Some(Place::Axis(at)) => self.figures.axes[at] = Some(figure),
            // A group that is an axis by itself stands on both.
            Some(Place::Group(at)) => {
                self.figures.groups[at] = Some(figure);
                if let Some(axis) = rulebook.axis(code) {
                    self.figures.axes[axis] = Some(figure);
                }
            }
            None if code == RANK => self.rank = Some(figure),
            None => {
                self.measures.insert(code.clone(), figure);
            }
        }
        let provenance = Provenance {
            as_of: row.reported.as_of,
            source: row.reported.source.clone(),
            revision: row.revision,
        };
        Arc::make_mut(&mut self.provenance).insert(code.clone(), provenance);
    }
}
