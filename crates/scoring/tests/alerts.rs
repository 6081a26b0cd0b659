//! Alerts: what a rule says of a number, and the life of an alert.
#![allow(clippy::unwrap_used, reason = "a test may fail anywhere")]

use std::collections::{BTreeMap, BTreeSet};

use chiso_scoring::agency::Level;
use chiso_scoring::alert::course::NOTE_CHARS;
use chiso_scoring::alert::evaluate::OPEN_MAX;
use chiso_scoring::alert::{
    Alert, Cause, Change, Entry, Event, Known, Observations, Outcome, Question, Reading, Refused,
    Rules, Step, Unit, alerts, evaluate,
};
use chiso_scoring::rulebook::Rulebooks;
use proptest::prelude::*;
use rstest::rstest;
use rust_decimal::Decimal;

/// 20/8/2026 09:00 in Vietnam, a Thursday.
const NOW: i64 = 1_787_191_200;
const HOUR: i64 = 3_600;

fn read(text: &str) -> Result<Rules, Vec<String>> {
    let known = Known { rulebooks: &Rulebooks::embedded(), agencies: None };
    let problems = |found: Vec<_>| found.iter().map(ToString::to_string).collect();
    Rules::read("canh-bao.toml", text, &known).map_err(problems)
}

/// One rule about the communes of Thái Nguyên; `kind` holds the kind and its own keys.
fn rule(kind: &str) -> Rules {
    let text = format!(
        "[[rule]]\nid = \"thu\"\n{kind}\nname = {{ vi = \"Thử\", en = \"Trial\" }}\n\
         levels = [\"commune\"]\nchildren_of = \"H55\"\nowner = \"parent\"\nquiet_hours = 24\n"
    );
    read(&text).unwrap()
}

fn number(text: &str) -> Option<Decimal> {
    (text != "–").then(|| text.parse().unwrap())
}

/// What is seen of Phú Bình: a number, and what stands beside it.
fn seen(rules: &Rules, value: &str, beside: &str, at: i64) -> Observations {
    let unit = |level, parent: &str| Unit { level, parent: Some(parent.to_owned()) };
    let units = [
        ("H55", unit(Level::Province, "VN")),
        ("H55.17", unit(Level::Department, "H55")),
        ("H55.242", unit(Level::Commune, "H55")),
        ("H44.100", unit(Level::Commune, "H44")),
    ];
    let reading = |agency: &str| Reading {
        subject: agency.to_owned(),
        agency: agency.to_owned(),
        period: None,
        value: number(value),
        beside: number(beside),
    };
    let all: Vec<Reading> = units.iter().map(|(code, _)| reading(code)).collect();
    Observations {
        at,
        revision: 412,
        units: units.into_iter().map(|(code, unit)| (code.to_owned(), unit)).collect(),
        readings: rules.questions().into_iter().map(|question| (question, all.clone())).collect(),
    }
}

const FALLS: &str = r#"kind = "falls"
place = "TOTAL"
by = "2.00"
against = "previous_period""#;
const GRADE: &str = "kind = \"below_grade\"\ngrade = \"fair\"";
const SILENT: &str = "kind = \"source_silent\"\nhours = 16";
const SILENT_USUAL: &str = "kind = \"source_silent\"";
const DUE: &str = "kind = \"due_soon\"\nhours = 8\ncount = 20";
const OVERDUE: &str = "kind = \"overdue\"\nabove = 50";
const DIRECTIVE: &str = "kind = \"directive_due\"\nhours = 16";
const LATE: &str = "kind = \"directive_overdue\"";

/// What a number does to an alert that is not there (raises it or not), and to one that is (ends it or not).
#[rstest]
#[case::falls_by_exactly_the_threshold(FALLS, "78.10", "80.10", true, false)]
#[case::falls_by_less(FALLS, "78.11", "80.10", false, false)]
#[case::back_by_less_than_half_a_point(FALLS, "78.59", "80.10", false, false)]
#[case::back_by_half_a_point(FALLS, "78.60", "80.10", false, true)]
#[case::rises(FALLS, "83.40", "80.10", false, true)]
#[case::without_points_now(FALLS, "–", "80.10", false, false)]
#[case::without_points_before(FALLS, "78.10", "–", false, false)]
#[case::below_the_grade(GRADE, "69.99", "70", true, false)]
#[case::at_the_grade(GRADE, "70.00", "70", false, false)]
#[case::just_above_the_grade(GRADE, "70.49", "70", false, false)]
#[case::well_above_the_grade(GRADE, "70.50", "70", false, true)]
#[case::no_such_grade(GRADE, "12.00", "–", false, false)]
#[case::silent(SILENT, "16.00", "–", true, false)]
#[case::not_silent_yet(SILENT, "15.99", "3.00", false, true)]
#[case::silent_for_its_own_custom(SILENT_USUAL, "9.00", "8.75", true, false)]
#[case::as_usual(SILENT_USUAL, "8.74", "8.75", false, true)]
#[case::nothing_is_usual(SILENT_USUAL, "99.00", "–", false, false)]
#[case::due(DUE, "20", "–", true, false)]
#[case::one_less_is_due(DUE, "19", "–", false, false)]
#[case::a_tenth_less_is_due(DUE, "18", "–", false, true)]
#[case::overdue_above(OVERDUE, "51", "–", true, false)]
#[case::overdue_not_above(OVERDUE, "50", "–", false, false)]
#[case::overdue_a_tenth_below(OVERDUE, "45", "–", false, true)]
#[case::nothing_is_overdue(OVERDUE, "0", "–", false, true)]
#[case::directive_due(DIRECTIVE, "16.00", "–", true, false)]
#[case::directive_not_yet_due(DIRECTIVE, "16.01", "–", false, true)]
#[case::directive_overdue_is_due_no_more(DIRECTIVE, "-0.01", "–", false, true)]
#[case::directive_overdue(LATE, "-0.01", "–", true, false)]
#[case::directive_in_time(LATE, "0.00", "–", false, true)]
fn what_a_number_says(
    #[case] kind: &str,
    #[case] value: &str,
    #[case] beside: &str,
    #[case] raises: bool,
    #[case] ends: bool,
) {
    let rules = rule(kind);
    let now = seen(&rules, value, beside, NOW);
    let begun = evaluate(&rules, &now, &[]);
    assert_eq!(begun.changes.len(), usize::from(raises), "{begun:?}");
    for change in &begun.changes {
        let Change::Raise(finding) = change else { panic!("{change:?}") };
        // Of the four agencies only Phú Bình is a commune of Thái Nguyên; its parent answers.
        assert_eq!((&*finding.key.subject, &*finding.owner), ("H55.242", "H55"));
        assert_eq!(finding.value, number(value).unwrap());
        assert_eq!(finding.before, number(beside).filter(|_| kind == FALLS));
    }
    let there = evaluate(&rules, &now, &[raised(&rules)]);
    let ended = Change::Clear { alert: 1, cause: Cause::Better, value: number(value) };
    let expected = if ends { vec![ended] } else { Vec::new() };
    assert_eq!(there, Outcome { changes: expected, left_out: 0 });
}

/// The alert number 1 of a rule about Phú Bình, raised an hour ago.
fn raised(rules: &Rules) -> Alert {
    let bad = match &rules.rules[0].condition.question() {
        Question::Points { .. } | Question::Grade { .. } => ("0.00", "90"),
        Question::Directives if rules.rules[0].condition.kind() == "directive_due" => ("1", "–"),
        Question::Directives => ("-1", "–"),
        _ => ("9000", "8000"),
    };
    let begun = evaluate(rules, &seen(rules, bad.0, bad.1, NOW - HOUR), &[]);
    let [Change::Raise(finding)] = &begun.changes[..] else { panic!("{begun:?}") };
    let event = Event::Raised(finding.clone());
    let entry = Entry { alert: 1, at: NOW - HOUR, revision: 411, event };
    alerts(&[entry]).unwrap().remove(0)
}

#[test]
fn what_is_gone_ends_and_what_was_not_looked_at_stays() {
    let rules = rule(OVERDUE);
    let open = raised(&rules);
    let mut unseen = seen(&rules, "51", "–", NOW);
    unseen.readings.clear();
    assert_eq!(evaluate(&rules, &unseen, std::slice::from_ref(&open)).changes, []);
    let mut gone = seen(&rules, "51", "–", NOW);
    gone.readings.values_mut().for_each(|all| all.retain(|reading| reading.agency != "H55.242"));
    let clear = |cause, value| [Change::Clear { alert: 1, cause, value }];
    assert_eq!(
        evaluate(&rules, &gone, std::slice::from_ref(&open)).changes,
        clear(Cause::Gone, None)
    );
    let none = Rules::default();
    let all = seen(&rules, "51", "–", NOW);
    assert_eq!(
        evaluate(&none, &all, std::slice::from_ref(&open)).changes,
        clear(Cause::Rule, None)
    );
    // The commune went to another province: the rule is about it no more.
    let mut moved = seen(&rules, "51", "–", NOW);
    moved.units.get_mut("H55.242").unwrap().parent = Some("H44".to_owned());
    let left = clear(Cause::Rule, number("51"));
    assert_eq!(evaluate(&rules, &moved, &[open]).changes, left);
}

#[test]
fn an_ended_alert_keeps_quiet_for_its_time() {
    let rules = rule(OVERDUE);
    let mut ended = raised(&rules);
    let reason = "Trùng chỉ đạo 12/CĐ-UBND".to_owned();
    let close = Event::Closed { by: "H55".to_owned(), reason: reason.clone() };
    let opened = Event::Raised(ended.finding.clone());
    let entry = |at, event| Entry { alert: 1, at, revision: 411, event };
    ended = alerts(&[entry(NOW - HOUR, opened), entry(NOW, close)]).unwrap().remove(0);
    assert_eq!(ended.step(), Step::Closed);
    assert_eq!(ended.ended.as_ref().unwrap().reason, Some(reason));
    for (hours, again) in [(0, 0), (23, 0), (24, 1), (400, 1)] {
        let later = seen(&rules, "51", "–", NOW + hours * HOUR);
        let changes = evaluate(&rules, &later, std::slice::from_ref(&ended)).changes;
        assert_eq!(changes.len(), again, "after {hours} hours");
    }
}

#[test]
fn a_flood_is_counted_and_not_raised() {
    let rules = read(
        "[[rule]]\nid = \"lu\"\nkind = \"overdue\"\nabove = 0\nlevels = [\"commune\"]\nowner = \"self\"\n\
         quiet_hours = 0\nname = { vi = \"Lũ\", en = \"Flood\" }\n",
    )
    .unwrap();
    let mut flood = seen(&rules, "7", "–", NOW);
    let all = flood.readings.values_mut().next().unwrap();
    all.clear();
    for at in 0..OPEN_MAX + 3 {
        let code = format!("H55.{at}");
        let unit = Unit { level: Level::Commune, parent: Some("H55".to_owned()) };
        flood.units.insert(code.clone(), unit);
        let value = Some(Decimal::ONE);
        let agency = code.clone();
        all.push(Reading { subject: code, agency, period: None, value, beside: None });
    }
    let outcome = evaluate(&rules, &flood, &[]);
    assert_eq!((outcome.changes.len(), outcome.left_out), (OPEN_MAX, 3));
}

/// Events one after the other, each a letter: raise, acknowledge (by the same again: A), close, clear.
#[rstest]
#[case("r", Ok(Step::Raised))]
#[case("ra", Ok(Step::Acknowledged))]
#[case("rac", Ok(Step::Closed))]
#[case("rc", Ok(Step::Closed))]
#[case("re", Ok(Step::Closed))]
#[case("rae", Ok(Step::Closed))]
#[case("a", Err(Refused::Unknown))]
#[case("rr", Err(Refused::Repeated))]
#[case("raa", Err(Refused::Taken))]
#[case("rca", Err(Refused::Ended))]
#[case("rcc", Err(Refused::Ended))]
#[case("ree", Err(Refused::Ended))]
#[case("r0", Err(Refused::NoReason))]
#[case("r!", Err(Refused::BadText))]
#[case("r+", Err(Refused::BadText))]
fn the_life_of_an_alert(#[case] letters: &str, #[case] end: Result<Step, Refused>) {
    let finding = raised(&rule(OVERDUE)).finding;
    let by = || "H55".to_owned();
    let entries = letters.chars().zip(0..).map(|(letter, at)| {
        let event = match letter {
            'r' => Event::Raised(finding.clone()),
            'a' => Event::Acknowledged { by: by(), note: "Giao tổ một cửa".to_owned() },
            'c' => Event::Closed { by: by(), reason: "Đã xử lý xong".to_owned() },
            'e' => Event::Cleared { cause: Cause::Better, value: number("3") },
            '0' => Event::Closed { by: by(), reason: " \n".to_owned() },
            '!' => Event::Acknowledged { by: by(), note: "a\u{7}b".to_owned() },
            _ => Event::Closed { by: by(), reason: "đ".repeat(NOTE_CHARS + 1) },
        };
        Entry { alert: 1, at: NOW + at, revision: 412, event }
    });
    let entries: Vec<Entry> = entries.collect();
    let became = alerts(&entries).map(|all| all[0].step()).map_err(|(_, refused)| refused);
    assert_eq!(became, end);
}

#[test]
fn a_note_may_be_as_long_as_the_bound() {
    let note = "đ".repeat(NOTE_CHARS);
    let event = Event::Acknowledged { by: "H55".to_owned(), note };
    assert_eq!(raised(&rule(OVERDUE)).accepts(&event), Ok(()));
}

proptest! {
    /// Whatever the numbers do: of one key at most one alert is open, each begins past the threshold and at
    /// the earliest when the quiet time is over, and none that is open has a number on the good side.
    #[test]
    fn one_alert_at_a_time(
        course in prop::collection::vec((prop::option::of(40..62u32), 0..9i64, any::<bool>()), 1..60),
    ) {
        let rules = rule(OVERDUE);
        let mut entries: Vec<Entry> = Vec::new();
        let mut at = NOW;
        for (count, hours, close) in course {
            at += hours * HOUR;
            let value = count.map_or_else(|| "–".to_owned(), |count| count.to_string());
            let known = alerts(&entries).unwrap();
            let ended = known.iter().filter_map(|alert| alert.ended.as_ref()).map(|end| end.at).max();
            let outcome = evaluate(&rules, &seen(&rules, &value, "–", at), &known);
            let next = known.len() as u64 + 1;
            for change in outcome.changes {
                let (alert, event) = match change {
                    Change::Raise(finding) => {
                        prop_assert!(count.unwrap() > 50);
                        prop_assert!(ended.is_none_or(|ended| at >= ended + 24 * HOUR));
                        (next, Event::Raised(finding))
                    }
                    Change::Clear { alert, cause, value } => {
                        prop_assert!(count.unwrap() <= 45);
                        (alert, Event::Cleared { cause, value })
                    }
                };
                entries.push(Entry { alert, at, revision: 1, event });
            }
            let open: Vec<Alert> =
                alerts(&entries).unwrap().into_iter().filter(Alert::is_open).collect();
            prop_assert!(open.len() <= 1);
            prop_assert!(open.is_empty() || count.is_none_or(|count| count > 45));
            if let (Some(alert), true) = (open.first(), close) {
                let event = Event::Closed { by: "H55".to_owned(), reason: "Hết".to_owned() };
                entries.push(Entry { alert: alert.number, at, revision: 1, event });
            }
        }
    }
}

#[test]
fn the_rules_that_come_with_chiso_are_of_every_kind() {
    let rules = Rules::embedded();
    let kinds: BTreeSet<&str> = rules.rules.iter().map(|rule| rule.condition.kind()).collect();
    assert_eq!(kinds, chiso_scoring::alert::rule::KINDS.into_iter().collect());
    // They are about kinds of units, so that they mean something in every province.
    assert!(rules.rules.iter().all(|rule| !rule.scope.levels.is_empty()));
    assert!(rules.hooks.is_empty());
}

/// A file with one thing wrong is refused where it is wrong.
#[rstest]
#[case("kind = \"overdue\"", "kind = \"sinks\"", "3:8: the kind 'sinks' is unknown")]
#[case("kind = \"overdue\"", "kind = \"overdu\"", "did you mean 'overdue'?")]
#[case("above = 50", "abov = 50", "4:1: unknown field `abov`")]
#[case("above = 50", "", "3:8: the kind 'overdue' needs 'above'")]
#[case("above = 50", "above = -1", "4:9: invalid value")]
#[case("above = 50", "above = 50\nhours = 8", "5:9: 'hours' means nothing for the kind 'overdue'")]
#[case("levels = [\"commune\"]", "levels = [\"village\"]", "6:11: the level 'village' is unknown")]
#[case("levels = [\"commune\"]", "", "2:6: a rule is about somebody")]
#[case(
    "levels = [\"commune\"]",
    "levels = [\"commune\"]\nagency = \"H55\"",
    "7:10: 'agency' stands alone"
)]
#[case(
    "levels = [\"commune\"]",
    "agency = \"H56\"",
    "6:10: the agency 'H56' is unknown\n  hint: did you mean 'H55'?"
)]
#[case("owner = \"self\"", "owner = \"H9\"", "7:9: the agency 'H9' is unknown")]
#[case("quiet_hours = 24", "quiet_hours = 2001", "8:15: 'quiet_hours' is from 0 to 2000")]
#[case("quiet_hours = 24", "quiet_hours = 24\nback = \"-1\"", "9:8: 'back' is not a number")]
#[case("id = \"qua-han\"", "id = \"Quá hạn\"", "2:6: 'Quá hạn' is no id")]
#[case("kind = \"overdue\"\nabove = 50", FALLS_9, "4:9: the indicator or group '9.9' is unknown")]
#[case("kind = \"overdue\"\nabove = 50", FALLS_ZERO, "5:6: a fall by 0 points is no fall")]
#[case(
    "kind = \"overdue\"\nabove = 50",
    FALLS_BOTH,
    "3:8: a fall needs one of 'against' and 'days'"
)]
#[case("kind = \"overdue\"\nabove = 50", FALLS_FAR, "6:8: 'days' is from 1 to 366")]
#[case("kind = \"overdue\"\nabove = 50", FALLS_WEEK, "7:10: the period 'week' is unknown")]
#[case(
    "kind = \"overdue\"\nabove = 50",
    FALLS_LATE,
    "6:14: 'after_days' of a month is from 0 to 12"
)]
#[case(
    "above = 50",
    "above = 50\nafter_days = 10",
    "5:14: 'after_days' means nothing for the kind 'overdue'"
)]
#[case(
    "kind = \"overdue\"\nabove = 50",
    "kind = \"below_grade\"\ngrade = \"fine\"",
    "4:9: the grade 'fine' is unknown"
)]
#[case("", "[[webhook]]\nid = \"x\"\nurl = \"https://a.vn/\"\n", "does not begin with http://")]
#[case("", "[[webhook]]\nid = \"x\"\nurl = \"http:///path\"\n", "no address chiso can send to")]
#[case("", "[[webhook]]\nid = \"x\"\nurl = \"http://me@a.vn/\"\n", "no address chiso can send to")]
#[case(
    "",
    "[[webhook]]\nid = \"x\"\nurl = \"http://a.vn/\"\nrules = [\"qua\"]\n",
    "the rule 'qua' is unknown"
)]
fn a_wrong_file_is_refused_in_its_place(
    #[case] right: &str,
    #[case] wrong: &str,
    #[case] said: &str,
) {
    assert!(read_known(GOOD).is_ok());
    let text =
        if right.is_empty() { format!("{GOOD}\n{wrong}") } else { GOOD.replace(right, wrong) };
    assert_ne!(text, GOOD);
    let problems = read_known(&text).unwrap_err().join("\n");
    assert!(problems.contains(said), "{problems}");
}

const GOOD: &str = "[[rule]]\nid = \"qua-han\"\nkind = \"overdue\"\nabove = 50\n\
    name = { vi = \"Quá hạn\", en = \"Overdue\" }\nlevels = [\"commune\"]\nowner = \"self\"\nquiet_hours = 24\n";
const FALLS_9: &str = "kind = \"falls\"\nplace = \"9.9\"\nby = \"2\"\ndays = 7";
const FALLS_ZERO: &str = "kind = \"falls\"\nplace = \"CKMB\"\nby = \"0.00\"\ndays = 7";
const FALLS_BOTH: &str =
    "kind = \"falls\"\nplace = \"2.1\"\nby = \"2\"\ndays = 7\nagainst = \"previous_period\"";
const FALLS_FAR: &str = "kind = \"falls\"\nplace = \"2.1\"\nby = \"2\"\ndays = 367";
const FALLS_LATE: &str =
    "kind = \"falls\"\nplace = \"2.1\"\nby = \"2\"\nafter_days = 13\nagainst = \"previous_period\"";
const FALLS_WEEK: &str =
    "kind = \"falls\"\nplace = \"2.1\"\nby = \"2\"\ndays = 7\nperiod = \"week\"";

fn read_known(text: &str) -> Result<Rules, Vec<String>> {
    let agency = chiso_scoring::agency::Agency {
        code: "H55".to_owned(),
        name: "Thái Nguyên".to_owned(),
        level: Level::Province,
        parent: None,
        valid_from: None,
        valid_to: None,
        successors: Vec::new(),
        portal_id: None,
    };
    let tree = chiso_scoring::agency::AgencyTree::new([agency]).unwrap();
    let known = Known { rulebooks: &Rulebooks::embedded(), agencies: Some(&tree) };
    let problems = |found: Vec<_>| found.iter().map(ToString::to_string).collect();
    Rules::read("canh-bao.toml", text, &known).map_err(problems)
}

#[test]
fn all_problems_are_told_at_once_and_the_bounds_hold() {
    let two = format!("{GOOD}{}", GOOD.replace("overdue", "sinks"));
    let problems = read_known(&two).unwrap_err();
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!(problems[0].contains("'qua-han' stands twice"), "{problems:?}");
    let many = |count: usize| -> String {
        (0..count).map(|at| GOOD.replace("qua-han", &format!("r{at}"))).collect()
    };
    assert_eq!(read_known(&many(100)).unwrap().rules.len(), 100);
    assert!(read_known(&many(101)).unwrap_err()[0].contains("101 rules are too many"));
    let padded = |size: usize| format!("{GOOD}#{}", "x".repeat(size - GOOD.len() - 1));
    assert!(read_known(&padded(200_000)).is_ok());
    assert!(read_known(&padded(200_001)).unwrap_err()[0].contains("larger than 200000 bytes"));
}

#[test]
fn each_question_is_asked_once() {
    let questions = Rules::embedded().questions();
    let directives = questions.iter().filter(|question| **question == Question::Directives);
    assert_eq!(directives.count(), 1);
    let all: BTreeMap<_, _> = questions.iter().map(|question| (question, ())).collect();
    assert_eq!(all.len(), 8, "{questions:?}");
}
