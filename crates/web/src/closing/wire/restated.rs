//! What changed since a closing, as JSON and as cells of tables.

use chiso_scoring::figure::Counts;
use chiso_scoring::lang::Lang;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::closing::restated::{Delta, LaterFigure, Restatement, UnitChange};
use crate::number::MISSING;

/// What changed since a closing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Restated {
    /// Number of the closing.
    pub closing: u64,
    /// Code of the agency.
    pub agency: String,
    /// Period.
    pub period: String,
    /// Revision of the log that was frozen.
    pub known_at: u64,
    /// Revision it is held against.
    pub revision: u64,
    /// Numbers that are others now.
    pub numbers: Vec<Number>,
    /// The change of the total, split; the parts add up to it.
    pub shares: Vec<Share>,
    /// Numbers that the rules, as they read now, make others again.
    pub by_rule: Vec<Number>,
    /// Rows that entered or left a count.
    pub rows: Vec<Row>,
    /// Published figures captured later.
    pub figures: Vec<Figure>,
}

/// A number that is another one now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Number {
    /// Code of the unit.
    pub agency: String,
    /// Its name.
    pub name: String,
    /// Code of the number.
    pub place: String,
    /// Points as closed.
    pub before: Option<String>,
    /// Points now.
    pub after: Option<String>,
    /// Their difference, if there are both.
    pub change: Option<String>,
    /// Numerator/denominator as closed.
    pub counts_before: Option<String>,
    /// Numerator/denominator now.
    pub counts_after: Option<String>,
}

/// A part of the change of the total.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Share {
    /// A unit, or what is left over.
    pub of: String,
    /// Points.
    pub points: String,
}

/// A row that entered or left a count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// `dossier`, `service`, `publication` or `petition`.
    pub of: &'static str,
    /// Its number.
    pub code: String,
    /// Unit it counted for.
    pub before: Option<String>,
    /// Unit it counts for.
    pub after: Option<String>,
    /// Procedure.
    pub procedure: String,
    /// Measures that count it now and did not.
    pub entered: Vec<String>,
    /// Measures that counted it and do not any more.
    pub left: Vec<String>,
    /// `stated`, `catalogue` or `derived`.
    pub why: &'static str,
    /// What was stated after the closing.
    pub later: Vec<Stated>,
}

/// What was stated after the closing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stated {
    /// Revision that brought it.
    pub revision: u64,
    /// When it was received, Vietnam time.
    pub received_at: String,
    /// Sources that speak for the unit.
    pub sources: Vec<String>,
    /// Fields that read otherwise since.
    pub fields: Vec<&'static str>,
}

/// A published figure captured later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// Code of the agency.
    pub agency: String,
    /// Code of the number.
    pub place: String,
    /// Who published it.
    pub source: String,
    /// When it was captured.
    pub as_of: String,
    /// Revision that brought it.
    pub revision: u64,
}

impl Restated {
    /// A restatement, with names in a language.
    #[must_use]
    pub fn new(restated: &Restatement, lang: Lang) -> Self {
        let closed = &restated.closing.closed;
        Self {
            closing: restated.closing.number,
            agency: closed.agency.clone(),
            period: closed.period.to_string(),
            known_at: closed.known_at,
            revision: restated.revision,
            numbers: restated.changes.iter().map(number).collect(),
            shares: restated.shares(lang).into_iter().map(share).collect(),
            by_rule: restated.by_rule.iter().map(number).collect(),
            rows: restated.deltas.iter().map(row).collect(),
            figures: restated.figures.iter().map(figure).collect(),
        }
    }
}

fn number(change: &UnitChange) -> Number {
    let counts = |counts: Counts| format!("{}/{}", counts.numerator, counts.denominator);
    let both = change.after.zip(change.before);
    Number {
        agency: change.agency.clone(),
        name: change.name.clone(),
        place: change.place.clone(),
        before: change.before.map(|points| points.to_string()),
        after: change.after.map(|points| points.to_string()),
        change: both.map(|(after, before)| (after - before).to_string()),
        counts_before: change.counts_before.map(counts),
        counts_after: change.counts_after.map(counts),
    }
}

fn share((of, points): (String, Decimal)) -> Share {
    Share { of, points: points.to_string() }
}

fn row(delta: &Delta) -> Row {
    let names = |of: &[(String, String)]| of.iter().map(|(measure, _)| measure.clone()).collect();
    let later = delta.later.iter().map(|later| Stated {
        revision: later.revision,
        received_at: local(&later.received_at),
        sources: later.sources.clone(),
        fields: later.fields.clone(),
    });
    Row {
        of: delta.entity,
        code: delta.code.clone(),
        before: delta.before.clone(),
        after: delta.after.clone(),
        procedure: delta.procedure.clone(),
        entered: names(&delta.entered),
        left: names(&delta.left),
        why: delta.why.code(),
        later: later.collect(),
    }
}

/// A moment of the log in Vietnam.
fn local(at: &str) -> String {
    let at: Option<jiff::Timestamp> = at.parse().ok();
    at.map(|at| crate::moment::local(at.as_second()).to_string()).unwrap_or_default()
}

fn figure(later: &LaterFigure) -> Figure {
    Figure {
        agency: later.agency.clone(),
        place: later.indicator.clone(),
        source: later.source.clone(),
        as_of: later.as_of.to_string(),
        revision: later.revision,
    }
}

impl Number {
    /// Points as people read them.
    #[must_use]
    pub fn points(&self, points: Option<&str>, lang: Lang) -> String {
        let points = points.and_then(|text| text.parse().ok());
        points.map_or_else(|| MISSING.to_owned(), |points| lang.decimal(points))
    }

    /// The difference with its sign.
    #[must_use]
    pub fn signed(&self, lang: Lang) -> String {
        let change = self.change.as_ref().and_then(|text| text.parse().ok());
        change.map_or_else(|| MISSING.to_owned(), |change| lang.signed(change))
    }
}

impl Share {
    /// As cells of a table.
    #[must_use]
    pub fn cells(&self, lang: Lang) -> Vec<String> {
        let points = self.points.parse().map(|points| lang.signed(points)).unwrap_or_default();
        vec![self.of.clone(), points]
    }
}

impl Row {
    /// As cells of a table: the row, its unit, what it entered, what it left, why.
    #[must_use]
    pub fn cells(&self, lang: Lang) -> Vec<String> {
        let unit = match (&self.before, &self.after) {
            (Some(before), Some(after)) if before != after => format!("{before} → {after}"),
            (before, after) => after.as_ref().or(before.as_ref()).cloned().unwrap_or_default(),
        };
        vec![
            format!("{} {}", lang.text(&format!("closing-of-{}", self.of)), self.code),
            unit,
            self.entered.join(", "),
            self.left.join(", "),
            self.reason(lang),
        ]
    }

    /// Why, in words.
    #[must_use]
    pub fn reason(&self, lang: Lang) -> String {
        let Some(last) = self.later.last() else {
            return lang.text(&format!("closing-why-{}", self.why));
        };
        let at = last.received_at.parse().map(|at| lang.moment(at)).unwrap_or_default();
        let mut fields: Vec<&str> =
            self.later.iter().flat_map(|later| later.fields.clone()).collect();
        fields.sort_unstable();
        fields.dedup();
        let fields: Vec<String> = fields
            .iter()
            .map(|field| lang.text(&format!("closing-field-{}", field.replace('_', "-"))))
            .collect();
        let sources = last.sources.join(", ");
        let said = [
            ("revision", &*last.revision.to_string()),
            ("at", &*at),
            ("sources", if sources.is_empty() { MISSING } else { &sources }),
            ("fields", &*fields.join(", ")),
        ];
        let key =
            if fields.is_empty() { "closing-why-stated-record" } else { "closing-why-stated" };
        lang.text_with(key, &said)
    }
}

impl Figure {
    /// As cells of a table.
    #[must_use]
    pub fn cells(&self, lang: Lang) -> Vec<String> {
        let at = self.as_of.parse().map(|at| lang.moment(at)).unwrap_or_default();
        let source = lang.source(&self.source);
        vec![self.agency.clone(), self.place.clone(), source, at, self.revision.to_string()]
    }
}
