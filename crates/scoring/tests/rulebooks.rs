//! The embedded rulebooks hold together, and broken ones are refused with place and reason.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use chiso_scoring::expr::Columns;
use chiso_scoring::rulebook::{Rulebook, Rulebooks, cases};
use rstest::rstest;

const NEW: &str = include_str!("../../../rules/766-2024.toml");

#[test]
fn the_embedded_rulebooks_are_complete() {
    for rulebook in Rulebooks::embedded().all() {
        assert_eq!(rulebook.indicators.len(), 24, "{}", rulebook.id);
        let maxima: Vec<u32> = rulebook.groups.iter().map(|group| group.max).collect();
        assert_eq!(maxima, [18, 20, 12, 10, 22, 18]);
    }
}

#[test]
fn the_rulebook_follows_the_period() {
    let set = Rulebooks::embedded();
    for (period, id) in [("2023-08", "766-2022"), ("2024-07", "766-2024"), ("2026", "766-2024")] {
        assert_eq!(set.for_period(period.parse().unwrap()).unwrap().id, id);
    }
    let before = set.for_period("2021".parse().unwrap()).unwrap_err().to_string();
    assert!(before.contains("no rulebook is in force in 2021"), "{before}");
    assert!(set.get("766-2042").unwrap_err().to_string().contains("766-2022, 766-2024"));
}

/// Replaces one piece of a good rulebook and says what the first problem must mention.
#[rstest]
#[case(
    "numerator = \"with_result\"",
    "numerator = \"with_resul\"",
    "'with_resul' is unknown",
    "did you mean 'with_result'?"
)]
#[case(
    "value = \"received - synced\"",
    "value = \"unsynced + synced\"",
    "computed from itself",
    ""
)]
#[case(
    "code = \"1.1\"\n  metric = \"PUBLISH_ON_TIME\"",
    "code = \"1.2\"\n  metric = \"PUBLISH_ON_TIME\"",
    "'1.2' stands twice",
    ""
)]
#[case("max = 22", "max = 23", "add up to 22 points, not 23", "")]
#[case("max = 100", "max = 99", "add up to 100 points, not 99", "")]
#[case("from = 70\nto = 80", "from = 71\nto = 80", "the bands have a gap", "")]
#[case("from = 70\nto = 80", "from = 69\nto = 80", "overlaps the one below", "")]
#[case(
    "from = \"2024-01-01\"",
    "from = \"2024-01-01\"\nto = \"2023-12-31\"",
    "lies before 'from'",
    ""
)]
#[case("channel = 'post'", "channel = 'pots'", "the code 'pots' is unknown", "post")]
#[case("channel = 'post'", "channel = 3", "a code cannot be compared with a number", "")]
#[case("channel = 'post'", "channel like 'p%'", "not supported in a rulebook", "allowed are")]
#[case("channel = 'post'", "channel in (select 1)", "not supported in a rulebook", "allowed are")]
#[case(
    "sum = \"copies_done\"",
    "sum = \"offers_copies\"",
    "this gives true or false, a number is needed",
    ""
)]
#[case(
    "paid in ('portal', 'local')\"\ncount",
    "paid in ('portal', 'local'\"\ncount",
    "Expected",
    ""
)]
#[case("target = \"50 %\"", "target = \"150 %\"", "'150 %' is not a target", "80 %")]
#[case("target = \"50 %\"\n", "", "this form needs a target", "")]
#[case(
    "cite = [\"MOTA, 3.3\"",
    "cite = [\"MOTTA, 3.3\"",
    "'MOTTA' is not listed",
    "did you mean 'MOTA'?"
)]
#[case("zero = \"empty\"", "zero = \"nothing\"", "unknown variant `nothing`", "")]
#[case("groups = [\"MDHL\"]", "groups = [\"MDSH\"]", "stands on 2 axes", "")]
#[case("[[axis]]", "[[axes]]", "unknown field `axes`", "")]
#[case(":asof - supplement_seconds > due_at", ":asof + due_at > due_at", "has no meaning", "")]
#[case(
    ":asof - supplement_seconds > due_at",
    "least(closed_at, :asof) > due_at",
    "this may be null",
    "coalesce"
)]
#[case(
    "sum = \"coalesce(closed_at, received_at) - received_at\"",
    "sum = \":asof - received_at\"",
    "a sum may not use :asof",
    "choose the rows"
)]
#[case(
    "received_at < :to and (closed_at is null",
    "received_at is null and (closed_at is null",
    "never null",
    ""
)]
fn a_broken_rulebook_is_refused(
    #[case] good: &str,
    #[case] broken: &str,
    #[case] reason: &str,
    #[case] hint: &str,
) {
    assert!(NEW.contains(good), "the case no longer fits the rulebook: {good}");
    let text = NEW.replacen(good, broken, 1);
    let problems = Rulebook::read("rules/x.toml", &text, &Columns::embedded()).unwrap_err();
    let found = problems.iter().find(|problem| problem.to_string().contains(reason));
    let Some(found) = found else { panic!("{reason}: {problems:#?}") };
    assert!(found.to_string().contains(hint), "{found}");
    assert!(found.to_string().starts_with("rules/x.toml:"));
}

#[test]
fn a_problem_points_at_the_very_character() {
    let text =
        NEW.replacen("numerator = \"with_result\"", "numerator = \"digitised + with_resul\"", 1);
    let problems = Rulebook::read("r.toml", &text, &Columns::embedded()).unwrap_err();
    let at = text.find("with_resul\"").unwrap();
    let line = text[..at].matches('\n').count() + 1;
    let column = at - text[..at].rfind('\n').unwrap();
    insta::assert_snapshot!(
        problems[0].to_string().replace(&format!("r.toml:{line}:{column}:"), "r.toml:LINE:COLUMN:"),
        @r"
    r.toml:LINE:COLUMN: 'with_resul' is unknown
      hint: did you mean 'with_result'?
    "
    );
}

#[test]
fn printing_an_embedded_rulebook_reads_back() {
    for rulebook in Rulebooks::embedded().all() {
        let printed = rulebook.print().unwrap();
        let again = Rulebook::read("printed", &printed, &Columns::embedded()).unwrap();
        assert_eq!(&again, rulebook);
    }
}

#[rstest]
#[case("766-2022", include_str!("../../../rules/cases/766-2022.txt"), 60)]
#[case("766-2024", include_str!("../../../rules/cases/766-2024.txt"), 40)]
fn the_example_cases_come_out(#[case] id: &str, #[case] text: &str, #[case] at_least: usize) {
    let set = Rulebooks::embedded();
    let (count, failures) = cases::run(set.get(id).unwrap(), id, text);
    assert!(failures.is_empty(), "{failures:#?}");
    assert!(count >= at_least, "only {count} cases");
}

#[test]
fn a_wrong_case_is_found() {
    let set = Rulebooks::embedded();
    let text = "2.1 | province | 144625/184513 | 15.69 | value | x\n3.1 | commune | - | 0 | value | y\n2.1 | province\n";
    let (count, failures) = cases::run(set.get("766-2024").unwrap(), "cases.txt", text);
    assert_eq!((count, failures.len()), (3, 3));
    assert!(
        failures[0].to_string().contains("cases.txt:1:1: gives 15.68 points"),
        "{}",
        failures[0]
    );
}
