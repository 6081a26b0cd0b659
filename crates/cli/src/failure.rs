//! Why a command ends, and the exit code that says so to scripts.

use std::io::Error;
use std::path::Path;
use std::process::ExitCode;

use chiso_scoring::agency::AgencyError;
use chiso_scoring::lang::Lang;
use chiso_scoring::problem::Problem;
use chiso_scoring::rulebook::SetError;

use crate::tell::{Tell, say};

/// Everything that ends a command early. Each is one clear sentence (a list for rulebooks).
#[derive(Debug)]
pub enum Failure {
    /// Something outside failed: disk, port, document library. Exit 1.
    Failed(Box<dyn Tell>),
    /// The command line makes no sense. Exit 2.
    Usage(Box<dyn Tell>),
    /// Data was refused. Exit 3.
    Refused(Box<dyn Tell>),
    /// What was asked for does not exist. Exit 5.
    NotFound(Box<dyn Tell>),
    /// What was asked for contradicts what was done before: the period is closed. Exit 6.
    Conflict(Box<dyn Tell>),
}

/// Some rows were refused; the good ones are kept.
pub const REFUSED: u8 = 3;
/// A check found differences.
pub const DIFFERENT: u8 = 4;

impl Failure {
    /// The fixed exit code: 1 failure, 2 usage, 3 data refused, 4 check failed, 5 not found, 6 conflict.
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Failed(_) => 1,
            Self::Usage(_) => 2,
            Self::Refused(_) => REFUSED,
            Self::NotFound(_) => 5,
            Self::Conflict(_) => 6,
        })
    }

    /// What is said of it.
    pub fn tell(&self, lang: Lang) -> String {
        let (Self::Failed(said)
        | Self::Usage(said)
        | Self::Refused(said)
        | Self::NotFound(said)
        | Self::Conflict(said)) = self;
        said.tell(lang)
    }

    /// Something outside failed.
    pub fn failed(said: impl Tell + 'static) -> Self {
        Self::Failed(Box::new(said))
    }

    /// The command line makes no sense.
    pub fn usage(said: impl Tell + 'static) -> Self {
        Self::Usage(Box::new(said))
    }

    /// Data was refused.
    pub fn refused(said: impl Tell + 'static) -> Self {
        Self::Refused(Box::new(said))
    }

    /// What was asked for does not exist.
    pub fn not_found(said: impl Tell + 'static) -> Self {
        Self::NotFound(Box::new(said))
    }

    /// What was asked for contradicts what was done before.
    pub fn conflict(said: impl Tell + 'static) -> Self {
        Self::Conflict(Box::new(said))
    }

    /// The result cannot be written.
    pub fn output(reason: impl ToString) -> Self {
        Self::failed(say("fail-output").plain("reason", reason))
    }

    /// A file or folder cannot be read.
    pub fn unreadable(path: &Path, reason: Error) -> Self {
        Self::not_found(say("fail-read").plain("file", path.display()).with("reason", reason))
    }
}

impl From<chiso_store::Error> for Failure {
    fn from(error: chiso_store::Error) -> Self {
        Self::failed(error)
    }
}

impl From<chiso_store::writer::WriterError> for Failure {
    fn from(error: chiso_store::writer::WriterError) -> Self {
        Self::failed(error)
    }
}

impl From<AgencyError> for Failure {
    fn from(error: AgencyError) -> Self {
        match error {
            AgencyError::Unknown(_) | AgencyError::Expired { .. } => Self::not_found(error),
            _ => Self::refused(error),
        }
    }
}

impl From<SetError> for Failure {
    fn from(error: SetError) -> Self {
        Self::not_found(error)
    }
}

/// The problems themselves are English in both languages: they quote the keys, operators and types
/// of the rulebook's own syntax, which is English.
impl From<Vec<Problem>> for Failure {
    fn from(problems: Vec<Problem>) -> Self {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        Self::refused(say("fail-rulebook").with("problems", lines.join("\n")))
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::output(error)
    }
}
