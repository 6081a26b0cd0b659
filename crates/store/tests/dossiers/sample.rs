//! Builders of test data.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use chiso_scoring::dossier::{
    Channel, Fact, FiledOn, Marks, Paid, Round, Seconds, Snapshot, Statement, Status, Step, Version,
};
use chiso_scoring::record::{
    About, AgencyFacts, Limit, Petition, PetitionStep, ProcedureName, Publication, Record, Service,
    ServiceLevel, ServiceState,
};
use chiso_store::Store;
use chiso_store::writer::{
    Committed, DossierChange, Follower, Receipt, RecordChange, Submission, Submitted, Writer,
    WriterOptions,
};
use jiff::civil::date;

/// 3/10/2026 09:00 in Vietnam.
pub const NOW: Seconds = 1_790_992_800;
pub const DAY: Seconds = 86_400;

/// A follower that hears nothing.
pub struct Deaf;

impl Follower for Deaf {
    fn committed(&mut self, _: &Committed<'_>) {}
}

/// What a follower heard.
#[derive(Debug, Default, Clone)]
pub struct Heard {
    pub revisions: Vec<u64>,
    pub dossiers: Vec<DossierChange>,
    pub records: Vec<RecordChange>,
    pub agencies: usize,
}

/// A follower that writes down what it hears.
#[derive(Default, Clone)]
pub struct Ears(pub Arc<Mutex<Heard>>);

impl Ears {
    pub fn heard(&self) -> Heard {
        self.0.lock().unwrap().clone()
    }
}

impl Follower for Ears {
    fn committed(&mut self, batch: &Committed<'_>) {
        let mut heard = self.0.lock().unwrap();
        heard.revisions.push(batch.revision);
        heard.dossiers.extend_from_slice(batch.dossiers);
        heard.records.extend_from_slice(batch.records);
        heard.agencies += usize::from(batch.agencies_changed);
    }
}

pub fn start(store: &Arc<Store>) -> Writer {
    start_with(store, Deaf)
}

pub fn start_with(store: &Arc<Store>, follower: impl Follower + 'static) -> Writer {
    Writer::spawn(Arc::clone(store), Box::new(follower), WriterOptions::default()).unwrap()
}

pub fn submission(items: Vec<Submitted>) -> Submission {
    Submission {
        sender: "H55".to_owned(),
        format: "ndjson".to_owned(),
        at: NOW,
        items,
        refused: Vec::new(),
        import: None,
    }
}

pub fn of(statements: &[Statement]) -> Submission {
    submission(statements.iter().cloned().map(Submitted::Statement).collect())
}

pub fn send(writer: &Writer, statements: &[Statement]) -> Receipt {
    writer.submit(of(statements)).unwrap().wait().unwrap()
}

pub fn send_records(writer: &Writer, records: &[Record]) -> Receipt {
    let items = records.iter().cloned().map(Submitted::Record).collect();
    writer.submit(submission(items)).unwrap().wait().unwrap()
}

pub fn statement(number: &str, fact: Fact) -> Statement {
    Statement { number: number.into(), synced_at: None, fact }
}

/// A dossier in a state, stated `day` days from now.
pub fn stated(number: &str, status: Status, day: i64) -> Statement {
    let mut snapshot = Snapshot::new("H55.242", "1.004222", status);
    snapshot.received_at = Some(NOW - DAY);
    snapshot.due_at = Some(NOW + 5 * DAY);
    statement(number, Fact::Snapshot(Box::new(snapshot.stated(Some(NOW + day * DAY)))))
}

/// A statement that no other test dossier repeats.
pub fn nth(n: usize) -> Statement {
    stated(&format!("H55.242-261003-{n:04}"), Status::Accepted, 0)
}

/// A snapshot in which every field is set and differs from the others.
pub fn full_snapshot() -> Snapshot {
    let mut snapshot = Snapshot::new("H55.31.7", "TS_lớp10.000.00.00.H22", Status::Returned);
    snapshot.updating = true;
    snapshot.due_at = Some(NOW + 3);
    snapshot.ended_at = Some(NOW + 4);
    snapshot.returned_at = Some(NOW + 5);
    snapshot.refused_at = Some(NOW + 6);
    snapshot.received_at = Some(NOW + 7);
    snapshot.filed_at = Some(NOW + 8);
    snapshot.channel = Channel::Post;
    snapshot.filed_on = FiledOn::Local;
    snapshot.fee_due = 1_250_000;
    snapshot.paid = Paid::Counter;
    snapshot.marks = Marks::REUSED_FILE.with(Marks::PLACEHOLDER_IDENTITY);
    let round = |at: i64, supplied_at| Round { requested_at: NOW + at, supplied_at };
    snapshot.rounds = vec![round(9, Some(NOW + 10)), round(11, None)];
    snapshot.stated(Some(NOW + 12))
}

/// Statements after which every part of a version is set.
pub fn full_statements(number: &str) -> Vec<Statement> {
    let earlier = Snapshot { due_at: Some(NOW - 13), ..full_snapshot() };
    let earlier = Snapshot { status: Status::Supplement, ..earlier }.stated(Some(NOW - 14));
    let step = |at, status| Step { at: NOW + at, status };
    let facts = [
        Fact::Snapshot(Box::new(full_snapshot())),
        Fact::Snapshot(Box::new(earlier)),
        Fact::Steps(vec![step(15, Status::Accepted), step(16, Status::Withdrawn)]),
        Fact::Rating { at: NOW + 17, satisfied: true },
        Fact::Complaint,
        Fact::Payment(Paid::Local),
    ];
    let mut statements: Vec<_> = facts.into_iter().map(|fact| statement(number, fact)).collect();
    statements.push(Statement { synced_at: Some(NOW + 18), ..statement(number, Fact::Synced) });
    statements
}

/// All statements joined in memory.
pub fn joined<'a>(
    statements: impl IntoIterator<Item = &'a Statement>,
) -> BTreeMap<String, Version> {
    let mut versions: BTreeMap<String, Version> = BTreeMap::new();
    for statement in statements {
        versions.entry(statement.number.to_string()).or_default().join(statement).unwrap();
    }
    // Nothing is known of a dossier about which nothing was said.
    versions.retain(|_, version| *version != Version::default());
    versions
}

/// The current versions by the code of the dossier.
pub fn current(store: &Store, known_at: Option<u64>) -> BTreeMap<String, Version> {
    let mut versions = BTreeMap::new();
    store
        .for_each_current(known_at, &mut |logged| {
            let earlier = versions.insert(logged.code.to_owned(), logged.version);
            assert_eq!(earlier, None, "{} came twice", logged.code);
        })
        .unwrap();
    versions
}

pub fn service(agency: &str, procedure: &str, stated_at: Seconds) -> Service {
    Service {
        stated_at,
        agency: agency.into(),
        procedure: procedure.into(),
        level: ServiceLevel::Full,
        state: ServiceState::Stopping,
        valid_from: date(2026, 1, 2),
        valid_to: Some(date(2027, 3, 4)),
        has_fee: true,
        for_person: false,
        all_parts: true,
        limit: Some(Limit::WorkingHours(15)),
    }
}

pub fn publication(stated_at: Seconds) -> Publication {
    Publication {
        stated_at,
        agency: "H55".into(),
        decision: "1045/QĐ-UBND".into(),
        procedure: "2.001810".into(),
        decided_on: date(2026, 5, 6),
        effective_on: date(2026, 7, 8),
        public_at: Some(NOW - 19),
    }
}

pub fn petition(number: &str, stated_at: Seconds) -> Petition {
    Petition {
        stated_at,
        step: PetitionStep::PassedOn,
        answered_at: Some(NOW - 20),
        number: number.into(),
        agency: "H55.9".into(),
        received_at: NOW - 21,
        about: About::Staff,
        likes: 22,
        dislikes: 23,
        repeated: true,
        dossier: Some("H55.9-261001-0024".into()),
    }
}

pub fn facts(period: &str, stated_at: Seconds) -> AgencyFacts {
    AgencyFacts {
        stated_at,
        agency: "H55.10".into(),
        period: period.parse().unwrap(),
        offers_copies: Some(false),
        copies_done: Some(25),
        certifications: Some(26),
        accounts_verified: Some(27),
        received_national_report: Some(28),
        received_previous_year: Some(29),
        services_growth: Some(-30),
    }
}

/// One record of each kind.
pub fn one_of_each(stated_at: Seconds) -> Vec<Record> {
    vec![
        Record::Service(service("H55.242", "1.004222", stated_at)),
        Record::Publication(publication(stated_at)),
        Record::Petition(petition("PAKN.20261003.31", stated_at)),
        Record::Agency(facts("2026-Q3", stated_at)),
        Record::Procedure(procedure_name(stated_at)),
    ]
}

pub fn procedure_name(stated_at: Seconds) -> ProcedureName {
    ProcedureName {
        stated_at,
        procedure: "1.004222".into(),
        name: "Đăng ký thường trú".into(),
        field: Some("Đăng ký, quản lý cư trú".into()),
    }
}
