//! Published counts beside ours, indicator by indicator, and how far the ledger explains the gap.
//!
//! Only what a finding certainly moves is called explained: a dossier that chiso counts and the portal's
//! list lacks is in our counts and not in theirs; one that only the portal lists is at least received
//! and synchronised there. What states and dates that differ do to a numerator cannot be told from
//! lists of codes; it stays in the rest, which is never forced to zero.

use std::collections::HashSet;

use crate::expr::Entity;
use crate::figure::{Counts, Figure};
use crate::measure::Scope;
use crate::measure::live::Live;
use crate::measure::plan::{Book, MeasureId, Place};
use crate::period::Period;

use super::ledger::Ledger;

/// Measures that every dossier of the portal's list is counted by there, by their names in the rulebooks.
const LISTED_THERE: [&str; 2] = ["received", "synced"];

/// One indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// Index of the indicator in the rulebook.
    pub indicator: usize,
    /// What chiso counts.
    pub ours: Counts,
    /// What the portal published.
    pub theirs: Counts,
    /// What of ours − theirs the findings account for.
    pub explained: Counts,
}

impl Gap {
    /// Ours − theirs.
    #[must_use]
    pub fn gap(&self) -> Counts {
        difference(self.ours, self.theirs)
    }

    /// What nothing explains yet (*chưa giải thích được*).
    #[must_use]
    pub fn rest(&self) -> Counts {
        difference(self.gap(), self.explained)
    }
}

fn difference(a: Counts, b: Counts) -> Counts {
    Counts { numerator: a.numerator - b.numerator, denominator: a.denominator - b.denominator }
}

/// Dossiers that only one side counts in the scope of a ledger.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OneSided {
    /// Codes that only the left side counts.
    pub left: Vec<Box<str>>,
    /// How many rows only the right side counts.
    pub right: i64,
}

impl OneSided {
    /// Of a ledger: duplicates and dossiers counted elsewhere included.
    #[must_use]
    pub fn of(ledger: &Ledger) -> Self {
        let mut found = Self::default();
        for finding in &ledger.findings {
            let sum: i64 = finding.effects.iter().map(|(_, effect)| effect).sum();
            if sum > 0 {
                found.left.push(finding.code.clone());
            }
            found.right += (-sum).max(0);
        }
        found
    }
}

/// The gaps of an agency and everything below it, for indicators with published and counted numbers.
/// `ours_only`: numbers of the dossiers that only chiso counts; `theirs_only`: how many only the portal
/// lists; `published`: a figure per indicator of the rulebook.
#[must_use]
pub fn gaps(
    live: &Live,
    rulebook: &str,
    (agency, period): (&str, Period),
    published: &[Option<Figure>],
    (ours_only, theirs_only): (&HashSet<u32>, i64),
) -> Vec<Gap> {
    let Some(book) = live.plan().book(rulebook) else { return Vec::new() };
    let tally = |id| live.tally(agency, period, id, Scope::Subtree);
    let lacking = |id| tally(id) - among(live, (agency, period), id, ours_only);
    let there = LISTED_THERE.map(|name| live.measure(rulebook, name));
    let more = |id| if there.contains(&Some(id)) { theirs_only } else { 0 };
    let ours = counts(book, &book.values(&tally));
    let common = counts(book, &book.values(&lacking));
    let theirs = counts(book, &book.values(&|id| lacking(id) + more(id)));
    let parts = published.iter().zip(ours).zip(common).zip(theirs).enumerate();
    let gap = parts.filter_map(|(indicator, (((published, ours), common), theirs))| {
        let (ours, common, theirs) = (ours?, common?, theirs?);
        let explained = difference(difference(ours, common), difference(theirs, common));
        Some(Gap { indicator, ours, theirs: published.as_ref()?.counts()?, explained })
    });
    gap.collect()
}

/// Numerator and denominator of each indicator, given all measures.
fn counts(book: &Book, measures: &[i64]) -> Vec<Option<Counts>> {
    let ratio = book.ratios.iter().map(|ratio| {
        let (numerator, denominator) = ratio.as_ref()?;
        let (numerator, denominator) = (numerator.value(measures), denominator.value(measures));
        Some(Counts { numerator, denominator })
    });
    ratio.collect()
}

/// How many of some dossiers a count counts; 0 for whatever is no plain count of dossiers.
fn among(live: &Live, (agency, period): (&str, Period), id: MeasureId, keys: &HashSet<u32>) -> i64 {
    let Some(planned) = live.plan().measures.get(id) else { return 0 };
    let plain = planned.entity == Entity::Dossier && !planned.distinct;
    if !plain || !matches!(planned.place, Place::Count(_)) || keys.is_empty() {
        return 0;
    }
    let counted = live.select(agency, period, id, Scope::Subtree);
    let found = counted.iter().filter(|key| keys.contains(key)).count();
    i64::try_from(found).unwrap_or(i64::MAX)
}
