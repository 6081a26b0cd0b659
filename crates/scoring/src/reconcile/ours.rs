//! chiso's own side: the rows that are counted.

use crate::dossier::meaning::NUMBERS;
use crate::dossier::{EARLIEST, Status};
use crate::expr::Entity;
use crate::measure::live::Live;
use crate::measure::table::{NO_PROCEDURE, NULL_NARROW, Row};

use super::entry::Entry;

/// What chiso counts under a number, as a row of its list; `None` if it counts nothing under it.
#[must_use]
pub fn entry(live: &Live, number: u32, code: &str) -> Option<Entry> {
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
