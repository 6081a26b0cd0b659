mod drafts;

use jiff::civil::date;
use proptest::prelude::*;
use rstest::rstest;

use super::progress::{Settled, is_settled, progress};
use super::status::{Status, status};
use super::*;
use crate::agency::{Agency, AgencyTree, Level};
use crate::calendar::Calendar;
use crate::round::{Exact, exact};
use crate::rulebook::Rulebooks;

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn tree() -> AgencyTree {
    let agency = |code: &str, level, parent: Option<&str>| Agency {
        code: code.to_owned(),
        name: format!("Đơn vị {code}"),
        level,
        parent: parent.map(str::to_owned),
        valid_from: None,
        valid_to: None,
        successors: Vec::new(),
        portal_id: None,
    };
    AgencyTree::new([
        agency("VN", Level::Nation, None),
        agency("H55", Level::Province, Some("VN")),
        agency("H55.17", Level::Department, Some("H55")),
        agency("H55.240", Level::District, Some("H55")),
        agency("H55.242", Level::Commune, Some("H55.240")),
        agency("H55.243", Level::Commune, Some("H55")),
    ])
    .unwrap()
}

fn quote(points: Option<&str>, counts: Option<(i64, i64)>) -> Quote {
    Quote {
        points: points.map(decimal),
        state: if points.is_some() { State::Value } else { State::SourceSilent },
        rate: counts.map(|(n, d)| crate::round::to_percent(Exact::new(n.into(), d.into()))),
        counts: counts.map(|(numerator, denominator)| Counts { numerator, denominator }),
        period: "2026-10".parse().unwrap(),
        rulebook: "766-2024".to_owned(),
        as_of: 1_791_000_000,
        revision: 17,
    }
}

/// Sở Xây dựng (H55.17) is to bring indicator 2.1 of the province from 14.00 to 16.00 points until Friday 23/10/2026.
fn order(target: Target) -> Order {
    Order {
        title: "Chấn chỉnh việc giải quyết hồ sơ quá hạn".to_owned(),
        issuer: "H55".to_owned(),
        owner: "H55.17".to_owned(),
        agency: "H55".to_owned(),
        code: "2.1".to_owned(),
        period: "2026-10".parse().unwrap(),
        rulebook: "766-2024".to_owned(),
        basis: Basis::Dossiers,
        target,
        baseline: quote(Some("14.00"), Some((70, 100))),
        deadline: date(2026, 10, 23),
        units: vec!["H55.17".to_owned(), "H55.243".to_owned()],
        dossiers: Vec::new(),
        note: None,
    }
}

fn directive(owner: &str) -> Directive {
    let order = Order { owner: owner.to_owned(), ..order(Target::Points(decimal("16.00"))) };
    Directive { number: "125/UBND-KSTT".to_owned(), issued_at: 1_791_000_000, order }
}

fn standing(owner: &str, points: Option<&str>, closing: Option<&Closing>, today: Date) -> Status {
    let directive = directive(owner);
    let progress = progress(&directive.order, quote(points, None), Settled::default());
    let known = (&tree(), &Calendar::embedded(), Rules::embedded());
    status(&directive, closing, &progress, today, known)
}

#[test]
fn the_customs_read_and_contradictions_are_refused() {
    assert_eq!(Rules::embedded().levels, [1, 6, 11]);
    let text = include_str!("../../../../rules/directives.toml");
    for (from, to) in [
        ("levels = [1, 6, 11]", "levels = [1, 6, 6]"),
        ("levels = [1, 6, 11]", "levels = [0, 6]"),
        ("levels = [1, 6, 11]", "levels = []"),
        ("deadline_days = 10", "deadline_days = 0"),
        ("named_percent = 80", "named_percent = 101"),
    ] {
        assert_ne!(text, text.replace(from, to), "{from}");
        assert!(Rules::read(&text.replace(from, to)).is_err(), "{to}");
    }
}

// 23/10/2026 is a Friday; 26/10 the first working day past the deadline.
#[rstest]
#[case::before("2026-10-21", Some("14.20"), "on_track")]
#[case::on_the_deadline("2026-10-23", Some("14.20"), "on_track")]
#[case::met_before("2026-10-21", Some("16.00"), "met")]
#[case::met_after("2026-11-20", Some("16.01"), "met")]
#[case::almost("2026-10-23", Some("15.99"), "on_track")]
#[case::no_figure_is_not_met("2026-10-21", None, "on_track")]
#[case::no_figure_is_overdue_too("2026-10-27", None, "escalated")]
#[case::weekend_after("2026-10-25", Some("14.20"), "overdue")]
#[case::first_working_day_after("2026-10-26", Some("14.20"), "escalated")]
fn an_open_directive_stands_where_number_and_day_put_it(
    #[case] today: Date,
    #[case] points: Option<&str>,
    #[case] expected: &str,
) {
    assert_eq!(standing("H55.17", points, None, today).code(), expected);
}

#[rstest]
#[case(Reason::Met, Some("13.00"))]
#[case(Reason::NotMet, Some("16.50"))]
#[case(Reason::Withdrawn, None)]
#[case(Reason::Replaced, Some("14.20"))]
fn a_closed_directive_stays_closed(#[case] reason: Reason, #[case] points: Option<&str>) {
    let at = 1_792_000_000;
    let closing = Closing { at, reason, after: quote(Some("16.02"), None), settled: 3 };
    for today in [date(2026, 10, 20), date(2027, 1, 5)] {
        let found = standing("H55.17", points, Some(&closing), today);
        assert_eq!(found, Status::Closed(reason));
    }
}

#[rstest]
#[case::friday(date(2026, 10, 23), None)]
#[case::saturday(date(2026, 10, 24), Some((0, 0, None)))]
#[case::first_day(date(2026, 10, 26), Some((1, 1, Some("H55.240"))))]
#[case::fifth_day(date(2026, 10, 30), Some((5, 1, Some("H55.240"))))]
#[case::over_the_weekend(date(2026, 11, 1), Some((5, 1, Some("H55.240"))))]
#[case::sixth_day(date(2026, 11, 2), Some((6, 2, Some("H55"))))]
#[case::tenth_day(date(2026, 11, 6), Some((10, 2, Some("H55"))))]
// There is nothing between the province and the nation.
#[case::eleventh_day(date(2026, 11, 9), Some((11, 3, Some("H55"))))]
// 24 November is a day off: Wednesday 25 follows Monday 23.
#[case::before_the_holiday(date(2026, 11, 23), Some((21, 3, Some("H55"))))]
#[case::holiday(date(2026, 11, 24), Some((21, 3, Some("H55"))))]
#[case::after_the_holiday(date(2026, 11, 25), Some((22, 3, Some("H55"))))]
fn an_overdue_directive_rises_on_the_working_calendar(
    #[case] today: Date,
    #[case] expected: Option<(i64, usize, Option<&str>)>,
) {
    let found = standing("H55.242", Some("14.20"), None, today);
    let expected = match expected {
        None => Status::OnTrack { left: 0 },
        Some((days, level, addressee)) => {
            Status::Overdue { days, level, addressee: addressee.map(str::to_owned) }
        }
    };
    assert_eq!(found, expected);
}

#[rstest]
#[case("H55.17", Some("H55"))]
#[case("H55", Some("VN"))]
#[case("H99", None)]
fn the_parent_is_addressed(#[case] owner: &str, #[case] expected: Option<&str>) {
    let found = standing(owner, None, None, date(2026, 10, 26));
    let Status::Overdue { addressee, .. } = found else { panic!("{found:?}") };
    assert_eq!(addressee.as_deref(), expected);
}

#[test]
fn days_left_are_working_days_and_the_list_begins_with_the_longest_overdue() {
    let on = |today| standing("H55.17", Some("14.20"), None, today);
    assert_eq!(on(date(2026, 10, 16)), Status::OnTrack { left: 5 });
    assert_eq!(on(date(2026, 10, 18)), Status::OnTrack { left: 5 });
    let mut all = [
        Status::Closed(Reason::Met),
        on(date(2026, 10, 16)),
        Status::Met,
        on(date(2026, 10, 22)),
        on(date(2026, 10, 26)),
        on(date(2026, 11, 9)),
    ];
    all.sort_by_key(Status::urgency);
    let codes: Vec<&str> = all.iter().map(Status::code).collect();
    assert_eq!(codes, ["escalated", "escalated", "on_track", "on_track", "met", "closed"]);
    assert_eq!(all[2], Status::OnTrack { left: 1 });
    assert!(matches!(all[0], Status::Overdue { days: 11, .. }));
}

#[rstest]
#[case::half_way(Target::Points(decimal("16.00")), Some("15.00"), Some((75, 100)), Some("1.00"), Some((1, 2)))]
#[case::fell_further(Target::Points(decimal("16.00")), Some("13.50"), Some((27, 40)), Some("2.50"), Some((-1, 4)))]
#[case::beyond(Target::Points(decimal("16.00")), Some("17.00"), Some((17, 20)), Some("-1.00"), Some((3, 2)))]
#[case::by_rate(Target::Rate(decimal("80")), Some("14.20"), Some((71, 100)), Some("9.00"), Some((1, 10)))]
#[case::no_figure(Target::Points(decimal("16.00")), None, None, None, None)]
#[case::nothing_counted(Target::Rate(decimal("80")), Some("0.00"), None, None, None)]
fn progress_is_measured_from_the_baseline_to_the_target(
    #[case] target: Target,
    #[case] points: Option<&str>,
    #[case] counts: Option<(i64, i64)>,
    #[case] missing: Option<&str>,
    #[case] way: Option<(i128, i128)>,
) {
    let found = progress(&order(target), quote(points, counts), Settled { settled: 2, named: 7 });
    assert_eq!(found.missing, missing.map(decimal));
    assert_eq!(found.way, way.map(|(n, d)| Exact::new(n, d)));
    assert_eq!(found.met, missing == Some("-1.00"));
    assert_eq!(found.dossiers, Settled { settled: 2, named: 7 });
}

#[rstest]
#[case::no_longer_against(false, false, false, true)]
#[case::finished_late(true, false, true, true)]
#[case::still_open(true, true, true, false)]
#[case::finished_before_it_was_named(false, false, true, false)]
#[case::opened_again(false, true, true, false)]
fn a_dossier_is_settled_when_nothing_more_can_be_asked(
    #[case] was_open: bool,
    #[case] is_open: bool,
    #[case] counts_against: bool,
    #[case] expected: bool,
) {
    assert_eq!(is_settled(was_open, is_open, counts_against), expected);
}

#[rstest]
#[case(Target::Points(decimal("16.00")), "2.1", date(2026, 10, 12), None)]
#[case(Target::Rate(decimal("80")), "2.1", date(2026, 10, 23), None)]
#[case(Target::Points(decimal("16.00")), "9.9", date(2026, 10, 12), Some(Unsound::Code))]
#[case(Target::Rate(decimal("80")), "TDGQ", date(2026, 10, 12), Some(Unsound::Rate))]
#[case(Target::Rate(decimal("80")), "2.2", date(2026, 10, 12), Some(Unsound::Rate))]
#[case(Target::Points(decimal("20.01")), "2.1", date(2026, 10, 12), Some(Unsound::Target))]
#[case(Target::Points(decimal("0")), "2.1", date(2026, 10, 12), Some(Unsound::Target))]
#[case(Target::Rate(decimal("100.1")), "2.1", date(2026, 10, 12), Some(Unsound::Target))]
#[case(Target::Points(decimal("14.00")), "2.1", date(2026, 10, 12), Some(Unsound::Met))]
#[case(Target::Points(decimal("16.00")), "2.1", date(2026, 10, 24), Some(Unsound::Deadline))]
fn an_order_that_makes_no_sense_is_refused(
    #[case] target: Target,
    #[case] code: &str,
    #[case] today: Date,
    #[case] expected: Option<Unsound>,
) {
    let books = Rulebooks::embedded();
    let order = Order { code: code.to_owned(), ..order(target) };
    assert_eq!(order.check(books.get("766-2024").unwrap(), today).err(), expected);
}

proptest! {
    /// Progress is a function of the number alone: nothing else of a directive moves it, and it holds what the number says.
    #[test]
    fn progress_follows_from_the_data_only(
        before in 0i64..1_500, value in proptest::option::of(0i64..2_000), target in 1_500i64..2_000,
        days in 0i32..90, units in 0usize..5, note in proptest::option::of("[a-zà-ỹ ]{0,30}"),
    ) {
        let points = |units: i64| Decimal::new(units, 2);
        let baseline = Quote { points: Some(points(before)), ..quote(None, None) };
        let plain = Order { baseline, ..order(Target::Points(points(target))) };
        let other = Order {
            title: "Khác".to_owned(),
            owner: "H55.243".to_owned(),
            deadline: Calendar::embedded().add_working_days(plain.deadline, days - 45),
            units: vec!["H55.17".to_owned(); units],
            note,
            ..plain.clone()
        };
        let now = Quote { points: value.map(points), ..quote(None, None) };
        let found = progress(&plain, now.clone(), Settled::default());
        prop_assert_eq!(&found, &progress(&other, now, Settled::default()));
        prop_assert_eq!(found.met, value.is_some_and(|value| value >= target));
        prop_assert_eq!(found.missing, value.map(|value| points(target - value)));
        // What is done and what is missing are the whole way.
        if let (Some(way), Some(missing)) = (found.way, found.missing) {
            let whole = exact(points(target - before));
            prop_assert_eq!(way * whole + exact(missing), whole);
        }
    }

    /// Waiting never lowers the level, and a level once reached needs at least as many days.
    #[test]
    fn escalation_only_rises(first in 0i64..120, more in 0i64..60) {
        let day = |after: i64| date(2026, 10, 23).checked_add(jiff::Span::new().days(after)).unwrap();
        let level = |after| match standing("H55.242", Some("14.20"), None, day(after)) {
            Status::Overdue { level, days, .. } => (level, days),
            _ => (0, 0),
        };
        prop_assert!(level(first) <= level(first + more));
        prop_assert_eq!(level(first).0, Rules::embedded().level(level(first).1));
    }
}
