//! From a number to its dossiers: a province of 165 units, a year.
//!
//! `keys alone (bound)` only copies as many keys as the list has. Promised on a machine of two cores: list and
//! first page of 1 million dossiers within 50 ms, a cut of 600,000 by unit and procedure within 15 ms, a
//! waterfall of 165 units within 50 ms.
#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark")]

use std::hint::black_box;

use chiso_scoring::agency::{Agency, AgencyTree, Level};
use chiso_scoring::dossier::{Channel, Marks, Snapshot, Statement, Status, Version};
use chiso_scoring::expr::{Columns, Entity, Type, read};
use chiso_scoring::measure::Scope;
use chiso_scoring::measure::opened::Side;
use chiso_scoring::measure::plan::Plan;
use chiso_scoring::measure::query::Query;
use chiso_scoring::movement::{Over, Point, Question, between, waterfall};
use chiso_scoring::period::Period;
use chiso_scoring::rulebook::Rulebooks;
use chiso_scoring::sheet::Place;
use chiso_scoring::standing::Standing;
use criterion::{Criterion, criterion_group, criterion_main};

const UNITS: u64 = 165;
/// 1/1/2026 in Vietnam.
const YEAR: i64 = 1_767_200_400;
const DAY: i64 = 86_400;

fn tree() -> AgencyTree {
    let agency = |code: String, level, parent: &str| Agency {
        name: format!("Đơn vị {code}"),
        code,
        level,
        parent: Some(parent.to_owned()),
        valid_from: None,
        valid_to: None,
        successors: Vec::new(),
        portal_id: None,
    };
    let mut nation = agency("VN".to_owned(), Level::Nation, "");
    nation.parent = None;
    let province = agency("H55".to_owned(), Level::Province, "VN");
    let units = (0..UNITS).map(|n| agency(format!("H55.{n}"), Level::Commune, "H55"));
    AgencyTree::new([nation, province].into_iter().chain(units)).unwrap()
}

fn province(dossiers: u64) -> Standing {
    let plan = Plan::whole(&Rulebooks::embedded());
    let mut standing = Standing::new(plan, tree(), YEAR + 280 * DAY);
    let mut seed = 766_u64;
    let mut next = move |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    for n in 0..dossiers {
        let received = YEAR - 20 * DAY + (n * 300 * DAY as u64 / dossiers) as i64;
        let procedure = format!("1.{:06}", next(12) * next(12));
        let done = next(20) > 0;
        let status = if done { Status::Done } else { Status::Processing };
        let mut snapshot = Snapshot::new(&format!("H55.{}", next(UNITS)), &procedure, status);
        snapshot.received_at = Some(received);
        snapshot.due_at = Some(received + (3 + next(12) as i64) * DAY);
        snapshot.ended_at = done.then_some(received + next(10 * DAY as u64) as i64);
        snapshot.channel = if next(3) > 0 { Channel::Online } else { Channel::Direct };
        snapshot.fee_due = (next(2) * 15_000) as i64;
        snapshot.marks = Marks(next(1_024) as u16);
        let code = format!("H55-{n}");
        let fact = chiso_scoring::dossier::Fact::Snapshot(Box::new(snapshot.stated(None)));
        let mut version = Version::default();
        version.join(&Statement { number: code.as_str().into(), synced_at: None, fact }).unwrap();
        standing.load(u32::try_from(n + 1).unwrap(), &code, &version);
    }
    standing.loaded();
    standing
}

fn benches(criterion: &mut Criterion) {
    let period: Period = "2026".parse().unwrap();
    let books = Rulebooks::embedded();
    let rulebook = books.get("766-2024").unwrap();
    let on_time = rulebook.indicator("2.1").unwrap();
    let columns = Columns::embedded();

    let standing = province(1_000_000);
    let live = standing.live();
    let open =
        |side| live.open(&rulebook.id, on_time, side, "H55", period, Scope::Subtree).unwrap();
    let mut group = criterion.benchmark_group("1,000,000 dossiers, province, year");
    group.sample_size(20);
    for side in [Side::Numerator, Side::Denominator, Side::Rest] {
        group.bench_function(format!("{side:?}: number and first page"), |bencher| {
            bencher.iter(|| {
                let opening = open(side);
                let page = opening.opened.page(None, 50).unwrap();
                black_box((opening.opened.value(), page.entries.len()))
            });
        });
    }
    let keys = match open(Side::Numerator).opened {
        chiso_scoring::measure::opened::Opened::Rows { keys, .. } => keys,
        _ => Vec::new(),
    };
    group.bench_function("keys alone (bound)", |bencher| bencher.iter(|| black_box(keys.clone())));
    let scope = columns.of(Entity::Dossier);
    let late = read("closed_at is null and due_at < :asof", &scope, &Type::Flag).unwrap();
    let soon = read("due_at >= :asof and due_at < :asof + 86400", &scope, &Type::Flag).unwrap();
    let query = Query::new(&columns, Entity::Dossier, &[&late, &soon]);
    group.bench_function("two conditions of one's own", |bencher| {
        bencher.iter(|| black_box(live.rows_where(&query, "H55", period, Scope::Subtree)));
    });
    group.finish();

    let standing = province(600_000);
    let live = standing.live();
    let measures = ["handled", "handled_on_time"].map(|id| live.measure(&rulebook.id, id).unwrap());
    let mut group = criterion.benchmark_group("600,000 dossiers, province, year");
    group.sample_size(20);
    group.bench_function("cut of two measures by unit and procedure", |bencher| {
        bencher.iter(|| black_box(live.cut("H55", period, &measures, Scope::Subtree)));
    });
    for (name, place) in
        [("2.1", Place::find(rulebook, "2.1").unwrap()), ("the total", Place::Total)]
    {
        let point = |period: &str| {
            let period = period.parse().unwrap();
            Point { live, revision: 1, period, rulebook }
        };
        for (before, after) in [("2026-08", "2026-09"), ("2026-Q2", "2026-Q3")] {
            let (before, after) = (point(before), point(after));
            let question = Question { agency: "H55", place, before, restated: None, after };
            let label = format!("waterfall of {name}, {} to {}", before.period, after.period);
            group.bench_function(label, |bencher| {
                bencher.iter(|| {
                    let moved = between(question).unwrap();
                    let views = [Over::Units, Over::Causes].map(|over| moved.view(over));
                    black_box(views.map(|view| waterfall(&moved, &view, 20).len()))
                });
            });
        }
    }
    group.finish();
}

criterion_group!(drill, benches);
criterion_main!(drill);
