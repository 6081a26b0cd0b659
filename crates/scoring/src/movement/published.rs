//! The parts of an indicator's change as published of an agency's children.

use std::collections::BTreeMap;

use super::share::{Part, plus};
use super::units::Units;
use crate::figure::{Counts, Figure};
use crate::sheet::Sheet;

const NOTHING: Counts = Counts { numerator: 0, denominator: 0 };

/// The parts of an indicator as published of the children; units without a figure on one side are one part
/// together: the whole minus the listed ones. `None` if the counts do not add up over units, the whole has none,
/// or no unit has any.
pub(super) fn published(
    (before, after): (&Sheet<'_>, &Sheet<'_>),
    (from, to): (&str, &str),
    indicator: usize,
    units: &mut Units<'_>,
) -> Option<Vec<Part>> {
    let rule = after.rulebook().indicators.get(indicator).filter(|rule| rule.additive)?;
    let earlier = before.rulebook().indicator(&rule.code)?;
    let counts = |sheet: &Sheet<'_>, code: &str, at: usize| {
        let figure = sheet.data(code).figures.indicators.get(at)?;
        figure.as_ref().and_then(Figure::counts)
    };
    let whole = (counts(before, from, earlier)?, counts(after, to, indicator)?);
    // Several units before may be one after: it is known if all of them are. What did not exist on a side had
    // nothing there, which is not the same as a figure that is missing.
    let mut found: BTreeMap<u32, (Option<Counts>, Option<Counts>)> = BTreeMap::new();
    for agency in before.children(from) {
        let own = counts(before, &agency.code, earlier);
        let nothing = (Some(NOTHING), Some(NOTHING));
        let sum = &mut found.entry(units.of_before(agency)).or_insert(nothing).0;
        *sum = sum.zip(own).map(|(sum, own)| plus(sum, own));
    }
    for agency in after.children(to) {
        let own = counts(after, &agency.code, indicator);
        found.entry(units.of_after(agency)).or_insert((Some(NOTHING), None)).1 = own;
    }
    let part = |unit, before, after| Part { unit, procedure: None, carried: false, before, after };
    let listed = found.into_iter().filter_map(|(unit, (before, after))| {
        let (before, after) = (before?, after?);
        let any = before != NOTHING || after != NOTHING;
        any.then_some(part(Some(unit), before, after))
    });
    let mut parts: Vec<Part> = listed.collect();
    if parts.is_empty() {
        return None;
    }
    let (before, after) = parts.iter().fold(whole, |(before, after), part| {
        (minus(before, part.before), minus(after, part.after))
    });
    if before != NOTHING || after != NOTHING {
        parts.push(part(None, before, after));
    }
    Some(parts)
}

fn minus(a: Counts, b: Counts) -> Counts {
    Counts { numerator: a.numerator - b.numerator, denominator: a.denominator - b.denominator }
}
