//! Distinct procedures of agencies that several units count for: one set per agency, period and measure.

use super::table::{NO_PROCEDURE, Partition};

const NONE: u32 = u32::MAX;

/// Which agency's set, in which period.
#[derive(Debug, Clone, Copy)]
pub(super) struct SetKey {
    pub lane: usize,
    pub node: u32,
    pub own: bool,
}

/// Sets of procedures, a bit for each.
#[derive(Debug, Clone)]
pub(super) struct Sets {
    nodes: usize,
    measures: usize,
    words: usize,
    /// Where the sets of an agency and period begin, by lane, node and own; [`NONE`] = nowhere yet.
    places: Vec<u32>,
    keys: Vec<SetKey>,
    bits: Vec<u64>,
    /// The set looked up last. A catalogue says the same in every period.
    unit: Option<u32>,
    seen: Vec<u64>,
    global: Vec<u64>,
}

impl Sets {
    /// No set yet, over so many periods, agencies, measures and procedures.
    pub fn new(lanes: usize, nodes: usize, measures: usize, procedures: usize) -> Self {
        let words = procedures.div_ceil(64).max(1);
        Self {
            nodes,
            measures,
            words,
            places: vec![NONE; lanes * nodes * 2],
            keys: Vec::new(),
            bits: Vec::new(),
            unit: None,
            seen: Vec::new(),
            global: vec![0; words],
        }
    }

    /// Takes what a unit has seen, bits over its own list of procedures; gives how many that are.
    pub fn take(&mut self, unit: u32, partition: &Partition, seen: &[u64]) -> i32 {
        if self.unit != Some(unit) || self.seen != seen {
            self.unit = Some(unit);
            self.seen.clear();
            self.seen.extend_from_slice(seen);
            self.global.fill(0);
            for procedure in seen_procedures(partition, seen) {
                self.global[procedure as usize / 64] |= 1 << (procedure % 64);
            }
        }
        count(&self.global)
    }

    /// Joins what was taken last to the set of an agency.
    pub fn join(&mut self, key: SetKey, measure: usize) {
        let start = self.start(key) + measure * self.words;
        let set = &mut self.bits[start..start + self.words];
        set.iter_mut().zip(&self.global).for_each(|(known, word)| *known |= word);
    }

    fn start(&mut self, key: SetKey) -> usize {
        let at = (key.lane * self.nodes + key.node as usize) * 2 + usize::from(key.own);
        if self.places[at] == NONE {
            self.places[at] = u32::try_from(self.keys.len()).unwrap_or(NONE);
            self.keys.push(key);
            self.bits.resize(self.bits.len() + self.measures * self.words, 0);
        }
        self.places[at] as usize * self.measures * self.words
    }

    /// Joins what another thread has found.
    pub fn merge(&mut self, other: &Self) {
        for (at, key) in other.keys.iter().enumerate() {
            let size = self.measures * self.words;
            let start = self.start(*key);
            let set = &mut self.bits[start..start + size];
            let found = &other.bits[at * size..(at + 1) * size];
            set.iter_mut().zip(found).for_each(|(known, word)| *known |= word);
        }
    }

    /// How many procedures each set holds: agency and period, measure, number.
    pub fn counts(&self) -> impl Iterator<Item = (SetKey, usize, i32)> {
        let sets = self.bits.chunks(self.words).enumerate();
        sets.map(|(at, set)| (self.keys[at / self.measures], at % self.measures, count(set)))
    }
}

fn count(set: &[u64]) -> i32 {
    let ones = set.iter().map(|word| u64::from(word.count_ones())).sum::<u64>();
    i32::try_from(ones).unwrap_or(i32::MAX)
}

fn seen_procedures(partition: &Partition, seen: &[u64]) -> impl Iterator<Item = u32> {
    let words = seen.iter().enumerate();
    let local =
        words.flat_map(|(at, word)| super::count::ones(*word).map(move |bit| at * 64 + bit));
    local.map(|at| partition.procedures[at]).filter(|procedure| *procedure != NO_PROCEDURE)
}
