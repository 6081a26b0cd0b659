//! The JSON of the API and of `--json`, one file per topic: what other tools depend on. Decimals are
//! strings; what is missing is `null`, never 0.

pub mod alerts;
pub mod directives;
pub mod dossiers;
pub mod fairness;
pub mod movement;
pub mod procedures;
pub mod quality;
pub mod reconciliation;
pub mod whatif;
pub mod work;

use chiso_scoring::rulebook::{Rulebook, Status};
use serde::Serialize;

/// Identifies what an answer shows.
#[derive(Debug, Clone, Serialize)]
pub struct Heading {
    /// Rulebook.
    pub rulebook: String,
    /// `official` or `unofficial`.
    pub status: &'static str,
    /// Period.
    pub period: String,
    /// Looked at from this moment (dossiers), or captured until then (published figures), if asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
    /// Revision up to which the log was read.
    pub revision: u64,
    /// `dossiers` if the figures are counted from them; published figures have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<&'static str>,
}

impl Heading {
    /// What an answer counted from dossiers shows.
    #[must_use]
    pub fn counted(rulebook: &Rulebook, period: String, as_of: String, revision: u64) -> Self {
        Self {
            rulebook: rulebook.id.clone(),
            status: status(rulebook),
            period,
            as_of: Some(as_of),
            revision,
            from: Some("dossiers"),
        }
    }
}

/// Name of a rulebook's status.
#[must_use]
pub fn status(rulebook: &Rulebook) -> &'static str {
    match rulebook.status {
        Status::Official => "official",
        Status::Unofficial => "unofficial",
    }
}
