//! Records: the one stated last holds.

use std::sync::Arc;

use chiso_scoring::record::{
    About, AgencyFacts, Limit, Petition, PetitionStep, ProcedureName, Publication, Record, Service,
    ServiceLevel, ServiceState,
};
use chiso_store::Store;
use chiso_store::writer::ItemOutcome;

use crate::sample::{
    Ears, NOW, facts, one_of_each, petition, procedure_name, publication, send_records, service,
    start, start_with,
};

const NEW: ItemOutcome = ItemOutcome::Accepted { new: true };
const MORE: ItemOutcome = ItemOutcome::Accepted { new: false };

/// Records with the other spelling of every choice, and with everything left out that may be.
fn others() -> Vec<Record> {
    let mut all: Vec<Record> = Vec::new();
    let levels = [ServiceLevel::Info, ServiceLevel::Partial, ServiceLevel::Full];
    let states = [
        ServiceState::Public,
        ServiceState::Amended,
        ServiceState::Abolished,
        ServiceState::Stopping,
        ServiceState::Testing,
    ];
    let limits =
        [Limit::WorkingHours(0), Limit::WorkingDays(8), Limit::Days(u16::MAX), Limit::Months(3)];
    let limits = limits.map(Some).into_iter().chain([None]);
    for ((n, state), limit) in (0..).zip(states).zip(limits) {
        let level = levels[n % 3];
        let base = service(&format!("H55.{n}"), "1.000001", NOW);
        let valid_to = None;
        all.push(Record::Service(Service { level, state, limit, valid_to, ..base }));
    }
    all.push(Record::Publication(Publication { public_at: None, ..publication(NOW) }));
    let steps = [
        PetitionStep::Waiting,
        PetitionStep::Handling,
        PetitionStep::AskedForMore,
        PetitionStep::PassedOn,
        PetitionStep::Answered,
    ];
    let abouts = [About::Other, About::Rules, About::Staff];
    for (n, step) in (0..).zip(steps) {
        let base = petition(&format!("PAKN.{n}"), NOW);
        let (about, answered_at, dossier) = (abouts[n % 3], None, None);
        all.push(Record::Petition(Petition { step, about, answered_at, dossier, ..base }));
    }
    for period in ["2026-08", "2026-Q2", "2026", "2026-07-01..2026-07-15"] {
        let silent = AgencyFacts {
            offers_copies: None,
            copies_done: None,
            certifications: None,
            accounts_verified: None,
            received_national_report: None,
            received_previous_year: None,
            services_growth: None,
            ..facts(period, NOW)
        };
        all.push(Record::Agency(silent));
    }
    let nameless =
        ProcedureName { field: None, name: "đ".repeat(1_000).into(), ..procedure_name(NOW) };
    all.push(Record::Procedure(nameless));
    all
}

fn stored(store: &Store, known_at: Option<u64>) -> Vec<Record> {
    store.records(known_at).unwrap().into_iter().map(|(_, record)| record).collect()
}

pub fn every_part_of_a_record_comes_back(store: &Arc<Store>) {
    let writer = start(store);
    let all = others();
    assert_eq!(send_records(&writer, &all).outcomes, vec![NEW; all.len()]);
    assert_eq!(stored(store, None), all);
    let later = one_of_each(NOW + 1);
    send_records(&writer, &later);
    let found = stored(store, None);
    assert!(later.iter().all(|record| found.contains(record)), "{found:?}");
    // Read back, not remembered: all of it is known.
    drop(writer);
    let again = send_records(&start(store), &found);
    assert_eq!(again.outcomes, vec![ItemOutcome::Duplicate; found.len()]);
}

pub fn the_greater_record_holds(store: &Arc<Store>) {
    let ears = Ears::default();
    let writer = start_with(store, ears.clone());
    let (first, last) = (one_of_each(NOW), one_of_each(NOW + 1));
    send_records(&writer, &first);
    // Within one group as well: of three statements of a petition the latest holds.
    let middle = Record::Petition(petition("PAKN.20261003.31", NOW));
    let last_petition = last[2].clone();
    let mixed = [last.clone(), vec![middle, last_petition]].concat();
    let outcomes = send_records(&writer, &mixed).outcomes;
    assert_eq!(outcomes[..5], [MORE; 5]);
    assert_eq!(outcomes[5..], [ItemOutcome::Superseded, ItemOutcome::Duplicate]);
    assert_eq!(send_records(&writer, &first).outcomes, [ItemOutcome::Superseded; 5]);
    assert_eq!(stored(store, None), last);
    let heard = ears.heard();
    assert_eq!(heard.revisions, [1, 2]);
    let changes: Vec<_> =
        heard.records.iter().map(|change| (change.old.clone(), change.new.clone())).collect();
    let expected = first.iter().map(|new| (None, new.clone()));
    let replaced = first.iter().zip(&last).map(|(old, new)| (Some(old.clone()), new.clone()));
    assert_eq!(changes, expected.chain(replaced).collect::<Vec<_>>());
}

pub fn subjects_are_dense_for_each_kind(store: &Arc<Store>) {
    let petitions = |numbers: [&str; 2]| numbers.map(|n| Record::Petition(petition(n, NOW)));
    let writer = start(store);
    send_records(&writer, &petitions(["PAKN.7", "PAKN.5"]));
    send_records(&writer, &one_of_each(NOW));
    drop(writer);
    let ears = Ears::default();
    send_records(&start_with(store, ears.clone()), &petitions(["PAKN.5", "PAKN.6"]));
    let heard: Vec<u32> = ears.heard().records.iter().map(|change| change.subject).collect();
    assert_eq!(heard, [4]);
    let subjects: Vec<u32> =
        store.records(None).unwrap().into_iter().map(|(subject, _)| subject).collect();
    let kinds = "services, publications, petitions, agencies, procedures";
    assert_eq!(subjects, [1, 1, 1, 2, 3, 4, 1, 1], "{kinds}");
}

pub fn keys_are_compared_part_by_part(store: &Arc<Store>) {
    let writer = start(store);
    let services = [("H55 1", "2"), ("H55", "1 2"), ("H55", "1")]
        .map(|(agency, procedure)| Record::Service(service(agency, procedure, NOW)));
    assert_eq!(send_records(&writer, &services).outcomes, [NEW; 3]);
    assert_eq!(stored(store, None), services);
}

pub fn records_as_known_at_a_revision(store: &Arc<Store>) {
    let writer = start(store);
    let (first, last) = (one_of_each(NOW), one_of_each(NOW + 1));
    send_records(&writer, &first[..2]);
    send_records(&writer, &first);
    send_records(&writer, &last);
    assert_eq!(stored(store, Some(0)), []);
    assert_eq!(stored(store, Some(1)), first[..2]);
    assert_eq!(stored(store, Some(2)), first);
    assert_eq!(stored(store, Some(3)), last);
    assert_eq!(stored(store, None), last);
}

pub fn one_kind_alone(store: &Arc<Store>) {
    use chiso_scoring::expr::Entity;
    let writer = start(store);
    send_records(&writer, &others());
    send_records(&writer, &one_of_each(NOW + 1));
    for known_at in [Some(1), None] {
        // Names of procedures are no entity that a measure counts.
        let counted = |(_, record): &(u32, Record)| !matches!(record, Record::Procedure(_));
        let all: Vec<_> = store.records(known_at).unwrap().into_iter().filter(counted).collect();
        let kinds =
            [Entity::Service, Entity::Publication, Entity::Petition, Entity::Agency].into_iter();
        let apart: Vec<_> =
            kinds.flat_map(|kind| store.records_of(kind, known_at).unwrap()).collect();
        assert_eq!(apart, all, "{known_at:?}");
    }
    assert_eq!(store.records_of(Entity::Dossier, None).unwrap(), []);
    let petitions = store.records_of(Entity::Petition, None).unwrap();
    assert!(petitions.iter().all(|(_, record)| matches!(record, Record::Petition(_))));
    assert!(petitions.len() > 4);
}
