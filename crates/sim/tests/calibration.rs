//! The calibrated provinces tally what was published, counted plainly from what was said.
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod common;

use std::collections::BTreeMap;

use chiso_scoring::dossier::Catalogue;
use chiso_scoring::dossier::meaning::NUMBERS;
use chiso_scoring::measure::NULL;
use chiso_sim::{Tricks, World, bac_kan_2023_08, nation, thai_nguyen_2026};
use common::{Tally, count, sum};
use rstest::rstest;

const PUBLISHED: &str = include_str!("../../../data/reported/bac-kan-2023-08.csv");

/// Printed rates of Bắc Kạn: agency and indicator → text of the rate.
fn printed(indicator: &str) -> BTreeMap<Box<str>, String> {
    let mut reader = csv::Reader::from_reader(PUBLISHED.as_bytes());
    let rows = reader.records().map(Result::unwrap);
    let rows = rows.filter(|row| &row[3] == indicator && !row[6].is_empty());
    rows.map(|row| (row[2].into(), row[6].to_owned())).collect()
}

/// `n` of `d` in percent, rounded half up to as many decimals as the printed text has.
fn as_printed(n: u64, d: u64, text: &str, decimals: usize) -> (u64, u64) {
    let scale = 10_u64.pow(decimals as u32);
    let computed = (n * 100 * scale * 2 + d) / (2 * d);
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let rest = format!("{rest:0<decimals$}");
    let fraction: u64 = if decimals == 0 { 0 } else { rest.parse().unwrap() };
    (computed, whole.parse::<u64>().unwrap() * scale + fraction)
}

#[test]
fn bac_kan_has_the_printed_rate_of_progress_in_every_unit() {
    let (tallies, _) = count(&bac_kan_2023_08(2023));
    let rates = printed("2.1");
    let mut units = 0;
    for (agency, text) in rates.iter().filter(|(agency, _)| &***agency != "H03") {
        let tally = tallies[agency];
        let (computed, published) = as_printed(tally.on_time, tally.handled, text, 2);
        assert_eq!(computed, published, "{agency}: {tally:?}");
        units += 1;
    }
    assert_eq!(units, 24);
    let (on_time, handled) = (sum(&tallies, |t| t.on_time), sum(&tallies, |t| t.handled));
    assert_eq!((on_time, handled), (8_320, 11_565));
    let (computed, published) = as_printed(on_time, handled, &rates["H03"], 0);
    assert_eq!(computed, published);
}

#[test]
fn bac_kan_has_the_printed_share_of_online_dossiers_in_every_unit() {
    let (tallies, _) = count(&bac_kan_2023_08(2023));
    let rates = printed("3.3");
    for (agency, text) in rates.iter().filter(|(code, _)| tallies.contains_key(*code)) {
        let tally = tallies[agency];
        let (computed, published) = as_printed(tally.online, tally.received, text, 1);
        assert_eq!(computed, published, "{agency}: {tally:?}");
    }
    let (online, received) = (sum(&tallies, |t| t.online), sum(&tallies, |t| t.received));
    let (computed, published) = as_printed(online, received, &rates["H03"], 2);
    assert_eq!(computed, published);
}

#[test]
fn bac_kan_has_the_printed_payments() {
    let (tallies, distinct) = count(&bac_kan_2023_08(7));
    assert_eq!((sum(&tallies, |t| t.paid), sum(&tallies, |t| t.fee)), (448, 6_769));
    assert_eq!((distinct.paid.len(), distinct.fee.len()), (26, 175));
    for (agency, text) in printed("3.6").iter().filter(|(code, _)| tallies.contains_key(*code)) {
        // Four of 17 among ten dossiers, and 47 of 109 among sixty, cannot be.
        if ["H03.S-NNPTNT", "H03.Q058"].contains(&&**agency) {
            continue;
        }
        let tally = tallies[agency];
        let (computed, published) = as_printed(tally.paid, tally.fee, text, 2);
        assert_eq!(computed, published, "{agency}: {tally:?}");
    }
}

#[rstest]
#[case::with_result("4.1", |t: &Tally| t.result)]
#[case::satisfied("5.4", |t: &Tally| t.satisfied)]
#[case::reused("4.3", |t: &Tally| t.reused)]
fn bac_kan_has_the_printed_rates_of_the_province(
    #[case] indicator: &str,
    #[case] of: fn(&Tally) -> u64,
) {
    let (tallies, _) = count(&bac_kan_2023_08(2023));
    let text = &printed(indicator)["H03"];
    let (computed, published) =
        as_printed(sum(&tallies, of), sum(&tallies, |t| t.handled), text, 2);
    assert_eq!(computed, published);
}

#[test]
fn bac_kan_syncs_9_895_percent_of_the_national_report() {
    let world = bac_kan_2023_08(2023);
    let (tallies, _) = count(&world);
    let report: i64 = world.facts.iter().filter_map(|facts| facts.received_national_report).sum();
    assert_eq!((sum(&tallies, |t| t.synced), report), (1_979, 20_000));
}

/// The engine's own reading of a version gives the same progress as the plain count.
#[test]
fn the_engine_reads_the_same() {
    struct Anything;
    impl Catalogue for Anything {
        fn knows(&self, _: &str) -> bool {
            true
        }
        fn statutory_due(&self, _: &str, _: i64) -> Option<i64> {
            None
        }
    }
    let at = |name| NUMBERS.iter().position(|column| *column == name).unwrap();
    let [closed, due] = ["closed_at", "due_at"].map(at);
    let [requests, waits] = ["supplement_requests", "supplement_seconds"].map(at);
    let world = bac_kan_2023_08(2023);
    let mut progress: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    for dossier in world.finals() {
        let meaning = dossier.version.meaning(&dossier.number, &Anything).unwrap();
        let cells = meaning.cells.numbers;
        let end = if cells[closed] == NULL { world.to() } else { cells[closed] };
        let on_time = cells[requests] <= 1 && end - cells[waits] <= cells[due];
        assert!(end >= world.from());
        let (handled, timely) = progress.entry(meaning.agency.to_owned()).or_default();
        *handled += 1;
        *timely += u64::from(on_time);
    }
    let planned = world.counts().filter(|(_, plan)| plan.handled > 0);
    let planned = planned.map(|(agency, plan)| (agency.to_owned(), (plan.handled, plan.on_time)));
    assert_eq!(progress, planned.collect());
}

const THAI_NGUYEN: Tally = Tally {
    handled: 265_883,
    on_time: 254_178,
    satisfied: 254_078,
    received: 224_083,
    synced: 224_083,
    online: 219_377,
    post: 1_204,
    fee: 204_116,
    paid: 181_383,
    result: 210_223,
    digitised: 65_846,
    reused: 77_736,
    population: 109_242,
    store: 1_664,
};

fn total(tallies: &BTreeMap<Box<str>, Tally>) -> Tally {
    Tally {
        handled: sum(tallies, |t| t.handled),
        on_time: sum(tallies, |t| t.on_time),
        satisfied: sum(tallies, |t| t.satisfied),
        received: sum(tallies, |t| t.received),
        synced: sum(tallies, |t| t.synced),
        online: sum(tallies, |t| t.online),
        post: sum(tallies, |t| t.post),
        fee: sum(tallies, |t| t.fee),
        paid: sum(tallies, |t| t.paid),
        result: sum(tallies, |t| t.result),
        digitised: sum(tallies, |t| t.digitised),
        reused: sum(tallies, |t| t.reused),
        population: sum(tallies, |t| t.population),
        store: sum(tallies, |t| t.store),
    }
}

#[test]
fn thai_nguyen_is_exact_at_full_scale() {
    let (tallies, distinct) = count(&thai_nguyen_2026(55, 1000));
    assert_eq!(total(&tallies), THAI_NGUYEN);
    assert_eq!((distinct.fee.len(), distinct.paid.len()), (103, 46));
    assert_eq!(distinct.population.len(), 279);
    assert_eq!(tallies.len(), 92 + 14);
}

#[rstest]
#[case(1, 266)]
#[case(25, 6_647)]
#[case(333, 88_539)]
fn thai_nguyen_shrinks_in_proportion(#[case] permille: u64, #[case] handled: u64) {
    let (tallies, _) = count(&thai_nguyen_2026(8, permille));
    let all = total(&tallies);
    assert_eq!(all.handled, handled);
    let near = |part: u64, whole: u64| part.abs_diff(whole * permille / 1000) <= 2;
    assert!(near(all.on_time, THAI_NGUYEN.on_time) && near(all.paid, THAI_NGUYEN.paid), "{all:?}");
    assert!(near(all.result, THAI_NGUYEN.result) && near(all.store, THAI_NGUYEN.store), "{all:?}");
}

/// Every unit comes out as planned, whoever plays tricks.
#[rstest]
#[case::bac_kan(bac_kan_2023_08(1))]
#[case::bac_kan_honest(bac_kan_2023_08(1).with_tricks(Tricks::none()))]
#[case::thai_nguyen(thai_nguyen_2026(2, 40))]
#[case::nation(nation(3, 30_000))]
fn every_unit_is_as_planned(#[case] world: World) {
    let (tallies, _) = count(&world);
    for (agency, plan) in world.counts().filter(|(_, plan)| plan.handled > 0) {
        let t = tallies[agency];
        let tallied =
            (t.handled, t.on_time, t.satisfied, t.received, t.online, t.post, t.fee, t.paid);
        let planned = (
            plan.handled,
            plan.on_time,
            plan.on_time - plan.unhappy,
            plan.received,
            plan.online,
            plan.post,
            plan.fee,
            plan.paid,
        );
        assert_eq!(tallied, planned, "{agency}");
        let tallied = (t.synced, t.result, t.digitised, t.reused, t.population, t.store);
        let planned =
            (plan.synced, plan.result, plan.digitised, plan.reused, plan.population, plan.store);
        assert_eq!(tallied, planned, "{agency}");
    }
}
