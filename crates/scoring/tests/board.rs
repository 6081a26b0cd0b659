//! The board says what the sheet says; imagining rows says what really putting them says; letting the
//! clock pass on a board says what letting it pass for all says; a fix is what its statement makes of a
//! dossier.
#![allow(clippy::unwrap_used, reason = "a test may fail anywhere")]

mod histories;

use chiso_scoring::agency::{Agency, Level};
use chiso_scoring::board::fix::Fix;
use chiso_scoring::board::{Board, Imagined};
use chiso_scoring::dossier::meaning::{FLAGS, flag};
use chiso_scoring::dossier::{Fact, Snapshot, Statement, Status};
use chiso_scoring::expr::Entity;
use chiso_scoring::measure::table::Row;
use chiso_scoring::period::Period;
use chiso_scoring::record::{AgencyFacts, Record};
use chiso_scoring::rulebook::Rulebook;
use chiso_scoring::score::AgencyScore;
use chiso_scoring::sheet::{Place, Provenance, Sheet};
use histories::*;
use proptest::prelude::*;
use proptest::sample::select;

/// Statements of a dozen dossiers, so that counts grow beyond one.
fn said() -> impl Strategy<Value = Event> {
    (statement(), 0..12).prop_map(|(mut statement, at)| {
        statement.number = format!("H55.9-202503{:02}-{at:04}", at + 1).into();
        Event::Say(statement)
    })
}

/// What rows can be imagined of.
fn imaginable() -> impl Strategy<Value = Event> {
    let records = prop_oneof![publication(), petition()];
    prop_oneof![3 => said(), 1 => records.prop_map(Event::Record)]
}

/// Last year's figure, which stands in where nothing was received.
fn last_year() -> impl Strategy<Value = Event> {
    let periods = select(&["2025-03", "2025-Q1", "2025"][..]);
    (time(), select(&CODES[..]), periods, 0..900i64).prop_map(
        |(stated_at, agency, period, year)| {
            Event::Record(Record::Agency(AgencyFacts {
                stated_at,
                agency: agency.into(),
                period: period.parse().unwrap(),
                offers_copies: None,
                copies_done: None,
                certifications: None,
                accounts_verified: None,
                received_national_report: None,
                received_previous_year: Some(year),
                services_growth: None,
            }))
        },
    )
}

fn any_event() -> impl Strategy<Value = Event> {
    prop_oneof![6 => event(), 4 => said(), 1 => last_year()]
}

/// A log whose every code was heard of, though it may have no dossier: numbers of codes are the same in
/// all logs that begin like this.
fn begun(events: &[Event]) -> Kept {
    let mut kept = Kept::new(Y2025 + 100 * DAY);
    for (at, code) in CODES.iter().enumerate() {
        for (stated_at, received_at) in [(1, Some(Y2025)), (2, None)] {
            let procedure = PROCEDURES[at % PROCEDURES.len()];
            let mut snapshot = Snapshot::new(code, procedure, Status::Registered);
            (snapshot.received_at, snapshot.due_at) = (received_at, received_at);
            let fact = Fact::Snapshot(Box::new(snapshot.stated(Some(Y2025 + stated_at))));
            kept.say(&Statement { number: format!("first-{at}").into(), synced_at: None, fact });
        }
    }
    events.iter().for_each(|event| kept.take(event));
    kept
}

fn scores(kept: &Kept, board: &Board<'_>) -> Vec<(String, AgencyScore)> {
    let agencies = kept.standing.live().tree().in_force(board.period());
    let score = |agency: &&Agency| (agency.code.clone(), (*board.score(agency)).clone());
    agencies.iter().map(score).collect()
}

/// Every board there is: of both rulebooks, in every period.
fn boards<'a>(kept: &'a Kept, books: &'a [Rulebook]) -> Vec<Board<'a>> {
    let live = kept.standing.live();
    let periods: Vec<Period> = live.periods().collect();
    let all = periods.iter().flat_map(|period| books[..2].iter().map(move |book| (*period, book)));
    all.map(|(period, book)| Board::new(live, book, period).unwrap()).collect()
}

/// The same period and rulebook of another log, if it has them.
fn same<'a>(board: &Board<'_>, kept: &'a Kept, book: &'a Rulebook) -> Option<Board<'a>> {
    Board::new(kept.standing.live(), book, board.period())
}

/// Everything in which a log differs from an earlier state of itself, as imagined rows.
fn differing(before: &Kept, after: &Kept) -> Vec<Imagined> {
    let dossiers = after.versions.values().map(|(key, _)| (Entity::Dossier, *key));
    let records = after.records.values().filter_map(|(key, record)| match record {
        Record::Petition(_) => Some((Entity::Petition, *key)),
        Record::Publication(_) => Some((Entity::Publication, *key)),
        _ => None,
    });
    let row = |(entity, key)| {
        let row = after.standing.live().peek(entity, key);
        (row != before.standing.live().peek(entity, key)).then_some(Imagined { entity, key, row })
    };
    dossiers.chain(records).filter_map(row).collect()
}

fn book_of<'a>(books: &'a [Rulebook], board: &Board<'_>) -> &'a Rulebook {
    books.iter().find(|book| book.id == board.rulebook().id).unwrap()
}

proptest! {
    #![proptest_config(histories())]

    #[test]
    fn the_board_says_what_the_sheet_says(events in prop::collection::vec(any_event(), 1..60)) {
        let (kept, books) = (begun(&events), books());
        let live = kept.standing.live();
        let at = Provenance { as_of: "2025-04-11T07:00:00".parse().unwrap(), source: "chiso".into(), revision: 7 };
        for board in boards(&kept, &books) {
            let counted = live.figures(&board.rulebook().id, board.period());
            let sheet = Sheet::counted(live.tree(), board.rulebook(), board.period(), &counted, &at);
            for agency in live.tree().in_force(board.period()) {
                prop_assert_eq!(&*board.score(agency), &sheet.score(agency), "{} {}", agency.code, board.period());
            }
            let communes = live.tree().of_level(Level::Commune, board.period());
            for place in [Place::Total, Place::Group(1), Place::Indicator(4)] {
                let ranked = board.ranked(&communes, place);
                let theirs = sheet.rank(&communes, place);
                let ours: Vec<_> = ranked.iter().map(|r| (r.rank, &r.agency.code, r.points)).collect();
                let theirs: Vec<_> = theirs.iter().map(|r| (r.rank, &r.agency.code, r.points)).collect();
                prop_assert_eq!(ours, theirs);
            }
        }
    }

    #[test]
    fn imagining_is_really_putting(
        events in prop::collection::vec(any_event(), 1..40),
        first in prop::collection::vec(imaginable(), 1..12),
        second in prop::collection::vec(imaginable(), 1..6),
    ) {
        let (before, books) = (begun(&events), books());
        let middle = begun(&[&events[..], &first].concat());
        let after = begun(&[&events[..], &first, &second].concat());
        let (one, two) = (differing(&before, &middle), differing(&middle, &after));
        for board in boards(&before, &books) {
            let book = book_of(&books, &board);
            // A log can lose its earliest rows, and with them its earliest periods.
            let (Some(middle_board), Some(after_board)) = (same(&board, &middle, book), same(&board, &after, book)) else { continue };
            let imagined = board.imagine(&one);
            prop_assert_eq!(scores(&middle, &imagined), scores(&middle, &middle_board));
            prop_assert_eq!(scores(&after, &imagined.imagine(&two)), scores(&after, &after_board));
            let together: Vec<Imagined> = one.iter().chain(&two).copied().collect();
            let together = board.imagine(&together);
            prop_assert_eq!(scores(&after, &together), scores(&after, &after_board));
            for agency in before.standing.live().tree().in_force(board.period()) {
                prop_assert_eq!(together.counted(&agency.code), after_board.counted(&agency.code));
            }
            prop_assert_eq!(scores(&before, &board), scores(&before, &same(&board, &before, book).unwrap()));
        }
    }

    #[test]
    fn the_clock_of_a_board_is_the_clock(
        events in prop::collection::vec(any_event(), 1..40),
        steps in (1..40 * DAY, 1..40 * DAY),
        rows in prop::collection::vec(imaginable(), 1..8),
    ) {
        let (before, books) = (begun(&events), books());
        let now = before.standing.live().now();
        let tick = |by: i64| Event::Tick(by);
        let with = |extra: &[Event]| begun(&[&events[..], extra].concat());
        let later = with(&[tick(steps.0), tick(steps.1)]);
        let imagined = with(&rows);
        let both = with(&[&rows[..], &[tick(steps.0 + steps.1)]].concat());
        let changes = differing(&before, &imagined);
        let end = now + steps.0 + steps.1;
        for board in boards(&before, &books) {
            let book = book_of(&books, &board);
            let (Some(later_board), Some(both_board)) = (same(&board, &later, book), same(&board, &both, book)) else { continue };
            prop_assert_eq!(scores(&later, &board.at(end)), scores(&later, &later_board));
            prop_assert_eq!(scores(&later, &board.at(now + steps.0).at(end)), scores(&later, &later_board));
            prop_assert_eq!(scores(&both, &board.imagine(&changes).at(end)), scores(&both, &both_board));
            prop_assert_eq!(scores(&both, &board.at(end).imagine(&changes)), scores(&both, &both_board));
            prop_assert_eq!(scores(&before, &board.at(now - DAY)), scores(&before, &board));
        }
    }

    #[test]
    fn a_fix_is_what_its_statement_makes_of_a_dossier(
        events in prop::collection::vec(prop_oneof![4 => said(), 1 => service().prop_map(Event::Record)], 1..60),
    ) {
        let mut kept = begun(&events);
        let now = kept.standing.live().now();
        for (code, (key, version)) in kept.versions.clone() {
            for fix in [Fix::Close, Fix::Issue, Fix::Sync] {
                let live = kept.standing.live();
                let (Some(row), Some(fixed)) = (live.peek(Entity::Dossier, key), live.fixed(Entity::Dossier, key, fix, now)) else { continue };
                prop_assert_ne!(row, fixed, "{:?} changes something", fix);
                let mut stated = version.clone();
                stated.join(&fix.statement(&version, &code, now).unwrap()).unwrap();
                kept.standing.dossier(key, &code, &stated);
                let real = kept.standing.live().peek(Entity::Dossier, key).unwrap();
                prop_assert_eq!(plain(real), plain(fixed), "{:?} of {:?}", fix, version);
                prop_assert_eq!(fix.row(Entity::Dossier, fixed, now), None, "twice");
                kept.standing.dossier(key, &code, &version);
            }
        }
    }

    #[test]
    fn an_answer_is_what_is_recorded(events in prop::collection::vec(petition().prop_map(Event::Record), 1..20)) {
        let mut kept = begun(&events);
        let now = kept.standing.live().now();
        for (key, record) in kept.records.values().cloned().collect::<Vec<_>>() {
            let Record::Petition(petition) = &record else { continue };
            let Some(fixed) = kept.standing.live().fixed(Entity::Petition, key, Fix::Answer, now) else { continue };
            let answered = Fix::Answer.petition(petition, now).unwrap();
            kept.record(&Record::Petition(answered));
            prop_assert_eq!(kept.standing.live().peek(Entity::Petition, key), Some(fixed));
        }
    }
}

/// A row without the marks of tricks: those look at the whole history.
fn plain(mut row: Row) -> Row {
    let facts = [
        flag::COMPLAINED,
        flag::COMPONENT_FILE,
        flag::DIGITISED,
        flag::PERSONAL_STORE,
        flag::POPULATION_DATA,
        flag::RESULT_ELECTRONIC,
        flag::REUSED,
    ];
    assert!(facts.len() + 13 == FLAGS.len(), "a new flag is a fact or a mark");
    row.values.flags &= facts.iter().sum::<u32>();
    row
}
