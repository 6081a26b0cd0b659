//! The clock: rows that change although nobody sent anything.

use std::cmp::Reverse;

use super::count::{Change, Scratch};
use super::grow::BULK;
use super::lanes::Chunk;
use super::live::Live;
use super::plan::entity_at;
use super::row::next_change;
use super::touch::Touched;
use crate::dossier::{EARLIEST, Seconds};

impl Live {
    /// Lets time pass until `now`: what turns late does, and periods begin. Time never goes back.
    pub fn tick(&mut self, now: Seconds) {
        let now = now - EARLIEST;
        if now <= self.now {
            return;
        }
        self.now = now;
        self.step += 1;
        let due = self.come_due();
        for (at, keys) in due.into_iter().enumerate() {
            let before = self.chunks[at].clone();
            let program = &self.plan.programs[at];
            self.chunks[at].iter_mut().for_each(|chunk| chunk.tick(program, now));
            self.turn(at, &before, keys);
        }
        let bulk = &self.plan.programs[entity_at(BULK)];
        self.stale |= bulk.by_clock.iter().any(|asks| *asks);
        self.begin_periods();
        self.settle();
        self.leave_years();
    }

    /// Keys whose moment has come, by entity.
    fn come_due(&mut self) -> Vec<Vec<u32>> {
        let mut keys = vec![Vec::new(); self.tables.len()];
        while self.due.peek().is_some_and(|Reverse((moment, ..))| *moment <= self.now) {
            if let Some(Reverse((_, entity, key))) = self.due.pop() {
                keys[usize::from(entity)].push(key);
            }
        }
        keys
    }

    /// Judges rows whose moment has come by the old clock and the new.
    fn turn(&mut self, at: usize, before: &[Chunk], mut keys: Vec<u32>) {
        keys.sort_unstable();
        keys.dedup();
        let chunks = std::mem::take(&mut self.chunks[at]);
        let touched = self.touch[at].by_clock(&self.plan.programs[at]);
        for key in keys {
            let row = self.tables[at].get(key);
            let change = Change { old: row, new: row };
            for (old, new) in before.iter().zip(&chunks) {
                self.apply(at, &touched, old, new, change);
            }
            self.wait_for(at, &touched, key, Change { old: None, new: row });
        }
        self.chunks[at] = chunks;
    }

    /// Remembers when the clock alone will change the row.
    pub(super) fn wait_for(&mut self, at: usize, touched: &Touched, key: u32, change: Change) {
        let Some(row) = change.new.filter(|_| !touched.clock_nodes.is_empty()) else { return };
        let program = &self.plan.programs[at];
        let Scratch { old, new, moments, .. } = &mut self.scratch;
        moments.resize(program.formulas.nodes().len(), i64::MAX);
        let Some(moment) = next_change(program, touched, &row.values, new, self.now, moments)
        else {
            return;
        };
        let before = change
            .old
            .and_then(|was| next_change(program, touched, &was.values, old, self.now, moments));
        if before != Some(moment) {
            self.due.push(Reverse((moment, u8::try_from(at).unwrap_or(u8::MAX), key)));
        }
    }
}
