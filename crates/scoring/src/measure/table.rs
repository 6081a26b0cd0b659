//! Rows of one entity as columns, partitioned by unit: the agency whose code the rows carry.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

pub use super::column::{Column, NULL_NARROW};
use super::column::{put, reorder};
use super::shape::{Kept, Shape};
use super::{Cells, NULL, NUMBERS_MAX};
use crate::dossier::EARLIEST;

/// Values of one row as the executors compare them: times counted from [`EARLIEST`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Values {
    /// Numbers; [`i64::from`] of [`NULL_NARROW`] where missing.
    pub numbers: [i64; NUMBERS_MAX],
    /// Flags.
    pub flags: u32,
}

/// A row as the engine takes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// Unit: number of the agency's code.
    pub unit: u32,
    /// Number of the procedure; [`NO_PROCEDURE`] if there is none.
    pub procedure: u32,
    /// Values.
    pub values: Values,
}

/// Stands where a row is about no procedure.
pub const NO_PROCEDURE: u32 = u32::MAX;

impl Values {
    /// The values of a row of that shape.
    #[must_use]
    pub fn new(shape: &Shape, cells: &Cells) -> Self {
        let mut numbers = [0; NUMBERS_MAX];
        for (at, number) in shape.numbers.iter().enumerate() {
            numbers[at] = match (cells.numbers[at], number.kept) {
                (NULL, _) => i64::from(NULL_NARROW),
                (value, Kept::Time) => value - EARLIEST,
                (value, _) => value,
            };
        }
        Self { numbers, flags: cells.flags }
    }
}

/// The rows of one unit.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Partition {
    /// Columns, in the order of the shape.
    pub numbers: Vec<Column>,
    /// Flags of each row.
    pub flags: Vec<u32>,
    /// Procedure of each row, by its place in `procedures`.
    pub procedure: Vec<u16>,
    /// Key of each row.
    pub keys: Vec<u32>,
    /// Procedures of this unit.
    pub procedures: Vec<u32>,
    #[serde(skip)]
    local: HashMap<u32, u16>,
}

impl Partition {
    fn new(shape: &Shape) -> Self {
        Self {
            numbers: shape.numbers.iter().map(|number| Column::new(number.kept)).collect(),
            flags: Vec::new(),
            procedure: Vec::new(),
            keys: Vec::new(),
            procedures: Vec::new(),
            local: HashMap::new(),
        }
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    fn set(&mut self, at: usize, key: u32, row: &Row) {
        for (column, value) in self.numbers.iter_mut().zip(row.values.numbers) {
            column.set(at, value);
        }
        let procedure = self.local(row.procedure);
        put(&mut self.flags, at, row.values.flags);
        put(&mut self.procedure, at, procedure);
        put(&mut self.keys, at, key);
    }

    /// A unit handles some hundred procedures; more than 65,535 share the last place.
    fn local(&mut self, procedure: u32) -> u16 {
        if let Some(known) = self.local.get(&procedure) {
            return *known;
        }
        let next = u16::try_from(self.procedures.len()).unwrap_or(u16::MAX);
        if next < u16::MAX {
            self.procedures.push(procedure);
            self.local.insert(procedure, next);
        }
        next.min(u16::MAX - 1)
    }

    /// One row.
    #[must_use]
    pub fn row(&self, unit: u32, at: usize) -> Row {
        let mut numbers = [0; NUMBERS_MAX];
        for (value, column) in numbers.iter_mut().zip(&self.numbers) {
            *value = column.get(at);
        }
        let procedure = self.procedures[usize::from(self.procedure[at])];
        Row { unit, procedure, values: Values { numbers, flags: self.flags[at] } }
    }

    fn remove(&mut self, at: usize) {
        self.numbers.iter_mut().for_each(|column| column.remove(at));
        self.flags.swap_remove(at);
        self.procedure.swap_remove(at);
        self.keys.swap_remove(at);
    }
}

/// The rows of one entity, for a checkpoint: the codes they refer to and the partitions.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SavedRows {
    /// Codes of units, by their number then.
    pub units: Vec<Box<str>>,
    /// Codes of procedures, by their number then.
    pub procedures: Vec<Box<str>>,
    partitions: Vec<(u32, Partition)>,
}

/// Where a row stands: unit and place; the unit [`NOWHERE`] = there is none.
#[derive(Debug, Clone, Copy)]
struct At {
    unit: u32,
    place: u32,
}

const NOWHERE: At = At { unit: u32::MAX, place: 0 };

/// All rows of one entity.
#[derive(Debug, Clone, Default)]
pub struct Table {
    partitions: Vec<Option<Box<Partition>>>,
    at: Vec<At>,
    rows: usize,
    /// Units that have rows.
    units: usize,
}

impl Table {
    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Number of units that have rows.
    #[must_use]
    pub fn units(&self) -> usize {
        self.units
    }

    /// Units with rows, each with its rows.
    pub fn partitions(&self) -> impl Iterator<Item = (u32, &Partition)> {
        let all = (0..).zip(&self.partitions);
        all.filter_map(|(unit, partition)| Some((unit, partition.as_deref()?)))
    }

    /// The rows of a unit.
    #[must_use]
    pub fn partition(&self, unit: u32) -> Option<&Partition> {
        self.partitions.get(unit as usize)?.as_deref()
    }

    /// The row of a key.
    #[must_use]
    pub fn get(&self, key: u32) -> Option<Row> {
        let at = *self.at.get(key as usize)?;
        Some(self.partition(at.unit)?.row(at.unit, at.place as usize))
    }

    /// The unit of the row of a key.
    #[must_use]
    pub fn unit_of(&self, key: u32) -> Option<u32> {
        self.at.get(key as usize).map(|at| at.unit).filter(|unit| *unit != NOWHERE.unit)
    }

    /// Every key with its row.
    pub fn rows(&self) -> impl Iterator<Item = (u32, Row)> {
        self.partitions().flat_map(|(unit, partition)| {
            (0..partition.len()).map(move |at| (partition.keys[at], partition.row(unit, at)))
        })
    }

    /// Each key once, in the order in which the rows stand in memory; keys without a row come last.
    pub fn arrange(&self, keys: &mut Vec<u32>) {
        let place = |key: &u32| {
            let at = self.at.get(*key as usize).copied().unwrap_or(NOWHERE);
            (at.unit, at.place, *key)
        };
        keys.sort_unstable_by_key(place);
        keys.dedup();
    }

    /// Puts a row in place of the one of that key, or removes it.
    pub fn put(&mut self, shape: &Shape, key: u32, row: Option<&Row>) {
        let before = self.at.get(key as usize).copied().unwrap_or(NOWHERE);
        match row {
            Some(row) if before.unit == row.unit => {
                if let Some(partition) = self.partitions[row.unit as usize].as_deref_mut() {
                    partition.set(before.place as usize, key, row);
                }
            }
            _ => {
                self.remove(key, before);
                if let Some(row) = row {
                    self.append(shape, key, row);
                }
            }
        }
    }

    fn append(&mut self, shape: &Shape, key: u32, row: &Row) {
        let unit = row.unit as usize;
        if self.partitions.len() <= unit {
            self.partitions.resize_with(unit + 1, || None);
        }
        let partition =
            self.partitions[unit].get_or_insert_with(|| Box::new(Partition::new(shape)));
        let place = partition.len();
        self.units += usize::from(place == 0);
        partition.set(place, key, row);
        let at = At { unit: row.unit, place: u32::try_from(place).unwrap_or(u32::MAX) };
        while self.at.len() <= key as usize {
            let next = self.at.len();
            put(&mut self.at, next, NOWHERE);
        }
        self.at[key as usize] = at;
        self.rows += 1;
    }

    fn remove(&mut self, key: u32, at: At) {
        let Some(Some(partition)) = self.partitions.get_mut(at.unit as usize) else { return };
        partition.remove(at.place as usize);
        self.units -= usize::from(partition.is_empty());
        if let Some(moved) = partition.keys.get(at.place as usize) {
            self.at[*moved as usize].place = at.place;
        }
        self.at[key as usize] = NOWHERE;
        self.rows -= 1;
    }

    /// The partitions, for a checkpoint.
    #[must_use]
    pub fn save(&self, units: Vec<Box<str>>, procedures: Vec<Box<str>>) -> SavedRows {
        let partitions = self.partitions().map(|(unit, partition)| (unit, partition.clone()));
        SavedRows { units, procedures, partitions: partitions.collect() }
    }

    /// Puts back what was saved, with the numbers that units and procedures have now.
    pub fn restore(saved: SavedRows, units: &[u32], procedures: &[u32]) -> Self {
        let mut table = Self::default();
        for (unit, mut partition) in saved.partitions {
            let number = |then: &u32| match *then {
                NO_PROCEDURE => NO_PROCEDURE,
                then => procedures[then as usize],
            };
            partition.procedures = partition.procedures.iter().map(number).collect();
            partition.local = (0..).zip(&partition.procedures).map(|(at, p)| (*p, at)).collect();
            table.take(units[unit as usize], partition);
        }
        table
    }

    fn take(&mut self, unit: u32, partition: Partition) {
        for (place, key) in (0..).zip(&partition.keys) {
            while self.at.len() <= *key as usize {
                let next = self.at.len();
                put(&mut self.at, next, NOWHERE);
            }
            self.at[*key as usize] = At { unit, place };
        }
        self.rows += partition.len();
        self.units += usize::from(!partition.is_empty());
        if self.partitions.len() <= unit as usize {
            self.partitions.resize_with(unit as usize + 1, || None);
        }
        self.partitions[unit as usize] = Some(Box::new(partition));
    }

    /// Brings the rows of each unit into the order of a column: scans skip what lies outside a period
    /// best when neighbours are of one time. Live rows arrive about in order by themselves.
    pub fn order_by(&mut self, column: usize) {
        for partition in self.partitions.iter_mut().flatten() {
            let mut order: Vec<u32> = (0..partition.keys.len() as u32).collect();
            order.sort_by_key(|at| {
                let key = partition.keys[*at as usize];
                (partition.numbers[column].get(*at as usize), key)
            });
            partition.numbers.iter_mut().for_each(|column| column.reorder(&order));
            reorder(&mut partition.flags, &order);
            reorder(&mut partition.procedure, &order);
            reorder(&mut partition.keys, &order);
            for (place, key) in (0..).zip(&partition.keys) {
                self.at[*key as usize].place = place;
            }
        }
    }
}
