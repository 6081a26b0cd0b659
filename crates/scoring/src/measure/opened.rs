//! A number opened: the rows, procedures or agencies' figures behind a numerator or denominator, exactly as
//! many as it says, and what of the denominator the numerator does not count.

use std::collections::{BTreeMap, HashSet};

use super::plan::Arithmetic;
use crate::expr::Entity;

pub use super::pages::{BadCursor, Entry, Page};

/// What a number was counted from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opened {
    /// Rows, one each, by key, in no particular order.
    Rows {
        /// What they are rows of.
        entity: Entity,
        /// Their keys.
        keys: Vec<u32>,
    },
    /// Rows whose amounts are added up, in no particular order.
    Amounts {
        /// What they are rows of.
        entity: Entity,
        /// Key and amount of each.
        rows: Vec<(u32, i64)>,
    },
    /// Distinct procedures, each with the rows that make it count.
    Procedures {
        /// What the rows are.
        entity: Entity,
        /// Keys by the procedure's code.
        procedures: BTreeMap<String, Vec<u32>>,
    },
    /// What agencies state of themselves: code and figure, by code.
    Stated(Vec<(String, i64)>),
    /// A number that stands in the rule itself.
    Whole(i64),
    /// What cannot be shown as one list: parts that are added and taken away.
    Parts(Vec<Part>),
}

/// A part of a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Whether it is taken away.
    pub minus: bool,
    /// What it is, over the measures of the rulebook by place.
    pub what: Arithmetic,
    /// What it was counted from.
    pub opened: Opened,
}

/// A `least` or `greatest` in the rule, and which branch decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Whether the greatest was wanted, else the least.
    pub greatest: bool,
    /// Every branch with its value, in the rule's order.
    pub branches: Vec<(Arithmetic, i64)>,
    /// The branch that decided; of equal ones the first.
    pub chosen: usize,
}

/// A number with what it was counted from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// What it was counted from.
    pub opened: Opened,
    /// Choices the rule left to the numbers.
    pub decided: Vec<Decision>,
}

/// Which part of an indicator is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// The numerator.
    Numerator,
    /// The denominator.
    Denominator,
    /// What the denominator counts and the numerator does not: why it is not 100 %.
    Rest,
}

impl Opened {
    /// The number: exactly the one that is shown.
    #[must_use]
    pub fn value(&self) -> i64 {
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        match self {
            Self::Rows { keys, .. } => count(keys.len()),
            Self::Amounts { rows, .. } => rows.iter().map(|(_, amount)| amount).sum(),
            Self::Procedures { procedures, .. } => count(procedures.len()),
            Self::Stated(figures) => figures.iter().map(|(_, figure)| figure).sum(),
            Self::Whole(value) => *value,
            Self::Parts(parts) => parts.iter().map(Part::value).sum(),
        }
    }

    /// What its rows are rows of; [`None`] where there are none or several kinds.
    #[must_use]
    pub fn entity(&self) -> Option<Entity> {
        match self {
            Self::Rows { entity, .. }
            | Self::Amounts { entity, .. }
            | Self::Procedures { entity, .. } => Some(*entity),
            Self::Stated(_) => Some(Entity::Agency),
            Self::Whole(_) | Self::Parts(_) => None,
        }
    }

    /// The rows of it that are kept; what does not consist of rows has none.
    #[must_use]
    pub fn only(self, mut keep: impl FnMut(u32) -> bool) -> Self {
        match self {
            Self::Rows { entity, mut keys } => {
                keys.retain(|key| keep(*key));
                Self::Rows { entity, keys }
            }
            Self::Amounts { entity, mut rows } => {
                rows.retain(|(key, _)| keep(*key));
                Self::Amounts { entity, rows }
            }
            Self::Procedures { entity, mut procedures } => {
                procedures.values_mut().for_each(|keys| keys.retain(|key| keep(*key)));
                procedures.retain(|_, keys| !keys.is_empty());
                Self::Procedures { entity, procedures }
            }
            Self::Stated(_) | Self::Whole(_) | Self::Parts(_) => Self::Parts(Vec::new()),
        }
    }

    fn into_parts(self, what: &Arithmetic) -> Vec<Part> {
        match self {
            Self::Parts(parts) => parts,
            opened => vec![Part { minus: false, what: what.clone(), opened }],
        }
    }
}

impl Part {
    /// What it adds.
    #[must_use]
    pub fn value(&self) -> i64 {
        if self.minus { -self.opened.value() } else { self.opened.value() }
    }
}

/// Sum or difference of two numbers as one list, where there is such a list.
pub(super) fn joined(
    (a, x): (&Arithmetic, Opened),
    (b, y): (&Arithmetic, Opened),
    minus: bool,
) -> Opened {
    use Opened::{Amounts, Parts, Procedures, Stated, Whole};
    match (x, y) {
        (Whole(x), Whole(y)) => Whole(if minus { x - y } else { x + y }),
        (x, Whole(0)) => x,
        (Stated(x), Stated(y)) => Stated(merged(x, y, minus)),
        (Amounts { entity, rows: x }, Amounts { entity: other, rows: y }) if entity == other => {
            Amounts { entity, rows: merged(x, y, minus) }
        }
        (Procedures { entity, procedures: mut x }, Procedures { procedures: y, .. })
            if minus && y.keys().all(|code| x.contains_key(code)) =>
        {
            x.retain(|code, _| !y.contains_key(code));
            Procedures { entity, procedures: x }
        }
        (Procedures { entity, procedures: mut x }, Procedures { entity: other, procedures: y })
            if !minus && entity == other && !y.keys().any(|code| x.contains_key(code)) =>
        {
            x.extend(y);
            Procedures { entity, procedures: x }
        }
        (x, y) => {
            let mut parts = x.into_parts(a);
            let more = y.into_parts(b).into_iter();
            parts.extend(more.map(|part| Part { minus: part.minus != minus, ..part }));
            Parts(parts)
        }
    }
}

/// Amounts added (or taken away) by key.
fn merged<K: Ord>(x: Vec<(K, i64)>, y: Vec<(K, i64)>, minus: bool) -> Vec<(K, i64)> {
    let mut sums: BTreeMap<K, i64> = x.into_iter().collect();
    for (key, amount) in y {
        *sums.entry(key).or_default() += if minus { -amount } else { amount };
    }
    sums.into_iter().collect()
}

/// What one list has and the other has not; [`None`] if they are lists of different things.
pub(super) fn left(of: Opened, but: Opened) -> Option<Opened> {
    match (of, but) {
        (Opened::Rows { entity, mut keys }, Opened::Rows { entity: other, keys: not })
            if entity == other =>
        {
            let not: HashSet<u32> = not.into_iter().collect();
            keys.retain(|key| !not.contains(key));
            Some(Opened::Rows { entity, keys })
        }
        (
            Opened::Procedures { entity, mut procedures },
            Opened::Procedures { procedures: not, .. },
        ) => {
            procedures.retain(|code, _| !not.contains_key(code));
            Some(Opened::Procedures { entity, procedures })
        }
        (Opened::Stated(all), Opened::Stated(not)) => {
            let mut left = merged(all, not, true);
            left.retain(|(_, figure)| *figure != 0);
            Some(Opened::Stated(left))
        }
        _ => None,
    }
}
