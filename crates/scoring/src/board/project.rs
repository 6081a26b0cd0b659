//! The end of the period, from what is due by then: the floor if nobody finishes anything any more, the
//! ceiling if everything that falls due is finished in time, and what in between decides the grade. What
//! will still be received is not guessed.

use super::fix::Fix;
use super::remedy::{Fixes, Remedy};
use super::stand::Stand;
use super::target::{Outcome, Target};
use super::{Board, Imagined};
use crate::agency::Agency;
use crate::measure::effect::Effects;

/// What it takes to end with a grade.
#[derive(Debug, Clone)]
pub struct Step {
    /// Place of the grade in the rulebook.
    pub grade: usize,
    /// The fewest of [`Projection::due`] that reach it.
    pub target: Target,
}

/// The end of the period.
#[derive(Debug, Clone)]
pub struct Projection {
    /// As it is now.
    pub now: Stand,
    /// If nobody finishes anything any more.
    pub floor: Stand,
    /// If everything that falls due is finished in time, and everybody else does nothing.
    pub ceiling: Stand,
    /// What falls due until then and decides: what is due first comes first.
    pub due: Vec<Remedy>,
    /// For each grade above that of the floor, the nearest first.
    pub steps: Vec<Step>,
}

impl Board<'_> {
    /// Projects an agency to the end of the period.
    #[must_use]
    pub fn project(&self, agency: &Agency) -> Projection {
        let end = self.closing(agency);
        let mut due = self.falling_due(&end, agency);
        due.sort_unstable_by_key(|remedy| (remedy.order(), remedy.entity));
        let rows: Vec<Imagined> = due.iter().map(Remedy::imagined).collect();
        let ceiling = end.imagine(&rows);
        Projection {
            now: self.stand(agency),
            floor: end.stand(agency),
            ceiling: ceiling.stand(agency),
            steps: end.steps(agency, &due),
            due,
        }
    }

    /// What is open, and makes a difference at the end if it is finished now; nothing once the end has come.
    fn falling_due(&self, end: &Self, agency: &Agency) -> Vec<Remedy> {
        if self.now() >= self.end() {
            return Vec::new();
        }
        let Some(mut effects) = Effects::at(self.live(), self.rulebook, self.period, end.now())
        else {
            return Vec::new();
        };
        let mut due = self.remedies(agency, Fixes::of(&[Fix::Close, Fix::Answer]), self.now());
        due.retain(|remedy| !effects.of(remedy.entity, &remedy.before, &remedy.after).is_nothing());
        due
    }

    fn steps(&self, agency: &Agency, due: &[Remedy]) -> Vec<Step> {
        let grades = self.rulebook.grades.iter().enumerate().rev();
        let steps = grades
            .map(|(grade, band)| Step { grade, target: self.reach(agency, due, band.from.into()) });
        steps.filter(|step| !matches!(step.target.outcome, Outcome::There)).collect()
    }
}
