//! The measurements run, and what they count agrees. Nothing here looks at a time.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use serde_json::Value;
use support::{stderr, stdout};

#[test]
fn small_figures_agree() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.json");
    let output = support::chiso()
        .args(["--json", "bench", "--dossiers", "2000", "--only", "scan,live,durable,restart"])
        .arg("--dir")
        .arg(folder.path().join("work"))
        .arg("--out")
        .arg(&file)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    let lines: Vec<Value> =
        stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of =
        |figure: &str| lines.iter().filter(|line| line["figure"] == figure).collect::<Vec<_>>();
    let [one, two] = of("scan")[..] else { panic!("{lines:?}") };
    let [live, whole] = of("live")[..] else { panic!("{lines:?}") };
    // The same country, counted from its last states and event by event.
    assert_eq!(one["checksum"], two["checksum"]);
    assert_eq!(one["checksum"], live["checksum"]);
    assert!(one["ranked"].as_u64() > Some(0), "nobody has a rank: {one}");
    assert_ne!(one["checksum"], whole["checksum"], "other rulebooks have other tallies");
    assert_eq!((one["dossiers"].as_u64(), live["dossiers"].as_u64()), (Some(2_000), Some(2_000)));
    let [durable] = of("durable")[..] else { panic!("{lines:?}") };
    assert_eq!(durable["events"], live["events"]);
    let [restart] = of("restart")[..] else { panic!("{lines:?}") };
    assert!(restart["versions"].as_u64() >= Some(2_000) && restart["rss_kib"].as_u64() > Some(0));
    let written: Vec<Value> = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    assert_eq!(written, lines);
}

#[test]
fn columns_for_other_engines() {
    let folder = tempfile::tempdir().unwrap();
    let output = support::chiso()
        .args(["bench", "--dossiers", "500", "--export"])
        .arg(folder.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    let read = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    let expected: Value = serde_json::from_slice(&read("expected.json")).unwrap();
    assert_eq!(expected["dossiers"], 500);
    // Every dossier is received or carried over, at its agency and the two above it.
    let handled = expected["totals"]["handled"].as_i64().unwrap();
    assert!(handled > 3 * 500 && handled % 3 == 0, "{handled}");
    let received = read("received_at.npy");
    assert_eq!(received.len() % 64, 500 * 4 % 64, "a header and 500 numbers of four bytes");
    let measures: Vec<Value> = serde_json::from_slice(&read("measures.json")).unwrap();
    let online = measures.iter().find(|measure| measure["id"] == "dossiers_online").unwrap();
    let condition = "received_at >= :from and received_at < :to and channel = 2";
    assert_eq!(online["where"], condition);
    assert_eq!(measures.len(), expected["totals"].as_object().unwrap().len());
}

#[test]
fn what_to_do_is_measured() {
    let output = support::chiso()
        .args(["--json", "bench", "--dossiers", "3000", "--only", "why"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    let lines: Vec<Value> =
        stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let why: Vec<&Value> = lines.iter().filter(|line| line["figure"] == "why").collect();
    let [month, year] = why[..] else { panic!("{lines:?}") };
    assert!(month["dossiers"].as_u64() > Some(1_000), "{month}");
    assert!(year["what_if_rows"].as_u64() > Some(0), "nothing was imagined: {year}");
    assert!(year["what_if_shifts"].as_u64() > Some(0), "nobody's points moved: {year}");
    assert!(year["department_gaining"].as_u64() > Some(0), "{year}");
}

/// A small country is closed, packed and linted; the run itself fails if anything frozen changes.
#[test]
fn what_is_closed_is_measured() {
    let folder = tempfile::tempdir().unwrap();
    let output = support::chiso()
        .args(["--json", "bench", "--dossiers", "1000", "--only", "close,pack,lint", "--dir"])
        .arg(folder.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    let lines: Vec<Value> =
        stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |figure: &str| -> Vec<&Value> {
        lines.iter().filter(|line| line["figure"] == figure).collect()
    };
    let [month, year] = of("close")[..] else { panic!("{lines:?}") };
    assert!(month["listed_rows"].as_u64() < year["listed_rows"].as_u64(), "{month} {year}");
    assert!(year["listed_rows"].as_u64() >= Some(1_000), "{year}");
    let [frozen] = of("frozen")[..] else { panic!("{lines:?}") };
    assert_eq!(frozen["later_events"], 1_000);
    assert!(frozen["digests_compared"].as_u64() > Some(20), "{frozen}");
    let [pack] = of("pack")[..] else { panic!("{lines:?}") };
    // The nation and the province's 165 units.
    assert_eq!(pack["units"], 166);
    assert!(pack["documents"].as_u64() >= Some(4), "{pack}");
    assert!(pack["largest_docx_bytes"].as_u64() < Some(1_000_000), "{pack}");
    let [lint] = of("lint")[..] else { panic!("{lines:?}") };
    assert!(lint["rows"].as_u64() > Some(2_000), "{lint}");
    assert!(folder.path().join("documents/dai.docx").exists());
}
