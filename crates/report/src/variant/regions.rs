//! Regions of provinces (`data/regions.toml`), and a province's place in its own.

use std::sync::LazyLock;

use chiso_scoring::agency::{Agency, Level};
use chiso_scoring::period::Period;
use chiso_scoring::sheet::{Place, Sheet};
use jiff::civil::Date;
use serde::Deserialize;

use super::index::Rank;
use super::profile::blank;

const TEXT: &str = include_str!("../../../../data/regions.toml");

static REGIONS: LazyLock<Regions> = LazyLock::new(|| toml::from_str(TEXT).unwrap_or_default());

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Regions {
    region: Vec<Region>,
}

/// Some provinces that are compared with each other.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Region {
    /// What it is called.
    pub(super) name: String,
    /// How a rank names its members.
    pub(super) members: String,
    /// First day on which it is certain.
    #[serde(deserialize_with = "blank")]
    from: Option<Date>,
    /// Last day.
    #[serde(deserialize_with = "blank")]
    to: Option<Date>,
    /// Where that is written.
    pub(super) source: String,
    /// Names of its provinces.
    places: Vec<String>,
}

impl Region {
    /// The region of a province in a period, where one is recorded.
    pub(super) fn of(agency: &Agency, period: Period) -> Option<&'static Self> {
        let certain = |region: &&Region| {
            region.from.is_none_or(|day| day <= period.first())
                && region.to.is_none_or(|day| day >= period.last())
        };
        let province = agency.level == Level::Province;
        let mut known = REGIONS.region.iter().filter(certain);
        known.find(|region| province && region.places.contains(&agency.name))
    }

    /// The place of a province in it, if the points of all its provinces are known.
    pub(super) fn rank(&self, sheet: &Sheet<'_>, agency: &Agency) -> Option<Rank> {
        let mut members = sheet.tree.of_level(Level::Province, sheet.period);
        members.retain(|province| self.places.contains(&province.name));
        let rows = sheet.rank(&members, Place::Total);
        let complete =
            members.len() == self.places.len() && rows.iter().all(|row| row.rank.is_some());
        let own = rows.iter().find(|row| row.agency.code == agency.code)?;
        let (place, of) = (i64::try_from(own.rank?).ok()?, i64::try_from(members.len()).ok()?);
        complete.then_some(Rank { place, of })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_regions_can_be_read_and_name_their_source() {
        let regions: Regions = toml::from_str(TEXT).unwrap();
        assert_eq!(regions.region.len(), 1);
        for region in &regions.region {
            let mut places = region.places.clone();
            places.sort();
            places.dedup();
            assert_eq!(places.len(), region.places.len(), "{}: a province twice", region.name);
            assert!(!region.source.is_empty() && !region.members.is_empty());
        }
        assert_eq!(regions.region[0].places.len(), 14);
    }

    #[test]
    fn a_region_holds_only_for_its_days() {
        let mut agency = Agency {
            code: "H03".into(),
            name: "Bắc Kạn".into(),
            level: Level::Province,
            parent: None,
            valid_from: None,
            valid_to: None,
            successors: Vec::new(),
            portal_id: None,
        };
        let known =
            |agency: &Agency, period: &str| Region::of(agency, period.parse().unwrap()).is_some();
        assert!(known(&agency, "2023"));
        assert!(known(&agency, "2025-06"));
        assert!(!known(&agency, "2025"), "the year ends after the mergers");
        agency.level = Level::District;
        assert!(!known(&agency, "2023"));
    }
}
