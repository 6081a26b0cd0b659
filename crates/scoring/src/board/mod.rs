//! Everybody's points in one period under one rulebook, straight from the tallies: as they are, as they
//! would be if some rows were others ([`Board::imagine`]), as they will be if nobody does anything
//! ([`Board::at`]). All of it is the engine's own arithmetic on what differs; nothing is estimated.
//!
//! [`fix`]: what can be done about one dossier or petition; [`remedy`]: about all of an agency;
//! [`gain`]: the points that gains; [`next`]: what gains most; [`target`]: the fewest that reach a grade;
//! [`project`]: the end of the period; [`whatif`]: any set of them, and everybody's rank after it; [`tell`]:
//! all of it in sentences.

pub mod fix;
pub mod gain;
pub mod next;
pub mod project;
pub mod remedy;
pub mod stand;
pub mod target;
pub mod tell;
pub mod whatif;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

pub use crate::measure::imagine::Imagined;

use crate::agency::{Agency, Level};
use crate::dossier::Seconds;
use crate::expr::Entity;
use crate::measure::ask::Counted;
use crate::measure::imagine::Numbers;
use crate::measure::live::Live;
use crate::measure::table::Row;
use crate::period::Period;
use crate::rank::ranks;
use crate::rulebook::Rulebook;
use crate::score::{AgencyScore, Figures, Points, Scorer};
use crate::sheet::{Place, inherits_from, is_stated, stand_in};

/// Scores that were asked for already, by code.
type Scores = Arc<Mutex<HashMap<String, Arc<AgencyScore>>>>;

/// Everybody's points in one period under one rulebook.
#[derive(Debug, Clone)]
pub struct Board<'l> {
    numbers: Numbers<'l>,
    rulebook: &'l Rulebook,
    period: Period,
    /// For each indicator with a stand-in its measure, by place in the rulebook.
    fallbacks: Arc<Vec<(usize, usize)>>,
    /// Scores of agencies whose counts are those of the ground.
    ground: Scores,
    /// Scores of the others.
    own: Scores,
}

/// A line of a ranking.
#[derive(Debug, Clone)]
pub struct Placed<'a> {
    /// Place, competition ranking; `None` without points.
    pub rank: Option<usize>,
    /// The agency.
    pub agency: &'a Agency,
    /// What it is ranked by.
    pub points: Points,
}

impl<'l> Board<'l> {
    /// The board as it is; [`None`] for a rulebook that is not planned or a period without tallies: one
    /// that has not begun, or that is no month, quarter or year.
    #[must_use]
    pub fn new(live: &'l Live, rulebook: &'l Rulebook, period: Period) -> Option<Self> {
        let numbers = Numbers::new(live, &rulebook.id, period)?;
        let place = |id: &str| rulebook.measures.iter().position(|measure| measure.id == id);
        let fallbacks = rulebook.indicators.iter().enumerate();
        let fallbacks =
            fallbacks.filter_map(|(at, rule)| Some((at, place(rule.fallback.as_ref()?)?)));
        let fallbacks = Arc::new(fallbacks.collect());
        let (ground, own) = (Scores::default(), Scores::default());
        Some(Self { numbers, rulebook, period, fallbacks, ground, own })
    }

    /// What it is made from.
    #[must_use]
    pub fn live(&self) -> &'l Live {
        self.numbers.live()
    }

    /// The rulebook.
    #[must_use]
    pub fn rulebook(&self) -> &'l Rulebook {
        self.rulebook
    }

    /// The period.
    #[must_use]
    pub fn period(&self) -> Period {
        self.period
    }

    /// The moment it is looked at.
    #[must_use]
    pub fn now(&self) -> Seconds {
        self.numbers.now()
    }

    /// The row of a key, as it is or as it is imagined.
    #[must_use]
    pub fn row(&self, entity: Entity, key: u32) -> Option<Row> {
        self.numbers.row(entity, key)
    }

    /// The same board if these rows stood in place of the ones now; of several for one key the last holds.
    #[must_use]
    pub fn imagine(&self, rows: &[Imagined]) -> Self {
        Self { numbers: self.numbers.imagine(rows), own: Scores::default(), ..self.clone() }
    }

    /// The same board at a later moment, if nobody does anything until then. Time never goes back; after
    /// the end of the period nothing changes any more.
    #[must_use]
    pub fn at(&self, moment: Seconds) -> Self {
        let (ground, own) = (Scores::default(), Scores::default());
        Self { numbers: self.numbers.at(moment, None), ground, own, ..self.clone() }
    }

    /// The same for one agency and what lies above and below it, at the end of the period: of nobody else
    /// does the answer mean anything.
    pub(crate) fn ending(&self, agency: &Agency) -> Self {
        let above = inherits_from(self.live().tree(), agency, self.period).unwrap_or(agency);
        let top = matches!(above.level, Level::Province | Level::Ministry);
        let top = top.then_some(above.code.as_str());
        let numbers = self.numbers.at(self.end(), top);
        let (ground, own) = (Scores::default(), Scores::default());
        Self { numbers, ground, own, ..self.clone() }
    }

    /// The first second after the period: what is late then is late for good.
    #[must_use]
    pub fn end(&self) -> Seconds {
        self.numbers.bounds().1
    }

    /// Rows of an entity that count for an agency, with everything below it, in no particular order.
    pub(crate) fn rows_below(&self, entity: Entity, agency: &Agency) -> Vec<(u32, Row)> {
        self.numbers.rows_below(entity, &agency.code)
    }

    /// The counts of an agency of the period; [`None`] if nothing is known of its province or ministry.
    #[must_use]
    pub fn counted(&self, code: &str) -> Option<Counted> {
        self.numbers.counted(code)
    }

    /// The figures of an agency, all silent where nothing is known.
    #[must_use]
    pub fn figures(&self, code: &str) -> Figures {
        let mut figures = Figures::silent(self.rulebook);
        let Some(counted) = self.counted(code) else { return figures };
        figures.indicators = counted.indicators;
        for (at, measure) in self.fallbacks.iter() {
            let (rule, value) =
                (&self.rulebook.measures[*measure].rule, counted.measures[*measure]);
            if let (Some(figure), Some(per_year)) =
                (&mut figures.indicators[*at], self.period.per_year())
                && is_stated(rule, value)
            {
                stand_in(figure, value, per_year);
            }
        }
        figures
    }

    /// All scores of an agency: what [`crate::sheet::Sheet::score`] says of the same counts.
    #[must_use]
    pub fn score(&self, agency: &Agency) -> Arc<AgencyScore> {
        let scores = if self.moved(agency) { &self.own } else { &self.ground };
        // The lock is not held while a score is worked out: somebody else may do it as well.
        let lock = || scores.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(score) = lock().get(&agency.code) {
            return Arc::clone(score);
        }
        let above = inherits_from(self.live().tree(), agency, self.period);
        let inherited = above.map(|above| self.figures(&above.code));
        let figures = self.figures(&agency.code);
        let scorer = Scorer::new(self.rulebook);
        let score = Arc::new(scorer.agency(agency.level, &figures, inherited.as_ref()));
        lock().insert(agency.code.clone(), Arc::clone(&score));
        score
    }

    /// Whether the counts an agency is scored by are not those of the ground: its own, or inherited ones.
    fn moved(&self, agency: &Agency) -> bool {
        let above = inherits_from(self.live().tree(), agency, self.period);
        let codes = [Some(agency), above].into_iter().flatten();
        codes.into_iter().any(|agency| self.numbers.differs(&agency.code))
    }

    /// Whether an agency may have another score on another board. Boards imagined from one ground agree
    /// wherever neither of them moved anything.
    pub(crate) fn may_differ(&self, other: &Self, agency: &Agency) -> bool {
        let apart = !Arc::ptr_eq(&self.ground, &other.ground);
        apart || self.moved(agency) || other.moved(agency)
    }

    /// The points of a place of an agency's score.
    #[must_use]
    pub fn points(&self, agency: &Agency, place: Place) -> Points {
        place.of(&self.score(agency))
    }

    /// Ranks agencies of one kind by the points of a place; unranked ones last, ties in the order given.
    #[must_use]
    pub fn ranked<'a>(&self, agencies: &[&'a Agency], place: Place) -> Vec<Placed<'a>> {
        let points: Vec<Points> =
            agencies.iter().map(|agency| self.points(agency, place)).collect();
        let places = ranks(&points.iter().map(|points| points.points).collect::<Vec<_>>());
        let lines = agencies.iter().zip(points).zip(places);
        let mut lines: Vec<Placed<'a>> =
            lines.map(|((agency, points), rank)| Placed { rank, agency, points }).collect();
        lines.sort_by_key(|line| line.rank.unwrap_or(usize::MAX));
        lines
    }
}
