//! The store against a naive list in memory, on random histories, at every moment and revision.

use chiso_scoring::figure::{Captured, Figure, Reported};
use chiso_store::{Query, Store};
use jiff::civil::{DateTime, date};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::on_empty_store;
use crate::sample::{add, period};

const PERIODS: [&str; 2] = ["2026-08", "2026-Q3"];
const AGENCIES: [&str; 3] = ["H44", "H44.1", "H55"];
const SOURCES: [&str; 2] = ["Báo cáo", "Cổng"];

fn day(number: i8) -> DateTime {
    date(2026, 9, number + 1).at(8 * number, 0, 0, 0)
}

prop_compose! {
    /// Few keys and few values, so that repeats, conflicts and ties are common.
    fn reported()(
        (p, a, i, d, s) in (0..2usize, 0..3usize, 1..3u8, 0..3i8, 0..2usize),
        numerator in proptest::option::of(0..2i64),
    ) -> Reported {
        Reported {
            period: period(PERIODS[p]),
            as_of: day(d),
            agency: AGENCIES[a].to_owned(),
            indicator: format!("1.{i}"),
            figure: Figure { numerator, ..Figure::default() },
            source: SOURCES[s].to_owned(),
        }
    }
}

fn same_key(a: &Reported, b: &Reported) -> bool {
    Reported { figure: b.figure, ..a.clone() } == *b
}

/// Everything ever accepted, in order.
#[derive(Default)]
struct Model {
    rows: Vec<Captured>,
    revision: u64,
}

impl Model {
    /// Returns accepted, duplicate, and the indices of conflicts.
    fn add(&mut self, batch: &[Reported]) -> (u64, u64, Vec<usize>) {
        let (mut accepted, mut duplicate, mut conflicts) = (0, 0, Vec::new());
        let revision = self.revision + 1;
        for (index, row) in batch.iter().enumerate() {
            match self.rows.iter().find(|stored| same_key(&stored.reported, row)) {
                None => {
                    self.rows.push(Captured { reported: row.clone(), revision });
                    accepted += 1;
                }
                Some(stored) if stored.reported == *row => duplicate += 1,
                Some(_) => conflicts.push(index),
            }
        }
        self.revision += u64::from(accepted > 0);
        (accepted, duplicate, conflicts)
    }

    fn figures(&self, query: &Query) -> Vec<Captured> {
        let mut found: Vec<Captured> = Vec::new();
        for row in &self.rows {
            let r = &row.reported;
            let asked = r.period == query.period
                && query.agencies.as_ref().is_none_or(|codes| codes.contains(&r.agency))
                && query.source.as_ref().is_none_or(|source| *source == r.source)
                && query.as_of.is_none_or(|as_of| r.as_of <= as_of)
                && query.known_at.is_none_or(|known| row.revision <= known);
            let newer = |a: &Captured| (a.reported.as_of, a.revision, a.reported.source.clone());
            let rival = found.iter_mut().find(|other| {
                other.reported.agency == r.agency && other.reported.indicator == r.indicator
            });
            match rival {
                _ if !asked => {}
                None => found.push(row.clone()),
                Some(rival) if newer(rival) < newer(row) => *rival = row.clone(),
                Some(_) => {}
            }
        }
        found.sort_by_key(|row| (row.reported.agency.clone(), row.reported.indicator.clone()));
        found
    }
}

/// Every combination of filters.
fn queries(revision: u64) -> Vec<Query> {
    let mut queries = Vec::new();
    let agencies = [None, Some(vec!["H44".to_owned(), "H55".to_owned()])];
    let sources = [None, Some(SOURCES[0].to_owned())];
    let moments = [None, Some(day(0)), Some(day(1))];
    let revisions = || (0..=revision).map(Some).chain([None]);
    for period in PERIODS.map(period) {
        for agencies in &agencies {
            for source in &sources {
                for as_of in moments {
                    queries.extend(revisions().map(|known_at| {
                        let (agencies, source) = (agencies.clone(), source.clone());
                        Query { period, agencies, source, as_of, known_at }
                    }));
                }
            }
        }
    }
    queries
}

fn check(store: &Store, batches: &[Vec<Reported>]) -> Result<(), TestCaseError> {
    let mut model = Model::default();
    for batch in batches {
        let expected = model.add(batch);
        let receipt = add(store, batch);
        let conflicts = receipt.conflicts.iter().map(|conflict| conflict.index).collect();
        prop_assert_eq!((receipt.totals.accepted, receipt.totals.duplicate, conflicts), expected);
        prop_assert_eq!(receipt.revision, model.revision);
    }
    for query in queries(model.revision) {
        prop_assert_eq!(store.figures(&query).unwrap(), model.figures(&query), "{:?}", query);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn the_store_answers_like_a_list(batches in vec(vec(reported(), 0..12), 1..6)) {
        let mut outcome = Ok(());
        on_empty_store(|store| outcome = check(store, &batches));
        outcome?;
    }
}
