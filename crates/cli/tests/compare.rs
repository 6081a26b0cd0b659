//! Two captures and two periods side by side, and the exact split of a change.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use rstest::rstest;
use serde_json::{Value, json};
use support::{Data, HEADER, stderr, stdout};

fn row<'v>(comparison: &'v Value, code: &str) -> &'v Value {
    comparison["rows"].as_array().unwrap().iter().find(|row| row["code"] == code).unwrap()
}

/// Thái Nguyên read from the portal on 31/7/2023 and 31/8/2023. By hand, jump form of 2022:
/// 1.4: 6 × 378113 ÷ 419254 = 5.411…, 6 × 422402 ÷ 444772 = 5.698…;
/// 3.5b: 2 × 130 ÷ 193 = 1.347…, 2 × 145 ÷ 212 = 1.367…; 3.6: 6 × 17958 ÷ 69000 = 1.561…,
/// 6 × 27052 ÷ 85149 = 1.906…; TTTT: 2 + 1.35 + 1.56, 2 + 1.37 + 1.91 (4.9 and 5.3 published).
#[rstest]
#[case("1.4", "5.41", "5.70", "0.29")]
#[case("2.1", "19.08", "19.01", "-0.07")]
#[case("3.5", "2.00", "2.00", "0.00")]
#[case("3.5b", "1.35", "1.37", "0.02")]
#[case("3.6", "1.56", "1.91", "0.35")]
#[case("TTTT", "4.91", "5.28", "0.37")]
#[case("TDGQ", "18.5", "18.6", "0.1")]
fn two_captures_of_a_running_year(
    #[case] code: &str,
    #[case] from: &str,
    #[case] to: &str,
    #[case] change: &str,
) {
    let data = Data::filled();
    let comparison = data.json("compare --agency H55 --from 2023@2023-07-31 --to 2023@2023-08-31");
    assert_eq!(
        (&comparison["continuous"], &comparison["same_rulebook"]),
        (&json!(true), &json!(true))
    );
    let row = row(&comparison, code);
    let same = |key: &str, expected: &str| {
        let found: rust_decimal::Decimal = row[key].as_str().unwrap().parse().unwrap();
        assert_eq!(found, expected.parse().unwrap(), "{code} {key}");
    };
    same("from", from);
    same("to", to);
    same("change", change);
}

/// The published shares behind 1.4: 90.19 and 94.97 %.
#[test]
fn the_shares_of_both_captures() {
    let data = Data::filled();
    let comparison = data.json("compare --agency H55 --from 2023@2023-07-31 --to 2023@2023-08-31");
    let sync = row(&comparison, "1.4");
    assert_eq!(
        (&sync["from_counts"], &sync["to_counts"]),
        (&json!([378_113, 419_254]), &json!([422_402, 444_772]))
    );
    for (as_of, ratio) in [("2023-07-31", "90.19"), ("2023-08-31", "94.97")] {
        let score = data.json(&format!("score --agency H55 --period 2023 --as-of {as_of}"));
        assert_eq!(support::part(&score["rows"][0], "1.4")["ratio"], ratio);
    }
    let text =
        stdout(&data.run("compare --agency H55 --from 2023@2023-07-31 --to 2023@2023-08-31"));
    assert!(text.contains("+0,29") && text.contains("-0,07"), "{text}");
}

#[rstest]
#[case("vi", "sáp nhập", "hai bộ quy tắc")]
#[case("en", "not one series", "different rulebooks")]
fn a_comparison_across_the_merger_warns(
    #[case] lang: &str,
    #[case] merger: &str,
    #[case] rules: &str,
) {
    let data = Data::filled();
    let new = format!("{HEADER}2026-08,2026-09-05,H55,2.1,90,100,18.00,Thử,90.00,\n");
    assert_eq!(data.take_text("new.csv", new).exit, 0);
    let output = data.run(&format!("compare --agency H55 --from 2023 --to 2026-08 --lang {lang}"));
    assert_eq!(output.status.code(), Some(0));
    assert!(
        stderr(&output).contains(merger) && stderr(&output).contains(rules),
        "{}",
        stderr(&output)
    );
    let comparison = data.json("compare --agency H55 --from 2023 --to 2026-08");
    assert_eq!(
        (&comparison["continuous"], &comparison["same_rulebook"]),
        (&json!(false), &json!(false))
    );
}

/// A code that ended at the merger is not silently taken for its successor.
#[test]
fn a_code_that_ended_names_who_carries_on() {
    let data = Data::filled();
    let output = data.run("compare --agency H03 --from 2023-08 --to 2026-08");
    assert_eq!(output.status.code(), Some(5));
    assert!(stderr(&output).contains("được kế thừa bởi H55"), "{}", stderr(&output));
}

/// An exact fraction: `-3/7` or `2`.
fn fraction(value: &Value) -> (i128, i128) {
    let text = value.as_str().unwrap();
    let (numerator, denominator) = text.split_once('/').unwrap_or((text, "1"));
    (numerator.parse().unwrap(), denominator.parse().unwrap())
}

fn divisor(a: i128, b: i128) -> i128 {
    if b == 0 { a.abs() } else { divisor(b, a % b) }
}

fn add((a, b): (i128, i128), (c, d): (i128, i128)) -> (i128, i128) {
    let (numerator, denominator) = (a * d + c * b, b * d);
    let common = divisor(numerator, denominator).max(1);
    (numerator / common, denominator / common)
}

/// Two months of three units; the province's own figure holds more than the three. 3.3 jumps over
/// its cap of 50 %: what the cap takes away is a part of its own.
const MONTHS: &str = "\
2026-07,2026-08-05,H44,2.1,700,1000,,Thử,,
2026-07,2026-08-05,H44.01,2.1,310,400,,Thử,,
2026-07,2026-08-05,H44.03,2.1,97,131,,Thử,,
2026-07,2026-08-05,H44.108,2.1,3,7,,Thử,,
2026-08,2026-09-05,H44,2.1,801,1103,,Thử,,
2026-08,2026-09-05,H44.01,2.1,333,390,,Thử,,
2026-08,2026-09-05,H44.03,2.1,100,151,,Thử,,
2026-08,2026-09-05,H44.108,2.1,0,0,,Thử,,
2026-07,2026-08-05,H44,3.3,40,100,,Thử,,
2026-07,2026-08-05,H44.01,3.3,10,50,,Thử,,
2026-07,2026-08-05,H44.03,3.3,30,50,,Thử,,
2026-08,2026-09-05,H44,3.3,90,110,,Thử,,
2026-08,2026-09-05,H44.01,3.3,45,55,,Thử,,
2026-08,2026-09-05,H44.03,3.3,45,55,,Thử,,
";

#[rstest]
#[case("2.1", "0.52", 4, true)]
#[case("3.3", "1.20", 2, false)]
fn the_split_over_children_adds_up_exactly(
    #[case] code: &str,
    #[case] change: &str,
    #[case] parts: usize,
    #[case] rest: bool,
) {
    let data = Data::empty();
    assert_eq!(data.take_text("months.csv", format!("{HEADER}{MONTHS}")).one(), (0, (14, 0, 0)));
    let question = format!("compare --agency H44 --from 2026-07 --to 2026-08 --indicator {code}");
    let comparison = data.json(&question);
    let split = &comparison["split"];
    assert_eq!(split["change"], change);
    assert_eq!(split["change"], row(&comparison, code)["change"], "the table says the same");
    let listed = split["parts"].as_array().unwrap();
    assert_eq!(listed.len(), parts);
    assert_eq!(listed.iter().any(|part| part["agency"].is_null()), rest, "the units not listed");
    let lines = listed.iter().map(|part| &part["exact"]);
    let sum = lines
        .chain([&split["form_exact"], &split["rounding_exact"]])
        .map(fraction)
        .fold((0, 1), add);
    assert_eq!(sum, add((support::hundredths(change).into(), 100), (0, 1)));
    let text = stdout(&data.run(&question));
    let change = format!("+{}", change.replace('.', ","));
    assert!(text.contains("Do kết quả") && text.contains(&change), "{text}");
}

/// By hand for the unit H44.03: 20 × (100 − 0.7 × 151) ÷ 1103 − 20 × (97 − 0.7 × 131) ÷ 1000.
#[test]
fn a_part_by_hand() {
    let data = Data::empty();
    data.take_text("months.csv", format!("{HEADER}{MONTHS}"));
    let comparison = data.json("compare --agency H44 --from 2026-07 --to 2026-08 --indicator 2.1");
    let parts = comparison["split"]["parts"].as_array().unwrap();
    let part = parts.iter().find(|part| part["agency"] == "H44.03").unwrap();
    let by_hand = add((20 * (1000 - 7 * 151), 10 * 1103), (-20 * (970 - 7 * 131), 10 * 1000));
    assert_eq!(fraction(&part["exact"]), by_hand);
}

#[rstest]
#[case("1.1", 5, "cannot be split")]
#[case("TDGQ", 2, "no indicator")]
#[case("9.9", 5, "no indicator, group or axis")]
fn what_cannot_be_split(#[case] code: &str, #[case] exit: i32, #[case] reason: &str) {
    let data = Data::empty();
    data.take_text("months.csv", format!("{HEADER}{MONTHS}"));
    let output = data.run(&format!(
        "compare --agency H44 --from 2026-07 --to 2026-08 --indicator {code} --lang en"
    ));
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(exit), ""));
    assert!(stderr(&output).contains(reason), "{}", stderr(&output));
}
