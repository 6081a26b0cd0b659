//! What is frozen when a period is closed.

use chiso_scoring::agency::Agency;
use chiso_scoring::figure::Captured;
use chiso_scoring::measure::ask::Counted;
use chiso_scoring::period::Period;
use chiso_scoring::score::Basis;
use jiff::Timestamp;
use jiff::civil::DateTime;

/// Where the frozen figures come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Figures somebody else published.
    Published,
    /// Counted from dossiers.
    Dossiers,
}

/// Everything a closed period says. Points and ranks are not in here: they follow.
#[derive(Debug, Clone, PartialEq)]
pub struct Frozen {
    /// The agency whose period it is; it and everything below it is frozen.
    pub agency: String,
    /// The period.
    pub period: Period,
    /// Where the figures come from.
    pub origin: Origin,
    /// Which figure wins, of published ones.
    pub basis: Basis,
    /// Until when one looked, Vietnam time.
    pub as_of: DateTime,
    /// Revision of the log.
    pub revision: u64,
    /// The rulebook in its canonical text.
    pub rulebook: String,
    /// The agencies of the period: the subtree, and what stands above it.
    pub agencies: Vec<Agency>,
    /// Published figures of these agencies, as known then; beside the counts if there are any.
    pub captured: Vec<Captured>,
    /// Tallies of these agencies with everything below each, if counted from dossiers.
    pub counted: Vec<Counted>,
    /// Tallies of the agencies alone, in the same order.
    pub own: Vec<Counted>,
    /// Where each sender stood.
    pub watermarks: Vec<Watermark>,
    /// What was checked.
    pub checks: Vec<CheckRow>,
    /// Who closed it: office or function, as typed.
    pub closed_by: String,
    /// When.
    pub closed_at: Timestamp,
    /// Number of the closing it takes the place of, after a reopening.
    pub replaces: Option<u64>,
    /// Lists of dossiers: how many rows, and the root over them; the rows stay inside.
    pub lists: (u64, [u8; 32]),
}

/// How far a source had told what it knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watermark {
    /// Code of the source.
    pub source: String,
    /// Last moment it was heard; `None` if never.
    pub heard: Option<DateTime>,
    /// Latest moment its statements speak of.
    pub until: Option<DateTime>,
}

/// One check before closing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckRow {
    /// Stable code, such as `balance`.
    pub code: String,
    /// What came out.
    pub outcome: Outcome,
    /// How many things it found.
    pub found: u64,
}

/// What came out of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing found.
    Passed,
    /// Found something, and somebody said why it may stand.
    Waived(String),
}

impl Frozen {
    /// The same in the order of the file: by code, wherever order says nothing. Of published figures of one agency the order stays,
    /// for the later one stands.
    #[must_use]
    pub fn in_order(mut self) -> Self {
        self.agencies.sort_by(|a, b| (&a.code, a.valid_from).cmp(&(&b.code, b.valid_from)));
        self.captured.sort_by(|a, b| a.reported.agency.cmp(&b.reported.agency));
        self.counted.sort_by(|a, b| a.agency.cmp(&b.agency));
        self.own.sort_by(|a, b| a.agency.cmp(&b.agency));
        self.watermarks.sort_by(|a, b| a.source.cmp(&b.source));
        self.checks.sort_by(|a, b| a.code.cmp(&b.code));
        self
    }
}
