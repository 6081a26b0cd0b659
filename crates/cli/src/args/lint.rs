//! Arguments of `chiso lint`.

use std::path::PathBuf;

use chiso_report::lint::Severity;
use chiso_scoring::period::Period;
use clap::ValueEnum;

use crate::spelling::period;

/// `chiso lint`.
#[derive(Debug, clap::Args)]
pub struct Lint {
    /// The reports: .docx, .xlsx, .html or .txt.
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Findings below it are left out.
    #[arg(long, value_enum, default_value_t = SeverityName::Warning)]
    pub severity: SeverityName,
    /// Agency whose data the reports are compared with; default: the one they are about, if --data is given.
    #[arg(long)]
    pub agency: Option<String>,
    /// Period of these data; default: the month the reports are about.
    #[arg(long, value_parser = period)]
    pub period: Option<Period>,
}

/// Names of [`Severity`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SeverityName {
    /// Numbers that contradict each other.
    Error,
    /// Likely slips of form, and what the data say otherwise.
    Warning,
    /// Worth a look.
    Note,
}

impl From<SeverityName> for Severity {
    fn from(name: SeverityName) -> Self {
        match name {
            SeverityName::Error => Self::Error,
            SeverityName::Warning => Self::Warning,
            SeverityName::Note => Self::Note,
        }
    }
}
