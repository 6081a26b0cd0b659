//! What a follower hears.

use chiso_scoring::dossier::{Seconds, Version};
use chiso_scoring::record::Record;

/// Keeps something derived from the log up to date.
pub trait Follower: Send {
    /// Called on the writer's thread after each commit that made a revision, before those who sent
    /// it are answered. If it panics, the writer answers them and stops: what follows is no longer
    /// what the log says.
    fn committed(&mut self, batch: &Committed<'_>);
}

/// One committed revision.
#[derive(Debug, Clone, Copy)]
pub struct Committed<'a> {
    /// Its number.
    pub revision: u64,
    /// Its moment: the latest of its submissions.
    pub at: Seconds,
    /// The dossiers that changed, each once, in its last state.
    pub dossiers: &'a [DossierChange],
    /// The records that changed, each once, in its last state.
    pub records: &'a [RecordChange],
    /// Whether agencies were added or replaced.
    pub agencies_changed: bool,
}

/// A dossier with something new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DossierChange {
    /// Its number in this database, from 1.
    pub number: u32,
    /// Its code (`MaHoSo`).
    pub code: Box<str>,
    /// What is known now.
    pub version: Version,
    /// Place of the version in the log.
    pub version_id: i64,
    /// Whether it was unknown before.
    pub new: bool,
}

/// A record with something new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordChange {
    /// Its number among the records of its kind, from 1.
    pub subject: u32,
    /// What held before this revision.
    pub old: Option<Record>,
    /// What holds now.
    pub new: Record,
}
