//! What the three sides say of dossiers, and what chiso can prove about them.

use std::sync::Arc;

use crate::dossier::{Hold, Seconds, Status};

/// Who keeps a list of dossiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// The one-stop system of a province or ministry: where dossiers come into being.
    OneStop,
    /// What reached chiso and is counted.
    Chiso,
    /// The national portal.
    Portal,
}

impl Side {
    /// All sides, in the direction dossiers travel.
    pub const ALL: [Self; 3] = [Self::OneStop, Self::Chiso, Self::Portal];

    /// Name used in files, flags and JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::OneStop => "one-stop",
            Self::Chiso => "chiso",
            Self::Portal => "portal",
        }
    }

    /// The side of a name.
    #[must_use]
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|side| side.code() == code)
    }
}

/// One row of a list. A bare list of codes is a list too: what a row does not say is not compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// Number of the dossier (`MaHoSo`).
    pub code: Box<str>,
    /// Code of the handling agency.
    pub agency: Option<Arc<str>>,
    /// Code of the procedure.
    pub procedure: Option<Arc<str>>,
    /// State.
    pub status: Option<Status>,
    /// When it was received.
    pub received_at: Option<Seconds>,
    /// When the result is due.
    pub due_at: Option<Seconds>,
    /// When handling ended.
    pub ended_at: Option<Seconds>,
}

impl Entry {
    /// A row that says nothing but the code.
    #[must_use]
    pub fn bare(code: &str) -> Self {
        Self { code: code.into(), ..Self::default() }
    }
}

/// The list of one side as it was at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// Whose it is.
    pub side: Side,
    /// When it was taken, or looked from: what happened later cannot be in it.
    pub captured_at: Seconds,
    /// Of chiso's list: the last revision it knows.
    pub revision: Option<u64>,
    /// Rows as they came, also the same code several times.
    pub entries: Vec<Entry>,
}

impl List {
    /// Whether chiso heard of something only after this list.
    #[must_use]
    pub fn is_before(&self, heard: Heard) -> bool {
        match self.revision {
            Some(revision) => heard.revision > revision,
            None => heard.at > self.captured_at,
        }
    }
}

/// A moment at which chiso came to know something, and the revision that brought it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heard {
    /// The moment.
    pub at: Seconds,
    /// The revision.
    pub revision: u64,
}

/// A call about a dossier that chiso did not take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// When it came.
    pub at: Seconds,
    /// Code of the reason.
    pub code: Box<str>,
    /// The field that is wrong, if it is one.
    pub field: Option<Box<str>>,
}

/// What the books of chiso say of one dossier, whether it is counted or not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evidence {
    /// First time anything was heard of it.
    pub first: Option<Heard>,
    /// Last time anything new was heard of it.
    pub last: Option<Heard>,
    /// Whether it was told as it happened (by calls). What a file tells later proves nothing about when
    /// somebody else could know it.
    pub live: bool,
    /// The latest moment that what is known of it speaks of.
    pub spoken_at: Option<Seconds>,
    /// When it was first seen on its way to the portal.
    pub synced_at: Option<Seconds>,
    /// Why it is kept but not counted.
    pub hold: Option<Hold>,
    /// The last call about it that was not taken.
    pub refused: Option<Refused>,
}

impl Evidence {
    /// Whether the last word about it was refused: nothing was taken in since.
    #[must_use]
    pub fn refused_last(&self) -> Option<&Refused> {
        let last = self.last.map_or(Seconds::MIN, |heard| heard.at);
        self.refused.as_ref().filter(|refused| refused.at > last)
    }

    /// Whether something about it happened, or was heard as it happened, after a moment.
    #[must_use]
    pub fn moved_after(&self, at: Seconds) -> bool {
        let heard = self.last.filter(|_| self.live).map(|heard| heard.at);
        self.spoken_at.max(heard).is_some_and(|moved| moved > at)
    }
}
