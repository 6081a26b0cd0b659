//! Why a number moved: `chiso movement` and `/api/v1/movement`.

use std::collections::BTreeMap;

use chiso_scoring::lang::Lang;
use chiso_scoring::movement::{
    Amount, Bar, Cause, Key, Label, Line, Movement as Told, Over, Unit, headline, waterfall,
};
use chiso_scoring::score::Points;
use serde::Serialize;

use super::Heading;

/// The change of a number, split. All points are exact: `change` is the sum of `lines` and `rest`.
#[derive(Debug, Clone, Serialize)]
pub struct Movement {
    /// What the later side shows.
    #[serde(flatten)]
    pub heading: Heading,
    /// Code of the agency.
    pub agency: String,
    /// Its name.
    pub name: String,
    /// What moved: an indicator, group, axis, or `TOTAL`.
    pub place: String,
    /// The earlier side.
    pub before_side: MovementSide,
    /// The later side.
    pub after_side: MovementSide,
    /// What must be known before the numbers are read.
    pub notes: Vec<&'static str>,
    /// Points before; `null` if the earlier rulebook has no such number.
    pub before: Option<MovementPoints>,
    /// Points after.
    pub after: Option<MovementPoints>,
    /// After minus before; `null` if a side has no points.
    pub change: Option<String>,
    /// What lines and rest add up to: the change, a missing score counting for nothing.
    pub amount: String,
    /// In a sentence.
    pub summary: String,
    /// What the lines are: `units`, `procedures`, `causes`, `both` or `indicators`.
    pub over: &'static str,
    /// Lines, what pushed most in the direction of the change first; form and rounding last.
    pub lines: Vec<MovementLine>,
    /// Lines left out, together.
    pub rest: MovementRest,
    /// The same as bars from the points before to the points after.
    pub waterfall: Vec<MovementBar>,
}

/// One side.
#[derive(Debug, Clone, Serialize)]
pub struct MovementSide {
    /// Period.
    pub period: String,
    /// Looked at from this moment, or captured until then.
    pub as_of: Option<String>,
    /// Revision.
    pub revision: u64,
    /// Rulebook.
    pub rulebook: String,
}

/// Points with their state.
#[derive(Debug, Clone, Serialize)]
pub struct MovementPoints {
    /// Points; `null` where there are none.
    pub points: Option<String>,
    /// Why they are what they are.
    pub state: &'static str,
}

/// What a line or bar is about.
#[derive(Debug, Clone, Serialize)]
pub struct MovementKey {
    /// `unit`, `procedure`, `unit_procedure`, `indicator`, `others`, `not_by_unit`, `not_by_procedure` or
    /// `cause`.
    pub kind: &'static str,
    /// Code of the unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_name: Option<String>,
    /// `began`, `ended` or `carries_on` where it is not the same agency on both sides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub continuity: Option<&'static str>,
    /// Codes that it carries on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub carries_on: Vec<String>,
    /// Code of the procedure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub procedure: Option<String>,
    /// Code of the indicator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub indicator: Option<String>,
    /// The cause of an undivided amount.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<&'static str>,
}

/// A line.
#[derive(Debug, Clone, Serialize)]
pub struct MovementLine {
    /// What it is about.
    #[serde(flatten)]
    pub key: MovementKey,
    /// Points it adds.
    pub points: String,
    /// The same by cause; causes that add nothing are left out.
    pub causes: BTreeMap<&'static str, String>,
}

/// Lines left out.
#[derive(Debug, Clone, Serialize)]
pub struct MovementRest {
    /// How many.
    pub lines: usize,
    /// Points they add together.
    pub points: String,
}

/// A bar of the waterfall.
#[derive(Debug, Clone, Serialize)]
pub struct MovementBar {
    /// `before`, `line`, `rest` or `after`.
    pub bar: &'static str,
    /// What a line is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<MovementKey>,
    /// Points where it begins.
    pub start: String,
    /// Points where it ends.
    pub end: String,
}

/// What the answer is about, beside the movement itself.
#[derive(Debug, Clone)]
pub struct About {
    /// What the later side shows.
    pub heading: Heading,
    /// Code and name of the agency.
    pub agency: (String, String),
    /// The sides.
    pub sides: (MovementSide, MovementSide),
}

impl Movement {
    /// A movement seen over something, with at most so many lines.
    #[must_use]
    pub fn new(about: About, told: &Told, over: Over, most: usize, lang: Lang) -> Self {
        let view = told.view(over);
        let (lines, more, rest) = view.top(most);
        let About { heading, agency: (agency, name), sides: (before_side, after_side) } = about;
        Self {
            heading,
            agency,
            name,
            place: told.place.clone(),
            before_side,
            after_side,
            notes: told.notes.iter().map(|note| note.code()).collect(),
            before: told.before.map(points),
            after: told.after.map(points),
            change: told.change.map(|change| change.to_string()),
            amount: exact(told.amount),
            summary: headline(told, lang),
            over: over.code(),
            lines: lines.into_iter().map(|each| line(told, each)).collect(),
            rest: MovementRest { lines: more, points: exact(rest) },
            waterfall: waterfall(told, &view, most).iter().map(|each| bar(told, each)).collect(),
        }
    }
}

/// Points with all the decimals they have.
fn exact(amount: Amount) -> String {
    amount.exact().normalize().to_string()
}

fn points(points: Points) -> MovementPoints {
    MovementPoints { points: points.points.map(|p| p.to_string()), state: points.state.code() }
}

fn line(told: &Told, line: &Line) -> MovementLine {
    let causes = Cause::ALL.into_iter().filter(|cause| !line.by(*cause).is_zero());
    MovementLine {
        key: key(told, line.key),
        points: exact(line.amount),
        causes: causes.map(|cause| (cause.code(), exact(line.by(cause)))).collect(),
    }
}

fn bar(told: &Told, bar: &Bar) -> MovementBar {
    let (kind, line) = match bar.label {
        Label::Before => ("before", None),
        Label::Line(line) => ("line", Some(key(told, line))),
        Label::Rest(_) => ("rest", None),
        Label::After => ("after", None),
    };
    MovementBar { bar: kind, line, start: exact(bar.start), end: exact(bar.end) }
}

/// What a line is about, for programs.
#[must_use]
pub fn key(told: &Told, of: Key) -> MovementKey {
    let plain = |kind| MovementKey {
        kind,
        unit: None,
        unit_name: None,
        continuity: None,
        carries_on: Vec::new(),
        procedure: None,
        indicator: None,
        cause: None,
    };
    let procedure = |at: u32| told.procedures.get(at as usize).cloned();
    let named = |kind, at: u32| with_unit(plain(kind), told.units.get(at as usize));
    match of {
        Key::Unit(at) => named("unit", at),
        Key::Procedure(at) => MovementKey { procedure: procedure(at), ..plain("procedure") },
        Key::Cell(unit, at) => {
            MovementKey { procedure: procedure(at), ..named("unit_procedure", unit) }
        }
        Key::Indicator(at) => {
            let indicator = told.indicators.get(at).map(|moved| moved.code.clone());
            MovementKey { indicator, ..plain("indicator") }
        }
        Key::Others => plain("others"),
        Key::NotByUnit => plain("not_by_unit"),
        Key::NotByProcedure => plain("not_by_procedure"),
        Key::Cause(cause) => MovementKey { cause: Some(cause.code()), ..plain("cause") },
    }
}

fn with_unit(key: MovementKey, unit: Option<&Unit>) -> MovementKey {
    use chiso_scoring::movement::Continuity;
    let Some(unit) = unit else { return key };
    MovementKey {
        unit: Some(unit.code.clone()),
        unit_name: Some(unit.name.clone()),
        continuity: (unit.continuity != Continuity::Same).then(|| unit.continuity.code()),
        carries_on: unit.carries_on.iter().cloned().collect(),
        ..key
    }
}
