//! A person's path: an empty folder, a province of one's own, figures, and everything that can be
//! asked of them.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use serde_json::{Value, json};
use support::{Data, HEADER, part, points, stderr, stdout};

const AGENCIES: &str = "\
code;name;level;parent;valid_from;valid_to;successors;portal_id
H99;Tỉnh Thử;province;VN;2025-07-01;;;
H99.01;Sở Một;department;H99;2025-07-01;;;
H99.02;Sở Hai;department;H99;2025-07-01;;;
H99.03;Sở Ba;department;H99;2025-07-01;;;
H99.101;UBND xã A;commune;H99;2025-07-01;;;
";

/// Semicolons and decimal commas, as a Vietnamese spreadsheet saves them. 14 of 16 are 17.50.
const FIGURES: &str = "\
period;as_of;agency;indicator;numerator;denominator;points;source;rate;flags
2026-08;2026-09-05;H99.01;2.1;40;50;16,00;Tỉnh Thử;80,00;
2026-08;2026-09-05;H99.02;2.1;90;100;18,00;Tỉnh Thử;90,00;
2026-08;2026-09-05;H99.03;2.1;14;16;17,49;Tỉnh Thử;87,50;
2026-08;2026-09-05;H99.101;2.1;3;4;;Tỉnh Thử;;
2026-08;2026-09-05;H99.01;3.3;5;9;;Tỉnh Thử;;
2026-08;2026-09-05;H99.01;3.3;5;9;;Tỉnh Thử;;
";

fn told() -> Data {
    let data = Data::empty();
    assert_eq!(data.agencies(AGENCIES).one(), (0, (5, 0, 0)));
    assert_eq!(data.take_text("figures.csv", FIGURES).one(), (0, (5, 1, 0)));
    data
}

#[test]
fn a_second_time_everything_is_a_duplicate() {
    let data = told();
    let revision = data.revision();
    assert_eq!(data.agencies(AGENCIES).one(), (0, (0, 5, 0)));
    let again = data.take_text("figures.csv", FIGURES);
    assert_eq!(again.one(), (0, (0, 6, 0)));
    assert_eq!((again.receipts[0].revision, data.revision()), (revision, revision));
}

#[test]
fn the_folder_holds_one_file_afterwards() {
    let data = told();
    let names = std::fs::read_dir(data.path()).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let left: Vec<String> = names.filter(|name| name.starts_with("chiso")).collect();
    assert_eq!(left, ["chiso.db"], "a copy of chiso.db is a copy of everything");
}

#[test]
fn a_dry_run_judges_and_stores_nothing() {
    let data = Data::empty();
    data.agencies(AGENCIES);
    let revision = data.revision();
    let file = data.file("figures.csv", FIGURES);
    assert_eq!(data.take(&[file], "--dry-run").one(), (0, (5, 1, 0)));
    assert_eq!(data.revision(), revision);
    assert_eq!(data.run("score --agency H99 --period 2026-08").status.code(), Some(5));
}

/// A folder nobody named before is the one of the environment.
#[test]
fn the_folder_may_come_from_the_environment() {
    let data = told();
    let arguments = ["score", "--agency", "H99.01", "--period", "2026-08"];
    let output = support::chiso().args(arguments).env("CHISO_DATA", data.path()).output().unwrap();
    assert!(stdout(&output).contains("16,00"), "{}", stderr(&output));
}

/// Counts of the units add up to the province: 147 of 170 are 17.29.
#[test]
fn score_in_every_form() {
    let data = told();
    let vi = data.run("score --agency H99 --period 2026-08");
    assert!(stdout(&vi).contains("Tỉnh Thử") && stdout(&vi).contains("17,29"), "{}", stdout(&vi));
    for word in ["tháng 8/2026", "766-2024", "không chính thức", "phiên bản 3"] {
        assert!(stderr(&vi).contains(word), "{word}: {}", stderr(&vi));
    }
    let en = data.run("score --agency H99 --period 2026-08 --lang en");
    assert!(stdout(&en).contains("17.29") && stderr(&en).contains("unofficial"));
    assert!(stdout(&en).contains("Agency") && stdout(&en).contains("no figure yet"));
    let score = data.json("score --agency H99 --period 2026-08");
    assert_eq!((&score["revision"], &score["status"]), (&json!(3), &json!("unofficial")));
    let progress = part(&score["rows"][0], "2.1");
    assert_eq!((points(progress), progress["ratio"].as_str()), ("17.29", Some("86.47")));
    assert_eq!(part(&score["rows"][0], "TOTAL")["points"], Value::Null, "silent groups: no total");
    let csv = data.run("score --agency H99 --children --period 2026-08 --csv --lang en");
    let mut reader = csv::Reader::from_reader(csv.stdout.as_slice());
    assert_eq!(&reader.headers().unwrap()[0], "Code");
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    let codes: Vec<&str> = rows.iter().map(|row| &row[0]).collect();
    assert_eq!(codes, ["H99.01", "H99.02", "H99.03", "H99.101"]);
    assert_eq!(&rows[0][3], "16.00");
}

#[test]
fn rank_in_every_form() {
    let data = told();
    let question = "rank --level department --parent H99 --period 2026-08 --group TDGQ";
    let ranking = data.json(question);
    let rows: Vec<(&Value, &str, &str)> = ranking["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (&row["rank"], row["agency"].as_str().unwrap(), points(row)))
        .collect();
    let (one, two, three) = (json!(1), json!(2), json!(3));
    let expected =
        [(&one, "H99.02", "18.00"), (&two, "H99.03", "17.50"), (&three, "H99.01", "16.00")];
    assert_eq!(rows, expected, "communes do not mix with departments");
    let text = stdout(&data.run(question));
    assert_eq!(text.lines().nth(1).unwrap().split_whitespace().next(), Some("1"));
    assert!(text.contains("17,50"));
    let csv = stdout(&data.run(&format!("{question} --csv --lang en")));
    assert_eq!(csv.lines().nth(2), Some("2,H99.03,Sở Ba,17.50,"));
    let nobody = data.json("rank --level department --parent H99 --period 2026-08");
    assert!(nobody["rows"].as_array().unwrap().iter().all(|row| row["rank"].is_null()));
}

#[test]
fn compare_in_every_form() {
    let data = told();
    let earlier = FIGURES
        .replace("2026-08;2026-09-05", "2026-07;2026-08-05")
        .replace("40;50;16,00;Tỉnh Thử;80,00", "30;50;12,00;Tỉnh Thử;60,00");
    assert_eq!(data.take_text("july.csv", earlier).one(), (0, (5, 1, 0)));
    let question = "compare --agency H99.01 --from 2026-07 --to 2026-08";
    let comparison = data.json(question);
    assert_eq!(comparison["continuous"], true);
    let rows = comparison["rows"].as_array().unwrap();
    let row = rows.iter().find(|row| row["code"] == "2.1").unwrap();
    assert_eq!(
        (&row["from"], &row["to"], &row["change"]),
        (&json!("12.00"), &json!("16.00"), &json!("4.00"))
    );
    assert_eq!((&row["from_counts"], &row["to_counts"]), (&json!([30, 50]), &json!([40, 50])));
    let output = data.run(question);
    assert!(stdout(&output).contains("+4,00") && stderr(&output).is_empty(), "{}", stdout(&output));
    let csv = stdout(&data.run(&format!("{question} --csv --lang en")));
    assert!(csv.lines().any(|line| line == "2.1,20,12.00,16.00,+4.00"), "{csv}");
}

#[test]
fn explain_in_every_form() {
    let data = told();
    let question = "explain --agency H99.01 --period 2026-08 --indicator 2.1";
    let vi = stdout(&data.run(question));
    for words in
        ["Sở Một, tháng 8/2026", "40 ÷ 50 = 80,00 %", "16,00 / 20", "20 × tỷ lệ", "phiên bản 3"]
    {
        assert!(vi.contains(words), "{words}: {vi}");
    }
    let en = stdout(&data.run(&format!("{question} --lang en")));
    for words in ["8/2026", "40 ÷ 50 = 80.00 %", "revision 3"] {
        assert!(en.contains(words), "{words}: {en}");
    }
    let lines = data.json(question)["lines"].as_array().unwrap().clone();
    assert!(lines.iter().any(|line| line["text"].as_str().unwrap().contains("Tỉnh Thử")));
    let csv = stdout(&data.run(&format!("{question} --csv")));
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(csv.as_bytes());
    assert_eq!(reader.records().map(Result::unwrap).count(), lines.len());
}

/// 14 of 16 are 17.50 points; 17.49 were published.
#[test]
fn differences_in_every_form() {
    let data = told();
    let output = data.run("differences --period 2026-08 --json");
    assert_eq!(output.status.code(), Some(4));
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found.as_array().unwrap().len(), 1, "{found}");
    for (key, value) in [
        ("agency", json!("H99.03")),
        ("code", json!("2.1")),
        ("published", json!("17.49")),
        ("recomputed", json!("17.50")),
        ("numerator", json!(14)),
        ("denominator", json!(16)),
        ("rulebook", json!("766-2024")),
        ("source", json!("Tỉnh Thử")),
    ] {
        assert_eq!(found[0][key], value, "{key}");
    }
    let text = data.run("differences --period 2026-08 --agency H99.03");
    assert_eq!((text.status.code(), stdout(&text).lines().count()), (Some(4), 2));
    let none = data.run("differences --period 2026-08 --agency H99.02 --lang en");
    assert_eq!(none.status.code(), Some(0), "{}", stdout(&none));
    let csv = stdout(&data.run("differences --period 2026-08 --csv --lang en"));
    assert!(csv.lines().nth(1).unwrap().contains("H99.03,Sở Ba,2.1,17.49,17.50"), "{csv}");
}

/// Two periods in the store, one before the province was made by a merger.
#[test]
fn differences_of_an_agency_of_one_time() {
    let data = Data::filled();
    let now = data.run("differences --agency H44 --json");
    assert_eq!((now.status.code(), stdout(&now).as_str()), (Some(0), "[]\n"), "{}", stderr(&now));
    let city = data.run("differences --agency H03.Q058 --json");
    assert_eq!(city.status.code(), Some(4), "{}", stderr(&city));
    let found: Value = serde_json::from_slice(&city.stdout).unwrap();
    let of_city = |row: &Value| row["agency"].as_str().unwrap().starts_with("H03.Q058");
    assert!(found.as_array().unwrap().iter().all(of_city), "{found}");
    assert_eq!(data.run("differences --agency H98").status.code(), Some(5));
    let gone = data.run("differences --agency H03 --period 2026-08");
    assert!(gone.status.code() == Some(5) && stderr(&gone).contains("được kế thừa bởi H55"));
}

/// A later capture wins, and the earlier answers can still be asked for.
#[test]
fn a_later_capture_overwrites_nothing() {
    let data = told();
    let later =
        format!("{HEADER}2026-08,2026-10-05T08:30,H99.01,2.1,45,50,18.00,Tỉnh Thử,90.00,\n");
    assert_eq!(data.take_text("later.csv", later).one(), (0, (1, 0, 0)));
    let asked = |options: &str| {
        let score = data.json(&format!("score --agency H99.01 --period 2026-08 {options}"));
        points(part(&score["rows"][0], "2.1")).to_owned()
    };
    assert_eq!(asked(""), "18.00");
    assert_eq!(asked("--as-of 2026-10-05"), "18.00", "a day means its end");
    assert_eq!(asked("--as-of 2026-10-05T08:29"), "16.00");
    assert_eq!(asked("--as-of 2026-09-05"), "16.00");
    assert_eq!(asked("--known-at 3"), "16.00");
    assert_eq!(asked("--known-at 4"), "18.00");
    let before = data.run("score --agency H99.01 --period 2026-08 --as-of 2026-09-04");
    assert_eq!(before.status.code(), Some(5));
    // Figures of a September capture that arrive only now: new knowledge, not a newer capture.
    let late = format!("{HEADER}2026-08,2026-09-06,H99.01,2.1,41,50,16.40,Tỉnh Thử,82.00,\n");
    assert_eq!(data.take_text("late.csv", late).one(), (0, (1, 0, 0)));
    assert_eq!((asked(""), asked("--as-of 2026-09-30")), ("18.00".into(), "16.40".into()));
    assert_eq!(asked("--as-of 2026-09-30 --known-at 4"), "16.00");
}

/// What was captured once at a moment cannot have been something else.
#[test]
fn another_value_under_the_same_key_is_a_conflict() {
    let data = told();
    let revision = data.revision();
    let other = FIGURES.replace("90;100;18,00", "91;100;18,20");
    let taken = data.take_text("other.csv", other);
    assert_eq!(taken.one(), (3, (0, 5, 1)));
    assert!(taken.said.contains("other.csv: line 3: H99.02 2.1: numerator"), "{}", taken.said);
    assert!(
        taken.said.contains("[conflict]") && taken.said.contains(&format!("revision {revision}"))
    );
    assert_eq!(data.revision(), revision);
    assert_eq!(data.points("H99.02", "2026-08", "2.1"), "18.00", "the stored figure stays");
}
