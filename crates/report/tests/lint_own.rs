//! Our own documents have nothing to be told, in any format.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;
#[path = "lint/own.rs"]
mod own;

use chiso_report::lint::{Doc, Finding, Severity, lint, read};
use chiso_report::{Report, docx, html, xlsx};
use chiso_scoring::lang::Lang;

/// The document in each format, read back.
fn formats(report: &Report) -> [(&'static str, Doc); 3] {
    let files = [
        ("docx", docx(report).unwrap()),
        ("xlsx", xlsx(report).unwrap()),
        ("html", html(report).unwrap().into()),
    ];
    files.map(|(kind, bytes)| (kind, read(&format!("a.{kind}"), &bytes).unwrap()))
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
fn our_own_documents_are_clean_in_every_format() {
    let mut wrong = Vec::new();
    for (name, report) in own::documents() {
        for (kind, doc) in formats(&report) {
            let findings = lint(&doc);
            let bad = findings.iter().filter(|finding| finding.severity > Severity::Note);
            wrong.extend(bad.map(|finding| format!("{name}, {kind}: {}", told(finding))));
        }
    }
    assert!(wrong.is_empty(), "{} findings:\n{}", wrong.len(), wrong.join("\n"));
}
