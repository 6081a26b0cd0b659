//! The linter on the real reports, where they are at hand: `CHISO_SEEDS` names their folder.
//!
//! They are other people's documents and no part of the project; `lint_cases.rs` tests the same slips on reports in our own words.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::PathBuf;

use chiso_report::lint::{Finding, lint, read};
use chiso_scoring::lang::Lang;

/// Beginning of the file's name, code, what is printed.
const SLIPS: [(&str, &str, &str); 12] = [
    ("000", "points", "17.174"),
    ("000", "unit", "9.895"),
    ("000", "order", "4"),
    ("000", "locale", "19.868"),
    ("001", "ratio", "89,73 %"),
    ("001", "grade", "Tốt"),
    ("001", "unit", "Tỷ lệ (%)"),
    ("002", "share", "39,56%"),
    ("002", "balance", "19.933"),
    ("004", "change", "Giữ nguyên"),
    ("004", "reference", "Phụ lục số V"),
    ("004", "reference", "Phụ lục số VI"),
];

/// The folder with the reports.
fn folder() -> Option<PathBuf> {
    std::env::var_os("CHISO_SEEDS").map(PathBuf::from)
}

fn told(finding: &Finding) -> String {
    let place = finding.place.tell(Lang::Vi);
    let Finding { code, severity, about, printed, expected, working, .. } = finding;
    format!(
        "{:7} {code:12} {place} | {about} | {printed} → {expected} | {working}",
        severity.code()
    )
}

#[test]
fn every_slip_of_the_real_reports_is_found() {
    let Some(folder) = folder() else {
        eprintln!("CHISO_SEEDS is not set: the real reports are not compared");
        return;
    };
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut compared = 0;
    for path in paths {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let doc = read(&name, &std::fs::read(&path).unwrap()).unwrap();
        let findings = lint(&doc);
        println!("== {name}: {} findings", findings.len());
        findings.iter().for_each(|finding| println!("{}", told(finding)));
        for (_, code, printed) in SLIPS.iter().filter(|(file, _, _)| name.starts_with(file)) {
            let found =
                findings.iter().any(|one| one.code == *code && one.printed.contains(printed));
            assert!(found, "{name}: {code} {printed}");
            compared += 1;
        }
    }
    println!("{compared} of {} known slips found", SLIPS.len());
    assert_eq!(compared, SLIPS.len());
}
