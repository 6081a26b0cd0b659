//! The heart: after any history, what is kept live equals what the oracle computes from nothing, to the
//! last digit, and any order and repetition of the same input ends in the same figures.
//!
//! `CHISO_HISTORIES=100000 cargo nextest run -p chiso-scoring --test standing` runs for hours.
#![allow(clippy::unwrap_used, reason = "a test may fail anywhere")]

mod histories;

use chiso_scoring::dossier::{Fact, Snapshot, Statement, Status};
use chiso_scoring::expr::Entity;
use histories::*;
use proptest::prelude::*;

proptest! {
    #![proptest_config(histories())]

    #[test]
    fn live_restarted_and_oracle_agree(events in prop::collection::vec(event(), 1..40)) {
        let mut kept = Kept::new(Y2025 + 100 * DAY);
        let every = events.len().div_ceil(3).max(1);
        for (at, event) in events.iter().enumerate() {
            kept.take(event);
            if at % every == every - 1 || at + 1 == events.len() {
                let live = kept.tallies();
                let wrong = differences(&live, &kept.oracle());
                prop_assert!(wrong.is_empty(), "live / oracle after event {at}:\n{}", wrong.join("\n"));
                let wrong = differences(&live, &kept.restarted().tallies());
                prop_assert!(wrong.is_empty(), "live / restarted after event {at}:\n{}", wrong.join("\n"));
            }
        }
    }

    #[test]
    fn order_and_repetition_do_not_matter(
        (events, shuffled) in prop::collection::vec(
            prop_oneof![3 => statement().prop_map(Event::Say), 1 => record().prop_map(Event::Record)],
            1..25,
        )
        .prop_flat_map(|events| {
            let twice: Vec<Event> = events.iter().chain(&events).cloned().collect();
            (Just(events), Just(twice).prop_shuffle())
        }),
    ) {
        let run = |events: &[Event]| {
            let mut kept = Kept::new(Y2025 + 500 * DAY);
            events.iter().for_each(|event| kept.take(event));
            kept.tallies()
        };
        let wrong = differences(&run(&events), &run(&shuffled));
        prop_assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

/// A dossier whose newest statement takes its reception back is held again, also over a restart.
#[test]
fn a_dossier_that_is_held_again_leaves_no_row() {
    let said = |stated_at, received_at, due_at| {
        let mut snapshot = Snapshot::new("H55.9", "1.000001", Status::Registered);
        (snapshot.received_at, snapshot.due_at) = (received_at, due_at);
        let fact = Fact::Snapshot(Box::new(snapshot.stated(Some(stated_at))));
        Statement { number: "H55.9-250110-0007".into(), synced_at: None, fact }
    };
    let mut kept = Kept::new(Y2025 + 100 * DAY);
    kept.say(&said(Y2025 + DAY, Some(Y2025), Some(Y2025 + 9 * DAY)));
    let saved = kept.standing.saved();
    assert_eq!(kept.standing.live().rows(Entity::Dossier), 1);
    kept.say(&said(Y2025 + 2 * DAY, None, None));
    assert_eq!(kept.standing.live().rows(Entity::Dossier), 0);

    let mut again = Kept::new(Y2025 + 100 * DAY).standing;
    again.restore(saved);
    let (number, version) = &kept.versions["H55.9-250110-0007"];
    again.load(*number, "H55.9-250110-0007", version);
    again.loaded();
    assert_eq!(again.live().rows(Entity::Dossier), 0);
}
