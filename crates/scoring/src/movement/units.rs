//! Units of both sides under one name. Agencies begin and end; what carries on under another code is joined
//! only where the tree states one successor, and what begins or ends is named as such.

use std::collections::{BTreeMap, BTreeSet};

use crate::agency::{Agency, AgencyTree};
use crate::period::Period;

/// How a unit of one side stands to the other side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Continuity {
    /// The same agency on both sides.
    Same,
    /// It did not exist before.
    Began,
    /// It no longer exists, and no single agency carries it on.
    Ended,
    /// It carries on others that ended, each with this one as its only successor, or the same code in other
    /// bounds.
    CarriesOn,
}

impl Continuity {
    /// Name used in JSON and as the end of keys.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Began => "began",
            Self::Ended => "ended",
            Self::CarriesOn => "carries_on",
        }
    }
}

/// A unit: a child of the agency, or the agency itself for what is its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Code.
    pub code: String,
    /// Name; of the later side where it has one.
    pub name: String,
    /// How it stands to the other side.
    pub continuity: Continuity,
    /// Codes before the change that it carries on, if they are others.
    pub carries_on: BTreeSet<String>,
}

/// An agency of the tree at one side.
#[derive(Debug, Clone, Copy)]
pub(super) struct Side<'a> {
    pub tree: &'a AgencyTree,
    pub period: Period,
    /// The agency whose change is told.
    pub agency: &'a str,
}

/// The child of the side's agency that an agency below belongs to; the agency itself for its own.
pub(super) fn child<'a>(side: Side<'a>, code: &str) -> Option<&'a Agency> {
    let mut at = side.tree.find(code, side.period).ok()?;
    while at.code != side.agency && at.parent.as_deref() != Some(side.agency) {
        at = side.tree.find(at.parent.as_deref()?, side.period).ok()?;
    }
    Some(at)
}

/// All units of both sides, each with a place.
#[derive(Debug, Clone)]
pub(super) struct Units<'a> {
    before: Side<'a>,
    after: Side<'a>,
    places: BTreeMap<String, u32>,
    pub units: Vec<Unit>,
}

impl<'a> Units<'a> {
    pub fn new(before: Side<'a>, after: Side<'a>) -> Self {
        Self { before, after, places: BTreeMap::new(), units: Vec::new() }
    }

    /// Place of a unit of the earlier side.
    pub fn of_before(&mut self, agency: &Agency) -> u32 {
        let (tree, period) = (self.after.tree, self.after.period);
        if self.is_top(agency) {
            return self.top();
        }
        if tree.continuous(&agency.code, self.before.period, period) {
            return self.place(agency, Continuity::Same);
        }
        match self.carried_on_by(agency) {
            Some(next) => {
                let place = self.place(next, Continuity::CarriesOn);
                if let Some(unit) = self.units.get_mut(place as usize) {
                    unit.continuity = Continuity::CarriesOn;
                    unit.carries_on.insert(agency.code.clone());
                }
                place
            }
            None => self.place(agency, Continuity::Ended),
        }
    }

    /// Place of a unit of the later side.
    pub fn of_after(&mut self, agency: &Agency) -> u32 {
        if self.is_top(agency) {
            return self.top();
        }
        let (before, after) = (self.before.period, self.after.period);
        let same = self.after.tree.continuous(&agency.code, before, after);
        self.place(agency, if same { Continuity::Same } else { Continuity::Began })
    }

    fn is_top(&self, agency: &Agency) -> bool {
        agency.code == self.before.agency || agency.code == self.after.agency
    }

    /// What is the agency's own.
    fn top(&mut self) -> u32 {
        let after = self.after;
        match after.tree.find(after.agency, after.period) {
            Ok(agency) => self.place(agency, Continuity::Same),
            Err(_) => 0,
        }
    }

    /// The only agency that carries on one that ended, if it is in force on the later side.
    fn carried_on_by(&self, agency: &Agency) -> Option<&'a Agency> {
        let mut code = agency.code.clone();
        let mut steps = 0;
        let mut ended = agency;
        while let ([only], true) = (ended.successors.as_slice(), steps < 16) {
            if let Ok(next) = self.after.tree.find(only, self.after.period) {
                return Some(next);
            }
            let mut versions = self.after.tree.versions(only);
            ended = versions.next_back().filter(|next| next.code != code)?;
            code.clone_from(&ended.code);
            steps += 1;
        }
        None
    }

    fn place(&mut self, agency: &Agency, continuity: Continuity) -> u32 {
        if let Some(place) = self.places.get(&agency.code) {
            return *place;
        }
        let place = u32::try_from(self.units.len()).unwrap_or(u32::MAX);
        self.places.insert(agency.code.clone(), place);
        let (code, name) = (agency.code.clone(), agency.name.clone());
        self.units.push(Unit { code, name, continuity, carries_on: BTreeSet::new() });
        place
    }
}
