//! Rules as the engine runs them.

use std::collections::BTreeSet;

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::agency::Level;
use crate::dossier::Seconds;
use crate::period::Period;
use crate::rulebook::Text;

/// Names of the kinds, as the file writes them.
pub const KINDS: [&str; 7] = [
    "falls",
    "below_grade",
    "source_silent",
    "due_soon",
    "overdue",
    "directive_due",
    "directive_overdue",
];

/// All rules of an installation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rules {
    /// In the order of the file.
    pub rules: Vec<Rule>,
    /// Addresses that are told of every event.
    pub hooks: Vec<Hook>,
}

/// When to raise an alert, about whom, and who has to answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Identifier; alerts are kept under it.
    pub id: String,
    /// What the alert is called.
    pub name: Text,
    /// When.
    pub condition: Condition,
    /// About whom.
    pub scope: Scope,
    /// Who answers.
    pub owner: Owner,
    /// How long the same alert keeps quiet after it ended.
    pub quiet: Seconds,
    /// By how much a number must be on the good side before an alert ends by itself, in its own unit.
    pub back: Decimal,
}

/// When a rule raises an alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// Points of a place fell by at least `by`.
    Falls {
        /// Indicator, group, axis or `TOTAL`.
        place: String,
        /// Points.
        by: Decimal,
        /// Compared with what.
        against: Against,
        /// Points of which period.
        span: Span,
        /// Working days of the period that have to be over: a few days are no measure of a whole period.
        after: u16,
    },
    /// The total is below the lowest points of a grade.
    BelowGrade {
        /// Code of the grade.
        grade: String,
        /// Total of which period.
        span: Span,
        /// Working days of the period that have to be over.
        after: u16,
    },
    /// Nothing came from a source for so many working hours; without a number, for longer than that
    /// source's own limit.
    SourceSilent {
        /// Working hours.
        hours: Option<u32>,
    },
    /// At least so many open dossiers fall due within so many working hours.
    DueSoon {
        /// Working hours from now on.
        hours: u32,
        /// Dossiers.
        count: u32,
    },
    /// More open dossiers than that are overdue.
    Overdue {
        /// Dossiers.
        above: u32,
    },
    /// The deadline of an open directive is at most so many working hours away.
    DirectiveDue {
        /// Working hours.
        hours: u32,
    },
    /// The deadline of an open directive has passed.
    DirectiveOverdue,
}

/// What points are compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Against {
    /// The period of the same kind just before, as it stands now.
    PreviousPeriod,
    /// The same period as it stood so many days ago, with what was known then.
    DaysAgo(u16),
}

/// Length of the current period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Span {
    /// Month.
    Month,
    /// Quarter.
    Quarter,
    /// Year.
    Year,
}

/// About whom a rule is: everything that is given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// This agency.
    pub agency: Option<String>,
    /// The children of this agency.
    pub children_of: Option<String>,
    /// Agencies of these levels; empty: of all.
    pub levels: Vec<Level>,
}

/// Who has to answer an alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner {
    /// The agency it is about.
    Own,
    /// Its parent; the agency itself where it has none.
    Parent,
    /// Always the same one.
    Agency(String),
}

/// An address that is told of alerts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hook {
    /// Identifier; deliveries are kept under it, the address is kept nowhere but in the file.
    pub id: String,
    /// `http://…`.
    pub url: String,
    /// Only alerts of these rules; empty: of all.
    pub rules: Vec<String>,
}

/// What has to be observed for a rule, whatever its thresholds.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Question {
    /// Points of a place, now and before.
    Points {
        /// Which place.
        place: String,
        /// Of which period.
        span: Span,
        /// Compared with what.
        against: Against,
        /// Working days of the period that have to be over; before, the points are not looked at.
        after: u16,
    },
    /// The total, and the lowest points of a grade.
    Grade {
        /// Which grade.
        grade: String,
        /// Of which period.
        span: Span,
        /// Working days of the period that have to be over; before, the total is not looked at.
        after: u16,
    },
    /// Working hours since each source was last heard, and its own limit.
    Sources,
    /// Open dossiers due within so many working hours.
    Due {
        /// Working hours.
        hours: u32,
    },
    /// Open dossiers whose due time has passed.
    Overdue,
    /// Working hours until the deadline of each open directive; negative once it has passed.
    Directives,
}

impl Rules {
    /// The rule of an id.
    #[must_use]
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// Everything that has to be observed, each once.
    #[must_use]
    pub fn questions(&self) -> BTreeSet<Question> {
        self.rules.iter().map(|rule| rule.condition.question()).collect()
    }
}

impl Condition {
    /// Name of the kind, one of [`KINDS`].
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Falls { .. } => "falls",
            Self::BelowGrade { .. } => "below_grade",
            Self::SourceSilent { .. } => "source_silent",
            Self::DueSoon { .. } => "due_soon",
            Self::Overdue { .. } => "overdue",
            Self::DirectiveDue { .. } => "directive_due",
            Self::DirectiveOverdue => "directive_overdue",
        }
    }

    /// What has to be observed for it.
    #[must_use]
    pub fn question(&self) -> Question {
        match self {
            Self::Falls { place, against, span, after, .. } => Question::Points {
                place: place.clone(),
                span: *span,
                against: *against,
                after: *after,
            },
            Self::BelowGrade { grade, span, after } => {
                Question::Grade { grade: grade.clone(), span: *span, after: *after }
            }
            Self::SourceSilent { .. } => Question::Sources,
            Self::DueSoon { hours, .. } => Question::Due { hours: *hours },
            Self::Overdue { .. } => Question::Overdue,
            Self::DirectiveDue { .. } | Self::DirectiveOverdue => Question::Directives,
        }
    }

    /// The place it is about; empty for what is not about points.
    #[must_use]
    pub fn place(&self) -> &str {
        match self {
            Self::Falls { place, .. } => place,
            Self::BelowGrade { .. } => crate::figure::TOTAL,
            _ => "",
        }
    }
}

impl Span {
    /// Name used in files.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    /// Working days after which a period of that length can be held against a whole one before it: about
    /// half of it.
    #[must_use]
    pub fn usual_after(self) -> u16 {
        match self {
            Self::Month => 10,
            Self::Quarter => 30,
            Self::Year => 120,
        }
    }

    /// Most working days to wait for: fewer than any period of that length has, the month of Tết included.
    #[must_use]
    pub fn most_after(self) -> u16 {
        match self {
            Self::Month => 12,
            Self::Quarter => 50,
            Self::Year => 230,
        }
    }

    /// The period of that length a day lies in.
    #[must_use]
    pub fn of(self, day: Date) -> Period {
        let (year, month) = (day.year(), day.month());
        match self {
            Self::Month => Period::Month { year, month },
            Self::Quarter => Period::Quarter { year, quarter: (month + 2) / 3 },
            Self::Year => Period::Year { year },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("2026-01-31", "2026-01", "2026-Q1", "2026")]
    #[case("2026-03-01", "2026-03", "2026-Q1", "2026")]
    #[case("2026-04-01", "2026-04", "2026-Q2", "2026")]
    #[case("2025-12-31", "2025-12", "2025-Q4", "2025")]
    fn a_day_lies_in_its_periods(
        #[case] day: &str,
        #[case] month: &str,
        #[case] quarter: &str,
        #[case] year: &str,
    ) {
        let day: Date = day.parse().unwrap();
        let spans = [Span::Month, Span::Quarter, Span::Year];
        assert_eq!(spans.map(|span| span.of(day).to_string()), [month, quarter, year]);
    }
}
