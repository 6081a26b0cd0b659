//! Days off, working days and working hours, as an official would count them, and the terms that follow
//! from them: petitions, publications, statutory maxima.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use chiso_scoring::agency::Level;
use chiso_scoring::calendar::Calendar;
use chiso_scoring::dossier::{Catalogue, EARLIEST, LATEST, Seconds};
use chiso_scoring::measure::{Cells, NULL};
use chiso_scoring::procedures::Procedures;
use chiso_scoring::record::{
    About, Limit, PETITION_FLAGS, PETITION_NUMBERS, PUBLICATION_NUMBERS, Petition, PetitionStep,
    Publication, Service, ServiceLevel, ServiceState,
};
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use proptest::prelude::*;
use rstest::rstest;

static CALENDAR: LazyLock<Calendar> = LazyLock::new(Calendar::embedded);

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// A moment in Vietnam, by the time zone database and not by our own arithmetic.
fn at(text: &str) -> Seconds {
    let civil: DateTime = text.parse().unwrap();
    civil.to_zoned(TimeZone::fixed(jiff::tz::offset(7))).unwrap().timestamp().as_second()
}

/// `"2/1; 20/1, 23–26/1"` as days of a year.
fn days(year: i16, text: &str) -> Vec<Date> {
    let pieces = text.split([',', ';']).map(str::trim).filter(|piece| !piece.is_empty());
    let stretch = |piece: &str| {
        let (stretch, month) = piece.split_once('/').unwrap();
        let (first, last) = stretch.split_once('–').unwrap_or((stretch, stretch));
        let month: i8 = month.parse().unwrap();
        let (first, last): (i8, i8) = (first.parse().unwrap(), last.parse().unwrap());
        (first..=last).map(move |day| Date::new(year, month, day).unwrap()).collect::<Vec<_>>()
    };
    pieces.flat_map(stretch).collect()
}

#[rstest]
#[case(2022, "3/1; 31/1, 1–4/2; 11/4; 2–3/5; 1–2/9", "")]
#[case(2023, "2/1; 20/1, 23–26/1; 1/5, 2/5, 3/5; 1/9, 4/9", "")]
#[case(2024, "1/1; 8–9/2, 12–14/2; 18/4; 29/4, 30/4, 1/5; 2/9, 3/9", "4/5")]
#[case(2025, "1/1; 27–31/1; 7/4; 30/4, 1/5, 2/5; 1/9, 2/9", "26/4")]
#[case(2026, "1/1, 2/1; 16–20/2; 27/4; 30/4, 1/5; 31/8, 1/9, 2/9; 24/11", "10/1, 22/8")]
fn weekdays_off_and_weekend_days_worked(
    #[case] year: i16,
    #[case] off: &str,
    #[case] worked: &str,
) {
    assert!(CALENDAR.is_reviewed(year));
    assert_eq!(CALENDAR.days_off(year), days(year, off));
    assert_eq!(CALENDAR.weekends_worked(year), days(year, worked));
    for day in CALENDAR.days_off(year) {
        assert!(!CALENDAR.is_working_day(day), "{day} is off");
    }
    for day in CALENDAR.weekends_worked(year) {
        assert!(CALENDAR.is_working_day(day), "{day} is worked");
    }
}

/// What the law gives and what was announced differ by the swaps and by nothing else.
#[rstest]
#[case(2022, "")]
#[case(2023, "")]
#[case(2024, "29/4")]
#[case(2025, "2/5")]
#[case(2026, "2/1, 31/8")]
fn the_law_agrees_with_the_announcements_but_for_swaps(#[case] year: i16, #[case] swapped: &str) {
    let announced: BTreeSet<Date> = CALENDAR.days_off(year).into_iter().collect();
    let computed: BTreeSet<Date> = CALENDAR.computed_days_off(year).into_iter().collect();
    let beyond: Vec<Date> = announced.difference(&computed).copied().collect();
    assert_eq!(beyond, days(year, swapped));
    assert!(computed.is_subset(&announced), "{computed:?}");
}

/// Years nobody announced yet: fixed and lunar days, weekends made up for.
#[rstest]
// Mùng 1 Tết Đinh Mùi: thứ Bảy 6/2/2027; Giỗ Tổ 16/4; 1/5 thứ Bảy bù 3/5; 2/9 thứ Năm.
#[case(2027, "1/1; 4–5/2, 8–10/2; 16/4; 30/4, 3/5; 2–3/9; 24/11")]
// Mùng 1 Tết Kỷ Dậu: thứ Ba 13/2/2029; 10/3 âm lịch: thứ Hai 23/4; 2/9 Chủ nhật bù 4/9; 24/11 thứ Bảy bù 26/11.
#[case(2029, "1/1; 12–16/2; 23/4; 30/4, 1/5; 3–4/9; 26/11")]
fn a_year_without_announcement_is_computed(#[case] year: i16, #[case] off: &str) {
    assert!(!CALENDAR.is_reviewed(year));
    assert_eq!(CALENDAR.days_off(year), days(year, off));
    assert_eq!(CALENDAR.weekends_worked(year), []);
}

#[test]
fn every_year_says_where_it_comes_from() {
    for year in 2022..=2026 {
        let announced = CALENDAR.announced(year).unwrap();
        assert!(announced.source.en.contains("to be checked"), "{}", announced.source.en);
        assert!(announced.source.vi.contains("cần đối chiếu"), "{}", announced.source.vi);
    }
}

#[test]
fn days_begin_and_end_at_midnight_in_vietnam() {
    assert_eq!(CALENDAR.day_start(day("2026-08-31")), at("2026-08-31T00:00:00"));
    assert_eq!(CALENDAR.day_end(day("2026-08-31")), at("2026-08-31T23:59:59"));
    assert_eq!(CALENDAR.day_of(at("2026-08-31T00:00:00")), day("2026-08-31"));
    assert_eq!(CALENDAR.day_of(at("2026-08-30T23:59:59")), day("2026-08-30"));
}

/// Before Tết 2025 (Monday 27/1 to Friday 31/1 off), and around the swap of 2/5 and 26/4/2025.
#[rstest]
#[case("2025-01-24", 1, "2025-02-03", "Friday before Tết, Monday after")]
#[case("2025-01-28", 1, "2025-02-03", "from a day off: the first day after is the first counted")]
#[case("2025-01-28", 0, "2025-02-03", "a day off itself: the next working day")]
#[case("2025-01-24", 0, "2025-01-24", "a working day itself")]
#[case("2025-02-03", -1, "2025-01-24", "back over Tết")]
#[case("2025-01-28", -2, "2025-01-23", "back from a day off: Friday 24/1, Thursday 23/1")]
#[case("2025-04-25", 1, "2025-04-26", "a Saturday worked instead of 2/5")]
#[case("2025-04-25", 5, "2025-05-06", "Sat 26, Mon 28, Tue 29, five days off, Mon 5/5, Tue 6/5")]
fn working_days_are_counted(
    #[case] from: &str,
    #[case] n: i32,
    #[case] wanted: &str,
    #[case] why: &str,
) {
    assert_eq!(CALENDAR.add_working_days(day(from), n), day(wanted), "{why}");
}

#[rstest]
#[case("2026-09-03T09:12:00", 2, "2026-09-07T17:00:00", "Thursday; Friday, Monday")]
#[case("2026-09-03T16:59:59", 2, "2026-09-07T17:00:00", "the hour does not matter")]
#[case("2026-09-03T21:30:00", 2, "2026-09-07T17:00:00", "nor after closing time")]
#[case("2026-09-05T08:00:00", 2, "2026-09-08T17:00:00", "Saturday; Monday, Tuesday")]
#[case("2026-09-02T08:00:00", 1, "2026-09-03T17:00:00", "Quốc khánh; Thursday")]
#[case("2026-08-28T10:00:00", 1, "2026-09-03T17:00:00", "Friday before five days off")]
#[case("2026-09-03T09:12:00", 0, "2026-09-03T17:00:00", "the same day")]
#[case("2026-09-05T08:00:00", 0, "2026-09-07T17:00:00", "the same day, if it were one")]
#[case("2026-08-03T00:00:00", 15, "2026-08-22T17:00:00", "ends on a Saturday that is worked")]
fn a_term_in_working_days_ends_with_working_time(
    #[case] from: &str,
    #[case] n: u16,
    #[case] wanted: &str,
    #[case] why: &str,
) {
    assert_eq!(CALENDAR.due_after_working_days(at(from), n), at(wanted), "{why}");
}

/// A full day has 8 hours: 07:30–11:30 and 13:00–17:00.
#[rstest]
#[case("2026-09-03T07:30:00", "2026-09-03T17:00:00", 8 * 3600, "one day")]
#[case("2026-09-03T00:00:00", "2026-09-04T00:00:00", 8 * 3600, "midnight to midnight")]
#[case("2026-09-03T11:00:00", "2026-09-03T13:30:00", 3600, "over noon")]
#[case("2026-09-03T11:45:00", "2026-09-03T12:50:00", 0, "at noon")]
#[case("2026-09-04T16:30:00", "2026-09-07T08:00:00", 3600, "over a weekend")]
#[case("2026-08-28T16:00:00", "2026-09-03T09:00:00", 2 * 3600 + 1800, "over Quốc khánh")]
#[case("2026-09-07T08:00:00", "2026-09-04T16:30:00", -3600, "backwards")]
fn working_time_between(
    #[case] from: &str,
    #[case] to: &str,
    #[case] wanted: i64,
    #[case] why: &str,
) {
    assert_eq!(CALENDAR.working_seconds_between(at(from), at(to)), wanted, "{why}");
}

#[rstest]
#[case("2026-09-03T08:00:00", 2, "2026-09-03T10:00:00", "within the morning")]
#[case("2026-09-03T10:30:00", 2, "2026-09-03T14:00:00", "over noon")]
#[case(
    "2026-09-03T07:30:00",
    8,
    "2026-09-03T17:00:00",
    "ends with the day, not with the next morning"
)]
#[case("2026-09-03T07:30:00", 4, "2026-09-03T11:30:00", "ends with the morning")]
#[case("2026-09-04T16:00:00", 3, "2026-09-07T09:30:00", "over a weekend")]
#[case("2026-09-03T22:15:00", 1, "2026-09-04T08:30:00", "from the night")]
#[case("2026-09-03T22:15:00", 0, "2026-09-03T22:15:00", "nothing")]
fn working_hours_are_added(
    #[case] from: &str,
    #[case] hours: i64,
    #[case] wanted: &str,
    #[case] why: &str,
) {
    assert_eq!(CALENDAR.add_working_seconds(at(from), hours * 3600), at(wanted), "{why}");
}

#[rstest]
#[case("2026-01-15T10:20:30", 1, "2026-02-15T10:20:30")]
#[case("2026-01-31T10:20:30", 1, "2026-02-28T10:20:30")]
#[case("2023-11-30T23:59:59", 3, "2024-02-29T23:59:59")]
#[case("2025-12-05T00:00:00", 14, "2027-02-05T00:00:00")]
fn months_are_added(#[case] from: &str, #[case] n: u16, #[case] wanted: &str) {
    assert_eq!(CALENDAR.add_months(at(from), n), at(wanted));
}

#[rstest]
#[case("[hours]\nparts = []", "empty or not in order")]
#[case("[hours]\nparts = [[\"13:00\", \"17:00\"], [\"07:30\", \"11:30\"]]", "not in order")]
#[case(&with_year("off = [\"2027-05-01\"]"), "2027-05-01 is a weekend day")]
#[case(&with_year("off = [\"2026-05-01\"]"), "2026-05-01 stands under another year")]
#[case(&with_year("off = []\nswap = [{ off = \"2027-05-04\", work = \"2027-05-10\", source = { vi = \"ý\", en = \"x\" } }]"), "2027-05-10 is not a weekend day")]
#[case(&format!("{HOURS}[[holiday]]\nname = {{ vi = \"Tết\", en = \"Tết\" }}\nday = \"01-01\"\nlunar = \"01-01\""), "one of day, lunar and beside")]
#[case(&format!("{HOURS}[[holiday]]\nname = {{ vi = \"Tết\", en = \"Tết\" }}\nday = \"13-01\""), "'13-01' is not a month and a day")]
#[case(&format!("{}{}", with_year("off = []"), with_year("off = []").strip_prefix(HOURS).unwrap()), "2027 stands twice")]
fn a_file_that_cannot_be_right_is_refused(#[case] text: &str, #[case] reason: &str) {
    let error = Calendar::read(text).unwrap_err().to_string();
    assert!(error.contains(reason), "{error}");
}

const HOURS: &str = "[hours]\nparts = [[\"08:00\", \"12:00\"], [\"13:30\", \"16:30\"]]\n";

fn with_year(rest: &str) -> String {
    format!(
        "{HOURS}[[year]]\nyear = 2027\nconfidence = \"A\"\nsource = {{ vi = \"ý\", en = \"x\" }}\n{rest}\n"
    )
}

#[test]
fn an_operator_may_set_other_hours() {
    let calendar = Calendar::read(&with_year("off = [\"2027-05-03\"]")).unwrap();
    assert_eq!(
        calendar.due_after_working_days(at("2027-04-30T09:00:00"), 1),
        at("2027-05-04T16:30:00")
    );
    assert_eq!(
        calendar.working_seconds_between(at("2027-05-04T00:00:00"), at("2027-05-05T00:00:00")),
        7 * 3600
    );
}

/// Days outside the table (1999–2061) stop nothing.
#[test]
fn no_day_and_no_term_is_too_far() {
    assert_eq!(
        CALENDAR.add_working_days(Date::MAX, 5),
        CALENDAR.add_working_days(day("2061-12-31"), 5)
    );
    assert_eq!(
        CALENDAR.add_working_days(Date::MIN, -5),
        CALENDAR.add_working_days(day("1999-01-01"), -5)
    );
    assert!(CALENDAR.due_after_working_days(Seconds::MAX, u16::MAX) > LATEST);
    assert!(CALENDAR.add_working_seconds(LATEST, i64::MAX) >= LATEST);
    assert!(CALENDAR.add_months(LATEST, u16::MAX) > LATEST);
    assert!(CALENDAR.working_seconds_between(Seconds::MIN, Seconds::MAX) > 0);
}

/// Counts day by day: what the table answers at once.
fn counted_by_hand(from: Date, n: i32) -> Date {
    let mut at = from;
    let mut left = n.abs();
    while left > 0 {
        at = if n > 0 { at.tomorrow().unwrap() } else { at.yesterday().unwrap() };
        left -= i32::from(CALENDAR.is_working_day(at));
    }
    at
}

proptest! {
    #[test]
    fn the_table_counts_as_a_finger_on_a_calendar(moment in EARLIEST..LATEST - 86_400 * 400, n in -250..250i32) {
        let from = CALENDAR.day_of(moment);
        prop_assume!(n != 0);
        prop_assert_eq!(CALENDAR.add_working_days(from, n), counted_by_hand(from, n));
    }

    #[test]
    fn working_time_adds_up(a in EARLIEST..LATEST, b in EARLIEST..LATEST, c in EARLIEST..LATEST) {
        let between = |from, to| CALENDAR.working_seconds_between(from, to);
        prop_assert_eq!(between(a, b) + between(b, c), between(a, c));
        prop_assert!((between(a, b) >= 0) == (a <= b) || between(a, b) == 0);
        prop_assert!(between(a, b).abs() <= (a - b).abs());
    }

    #[test]
    fn added_working_time_is_the_time_between(at in EARLIEST..LATEST, n in 1..4_000_000i64) {
        let end = CALENDAR.add_working_seconds(at, n);
        prop_assert_eq!(CALENDAR.working_seconds_between(at, end), n);
        prop_assert_eq!(CALENDAR.working_seconds_between(at, end - 1), n - 1);
    }
}

/// Petitions, 5.2: 2 working days to pass on, 5 to ask for more, 15 to handle. Received Thursday
/// 20/08/2026 10:00; 22/8 is a Saturday worked, 29/8 to 2/9 are off.
#[rstest]
#[case(PetitionStep::PassedOn, "2026-08-22T17:00:00")]
#[case(PetitionStep::AskedForMore, "2026-08-26T17:00:00")]
#[case(PetitionStep::Waiting, "2026-09-14T17:00:00")]
#[case(PetitionStep::Handling, "2026-09-14T17:00:00")]
#[case(PetitionStep::Answered, "2026-09-14T17:00:00")]
fn a_petition_is_due_by_its_step(#[case] step: PetitionStep, #[case] due: &str) {
    let petition = Petition {
        stated_at: at("2026-08-24T08:00:00"),
        step,
        answered_at: None,
        number: "PAKN.260820.0031".into(),
        agency: "H55.242".into(),
        received_at: at("2026-08-20T10:00:00"),
        about: About::Staff,
        likes: 3,
        dislikes: 4,
        repeated: false,
        dossier: None,
    };
    let cells = petition.cells(&CALENDAR);
    assert_eq!(column(&cells, &PETITION_NUMBERS, "due_at"), at(due));
    assert_eq!(column(&cells, &PETITION_NUMBERS, "received_at"), at("2026-08-20T10:00:00"));
    assert_eq!(column(&cells, &PETITION_NUMBERS, "answered_at"), NULL);
    assert_eq!(column(&cells, &PETITION_NUMBERS, "about"), 2);
    assert_eq!(cells.flags, 1, "{PETITION_FLAGS:?}");
    let equal = Petition { likes: 4, repeated: true, ..petition };
    assert_eq!(equal.cells(&CALENDAR).flags, 2, "as many likes as dislikes is no dislike");
}

/// Publications, 1.1 and 1.2: decided Tuesday 25/08/2026, in effect from Friday 18/09.
#[rstest]
#[case::ministry(Level::Ministry, "2026-08-19T23:59:59", "2026-09-11T23:59:59")]
#[case::province(Level::Province, "2026-09-11T23:59:59", "2026-09-04T23:59:59")]
fn a_publication_is_due_by_the_level_of_who_decides(
    #[case] level: Level,
    #[case] announce: &str,
    #[case] publish: &str,
) {
    let publication = Publication {
        stated_at: at("2026-08-25T15:00:00"),
        agency: "H55".into(),
        decision: "1045/QĐ-UBND".into(),
        procedure: "1.004222".into(),
        decided_on: day("2026-08-25"),
        effective_on: day("2026-09-18"),
        public_at: Some(at("2026-08-28T09:30:00")),
    };
    let cells = publication.cells(level, &CALENDAR);
    assert_eq!(column(&cells, &PUBLICATION_NUMBERS, "announce_due_at"), at(announce));
    assert_eq!(column(&cells, &PUBLICATION_NUMBERS, "public_due_at"), at(publish));
    assert_eq!(column(&cells, &PUBLICATION_NUMBERS, "decided_at"), at("2026-08-25T00:00:00"));
    assert_eq!(column(&cells, &PUBLICATION_NUMBERS, "public_at"), at("2026-08-28T09:30:00"));
}

fn column(cells: &Cells, names: &[&str], name: &str) -> i64 {
    cells.numbers[names.iter().position(|known| *known == name).unwrap()]
}

/// Received Thursday 03/09/2026 09:12.
#[rstest]
#[case::nothing(&[None], None)]
#[case::hours(&[Some(Limit::WorkingHours(4))], Some("2026-09-03T14:42:00"))]
#[case::working_days(&[Some(Limit::WorkingDays(3))], Some("2026-09-08T17:00:00"))]
#[case::days(&[Some(Limit::Days(7))], Some("2026-09-10T23:59:59"))]
#[case::days_ending_on_saturday(&[Some(Limit::Days(9))], Some("2026-09-14T23:59:59"))]
#[case::months(&[Some(Limit::Months(1))], Some("2026-10-05T23:59:59"))]
#[case::the_latest_counts(&[Some(Limit::WorkingDays(20)), None, Some(Limit::Days(30))], Some("2026-10-05T23:59:59"))]
#[case::whatever_the_unit(&[Some(Limit::WorkingDays(23)), Some(Limit::Days(30))], Some("2026-10-06T17:00:00"))]
fn the_statutory_maximum_is_the_longest_of_all_services(
    #[case] limits: &[Option<Limit>],
    #[case] due: Option<&str>,
) {
    let mut procedures = Procedures::new(Arc::new(CALENDAR.clone()));
    for (at, limit) in limits.iter().enumerate() {
        procedures.learn(&service(&format!("H55.{at}"), "1.004222", *limit));
    }
    let received = at("2026-09-03T09:12:00");
    assert_eq!(procedures.statutory_due("1.004222", received), due.map(at));
    assert_eq!(procedures.statutory_due("2.000815", received), None);
    assert!(procedures.knows("1.004222") && !procedures.knows("2.000815"));
}

#[test]
fn replacing_a_service_tells_whether_an_answer_changed() {
    let days = |agency, n| service(agency, "1.004222", Some(Limit::WorkingDays(n)));
    let mut known = Procedures::new(Arc::new(CALENDAR.clone()));
    assert!(known.replace(None, Some(&days("H55.08", 5))), "now known");
    assert!(!known.learn(&days("H55.242", 5)), "the same maximum again");
    assert!(known.replace(Some(&days("H55.242", 5)), Some(&days("H55.242", 8))), "a longer one");
    assert!(!known.learn(&service("H55.31", "1.004222", None)), "says nothing of a maximum");
    assert!(known.forget(&days("H55.242", 8)), "back to five days");
    assert!(!known.forget(&service("H55.31", "1.004222", None)), "said nothing");
    assert_eq!(known.len(), 1);
    assert!(known.forget(&days("H55.08", 5)), "unknown again");
    assert!(known.is_empty() && !known.knows("1.004222"));
    assert!(!known.replace(None, None));
}

fn service(agency: &str, procedure: &str, limit: Option<Limit>) -> Service {
    Service {
        stated_at: EARLIEST,
        agency: agency.into(),
        procedure: procedure.into(),
        level: ServiceLevel::Full,
        state: ServiceState::Public,
        valid_from: day("2025-07-01"),
        valid_to: None,
        has_fee: true,
        for_person: false,
        all_parts: true,
        limit,
    }
}

fn limits() -> impl Strategy<Value = Option<Limit>> {
    prop_oneof![
        Just(None),
        (1..4u16).prop_map(|n| Some(Limit::WorkingDays(n))),
        (1..4u16).prop_map(|n| Some(Limit::Days(n))),
    ]
}

proptest! {
    /// What is known follows from the services that are there, not from how they came to be there.
    #[test]
    fn procedures_are_a_function_of_the_current_services(
        changes in prop::collection::vec((0..4usize, prop::option::of(limits())), 0..40),
    ) {
        const OFFERS: [(&str, &str); 4] =
            [("H55.08", "1.004222"), ("H55.242", "1.004222"), ("H55", "2.000815"), ("H55.31", "1.004222")];
        let calendar = Arc::new(CALENDAR.clone());
        let mut live = Procedures::new(calendar.clone());
        let mut current: BTreeMap<usize, Service> = BTreeMap::new();
        let received = at("2026-09-03T09:12:00");
        for (which, limit) in changes {
            let (agency, procedure) = OFFERS[which];
            let new = limit.map(|limit| service(agency, procedure, limit));
            let answers = |known: &Procedures| (known.knows(procedure), known.statutory_due(procedure, received));
            let before = answers(&live);
            let changed = live.replace(current.get(&which), new.as_ref());
            prop_assert!(changed || answers(&live) == before, "a change that was not told");
            match new {
                Some(new) => current.insert(which, new),
                None => current.remove(&which),
            };
            let mut fresh = Procedures::new(calendar.clone());
            for service in current.values().rev() {
                fresh.learn(service);
            }
            prop_assert_eq!(answers(&live), answers(&fresh));
            prop_assert_eq!(live.len(), fresh.len());
        }
    }
}
