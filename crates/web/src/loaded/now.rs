//! The present of a period: counted once, then only what changed, however often the clock ticks or a page asks.

use std::sync::Arc;

use chiso_scoring::measure::live::Live;
use chiso_scoring::rulebook::Rulebooks;
pub(crate) use chiso_scoring::sheet::COUNTED;
use chiso_scoring::sheet::{Laid, Provenance, Sheet};

use super::{Ground, Key, Known, Loaded, Ready, Source};
use crate::moment::local;

/// Periods and rulebooks of the present that are kept counted: the one looked at and the one before, their
/// quarter and year.
const COUNTS: usize = 6;

/// A period as it was counted last.
pub(super) struct Latest {
    loaded: Arc<Loaded>,
    /// The step of the tallies that it shows.
    step: u64,
}

/// Where the figures of a key come from.
pub(super) fn source(key: Key) -> Provenance {
    let now = match key.source {
        Source::Dossiers(now) => now,
        Source::Published => 0,
    };
    Provenance { as_of: local(now), source: COUNTED.to_owned(), revision: key.known_at }
}

/// The sheet of the present; [`None`] if the period is not counted.
pub(super) fn counted(
    counts: &mut Vec<Latest>,
    live: &Live,
    rulebooks: &Arc<Rulebooks>,
    known: &Known,
    key: Key,
) -> Option<Arc<Loaded>> {
    let step = live.changed(key.period)?;
    let at = counts.iter().position(|latest| latest.is_of(known, key));
    let before = at.map(|at| counts.remove(at));
    let loaded = match before {
        Some(before) if before.step == step => before.shown_at(rulebooks, known, key),
        before => anew(before, live, rulebooks, known, key),
    };
    counts.push(Latest { loaded: Arc::clone(&loaded), step });
    if counts.len() > COUNTS {
        counts.remove(0);
    }
    Some(loaded)
}

impl Latest {
    fn is_of(&self, known: &Known, key: Key) -> bool {
        let own = self.loaded.key;
        let tree = &self.loaded.ready.borrow_owner().tree;
        (own.period, own.rulebook) == (key.period, key.rulebook) && Arc::ptr_eq(tree, &known.tree)
    }

    /// The same figures at another moment or revision.
    fn shown_at(self, rulebooks: &Arc<Rulebooks>, known: &Known, key: Key) -> Arc<Loaded> {
        if self.loaded.key == key {
            return self.loaded;
        }
        let laid = Arc::clone(self.loaded.sheet().laid());
        let loaded = show(laid, rulebooks, known, key);
        let (small, guard) = (Arc::clone(&self.loaded.small), Arc::clone(&self.loaded.guard));
        Arc::new(Loaded { small, guard, ..loaded })
    }
}

/// Counts what changed since, else everything.
fn anew(
    before: Option<Latest>,
    live: &Live,
    rulebooks: &Arc<Rulebooks>,
    known: &Known,
    key: Key,
) -> Arc<Loaded> {
    let rulebook = &rulebooks.all()[key.rulebook];
    let laid = before.as_ref().map(|before| (before.step, before.loaded.sheet().laid()));
    let changed = laid.and_then(|(step, laid)| Some((live.changed_since(key.period, step)?, laid)));
    let next = |laid: &Laid, changed: &[&str], figures: &[_]| {
        laid.with(&known.tree, rulebook, key.period, changed, figures, &source(key))
    };
    let laid = match changed {
        Some((changed, laid)) => {
            let in_force = |code: &&str| live.tree().find(code, key.period).is_ok();
            let codes = changed.iter().copied().filter(in_force);
            let figures = live.figures_of(&rulebook.id, key.period, codes);
            next(laid, &changed, &figures)
        }
        None => next(&Laid::default(), &[], &live.figures(&rulebook.id, key.period)),
    };
    let loaded = show(Arc::new(laid), rulebooks, known, key);
    let guard = before.map(|before| Arc::clone(&before.loaded.guard)).unwrap_or_default();
    Arc::new(Loaded { guard, ..loaded })
}

fn show(laid: Arc<Laid>, rulebooks: &Arc<Rulebooks>, known: &Known, key: Key) -> Loaded {
    let ready = Ready::new(Ground::new(rulebooks, known, key), |ground| {
        Sheet::kept(&ground.tree, ground.rules(), key.period, laid, &source(key))
    });
    Loaded::new(ready, key, 0)
}
