//! Which cells of a quantity that adds up are withheld, so that none can be worked out from those shown.

use std::cmp::Reverse;

use super::is_small;

/// A count of a unit with everything below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// The count.
    pub value: i64,
    /// The cell it is a part of, by its place in the list; `None` for the whole.
    pub parent: Option<usize>,
}

/// Finds what to withhold of a single quantity ([`Families::withheld`]).
#[must_use]
pub fn withheld(cells: &[Cell]) -> Withheld {
    let parents: Vec<Option<usize>> = cells.iter().map(|cell| cell.parent).collect();
    let values: Vec<i64> = cells.iter().map(|cell| cell.value).collect();
    Families::new(&parents).withheld(&values)
}

/// Units and what they are the sum of: the same for every quantity that adds up.
#[derive(Debug, Clone, Default)]
pub struct Families {
    units: usize,
    /// Those that have units below them, deepest first.
    families: Vec<Family>,
    /// Of each unit, which of them is its own.
    of: Vec<Option<usize>>,
}

/// What is withheld, in the order of the units.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Withheld {
    /// The cell, with everything below it.
    pub whole: Vec<bool>,
    /// What the unit has of its own: the cell less the cells below it.
    pub own: Vec<bool>,
}

/// A unit and what it is the sum of.
#[derive(Debug, Clone)]
struct Family {
    total: usize,
    parts: Vec<usize>,
}

impl Families {
    /// Units by the unit each is a part of, by its place in the list; `None` for a whole. No unit is a part
    /// of itself, over however many others.
    #[must_use]
    pub fn new(parents: &[Option<usize>]) -> Self {
        let mut parts: Vec<Vec<usize>> = vec![Vec::new(); parents.len()];
        for (at, parent) in parents.iter().enumerate() {
            if let Some(list) = parent.and_then(|parent| parts.get_mut(parent)) {
                list.push(at);
            }
        }
        let some = parts.into_iter().enumerate().filter(|(_, parts)| !parts.is_empty());
        let mut families: Vec<Family> =
            some.map(|(total, parts)| Family { total, parts }).collect();
        let above = |at: &usize| parents[*at];
        let depth = |at: usize| std::iter::successors(Some(at), above).count();
        families.sort_by_cached_key(|family| Reverse(depth(family.total)));
        let mut of = vec![None; parents.len()];
        families.iter().enumerate().for_each(|(at, family)| of[family.total] = Some(at));
        Self { units: parents.len(), families, of }
    }

    /// Finds what to withhold of the units' counts, each with everything below it: every small cell, and the
    /// fewest more that keep it unknown.
    ///
    /// A family is a cell, the cells below it, and what it has of its own: the first is the sum of the others.
    /// In no family is a withheld member the only one, or else it would be the difference of those shown; nor
    /// do withheld members add up to the least that they may be, or else each would be that. The next smallest
    /// member is withheld then, the sum itself where there is no other. The deepest families come first: what
    /// is withheld in them leaves sums above them unknown enough to be shown.
    #[must_use]
    pub fn withheld(&self, values: &[i64]) -> Withheld {
        let mut search = Search::new(self, values);
        // Withholding a cell of one family may leave it alone in the other family it belongs to.
        while search.round() {}
        let mut found = search.found;
        for (at, _) in self.of.iter().enumerate().filter(|(_, family)| family.is_none()) {
            found.own[at] = found.whole[at];
        }
        found
    }
}

/// Cells with what is withheld of them so far.
struct Search<'a> {
    families: &'a Families,
    values: &'a [i64],
    /// What the total of each family has of its own.
    owns: Vec<i64>,
    found: Withheld,
}

impl<'a> Search<'a> {
    fn new(families: &'a Families, values: &'a [i64]) -> Self {
        let own = |family: &Family| {
            let below: i64 = family.parts.iter().map(|part| values[*part]).sum();
            values[family.total] - below
        };
        let owns: Vec<i64> = families.families.iter().map(own).collect();
        let whole = values.iter().map(|value| is_small(*value)).collect();
        let mut found = Withheld { whole, own: vec![false; families.units] };
        for (family, own) in families.families.iter().zip(&owns) {
            found.own[family.total] = is_small(*own);
        }
        Self { families, values, owns, found }
    }

    /// Looks at all families, the deepest first; gives whether anything more was withheld.
    fn round(&mut self) -> bool {
        let mut more = false;
        for at in 0..self.owns.len() {
            while self.cover(at) {
                more = true;
            }
        }
        more
    }

    /// Withholds one member more of a family, if one is needed; gives whether it was.
    fn cover(&mut self, at: usize) -> bool {
        let Family { total, parts } = &self.families.families[at];
        let hidden = parts.iter().filter(|part| self.found.whole[**part]);
        // How much more each withheld member is than the least it may be.
        let mut over: Vec<i64> =
            hidden.map(|part| self.values[*part] - self.least(*part)).collect();
        over.extend(self.found.own[*total].then_some(self.owns[at] - 1));
        let enough = match (over.len(), self.found.whole[*total]) {
            (0, total) => !total,
            (_, true) => true,
            (count, false) => count > 1 && over.iter().sum::<i64>() > 0,
        };
        !enough && self.withhold_one(at)
    }

    fn withhold_one(&mut self, at: usize) -> bool {
        let Family { total, parts } = &self.families.families[at];
        let (values, found) = (self.values, &mut self.found);
        let shown = parts.iter().filter(|part| !found.whole[**part] && values[**part] > 0);
        let least = shown.min_by_key(|part| values[**part]).copied();
        let own = Some(self.owns[at]).filter(|own| *own > 0 && !found.own[*total]);
        match (least, own) {
            (Some(part), own) if own.is_none_or(|own| values[part] <= own) => {
                found.whole[part] = true;
            }
            (_, Some(_)) => found.own[*total] = true,
            _ if found.whole[*total] => return false,
            _ => found.whole[*total] = true,
        }
        true
    }

    /// The least that a withheld cell may be for a reader: 1, or what is shown below it and 1 for each withheld.
    fn least(&self, at: usize) -> i64 {
        let Some(family) = self.families.of[at] else { return 1 };
        let part = |part: &usize| match self.found.whole[*part] {
            true => self.least(*part),
            false => self.values[*part],
        };
        let own = if self.found.own[at] { 1 } else { self.owns[family] };
        (self.families.families[family].parts.iter().map(part).sum::<i64>() + own).max(1)
    }
}

#[cfg(test)]
mod tests;
