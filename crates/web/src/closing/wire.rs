//! Closings, findings and restatements as JSON.

mod restated;

use chiso_report::snapshot::{CheckRow, Outcome};
use chiso_scoring::lang::Lang;
use chiso_store::ClosingRow;
use serde::{Deserialize, Serialize};

pub use restated::{Figure, Number, Restated, Row, Share, Stated};

use super::findings::Found;
use super::refused::Refused;
use crate::moment::local;

/// A check as it is kept and told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Stable code.
    pub check: String,
    /// Its name.
    pub name: String,
    /// `passed`, `waived` or `open`.
    pub outcome: String,
    /// Why what it found may stand.
    pub reason: Option<String>,
    /// How many things it found.
    pub found: u64,
    /// The first of them.
    pub lines: Vec<Line>,
}

/// One thing a check found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What it is about.
    pub about: String,
    /// What was found.
    pub text: String,
}

/// Every check with what it found and what became of it; without `rows` nothing is settled yet.
#[must_use]
pub fn checks(found: &[Found], rows: &[CheckRow], lang: Lang) -> Vec<Check> {
    let check = |found: &Found| {
        let row = rows.iter().find(|row| row.code == found.check.code());
        let (outcome, reason) = match row.map(|row| &row.outcome) {
            Some(Outcome::Waived(reason)) => ("waived", Some(reason.clone())),
            _ if found.count == 0 => ("passed", None),
            _ => ("open", None),
        };
        let line = |line: &super::Line| Line { about: line.about.clone(), text: line.text(lang) };
        Check {
            check: found.check.code().to_owned(),
            name: lang.text(&found.check.key()),
            outcome: outcome.to_owned(),
            reason,
            found: found.count,
            lines: found.lines.iter().map(line).collect(),
        }
    };
    found.iter().map(check).collect()
}

/// What is kept of the checks, in Vietnamese: what was read when it was waived.
pub(super) fn findings(found: &[Found], rows: &[CheckRow]) -> Result<Vec<u8>, Refused> {
    let checks = checks(found, rows, Lang::Vi);
    serde_json::to_vec(&checks).map_err(|error| Refused::Snapshot(error.to_string()))
}

/// Reads what was kept of the checks.
///
/// # Errors
/// It was changed by another program.
pub fn kept_findings(bytes: &[u8]) -> Result<Vec<Check>, Refused> {
    serde_json::from_slice(bytes).map_err(|error| Refused::Snapshot(error.to_string()))
}

/// A closing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Closing {
    /// Its number.
    pub number: u64,
    /// Revision that brought it.
    pub revision: u64,
    /// Code of the agency.
    pub agency: String,
    /// Period.
    pub period: String,
    /// `dossiers` or `published`.
    pub from: &'static str,
    /// Until when one looked.
    pub as_of: String,
    /// Whether the period was not over.
    pub provisional: bool,
    /// Rulebook.
    pub rulebook: String,
    /// Revision of the log that was frozen.
    pub known_at: u64,
    /// Office or function.
    pub closed_by: String,
    /// When.
    pub closed_at: String,
    /// The closing it takes the place of.
    pub replaces: Option<u64>,
    /// How many checks were waived.
    pub waived: u64,
    /// Root of the snapshot, in hexadecimal digits.
    pub root: String,
    /// Signature of it.
    pub signature: String,
    /// Public key of the signature.
    pub key: String,
    /// Its reopening.
    pub reopened: Option<Reopened>,
}

/// A reopening.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reopened {
    /// Revision that brought it.
    pub revision: u64,
    /// When.
    pub at: String,
    /// Office or function.
    pub by: String,
    /// Why; `null` for strangers.
    pub reason: Option<String>,
}

/// A closing as it is kept.
#[must_use]
pub fn closing(row: &ClosingRow, inside: bool) -> Closing {
    let closed = &row.closed;
    let reopened = row.reopened.as_ref().map(|(revision, reopening)| Reopened {
        revision: *revision,
        at: local(reopening.at).to_string(),
        by: reopening.by.clone(),
        reason: inside.then(|| reopening.reason.clone()),
    });
    Closing {
        number: row.number,
        revision: row.revision,
        agency: closed.agency.clone(),
        period: closed.period.to_string(),
        from: closed.origin.code(),
        as_of: closed.as_of.to_string(),
        provisional: closed.provisional,
        rulebook: closed.rulebook.clone(),
        known_at: closed.known_at,
        closed_by: closed.closed_by.clone(),
        closed_at: local(closed.closed_at).to_string(),
        replaces: closed.replaces,
        waived: closed.waived,
        root: hex(&closed.root),
        signature: hex(&closed.signature),
        key: hex(&closed.key),
        reopened,
    }
}

/// Bytes as hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Key of the word for how a closing stands.
#[must_use]
pub fn state(row: &ClosingRow) -> &'static str {
    match (&row.reopened, row.closed.provisional) {
        (Some(_), _) => "closing-state-reopened",
        (None, true) => "closing-state-provisional",
        (None, false) => "closing-state-closed",
    }
}

/// A closing with its checks.
#[derive(Debug, Clone, Serialize)]
pub struct Told {
    /// The closing.
    #[serde(flatten)]
    pub closing: Closing,
    /// What was checked.
    pub checks: Vec<Check>,
}

/// A closing with its checks; strangers are not told what they found one by one.
#[must_use]
pub fn told(row: &ClosingRow, mut checks: Vec<Check>, inside: bool) -> Told {
    if !inside {
        checks.iter_mut().for_each(|check| check.lines.clear());
    }
    Told { closing: closing(row, inside), checks }
}

/// What would be frozen, and its checks.
#[derive(Debug, Clone, Serialize)]
pub struct Looked {
    /// Code of the agency.
    pub agency: String,
    /// Period.
    pub period: String,
    /// `dossiers` or `published`.
    pub from: &'static str,
    /// Until when one looks.
    pub as_of: String,
    /// Revision of the log.
    pub revision: u64,
    /// Whether the period is not over.
    pub provisional: bool,
    /// Agencies that are frozen.
    pub agencies: usize,
    /// Lines of the lists.
    pub listed: u64,
    /// What was checked.
    pub checks: Vec<Check>,
}

impl Looked {
    /// What was looked at, with the waivers there are.
    #[must_use]
    pub fn new(looked: &super::Looked, waivers: &[super::Waiver], lang: Lang) -> Self {
        let frozen = &looked.frozen;
        let rows = super::outcomes(&looked.found, waivers);
        Self {
            agency: frozen.agency.clone(),
            period: frozen.period.to_string(),
            from: super::kept(frozen.origin).code(),
            as_of: frozen.as_of.to_string(),
            revision: frozen.revision,
            provisional: looked.provisional,
            agencies: frozen.agencies.len(),
            listed: looked.listed(),
            checks: checks(&looked.found, &rows, lang),
        }
    }
}
