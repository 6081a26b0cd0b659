//! One-off questions over rows, and the rows behind a measure: block by block, nothing kept.

use std::borrow::Cow;

use super::Scope;
use super::lanes::Lane;
use super::live::Live;
use super::places::Places;
use super::plan::{MeasureId, Planned, entity_at};
use super::program::{Program, Slot};
use super::shape::Shape;
use super::sweep::{Room, Sweep, places};
use super::table::{NO_PROCEDURE, Partition};
use crate::dossier::{EARLIEST, Seconds};
use crate::expr::{Columns, Entity, Expr};
use crate::period::Period;
use crate::rulebook::Count;

/// Most conditions of one question: one bit of a word each.
pub const CONDITIONS_MAX: usize = 64;

/// Conditions over the rows of one entity, as a rulebook's `where` would word them, made ready to be asked.
#[derive(Debug, Clone)]
pub struct Query {
    pub(super) entity: Entity,
    pub(super) program: Program,
}

impl Query {
    /// Makes conditions ready; condition n answers in bit n. They must be conditions over the entity's
    /// columns: what [`crate::expr::read`] gives for `Type::Flag`. Those behind the first
    /// [`CONDITIONS_MAX`] have no bit.
    #[must_use]
    pub fn new(columns: &Columns, entity: Entity, conditions: &[&Expr]) -> Self {
        debug_assert!(conditions.len() <= CONDITIONS_MAX, "a bit for each condition");
        let mut program = Program::new(Shape::of(columns, entity));
        for condition in conditions.iter().take(CONDITIONS_MAX) {
            program.add(condition, Count::Rows, None, Slot { place: 0, distinct: 0 });
        }
        program.finish();
        Self { entity, program }
    }

    /// Whose rows it asks.
    #[must_use]
    pub fn entity(&self) -> Entity {
        self.entity
    }
}

impl Live {
    /// Rows of an agency for which any condition holds, now: key, and a bit for each condition that holds.
    /// They come in no particular order. An agency's own figures are no rows.
    ///
    /// The period need not have begun: rows count for the agencies as they will be.
    #[must_use]
    pub fn rows_where(
        &self,
        query: &Query,
        agency: &str,
        period: Period,
        scope: Scope,
    ) -> Vec<(u32, u64)> {
        self.rows_where_at(query, agency, period, scope, self.now())
    }

    /// The same, looked at from another moment.
    #[must_use]
    pub fn rows_where_at(
        &self,
        query: &Query,
        agency: &str,
        period: Period,
        scope: Scope,
        now: Seconds,
    ) -> Vec<(u32, u64)> {
        let roots: Vec<_> = query.program.measures.iter().map(|measure| measure.root).collect();
        let asked = roots.len();
        let sweep = Sweep::new(&query.program, roots, &[], &Lane::new(period), now - EARLIEST);
        let mut found = Vec::new();
        self.each_partition(&sweep, query.entity, agency, period, scope, |_, partition, room| {
            sweep.over(partition, room, |block, start| {
                let mut bits = [0_u64; super::block::ROWS];
                for condition in 0..asked {
                    for row in places(&sweep.rows(block, condition)) {
                        bits[row] |= 1 << condition;
                    }
                }
                let rows = partition.keys[start..start + block.len].iter().zip(bits);
                found.extend(rows.filter(|(_, bits)| *bits != 0).map(|(key, bits)| (*key, bits)));
            });
        });
        found
    }

    /// Keys of the rows that a measure counts for an agency and period, in no particular order: of a count
    /// exactly as many as its number, of a sum those that were added up, of distinct procedures all that
    /// make a procedure count. Nothing for a period without tallies, and for agencies' own figures.
    #[must_use]
    pub fn select(
        &self,
        agency: &str,
        period: Period,
        measure: MeasureId,
        scope: Scope,
    ) -> Vec<u32> {
        let mut keys = Vec::new();
        let planned = &self.plan.measures[measure];
        self.each_selected(agency, period, planned, scope, |key, _| keys.push(key));
        keys
    }

    /// Calls `visit` with the key and procedure of each row that a measure counts.
    pub(super) fn each_selected(
        &self,
        agency: &str,
        period: Period,
        planned: &Planned,
        scope: Scope,
        mut visit: impl FnMut(u32, u32),
    ) {
        if self.state(period).is_none() {
            return;
        }
        let program = self.plan.program(planned.entity);
        let root = program.measures[planned.index].root;
        let sweep = Sweep::new(program, vec![root], &[], &Lane::new(period), self.now_kept());
        self.each_partition(&sweep, planned.entity, agency, period, scope, |_, rows, room| {
            sweep.over(rows, room, |block, start| {
                for row in places(&sweep.rows(block, 0)) {
                    let procedure = rows.procedures[usize::from(rows.procedure[start + row])];
                    if !(planned.distinct && procedure == NO_PROCEDURE) {
                        visit(rows.keys[start + row], procedure);
                    }
                }
            });
        });
    }

    /// Calls `visit` with each unit's rows that count for an agency in a period.
    pub(super) fn each_partition(
        &self,
        sweep: &Sweep<'_>,
        entity: Entity,
        agency: &str,
        period: Period,
        scope: Scope,
        mut visit: impl FnMut(u32, &Partition, &mut Room),
    ) {
        let Some(node) = self.agencies.find(agency) else { return };
        let places = self.places(period);
        let mut room = None;
        for (unit, partition) in self.tables[entity_at(entity)].partitions() {
            let path = places.of(unit).nodes();
            let belongs = match scope {
                Scope::Subtree => path.contains(&node),
                Scope::Own => path.first() == Some(&node),
            };
            if belongs && !partition.is_empty() {
                let room = room.get_or_insert_with(|| sweep.room(partition));
                visit(path[0], partition, room);
            }
        }
    }

    /// Which agencies rows count for in a period, whether it has tallies or not.
    pub(super) fn places(&self, period: Period) -> Cow<'_, Places> {
        match self.state(period) {
            Some(state) => Cow::Borrowed(&state.places),
            None => Cow::Owned(Places::new(&self.tree, &mut self.agencies.clone(), period)),
        }
    }
}
