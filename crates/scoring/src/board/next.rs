//! What gains an agency most points, today: each dossier and petition with all that can be done about it,
//! valued by scoring the agency with and without.
//!
//! Rows whose change moves the same counts gain the same, so a few are valued for many. A dossier that is
//! not yet due gains nothing now; it does at the end of the period, compared with nobody doing anything.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

use super::gain::Gain;
use super::remedy::{Fixes, Remedy};
use super::{Board, Imagined};
use crate::agency::Agency;
use crate::measure::effect::{Effect, Effects};
use crate::score::AgencyScore;
use crate::sheet::inherits_from;

/// Something at once, and at the end of the period.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Both<T> {
    /// At the moment looked at.
    pub now: T,
    /// At the end of the period, compared with nobody doing anything until then.
    pub end: T,
}

/// One dossier or petition, and what it gains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Action {
    /// What is done.
    pub remedy: Remedy,
    /// Gained by the agency.
    pub gain: Both<Gain>,
    /// Gained by its province or ministry; nothing for these themselves.
    pub above: Option<Both<Gain>>,
}

/// What gains an agency most points.
#[derive(Debug, Clone)]
pub struct Next<'l> {
    /// The best, best first.
    pub actions: Vec<Action>,
    /// Dossiers and petitions about which anything can be done.
    pub fixable: usize,
    /// Those of them that gain anything in this period.
    pub gaining: usize,
    /// Scores if nothing is done.
    pub before: Both<Arc<AgencyScore>>,
    /// Scores if all the actions are done.
    pub after: Both<Arc<AgencyScore>>,
    /// Gained by all the actions together.
    pub together: Both<Gain>,
    /// The agency's province or ministry.
    pub above: Option<&'l Agency>,
    /// Gained by that from all the actions together.
    pub together_above: Option<Both<Gain>>,
}

/// The board now and at the end of the period.
struct Sides<'b, 'l> {
    now: &'b Board<'l>,
    end: Board<'l>,
}

impl Sides<'_, '_> {
    fn scores(&self, agency: &Agency) -> Both<Arc<AgencyScore>> {
        Both { now: self.now.score(agency), end: self.end.score(agency) }
    }

    fn gain(&self, agency: &Agency, rows: &[Imagined]) -> Both<Gain> {
        let gain = |board: &Board<'_>| {
            let after = board.imagine(rows).score(agency);
            Gain::between(board.rulebook(), &board.score(agency), &after)
        };
        Both { now: gain(self.now), end: gain(&self.end) }
    }
}

/// Rows whose change moves the same counts.
struct Class {
    gain: Both<Gain>,
    above: Option<Both<Gain>>,
    members: Vec<Remedy>,
}

impl<'l> Board<'l> {
    /// What gains an agency most points: by what is gained at the end of the period, then at once, then what
    /// is due first, then what was heard of first.
    #[must_use]
    pub fn next(&self, agency: &Agency, top: usize) -> Next<'l> {
        let sides = Sides { now: self, end: self.ending(agency) };
        let above = inherits_from(self.live().tree(), agency, self.period);
        let remedies = self.remedies(agency, Fixes::ACTIONS, self.now());
        let fixable = remedies.len();
        let mut classes = self.classes(&sides, agency, above, remedies);
        classes.retain(|class| class.gain.now.is_some() || class.gain.end.is_some());
        let gaining = classes.iter().map(|class| class.members.len()).sum();
        let actions = best(classes, top);
        let rows: Vec<Imagined> = actions.iter().map(|action| action.remedy.imagined()).collect();
        let score = |board: &Board<'_>| board.imagine(&rows).score(agency);
        Next {
            fixable,
            gaining,
            before: sides.scores(agency),
            after: Both { now: score(self), end: score(&sides.end) },
            together: sides.gain(agency, &rows),
            above,
            together_above: above.map(|above| sides.gain(above, &rows)),
            actions,
        }
    }

    fn classes(
        &self,
        sides: &Sides<'_, '_>,
        agency: &Agency,
        above: Option<&Agency>,
        remedies: Vec<Remedy>,
    ) -> Vec<Class> {
        let effects = |now| Effects::at(self.live(), self.rulebook, self.period, now);
        let (Some(mut now), Some(mut end)) = (effects(self.now()), effects(sides.end.now())) else {
            return Vec::new();
        };
        let mut found: HashMap<(Effect, Effect), Vec<Remedy>> = HashMap::new();
        for remedy in remedies {
            let Remedy { entity, before, after, .. } = &remedy;
            let now = now.of(*entity, before, after).alike();
            let end = end.of(*entity, before, after).alike();
            if !now.is_nothing() || !end.is_nothing() {
                found.entry((now, end)).or_default().push(remedy);
            }
        }
        let class = |members: Vec<Remedy>| {
            let one: Vec<Imagined> = members.iter().take(1).map(Remedy::imagined).collect();
            let above = above.map(|above| sides.gain(above, &one));
            Class { gain: sides.gain(agency, &one), above, members }
        };
        found.into_values().map(class).collect()
    }
}

/// The best so many; rows of equal gain come in their own order, whichever class they are of.
fn best(classes: Vec<Class>, top: usize) -> Vec<Action> {
    let mut tiers: HashMap<(Gain, Gain), Vec<Action>> = HashMap::new();
    for Class { gain, above, members } in classes {
        let actions = members.into_iter().map(|remedy| Action { remedy, gain, above });
        tiers.entry((gain.end, gain.now)).or_default().extend(actions);
    }
    let mut tiers: Vec<((Gain, Gain), Vec<Action>)> = tiers.into_iter().collect();
    tiers.sort_unstable_by_key(|(gain, _)| Reverse(*gain));
    let mut best = Vec::new();
    for (_, mut actions) in tiers {
        if best.len() >= top {
            break;
        }
        actions.sort_unstable_by_key(|action| (action.remedy.order(), action.remedy.entity));
        actions.truncate(top - best.len());
        best.extend(actions);
    }
    best
}
