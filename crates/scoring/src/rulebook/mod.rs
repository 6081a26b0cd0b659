//! Rulebooks (*bộ quy tắc*): dated, cited data that defines measures, indicators, groups, grades.
//!
//! `file.rs` is the text's shape, `check/` proves it, this module is what the engine runs on.

pub mod cases;
mod check;
mod diff;
pub mod file;
mod set;

use jiff::civil::Date;
use rust_decimal::Decimal;

pub use diff::{Difference as RuleDifference, diff};
pub use file::{
    Confidence, Count, Form, LevelRule, RoundFirst, SourceText, Status, Text, Unit, Zero,
};
pub use set::{Rulebooks, SetError};

use crate::agency::Level;
use crate::expr::{Entity, Expr};
use crate::round::Exact;

/// A checked rulebook.
#[derive(Debug, Clone, PartialEq)]
pub struct Rulebook {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Text,
    /// What the reader must know.
    pub note: Text,
    /// Official or not.
    pub status: Status,
    /// First day in force.
    pub from: Date,
    /// Last day in force.
    pub to: Option<Date>,
    /// Decimals of points.
    pub digits: u32,
    /// Points of all groups together.
    pub max: u32,
    /// What rules cite.
    pub sources: Vec<SourceText>,
    /// Measures in file order.
    pub measures: Vec<Measure>,
    /// Groups in file order.
    pub groups: Vec<Group>,
    /// Indicators of all groups, in file order; a group holds a range of them.
    pub indicators: Vec<Indicator>,
    /// Radar axes.
    pub axes: Vec<Axis>,
    /// Grade bands, best first.
    pub grades: Vec<Grade>,
    /// The file it came from, for printing.
    file: file::File,
}

/// A measure (*số liệu gốc*): an exact count or sum.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Text,
    /// How it comes about.
    pub rule: MeasureRule,
}

/// How a measure comes about.
#[derive(Debug, Clone, PartialEq)]
pub enum MeasureRule {
    /// Counted or summed over the rows of an entity.
    Rows {
        /// What is counted.
        of: Entity,
        /// Which rows.
        condition: Expr,
        /// Rows or distinct procedures.
        count: Count,
        /// Sum of this instead of a count.
        sum: Option<Expr>,
    },
    /// Computed from other measures.
    Value(Expr),
}

/// A group (*nhóm chỉ số*).
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Code.
    pub code: String,
    /// Name.
    pub name: Text,
    /// Most points.
    pub max: u32,
    /// Its indicators, as a range of [`Rulebook::indicators`].
    pub indicators: std::ops::Range<usize>,
}

/// An indicator (*chỉ tiêu*).
#[derive(Debug, Clone, PartialEq)]
pub struct Indicator {
    /// Code.
    pub code: String,
    /// The portal's metric code or fields.
    pub metric: String,
    /// Name.
    pub name: Text,
    /// Known doubt.
    pub note: Option<Text>,
    /// Most points.
    pub max: u32,
    /// Form.
    pub form: Form,
    /// Ratio that earns the maximum.
    pub target: Option<Exact>,
    /// Numerator over measures.
    pub numerator: Option<Expr>,
    /// Denominator over measures.
    pub denominator: Option<Expr>,
    /// Whether counts of parts add up to the whole's: true for dossiers and petitions, false for
    /// distinct procedures, which several units share.
    pub additive: bool,
    /// Zero rule.
    pub zero: Zero,
    /// Measure that stands in for a zero denominator.
    pub fallback: Option<String>,
    /// Unit of the ratio.
    pub unit: Unit,
    /// Rounding order.
    pub round_first: RoundFirst,
    /// Whose figure each level of [`Level::ALL`] is scored with.
    pub levels: [LevelRule; 6],
    /// How sure.
    pub confidence: Confidence,
    /// Citations.
    pub cite: Vec<String>,
}

impl Indicator {
    /// Whose figure a level is scored with.
    #[must_use]
    pub fn level_rule(&self, level: Level) -> LevelRule {
        self.levels[level as usize]
    }
}

/// A radar axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// Code.
    pub code: String,
    /// Name.
    pub name: Text,
    /// Indices of its groups.
    pub groups: Vec<usize>,
    /// Most points.
    pub max: u32,
}

/// A grade band (*xếp loại*).
#[derive(Debug, Clone, PartialEq)]
pub struct Grade {
    /// Code.
    pub code: String,
    /// Name.
    pub name: Text,
    /// Lowest points, included.
    pub from: u32,
    /// Highest points; excluded unless it is the best band.
    pub to: u32,
}

impl Rulebook {
    /// Index of an indicator by our code or by the portal's metric code.
    #[must_use]
    pub fn indicator(&self, code: &str) -> Option<usize> {
        let by_code = self.indicators.iter().position(|i| i.code == code);
        by_code.or_else(|| self.indicators.iter().position(|i| i.metric == code))
    }

    /// Index of a group by code.
    #[must_use]
    pub fn group(&self, code: &str) -> Option<usize> {
        self.groups.iter().position(|group| group.code == code)
    }

    /// Index of a radar axis by code.
    #[must_use]
    pub fn axis(&self, code: &str) -> Option<usize> {
        self.axes.iter().position(|axis| axis.code == code)
    }

    /// A measure by identifier.
    #[must_use]
    pub fn measure(&self, id: &str) -> Option<&Measure> {
        self.measures.iter().find(|measure| measure.id == id)
    }

    /// Whether the counts behind an expression over measures add up over parts of an agency.
    pub(crate) fn adds_up(measures: &[Measure], expr: &Expr) -> bool {
        match expr {
            Expr::Name(id) => match measures.iter().find(|m| m.id == *id).map(|m| &m.rule) {
                Some(MeasureRule::Rows { count, .. }) => *count == Count::Rows,
                Some(MeasureRule::Value(inner)) => Self::adds_up(measures, inner),
                None => false,
            },
            Expr::Add(a, b) | Expr::Sub(a, b) => {
                Self::adds_up(measures, a) && Self::adds_up(measures, b)
            }
            _ => false,
        }
    }

    /// The group an indicator belongs to.
    #[must_use]
    pub fn group_of(&self, indicator: usize) -> Option<&Group> {
        self.groups.iter().find(|group| group.indicators.contains(&indicator))
    }

    /// The grade of a total.
    #[must_use]
    pub fn grade(&self, points: Decimal) -> Option<&Grade> {
        self.grades.iter().find(|grade| points >= Decimal::from(grade.from))
    }

    /// Whether the rulebook is in force on a day.
    #[must_use]
    pub fn in_force(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    /// The rulebook as TOML, in canonical form; reading it back gives the same rulebook.
    ///
    /// # Errors
    /// None that a checked rulebook can cause; the serializer's own are passed on.
    pub fn print(&self) -> Result<String, toml::ser::Error> {
        toml::to_string_pretty(&self.file)
    }
}
