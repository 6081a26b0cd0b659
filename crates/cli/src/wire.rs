//! The JSON that other tools depend on. Decimals are strings; missing points are `null`, never 0.

use chiso_scoring::agency::Agency;
use chiso_scoring::figure::Figure;
use chiso_scoring::lang::Lang;
use chiso_scoring::rank::Nation;
use chiso_scoring::rulebook::{Form, Rulebook};
use chiso_scoring::score::{AgencyScore, Points};
use chiso_scoring::sheet::Sheet;
use rust_decimal::Decimal;
use serde::Serialize;

use chiso_web::wire::fairness::{CohortPlace, FairCohort, Stability};
pub use chiso_web::wire::{Heading, status};

/// `chiso score`.
#[derive(Debug, Serialize)]
pub struct Scores {
    /// What is shown.
    #[serde(flatten)]
    pub heading: Heading,
    /// Agencies.
    pub rows: Vec<Scored>,
}

/// One scored agency.
#[derive(Debug, Serialize)]
pub struct Scored {
    /// Code.
    pub agency: String,
    /// Name.
    pub name: String,
    /// Level.
    pub level: &'static str,
    /// Latest capture of its figures.
    pub captured: Option<String>,
    /// Total.
    pub total: Total,
    /// Groups.
    pub groups: Vec<Group>,
}

/// A total.
#[derive(Debug, Serialize)]
pub struct Total {
    /// Points.
    pub points: Option<String>,
    /// Most points.
    pub max: String,
    /// State.
    pub state: &'static str,
    /// What it was made from.
    pub origin: &'static str,
    /// Grade in the language asked for.
    pub grade: Option<String>,
    /// Code of the grade.
    pub grade_code: Option<String>,
    /// Total as published, if it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
}

/// A group.
#[derive(Debug, Serialize)]
pub struct Group {
    /// Code.
    pub code: String,
    /// Points.
    pub points: Option<String>,
    /// Most points.
    pub max: String,
    /// State.
    pub state: &'static str,
    /// What they were made from.
    pub origin: &'static str,
    /// Points as published, if they were.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// Indicators.
    pub indicators: Vec<Indicator>,
}

/// An indicator.
#[derive(Debug, Serialize)]
pub struct Indicator {
    /// Code.
    pub code: String,
    /// The portal's metric code.
    pub metric: String,
    /// Numerator.
    pub numerator: Option<String>,
    /// Denominator.
    pub denominator: Option<String>,
    /// Per cent, two decimals (mean days for 2.2).
    pub ratio: Option<String>,
    /// Points.
    pub points: Option<String>,
    /// Most points.
    pub max: String,
    /// State.
    pub state: &'static str,
    /// What the points were made from.
    pub origin: &'static str,
    /// The source's own quality mark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flag: Option<&'static str>,
    /// Points as published, if they were.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
}

/// `chiso rank`.
#[derive(Debug, Serialize)]
pub struct Ranking {
    /// What is shown.
    #[serde(flatten)]
    pub heading: Heading,
    /// Level ranked.
    pub level: &'static str,
    /// What is ranked by: a code, or `TOTAL`.
    pub by: String,
    /// The nation's mean.
    pub nation: NationMean,
    /// Points above which what a single case moves is a warning, if asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub band: Option<String>,
    /// Size classes, if asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cohorts: Option<Vec<FairCohort>>,
    /// Agencies, best first; those without points last, without rank.
    pub rows: Vec<RankRow>,
}

/// The nation's mean.
#[derive(Debug, Serialize)]
pub struct NationMean {
    /// Sum of the rounded axes.
    pub points: Option<String>,
    /// How many provinces have a total.
    pub provinces: usize,
    /// Mean per group.
    pub groups: Vec<Mean>,
    /// Mean per radar axis.
    pub axes: Vec<Mean>,
}

/// A mean.
#[derive(Debug, Serialize)]
pub struct Mean {
    /// Code.
    pub code: String,
    /// Points.
    pub points: Option<String>,
    /// Most points.
    pub max: String,
}

/// A row of a ranking.
#[derive(Debug, Serialize)]
pub struct RankRow {
    /// Place.
    pub rank: Option<usize>,
    /// Code.
    pub agency: String,
    /// Name.
    pub name: String,
    /// Points ranked by.
    pub points: Option<String>,
    /// State of the points.
    pub state: &'static str,
    /// Grade of the total.
    pub grade: Option<String>,
    /// Points per group.
    pub groups: Vec<Mean>,
    /// How firm the place is, if asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stability: Option<Stability>,
    /// The place among agencies of the same kind and size, if asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cohort: Option<CohortPlace>,
}

/// Points as text.
pub fn text(points: Option<Decimal>) -> Option<String> {
    points.map(|points| points.to_string())
}

/// One agency with its score.
pub fn scored(sheet: &Sheet<'_>, agency: &Agency, lang: Lang) -> Scored {
    let score = sheet.score(agency);
    Scored {
        agency: agency.code.clone(),
        name: agency.name.clone(),
        level: agency.level.code(),
        captured: sheet.captured_at(&agency.code).map(|at| at.to_string()),
        total: total(sheet, agency, &score, lang),
        groups: (0..sheet.rulebook().groups.len())
            .map(|at| group(sheet, agency, &score, at))
            .collect(),
    }
}

fn published(figure: Option<Figure>) -> Option<String> {
    text(figure.and_then(|figure| figure.points))
}

fn total(sheet: &Sheet<'_>, agency: &Agency, score: &AgencyScore, lang: Lang) -> Total {
    let grade = score.total.points.and_then(|points| sheet.rulebook().grade(points));
    Total {
        points: text(score.total.points),
        max: sheet.rulebook().max.to_string(),
        state: score.total.state.code(),
        origin: score.total.origin.code(),
        grade: grade.map(|grade| lang.pick(&grade.name).to_owned()),
        grade_code: grade.map(|grade| grade.code.clone()),
        published: published(sheet.data(&agency.code).figures.total),
    }
}

fn group(sheet: &Sheet<'_>, agency: &Agency, score: &AgencyScore, at: usize) -> Group {
    let group = &sheet.rulebook().groups[at];
    let Points { points, state, origin } = score.groups[at];
    Group {
        code: group.code.clone(),
        points: text(points),
        max: group.max.to_string(),
        state: state.code(),
        origin: origin.code(),
        published: published(sheet.data(&agency.code).figures.groups[at]),
        indicators: group
            .indicators
            .clone()
            .map(|at| indicator(sheet.rulebook(), score, at))
            .collect(),
    }
}

fn indicator(rulebook: &Rulebook, score: &AgencyScore, at: usize) -> Indicator {
    let rule = &rulebook.indicators[at];
    let scored = &score.indicators[at];
    let figure = scored.figure.unwrap_or_default();
    Indicator {
        code: rule.code.clone(),
        metric: rule.metric.clone(),
        numerator: figure.numerator.map(|count| count.to_string()),
        denominator: figure.denominator.map(|count| count.to_string()),
        ratio: text(scored.rate(rule.unit)),
        points: text(scored.result.points),
        max: rule.max.to_string(),
        state: scored.result.state.code(),
        origin: scored.result.origin.code(),
        flag: figure.flag.map(chiso_scoring::figure::Flag::code),
        published: published(scored.figure).filter(|_| rule.form != Form::Shown),
    }
}

/// The nation's mean per group and axis.
pub fn nation(rulebook: &Rulebook, nation: &Nation) -> NationMean {
    let groups = rulebook.groups.iter().zip(&nation.groups);
    let axes = rulebook.axes.iter().zip(&nation.axes);
    NationMean {
        points: text(nation.total),
        provinces: nation.provinces,
        groups: groups.map(|(group, points)| mean(&group.code, *points, group.max)).collect(),
        axes: axes.map(|(axis, points)| mean(&axis.code, *points, axis.max)).collect(),
    }
}

/// Points of a group or axis.
pub fn mean(code: &str, points: Option<Decimal>, max: u32) -> Mean {
    Mean { code: code.to_owned(), points: text(points), max: max.to_string() }
}
