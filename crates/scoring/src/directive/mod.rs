//! Directives (*chỉ đạo*): somebody is to bring a number back to a target until a deadline.
//!
//! A directive states whose number it is, what it was when the directive was issued ([`Quote`]) and what it shall become
//! ([`Target`]). How far it is follows from the data alone ([`progress`]); where it stands follows from that and the working
//! calendar ([`status`]). A fall of the index becomes a draft in one step ([`draft`]).

pub mod dossiers;
pub mod draft;
pub mod progress;
mod rules;
pub mod status;

use jiff::civil::Date;
use rust_decimal::Decimal;

pub use rules::Rules;

use crate::dossier::Seconds;
use crate::figure::{Counts, State};
use crate::period::Period;
use crate::rulebook::{Rulebook, Unit};
use crate::sheet::{Place, Sheet};

/// A directive as it was issued. Nothing of it ever changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directive {
    /// Number and symbol (*số, ký hiệu*), such as `125/UBND-KSTT`; names the directive.
    pub number: String,
    /// When it was issued.
    pub issued_at: Seconds,
    /// What it asks for.
    pub order: Order,
}

/// What a directive asks for, before it has a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Subject (*trích yếu*).
    pub title: String,
    /// Code of the agency that issues it.
    pub issuer: String,
    /// Code of the agency that answers for it (*chủ trì*).
    pub owner: String,
    /// Code of the agency whose number is measured.
    pub agency: String,
    /// Code of the indicator, group or axis that is measured, or `TOTAL`.
    pub code: String,
    /// Period it is measured in.
    pub period: Period,
    /// Rulebook it is measured under.
    pub rulebook: String,
    /// Which figures it is measured by.
    pub basis: Basis,
    /// What the number shall become at least.
    pub target: Target,
    /// The number when the directive was drafted.
    pub baseline: Quote,
    /// Last day to meet it.
    pub deadline: Date,
    /// Codes of the units named in it.
    pub units: Vec<String>,
    /// Dossiers named in it.
    pub dossiers: Vec<Named>,
    /// Free text for the office's own use.
    pub note: Option<String>,
}

/// Figures that a directive is measured by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// Counted from dossiers.
    Dossiers,
    /// Published by somebody.
    Published,
}

impl Basis {
    /// Name used in JSON and in the store.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Dossiers => "dossiers",
            Self::Published => "published",
        }
    }

    /// Reads the name.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        [Self::Dossiers, Self::Published].into_iter().find(|basis| basis.code() == text)
    }
}

/// What a number shall become at least.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// Points.
    Points(Decimal),
    /// Per cent.
    Rate(Decimal),
}

impl Target {
    /// Name of its unit in JSON and in the store.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Points(_) => "points",
            Self::Rate(_) => "rate",
        }
    }

    /// The number itself.
    #[must_use]
    pub fn value(self) -> Decimal {
        match self {
            Self::Points(value) | Self::Rate(value) => value,
        }
    }

    /// The target of a unit's name.
    #[must_use]
    pub fn read(code: &str, value: Decimal) -> Option<Self> {
        [Self::Points(value), Self::Rate(value)].into_iter().find(|target| target.code() == code)
    }
}

/// A number with everything it stands on, as it is quoted before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// Points; `None` = missing, and `state` says why.
    pub points: Option<Decimal>,
    /// State of the points.
    pub state: State,
    /// Per cent; `None` for groups and totals, and where nothing is counted.
    pub rate: Option<Decimal>,
    /// Numerator and denominator; `None` for groups and totals.
    pub counts: Option<Counts>,
    /// Period it was counted in.
    pub period: Period,
    /// Rulebook it was scored under.
    pub rulebook: String,
    /// Moment it stood at.
    pub as_of: Seconds,
    /// Revision it was known at.
    pub revision: u64,
}

impl Quote {
    /// The number of an agency on a sheet; `None` if it is no agency of the period.
    #[must_use]
    pub fn of(
        sheet: &Sheet<'_>,
        agency: &str,
        place: Place,
        as_of: Seconds,
        revision: u64,
    ) -> Option<Self> {
        let rulebook = sheet.rulebook();
        let score = sheet.score(sheet.tree.find(agency, sheet.period).ok()?);
        let points = place.of(&score);
        let (rate, counts) = match place {
            Place::Indicator(at) => {
                let (rule, scored) = (rulebook.indicators.get(at)?, score.indicators.get(at)?);
                let percent = rule.unit == Unit::Percent;
                let counts = scored.figure.and_then(|figure| figure.counts());
                (scored.rate(rule.unit).filter(|_| percent), counts)
            }
            _ => (None, None),
        };
        Some(Self {
            points: points.points,
            state: points.state,
            rate,
            counts,
            period: sheet.period,
            rulebook: rulebook.id.clone(),
            as_of,
            revision,
        })
    }

    /// The part of it that a target speaks of.
    #[must_use]
    pub fn value(&self, target: Target) -> Option<Decimal> {
        match target {
            Target::Points(_) => self.points,
            Target::Rate(_) => self.rate,
        }
    }
}

/// A dossier named in a directive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its code (`MaHoSo`).
    pub number: String,
    /// Whether it was not finished yet when the directive was drafted.
    pub open: bool,
}

/// Why a directive was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// Its target is met.
    Met,
    /// It ended without that.
    NotMet,
    /// Whoever issued it took it back.
    Withdrawn,
    /// Another one took its place.
    Replaced,
}

impl Reason {
    /// All reasons.
    pub const ALL: [Self; 4] = [Self::Met, Self::NotMet, Self::Withdrawn, Self::Replaced];

    /// Name used in JSON and in the store.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NotMet => "not_met",
            Self::Withdrawn => "withdrawn",
            Self::Replaced => "replaced",
        }
    }

    /// Reads the name.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == text)
    }
}

/// The end of a directive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closing {
    /// When.
    pub at: Seconds,
    /// Why.
    pub reason: Reason,
    /// The number then; [`Directive`]'s baseline is the number before.
    pub after: Quote,
    /// Named dossiers that were settled then.
    pub settled: usize,
}

/// Why an order cannot be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsound {
    /// The rulebook has no such indicator, group or axis.
    Code,
    /// Only an indicator that is a share can have a target in per cent.
    Rate,
    /// More points than the number can have, more than 100 %, or nothing.
    Target,
    /// It is met already.
    Met,
    /// It lies before the day of issue.
    Deadline,
}

impl Unsound {
    /// Name of the reason.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Rate => "rate",
            Self::Target => "target",
            Self::Met => "met",
            Self::Deadline => "deadline",
        }
    }
}

impl Order {
    /// Whether the order can be given on a day.
    ///
    /// # Errors
    /// The first reason why not.
    pub fn check(&self, rulebook: &Rulebook, today: Date) -> Result<Place, Unsound> {
        let place = Place::find(rulebook, &self.code).ok_or(Unsound::Code)?;
        let most = match self.target {
            Target::Points(_) => Decimal::from(place.points_max(rulebook)),
            Target::Rate(_) => Decimal::ONE_HUNDRED,
        };
        let share = matches!(place, Place::Indicator(at)
            if rulebook.indicators.get(at).is_some_and(|rule| rule.unit == Unit::Percent));
        if matches!(self.target, Target::Rate(_)) && !share {
            return Err(Unsound::Rate);
        }
        let value = self.target.value();
        if value <= Decimal::ZERO || value > most {
            return Err(Unsound::Target);
        }
        if self.baseline.value(self.target).is_some_and(|before| before >= value) {
            return Err(Unsound::Met);
        }
        if self.deadline < today {
            return Err(Unsound::Deadline);
        }
        Ok(place)
    }
}

#[cfg(test)]
mod tests;
