//! Whom the rows of a code count for in a period.

use std::borrow::Cow;

use super::live::Live;
use super::places::Places;
use crate::period::Period;

/// Which agencies rows count for in one period.
#[derive(Debug, Clone)]
pub struct Whereabouts<'l> {
    live: &'l Live,
    places: Cow<'l, Places>,
}

impl Live {
    /// Which agencies rows count for in a period, whether it has tallies or not.
    #[must_use]
    pub fn whereabouts(&self, period: Period) -> Whereabouts<'_> {
        Whereabouts { live: self, places: self.places(period) }
    }
}

impl<'l> Whereabouts<'l> {
    /// The lowest agency that a unit's rows count for; `None` for a code no agency has.
    #[must_use]
    pub fn agency(&self, unit: u32) -> Option<&'l str> {
        let node = self.places.of(unit).nodes().first()?;
        Some(self.live.agency_name(*node))
    }

    /// Its province or ministry.
    #[must_use]
    pub fn top(&self, unit: u32) -> Option<&'l str> {
        Some(self.live.agency_name(self.places.top(unit)?))
    }
}
