//! What the linter found.

use super::Place;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth a look.
    Note,
    /// Likely a slip of form: locale, order, wording.
    Warning,
    /// Numbers that contradict each other.
    Error,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Stable code of the rule, such as `ratio`; words for it are `lint-CODE` in the language files.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Where it stands.
    pub place: Place,
    /// The row, sentence or column it belongs to, as printed, cut to a short length.
    pub about: String,
    /// What is printed.
    pub printed: String,
    /// What should stand there, or what contradicts it; empty if nothing can be named.
    pub expected: String,
    /// How that follows, in numbers: `669 / 749`.
    pub working: String,
}
