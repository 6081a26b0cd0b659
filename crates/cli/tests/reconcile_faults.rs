//! Faults with a known cause, through the real intake and the real store: each cause is named.
//!
//! What the table shows stands in `docs/doi-soat.md`.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use chiso_intake::sync::{CallContext, CallKind, read_call};
use chiso_scoring::agency::AgencyTree;
use chiso_scoring::calendar::Calendar;
use chiso_scoring::expr::Entity;
use chiso_scoring::measure::Scope as Rows;
use chiso_scoring::measure::plan::Plan;
use chiso_scoring::reconcile::{
    Entry, Kind, List, Ours, Scope, Side, ThreeWays, suspects, three_ways,
};
use chiso_scoring::rulebook::Rulebooks;
use chiso_sim::calls::{Call, CallKind as Said};
use chiso_sim::faults::{DELAY, Dealt, Faulty, Rates};
use chiso_sim::{World, thai_nguyen_2026};
use chiso_store::writer::{
    Committed, Follower, Pending, Quarantined, Submission, Submitted, Writer, WriterOptions,
};
use chiso_store::{Store, live};

const DAY: i64 = 86_400;

struct Nobody;

impl Follower for Nobody {
    fn committed(&mut self, _: &Committed<'_>) {}
}

/// The items of a call as a server hands them to the writer.
fn submission(call: &Call, tree: &AgencyTree) -> Submission {
    let hint = match call.kind {
        Said::Create => CallKind::Dossiers { updating: Some(false) },
        Said::Update => CallKind::Dossiers { updating: Some(true) },
        Said::Progress => CallKind::Progress,
        Said::Status => CallKind::StatusChange,
    };
    let context = CallContext { at: call.at, sender: Some(&call.sender), tree };
    let (mut items, mut refused) = (Vec::new(), Vec::new());
    for item in read_call(call.body.as_bytes(), Some(hint), &context).unwrap().items {
        match item.outcome {
            Ok(statement) => items.push(Submitted::Statement(statement)),
            Err(refusal) => refused.push(Quarantined {
                number: item.number.map(String::from),
                place: refusal.place.to_string(),
                code: refusal.code.name().to_owned(),
                field: Some(refusal.field.to_owned()),
                value: Some(refusal.value.to_string()),
            }),
        }
    }
    let (sender, format) = (call.sender.to_string(), "dongbo".to_owned());
    Submission { sender, format, at: call.at, items, refused, import: None }
}

/// Sends all calls, a day at a time: what comes together is one revision.
fn send(store: &Arc<Store>, tree: &AgencyTree, calls: impl Iterator<Item = Call>) {
    let writer = Writer::spawn(Arc::clone(store), Box::new(Nobody), WriterOptions::default());
    let writer = writer.unwrap();
    let (mut day, mut sent): (i64, Vec<Pending>) = (0, Vec::new());
    for call in calls {
        if call.at / DAY != day {
            day = call.at / DAY;
            sent.drain(..).for_each(|pending| drop(pending.wait().unwrap()));
        }
        sent.push(writer.submit(submission(&call, tree)).unwrap());
    }
    sent.into_iter().for_each(|pending| drop(pending.wait().unwrap()));
}

/// The three lists compared, chiso's as the store gives it two days after the others were taken.
fn compared(world: &World, faulty: &Faulty<'_>) -> ThreeWays {
    let dir = tempfile::tempdir().unwrap();
    let store = Arc::new(Store::open(dir.path()).unwrap());
    store.add_agencies(&world.agencies, "2026-01-01T00:00:00Z").unwrap();
    let tree = AgencyTree::new(world.agencies.clone()).unwrap();
    send(&store, &tree, faulty.calls());

    let plan = Plan::whole(&Rulebooks::embedded());
    let at = faulty.taken_at() + 2 * DELAY;
    let (revision, standing) = live::read(&store, plan, at, None).unwrap();
    // Both lists know days only.
    let day = |at: i64| (at + 7 * 3_600).div_euclid(DAY) * DAY - 7 * 3_600;
    let rough = |mut entry: Entry| {
        for at in [&mut entry.received_at, &mut entry.due_at, &mut entry.ended_at] {
            *at = at.map(day);
        }
        entry
    };
    let taken = |side| List {
        side,
        captured_at: faulty.taken_at(),
        revision: None,
        entries: faulty.list(side).into_iter().map(rough).collect(),
    };
    let others = [taken(Side::OneStop), taken(Side::Portal)];
    let asked: HashSet<&str> =
        others.iter().flat_map(|list| &list.entries).map(|entry| &*entry.code).collect();
    let refused = store.refused_only(i64::MAX).unwrap();
    let refused = refused.iter().map(String::as_str);
    let ours =
        Ours::of((revision, &standing), &store.dossiers().unwrap(), refused, ("H55", &asked));
    let [one_stop, portal] = others;
    let lists = [one_stop, ours.list.clone(), portal];
    let calendar = Calendar::embedded();
    let period = "2026".parse().unwrap();
    let scope = Scope { agency: "H55", period, tree: &tree, calendar: &calendar, at };
    let evidence = store.evidence(&suspects(&lists, scope), &ours.holds, i64::MAX).unwrap();
    let ways = three_ways(&lists, &evidence, scope);

    // What the ledger counts on our side is what the tallies count.
    let received = standing.live().measure("766-2024", "received").unwrap();
    let tally = standing.live().tally("H55", period, received, Rows::Subtree);
    assert_eq!(ways.between(Side::Chiso, Side::Portal).unwrap().total().left, tally);
    assert!(standing.live().rows(Entity::Dossier) as i64 >= tally);
    ways
}

/// How often which reason was found for which that had to be found; `None`: the two sides agree.
type Confusion = BTreeMap<(Option<Kind>, Option<Kind>), usize>;

fn confusion(ways: &ThreeWays, truth: &[Dealt]) -> Confusion {
    let mut table = Confusion::new();
    for ledger in &ways.ledgers {
        let found: HashMap<&str, Kind> =
            ledger.findings.iter().map(|f| (&*f.code, f.reason.kind())).collect();
        for Dealt { number, fault, .. } in truth {
            let wanted = fault.and_then(|fault| fault.shows(ledger.left, ledger.right));
            *table.entry((wanted, found.get(&**number).copied())).or_default() += 1;
        }
    }
    table
}

fn shown(table: &Confusion) -> String {
    let name = |kind: Option<Kind>| kind.map_or("agrees", Kind::code);
    let mut text = format!("{:<16} {:<16} {:>6}\n", "injected", "named", "times");
    for ((wanted, found), times) in table {
        text += &format!("{:<16} {:<16} {times:>6}\n", name(*wanted), name(*found));
    }
    text
}

#[test]
fn each_injected_cause_is_named() {
    let world = thai_nguyen_2026(766, 90);
    let faulty = Faulty::new(&world, 4, Rates::even(12));
    // What was carried over from the year before is received in no period that is reconciled.
    let in_2026 = |at: i64| (world.from()..world.to()).contains(&at);
    let truth = faulty.truth().filter(|it| it.received_at.is_some_and(in_2026));
    let truth: Vec<Dealt> = truth.collect();
    assert!(truth.len() > 18_000, "{}", truth.len());
    let ways = compared(&world, &faulty);
    assert!(ways.adds_up());
    let table = confusion(&ways, &truth);
    println!("{} dossiers\n{}", truth.len(), shown(&table));

    let kinds: Vec<Option<Kind>> = [None].into_iter().chain(Kind::ALL.map(Some)).collect();
    for wanted in kinds {
        let of = |right: bool| -> usize {
            let rows = table.iter().filter(|((w, f), _)| *w == wanted && (!right || w == f));
            rows.map(|(_, times)| times).sum()
        };
        let (all, right) = (of(false), of(true));
        assert!(all >= 100, "{wanted:?} was injected only {all} times");
        assert!(right * 100 >= all * 99, "{wanted:?}: {right} of {all}");
    }
    insta::assert_snapshot!(shown(&table));
}
