//! Real published figures through the built binary: what was published comes out, and every
//! place where it does not is written down.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use support::{Data, points, root, stderr, stdout};

/// Published group points of Phú Thọ, August 2026, from the data file itself.
fn published_groups() -> BTreeMap<(String, String), String> {
    let mut reader =
        csv::Reader::from_path(root().join("data/reported/phu-tho-2026-08.csv")).unwrap();
    let groups = ["CKMB", "TDGQ", "CLGQ", "TTTT", "MDSH", "MDHL"];
    reader
        .records()
        .map(Result::unwrap)
        .filter(|row| groups.contains(&&row[3]))
        .map(|row| ((row[2].to_owned(), row[3].to_owned()), row[7].to_owned()))
        .collect()
}

#[test]
fn no_difference_in_phu_tho_august_2026() {
    let data = Data::filled();
    let output = data.run("differences --period 2026-08 --json");
    assert_eq!(stdout(&output), "[]\n", "{}", stderr(&output));
    assert_eq!(output.status.code(), Some(0));
}

/// Province and 40 units, six groups each, to the last digit.
#[test]
fn every_group_of_phu_tho_comes_out_as_published() {
    let data = Data::filled();
    let published = published_groups();
    assert_eq!(published.len(), 41 * 6);
    let mut computed = BTreeMap::new();
    for arguments in
        ["score --agency H44 --period 2026-08", "score --agency H44 --period 2026-08 --children"]
    {
        for row in data.json(arguments)["rows"].as_array().unwrap() {
            for group in row["groups"].as_array().unwrap() {
                let key = (
                    row["agency"].as_str().unwrap().to_owned(),
                    group["code"].as_str().unwrap().to_owned(),
                );
                computed.insert(key, points(group).to_owned());
            }
        }
    }
    assert_eq!(computed, published);
}

#[test]
fn the_total_of_phu_tho_is_the_sum_of_its_six_groups() {
    let data = Data::filled();
    let score = data.json("score --agency H44 --period 2026-08");
    let row = &score["rows"][0];
    assert_eq!(
        (score["rulebook"].as_str(), score["status"].as_str()),
        (Some("766-2024"), Some("unofficial"))
    );
    assert_eq!(points(&row["total"]), "59.91");
    assert_eq!(row["total"]["grade"], "Trung bình");
    let origins: Vec<&str> =
        row["groups"].as_array().unwrap().iter().map(|g| g["origin"].as_str().unwrap()).collect();
    assert_eq!(origins, ["counts"; 6], "the province publishes all counts");
}

/// The shape other tools depend on.
#[test]
fn the_json_of_score_keeps_its_keys() {
    let data = Data::filled();
    let score = data.json("score --agency H44 --period 2026-08 --children");
    let rows = score["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 40);
    let row = rows.iter().find(|row| row["agency"] == "H44.03").unwrap();
    assert_eq!(row["level"], "department");
    let group = &row["groups"][0];
    assert_eq!(
        (group["code"].as_str(), points(group), group["max"].as_str()),
        (Some("CKMB"), "7.96", Some("18"))
    );
    let sync = group["indicators"].as_array().unwrap().iter().find(|i| i["code"] == "1.4").unwrap();
    for (key, value) in [
        ("metric", "DOSSIER_SYNC"),
        ("numerator", "380"),
        ("denominator", "380"),
        ("ratio", "100.00"),
        ("points", "6.00"),
        ("max", "6"),
        ("state", "provisional"),
        ("flag", "temp_national_report_denominator"),
    ] {
        assert_eq!(sync[key], value, "{key}");
    }
    let announced =
        group["indicators"].as_array().unwrap().iter().find(|i| i["code"] == "1.1").unwrap();
    assert!(announced["points"].is_null(), "0 of 0 is no score, not 0");
    assert_eq!(announced["state"], "inherited");
}

/// `docs/known-differences.md` lists exactly what the program finds in the figures that come with it.
#[test]
fn every_difference_is_written_down() {
    let text = std::fs::read_to_string(root().join("docs/known-differences.md")).unwrap();
    let written: BTreeSet<Vec<String>> = text
        .lines()
        .filter(|line| line.starts_with("| 20"))
        .map(|line| {
            line.trim_matches('|').split('|').take(6).map(|cell| cell.trim().to_owned()).collect()
        })
        .collect();
    let data = Data::filled();
    let output = data.run("differences --json");
    assert_eq!(output.status.code(), Some(4));
    let found: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
    let cell = |row: &serde_json::Value, key: &str| row[key].as_str().unwrap_or("").to_owned();
    let found: BTreeSet<Vec<String>> = found
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let when = format!("{} ({})", cell(row, "period"), &cell(row, "as_of")[..10]);
            let what = format!("{} {}", cell(row, "kind"), cell(row, "code"));
            vec![
                when,
                cell(row, "agency"),
                cell(row, "name"),
                what,
                cell(row, "published"),
                cell(row, "recomputed"),
            ]
        })
        .collect();
    let missing: Vec<_> = found.difference(&written).collect();
    let gone: Vec<_> = written.difference(&found).collect();
    assert!(
        missing.is_empty() && gone.is_empty(),
        "not written down: {missing:#?}\nno longer found: {gone:#?}"
    );
}
