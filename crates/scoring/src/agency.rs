//! Agencies (*cơ quan, đơn vị*) live in time: a code is valid from one day to another, has a
//! parent of the same time, and may have successors.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

use crate::period::Period;

/// Level (*cấp*) of an agency. Ranks never mix levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// The whole country.
    Nation,
    /// A ministry or equal.
    Ministry,
    /// A province or centrally run city.
    Province,
    /// A department (*sở, ban, ngành*) of a province, or an office (*phòng*) of a district.
    Department,
    /// A district (*huyện*), until 30/6/2025.
    District,
    /// A commune or ward (*xã, phường*).
    Commune,
}

impl Level {
    /// All levels, highest first.
    pub const ALL: [Self; 6] = [
        Self::Nation,
        Self::Ministry,
        Self::Province,
        Self::Department,
        Self::District,
        Self::Commune,
    ];

    /// Name used in files, flags and JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Nation => "nation",
            Self::Ministry => "ministry",
            Self::Province => "province",
            Self::Department => "department",
            Self::District => "district",
            Self::Commune => "commune",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Level {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|level| level.code() == text).ok_or_else(|| {
            format!(
                "'{text}' is not a level: nation, ministry, province, department, district or commune"
            )
        })
    }
}

/// One agency during one stretch of validity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agency {
    /// Electronic identification code (`H44`, `H44.03`); codes with a letter after the dot are
    /// the project's own, where the official one is not known.
    pub code: String,
    /// Vietnamese name.
    pub name: String,
    /// Level.
    pub level: Level,
    /// Code of the parent, resolved at the same time.
    pub parent: Option<String>,
    /// First day in force; `None` = always was.
    pub valid_from: Option<Date>,
    /// Last day in force, included; `None` = still is.
    pub valid_to: Option<Date>,
    /// Codes that carry on after `valid_to`, resolved on the next day.
    pub successors: Vec<String>,
    /// The portal's own identifier, if known.
    pub portal_id: Option<String>,
}

impl Agency {
    /// Whether the agency is in force on a day.
    #[must_use]
    pub fn valid_on(&self, day: Date) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }

    /// Whether the agency is in force on some day of the period.
    #[must_use]
    pub fn valid_in(&self, period: Period) -> bool {
        self.valid_from.is_none_or(|from| from <= period.last())
            && self.valid_to.is_none_or(|to| period.first() <= to)
    }
}

/// Why a set of agencies is not a tree in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AgencyError {
    /// `valid_to` stands before `valid_from`.
    Inverted(String),
    /// Two rows of one code are in force on the same day.
    Overlap(String),
    /// The parent does not exist while the child does.
    Parent(String, String),
    /// A successor does not exist.
    Successor(String, String),
    /// Following the parents leads back to the agency.
    Cycle(String),
    /// An agency ended and the code is not in force in the period.
    Expired {
        /// Code asked for.
        code: String,
        /// Period asked for.
        period: Period,
        /// Codes that carry on.
        successors: Vec<String>,
    },
    /// The code was never seen.
    Unknown(String),
}

/// All agencies of all times, checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AgencyTree {
    by_code: BTreeMap<String, Vec<Agency>>,
    children: BTreeMap<String, BTreeSet<String>>,
}

impl AgencyTree {
    /// Builds the tree; the first problem found is returned.
    ///
    /// # Errors
    /// Inverted or overlapping validity, a missing parent or successor, a cycle of parents.
    pub fn new(agencies: impl IntoIterator<Item = Agency>) -> Result<Self, AgencyError> {
        let mut tree = Self::default();
        for agency in agencies {
            tree.insert(agency)?;
        }
        for agency in tree.all() {
            tree.check_links(agency)?;
        }
        Ok(tree)
    }

    fn insert(&mut self, agency: Agency) -> Result<(), AgencyError> {
        if let (Some(from), Some(to)) = (agency.valid_from, agency.valid_to)
            && to < from
        {
            return Err(AgencyError::Inverted(agency.code));
        }
        let versions = self.by_code.entry(agency.code.clone()).or_default();
        let overlaps = |other: &Agency| {
            other.valid_from.is_none_or(|from| agency.valid_to.is_none_or(|to| from <= to))
                && agency.valid_from.is_none_or(|from| other.valid_to.is_none_or(|to| from <= to))
        };
        if versions.iter().any(overlaps) {
            return Err(AgencyError::Overlap(agency.code));
        }
        if let Some(parent) = &agency.parent {
            self.children.entry(parent.clone()).or_default().insert(agency.code.clone());
        }
        versions.push(agency);
        versions.sort_by_key(|version| version.valid_from);
        Ok(())
    }

    fn check_links(&self, agency: &Agency) -> Result<(), AgencyError> {
        for successor in &agency.successors {
            if !self.by_code.contains_key(successor) {
                return Err(AgencyError::Successor(agency.code.clone(), successor.clone()));
            }
        }
        let mut seen = BTreeSet::from([agency.code.as_str()]);
        let mut at = agency;
        while let Some(parent) = &at.parent {
            if !seen.insert(parent) {
                return Err(AgencyError::Cycle(agency.code.clone()));
            }
            at = self
                .contemporary(parent, at)
                .ok_or_else(|| AgencyError::Parent(at.code.clone(), parent.clone()))?;
        }
        Ok(())
    }

    /// The version of `code` in force when `child` began (or, if it always was, when it ended).
    fn contemporary(&self, code: &str, child: &Agency) -> Option<&Agency> {
        let versions = self.by_code.get(code)?;
        match (child.valid_from, child.valid_to) {
            (Some(day), _) | (None, Some(day)) => versions.iter().find(|v| v.valid_on(day)),
            (None, None) => versions.last(),
        }
    }

    /// Every agency of every time, by code.
    pub fn all(&self) -> impl Iterator<Item = &Agency> {
        self.by_code.values().flatten()
    }

    /// Every agency that ever had a code, earliest first.
    pub fn versions(&self, code: &str) -> impl DoubleEndedIterator<Item = &Agency> {
        self.by_code.get(code).into_iter().flatten()
    }

    /// Whether there is no agency at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_code.is_empty()
    }

    /// The agency of that code in a period; if two versions touch it, the later one.
    ///
    /// # Errors
    /// The code is unknown, or not in force on any day of the period.
    pub fn find(&self, code: &str, period: Period) -> Result<&Agency, AgencyError> {
        let versions =
            self.by_code.get(code).ok_or_else(|| AgencyError::Unknown(code.to_owned()))?;
        versions.iter().rev().find(|version| version.valid_in(period)).ok_or_else(|| {
            AgencyError::Expired {
                code: code.to_owned(),
                period,
                successors: versions.last().map(|v| v.successors.clone()).unwrap_or_default(),
            }
        })
    }

    /// Children of an agency in a period, by code in natural order (`H44.13` before `H44.100`).
    #[must_use]
    pub fn children(&self, code: &str, period: Period) -> Vec<&Agency> {
        let mut children: Vec<&Agency> = self
            .children
            .get(code)
            .into_iter()
            .flatten()
            .filter_map(|child| self.find(child, period).ok())
            .filter(|child| child.parent.as_deref() == Some(code))
            .collect();
        children.sort_by_cached_key(|child| (child.level, natural(&child.code)));
        children
    }

    /// Every agency in force in a period; of two versions of a code the later one.
    #[must_use]
    pub fn in_force(&self, period: Period) -> Vec<&Agency> {
        self.by_code.keys().filter_map(|code| self.find(code, period).ok()).collect()
    }

    /// Agencies of one level in a period, by code in natural order.
    #[must_use]
    pub fn of_level(&self, level: Level, period: Period) -> Vec<&Agency> {
        let mut agencies: Vec<&Agency> = self
            .by_code
            .keys()
            .filter_map(|code| self.find(code, period).ok())
            .filter(|agency| agency.level == level)
            .collect();
        agencies.sort_by_cached_key(|agency| natural(&agency.code));
        agencies
    }

    /// The agency itself or the nearest ancestor for which `wanted` holds.
    pub fn ancestor(
        &self,
        agency: &Agency,
        period: Period,
        wanted: impl Fn(&Agency) -> bool,
    ) -> Option<&Agency> {
        let mut at = self.find(&agency.code, period).ok()?;
        while !wanted(at) {
            at = self.find(at.parent.as_deref()?, period).ok()?;
        }
        Some(at)
    }

    /// Parents from the root down to the agency's own parent.
    #[must_use]
    pub fn path(&self, agency: &Agency, period: Period) -> Vec<&Agency> {
        let mut path = Vec::new();
        let mut parent = agency.parent.as_deref();
        while let Some(found) = parent.and_then(|code| self.find(code, period).ok()) {
            path.push(found);
            parent = found.parent.as_deref();
        }
        path.reverse();
        path
    }

    /// Whether a series of `code` may be followed from one period to another: the same agency
    /// is in force in both. A comparison across a merger needs a stated mapping.
    #[must_use]
    pub fn continuous(&self, code: &str, from: Period, to: Period) -> bool {
        match (self.find(code, from), self.find(code, to)) {
            (Ok(a), Ok(b)) => a.valid_from == b.valid_from,
            _ => false,
        }
    }
}

/// Sort key that puts `.13` before `.100`.
fn natural(code: &str) -> Vec<(usize, String)> {
    code.split('.').map(|part| (part.len(), part.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agency(code: &str, parent: Option<&str>, from: Option<&str>, to: Option<&str>) -> Agency {
        Agency {
            code: code.to_owned(),
            name: format!("Đơn vị {code}"),
            level: match code.matches('.').count() {
                0 if code == "VN" => Level::Nation,
                0 => Level::Province,
                _ => Level::Commune,
            },
            parent: parent.map(str::to_owned),
            valid_from: from.map(|day| day.parse().unwrap()),
            valid_to: to.map(|day| day.parse().unwrap()),
            successors: Vec::new(),
            portal_id: None,
        }
    }

    fn merged() -> Vec<Agency> {
        let mut old = agency("H03", Some("VN"), None, Some("2025-06-30"));
        old.successors = vec!["H55".to_owned()];
        vec![
            agency("VN", None, None, None),
            old,
            agency("H55", Some("VN"), None, Some("2025-06-30")),
            agency("H55", Some("VN"), Some("2025-07-01"), None),
            agency("H55.242", Some("H55"), Some("2025-07-01"), None),
            agency("H55.31", Some("H55"), Some("2025-07-01"), None),
        ]
    }

    fn period(text: &str) -> Period {
        text.parse().unwrap()
    }

    #[test]
    fn a_code_means_the_agency_of_its_time() {
        let tree = AgencyTree::new(merged()).unwrap();
        assert!(tree.find("H03", period("2023-08")).is_ok());
        let expired = tree.find("H03", period("2026-08")).unwrap_err().to_string();
        assert!(expired.contains("H55"), "{expired}");
        assert!(tree.children("H55", period("2023-08")).is_empty());
        let codes: Vec<_> =
            tree.children("H55", period("2026-08")).iter().map(|a| a.code.clone()).collect();
        assert_eq!(codes, ["H55.31", "H55.242"]);
        assert!(tree.find("H99", period("2026")).unwrap_err().to_string().contains("unknown"));
    }

    #[test]
    fn a_series_stops_at_a_merger() {
        let tree = AgencyTree::new(merged()).unwrap();
        assert!(!tree.continuous("H55", period("2025-06"), period("2025-07")));
        assert!(tree.continuous("H55", period("2025-07"), period("2026-08")));
    }

    #[test]
    fn broken_trees_are_refused() {
        let refuse = |extra: Agency| {
            let mut all = merged();
            all.push(extra);
            AgencyTree::new(all).unwrap_err().to_string()
        };
        let inverted = agency("H44", Some("VN"), Some("2025-07-01"), Some("2025-06-30"));
        assert!(refuse(inverted).contains("valid_to lies before"));
        assert!(refuse(agency("H55", Some("VN"), Some("2026-01-01"), None)).contains("two rows"));
        assert!(refuse(agency("H44.01", Some("H44"), None, None)).contains("parent 'H44'"));
        assert!(refuse(agency("H44", Some("H44"), None, None)).contains("own ancestor"));
        let mut lost = agency("H44", Some("VN"), None, None);
        lost.successors = vec!["H98".to_owned()];
        assert!(refuse(lost).contains("successor 'H98'"));
    }
}
