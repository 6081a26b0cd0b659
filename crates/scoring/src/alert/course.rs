//! The life of an alert: raised, acknowledged by an agency that owns it, ended by hand or by itself.
//!
//! Only events are kept; an [`Alert`] is what they add up to.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::Finding;
use crate::agency::AgencyTree;
use crate::dossier::Seconds;
use crate::period::Period;

/// Characters of a note or a reason.
pub const NOTE_CHARS: usize = 500;

/// One thing that happened to an alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Number of the alert, from 1.
    pub alert: u64,
    /// When.
    pub at: Seconds,
    /// Revision of the log it rests on.
    pub revision: u64,
    /// What.
    pub event: Event,
}

/// What happens to an alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A number passed its threshold.
    Raised(Finding),
    /// An agency has taken it up.
    Acknowledged {
        /// The owner or an agency above it.
        by: String,
        /// What will be done, in words; may be empty.
        note: String,
    },
    /// Ended by hand.
    Closed {
        /// The owner or an agency above it.
        by: String,
        /// Why.
        reason: String,
    },
    /// Ended by itself.
    Cleared {
        /// Why.
        cause: Cause,
        /// The number then, where there is one.
        value: Option<Decimal>,
    },
}

/// Why an alert ended by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cause {
    /// The number is on the good side again, by the rule's margin.
    Better,
    /// What it was about is no longer there: the agency ended, the directive was closed.
    Gone,
    /// The rule no longer stands in the file, or is no longer about this agency.
    Rule,
}

impl Cause {
    /// All causes.
    pub const ALL: [Self; 3] = [Self::Better, Self::Gone, Self::Rule];

    /// Name used in the store and in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Better => "better",
            Self::Gone => "gone",
            Self::Rule => "rule",
        }
    }
}

/// How far an alert has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// Nobody has taken it up.
    Raised,
    /// Somebody works on it.
    Acknowledged,
    /// Ended, by hand or by itself.
    Closed,
}

impl Step {
    /// Name used in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Raised => "raised",
            Self::Acknowledged => "acknowledged",
            Self::Closed => "closed",
        }
    }
}

/// Who took an alert up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acknowledged {
    /// When.
    pub at: Seconds,
    /// Which agency.
    pub by: String,
    /// What it said.
    pub note: String,
}

/// How an alert ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// When.
    pub at: Seconds,
    /// Revision then.
    pub revision: u64,
    /// Why by itself; `None`: by hand.
    pub cause: Option<Cause>,
    /// Which agency closed it.
    pub by: Option<String>,
    /// Why it closed it.
    pub reason: Option<String>,
    /// The number then, if it ended by itself.
    pub value: Option<Decimal>,
}

/// An alert, as its events add up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// Its number, from 1.
    pub number: u64,
    /// What was found.
    pub finding: Finding,
    /// When.
    pub raised_at: Seconds,
    /// At which revision.
    pub revision: u64,
    /// Who took it up.
    pub acknowledged: Option<Acknowledged>,
    /// How it ended.
    pub ended: Option<Ended>,
}

/// Why an event cannot follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// No alert has that number.
    Unknown,
    /// It has ended.
    Ended,
    /// Another agency, or other words, stand there already.
    Taken,
    /// It was raised before under the same number.
    Repeated,
    /// Closing needs a reason.
    NoReason,
    /// More than [`NOTE_CHARS`] characters, or control characters.
    BadText,
    /// Neither the owner nor an agency above it.
    NotOwner,
}

impl Alert {
    /// How far it has come.
    #[must_use]
    pub fn step(&self) -> Step {
        match (&self.ended, &self.acknowledged) {
            (Some(_), _) => Step::Closed,
            (None, Some(_)) => Step::Acknowledged,
            (None, None) => Step::Raised,
        }
    }

    /// Whether it still waits for something.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.ended.is_none()
    }

    /// Whether an event says what is known already: repeating a call changes nothing.
    #[must_use]
    pub fn says(&self, event: &Event) -> bool {
        match event {
            Event::Raised(finding) => self.finding == *finding,
            Event::Acknowledged { by, note } => self
                .acknowledged
                .as_ref()
                .is_some_and(|known| known.by == *by && known.note == *note),
            Event::Closed { by, reason } => self.ended.as_ref().is_some_and(|known| {
                known.by.as_ref() == Some(by) && known.reason.as_ref() == Some(reason)
            }),
            Event::Cleared { cause, .. } => {
                self.ended.as_ref().is_some_and(|known| known.cause == Some(*cause))
            }
        }
    }

    /// Whether an event may follow what is known.
    ///
    /// # Errors
    /// It has ended, somebody else took it up, or the words cannot be kept.
    pub fn accepts(&self, event: &Event) -> Result<(), Refused> {
        match event {
            Event::Raised(_) => Err(Refused::Repeated),
            _ if self.ended.is_some() => Err(Refused::Ended),
            Event::Acknowledged { note, .. } => match &self.acknowledged {
                Some(_) => Err(Refused::Taken),
                None => fits(note),
            },
            Event::Closed { reason, .. } if reason.trim().is_empty() => Err(Refused::NoReason),
            Event::Closed { reason, .. } => fits(reason),
            Event::Cleared { .. } => Ok(()),
        }
    }

    fn take(&mut self, entry: &Entry) {
        let (at, revision) = (entry.at, entry.revision);
        let end = Ended { at, revision, cause: None, by: None, reason: None, value: None };
        match &entry.event {
            Event::Raised(_) => {}
            Event::Acknowledged { by, note } => {
                self.acknowledged = Some(Acknowledged { at, by: by.clone(), note: note.clone() });
            }
            Event::Closed { by, reason } => {
                let (by, reason) = (Some(by.clone()), Some(reason.clone()));
                self.ended = Some(Ended { by, reason, ..end });
            }
            Event::Cleared { cause, value } => {
                self.ended = Some(Ended { cause: Some(*cause), value: *value, ..end });
            }
        }
    }
}

/// Whether an agency may take up or close what another one owns: the owner itself, and who stands above it.
#[must_use]
pub fn may_answer(tree: &AgencyTree, owner: &str, by: &str, period: Period) -> bool {
    let above = |found| tree.path(found, period).iter().any(|agency| agency.code == by);
    owner == by || tree.find(owner, period).is_ok_and(above)
}

fn fits(text: &str) -> Result<(), Refused> {
    let short = text.chars().count() <= NOTE_CHARS;
    let plain = !text.chars().any(|c| c.is_control() && c != '\n');
    if short && plain { Ok(()) } else { Err(Refused::BadText) }
}

/// What events add up to, by number.
///
/// # Errors
/// The first event that cannot follow the ones before it.
pub fn alerts(entries: &[Entry]) -> Result<Vec<Alert>, (u64, Refused)> {
    let mut known: BTreeMap<u64, Alert> = BTreeMap::new();
    for entry in entries {
        let number = entry.alert;
        match (known.get_mut(&number), &entry.event) {
            (None, Event::Raised(finding)) => {
                let alert = Alert {
                    number,
                    finding: finding.clone(),
                    raised_at: entry.at,
                    revision: entry.revision,
                    acknowledged: None,
                    ended: None,
                };
                known.insert(number, alert);
            }
            (None, _) => return Err((number, Refused::Unknown)),
            (Some(alert), event) => {
                alert.accepts(event).map_err(|refused| (number, refused))?;
                alert.take(entry);
            }
        }
    }
    Ok(known.into_values().collect())
}
