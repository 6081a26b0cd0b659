//! A number over time: one place of one agency in period after period of one kind.
//!
//! Agencies live in time and rules change: the points of two agencies of one code stand on two lines that
//! are never joined, and where other rules begin stands a mark. A period without points says why.
//!
//! [`read`]: one period's point; `told`: what the line says; `tell`: the same in a sentence.

pub mod read;
mod tell;
mod told;

use jiff::civil::Date;
use rust_decimal::Decimal;

pub use read::Reading;
pub use tell::{gap_key, mark_text, sentence};
pub use told::{Run, Told};

use crate::agency::{Agency, AgencyTree};
use crate::figure::Figure;
use crate::period::Period;
use crate::rulebook::Unit;
use crate::score::Points;

/// Periods of a series: a year and the same month of the year before.
pub const MOST: usize = 13;

/// Why a period has no point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    /// No agency of that code is in force.
    NoAgency,
    /// No rulebook is in force.
    NoRules,
    /// The rulebook in force has no such number.
    NoPlace,
    /// Dossiers are not counted so far back, and nothing is published.
    NotCounted,
}

/// What is known of a period.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// Rulebook in force.
    pub rulebook: String,
    /// Most points; 0 for what is only shown.
    pub max: u32,
    /// Points, or the state that says why there are none.
    pub points: Points,
    /// Its counts, for an indicator.
    pub figure: Option<Figure>,
    /// Its rate, for an indicator.
    pub rate: Option<Decimal>,
    /// Unit of the rate, for an indicator.
    pub unit: Option<Unit>,
    /// Of how many provinces it is the mean; `None` for what is no mean.
    pub mean_of: Option<usize>,
}

impl Known {
    /// What the line shows: points, or the rate of what has no points to earn.
    #[must_use]
    pub fn value(&self) -> Option<Decimal> {
        if self.max > 0 { self.points.points } else { self.rate }
    }
}

/// One period.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// The period.
    pub period: Period,
    /// Which of [`Series::lines`] it stands on; `None` where no agency is in force.
    pub line: Option<usize>,
    /// What is known, or why nothing is.
    pub known: Result<Known, Gap>,
}

impl Point {
    /// What the line shows.
    #[must_use]
    pub fn value(&self) -> Option<Decimal> {
        self.known.as_ref().ok()?.value()
    }

    /// Of how many provinces the value is the mean, if it is one.
    #[must_use]
    pub fn mean_of(&self) -> Option<usize> {
        self.known.as_ref().ok()?.mean_of
    }

    /// Whether its value and another's are of one agency and made the same way: a mean over provinces is no
    /// number that somebody published of the nation.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        self.line == other.line && self.mean_of().is_some() == other.mean_of().is_some()
    }

    /// Id of the rulebook in force.
    #[must_use]
    pub fn rulebook(&self) -> Option<&str> {
        self.known.as_ref().ok().map(|known| known.rulebook.as_str())
    }
}

/// One agency of the code: a line of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its name.
    pub name: String,
    /// First day in force.
    pub since: Option<Date>,
    /// Last day in force.
    pub until: Option<Date>,
}

/// What happened before a period, or at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// Other rules apply from here on.
    Rules {
        /// Rulebook before.
        from: String,
        /// Rulebook from here on.
        to: String,
    },
    /// The agency begins here.
    Began {
        /// First day in force.
        on: Date,
        /// Names of those it carries on.
        from: Vec<String>,
    },
    /// The agency ends here.
    Ended {
        /// Last day in force.
        on: Date,
        /// Names of those that carry on.
        to: Vec<String>,
    },
}

/// A number over time, the earliest period first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Series {
    /// Periods without a hole; the first has something to show.
    pub points: Vec<Point>,
    /// The agencies the code was in these periods, the earliest first.
    pub lines: Vec<Line>,
    /// Marks, by the place of the point they belong to.
    pub marks: Vec<(usize, Mark)>,
}

/// The last [`MOST`] periods of a kind, up to and with `last`, the earliest first; of a range of days only
/// itself: what comes before it is nobody's period.
#[must_use]
pub fn periods(last: Period) -> Vec<Period> {
    let count = if last.per_year().is_some() { MOST } else { 1 };
    let back = std::iter::successors(Some(last), |period| Some(period.previous()));
    let mut periods: Vec<Period> = back.take(count).collect();
    periods.reverse();
    periods
}

impl Series {
    /// Joins readings, the earliest first. Leading periods with nothing to show are left out.
    #[must_use]
    pub fn new(tree: &AgencyTree, readings: &[Reading<'_>]) -> Self {
        let begin = readings.iter().position(Reading::shows).unwrap_or(readings.len());
        let readings = &readings[begin..];
        let mut series = Self::default();
        let mut agency: Option<&Agency> = None;
        for reading in readings {
            series.marks_before(tree, reading, agency);
            if let Some(found) = reading.agency
                && agency.is_none_or(|last| last.valid_from != found.valid_from)
            {
                series.lines.push(line(found));
                agency = Some(found);
            }
            let line = reading.agency.and(series.lines.len().checked_sub(1));
            let (period, known) = (reading.period, reading.known.clone());
            series.points.push(Point { period, line, known });
        }
        series.mark_end(tree, readings.last());
        series
    }

    /// Whether there is anything to draw: a line needs two points.
    #[must_use]
    pub fn is_line(&self) -> bool {
        self.points.iter().filter(|point| point.value().is_some()).count() > 1
    }

    /// The period the series leads up to.
    #[must_use]
    pub fn last(&self) -> Option<&Point> {
        self.points.last()
    }

    /// Marks of the point at a place.
    pub fn marks_at(&self, at: usize) -> impl Iterator<Item = &Mark> {
        self.marks.iter().filter(move |(place, _)| *place == at).map(|(_, mark)| mark)
    }

    fn marks_before(&mut self, tree: &AgencyTree, reading: &Reading<'_>, last: Option<&Agency>) {
        let at = self.points.len();
        let before = self.points.iter().rev().find_map(Point::rulebook);
        let now = reading.known.as_ref().ok().map(|known| known.rulebook.as_str());
        if let (Some(from), Some(to)) = (before, now)
            && from != to
        {
            let mark = Mark::Rules { from: from.to_owned(), to: to.to_owned() };
            self.marks.push((at, mark));
        }
        let Some(found) = reading.agency else { return };
        let other = last.is_none_or(|last| last.valid_from != found.valid_from);
        let seen = at > 0 || found.valid_from.is_some_and(|on| on >= reading.period.first());
        if let Some(on) = found.valid_from.filter(|_| other && seen) {
            self.marks.push((at, Mark::Began { on, from: predecessors(tree, found, on) }));
        }
    }

    fn mark_end(&mut self, tree: &AgencyTree, last: Option<&Reading<'_>>) {
        let Some(reading) = last else { return };
        let Some(agency) = reading.agency else { return };
        if let Some(on) = agency.valid_to.filter(|on| *on <= reading.period.last()) {
            let to = successors(tree, agency, on);
            self.marks.push((self.points.len() - 1, Mark::Ended { on, to }));
        }
    }
}

fn line(agency: &Agency) -> Line {
    Line { name: agency.name.clone(), since: agency.valid_from, until: agency.valid_to }
}

/// Names of the agencies that an agency carries on.
fn predecessors(tree: &AgencyTree, agency: &Agency, on: Date) -> Vec<String> {
    let before = |other: &&Agency| {
        other.successors.contains(&agency.code) && other.valid_to.is_some_and(|to| to < on)
    };
    tree.all().filter(before).map(|other| other.name.clone()).collect()
}

/// Names of the agencies that carry an agency on.
fn successors(tree: &AgencyTree, agency: &Agency, on: Date) -> Vec<String> {
    let next = |code: &String| {
        let mut versions = tree.versions(code);
        versions.find(|other| other.valid_from.is_some_and(|from| from > on))
    };
    agency.successors.iter().filter_map(next).map(|other| other.name.clone()).collect()
}

#[cfg(test)]
mod tests;
