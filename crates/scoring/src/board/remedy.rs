//! All that can be done about an agency's dossiers and petitions: each with every fix that applies to it.

use super::fix::{Fix, due_at};
use super::{Board, Imagined};
use crate::agency::Agency;
use crate::dossier::Seconds;
use crate::expr::Entity;
use crate::measure::table::Row;

/// Several fixes of one dossier or petition.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fixes(u8);

impl Fixes {
    /// Everything that can be done.
    pub const ACTIONS: Self = Self(0b1111);

    /// These fixes.
    #[must_use]
    pub fn of(fixes: &[Fix]) -> Self {
        Self(fixes.iter().fold(0, |all, fix| all | 1 << *fix as u8))
    }

    /// Whether a fix is among them.
    #[must_use]
    pub fn has(self, fix: Fix) -> bool {
        self.0 >> (fix as u8) & 1 == 1
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The actions among them, in the order in which they are done.
    pub fn iter(self) -> impl Iterator<Item = Fix> {
        Fix::ACTIONS.into_iter().filter(move |fix| self.has(*fix))
    }

    /// A row after all of them that apply, done at a moment, and which those are.
    #[must_use]
    pub fn apply(self, entity: Entity, row: Row, now: Seconds) -> (Self, Row) {
        self.iter().fold((Self::default(), row), |(done, row), fix| {
            match fix.row(entity, row, now) {
                Some(fixed) => (Self(done.0 | Self::of(&[fix]).0), fixed),
                None => (done, row),
            }
        })
    }
}

/// A dossier or petition with all that can be done about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remedy {
    /// Dossier or petition.
    pub entity: Entity,
    /// Its key.
    pub key: u32,
    /// What can be done.
    pub fixes: Fixes,
    /// Its row as it is.
    pub before: Row,
    /// Its row when all of it is done.
    pub after: Row,
}

impl Remedy {
    /// The row as it would be.
    #[must_use]
    pub fn imagined(&self) -> Imagined {
        Imagined { entity: self.entity, key: self.key, row: Some(self.after) }
    }

    /// When it must be finished, waiting for supplements taken out.
    #[must_use]
    pub fn due_at(&self) -> Option<Seconds> {
        due_at(self.entity, &self.before)
    }

    /// What is due first comes first, then what was heard of first.
    pub(super) fn order(&self) -> (Option<Seconds>, u32) {
        (self.due_at(), self.key)
    }
}

impl Board<'_> {
    /// All that can be done at a moment about the dossiers and petitions of an agency and everything below
    /// it, whatever period they count in.
    #[must_use]
    pub fn remedies(&self, agency: &Agency, wanted: Fixes, now: Seconds) -> Vec<Remedy> {
        let mut all = Vec::new();
        for entity in [Entity::Dossier, Entity::Petition] {
            if !wanted.iter().any(|fix| fix.applies_to(entity)) {
                continue;
            }
            let rows = self.rows_below(entity, agency).into_iter();
            all.extend(rows.filter_map(|(key, before)| {
                let (fixes, after) = wanted.apply(entity, before, now);
                let remedy = Remedy { entity, key, fixes, before, after };
                (!fixes.is_empty()).then_some(remedy)
            }));
        }
        all
    }
}
