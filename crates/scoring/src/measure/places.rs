//! Which agencies a unit's rows count for, period by period.
//!
//! A row counts for the agency of its code as it is in the period; after the agency ended, for its
//! only successor; with several successors or none, for its parent's place. An agency that begins
//! later counts for its parent until then. An unknown code counts nowhere until the catalogue has it.

use std::collections::HashMap;

use crate::agency::{AgencyTree, Level};
use crate::period::Period;

/// Deepest path from an agency to the root.
const DEPTH: usize = 8;

/// A unit's agency and those above it, lowest first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Path {
    nodes: [u32; DEPTH],
    len: u8,
}

impl Path {
    /// The agency and those above it.
    #[must_use]
    pub fn nodes(&self) -> &[u32] {
        &self.nodes[..usize::from(self.len)]
    }

    fn push(&mut self, node: u32) {
        if let Some(next) = self.nodes.get_mut(usize::from(self.len)) {
            *next = node;
            self.len += 1;
        }
    }
}

/// Numbers for codes of agencies or procedures.
#[derive(Debug, Clone, Default)]
pub struct Codes {
    numbers: HashMap<Box<str>, u32>,
    names: Vec<Box<str>>,
}

impl Codes {
    /// The number of a code; a new one if it was never seen.
    pub fn number(&mut self, code: &str) -> u32 {
        if let Some(number) = self.numbers.get(code) {
            return *number;
        }
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.numbers.insert(code.into(), number);
        self.names.push(code.into());
        number
    }

    /// The number of a code that was seen.
    #[must_use]
    pub fn find(&self, code: &str) -> Option<u32> {
        self.numbers.get(code).copied()
    }

    /// The code of a number.
    #[must_use]
    pub fn name(&self, number: u32) -> &str {
        &self.names[number as usize]
    }

    /// All codes, by number.
    #[must_use]
    pub fn names(&self) -> &[Box<str>] {
        &self.names
    }

    /// How many codes were seen.
    #[must_use]
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether none was seen.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }
}

/// The code under which rows of `code` count in a period.
#[must_use]
pub fn place<'a>(tree: &'a AgencyTree, code: &str, period: Period) -> Option<&'a str> {
    place_within(tree, code, period, 0)
}

fn place_within<'a>(
    tree: &'a AgencyTree,
    code: &str,
    period: Period,
    steps: usize,
) -> Option<&'a str> {
    if steps > 2 * DEPTH {
        return None;
    }
    if let Ok(agency) = tree.find(code, period) {
        return Some(&agency.code);
    }
    let versions: Vec<_> = tree.versions(code).collect();
    let ended = versions.iter().rev().find(|v| v.valid_to.is_some_and(|to| to < period.first()));
    match ended {
        Some(version) => {
            let next = match version.successors.as_slice() {
                [only] if only != code => Some(only.as_str()),
                _ => version.parent.as_deref(),
            };
            place_within(tree, next?, period, steps + 1)
        }
        None => {
            let parent = versions.first()?.parent.as_deref()?;
            tree.find(parent, period).ok().map(|agency| agency.code.as_str())
        }
    }
}

/// Paths of all units in one period.
#[derive(Debug, Clone)]
pub struct Places {
    period: Period,
    paths: Vec<Path>,
    parents: Vec<bool>,
    /// How many codes count for each agency.
    codes: Vec<u16>,
    /// The whole country: nobody's province.
    nations: Vec<u32>,
}

impl Places {
    /// The paths of all codes seen so far.
    #[must_use]
    pub fn new(tree: &AgencyTree, codes: &mut Codes, period: Period) -> Self {
        let nations = tree.of_level(Level::Nation, period);
        let nations = nations.iter().map(|agency| codes.number(&agency.code)).collect();
        let (paths, parents) = (Vec::new(), Vec::new());
        let mut places = Self { period, paths, parents, codes: Vec::new(), nations };
        for agency in tree.all().filter(|agency| agency.valid_in(period)) {
            if let Some(parent) = &agency.parent {
                places.mark_parent(codes.number(parent));
            }
        }
        places.extend(tree, codes);
        places
    }

    fn mark_parent(&mut self, node: u32) {
        if self.parents.len() <= node as usize {
            self.parents.resize(node as usize + 1, false);
        }
        self.parents[node as usize] = true;
    }

    /// Adds the paths of codes seen since.
    pub fn extend(&mut self, tree: &AgencyTree, codes: &mut Codes) {
        while self.paths.len() < codes.len() {
            let code = codes.name(u32::try_from(self.paths.len()).unwrap_or(u32::MAX)).to_owned();
            let path = self.path(tree, codes, &code);
            if let Some(node) = path.nodes().first() {
                self.count_code(*node as usize);
            }
            self.paths.push(path);
        }
    }

    fn count_code(&mut self, node: usize) {
        if self.codes.len() <= node {
            self.codes.resize(node + 1, 0);
        }
        self.codes[node] = self.codes[node].saturating_add(1);
    }

    /// Whether rows of one code alone make up all of an agency's numbers.
    #[must_use]
    pub fn stands_alone(&self, node: u32) -> bool {
        !self.is_parent(node) && self.codes.get(node as usize).is_some_and(|codes| *codes == 1)
    }

    fn path(&self, tree: &AgencyTree, codes: &mut Codes, code: &str) -> Path {
        let mut path = Path::default();
        let mut next = place(tree, code, self.period);
        while let Some(code) = next {
            path.push(codes.number(code));
            let agency = tree.find(code, self.period).ok();
            next = agency.and_then(|agency| agency.parent.as_deref());
        }
        path
    }

    /// The highest agency below the nation on a unit's path: its province or ministry.
    #[must_use]
    pub fn top(&self, unit: u32) -> Option<u32> {
        match self.of(unit).nodes() {
            [.., top, last] if self.nations.contains(last) => Some(*top),
            [.., top] => Some(*top),
            [] => None,
        }
    }

    /// The path of a unit.
    #[must_use]
    pub fn of(&self, unit: u32) -> &Path {
        const NOWHERE: &Path = &Path { nodes: [0; DEPTH], len: 0 };
        self.paths.get(unit as usize).unwrap_or(NOWHERE)
    }

    /// Whether a node has agencies below it in the period.
    #[must_use]
    pub fn is_parent(&self, node: u32) -> bool {
        self.parents.get(node as usize).copied().unwrap_or(false)
    }
}
