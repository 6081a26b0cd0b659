//! The file as such: same report, same bytes, on any machine; fonts inside; readable by machines and in forty years.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../../report/tests/common/mod.rs"]
mod common;
mod poppler;

use std::process::Command;

use chiso_pdf::{Error, pdf};
use chiso_report::{Block, Cell, Fault};
use common::data::BAC_KAN;
use poppler::Read;
use sha2::{Digest, Sha256};

/// Set in the other process; the test then only tells the hash.
const OTHER: &str = "CHISO_PDF_OTHER_PROCESS";
const MARK: &str = "hash of the report: ";

fn hash() -> String {
    let bytes = pdf(&BAC_KAN.report()).unwrap();
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The test runs itself again as somebody else, elsewhere.
fn elsewhere(zone: &str, language: &str) -> String {
    let home = tempfile::tempdir().unwrap();
    let output = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "another_machine_gives_the_same_bytes",
            "--nocapture",
            "--test-threads=1",
        ])
        .envs([(OTHER, "1"), ("TZ", zone), ("LANG", language), ("LC_ALL", language)])
        .envs([("USER", "nguyenvan"), ("RAYON_NUM_THREADS", "1"), ("SOURCE_DATE_EPOCH", "86400")])
        .env("HOME", home.path())
        .current_dir(home.path())
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let hash = said.lines().find_map(|line| line.split(MARK).nth(1));
    hash.unwrap_or_else(|| panic!("{said}")).to_owned()
}

#[test]
fn another_machine_gives_the_same_bytes() {
    let own = hash();
    if std::env::var_os(OTHER).is_some() {
        let said = format!("{MARK}{own}\n");
        std::io::Write::write_all(&mut std::io::stdout(), said.as_bytes()).unwrap();
        return;
    }
    assert_eq!(own, hash(), "again in this process, after the setter forgot the first");
    assert_eq!(own, elsewhere("America/Lima", "C"));
    assert_eq!(own, elsewhere("Pacific/Auckland", "tr_TR.UTF-8"));
}

#[test]
fn all_fonts_are_inside_and_are_ours() {
    let fonts = Read::of(&pdf(&BAC_KAN.report()).unwrap()).fonts();
    assert_eq!(fonts.len(), 4, "{fonts:?}");
    for font in fonts {
        // name, type, encoding, embedded, subset, mapped to Unicode
        assert!(font.contains("+LiberationSerif"), "{font}");
        assert!(font.contains(" yes yes yes "), "{font}");
    }
}

#[test]
fn the_file_says_what_it_is() {
    let bytes = pdf(&BAC_KAN.report()).unwrap();
    let info = Read::of(&bytes).info();
    let line = |name: &str| {
        let line = info.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        line.split_once(':').map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
    };
    assert!(line("Title").starts_with("BÁO CÁO Kết quả"), "{info}");
    assert_eq!(line("Author"), "VĂN PHÒNG");
    assert_eq!(line("Creator"), "chiso");
    assert_eq!(line("CreationDate"), "Thu Oct  1 01:30:00 2026 UTC");
    assert_eq!(line("Tagged"), "yes");
    assert_eq!(line("JavaScript"), "no");
    assert_eq!(line("Encrypted"), "no");
    // What a validator is told: PDF/A-2a and PDF/UA-1; the setter refuses what does not fit them.
    let text = String::from_utf8_lossy(&bytes);
    for said in ["<pdfaid:part>2<", "<pdfaid:conformance>A<", "<pdfuaid:part>1<", "/Lang(vi-VN)"] {
        assert!(text.contains(said), "{said}");
    }
}

#[test]
fn a_report_that_contradicts_itself_is_not_set() {
    let mut report = common::long();
    let Some(Block::Table(table)) = report.sections.first_mut() else { panic!("a table") };
    let Some(chiso_report::Row::Total { cells, .. }) = table.rows.last_mut() else {
        panic!("a total")
    };
    cells[2] = Cell::Integer(127_261);
    assert!(matches!(pdf(&report), Err(Error::Fault(Fault::Total { .. }))));
}
