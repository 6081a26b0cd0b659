//! The linter on the real reports, where they are at hand: `CHISO_SEEDS` names their folder.
//!
//! They are other people's documents and no part of the project; `lint_cases.rs` tests the same slips on reports in our own words.

use std::path::PathBuf;

use chiso_report::lint::{Finding, lint, read};
use chiso_scoring::lang::Lang;

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
    for path in paths {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let doc = read(&name, &std::fs::read(&path).unwrap()).unwrap();
        let findings = lint(&doc);
        println!("== {name}: {} findings", findings.len());
        findings.iter().for_each(|finding| println!("{}", told(finding)));
    }
}
