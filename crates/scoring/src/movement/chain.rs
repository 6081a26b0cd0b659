//! The steps of a change, indicator by indicator.

use super::amount::Amount;
use super::gather::{Counted, Procedures, counted};
use super::published::published;
use super::share::{Part, Split};
use super::units::{self, Units};
use super::{Cause, Moved, Movement, Note, Segment};
use crate::agency::{Agency, AgencyError};
use crate::figure::State;
use crate::measure::live::Live;
use crate::rulebook::{Form, LevelRule, Rulebook};
use crate::score::{AgencyScore, IndicatorScore, Origin, Points};
use crate::sheet::{Place, Sheet};

/// One side: its sheet, and what it was counted from if it was counted from dossiers.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// Figures of one period under one rulebook.
    pub sheet: &'a Sheet<'a>,
    /// The rows behind them.
    pub live: Option<&'a Live>,
}

/// The sides of a change and what stands between them.
#[derive(Debug, Clone, Copy)]
pub struct Chain<'a> {
    /// The earlier side as it was known then.
    pub before: Side<'a>,
    /// The earlier side as it is known at the later side's revision, if that may differ.
    pub restated: Option<Side<'a>>,
    /// The earlier side, restated, under the later side's rulebook, if that is another.
    pub ruled: Option<&'a Sheet<'a>>,
    /// The later side.
    pub after: Side<'a>,
}

/// Tells why a place of an agency moved. The code may mean agencies of different bounds on the two sides;
/// then a note says so.
///
/// # Errors
/// The agency is not in force on a side.
pub fn movement(chain: Chain<'_>, agency: &str, place: Place) -> Result<Movement, AgencyError> {
    let (before, after) = (chain.before.sheet, chain.after.sheet);
    let from = before.tree.find(agency, before.period)?;
    let to = after.tree.find(agency, after.period)?;
    let scores = Scores::new(chain, from, to);
    let rulebook = after.rulebook();
    let code = place.code(rulebook).to_owned();
    let mut told = Teller::new(chain, from, to).told(&scores, place);
    let earlier = Place::find(before.rulebook(), &code);
    let points = (earlier.map(|at| at.of(&scores.before)), place.of(&scores.after));
    let known = points.0.and_then(|points| points.points).zip(points.1.points);
    let amount = worth(Some(points.1)) - worth(points.0);
    told.notes = notes(chain, &to.code);
    told.beside = amount - told.indicators.iter().map(|moved| moved.amount).sum();
    Ok(Movement {
        place: code,
        before: points.0,
        after: Some(points.1),
        change: known.map(|(from, to)| to - from),
        amount,
        ..told
    })
}

/// What points add to their sum: a missing score adds nothing.
fn worth(points: Option<Points>) -> Amount {
    points.and_then(|points| points.points).map_or(Amount::ZERO, Amount::printed)
}

/// The agency's scores at every step.
struct Scores {
    before: AgencyScore,
    restated: Option<AgencyScore>,
    ruled: Option<AgencyScore>,
    after: AgencyScore,
}

impl Scores {
    fn new(chain: Chain<'_>, from: &Agency, to: &Agency) -> Self {
        Self {
            before: chain.before.sheet.score(from),
            restated: chain.restated.map(|side| side.sheet.score(from)),
            ruled: chain.ruled.map(|sheet| sheet.score(from)),
            after: chain.after.sheet.score(to),
        }
    }

    fn restated(&self) -> &AgencyScore {
        self.restated.as_ref().unwrap_or(&self.before)
    }

    fn ruled(&self) -> &AgencyScore {
        self.ruled.as_ref().unwrap_or_else(|| self.restated())
    }
}

fn notes(chain: Chain<'_>, agency: &str) -> Vec<Note> {
    let (before, after) = (chain.before.sheet, chain.after.sheet);
    let (from, to) = (before.period, after.period);
    let days = |period: crate::period::Period| (period.last() - period.first()).get_days();
    // Months and quarters of the calendar are taken to be equally long.
    let kinds = (from.per_year(), to.per_year());
    let lengths = match kinds {
        (Some(from), Some(to)) => from != to,
        _ => days(from) != days(to),
    };
    let mut notes = Vec::new();
    let mut note = |holds: bool, note: Note| notes.extend(holds.then_some(note));
    note((to.last(), to.first()) < (from.last(), from.first()), Note::Reversed);
    note(lengths, Note::Length);
    note(!after.tree.continuous(agency, from, to), Note::NotContinuous);
    note(before.rulebook().id != after.rulebook().id, Note::OtherRulebook);
    notes
}

/// Makes the movement's indicators.
struct Teller<'a> {
    chain: Chain<'a>,
    from: &'a Agency,
    to: &'a Agency,
    units: Units<'a>,
    procedures: Procedures,
}

impl<'a> Teller<'a> {
    fn new(chain: Chain<'a>, from: &'a Agency, to: &'a Agency) -> Self {
        let units = Units::new(side(chain.before.sheet, from), side(chain.after.sheet, to));
        Self { chain, from, to, units, procedures: Procedures::default() }
    }

    fn told(mut self, scores: &Scores, place: Place) -> Movement {
        let (earlier, later) =
            (self.chain.before.sheet.rulebook(), self.chain.after.sheet.rulebook());
        let mine = indicators(later, place);
        let theirs =
            Place::find(earlier, place.code(later)).map(|place| indicators(earlier, place));
        let theirs = theirs.unwrap_or_default();
        let restated = self.restated_parts(&theirs);
        let happened = self.happened_parts(&mine);
        let mut moved = Vec::new();
        for (at, parts) in mine.iter().zip(happened) {
            let code = &later.indicators[*at].code;
            let before = theirs.iter().position(|at| earlier.indicators[*at].code == *code);
            let restated = before.and_then(|before| restated.get(before).cloned().flatten());
            let before = before.map(|before| theirs[before]);
            moved.push(self.indicator(scores, code, (before, Some(*at)), (restated, parts)));
        }
        for (before, restated) in theirs.iter().zip(restated) {
            let code = &earlier.indicators[*before].code;
            if !mine.iter().any(|at| later.indicators[*at].code == *code) {
                moved.push(self.indicator(scores, code, (Some(*before), None), (restated, None)));
            }
        }
        Movement {
            place: String::new(),
            before: None,
            after: None,
            change: None,
            amount: Amount::ZERO,
            indicators: moved,
            units: self.units.units,
            procedures: self.procedures.names,
            notes: Vec::new(),
            beside: Amount::ZERO,
        }
    }

    /// Parts of the step from the earlier side as known then to the same as known later.
    fn restated_parts(&mut self, indicators: &[usize]) -> Vec<Option<Vec<Part>>> {
        let Some(restated) = self.chain.restated else { return vec![None; indicators.len()] };
        // Both are sides of the earlier period, so that no unit begins or ends between them.
        let side = side(restated.sheet, self.from);
        let mut known = Units::new(side, side);
        let sides = (self.chain.before, restated);
        let parts =
            parts(sides, (self.from, self.from), indicators, &mut known, &mut self.procedures);
        parts.into_iter().map(|parts| Some(self.renamed(parts?, &known, side))).collect()
    }

    /// Parts with the places their units have in the whole movement.
    fn renamed(&mut self, parts: Vec<Part>, known: &Units<'_>, side: units::Side<'_>) -> Vec<Part> {
        let places: Vec<Option<u32>> = known
            .units
            .iter()
            .map(|unit| {
                let agency = side.tree.find(&unit.code, side.period).ok()?;
                Some(self.units.of_before(agency))
            })
            .collect();
        let place = |unit: u32| places.get(unit as usize).copied().flatten();
        parts.into_iter().map(|part| Part { unit: part.unit.and_then(place), ..part }).collect()
    }

    /// Parts of the step from the earlier side, restated and under the later rules, to the later one.
    fn happened_parts(&mut self, indicators: &[usize]) -> Vec<Option<Vec<Part>>> {
        let earlier = self.chain.restated.unwrap_or(self.chain.before);
        let earlier = Side { sheet: self.chain.ruled.unwrap_or(earlier.sheet), ..earlier };
        let sides = (earlier, self.chain.after);
        let agencies = (self.from, self.to);
        parts(sides, agencies, indicators, &mut self.units, &mut self.procedures)
    }

    /// One indicator, step by step. `places` are its places in both rulebooks.
    fn indicator(
        &self,
        scores: &Scores,
        code: &str,
        (before, after): (Option<usize>, Option<usize>),
        (restated, happened): (Option<Vec<Part>>, Option<Vec<Part>>),
    ) -> Moved {
        let (earlier, later) =
            (self.chain.before.sheet.rulebook(), self.chain.after.sheet.rulebook());
        let mut segments = Vec::new();
        let known_then = before.map(|at| &scores.before.indicators[at]);
        let known_now = before.map(|at| &scores.restated().indicators[at]);
        if let (Some(at), Some(then), Some(now)) = (before, known_then, known_now) {
            let step =
                Step { rulebook: earlier, at, level: self.from, cause: Some(Cause::Restatement) };
            segments.extend(step.taken(then, now, restated));
        }
        let ruled = match (after, &scores.ruled) {
            (Some(at), Some(ruled)) => Some(&ruled.indicators[at]),
            (Some(at), None) if before.is_some() => Some(&scores.ruled().indicators[at]),
            _ => None,
        };
        let by_rule = worth(ruled.map(|score| score.result)) - worth(known_now.map(|s| s.result));
        segments.extend((!by_rule.is_zero()).then_some(Segment::Line(Cause::Rule, by_rule)));
        let reached = after.map(|at| &scores.after.indicators[at]);
        if let (Some(at), Some(ruled), Some(reached)) = (after, ruled, reached) {
            let step = Step { rulebook: later, at, level: self.to, cause: None };
            segments.extend(step.taken(ruled, reached, happened));
        } else if let (None, Some(reached)) = (ruled, reached) {
            let amount = worth(Some(reached.result));
            segments.extend((!amount.is_zero()).then_some(Segment::Line(Cause::Rule, amount)));
        }
        let (before, after) = (known_then.map(|s| s.result), reached.map(|s| s.result));
        let amount = worth(after) - worth(before);
        Moved { code: code.to_owned(), before, after, amount, segments }
    }
}

/// The parts of some indicators of the later side's rulebook.
fn parts(
    (before, after): (Side<'_>, Side<'_>),
    (from, to): (&Agency, &Agency),
    indicators: &[usize],
    units: &mut Units<'_>,
    procedures: &mut Procedures,
) -> Vec<Option<Vec<Part>>> {
    let sheets = (before.sheet, after.sheet);
    let (Some(earlier), Some(later)) = (before.live, after.live) else {
        let codes = (&*from.code, &*to.code);
        return indicators.iter().map(|at| published(sheets, codes, *at, units)).collect();
    };
    let earlier = Counted { live: earlier, side: side(sheets.0, from) };
    let later = Counted { live: later, side: side(sheets.1, to) };
    counted(sheets.1.rulebook(), indicators, (earlier, later), units, procedures)
}

fn side<'a>(sheet: &Sheet<'a>, agency: &'a Agency) -> units::Side<'a> {
    units::Side { tree: sheet.tree, period: sheet.period, agency: &agency.code }
}

/// The indicators with points of a place, in the order of the rulebook.
fn indicators(rulebook: &Rulebook, place: Place) -> Vec<usize> {
    let groups = |groups: &[usize]| -> Vec<usize> {
        groups.iter().flat_map(|at| rulebook.groups[*at].indicators.clone()).collect()
    };
    let all = match place {
        Place::Total => (0..rulebook.indicators.len()).collect(),
        Place::Axis(at) => groups(&rulebook.axes[at].groups),
        Place::Group(at) => groups(&[at]),
        Place::Indicator(at) => return vec![at],
    };
    all.into_iter().filter(|at| rulebook.indicators[*at].form != Form::Shown).collect()
}

/// A step under one rulebook.
struct Step<'a> {
    rulebook: &'a Rulebook,
    at: usize,
    level: &'a Agency,
    /// What the whole step is put down to.
    cause: Option<Cause>,
}

impl Step<'_> {
    fn taken(
        &self,
        from: &IndicatorScore,
        to: &IndicatorScore,
        parts: Option<Vec<Part>>,
    ) -> Vec<Segment> {
        let change = worth(Some(to.result)) - worth(Some(from.result));
        let split = self.split(from, to, parts);
        let still = split.as_ref().is_none_or(|split| change.is_zero() && split.is_capped());
        if change.is_zero() && still {
            return Vec::new();
        }
        if let Some(split) = split {
            return vec![Segment::Split { cause: self.cause, split: Box::new(split), change }];
        }
        vec![Segment::Line(self.cause.unwrap_or_else(|| self.undivided(from, to)), change)]
    }

    /// The split over parts, if these are what the scores were made from.
    fn split(
        &self,
        from: &IndicatorScore,
        to: &IndicatorScore,
        parts: Option<Vec<Part>>,
    ) -> Option<Split> {
        let rule = &self.rulebook.indicators[self.at];
        let counted = |score: &IndicatorScore| {
            let whole = score.result.points.is_some() && score.result.origin == Origin::Counts;
            score.figure.filter(|_| whole)?.counts()
        };
        let sides = (counted(from)?, counted(to)?);
        let own = rule.level_rule(self.level.level) == LevelRule::Own;
        let split = Split::new(rule, parts.filter(|_| own)?)?;
        (split.counts() == sides).then_some(split)
    }

    /// What an undivided change is put down to.
    fn undivided(&self, from: &IndicatorScore, to: &IndicatorScore) -> Cause {
        let rule = self.rulebook.indicators[self.at].level_rule(self.level.level);
        let (from, to) = (from.result, to.result);
        // A zero denominator scores by rule: nothing was handled well or badly.
        let nothing = (from.state == State::NoDossiers) != (to.state == State::NoDossiers);
        match rule {
            _ if from.points.is_some() != to.points.is_some() || nothing => Cause::State,
            LevelRule::Inherited => Cause::Inherited,
            _ => Cause::Unsplit,
        }
    }
}
