//! What a what-if promises: gains are those of the engine, one by one and together; the fewest are the
//! fewest; a projection's floor is the clock alone and its ceiling what finishing makes of it.
#![allow(clippy::unwrap_used, reason = "a test may fail anywhere")]

mod histories;

use std::collections::HashMap;

use chiso_scoring::agency::{Agency, Level};
use chiso_scoring::board::fix::Fix;
use chiso_scoring::board::gain::Gain;
use chiso_scoring::board::remedy::{Fixes, Remedy};
use chiso_scoring::board::target::{Outcome, Proof};
use chiso_scoring::board::whatif::{Pick, Which};
use chiso_scoring::board::{Board, Imagined};
use chiso_scoring::dossier::{Fact, Marks, Snapshot, Statement, Status};
use chiso_scoring::expr::Entity;
use chiso_scoring::period::Period;
use chiso_scoring::record::{
    About, Petition, PetitionStep, Publication, Record, Service, ServiceLevel, ServiceState,
};
use chiso_scoring::rulebook::Rulebook;
use chiso_scoring::sheet::Place;
use histories::*;
use proptest::prelude::*;
use proptest::sample::select;
use rust_decimal::Decimal;

/// Enough of everything else for a province to have a total.
fn grounds() -> Vec<Event> {
    let day = |text: &str| text.parse().unwrap();
    let records = ["H03.1", "H55.8"].into_iter().enumerate().flat_map(|(at, code)| {
        let publication = Record::Publication(Publication {
            stated_at: Y2025,
            agency: code.into(),
            decision: "45/QĐ-UBND".into(),
            procedure: PROCEDURES[at].into(),
            decided_on: day("2025-03-03"),
            effective_on: day("2025-03-20"),
            public_at: Some(Y2025 + 62 * DAY),
        });
        let service = Record::Service(Service {
            stated_at: Y2025,
            agency: code.into(),
            procedure: PROCEDURES[at].into(),
            level: ServiceLevel::Full,
            state: ServiceState::Public,
            valid_from: day("2024-01-01"),
            valid_to: None,
            has_fee: true,
            for_person: true,
            all_parts: true,
            limit: None,
        });
        let petition = Record::Petition(Petition {
            stated_at: Y2025,
            step: PetitionStep::Handling,
            answered_at: None,
            number: format!("PA-{at}").into(),
            agency: code.into(),
            received_at: Y2025 + (70 + 9 * at as i64) * DAY,
            about: About::Staff,
            likes: 0,
            dislikes: 0,
            repeated: false,
            dossier: None,
        });
        [publication, service, petition]
    });
    records.map(Event::Record).collect()
}

/// A dossier of the first months, open or just finished, in the shapes that can be dealt with.
fn dossier() -> impl Strategy<Value = Event> {
    let states = select(
        &[Status::Processing, Status::Accepted, Status::Done, Status::Supplement, Status::Refused]
            [..],
    );
    let marks = select(vec![Marks::default(), Marks::INPUT_FILE, Marks::RESULT_FILE]);
    let codes = select(&["H55.8", "H55.9", "H55", "H03.2"][..]);
    (0..14usize, codes, states, marks, (55..100i64, 1..60i64, any::<bool>(), any::<bool>()))
        .prop_map(|(at, code, status, marks, (received, due, synced, asked))| {
            let mut said = Snapshot::new(code, PROCEDURES[at % 2], status);
            said.received_at = Some(Y2025 + received * DAY);
            said.due_at = Some(Y2025 + (received + due) * DAY + 3_600);
            said.ended_at = status.is_end().then_some(Y2025 + 99 * DAY);
            said.marks = marks;
            if asked || status == Status::Supplement {
                let requested_at = Y2025 + (received + 1) * DAY;
                let supplied_at = (status != Status::Supplement).then_some(requested_at + DAY);
                said.rounds = vec![chiso_scoring::dossier::Round { requested_at, supplied_at }];
            }
            let fact = Fact::Snapshot(Box::new(said.stated(None)));
            let synced_at = synced.then_some(Y2025 + 99 * DAY);
            Event::Say(Statement { number: format!("H55-{at:04}").into(), synced_at, fact })
        })
}

fn world() -> impl Strategy<Value = Kept> {
    let events = prop::collection::vec(
        prop_oneof![5 => dossier(), 1 => petition().prop_map(Event::Record)],
        4..26,
    );
    events.prop_map(|events| {
        let mut kept = Kept::new(Y2025 + 100 * DAY);
        grounds().iter().chain(&events).for_each(|event| kept.take(event));
        kept
    })
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{:#?}\n{:#?}", self.versions, self.records)
    }
}

fn periods() -> impl Strategy<Value = Period> {
    select(&["2025-03", "2025-04", "2025-Q2", "2025"][..]).prop_map(|text| text.parse().unwrap())
}

fn codes() -> impl Strategy<Value = &'static str> {
    select(&["H55", "H55.8", "H55.9", "H03"][..])
}

fn board<'a>(kept: &'a Kept, book: &'a Rulebook, period: Period) -> Board<'a> {
    Board::new(kept.standing.live(), book, period).unwrap()
}

fn agency_of<'a>(board: &Board<'a>, code: &str) -> &'a Agency {
    board.live().tree().find(code, board.period()).unwrap()
}

fn rows(remedies: &[Remedy]) -> Vec<Imagined> {
    remedies.iter().map(Remedy::imagined).collect()
}

fn gain(board: &Board<'_>, agency: &Agency, remedies: &[Remedy]) -> Gain {
    let after = board.imagine(&rows(remedies)).score(agency);
    Gain::between(board.rulebook(), &board.score(agency), &after)
}

fn total(board: &Board<'_>, agency: &Agency) -> Option<Decimal> {
    board.points(agency, Place::Total).points
}

/// Really does what is imagined: by the statements senders would make.
fn really(kept: &mut Kept, remedies: &[Remedy], now: i64) {
    let codes: HashMap<u32, String> =
        kept.versions.iter().map(|(code, (key, _))| (*key, code.clone())).collect();
    for remedy in remedies {
        for fix in remedy.fixes.iter() {
            if remedy.entity == Entity::Dossier {
                let code = &codes[&remedy.key];
                let version = kept.versions[code].1.clone();
                kept.say(&fix.statement(&version, code, now).unwrap());
            } else {
                let found =
                    kept.records.values().find(|(key, _)| *key == remedy.key).unwrap().1.clone();
                let Record::Petition(petition) = found else { panic!("a petition") };
                kept.record(&Record::Petition(fix.petition(&petition, now).unwrap()));
            }
        }
    }
}

proptest! {
    #![proptest_config(histories())]

    #[test]
    fn what_gains_most_is_what_the_engine_says(kept in world(), period in periods(), code in codes(), book in 0..2usize) {
        let books = books();
        let board = board(&kept, &books[book], period);
        let end = board.at(board.end());
        let agency = agency_of(&board, code);
        let next = board.next(agency, 1_000);
        let remedies = board.remedies(agency, Fixes::ACTIONS, board.now());
        prop_assert_eq!(next.fixable, remedies.len());
        prop_assert_eq!(next.gaining, next.actions.len());
        for action in &next.actions {
            let one = [action.remedy];
            prop_assert_eq!(action.gain.now, gain(&board, agency, &one));
            prop_assert_eq!(action.gain.end, gain(&end, agency, &one));
            if let (Some(above), Some(gained)) = (next.above, action.above) {
                prop_assert_eq!(gained.now, gain(&board, above, &one));
                prop_assert_eq!(gained.end, gain(&end, above, &one));
            }
        }
        for remedy in remedies.iter().filter(|remedy| next.actions.iter().all(|action| action.remedy != **remedy)) {
            prop_assert!(!gain(&board, agency, &[*remedy]).is_some() && !gain(&end, agency, &[*remedy]).is_some());
        }
        let order: Vec<_> = next.actions.iter().map(|action| std::cmp::Reverse((action.gain.end, action.gain.now))).collect();
        prop_assert!(order.is_sorted());
        let first: Vec<Remedy> = next.actions.iter().take(3).map(|action| action.remedy).collect();
        let few = board.next(agency, 3);
        prop_assert_eq!(few.actions.iter().map(|action| action.remedy).collect::<Vec<_>>(), first.clone());
        prop_assert_eq!(few.together.end, gain(&end, agency, &first));
        prop_assert_eq!(few.gaining, next.gaining);
    }

    #[test]
    fn what_if_is_really_doing_it(mut kept in world(), period in periods(), later in 0..30 * DAY) {
        let books = books();
        let before = kept.standing.live().clone();
        let live_board = Board::new(&before, &books[1], period).unwrap();
        let agency = agency_of(&live_board, "H55").clone();
        let remedies = live_board.remedies(&agency, Fixes::ACTIONS, live_board.now());
        let imagined = live_board.imagine(&rows(&remedies));
        let now = live_board.now();
        really(&mut kept, &remedies, now);
        let real = board(&kept, &books[1], period);
        for agency in before.tree().in_force(period) {
            prop_assert_eq!(imagined.score(agency), real.score(agency), "{}", &agency.code);
        }
        // And so it stays while time passes.
        let then = imagined.at(now + later);
        kept.standing.tick(now + later);
        let real = board(&kept, &books[1], period);
        for agency in before.tree().in_force(period) {
            prop_assert_eq!(then.score(agency), real.score(agency), "{}", &agency.code);
        }
    }

    #[test]
    fn the_fewest_are_the_fewest(kept in world(), period in periods(), code in codes(), book in 0..2usize, wanted in any::<u8>(), ending in any::<bool>()) {
        let books = books();
        let board = board(&kept, &books[book], period);
        let agency = agency_of(&board, code);
        let mut remedies = board.remedies(agency, Fixes::ACTIONS, board.now());
        remedies.sort_by_key(|remedy| (remedy.key, remedy.entity == Entity::Petition));
        remedies.truncate(7);
        let judged = if ending { board.at(board.end()) } else { board };
        let subset = |bits: usize| -> Vec<Remedy> {
            remedies.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1).map(|(_, remedy)| *remedy).collect()
        };
        let with = |bits: usize| total(&judged.imagine(&rows(&subset(bits))), agency);
        let all = 1_usize << remedies.len();
        let goal = with(usize::from(wanted) % all).unwrap_or_default();
        let target = judged.reach(agency, &remedies, goal);
        prop_assert_eq!(target.before, total(&judged, agency));
        let reaching = (0..all).filter(|bits| with(*bits).is_some_and(|points| points >= goal));
        let fewest = reaching.map(usize::count_ones).min();
        match target.outcome {
            Outcome::NoTotal => prop_assert_eq!(total(&judged, agency), None),
            Outcome::There => prop_assert_eq!(fewest, Some(0)),
            Outcome::OutOfReach { after, .. } => {
                // Only rounding, or a dossier that does harm, can reach what all that gain do not.
                prop_assert!(fewest.is_none() || after < goal);
            }
            Outcome::Reached { chosen, after, proof } => {
                prop_assert_eq!(total(&judged.imagine(&rows(&chosen)), agency), Some(after));
                prop_assert!(after >= goal);
                let fewest = fewest.unwrap() as usize;
                match proof {
                    Proof::Smallest => prop_assert_eq!(chosen.len(), fewest, "{:?}", chosen),
                    Proof::AtLeast(least) => prop_assert!(least <= fewest && fewest <= chosen.len()),
                }
            }
        }
    }

    #[test]
    fn a_projection_lies_between_nobody_and_everybody(kept in world(), period in periods(), code in codes()) {
        let books = books();
        let board = board(&kept, &books[1], period);
        let agency = agency_of(&board, code);
        let projection = board.project(agency);
        let end = board.at(board.end());
        prop_assert_eq!(&projection.floor.score, &end.score(agency));
        prop_assert_eq!(projection.floor.rank, end.standing_of(agency).0);
        let ceiling = end.imagine(&rows(&projection.due));
        prop_assert_eq!(&projection.ceiling.score, &ceiling.score(agency));
        for remedy in &projection.due {
            prop_assert!(remedy.fixes == Fixes::of(&[Fix::Close]) || remedy.fixes == Fixes::of(&[Fix::Answer]));
        }
        for step in &projection.steps {
            if let Outcome::Reached { chosen, .. } = &step.target.outcome {
                let total = total(&end.imagine(&rows(chosen)), agency).unwrap();
                prop_assert!(total >= step.target.goal);
            }
        }
    }

    #[test]
    fn sets_are_what_they_are_called(kept in world(), period in periods(), code in codes()) {
        let books = books();
        let board = board(&kept, &books[1], period);
        let agency = agency_of(&board, code);
        let keys = |fix: Fix, which| {
            let changes = board.changes(agency, &[(fix, Pick::Which(which))]);
            prop_assert_eq!(changes.done[&fix], changes.rows.len());
            prop_assert!(changes.refused.is_empty());
            let mut keys: Vec<u32> = changes.rows.iter().map(|row| row.key).collect();
            keys.sort_unstable();
            Ok(keys)
        };
        let (late, due, all) = (keys(Fix::Close, Which::Overdue)?, keys(Fix::Close, Which::Due)?, keys(Fix::Close, Which::All)?);
        prop_assert!(late.iter().all(|key| !due.contains(key)));
        prop_assert!(late.iter().chain(&due).all(|key| all.contains(key)));
        prop_assert_eq!(keys(Fix::Issue, Which::NoResult)?, keys(Fix::Issue, Which::All)?);
        prop_assert_eq!(keys(Fix::Sync, Which::Unsynced)?, keys(Fix::Sync, Which::All)?);
        // Named one by one, the same follows.
        let named = board.changes(agency, &[(Fix::Close, Pick::Keys(all.clone()))]);
        prop_assert_eq!(named.done[&Fix::Close], all.len());
        let again: Vec<u32> = all.iter().chain(&all).copied().collect();
        let twice = board.changes(agency, &[(Fix::Close, Pick::Keys(again))]);
        prop_assert_eq!((twice.done[&Fix::Close], twice.refused.len()), (all.len(), all.len()));
        // Everybody's place moves as the two boards say, and nobody is left out.
        let after = board.imagine(&named.rows);
        let shifts = board.shifts(&after);
        let all = board.live().tree().in_force(period).into_iter();
        for agency in all.filter(|agency| agency.level != Level::Nation) {
            let shift = shifts.iter().find(|shift| shift.agency.code == agency.code);
            let ((from, ranked), (to, ranked_after)) = (board.standing_of(agency), after.standing_of(agency));
            // Whoever has no points is not counted among those who are ranked.
            let siblings = board.siblings(agency);
            let with = siblings.iter().filter(|sibling| total(&board, sibling).is_some()).count();
            prop_assert_eq!(ranked, with);
            prop_assert!(from.is_none_or(|from| from <= ranked));
            match shift {
                Some(shift) => {
                    prop_assert_eq!(shift.rank, (from, to));
                    prop_assert_eq!(shift.of, (ranked, ranked_after));
                }
                None => prop_assert_eq!((from, total(&board, agency)), (to, total(&after, agency))),
            }
        }
    }
}
