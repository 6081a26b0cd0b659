//! From the tallies to the numbers the rules ask for.
//!
//! In two steps, so that whoever shares the tallies waits for the first only: [`Watch::take`] copies counts,
//! [`Watch::observe`] makes points of them. Sources and directives are handed in as plain numbers.

mod directives;
mod points;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::evaluate::{Observations, Reading, Unit};
use super::rule::{Against, Question, Rules, Span};
use crate::agency::{Agency, AgencyTree, Level};
use crate::calendar::Calendar;
use crate::dossier::Seconds;
use crate::expr::{Columns, Entity, Type, read};
use crate::measure::ask::Counted;
use crate::measure::live::Live;
use crate::measure::query::Query;
use crate::period::Period;
use crate::rulebook::Rulebooks;

/// An open dossier whose due time has passed by the moment it is looked at.
const OVERDUE: &str = "closed_at is null and due_at < :asof";
const HOUR: i64 = 3_600;

/// What has to be looked at for a set of rules, made ready once.
#[derive(Debug, Clone)]
pub struct Watch {
    questions: BTreeSet<Question>,
    levels: BTreeSet<Level>,
    /// Codes that rules name.
    named: BTreeSet<String>,
    overdue: Query,
    calendar: Calendar,
}

/// Counts as they stood at one moment of one revision.
#[derive(Debug, Clone, Default)]
pub struct Taken {
    /// The moment.
    pub at: Seconds,
    /// The revision.
    pub revision: u64,
    /// By period: id of the rulebook they are counted under, and the counts.
    figures: BTreeMap<Period, (String, Vec<Counted>)>,
    /// Dossiers by question and agency.
    counts: BTreeMap<Question, BTreeMap<String, i64>>,
}

/// How long a source has been silent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceSeen {
    /// Its name: an agency's code, or whatever it calls itself.
    pub name: String,
    /// Working time since it was heard last, in seconds.
    pub silent_for: i64,
    /// Working time after which this very source counts as silent, in seconds.
    pub limit: Option<i64>,
}

/// An open directive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectiveSeen {
    /// Its number.
    pub number: String,
    /// Code of the agency it is given to.
    pub owner: String,
    /// Its deadline.
    pub deadline: Seconds,
}

/// What is known beside the tallies; `None` of a kind: it was not looked at, and no alert of it changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Beside {
    /// Every source.
    pub sources: Option<Vec<SourceSeen>>,
    /// Every open directive.
    pub directives: Option<Vec<DirectiveSeen>>,
}

impl Watch {
    /// What has to be looked at for some rules.
    ///
    /// # Panics
    /// Never: a test makes one.
    #[must_use]
    #[expect(clippy::expect_used, reason = "the text is part of the binary and tested")]
    pub fn new(rules: &Rules) -> Self {
        let columns = Columns::embedded();
        let overdue =
            read(OVERDUE, &columns.of(Entity::Dossier), &Type::Flag).expect("a condition");
        let scopes = || rules.rules.iter().map(|rule| &rule.scope);
        let named = scopes().flat_map(|scope| scope.agency.iter().chain(&scope.children_of));
        Self {
            questions: rules.questions(),
            levels: scopes().flat_map(|scope| scope.levels.iter().copied()).collect(),
            named: named.cloned().collect(),
            overdue: Query::new(&columns, Entity::Dossier, &[&overdue]),
            calendar: Calendar::embedded(),
        }
    }

    /// How many days ago the past has to be read for [`Watch::observe`].
    #[must_use]
    pub fn days(&self) -> BTreeSet<u16> {
        let days = self.questions.iter().filter_map(|question| match question {
            Question::Points { against: Against::DaysAgo(days), .. } => Some(*days),
            _ => None,
        });
        days.collect()
    }

    /// Copies the counts of the present. Short: nothing is scored.
    #[must_use]
    pub fn take(&self, live: &Live, rulebooks: &Rulebooks, revision: u64) -> Taken {
        let day = self.calendar.day_of(live.now());
        let periods = self.spans().into_iter().flat_map(|(span, back)| periods(span, back, day));
        let mut taken = self.figures(live, rulebooks, revision, periods);
        let month = Span::Month.of(day);
        let overdue = || live.counts_where_at(&self.overdue, month, live.now());
        for question in &self.questions {
            let counts = match question {
                Question::Overdue => overdue(),
                Question::Due { hours } => self.due(live, *hours, overdue()),
                _ => continue,
            };
            taken.counts.insert(question.clone(), counts);
        }
        taken
    }

    /// Copies the counts of a past moment, of the periods that the present is compared in.
    #[must_use]
    pub fn take_past(
        &self,
        past: &Live,
        rulebooks: &Rulebooks,
        revision: u64,
        today: Date,
    ) -> Taken {
        let periods = self.spans().into_iter().flat_map(|(span, _)| periods(span, false, today));
        self.figures(past, rulebooks, revision, periods)
    }

    /// What the rules are to be held against.
    #[must_use]
    pub fn observe(
        &self,
        now: &Taken,
        past: &BTreeMap<u16, Taken>,
        tree: &AgencyTree,
        rulebooks: &Rulebooks,
        beside: &Beside,
    ) -> Observations {
        let day = self.calendar.day_of(now.at);
        let agencies = tree.in_force(Span::Month.of(day));
        let looked = Looked { watch: self, now, past, tree, rulebooks, day };
        let mut seen = Observations {
            at: now.at,
            revision: now.revision,
            units: agencies.iter().map(unit).collect(),
            readings: BTreeMap::new(),
        };
        for question in &self.questions {
            let readings = match question {
                Question::Points { .. } | Question::Grade { .. } => looked.points(question),
                Question::Due { .. } | Question::Overdue => {
                    now.counts.get(question).map(|counts| self.counted(counts, &agencies))
                }
                Question::Sources => beside.sources.as_deref().map(sources),
                Question::Directives => {
                    let directives = beside.directives.as_deref();
                    directives.map(|all| self.directives(all, now.at))
                }
            };
            seen.readings.extend(readings.map(|readings| (question.clone(), readings)));
        }
        seen
    }

    /// Spans that points are asked of, and whether the period before is needed too.
    fn spans(&self) -> BTreeSet<(Span, bool)> {
        let spans = self.questions.iter().filter_map(|question| match question {
            Question::Points { span, against, .. } => {
                Some((*span, *against == Against::PreviousPeriod))
            }
            Question::Grade { span, .. } => Some((*span, false)),
            _ => None,
        });
        spans.collect()
    }

    /// Both periods of a comparison are counted under the rulebook of the later one: a change of rules is
    /// no fall.
    fn figures(
        &self,
        live: &Live,
        rulebooks: &Rulebooks,
        revision: u64,
        periods: impl Iterator<Item = (Period, Period)>,
    ) -> Taken {
        let mut taken = Taken { at: live.now(), revision, ..Taken::default() };
        // Two questions may ask for the same period.
        let periods: BTreeSet<(Period, Period)> = periods.collect();
        for (period, ruled) in periods {
            let Ok(rulebook) = rulebooks.for_period(ruled) else { continue };
            let codes = self.asked(live.tree(), period);
            let codes = codes.iter().map(String::as_str);
            let counted = live.figures_of(&rulebook.id, period, codes);
            taken.figures.insert(period, (rulebook.id.clone(), counted));
        }
        taken
    }

    /// Codes whose counts are needed: everybody a rule may be about, and those above for what is inherited.
    fn asked(&self, tree: &AgencyTree, period: Period) -> BTreeSet<String> {
        let mut codes = BTreeSet::new();
        for agency in tree.in_force(period) {
            let parent = agency.parent.as_ref().is_some_and(|parent| self.named.contains(parent));
            if parent || self.named.contains(&agency.code) || self.levels.contains(&agency.level) {
                codes.extend(tree.path(agency, period).iter().map(|above| above.code.clone()));
                codes.insert(agency.code.clone());
                // The nation is the mean of its provinces.
                if agency.level == Level::Nation {
                    let provinces = tree.of_level(Level::Province, period);
                    codes.extend(provinces.iter().map(|province| province.code.clone()));
                }
            }
        }
        codes
    }

    /// Dossiers that will be overdue after so many working hours if nobody closes them, less those that are
    /// already.
    fn due(
        &self,
        live: &Live,
        hours: u32,
        overdue: BTreeMap<String, i64>,
    ) -> BTreeMap<String, i64> {
        let until = self.calendar.add_working_seconds(live.now(), i64::from(hours) * HOUR);
        let month = Span::Month.of(self.calendar.day_of(until));
        let mut counts = live.counts_where_at(&self.overdue, month, until);
        for (agency, late) in overdue {
            counts.entry(agency).and_modify(|count| *count -= late);
        }
        counts
    }

    /// Agencies without any such dossier have 0: that is known, not missing.
    fn counted(&self, counts: &BTreeMap<String, i64>, agencies: &[&Agency]) -> Vec<Reading> {
        let reading = |agency: &&Agency| Reading {
            subject: agency.code.clone(),
            agency: agency.code.clone(),
            period: None,
            value: Some(Decimal::from(counts.get(&agency.code).copied().unwrap_or(0))),
            beside: None,
        };
        agencies.iter().map(reading).collect()
    }

    fn directives(&self, all: &[DirectiveSeen], at: Seconds) -> Vec<Reading> {
        let reading = |directive: &DirectiveSeen| {
            let left = self.calendar.working_seconds_between(at, directive.deadline);
            // Past the deadline, but no working time has gone by since: overdue all the same.
            let left = if at > directive.deadline { left.min(-1) } else { left };
            Reading {
                subject: directive.number.clone(),
                agency: directive.owner.clone(),
                period: None,
                value: Some(hours(left)),
                beside: None,
            }
        };
        all.iter().map(reading).collect()
    }
}

/// What an observation works on.
struct Looked<'a> {
    watch: &'a Watch,
    now: &'a Taken,
    past: &'a BTreeMap<u16, Taken>,
    tree: &'a AgencyTree,
    rulebooks: &'a Rulebooks,
    day: Date,
}

/// The period of a day, and the one before; each with the period whose rulebook counts.
fn periods(span: Span, back: bool, day: Date) -> impl Iterator<Item = (Period, Period)> {
    let period = span.of(day);
    let before = back.then(|| (period.previous(), period));
    [Some((period, period)), before].into_iter().flatten()
}

fn unit(agency: &&Agency) -> (String, Unit) {
    (agency.code.clone(), Unit { level: agency.level, parent: agency.parent.clone() })
}

fn sources(all: &[SourceSeen]) -> Vec<Reading> {
    let reading = |source: &SourceSeen| Reading {
        subject: source.name.clone(),
        agency: source.name.clone(),
        period: None,
        value: Some(hours(source.silent_for)),
        beside: source.limit.map(hours),
    };
    all.iter().map(reading).collect()
}

/// Seconds as hours with two decimals, cut towards the past: 59 seconds short of 8 hours is not 8 hours.
fn hours(seconds: i64) -> Decimal {
    let hundredths = (i128::from(seconds) * 100).div_euclid(i128::from(HOUR));
    Decimal::from_i128_with_scale(hundredths, 2)
}
