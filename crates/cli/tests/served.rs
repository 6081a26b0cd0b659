//! A province played against a running server, and the demo that goes on living.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::time::{Duration, Instant};

use chiso_store::Store;
use serde_json::{Value, json};
use support::server::Server;
use support::{Data, part, stderr, stdout};

const WORLD: &str = "sim thai-nguyen --scale 1000";
const ASKED: &str = "score --agency H55 --period 2026 --as-of 2026-10-10T14:00";

/// Where the simulated files of a folder are.
fn written(data: &Data) -> std::path::PathBuf {
    let out = data.path().join("sim");
    assert!(data.run(&format!("{WORLD} --out {}", out.display())).status.success());
    assert_eq!(data.agencies(std::fs::read(out.join("agencies.csv")).unwrap()).exit, 0);
    out
}

fn progress(data: &Data) -> Value {
    part(&data.json(ASKED)["rows"][0], "2.1").clone()
}

/// Files and calls of one world end in the same points; the folder answers beside the server.
#[test]
fn a_server_takes_a_province_in() {
    let data = Data::empty();
    let out = written(&data);
    let mut command = data.command();
    command.arg("serve");
    let server = Server::start(command);
    let sent = data.json(&format!("{WORLD} --to http://{}", server.host));
    let sent = sent.as_array().unwrap();
    let calls = sent.iter().find(|row| row["what"] == "calls").unwrap();
    assert!(calls["sent"].as_u64() > Some(1_000), "{calls}");
    assert!(sent.iter().all(|row| row["sent"] == row["taken"] && row["refused"] == 0), "{sent:?}");

    let verdict = data.json("verify --period 2026-09 --rules 766-2024");
    assert_eq!(verdict["differences"], json!([]));
    let dossiers = out.join("dossiers.csv").display().to_string();
    let second = data.run(&format!("intake dossiers {dossiers} --lang en"));
    assert_eq!((second.status.code(), stdout(&second).as_str()), (Some(1), ""));
    assert!(stderr(&second).contains("POST /api/v1/intake/dossiers"), "{}", stderr(&second));

    let ended = server.stop("-TERM");
    assert_eq!(ended.exit, Some(0), "{}", ended.said);
    assert!(data.path().join("chiso.checkpoint").exists(), "the next start is fast");
    let by_calls = progress(&data);
    std::fs::remove_file(data.path().join("chiso.checkpoint")).unwrap();
    assert_eq!(progress(&data), by_calls, "a checkpoint changes nothing");

    let files = Data::empty();
    let out = written(&files);
    for table in ["services", "dossiers", "steps"] {
        let file = out.join(format!("{table}.csv"));
        let output = files.run(&format!("intake {table} {}", file.display()));
        assert!(output.status.success(), "{}", stderr(&output));
    }
    assert_eq!(progress(&files), by_calls);
}

/// The demo's province goes on by its own clock.
#[test]
fn the_demo_goes_on_living() {
    let data = Data::empty();
    let mut command = data.command();
    command.args(["demo", "--scale", "200", "--speed", "20000"]);
    let server = Server::start(command);
    let store = Store::open(data.path()).unwrap();
    let begun = (store.revision().unwrap(), Instant::now());
    while store.revision().unwrap() < begun.0 + 3 {
        assert!(begun.1.elapsed() < Duration::from_secs(120), "nothing comes in");
        std::thread::sleep(Duration::from_millis(20));
    }
    let (status, page) = server.get("/xep-hang?parent=H55&period=2026-10");
    assert!(status == 200 && page.contains("(mô phỏng)"), "{status}");
    drop(store);
    assert_eq!(server.stop("-INT").exit, Some(0));
    let verdict = data.json("verify --period 2026-10 --rules 766-2024 --as-of 2026-10-10T14:00");
    assert_eq!(verdict["differences"], json!([]));
}
