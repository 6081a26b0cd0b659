//! What holds of every world: the same bytes, the order of time, a bounded memory, tricks that can be
//! seen and switched.
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use chiso_scoring::agency::AgencyTree;
use chiso_scoring::dossier::meaning::FLAGS;
use chiso_scoring::dossier::{Catalogue, Seconds};
use chiso_scoring::record::{About, PetitionStep};
use chiso_sim::calls::{Dialect, calls};
use chiso_sim::files::{History, Table, csv};
use chiso_sim::{Message, Trick, Tricks, World, bac_kan_2023_08, nation, thai_nguyen_2026};
use proptest::prelude::*;
use rstest::rstest;
use sha2::{Digest, Sha256};

fn hash(lines: impl Iterator<Item = String>) -> String {
    let mut hasher = Sha256::new();
    lines.for_each(|line| hasher.update(line.as_bytes()));
    hasher.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// A change here means that old seeds give other bytes: benches, demos and goldens change with it.
#[test]
fn the_same_seed_gives_the_same_bytes_for_ever() {
    let worlds = [
        ("Bắc Kạn", bac_kan_2023_08(766)),
        ("Thái Nguyên", thai_nguyen_2026(766, 10)),
        ("cả nước", nation(766, 2_000)),
    ];
    let mut hashes = BTreeMap::new();
    for (name, world) in &worlds {
        let tables = Table::ALL.map(|table| hash(csv(world, table, History::All)));
        let calls = hash(calls(world, Dialect::V2, world.events()).map(|call| call.body));
        hashes.insert(*name, (tables, calls));
    }
    insta::assert_debug_snapshot!(hashes);
}

#[test]
fn another_seed_gives_another_world() {
    let dossiers = |seed| hash(csv(&thai_nguyen_2026(seed, 5), Table::Dossiers, History::Final));
    assert_ne!(dossiers(1), dossiers(2));
    assert_eq!(dossiers(1), dossiers(1));
}

#[rstest]
#[case::bac_kan(bac_kan_2023_08(4))]
#[case::thai_nguyen(thai_nguyen_2026(5, 20))]
#[case::nation(nation(6, 9_000))]
fn messages_come_in_the_order_of_time_and_end_with_the_world(#[case] world: World) {
    let mut last = Seconds::MIN;
    let mut numbers = BTreeSet::new();
    let mut messages = 0;
    for event in world.events() {
        assert!(event.at >= last, "{event:?} after {last}");
        assert!(event.at <= world.until(), "{event:?}");
        last = event.at;
        numbers.extend(event.number);
        messages += 1;
    }
    let dossiers: u64 = world.counts().map(|(_, counts)| counts.handled).sum();
    assert_eq!(numbers.len() as u64, dossiers, "numbers are unique");
    let records = world.services.len() + world.publications.len() + world.facts.len();
    let each = (messages - records - 3 * world.petitions.len()) as u64 / dossiers;
    assert!((3..=7).contains(&each), "{each} messages per dossier");
}

#[test]
fn agencies_form_a_tree_and_every_dossier_has_one() {
    let world = thai_nguyen_2026(9, 5);
    AgencyTree::new(world.agencies.clone()).unwrap();
    let codes: BTreeSet<&str> = world.agencies.iter().map(|agency| agency.code.as_str()).collect();
    assert!(world.counts().all(|(agency, _)| codes.contains(agency)));
}

#[test]
fn memory_follows_open_dossiers_not_all_dossiers() {
    let world = nation(11, 40_000);
    let mut events = world.events();
    let messages = events.by_ref().count();
    let open = events.most_open();
    assert!(messages > 120_000, "{messages}");
    assert!(open < 40_000 / 8, "{open} dossiers kept at a time");
}

#[test]
fn finals_are_what_the_messages_join_to() {
    let world = bac_kan_2023_08(12);
    let mut joined = BTreeMap::new();
    for statement in world.events().filter_map(|event| event.statement()) {
        let version: &mut chiso_scoring::dossier::Version =
            joined.entry(statement.number.clone()).or_default();
        version.join(&statement).unwrap();
    }
    let finals: BTreeMap<_, _> =
        world.finals().map(|dossier| (dossier.number, dossier.version)).collect();
    assert_eq!(finals, joined);
}

struct Known<'w>(BTreeSet<&'w str>);

impl Catalogue for Known<'_> {
    fn knows(&self, procedure: &str) -> bool {
        self.0.contains(procedure)
    }
    fn statutory_due(&self, _: &str, _: Seconds) -> Option<Seconds> {
        None
    }
}

/// How many dossiers carry each quality mark.
fn marked(world: &World) -> BTreeMap<&'static str, u64> {
    let known = Known(world.services.iter().map(|service| &*service.procedure).collect());
    let mut marks = BTreeMap::new();
    for dossier in world.finals() {
        let meaning = dossier.version.meaning(&dossier.number, &known).unwrap();
        for (bit, flag) in FLAGS.iter().enumerate() {
            *marks.entry(*flag).or_default() += u64::from(meaning.cells.flags >> bit & 1);
        }
    }
    marks
}

fn used(world: &World) -> BTreeMap<Trick, u64> {
    let mut used = BTreeMap::new();
    for dossier in world.finals() {
        dossier.tricks.iter().for_each(|trick| *used.entry(trick).or_default() += 1);
    }
    used
}

#[rstest]
#[case::bac_kan(bac_kan_2023_08(21))]
#[case::thai_nguyen(thai_nguyen_2026(22, 60))]
fn every_trick_occurs_and_all_can_be_switched_off(#[case] world: World) {
    let tricks: Vec<Trick> = used(&world).into_keys().collect();
    assert_eq!(tricks, Trick::ALL);
    let honest = world.with_tricks(Tricks::none());
    assert_eq!(used(&honest), BTreeMap::new());
    let marks = marked(&honest);
    for mark in [
        "back_dated",
        "dates_disagree",
        "due_moved",
        "invented_step",
        "paid_marked_online",
        "placeholder_identity",
        "procedure_unknown",
        "reopened",
        "result_is_input",
        "rewritten_to_done",
        "closed_at_once",
    ] {
        assert_eq!(marks[mark], 0, "{mark}: {marks:?}");
    }
}

#[rstest]
#[case(Trick::RewrittenToDone, "rewritten_to_done")]
#[case(Trick::InventedDone, "invented_step")]
#[case(Trick::ResultIsInput, "result_is_input")]
#[case(Trick::CashAsOnline, "paid_marked_online")]
#[case(Trick::DueMoved, "due_moved")]
#[case(Trick::PauseOnDueDay, "paused_on_due_day")]
#[case(Trick::InstantClosing, "closed_at_once")]
#[case(Trick::BackDated, "back_dated")]
#[case(Trick::PlaceholderIdentity, "placeholder_identity")]
fn a_trick_alone_is_seen_by_its_mark(#[case] trick: Trick, #[case] mark: &str) {
    let world = bac_kan_2023_08(31).with_tricks(Tricks::none().with(trick, 1000));
    let used = used(&world);
    assert_eq!(used.keys().copied().collect::<Vec<_>>(), [trick]);
    let seen = marked(&world)[mark];
    assert!(seen >= used[&trick] && seen > 0, "{mark}: {seen} of {used:?}");
}

#[test]
fn sending_tricks_change_how_it_is_sent() {
    let only = |trick| bac_kan_2023_08(41).with_tricks(Tricks::none().with(trick, 1000));
    let count = |world: &World| world.events().count();
    let honest = bac_kan_2023_08(41).with_tricks(Tricks::none());
    assert!(count(&only(Trick::Resend)) > count(&honest) + 2_000);
    let creates = |world: &World| {
        world.events().filter(|event| matches!(event.message, Message::Create(_))).count()
    };
    assert!(creates(&only(Trick::NewAsUpdate)) + 2_000 < creates(&honest));
    let late = only(Trick::OutOfOrder);
    let overtaken = late.events().filter(|event| match &event.message {
        Message::Create(state) => event.at > state.stated_at,
        _ => false,
    });
    assert!(overtaken.count() > 500);
}

#[test]
fn petitions_of_thai_nguyen_are_the_published_ones() {
    let world = thai_nguyen_2026(55, 1);
    let (rules, staff) = (About::Rules, About::Staff);
    let about = |kind| world.petitions.iter().filter(|petition| petition.about == kind).count();
    assert_eq!((world.petitions.len(), about(rules), about(staff)), (183, 159, 17));
    // Timely ones end within four days, late ones wait more than a month: no calendar disputes it.
    let waited = |petition: &&chiso_scoring::record::Petition| {
        petition.answered_at.unwrap_or(world.until()) - petition.received_at
    };
    let (quick, slow): (Vec<_>, Vec<_>) =
        world.petitions.iter().partition(|petition| waited(petition) < 5 * 86_400);
    assert_eq!(quick.len(), 104);
    assert!(slow.iter().all(|petition| waited(petition) >= 40 * 86_400));
    let liked = quick.iter().filter(|it| it.dislikes <= it.likes && !it.repeated).count();
    assert_eq!(liked, 74);
    let passed_on = quick.iter().filter(|it| it.step == PetitionStep::PassedOn);
    assert!(passed_on.clone().count() > 5);
    assert!(passed_on.clone().all(|petition| waited(petition) < 2 * 3600));
}

#[test]
fn publications_of_thai_nguyen_are_the_published_ones() {
    let world = thai_nguyen_2026(55, 1);
    let start = "2026-01-01".parse::<jiff::civil::Date>().unwrap();
    let decided = world.publications.iter().filter(|it| it.decided_on >= start);
    let timely = decided.clone().filter(|it| it.decided_on < it.effective_on).count();
    assert_eq!((timely, decided.count(), world.publications.len()), (1, 57, 59));
    let procedures: BTreeSet<_> = world.publications.iter().map(|it| &it.procedure).collect();
    assert_eq!(procedures.len(), 59);
}

#[test]
fn services_have_the_published_numbers_of_procedures() {
    type Filter = fn(&&chiso_scoring::record::Service) -> bool;
    let distinct = |world: &World, of: Filter| {
        world
            .services
            .iter()
            .filter(of)
            .map(|it| it.procedure.clone())
            .collect::<BTreeSet<_>>()
            .len()
    };
    let world = thai_nguyen_2026(55, 1);
    assert_eq!(distinct(&world, |it| it.has_fee), 366);
    assert_eq!(distinct(&world, |it| it.for_person), 1_305);
    assert_eq!(distinct(&world, |it| !it.all_parts), 0);
    let world = bac_kan_2023_08(55);
    assert_eq!(distinct(&world, |it| it.has_fee), 646);
    assert_eq!(distinct(&world, |it| it.level as u8 == 3), 234);
    assert_eq!(distinct(&world, |it| it.level as u8 == 4), 1_032);
    assert_eq!(distinct(&world, |_| true), 1_774);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    /// Whatever the seed and the senders, every dossier can be read and is as planned.
    #[test]
    fn any_seed_keeps_to_the_plan(seed in any::<u64>(), share in 0u16..=1000) {
        let tricks = Trick::ALL.into_iter().fold(Tricks::none(), |all, it| all.with(it, share));
        let world = nation(seed, 1_500).with_tricks(tricks);
        let (tallies, _) = common::count(&world);
        for (agency, plan) in world.counts().filter(|(_, plan)| plan.handled > 0) {
            let tally = tallies[agency];
            prop_assert_eq!((tally.handled, tally.on_time), (plan.handled, plan.on_time));
            prop_assert_eq!(tally.satisfied, plan.on_time - plan.unhappy);
        }
    }
}
