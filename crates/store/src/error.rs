//! The one error type. A message is one sentence for an operator; it never contains SQL or values.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// Result of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why the store did not do what it was asked. Nothing of the call was stored.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder for the database cannot be made or entered.
    #[error("cannot use the data folder '{}': {reason}", .path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        reason: std::io::Error,
    },
    /// The database file cannot be opened or written.
    #[error("cannot write the database '{}': check the permissions of the file and its folder", .0.display())]
    NotWritable(PathBuf),
    /// The file exists but is not a database of chiso.
    #[error("'{}' is not a chiso database", .0.display())]
    NotOurs(PathBuf),
    /// A newer chiso has changed the database.
    #[error(
        "the database '{}' was written by a newer chiso (schema {found}, this program knows {known}): use the newer program",
        .path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Schema number in the file.
        found: i64,
        /// Newest schema number this program knows.
        known: i64,
    },
    /// Another process has been writing for too long.
    #[error("the database is being written by another process: try again")]
    Busy,
    /// No room left.
    #[error("the disk is full: nothing of this call was stored")]
    Full,
    /// The database itself failed.
    #[error("the database failed: {0}")]
    Database(String),
    /// A stored value cannot be read back: the file was changed by another program.
    #[error("the database is damaged: a stored {0} cannot be read")]
    Damaged(&'static str),
    /// What is derived from the log could not follow it.
    #[error("the figures could not follow the log: {0}; start the program again")]
    NotFollowing(String),
    /// More rows than one call may bring.
    #[error("{given} rows in one call are too many: at most {limit}")]
    TooMany {
        /// Rows given.
        given: usize,
        /// The bound.
        limit: usize,
    },
    /// More rows than one answer may hold.
    #[error("the answer has more than {limit} rows: ask for less")]
    AnswerTooLarge {
        /// The bound.
        limit: usize,
    },
    /// An item that cannot be stored.
    #[error("item {}: {field} {problem}", .index + 1)]
    Item {
        /// Which item of the call, from 0.
        index: usize,
        /// Which field of it.
        field: &'static str,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// Something about the call itself is wrong.
    #[error("{field} {problem}")]
    Call {
        /// Which argument.
        field: &'static str,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// One call says two things about one agency.
    #[error("agency '{code}': two different rows with the same valid_from in one call")]
    Contradiction {
        /// Code of the agency.
        code: String,
    },
}

impl Error {
    /// Names the file where opening it failed.
    pub(crate) fn at(self, path: &Path, failure: Option<ErrorCode>) -> Self {
        match failure {
            Some(ErrorCode::NotADatabase) => Self::NotOurs(path.to_owned()),
            Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
                Self::NotWritable(path.to_owned())
            }
            _ => self,
        }
    }
}

impl From<rusqlite::Error> for Error {
    /// Keeps the kind of the failure, drops its text: that may quote statements and values.
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error() {
            Some(failure) => match failure.code {
                ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy,
                ErrorCode::DiskFull => Self::Full,
                _ => Self::Database(failure.to_string()),
            },
            None => match error {
                rusqlite::Error::InvalidColumnType(..)
                | rusqlite::Error::FromSqlConversionFailure(..)
                | rusqlite::Error::IntegralValueOutOfRange(..)
                | rusqlite::Error::Utf8Error(..) => Self::Damaged("value"),
                _ => Self::Database("a statement does not fit the schema".to_owned()),
            },
        }
    }
}
