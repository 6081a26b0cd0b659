//! All comparisons that the lists at hand allow.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::entry::{Evidence, List, Side};
use super::ledger::{Ledger, reconcile};
use super::scope::{Scope, Unit};

/// Two or three lists, compared two by two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThreeWays {
    /// Comparisons in the direction dossiers travel: one-stop system with chiso, chiso with portal,
    /// one-stop system with portal; those whose lists are at hand.
    pub ledgers: Vec<Ledger>,
}

impl ThreeWays {
    /// The comparison of two sides.
    #[must_use]
    pub fn between(&self, left: Side, right: Side) -> Option<&Ledger> {
        self.ledgers.iter().find(|ledger| (ledger.left, ledger.right) == (left, right))
    }

    /// Whether any list differs from another.
    #[must_use]
    pub fn differs(&self) -> bool {
        self.ledgers.iter().any(|ledger| !ledger.findings.is_empty())
    }

    /// Whether every comparison is explained to the last dossier.
    #[must_use]
    pub fn adds_up(&self) -> bool {
        self.ledgers.iter().all(Ledger::adds_up)
    }

    /// Rows that each side counts for each unit; `None` for a side without a list.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<Unit, [Option<i64>; 3]> {
        let mut counts: BTreeMap<Unit, [Option<i64>; 3]> = BTreeMap::new();
        let units: BTreeSet<&Unit> =
            self.ledgers.iter().flat_map(|ledger| ledger.lines.keys()).collect();
        for unit in units {
            let row = counts.entry(unit.clone()).or_default();
            for ledger in &self.ledgers {
                let line = ledger.lines.get(unit);
                row[ledger.left as usize] = Some(line.map_or(0, |line| line.left));
                row[ledger.right as usize] = Some(line.map_or(0, |line| line.right));
            }
        }
        counts
    }
}

/// Compares the lists that are at hand, in both directions of [`Side::ALL`].
#[must_use]
pub fn three_ways(
    lists: &[List],
    evidence: &HashMap<Box<str>, Evidence>,
    scope: Scope<'_>,
) -> ThreeWays {
    let pairs = pairs(lists).into_iter();
    ThreeWays { ledgers: pairs.map(|(l, r)| reconcile(l, r, evidence, scope)).collect() }
}

/// Codes whose evidence a comparison needs: those that some list lacks, has twice or describes
/// differently. Comparing without evidence finds them all.
#[must_use]
pub fn suspects(lists: &[List], scope: Scope<'_>) -> BTreeSet<Box<str>> {
    let nothing = HashMap::new();
    let ledgers = pairs(lists).into_iter().map(|(l, r)| reconcile(l, r, &nothing, scope));
    ledgers.flat_map(|ledger| ledger.findings).map(|finding| finding.code).collect()
}

fn pairs(lists: &[List]) -> Vec<(&List, &List)> {
    let of = |side| lists.iter().find(|list| list.side == side);
    let wanted =
        [(Side::OneStop, Side::Chiso), (Side::Chiso, Side::Portal), (Side::OneStop, Side::Portal)];
    wanted.into_iter().filter_map(|(left, right)| Some((of(left)?, of(right)?))).collect()
}
