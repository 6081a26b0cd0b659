//! What a file says, row by row, before anything is worked out from it.

use chiso_scoring::agency::AgencyTree;
use chiso_scoring::figure::Figure;
use chiso_scoring::measure::ask::Counted;
use chiso_scoring::rulebook::Rulebook;

use super::frozen::Frozen;
use super::sheets::Standing;

/// The first line, before the version.
pub(super) const NAME: &str = "chiso-snapshot";
/// The version that is written and read.
pub(super) const VERSION: &str = "1";

/// Sections of the file, in their order.
pub(super) mod section {
    pub const HEAD: &str = "head";
    pub const RULE: &str = "rule";
    pub const AGENCY: &str = "agency";
    pub const SOURCE: &str = "source";
    pub const CHECK: &str = "check";
    pub const PUBLISHED: &str = "published";
    pub const UNIT: &str = "unit";
    pub const FIGURE: &str = "figure";
    pub const TALLY: &str = "tally";
    pub const POINTS: &str = "points";
    /// In the place of a section: the row is withheld.
    pub const WITHHELD: &str = "withheld";
}

/// With everything below the agency.
pub(super) const SUBTREE: &str = "subtree";
/// Of the agency alone.
pub(super) const OWN: &str = "own";

/// A file that was read.
#[derive(Debug)]
pub(super) struct Contents {
    /// All but the counts.
    pub frozen: Frozen,
    pub rulebook: Rulebook,
    pub tree: AgencyTree,
    pub units: Vec<Unit>,
    /// Line of the first row of points.
    pub points_line: usize,
    pub standings: Vec<Standing>,
}

/// The counts of one agency.
#[derive(Debug)]
pub(super) struct Unit {
    pub agency: String,
    pub whole: Tallies,
    pub own: Own,
}

/// What an agency has of its own.
#[derive(Debug)]
pub(super) enum Own {
    /// Nobody counted it.
    None,
    /// The same as with everything below.
    Same,
    /// Something else.
    Apart(Tallies),
}

/// Counts with the lines they stand in; what is withheld is [`None`].
#[derive(Debug)]
pub(super) struct Tallies {
    /// Per indicator; the figure is [`None`] where the source is silent.
    pub figures: Vec<Option<Option<Figure>>>,
    /// Line of the first figure; the others follow.
    pub figures_line: usize,
    /// Per measure.
    pub measures: Vec<Option<i64>>,
    /// Line of the measures that are shown to everybody.
    pub measures_line: usize,
}

impl Unit {
    /// The counts without what is below, if they are known.
    pub fn alone(&self) -> Option<&Tallies> {
        match &self.own {
            Own::None => None,
            Own::Same => Some(&self.whole),
            Own::Apart(own) => Some(own),
        }
    }
}

impl Tallies {
    /// As counts; what is withheld counts as silent and as 0.
    pub fn counted(&self, agency: &str) -> Counted {
        Counted {
            agency: agency.to_owned(),
            indicators: self.figures.iter().map(|figure| figure.flatten()).collect(),
            measures: self.measures.iter().map(|value| value.unwrap_or(0)).collect(),
        }
    }
}

impl Contents {
    /// The counts with everything below each agency.
    pub fn counted(&self) -> Vec<Counted> {
        self.units.iter().map(|unit| unit.whole.counted(&unit.agency)).collect()
    }

    /// The counts of the agencies alone.
    pub fn own(&self) -> Vec<Counted> {
        let own = self.units.iter().filter_map(|unit| Some((unit, unit.alone()?)));
        own.map(|(unit, own)| own.counted(&unit.agency)).collect()
    }
}
