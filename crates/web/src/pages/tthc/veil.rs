//! What strangers are not shown of units and procedures: small counts, and what they would follow from.

use std::collections::{HashMap, HashSet};

use chiso_scoring::agency::{AgencyTree, Level};
use chiso_scoring::by_procedure::{Column as Counted, by_procedure};
use chiso_scoring::measure::Scope;
use chiso_scoring::measure::live::Live;
use chiso_scoring::period::Period;
use chiso_scoring::small::{Cell, Crossing, crossed, is_small, withheld};
use chiso_scoring::verdict::Asked;

/// What is withheld of the counts that columns rest on.
#[derive(Default)]
pub(super) struct Veil {
    bases: HashMap<Counted, Base>,
}

#[derive(Default)]
struct Base {
    /// Units (the agency asked for and those below it) and procedures that are withheld together.
    cells: HashSet<(String, String)>,
    /// Procedures whose sum over the agency is withheld.
    procedures: HashSet<String>,
    /// Whether the agency's own sum is.
    total: bool,
}

/// What the veil is over.
pub(super) struct Ground<'a> {
    pub live: &'a Live,
    pub rulebook: &'a str,
    pub agency: &'a str,
    pub period: Period,
    pub scope: Scope,
}

impl Veil {
    /// Finds what is withheld of an agency's lines. The whole province is looked at, so that the pages of its
    /// units withhold the same; of the country every province.
    pub fn over(ground: &Ground<'_>, bases: &[Counted]) -> Self {
        let mut veil = Self::default();
        for base in bases {
            veil.bases.entry(*base).or_default();
        }
        for root in roots(ground) {
            veil.add(ground, &root, bases);
        }
        veil
    }

    /// Whether a line's column is withheld. `unit` is the unit of a line by unit.
    pub fn hides(&self, base: Counted, unit: Option<&str>, procedure: &str, value: i64) -> bool {
        let Some(known) = self.bases.get(&base) else { return false };
        let member = match unit {
            Some(unit) => known.cells.contains(&(unit.to_owned(), procedure.to_owned())),
            None => known.procedures.contains(procedure),
        };
        is_small(value) || value != 0 && member
    }

    /// Whether the agency's own sum is withheld.
    pub fn hides_total(&self, base: Counted, value: i64) -> bool {
        is_small(value) || self.bases.get(&base).is_some_and(|known| known.total)
    }

    fn add(&mut self, ground: &Ground<'_>, root: &str, bases: &[Counted]) {
        let asked = Asked { agency: root, period: ground.period, scope: Scope::Subtree };
        let Some(table) = by_procedure(ground.live, ground.rulebook, asked, bases, true) else {
            return;
        };
        for (at, base) in bases.iter().enumerate() {
            let cells = table.lines.iter().filter(|line| line.numbers[at] > 0);
            let cells: Vec<(&str, &str, i64)> = cells
                .map(|line| {
                    let unit = line.agency.as_deref().unwrap_or_default();
                    (unit, &*line.procedure, line.numbers[at])
                })
                .collect();
            let known = self.bases.entry(*base).or_default();
            known.add(ground, root, &cells);
        }
    }
}

impl Base {
    fn add(&mut self, ground: &Ground<'_>, root: &str, cells: &[(&str, &str, i64)]) {
        let (mut units, mut procedures) = (Numbers::default(), Numbers::default());
        let crossings: Vec<Crossing> = cells
            .iter()
            .map(|(unit, procedure, value)| Crossing {
                unit: units.of(unit),
                procedure: procedures.of(procedure),
                value: *value,
            })
            .collect();
        let found = crossed(&crossings);
        let whole = ground.agency == root && ground.scope == Scope::Subtree;
        let above = !whole && ground.agency != root && is_nation(ground);
        for (cell, hidden) in cells.iter().zip(&found.cells).filter(|(_, hidden)| **hidden) {
            debug_assert!(hidden);
            self.cells.insert((cell.0.to_owned(), cell.1.to_owned()));
            if !whole && !above && belongs(ground, cell.0) {
                self.procedures.insert(cell.1.to_owned());
            }
        }
        if whole || above {
            let sums = procedures.names.iter().zip(&found.procedures);
            self.procedures
                .extend(sums.filter(|(_, hidden)| **hidden).map(|(name, _)| (*name).to_owned()));
            return;
        }
        self.total |= unit_hidden(ground, &units.names, &crossings);
    }
}

/// Whether the sum of the agency asked for, one of the units or with some of them below it, is withheld.
fn unit_hidden(ground: &Ground<'_>, units: &[&str], crossings: &[Crossing]) -> bool {
    let mut cells = vec![Cell { value: 0, parent: None }];
    cells.extend(units.iter().map(|_| Cell { value: 0, parent: Some(0) }));
    for crossing in crossings {
        cells[0].value += crossing.value;
        cells[crossing.unit + 1].value += crossing.value;
    }
    let hidden = withheld(&cells).whole;
    units.iter().zip(&hidden[1..]).any(|(unit, hidden)| *hidden && belongs(ground, unit))
}

/// Whether a unit's rows are among those of the agency asked for.
fn belongs(ground: &Ground<'_>, unit: &str) -> bool {
    if ground.scope == Scope::Own {
        return unit == ground.agency;
    }
    let tree = ground.live.tree();
    let path = tree.find(unit, ground.period).map(|unit| tree.path(unit, ground.period));
    unit == ground.agency
        || path.is_ok_and(|path| path.iter().any(|above| above.code == ground.agency))
}

fn is_nation(ground: &Ground<'_>) -> bool {
    let found = ground.live.tree().find(ground.agency, ground.period);
    found.is_ok_and(|agency| agency.level == Level::Nation)
}

/// The province or ministry that an agency is or belongs to; of the country all of them.
fn roots(ground: &Ground<'_>) -> Vec<String> {
    let tree: &AgencyTree = ground.live.tree();
    let Ok(agency) = tree.find(ground.agency, ground.period) else { return Vec::new() };
    if agency.level == Level::Nation {
        let below = tree.children(&agency.code, ground.period);
        return below.into_iter().map(|child| child.code.clone()).collect();
    }
    let path = tree.path(agency, ground.period);
    let top = path.iter().find(|above| above.level != Level::Nation);
    vec![top.map_or_else(|| agency.code.clone(), |top| top.code.clone())]
}

/// Names numbered in the order they come.
#[derive(Default)]
struct Numbers<'a> {
    by_name: HashMap<&'a str, usize>,
    names: Vec<&'a str>,
}

impl<'a> Numbers<'a> {
    fn of(&mut self, name: &'a str) -> usize {
        let next = self.names.len();
        let at = *self.by_name.entry(name).or_insert(next);
        if at == next {
            self.names.push(name);
        }
        at
    }
}
