//! The causes, and what a comparison has to find of each.

use chiso_scoring::reconcile::{Kind, Side};

/// What goes wrong with a dossier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Cause {
    /// No call about it is made.
    NeverSent,
    /// Its calls bear a due date that does not exist.
    Refused,
    /// Only its steps are sent.
    OnlySteps,
    /// All its calls come after the lists were taken.
    SentLate,
    /// The portal forgets it.
    Lost,
    /// A list has its code twice.
    Twice,
    /// Another unit stands in the calls, or in the portal's list.
    OtherUnit,
    /// It is dated into another period by the calls, or by the portal's list.
    OtherPeriod,
    /// Another procedure stands in the calls, or in the portal's list.
    OtherProcedure,
    /// The calls about its end are not made, or the portal does not follow them.
    Behind,
    /// The portal's list, or the one-stop system's, has another due day.
    OtherDay,
    /// Its calls go to the portal alone.
    PastUs,
    /// The one-stop system's list lacks it.
    Forgotten,
}

impl Cause {
    /// All causes.
    pub const ALL: [Self; 13] = [
        Self::NeverSent,
        Self::Refused,
        Self::OnlySteps,
        Self::SentLate,
        Self::Lost,
        Self::Twice,
        Self::OtherUnit,
        Self::OtherPeriod,
        Self::OtherProcedure,
        Self::Behind,
        Self::OtherDay,
        Self::PastUs,
        Self::Forgotten,
    ];
}

/// What happened to one dossier: the cause, and whether the portal's list suffers it (`second`) instead of
/// the calls, or of the one-stop system's own list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fault {
    /// What went wrong.
    pub cause: Cause,
    /// Whether it went wrong at the portal.
    pub second: bool,
    /// Whether the portal's list has another due day besides: a lesser fault, named only where the first
    /// does not show.
    pub besides: bool,
}

impl Fault {
    /// The reason that two sides' comparison has to find; `None` where they agree nevertheless.
    #[must_use]
    pub fn shows(self, left: Side, right: Side) -> Option<Kind> {
        let listed = !matches!(
            self.cause,
            Cause::NeverSent | Cause::Refused | Cause::OnlySteps | Cause::SentLate | Cause::Lost
        );
        let lesser = self.besides && listed && right == Side::Portal;
        self.alone(left, right).or(Some(Kind::DateMismatch).filter(|_| lesser))
    }

    /// The same without what is wrong besides.
    fn alone(self, left: Side, right: Side) -> Option<Kind> {
        let to_us = (left, right) == (Side::OneStop, Side::Chiso);
        let on = (left, right) == (Side::Chiso, Side::Portal);
        // What the calls say wrongly differs from the one-stop system; what the portal does, from it.
        let of_calls = |kind| Some(kind).filter(|_| if self.second { !to_us } else { !on });
        match self.cause {
            Cause::NeverSent => Some(Kind::NeverSent).filter(|_| !on),
            Cause::Refused => Some(Kind::Refused).filter(|_| !on),
            Cause::OnlySteps => Some(Kind::HeldBack).filter(|_| !on),
            Cause::SentLate => Some(Kind::SentLate).filter(|_| !to_us),
            Cause::Lost => Some(Kind::Lost).filter(|_| !to_us),
            Cause::Twice => of_calls(Kind::DuplicateCode),
            Cause::OtherUnit => of_calls(Kind::WrongUnit),
            Cause::OtherPeriod => of_calls(Kind::WrongPeriod),
            Cause::OtherProcedure => of_calls(Kind::WrongProcedure),
            Cause::Behind => of_calls(Kind::StatusGap),
            Cause::OtherDay => of_calls(Kind::DateMismatch),
            Cause::PastUs if to_us => Some(Kind::NeverSent),
            Cause::PastUs => Some(Kind::UnknownToUs).filter(|_| on),
            Cause::Forgotten => Some(Kind::UnknownToThem).filter(|_| !on),
        }
    }
}

/// How many of 1,000 dossiers suffer each cause, in the order of [`Cause::ALL`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rates(pub [u64; Cause::ALL.len()]);

impl Rates {
    /// The same rate for every cause.
    #[must_use]
    pub fn even(permille: u64) -> Self {
        Self([permille; Cause::ALL.len()])
    }
}
