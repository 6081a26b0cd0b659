//! Random histories of a small country, and a log in memory that follows them as the store does.
#![allow(dead_code, reason = "each test file uses a part")]

use std::collections::{BTreeMap, HashMap, HashSet};

use chiso_scoring::agency::{Agency, AgencyTree, Level};
use chiso_scoring::dossier::{
    Channel, Fact, FiledOn, Marks, Paid, Round, Snapshot, Statement, Status, Step, Version,
};
use chiso_scoring::measure::plan::Plan;
use chiso_scoring::measure::{Scope, quality_marks};
use chiso_scoring::oracle::{self, World};
use chiso_scoring::period::Period;
use chiso_scoring::record::{
    About, AgencyFacts, Limit, Petition, PetitionStep, Publication, Record, Service, ServiceLevel,
    ServiceState,
};
use chiso_scoring::rulebook::{Rulebook, Rulebooks};
use chiso_scoring::standing::Standing;
use proptest::prelude::*;
use proptest::sample::select;

/// 1/1/2025 in Vietnam.
pub const Y2025: i64 = 1_735_664_400;
pub const DAY: i64 = 86_400;
/// Codes that dossiers are sent under: of all levels, one that ends, one unknown.
pub const CODES: [&str; 7] = ["H03", "H03.1", "H03.2", "H55", "H55.8", "H55.9", "H77.1"];
pub const PROCEDURES: [&str; 4] = ["1.000001", "1.000002", "2.000815", "TS_lop1.000.00.00.H22"];

pub fn agency(code: &str, level: Level, parent: Option<&str>) -> Agency {
    Agency {
        code: code.to_owned(),
        name: format!("Đơn vị {code}"),
        level,
        parent: parent.map(str::to_owned),
        valid_from: None,
        valid_to: None,
        successors: Vec::new(),
        portal_id: None,
    }
}

/// How the map stands: before the merger, after it, and with the code nobody knew.
pub fn tree(stage: usize) -> AgencyTree {
    let mut all = vec![
        agency("VN", Level::Nation, None),
        agency("H03", Level::Province, Some("VN")),
        agency("H03.1", Level::District, Some("H03")),
        agency("H03.2", Level::Commune, Some("H03.1")),
        agency("H55", Level::Province, Some("VN")),
        agency("H55.8", Level::Department, Some("H55")),
        agency("H55.9", Level::Commune, Some("H55")),
    ];
    if stage > 0 {
        for old in &mut all[1..4] {
            old.valid_to = Some("2025-06-30".parse().unwrap());
        }
        all[1].successors = vec!["H55".to_owned()];
        all[2].successors = vec!["H55.8".to_owned(), "H55.9".to_owned()];
        all[3].successors = vec!["H55.9".to_owned()];
    }
    if stage > 1 {
        let mut late = agency("H77", Level::Province, Some("VN"));
        late.valid_from = Some("2025-03-01".parse().unwrap());
        let mut below = agency("H77.1", Level::Commune, Some("H77"));
        below.valid_from = Some("2025-05-01".parse().unwrap());
        all.extend([late, below]);
    }
    AgencyTree::new(all).unwrap()
}

pub fn books() -> Vec<Rulebook> {
    let mut books: Vec<Rulebook> = Rulebooks::embedded().all().to_vec();
    let mut quality = books[0].clone();
    quality.id = "quality".to_owned();
    quality.measures = quality_marks();
    books.push(quality);
    books
}

pub fn time() -> impl Strategy<Value = i64> {
    // Half of all times fall on few moments, so that things happen at once.
    prop_oneof![
        (0..500 * DAY).prop_map(|at| Y2025 + at),
        (0..60i64).prop_map(|n| Y2025 + n * 7 * DAY)
    ]
}

pub fn snapshot() -> impl Strategy<Value = Snapshot> {
    let times = (
        prop::option::weighted(0.9, time()),
        prop::option::weighted(0.8, 0..40 * DAY),
        prop::option::of(-DAY..50 * DAY),
        prop::option::of(0..60 * DAY),
        prop::option::weighted(0.2, 0..60 * DAY),
        prop::option::weighted(0.3, time()),
    );
    let what = (
        select(&CODES[..]),
        select(&PROCEDURES[..]),
        select(&Status::ALL[..]),
        select(&[Channel::Direct, Channel::Online, Channel::Post][..]),
        select(&[FiledOn::Unknown, FiledOn::Portal, FiledOn::Local][..]),
        select(&[Paid::None, Paid::Portal, Paid::Local, Paid::Counter][..]),
        select(&[0i64, 0, 15_000, 3_000_000_000][..]),
        0..1024u16,
        any::<bool>(),
    );
    let rounds = prop::collection::vec((0..30 * DAY, prop::option::of(-DAY..9 * DAY)), 0..3);
    (times, what, rounds).prop_map(|(times, what, rounds)| {
        let (received, due, ended, returned, refused, stated) = times;
        let (code, procedure, status, channel, filed_on, paid, fee, marks, updating) = what;
        let from = received.unwrap_or(Y2025);
        let after = |offset: Option<i64>| offset.map(|offset| from + offset);
        let round = |(asked, took): (i64, Option<i64>)| Round {
            requested_at: from + asked,
            supplied_at: took.map(|took| from + asked + took),
        };
        let mut snapshot = Snapshot::new(code, procedure, status);
        snapshot.received_at = received;
        snapshot.due_at = after(due);
        snapshot.ended_at = after(ended);
        snapshot.returned_at = after(returned);
        snapshot.refused_at = after(refused);
        snapshot.channel = channel;
        snapshot.filed_on = filed_on;
        snapshot.paid = paid;
        snapshot.fee_due = fee;
        snapshot.marks = Marks(marks);
        snapshot.updating = updating;
        snapshot.rounds = rounds.into_iter().map(round).collect();
        snapshot.stated(stated)
    })
}

pub fn statement() -> impl Strategy<Value = Statement> {
    let step = (time(), select(&Status::ALL[..])).prop_map(|(at, status)| Step { at, status });
    let fact = prop_oneof![
        8 => snapshot().prop_map(|snapshot| Fact::Snapshot(Box::new(snapshot))),
        4 => prop::collection::vec(step, 1..4).prop_map(Fact::Steps),
        1 => (time(), any::<bool>()).prop_map(|(at, satisfied)| Fact::Rating { at, satisfied }),
        1 => Just(Fact::Complaint),
        1 => Just(Fact::Payment(Paid::Local)),
        1 => Just(Fact::Synced),
    ];
    let numbers =
        ["H03.1-250110-0001", "000.00.01.H03-250215-0002", "H55.9-20250701-0000003", "x4"];
    (select(numbers.to_vec()), prop::option::of(time()), fact)
        .prop_map(|(number, synced_at, fact)| Statement { number: number.into(), synced_at, fact })
}

pub fn day() -> impl Strategy<Value = jiff::civil::Date> + Clone {
    (0..500i64).prop_map(|day| {
        let at = jiff::Timestamp::from_second(Y2025 + day * DAY + DAY / 2).unwrap();
        jiff::tz::Offset::constant(7).to_datetime(at).date()
    })
}

pub fn service() -> impl Strategy<Value = Record> {
    let levels = select(&[ServiceLevel::Info, ServiceLevel::Partial, ServiceLevel::Full][..]);
    let states = select(&[ServiceState::Public, ServiceState::Amended, ServiceState::Testing][..]);
    let limits = select(
        &[None, Some(Limit::WorkingDays(5)), Some(Limit::Days(30)), Some(Limit::WorkingHours(8))][..],
    );
    (
        (time(), select(&CODES[..]), select(&PROCEDURES[..]), levels, states),
        (day(), prop::option::of(day()), limits, any::<[bool; 3]>()),
    )
        .prop_map(
            |((stated_at, agency, procedure, level, state), (from, to, limit, flags))| {
                Record::Service(Service {
                    stated_at,
                    agency: agency.into(),
                    procedure: procedure.into(),
                    level,
                    state,
                    valid_from: from,
                    valid_to: to,
                    has_fee: flags[0],
                    for_person: flags[1],
                    all_parts: flags[2],
                    limit,
                })
            },
        )
}

pub fn publication() -> impl Strategy<Value = Record> {
    (
        (time(), select(&CODES[..]), select(&["12/QĐ-UBND", "7/QĐ-BTP"][..])),
        (select(&PROCEDURES[..]), day(), day(), prop::option::of(time())),
    )
        .prop_map(
            |((stated_at, agency, decision), (procedure, decided_on, effective_on, public_at))| {
                Record::Publication(Publication {
                    stated_at,
                    agency: agency.into(),
                    decision: decision.into(),
                    procedure: procedure.into(),
                    decided_on,
                    effective_on,
                    public_at,
                })
            },
        )
}

pub fn petition() -> impl Strategy<Value = Record> {
    let steps = select(
        &[
            PetitionStep::Waiting,
            PetitionStep::AskedForMore,
            PetitionStep::PassedOn,
            PetitionStep::Answered,
        ][..],
    );
    let abouts = select(&[About::Other, About::Rules, About::Staff][..]);
    (
        (time(), steps, select(&["P1", "P2", "P3"][..]), select(&CODES[..]), time()),
        (prop::option::of(0..40 * DAY), abouts, 0..3u32, 0..3u32, any::<bool>()),
    )
        .prop_map(|((stated_at, step, number, agency, received_at), rest)| {
            let (answered, about, likes, dislikes, repeated) = rest;
            Record::Petition(Petition {
                stated_at,
                step,
                answered_at: answered.map(|after| received_at + after),
                number: number.into(),
                agency: agency.into(),
                received_at,
                about,
                likes,
                dislikes,
                repeated,
                dossier: None,
            })
        })
}

pub fn facts() -> impl Strategy<Value = Record> {
    let number = prop::option::of(0..9_000_000_000i64);
    (
        (time(), select(&CODES[..]), select(&["2025-03", "2025-Q2", "2025", "2026"][..])),
        (prop::option::of(any::<bool>()), number.clone(), number),
    )
        .prop_map(|((stated_at, agency, period), (offers_copies, copies, national))| {
            Record::Agency(AgencyFacts {
                stated_at,
                agency: agency.into(),
                period: period.parse().unwrap(),
                offers_copies,
                copies_done: copies,
                certifications: copies.map(|copies| copies * 2),
                accounts_verified: None,
                received_national_report: national,
                received_previous_year: None,
                services_growth: None,
            })
        })
}

pub fn record() -> impl Strategy<Value = Record> {
    prop_oneof![3 => service(), 2 => publication(), 2 => petition(), 1 => facts()]
}

#[derive(Debug, Clone)]
pub enum Event {
    Say(Statement),
    Record(Record),
    Tick(i64),
    Tree(usize),
}

pub fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        10 => statement().prop_map(Event::Say),
        4 => record().prop_map(Event::Record),
        2 => (1..60 * DAY).prop_map(Event::Tick),
        1 => (0..3usize).prop_map(Event::Tree),
    ]
}

/// A log in memory with its follower, as the store has them.
pub struct Kept {
    pub standing: Standing,
    pub versions: BTreeMap<String, (u32, Version)>,
    pub records: BTreeMap<(&'static str, String), (u32, Record)>,
    pub stage: usize,
}

impl Kept {
    pub fn new(now: i64) -> Self {
        let books = books();
        let plan = Plan::new(&books[..2].iter().collect::<Vec<_>>(), &quality_marks());
        let standing = Standing::new(plan, tree(0), now);
        Self { standing, versions: BTreeMap::new(), records: BTreeMap::new(), stage: 0 }
    }

    pub fn take(&mut self, event: &Event) {
        match event {
            Event::Say(statement) => self.say(statement),
            Event::Record(record) => self.record(record),
            Event::Tick(by) => self.standing.tick(self.standing.live().now() + by),
            Event::Tree(stage) => {
                self.stage = self.stage.max(*stage);
                self.standing.set_tree(tree(self.stage));
            }
        }
    }

    pub fn say(&mut self, statement: &Statement) {
        let next = u32::try_from(self.versions.len()).unwrap();
        let (number, version) =
            self.versions.entry(statement.number.to_string()).or_insert((next, Version::default()));
        version.join(statement).unwrap();
        self.standing.dossier(*number, &statement.number, version);
    }

    pub fn record(&mut self, record: &Record) {
        let next = u32::try_from(self.records.len()).unwrap();
        let old = self.records.get(&record.key()).cloned();
        if old.as_ref().is_some_and(|(_, old)| old >= record) {
            return;
        }
        let subject = old.as_ref().map_or(next, |(subject, _)| *subject);
        let old = old.map(|(_, old)| old);
        self.records.insert(record.key(), (subject, record.clone()));
        if self.standing.record(subject, old.as_ref(), record)
            && let Record::Service(service) = record
        {
            let outdated = self.standing.outdated(&HashSet::from([service.procedure.clone()]));
            for (code, (number, version)) in &self.versions {
                if outdated.contains(number) {
                    self.standing.dossier(*number, code, version);
                }
            }
        }
        self.standing.settle();
    }

    /// The same present, built from nothing but the newest of everything.
    pub fn restarted(&self) -> Self {
        let mut again = Self::new(Y2025);
        again.stage = self.stage;
        again.standing.set_tree(tree(self.stage));
        again.standing.tick(self.standing.live().now());
        for (subject, record) in self.records.values() {
            again.standing.load_record(*subject, record);
        }
        for (code, (number, version)) in &self.versions {
            again.standing.load(*number, code, version);
        }
        again.standing.loaded();
        again.versions.clone_from(&self.versions);
        again.records.clone_from(&self.records);
        again
    }

    pub fn tallies(&self) -> Tallies {
        let live = self.standing.live();
        let mut all = Tallies::new();
        let codes: HashSet<&str> = live.tree().all().map(|agency| agency.code.as_str()).collect();
        for period in live.periods() {
            for book in &live.plan().books {
                for code in &codes {
                    for scope in [Scope::Own, Scope::Subtree] {
                        let values = book.values(&|id| live.tally(code, period, id, scope));
                        for ((measure, _), value) in book.measures.iter().zip(values) {
                            if value != 0 {
                                let key = (
                                    period,
                                    book.id.clone(),
                                    (*code).to_owned(),
                                    measure.clone(),
                                    scope,
                                );
                                all.insert(key, value);
                            }
                        }
                    }
                }
            }
        }
        all
    }

    pub fn oracle(&self) -> Tallies {
        let live = self.standing.live();
        let dossiers: Vec<(String, Version)> = self
            .versions
            .iter()
            .map(|(code, (_, version))| (code.clone(), version.clone()))
            .collect();
        let records: Vec<Record> = self.records.values().map(|(_, r)| r.clone()).collect();
        let world =
            World { tree: live.tree(), dossiers: &dossiers, records: &records, now: live.now() };
        let books = books();
        let periods: Vec<Period> = live.periods().collect();
        let found = oracle::tallies(world, &books.iter().collect::<Vec<_>>(), Some(&periods));
        let mut all = Tallies::new();
        for (key, tally) in found {
            for (scope, value) in [(Scope::Own, tally.own), (Scope::Subtree, tally.subtree)] {
                if value != 0 {
                    let (rulebook, agency) = (key.rulebook.clone(), key.agency.clone());
                    all.insert((key.period, rulebook, agency, key.measure.clone(), scope), value);
                }
            }
        }
        all
    }
}

pub type Tallies = HashMap<(Period, String, String, String, Scope), i64>;

/// What differs, readable.
pub fn differences(a: &Tallies, b: &Tallies) -> Vec<String> {
    let keys: HashSet<_> = a.keys().chain(b.keys()).collect();
    let differing = keys.into_iter().filter(|key| a.get(*key) != b.get(*key));
    let mut lines: Vec<String> = differing
        .map(|key| {
            format!("{key:?}: {:?} / {:?}", a.get(key).unwrap_or(&0), b.get(key).unwrap_or(&0))
        })
        .collect();
    lines.sort();
    lines.truncate(12);
    lines
}

pub fn histories() -> ProptestConfig {
    let cases = std::env::var("CHISO_HISTORIES").ok().and_then(|n| n.parse().ok()).unwrap_or(40);
    ProptestConfig::with_cases(cases)
}
