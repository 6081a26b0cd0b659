//! The movement between two sides that are counted from dossiers.

use chiso_scoring::movement::{Movement, Point, Question, between};
use chiso_scoring::standing::Standing;

use super::asks::{Asks, EARLIER, renamed};
use crate::at::{Seen, known_at};
use crate::moment::local;
use crate::study::Study;
use crate::trouble::Trouble;
use crate::wire::movement::{About, MovementSide};

/// The movement, and what an answer says of its sides. Afterwards the study stands at what was looked at.
pub(super) fn tell(asks: &Asks, study: &mut Study) -> Result<(Movement, About), Trouble> {
    let asked = &study.asked;
    let same = asks.earlier.as_of.is_none() && asks.earlier.known_at.is_none();
    let as_of = asks.earlier.as_of.or(asked.as_of()?);
    let known = asks.earlier.known_at.or(known_at(&study.app, asked)?);
    let earlier = match same {
        true => None,
        false => Some(Seen::at(&study.app, as_of, known).map_err(renamed)?),
    };
    // What the earlier side is restated to: at its moment, by what the later side knows.
    let latest = study.revision;
    let restated = match asks.earlier.known_at.is_some_and(|then| then != latest) {
        true if asks.earlier.as_of.is_some() => {
            Some(Seen::at(&study.app, as_of, Some(latest)).map_err(renamed)?)
        }
        _ => None,
    };
    let rules = crate::view::rulebook(&study.app, asked, asks.earlier.period)?;
    let rules = study.app.rulebooks.all().get(rules).ok_or(Trouble::Internal)?;
    let (told, before, revision, now) = study.seen.look(|revision, standing| {
        let (live, rulebook) = (standing.live(), study.rulebook());
        let later = Point { live, revision, period: study.period, rulebook };
        let tell = |old: u64, then: &Standing, restated: Option<&Standing>| {
            let period = asks.earlier.period;
            let before = Point { live: then.live(), revision: old, period, rulebook: rules };
            told(asks, study, before, restated, later).map(|told| (told, side(before)))
        };
        let (told, before) =
            match (&earlier, &restated) {
                (None, _) => tell(revision, standing, None),
                (Some(earlier), None) => earlier
                    .look(|old, then| tell(old, then, (old != revision).then_some(standing)))?,
                (Some(earlier), Some(restated)) => earlier
                    .look(|old, then| restated.look(|_, now| tell(old, then, Some(now))))??,
            }?;
        Ok::<_, Trouble>((told, before, revision, standing.live().now()))
    })??;
    (study.revision, study.now) = (revision, now);
    let after = MovementSide {
        period: study.period.to_string(),
        as_of: Some(local(now).to_string()),
        revision,
        rulebook: study.rulebook().id.clone(),
    };
    let agency = (study.agency.code.clone(), study.agency.name.clone());
    Ok((told, About { heading: study.heading(), agency, sides: (before, after) }))
}

fn told(
    asks: &Asks,
    study: &Study,
    before: Point<'_>,
    restated: Option<&Standing>,
    after: Point<'_>,
) -> Result<Movement, Trouble> {
    if !before.live.periods().any(|period| period == before.period) {
        return Err(Trouble::bad(EARLIER, "bad-source-period", &before.period.to_string()));
    }
    let agency = &study.agency.code;
    let restated = restated.map(Standing::live);
    let question = Question { agency, place: asks.place, before, restated, after };
    between(question).map_err(|error| Trouble::no_agency(agency, &error))
}

fn side(point: Point<'_>) -> MovementSide {
    MovementSide {
        period: point.period.to_string(),
        as_of: Some(local(point.live.now()).to_string()),
        revision: point.revision,
        rulebook: point.rulebook.id.clone(),
    }
}
