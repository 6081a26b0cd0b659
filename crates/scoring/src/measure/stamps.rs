//! Which numbers of a period changed since somebody looked: so that what was made of the others is kept.

use super::live::Live;
use crate::period::Period;

/// When what of a period changed last, in steps of [`Live`]: its clock counts changes, not seconds.
#[derive(Debug, Clone, Default)]
pub struct Stamps {
    /// Anything.
    last: u64,
    /// More than single agencies: places, what agencies state, who has any rows, all of it counted anew.
    whole: u64,
    /// An agency's numbers, by its number.
    nodes: Vec<u64>,
}

impl Stamps {
    /// Everything changed.
    pub(super) fn all(&mut self, step: u64) {
        (self.last, self.whole) = (step, step);
    }

    /// Numbers of an agency changed.
    pub(super) fn of(&mut self, node: u32, step: u64) {
        let node = node as usize;
        if self.nodes.len() <= node {
            self.nodes.resize(node + 1, 0);
        }
        self.nodes[node] = step;
        self.last = step;
    }
}

impl Live {
    /// The step in which any number of a period changed last; `None` if the period is not counted.
    #[must_use]
    pub fn changed(&self, period: Period) -> Option<u64> {
        self.state(period).map(|state| state.stamps.last)
    }

    /// Codes of the agencies whose numbers changed after a step; `None` if everything may have.
    #[must_use]
    pub fn changed_since(&self, period: Period, step: u64) -> Option<Vec<&str>> {
        let stamps = &self.state(period)?.stamps;
        if stamps.whole > step {
            return None;
        }
        let later = stamps.nodes.iter().enumerate().filter(|(_, at)| **at > step);
        let codes = later.filter_map(|(node, _)| self.agencies.names().get(node));
        Some(codes.map(|code| &**code).collect())
    }
}
