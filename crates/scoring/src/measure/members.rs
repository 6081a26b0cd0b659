//! Every row of an agency and period with the measures that count it, in one pass over the rows: what a closing
//! freezes and what two states of knowledge are compared by.

use super::Scope;
use super::lanes::Lane;
use super::live::Live;
use super::plan::{Book, MeasureId, Planned, Source};
use super::sweep::{Sweep, places};
use super::table::NO_PROCEDURE;
use crate::expr::Entity;
use crate::period::Period;

/// Most measures of one rulebook over one entity that a row is told of: one bit each.
pub const MEMBERS_MAX: usize = 128;

/// A row with what it is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Member<'l> {
    /// Its key.
    pub key: u32,
    /// The lowest agency it counts for.
    pub agency: &'l str,
    /// Its procedure; empty if it has none.
    pub procedure: &'l str,
    /// A bit for each of [`Live::counting`] that counts it.
    pub counts: u128,
}

impl Live {
    /// Names of a rulebook's measures over the rows of an entity, in the rulebook's order, the first
    /// [`MEMBERS_MAX`] of them: what the bits of [`Member::counts`] stand for. Each different measure once.
    #[must_use]
    pub fn counting(&self, rulebook: &str, entity: Entity) -> Vec<&str> {
        let Some(book) = self.plan.book(rulebook) else { return Vec::new() };
        self.counting_ids(book, entity).into_iter().map(|(name, _)| name).collect()
    }

    /// Rows that some measure of a rulebook counts for an agency, or something below it, in a period; in no
    /// particular order. Nothing for agencies' own figures, which are no rows.
    #[must_use]
    pub fn members(
        &self,
        rulebook: &str,
        entity: Entity,
        agency: &str,
        period: Period,
    ) -> Vec<Member<'_>> {
        let mut found = Vec::new();
        let Some(book) = self.plan.book(rulebook) else { return found };
        let measures: Vec<&Planned> = self
            .counting_ids(book, entity)
            .into_iter()
            .map(|(_, id)| &self.plan.measures[id])
            .collect();
        if measures.is_empty() || entity == Entity::Agency {
            return found;
        }
        let program = self.plan.program(entity);
        let roots = measures.iter().map(|measure| program.measures[measure.index].root).collect();
        let sweep = Sweep::new(program, roots, &[], &Lane::new(period), self.now_kept());
        self.each_partition(&sweep, entity, agency, period, Scope::Subtree, |node, rows, room| {
            let agency = self.agencies.name(node);
            sweep.over(rows, room, |block, start| {
                let mut bits = [0_u128; super::block::ROWS];
                for (at, measure) in measures.iter().enumerate() {
                    for row in places(&sweep.rows(block, at)) {
                        let procedure = rows.procedures[usize::from(rows.procedure[start + row])];
                        // What has no procedure is no procedure that counts.
                        let counts = !(measure.distinct && procedure == NO_PROCEDURE);
                        bits[row] |= u128::from(counts) << at;
                    }
                }
                let counted = bits.iter().enumerate().filter(|(_, counts)| **counts != 0);
                found.extend(counted.map(|(row, counts)| {
                    let procedure = rows.procedures[usize::from(rows.procedure[start + row])];
                    let named = procedure != NO_PROCEDURE;
                    let procedure = if named { self.procedures.name(procedure) } else { "" };
                    Member { key: rows.keys[start + row], agency, procedure, counts: *counts }
                }));
            });
        });
        found
    }

    fn counting_ids<'b>(&self, book: &'b Book, entity: Entity) -> Vec<(&'b str, MeasureId)> {
        let mut found: Vec<(&str, MeasureId)> = Vec::new();
        for (name, source) in &book.measures {
            let Source::Tally(id) = source else { continue };
            let new = !found.iter().any(|(_, known)| known == id);
            if self.plan.measures[*id].entity == entity && new && found.len() < MEMBERS_MAX {
                found.push((name, *id));
            }
        }
        found
    }
}
