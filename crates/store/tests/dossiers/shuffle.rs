//! The store against joining in memory, on random statements in random order and grouping.

use std::collections::BTreeMap;
use std::sync::Arc;

use chiso_scoring::dossier::{
    Channel, Fact, Marks, Paid, Round, Snapshot, Statement, Status, Step, Version,
};
use chiso_scoring::record::Record;
use chiso_store::Store;
use chiso_store::writer::{ItemOutcome, Submitted, Writer};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use crate::on_empty_store;
use crate::sample::{Ears, NOW, current, facts, petition, service, start, start_with, submission};

/// Few moments, so that ties are common.
fn moment() -> impl Strategy<Value = i64> {
    (0..4_i64).prop_map(|n| NOW + n * 1_000)
}

fn status() -> impl Strategy<Value = Status> {
    (0..10_usize).prop_map(|n| Status::ALL[n])
}

prop_compose! {
    fn snapshot()(
        status in status(),
        (stated_at, received_at, due_at) in (moment(), option::of(moment()), option::of(moment())),
        (ended_at, agency, procedure) in (option::of(moment()), 0..3_u8, 0..2_u8),
        (updating, online, marks, paid) in (any::<bool>(), any::<bool>(), 0..4_u16, any::<bool>()),
        rounds in vec((moment(), option::of(moment())), 0..3),
    ) -> Snapshot {
        let mut snapshot = Snapshot::new(&format!("H55.{agency}"), &format!("1.00000{procedure}"), status);
        snapshot.received_at = received_at;
        snapshot.due_at = due_at;
        snapshot.ended_at = ended_at;
        snapshot.updating = updating;
        snapshot.channel = if online { Channel::Online } else { Channel::Direct };
        snapshot.marks = Marks(marks);
        snapshot.paid = if paid { Paid::Portal } else { Paid::None };
        let round = |(requested_at, supplied_at)| Round { requested_at, supplied_at };
        snapshot.rounds = rounds.into_iter().map(round).collect();
        snapshot.stated(Some(stated_at))
    }
}

fn fact() -> impl Strategy<Value = Fact> {
    let step = (moment(), status()).prop_map(|(at, status)| Step { at, status });
    prop_oneof![
        4 => snapshot().prop_map(|snapshot| Fact::Snapshot(Box::new(snapshot))),
        2 => vec(step, 0..3).prop_map(Fact::Steps),
        1 => (moment(), any::<bool>()).prop_map(|(at, satisfied)| Fact::Rating { at, satisfied }),
        1 => Just(Fact::Complaint),
        1 => Just(Fact::Payment(Paid::Counter)),
        1 => Just(Fact::Synced),
    ]
}

fn item() -> impl Strategy<Value = Submitted> {
    let statement =
        (0..4_u8, option::weighted(0.3, moment()), fact()).prop_map(|(n, synced_at, fact)| {
            let number = format!("H55.242-261003-{n:04}").into();
            Submitted::Statement(Statement { number, synced_at, fact })
        });
    let record = (0..3_u8, 0..2_u8, moment()).prop_map(|(kind, key, at)| {
        Submitted::Record(match kind {
            0 => Record::Service(service(&format!("H55.{key}"), "1.004222", at)),
            1 => Record::Petition(petition(&format!("PAKN.{key}"), at)),
            _ => Record::Agency(facts(&format!("202{key}-08"), at)),
        })
    });
    prop_oneof![4 => statement, 1 => record]
}

/// What is known, joined in memory.
#[derive(Debug, Default, Clone, PartialEq)]
struct Model {
    dossiers: BTreeMap<String, Version>,
    records: BTreeMap<(&'static str, String), Record>,
}

impl Model {
    fn take(&mut self, item: &Submitted) {
        match item {
            Submitted::Statement(statement) => {
                let mut version =
                    self.dossiers.get(&*statement.number).cloned().unwrap_or_default();
                version.join(statement).unwrap();
                if version != Version::default() {
                    self.dossiers.insert(statement.number.to_string(), version);
                }
            }
            Submitted::Record(record) => {
                let holds = self.records.entry(record.key()).or_insert_with(|| record.clone());
                *holds = holds.clone().max(record.clone());
            }
        }
    }

    fn of(store: &Store, known_at: Option<u64>) -> Self {
        let records = store.records(known_at).unwrap();
        Self {
            dossiers: current(store, known_at),
            records: records.into_iter().map(|(_, record)| (record.key(), record)).collect(),
        }
    }
}

fn send(writer: &Writer, items: &[Submitted]) -> (u64, Vec<ItemOutcome>) {
    let receipt = writer.submit(submission(items.to_vec())).unwrap().wait().unwrap();
    (receipt.revision, receipt.outcomes)
}

fn check(store: &Arc<Store>, groups: &[Vec<Submitted>]) -> Result<(), TestCaseError> {
    let ears = Ears::default();
    let mut writer = start_with(store, ears.clone());
    let mut model = Model::default();
    let mut history = vec![model.clone()];
    for (n, group) in groups.iter().enumerate() {
        if n == groups.len() / 2 {
            // From here on nothing is known but what the log says.
            writer.shutdown();
            writer = start_with(store, ears.clone());
        }
        let before = model.clone();
        group.iter().for_each(|item| model.take(item));
        let (revision, outcomes) = send(&writer, group);
        let accepted = outcomes.iter().any(|o| matches!(o, ItemOutcome::Accepted { .. }));
        prop_assert_eq!(accepted, model != before);
        if accepted {
            history.push(model.clone());
        }
        prop_assert_eq!(revision + 1, history.len() as u64);
    }
    for (revision, model) in (0..).zip(&history) {
        prop_assert_eq!(&Model::of(store, Some(revision)), model);
    }
    let mut told: BTreeMap<String, Version> = BTreeMap::new();
    for change in ears.heard().dossiers {
        told.insert(change.code.to_string(), change.version);
    }
    prop_assert_eq!(&told, &model.dossiers);
    for code in told.keys() {
        let versions = store.versions_of(code).unwrap();
        prop_assert_eq!(versions.last().map(|known| &known.version), told.get(code));
        prop_assert!(versions.is_sorted_by(|a, b| a.revision < b.revision));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_log_is_what_joining_in_memory_gives(groups in vec(vec(item(), 0..9), 1..8)) {
        let mut outcome = Ok(());
        on_empty_store(|store| outcome = check(store, &groups));
        outcome?;
    }

    #[test]
    fn order_grouping_and_repetition_do_not_matter(
        items in vec(item(), 1..30),
        order in vec(any::<prop::sample::Index>(), 30..60),
        size in 1..9_usize,
    ) {
        let mut one = Model::default();
        items.iter().for_each(|item| one.take(item));
        let mut shuffled: Vec<_> = order.iter().map(|index| index.get(&items).clone()).collect();
        shuffled.extend(items.iter().rev().cloned());
        on_empty_store(|store| {
            let writer = start(store);
            shuffled.chunks(size).for_each(|group| drop(send(&writer, group)));
            assert_eq!(Model::of(store, None), one);
            let revision = store.revision().unwrap();
            for group in items.chunks(size) {
                let (after, outcomes) = send(&writer, group);
                let known = |o: &ItemOutcome| matches!(o, ItemOutcome::Duplicate | ItemOutcome::Superseded);
                assert!(after == revision && outcomes.iter().all(known), "{outcomes:?}");
            }
        });
    }
}
