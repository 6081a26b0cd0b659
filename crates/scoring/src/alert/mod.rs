//! Alerts (*cảnh báo*): rules in a file are held against plain numbers, and what they say is raised once.
//!
//! [`file`](self) reads and proves the rules (`rules/alerts.toml`), [`observe`] reads the numbers they ask
//! for from the tallies, [`evaluate()`] says what begins and what ends, [`course`] is the life of one alert.
//! Nothing here knows how numbers are stored or who is told.
//!
//! An alert has a [`Key`]: rule, subject and place. As long as it is open the same key is not raised
//! again. It ends by hand, or by itself when the number is on the good side by the rule's `back`
//! (hysteresis: a number that trembles around the threshold raises one alert, not twenty), or when what
//! it is about is gone. After the end the key keeps quiet for the rule's `quiet_hours`.
//! A number that is missing neither raises nor ends anything.

pub mod course;
pub mod evaluate;
mod file;
pub mod observe;
pub mod rule;

pub use course::{
    Acknowledged, Alert, Cause, Ended, Entry, Event, Refused, Step, alerts, may_answer,
};
pub use evaluate::{Change, Observations, Outcome, Reading, Unit, evaluate};
pub use file::Known;
pub use rule::{Against, Condition, Hook, Owner, Question, Rule, Rules, Scope, Span};

use rust_decimal::Decimal;

use crate::period::Period;

/// What makes two findings the same alert.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// Id of the rule.
    pub rule: String,
    /// Code of the agency, name of the source, or number of the directive it is about.
    pub subject: String,
    /// Code of the indicator, group or total; empty where the rule is about none.
    pub place: String,
}

/// A number that a rule calls for an alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which alert.
    pub key: Key,
    /// Kind of the rule: one of [`rule::KINDS`].
    pub kind: String,
    /// The agency it is about.
    pub agency: String,
    /// The agency that has to answer.
    pub owner: String,
    /// The period the number is of, if it is of one.
    pub period: Option<Period>,
    /// Points, dossiers, or working hours, as the kind says.
    pub value: Decimal,
    /// Points before, for a fall.
    pub before: Option<Decimal>,
    /// The threshold the number has passed, in the unit of `value`.
    pub threshold: Decimal,
}
