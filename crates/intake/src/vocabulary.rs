//! What may stand in the column `indicator`, and what it means.

use std::collections::HashMap;

use chiso_scoring::figure::{RANK, TOTAL};
use chiso_scoring::rulebook::{Rulebook, Rulebooks};
use rust_decimal::Decimal;

/// The portal's name for the mean handling time, the only indicator whose rate is not in per cent.
const MEAN_DAYS: &str = "avgProcessingDays";

/// Longest name a suggestion is looked for.
const SUGGEST_CHARS: usize = 40;

/// What an entry stands for, which decides the fields its rows may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// An indicator: counts, rate, points.
    Indicator {
        /// Most points any rulebook gives.
        max: Decimal,
        /// Whether the rate counts days instead of per cent.
        days: bool,
    },
    /// A group, an axis or the total: rate and points.
    Sum {
        /// Most points any rulebook gives.
        max: Decimal,
    },
    /// The rank: place and of how many.
    Rank,
    /// A measure: one count, perhaps a rate.
    Measure,
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Canonical code, the one that is stored.
    pub code: String,
    /// What it is.
    pub kind: Kind,
    /// Group of an indicator.
    pub group: Option<String>,
}

/// Every name that may stand in the column `indicator`: our codes, the portal's metric codes, groups,
/// axes, `TOTAL`, `RANK` and measures of all rulebooks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vocabulary {
    entries: Vec<Entry>,
    by_name: HashMap<String, usize>,
}

impl Vocabulary {
    /// The vocabulary of some rulebooks. Where they differ, the newest decides what a name means,
    /// and the largest maximum counts: one figure may be scored by several rulebooks.
    #[must_use]
    pub fn new(rulebooks: &Rulebooks) -> Self {
        let mut vocabulary = Self { entries: Vec::new(), by_name: HashMap::new() };
        for rulebook in rulebooks.all().iter().rev() {
            vocabulary.add_rulebook(rulebook);
        }
        vocabulary
    }

    fn add_rulebook(&mut self, rulebook: &Rulebook) {
        for (index, indicator) in rulebook.indicators.iter().enumerate() {
            let days = indicator.metric == MEAN_DAYS;
            let kind = Kind::Indicator { max: indicator.max.into(), days };
            let group = rulebook.group_of(index).map(|group| group.code.as_str());
            self.add(&indicator.code, kind, group);
        }
        let groups = rulebook.groups.iter().map(|group| (&group.code, group.max));
        for (code, max) in groups.chain(rulebook.axes.iter().map(|axis| (&axis.code, axis.max))) {
            self.add(code, Kind::Sum { max: max.into() }, None);
        }
        self.add(TOTAL, Kind::Sum { max: rulebook.max.into() }, None);
        self.add(RANK, Kind::Rank, None);
        for measure in &rulebook.measures {
            self.add(&measure.id, Kind::Measure, None);
        }
        for indicator in &rulebook.indicators {
            if let Some(&entry) = self.by_name.get(&indicator.code) {
                self.by_name.entry(indicator.metric.clone()).or_insert(entry);
            }
        }
    }

    fn add(&mut self, code: &str, kind: Kind, group: Option<&str>) {
        if let Some(&known) = self.by_name.get(code) {
            self.entries[known].kind = larger(self.entries[known].kind, kind);
            return;
        }
        self.by_name.insert(code.to_owned(), self.entries.len());
        let group = group.map(str::to_owned);
        self.entries.push(Entry { code: code.to_owned(), kind, group });
    }

    /// The entry of a name, if it is known.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Entry> {
        self.by_name.get(name).map(|&entry| &self.entries[entry])
    }

    /// The position of a name's entry; names of one entry share it.
    pub(crate) fn position(&self, name: &str) -> Option<u32> {
        self.by_name.get(name).and_then(|&entry| u32::try_from(entry).ok())
    }

    /// The known name nearest to `name`, if it is near enough to be a slip of the pen.
    #[must_use]
    pub fn nearest(&self, name: &str) -> Option<&str> {
        let length = name.chars().count();
        if length > SUGGEST_CHARS {
            return None;
        }
        let wanted = name.trim().to_lowercase();
        self.by_name
            .keys()
            .map(|known| (strsim::levenshtein(&wanted, &known.to_lowercase()), known.as_str()))
            .filter(|(distance, _)| *distance <= 1 + length / 4)
            .min()
            .map(|(_, known)| known)
    }
}

/// The same kind with the larger of both maxima; the first kind if they differ.
fn larger(one: Kind, other: Kind) -> Kind {
    match (one, other) {
        (Kind::Indicator { max, days }, Kind::Indicator { max: second, .. }) => {
            Kind::Indicator { max: max.max(second), days }
        }
        (Kind::Sum { max }, Kind::Sum { max: second }) => Kind::Sum { max: max.max(second) },
        _ => one,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("2.1", "2.1", Some("TDGQ"))]
    #[case("totalOnTime/totalReceived", "2.1", Some("TDGQ"))]
    #[case("DOSSIER_SYNC", "1.4", Some("CKMB"))]
    #[case("CITIZEN_DATA_CONNECTED_FORMALITY", "4.5a", Some("MDSH"))]
    #[case("CLGQ", "CLGQ", None)]
    #[case("ONLINE_SERVICE", "ONLINE_SERVICE", None)]
    #[case("TOTAL", "TOTAL", None)]
    #[case("RANK", "RANK", None)]
    #[case("overdue", "overdue", None)]
    fn names_lead_to_codes(#[case] name: &str, #[case] code: &str, #[case] group: Option<&str>) {
        let vocabulary = Vocabulary::new(&Rulebooks::embedded());
        let entry = vocabulary.get(name).unwrap();
        assert_eq!((entry.code.as_str(), entry.group.as_deref()), (code, group));
    }

    #[rstest]
    #[case("total", Some("TOTAL"))]
    #[case("ovredue", Some("overdue"))]
    #[case(" 2.1", Some("2.1"))]
    #[case("hồ sơ", None)]
    fn slips_get_a_suggestion(#[case] name: &str, #[case] expect: Option<&str>) {
        assert_eq!(Vocabulary::new(&Rulebooks::embedded()).nearest(name), expect);
    }

    #[test]
    fn maxima_come_from_the_rulebooks() {
        let vocabulary = Vocabulary::new(&Rulebooks::embedded());
        let kind = |name: &str| vocabulary.get(name).map(|entry| entry.kind);
        let max = |points: u32| Decimal::from(points);
        assert_eq!(kind("TOTAL"), Some(Kind::Sum { max: max(100) }));
        assert_eq!(kind("ONLINE_SERVICE"), Some(Kind::Sum { max: max(22) }));
        assert_eq!(kind("2.2"), Some(Kind::Indicator { max: max(0), days: true }));
        assert_eq!(kind("2.1"), Some(Kind::Indicator { max: max(20), days: false }));
    }
}
