//! Counts with everything below an agency: its own and those of the agencies below it.

use chiso_scoring::expr::Entity;
use chiso_scoring::rulebook::{Count, MeasureRule};

use super::contents::{Contents, Tallies, Unit};
use super::fault::{Fault, Faults, Step};
use super::sheets::subtree;
use super::verify::Checked;

/// Checks every sum whose parts are in the file.
pub(super) fn sums(contents: &Contents, faults: &mut Faults) -> Checked {
    let mut checked = Checked { step: Step::Sums, done: 0, skipped: 0 };
    let frozen = &contents.frozen;
    for agency in subtree(&contents.tree, &frozen.agency, frozen.period) {
        let Some(unit) = of(contents, &agency.code) else { continue };
        let children = contents.tree.children(&agency.code, frozen.period);
        let parts: Vec<Option<&Unit>> =
            children.iter().map(|child| of(contents, &child.code)).collect();
        let Some(own) = unit.alone() else { continue };
        let family = Family { unit, own, parts };
        family.measures(contents, &mut checked, faults);
        family.figures(contents, &mut checked, faults);
    }
    checked
}

fn of<'c>(contents: &'c Contents, code: &str) -> Option<&'c Unit> {
    let at = contents.units.binary_search_by(|unit| unit.agency.as_str().cmp(code));
    at.ok().map(|at| &contents.units[at])
}

/// An agency, what it has of its own, and those below it; [`None`] of one that has nothing to show.
struct Family<'c> {
    unit: &'c Unit,
    own: &'c Tallies,
    parts: Vec<Option<&'c Unit>>,
}

impl Family<'_> {
    /// Measures that count or sum up rows add up; distinct procedures do not.
    fn measures(&self, contents: &Contents, checked: &mut Checked, faults: &mut Faults) {
        let complete = self.parts.iter().all(Option::is_some);
        for (at, measure) in contents.rulebook.measures.iter().enumerate() {
            let adds_up = match &measure.rule {
                MeasureRule::Rows { count: Count::Rows, of, .. } => {
                    // What agencies state of themselves is there without any rows.
                    *of != Entity::Agency || complete
                }
                _ => false,
            };
            if adds_up {
                let value = |tallies: &Tallies| tallies.measures[at].map(i128::from);
                let line = self.unit.whole.measures_line;
                self.hold(&value, (line, &measure.id), checked, faults);
            }
        }
    }

    /// Numerators and denominators of indicators that add up.
    fn figures(&self, contents: &Contents, checked: &mut Checked, faults: &mut Faults) {
        if !self.parts.iter().all(Option::is_some) {
            return;
        }
        let units = self.parts.iter().flatten().map(|unit| &unit.whole);
        let all: Vec<&Tallies> = units.chain([&self.unit.whole, self.own]).collect();
        for (at, rule) in contents.rulebook.indicators.iter().enumerate() {
            // A source that is silent for one of them says nothing of the sum.
            let silent = all.iter().any(|tallies| tallies.figures[at] == Some(None));
            if !rule.additive || silent {
                continue;
            }
            let line = self.unit.whole.figures_line + at;
            let figure = |tallies: &Tallies| tallies.figures[at].flatten();
            let numerator = |tallies: &Tallies| Some(i128::from(figure(tallies)?.numerator?));
            let denominator = |tallies: &Tallies| Some(i128::from(figure(tallies)?.denominator?));
            self.hold(&numerator, (line, &rule.code), checked, faults);
            self.hold(&denominator, (line, &rule.code), checked, faults);
        }
    }

    fn hold(
        &self,
        value: &dyn Fn(&Tallies) -> Option<i128>,
        (line, number): (usize, &str),
        checked: &mut Checked,
        faults: &mut Faults,
    ) {
        let parts = self.parts.iter().flatten().map(|unit| value(&unit.whole));
        let should = parts.chain([value(self.own)]).sum::<Option<i128>>();
        let (Some(stands), Some(should)) = (value(&self.unit.whole), should) else {
            checked.skipped += 1;
            return;
        };
        checked.done += 1;
        if stands != should {
            faults.push(|| Fault {
                step: Step::Sums,
                line: Some(line),
                agency: self.unit.agency.clone(),
                number: number.to_owned(),
                stands: stands.to_string(),
                should: should.to_string(),
            });
        }
    }
}
