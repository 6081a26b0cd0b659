//! A movement between two sides that are both counted from dossiers and records.

use jiff::civil::DateTime;
use jiff::tz::Offset;

use super::chain::{Chain, Side, movement};
use super::{Movement, Note};
use crate::agency::AgencyError;
use crate::measure::live::Live;
use crate::period::Period;
use crate::rulebook::Rulebook;
use crate::sheet::{Place, Provenance, Sheet};

/// Vietnam keeps UTC+7 all year.
const VIETNAM: Offset = Offset::constant(7);

/// A side counted from dossiers.
#[derive(Debug, Clone, Copy)]
pub struct Point<'a> {
    /// The tallies, at the side's moment as known at its revision.
    pub live: &'a Live,
    /// Revision they were read up to.
    pub revision: u64,
    /// Period.
    pub period: Period,
    /// Rules.
    pub rulebook: &'a Rulebook,
}

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// Code of the agency.
    pub agency: &'a str,
    /// What moved, in the later side's rulebook.
    pub place: Place,
    /// The earlier side.
    pub before: Point<'a>,
    /// The tallies at the earlier side's moment as known at the later side's revision, if that is another. Use
    /// is made of them if the period was over at that moment: before, a correction cannot be told from what
    /// happened since.
    pub restated: Option<&'a Live>,
    /// The later side.
    pub after: Point<'a>,
}

/// Tells why a place moved.
///
/// # Errors
/// The agency is not in force on a side.
pub fn between(asked: Question<'_>) -> Result<Movement, AgencyError> {
    let Question { before, after, restated, .. } = asked;
    let open = !is_over(before);
    let restated = restated.filter(|_| !open);
    let now = Point { live: restated.unwrap_or(before.live), revision: after.revision, ..before };
    let known_then = sheet(before, asked.agency);
    let known_now = restated.map(|_| sheet(now, asked.agency));
    let others = before.rulebook.id != after.rulebook.id;
    let ruled = others.then(|| sheet(Point { rulebook: after.rulebook, ..now }, asked.agency));
    let reached = sheet(after, asked.agency);
    let side = |sheet, live| Side { sheet, live: Some(live) };
    let chain = Chain {
        before: side(&known_then, before.live),
        restated: known_now.as_ref().map(|sheet| side(sheet, now.live)),
        ruled: ruled.as_ref(),
        after: side(&reached, after.live),
    };
    let mut told = movement(chain, asked.agency, asked.place)?;
    let moment = |point: Point<'_>| (point.period, point.live.now(), point.revision);
    if moment(before) == moment(after) && !others {
        told.notes.push(Note::Same);
    }
    if open && before.revision != after.revision {
        told.notes.push(Note::Open);
    }
    if before.period == after.period && before.live.now() > after.live.now() {
        told.notes.push(Note::Reversed);
    }
    Ok(told)
}

/// Whether the period had ended at the side's moment.
fn is_over(point: Point<'_>) -> bool {
    let end = point.period.last().tomorrow().map(|day| day.to_datetime(jiff::civil::Time::MIN));
    let end = end.and_then(|end| VIETNAM.to_timestamp(end));
    end.is_ok_and(|end| end.as_second() <= point.live.now())
}

/// The agency's figures, and those it may inherit.
fn sheet<'a>(point: Point<'a>, code: &str) -> Sheet<'a> {
    let Point { live, period, rulebook, revision } = point;
    let tree = live.tree();
    let agency = tree.find(code, period).ok();
    let above = agency.map(|agency| tree.path(agency, period)).unwrap_or_default();
    let wanted = above.into_iter().chain(agency).map(|agency| agency.code.as_str());
    let counted = live.figures_of(&rulebook.id, period, wanted);
    let at = Provenance { as_of: DateTime::default(), source: String::new(), revision };
    Sheet::counted(tree, rulebook, period, &counted, &at)
}
