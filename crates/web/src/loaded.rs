//! Sheets kept ready: a page asks for one by what it stands on and gets it in microseconds.
//!
//! A sheet at a revision never changes, so nothing here ever has to be thrown away for being old;
//! things leave only to keep the bounds.

mod now;

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use chiso_scoring::agency::AgencyTree;
use chiso_scoring::differences::{Difference, differences};
use chiso_scoring::dossier::Seconds;
use chiso_scoring::period::Period;
use chiso_scoring::rulebook::{Rulebook, Rulebooks};
use chiso_scoring::score::Basis;
use chiso_scoring::sheet::Sheet;
use chiso_scoring::small::{Guard, Small};
use chiso_store::{PeriodSummary, Query, Store};
use jiff::civil::DateTime;
use self_cell::self_cell;

use crate::at::Seen;
use crate::trouble::Trouble;
pub(crate) use now::COUNTED;
use now::Latest;

/// Sheets kept; a visitor wanders between a period, its captures and the one before.
const SHEETS: usize = 24;
/// Figures of all kept sheets together: four months of the whole country, some 150 MB.
const FIGURES: usize = 420_000;
/// Revisions whose agencies and periods are kept.
const REVISIONS: usize = 4;

/// Where the figures of a sheet come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// Somebody published them.
    Published,
    /// Counted from dossiers, at a moment.
    Dossiers(Seconds),
}

/// What decides the content of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key {
    /// Period.
    pub period: Period,
    /// Captured until.
    pub as_of: Option<DateTime>,
    /// Index of the rulebook.
    pub rulebook: usize,
    /// Basis.
    pub basis: Basis,
    /// Revision.
    pub known_at: u64,
    /// Published, or counted.
    pub source: Source,
}

/// What is known at a revision, whatever the period.
pub(crate) struct Known {
    revision: u64,
    /// Agencies of all times.
    pub tree: Arc<AgencyTree>,
    /// Periods with figures, the latest first.
    pub periods: Vec<PeriodSummary>,
}

struct Ground {
    tree: Arc<AgencyTree>,
    rulebooks: Arc<Rulebooks>,
    rulebook: usize,
}

impl Ground {
    fn new(rulebooks: &Arc<Rulebooks>, known: &Known, key: Key) -> Self {
        let (tree, rulebooks) = (Arc::clone(&known.tree), Arc::clone(rulebooks));
        Self { tree, rulebooks, rulebook: key.rulebook }
    }

    fn rules(&self) -> &Rulebook {
        &self.rulebooks.all()[self.rulebook]
    }
}

self_cell!(
    struct Ready {
        owner: Ground,
        #[covariant]
        dependent: Sheet,
    }
);

/// A sheet with what it stands on.
pub(crate) struct Loaded {
    ready: Ready,
    /// What it was asked by.
    pub key: Key,
    /// How much it keeps.
    figures: usize,
    differences: OnceLock<Vec<Difference>>,
    /// Shared by all sheets of the same figures.
    small: Arc<OnceLock<Small>>,
    /// Shared by all that were counted one after the other: nobody's place changes with a count.
    guard: Arc<OnceLock<Arc<Guard>>>,
}

impl Loaded {
    fn new(ready: Ready, key: Key, figures: usize) -> Self {
        let (small, guard) = (Arc::default(), Arc::default());
        Self { ready, key, figures, differences: OnceLock::new(), small, guard }
    }

    /// The sheet.
    pub fn sheet(&self) -> &Sheet<'_> {
        self.ready.borrow_dependent()
    }

    /// Published against recomputed, found once.
    pub fn differences(&self) -> &[Difference] {
        self.differences.get_or_init(|| differences(self.sheet()))
    }

    /// What strangers are not shown of it, found once: nothing of what is published, which is public.
    pub fn small(&self) -> &Small {
        self.small.get_or_init(|| match self.key.source {
            Source::Published => Small::default(),
            Source::Dossiers(_) => Small::of(self.sheet(), Arc::clone(self.guard())),
        })
    }

    fn guard(&self) -> &Arc<Guard> {
        self.guard.get_or_init(|| Arc::new(Guard::of(self.sheet())))
    }
}

impl Known {
    /// The revision.
    pub fn revision(&self) -> u64 {
        self.revision
    }
}

/// The kept sheets, the most recently used last.
#[derive(Default)]
pub(crate) struct Shelf {
    known: Mutex<Vec<Arc<Known>>>,
    sheets: Mutex<Vec<Arc<Loaded>>>,
    /// The present, as it was counted last; held while counting, so that a rush counts once.
    counts: Mutex<Vec<Latest>>,
    /// Held while loading, so that a rush on one page loads it once.
    loading: Mutex<()>,
}

impl Shelf {
    /// Agencies and periods at a revision.
    pub fn known(&self, store: &Store, revision: u64) -> Result<Arc<Known>, Trouble> {
        let find = |list: &[Arc<Known>]| list.iter().find(|k| k.revision == revision).cloned();
        if let Some(found) = find(&lock(&self.known)) {
            return Ok(found);
        }
        let tree = AgencyTree::new(store.agencies(Some(revision))?).map_err(Trouble::internal)?;
        let periods = store.periods(Some(revision))?;
        let known = Arc::new(Known { revision, tree: Arc::new(tree), periods });
        let mut list = lock(&self.known);
        list.push(Arc::clone(&known));
        if list.len() > REVISIONS {
            list.remove(0);
        }
        Ok(known)
    }

    /// The sheet of a key.
    pub fn sheet(
        &self,
        store: &Store,
        rulebooks: &Arc<Rulebooks>,
        known: &Known,
        key: Key,
    ) -> Result<Arc<Loaded>, Trouble> {
        if let Some(found) = self.take(key) {
            return Ok(found);
        }
        let _one = lock(&self.loading);
        if let Some(found) = self.take(key) {
            return Ok(found);
        }
        let loaded = Arc::new(load(store, rulebooks, known, key)?);
        self.put(Arc::clone(&loaded));
        Ok(loaded)
    }

    /// The sheet of a period as it is counted from dossiers; [`None`] if the period is not counted.
    pub fn counted(
        &self,
        seen: &Seen,
        rulebooks: &Arc<Rulebooks>,
        known: &Known,
        (period, rulebook): (Period, usize),
    ) -> Result<Option<Arc<Loaded>>, Trouble> {
        let key = |revision, now| Key {
            period,
            as_of: None,
            rulebook,
            basis: Basis::Computed,
            known_at: revision,
            source: Source::Dossiers(now),
        };
        if seen.is_now() {
            let mut counts = lock(&self.counts);
            return seen.look(|revision, standing| {
                let live = standing.live();
                now::counted(&mut counts, live, rulebooks, known, key(revision, live.now()))
            });
        }
        let _one = lock(&self.loading);
        let id = &rulebooks.all()[rulebook].id;
        let looked = seen.look(|revision, standing| {
            let live = standing.live();
            let key = key(revision, live.now());
            let counted = live.periods().any(|known| known == period);
            counted.then(|| (key, self.take(key).ok_or_else(|| live.figures(id, period))))
        })?;
        Ok(looked.map(|(key, found)| match found {
            Ok(found) => found,
            Err(figures) => {
                let ready = Ready::new(Ground::new(rulebooks, known, key), |ground| {
                    let at = now::source(key);
                    Sheet::counted(&ground.tree, ground.rules(), key.period, &figures, &at)
                });
                let kept = figures.iter().map(|agency| agency.indicators.len()).sum();
                let loaded = Arc::new(Loaded::new(ready, key, kept));
                self.put(Arc::clone(&loaded));
                loaded
            }
        }))
    }

    fn take(&self, key: Key) -> Option<Arc<Loaded>> {
        let mut sheets = lock(&self.sheets);
        let at = sheets.iter().position(|sheet| sheet.key == key)?;
        let found = sheets.remove(at);
        sheets.push(Arc::clone(&found));
        Some(found)
    }

    fn put(&self, loaded: Arc<Loaded>) {
        let mut sheets = lock(&self.sheets);
        sheets.push(loaded);
        let figures = |sheets: &[Arc<Loaded>]| sheets.iter().map(|s| s.figures).sum::<usize>();
        while sheets.len() > SHEETS || (sheets.len() > 1 && figures(&sheets) > FIGURES) {
            sheets.remove(0);
        }
    }
}

fn load(
    store: &Store,
    rulebooks: &Arc<Rulebooks>,
    known: &Known,
    key: Key,
) -> Result<Loaded, Trouble> {
    let query = Query { as_of: key.as_of, known_at: Some(key.known_at), ..Query::of(key.period) };
    let rows = store.figures(&query)?;
    let ready = Ready::new(Ground::new(rulebooks, known, key), |ground| {
        Sheet::new(&ground.tree, ground.rules(), key.period, key.basis, &rows)
    });
    Ok(Loaded::new(ready, key, rows.len()))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Site;

    fn key(month: i8, known_at: u64) -> Key {
        let period = Period::Month { year: 2026, month };
        Key {
            period,
            as_of: None,
            rulebook: 1,
            basis: Basis::Computed,
            known_at,
            source: Source::Published,
        }
    }

    #[test]
    fn the_same_sheet_is_laid_out_once_and_the_shelf_stays_bounded() {
        let site = Site::new();
        let app = site.app();
        let known = app.shelf.known(&app.store, 3).unwrap_or_else(|_| panic!("known"));
        let get = |key| {
            let sheet = app.shelf.sheet(&app.store, &app.rulebooks, &known, key);
            sheet.unwrap_or_else(|_| panic!("sheet"))
        };
        assert!(Arc::ptr_eq(&get(key(8, 3)), &get(key(8, 3))));
        assert!(!Arc::ptr_eq(&get(key(8, 3)), &get(key(8, 2))));
        for month in (1..=12).chain(1..=12) {
            get(key(month, 1));
            get(key(month, 2));
            get(key(month, 3));
        }
        assert_eq!(lock(&app.shelf.sheets).len(), SHEETS);
    }
}
