//! `chiso movement` on dossiers: three units over two months, a correction, and what makes no sense.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use rstest::rstest;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use support::{Data, stderr, stdout};

const HEAD: &str = "number,agency,procedure,status,received_at,due_at,ended_at,channel,stated_at\n";

/// A moment at which both months are over.
const AT: &str = "@2026-10-10T14:00";

/// `late` of `all` dossiers of a month end after their due day. Two procedures take turns.
fn month(agency: &str, month: u8, all: u32, late: u32) -> String {
    let row = |at: u32| {
        let (code, day) =
            (format!("{agency}-26{month:02}05-{at:04}"), if at < late { 19 } else { 9 });
        let procedure = ["1.004222", "2.000815"][at as usize % 2];
        format!(
            "{code},{agency},{procedure},9,2026-{month:02}-05 08:00,2026-{month:02}-12 17:00,2026-{month:02}-{day:02} 10:00,online,2026-{month:02}-{day:02} 10:05\n"
        )
    };
    (0..all).map(row).collect()
}

fn take(data: &Data, name: &str, rows: &str) {
    let file = data.file(name, format!("{HEAD}{rows}"));
    let output = data.command().args(["intake", "dossiers"]).arg(file).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
}

/// July: 1 of 20, 2 of 10, 0 of 10 late. August: 1 of 20, 9 of 10, 0 of 10 late.
fn two_months() -> Data {
    let data = Data::empty();
    let units = [("H55.X05443", 20, 1, 1), ("H55.X05455", 10, 2, 9), ("H55.X05467", 10, 0, 0)];
    let rows = |july: bool| -> String {
        let of = |(agency, all, then, now): (&str, u32, u32, u32)| match july {
            true => month(agency, 7, all, then),
            false => month(agency, 8, all, now),
        };
        units.into_iter().map(of).collect()
    };
    take(&data, "july.csv", &rows(true));
    take(&data, "august.csv", &rows(false));
    data
}

fn sum(lines: &Value) -> Decimal {
    let points = |line: &Value| line["points"].as_str().unwrap().parse::<Decimal>().unwrap();
    lines.as_array().unwrap().iter().map(points).sum()
}

fn months(rest: &str) -> String {
    format!("movement --agency H55 --from 2026-07{AT} --to 2026-08{AT} {rest}")
}

/// 37 of 40 on time, then 30 of 40: 18.50 and 15.00 points.
#[test]
fn the_unit_that_turned_late_is_named() {
    let data = two_months();
    let output = data.run(&months("--indicator 2.1"));
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    insta::assert_snapshot!(stdout(&output));
    let english = stdout(&data.run(&months("--indicator 2.1 --over causes --lang en")));
    let first = english.lines().next().unwrap();
    assert_eq!(
        first,
        "Indicator 2.1 fell by 3.50 points (18.50 → 15.00), mainly by UBND phường Quyết Thắng (-3.50 points, performance)."
    );
}

#[rstest]
#[case("units")]
#[case("procedures")]
#[case("causes")]
#[case("both")]
#[case("indicators")]
fn every_view_adds_up_in_json_and_csv(#[case] over: &str) {
    let data = two_months();
    for place in ["TOTAL", "TDGQ", "MDSH", "2.1", "5.4"] {
        let told = data.json(&months(&format!("--indicator {place} --over {over}")));
        let amount: Decimal = told["amount"].as_str().unwrap().parse().unwrap();
        assert_eq!(sum(&told["lines"]), amount, "{place} over {over}");
        assert_eq!((&told["from"], &told["status"]), (&json!("dossiers"), &json!("unofficial")));
        let csv = stdout(&data.run(&months(&format!("--indicator {place} --over {over} --csv"))));
        let lines = told["lines"].as_array().unwrap().len();
        assert_eq!(csv.lines().count(), lines + 2, "{csv}");
    }
    let few = data.json(&months(&format!("--indicator 2.1 --over {over} --top 1")));
    let rest: Decimal = few["rest"]["points"].as_str().unwrap().parse().unwrap();
    assert_eq!(sum(&few["lines"]) + rest, "-3.5".parse().unwrap());
}

/// In July's books four more turn out late after the second revision: that is a restatement, and August is
/// measured from there.
#[test]
fn a_correction_is_told_apart_from_what_happened() {
    let data = two_months();
    let then = data.revision();
    let late = month("H55.X05467", 7, 4, 4).replace("10:05", "10:06");
    take(&data, "correction.csv", &late);
    let sides = format!("--from 2026-07{AT}~{then} --to 2026-08{AT}");
    let told = data.json(&format!("movement --agency H55 {sides} --indicator 2.1"));
    assert_eq!(told["before_side"]["revision"], then);
    let line = &told["lines"].as_array().unwrap().iter().find(|line| line["unit"] == "H55.X05467");
    // 4 of 40: -2 points by correction; in August all are on time again.
    let causes = &line.unwrap()["causes"];
    assert_eq!(causes["restatement"], "-2", "{told}");
    assert_eq!(causes["performance"], "2", "{told}");
    assert_eq!(sum(&told["lines"]), "-3.5".parse().unwrap());
}

#[rstest]
#[case::same_twice("2026-08", "2026-08", "hai thời điểm so sánh trùng nhau")]
#[case::wrong_order("2026-08", "2026-07", "thời điểm ghi trước muộn hơn thời điểm ghi sau")]
#[case::lengths("2026-Q2", "2026-07", "hai kỳ dài ngắn khác nhau")]
fn sides_that_are_no_ordinary_pair_are_told(
    #[case] from: &str,
    #[case] to: &str,
    #[case] said: &str,
) {
    let data = two_months();
    let line = format!("movement --agency H55 --from {from}{AT} --to {to}{AT} --figures dossiers");
    let output = data.run(&line);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stderr(&output).contains(said), "{}", stderr(&output));
}

#[rstest]
#[case::unknown_agency("--agency H99 --from 2026-07 --to 2026-08", 5, "H99")]
#[case::ended("--agency H03 --from 2026-07 --to 2026-08", 5, "H55")]
#[case::unknown_place("--agency H55 --from 2026-07 --to 2026-08 --indicator 9.9", 5, "9.9")]
#[case::no_period("--agency H55 --from 2026-13 --to 2026-08", 2, "2026-13")]
#[case::no_moment("--agency H55 --from 2026-07@mai --to 2026-08", 2, "mai")]
#[case::no_revision("--agency H55 --from 2026-07~0 --to 2026-08", 2, "0")]
#[case::future_revision("--agency H55 --from 2026-07~99999 --to 2026-08", 5, "99999")]
#[case::no_view("--agency H55 --from 2026-07 --to 2026-08 --over quarters", 2, "quarters")]
#[case::nothing("--agency H55 --from 2026-07 --to 2026-08 --figures published", 5, "2026-07")]
#[case::not_counted("--agency H55 --from 2019-07 --to 2026-08", 5, "2019-07")]
#[case::one_side("--agency H55 --from 2026-07", 2, "--to")]
fn what_makes_no_sense_is_said(#[case] arguments: &str, #[case] exit: i32, #[case] said: &str) {
    let data = two_months();
    let output = data.run(&format!("movement {arguments}"));
    assert_eq!(output.status.code(), Some(exit), "{}", stderr(&output));
    assert!(stderr(&output).contains(said), "{}", stderr(&output));
    assert_eq!(stdout(&output), "");
}
