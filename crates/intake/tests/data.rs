//! The project's own data and templates are taken without one refusal.
#![allow(clippy::unwrap_used, reason = "a test says so by failing")]

mod common;

use chiso_intake::{agencies, reported};
use chiso_scoring::agency::AgencyTree;
use common::{context, files, root};

#[test]
fn every_file_of_reported_figures() {
    let mut total = 0;
    for file in files("data/reported") {
        let outcome = reported::csv(&std::fs::read(&file).unwrap(), context());
        let listing: Vec<String> = outcome.refused.iter().map(ToString::to_string).collect();
        assert!(listing.is_empty(), "{}: {listing:#?}", file.display());
        assert!(outcome.adds_up() && outcome.duplicates == 0, "{}", file.display());
        total += outcome.rows.len();
    }
    assert!(total >= 1_896, "{total}");
}

#[test]
fn every_list_of_agencies() {
    for file in files("data/agencies") {
        let outcome = agencies::csv(&std::fs::read(&file).unwrap());
        assert!(outcome.refused.is_empty() && outcome.duplicates == 0, "{:?}", outcome.refused);
    }
    assert!(common::TREE.all().count() > 500);
}

#[test]
fn the_templates() {
    let read = |name: &str| std::fs::read(root().join("docs/templates").join(name)).unwrap();
    let figures = reported::csv(&read("reported.csv"), context());
    assert!(figures.refused.is_empty() && figures.rows.len() == 3, "{:?}", figures.refused);
    let agencies = agencies::csv(&read("agencies.csv"));
    assert!(agencies.refused.is_empty(), "{:?}", agencies.refused);
    assert!(AgencyTree::new(agencies.rows.into_iter().map(|placed| placed.value)).is_ok());
}

#[test]
fn points_keep_the_decimals_they_are_printed_with() {
    let file = root().join("data/reported/phu-tho-2026-08.csv");
    let outcome = reported::csv(&std::fs::read(file).unwrap(), context());
    let find = |agency: &str, indicator: &str| {
        let mut rows = outcome.rows.iter().map(|placed| &placed.value);
        rows.find(|r| r.agency == agency && r.indicator == indicator).unwrap().figure
    };
    assert_eq!(find("H44", "1.4").points.unwrap().to_string(), "6.00");
    assert_eq!(find("H44.01", "2.1").counts().unwrap().denominator, 0);
    assert_eq!(find("H44", "1.1").points, None);
}
