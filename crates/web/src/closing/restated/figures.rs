//! Numbers of a closed period that are others now.

use std::collections::BTreeMap;

use chiso_scoring::figure::Captured;
use chiso_scoring::rulebook::Rulebook;
use chiso_scoring::sheet::{Place, Sheet};

use super::{Earlier, LaterFigure, UnitChange};

/// Every number of the closed agencies that differs between two sheets: units in the order of their codes, the total first.
pub(super) fn changes(earlier: &Earlier, then: &Sheet<'_>, now: &Sheet<'_>) -> Vec<UnitChange> {
    let period = earlier.frozen().period;
    let mut found = Vec::new();
    for agency in earlier.below() {
        let Ok(known) = then.tree.find(agency, period) else { continue };
        let before = then.scored(known);
        let after = now.tree.find(agency, period).ok().map(|agency| now.scored(agency));
        for place in places(then.rulebook()) {
            let (was, is) = (place.of(&before), after.as_ref().map(|after| place.of(after)));
            let counts = |sheet: &Sheet<'_>| match place {
                Place::Indicator(at) => {
                    sheet.data(agency).figures.indicators[at].as_ref()?.counts()
                }
                _ => None,
            };
            let change = UnitChange {
                agency: agency.to_owned(),
                name: known.name.clone(),
                place: place.code(then.rulebook()).to_owned(),
                before: was.points,
                after: is.and_then(|is| is.points),
                counts_before: counts(then),
                counts_after: counts(now),
            };
            if change.before != change.after || change.counts_before != change.counts_after {
                found.push(change);
            }
        }
    }
    found
}

/// The total, groups, and indicators, each followed by its own.
fn places(rulebook: &Rulebook) -> Vec<Place> {
    let groups = (0..rulebook.groups.len()).map(Place::Group);
    let indicators = (0..rulebook.indicators.len()).map(Place::Indicator);
    std::iter::once(Place::Total).chain(groups).chain(indicators).collect()
}

/// Published figures that came after the closing and read otherwise, or are new.
pub(super) fn later(earlier: &Earlier, now: &[Captured]) -> Vec<LaterFigure> {
    let frozen = earlier.frozen();
    let key = |row: &Captured| (row.reported.agency.clone(), row.reported.indicator.clone());
    let then: BTreeMap<_, _> =
        frozen.captured.iter().map(|row| (key(row), row.reported.figure)).collect();
    let new = now.iter().filter(|row| row.revision > frozen.revision);
    let other = new.filter(|row| then.get(&key(row)) != Some(&row.reported.figure));
    other
        .map(|row| LaterFigure {
            agency: row.reported.agency.clone(),
            indicator: row.reported.indicator.clone(),
            source: row.reported.source.clone(),
            as_of: row.reported.as_of,
            revision: row.revision,
        })
        .collect()
}
