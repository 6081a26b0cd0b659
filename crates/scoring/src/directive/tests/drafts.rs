//! From a fall to an order.

use jiff::civil::date;
use rstest::rstest;

use super::{decimal, tree};
use crate::agency::AgencyTree;
use crate::calendar::Calendar;
use crate::directive::draft::{Fall, Loss, NoDraft, Wording};
use crate::directive::{Basis, Quote, Rules, Target};
use crate::dossier::Seconds;
use crate::figure::{Captured, Figure, Reported};
use crate::round::Exact;
use crate::rulebook::Rulebooks;
use crate::score::Basis as Wins;
use crate::sheet::{Place, Sheet};

fn sheet<'a>(
    tree: &'a AgencyTree,
    books: &'a Rulebooks,
    period: &str,
    counts: &[(&str, &str, i64, i64)],
) -> Sheet<'a> {
    let rows: Vec<Captured> = counts
        .iter()
        .map(|(agency, indicator, n, d)| Captured {
            reported: Reported {
                period: period.parse().unwrap(),
                as_of: "2026-11-02T08:00:00".parse().unwrap(),
                agency: (*agency).to_owned(),
                indicator: (*indicator).to_owned(),
                figure: Figure::of_counts(*n, *d),
                source: "Cổng DVCQG".to_owned(),
            },
            revision: 5,
        })
        .collect();
    let book = books.get("766-2024").unwrap();
    Sheet::new(tree, book, period.parse().unwrap(), Wins::Computed, &rows)
}

/// The province falls from 180 of 200 to 130 of 200: mostly in Xây dựng, a little in the district; the commune does better.
fn fall_of(tree: &AgencyTree, books: &Rulebooks, look: impl FnOnce(&Sheet<'_>, &Sheet<'_>)) {
    let before = sheet(
        tree,
        books,
        "2026-09",
        &[
            ("H55", "2.1", 180, 200),
            ("H55.17", "2.1", 91, 100),
            ("H55.240", "2.1", 49, 50),
            ("H55.243", "2.1", 40, 50),
            ("H55", "1.1", 20, 20),
        ],
    );
    let after = sheet(
        tree,
        books,
        "2026-10",
        &[
            ("H55", "2.1", 130, 200),
            ("H55.17", "2.1", 43, 100),
            ("H55.240", "2.1", 44, 50),
            ("H55.243", "2.1", 43, 50),
            ("H55", "1.1", 19, 20),
        ],
    );
    look(&before, &after);
}

const AT: [(Seconds, u64); 2] = [(1_790_000_000, 4), (1_791_000_000, 9)];

#[test]
fn a_fall_names_the_units_behind_it_and_asks_for_what_was_lost() {
    let (tree, books) = (tree(), Rulebooks::embedded());
    fall_of(&tree, &books, |before, after| {
        let place = Place::find(after.rulebook(), "2.1").unwrap();
        let fall = Fall { before, after, agency: "H55", place };
        let cause = fall.cause(AT, Rules::embedded()).unwrap();
        assert_eq!(cause.change, decimal("-5.00"));
        let losses: Vec<&str> = cause.losses.iter().map(|loss| loss.agency.as_str()).collect();
        assert_eq!(losses, ["H55.17", "H55.240"]);
        // 48 and 5 of 53 dossiers lost: the first alone holds 90 %.
        assert_eq!(cause.units("H55"), ["H55.17"]);
        assert_eq!(cause.losses[0], Loss { agency: "H55.17".into(), change: Exact::new(-24, 5) });
        let wording = Wording { title: "Về việc …".to_owned(), note: None };
        let customs = (date(2026, 11, 10), &Calendar::embedded(), Rules::embedded());
        let order = cause.order(&fall, Basis::Published, Vec::new(), wording, customs);
        assert_eq!((&*order.issuer, &*order.owner, &*order.agency), ("H55", "H55.17", "H55"));
        assert_eq!(order.target, Target::Points(decimal("18.00")));
        assert_eq!(order.baseline.points, Some(decimal("13.00")));
        assert_eq!((order.baseline.as_of, order.baseline.revision), AT[1]);
        // Ten working days after Tuesday 10/11, the 24th being off.
        assert_eq!(order.deadline, date(2026, 11, 25));
        assert_eq!(order.check(after.rulebook(), date(2026, 11, 10)).ok(), Some(place));
    });
}

#[test]
fn a_fall_of_a_group_is_drafted_from_the_indicator_that_fell_most() {
    let (tree, books) = (tree(), Rulebooks::embedded());
    fall_of(&tree, &books, |before, after| {
        let place = Place::find(after.rulebook(), "TDGQ").unwrap();
        let fall = Fall { before, after, agency: "H55", place };
        let cause = fall.cause(AT, Rules::embedded()).unwrap();
        assert_eq!(after.rulebook().indicators[cause.indicator].code, "2.1");
        assert_eq!(cause.units("H55"), ["H55.17"]);
        assert_eq!(cause.before.counts, None);
    });
}

#[test]
fn a_unit_without_units_is_directed_by_its_parent() {
    let (tree, books) = (tree(), Rulebooks::embedded());
    fall_of(&tree, &books, |before, after| {
        let place = Place::find(after.rulebook(), "2.1").unwrap();
        let fall = Fall { before, after, agency: "H55.17", place };
        let cause = fall.cause(AT, Rules::embedded()).unwrap();
        let wording = Wording { title: "Về việc …".to_owned(), note: None };
        let customs = (date(2026, 11, 10), &Calendar::embedded(), Rules::embedded());
        let order = cause.order(&fall, Basis::Dossiers, Vec::new(), wording, customs);
        assert_eq!((&*order.issuer, &*order.owner), ("H55", "H55.17"));
        assert_eq!(order.units, ["H55.17"]);
    });
}

#[rstest]
#[case::rose("H55.243", NoDraft::NoFall)]
#[case::silent("H55.242", NoDraft::NoPoints)]
#[case::unknown("H99", NoDraft::NoAgency)]
fn what_did_not_fall_is_no_draft(#[case] agency: &str, #[case] expected: NoDraft) {
    let (tree, books) = (tree(), Rulebooks::embedded());
    fall_of(&tree, &books, |before, after| {
        let place = Place::find(after.rulebook(), "2.1").unwrap();
        let fall = Fall { before, after, agency, place };
        assert_eq!(fall.cause(AT, Rules::embedded()).err(), Some(expected));
    });
}

/// What a closing quotes is what the sheet scores, to the digit.
#[test]
fn a_quote_is_what_score_says() {
    let (tree, books) = (tree(), Rulebooks::embedded());
    fall_of(&tree, &books, |_, after| {
        let rulebook = after.rulebook();
        for agency in tree.all() {
            let score = after.score(agency);
            for place in crate::compare::places(rulebook) {
                let quote = Quote::of(after, &agency.code, place, 7, 9).unwrap();
                let points = place.of(&score);
                assert_eq!((quote.points, quote.state), (points.points, points.state));
                assert_eq!((quote.as_of, quote.revision), (7, 9));
                if let Place::Indicator(at) = place {
                    let figure = score.indicators[at].figure;
                    assert_eq!(quote.counts, figure.and_then(|figure| figure.counts()));
                }
            }
        }
    });
}
