//! What is looked at before a period is closed: each check finds things, or nothing; what it finds must be waived with a reason.

mod balance;
mod published;
mod sources;

use chiso_report::snapshot::Origin;

use super::findings::{Found, Line};
use super::gather::Gathered;
use super::refused::Refused;

/// The checks, in the order they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// Carried over and received is what is done and what is in progress, dossier by dossier.
    Balance,
    /// A parent is the sum of its own and its children.
    Parts,
    /// What is kept up to date is what is counted anew.
    Recount,
    /// The lists that are frozen hold exactly as many rows as the tallies say.
    Lists,
    /// Sources that are late or silent, or were heard last before the period ended.
    Sources,
    /// Units without figures whose siblings have some.
    Silent,
    /// Items that were refused and not sent again soundly.
    Quarantine,
    /// Published numbers that differ from computed ones.
    Published,
    /// The period is not over.
    NotOver,
    /// Figures that their source calls provisional.
    Provisional,
}

impl Check {
    /// All checks.
    pub const ALL: [Self; 10] = [
        Self::Balance,
        Self::Parts,
        Self::Recount,
        Self::Lists,
        Self::Sources,
        Self::Silent,
        Self::Quarantine,
        Self::Published,
        Self::NotOver,
        Self::Provisional,
    ];

    /// Stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Balance => "balance",
            Self::Parts => "parts",
            Self::Recount => "recount",
            Self::Lists => "lists",
            Self::Sources => "sources",
            Self::Silent => "silent",
            Self::Quarantine => "quarantine",
            Self::Published => "published",
            Self::NotOver => "not_over",
            Self::Provisional => "provisional",
        }
    }

    /// Whether there is anything to check, by where the figures come from.
    #[must_use]
    pub fn applies(self, origin: Origin) -> bool {
        let counted = [Self::Balance, Self::Recount, Self::Lists, Self::Sources, Self::Quarantine];
        match origin {
            Origin::Dossiers => self != Self::Silent,
            Origin::Published => !counted.contains(&self),
        }
    }

    /// The check of a code.
    #[must_use]
    pub fn read(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|check| check.code() == code)
    }

    /// Key of its name in words.
    #[must_use]
    pub fn key(self) -> String {
        format!("closing-check-{}", self.code().replace('_', "-"))
    }
}

/// Runs every check there is anything for.
pub(super) fn all(gathered: &Gathered<'_>) -> Result<Vec<Found>, Refused> {
    let run = |check: Check| Ok(Found::new(check, lines(check, gathered)?));
    let applies = |check: &Check| check.applies(gathered.ask.origin);
    Check::ALL.into_iter().filter(applies).map(run).collect()
}

fn lines(check: Check, gathered: &Gathered<'_>) -> Result<Vec<Line>, Refused> {
    Ok(match check {
        Check::Balance => balance::rows(gathered),
        Check::Parts => balance::parts(gathered),
        Check::Recount => balance::recount(gathered),
        Check::Lists => balance::lists(gathered),
        Check::Sources => sources::sources(gathered)?,
        Check::Silent => published::silent(gathered),
        Check::Quarantine => sources::quarantine(gathered)?,
        Check::Published => published::differences(gathered),
        Check::NotOver => published::not_over(gathered),
        Check::Provisional => published::provisional(gathered),
    })
}
