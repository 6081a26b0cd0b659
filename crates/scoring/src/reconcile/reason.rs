//! The closed list of reasons, who owns each, and what is to be done.

use super::entry::{Refused, Side};
use crate::dossier::Hold;

/// Why a dossier is missing on one side or different. Each finding has exactly one; the table in
/// [`crate::reconcile`] says which where several hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// No call about it was made towards the side that lacks it.
    NeverSent,
    /// Its call was refused and nothing was taken since.
    Refused(Refused),
    /// It arrived but is not counted yet.
    HeldBack(Hold),
    /// It came, or changed, after the other list was taken.
    SentLate,
    /// It was seen on its way to the portal in time, and the portal's list lacks it.
    Lost,
    /// One list has the code several times.
    DuplicateCode,
    /// The two sides name different agencies.
    WrongUnit,
    /// The two sides date its reception into different periods.
    WrongPeriod,
    /// The two sides name different procedures.
    WrongProcedure,
    /// The two sides state different states.
    StatusGap,
    /// A day of the dossier (received, due, ended) differs.
    DateMismatch,
    /// The portal lists it, chiso never heard of it.
    UnknownToUs,
    /// The one-stop system's own list lacks it.
    UnknownToThem,
}

/// A reason without what it says besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// [`Reason::NeverSent`].
    NeverSent,
    /// [`Reason::Refused`].
    Refused,
    /// [`Reason::HeldBack`].
    HeldBack,
    /// [`Reason::SentLate`].
    SentLate,
    /// [`Reason::Lost`].
    Lost,
    /// [`Reason::DuplicateCode`].
    DuplicateCode,
    /// [`Reason::WrongUnit`].
    WrongUnit,
    /// [`Reason::WrongPeriod`].
    WrongPeriod,
    /// [`Reason::WrongProcedure`].
    WrongProcedure,
    /// [`Reason::StatusGap`].
    StatusGap,
    /// [`Reason::DateMismatch`].
    DateMismatch,
    /// [`Reason::UnknownToUs`].
    UnknownToUs,
    /// [`Reason::UnknownToThem`].
    UnknownToThem,
}

impl Kind {
    /// All reasons, in the order of their precedence among dossiers missing, then different.
    pub const ALL: [Self; 13] = [
        Self::SentLate,
        Self::Refused,
        Self::HeldBack,
        Self::NeverSent,
        Self::Lost,
        Self::UnknownToUs,
        Self::UnknownToThem,
        Self::DuplicateCode,
        Self::WrongUnit,
        Self::WrongPeriod,
        Self::WrongProcedure,
        Self::StatusGap,
        Self::DateMismatch,
    ];

    /// Name used in addresses, flags and JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NeverSent => "never_sent",
            Self::Refused => "refused",
            Self::HeldBack => "held_back",
            Self::SentLate => "sent_late",
            Self::Lost => "lost",
            Self::DuplicateCode => "duplicate_code",
            Self::WrongUnit => "wrong_unit",
            Self::WrongPeriod => "wrong_period",
            Self::WrongProcedure => "wrong_procedure",
            Self::StatusGap => "status_gap",
            Self::DateMismatch => "date_mismatch",
            Self::UnknownToUs => "unknown_to_us",
            Self::UnknownToThem => "unknown_to_them",
        }
    }

    /// The reason of a name.
    #[must_use]
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// Who can put it right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Owner {
    /// The agency that handles the dossier.
    Unit,
    /// Whoever runs the one-stop system.
    Vendor,
    /// The national portal.
    Portal,
    /// Whoever runs chiso.
    Operator,
    /// Nobody: it will be right by itself with the next list.
    Nobody,
}

impl Owner {
    /// Name used in JSON and as the end of the key of its words.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Vendor => "vendor",
            Self::Portal => "portal",
            Self::Operator => "operator",
            Self::Nobody => "nobody",
        }
    }
}

/// What is to be sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Retry {
    /// The dossier as a new one.
    Whole,
    /// The dossier, once the field is right.
    Corrected,
    /// The dossier as an update.
    Update,
}

impl Retry {
    /// Name used in files, JSON and as the end of the key of its words.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Corrected => "corrected",
            Self::Update => "update",
        }
    }
}

impl Reason {
    /// The reason without what it says besides.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::NeverSent => Kind::NeverSent,
            Self::Refused(_) => Kind::Refused,
            Self::HeldBack(_) => Kind::HeldBack,
            Self::SentLate => Kind::SentLate,
            Self::Lost => Kind::Lost,
            Self::DuplicateCode => Kind::DuplicateCode,
            Self::WrongUnit => Kind::WrongUnit,
            Self::WrongPeriod => Kind::WrongPeriod,
            Self::WrongProcedure => Kind::WrongProcedure,
            Self::StatusGap => Kind::StatusGap,
            Self::DateMismatch => Kind::DateMismatch,
            Self::UnknownToUs => Kind::UnknownToUs,
            Self::UnknownToThem => Kind::UnknownToThem,
        }
    }

    /// What it says besides: the field (or code) of a refusal, the cause of a hold.
    #[must_use]
    pub fn detail(&self) -> Option<&str> {
        match self {
            Self::Refused(refused) => Some(refused.field.as_deref().unwrap_or(&refused.code)),
            Self::HeldBack(hold) => Some(hold.code()),
            _ => None,
        }
    }

    /// Who can put it right, in a comparison whose right side is `right`. A difference towards the
    /// portal is the portal's to look at: what chiso has was sent to both alike.
    #[must_use]
    pub fn owner(&self, right: Side) -> Owner {
        let sender = if right == Side::Portal { Owner::Portal } else { Owner::Vendor };
        match self {
            Self::NeverSent | Self::Refused(_) | Self::UnknownToThem => Owner::Vendor,
            Self::HeldBack(Hold::NoSnapshot) => Owner::Vendor,
            Self::HeldBack(Hold::NotReceived | Hold::NoDueDate) | Self::WrongPeriod => Owner::Unit,
            Self::SentLate => Owner::Nobody,
            Self::Lost => Owner::Portal,
            Self::UnknownToUs => Owner::Operator,
            Self::DuplicateCode
            | Self::WrongUnit
            | Self::WrongProcedure
            | Self::StatusGap
            | Self::DateMismatch => sender,
        }
    }

    /// What is to be sent again, if sending helps.
    #[must_use]
    pub fn retry(&self) -> Option<Retry> {
        match self {
            Self::NeverSent | Self::Lost | Self::HeldBack(Hold::NoSnapshot) => Some(Retry::Whole),
            Self::Refused(_) | Self::HeldBack(Hold::NoDueDate) => Some(Retry::Corrected),
            Self::WrongUnit
            | Self::WrongPeriod
            | Self::WrongProcedure
            | Self::StatusGap
            | Self::DateMismatch => Some(Retry::Update),
            Self::HeldBack(Hold::NotReceived)
            | Self::SentLate
            | Self::DuplicateCode
            | Self::UnknownToUs
            | Self::UnknownToThem => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_all_different_and_lead_back() {
        for kind in Kind::ALL {
            assert_eq!(Kind::of(kind.code()), Some(kind));
        }
        let mut all = Kind::ALL.to_vec();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), Kind::ALL.len());
        assert_eq!(Kind::of("lost!"), None);
    }
}
