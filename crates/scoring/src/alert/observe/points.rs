//! Points of agencies, now and before, for one question.

use jiff::civil::DateTime;
use rust_decimal::Decimal;

use super::{Looked, Taken};
use crate::agency::{Agency, Level};
use crate::alert::evaluate::Reading;
use crate::alert::rule::{Against, Question, Span};
use crate::figure::TOTAL;
use crate::period::Period;
use crate::rulebook::Rulebook;
use crate::sheet::{Place, Provenance, Sheet};

impl Looked<'_> {
    /// Readings of a question about points; `None` if there is no rulebook for it.
    pub(super) fn points(&self, question: &Question) -> Option<Vec<Reading>> {
        let (span, place, after) = match question {
            Question::Points { place, span, after, .. } => (*span, place.as_str(), *after),
            Question::Grade { span, after, .. } => (*span, TOTAL, *after),
            _ => return None,
        };
        let period = span.of(self.day);
        let ran = self.has_run(period, after);
        let (id, _) = self.now.figures.get(&period)?;
        let rulebook = self.rulebooks.get(id).ok()?;
        let place = Place::find(rulebook, place);
        let now = self.sheet(self.now, rulebook, period)?;
        let beside = self.beside(question, rulebook, span);
        let codes = self.watch.asked(self.tree, period);
        let agencies = codes.iter().filter_map(|code| self.tree.find(code, period).ok());
        let reading = |agency: &Agency| Reading {
            subject: agency.code.clone(),
            agency: agency.code.clone(),
            period: Some(period),
            value: place.filter(|_| ran).and_then(|place| points(&now, agency, place)),
            beside: beside.of(self, agency, place),
        };
        Some(agencies.map(reading).collect())
    }

    fn sheet<'s>(
        &'s self,
        taken: &Taken,
        rulebook: &'s Rulebook,
        period: Period,
    ) -> Option<Sheet<'s>> {
        let (_, counted) = taken.figures.get(&period)?;
        let source = String::new();
        let at = Provenance { as_of: DateTime::default(), source, revision: taken.revision };
        Some(Sheet::counted(self.tree, rulebook, period, counted, &at))
    }

    /// What stands beside the points of now.
    fn beside<'s>(&'s self, question: &Question, rulebook: &'s Rulebook, span: Span) -> Beside<'s> {
        let period = span.of(self.day);
        match question {
            Question::Grade { grade, .. } => {
                let grade = rulebook.grades.iter().find(|known| known.code == *grade);
                grade.map_or(Beside::Nothing, |grade| Beside::Floor(Decimal::from(grade.from)))
            }
            Question::Points { against: Against::PreviousPeriod, .. } => {
                let before = period.previous();
                self.sheet(self.now, rulebook, before)
                    .map_or(Beside::Nothing, |sheet| Beside::Sheet(Box::new(sheet)))
            }
            Question::Points { against: Against::DaysAgo(days), .. } => {
                let taken = self.past.get(days).filter(|taken| self.begun(taken, period));
                let sheet = taken.and_then(|taken| self.sheet(taken, rulebook, period));
                sheet.map_or(Beside::Nothing, |sheet| Beside::Sheet(Box::new(sheet)))
            }
            _ => Beside::Nothing,
        }
    }

    /// Whether so many working days of a period are over. Until then its points are as good as missing.
    fn has_run(&self, period: Period, working_days: u16) -> bool {
        let (calendar, first) = (&self.watch.calendar, period.first());
        let worked = |day| i64::from(calendar.is_working_day(day));
        // The first day counts, today does not: it is not over.
        let over =
            calendar.working_days_between(first, self.day) + worked(first) - worked(self.day);
        over >= i64::from(working_days)
    }

    /// Whether a period had begun at a past moment: before that there is nothing to compare with.
    fn begun(&self, taken: &Taken, period: Period) -> bool {
        self.watch.calendar.day_of(taken.at) >= period.first()
    }
}

/// What points are held against.
enum Beside<'s> {
    Nothing,
    Floor(Decimal),
    Sheet(Box<Sheet<'s>>),
}

impl Beside<'_> {
    /// A series stops where the agency became another one.
    fn of(&self, looked: &Looked<'_>, agency: &Agency, place: Option<Place>) -> Option<Decimal> {
        match self {
            Self::Nothing => None,
            Self::Floor(floor) => Some(*floor),
            Self::Sheet(sheet) => {
                let now = Span::Month.of(looked.day);
                let same = looked.tree.continuous(&agency.code, sheet.period, now);
                let before = looked.tree.find(&agency.code, sheet.period).ok().filter(|_| same)?;
                points(sheet, before, place?)
            }
        }
    }
}

fn points(sheet: &Sheet<'_>, agency: &Agency, place: Place) -> Option<Decimal> {
    if agency.level != Level::Nation {
        return place.of(&sheet.score(agency)).points;
    }
    let nation = sheet.nation();
    match place {
        Place::Total => nation.total,
        Place::Axis(at) => nation.axes.get(at).copied().flatten(),
        Place::Group(at) => nation.groups.get(at).copied().flatten(),
        // Means of single indicators are published by nobody.
        Place::Indicator(_) => None,
    }
}
