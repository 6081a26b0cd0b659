//! Closing over random histories of a simulated province: whatever arrives later, no frozen byte changes, and the difference names
//! exactly the corrections that were injected.
//!
//! `CHISO_CLOSINGS` sets how many histories there are; `CHISO_LATER` how many events follow a closing in the large test (20,000 by
//! default so that it stays fast in a debug build; 1,000,000 is meant for a release build).
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use chiso_report::snapshot::Origin;
use chiso_scoring::dossier::{Fact, Seconds, Snapshot, Statement, Status};
use chiso_scoring::measure::plan::Plan;
use chiso_scoring::rulebook::Rulebooks;
use chiso_scoring::score::Basis;
use chiso_store::live::{self, Opened};
use chiso_store::writer::{Submission, Submitted};
use chiso_store::{ClosingFile, Store};
use chiso_web::closing::{Ask, Check, Desk, Now, Restatement, Waiver};
use proptest::prelude::*;
use tempfile::TempDir;

const DAY: Seconds = 86_400;
/// 1/8/2026 and 1/9/2026 00:00 in Vietnam.
const AUGUST: Seconds = 1_785_517_200;
const SEPTEMBER: Seconds = AUGUST + 31 * DAY;
/// 5/9/2026 16:00, when the month is closed.
const CLOSED: Seconds = SEPTEMBER + 4 * DAY + 16 * 3_600;

/// A correction after the closing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Later {
    /// A dossier of August that nobody had told of.
    New,
    /// A dossier of August was received in September.
    Moved,
    /// A dossier of August ended after it was due.
    Late,
    /// A dossier of October: it concerns nobody.
    October,
    /// What was known already is told again.
    Again,
}

struct Province {
    _dir: TempDir,
    store: Arc<Store>,
    opened: Opened,
    rulebooks: Rulebooks,
    units: Vec<String>,
    /// What was told of August before the closing.
    told: Vec<Statement>,
}

/// What the simulated province told until a moment, once for all tests.
fn simulated() -> &'static (Vec<chiso_scoring::agency::Agency>, Vec<Submitted>) {
    static TOLD: OnceLock<(Vec<chiso_scoring::agency::Agency>, Vec<Submitted>)> = OnceLock::new();
    TOLD.get_or_init(|| {
        let world = chiso_sim::thai_nguyen_2026(7, 1);
        let until = |event: &chiso_sim::Event| event.at <= CLOSED - DAY;
        let item = |event: chiso_sim::Event| match &event.message {
            chiso_sim::Message::Record(record) => Submitted::Record((**record).clone()),
            _ => Submitted::Statement(event.statement().unwrap()),
        };
        let items = world.events().take_while(until).map(item).collect();
        (world.agencies.clone(), items)
    })
}

fn snapshot(unit: &str, received: Seconds, ended: Option<Seconds>) -> Snapshot {
    let status = if ended.is_some() { Status::Done } else { Status::Processing };
    let mut snapshot = Snapshot::new(unit, "1.004222", status);
    snapshot.received_at = Some(received);
    snapshot.due_at = Some(received + 12 * DAY);
    snapshot.ended_at = ended;
    snapshot
}

fn statement(number: &str, snapshot: Snapshot, stated_at: Seconds) -> Statement {
    let fact = Fact::Snapshot(Box::new(snapshot.stated(Some(stated_at))));
    Statement { number: number.into(), synced_at: None, fact }
}

impl Province {
    /// The simulated province with some dossiers of our own in August, on time all of them.
    fn new(own: usize) -> Self {
        let (agencies, items) = simulated();
        let dir = tempfile::tempdir().unwrap();
        let store = Arc::new(Store::open(dir.path()).unwrap());
        store.add_agencies(agencies, "2026-01-01T00:00:00Z").unwrap();
        let rulebooks = Rulebooks::embedded();
        let opened = live::open(&store, Plan::whole(&rulebooks), CLOSED).unwrap();
        let children = agencies.iter().filter(|agency| agency.parent.as_deref() == Some("H55"));
        let alive = children.filter(|agency| agency.valid_to.is_none());
        let units: Vec<String> = alive.map(|agency| agency.code.clone()).collect();
        let told: Vec<Statement> = (0..own).map(|at| august(&units, at)).collect();
        let province = Self { _dir: dir, store, opened, rulebooks, units, told };
        province.send(items.clone(), CLOSED - DAY);
        let own = province.told.iter().cloned().map(Submitted::Statement).collect();
        province.send(own, CLOSED - DAY);
        province
    }

    fn send(&self, items: Vec<Submitted>, at: Seconds) {
        for items in items.chunks(10_000) {
            let submission = Submission {
                sender: "H55".to_owned(),
                format: "sim".to_owned(),
                at,
                items: items.to_vec(),
                refused: Vec::new(),
                import: None,
            };
            self.opened.writer.submit(submission).unwrap().wait().unwrap();
        }
    }

    fn desk(&self, now: Seconds) -> Desk<'_> {
        Desk { store: &self.store, rulebooks: &self.rulebooks, now }
    }

    /// Closes August; every check is looked at, those that belong to the simulation are waived.
    fn close(&self) -> u64 {
        let ask = Ask {
            agency: "H55".to_owned(),
            period: "2026-08".parse().unwrap(),
            origin: Origin::Dossiers,
            basis: Basis::Published,
            as_of: None,
            rules: None,
        };
        let waived = [Check::Sources, Check::Quarantine, Check::Provisional, Check::Balance];
        let waivers: Vec<Waiver> = waived
            .iter()
            .map(|check| Waiver {
                check: check.code().to_owned(), reason: "Mô phỏng".to_owned()
            })
            .collect();
        let looked = self.opened.current.look(|revision, standing| {
            self.desk(CLOSED).look(&ask, Some((standing.live(), revision)))
        });
        let looked = looked.unwrap().unwrap();
        assert!(looked.open(&waivers).is_empty(), "{:?}", looked.open(&waivers));
        self.desk(CLOSED).close(looked, "Văn phòng UBND tỉnh", &waivers).unwrap().number
    }

    fn bytes(&self, number: u64) -> Vec<Vec<u8>> {
        let kinds =
            [ClosingFile::Snapshot, ClosingFile::Public, ClosingFile::Lists, ClosingFile::Findings];
        kinds.map(|kind| self.store.closing_file(number, kind).unwrap().unwrap()).to_vec()
    }

    fn restated(&self, number: u64) -> Restatement {
        let desk = self.desk(CLOSED + 60 * DAY);
        let earlier = desk.earlier(number).unwrap();
        assert!(earlier.same_rules(&self.rulebooks));
        let looked = self.opened.current.look(|revision, standing| {
            let now = Now { live: Some(standing.live()), ruled: None, revision };
            desk.restated(&earlier, now)
        });
        looked.unwrap().unwrap()
    }

    /// What a correction says, and the dossier that is counted otherwise because of it.
    fn correction(&self, at: usize, later: Later) -> (Statement, Option<String>) {
        let unit = &self.units[at % self.units.len()];
        let stated = CLOSED + 3_600 + at as Seconds;
        let known = &self.told[at % self.told.len()];
        let number = known.number.to_string();
        let Fact::Snapshot(known_as) = &known.fact else { unreachable!() };
        let received = known_as.received_at.unwrap();
        let of = &known_as.agency;
        match later {
            Later::New => {
                let number = format!("{unit}-260811-9{at:06}");
                let new = snapshot(unit, AUGUST + 10 * DAY, Some(AUGUST + 14 * DAY));
                (statement(&number, new, stated), Some(number))
            }
            Later::Moved => {
                let moved = snapshot(of, SEPTEMBER + DAY, None);
                (statement(&number, moved, stated), Some(number))
            }
            Later::Late => {
                let late = snapshot(of, received, Some(received + 13 * DAY));
                (statement(&number, late, stated), Some(number))
            }
            Later::October => {
                let number = format!("{unit}-261001-8{at:06}");
                let new = snapshot(unit, SEPTEMBER + 30 * DAY, None);
                (statement(&number, new, stated), None)
            }
            Later::Again => (known.clone(), None),
        }
    }
}

/// A dossier of August that ended on time.
fn august(units: &[String], at: usize) -> Statement {
    let unit = &units[(at * 7) % units.len()];
    let received = AUGUST + (at as Seconds % 12) * DAY + 9 * 3_600;
    let number = format!("{unit}-260801-7{at:06}");
    let told = snapshot(unit, received, Some(received + 5 * DAY + at as Seconds));
    statement(&number, told, received + 5 * DAY + at as Seconds)
}

/// The change of every count of every unit, from the rows that moved and from the frozen and present tallies.
fn check_sums(province: &Province, number: u64, restated: &Restatement) {
    let earlier = province.desk(CLOSED).earlier(number).unwrap();
    let mut moved: BTreeMap<(String, String), i64> = BTreeMap::new();
    for delta in &restated.deltas {
        delta.entered.iter().for_each(|key| *moved.entry(key.clone()).or_default() += 1);
        delta.left.iter().for_each(|key| *moved.entry(key.clone()).or_default() -= 1);
    }
    let rulebook = earlier.opened.rulebook().clone();
    let checked = province.opened.current.look(|_, standing| {
        let (live, frozen) = (standing.live(), earlier.frozen());
        let codes = frozen.own.iter().map(|own| own.agency.as_str());
        let scope = chiso_scoring::measure::Scope::Own;
        let now = live.figures_in(&rulebook.id, frozen.period, codes, scope);
        let mut checked = 0;
        for (then, now) in frozen.own.iter().zip(&now) {
            assert_eq!(then.agency, now.agency);
            for name in live.counting(&rulebook.id, chiso_scoring::expr::Entity::Dossier) {
                let at = rulebook.measures.iter().position(|measure| measure.id == name).unwrap();
                let id = live.measure(&rulebook.id, name).unwrap();
                let planned = &live.plan().measures[id];
                let counts = matches!(planned.place, chiso_scoring::measure::plan::Place::Count(_));
                if planned.distinct || !counts {
                    continue;
                }
                let key = (name.to_owned(), then.agency.clone());
                let rows = moved.get(&key).copied().unwrap_or(0);
                assert_eq!(now.measures[at] - then.measures[at], rows, "{key:?}");
                checked += 1;
            }
        }
        checked
    });
    assert!(checked.unwrap() > 1_000);
}

fn laters() -> impl Strategy<Value = Vec<Later>> {
    let one = prop_oneof![
        Just(Later::New),
        Just(Later::Moved),
        Just(Later::Late),
        Just(Later::October),
        Just(Later::Again),
    ];
    prop::collection::vec(one, 0..24)
}

fn histories() -> ProptestConfig {
    let cases = std::env::var("CHISO_CLOSINGS").ok().and_then(|text| text.parse().ok());
    ProptestConfig { cases: cases.unwrap_or(4), ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(histories())]

    #[test]
    fn the_difference_names_exactly_what_was_injected(laters in laters(), own in 24..40_usize) {
        let province = Province::new(own);
        let number = province.close();
        let before = province.bytes(number);
        prop_assert!(province.restated(number).is_empty());
        let mut expected = BTreeSet::new();
        for (at, later) in laters.iter().enumerate() {
            let (statement, dossier) = province.correction(at, *later);
            province.send(vec![Submitted::Statement(statement)], CLOSED + 7_200 + at as Seconds);
            expected.extend(dossier);
        }
        prop_assert_eq!(province.bytes(number), before);
        let restated = province.restated(number);
        let named: BTreeSet<String> =
            restated.deltas.iter().map(|delta| delta.code.clone()).collect();
        prop_assert_eq!(&named, &expected);
        prop_assert!(restated.deltas.iter().all(|delta| delta.later.len() == 1));
        check_sums(&province, number, &restated);
    }
}

/// Many later events through the writer, a few of which matter: the bytes stay, and the few are named.
#[test]
fn many_later_events_change_no_byte() {
    let count = std::env::var("CHISO_LATER").ok().and_then(|text| text.parse().ok());
    let count: usize = count.unwrap_or(20_000);
    let province = Province::new(30);
    let number = province.close();
    let before = province.bytes(number);
    let later = |at: usize| match at % 5_000 {
        17 => province.correction(at, Later::New),
        _ => province.correction(at, Later::October),
    };
    let (items, expected): (Vec<Statement>, Vec<Option<String>>) = (0..count).map(later).unzip();
    province.send(items.into_iter().map(Submitted::Statement).collect(), CLOSED + DAY);
    assert_eq!(province.bytes(number), before);
    let named: BTreeSet<String> =
        province.restated(number).deltas.into_iter().map(|delta| delta.code).collect();
    let expected: BTreeSet<String> = expected.into_iter().flatten().collect();
    assert_eq!(named, expected);
    assert_eq!(named.len(), count.div_ceil(5_000));
}
