//! Yearly indices that others publish about an agency: facts of a profile, never mixed with the points of the Decision.

use rust_decimal::Decimal;
use serde::Deserialize;

use super::profile::blank;

/// An index of one year with its place among others, such as SIPAS or PAR INDEX.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Index {
    /// Its name, such as `Chỉ số hài lòng về sự phục vụ hành chính (SIPAS)`.
    pub name: String,
    /// The year it is about.
    pub year: i16,
    /// What it reached.
    #[serde(deserialize_with = "blank")]
    pub value: Option<Decimal>,
    /// What it reached in the year before.
    #[serde(deserialize_with = "blank")]
    pub before: Option<Decimal>,
    /// What it is measured in: `%` or `điểm`.
    pub unit: String,
    /// Its place among all provinces, and how many these are.
    #[serde(deserialize_with = "blank")]
    pub rank: Option<Rank>,
    /// Its place in the year before.
    #[serde(deserialize_with = "blank")]
    pub rank_before: Option<Rank>,
    /// Its place among the provinces of its region.
    #[serde(deserialize_with = "blank")]
    pub rank_in_region: Option<Rank>,
    /// What it consists of, as far as it is to be told.
    pub part: Vec<IndexPart>,
    /// Who published it, where.
    pub source: String,
}

/// One part of an index.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct IndexPart {
    /// Its name, as a sentence names it.
    pub name: String,
    /// What it reached.
    #[serde(deserialize_with = "blank")]
    pub value: Option<Decimal>,
    /// How much that is more or less than in the year before.
    #[serde(deserialize_with = "blank")]
    pub change: Option<Decimal>,
}

/// A place and of how many, written `17/63`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rank {
    /// The place, from 1.
    pub place: i64,
    /// Of how many.
    pub of: i64,
}

impl std::str::FromStr for Rank {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let both = text.split_once('/');
        let read = |text: &str| text.trim().parse::<i64>().ok();
        let both = both.and_then(|(place, of)| Some((read(place)?, read(of)?)));
        match both {
            Some((place, of)) if 1 <= place && place <= of => Ok(Self { place, of }),
            _ => Err(format!("'{text}' is not a place such as 17/63")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_one_of_all() {
        assert_eq!("17/63".parse(), Ok(Rank { place: 17, of: 63 }));
        for wrong in ["17", "0/63", "64/63", "-1/3", "a/b", "17/63/1"] {
            assert!(wrong.parse::<Rank>().is_err(), "{wrong}");
        }
    }
}
