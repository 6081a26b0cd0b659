//! The live tallies: every change of a row is a difference (−old, +new), and so is the passing of time.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap};
use std::sync::OnceLock;

use super::Cells;
use super::count::{Change, Scratch};
use super::grow::{BULK, year_of};
use super::lanes::{Chunk, Lane};
use super::places::{Codes, Places};
use super::plan::{ENTITIES, Plan, entity_at};
use super::stamps::Stamps;
use super::stated::Stated;
use super::table::{NO_PROCEDURE, Row, SavedRows, Table, Values};
use super::tallies::{Distinct, LaneTallies};
use super::touch::{Touch, changed};
use crate::agency::AgencyTree;
use crate::dossier::{EARLIEST, Seconds};
use crate::expr::Entity;
use crate::period::Period;

/// First year with tallies: the indicator set is of June 2022. Older rows count where they reach into a
/// later period.
pub const FIRST_YEAR: i16 = 2022;
/// Last year with tallies.
pub const LAST_YEAR: i16 = 2059;

/// A period with its tallies.
#[derive(Debug, Clone)]
pub struct LaneState {
    /// The period.
    pub lane: Lane,
    /// Which agencies rows count for.
    pub places: Places,
    /// The tallies.
    pub tallies: LaneTallies,
    /// Agencies' own figures, added up when first asked for.
    pub(super) stated: OnceLock<Stated>,
    /// Who has any rows, found when first asked for.
    pub(super) known: OnceLock<Vec<BTreeSet<u32>>>,
    /// When what of it changed.
    pub(super) stamps: Stamps,
}

/// Current rows, and the tallies of every agency and period, always up to date.
#[derive(Debug, Clone)]
pub struct Live {
    pub(super) plan: Plan,
    pub(super) tree: AgencyTree,
    pub(super) agencies: Codes,
    pub(super) procedures: Codes,
    pub(super) tables: Vec<Table>,
    pub(super) lanes: Vec<LaneState>,
    /// Agencies' own figures, by agency and period.
    pub(super) facts: HashMap<(u32, Period), Cells>,
    /// What a change touches, for each program.
    pub(super) touch: Vec<Touch>,
    /// Lanes ready for each program.
    pub(super) chunks: Vec<Vec<Chunk>>,
    pub(super) distinct: Distinct,
    /// Whether what is counted in bulk changed since it was counted.
    pub(super) stale: bool,
    /// When the clock alone may change a row: moment, entity, key. Entries may be stale; looking once
    /// too often changes nothing.
    pub(super) due: BinaryHeap<Reverse<(i64, u8, u32)>>,
    pub(super) now: i64,
    pub(super) first_year: i16,
    /// Rows by the year they begin in.
    pub(super) years: BTreeMap<i16, usize>,
    pub(super) scratch: Scratch,
    /// How many changes there were: what [`Stamps`] count in.
    pub(super) step: u64,
}

impl Live {
    /// Nothing counted yet, at a moment.
    #[must_use]
    pub fn new(plan: Plan, tree: AgencyTree, now: Seconds) -> Self {
        let first_year = year_of(now - EARLIEST).clamp(FIRST_YEAR, LAST_YEAR);
        let mut live = Self {
            tables: ENTITIES.iter().map(|_| Table::default()).collect(),
            chunks: ENTITIES.iter().map(|_| Vec::new()).collect(),
            touch: plan.programs.iter().map(Touch::new).collect(),
            agencies: Codes::default(),
            procedures: Codes::default(),
            lanes: Vec::new(),
            facts: HashMap::new(),
            distinct: Distinct::default(),
            stale: false,
            due: BinaryHeap::new(),
            now: now - EARLIEST,
            first_year,
            years: BTreeMap::new(),
            scratch: Scratch::default(),
            step: 1,
            plan,
            tree,
        };
        live.learn_agencies();
        live.begin_periods();
        live
    }

    /// The moment it stands at.
    #[must_use]
    pub fn now(&self) -> Seconds {
        self.now + EARLIEST
    }

    /// The plan.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Agencies.
    #[must_use]
    pub fn tree(&self) -> &AgencyTree {
        &self.tree
    }

    /// Periods with tallies.
    pub fn periods(&self) -> impl Iterator<Item = Period> + '_ {
        self.lanes.iter().map(|state| state.lane.period)
    }

    /// The tallies, in the order of [`Live::periods`].
    #[must_use]
    pub fn tallies(&self) -> Vec<LaneTallies> {
        self.lanes.iter().map(|state| state.tallies.clone()).collect()
    }

    /// Number of rows of an entity.
    #[must_use]
    pub fn rows(&self, entity: Entity) -> usize {
        self.tables[entity_at(entity)].len()
    }

    /// Every agency of the tree has a number, so that its lines can be asked for.
    pub(super) fn learn_agencies(&mut self) {
        for agency in self.tree.all() {
            self.agencies.number(&agency.code);
        }
    }

    /// The number of an agency's code, which may be unknown to the tree.
    pub fn unit(&mut self, agency: &str) -> u32 {
        let known = self.agencies.len();
        let unit = self.agencies.number(agency);
        if self.agencies.len() > known {
            for state in &mut self.lanes {
                state.places.extend(&self.tree, &mut self.agencies);
                state.tallies.reach(self.agencies.len());
            }
        }
        unit
    }

    /// The number of a procedure.
    pub fn procedure(&mut self, code: &str) -> u32 {
        self.procedures.number(code)
    }

    /// A row as the tables keep it.
    pub fn row(
        &mut self,
        entity: Entity,
        agency: &str,
        procedure: Option<&str>,
        cells: &Cells,
    ) -> Row {
        let unit = self.unit(agency);
        let procedure = procedure.map_or(NO_PROCEDURE, |code| self.procedure(code));
        Row { unit, procedure, values: Values::new(&self.plan.program(entity).shape, cells) }
    }

    /// Puts a row in place of the one of that key, or takes it away. Services are counted at the next
    /// [`Live::settle`].
    pub fn put(&mut self, entity: Entity, key: u32, new: Option<Row>) {
        let at = entity_at(entity);
        let old = self.tables[at].get(key);
        if old == new {
            return;
        }
        self.step += 1;
        let left = self.note_year(entity, old.as_ref(), new.as_ref());
        let units = self.tables[at].units();
        self.tables[at].put(&self.plan.programs[at].shape, key, new.as_ref());
        if self.tables[at].units() != units {
            let step = self.step;
            self.lanes.iter_mut().for_each(|state| {
                state.known = OnceLock::new();
                state.stamps.all(step);
            });
        }
        if entity == BULK {
            self.stale = true;
            return;
        }
        let chunks = std::mem::take(&mut self.chunks[at]);
        let change = Change { old, new };
        let columns = changed(old.as_ref(), new.as_ref());
        let touched = self.touch[at].by_columns(&self.plan.programs[at], columns);
        for chunk in &chunks {
            self.apply(at, &touched, chunk, chunk, change);
        }
        self.wait_for(at, &touched, key, change);
        self.chunks[at] = chunks;
        if left {
            self.recount();
        }
    }

    /// The row of a key.
    #[must_use]
    pub fn peek(&self, entity: Entity, key: u32) -> Option<Row> {
        self.tables[entity_at(entity)].get(key)
    }

    /// Puts a row into the tables without counting it: the caller ends with [`Live::recount`].
    pub fn load(&mut self, entity: Entity, key: u32, row: Row) {
        let at = entity_at(entity);
        self.tables[at].put(&self.plan.programs[at].shape, key, Some(&row));
    }

    /// Takes a row out of the tables without counting it: the caller ends with [`Live::recount`].
    pub fn unload(&mut self, entity: Entity, key: u32) {
        let at = entity_at(entity);
        self.tables[at].put(&self.plan.programs[at].shape, key, None);
    }

    /// The rows of an entity, for a checkpoint.
    #[must_use]
    pub fn save(&self, entity: Entity) -> SavedRows {
        let names = |codes: &Codes| codes.names().to_vec();
        self.tables[entity_at(entity)].save(names(&self.agencies), names(&self.procedures))
    }

    /// Puts back saved rows without counting them: the caller ends with [`Live::recount`].
    pub fn restore(&mut self, entity: Entity, saved: SavedRows) {
        let units: Vec<u32> = saved.units.iter().map(|code| self.unit(code)).collect();
        let procedures: Vec<u32> =
            saved.procedures.iter().map(|code| self.procedure(code)).collect();
        self.tables[entity_at(entity)] = Table::restore(saved, &units, &procedures);
    }

    /// States an agency's own figures for a period.
    pub fn put_facts(&mut self, agency: &str, period: Period, cells: Cells) {
        let unit = self.unit(agency);
        self.facts.insert((unit, period), cells);
        self.step += 1;
        let step = self.step;
        self.lanes.iter_mut().for_each(|state| {
            state.stated = OnceLock::new();
            state.stamps.all(step);
        });
    }

    /// Entries kept for counting distinct procedures, and for the clock: for measuring memory.
    #[must_use]
    pub fn kept(&self) -> (usize, usize) {
        (self.distinct.len(), self.due.len())
    }
}
