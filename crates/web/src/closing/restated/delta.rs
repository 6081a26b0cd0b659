//! Rows that entered or left a count: two lists in one order, walked side by side.

use std::cmp::Ordering;

use super::reasons::{Later, Why};
use crate::closing::lists::{ENTITIES, Measures, Row, word};

/// A row that is counted otherwise than when the period was closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delta {
    /// `dossier`, `service`, `publication` or `petition`.
    pub entity: &'static str,
    /// Number of a dossier or petition; agency and procedure of a service.
    pub code: String,
    /// The unit it counted for.
    pub before: Option<String>,
    /// The unit it counts for.
    pub after: Option<String>,
    /// Its procedure, as it is now if it still counts.
    pub procedure: String,
    /// Measures that count it now and did not, each with the unit.
    pub entered: Vec<(String, String)>,
    /// Measures that counted it and do not any more, each with the unit.
    pub left: Vec<(String, String)>,
    /// Why.
    pub why: Why,
    /// What was stated of it after the closing, the earliest first.
    pub later: Vec<Later>,
}

/// One side: the measures behind the bits, and the rows in their order.
type Sided<'a, 'r> = (&'a Measures, &'a [Row<'r>]);

/// What differs between two sides.
pub(super) fn deltas(then: Sided<'_, '_>, now: Sided<'_, '_>) -> Vec<Delta> {
    let order = |row: &Row<'_>| (place(row), row.code.to_owned());
    let (mut old, mut new) = (then.1.iter().peekable(), now.1.iter().peekable());
    let mut found = Vec::new();
    loop {
        let (was, is) = match (old.peek(), new.peek()) {
            (None, None) => return found,
            (Some(_), None) => (old.next(), None),
            (None, Some(_)) => (None, new.next()),
            (Some(was), Some(is)) => match compared(was, is) {
                Ordering::Less => (old.next(), None),
                Ordering::Greater => (None, new.next()),
                Ordering::Equal => (old.next(), new.next()),
            },
        };
        debug_assert!(was.zip(is).is_none_or(|(was, is)| order(was) == order(is)));
        found.extend(delta((then.0, was), (now.0, is)));
    }
}

fn place(row: &Row<'_>) -> usize {
    ENTITIES.iter().position(|known| *known == row.entity).unwrap_or(ENTITIES.len())
}

fn compared(a: &Row<'_>, b: &Row<'_>) -> Ordering {
    place(a).cmp(&place(b)).then_with(|| a.code.cmp(b.code))
}

/// What a row entered and left; nothing if it counts as it did.
fn delta(
    (then, was): (&Measures, Option<&Row<'_>>),
    (now, is): (&Measures, Option<&Row<'_>>),
) -> Option<Delta> {
    let counted = |measures: &Measures, row: Option<&Row<'_>>| -> Vec<(String, String)> {
        let Some(row) = row else { return Vec::new() };
        let names = measures.get(place(row)).into_iter().flatten().enumerate();
        let counts = names.filter(|(bit, _)| row.counts >> bit & 1 == 1);
        counts.map(|(_, name)| (name.clone(), row.agency.to_owned())).collect()
    };
    let (before, after) = (counted(then, was), counted(now, is));
    let only = |some: &[(String, String)], other: &[(String, String)]| -> Vec<(String, String)> {
        some.iter().filter(|one| !other.contains(one)).cloned().collect()
    };
    let (left, entered) = (only(&before, &after), only(&after, &before));
    let moved = was.zip(is).is_some_and(|(was, is)| was.procedure != is.procedure);
    if left.is_empty() && entered.is_empty() && !moved {
        return None;
    }
    let either = is.or(was)?;
    Some(Delta {
        entity: word(either.entity),
        code: either.code.to_owned(),
        before: was.map(|row| row.agency.to_owned()),
        after: is.map(|row| row.agency.to_owned()),
        procedure: either.procedure.to_owned(),
        entered,
        left,
        why: Why::Derived,
        later: Vec::new(),
    })
}
