//! A long import that is killed: what it had told the store stays, and the next one goes on there.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::fmt::Write;
use std::process::Stdio;
use std::time::{Duration, Instant};

use chiso_store::Store;
use sha2::{Digest, Sha256};
use support::{Data, stderr};

const ROWS: u64 = 80_000;

/// Rows of one part of an import.
const PART: u64 = 10_000;

/// Dossiers of one commune, all different.
fn dossiers() -> String {
    let mut text = "number,agency,procedure,status,received_at,due_at\n".to_owned();
    for row in 0..ROWS {
        let (day, minute) = (1 + row % 28, row % 60);
        writeln!(
            text,
            "H55.242-2608{day:02}-{row:06},H55.242,1.004222,2,2026-08-{day:02} 08:{minute:02}:00,\
             2026-09-{day:02} 17:00:00"
        )
        .unwrap();
    }
    text
}

/// Waits until a part is on the disk and the file is not.
fn half_way(store: &Store, sha256: &str) -> u64 {
    let begun = Instant::now();
    loop {
        let known = store.import(sha256).unwrap().map(|row| row.progress);
        if let Some(progress) = known {
            assert!(!progress.finished, "it was too quick to be killed");
            return progress.rows_done;
        }
        assert!(begun.elapsed() < Duration::from_secs(120), "nothing was taken in");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_killed_import_goes_on_where_it_stopped() {
    let data = Data::empty();
    data.revision();
    let text = dossiers();
    let sha256: String = Sha256::digest(&text).iter().map(|byte| format!("{byte:02x}")).collect();
    let file = data.file("dossiers.csv", text);
    let import = || {
        let mut command = data.command();
        command.args(["--lang", "en", "--json", "intake", "dossiers"]).arg(&file);
        command
    };
    let store = Store::open(data.path()).unwrap();
    let mut child = import().stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let seen = half_way(&store, &sha256);
    child.kill().unwrap();
    child.wait().unwrap();
    let stopped = store.import(&sha256).unwrap().unwrap().progress.rows_done;
    assert!(stopped >= seen && stopped.is_multiple_of(PART) && stopped < ROWS, "{seen} {stopped}");

    let output = import().output().unwrap();
    let said = stderr(&output);
    assert!(said.contains(&format!("goes on after row {stopped}")), "{said}");
    let receipts: serde_json::Value = serde_json::from_slice(&output.stdout).expect(&said);
    // A part and how far it is were stored together: not one row is read twice or missed.
    assert_eq!(receipts[0]["read"], ROWS - stopped);
    assert_eq!(receipts[0]["accepted"], ROWS - stopped);
    let mut kept = 0;
    store.for_each_current(None, &mut |_| kept += 1).unwrap();
    assert_eq!(kept, ROWS);
    assert!(store.import(&sha256).unwrap().unwrap().progress.finished);
}
