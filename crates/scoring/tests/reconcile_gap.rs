//! Published counts beside ours: what the ledger explains, and the rest.
#![allow(clippy::unwrap_used, reason = "a test may fail anywhere")]

use std::collections::HashSet;

use chiso_scoring::agency::{Agency, AgencyTree, Level};
use chiso_scoring::dossier::{Fact, Snapshot, Statement, Status, Version};
use chiso_scoring::figure::{Counts, Figure};
use chiso_scoring::measure::plan::Plan;
use chiso_scoring::period::Period;
use chiso_scoring::reconcile::gap::{Gap, gaps};
use chiso_scoring::rulebook::Rulebooks;
use chiso_scoring::standing::Standing;
use rstest::rstest;

const DAY: i64 = 86_400;
/// 1/8/2026, 00:00 in Vietnam.
const AUGUST: i64 = 1_785_517_200;

fn agency(code: &str, level: Level, parent: Option<&str>) -> Agency {
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

/// Dossier `n`, received on day `n` of August and done after three days: on time if it is even.
fn dossier(n: i64) -> (String, Version) {
    let at = |day: i64| AUGUST + (day - 1) * DAY + 9 * 3600;
    let mut state = Snapshot::new("H55.9", "1.004222", Status::Done);
    state.received_at = Some(at(n));
    state.due_at = Some(at(n + if n % 2 == 0 { 5 } else { 1 }));
    state.ended_at = Some(at(n + 3));
    let code = format!("H55.9-2608{n:02}-0117");
    let fact = Fact::Snapshot(Box::new(state.stated(None)));
    let statement = Statement { number: code.as_str().into(), synced_at: Some(at(n)), fact };
    let mut version = Version::default();
    version.join(&statement).unwrap();
    (code, version)
}

/// The gap of an indicator: eight dossiers here, four of them on time; published are other counts.
fn gap(code: &str, published: (i64, i64), ours_only: &[u32], theirs_only: i64) -> Gap {
    let rulebooks = Rulebooks::embedded();
    let tree = AgencyTree::new([
        agency("VN", Level::Nation, None),
        agency("H55", Level::Province, Some("VN")),
        agency("H55.9", Level::Commune, Some("H55")),
    ]);
    let now = AUGUST + 25 * DAY;
    let mut standing = Standing::new(Plan::whole(&rulebooks), tree.unwrap(), now);
    for n in 1..=8 {
        let (code, version) = dossier(i64::from(n));
        standing.dossier(n, &code, &version);
    }
    let rulebook = rulebooks.get("766-2024").unwrap();
    let at = rulebook.indicator(code).unwrap();
    let mut figures = vec![None; rulebook.indicators.len()];
    figures[at] = Some(Figure::of_counts(published.0, published.1));
    let period: Period = "2026-08".parse().unwrap();
    let keys: HashSet<u32> = ours_only.iter().copied().collect();
    let only = (&keys, theirs_only);
    let all = gaps(standing.live(), &rulebook.id, ("H55", period), &figures, only);
    assert_eq!(all.len(), 1, "only what was published is compared");
    assert_eq!(all[0].indicator, at);
    all[0]
}

fn counts(counts: Counts) -> (i64, i64) {
    (counts.numerator, counts.denominator)
}

#[rstest]
// On time / handled: dossiers 2, 4, 6 and 8 of eight are on time.
#[case::nothing_is_known("2.1", (3, 6), &[], 0, (4, 8), (0, 0), (1, 2))]
#[case::two_of_ours_explain_all("2.1", (3, 6), &[1, 2], 0, (4, 8), (1, 2), (0, 0))]
#[case::an_explanation_larger_than_the_gap("2.1", (4, 8), &[3, 4, 6], 0, (4, 8), (2, 3), (-2, -3))]
#[case::what_they_alone_list_moves_nothing_certain("2.1", (4, 9), &[], 1, (4, 8), (0, 0), (0, -1))]
// Synchronised / received: what they alone list is received and synchronised there.
#[case::theirs_alone("1.4", (9, 9), &[], 1, (8, 8), (-1, -1), (0, 0))]
#[case::both_ways("1.4", (7, 8), &[5, 7], 1, (8, 8), (1, 1), (0, -1))]
fn a_gap_is_explained_as_far_as_it_is_certain(
    #[case] indicator: &str,
    #[case] published: (i64, i64),
    #[case] ours_only: &[u32],
    #[case] theirs_only: i64,
    #[case] ours: (i64, i64),
    #[case] explained: (i64, i64),
    #[case] rest: (i64, i64),
) {
    let gap = gap(indicator, published, ours_only, theirs_only);
    assert_eq!(counts(gap.ours), ours);
    assert_eq!(counts(gap.theirs), published);
    assert_eq!(counts(gap.explained), explained);
    assert_eq!(counts(gap.rest()), rest);
    let (whole, rest) = (counts(gap.gap()), counts(gap.rest()));
    assert_eq!((whole.0, whole.1), (explained.0 + rest.0, explained.1 + rest.1));
}
