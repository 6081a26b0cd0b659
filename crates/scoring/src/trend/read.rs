//! One period of a series: read from a sheet, or counted from dossiers for one agency alone.

use jiff::civil::DateTime;

use super::{Gap, Known};
use crate::agency::{Agency, Level};
use crate::measure::Scope;
use crate::measure::ask::Counted;
use crate::measure::live::Live;
use crate::period::Period;
use crate::rank::national;
use crate::rulebook::Rulebook;
use crate::sheet::{Place, Provenance, Sheet};

/// What one period says of a place of an agency.
#[derive(Debug, Clone)]
pub struct Reading<'a> {
    /// The period.
    pub period: Period,
    /// The agency of the code in that period.
    pub agency: Option<&'a Agency>,
    /// What is known, or why nothing is.
    pub known: Result<Known, Gap>,
}

impl<'a> Reading<'a> {
    /// A period without a point.
    #[must_use]
    pub fn none(period: Period, agency: Option<&'a Agency>, gap: Gap) -> Self {
        Self { period, agency, known: Err(gap) }
    }

    /// Whether it has anything to show.
    pub(super) fn shows(&self) -> bool {
        self.known.as_ref().is_ok_and(|known| known.value().is_some())
    }

    /// The place of a code (an indicator, group, axis or the total) as a sheet has it.
    #[must_use]
    pub fn of(sheet: &Sheet<'a>, agency: &str, place: &str) -> Self {
        let period = sheet.period;
        let Ok(agency) = sheet.tree.find(agency, period) else {
            return Self::none(period, None, Gap::NoAgency);
        };
        let known = Place::find(sheet.rulebook(), place).ok_or(Gap::NoPlace);
        let known = known.map(|place| known_of(sheet, agency, place));
        Self { period, agency: Some(agency), known }
    }

    /// The same counted from dossiers, of this agency alone: nobody else's figures are laid out.
    #[must_use]
    pub fn of_dossiers(
        live: &'a Live,
        rulebook: &'a Rulebook,
        period: Period,
        (agency, scope): (&str, Scope),
        place: &str,
    ) -> Self {
        let Ok(found) = live.tree().find(agency, period) else {
            return Self::none(period, None, Gap::NoAgency);
        };
        if !live.periods().any(|counted| counted == period) {
            return Self::none(period, Some(found), Gap::NotCounted);
        }
        let sheet = counted(live, rulebook, period, (found, scope));
        // A code that has no row at all is not counted: that is no 0, and no silence either.
        if sheet.agencies().next().is_none() {
            return Self::none(period, Some(found), Gap::NotCounted);
        }
        Self::of(&sheet, agency, place)
    }
}

/// An agency's figures with those it may inherit; of the nation those of the provinces, which it is the
/// mean of.
#[must_use]
pub fn figures(
    live: &Live,
    rulebook: &Rulebook,
    period: Period,
    (agency, scope): (&Agency, Scope),
) -> Vec<Counted> {
    let mut around = live.tree().path(agency, period);
    if agency.level == Level::Nation {
        around.extend(live.tree().of_level(Level::Province, period));
    }
    let around = around.into_iter().map(|other| other.code.as_str());
    let mut figures = live.figures_of(&rulebook.id, period, around);
    let own = std::iter::once(agency.code.as_str());
    figures.extend(live.figures_in(&rulebook.id, period, own, scope));
    figures
}

fn counted<'a>(
    live: &'a Live,
    rulebook: &'a Rulebook,
    period: Period,
    whose: (&Agency, Scope),
) -> Sheet<'a> {
    let at = Provenance { as_of: DateTime::default(), source: String::new(), revision: 0 };
    Sheet::counted(live.tree(), rulebook, period, &figures(live, rulebook, period, whose), &at)
}

fn known_of(sheet: &Sheet<'_>, agency: &Agency, place: Place) -> Known {
    let (rulebook, score) = (sheet.rulebook(), sheet.score(agency));
    let national = national(sheet, agency, place);
    let scored = match place {
        Place::Indicator(at) => Some((&rulebook.indicators[at], &score.indicators[at])),
        _ => None,
    };
    Known {
        rulebook: rulebook.id.clone(),
        max: place.points_max(rulebook),
        mean_of: national.and_then(|national| national.mean_of),
        points: national.map_or_else(|| place.of(&score), |national| national.points),
        figure: scored.and_then(|(_, scored)| scored.figure),
        rate: scored.and_then(|(rule, scored)| scored.rate(rule.unit)),
        unit: scored.map(|(rule, _)| rule.unit),
    }
}
