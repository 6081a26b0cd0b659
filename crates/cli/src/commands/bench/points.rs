//! Points and ranks of whole periods, as the pages make them.

use std::sync::atomic::{AtomicUsize, Ordering};

use chiso_scoring::agency::{Agency, AgencyTree};
use chiso_scoring::measure::live::Live;
use chiso_scoring::period::Period;
use chiso_scoring::rulebook::Rulebook;
use chiso_scoring::sheet::{Place, Provenance, Sheet};
use rust_decimal::Decimal;

/// What came out: agencies with a rank, and the sum of their points.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ranked {
    pub agencies: usize,
    pub points: Decimal,
}

impl Ranked {
    fn plus(self, other: Self) -> Self {
        Self { agencies: self.agencies + other.agencies, points: self.points + other.points }
    }
}

/// Points and ranks of every agency in every period, on as many threads.
pub fn of_all(live: &Live, rulebook: &Rulebook, periods: &[Period], threads: usize) -> Ranked {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut ranked = Ranked::default();
        while let Some(period) = periods.get(next.fetch_add(1, Ordering::Relaxed)) {
            ranked = ranked.plus(of_period(live, rulebook, *period));
        }
        ranked
    };
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let own = work();
        others.into_iter().filter_map(|other| other.join().ok()).fold(own, Ranked::plus)
    })
}

/// One period: every family of siblings.
fn of_period(live: &Live, rulebook: &Rulebook, period: Period) -> Ranked {
    let counted = live.figures(&rulebook.id, period);
    let sheet = Sheet::counted(live.tree(), rulebook, period, &counted, &provenance());
    let parents = live.tree().in_force(period);
    let families = parents.iter().map(|parent| family(&sheet, parent));
    families.fold(Ranked::default(), Ranked::plus)
}

/// The siblings below some agencies in one period, scored and ranked from the tallies as they are.
pub fn of_families(live: &Live, rulebook: &Rulebook, period: Period, parents: &[&str]) -> Ranked {
    let tree = live.tree();
    let parents: Vec<&Agency> =
        parents.iter().filter_map(|code| tree.find(code, period).ok()).collect();
    let codes = codes(tree, &parents, period);
    let counted = live.figures_of(&rulebook.id, period, codes.into_iter());
    let sheet = Sheet::counted(tree, rulebook, period, &counted, &provenance());
    parents.iter().map(|parent| family(&sheet, parent)).fold(Ranked::default(), Ranked::plus)
}

/// The children that are scored, and the parents whose figures they inherit.
fn codes<'a>(tree: &'a AgencyTree, parents: &[&'a Agency], period: Period) -> Vec<&'a str> {
    let children = parents.iter().flat_map(|parent| tree.children(&parent.code, period));
    let mut codes: Vec<&str> =
        children.chain(parents.iter().copied()).map(|agency| agency.code.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

fn family(sheet: &Sheet<'_>, parent: &Agency) -> Ranked {
    let children = sheet.children(&parent.code);
    let kinds = children.chunk_by(|a, b| a.level == b.level);
    let rows = kinds.flat_map(|kind| sheet.rank(kind, Place::Total));
    rows.filter(|row| row.rank.is_some()).fold(Ranked::default(), |ranked, row| {
        ranked.plus(Ranked { agencies: 1, points: row.points.points.unwrap_or_default() })
    })
}

fn provenance() -> Provenance {
    let as_of = jiff::civil::DateTime::MIN;
    Provenance { as_of, source: String::new(), revision: 0 }
}
