//! What is kept of a sheet while dossiers come in and the clock ticks: counting only what changed gives the very
//! sheet that counting everything gives, its scores and what is withheld of it with it.
#![allow(clippy::unwrap_used, reason = "a test may fail anywhere")]

mod histories;

use std::sync::Arc;

use chiso_scoring::measure::live::Live;
use chiso_scoring::period::Period;
use chiso_scoring::rulebook::Rulebook;
use chiso_scoring::sheet::{Laid, Provenance, Sheet};
use chiso_scoring::small::{Guard, Small, is_small};
use histories::*;
use proptest::prelude::*;

/// A period as it was laid out last, and at which step.
struct Watched {
    period: Period,
    laid: Arc<Laid>,
    guard: Option<Arc<Guard>>,
    step: u64,
}

fn at(live: &Live) -> Provenance {
    let as_of = jiff::civil::date(2026, 1, 1).to_datetime(jiff::civil::Time::midnight());
    Provenance { as_of, source: "tests".to_owned(), revision: live.now() as u64 }
}

/// Counts what changed since the last look, everything if that is not told.
fn look(live: &Live, rulebook: &Rulebook, before: Option<&Watched>, period: Period) -> Watched {
    let changed = before.and_then(|before| live.changed_since(period, before.step));
    let next = |laid: &Laid, changed: &[&str], figures: &[_]| {
        laid.with(live.tree(), rulebook, period, changed, figures, &at(live))
    };
    let laid = match (before, changed) {
        (Some(before), Some(changed)) => {
            let in_force = |code: &&str| live.tree().find(code, period).is_ok();
            let codes = changed.iter().copied().filter(in_force);
            let figures = live.figures_of(&rulebook.id, period, codes);
            next(&before.laid, &changed, &figures)
        }
        _ => next(&Laid::default(), &[], &live.figures(&rulebook.id, period)),
    };
    let guard = before.and_then(|before| before.guard.clone());
    Watched { period, laid: Arc::new(laid), guard, step: live.changed(period).unwrap() }
}

/// Everything a page could ask of a sheet.
fn told(sheet: &Sheet<'_>) -> Vec<String> {
    let line = |agency: &chiso_scoring::agency::Agency| {
        let data = sheet.data(&agency.code);
        format!("{}: {:?} {:?} {:?}", agency.code, data.figures, data.measures, sheet.score(agency))
    };
    sheet.tree.in_force(sheet.period).into_iter().map(line).collect()
}

/// What strangers are not shown: counts that indicators rest on, and indicators, by agency.
fn withheld(sheet: &Sheet<'_>, guard: &Arc<Guard>) -> Vec<String> {
    let small = Small::of(sheet, Arc::clone(guard));
    let line = |agency: &chiso_scoring::agency::Agency| {
        let counts = sheet.data(&agency.code).measures.iter();
        let ids = counts.clone().map(|(id, _)| id.as_str());
        let hidden: Vec<&str> = ids.filter(|id| small.withholds_base(&agency.code, id)).collect();
        for (id, figure) in
            counts.filter(|(id, _)| ["received", "petitions"].contains(&id.as_str()))
        {
            let few = figure.numerator.is_some_and(is_small);
            assert!(!few || hidden.contains(&id.as_str()), "{id} of {} is shown", agency.code);
        }
        let indicators = 0..sheet.rulebook().indicators.len();
        let indicators: Vec<usize> =
            indicators.filter(|at| small.withholds(sheet, agency, *at)).collect();
        format!("{}: {hidden:?} {indicators:?}", agency.code)
    };
    sheet.tree.in_force(sheet.period).into_iter().map(line).collect()
}

proptest! {
    #![proptest_config(histories())]

    #[test]
    fn counting_what_changed_is_counting_everything(
        events in prop::collection::vec(event(), 1..30),
    ) {
        let books = books();
        let rulebook = &books[0];
        let mut kept = Kept::new(Y2025 + 100 * DAY);
        let mut watched: Vec<Watched> = Vec::new();
        for (n, event) in events.iter().enumerate() {
            kept.take(event);
            let live = kept.standing.live();
            // Places may have moved with the agencies: then nothing is kept (the pages compare trees).
            if matches!(event, Event::Tree(_)) {
                watched.clear();
            }
            let periods: Vec<Period> = live.periods().collect();
            let periods = periods.into_iter().skip(n % 5).step_by(5);
            for period in periods {
                let before = watched.iter().find(|before| before.period == period);
                let mut next = look(live, rulebook, before, period);
                let shown =
                    Sheet::kept(live.tree(), rulebook, period, Arc::clone(&next.laid), &at(live));
                let figures = live.figures(&rulebook.id, period);
                let anew = Sheet::counted(live.tree(), rulebook, period, &figures, &at(live));
                prop_assert_eq!(told(&shown), told(&anew), "{} after event {}", period, n);
                let guard = next.guard.get_or_insert_with(|| Arc::new(Guard::of(&shown)));
                let (shown, anew) =
                    (withheld(&shown, guard), withheld(&anew, &Arc::new(Guard::of(&anew))));
                prop_assert_eq!(shown, anew, "withheld in {} after event {}", period, n);
                watched.retain(|before| before.period != period);
                watched.push(next);
            }
        }
    }
}
