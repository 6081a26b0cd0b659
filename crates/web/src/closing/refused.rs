//! Why a period is not closed, reopened or compared.

use chiso_scoring::agency::AgencyError;
use chiso_scoring::period::Period;
use chiso_scoring::rulebook::SetError;

/// Why nothing was done.
#[derive(Debug)]
pub enum Refused {
    /// What was handed in: a field and the key of a sentence.
    Field {
        /// Which field.
        field: &'static str,
        /// Key of the sentence.
        reason: &'static str,
    },
    /// There is no such agency in the period.
    Agency(AgencyError),
    /// There is no such rulebook.
    Rulebook(SetError),
    /// Nothing is known of the agency in the period.
    Nothing(Period),
    /// Another closing of the agency and period stands.
    Stands(u64),
    /// Somebody closed or reopened the period meanwhile.
    Stale,
    /// The closing was reopened before.
    Reopened(u64),
    /// There is no such closing.
    Unknown(u64),
    /// Checks that found something and are not waived.
    Checks(Vec<&'static str>),
    /// The figures of a period are to be compared that were not counted from dossiers.
    NoDossiers,
    /// The key of the installation cannot be made or read.
    Key(std::io::Error),
    /// The file of a closing cannot be written or read.
    Snapshot(String),
    /// The store refused or failed.
    Store(chiso_store::Error),
}

impl Refused {
    pub(crate) fn field(field: &'static str, reason: &'static str) -> Self {
        Self::Field { field, reason }
    }
}

impl From<chiso_store::Error> for Refused {
    fn from(error: chiso_store::Error) -> Self {
        Self::Store(error)
    }
}

impl From<AgencyError> for Refused {
    fn from(error: AgencyError) -> Self {
        Self::Agency(error)
    }
}

impl From<SetError> for Refused {
    fn from(error: SetError) -> Self {
        Self::Rulebook(error)
    }
}
