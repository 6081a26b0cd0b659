//! Alerts: `/api/v1/alerts`, `chiso alert … --json`, the feed's event `alert`, and what addresses are sent.

use chiso_scoring::alert::{Alert, Cause, Event, Finding, Rules};
use chiso_store::Happened;
use serde::Serialize;

use super::Heading;
use crate::moment::local;

/// A list of alerts. Each names the period its number is of.
#[derive(Debug, Serialize)]
pub struct AlertList {
    /// What the alerts rest on now: the current month under its rulebook.
    #[serde(flatten)]
    pub heading: Heading,
    /// Open ones by number, or ended ones, the one that ended last first.
    pub alerts: Vec<AlertLine>,
    /// How many open ones there are.
    pub open: usize,
    /// How many have ended.
    pub ended: u64,
    /// Findings that were not raised because too many are open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_out: Option<usize>,
}

/// An alert.
#[derive(Debug, Serialize)]
pub struct AlertLine {
    /// Its number.
    pub number: u64,
    /// What was found.
    #[serde(flatten)]
    pub found: Found,
    /// `raised`, `acknowledged` or `closed`.
    pub state: &'static str,
    /// When it was raised.
    pub raised_at: String,
    /// Revision it was raised at.
    pub raised_revision: u64,
    /// Who took it up.
    pub acknowledged: Option<AcknowledgedLine>,
    /// How it ended.
    pub ended: Option<EndedLine>,
}

/// What a rule found.
#[derive(Debug, Serialize)]
pub struct Found {
    /// Id of the rule.
    pub rule: String,
    /// Its names; `null` if the rule is gone.
    pub name: Option<Names>,
    /// Kind of the rule.
    pub kind: String,
    /// Code of the agency, name of the source, or number of the directive.
    pub subject: String,
    /// Agency it is about.
    pub agency: String,
    /// Agency that has to answer.
    pub owner: String,
    /// Indicator, group or `TOTAL`; `null` where it is about none.
    pub place: Option<String>,
    /// Period the number is of.
    pub period: Option<String>,
    /// The number: points, dossiers, or working hours.
    pub value: String,
    /// Points before, for a fall.
    pub before: Option<String>,
    /// The threshold it passed.
    pub threshold: String,
}

/// A name in both languages.
#[derive(Debug, Serialize)]
pub struct Names {
    /// Vietnamese.
    pub vi: String,
    /// English.
    pub en: String,
}

/// Who took an alert up.
#[derive(Debug, Serialize)]
pub struct AcknowledgedLine {
    /// When.
    pub at: String,
    /// Which agency.
    pub by: String,
    /// What it said.
    pub note: String,
}

/// How an alert ended.
#[derive(Debug, Serialize)]
pub struct EndedLine {
    /// When.
    pub at: String,
    /// Revision then.
    pub revision: u64,
    /// Why by itself: `better`, `gone` or `rule`; `null` if it was closed by hand.
    pub cause: Option<&'static str>,
    /// Which agency closed it.
    pub by: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// The number then, if it ended by itself.
    pub value: Option<String>,
}

/// One event, as it is told to those outside: without what agencies wrote.
#[derive(Debug, Serialize)]
pub struct EventLine {
    /// Number of the event; events only grow.
    pub event: u64,
    /// `raised`, `acknowledged`, `closed` or `cleared`.
    pub happened: &'static str,
    /// When.
    pub at: String,
    /// Revision it rests on.
    pub revision: u64,
    /// Number of the alert.
    pub alert: u64,
    /// What was found when it was raised.
    #[serde(flatten)]
    pub found: Found,
    /// Agency that took it up or closed it.
    pub by: Option<String>,
    /// Why it ended by itself.
    pub cause: Option<&'static str>,
}

/// What an evaluation came to, told by `chiso alert run`.
#[derive(Debug, Serialize)]
pub struct RunLine {
    /// What was looked at: the month of the moment, under its rulebook.
    #[serde(flatten)]
    pub heading: Heading,
    /// Whether anything was written down.
    pub dry_run: bool,
    /// What began.
    pub raised: Vec<Found>,
    /// Numbers of the alerts that ended by themselves, with the cause.
    pub cleared: Vec<ClearedLine>,
    /// Findings that were not raised because too many are open.
    pub left_out: usize,
    /// Events that arrived at addresses.
    pub delivered: usize,
}

/// An alert that ended by itself.
#[derive(Debug, Serialize)]
pub struct ClearedLine {
    /// Its number.
    pub number: u64,
    /// `better`, `gone` or `rule`.
    pub cause: &'static str,
    /// The number then.
    pub value: Option<String>,
}

impl Found {
    /// What a rule found, with the rule's names as they are now.
    #[must_use]
    pub fn new(rules: &Rules, finding: &Finding) -> Self {
        let name = rules.rule(&finding.key.rule).map(|rule| rule.name.clone());
        Self {
            rule: finding.key.rule.clone(),
            name: name.map(|name| Names { vi: name.vi, en: name.en }),
            kind: finding.kind.clone(),
            subject: finding.key.subject.clone(),
            agency: finding.agency.clone(),
            owner: finding.owner.clone(),
            place: Some(finding.key.place.clone()).filter(|place| !place.is_empty()),
            period: finding.period.map(|period| period.to_string()),
            value: finding.value.to_string(),
            before: finding.before.map(|before| before.to_string()),
            threshold: finding.threshold.to_string(),
        }
    }
}

impl AlertLine {
    /// An alert as it stands.
    #[must_use]
    pub fn new(rules: &Rules, alert: &Alert) -> Self {
        Self {
            number: alert.number,
            found: Found::new(rules, &alert.finding),
            state: alert.step().code(),
            raised_at: local(alert.raised_at).to_string(),
            raised_revision: alert.revision,
            acknowledged: alert.acknowledged.as_ref().map(|known| AcknowledgedLine {
                at: local(known.at).to_string(),
                by: known.by.clone(),
                note: known.note.clone(),
            }),
            ended: alert.ended.as_ref().map(|ended| EndedLine {
                at: local(ended.at).to_string(),
                revision: ended.revision,
                cause: ended.cause.map(Cause::code),
                by: ended.by.clone(),
                reason: ended.reason.clone(),
                value: ended.value.map(|value| value.to_string()),
            }),
        }
    }
}

impl EventLine {
    /// Something that happened.
    #[must_use]
    pub fn new(rules: &Rules, happened: &Happened) -> Self {
        let (name, by, cause) = match &happened.event {
            Event::Raised(_) => ("raised", None, None),
            Event::Acknowledged { by, .. } => ("acknowledged", Some(by.clone()), None),
            Event::Closed { by, .. } => ("closed", Some(by.clone()), None),
            Event::Cleared { cause, .. } => ("cleared", None, Some(cause.code())),
        };
        Self {
            event: happened.id,
            happened: name,
            at: local(happened.at).to_string(),
            revision: happened.revision,
            alert: happened.alert.number,
            found: Found::new(rules, &happened.alert.finding),
            by,
            cause,
        }
    }
}
