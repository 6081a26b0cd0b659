//! The data sets and the page that tells of them.

use std::collections::BTreeSet;

use rstest::rstest;
use serde_json::Value;

use super::sets::Set;
use crate::fixture::live::LiveSite;
use crate::fixture::{Answer, Site, hostile};
use crate::pages::bao_cao::sha256;

/// Rows of a CSV answer, by the names of the columns.
fn rows(answer: &Answer) -> Vec<std::collections::BTreeMap<String, String>> {
    let text = answer.text.trim_start_matches('\u{feff}');
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let row =
        |row: csv::StringRecord| head.iter().cloned().zip(row.iter().map(str::to_owned)).collect();
    reader.records().map(|found| row(found.unwrap())).collect()
}

#[tokio::test]
async fn every_set_is_there_as_csv_and_as_json_with_the_same_rows() {
    let live = LiveSite::filled().await;
    for set in Set::ALL {
        let query = "period=2026-08&agency=H44&parent=H44";
        let csv = live.site.get(&format!("/du-lieu/{}.csv?{query}", set.name())).await;
        assert_eq!(csv.status, 200, "{}: {}", set.name(), csv.text);
        assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
        let json = live.site.get(&format!("/du-lieu/{}.json?{query}", set.name())).await;
        let told: Value = json.json();
        assert_eq!(told["dataset"], set.name());
        let columns: Vec<&str> =
            told["columns"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
        assert!(columns.starts_with(set.columns()), "{columns:?}");
        let rows = rows(&csv);
        assert_eq!(rows.len(), told["rows"].as_array().unwrap().len(), "{}", set.name());
        for answer in [csv, json] {
            assert_eq!(answer.header("access-control-allow-origin"), "*");
            assert_eq!(answer.header("cache-control"), "no-cache");
        }
    }
}

#[tokio::test]
async fn a_score_stands_on_everything_it_is_made_of() {
    let site = Site::new();
    let all = rows(&site.get("/du-lieu/diem.csv?period=2026-08").await);
    let of = |agency: &str, number: &str| {
        let found = all.iter().find(|row| row["agency"] == agency && row["number"] == number);
        found.unwrap_or_else(|| panic!("{agency} {number}")).clone()
    };
    let own = of("H44", "2.1");
    let expected = [
        ("points", "18.61"),
        ("max", "20"),
        ("numerator", "1712"),
        ("denominator", "1840"),
        ("counts", "shown"),
        ("source", "published"),
        ("rulebook", "766-2024"),
        ("as_of", "2026-09-26T00:00:00"),
        ("level", "province"),
        ("parent", "VN"),
        ("kind", "indicator"),
    ];
    for (name, value) in expected {
        assert_eq!(own[name], value, "{name}");
    }
    assert_eq!(of("H44", "TOTAL")["points"], "85.76");
    // Missing is empty, never 0.
    let silent = of("H44.103", "CKMB");
    assert_eq!((silent["points"].as_str(), silent["state"].as_str()), ("", "source_silent"));
    assert_eq!(of("H44.103", "2.1")["agency_name"], hostile());
    let told: Value = site.get("/du-lieu/diem.json?period=2026-08&agency=H44").await.json();
    assert_eq!(told["stands_on"]["period"], "2026-08");
    assert!(told["rows"].as_array().unwrap().iter().any(|row| row["points"] == "85.76"));
}

/// Points of dossiers are public, counts that rest on fewer than five are not, even for those inside.
#[tokio::test]
async fn small_counts_are_withheld_from_everybody() {
    let live = LiveSite::filled().await;
    let uri = "/du-lieu/diem.csv?period=2026-08&agency=H55&nguon=ho-so";
    let answer = live.site.get(uri).await;
    let all = rows(&answer);
    let late = all.iter().find(|row| row["agency"] == "H55.242" && row["number"] == "2.1").unwrap();
    assert_eq!((late["counts"].as_str(), late["numerator"].as_str()), ("withheld", ""));
    assert_eq!((late["points"].as_str(), late["source"].as_str()), ("13.33", "dossiers"));
    assert!(!answer.text.contains("H55.242-2608"), "no code of a dossier");
}

#[tokio::test]
async fn ranks_have_a_column_for_each_group() {
    let all = rows(&Site::new().get("/du-lieu/xep-hang.csv?parent=H44&period=2026-08").await);
    let first = all.iter().find(|row| row["level"] == "commune" && row["rank"] == "1").unwrap();
    assert_eq!((first["agency"].as_str(), first["total"].as_str()), ("H44.100", "91.35"));
    assert_eq!((first["TDGQ"].as_str(), first["MDSH"].as_str()), ("18.20", "20.45"));
    let last = all.iter().find(|row| row["agency"] == "H44.102").unwrap();
    assert_eq!((last["rank"].as_str(), last["total"].as_str()), ("", ""));
}

#[tokio::test]
async fn rules_are_given_as_they_are_with_their_digest() {
    let site = Site::new();
    for row in rows(&site.get("/du-lieu/bo-quy-tac.csv").await) {
        let toml = site.get(&row["toml"]).await;
        assert_eq!((toml.status, sha256(&toml.bytes)), (200, row["sha256"].clone()));
        let set = chiso_scoring::rulebook::Rulebooks::with(&[("x".to_owned(), toml.text)]);
        assert!(set.unwrap().get(&row["rulebook"]).is_ok());
    }
    let calendar = site.get("/du-lieu/lich.toml").await;
    assert!(calendar.text.contains("[[holiday]]"));
    let days = rows(&site.get("/du-lieu/lich.csv").await);
    assert!(days.iter().any(|day| day["date"] == "2026-09-02" && day["kind"] == "off"));
}

#[tokio::test]
async fn what_did_not_change_is_not_sent_again() {
    let site = Site::new();
    for uri in ["/du-lieu/diem.csv?period=2026-08", "/du-lieu/don-vi.json", "/du-lieu/lich.toml"] {
        let tag = site.get(uri).await.header("etag").to_owned();
        let again = site.get_with(uri, &[("if-none-match", &tag)]).await;
        assert_eq!((again.status, again.bytes.len()), (304, 0), "{uri}");
    }
    let csv = site.get("/du-lieu/diem.csv?period=2026-08").await.header("etag").to_owned();
    let other = site.get("/du-lieu/diem.csv?period=2026-07").await.header("etag").to_owned();
    assert_ne!(csv, other);
}

#[rstest]
#[case("/du-lieu/khong-co.csv", 404)]
#[case("/du-lieu/diem.xml", 404)]
#[case("/du-lieu/diem", 404)]
#[case("/du-lieu/diem.csv?period=08/2026", 400)]
#[case("/du-lieu/diem.csv?agency=H99", 404)]
#[case("/du-lieu/diem.csv?period=2026-08&period=2026-07", 400)]
#[case("/du-lieu/chi-tieu.csv?rulebook=767", 400)]
#[tokio::test]
async fn what_there_is_not_is_told_as_a_problem(#[case] uri: &str, #[case] status: u16) {
    let answer = Site::new().get(uri).await;
    assert_eq!(answer.status, status, "{}", answer.text);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert_eq!(answer.header("access-control-allow-origin"), "*");
}

#[tokio::test]
async fn the_page_leads_to_every_set_and_gives_codes_to_copy() {
    let site = Site::new();
    let host = [("host", "chiso.example.vn")];
    let page = site.get_with("/du-lieu-mo?agency=H44&period=2026-08", &host).await;
    assert_eq!(page.status, 200, "{}", page.page_text());
    let files: BTreeSet<String> =
        page.links().into_iter().filter(|link| link.starts_with("/du-lieu/")).collect();
    assert_eq!(files.len(), Set::ALL.len() * 2 + 3, "{files:?}");
    for link in &files {
        assert_eq!(site.get(link).await.status, 200, "{link}");
    }
    let codes = page.all("textarea");
    assert_eq!(codes.len(), 2);
    assert!(codes[0].contains("src=\"https://chiso.example.vn/nhung/diem/H44"), "{codes:?}");
    // A card moves on: its address names no period.
    assert!(codes.iter().all(|code| !code.contains("period=")), "{codes:?}");
    for card in page.links().iter().filter(|link| link.starts_with("/nhung/")) {
        assert_eq!(site.get(card).await.status, 200, "{card}");
    }
    let strange = [("host", "x\"><script>")];
    assert!(!site.get_with("/du-lieu-mo", &strange).await.text.contains("<script>"));
}

#[tokio::test]
async fn rules_are_open_before_there_is_any_figure() {
    let page = Site::empty().get("/du-lieu-mo").await;
    assert_eq!(page.status, 200);
    assert!(page.all("textarea").is_empty() && page.all("section.card").len() > 10);
}

/// Every column of every set is told in both languages.
#[tokio::test]
async fn every_column_is_told() {
    for lang in ["vi", "en"] {
        let page = Site::new().get(&format!("/du-lieu-mo?lang={lang}")).await;
        let told = page.all("section.card td");
        assert!(told.iter().all(|text| !text.contains("open-")), "{told:?}");
    }
}
