//! How many rows of every agency a condition holds for: one pass over all rows, whoever asks for how many.

use std::collections::BTreeMap;

use super::lanes::Lane;
use super::live::Live;
use super::plan::entity_at;
use super::query::Query;
use super::sweep::Sweep;
use crate::dossier::{EARLIEST, Seconds};
use crate::period::Period;

impl Live {
    /// Rows of each agency, with everything below it, for which the first condition of a question holds,
    /// looked at from a moment; agencies without any are left out. Rows count for the agencies of the
    /// period, which need not have begun.
    #[must_use]
    pub fn counts_where_at(
        &self,
        query: &Query,
        period: Period,
        now: Seconds,
    ) -> BTreeMap<String, i64> {
        let Some(first) = query.program.measures.first() else { return BTreeMap::new() };
        let lane = Lane::new(period);
        let sweep = Sweep::new(&query.program, vec![first.root], &[], &lane, now - EARLIEST);
        let places = self.places(period);
        let mut room = None;
        let mut counts: BTreeMap<u32, i64> = BTreeMap::new();
        for (unit, partition) in self.tables[entity_at(query.entity)].partitions() {
            let path = places.of(unit);
            if path.nodes().is_empty() || partition.is_empty() {
                continue;
            }
            let mut count = 0;
            sweep.over(partition, room.get_or_insert_with(|| sweep.room(partition)), |block, _| {
                let rows = sweep.rows(block, 0);
                count += rows.iter().map(|word| i64::from(word.count_ones())).sum::<i64>();
            });
            if count > 0 {
                path.nodes().iter().for_each(|node| *counts.entry(*node).or_default() += count);
            }
        }
        counts
            .into_iter()
            .map(|(node, count)| (self.agencies.name(node).to_owned(), count))
            .collect()
    }
}
