//! All messages of a world in the order of time. Kept are only the dossiers that have begun and still have
//! something to say.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use chiso_scoring::dossier::{Seconds, Version};

use crate::event::{Event, cues, event};
use crate::life::{LEAD, Life};
use crate::plan::Plan;
use crate::tricks::TrickSet;

/// Something due: a unit's next dossier, or the next message of a dossier. The order of the fields
/// makes the order of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Due {
    at: Seconds,
    unit: usize,
    index: u64,
    say: Say,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Say {
    /// The dossier begins.
    Begin,
    /// The message of that number of the life kept in that slot.
    Message { cue: u8, slot: usize },
}

/// Messages of all dossiers of a world and its records, in the order of time.
#[derive(Debug)]
pub struct Events<'w> {
    plan: &'w Plan,
    due: BinaryHeap<Reverse<Due>>,
    lives: Vec<Life>,
    free: Vec<usize>,
    records: std::iter::Peekable<std::slice::Iter<'w, Event>>,
}

impl<'w> Events<'w> {
    pub(crate) fn new(plan: &'w Plan, records: &'w [Event]) -> Self {
        let (due, lives, free) = (BinaryHeap::new(), Vec::new(), Vec::new());
        let mut events = Self { plan, due, lives, free, records: records.iter().peekable() };
        for unit in 0..plan.units.len() {
            events.begin(unit, 0);
        }
        events
    }

    /// Most dossiers kept at a time so far: what memory grows with.
    #[must_use]
    pub fn most_open(&self) -> usize {
        self.lives.len()
    }

    /// Notes when a unit's dossier may speak first.
    fn begin(&mut self, unit: usize, index: u64) {
        if index < self.plan.units[unit].counts.handled {
            let received = self.plan.received_at(unit, index, &mut self.plan.draw(unit, index));
            let due = Due { at: received - LEAD, unit, index, say: Say::Begin };
            self.due.push(Reverse(due));
        }
    }

    /// Starts a dossier and notes its agency's next one.
    fn start(&mut self, due: Due) {
        self.begin(due.unit, due.index + 1);
        let life = self.plan.life(due.unit, due.index);
        let Some(first) = cues(&life, self.plan).first().copied() else { return };
        let slot = self.keep(life);
        let say = Say::Message { cue: 0, slot };
        self.due.push(Reverse(Due { at: first.at, say, ..due }));
    }

    fn keep(&mut self, life: Life) -> usize {
        if let Some(slot) = self.free.pop() {
            self.lives[slot] = life;
            return slot;
        }
        self.lives.push(life);
        self.lives.len() - 1
    }

    /// Says a message and notes the dossier's next one, or forgets the dossier after its last.
    fn say(&mut self, due: Due, cue: u8, slot: usize) -> Option<Event> {
        let life = &self.lives[slot];
        let cues = cues(life, self.plan);
        let said = cues.get(usize::from(cue)).map(|cue| event(life, self.plan, *cue));
        match cues.get(usize::from(cue) + 1) {
            Some(next) => {
                let say = Say::Message { cue: cue + 1, slot };
                self.due.push(Reverse(Due { at: next.at, say, ..due }));
            }
            None => self.free.push(slot),
        }
        said
    }
}

impl Iterator for Events<'_> {
    type Item = Event;

    fn next(&mut self) -> Option<Event> {
        loop {
            let next = self.due.peek().map(|Reverse(due)| due.at);
            let record = self.records.peek().map(|event| event.at);
            if record.is_some_and(|record| next.is_none_or(|next| record <= next)) {
                return self.records.next().cloned();
            }
            let Reverse(due) = self.due.pop()?;
            match due.say {
                Say::Begin => self.start(due),
                Say::Message { cue, slot } => return self.say(due, cue, slot),
            }
        }
    }
}

/// A dossier as it stands at the end of the world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Final {
    /// Number of the dossier.
    pub number: Box<str>,
    /// Everything that was said, joined.
    pub version: Version,
    /// Tricks that were used on it.
    pub tricks: TrickSet,
}

/// All dossiers as they stand at the end, agency by agency.
#[derive(Debug)]
pub struct Finals<'w> {
    plan: &'w Plan,
    unit: usize,
    index: u64,
}

impl<'w> Finals<'w> {
    pub(crate) fn new(plan: &'w Plan) -> Self {
        Self { plan, unit: 0, index: 0 }
    }
}

impl Iterator for Finals<'_> {
    type Item = Final;

    fn next(&mut self) -> Option<Final> {
        while self.index >= self.plan.units.get(self.unit)?.counts.handled {
            self.unit += 1;
            self.index = 0;
        }
        let life = self.plan.life(self.unit, self.index);
        self.index += 1;
        let mut version = Version::default();
        for cue in cues(&life, self.plan) {
            if let Some(statement) = event(&life, self.plan, cue).statement() {
                // A simulated dossier says far less than a version can hold.
                let _ = version.join(&statement);
            }
        }
        Some(Final { number: life.number(self.plan), version, tricks: life.tricks })
    }
}
