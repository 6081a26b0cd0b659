//! From a fall of a number to a drafted directive.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::{Basis, Named, Order, Quote, Rules, Target};
use crate::calendar::Calendar;
use crate::compare::over_children;
use crate::dossier::Seconds;
use crate::round::Exact;
use crate::sheet::{Place, Sheet};

/// Both sides of the fall, and whose it is.
#[derive(Debug, Clone, Copy)]
pub struct Fall<'s, 'a> {
    /// Before.
    pub before: &'s Sheet<'a>,
    /// After.
    pub after: &'s Sheet<'a>,
    /// Code of the agency.
    pub agency: &'s str,
    /// What fell, in the later rulebook.
    pub place: Place,
}

/// A unit and what it lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// Code of the unit.
    pub agency: String,
    /// Its part of the change of the measured agency's indicator, in points; below 0.
    pub change: Exact,
}

/// What a draft is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// The indicator that fell most: the one asked for, or the worst of the group, axis or total asked for.
    pub indicator: usize,
    /// The number before the fall.
    pub before: Quote,
    /// The number after it: the directive's baseline.
    pub after: Quote,
    /// Change of the points asked for; below 0.
    pub change: Decimal,
    /// Units that lost, the one that lost most first; empty if the agency has none, or counts do not add up over them.
    pub losses: Vec<Loss>,
    /// How many of them, from the first, are to be named.
    pub named: usize,
}

/// Why there is nothing to draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoDraft {
    /// The agency is not in force on a side.
    NoAgency,
    /// A side has no points.
    NoPoints,
    /// The sides have different rulebooks: what differs may be the rule.
    OtherRules,
    /// The number did not fall.
    NoFall,
}

impl NoDraft {
    /// Name of the reason.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NoAgency => "no-agency",
            Self::NoPoints => "no-points",
            Self::OtherRules => "other-rules",
            Self::NoFall => "no-fall",
        }
    }
}

impl Fall<'_, '_> {
    /// Looks for what is behind the fall. `at` are moment and revision of each side.
    ///
    /// # Errors
    /// There is nothing to draft a directive from.
    pub fn cause(&self, at: [(Seconds, u64); 2], rules: &Rules) -> Result<Cause, NoDraft> {
        let rulebook = self.after.rulebook();
        if self.before.rulebook().id != rulebook.id {
            return Err(NoDraft::OtherRules);
        }
        let quote = |sheet: &Sheet<'_>, (as_of, revision)| {
            Quote::of(sheet, self.agency, self.place, as_of, revision).ok_or(NoDraft::NoAgency)
        };
        let [first, second] = at;
        let (before, after) = (quote(self.before, first)?, quote(self.after, second)?);
        let (from, to) = before.points.zip(after.points).ok_or(NoDraft::NoPoints)?;
        let change = to - from;
        if change >= Decimal::ZERO {
            return Err(NoDraft::NoFall);
        }
        let indicator = self.worst().ok_or(NoDraft::NoPoints)?;
        let losses = self.losses(indicator);
        let named = enough(&losses, rules);
        Ok(Cause { indicator, before, after, change, losses, named })
    }

    /// The indicator of the place that lost most points; of several the first.
    fn worst(&self) -> Option<usize> {
        let rulebook = self.after.rulebook();
        let within = |at: &usize| match self.place {
            Place::Indicator(only) => *at == only,
            Place::Group(group) => {
                rulebook.groups.get(group).is_some_and(|group| group.indicators.contains(at))
            }
            Place::Axis(axis) => rulebook.axes.get(axis).is_some_and(|axis| {
                let mut groups = axis.groups.iter().filter_map(|group| rulebook.groups.get(*group));
                groups.any(|group| group.indicators.contains(at))
            }),
            Place::Total => true,
        };
        let points = |sheet: &Sheet<'_>, at: usize| {
            Quote::of(sheet, self.agency, Place::Indicator(at), 0, 0)?.points
        };
        let changes = (0..rulebook.indicators.len())
            .filter(within)
            .filter_map(|at| Some((points(self.after, at)? - points(self.before, at)?, at)));
        changes.min().map(|(_, at)| at)
    }

    /// The children that lost, the one that lost most first; of equals by code.
    fn losses(&self, indicator: usize) -> Vec<Loss> {
        let Some((parts, split)) = over_children(self.before, self.after, self.agency, indicator)
        else {
            return Vec::new();
        };
        let shares = parts.into_iter().zip(split.shares);
        let lost = shares.filter_map(|(part, share)| {
            let change = share.performance + share.mix;
            Some(Loss { agency: part.agency?, change })
        });
        let mut losses: Vec<Loss> =
            lost.filter(|loss| loss.change < Exact::from_integer(0)).collect();
        losses.sort_by(|a, b| a.change.cmp(&b.change).then_with(|| a.agency.cmp(&b.agency)));
        losses
    }
}

/// How many units, from the first, hold enough of what was lost.
fn enough(losses: &[Loss], rules: &Rules) -> usize {
    let whole: Exact = losses.iter().map(|loss| loss.change).sum();
    let wanted = whole * Exact::new(i128::from(rules.named_percent), 100);
    let mut held = Exact::from_integer(0);
    let mut named = 0;
    for loss in losses.iter().take(rules.named_units) {
        // Both are below 0.
        if held <= wanted {
            break;
        }
        held += loss.change;
        named += 1;
    }
    named
}

/// Who issues, and what the order is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// Subject.
    pub title: String,
    /// Free text.
    pub note: Option<String>,
}

impl Cause {
    /// Codes of the units to be named: those behind the fall, or the agency itself.
    #[must_use]
    pub fn units(&self, agency: &str) -> Vec<String> {
        let named = self.losses.iter().take(self.named);
        let units: Vec<String> = named.map(|loss| loss.agency.clone()).collect();
        if units.is_empty() { vec![agency.to_owned()] } else { units }
    }

    /// The order that asks for the number before the fall.
    ///
    /// An agency that has units below it directs them: the unit that lost most answers for it. One without is directed by its parent.
    #[must_use]
    pub fn order(
        &self,
        fall: &Fall<'_, '_>,
        basis: Basis,
        dossiers: Vec<Named>,
        wording: Wording,
        (today, calendar, rules): (Date, &Calendar, &Rules),
    ) -> Order {
        let sheet = fall.after;
        let units = self.units(fall.agency);
        let owner = units.first().cloned().unwrap_or_else(|| fall.agency.to_owned());
        let parent = sheet.tree.find(fall.agency, sheet.period).ok();
        let parent = parent.and_then(|agency| agency.parent.clone());
        let directs = owner != fall.agency;
        let issuer = parent.filter(|_| !directs).unwrap_or_else(|| fall.agency.to_owned());
        Order {
            title: wording.title,
            issuer,
            owner,
            agency: fall.agency.to_owned(),
            code: fall.place.code(sheet.rulebook()).to_owned(),
            period: sheet.period,
            rulebook: sheet.rulebook().id.clone(),
            basis,
            target: Target::Points(self.before.points.unwrap_or_default()),
            baseline: self.after.clone(),
            deadline: calendar.add_working_days(today, rules.deadline_days),
            units,
            dossiers,
            note: wording.note,
        }
    }

    /// What the units named lost together and what all lost, in points: the rest lies with units not named.
    #[must_use]
    pub fn held(&self) -> (Exact, Exact) {
        let sum = |losses: &[Loss]| losses.iter().map(|loss| loss.change).sum();
        (sum(self.losses.get(..self.named).unwrap_or_default()), sum(&self.losses))
    }
}
