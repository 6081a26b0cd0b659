//! All figures of one period under one rulebook: what pages, commands and reports ask.

mod laid;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::DateTime;

use crate::agency::{Agency, AgencyTree, Level};
use crate::expr::Entity;
use crate::figure::{Captured, Counts, Figure, TOTAL};
use crate::measure::ask::Counted;
use crate::period::Period;
use crate::rank::{Nation, nation, ranks};
use crate::rulebook::{LevelRule, MeasureRule, Rulebook};
use crate::score::{AgencyScore, Basis, Points, Scorer};

pub use laid::{AgencyData, Laid};

/// The source of a figure that chiso counted itself; pages say it in their language ([`crate::lang::Lang::source`]).
pub const COUNTED: &str = "hồ sơ trên chiso";

/// Where a figure came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// When it was captured at its source.
    pub as_of: DateTime,
    /// Who published it.
    pub source: String,
    /// Revision that brought it.
    pub revision: u64,
}

/// One period under one rulebook.
#[derive(Debug, Clone)]
pub struct Sheet<'a> {
    /// Agencies of all times.
    pub tree: &'a AgencyTree,
    /// The period.
    pub period: Period,
    /// The rules and the basis.
    pub scorer: Scorer<'a>,
    laid: Arc<Laid>,
    /// Where every figure comes from, if all were counted at one moment.
    at: Option<Provenance>,
    silent: AgencyData,
    /// Scores that were kept; they stand before those worked out.
    held: Arc<BTreeMap<String, Arc<AgencyScore>>>,
}

/// A row of a ranking.
#[derive(Debug, Clone)]
pub struct Ranked<'a> {
    /// Place, competition ranking; `None` without points.
    pub rank: Option<usize>,
    /// The agency.
    pub agency: &'a Agency,
    /// What it is ranked by.
    pub points: Points,
    /// All its scores.
    pub score: Arc<AgencyScore>,
}

/// What is compared: the total, a group, an axis or an indicator, by index in the rulebook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// The total.
    Total,
    /// A radar axis.
    Axis(usize),
    /// A group.
    Group(usize),
    /// An indicator.
    Indicator(usize),
}

impl Place {
    /// Finds a place by code; the empty code and `TOTAL` are the total.
    #[must_use]
    pub fn find(rulebook: &Rulebook, code: &str) -> Option<Self> {
        if code.is_empty() || code == TOTAL {
            return Some(Self::Total);
        }
        let group = rulebook.group(code).map(Self::Group);
        let axis = || rulebook.axis(code).map(Self::Axis);
        let indicator = || rulebook.indicator(code).map(Self::Indicator);
        group.or_else(axis).or_else(indicator)
    }

    /// Code of the place.
    #[must_use]
    pub fn code(self, rulebook: &Rulebook) -> &str {
        match self {
            Self::Total => TOTAL,
            Self::Axis(at) => &rulebook.axes[at].code,
            Self::Group(at) => &rulebook.groups[at].code,
            Self::Indicator(at) => &rulebook.indicators[at].code,
        }
    }

    /// Most points of the place.
    #[must_use]
    pub fn points_max(self, rulebook: &Rulebook) -> u32 {
        match self {
            Self::Total => rulebook.max,
            Self::Axis(at) => rulebook.axes[at].max,
            Self::Group(at) => rulebook.groups[at].max,
            Self::Indicator(at) => rulebook.indicators[at].max,
        }
    }

    /// The points of the place in a score.
    #[must_use]
    pub fn of(self, score: &AgencyScore) -> Points {
        match self {
            Self::Total => score.total,
            Self::Axis(at) => score.axes[at],
            Self::Group(at) => score.groups[at],
            Self::Indicator(at) => score.indicators[at].result,
        }
    }
}

impl<'a> Sheet<'a> {
    /// Lays out the figures of a period. Rows the rulebook does not know are left aside.
    #[must_use]
    pub fn new(
        tree: &'a AgencyTree,
        rulebook: &'a Rulebook,
        period: Period,
        basis: Basis,
        captured: &[Captured],
    ) -> Self {
        let silent = AgencyData::silent(rulebook);
        let mut data: BTreeMap<&str, AgencyData> = BTreeMap::new();
        for row in captured {
            let entry = data.entry(&row.reported.agency).or_insert_with(|| silent.clone());
            entry.place(rulebook, row);
        }
        data.values_mut().for_each(|data| data.stand_in(rulebook, period));
        let laid = Arc::new(Laid::new(data));
        let scorer = Scorer { rulebook, basis };
        let held = Arc::default();
        let mut sheet = Self { tree, period, scorer, laid, at: None, silent, held };
        sheet.roll_up();
        sheet
    }

    /// Lays out what was counted from rows, all of it at one moment and revision. Nothing is added
    /// up again: the counts of a parent hold everything below it.
    #[must_use]
    pub fn counted(
        tree: &'a AgencyTree,
        rulebook: &'a Rulebook,
        period: Period,
        counted: &[Counted],
        at: &Provenance,
    ) -> Self {
        let laid = Laid::default().with(tree, rulebook, period, &[], counted, at);
        Self::kept(tree, rulebook, period, Arc::new(laid), at)
    }

    /// What was laid out already, at another moment or revision at which it is the same.
    #[must_use]
    pub fn kept(
        tree: &'a AgencyTree,
        rulebook: &'a Rulebook,
        period: Period,
        laid: Arc<Laid>,
        at: &Provenance,
    ) -> Self {
        let (silent, at) = (AgencyData::silent(rulebook), Some(at.clone()));
        let scorer = Scorer { rulebook, basis: Basis::Computed };
        Self { tree, period, scorer, laid, at, silent, held: Arc::default() }
    }

    /// The same with scores that were kept when the period was closed: they hold, whatever the rules' code says now.
    #[must_use]
    pub fn holding(mut self, scores: BTreeMap<String, Arc<AgencyScore>>) -> Self {
        self.held = Arc::new(scores);
        self
    }

    /// What is laid out.
    #[must_use]
    pub fn laid(&self) -> &Arc<Laid> {
        &self.laid
    }

    /// The moment everything was counted at; [`None`] for figures that somebody published.
    #[must_use]
    pub fn counted_at(&self) -> Option<&Provenance> {
        self.at.as_ref()
    }

    /// The rulebook.
    #[must_use]
    pub fn rulebook(&self) -> &'a Rulebook {
        self.scorer.rulebook
    }

    /// Everything known of an agency.
    #[must_use]
    pub fn data(&self, code: &str) -> &AgencyData {
        self.laid.data(code).unwrap_or(&self.silent)
    }

    /// Agencies with any figure, by code.
    pub fn agencies(&self) -> impl Iterator<Item = &'a Agency> {
        self.laid.codes().filter_map(|code| self.tree.find(code, self.period).ok())
    }

    /// Where an agency's figure came from, by its code as reported.
    #[must_use]
    pub fn provenance(&self, agency: &str, code: &str) -> Option<&Provenance> {
        let own = self.data(agency).provenance.get(code)?;
        Some(self.at.as_ref().unwrap_or(own))
    }

    /// Latest capture among all figures of the agency, and of the children it is summed from.
    #[must_use]
    pub fn captured_at(&self, code: &str) -> Option<DateTime> {
        let data = self.data(code);
        let own = match &self.at {
            Some(at) => Some(at.as_of).filter(|_| !data.provenance.is_empty()),
            None => data.provenance.values().map(|provenance| provenance.as_of).max(),
        };
        let summed = !data.summed.is_empty();
        let children = if summed { self.children(code) } else { Vec::new() };
        let theirs = children.iter().filter_map(|child| self.captured_at(&child.code)).max();
        own.max(theirs)
    }

    /// Scores an agency.
    #[must_use]
    pub fn score(&self, agency: &Agency) -> AgencyScore {
        AgencyScore::clone(&self.scored(agency))
    }

    /// The same, worked out once for everybody who asks.
    #[must_use]
    pub fn scored(&self, agency: &Agency) -> Arc<AgencyScore> {
        if let Some(held) = self.held.get(&agency.code) {
            return Arc::clone(held);
        }
        let score = || Arc::new(self.score_by(self.scorer.basis, agency));
        self.laid.score(&agency.code).map_or_else(score, |kept| Arc::clone(kept.get_or_init(score)))
    }

    /// Scores an agency with another basis than the sheet's own.
    #[must_use]
    pub fn score_by(&self, basis: Basis, agency: &Agency) -> AgencyScore {
        let above = self.inherits_from(agency).map(|above| &self.data(&above.code).figures);
        let scorer = Scorer { basis, ..self.scorer };
        scorer.agency(agency.level, &self.data(&agency.code).figures, above)
    }

    /// The province or ministry whose figures an agency inherits.
    fn inherits_from(&self, agency: &Agency) -> Option<&'a Agency> {
        inherits_from(self.tree, agency, self.period)
    }

    /// Children in the period, in the tree's order.
    #[must_use]
    pub fn children(&self, code: &str) -> Vec<&'a Agency> {
        self.tree.children(code, self.period)
    }

    /// Ranks agencies of one kind by the points of a place; unranked ones last, ties by code.
    #[must_use]
    pub fn rank(&self, agencies: &[&'a Agency], place: Place) -> Vec<Ranked<'a>> {
        let scores: Vec<_> = agencies.iter().map(|agency| self.scored(agency)).collect();
        let points: Vec<Points> = scores.iter().map(|score| place.of(score)).collect();
        let places = ranks(&points.iter().map(|points| points.points).collect::<Vec<_>>());
        let mut rows: Vec<Ranked<'a>> = agencies
            .iter()
            .zip(scores)
            .zip(points.iter().zip(places))
            .map(|((agency, score), (points, rank))| Ranked {
                rank,
                agency,
                points: *points,
                score,
            })
            .collect();
        rows.sort_by_key(|row| row.rank.unwrap_or(usize::MAX));
        rows
    }

    /// The nation, averaged over the provinces in force that have figures.
    #[must_use]
    pub fn nation(&self) -> Nation {
        let provinces = self.tree.of_level(Level::Province, self.period);
        let known = provinces.iter().filter(|province| self.laid.data(&province.code).is_some());
        let scores: Vec<_> = known.map(|province| self.scored(province)).collect();
        nation(self.rulebook(), &scores)
    }

    /// A parent whose source is silent gets the sum of its children, if every child has counts
    /// and the counts add up (dossiers and petitions do, distinct procedures do not).
    fn roll_up(&mut self) {
        for parent in self.parents_from_below() {
            let children = self.children(&parent.code);
            for (at, rule) in self.scorer.rulebook.indicators.iter().enumerate() {
                let own = rule.level_rule(parent.level) == LevelRule::Own;
                if !(own && rule.additive)
                    || self.data(&parent.code).figures.indicators[at].is_some()
                {
                    continue;
                }
                if let Some(sum) = self.sum_of(&children, at) {
                    let figure = Figure::of_counts(sum.numerator, sum.denominator);
                    Arc::make_mut(&mut self.laid).sum(&parent.code, at, figure, &self.silent);
                }
            }
        }
    }

    /// Parents of agencies with figures, deepest first; the nation is averaged, not added up.
    fn parents_from_below(&self) -> Vec<&'a Agency> {
        let mut parents: BTreeMap<(usize, &str), &Agency> = BTreeMap::new();
        for agency in self.agencies() {
            for (depth, parent) in self.tree.path(agency, self.period).into_iter().enumerate() {
                parents.insert((depth, &parent.code), parent);
            }
        }
        parents.into_values().rev().filter(|parent| parent.level != Level::Nation).collect()
    }

    fn sum_of(&self, children: &[&Agency], indicator: usize) -> Option<Counts> {
        let counts = children
            .iter()
            .map(|child| self.data(&child.code).figures.indicators[indicator].as_ref()?.counts());
        let counts: Vec<Counts> = counts.collect::<Option<_>>()?;
        (!counts.is_empty()).then(|| sum(&counts))
    }
}

/// The province or ministry whose figures an agency inherits in a period.
pub(crate) fn inherits_from<'a>(
    tree: &'a AgencyTree,
    agency: &Agency,
    period: Period,
) -> Option<&'a Agency> {
    let tops = |at: &Agency| matches!(at.level, Level::Province | Level::Ministry);
    tree.ancestor(agency, period, tops).filter(|above| above.code != agency.code)
}

/// Puts last year's figure in place of a zero denominator.
pub(crate) fn stand_in(figure: &mut Figure, whole_year: i64, per_year: i64) {
    if figure.denominator.unwrap_or(0) == 0
        && let Some(numerator) = figure.numerator
    {
        figure.numerator = Some(numerator * per_year);
        figure.denominator = Some(whole_year);
    }
}

/// Whether a counted measure says anything: what no row says anything about (an agency's own figures)
/// may be 0 because nobody stated it.
pub(crate) fn is_stated(rule: &MeasureRule, value: i64) -> bool {
    value != 0 || matches!(rule, MeasureRule::Rows { of, .. } if *of != Entity::Agency)
}

/// Sum of counts: the only way from parts to the whole. Ratios are never averaged.
#[must_use]
pub fn sum(parts: &[Counts]) -> Counts {
    Counts {
        numerator: parts.iter().map(|part| part.numerator).sum(),
        denominator: parts.iter().map(|part| part.denominator).sum(),
    }
}
