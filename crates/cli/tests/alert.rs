//! `chiso alert`: rules checked, held against dossiers, answered, closed; addresses told.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::io::{Read, Write};
use std::net::TcpListener;

use rstest::rstest;
use serde_json::Value;
use support::{Data, stderr, stdout};

const RULES: &str = r#"
[[rule]]
id = "qua-han"
kind = "overdue"
above = 1
name = { vi = "Nhiều hồ sơ quá hạn", en = "Too many dossiers are overdue" }
levels = ["commune"]
owner = "parent"
quiet_hours = 24
"#;

const COLUMNS: &str = "number,agency,procedure,status,received_at,due_at,ended_at\n";

/// Two open dossiers of Phú Bình, due in 2025, and one of Tân Thành.
fn overdue() -> Data {
    let data = Data::empty();
    let agencies = "code,name,level,parent,valid_from,valid_to,successors,portal_id\n\
        H55.242,UBND xã Phú Bình,commune,H55,2025-07-01,,,\n\
        H55.243,UBND xã Tân Thành,commune,H55,2025-07-01,,,\n";
    assert_eq!(data.agencies(agencies).exit, 0);
    let open = |agency: &str, number: u32| {
        let code = format!("{agency}-251003-{number:04}");
        format!("{code},{agency},1.004222,4,2025-10-03 07:45,2025-10-10 17:00,\n")
    };
    let rows = [open("H55.242", 117), open("H55.242", 118), open("H55.243", 31)].concat();
    let file = data.file("dossiers.csv", format!("{COLUMNS}{rows}"));
    let output = data.command().args(["intake", "dossiers"]).arg(file).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    data.file("canh-bao.toml", RULES);
    data
}

/// Runs `chiso alert` with the rules of the folder.
fn alert(data: &Data, arguments: &[&str]) -> (Option<i32>, String, String) {
    let rules = data.path().join("canh-bao.toml");
    let mut command = data.command();
    command.arg("alert").args(arguments).arg("--alerts").arg(rules);
    let output = command.output().unwrap();
    (output.status.code(), stdout(&output), stderr(&output))
}

fn json(data: &Data, arguments: &[&str]) -> Value {
    let (code, out, said) = alert(data, &[arguments, &["--json"]].concat());
    assert_eq!(code, Some(0), "{said}");
    serde_json::from_str(&out).unwrap()
}

#[test]
fn from_a_rule_to_a_closed_alert() {
    let data = overdue();
    let first = json(&data, &["run", "--dry-run"]);
    assert_eq!(first["raised"][0]["subject"], "H55.242");
    assert_eq!(json(&data, &["list"])["open"], 0, "a dry run writes nothing");
    let run = json(&data, &["run"]);
    assert_eq!(run["raised"].as_array().unwrap().len(), 1);
    let found = &run["raised"][0];
    assert_eq!((&found["value"], &found["threshold"]), (&"2".into(), &"1".into()));
    assert_eq!((&found["owner"], &run["status"]), (&"H55".into(), &"unofficial".into()));
    assert_eq!(json(&data, &["run"])["raised"], Value::Array(Vec::new()), "once is enough");

    let (code, out, _) = alert(&data, &["list"]);
    assert_eq!(code, Some(0));
    for part in
        ["H55.242", "2 hồ sơ", "trên 1 hồ sơ", "H55", "chưa tiếp nhận", "Nhiều hồ sơ quá hạn"]
    {
        assert!(out.contains(part), "{part}: {out}");
    }
    for _ in 0..2 {
        let acked = json(&data, &["ack", "1", "--by", "H55", "--note", "Giao Văn phòng"]);
        assert_eq!(acked["acknowledged"]["note"], "Giao Văn phòng");
    }
    let closed = json(&data, &["close", "1", "--by", "VN", "--reason", "Trùng chỉ đạo"]);
    assert_eq!((&closed["state"], &closed["ended"]["by"]), (&"closed".into(), &"VN".into()));
    let list = json(&data, &["list"]);
    assert_eq!((&list["open"], &list["ended"]), (&0.into(), &1.into()));
    assert_eq!(
        json(&data, &["list", "--ended", "--agency", "H55.243"])["alerts"],
        Value::Array(Vec::new())
    );
    assert_eq!(json(&data, &["list", "--ended", "--agency", "H55"])["alerts"][0]["number"], 1);
    // The number is still bad, but the same alert keeps quiet for a day.
    assert_eq!(json(&data, &["run"])["raised"], Value::Array(Vec::new()));
}

#[test]
fn an_alert_ends_by_itself_when_the_dossiers_are_done() {
    let data = overdue();
    json(&data, &["run"]);
    let row = "H55.242-251003-0117,H55.242,1.004222,9,2025-10-03 07:45,2025-10-10 17:00,2025-10-12 09:00\n";
    let file = data.file("xong.csv", format!("{COLUMNS}{row}"));
    let output = data.command().args(["intake", "dossiers"]).arg(file).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    let run = json(&data, &["run"]);
    assert_eq!(
        (&run["cleared"][0]["number"], &run["cleared"][0]["cause"]),
        (&1.into(), &"better".into())
    );
    assert_eq!(run["cleared"][0]["value"], "1");
    let (_, out, _) = alert(&data, &["list", "--ended"]);
    assert!(out.contains("số liệu đã tốt trở lại"), "{out}");
}

#[test]
fn a_run_tells_the_addresses_of_the_file() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap();
    let hook = format!("{RULES}\n[[webhook]]\nid = \"truc-ban\"\nurl = \"http://{at}/nhan\"\n");
    let data = overdue();
    data.file("canh-bao.toml", hook);
    let serve = std::thread::spawn(move || {
        let mut bodies = Vec::new();
        for status in ["503 Busy", "200 OK"] {
            let (mut stream, _) = listener.accept().unwrap();
            let mut buffer = vec![0; 65_536];
            let mut text = String::new();
            while !text.ends_with('}') {
                let read = stream.read(&mut buffer).unwrap();
                text.push_str(std::str::from_utf8(&buffer[..read]).unwrap());
            }
            let answer =
                format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            stream.write_all(answer.as_bytes()).unwrap();
            bodies.push(text.split_once("\r\n\r\n").unwrap().1.to_owned());
        }
        bodies
    });
    let (code, out, said) = alert(&data, &["run", "--json"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("truc-ban"), "{said}");
    assert_eq!(serde_json::from_str::<Value>(&out).unwrap()["delivered"], 0);
    assert_eq!(json(&data, &["run"])["delivered"], 1);
    let bodies = serve.join().unwrap();
    assert_eq!(bodies[0], bodies[1]);
    let body: Value = serde_json::from_str(&bodies[0]).unwrap();
    assert_eq!((&body["happened"], &body["subject"]), (&"raised".into(), &"H55.242".into()));
    assert_eq!(json(&data, &["run"])["delivered"], 0);
}

#[test]
fn a_file_of_rules_is_checked() {
    let data = Data::empty();
    let good = data.file("canh-bao.toml", RULES);
    let check = |file: &std::path::Path, lang: &str| {
        let mut command = support::chiso();
        let none = data.path().join("chua-co");
        command.arg("--data").arg(&none).args(["--lang", lang, "alert", "check"]).arg(file);
        let output = command.output().unwrap();
        assert!(!none.exists(), "checking a file makes no store");
        (output.status.code(), stdout(&output), stderr(&output))
    };
    let (code, out, said) = check(&good, "vi");
    assert_eq!(code, Some(0), "{said}");
    assert!(out.contains("qua-han") && out.contains("Nhiều hồ sơ quá hạn"), "{out}");
    let bad =
        data.file("xau.toml", RULES.replace("overdue", "sinks").replace("commune", "village"));
    let (code, out, said) = check(&bad, "vi");
    assert_eq!((code, out.as_str()), (Some(3), ""));
    assert!(said.contains("xau.toml:4:8: the kind 'sinks' is unknown"), "{said}");
    assert!(said.contains("xau.toml:7:11: the level 'village' is unknown"), "{said}");
    // With a store the codes of agencies are looked up as well.
    let rules = data.file("co-quan.toml", RULES.replace("\"parent\"", "\"H99\""));
    let (code, ..) = check(&rules, "en");
    assert_eq!(code, Some(0));
    data.run("score --agency H44 --period 2026-08");
    let output =
        data.command().args(["--lang", "en", "alert", "check"]).arg(rules).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(stderr(&output).contains("the agency 'H99' is unknown"), "{}", stderr(&output));
}

#[test]
fn without_a_file_the_rules_of_chiso_hold() {
    let data = overdue();
    let lines = data.json("alert check");
    assert_eq!(lines.as_array().unwrap().len(), 10);
    let run = data.json("alert run --dry-run");
    // 51 dossiers make an alert there, not two; nobody has been silent before.
    let kinds: Vec<&Value> =
        run["raised"].as_array().unwrap().iter().map(|one| &one["kind"]).collect();
    assert!(!kinds.contains(&&Value::from("overdue")), "{run}");
}

/// What cannot be done: exit code, and the words that name it; nothing on stdout.
#[rstest]
#[case::no_such_alert(&["ack", "9", "--by", "H55"], 5, "số 9")]
#[case::no_number(&["ack", "một", "--by", "H55"], 2, "một")]
#[case::nobody(&["ack", "1"], 2, "--by")]
#[case::unknown_agency(&["ack", "1", "--by", "H99"], 5, "H99")]
#[case::another_agency(&["ack", "1", "--by", "H44"], 2, "H44")]
#[case::below_the_owner(&["close", "1", "--by", "H55.242", "--reason", "x"], 2, "H55.242")]
#[case::without_a_reason(&["close", "1", "--by", "H55"], 2, "--reason")]
#[case::with_an_empty_reason(&["close", "1", "--by", "H55", "--reason", "  "], 2, "lý do")]
#[case::of_a_future(&["run", "--dry-run", "--as-of", "2059-01-01"], 2, "2059-01-01")]
#[case::of_the_past_for_good(&["run", "--as-of", "2026-01-01"], 2, "--dry-run")]
#[case::no_moment(&["run", "--dry-run", "--as-of", "01/01/2026"], 2, "01/01/2026")]
#[case::list_of_nobody(&["list", "--agency", "H98"], 5, "H98")]
#[case::no_file(&["check", "khong-co.toml"], 5, "khong-co.toml")]
#[case::nothing(&[], 2, "alert")]
fn what_cannot_be_done_is_said(#[case] arguments: &[&str], #[case] exit: i32, #[case] said: &str) {
    let data = overdue();
    json(&data, &["run"]);
    let (code, out, told) = alert(&data, arguments);
    assert_eq!((code, out.as_str()), (Some(exit), ""), "{told}");
    assert!(told.contains(said), "{said}: {told}");
    assert!(!told.contains("panicked"), "{told}");
    let english = alert(&data, &[arguments, &["--lang", "en"]].concat());
    assert_ne!(english.2, told);
}

#[test]
fn a_note_ends_at_its_bound() {
    let data = overdue();
    json(&data, &["run"]);
    let long = "đ".repeat(501);
    let (code, out, said) = alert(&data, &["ack", "1", "--by", "H55", "--note", &long]);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(said.contains("500"), "{said}");
    json(&data, &["ack", "1", "--by", "H55", "--note", &long[2..]]);
}

#[test]
fn what_is_done_already_cannot_be_done_otherwise() {
    let data = overdue();
    json(&data, &["run"]);
    json(&data, &["ack", "1", "--by", "H55"]);
    let (code, _, said) = alert(&data, &["ack", "1", "--by", "VN"]);
    assert_eq!(code, Some(3), "{said}");
    json(&data, &["close", "1", "--by", "H55", "--reason", "Xong"]);
    let (code, _, said) = alert(&data, &["close", "1", "--by", "H55", "--reason", "Khác"]);
    assert_eq!(code, Some(3));
    assert!(said.contains("đã kết thúc"), "{said}");
}

#[test]
fn a_broken_file_stops_a_server_before_it_listens() {
    let data = Data::empty();
    let file = data.file("xau.toml", "[[rule]]\nid = \"x\"\n");
    let mut command = data.command();
    command.args(["serve", "--listen", "127.0.0.1:0", "--alerts"]).arg(file);
    let output = command.output().unwrap();
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(3), ""));
    assert!(stderr(&output).contains("xau.toml:1:1: missing field"), "{}", stderr(&output));
}
