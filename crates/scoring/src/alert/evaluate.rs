//! Rules against plain numbers: what begins, what ends, what stays as it is.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::course::{Alert, Cause};
use super::rule::{Condition, Owner, Question, Rule, Rules, Scope};
use super::{Finding, Key};
use crate::agency::Level;
use crate::dossier::Seconds;
use crate::period::Period;

/// Most alerts that are open at once. Who has more has no alerts but a flood; what is beyond is counted.
pub const OPEN_MAX: usize = 2_000;

/// An agency in force: enough to know whom a rule is about and who has to answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Level.
    pub level: Level,
    /// Code of the parent.
    pub parent: Option<String>,
}

/// The answer to a question about one subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Code of the agency, name of the source, or number of the directive.
    pub subject: String,
    /// The agency it is about; empty for a source that is no agency.
    pub agency: String,
    /// The period the number is of, if it is of one.
    pub period: Option<Period>,
    /// The number; `None` if it is missing for a reason.
    pub value: Option<Decimal>,
    /// Points before, the lowest points of the grade, or the source's own limit in working hours.
    pub beside: Option<Decimal>,
}

/// Everything the rules ask for, as plain numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Observations {
    /// When.
    pub at: Seconds,
    /// Revision of the log.
    pub revision: u64,
    /// Agencies in force.
    pub units: BTreeMap<String, Unit>,
    /// Answers by question; a question that is not here was not looked at.
    pub readings: BTreeMap<Question, Vec<Reading>>,
}

/// What has to be written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// An alert begins.
    Raise(Finding),
    /// An alert ends by itself.
    Clear {
        /// Its number.
        alert: u64,
        /// Why.
        cause: Cause,
        /// The number then.
        value: Option<Decimal>,
    },
}

/// What an evaluation came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Ends first, then beginnings, each in the order of rules and subjects.
    pub changes: Vec<Change>,
    /// Alerts that would have begun, had there not been [`OPEN_MAX`] already.
    pub left_out: usize,
}

/// What a number says under a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// Past the threshold; the threshold.
    On(Decimal),
    /// Between the threshold and the margin: whatever is, stays.
    Between,
    /// On the good side by the margin.
    Off,
    /// The number is missing.
    Unknown,
}

/// What the rules make of the observations, given the alerts there are: the open ones, and of each key
/// the one that ended last.
#[must_use]
pub fn evaluate(rules: &Rules, seen: &Observations, known: &[Alert]) -> Outcome {
    let open: BTreeMap<&Key, &Alert> = known
        .iter()
        .filter(|alert| alert.is_open())
        .map(|alert| (&alert.finding.key, alert))
        .collect();
    let mut outcome = Outcome::default();
    for alert in open.values() {
        outcome.changes.extend(ends(rules, seen, alert));
    }
    let mut room = (OPEN_MAX + outcome.changes.len()).saturating_sub(open.len());
    let begun = rules.rules.iter().flat_map(|rule| begins(rule, seen));
    let mut told = BTreeSet::new();
    for finding in begun {
        let quiet = rules.rule(&finding.key.rule).map_or(0, |rule| rule.quiet);
        let keeps_quiet = quiet_until(known, &finding.key, quiet).is_some_and(|end| seen.at < end);
        if open.contains_key(&finding.key) || keeps_quiet || !told.insert(finding.key.clone()) {
            continue;
        }
        if room == 0 {
            outcome.left_out += 1;
            continue;
        }
        room -= 1;
        outcome.changes.push(Change::Raise(finding));
    }
    outcome
}

/// When a key may be raised again, if it ever ended.
fn quiet_until(known: &[Alert], key: &Key, quiet: Seconds) -> Option<Seconds> {
    let ended = known.iter().filter(|alert| alert.finding.key == *key);
    let last = ended.filter_map(|alert| Some(alert.ended.as_ref()?.at)).max()?;
    Some(last.saturating_add(quiet))
}

/// Whether an open alert ends by itself.
fn ends(rules: &Rules, seen: &Observations, alert: &Alert) -> Option<Change> {
    let key = &alert.finding.key;
    let end = |cause, value| Some(Change::Clear { alert: alert.number, cause, value });
    let Some(rule) = rules.rule(&key.rule).filter(|rule| rule.condition.place() == key.place)
    else {
        return end(Cause::Rule, None);
    };
    let readings = seen.readings.get(&rule.condition.question())?;
    let Some(reading) = readings.iter().find(|reading| reading.subject == key.subject) else {
        return end(Cause::Gone, None);
    };
    if !covers(&rule.scope, &reading.agency, seen) {
        return end(Cause::Rule, reading.value);
    }
    match judge(rule, reading) {
        Verdict::Off => end(Cause::Better, reading.value),
        Verdict::On(_) | Verdict::Between | Verdict::Unknown => None,
    }
}

/// Everything past the threshold of a rule.
fn begins<'a>(rule: &'a Rule, seen: &'a Observations) -> impl Iterator<Item = Finding> + 'a {
    let readings = seen.readings.get(&rule.condition.question()).into_iter().flatten();
    readings.filter_map(move |reading| {
        let Verdict::On(threshold) = judge(rule, reading) else { return None };
        if !covers(&rule.scope, &reading.agency, seen) {
            return None;
        }
        Some(finding(rule, reading, threshold, seen))
    })
}

fn finding(rule: &Rule, reading: &Reading, threshold: Decimal, seen: &Observations) -> Finding {
    let compared = matches!(rule.condition, Condition::Falls { .. });
    Finding {
        key: Key {
            rule: rule.id.clone(),
            subject: reading.subject.clone(),
            place: rule.condition.place().to_owned(),
        },
        kind: rule.condition.kind().to_owned(),
        agency: reading.agency.clone(),
        owner: owner(&rule.owner, &reading.agency, seen),
        period: reading.period,
        value: reading.value.unwrap_or_default(),
        before: reading.beside.filter(|_| compared),
        threshold,
    }
}

/// Whether a rule is about an agency.
fn covers(scope: &Scope, agency: &str, seen: &Observations) -> bool {
    let Some(unit) = seen.units.get(agency) else { return false };
    scope.includes(agency, unit)
}

impl Scope {
    /// Whether it takes an agency in.
    #[must_use]
    pub fn includes(&self, agency: &str, unit: &Unit) -> bool {
        self.agency.as_deref().is_none_or(|code| code == agency)
            && self.children_of.as_ref().is_none_or(|code| unit.parent.as_ref() == Some(code))
            && (self.levels.is_empty() || self.levels.contains(&unit.level))
    }
}

fn owner(owner: &Owner, agency: &str, seen: &Observations) -> String {
    match owner {
        Owner::Own => agency.to_owned(),
        Owner::Agency(code) => code.clone(),
        Owner::Parent => {
            let parent = seen.units.get(agency).and_then(|unit| unit.parent.clone());
            parent.unwrap_or_else(|| agency.to_owned())
        }
    }
}

/// What a number says. The margin is always on the good side of the threshold.
fn judge(rule: &Rule, reading: &Reading) -> Verdict {
    let Some(value) = reading.value else { return Verdict::Unknown };
    match &rule.condition {
        Condition::Falls { by, .. } => match reading.beside {
            Some(before) => at_least(before - value, *by, rule.back),
            None => Verdict::Unknown,
        },
        Condition::BelowGrade { .. } => match reading.beside {
            Some(floor) => below(value, floor, rule.back),
            None => Verdict::Unknown,
        },
        Condition::SourceSilent { hours } => match hours.map(Decimal::from).or(reading.beside) {
            Some(limit) => at_least(value, limit, rule.back),
            None => Verdict::Unknown,
        },
        Condition::DueSoon { count, .. } => at_least(value, Decimal::from(*count), rule.back),
        Condition::Overdue { above } => above_that(value, Decimal::from(*above), rule.back),
        Condition::DirectiveDue { hours } if value.is_sign_negative() => Verdict::Off,
        Condition::DirectiveDue { hours } => {
            let hours = Decimal::from(*hours);
            if value <= hours { Verdict::On(hours) } else { good(value, hours + rule.back) }
        }
        Condition::DirectiveOverdue if value.is_sign_negative() => Verdict::On(Decimal::ZERO),
        Condition::DirectiveOverdue => Verdict::Off,
    }
}

/// Bad from the threshold on.
fn at_least(value: Decimal, threshold: Decimal, back: Decimal) -> Verdict {
    if value >= threshold { Verdict::On(threshold) } else { good(threshold, value + back) }
}

/// Bad above the threshold.
fn above_that(value: Decimal, threshold: Decimal, back: Decimal) -> Verdict {
    if value > threshold { Verdict::On(threshold) } else { good(threshold, value + back) }
}

/// Bad below the threshold.
fn below(value: Decimal, threshold: Decimal, back: Decimal) -> Verdict {
    if value < threshold { Verdict::On(threshold) } else { good(value, threshold + back) }
}

fn good(value: Decimal, wanted: Decimal) -> Verdict {
    if value >= wanted { Verdict::Off } else { Verdict::Between }
}
