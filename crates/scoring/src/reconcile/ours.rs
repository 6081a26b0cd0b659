//! chiso's own side: what it counts, and what it knows of without counting it.

use std::collections::{HashMap, HashSet};

use super::entry::{Entry, List, Side};
use crate::dossier::meaning::NUMBERS;
use crate::dossier::{EARLIEST, Hold, Status};
use crate::expr::Entity;
use crate::measure::live::Live;
use crate::measure::table::{NO_PROCEDURE, NULL_NARROW, Row};
use crate::standing::Standing;

/// chiso's side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ours {
    /// The dossiers that are counted.
    pub list: List,
    /// Dossiers that are held back, or whose calls were all refused: nothing but their codes.
    pub uncounted: Vec<Entry>,
    /// Why dossiers are held back.
    pub holds: HashMap<Box<str>, Hold>,
}

impl Ours {
    /// chiso's side as `standing` counts it, read up to `revision`. `dossiers`: every number with its code; `refused`: codes known
    /// from refused calls alone. Dossiers of other provinces and ministries than that of `agency` are
    /// left out, but for the codes in `asked`: another list says they belong here.
    #[must_use]
    pub fn of<'c>(
        (revision, standing): (u64, &Standing),
        dossiers: &[(u32, Box<str>)],
        refused: impl IntoIterator<Item = &'c str>,
        (agency, asked): (&str, &HashSet<&str>),
    ) -> Self {
        let captured_at = standing.live().now();
        let (side, revision) = (Side::Chiso, Some(revision));
        let list = List { side, captured_at, revision, entries: Vec::new() };
        let mut ours = Self { list, uncounted: Vec::new(), holds: HashMap::new() };
        let here = |code: &str| top(code) == top(agency) || asked.contains(code);
        for (number, code) in dossiers {
            match entry(standing.live(), *number, code) {
                Some(entry) if here(code) || entry.agency.as_deref().is_some_and(here) => {
                    ours.list.entries.push(entry);
                }
                None if here(code) => ours.hold(standing, *number, code),
                _ => {}
            }
        }
        let refused = refused.into_iter().filter(|code| here(code));
        ours.uncounted.extend(refused.map(Entry::bare));
        ours
    }

    fn hold(&mut self, standing: &Standing, number: u32, code: &str) {
        if let Some(hold) = standing.hold(number) {
            self.uncounted.push(Entry::bare(code));
            self.holds.insert(code.into(), hold);
        }
    }

    /// What the calls of a one-stop system told, where there is no list of its own: all that chiso counts,
    /// holds back or refused.
    #[must_use]
    pub fn of_calls(&self) -> List {
        let entries = self.list.entries.iter().chain(&self.uncounted).cloned().collect();
        List { side: Side::OneStop, entries, ..self.list }
    }
}

/// The ministry or province that a code or number begins with.
fn top(code: &str) -> &str {
    code.split(['.', '-']).next().unwrap_or(code)
}

/// What chiso counts under a number; `None` if it counts nothing under it.
fn entry(live: &Live, number: u32, code: &str) -> Option<Entry> {
    let row = live.peek(Entity::Dossier, number)?;
    let status = number_of(&row, "status").and_then(Status::of);
    let time = |column| number_of(&row, column).map(|at| at + EARLIEST);
    let procedure = Some(row.procedure).filter(|procedure| *procedure != NO_PROCEDURE);
    Some(Entry {
        code: code.into(),
        agency: Some(live.agency_name(row.unit).into()),
        procedure: procedure.map(|procedure| live.procedure_name(procedure).into()),
        status,
        received_at: time("received_at"),
        due_at: time("due_at"),
        // While a supplement is awaited the rules count the dossier as closed; its handling goes on.
        ended_at: time("closed_at").filter(|_| status.is_some_and(Status::is_end)),
    })
}

fn number_of(row: &Row, column: &str) -> Option<i64> {
    let at = NUMBERS.iter().position(|known| *known == column)?;
    let value = *row.values.numbers.get(at)?;
    Some(value).filter(|value| *value != i64::from(NULL_NARROW))
}
