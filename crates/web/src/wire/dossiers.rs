//! What a number counts, one by one; and one dossier with the numbers that count it.

use std::collections::BTreeMap;

use chiso_scoring::dossier::Seconds;
use chiso_scoring::verdict::{self, Seen};
use serde::{Serialize, Serializer};

use super::Heading;
use crate::moment::local;

/// A page of what a number counts.
#[derive(Debug, Clone, Serialize)]
pub struct Listing {
    /// What it shows.
    #[serde(flatten)]
    pub heading: Heading,
    /// Code of the agency.
    pub agency: String,
    /// Its name.
    pub name: String,
    /// `own` or `subtree`.
    pub scope: &'static str,
    /// What is counted.
    #[serde(flatten)]
    pub what: What,
    /// The number: exactly what the rows below and on the other pages amount to.
    pub value: i64,
    /// `rows`, `amounts`, `procedures`, `agencies`, `parts` or `whole`.
    pub kind: &'static str,
    /// What is listed: `dossier`, `service`, `publication`, `petition` or `agency`; `null` for several kinds.
    pub of: Option<&'static str>,
    /// Conditions that made the rows count, in the words of the rulebook.
    pub conditions: Vec<String>,
    /// Where the rule comes from.
    pub cite: Vec<String>,
    /// Choices between numbers that the rule makes, and what they came to.
    pub decided: Vec<Decided>,
    /// How many lines there are.
    pub count: usize,
    /// The lines of this page.
    pub rows: Vec<Row>,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// What a listing is of.
#[derive(Debug, Clone, Serialize)]
pub struct What {
    /// Code of the indicator.
    pub indicator: Option<String>,
    /// Name of the measure.
    pub measure: Option<String>,
    /// `numerator`, `denominator` or `rest`; of an indicator only.
    pub side: Option<&'static str>,
}

/// A choice between numbers.
#[derive(Debug, Clone, Serialize)]
pub struct Decided {
    /// `greatest` or `least`.
    pub of: &'static str,
    /// Each branch with its number.
    pub branches: Vec<Branch>,
}

/// One of the numbers that a choice is between.
#[derive(Debug, Clone, Serialize)]
pub struct Branch {
    /// In the words of the rulebook.
    pub text: String,
    /// Its number.
    pub value: i64,
    /// Whether it decided.
    pub chosen: bool,
}

/// One line.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// Code of the dossier or petition, key of a record, code of a procedure or agency, or the words of a
    /// part.
    pub code: String,
    /// Code of the agency it was sent under.
    pub agency: Option<String>,
    /// Code of its procedure.
    pub procedure: Option<String>,
    /// Its columns, by name.
    pub columns: BTreeMap<String, Value>,
    /// What it adds to a sum, or is of itself; negative for a part that is taken away.
    pub amount: Option<i64>,
    /// Of a procedure: how many rows make it count.
    pub rows: Option<usize>,
    /// Conditions that decided: those that made it count, or of the rest those that failed.
    pub because: Vec<Clause>,
}

/// A condition with what became of it.
#[derive(Debug, Clone, Serialize)]
pub struct Clause {
    /// The measure it belongs to.
    pub measure: String,
    /// The condition in the words of the rulebook.
    pub text: String,
    /// Whether it holds; `null` where a missing value leaves it open.
    pub holds: Option<bool>,
    /// The values it saw, by name of the column or parameter.
    pub values: BTreeMap<String, Value>,
}

/// A value. In JSON a moment is `yyyy-mm-ddTHH:MM:SS` in Vietnam, a code its name, what is missing `null`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing was stated.
    Missing,
    /// Yes or no.
    Flag(bool),
    /// A number.
    Number(i64),
    /// A moment.
    Moment(Seconds),
    /// A code by its published name.
    Code(String),
    /// A text.
    Text(String),
}

impl Value {
    /// A moment, if there is one.
    #[must_use]
    pub fn moment(at: Option<Seconds>) -> Self {
        at.map_or(Self::Missing, Self::Moment)
    }
}

impl From<&Seen> for Value {
    fn from(seen: &Seen) -> Self {
        match seen {
            Seen::Missing => Self::Missing,
            Seen::Flag(flag) => Self::Flag(*flag),
            Seen::Number(number) => Self::Number(*number),
            Seen::Moment(at) => Self::Moment(*at),
            Seen::Code(name) => Self::Code(name.clone()),
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Missing => serializer.serialize_none(),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Number(number) => serializer.serialize_i64(*number),
            Self::Moment(at) => serializer.collect_str(&local(*at)),
            Self::Code(text) | Self::Text(text) => serializer.serialize_str(text),
        }
    }
}

impl Clause {
    /// A clause of a measure.
    #[must_use]
    pub fn of(measure: &str, clause: &verdict::Clause) -> Self {
        let values = clause.values.iter();
        Self {
            measure: measure.to_owned(),
            text: clause.text.clone(),
            holds: clause.holds,
            values: values.map(|value| (value.name.clone(), Value::from(&value.seen))).collect(),
        }
    }
}

/// One dossier: what is known of it, how that came about, and which numbers count it.
#[derive(Debug, Clone, Serialize)]
pub struct Dossier {
    /// What it shows.
    #[serde(flatten)]
    pub heading: Heading,
    /// Code of the dossier.
    pub code: String,
    /// Whose numbers are told.
    pub agency: String,
    /// Code of the agency it was sent under; `null` while nothing but steps is known.
    pub sent_under: Option<String>,
    /// The agencies it counts for in the period, the lowest first.
    pub counts_for: Vec<String>,
    /// Code of its procedure.
    pub procedure: Option<String>,
    /// Why it is kept but not counted: `no_snapshot`, `not_received`, `no_due_date`; `null` if it is counted.
    pub held: Option<&'static str>,
    /// Its columns, by name.
    pub columns: BTreeMap<String, Value>,
    /// All that was ever known of it, the earliest first.
    pub course: Vec<Version>,
    /// Indicators that could count it.
    pub indicators: Vec<Verdict>,
}

/// What became known with one revision.
#[derive(Debug, Clone, Serialize)]
pub struct Version {
    /// The revision.
    pub revision: u64,
    /// When it was made, in UTC.
    pub made_at: String,
    /// What changed, by name of the field.
    pub changes: Vec<Change>,
}

/// A field that changed.
#[derive(Debug, Clone, Serialize)]
pub struct Change {
    /// Name of the field.
    pub field: &'static str,
    /// What was known before.
    pub before: Value,
    /// What is known since.
    pub after: Value,
}

/// What an indicator does with a dossier.
#[derive(Debug, Clone, Serialize)]
pub struct Verdict {
    /// Code of the indicator.
    pub indicator: String,
    /// Where its rule comes from.
    pub cite: Vec<String>,
    /// What the numerator does with it; `null` if it is not about dossiers.
    pub numerator: Option<Side>,
    /// What the denominator does with it.
    pub denominator: Option<Side>,
}

/// What a side of an indicator does with a dossier.
#[derive(Debug, Clone, Serialize)]
pub struct Side {
    /// Whether it counts it.
    pub counted: bool,
    /// The measures it is made of.
    pub measures: Vec<Judged>,
}

/// What a measure does with a dossier.
#[derive(Debug, Clone, Serialize)]
pub struct Judged {
    /// Name of the measure.
    pub measure: String,
    /// Whether it is taken away.
    pub minus: bool,
    /// Whether it is counted.
    pub counted: bool,
    /// `here`, `elsewhere`, `nowhere`, `held` or `unknown`.
    pub place: &'static str,
    /// The agency it counts for instead, or the code that no agency has, or why it is held.
    pub instead: Option<String>,
    /// What it adds to a sum.
    pub amount: Option<i64>,
    /// Of a count of distinct procedures: how many rows make its procedure count.
    pub through: Option<usize>,
    /// Its conditions.
    pub clauses: Vec<Clause>,
}
