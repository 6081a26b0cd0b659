//! What is withheld where every count of every unit stands in one file: nothing of it follows from the rest.

use super::family::Withheld;
use super::is_small;
use super::sheet::{Small, few, whole};
use crate::expr::Entity;
use crate::figure::Figure;
use crate::measure::ask::Counted;
use crate::rulebook::{Count, Measure, MeasureRule, Rulebook};

/// What is withheld of the counts of one agency.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Few {
    /// Per indicator, its counts.
    pub figures: Vec<bool>,
    /// Per measure, its number.
    pub measures: Vec<bool>,
}

impl Small {
    /// What is withheld of counts that stand in one file, in their order: with everything below each agency, and of the agencies alone
    /// (in the same order, or none at all). `self` is what is withheld of the sheet of these counts.
    ///
    /// Counts that indicators rest on are withheld as on pages. A plain measure of dossiers or petitions is withheld where it is
    /// small, where it could be had by subtraction, and where the agency has any other count of the same kind withheld, for measures
    /// are sums and differences of each other.
    #[must_use]
    pub fn listed(
        &self,
        rulebook: &Rulebook,
        counted: &[Counted],
        own: &[Counted],
    ) -> [Vec<Few>; 2] {
        let figures = |counted: &Counted, own: bool| -> Vec<bool> {
            let hides = |(at, figure): (usize, &Option<Figure>)| match own {
                true => self.withholds_own(&counted.agency, at, figure.as_ref()),
                false => self.withholds_figure(&counted.agency, at, figure.as_ref()),
            };
            counted.indicators.iter().enumerate().map(hides).collect()
        };
        let blank = |counted: &[Counted], own: bool| -> Vec<Few> {
            let of = |counted: &Counted| Few {
                figures: figures(counted, own),
                measures: vec![false; rulebook.measures.len()],
            };
            counted.iter().map(of).collect()
        };
        let mut few = [blank(counted, false), blank(own, true)];
        for (at, measure) in rulebook.measures.iter().enumerate() {
            if let Some(entity) = self.people(measure) {
                self.withhold_measure(at, entity, [counted, own], &mut few);
            }
        }
        few
    }

    /// Whether the counts of an agency's figure are withheld, whoever is scored with them.
    #[must_use]
    pub fn withholds_figure(
        &self,
        agency: &str,
        indicator: usize,
        figure: Option<&Figure>,
    ) -> bool {
        let mask = self.guard.indicators.get(indicator).copied().flatten();
        mask.is_some_and(|mask| self.hides(agency, mask, whole) || few(figure))
    }

    /// What a measure counts or sums up, if it speaks of dossiers or petitions one by one.
    fn people(&self, measure: &Measure) -> Option<Entity> {
        let summed = match &measure.rule {
            MeasureRule::Rows { of, count: Count::Rows, .. } => Some(*of),
            _ => None,
        };
        let summed = summed.filter(|of| matches!(of, Entity::Dossier | Entity::Petition));
        self.guard.measures.get(&measure.id).copied().or(summed)
    }

    fn withhold_measure(
        &self,
        at: usize,
        entity: Entity,
        counted: [&[Counted]; 2],
        few: &mut [Vec<Few>; 2],
    ) {
        let found = self.in_families(at, counted[0]);
        let parts = [&found.whole, &found.own];
        for ((counted, few), hidden) in counted.into_iter().zip(few).zip(parts) {
            for (counted, few) in counted.iter().zip(few) {
                let value = counted.measures.get(at).copied().unwrap_or(0);
                let known = self.guard.codes.binary_search(&counted.agency);
                let derived = known.is_ok_and(|known| hidden[known]);
                let beside = self.withholds_any(&counted.agency, entity)
                    || self.withholds_any_own(&counted.agency, entity);
                few.measures[at] = value != 0 && (is_small(value.abs()) || derived || beside);
            }
        }
    }

    /// What must be withheld of a single measure so that no small number of it follows by subtraction.
    fn in_families(&self, at: usize, counted: &[Counted]) -> Withheld {
        let value = |code: &String| {
            let known = counted.binary_search_by(|counted| counted.agency.cmp(code));
            known.map_or(0, |known| counted[known].measures.get(at).copied().unwrap_or(0))
        };
        let values: Vec<i64> = self.guard.codes.iter().map(value).collect();
        self.guard.families.withheld(&values)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::agency::{Agency, AgencyTree, Level};
    use crate::rulebook::Rulebooks;
    use crate::sheet::{Provenance, Sheet};
    use crate::small::Guard;

    fn agency(code: &str, level: Level, parent: Option<&str>) -> Agency {
        Agency {
            code: code.to_owned(),
            name: format!("Đơn vị {code}"),
            level,
            parent: parent.map(str::to_owned),
            valid_from: None,
            valid_to: None,
            successors: Vec::new(),
            portal_id: None,
        }
    }

    /// Three communes that received 400, 300 and `received`, of which 40, 30 and `overdue` are overdue.
    fn withheld(received: i64, overdue: i64) -> Vec<String> {
        let books = Rulebooks::embedded();
        let rulebook = books.get("766-2024").unwrap();
        let at = |id: &str| rulebook.measures.iter().position(|m| m.id == id).unwrap();
        let counted = |code: &str, received: i64, overdue: i64| {
            let mut measures = vec![0; rulebook.measures.len()];
            measures[at("received")] = received;
            measures[at("overdue")] = overdue;
            let indicators = vec![None; rulebook.indicators.len()];
            Counted { agency: code.to_owned(), indicators, measures }
        };
        let below = [
            counted("H55.1", 400, 40),
            counted("H55.2", 300, 30),
            counted("H55.3", received, overdue),
        ];
        let whole = counted("H55", 700 + received, 70 + overdue);
        let all: Vec<Counted> = [whole].into_iter().chain(below.clone()).collect();
        let own: Vec<Counted> = [counted("H55", 0, 0)].into_iter().chain(below).collect();
        let tree = AgencyTree::new([
            agency("H55", Level::Province, None),
            agency("H55.1", Level::Commune, Some("H55")),
            agency("H55.2", Level::Commune, Some("H55")),
            agency("H55.3", Level::Commune, Some("H55")),
        ]);
        let tree = tree.unwrap();
        let moment = "2026-08-31T23:59:59".parse().unwrap();
        let from = Provenance { as_of: moment, source: "x".to_owned(), revision: 4 };
        let sheet = Sheet::counted(&tree, rulebook, "2026-08".parse().unwrap(), &all, &from);
        let small = Small::of(&sheet, Arc::new(Guard::of(&sheet)));
        let [few, _] = small.listed(rulebook, &all, &own);
        let named = |(counted, few): (&Counted, &Few)| {
            let of = ["received", "overdue"].into_iter().filter(|id| few.measures[at(id)]);
            of.map(|id| format!("{} {id}", counted.agency)).collect::<Vec<_>>()
        };
        all.iter().zip(&few).flat_map(named).collect()
    }

    #[test]
    fn large_numbers_are_all_listed() {
        assert_eq!(withheld(90, 9), [""; 0]);
    }

    #[test]
    fn a_small_measure_takes_the_next_smallest_along() {
        assert_eq!(withheld(90, 3), ["H55.2 overdue", "H55.3 overdue"]);
    }

    #[test]
    fn a_small_base_takes_every_measure_of_its_kind_along() {
        let expected = ["H55.2 received", "H55.2 overdue", "H55.3 received"];
        assert_eq!(withheld(3, 0), expected);
    }
}
