use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use proptest::prelude::*;
use rstest::rstest;

use super::reach::{Feed, Reached, Standing, reach};
use super::volume::{Amount, volume};
use super::*;
use crate::agency::{Agency, AgencyTree, Level};
use crate::round::Exact;

const HOUR: i64 = 3_600;

/// A moment in Vietnam.
fn at(day: &str, time: &str) -> Seconds {
    let moment: jiff::civil::DateTime = format!("{day}T{time}").parse().unwrap();
    jiff::tz::Offset::constant(7).to_timestamp(moment).unwrap().as_second()
}

fn heard(moments: &[Seconds]) -> Heard {
    let mut heard = Heard::first(moments[0], None);
    moments[1..].iter().for_each(|at| heard.hear(*at, None, Rules::embedded()));
    heard
}

/// Every quarter of an hour of a working Wednesday morning (18/11/2026) until 11:00.
fn busy() -> Heard {
    let start = at("2026-11-18", "08:00");
    heard(&(0..=12).map(|n| start + n * 15 * 60).collect::<Vec<_>>())
}

/// A file every working day at 16:30, the last one on Wednesday 18/11/2026.
fn daily() -> Heard {
    let days = ["09", "10", "11", "12", "13", "16", "17", "18"];
    heard(&days.map(|day| at(&format!("2026-11-{day}"), "16:30")))
}

#[test]
fn the_thresholds_read_and_contradictions_are_refused() {
    assert_eq!(Rules::embedded().apart, 900);
    let text = include_str!("../../../../rules/sources.toml");
    for (from, to) in [
        ("silent_hours = 16", "silent_hours = 3"),
        ("apart_minutes = 15", "apart_minutes = 0"),
        ("low_percent = 50", "low_percent = 101"),
        ("weeks = 8", "weeks = \"8\""),
        ("arrivals = 60", "arrivals = 5"),
    ] {
        assert_ne!(text, text.replace(from, to), "{from}");
        assert!(Rules::read(&text.replace(from, to)).is_err(), "{to}");
    }
}

#[rstest]
// 11:00 to 15:00: half an hour before noon and two hours after it.
#[case::busy(busy(), "2026-11-18", "15:00", 5 * HOUR / 2, Freshness::Fresh)]
#[case::busy_to_the_bound(busy(), "2026-11-18", "16:30", 4 * HOUR, Freshness::Fresh)]
#[case::busy_past_it(busy(), "2026-11-18", "16:31", 4 * HOUR + 60, Freshness::Late)]
// Friday evening to Monday morning is no working time.
#[case::busy_over_a_weekend(busy(), "2026-11-22", "23:00", 41 * HOUR / 2, Freshness::Silent)]
#[case::busy_two_days(busy(), "2026-11-20", "13:30", 17 * HOUR, Freshness::Silent)]
#[case::busy_one_day(busy(), "2026-11-19", "17:00", 25 * HOUR / 2, Freshness::Late)]
#[case::daily_next_day(daily(), "2026-11-19", "17:00", 17 * HOUR / 2, Freshness::Fresh)]
#[case::daily_after_two(daily(), "2026-11-20", "16:30", 16 * HOUR, Freshness::Fresh)]
#[case::daily_a_minute_more(daily(), "2026-11-20", "16:31", 16 * HOUR + 60, Freshness::Late)]
// 24 November is a day off.
#[case::daily_over_a_holiday(daily(), "2026-11-24", "16:31", 49 * HOUR / 2, Freshness::Late)]
#[case::daily_after_four(daily(), "2026-11-25", "16:31", 32 * HOUR + 60, Freshness::Silent)]
#[case::clock_set_back(busy(), "2026-11-17", "08:00", 0, Freshness::Fresh)]
fn a_source_is_judged_by_its_own_pace(
    #[case] heard: Heard,
    #[case] day: &str,
    #[case] time: &str,
    #[case] lasts: i64,
    #[case] expected: Freshness,
) {
    let now = at(day, time);
    let found = silence(&heard, now, &Calendar::embedded(), Rules::embedded());
    assert_eq!((found.lasts, found.freshness), (lasts, expected));
}

#[test]
fn the_usual_gap_is_a_median_and_a_new_source_has_none() {
    let usual = |heard: &Heard| silence(heard, 0, &Calendar::embedded(), Rules::embedded()).usual;
    assert_eq!(usual(&busy()), Some(15 * 60));
    assert_eq!(usual(&daily()), Some(8 * HOUR));
    let new = heard(&[at("2026-11-18", "08:00"), at("2026-11-18", "09:00")]);
    assert_eq!(usual(&new), None);
    let found = silence(&new, new.last_at, &Calendar::embedded(), Rules::embedded());
    assert_eq!((found.late_after, found.silent_after), (16 * HOUR, 32 * HOUR));
}

#[test]
fn what_comes_close_together_is_one_arrival_and_only_the_last_ones_are_kept() {
    let start = at("2026-11-18", "08:00");
    let rules = Rules::embedded();
    let mut heard = Heard::first(start, Some(7));
    for (after, watermark) in [(1, None), (899, Some(5)), (900, Some(11)), (901, Some(9))] {
        heard.hear(start + after, watermark, rules);
    }
    assert_eq!(heard.arrivals, [start, start + 900]);
    assert_eq!((heard.last_at, heard.watermark), (start + 901, Some(11)));
    (2..200).for_each(|n| heard.hear(start + n * 900, None, rules));
    assert_eq!(heard.arrivals.len(), rules.arrivals);
    assert_eq!((heard.first_at, heard.arrivals[0]), (start, start + 140 * 900));
}

fn days(values: &[(&str, u64)]) -> BTreeMap<Date, u64> {
    values.iter().map(|(day, items)| (day.parse().unwrap(), *items)).collect()
}

#[test]
fn a_day_is_compared_with_the_same_weekday() {
    // Wednesdays before 18/11/2026, and a Tuesday that must not be looked at.
    let sent = days(&[
        ("2026-11-18", 31),
        ("2026-11-17", 20),
        ("2026-11-11", 70),
        ("2026-11-10", 90),
        ("2026-11-04", 40),
        ("2026-10-28", 60),
        ("2026-10-21", 50),
    ]);
    let first = at("2026-10-20", "08:00");
    let calendar = Calendar::embedded();
    let found = volume(&sent, first, at("2026-11-18", "10:00"), &calendar, Rules::embedded());
    assert_eq!(found.today, Amount { items: 31, usual: Some(Exact::new(110, 2)) });
    assert_eq!(found.last_day, date(2026, 11, 17));
    // Tuesdays 90, 0, 0 and (the first day) 0: the median is 0, and nothing is less than that.
    assert_eq!(found.last, Amount { items: 20, usual: Some(Exact::from_integer(0)) });
    assert!(!found.low);
    // Monday to Wednesday: 160, 40 and 60; the week of 20/10 begins before the source did.
    assert_eq!(found.week, Amount { items: 51, usual: Some(Exact::from_integer(60)) });
    assert_eq!(found.days.len(), 7 * 7 + 3);
    assert_eq!(found.days.last(), Some(&(date(2026, 11, 18), 31)));
}

#[rstest]
#[case(24, true)]
#[case(25, false)]
fn less_than_half_of_the_usual_is_low(#[case] items: u64, #[case] low: bool) {
    let mut sent =
        days(&[("2026-11-10", 50), ("2026-11-03", 49), ("2026-10-27", 51), ("2026-10-20", 50)]);
    sent.insert(date(2026, 11, 17), items);
    let calendar = Calendar::embedded();
    let (first, now) = (at("2026-10-19", "08:00"), at("2026-11-18", "10:00"));
    assert_eq!(volume(&sent, first, now, &calendar, Rules::embedded()).low, low);
}

#[test]
fn days_off_and_too_few_days_are_nothing_to_compare_with() {
    // 2/9/2026 is a holiday.
    let sent = days(&[("2026-08-26", 11), ("2026-08-19", 13), ("2026-08-12", 17)]);
    let calendar = Calendar::embedded();
    let now = at("2026-09-09", "10:00");
    let usual = |first: &str| {
        volume(&sent, at(first, "08:00"), now, &calendar, Rules::embedded()).today.usual
    };
    assert_eq!(usual("2026-08-12"), Some(Exact::from_integer(13)));
    assert_eq!(usual("2026-08-13"), None);
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
    let below = |code| agency(code, Level::Commune, Some("H55"));
    AgencyTree::new([
        agency("VN", Level::Nation, None),
        agency("H55", Level::Province, Some("VN")),
        agency("H44", Level::Province, Some("VN")),
        below("H55.242"),
        below("H55.243"),
        below("H55.244"),
    ])
    .unwrap()
}

fn reached(
    sources: &[(&str, Freshness, i64)],
    feeds: &[(&str, &str)],
) -> BTreeMap<String, Reached> {
    let sources = sources.iter().map(|(sender, freshness, until)| {
        ((*sender).to_owned(), Standing { freshness: *freshness, until: *until })
    });
    let feeds: Vec<Feed> = feeds
        .iter()
        .map(|(sender, agency)| Feed { sender: (*sender).into(), agency: (*agency).into() })
        .collect();
    reach(&tree(), "2026-11".parse().unwrap(), &sources.collect(), &feeds)
}

#[test]
fn a_silent_source_makes_its_agencies_stale_and_all_above() {
    let found = reached(
        &[
            ("một cửa tỉnh", Freshness::Fresh, 900),
            ("xã Phú Bình", Freshness::Silent, 300),
            ("cũ", Freshness::Silent, 100),
        ],
        &[
            ("một cửa tỉnh", "H55"),
            ("một cửa tỉnh", "H55.243"),
            // Replaced by the province's system.
            ("cũ", "H55.243"),
            ("xã Phú Bình", "H55.242"),
            ("một cửa tỉnh", "H44"),
            // No such agency, no such source.
            ("cũ", "H99"),
            ("ai đó", "H55.244"),
        ],
    );
    let stale: Vec<&str> =
        found.iter().filter(|(_, at)| at.is_stale()).map(|(code, _)| code.as_str()).collect();
    assert_eq!(stale, ["H55", "H55.242", "VN"]);
    let province = &found["H55"];
    assert_eq!((province.until, province.units, province.silent), (300, 3, 1));
    assert_eq!(province.sources.len(), 3);
    assert_eq!((found["H55.243"].until, found["H55.243"].sources.len()), (900, 2));
    assert!(!found.contains_key("H55.244") && !found.contains_key("H99"));
}

proptest! {
    /// What is kept of a source does not depend on how a rush of calls is ordered within an arrival, and its moments bound all
    /// others.
    #[test]
    fn moments_of_a_source_bound_its_arrivals(mut after in prop::collection::vec(0i64..3_000_000, 1..90)) {
        after.sort_unstable();
        let start = at("2026-09-01", "07:30");
        let moments: Vec<Seconds> = after.iter().map(|after| start + after).collect();
        let heard = heard(&moments);
        prop_assert_eq!(heard.first_at, moments[0]);
        prop_assert_eq!(heard.last_at, moments[moments.len() - 1]);
        prop_assert!(heard.arrivals.len() <= Rules::embedded().arrivals);
        prop_assert!(heard.arrivals.windows(2).all(|pair| pair[1] - pair[0] >= 900));
        prop_assert!(heard.arrivals.iter().all(|at| moments.contains(at)));
    }

    /// Silence never shrinks as time goes on.
    #[test]
    fn a_source_does_not_become_fresher_by_waiting(wait in 0i64..4_000_000, more in 0i64..4_000_000) {
        let (calendar, heard) = (Calendar::embedded(), busy());
        let at = |after| silence(&heard, heard.last_at + after, &calendar, Rules::embedded());
        prop_assert!(at(wait).lasts <= at(wait + more).lasts);
        prop_assert!(at(wait).freshness <= at(wait + more).freshness);
    }

    /// A parent is never fresher than a unit below it, and counts every fed unit once.
    #[test]
    fn a_parent_is_as_fresh_as_its_least_fresh_unit(
        states in prop::collection::vec((0usize..3, 0i64..1_000), 3),
        feeds in prop::collection::vec((0usize..3, 0usize..3), 1..12),
    ) {
        let names = ["một", "hai", "ba"];
        let units = ["H55.242", "H55.243", "H55.244"];
        let sources: Vec<_> = names.iter().zip(&states)
            .map(|(name, (state, until))| (*name, Freshness::ALL[*state], *until)).collect();
        let feeds: Vec<_> = feeds.iter().map(|(s, a)| (names[*s], units[*a])).collect();
        let found = reached(&sources, &feeds);
        let fed: Vec<&Reached> = units.iter().filter_map(|unit| found.get(*unit)).collect();
        let province = &found["H55"];
        prop_assert_eq!(province.units, fed.len());
        prop_assert_eq!(Some(province.freshness), fed.iter().map(|unit| unit.freshness).max());
        prop_assert_eq!(province.silent, fed.iter().filter(|unit| unit.is_stale()).count());
    }
}
