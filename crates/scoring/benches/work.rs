//! Work lists and fair comparison: a province of 165 communes with 50,000 rows to value, 3,300 communes to
//! compare.
//!
//! `rows alone (bound)` finds the same rows without saying what each is worth.
#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark")]

use std::hint::black_box;

use chiso_scoring::agency::{Agency, AgencyTree, Level};
use chiso_scoring::board::Board;
use chiso_scoring::calendar::Calendar;
use chiso_scoring::dossier::meaning::flag;
use chiso_scoring::expr::Entity;
use chiso_scoring::fair::{band, compare};
use chiso_scoring::figure::Figure;
use chiso_scoring::measure::ask::Counted;
use chiso_scoring::measure::live::Live;
use chiso_scoring::measure::plan::Plan;
use chiso_scoring::measure::{Cells, NULL};
use chiso_scoring::period::Period;
use chiso_scoring::rulebook::{Rulebook, Rulebooks};
use chiso_scoring::sheet::{Place, Provenance, Sheet};
use chiso_scoring::worklist::{Ask, WorkList, counted, find};
use criterion::{Criterion, criterion_group, criterion_main};

/// 20/8/2026 09:00 in Vietnam.
const NOW: i64 = 1_787_191_200;
const DAY: i64 = 86_400;

fn numbers() -> impl FnMut(u64) -> i64 {
    let mut seed = 766_u64;
    move |below| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((seed >> 33) % below) as i64
    }
}

fn tree(communes: u32) -> AgencyTree {
    let agency = |code: String, level, parent: Option<&str>| Agency {
        name: format!("Đơn vị {code}"),
        code,
        level,
        parent: parent.map(str::to_owned),
        valid_from: None,
        valid_to: None,
        successors: Vec::new(),
        portal_id: None,
    };
    let above = [
        agency("VN".to_owned(), Level::Nation, None),
        agency("H55".to_owned(), Level::Province, Some("VN")),
    ];
    let below = (0..communes).map(|n| agency(format!("H55.{n}"), Level::Commune, Some("H55")));
    AgencyTree::new(above.into_iter().chain(below)).unwrap()
}

/// Open dossiers, all overdue, with and without what the rules ask for.
fn overdue(dossiers: u32, communes: u32) -> Live {
    let mut live = Live::new(Plan::whole(&Rulebooks::embedded()), tree(communes), NOW);
    let mut next = numbers();
    for key in 0..dossiers {
        let received = NOW - 60 * DAY + next(50 * DAY as u64);
        let due = received + next(9) * DAY;
        let numbers = [
            1 + next(2),
            NULL,
            due,
            next(2) * 15_000,
            next(4),
            received,
            received,
            4,
            next(2),
            0,
            NULL,
        ];
        let flags = (next(2) as u32 * flag::DIGITISED)
            | (next(2) as u32 * flag::REUSED)
            | (next(2) as u32 * flag::PERSONAL_STORE);
        let (unit, procedure) = (next(u64::from(communes)), next(300));
        let cells = Cells::new(&numbers, flags);
        let code = format!("1.{procedure:06}");
        let row = live.row(Entity::Dossier, &format!("H55.{unit}"), Some(&code), &cells);
        live.load(Entity::Dossier, key, row);
    }
    live.recount();
    live
}

/// Figures of every commune, all different.
fn figures(rulebook: &Rulebook, communes: u32) -> Vec<Counted> {
    let mut next = numbers();
    let mut figure = || {
        let denominator = next(900);
        Some(Figure::of_counts(next(denominator as u64 + 1), denominator))
    };
    (0..communes)
        .map(|n| Counted {
            agency: format!("H55.{n}"),
            indicators: rulebook.indicators.iter().map(|_| figure()).collect(),
            measures: vec![i64::from(n) + 1; rulebook.measures.len()],
        })
        .collect()
}

fn benches(criterion: &mut Criterion) {
    let books = Rulebooks::embedded();
    let rulebook = books.get("766-2024").unwrap();
    let period: Period = "2026-08".parse().unwrap();
    let (live, calendar) = (overdue(50_000, 165), Calendar::embedded());
    let (province, list) =
        (live.tree().find("H55", period).unwrap(), WorkList::named("overdue").unwrap());
    let mut group = criterion.benchmark_group("50,000 overdue dossiers of 165 communes");
    group.sample_size(10);
    group.bench_function("listed by points at stake", |bencher| {
        bencher.iter(|| {
            let board = Board::new(&live, rulebook, period).unwrap();
            black_box(find(&board, &calendar, list, &Ask::of(province)))
        });
    });
    group.bench_function("rows alone (bound)", |bencher| {
        bencher.iter(|| {
            let board = Board::new(&live, rulebook, period).unwrap();
            black_box(counted(&board, &calendar, list, &Ask::of(province)))
        });
    });
    group.finish();

    let tree = tree(3_300);
    let at = Provenance {
        as_of: "2026-09-26T00:00:00".parse().unwrap(),
        source: String::new(),
        revision: 1,
    };
    let sheet = Sheet::counted(&tree, rulebook, period, &figures(rulebook, 3_300), &at);
    let communes = tree.of_level(Level::Commune, period);
    let mut group = criterion.benchmark_group("3,300 communes");
    group.sample_size(10);
    group.bench_function("compared fairly", |bencher| {
        bencher.iter(|| black_box(compare(&sheet, &communes, Place::Total, band())));
    });
    group.bench_function("ranked (bound)", |bencher| {
        bencher.iter(|| black_box(sheet.rank(&communes, Place::Total)));
    });
    group.finish();
}

criterion_group!(work, benches);
criterion_main!(work);
