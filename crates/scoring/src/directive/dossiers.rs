//! The dossiers named in a directive, as the rows of the present know them.

use std::collections::HashSet;

use super::Order;
use super::progress::{Settled, is_settled};
use crate::expr::Entity;
use crate::measure::Scope;
use crate::measure::live::Live;
use crate::measure::opened::{Opened, Side};
use crate::measure::table::NULL_NARROW;
use crate::period::Period;
use crate::rulebook::Rulebook;
use crate::sheet::Place;

/// Keys of the dossiers that keep an indicator of an agency from 100 %: what its denominator counts and its numerator does not, by
/// key. Nothing for indicators over something else than dossiers.
#[must_use]
pub fn against(
    live: &Live,
    rulebook: &str,
    indicator: usize,
    agency: &str,
    period: Period,
) -> Vec<u32> {
    let opening = live.open(rulebook, indicator, Side::Rest, agency, period, Scope::Subtree);
    match opening.map(|opening| opening.opened) {
        Some(Opened::Rows { entity: Entity::Dossier, mut keys }) => {
            keys.sort_unstable();
            keys
        }
        _ => Vec::new(),
    }
}

/// Whether a dossier is not finished; `None` if there is no such row.
#[must_use]
pub fn is_open(live: &Live, key: u32) -> Option<bool> {
    let row = live.peek(Entity::Dossier, key)?;
    let closed_at = live.plan().program(Entity::Dossier).shape.number("closed_at")?;
    Some(row.values.numbers.get(closed_at).copied() == Some(i64::from(NULL_NARROW)))
}

/// How many of the named dossiers are settled. `keys` are those of the order's dossiers, in their order; `None` where the store
/// does not know the number.
#[must_use]
pub fn settled(live: &Live, rulebook: &Rulebook, order: &Order, keys: &[Option<u32>]) -> Settled {
    let each = each_settled(live, rulebook, order, keys);
    Settled { settled: each.iter().filter(|settled| **settled).count(), named: each.len() }
}

/// For each of the named dossiers whether it is settled.
#[must_use]
pub fn each_settled(
    live: &Live,
    rulebook: &Rulebook,
    order: &Order,
    keys: &[Option<u32>],
) -> Vec<bool> {
    if keys.is_empty() {
        return Vec::new();
    }
    let indicators: Vec<usize> = match Place::find(rulebook, &order.code) {
        Some(Place::Indicator(at)) => vec![at],
        Some(Place::Group(at)) => {
            { rulebook.groups.get(at).map(|group| group.indicators.clone().collect()) }
                .unwrap_or_default()
        }
        _ => (0..rulebook.indicators.len()).collect(),
    };
    let bad: HashSet<u32> = indicators
        .into_iter()
        .flat_map(|at| against(live, &rulebook.id, at, &order.agency, order.period))
        .collect();
    let one = |(named, key): (&super::Named, &Option<u32>)| {
        let Some(key) = key else { return false };
        is_open(live, *key).is_some_and(|open| is_settled(named.open, open, bad.contains(key)))
    };
    order.dossiers.iter().zip(keys).map(one).collect()
}
