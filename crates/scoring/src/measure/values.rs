//! Single values of rows, as conditions see them.

use super::live::Live;
use super::plan::entity_at;
use super::shape::Kept;
use super::table::NULL_NARROW;
use crate::dossier::EARLIEST;
use crate::expr::Entity;
use crate::period::Period;

impl Live {
    /// The value of a column of a row: moments in seconds since the epoch, flags as 0 and 1; [`None`] where
    /// it is missing, and for names and keys that are none.
    #[must_use]
    pub fn value(&self, entity: Entity, key: u32, column: &str) -> Option<i64> {
        let row = self.peek(entity, key)?;
        let shape = &self.plan.programs[entity_at(entity)].shape;
        if let Some(flag) = shape.flag(column) {
            return Some(i64::from(row.values.flags >> flag & 1));
        }
        let at = shape.number(column)?;
        let (number, value) = (&shape.numbers[at], row.values.numbers[at]);
        if number.null && value == i64::from(NULL_NARROW) {
            return None;
        }
        Some(if number.kept == Kept::Time { value + EARLIEST } else { value })
    }

    /// Codes of the agencies that the rows of a unit count for in a period, the lowest first; none where
    /// they count nowhere.
    #[must_use]
    pub fn path(&self, unit: u32, period: Period) -> Vec<&str> {
        let places = self.places(period);
        places.of(unit).nodes().iter().map(|node| self.agency_name(*node)).collect()
    }
}
