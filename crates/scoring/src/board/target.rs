//! The fewest dossiers and petitions that reach a number of points.
//!
//! Those that move the same numerators are alike, so what is chosen is how many of each kind. Points are
//! sums of rounded steps: taking the best kind first gives a set that reaches the goal, a bound on every
//! step gives a number below which none does, and a search between the two finds the fewest, or says that
//! it ran out of its bound before it knew.

use std::collections::HashMap;

use rust_decimal::Decimal;

use super::gain::Gain;
use super::remedy::Remedy;
use super::{Board, Imagined};
use crate::agency::Agency;
use crate::measure::effect::{Effect, Effects};
use crate::rulebook::{Form, Rulebook};
use crate::score::AgencyScore;

mod search;

use search::{Kind, Line, Problem};

/// Whether the set is known to be the smallest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// No smaller one reaches the goal.
    Smallest,
    /// None smaller than this does; whether one between does is not known.
    AtLeast(usize),
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// There is no total: a source is silent.
    NoTotal,
    /// It is reached already.
    There,
    /// These reach it.
    Reached {
        /// The fewest, of each kind what is due first.
        chosen: Vec<Remedy>,
        /// The total then.
        after: Decimal,
        /// Whether there are fewer.
        proof: Proof,
    },
    /// Not even all of them do.
    OutOfReach {
        /// How many gain anything.
        gaining: usize,
        /// The total if all of those are done.
        after: Decimal,
    },
}

/// A goal, and the way to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Points to be reached.
    pub goal: Decimal,
    /// The total if nothing is done; missing where a source is silent.
    pub before: Option<Decimal>,
    /// The way.
    pub outcome: Outcome,
}

/// An indicator, and by how much its numerator moves.
type Move = (usize, i64);
/// Moves of several.
type Moves = [Move];

/// Remedies that move the same numerators, what is due first before the rest.
struct Alike<'a> {
    moves: &'a Moves,
    members: Vec<Remedy>,
}

/// Remedies that move the same counts.
struct Class {
    members: Vec<Remedy>,
    gain: Gain,
    /// By how much one moves the numerators of indicators.
    moves: Vec<Move>,
    /// Whether many move them by as many times as much, and nothing else.
    plain: bool,
}

impl Board<'_> {
    /// The fewest of some remedies that bring an agency's total to a goal, judged on this board. Look at the
    /// board of the end of the period to know what lasts.
    #[must_use]
    pub fn reach(&self, agency: &Agency, remedies: &[Remedy], goal: Decimal) -> Target {
        let before = self.score(agency).total.points;
        let outcome = match before {
            None => Outcome::NoTotal,
            Some(before) if before >= goal => Outcome::There,
            Some(_) => self.way(agency, remedies, goal),
        };
        Target { goal, before, outcome }
    }

    fn way(&self, agency: &Agency, remedies: &[Remedy], goal: Decimal) -> Outcome {
        let mut classes = self.gaining(agency, remedies);
        classes.sort_by(|a, b| {
            b.gain.cmp(&a.gain).then(a.members[0].order().cmp(&b.members[0].order()))
        });
        let all: Vec<Remedy> = classes.iter().flat_map(|class| class.members.clone()).collect();
        let best = self.total_with(agency, &all).unwrap_or_default();
        if best < goal {
            return Outcome::OutOfReach { gaining: all.len(), after: best };
        }
        let searched = self.searched(agency, &classes, goal);
        let (chosen, proof) =
            searched.unwrap_or_else(|| (self.prefix(agency, &all, goal), Proof::AtLeast(1)));
        let after = self.total_with(agency, &chosen).unwrap_or_default();
        Outcome::Reached { chosen, after, proof }
    }

    fn total_with(&self, agency: &Agency, remedies: &[Remedy]) -> Option<Decimal> {
        let rows: Vec<Imagined> = remedies.iter().map(Remedy::imagined).collect();
        self.imagine(&rows).score(agency).total.points
    }

    /// Classes of remedies that gain anything each.
    fn gaining(&self, agency: &Agency, remedies: &[Remedy]) -> Vec<Class> {
        let Some(mut effects) = Effects::at(self.live(), self.rulebook, self.period, self.now())
        else {
            return Vec::new();
        };
        let mut found: HashMap<Effect, Vec<Remedy>> = HashMap::new();
        for remedy in remedies {
            let effect = effects.of(remedy.entity, &remedy.before, &remedy.after).alike();
            if !effect.is_nothing() {
                found.entry(effect).or_default().push(*remedy);
            }
        }
        let before = self.score(agency);
        let class = |(effect, mut members): (Effect, Vec<Remedy>)| {
            members.sort_unstable_by_key(|remedy| (remedy.order(), remedy.entity));
            let one: Vec<Imagined> = members.iter().take(1).map(Remedy::imagined).collect();
            let after = self.imagine(&one).score(agency);
            let gain = Gain::between(self.rulebook, &before, &after);
            let moved = moves(self.rulebook, &before, &after);
            let plain = effect.adds_up() && moved.is_some();
            Class { members, gain, moves: moved.unwrap_or_default(), plain }
        };
        let classes = found.into_iter().map(class);
        classes.filter(|class| class.gain.is_some()).collect()
    }

    /// The fewest by search; [`None`] where one remedy does not simply add to numerators, or where points
    /// are not what the search took them for.
    fn searched(
        &self,
        agency: &Agency,
        classes: &[Class],
        goal: Decimal,
    ) -> Option<(Vec<Remedy>, Proof)> {
        if !classes.iter().all(|class| class.plain) {
            return None;
        }
        let before = self.score(agency);
        let mut found: HashMap<&Moves, Vec<Remedy>> = HashMap::new();
        for class in classes {
            found.entry(&class.moves).or_default().extend(&class.members);
        }
        let mut kinds: Vec<Alike<'_>> =
            found.into_iter().map(|(moves, members)| Alike { moves, members }).collect();
        kinds.sort_by_key(|kind| kind.moves);
        for kind in &mut kinds {
            kind.members.sort_unstable_by_key(|remedy| (remedy.order(), remedy.entity));
        }
        let missing = goal - before.total.points?;
        let problem = self.problem(&before, &kinds, missing)?;
        let (counts, proof) = problem.solve()?;
        let chosen = kinds.iter().zip(counts);
        let chosen = chosen.flat_map(|(kind, count)| kind.members.iter().take(count).copied());
        let chosen: Vec<Remedy> = chosen.collect();
        let reached = self.total_with(agency, &chosen).is_some_and(|after| after >= goal);
        reached.then_some((chosen, proof))
    }

    fn problem(
        &self,
        before: &AgencyScore,
        kinds: &[Alike<'_>],
        missing: Decimal,
    ) -> Option<Problem> {
        let mut most: HashMap<usize, i64> = HashMap::new();
        for Alike { moves, members } in kinds {
            for (indicator, by) in *moves {
                *most.entry(*indicator).or_default() += by * i64::try_from(members.len()).ok()?;
            }
        }
        let mut indicators: Vec<usize> = most.keys().copied().collect();
        indicators.sort_unstable();
        let lines = indicators.iter().map(|indicator| {
            let counts = before.indicators[*indicator].figure?.counts()?;
            Line::new(
                &self.rulebook.indicators[*indicator],
                self.rulebook.digits,
                counts,
                most[indicator],
            )
        });
        let kind = |Alike { moves, members }: &Alike<'_>| {
            let line = |(at, by): &Move| Some((indicators.binary_search(at).ok()?, *by));
            Some(Kind {
                size: members.len(),
                moves: moves.iter().map(line).collect::<Option<_>>()?,
            })
        };
        let lines = lines.collect::<Option<Vec<_>>>()?;
        let kinds = kinds.iter().map(kind).collect::<Option<Vec<_>>>()?;
        Problem::new(lines, kinds, missing, self.rulebook.digits)
    }

    /// The shortest beginning of a list that reaches the goal.
    fn prefix(&self, agency: &Agency, all: &[Remedy], goal: Decimal) -> Vec<Remedy> {
        let (mut low, mut high) = (0, all.len());
        while low + 1 < high {
            let middle = usize::midpoint(low, high);
            let enough = self.total_with(agency, &all[..middle]).is_some_and(|total| total >= goal);
            if enough { high = middle } else { low = middle }
        }
        all[..high].to_vec()
    }
}

/// By how much numerators move from one score to another; [`None`] if anything else moves, or something
/// goes back.
fn moves(rulebook: &Rulebook, before: &AgencyScore, after: &AgencyScore) -> Option<Vec<Move>> {
    let mut moves = Vec::new();
    for (at, (a, b)) in before.indicators.iter().zip(&after.indicators).enumerate() {
        let rule = &rulebook.indicators[at];
        if a == b || matches!(rule.form, Form::Shown | Form::Constant) {
            continue;
        }
        let (from, to) = (a.figure?.counts()?, b.figure?.counts()?);
        let adds_up =
            rule.numerator.as_ref().is_some_and(|n| Rulebook::adds_up(&rulebook.measures, n));
        let by = to.numerator - from.numerator;
        if from.denominator != to.denominator || from.denominator <= 0 || by < 0 || !adds_up {
            return None;
        }
        if a.result.points.is_some() && by > 0 {
            moves.push((at, by));
        }
    }
    Some(moves)
}
