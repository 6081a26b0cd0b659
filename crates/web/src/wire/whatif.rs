//! What-if, next best actions and projection: `chiso whatif`, `chiso next`, `chiso project`,
//! `/api/v1/what-if`, `/api/v1/next`, `/api/v1/projection`.

mod text;

use chiso_scoring::agency::Agency;
use chiso_scoring::board::Board;
use chiso_scoring::board::fix::Unfit;
use chiso_scoring::board::gain::Gain;
use chiso_scoring::board::next::Both;
use chiso_scoring::board::remedy::Remedy;
use chiso_scoring::board::stand::Stand;
use chiso_scoring::board::target::{Outcome, Proof, Target};
use chiso_scoring::board::whatif::Shift;
use chiso_scoring::dossier::Seconds;
use chiso_scoring::expr::Entity;
use chiso_scoring::lang::Lang;
use chiso_scoring::rulebook::Rulebook;
use chiso_scoring::score::{AgencyScore, Points};
use rust_decimal::Decimal;
use serde::Serialize;

use self::text::{maybe, moment, plain};
use super::Heading;

/// What follows if dossiers and petitions are dealt with now.
#[derive(Debug, Clone, Serialize)]
pub struct WhatIf {
    /// What is shown.
    #[serde(flatten)]
    pub heading: Heading,
    /// Agency, with everything below it.
    pub agency: String,
    /// Its name.
    pub name: String,
    /// In a sentence, at the moment looked at.
    pub summary: String,
    /// In a sentence, at the end of the period, compared with nobody doing anything.
    pub summary_at_end: String,
    /// How many each fix is done to.
    pub done: Vec<Done>,
    /// What cannot be done, and why; codes nobody knows among them.
    pub refused: Vec<Refused>,
    /// How the agency stands now.
    pub before: Side,
    /// How it would.
    pub after: Side,
    /// How it will stand at the end of the period if nobody does anything.
    pub before_at_end: Side,
    /// How it would then.
    pub after_at_end: Side,
    /// Everybody whose total or rank would change now.
    pub shifts: Vec<Shifted>,
}

/// A fix, and how many it is done to.
#[derive(Debug, Clone, Serialize)]
pub struct Done {
    /// `close`, `issue`, `sync` or `answer`.
    pub fix: &'static str,
    /// Dossiers, or petitions.
    pub count: usize,
}

/// What cannot be done.
#[derive(Debug, Clone, Serialize)]
pub struct Refused {
    /// What was wanted.
    pub fix: &'static str,
    /// Code of the dossier, or number of the petition.
    pub code: String,
    /// Why not: `unknown`, or a reason of the engine such as `ended_already`.
    pub reason: &'static str,
}

/// How an agency stands.
#[derive(Debug, Clone, Serialize)]
pub struct Side {
    /// Total; `null` where a source is silent.
    #[serde(serialize_with = "maybe")]
    pub total: Option<Decimal>,
    /// State of the total.
    pub state: &'static str,
    /// Code of its grade.
    pub grade: Option<String>,
    /// Rank among siblings of its level.
    pub rank: Option<usize>,
    /// How many of those have a rank.
    pub of: usize,
    /// Groups.
    pub groups: Vec<GroupPoints>,
}

/// Points of a group.
#[derive(Debug, Clone, Serialize)]
pub struct GroupPoints {
    /// Code.
    pub code: String,
    /// Points; `null` where a source is silent or nothing could be measured.
    #[serde(serialize_with = "maybe")]
    pub points: Option<Decimal>,
    /// State.
    pub state: &'static str,
    /// Most points.
    pub max: u32,
}

/// An agency whose total or rank changes.
#[derive(Debug, Clone, Serialize)]
pub struct Shifted {
    /// Code.
    pub agency: String,
    /// Name.
    pub name: String,
    /// Level.
    pub level: &'static str,
    /// Rank before, among siblings of its level.
    pub rank_before: Option<usize>,
    /// Rank after.
    pub rank_after: Option<usize>,
    /// How many of those have a rank before.
    pub of_before: usize,
    /// How many of those have a rank after.
    pub of_after: usize,
    /// Total before.
    #[serde(serialize_with = "maybe")]
    pub total_before: Option<Decimal>,
    /// Total after.
    #[serde(serialize_with = "maybe")]
    pub total_after: Option<Decimal>,
}

/// What gains an agency most points today.
#[derive(Debug, Clone, Serialize)]
pub struct NextActions {
    /// What is shown.
    #[serde(flatten)]
    pub heading: Heading,
    /// Agency, with everything below it.
    pub agency: String,
    /// Its name.
    pub name: String,
    /// Code of its province or ministry; `null` for these themselves.
    pub above: Option<String>,
    /// In a sentence: all the actions together, at the end of the period.
    pub summary: String,
    /// Dossiers and petitions about which anything can be done.
    pub fixable: usize,
    /// Those of them that gain points in this period.
    pub gaining: usize,
    /// The best, best first.
    pub actions: Vec<NextAction>,
    /// All the actions together.
    pub together: Gained,
    /// All of them together, for the province or ministry.
    pub together_above: Option<Gained>,
    /// The way to a goal, if one was given.
    pub target: Option<Reaching>,
}

/// One dossier or petition, and what it gains.
#[derive(Debug, Clone, Serialize)]
pub struct NextAction {
    /// Which.
    #[serde(flatten)]
    pub case: Case,
    /// Gained by the agency.
    pub gain: Gained,
    /// Gained by its province or ministry.
    pub gain_above: Option<Gained>,
}

/// A dossier or petition, and what is done about it.
#[derive(Debug, Clone, Serialize)]
pub struct Case {
    /// `dossier` or `petition`.
    pub kind: &'static str,
    /// Code of the dossier, or number of the petition.
    pub code: String,
    /// Agency it counts for.
    pub agency: String,
    /// Procedure of a dossier.
    pub procedure: Option<String>,
    /// When it is due, with the time its applicant was waited for; Vietnam time.
    #[serde(serialize_with = "moment")]
    pub due_at: Option<Seconds>,
    /// `close`, `issue`, `sync`, `answer`.
    pub fixes: Vec<&'static str>,
    /// Name of the agency.
    #[serde(skip)]
    pub name: String,
    /// Whose row it is.
    #[serde(skip)]
    pub entity: Entity,
    /// Its key.
    #[serde(skip)]
    pub key: u32,
}

/// Points gained.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Gained {
    /// At the moment looked at, as published.
    #[serde(serialize_with = "plain")]
    pub now: Decimal,
    /// At the end of the period, compared with nobody doing anything.
    #[serde(serialize_with = "plain")]
    pub end: Decimal,
    /// The same before rounding.
    #[serde(serialize_with = "plain")]
    pub now_unrounded: Decimal,
    /// The same before rounding.
    #[serde(serialize_with = "plain")]
    pub end_unrounded: Decimal,
}

/// The way to a goal, judged at the end of the period.
#[derive(Debug, Clone, Serialize)]
pub struct Reaching {
    /// Points to be reached.
    #[serde(serialize_with = "plain")]
    pub goal: Decimal,
    /// Code of the grade that begins there.
    pub grade: Option<String>,
    /// In a sentence.
    pub summary: String,
    /// `reached`, `already`, `out_of_reach` or `no_total`.
    pub outcome: &'static str,
    /// Total if nobody does anything.
    #[serde(serialize_with = "maybe")]
    pub before: Option<Decimal>,
    /// Total when it is done; of what is out of reach when everything is.
    #[serde(serialize_with = "maybe")]
    pub after: Option<Decimal>,
    /// How many it takes.
    pub count: Option<usize>,
    /// No fewer than this will do; equal to `count` if that is proven to be the smallest.
    pub least: Option<usize>,
    /// Which, what is due first before the rest; as many as asked for.
    pub cases: Vec<Case>,
}

/// The end of the period, from what is due by then.
#[derive(Debug, Clone, Serialize)]
pub struct Projected {
    /// What is shown.
    #[serde(flatten)]
    pub heading: Heading,
    /// Agency, with everything below it.
    pub agency: String,
    /// Its name.
    pub name: String,
    /// In sentences.
    pub summary: Vec<String>,
    /// Whether the period is over, so that nothing is left to project.
    pub over: bool,
    /// As it is now.
    pub now: Side,
    /// If nobody finishes anything any more.
    pub floor: Side,
    /// If everything that falls due is finished in time.
    pub ceiling: Side,
    /// How many fall due and decide.
    pub due_count: usize,
    /// Those, what is due first before the rest; as many as asked for.
    pub due: Vec<Case>,
    /// What it takes to end with each grade above the floor's, the nearest first.
    pub steps: Vec<Reaching>,
}

impl Side {
    /// How an agency stands.
    #[must_use]
    pub fn new(rulebook: &Rulebook, stand: &Stand) -> Self {
        let AgencyScore { total, groups, .. } = &*stand.score;
        let group = |(group, points): (&chiso_scoring::rulebook::Group, &Points)| GroupPoints {
            code: group.code.clone(),
            points: points.points,
            state: points.state.code(),
            max: group.max,
        };
        let grade = total.points.and_then(|points| rulebook.grade(points));
        Self {
            total: total.points,
            state: total.state.code(),
            grade: grade.map(|grade| grade.code.clone()),
            rank: stand.rank,
            of: stand.of,
            groups: rulebook.groups.iter().zip(groups).map(group).collect(),
        }
    }
}

impl Shifted {
    /// An agency whose total or rank changes.
    #[must_use]
    pub fn new(shift: &Shift<'_>) -> Self {
        Self {
            agency: shift.agency.code.clone(),
            name: shift.agency.name.clone(),
            level: shift.agency.level.code(),
            rank_before: shift.rank.0,
            rank_after: shift.rank.1,
            of_before: shift.of.0,
            of_after: shift.of.1,
            total_before: shift.points.0.points,
            total_after: shift.points.1.points,
        }
    }
}

impl Case {
    /// A case whose code is not looked up yet.
    #[must_use]
    pub fn new(board: &Board<'_>, remedy: &Remedy) -> Self {
        let live = board.live();
        let places = live.whereabouts(board.period());
        let agency = places.agency(remedy.before.unit).unwrap_or_default();
        let name = live.tree().find(agency, board.period()).map(|agency: &Agency| &agency.name);
        let dossier = remedy.entity == Entity::Dossier;
        let procedure = || live.procedure_name(remedy.before.procedure).to_owned();
        Self {
            kind: if dossier { "dossier" } else { "petition" },
            code: String::new(),
            agency: agency.to_owned(),
            procedure: dossier.then(procedure),
            due_at: remedy.due_at(),
            fixes: remedy.fixes.iter().map(chiso_scoring::board::fix::Fix::code).collect(),
            name: name.cloned().unwrap_or_default(),
            entity: remedy.entity,
            key: remedy.key,
        }
    }
}

impl From<Both<Gain>> for Gained {
    fn from(gain: Both<Gain>) -> Self {
        Self {
            now: gain.now.points,
            end: gain.end.points,
            now_unrounded: gain.now.fine,
            end_unrounded: gain.end.fine,
        }
    }
}

impl Reaching {
    /// The way to a goal, with at most so many cases.
    #[must_use]
    pub fn new(board: &Board<'_>, target: &Target, most: usize, lang: Lang) -> Self {
        let rulebook = board.rulebook();
        let starts =
            |grade: &&chiso_scoring::rulebook::Grade| Decimal::from(grade.from) == target.goal;
        let (outcome, after, chosen, least) = match &target.outcome {
            Outcome::NoTotal => ("no_total", None, None, None),
            Outcome::There => ("already", target.before, None, None),
            Outcome::OutOfReach { after, .. } => ("out_of_reach", Some(*after), None, None),
            Outcome::Reached { chosen, after, proof } => {
                let least = match proof {
                    Proof::Smallest => chosen.len(),
                    Proof::AtLeast(least) => *least,
                };
                ("reached", Some(*after), Some(chosen), Some(least))
            }
        };
        let cases = chosen.into_iter().flatten().take(most).map(|remedy| Case::new(board, remedy));
        Self {
            goal: target.goal,
            grade: rulebook.grades.iter().find(starts).map(|grade| grade.code.clone()),
            summary: chiso_scoring::board::tell::target(lang, rulebook, target),
            outcome,
            before: target.before,
            after,
            count: chosen.map(Vec::len),
            least,
            cases: cases.collect(),
        }
    }
}

impl Refused {
    /// A code nobody knows.
    pub(crate) const UNKNOWN: &'static str = "unknown";

    /// Why, in words.
    #[must_use]
    pub fn why(&self, lang: Lang) -> String {
        lang.text(&format!("whatif-why-{}", self.reason.replace('_', "-")))
    }
}

/// Name of a reason.
pub(crate) fn reason(why: Unfit) -> &'static str {
    why.code()
}
