//! Saved answers of the national portal.
#![allow(clippy::unwrap_used, reason = "a test says so by failing")]

mod common;
#[path = "common/portal.rs"]
mod portal;

use std::collections::BTreeMap;

use chiso_intake::reported::{self, JsonContext, json, portal_ids};
use chiso_intake::{Context, Outcome, Place};
use chiso_scoring::agency::Level;
use chiso_scoring::figure::{Flag, Reported};
use common::{TREE, VOCABULARY, context, fixture, lines, reason, root};
use rstest::rstest;
use serde_json::{Value, json as object};

/// Period and time of capture given by the caller.
fn given() -> JsonContext {
    JsonContext {
        period: Some("2026-08".parse().unwrap()),
        as_of: Some("2026-09-26T06:00:00".parse().unwrap()),
        ..JsonContext::default()
    }
}

fn read(value: &Value, given: &JsonContext) -> Outcome<Reported> {
    let outcome = json(value.to_string().as_bytes(), given, context());
    assert!(outcome.adds_up());
    outcome
}

fn value(name: &str) -> Value {
    serde_json::from_slice(&fixture(name)).unwrap()
}

/// What each answer gives. The wrapper tells period and time where there is one.
#[rstest]
#[case("transparency", given(), 1)]
#[case("progress", JsonContext::default(), 0)]
#[case("online", given(), 0)]
#[case("payment", JsonContext::default(), 0)]
#[case("digitized", given(), 0)]
#[case("satisfaction", JsonContext::default(), 0)]
fn answers(#[case] name: &str, #[case] given: JsonContext, #[case] refused: usize) {
    let outcome = json(&fixture(&format!("{name}.json")), &given, context());
    assert!(outcome.adds_up());
    assert_eq!(outcome.refused.len(), refused, "{:?}", outcome.refused);
    let rows = outcome
        .rows
        .iter()
        .map(|placed| format!("{} <- {}", common::line(&placed.value), placed.place));
    let refused = outcome.refused.iter().map(ToString::to_string);
    insta::assert_snapshot!(name, rows.chain(refused).collect::<Vec<_>>().join("\n"));
}

/// The published figures of a whole province, put into the portal's shapes and read back, are the
/// rows of the project's own file.
#[test]
fn a_province_comes_back_as_it_was_published() {
    let file = std::fs::read(root().join("data/reported/phu-tho-2026-08.csv")).unwrap();
    let published = reported::csv(&file, context());
    let source = published.rows[0].value.source.clone();
    let as_of = Some(published.rows[0].value.as_of);
    let given = JsonContext { as_of, source: Some(source), ..given() };
    let answers = portal::answers(&published);
    let text = Value::Array(answers).to_string();
    let outcome = json(text.as_bytes(), &given, context());
    assert!(outcome.refused.is_empty(), "{:#?}", &outcome.refused[..3.min(outcome.refused.len())]);
    assert_eq!(lines(&outcome), lines(&published));
}

#[test]
fn the_national_overview() {
    let outcome = read(&overview(), &given());
    assert!(outcome.refused.is_empty(), "{:?}", outcome.refused);
    let nation: Vec<String> = lines(&outcome).into_iter().filter(|l| l.contains(",VN,")).collect();
    insta::assert_snapshot!("overview_nation", nation.join("\n"));
    let provinces = TREE.of_level(Level::Province, "2026-08".parse().unwrap()).len();
    assert_eq!(provinces, 34);
    assert_eq!(outcome.rows.len(), 6 + provinces * 7);
}

fn overview() -> Value {
    let provinces = TREE.of_level(Level::Province, "2026-08".parse().unwrap());
    let row = |(at, agency): (usize, &&chiso_scoring::agency::Agency)| {
        let tenth = object!(at).as_u64().unwrap();
        object!({
            "departmentId": format!("id-{at}"), "departmentName": format!("UBND tỉnh {}", agency.name),
            "departmentCode": (at % 2 == 0).then_some(&agency.code), "ratio": 60 + tenth,
            "totalScore": 60 + tenth, "scoreDelta": null, "childGroup": null,
            "groupScores": {"CKMB": 10, "TDGQ": 12.5, "CLGQ": 7, "MDSH": 11, "MDHL": 12, "TTTT": 7.5},
        })
    };
    let axis = |code: &str, score: f64| object!({"code": code, "name": code, "score": score});
    object!({"code": "OK", "data": {
        "overview": {"departmentName": "Cả nước", "departmentCode": null, "totalScore": 71.6,
            "totalMaxScore": 100, "ratio": 71.6},
        "growthPercent": null,
        "radar": [axis("CKMB", 13.5), axis("TDGQ", 17.25), axis("ONLINE_SERVICE", 15.1),
            axis("MDHL", 14.0), axis("MDSH", 11.75)],
        "evaluation": provinces.iter().enumerate().map(row).collect::<Vec<_>>(),
    }})
}

/// Changes one place of an answer and gives the only reason that follows.
#[rstest]
#[case("progress.json", "/response/code", object!("ERROR"), "portal_error")]
#[case("progress.json", "/response/data", object!(null), "portal_error")]
#[case("progress.json", "/response/data", object!({"rows": []}), "unknown_answer")]
#[case("progress.json", "/response/data", object!([1]), "bad_field")]
#[case("progress.json", "/response/data/children", object!("none"), "bad_field")]
#[case("progress.json", "/response/data/children/1", object!(5), "unknown_answer")]
#[case("progress.json", "/response", object!("text"), "bad_field")]
#[case("progress.json", "/capturedAt", object!(null), "no_as_of")]
#[case("progress.json", "/capturedAt", object!("yesterday"), "bad_as_of")]
#[case("progress.json", "/capturedAt", object!("2026-06-30T08:00:00Z"), "as_of_before_period")]
#[case("progress.json", "/request/timeType", object!(null), "no_period")]
#[case("progress.json", "/request/quarter", object!(5), "bad_period")]
#[case("progress.json", "/response/data/children/1/departmentCode", object!("H99"), "unknown_agency")]
#[case("progress.json", "/response/data/children/1/departmentCode", object!("H03"), "agency_not_in_force")]
#[case("progress.json", "/response/data/children/1/totalOnTime", object!(41), "numerator_above_denominator")]
#[case("progress.json", "/response/data/children/1/totalOnTime", object!(-1), "negative_count")]
#[case("progress.json", "/response/data/children/1/totalOnTime", object!(1.5), "not_whole")]
#[case("progress.json", "/response/data/children/1/totalOnTime", object!("31"), "bad_number")]
#[case("progress.json", "/response/data/children/1/totalOnTime", object!(null), "denominator_alone")]
#[case("progress.json", "/response/data/children/1/totalOverdue", object!(1_000_000_000_001_i64), "count_too_large")]
#[case("payment.json", "/body/data/parent/totalScore", object!(10.01), "points_above_maximum")]
#[case("payment.json", "/body/data/parent/ratio", object!(100.5), "rate_out_of_range")]
#[case("satisfaction.json", "/response/data/overview/metrics/0/code", object!("PETITION"), "unknown_indicator")]
#[case("satisfaction.json", "/request/toDate", object!("2026-07-01"), "bad_period")]
fn refusals(#[case] name: &str, #[case] at: &str, #[case] new: Value, #[case] expect: &str) {
    let mut answer = value(name);
    *answer.pointer_mut(at).unwrap() = new;
    let outcome = read(&answer, &JsonContext::default());
    assert_eq!(reason(&outcome), expect, "{:?}", outcome.refused);
}

#[rstest]
#[case("SOMETHING_NEW", Some(Flag::Other))]
#[case("OK", None)]
fn a_figure_with_an_unknown_quality_mark_is_kept(#[case] mark: &str, #[case] expect: Option<Flag>) {
    let mut answer = value("transparency.json");
    answer["data"]["evaluation"].as_array_mut().unwrap().pop();
    answer["data"]["overview"]["metrics"][3]["dataQualityStatus"] = object!(mark);
    let outcome = read(&answer, &given());
    assert!(outcome.refused.is_empty(), "{:?}", outcome.refused);
    let sync = outcome.rows.iter().find(|row| row.value.indicator == "1.4").unwrap();
    assert_eq!(sync.value.figure.flag, expect);
}

/// An answer about one procedure is refused, however it shows.
#[rstest]
#[case("formalityId")]
#[case("formalityID")]
fn a_request_for_one_procedure(#[case] field: &str) {
    let mut answer = value("payment.json");
    answer["request"][field] = object!("3f0c");
    assert_eq!(reason(&read(&answer, &JsonContext::default())), "filtered_by_procedure");
}

#[test]
fn an_empty_filter_is_none() {
    let mut answer = value("payment.json");
    answer["request"]["formalityId"] = object!(null);
    answer["request"]["formalityID"] = object!("");
    assert_eq!(reason(&read(&answer, &JsonContext::default())), "");
}

#[test]
fn digitisation_without_the_metric_over_procedures_is_filtered() {
    let mut answer = value("digitized.json");
    for row in ["/data/overview/metrics", "/data/evaluation/0/metrics"] {
        answer.pointer_mut(row).unwrap().as_array_mut().unwrap().remove(5);
    }
    assert_eq!(reason(&read(&answer, &given())), "filtered_by_procedure");
}

#[rstest]
#[case("online-month-2026-08.json", "")]
#[case("online-month-2026-08-formality-2.000815.json", "filtered_by_procedure")]
#[case("online.json", "no_period")]
fn the_file_name_may_tell(#[case] name: &str, #[case] expect: &str) {
    let given = JsonContext { period: None, ..given() };
    let outcome = reported::read(name, &fixture("online.json"), &given, context());
    assert_eq!(reason(&outcome), expect);
}

/// What the caller says stands above the wrapper, the wrapper above the file's name.
#[rstest]
#[case(Some("2026"), "x-month-2026-08.json", "2026")]
#[case(None, "x-month-2026-08.json", "2026-Q3")]
fn the_nearest_word_about_the_period_counts(
    #[case] period: Option<&str>,
    #[case] name: &str,
    #[case] expect: &str,
) {
    let period = period.map(|text| text.parse().unwrap());
    let given = JsonContext { period, ..JsonContext::default() };
    let outcome = reported::read(name, &fixture("progress.json"), &given, context());
    assert_eq!(outcome.rows[0].value.period.to_string(), expect);
    assert_eq!(outcome.rows[0].value.as_of.to_string(), "2026-10-10T06:00:00");
}

/// The time the caller gives, then the wrapper's, then the file's own.
#[rstest]
#[case(Some("2026-10-01T00:00:00"), "progress.json", "2026-10-01T00:00:00")]
#[case(None, "progress.json", "2026-10-10T06:00:00")]
#[case(None, "online.json", "2026-12-01T00:00:00")]
fn the_nearest_word_about_the_time_counts(
    #[case] as_of: Option<&str>,
    #[case] name: &str,
    #[case] expect: &str,
) {
    let as_of = as_of.map(|text| text.parse().unwrap());
    let file_changed = Some("2026-12-01T00:00:00".parse().unwrap());
    let outcome = json(
        &fixture(name),
        &JsonContext { as_of, file_changed, period: given().period, ..JsonContext::default() },
        context(),
    );
    let period = outcome.rows[0].value.period.to_string();
    assert_eq!(
        (outcome.rows[0].value.as_of.to_string().as_str(), period.as_str()),
        (expect, "2026-08")
    );
}

#[test]
fn values_of_a_wrong_kind_are_not_repeated() {
    for answer in [object!({"parent": "Nguyễn Văn A"}), object!({"children": ["Nguyễn Văn A"]})]
    {
        let outcome = read(&answer, &given());
        assert_eq!(outcome.refused.len(), 1);
        assert!(!format!("{outcome:?}").contains("Nguyễn"), "{outcome:?}");
    }
}

/// A cut file gives one refusal with its place, and no row.
#[rstest]
#[case("progress.json")]
#[case("transparency.json")]
fn cut_answers(#[case] name: &str) {
    let whole = String::from_utf8(fixture(name)).unwrap();
    let whole = whole.trim_end();
    for end in whole.char_indices().map(|(at, _)| at).filter(|at| *at > 0).step_by(7) {
        let outcome = json(&whole.as_bytes()[..end], &given(), context());
        assert_eq!((reason(&outcome), outcome.rows.len()), ("bad_json", 0), "{end}");
        assert!(matches!(outcome.refused[0].place, Place::Position { .. }));
    }
}

#[rstest]
#[case("", "empty_file")]
#[case("[]", "unknown_answer")]
#[case("5", "unknown_answer")]
#[case("null", "unknown_answer")]
#[case("{}", "unknown_answer")]
#[case("{\"code\":\"OK\"}", "portal_error")]
#[case("{} {}", "bad_json")]
fn what_is_no_answer(#[case] text: &str, #[case] expect: &str) {
    assert_eq!(reason(&json(text.as_bytes(), &given(), context())), expect);
}

#[test]
fn deep_nesting_costs_nothing() {
    let text = format!("{}{}", "[".repeat(1 << 20), "]".repeat(1 << 20));
    assert_eq!(reason(&json(text.as_bytes(), &given(), context())), "unknown_answer");
    let text = format!("{{\"parent\":{}5{}}}", "[".repeat(1 << 20), "]".repeat(1 << 20));
    assert_eq!(reason(&json(text.as_bytes(), &given(), context())), "bad_field");
}

#[rstest]
#[case(1_000, 1_000)]
#[case(1_001, 1)]
fn answers_of_a_list_are_bounded(#[case] answers: usize, #[case] refused: usize) {
    let text = format!("[{}]", vec!["{}"; answers].join(","));
    assert_eq!(json(text.as_bytes(), &given(), context()).refused.len(), refused);
}

/// A unit is found by what the answer says of it.
#[rstest]
#[case(object!({"departmentCode": "H44.07"}), Some("H44.07"))]
#[case(object!({"departmentId": "019d2be3-6a88-732b-8b17-c2db58b51fef"}), Some("H44.07"))]
#[case(object!({"departmentId": "seen-elsewhere"}), Some("H44.08"))]
#[case(object!({"departmentName": "Sở Công Thương - Tỉnh Phú Thọ"}), Some("H44.07"))]
#[case(object!({"departmentName": "SỞ CÔNG THƯƠNG - tỉnh Phú Thọ"}), Some("H44.07"))]
#[case(object!({"departmentName": "Sở Công Thương"}), Some("H44.07"))]
#[case(object!({"departmentName": "Sở Công Thương - Tỉnh Thái Nguyên"}), None)]
#[case(object!({"departmentName": "Sở Công Thương - Tỉnh Không Có"}), None)]
#[case(object!({"departmentName": "UBND Tỉnh Lào Cai"}), Some("H38"))]
#[case(object!({"departmentName": "Thành phố Huế"}), Some("H57"))]
#[case(object!({"departmentName": "Cả nước"}), Some("VN"))]
#[case(object!({"departmentId": "?", "departmentName": "Sở Không Có"}), None)]
#[case(object!({}), None)]
fn units(#[case] unit: Value, #[case] expect: Option<&str>) {
    let mut context = Context::new(&VOCABULARY, &TREE);
    context.learn([("seen-elsewhere".to_owned(), "H44.08".to_owned())]);
    let mut child = unit;
    child["totalScore"] = object!(5);
    let parent = object!({"departmentCode": "H44", "authorityCount": 1});
    let answer = object!({"parent": parent, "children": [child]});
    let outcome = json(answer.to_string().as_bytes(), &given(), &context);
    let found = outcome.rows.iter().map(|placed| &placed.value).find(|r| r.indicator == "CLGQ");
    assert_eq!(found.map(|row| row.agency.as_str()), expect, "{:?}", outcome.refused);
}

/// Without a root a department's name alone is not enough: many provinces have one.
#[test]
fn a_department_is_never_guessed_across_provinces() {
    for root in [object!(null), object!({"departmentCode": "H55"})] {
        let child =
            object!({"departmentName": "Sở Công Thương", "totalFeeFormality": 1, "totalScore": 5});
        let answer = object!({"parent": root, "children": [child]});
        let outcome = read(&answer, &given());
        assert_eq!(reason(&outcome), "unknown_agency");
    }
}

#[test]
fn identifiers_are_learned_from_answers_that_name_both() {
    let ids: BTreeMap<String, String> = portal_ids(&fixture("progress.json")).into_iter().collect();
    assert_eq!(ids.len(), 3);
    assert!(ids.values().any(|code| code == "H44.03"));
    assert!(portal_ids(&fixture("transparency.json")).is_empty());
    assert!(portal_ids(b"{ cut").is_empty());
}

#[test]
fn numbers_are_exact() {
    let mut answer = value("online.json");
    answer["parent"]["totalScore"] = object!(0.300_000_000_000_000_04);
    let rows = read(&answer, &given()).rows;
    let points = rows.iter().find_map(|row| row.value.figure.points).unwrap();
    assert_eq!(points.to_string(), "0.30000000000000004");
}
