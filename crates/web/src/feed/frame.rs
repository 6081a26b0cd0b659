//! What goes over the wire, and how one state of a view becomes the next.

use std::collections::{HashMap, VecDeque};

use chiso_scoring::dossier::Seconds;
use serde::Serialize;

use super::rows::{Key, Row, Seen};
use crate::alert::Told;
use crate::moment::local;

/// Steps kept of a view: who lost its connection for some seconds gets what it missed.
const RING: usize = 64;

/// One event as it is sent.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Sent {
    pub kind: &'static str,
    pub id: String,
    pub data: String,
}

impl Sent {
    /// An alert. It has no id: who comes back goes on from the last row it saw, not from here.
    pub fn alert(told: &Told) -> Self {
        Self { kind: "alert", id: String::new(), data: told.data.clone() }
    }
}

/// The rows that a step changed.
#[derive(Debug)]
struct Step {
    number: u64,
    revision: u64,
    as_of: Seconds,
    rows: Vec<Row>,
}

/// A view's rows as they stand, and the last steps that led there.
#[derive(Debug, Default)]
pub(super) struct Course {
    seen: Option<Seen>,
    steps: VecDeque<Step>,
    number: u64,
}

/// The JSON of an event.
#[derive(Serialize)]
struct Body<'a> {
    revision: u64,
    as_of: String,
    rulebook: &'a str,
    period: String,
    parent: &'a str,
    rows: Vec<&'a Row>,
}

impl Course {
    /// Number of the last step; 0 as long as nothing was seen.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Revision and moment of the last look.
    pub fn stands(&self) -> Option<(u64, Seconds)> {
        self.seen.as_ref().map(|seen| (seen.revision, seen.as_of))
    }

    /// Takes a newer look in; gives whether there is something to tell: a row that moved, or a revision.
    pub fn advance(&mut self, seen: Seen) -> bool {
        let rows = self.seen.as_ref().map_or_else(Vec::new, |before| changed(before, &seen));
        let told = self.stands().map(|(revision, _)| revision) == Some(seen.revision);
        let quiet = told && rows.is_empty();
        if !quiet {
            self.number += 1;
            let (number, revision, as_of) = (self.number, seen.revision, seen.as_of);
            self.steps.push_back(Step { number, revision, as_of, rows });
            if self.steps.len() > RING {
                self.steps.pop_front();
            }
        }
        self.seen = Some(seen);
        !quiet
    }

    /// The step that an id names, if it is among the last ones.
    pub fn step_of(&self, id: &str) -> Option<u64> {
        let step = self.steps.iter().find(|step| self::id(step.revision, step.as_of) == id);
        step.map(|step| step.number)
    }

    /// What a reader that has come to `at` must be told now.
    pub fn after(&self, key: &Key, at: Option<u64>) -> Option<Sent> {
        let seen = self.seen.as_ref()?;
        match at {
            Some(at) if at == self.number => None,
            Some(at) if self.steps.front().is_some_and(|first| first.number <= at + 1) => {
                self.steps_after(key, at)
            }
            _ => self.snapshot(key, seen),
        }
    }

    fn snapshot(&self, key: &Key, seen: &Seen) -> Option<Sent> {
        let last = self.steps.back()?;
        let rows = seen.rows.iter().collect();
        Some(sent("snapshot", key, (last.revision, last.as_of), rows))
    }

    /// Several steps become one: of each agency the last row.
    fn steps_after(&self, key: &Key, at: u64) -> Option<Sent> {
        let last = self.steps.back()?;
        let steps = self.steps.iter().filter(|step| step.number > at);
        let newest: HashMap<&str, &Row> =
            steps.flat_map(|step| &step.rows).map(|row| (row.agency.as_str(), row)).collect();
        let mut rows: Vec<&Row> = newest.into_values().collect();
        rows.sort_by(|a, b| a.agency.cmp(&b.agency));
        Some(sent("revision", key, (last.revision, last.as_of), rows))
    }
}

fn changed(before: &Seen, after: &Seen) -> Vec<Row> {
    let before: HashMap<&str, &Row> =
        before.rows.iter().map(|row| (row.agency.as_str(), row)).collect();
    let moved = |row: &&Row| before.get(row.agency.as_str()) != Some(row);
    after.rows.iter().filter(moved).cloned().collect()
}

fn id(revision: u64, as_of: Seconds) -> String {
    format!("{revision}.{as_of}")
}

fn sent(kind: &'static str, key: &Key, (revision, as_of): (u64, Seconds), rows: Vec<&Row>) -> Sent {
    let body = Body {
        revision,
        as_of: local(as_of).to_string(),
        rulebook: &key.rulebook,
        period: key.period.to_string(),
        parent: &key.parent,
        rows,
    };
    // Texts and numbers only, which JSON can always hold.
    let data = serde_json::to_string(&body).unwrap_or_default();
    Sent { kind, id: id(revision, as_of), data }
}
