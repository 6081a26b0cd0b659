//! Which directives still wait for their number.

use jiff::civil::DateTime;

use super::DirectiveSeen;
use crate::calendar::Calendar;
use crate::directive::{Basis, Directive, Quote};
use crate::measure::live::Live;
use crate::rulebook::Rulebooks;
use crate::sheet::{Place, Provenance, Sheet};

impl DirectiveSeen {
    /// An open directive whose target is not met by what is counted now; `None` if it is met. One that is
    /// measured by published figures always waits: what is published is not counted here.
    #[must_use]
    pub fn of(
        directive: &Directive,
        live: &Live,
        rulebooks: &Rulebooks,
        calendar: &Calendar,
    ) -> Option<Self> {
        let order = &directive.order;
        if order.basis == Basis::Dossiers && is_met(directive, live, rulebooks) == Some(true) {
            return None;
        }
        Some(Self {
            number: directive.number.clone(),
            owner: order.owner.clone(),
            deadline: calendar.day_end(order.deadline),
        })
    }
}

/// `None` if its number is missing.
fn is_met(directive: &Directive, live: &Live, rulebooks: &Rulebooks) -> Option<bool> {
    let order = &directive.order;
    let rulebook = rulebooks.get(&order.rulebook).ok()?;
    let place = Place::find(rulebook, &order.code)?;
    let agency = live.tree().find(&order.agency, order.period).ok()?;
    let path = live.tree().path(agency, order.period);
    let codes = path.iter().copied().chain([agency]).map(|agency| agency.code.as_str());
    let counted = live.figures_of(&rulebook.id, order.period, codes);
    let at = Provenance { as_of: DateTime::default(), source: String::new(), revision: 0 };
    let sheet = Sheet::counted(live.tree(), rulebook, order.period, &counted, &at);
    let quote = Quote::of(&sheet, &order.agency, place, live.now(), 0)?;
    Some(quote.value(order.target)? >= order.target.value())
}
