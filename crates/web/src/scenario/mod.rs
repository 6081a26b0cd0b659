//! What-if, next best actions and projection for the API, the page and the command line alike: what is
//! wished ([`list`]), and what follows.

pub mod list;
mod names;

use chiso_scoring::agency::Agency;
use chiso_scoring::board::Board;
use chiso_scoring::board::next::Both;
use chiso_scoring::board::remedy::{Fixes, Remedy};
use chiso_scoring::board::{gain::Gain, tell};
use chiso_scoring::dossier::{EARLIEST, Seconds};
use chiso_scoring::lang::Lang;
use chiso_scoring::measure::lanes::Lane;
use chiso_scoring::measure::live::Live;
use chiso_scoring::period::Period;
use chiso_scoring::rulebook::Rulebook;
use rust_decimal::Decimal;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use self::list::Wishes;
use crate::moment::local;
use crate::wire::Heading;
use crate::wire::whatif::{
    Case, Done, Gained, NextAction, NextActions, Projected, Reaching, Refused, Shifted, Side,
    WhatIf, reason,
};

pub use names::named;

/// Actions shown unless asked otherwise.
pub const TOP: usize = 20;
/// Most actions or cases of one answer.
pub const TOP_MOST: usize = 1_000;

/// What is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// Everything as it is counted.
    pub live: &'a Live,
    /// Revision it is read up to.
    pub revision: u64,
    /// The rules.
    pub rulebook: &'a Rulebook,
    /// Whose numbers.
    pub agency: &'a Agency,
    /// The period.
    pub period: Period,
    /// Language of sentences.
    pub lang: Lang,
}

/// Why there is nothing to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoScene {
    /// Only months, quarters and years are counted all the time.
    Range,
    /// The period has not begun at the moment looked at.
    Ahead,
    /// It has begun, but nothing is counted for it.
    NotCounted,
}

impl NoScene {
    /// Key of the sentence.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Range => "whatif-range",
            Self::Ahead => "whatif-ahead",
            Self::NotCounted => "whatif-not-counted",
        }
    }
}

impl<'a> Scene<'a> {
    /// The board of the scene.
    ///
    /// # Errors
    /// Why there is none.
    pub fn board(&self) -> Result<Board<'a>, NoScene> {
        Board::new(self.live, self.rulebook, self.period)
            .ok_or_else(|| no_board(self.live.now(), self.period))
    }

    fn heading(&self) -> Heading {
        let as_of = local(self.live.now()).to_string();
        Heading::counted(self.rulebook, self.period.to_string(), as_of, self.revision)
    }

    /// What gains the agency most points, and the way to a goal. Codes are not looked up yet: [`named`].
    ///
    /// # Errors
    /// There is no board.
    pub fn next(&self, top: usize, goal: Option<Decimal>) -> Result<NextActions, NoScene> {
        let board = self.board()?;
        let next = board.next(self.agency, top);
        let action = |action: &chiso_scoring::board::next::Action| NextAction {
            case: Case::new(&board, &action.remedy),
            gain: action.gain.into(),
            gain_above: action.above.map(Gained::from),
        };
        let remedies: Vec<Remedy> = next.actions.iter().map(|action| action.remedy).collect();
        Ok(NextActions {
            heading: self.heading(),
            agency: self.agency.code.clone(),
            name: self.agency.name.clone(),
            above: next.above.map(|above| above.code.clone()),
            summary: self.together(&board, &remedies, next.together),
            fixable: next.fixable,
            gaining: next.gaining,
            actions: next.actions.iter().map(action).collect(),
            together: next.together.into(),
            together_above: next.together_above.map(Gained::from),
            target: goal.map(|goal| self.reaching(&board, goal, top)),
        })
    }

    /// All actions together, at the end of the period, in a sentence.
    fn together(&self, board: &Board<'_>, remedies: &[Remedy], gain: Both<Gain>) -> String {
        let end = board.closing(self.agency);
        let rows: Vec<_> = remedies.iter().map(Remedy::imagined).collect();
        let (before, after) = (end.stand(self.agency), end.imagine(&rows).stand(self.agency));
        let effect = tell::effect(self.lang, self.rulebook, gain.end, &before, &after);
        let count = self.lang.integer(remedies.len() as i64);
        self.lang.text_with("next-together", &[("count", &count), ("effect", &effect)])
    }

    fn reaching(&self, board: &Board<'_>, goal: Decimal, most: usize) -> Reaching {
        let remedies = board.remedies(self.agency, Fixes::ACTIONS, board.now());
        let target = board.closing(self.agency).reach(self.agency, &remedies, goal);
        Reaching::new(board, &target, most, self.lang)
    }

    /// The way to a goal, with at most so many of what it takes.
    ///
    /// # Errors
    /// There is no board.
    pub fn target(&self, goal: Decimal, most: usize) -> Result<Reaching, NoScene> {
        Ok(self.reaching(&self.board()?, goal, most))
    }

    /// The end of the period, with at most so many of what falls due.
    ///
    /// # Errors
    /// There is no board.
    pub fn project(&self, most: usize) -> Result<Projected, NoScene> {
        let board = self.board()?;
        let projection = board.project(self.agency);
        let side = |stand| Side::new(self.rulebook, stand);
        let step = |step: &chiso_scoring::board::project::Step| {
            Reaching::new(&board, &step.target, 0, self.lang)
        };
        Ok(Projected {
            heading: self.heading(),
            agency: self.agency.code.clone(),
            name: self.agency.name.clone(),
            summary: tell::projection(self.lang, self.rulebook, &projection),
            over: board.now() >= board.end(),
            now: side(&projection.now),
            floor: side(&projection.floor),
            ceiling: side(&projection.ceiling),
            due_count: projection.due.len(),
            due: projection.due.iter().take(most).map(|due| Case::new(&board, due)).collect(),
            steps: projection.steps.iter().map(step).collect(),
        })
    }

    /// What follows if what is wished is done now.
    ///
    /// # Errors
    /// There is no board.
    pub fn what_if(&self, wishes: &Wishes) -> Result<WhatIf, NoScene> {
        let board = self.board()?;
        let changes = board.changes(self.agency, &wishes.picks);
        let after = board.imagine(&changes.rows);
        let end = board.closing(self.agency);
        let after_end = end.imagine(&changes.rows);
        let stand = |board: &Board<'_>| board.stand(self.agency);
        let told = |before: &Board<'_>, after: &Board<'_>| {
            tell::what_if(self.lang, self.rulebook, &changes.done, (&stand(before), &stand(after)))
        };
        let side = |board: &Board<'_>| Side::new(self.rulebook, &stand(board));
        let refused = changes.refused.iter().map(|refused| Refused {
            fix: refused.fix.code(),
            code: wishes.code(refused.fix, refused.key),
            reason: reason(refused.why),
        });
        Ok(WhatIf {
            heading: self.heading(),
            agency: self.agency.code.clone(),
            name: self.agency.name.clone(),
            summary: told(&board, &after),
            summary_at_end: told(&end, &after_end),
            done: changes
                .done
                .iter()
                .map(|(fix, count)| Done { fix: fix.code(), count: *count })
                .collect(),
            refused: wishes.unknown().chain(refused).collect(),
            before: side(&board),
            after: side(&after),
            before_at_end: side(&end),
            after_at_end: side(&after_end),
            shifts: board.shifts(&after).iter().map(Shifted::new).collect(),
        })
    }
}

/// Why a period has no board at a moment.
fn no_board(now: Seconds, period: Period) -> NoScene {
    match period {
        Period::Range { .. } => NoScene::Range,
        _ if Lane::new(period).from > now - EARLIEST => NoScene::Ahead,
        _ => NoScene::NotCounted,
    }
}

/// A goal as people write it: points (`80`, `82.5`, `82,5`) or a grade by code or by its name in either
/// language, with or without accents (`good`, `Tốt`, `trung binh`).
#[must_use]
pub fn goal(rulebook: &Rulebook, text: &str) -> Option<Decimal> {
    let wanted = folded(text);
    let named = rulebook.grades.iter().find(|grade| {
        let names = [&grade.code, &grade.name.vi, &grade.name.en];
        names.iter().any(|name| folded(name) == wanted)
    });
    let points = || text.trim().replace(',', ".").parse().ok();
    let points = named.map(|grade| Decimal::from(grade.from)).or_else(points);
    points.filter(|points| (Decimal::ZERO..=Decimal::from(rulebook.max)).contains(points))
}

/// A word without case, accents and what separates syllables.
fn folded(text: &str) -> String {
    let letters = text.trim().nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    let plain = letters.map(|c| match c {
        'đ' => 'd',
        '-' | '_' => ' ',
        other => other,
    });
    plain.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use chiso_scoring::rulebook::Rulebooks;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("good", Some("80"))]
    #[case("Tốt", Some("80"))]
    #[case("tot", Some("80"))]
    #[case(" TỐT ", Some("80"))]
    // The same letters, each accent a character of its own.
    #[case("To\u{302}\u{301}t", Some("80"))]
    #[case("xuất sắc", Some("90"))]
    #[case("xuat-sac", Some("90"))]
    #[case("Excellent", Some("90"))]
    #[case("Khá", Some("70"))]
    #[case("kha", Some("70"))]
    #[case("trung bình", Some("50"))]
    #[case("Trung  Binh", Some("50"))]
    #[case("yếu", Some("0"))]
    #[case("82,5", Some("82.5"))]
    #[case("82.50", Some("82.50"))]
    #[case("101", None)]
    #[case("-1", None)]
    #[case("tot tot", None)]
    #[case("", None)]
    fn a_goal_is_read_as_people_write_it(#[case] text: &str, #[case] points: Option<&str>) {
        let rulebooks = Rulebooks::embedded();
        let read = goal(rulebooks.get("766-2024").unwrap(), text);
        assert_eq!(read, points.map(|points| points.parse().unwrap()));
    }
}
