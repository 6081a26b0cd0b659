//! One finding: a dossier that is missing or different.

use chiso_scoring::dossier::Seconds;
use chiso_scoring::reconcile::{Entry, Finding, Ledger};
use serde::Serialize;

use crate::moment::local;

/// What is told of a finding, by key, and whether it is a number: the same in tables of the command and of the page.
pub const FINDING_COLUMNS: [(&str, bool); 11] = [
    ("reconcile-code", false),
    ("reconcile-comparison", false),
    ("reconcile-reason", false),
    ("reconcile-detail", false),
    ("reconcile-owner", false),
    ("reconcile-retry", false),
    ("col-unit", false),
    ("reconcile-procedure", false),
    ("reconcile-received", false),
    ("reconcile-age-days", true),
    ("reconcile-age-working", true),
];

/// A dossier that is missing or different.
#[derive(Debug, Clone, Serialize)]
pub struct Found {
    /// Left side.
    pub left: &'static str,
    /// Right side.
    pub right: &'static str,
    /// Number of the dossier.
    pub code: String,
    /// Code of the reason.
    pub reason: &'static str,
    /// What the reason says besides: the field of a refusal, the cause of a hold.
    pub detail: Option<String>,
    /// Who can put it right: `unit`, `vendor`, `portal`, `operator` or `nobody`.
    pub owner: &'static str,
    /// What to send again: `whole`, `corrected` or `update`; `null` if sending does not help.
    pub retry: Option<&'static str>,
    /// Code of the unit it is listed under.
    pub agency: Option<String>,
    /// Code of the procedure.
    pub procedure: Option<String>,
    /// When it was received, as far as anybody says.
    pub received_at: Option<String>,
    /// Calendar days since then.
    pub age_days: Option<i64>,
    /// Working days since then.
    pub age_working_days: Option<i64>,
    /// What the left side says.
    pub left_says: Option<Says>,
    /// What the right side says.
    pub right_says: Option<Says>,
}

/// What one side says of a dossier; `null` where it says nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Says {
    /// Code of the agency.
    pub agency: Option<String>,
    /// Code of the procedure.
    pub procedure: Option<String>,
    /// State, as the portal numbers it.
    pub status: Option<u8>,
    /// When it was received.
    pub received_at: Option<String>,
    /// When the result is due.
    pub due_at: Option<String>,
    /// When handling ended.
    pub ended_at: Option<String>,
}

pub(super) fn found(ledger: &Ledger, finding: &Finding) -> Found {
    Found {
        left: ledger.left.code(),
        right: ledger.right.code(),
        code: finding.code.to_string(),
        reason: finding.reason.kind().code(),
        detail: finding.reason.detail().map(str::to_owned),
        owner: finding.owner.code(),
        retry: finding.reason.retry().map(chiso_scoring::reconcile::Retry::code),
        agency: finding.unit.as_deref().map(str::to_owned),
        procedure: finding.procedure().map(ToString::to_string),
        received_at: finding.received_at.map(moment),
        age_days: finding.age.map(|age| age.days),
        age_working_days: finding.age.map(|age| age.working_days),
        left_says: finding.left.as_ref().map(says),
        right_says: finding.right.as_ref().map(says),
    }
}

fn says(entry: &Entry) -> Says {
    Says {
        agency: entry.agency.as_deref().map(str::to_owned),
        procedure: entry.procedure.as_deref().map(str::to_owned),
        status: entry.status.map(chiso_scoring::dossier::Status::number),
        received_at: entry.received_at.map(moment),
        due_at: entry.due_at.map(moment),
        ended_at: entry.ended_at.map(moment),
    }
}

pub(super) fn moment(at: Seconds) -> String {
    local(at).to_string()
}
