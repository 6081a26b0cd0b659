//! What a closing says otherwise than the one it takes the place of.

use chiso_scoring::sheet::{Place, Sheet};
use rust_decimal::Decimal;

use crate::snapshot::Opened;
use crate::variant::Restated;

/// Most numbers that are named; the files of both closings have them all.
const NAMED: usize = 200;

/// Every number of the agency itself, and every total below it, that is another one in the later closing.
#[must_use]
pub fn restated(number: u64, before: &Opened, after: &Opened, reason: &str) -> Vec<Restated> {
    let (frozen, rulebook) = (before.frozen(), before.rulebook());
    let sheet = after.sheet();
    let told = |agency: &str, place: Place| agency == frozen.agency || place == Place::Total;
    let earlier = before.standings().filter(|(agency, place, _)| told(&agency.code, *place));
    let changed = earlier.filter_map(|(agency, place, standing)| {
        let code = place.code(rulebook);
        let later = points(&sheet, &agency.code, code)?;
        (standing.points.points != later).then(|| Restated {
            period: frozen.period,
            closing: number,
            agency: agency.code.clone(),
            place: code.to_owned(),
            before: standing.points.points,
            after: later,
            reason: reason.to_owned(),
        })
    });
    changed.take(NAMED).collect()
}

/// The points of a number; outer [`None`] if it is not in the closing at all.
fn points(sheet: &Sheet<'_>, agency: &str, code: &str) -> Option<Option<Decimal>> {
    let place = Place::find(sheet.rulebook(), code)?;
    let agency = sheet.tree.find(agency, sheet.period).ok()?;
    Some(place.of(&sheet.scored(agency)).points)
}
