//! The rulebook as it is written: one struct per table of `rules/*.toml` (format: `rules/README.md`).

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::agency::Level;
use crate::expr::Entity;

/// A text in both languages of the product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Vietnamese.
    pub vi: String,
    /// English.
    pub en: String,
}

/// A whole rulebook file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Identity, time in force, status, rounding.
    pub rulebook: Head,
    /// The texts and observations that rules cite.
    #[serde(default)]
    pub source: Vec<SourceText>,
    /// What is counted.
    #[serde(default)]
    pub measure: Vec<Measure>,
    /// Groups of indicators.
    #[serde(default)]
    pub group: Vec<Group>,
    /// Radar axes; the nation is averaged per axis.
    #[serde(default)]
    pub axis: Vec<Axis>,
    /// Grade bands.
    #[serde(default)]
    pub grade: Vec<Grade>,
}

/// `[rulebook]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Identifier, `766-2024`.
    pub id: String,
    /// `official` or `unofficial`; every output repeats it.
    pub status: Status,
    /// First day in force.
    pub from: Spanned<Date>,
    /// Last day in force; absent = still in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Spanned<Date>>,
    /// Decimals of points.
    pub digits: u32,
    /// Points of all groups together.
    pub max: Spanned<u32>,
    /// Name.
    pub name: Text,
    /// What the reader must know before believing a number.
    pub note: Text,
}

/// Whether an official text has been compared with the rulebook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Compared with the official text.
    Official,
    /// Rebuilt from observations and third-party copies.
    Unofficial,
}

/// `[[source]]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceText {
    /// Short name used in citations.
    pub id: Spanned<String>,
    /// What it is, who published it, when.
    pub text: Text,
}

/// `[[measure]]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// Identifier used in indicators.
    pub id: Spanned<String>,
    /// What is counted; absent for a measure computed from others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Entity>,
    /// Condition on the entity's columns.
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub condition: Option<Spanned<String>>,
    /// Rows (default) or distinct procedures.
    #[serde(default, skip_serializing_if = "Count::is_rows")]
    pub count: Count,
    /// Sum of an expression instead of a count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sum: Option<Spanned<String>>,
    /// Arithmetic over other measures instead of a count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Spanned<String>>,
    /// Name.
    pub name: Text,
}

/// What a count counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Count {
    /// Rows.
    #[default]
    Rows,
    /// Distinct procedures among the rows.
    Procedures,
}

impl Count {
    fn is_rows(&self) -> bool {
        *self == Self::Rows
    }
}

/// `[[group]]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Code, `CKMB`.
    pub code: Spanned<String>,
    /// Most points.
    pub max: Spanned<u32>,
    /// Name.
    pub name: Text,
    /// Indicators in order.
    #[serde(default)]
    pub indicator: Vec<Indicator>,
}

/// `[[group.indicator]]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// Code, `3.5b`.
    pub code: Spanned<String>,
    /// The portal's metric code or fields.
    pub metric: String,
    /// Most points.
    pub max: u32,
    /// How a ratio becomes points.
    pub form: Form,
    /// Ratio that earns the maximum, such as `80 %`; only for `scaled` and `jump`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Spanned<String>>,
    /// Arithmetic over measures; absent for `constant` without counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub numerator: Option<Spanned<String>>,
    /// Arithmetic over measures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub denominator: Option<Spanned<String>>,
    /// What a zero denominator gives.
    pub zero: Zero,
    /// Measure of the previous year that stands in for a zero denominator, divided by the
    /// number of such periods in a year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fallback: Option<Spanned<String>>,
    /// What is rounded first: the points (default) or the percentage.
    #[serde(default, skip_serializing_if = "RoundFirst::is_points")]
    pub round_first: RoundFirst,
    /// Unit of the ratio.
    #[serde(default, skip_serializing_if = "Unit::is_percent")]
    pub unit: Unit,
    /// Levels where the figure is not the unit's own.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub levels: BTreeMap<LevelName, LevelRule>,
    /// How sure the rule is: A stated and reproduced, B one of the two, C inferred.
    pub confidence: Confidence,
    /// Sources, `id` or `id, place`.
    pub cite: Spanned<Vec<String>>,
    /// Name.
    pub name: Text,
    /// Known doubt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
}

/// A level as a key of `levels`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LevelName {
    /// The whole country.
    Nation,
    /// A ministry.
    Ministry,
    /// A province.
    Province,
    /// A department or office.
    Department,
    /// A district.
    District,
    /// A commune.
    Commune,
}

impl From<Level> for LevelName {
    fn from(level: Level) -> Self {
        match level {
            Level::Nation => Self::Nation,
            Level::Ministry => Self::Ministry,
            Level::Province => Self::Province,
            Level::Department => Self::Department,
            Level::District => Self::District,
            Level::Commune => Self::Commune,
        }
    }
}

/// Whose figure a level is scored with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LevelRule {
    /// Its own (the default).
    Own,
    /// Its province's or ministry's.
    Inherited,
    /// None: adds nothing, the maximum stays.
    None,
    /// None, and the maximum is given.
    Full,
}

/// How a ratio becomes points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// max × ratio.
    Linear,
    /// min(max, max × ratio ÷ target).
    Scaled,
    /// max at or above the target, else max × ratio.
    Jump,
    /// max, whatever the counts.
    Constant,
    /// Shown only; max is 0.
    Shown,
}

/// What a zero denominator gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Zero {
    /// No points at all; the sum goes on without them.
    Empty,
    /// 0 points.
    Zero,
    /// The maximum.
    Full,
}

/// What is rounded first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RoundFirst {
    /// Points, from the exact ratio.
    #[default]
    Points,
    /// The percentage to two decimals, then the points.
    Percent,
}

impl RoundFirst {
    fn is_points(&self) -> bool {
        *self == Self::Points
    }
}

/// Unit of an indicator's ratio.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// A share.
    #[default]
    Percent,
    /// Days; only for indicators that are shown.
    Days,
}

impl Unit {
    fn is_percent(&self) -> bool {
        *self == Self::Percent
    }
}

/// How sure a rule is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Confidence {
    /// Stated by a source and reproduced on published rows.
    A,
    /// Stated or reproduced.
    B,
    /// Inferred; other readings fit too.
    C,
}

/// `[[axis]]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Axis {
    /// Code, `ONLINE_SERVICE`.
    pub code: Spanned<String>,
    /// Groups whose points the axis adds up.
    pub groups: Spanned<Vec<String>>,
    /// Name.
    pub name: Text,
}

/// `[[grade]]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grade {
    /// Code, `excellent`.
    pub code: String,
    /// Lowest points, included.
    pub from: Spanned<u32>,
    /// Highest points: excluded, except in the highest band.
    pub to: Spanned<u32>,
    /// Name.
    pub name: Text,
}
