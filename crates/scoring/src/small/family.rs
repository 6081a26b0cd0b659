//! Which cells of a quantity that adds up are withheld, so that none can be worked out from those shown.

use super::is_small;

/// A count of a unit with everything below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// The count.
    pub value: i64,
    /// The cell it is a part of, by its place in the list; `None` for the whole.
    pub parent: Option<usize>,
}

/// What is withheld, in the order of the cells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Withheld {
    /// The cell, with everything below it.
    pub whole: Vec<bool>,
    /// What the unit has of its own: the cell less the cells below it.
    pub own: Vec<bool>,
}

/// Finds what to withhold: every small cell, and the fewest more that keep it unknown.
///
/// A family is a cell, the cells below it, and what it has of its own: the first is the sum of the others. In
/// no family is a withheld member the only one, or else it would be the difference of those shown; nor do
/// withheld members add up to the least that they may be, or else each would be that. The next smallest member
/// is withheld then, the sum itself where there is no other.
#[must_use]
pub fn withheld(cells: &[Cell]) -> Withheld {
    let families = families(cells);
    let mut found = Withheld {
        whole: cells.iter().map(|cell| is_small(cell.value)).collect(),
        own: vec![false; cells.len()],
    };
    for family in &families {
        found.own[family.total] = is_small(family.own);
    }
    // Withholding a cell of one family may leave it alone in the other family it belongs to.
    while families.iter().any(|family| family.cover(cells, &families, &mut found)) {}
    for (at, below) in has_children(cells).into_iter().enumerate() {
        if !below {
            found.own[at] = found.whole[at];
        }
    }
    found
}

/// A cell and what it is the sum of.
struct Family {
    total: usize,
    parts: Vec<usize>,
    own: i64,
}

fn families(cells: &[Cell]) -> Vec<Family> {
    let mut parts: Vec<Vec<usize>> = vec![Vec::new(); cells.len()];
    for (at, cell) in cells.iter().enumerate() {
        if let Some(list) = cell.parent.and_then(|parent| parts.get_mut(parent)) {
            list.push(at);
        }
    }
    let family = |(total, parts): (usize, Vec<usize>)| {
        let below: i64 = parts.iter().map(|part| cells[*part].value).sum();
        Family { total, own: cells[total].value - below, parts }
    };
    let some = parts.into_iter().enumerate().filter(|(_, parts)| !parts.is_empty());
    some.map(family).collect()
}

fn has_children(cells: &[Cell]) -> Vec<bool> {
    let mut some = vec![false; cells.len()];
    for parent in cells.iter().filter_map(|cell| cell.parent) {
        some[parent] = true;
    }
    some
}

impl Family {
    /// Withholds one member more, if one is needed; gives whether it was.
    fn cover(&self, cells: &[Cell], families: &[Self], found: &mut Withheld) -> bool {
        let parts = self.parts.iter().filter(|part| found.whole[**part]);
        let part = |part: &usize| cells[*part].value - least(*part, cells, families, found);
        // How much more each withheld member is than the least it may be.
        let mut over: Vec<i64> = parts.map(part).collect();
        over.extend(found.own[self.total].then_some(self.own - 1));
        let enough = match (over.len(), found.whole[self.total]) {
            (0, total) => !total,
            (_, true) => true,
            (count, false) => count > 1 && over.iter().sum::<i64>() > 0,
        };
        !enough && self.withhold_one(cells, found)
    }

    fn withhold_one(&self, cells: &[Cell], found: &mut Withheld) -> bool {
        let shown =
            self.parts.iter().filter(|part| !found.whole[**part] && cells[**part].value > 0);
        let least = shown.min_by_key(|part| cells[**part].value).copied();
        let own = Some(self.own).filter(|own| *own > 0 && !found.own[self.total]);
        match (least, own) {
            (Some(part), own) if own.is_none_or(|own| cells[part].value <= own) => {
                found.whole[part] = true;
            }
            (_, Some(_)) => found.own[self.total] = true,
            _ if found.whole[self.total] => return false,
            _ => found.whole[self.total] = true,
        }
        true
    }
}

/// The least that a withheld cell may be for a reader: 1, or what is shown below it and 1 for each withheld.
fn least(at: usize, cells: &[Cell], families: &[Family], found: &Withheld) -> i64 {
    let Some(family) = families.iter().find(|family| family.total == at) else { return 1 };
    let part = |part: &usize| match found.whole[*part] {
        true => least(*part, cells, families, found),
        false => cells[*part].value,
    };
    let own = if found.own[at] { 1 } else { family.own };
    (family.parts.iter().map(part).sum::<i64>() + own).max(1)
}

#[cfg(test)]
mod tests;
