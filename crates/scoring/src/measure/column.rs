//! One column of a partition.

use serde::{Deserialize, Serialize};

use super::shape::Kept;

/// A missing narrow value.
pub const NULL_NARROW: i32 = i32::MAX;

/// One column of a partition.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Column {
    /// Times (seconds since [`crate::dossier::EARLIEST`]) and small whole numbers.
    Narrow(Vec<i32>),
    /// Large whole numbers.
    Wide(Vec<i64>),
    /// Codes.
    Code(Vec<u8>),
}

impl Column {
    pub(super) fn new(kept: Kept) -> Self {
        match kept {
            Kept::Time | Kept::Int => Self::Narrow(Vec::new()),
            Kept::Wide => Self::Wide(Vec::new()),
            Kept::Code => Self::Code(Vec::new()),
        }
    }

    pub(super) fn set(&mut self, at: usize, value: i64) {
        match self {
            Self::Narrow(values) => put(values, at, narrow(value)),
            Self::Wide(values) => put(values, at, value),
            Self::Code(values) => put(values, at, u8::try_from(value).unwrap_or(u8::MAX)),
        }
    }

    pub(super) fn get(&self, at: usize) -> i64 {
        match self {
            Self::Narrow(values) => i64::from(values[at]),
            Self::Wide(values) => values[at],
            Self::Code(values) => i64::from(values[at]),
        }
    }

    pub(super) fn remove(&mut self, at: usize) {
        match self {
            Self::Narrow(values) => drop(values.swap_remove(at)),
            Self::Wide(values) => drop(values.swap_remove(at)),
            Self::Code(values) => drop(values.swap_remove(at)),
        }
    }

    pub(super) fn reorder(&mut self, order: &[u32]) {
        match self {
            Self::Narrow(values) => reorder(values, order),
            Self::Wide(values) => reorder(values, order),
            Self::Code(values) => reorder(values, order),
        }
    }
}

/// Writes a value at a place, or behind the last one. Lists grow by an eighth: memory matters more here
/// than the time of an append.
pub(super) fn put<T>(values: &mut Vec<T>, at: usize, value: T) {
    if at < values.len() {
        values[at] = value;
        return;
    }
    if values.len() == values.capacity() {
        values.reserve_exact((values.len() / 8).max(8));
    }
    values.push(value);
}

pub(super) fn reorder<T: Copy>(values: &mut Vec<T>, order: &[u32]) {
    *values = order.iter().map(|at| values[*at as usize]).collect();
}

fn narrow(value: i64) -> i32 {
    i32::try_from(value).unwrap_or(NULL_NARROW)
}
