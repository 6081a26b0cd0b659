//! What senders do to look better, or do wrong; each can be switched on for a share of agencies.
//!
//! A trick decides how a dossier came to its outcome, never the outcome: with or without tricks a
//! calibrated world has the same counts.

use crate::draw::{Draw, Shuffle};
use crate::plan::Unit;

/// A habit of a sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Trick {
    /// A refusal or stop is sent again as "done" an hour later.
    RewrittenToDone,
    /// The end is told later, with an invented end step at the second of reception.
    InventedDone,
    /// An acceptance step at the second of reception is made up when handling is reported.
    InventedAccepted,
    /// The first input file is sent as the result.
    ResultIsInput,
    /// Cash paid at the counter is sent as paid on the national portal.
    CashAsOnline,
    /// Every attachment is marked as digitised.
    AllDigitised,
    /// The due date is moved behind the end, after it has passed.
    DueMoved,
    /// A supplement is asked for half an hour before the dossier is due.
    PauseOnDueDay,
    /// Refused shortly before the same case is filed again under a new number.
    RefuseAndRefile,
    /// Received and done within the minute.
    InstantClosing,
    /// Closed in one go on the last working day of the month.
    BulkClosing,
    /// Received, by its own account, days before its number was given out.
    BackDated,
    /// The identity number is the placeholder 000000001.
    PlaceholderIdentity,
    /// New dossiers are sent as updates.
    NewAsUpdate,
    /// Statements are sent again a day later.
    Resend,
    /// The steps arrive before the dossier.
    OutOfOrder,
}

impl Trick {
    /// All tricks.
    pub const ALL: [Self; 16] = [
        Self::RewrittenToDone,
        Self::InventedDone,
        Self::InventedAccepted,
        Self::ResultIsInput,
        Self::CashAsOnline,
        Self::AllDigitised,
        Self::DueMoved,
        Self::PauseOnDueDay,
        Self::RefuseAndRefile,
        Self::InstantClosing,
        Self::BulkClosing,
        Self::BackDated,
        Self::PlaceholderIdentity,
        Self::NewAsUpdate,
        Self::Resend,
        Self::OutOfOrder,
    ];
}

impl Trick {
    /// Whether an agency has enough dossiers of the kind that the trick needs to show it.
    fn fits(self, unit: &Unit) -> bool {
        let counts = &unit.counts;
        match self {
            Self::CashAsOnline => {
                counts.paid >= 20 && counts.online + counts.post < counts.received
            }
            Self::ResultIsInput => counts.digitised >= 20,
            _ => counts.handled >= 30,
        }
    }
}

/// A set of tricks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct TrickSet(u32);

impl TrickSet {
    /// Whether the trick is in the set.
    #[must_use]
    pub fn has(self, trick: Trick) -> bool {
        self.0 & (1 << trick as u8) != 0
    }

    /// The tricks of the set.
    pub fn iter(self) -> impl Iterator<Item = Trick> {
        Trick::ALL.into_iter().filter(move |trick| self.has(*trick))
    }

    pub(crate) fn add(&mut self, trick: Trick) {
        self.0 |= 1 << trick as u8;
    }
}

/// For each trick the share of agencies that use it, in thousandths. An agency with a trick uses
/// it in a quarter of the dossiers it fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tricks([u16; Trick::ALL.len()]);

impl Default for Tricks {
    /// 80 of 1,000 agencies for each trick, and at least one agency.
    fn default() -> Self {
        Self([80; Trick::ALL.len()])
    }
}

impl Tricks {
    /// Honest senders only.
    #[must_use]
    pub fn none() -> Self {
        Self([0; Trick::ALL.len()])
    }

    /// The same with another share for one trick: 0 switches it off, 1000 means every agency.
    #[must_use]
    pub fn with(mut self, trick: Trick, permille: u16) -> Self {
        self.0[trick as usize] = permille.min(1000);
        self
    }

    /// Decides which agencies use which trick.
    pub(crate) fn assign(self, units: &mut [Unit], seed: u64) {
        units.iter_mut().for_each(|unit| unit.tricks = TrickSet::default());
        for trick in Trick::ALL {
            let share = u64::from(self.0[trick as usize]);
            let mut able: Vec<&mut Unit> =
                units.iter_mut().filter(|unit| trick.fits(unit)).collect();
            let count = u64::try_from(able.len()).unwrap_or(0);
            let mut draw = Draw::of(seed ^ 0x7269_636b, trick as u64);
            let shuffle = Shuffle::new(count, &mut draw);
            let users = (count * share).div_ceil(1000);
            for (at, unit) in (0..).zip(&mut able) {
                if shuffle.rank(at) < users {
                    unit.tricks.add(trick);
                }
            }
        }
    }
}
