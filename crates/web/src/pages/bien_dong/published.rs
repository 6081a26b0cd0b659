//! The movement between two sides that somebody published: what the figures allow is divided, the rest says that
//! it is not. There is no dossier behind it, so everybody may read it.

use chiso_scoring::agency::Agency;
use chiso_scoring::movement::{Chain, Movement, Note, Side, movement};

use super::asks::{Asks, renamed};
use crate::link::SOURCE;
use crate::loaded::Loaded;
use crate::source::Wanted;
use crate::trouble::Trouble;
use crate::view::View;
use crate::wire::movement::{About, MovementSide};
use crate::wire::{Heading, status};

/// The movement, and what an answer says of its sides.
pub(super) fn tell(
    asks: &Asks,
    after: &View,
    agency: &Agency,
) -> Result<(Movement, About), Trouble> {
    let own = [("agency", agency.code.as_str()), (SOURCE, Wanted::Published.code())];
    let there = after.asked.on_side(asks.earlier).with(&own);
    let before = View::open(&after.app, &there).map_err(renamed)?;
    let others = before.rulebook().id != after.rulebook().id;
    let ruled = others.then(|| before.ruled_by(after.loaded.key.rulebook)).transpose()?;
    let side = |sheet| Side { sheet, live: None };
    let chain = Chain {
        before: side(before.sheet()),
        restated: None,
        ruled: ruled.as_deref().map(Loaded::sheet),
        after: side(after.sheet()),
    };
    let refused = |error| Trouble::no_agency(&agency.code, &error);
    let mut told = movement(chain, &agency.code, asks.place).map_err(refused)?;
    told.notes.extend(order(&before, after));
    let heading = Heading {
        rulebook: after.rulebook().id.clone(),
        status: status(after.rulebook()),
        period: after.period().to_string(),
        as_of: after.loaded.key.as_of.map(|at| at.to_string()),
        revision: after.revision,
        from: None,
    };
    let sides = (named(&before), named(after));
    let agency = (agency.code.clone(), agency.name.clone());
    Ok((told, About { heading, agency, sides }))
}

/// Both sides may be one, or stand the wrong way round.
fn order(before: &View, after: &View) -> Option<Note> {
    let (old, new) = (before.loaded.key, after.loaded.key);
    let earlier =
        before.loaded.key.as_of.is_some_and(|then| new.as_of.is_some_and(|now| then > now));
    match old.period == new.period {
        true if old == new => Some(Note::Same),
        true if earlier => Some(Note::Reversed),
        _ => None,
    }
}

fn named(view: &View) -> MovementSide {
    MovementSide {
        period: view.period().to_string(),
        as_of: view.loaded.key.as_of.map(|at| at.to_string()),
        revision: view.revision,
        rulebook: view.rulebook().id.clone(),
    }
}
