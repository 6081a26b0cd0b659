//! Scoring a nation from counts, and loading the rulebooks.
//!
//! `floats` is the bound: the same sums written by hand in floating point, without states,
//! rounding, levels or missing figures. Read the ratio, not the milliseconds.
#![allow(missing_docs, clippy::unwrap_used, clippy::float_arithmetic, reason = "a benchmark")]

use std::hint::black_box;

use chiso_scoring::agency::Level;
use chiso_scoring::expr::Columns;
use chiso_scoring::figure::Figure;
use chiso_scoring::rulebook::{Form, Rulebook, Rulebooks};
use chiso_scoring::score::{Figures, Scorer};
use criterion::{Criterion, criterion_group, criterion_main};

const AGENCIES: usize = 4_000;
const PERIODS: usize = 17;

/// Figures of every agency in every period: all different, every indicator with counts.
fn figures(rulebook: &Rulebook) -> Vec<Figures> {
    let mut seed = 766u64;
    let mut next = move |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    let mut all = Vec::with_capacity(AGENCIES * PERIODS);
    for _ in 0..AGENCIES * PERIODS {
        let mut own = Figures::silent(rulebook);
        for slot in &mut own.indicators {
            let denominator = next(8_000);
            let numerator = next(denominator + 1);
            *slot = Some(Figure::of_counts(
                i64::try_from(numerator).unwrap(),
                i64::try_from(denominator).unwrap(),
            ));
        }
        all.push(own);
    }
    all
}

fn floats(rulebook: &Rulebook, all: &[Figures]) -> f64 {
    let rules: Vec<(f64, f64)> = rulebook
        .indicators
        .iter()
        .map(|rule| {
            let target = rule.target.map_or(1.0, |t| *t.numer() as f64 / *t.denom() as f64);
            (f64::from(rule.max), if rule.form == Form::Scaled { target } else { 1.0 })
        })
        .collect();
    let mut sum = 0.0;
    for figures in all {
        for (figure, (max, target)) in figures.indicators.iter().zip(&rules) {
            let figure = figure.unwrap();
            let (n, d) = (figure.numerator.unwrap() as f64, figure.denominator.unwrap() as f64);
            if d > 0.0 {
                sum += (max * (n / d) / target).min(*max);
            }
        }
    }
    sum
}

fn benches(criterion: &mut Criterion) {
    let set = Rulebooks::embedded();
    let rulebook = set.get("766-2024").unwrap();
    let all = figures(rulebook);
    let scorer = Scorer::new(rulebook);
    let mut group = criterion.benchmark_group("4000 agencies x 17 periods x 24 indicators");
    group.sample_size(10);
    group.bench_function("scored exactly", |bencher| {
        bencher.iter(|| {
            for own in &all {
                black_box(scorer.agency(Level::Commune, own, Some(own)));
            }
        });
    });
    group.bench_function("floats (bound)", |bencher| {
        bencher.iter(|| black_box(floats(rulebook, &all)));
    });
    group.finish();
    let text = include_str!("../../../rules/766-2024.toml");
    let mut group = criterion.benchmark_group("rulebook");
    group.bench_function("load and check one", |bencher| {
        bencher.iter(|| Rulebook::read("x", black_box(text), &Columns::embedded()).unwrap());
    });
    group.bench_function("toml only (bound)", |bencher| {
        bencher.iter(|| black_box(text).parse::<toml::Table>().unwrap());
    });
    group.finish();
}

criterion_group!(scoring, benches);
criterion_main!(scoring);
