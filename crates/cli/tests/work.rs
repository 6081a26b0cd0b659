//! What a unit does today, and how fair a ranking is: lists with their counts, files that open again, what
//! is asked wrongly.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use calamine::{Reader, Xlsx, open_workbook};
use rstest::rstest;
use serde_json::{Value, json};
use support::{Data, stderr, stdout};

const AT: &str = "--as-of 2026-08-20T09:00";

const AGENCIES: &str = "code,name,level,parent,valid_from,valid_to,successors,portal_id
H55.242,UBND xã Phú Bình,commune,H55,2025-07-01,,,
H55.243,UBND xã Tân Thành,commune,H55,2025-07-01,,,
";

const HEADER: &str =
    "number,agency,procedure,status,received_at,due_at,ended_at,fee_due,paid,result_file,synced_at";

/// Three open (two overdue, one of them since last month), two finished, of two communes.
const DOSSIERS: [&str; 5] = [
    "H55.242-260720-0001,H55.242,1.004222,4,2026-07-20 08:15,2026-08-12 17:00,,0,none,0,2026-07-20 08:20",
    "H55.243-260804-0002,H55.243,1.004222,4,2026-08-04 09:45,2026-08-19 17:00,,0,none,0,",
    "H55.243-260806-0003,H55.243,2.000815,4,2026-08-06 10:30,2026-08-20 16:00,,0,none,0,2026-08-06 10:35",
    "H55.242-260803-0004,H55.242,2.000815,9,2026-08-03 07:50,2026-08-13 17:00,2026-08-10 15:20,25000,counter,0,2026-08-03 08:00",
    "H55.242-260805-0005,H55.242,1.004222,9,2026-08-05 13:40,2026-08-14 17:00,2026-08-11 10:10,18000,portal,1,2026-08-05 14:00",
];

fn commune() -> Data {
    let data = Data::empty();
    assert_eq!(data.agencies(AGENCIES).exit, 0);
    let file = data.file("dossiers.csv", format!("{HEADER}\n{}\n", DOSSIERS.join("\n")));
    let output = data.command().args(["intake", "dossiers"]).arg(file).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    data
}

fn codes(answer: &Value) -> Vec<&str> {
    let rows = answer["rows"].as_array().unwrap();
    rows.iter().map(|row| row["code"].as_str().unwrap()).collect()
}

#[test]
fn all_lists_and_each_of_them() {
    let data = commune();
    let all = data.json(&format!("work --agency H55 {AT}"));
    assert_eq!((&all["period"], &all["status"]), (&json!("2026-08"), &json!("unofficial")));
    let count = |list: &Value| (list["list"].as_str().unwrap().to_owned(), list["count"].as_u64());
    let counts: Vec<_> = all["lists"].as_array().unwrap().iter().map(count).collect();
    let expected = [
        ("overdue", 2),
        ("due", 1),
        ("no_result", 1),
        ("paid_counter", 0),
        ("unsynced", 1),
        ("petitions", 0),
    ];
    assert_eq!(counts, expected.map(|(list, count)| (list.to_owned(), Some(count))));
    for (list, count) in expected {
        let one = data.json(&format!("work {list} --agency H55 {AT}"));
        assert_eq!(one["count"], count, "{list}");
        assert_eq!(codes(&one).len() as u64, count);
    }
    let overdue = data.json(&format!("work overdue --agency H55 {AT}"));
    assert_eq!((&overdue["carried"], &overdue["new"]), (&json!(1), &json!(1)));
    assert_eq!(overdue["units"].as_array().unwrap().len(), 2);
    let due = data.json(&format!("work due --agency H55 --hours 6 {AT}"));
    // 09:00 to 11:30 and 13:00 to 16:00.
    assert_eq!(
        (codes(&due), &due["rows"][0]["hours_left"]),
        (vec!["H55.243-260806-0003"], &json!("5.5"))
    );
    assert_eq!(data.json(&format!("work due --agency H55 --hours 5 {AT}"))["count"], 0);
}

#[test]
fn filters_limits_and_the_words_for_people() {
    let data = commune();
    let unit = data.json(&format!("work overdue --agency H55 --unit H55.243 {AT}"));
    assert_eq!(codes(&unit), ["H55.243-260804-0002"]);
    let procedure = data.json(&format!("work no_result --agency H55 --procedure 2.000815 {AT}"));
    assert_eq!(codes(&procedure), ["H55.242-260803-0004"]);
    let early = data.json(&format!("work overdue --agency H55 --due-until 2026-08-12 {AT}"));
    assert_eq!(codes(&early), ["H55.242-260720-0001"]);
    let late = data.json(&format!("work overdue --agency H55 --due-from 2026-08-13 {AT}"));
    assert_eq!(codes(&late), ["H55.243-260804-0002"]);
    let limited = data.run(&format!("work overdue --agency H55 --limit 1 {AT}"));
    let text = stdout(&limited);
    assert!(
        text.contains("Đang quá hạn: 2 mục (1 chuyển từ kỳ trước, 1 mới), liệt kê 1"),
        "{text}"
    );
    assert!(stderr(&limited).contains("không chính thức"), "{}", stderr(&limited));
    let none = data.json(&format!("work overdue --agency H55 --least 100 {AT}"));
    assert_eq!(none["count"], 0);
}

#[test]
fn files_open_again_with_as_many_rows_as_stated() {
    let data = commune();
    let file = data.path().join("việc.xlsx");
    let line = format!("work overdue --agency H55 {AT} --limit 1 --xlsx");
    let output = data.command().args(line.split(' ')).arg(&file).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    let mut book: Xlsx<_> = open_workbook(&file).unwrap();
    let sheet = book.worksheet_range("Danh sách").unwrap();
    assert_eq!(sheet.height(), 3, "headers and both rows");
    let csv = data.run(&format!("work overdue --agency H55 {AT} --csv"));
    assert_eq!(stdout(&csv).lines().count(), 3);
    let known: Vec<String> = sheet.rows().skip(1).map(|row| row[0].to_string()).collect();
    assert!(known.iter().all(|code| stdout(&csv).contains(code)), "{known:?}");
}

#[test]
fn as_it_was_known_before() {
    let data = commune();
    let revision = data.json(&format!("work --agency H55 {AT}"))["revision"].as_u64().unwrap();
    let before = data.json(&format!("work overdue --agency H55 --known-at {} {AT}", revision - 1));
    assert_eq!((&before["count"], &before["revision"]), (&json!(0), &json!(revision - 1)));
}

#[rstest]
#[case("work everything --agency H55", 5, "overdue, due, no_result")]
#[case("work --agency H98", 5, "'H98' is unknown")]
#[case("work --agency H55.242 --unit H55.243", 5, "not below 'H55.242'")]
#[case("work --agency H55 --unit H03", 5, "not in force")]
#[case("work --agency H55 --period 2031-01", 5, "2031-01")]
#[case("work --agency H55 --period 2026-13", 2, "does not exist")]
#[case("work --agency H55 --known-at 0", 5, "no revision 0")]
#[case("work --agency H55 --known-at 999999", 5, "no revision 999999")]
#[case("work due --agency H55 --hours 0", 2, "'0' is not a number of working hours")]
#[case("work due --agency H55 --hours 2001", 2, "from 1 to 2000")]
#[case("work due --agency H55 --least -3", 2, "-3")]
#[case("work due --agency H55 --least 0.001", 2, "at most two decimals")]
#[case("work due --agency H55 --due-from tomorrow", 2, "yyyy-mm-dd")]
#[case("work --agency H55 --xlsx x.xlsx", 2, "LIST")]
#[case("work --agency H55 --rules 766-1999", 5, "766-1999")]
#[case("work", 2, "--agency")]
#[case("rank --level commune --period 2026-08 --stability --band 101", 2, "0 to 100")]
fn what_makes_no_sense(#[case] line: &str, #[case] exit: i32, #[case] expected: &str) {
    let data = commune();
    let output = data.run(&format!("{line} --lang en"));
    let said = stderr(&output);
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(exit), ""), "{said}");
    assert!(said.lines().any(|line| line.contains(expected)), "{said}");
}

#[test]
fn a_ranking_says_how_firm_it_is() {
    let data = commune();
    let line = format!("rank --level commune --parent H55 --period 2026-08 --group TDGQ {AT}");
    let plain = data.json(&line);
    assert!(plain["rows"][0].get("stability").is_none() && plain.get("band").is_none());
    let fair = data.json(&format!("{line} --stability --cohort"));
    assert_eq!(fair["band"], "0.50");
    let row = |code: &str| {
        let rows = fair["rows"].as_array().unwrap();
        rows.iter().find(|row| row["agency"] == code).unwrap().clone()
    };
    // On time 2 of 3 at Phú Bình, 1 of 2 at Tân Thành.
    let (first, second) = (row("H55.242"), row("H55.243"));
    assert_eq!((&first["points"], &second["points"]), (&json!("13.33"), &json!("10.00")));
    let places = |row: &Value| {
        [&row["rank"], &row["stability"]["best"], &row["stability"]["worst"]].map(Value::as_u64)
    };
    assert_eq!(places(&first), [Some(1), Some(1), Some(2)]);
    assert_eq!(places(&second), [Some(2), Some(1), Some(2)]);
    assert_eq!(first["stability"]["warning"], true);
    assert_eq!((&first["cohort"]["volume"], &first["cohort"]["class"]), (&json!(3), &json!(1)));
    assert_eq!(
        (&first["cohort"]["of"], &first["cohort"]["percentile"]),
        (&json!(2), &json!("100.00"))
    );
    let text = data.run(&format!("{line} --stability --cohort"));
    assert!(stdout(&text).contains('±'), "{}", stdout(&text));
    assert!(
        stderr(&text).contains("1 trở lên") && stderr(&text).contains("0,50"),
        "{}",
        stderr(&text)
    );
}

/// On what was really published: 34 provinces, counts of few.
#[test]
fn published_figures_are_compared_as_far_as_they_go() {
    let data = Data::filled();
    let fair = data.json("rank --level province --period 2026 --stability --cohort");
    let rows = fair["rows"].as_array().unwrap();
    assert!(rows.len() > 30);
    for row in rows.iter().filter(|row| !row["rank"].is_null()) {
        let place = |key: &str| row["stability"][key].as_u64().unwrap();
        let rank = row["rank"].as_u64().unwrap();
        assert!((place("best")..=place("worst")).contains(&rank), "{row}");
        // No province has so few dossiers that one moves half a point; of petitions some have few.
        let moved = row["stability"]["dossier"]["lost"].as_str().unwrap_or("0");
        assert!(support::hundredths(moved).abs() <= 1, "{row}");
    }
}
