//! Thái Nguyên, portal of 31/7/2023 and 31/8/2023: the comparison tables of the annex to document
//! 2062/SNV-CCHC come out as they were printed, row by row.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::collections::BTreeMap;

use support::{Data, root, stdout};

const SIDES: &str = "compare --agency H55 --from 2023@2023-07-31 --to 2023@2023-08-31 --annex";

/// Annex I as printed: number, count and rate on both days, change. "=": "Giữ nguyên". The sign stands for
/// "Tăng" and "Giảm"; words after a number ("hồ sơ", "TTHC") are left out.
const PRINTED: &str = include_str!("annex/general.txt");

/// Annex II as printed: unit, overdue on both days, change; the total last.
const OVERDUE: &str = include_str!("annex/overdue.txt");

fn cells(text: &str) -> Vec<Vec<String>> {
    let rows = text.lines().filter(|line| !line.trim().is_empty());
    rows.map(|line| line.split('|').map(|cell| cell.trim().to_owned()).collect()).collect()
}

/// The two tables that `--csv` prints, without their headers.
fn tables() -> (Vec<Vec<String>>, Vec<Vec<String>>) {
    let text = stdout(&Data::filled().run(&format!("{SIDES} --csv")));
    let (first, second) = text.split_once("\n\n").unwrap();
    let read = |text: &str| {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let rows = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect());
        rows.collect::<Vec<Vec<String>>>()
    };
    (read(first), read(second))
}

#[test]
fn annex_one_comes_out_as_printed() {
    let (rows, _) = tables();
    let printed = cells(PRINTED);
    let found: Vec<&Vec<String>> = rows.iter().filter(|row| !row[0].is_empty()).collect();
    assert_eq!(found.len(), printed.len());
    for (row, printed) in found.iter().zip(&printed) {
        let [number, _, count, rate, count_after, rate_after, ..] = &row[..] else { panic!() };
        let shown = [number, count, rate, count_after, rate_after];
        assert_eq!(shown.map(String::as_str), [0, 1, 2, 3, 4].map(|at| printed[at].as_str()));
        // The annex has one column of changes, in which it prints now the count's, now the rate's.
        let same = |change: &str| if change == "Giữ nguyên" { "=" } else { change }.to_owned();
        let changes = [same(&row[6]), same(&row[7])];
        match printed[5].as_str() {
            "" => {
                assert!(changes.iter().all(|change| change.is_empty() || change == "="), "{row:?}")
            }
            change => assert!(changes.contains(&change.to_owned()), "{row:?}: printed {change}"),
        }
    }
}

/// The row that contradicts itself: 27 procedures fewer and "Giữ nguyên" beside them. It is printed as what it
/// is, and written down.
#[test]
fn the_row_that_contradicts_itself_is_a_known_difference() {
    let (rows, _) = tables();
    let row = rows.iter().find(|row| row[0] == "1.1").unwrap();
    assert_eq!((row[6].as_str(), row[7].as_str()), ("-27", "Giữ nguyên"));
    let known = std::fs::read_to_string(root().join("docs/known-differences.md")).unwrap();
    let line = known.lines().find(|line| line.contains("1.773") && line.contains("1.746")).unwrap();
    assert!(line.contains("-27") && line.contains("Giữ nguyên"), "{line}");
}

#[test]
fn total_and_rank_stand_below() {
    let (rows, _) = tables();
    let last = |at: usize| rows[rows.len() - at].join(" | ");
    assert_eq!(last(2), " | Tổng điểm |  | 75,1 |  | 75,69 |  | +0,59");
    assert_eq!(last(1), " | Xếp hạng | 9/63 |  | 9/63 |  | Giữ nguyên | ");
}

#[test]
fn annex_two_comes_out_with_its_total() {
    let (_, rows) = tables();
    let found: BTreeMap<&str, Vec<&str>> = rows
        .iter()
        .map(|row| (row[0].as_str(), row[2..].iter().map(String::as_str).collect()))
        .collect();
    let printed = cells(OVERDUE);
    assert_eq!(found.len(), printed.len());
    for row in printed {
        assert_eq!(found[row[0].as_str()], row[1..], "{}", row[0]);
    }
    assert_eq!(rows.last().unwrap()[1], "TỔNG SỐ");
    // The units add up to what the province's own row says.
    let file = std::fs::read_to_string(root().join("data/reported/thai-nguyen-2023.csv")).unwrap();
    for (as_of, overdue) in [("2023-07-31", 1_277), ("2023-08-31", 1_102)] {
        let line = format!("2023,{as_of}");
        let own = file.lines().find(|row| row.starts_with(&line) && row.contains(",H55,overdue,"));
        assert!(own.unwrap().contains(&format!(",overdue,{overdue},")));
    }
}

/// The whole of it, for whoever reviews a change of the form.
#[test]
fn the_tables_as_a_terminal_shows_them() {
    insta::assert_snapshot!(stdout(&Data::filled().run(SIDES)));
}

/// The movement of the same two captures: what the figures allow is divided, the rest says that it is not.
#[test]
fn the_movement_of_the_two_captures() {
    let command = "movement --agency H55 --from 2023@2023-07-31 --to 2023@2023-08-31";
    let data = Data::filled();
    insta::assert_snapshot!(stdout(&data.run(&format!("{command} --over indicators"))));
    let told = data.json(&format!("{command} --indicator 3.6 --over units --figures published"));
    let key = |line: &serde_json::Value| line["cause"].as_str().unwrap().to_owned();
    let lines: Vec<String> = told["lines"].as_array().unwrap().iter().map(key).collect();
    assert_eq!(lines, ["unsplit"]);
    assert_eq!((&told["change"], &told["amount"]), (&"0.35".into(), &"0.35".into()));
}
