//! Why a command ends, and the exit code that says so to scripts.

use std::process::ExitCode;

use chiso_scoring::agency::AgencyError;
use chiso_scoring::problem::Problem;
use chiso_scoring::rulebook::SetError;

/// Everything that ends a command early. Each is one clear sentence (a list for rulebooks).
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Something outside failed: disk, port, document library. Exit 1.
    #[error("{0}")]
    Failed(String),
    /// The command line makes no sense. Exit 2.
    #[error("{0}")]
    Usage(String),
    /// Data was refused. Exit 3.
    #[error("{0}")]
    Refused(String),
    /// What was asked for does not exist. Exit 5.
    #[error("{0}")]
    NotFound(String),
}

/// Some rows were refused; the good ones are kept.
pub const REFUSED: u8 = 3;
/// A check found differences.
pub const DIFFERENT: u8 = 4;

impl Failure {
    /// The fixed exit code: 1 failure, 2 usage, 3 data refused, 4 check failed, 5 not found.
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Failed(_) => 1,
            Self::Usage(_) => 2,
            Self::Refused(_) => REFUSED,
            Self::NotFound(_) => 5,
        })
    }
}

impl From<chiso_store::Error> for Failure {
    fn from(error: chiso_store::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

impl From<AgencyError> for Failure {
    fn from(error: AgencyError) -> Self {
        match error {
            AgencyError::Unknown(_) | AgencyError::Expired { .. } => {
                Self::NotFound(error.to_string())
            }
            _ => Self::Refused(error.to_string()),
        }
    }
}

impl From<SetError> for Failure {
    fn from(error: SetError) -> Self {
        Self::NotFound(error.to_string())
    }
}

impl From<Vec<Problem>> for Failure {
    fn from(problems: Vec<Problem>) -> Self {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        Self::Refused(format!("the rulebook is refused:\n{}", lines.join("\n")))
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::Failed(format!("writing JSON: {error}"))
    }
}
