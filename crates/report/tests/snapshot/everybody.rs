//! The file for everybody: nothing small is in it, all else can be checked.

use std::collections::BTreeSet;
use std::sync::Arc;

use chiso_report::snapshot::{Frozen, Opened, Step, open, seal, seal_beside, verify};
use chiso_scoring::figure::Figure;
use chiso_scoring::measure::ask::Counted;
use chiso_scoring::sheet::{Provenance, Sheet};
use chiso_scoring::small::{Guard, Small, is_small};
use proptest::prelude::*;

use crate::world::{self, Draw};

fn rows(bytes: &[u8]) -> Vec<Vec<String>> {
    let text = std::str::from_utf8(bytes).unwrap();
    text.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

/// Values of measures as (scope, agency, measure, value).
fn tallies(bytes: &[u8]) -> Vec<(String, String, String, i64)> {
    let rows = rows(bytes).into_iter().filter(|row| row.get(1).is_some_and(|s| s == "tally"));
    let values = rows.flat_map(|row| {
        let (scope, agency) = (row[2].clone(), row[3].clone());
        let values: Vec<_> = row[5..row.len() - 2].to_vec();
        values.into_iter().map(move |field| {
            let (id, value) = field.split_once('=').unwrap();
            (scope.clone(), agency.clone(), id.to_owned(), value.parse().unwrap())
        })
    });
    values.collect()
}

/// Measures of dossiers and petitions that are small, and figures with a small denominator.
fn small(frozen: &Frozen) -> BTreeSet<(String, String)> {
    let rules = frozen_rules(frozen);
    let people = |at: usize| {
        use chiso_scoring::expr::Entity::{Dossier, Petition};
        use chiso_scoring::rulebook::MeasureRule::Rows;
        world::adds_up(&rules, at)
            && matches!(rules.measures[at].rule, Rows { of: Dossier | Petition, .. })
    };
    let mut found = BTreeSet::new();
    for counted in &frozen.counted {
        for (at, value) in counted.measures.iter().enumerate() {
            if is_small(*value) && people(at) {
                found.insert((counted.agency.clone(), rules.measures[at].id.clone()));
            }
        }
    }
    found
}

fn frozen_rules(frozen: &Frozen) -> chiso_scoring::rulebook::Rulebook {
    let columns = chiso_scoring::expr::Columns::embedded();
    chiso_scoring::rulebook::Rulebook::read("x", &frozen.rulebook, &columns).unwrap()
}

#[test]
fn root_and_signature_hold_for_both_files() {
    let frozen = world::counted(&mut Draw(5), 4, 80);
    let sealed = seal(&frozen, &world::key()).unwrap();
    let [full, public] = [&sealed.full, &sealed.public].map(|bytes| verify(bytes, None).unwrap());
    assert_eq!((full.root, full.key), (public.root, public.key));
    assert_eq!((full.withheld, public.withheld), (0, sealed.withheld));
    assert!(public.holds() && sealed.withheld > 0);
    assert!(sealed.public.len() < sealed.full.len());
    let of = |step| *public.checked.iter().find(|checked| checked.step == step).unwrap();
    assert_eq!(of(Step::Hashes).skipped, sealed.withheld);
    assert!(of(Step::Points).skipped > 0 && of(Step::Points).done > 0);
    assert!(
        full.checked.iter().all(|checked| checked.skipped == 0 || checked.step == Step::Ratios)
    );
}

#[test]
fn without_small_counts_nothing_is_withheld() {
    let mut draw = Draw(17);
    let frozen = world::published(&mut draw, 3);
    let sealed = seal(&frozen, &world::key()).unwrap();
    assert_eq!((sealed.withheld, &sealed.full), (0, &sealed.public));
}

/// The same count in the same place of two closings does not show the same hash.
#[test]
fn withheld_rows_of_two_closings_cannot_be_compared() {
    let frozen = world::counted(&mut Draw(5), 4, 80);
    let later = Frozen { closed_at: "2026-09-09T02:00:00Z".parse().unwrap(), ..frozen.clone() };
    let hashes = |frozen: &Frozen| -> BTreeSet<String> {
        let sealed = seal(frozen, &world::key()).unwrap();
        let rows = rows(&sealed.public)
            .into_iter()
            .filter(|row| row.get(1).is_some_and(|s| s == "withheld"));
        rows.map(|row| row[2].clone()).collect()
    };
    let (before, after) = (hashes(&frozen), hashes(&later));
    assert!(!before.is_empty() && before.is_disjoint(&after));
}

/// How many figures of an agency a guard withholds.
fn hidden(small: &Small, counted: &Counted) -> usize {
    let figures = counted.indicators.iter().enumerate();
    let hides = |(at, figure): &(usize, &Option<Figure>)| {
        figure.is_some() && small.withholds_figure(&counted.agency, *at, figure.as_ref())
    };
    figures.filter(hides).count()
}

fn guard(sheet: &Sheet<'_>) -> Small {
    Small::of(sheet, Arc::new(Guard::of(sheet)))
}

/// Of a closed unit without its siblings: whether pages withhold more of it than its own file would, and whether its file does so, too.
fn beside(whole: &Frozen, opened: &Opened, pages: &Small, agency: &str) -> [bool; 2] {
    let mut part = Frozen { agency: agency.to_owned(), ..whole.clone() };
    part.counted.retain(|counted| counted.agency == agency);
    part.own.retain(|counted| counted.agency == agency);
    let at = Provenance { as_of: part.as_of, source: "x".to_owned(), revision: 1 };
    let (tree, rules) = (opened.tree(), opened.rulebook());
    let alone = guard(&Sheet::counted(tree, rules, part.period, &part.counted, &at));
    let counted = &part.counted[0];
    let count = |pages: &Small| seal_beside(&part, &world::key(), pages).unwrap().withheld;
    [hidden(pages, counted) > hidden(&alone, counted), count(pages) > count(&Small::default())]
}

/// What pages withhold because of units that are not in the file is withheld here, too.
#[test]
fn what_pages_withhold_is_withheld() {
    let mut found = Vec::new();
    for seed in 0..12 {
        let whole = world::counted(&mut Draw(seed), 4, 20);
        let sealed = seal(&whole, &world::key()).unwrap();
        let opened = open(&sealed.full).unwrap();
        let pages = guard(&opened.sheet());
        let units = whole.counted.iter().map(|counted| counted.agency.as_str());
        let units = units.filter(|code| code.contains('.'));
        found.extend(units.map(|code| beside(&whole, &opened, &pages, code)));
    }
    assert!(found.iter().any(|[more, _]| *more), "the case is among them: {found:?}");
    assert!(found.iter().all(|[more, withheld]| !more || *withheld), "{found:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// No small count is in the file, none follows from the shown ones of the agencies beside it, and it verifies.
    #[test]
    fn nothing_small_is_shown(seed in any::<u64>(), children in 2..6_u64, most in 2..60_u64) {
        let frozen = world::counted(&mut Draw(seed), children, most).in_order();
        let sealed = seal(&frozen, &world::key()).unwrap();
        let verdict = verify(&sealed.public, Some(&world::key().public())).unwrap();
        prop_assert_eq!(verdict.faults, []);
        let shown = tallies(&sealed.public);
        let small = small(&frozen);
        for (_, agency, measure, value) in &shown {
            let cell = (agency.clone(), measure.clone());
            prop_assert!(!is_small(*value) || !small.contains(&cell), "{cell:?} = {value}");
        }
        let at = |scope: &str, agency: &str, id: &str| {
            let row = shown.iter().find(|row| (&*row.0, &*row.1, &*row.2) == (scope, agency, id));
            row.map(|row| row.3)
        };
        for (agency, measure) in small.iter().filter(|(agency, _)| agency != "H55") {
            let others = frozen.counted.iter().map(|counted| counted.agency.as_str());
            let mut known = others.filter(|code| *code != "H55" && code != agency);
            let rest = known.all(|code| at("subtree", code, measure).is_some());
            let total = at("subtree", "H55", measure).is_some();
            let own = at("own", "H55", measure).is_some();
            prop_assert!(!(rest && total && own), "{agency} {measure} is the difference");
        }
    }
}
