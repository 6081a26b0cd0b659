//! How an agency stands, or would stand, among its siblings.

use std::sync::Arc;

use super::Board;
use crate::agency::{Agency, Level};
use crate::rank::ranks;
use crate::score::AgencyScore;
use crate::sheet::Place;

/// How an agency stands, or would stand, among its siblings.
#[derive(Debug, Clone)]
pub struct Stand {
    /// All scores.
    pub score: Arc<AgencyScore>,
    /// Rank by the total among siblings of its level.
    pub rank: Option<usize>,
    /// How many of those have a rank.
    pub of: usize,
}

impl<'l> Board<'l> {
    /// How an agency stands.
    #[must_use]
    pub fn stand(&self, agency: &Agency) -> Stand {
        let (rank, of) = self.standing_of(agency);
        Stand { score: self.score(agency), rank, of }
    }

    /// The board of the end of the period if nobody does anything, for an agency and its siblings: of
    /// others the answer may mean nothing.
    #[must_use]
    pub fn closing(&self, agency: &Agency) -> Self {
        let wide = matches!(agency.level, Level::Nation | Level::Province | Level::Ministry);
        if wide { self.at(self.end()) } else { self.ending(agency) }
    }

    /// Rank of an agency by its total among its siblings of one level, and how many of those have one.
    #[must_use]
    pub fn standing_of(&self, agency: &Agency) -> (Option<usize>, usize) {
        let siblings = self.siblings(agency);
        let own = siblings.iter().position(|sibling| sibling.code == agency.code);
        let points: Vec<_> =
            siblings.iter().map(|agency| self.points(agency, Place::Total).points).collect();
        let places = ranks(&points);
        let ranked = places.iter().flatten().count();
        (own.and_then(|own| places.get(own).copied().flatten()), ranked)
    }

    /// Agencies of the same parent and level in the period, the agency itself among them.
    #[must_use]
    pub fn siblings(&self, agency: &Agency) -> Vec<&'l Agency> {
        let tree = self.live().tree();
        let Some(parent) = agency.parent.as_deref() else {
            return tree.find(&agency.code, self.period).into_iter().collect();
        };
        let children = tree.children(parent, self.period);
        children.into_iter().filter(|child| child.level == agency.level).collect()
    }
}
