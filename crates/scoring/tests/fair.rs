//! Fair comparison: what one case moves, how firm a rank is, who is like whom.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::LazyLock;

use chiso_scoring::agency::{Agency, AgencyTree, Level};
use chiso_scoring::fair::{
    Case, Kind, Moves, Probe, Standing, band, cohorts, read_band, steady, volume,
};
use chiso_scoring::figure::Figure;
use chiso_scoring::measure::ask::Counted;
use chiso_scoring::rulebook::{Rulebook, Rulebooks};
use chiso_scoring::sheet::{Place, Provenance, Sheet};
use proptest::prelude::*;
use rstest::rstest;
use rust_decimal::Decimal;

static RULEBOOKS: LazyLock<Rulebooks> = LazyLock::new(Rulebooks::embedded);
static TREE: LazyLock<AgencyTree> = LazyLock::new(|| AgencyTree::new(agencies()).unwrap());

/// A province with two departments and thirty communes.
fn agencies() -> Vec<Agency> {
    let agency = |code: String, level, parent: Option<&str>| Agency {
        name: format!("Đơn vị {code}"),
        code,
        level,
        parent: parent.map(str::to_owned),
        valid_from: None,
        valid_to: None,
        successors: Vec::new(),
        portal_id: None,
    };
    let mut all = vec![
        agency("VN".into(), Level::Nation, None),
        agency("H44".into(), Level::Province, Some("VN")),
        agency("H44.02".into(), Level::Department, Some("H44")),
        agency("H44.03".into(), Level::Department, Some("H44")),
    ];
    all.extend((0..30).map(|at| agency(format!("H44.{}", 101 + at), Level::Commune, Some("H44"))));
    all
}

fn rulebook() -> &'static Rulebook {
    RULEBOOKS.get("766-2024").unwrap()
}

/// Figures of an agency, by indicator; what is not named is silent.
fn counted(agency: &str, handled: i64, given: &[(&str, i64, i64)]) -> Counted {
    let rulebook = rulebook();
    let mut indicators = vec![None; rulebook.indicators.len()];
    for (code, numerator, denominator) in given {
        let at = rulebook.indicator(code).unwrap();
        indicators[at] = Some(Figure::of_counts(*numerator, *denominator));
    }
    let measures = rulebook.measures.iter();
    let measures = measures.map(|measure| if measure.id == "handled" { handled } else { 0 });
    Counted { agency: agency.to_owned(), indicators, measures: measures.collect() }
}

fn sheet(counted: &[Counted]) -> Sheet<'static> {
    let at = Provenance {
        as_of: "2026-09-26T00:00:00".parse().unwrap(),
        source: "thử".to_owned(),
        revision: 7,
    };
    Sheet::counted(&TREE, rulebook(), "2026-08".parse().unwrap(), counted, &at)
}

fn agency(code: &str) -> &'static Agency {
    TREE.find(code, "2026-08".parse().unwrap()).unwrap()
}

fn told(moves: &Moves) -> String {
    let told = moves.all().map(|change| change.map_or("-".to_owned(), |c| format!("{c:+}")));
    told.join(" ")
}

// one more in the numerator, one less, one case more handled well, one case more handled badly
#[rstest]
#[case("H44.101", "2.1", (486, 588), "+0.03 -0.03 +0.01 -0.03", false)]
#[case("H44.101", "2.1", (3, 4), "+5.00 -5.00 +1.00 -3.00", true)]
#[case("H44.101", "2.1", (5, 5), "- -4.00 +0.00 -3.33", true)]
#[case("H44.101", "2.1", (0, 41), "+0.49 - +0.48 +0.00", false)]
#[case("H44.101", "2.1", (0, 39), "+0.51 - +0.50 +0.00", true)]
// At the target of 80 % nothing more is to be won.
#[case("H44.101", "4.3", (8, 10), "+0.00 -0.25 +0.00 -0.18", false)]
// Nothing to measure: the first petition decides over six points, yet there is no rate to warn of.
#[case("H44.101", "5.2", (0, 0), "- - +0.00 -6.00", false)]
#[case("H44.101", "4.1", (0, 0), "- - +6.00 +0.00", false)]
// Procedures with a dossier need not be among the services offered.
#[case("H44.101", "3.2", (7, 5), "+0.00 +0.00 +0.00 +0.00", false)]
// Shown only, constant, inherited: no case of the agency's own moves them.
#[case("H44.101", "2.2", (86_400, 3), "- - - -", false)]
#[case("H44.101", "4.6", (1, 2), "- - - -", false)]
#[case("H44.101", "1.3", (7, 9), "- - - -", false)]
#[case("H44", "1.3", (7, 9), "+0.22 -0.23 +0.04 -0.16", false)]
fn one_case_moves_an_indicator(
    #[case] code: &str,
    #[case] indicator: &str,
    #[case] (numerator, denominator): (i64, i64),
    #[case] expected: &str,
    #[case] warned: bool,
) {
    let sheet = sheet(&[counted(code, 0, &[(indicator, numerator, denominator)])]);
    let at = rulebook().indicator(indicator).unwrap();
    let found = Probe::new(&sheet, band()).of(agency(code));
    let one = &found.indicators[at];
    assert_eq!(told(&one.moves), expected);
    assert_eq!(one.warning, warned, "{one:?}");
    assert_eq!(one.counts.is_some(), expected != "- - - -");
}

#[rstest]
#[case("2.1", Case::Dossier)]
#[case("1.4", Case::Dossier)]
#[case("3.3", Case::Dossier)]
#[case("5.3", Case::Petition)]
#[case("3.2", Case::Other)]
#[case("3.1", Case::Other)]
#[case("1.1", Case::Other)]
#[case("2.2", Case::Other)]
#[case("4.6", Case::Other)]
fn a_numerator_counts_dossiers_petitions_or_something_else(
    #[case] code: &str,
    #[case] expected: Case,
) {
    let rulebook = rulebook();
    let rule = &rulebook.indicators[rulebook.indicator(code).unwrap()];
    assert_eq!(Case::of(rulebook, rule), expected);
}

#[test]
fn the_band_is_exceeded_not_touched() {
    // One of 40 is worth 0.50 in 2.1, and nothing else is known.
    let sheet = sheet(&[counted("H44.101", 40, &[("2.1", 13, 40)])]);
    let warned =
        |band: &str| Probe::new(&sheet, band.parse().unwrap()).of(agency("H44.101")).warning;
    assert_eq!(
        told(&Probe::new(&sheet, band()).of(agency("H44.101")).dossier),
        "+0.50 -0.50 +0.33 -0.16"
    );
    assert!(!warned("0.50"));
    assert!(warned("0.49"));
}

#[rstest]
#[case("0.50", Some("0.50"))]
#[case("0,5", Some("0.5"))]
#[case("100", Some("100"))]
#[case("100.01", None)]
#[case("-0.1", None)]
#[case("0.001", None)]
#[case("1e3", None)]
#[case("một", None)]
fn a_band_is_points_with_two_decimals(#[case] text: &str, #[case] expected: Option<&str>) {
    assert_eq!(read_band(text).map(|band| band.to_string()).as_deref(), expected);
}

/// The first dossier ever decides over much, but nothing that is there is unsteady.
#[test]
fn an_agency_without_any_dossier_is_not_warned() {
    let none = [("2.1", 0, 0), ("4.1", 0, 0), ("5.2", 0, 0)];
    let sheet = sheet(&[counted("H44.101", 0, &none), counted("H44.102", 3, &[("2.1", 2, 3)])]);
    let probe = Probe::new(&sheet, band());
    let (empty, small) = (probe.of(agency("H44.101")), probe.of(agency("H44.102")));
    assert_eq!(
        (told(&empty.dossier), empty.largest, empty.warning),
        ("- - +26.00 +0.00".into(), None, false)
    );
    assert_eq!((small.largest.unwrap().to_string().as_str(), small.warning), ("6.67", true));
}

/// Everything a unit can be scored by, with counts below `most`.
fn unit(most: i64) -> impl Strategy<Value = Vec<(&'static str, i64, i64)>> {
    let rules = rulebook().indicators.iter();
    let each = rules.map(move |rule| {
        let code = rule.code.as_str();
        (0..=most).prop_flat_map(move |d| (0..=d).prop_map(move |n| (code, n, d)))
    });
    each.collect::<Vec<_>>()
}

fn total(figures: &[(&'static str, i64, i64)]) -> Option<Decimal> {
    sheet(&[counted("H44.02", 0, figures)]).score(agency("H44.02")).total.points
}

proptest! {
    /// A dossier that falls the other way in every indicator at once moves the total by what is said.
    #[test]
    fn the_total_moves_by_the_sum_of_the_moves(figures in unit(60), kind in 0..4usize, petition: bool) {
        let sheet = sheet(&[counted("H44.02", 0, &figures)]);
        let found = Probe::new(&sheet, band()).of(agency("H44.02"));
        let case = if petition { Case::Petition } else { Case::Dossier };
        let moved = figures.iter().map(|(code, n, d)| {
            let one = &found.indicators[rulebook().indicator(code).unwrap()];
            let (dn, dd) = [(1, 0), (-1, 0), (1, 1), (0, 1)][kind];
            let moves = one.case == case && one.moves.all()[kind].is_some();
            if moves { (*code, n + dn, d + dd) } else { (*code, *n, *d) }
        });
        let moved: Vec<_> = moved.collect();
        let told = if petition { found.petition } else { found.dossier };
        let (before, after) = (total(&figures).unwrap_or_default(), total(&moved).unwrap_or_default());
        prop_assert_eq!(after - before, told.all()[kind].unwrap_or_default());
    }

    /// Against trying every single case of everybody.
    #[test]
    fn best_and_worst_rank_are_those_of_every_single_case(
        counts in prop::collection::vec((0..9i64).prop_flat_map(|d| (0..=d, Just(d))), 1..9),
    ) {
        let communes = TREE.children("H44", "2026-08".parse().unwrap());
        let communes = &communes[2..2 + counts.len()];
        let place = Place::find(rulebook(), "TDGQ").unwrap();
        let ranks = |counts: &[(i64, i64)]| {
            let all = communes.iter().zip(counts);
            let all = all.map(|(commune, (n, d))| counted(&commune.code, *d, &[("2.1", *n, *d), ("2.2", 0, 0)]));
            let sheet = sheet(&all.collect::<Vec<_>>());
            let points: Vec<_> = communes.iter().map(|c| place.of(&sheet.score(c)).points).collect();
            (steady(&sheet, communes, place), chiso_scoring::rank::ranks(&points))
        };
        let (told, now) = ranks(&counts);
        let (mut best, mut worst) = (now.clone(), now.clone());
        for at in 0..counts.len() {
            for by in [-1, 1] {
                let mut other = counts.clone();
                other[at].0 += by;
                if (0..=other[at].1).contains(&other[at].0) {
                    let ranks = ranks(&other).1;
                    for (at, rank) in ranks.into_iter().enumerate() {
                        best[at] = best[at].min(rank);
                        worst[at] = worst[at].max(rank);
                    }
                }
            }
        }
        for (at, row) in told.iter().enumerate() {
            prop_assert_eq!((row.rank, row.best, row.worst), (now[at], best[at], worst[at]), "{}", at);
        }
    }
}

#[test]
fn a_rank_without_points_is_not_steady_but_missing() {
    let sheet = sheet(&[counted("H44.101", 4, &[("2.1", 3, 4), ("2.2", 9, 3)])]);
    let communes = [agency("H44.101"), agency("H44.102")];
    let rows = steady(&sheet, &communes, Place::find(rulebook(), "TDGQ").unwrap());
    assert_eq!((rows[0].best, rows[0].worst), (Some(1), Some(1)));
    assert_eq!((rows[1].rank, rows[1].best, rows[1].worst), (None, None, None));
}

/// Communes with these volumes, all on time but `at` of them.
fn communes(volumes: &[i64]) -> (Sheet<'static>, Vec<&'static Agency>) {
    let all = TREE.children("H44", "2026-08".parse().unwrap());
    let communes: Vec<_> = all.into_iter().filter(|a| a.level == Level::Commune).collect();
    let rows = communes.iter().zip(volumes).enumerate().map(|(at, (commune, volume))| {
        let late = i64::try_from(at).unwrap();
        let on_time = (volume - late).max(0);
        counted(&commune.code, *volume, &[("2.1", on_time, *volume), ("2.2", 7, 2)])
    });
    let sheet = sheet(&rows.collect::<Vec<_>>());
    (sheet, communes[..volumes.len()].to_vec())
}

fn sizes(kind: &Kind<'_>) -> Vec<String> {
    let each = kind.cohorts.iter().map(|cohort| {
        let up_to = cohort.up_to.map_or("∞".to_owned(), |up_to| up_to.to_string());
        format!("{}: {}–{up_to}: {}", cohort.class, cohort.above + 1, cohort.members.len())
    });
    each.collect()
}

#[rstest]
#[case::quartiles(&[700, 3, 41, 8, 15, 20, 40, 90], &["1: 1–8: 2", "2: 9–20: 2", "3: 21–41: 2", "4: 42–∞: 2"])]
#[case::five(&[9, 11, 30, 31, 52], &["1: 1–30: 3", "2: 31–∞: 2"])]
#[case::three(&[9, 11, 30], &["1: 1–∞: 3"])]
#[case::equals_stay_together(&[5, 5, 5, 5, 5, 5, 5, 9], &["1: 1–5: 7", "2: 6–∞: 1"])]
#[case::all_equal(&[6, 6, 6, 6, 6, 6, 6, 6], &["1: 1–∞: 8"])]
#[case::nothing_stands_apart(&[12, 0, 14, 0], &["1: 1–∞: 2"])]
fn sizes_follow_from_the_agencies(#[case] volumes: &[i64], #[case] expected: &[&str]) {
    let (sheet, communes) = communes(volumes);
    let kinds = cohorts(&sheet, &communes, Place::find(rulebook(), "TDGQ").unwrap());
    assert_eq!(kinds.len(), 1);
    assert_eq!(sizes(&kinds[0]), expected);
    let inside: usize = kinds[0].cohorts.iter().map(|cohort| cohort.members.len()).sum();
    assert_eq!(inside + kinds[0].apart.len(), volumes.len());
    assert!(kinds[0].apart.iter().all(|apart| apart.volume == Some(0)));
}

#[test]
fn rank_percentile_and_median_inside_a_class() {
    // Late: 0 of 10, 1 of 12, 2 of 15, 3 of 11.
    let (sheet, communes) = communes(&[10, 12, 15, 11]);
    let kinds = cohorts(&sheet, &communes, Place::find(rulebook(), "TDGQ").unwrap());
    let small = &kinds[0].cohorts[0];
    assert_eq!((small.above, small.up_to), (0, Some(11)));
    let told: Vec<String> = small
        .members
        .iter()
        .map(|m| match m.standing {
            Standing::Ranked { rank, of, percentile } => {
                format!("{} {} {rank}/{of} {percentile}", m.agency.code, m.volume)
            }
            other => format!("{} {} {other:?}", m.agency.code, m.volume),
        })
        .collect();
    assert_eq!(told, ["H44.101 10 1/2 100.00", "H44.104 11 2/2 0.00"]);
    // 20.00 and 14.55: the mean is 17.275, half-up.
    assert_eq!(small.median.unwrap().to_string(), "17.28");
}

#[test]
fn a_cohort_of_one_gives_no_rank() {
    let (sheet, mut communes) = communes(&[10]);
    let place = Place::find(rulebook(), "TDGQ").unwrap();
    let kinds = cohorts(&sheet, &communes, place);
    assert_eq!(kinds[0].cohorts[0].members[0].standing, Standing::Alone);
    // Kinds are never mixed, and a unit nobody states a volume for is in no class.
    communes.push(agency("H44.02"));
    let kinds = cohorts(&sheet, &communes, place);
    assert_eq!(
        kinds.iter().map(|kind| kind.level).collect::<Vec<_>>(),
        [Level::Department, Level::Commune]
    );
    assert!(kinds[0].cohorts.is_empty());
    assert_eq!(kinds[0].apart[0].volume, None);
}

#[test]
fn a_published_volume_is_the_denominator_of_the_handled() {
    let mut given = counted("H44.101", 0, &[("2.1", 55, 61)]);
    given.measures.clear();
    let sheet = sheet(&[given]);
    assert_eq!(volume(&sheet, agency("H44.101")), Some(61));
    assert_eq!(volume(&sheet, agency("H44.102")), None);
}
