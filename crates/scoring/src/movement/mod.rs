//! Why a number moved (*biến động*): the change of any place of an agency from one side to another, split
//! over units, procedures and causes so that every view adds up exactly to the same change.
//!
//! A change goes in steps, each from rounded points to rounded points: what was corrected of the earlier side
//! since it was looked at (restatement), what other rules make of it (rule), and what happened between the
//! sides. The first and last are split over parts: unit × procedure × new or carried over ([`share`]). A score
//! that appears or disappears is a line of its own: missing is never 0, and what it adds to its group is said
//! as that. Sums (groups, axes, the total) move by what their indicators move by, and by what was published of
//! them beside their indicators.

mod amount;
mod chain;
mod dossiers;
mod form;
mod gather;
mod published;
pub mod share;
mod spelling;
mod tell;
mod units;
mod view;
mod waterfall;

use rust_decimal::Decimal;

pub use amount::Amount;
pub use chain::{Chain, Side, movement};
pub use dossiers::{Point, Question, between};
pub use spelling::{SideError, SideText, until};
pub use tell::{cause_key, headline, key_text};
pub use units::{Continuity, Unit};
pub use view::{Key, Line, Over, View};
pub use waterfall::{Bar, Label, waterfall};

use crate::score::Points;
use share::Split;

/// Why points moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// The same kind of dossiers was handled better or worse.
    Performance,
    /// More or fewer of those that were good or bad before.
    Mix,
    /// Dossiers carried over from before the period.
    CarryOver,
    /// The earlier side was corrected after it was looked at.
    Restatement,
    /// Other rules apply.
    Rule,
    /// A score appeared or disappeared.
    State,
    /// The points are those of the province or ministry above.
    Inherited,
    /// Not enough is known to divide it.
    Unsplit,
    /// The cap at the maximum, or the jump at the target.
    Form,
    /// What rounding leaves over.
    Rounding,
}

impl Cause {
    /// All causes, in the order of columns.
    pub const ALL: [Self; 10] = [
        Self::Performance,
        Self::Mix,
        Self::CarryOver,
        Self::Restatement,
        Self::Rule,
        Self::State,
        Self::Inherited,
        Self::Unsplit,
        Self::Form,
        Self::Rounding,
    ];

    /// Name used in JSON and as the end of keys.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Performance => "performance",
            Self::Mix => "mix",
            Self::CarryOver => "carry_over",
            Self::Restatement => "restatement",
            Self::Rule => "rule",
            Self::State => "state",
            Self::Inherited => "inherited",
            Self::Unsplit => "unsplit",
            Self::Form => "form",
            Self::Rounding => "rounding",
        }
    }

    /// Whether it belongs to the arithmetic and not to anything that happened: such lines come last.
    #[must_use]
    pub fn is_leftover(self) -> bool {
        matches!(self, Self::Form | Self::Rounding)
    }
}

/// What must be said of the two sides before their numbers are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Note {
    /// Both sides are the same.
    Same,
    /// The first side is the later one.
    Reversed,
    /// The periods differ in length.
    Length,
    /// The agency began, ended or changed its bounds between the sides.
    NotContinuous,
    /// The sides follow different rules.
    OtherRulebook,
    /// The earlier period was still open when it was looked at: corrections cannot be told from what happened
    /// since.
    Open,
}

impl Note {
    /// Name used in JSON and as the end of keys.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Reversed => "reversed",
            Self::Length => "length",
            Self::NotContinuous => "not-continuous",
            Self::OtherRulebook => "other-rulebook",
            Self::Open => "open",
        }
    }
}

/// One indicator's part in a movement.
#[derive(Debug, Clone)]
pub struct Moved {
    /// Its code.
    pub code: String,
    /// Points before, with their state; `None` if the earlier rulebook has no such indicator.
    pub before: Option<Points>,
    /// Points after; `None` if the later rulebook has no such indicator.
    pub after: Option<Points>,
    /// What it adds to the change of its group: exactly the difference of the rounded points, a missing score
    /// adding nothing.
    pub amount: Amount,
    segments: Vec<Segment>,
}

/// A piece of an indicator's change.
#[derive(Debug, Clone)]
enum Segment {
    /// One undivided amount.
    Line(Cause, Amount),
    /// An amount split over parts, all of it by one cause if one is named.
    Split { cause: Option<Cause>, split: Box<Split>, change: Amount },
}

/// The change of a place of an agency.
#[derive(Debug, Clone)]
pub struct Movement {
    /// Code of the place: an indicator, group, axis, or `TOTAL`.
    pub place: String,
    /// Points before.
    pub before: Option<Points>,
    /// Points after.
    pub after: Option<Points>,
    /// After minus before, if both have points.
    pub change: Option<Decimal>,
    /// What all lines of every view add up to: the change, a missing score counting for nothing.
    pub amount: Amount,
    /// Its indicators, in the order of the later rulebook.
    pub indicators: Vec<Moved>,
    /// Units that parts name.
    pub units: Vec<Unit>,
    /// Procedures that parts name.
    pub procedures: Vec<String>,
    /// What must be said before the numbers are read.
    pub notes: Vec<Note>,
    /// What was published of the place beside its indicators.
    beside: Amount,
}
