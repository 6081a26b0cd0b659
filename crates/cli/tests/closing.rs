//! Closing from the command line: published figures and dossiers, exit codes, files that stay as they are, and what changed since.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::io::Read;
use std::process::Output;

use serde_json::Value;
use support::{Data, HEADER, stderr, stdout};

const AGENCIES: &str = "\
code,name,level,parent,valid_from,valid_to,successors,portal_id
H55.242,UBND xã Phú Bình,commune,H55,2025-07-01,,,
H55.243,UBND xã Tân Thành,commune,H55,2025-07-01,,,
";

const HEAD: &str = "number,agency,procedure,status,received_at,due_at,ended_at\n";

/// August: two of three on time in one commune, one done and one still open in another.
const AUGUST: &str = "\
H55.242-260803-0117,H55.242,1.004222,9,2026-08-03 08:00,2026-08-12 17:00,2026-08-11 15:12
H55.242-260803-0118,H55.242,1.004222,9,2026-08-03 08:10,2026-08-12 17:00,2026-08-14 10:00
H55.242-260805-0119,H55.242,1.004222,9,2026-08-05 08:20,2026-08-12 17:00,2026-08-10 09:00
H55.243-260804-0031,H55.243,1.004222,4,2026-08-04 08:30,2026-08-12 17:00,
H55.243-260804-0032,H55.243,1.004222,9,2026-08-04 08:40,2026-08-12 17:00,2026-08-06 11:00
";

fn run(data: &Data, arguments: &[&str]) -> Output {
    data.command().args(arguments).output().unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn take(data: &Data, name: &str, rows: &str) {
    let file = data.file(name, format!("{HEAD}{rows}"));
    let output = data.command().args(["intake", "dossiers", "--sender", "H55"]).arg(file).output();
    let output = output.unwrap();
    assert_eq!(code(&output), 0, "{}", stderr(&output));
}

fn august() -> Data {
    let data = Data::empty();
    assert_eq!(data.agencies(AGENCIES).exit, 0);
    take(&data, "august.csv", AUGUST);
    data
}

const BY: &str = "Chánh Văn phòng UBND tỉnh";

/// Closes August of Thái Nguyên with every check that is open waived.
fn close(data: &Data) -> u64 {
    let mut arguments = vec!["close", "--agency", "H55", "--period", "2026-08", "--by", BY];
    let reasons = ["sources", "provisional"].map(|check| format!("{check}=Đã đối chiếu"));
    reasons.iter().for_each(|reason| arguments.extend(["--waive", reason.as_str()]));
    let output = run(data, &arguments);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    stdout(&output).trim().parse().unwrap()
}

/// The three files of a closing as they are written now.
fn files(data: &Data, number: u64) -> [Vec<u8>; 3] {
    let names = ["full", "public", "lists"].map(|name| data.path().join(name));
    let number = number.to_string();
    let output = data
        .command()
        .args(["closings", &number, "--snapshot"])
        .arg(&names[0])
        .arg("--public")
        .arg(&names[1])
        .arg("--lists")
        .arg(&names[2])
        .output()
        .unwrap();
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    names.map(|name| std::fs::read(name).unwrap())
}

fn json(data: &Data, arguments: &[&str]) -> (i32, Value) {
    let output = data.command().arg("--json").args(arguments).output().unwrap();
    (code(&output), serde_json::from_str(&stdout(&output)).unwrap())
}

#[test]
fn checks_that_find_something_stand_in_the_way_until_they_are_waived() {
    let data = august();
    let ask = ["close", "--agency", "H55", "--period", "2026-08", "--by", BY];
    let (exit, looked) = json(&data, &ask);
    assert_eq!(exit, 4);
    assert_eq!(
        (looked["from"].as_str(), looked["provisional"].as_bool()),
        (Some("dossiers"), Some(false))
    );
    let outcome = |looked: &Value, code: &str| {
        let checks = looked["checks"].as_array().unwrap();
        checks.iter().find(|check| check["check"] == code).unwrap()["outcome"].clone()
    };
    for passed in ["balance", "parts", "recount", "lists", "quarantine", "published", "not_over"] {
        assert_eq!(outcome(&looked, passed), "passed", "{passed}");
    }
    assert_eq!(outcome(&looked, "provisional"), "open");
    // Nothing was closed; a reason for one of them is not one for all.
    assert_eq!(json(&data, &["closings"]).1, Value::Array(Vec::new()));
    let some =
        [&ask[..], &["--waive", "provisional=Chưa có báo cáo quốc gia", "--dry-run"]].concat();
    assert_eq!(outcome(&json(&data, &some).1, "provisional"), "waived");
    for (waiver, exit) in
        [("provisional", 2), ("x=y", 2), ("provisional=", 2), ("provisional=gọi 0912 345 678", 2)]
    {
        let mut wrong = vec!["close", "--agency", "H55", "--period", "2026-08", "--by", BY];
        wrong.extend(["--waive", "sources=Đã đối chiếu", "--waive", waiver]);
        let output = run(&data, &wrong);
        assert!([exit, 4].contains(&code(&output)), "{waiver}: {}", stderr(&output));
    }
    assert_eq!(json(&data, &["closings"]).1, Value::Array(Vec::new()));
}

#[test]
fn a_closed_period_is_closed_until_it_is_reopened() {
    let data = august();
    let number = close(&data);
    assert_eq!(number, 1);
    let again = run(&data, &["close", "--agency", "H55", "--period", "2026-08", "--by", BY]);
    assert_eq!(code(&again), 6, "{}", stderr(&again));
    assert!(stderr(&again).contains("reopen 1"), "{}", stderr(&again));
    let before = files(&data, 1);
    let reopen = |number: &str| {
        run(&data, &["reopen", number, "--by", "Sở Nội vụ", "--reason", "Sót hồ sơ"])
    };
    assert_eq!(code(&reopen("7")), 5);
    assert_eq!(code(&reopen("1")), 0);
    assert_eq!(code(&reopen("1")), 6);
    assert_eq!(close(&data), 2);
    let (_, told) = json(&data, &["closings"]);
    assert_eq!(told[0]["replaces"], 1);
    assert_eq!(told[1]["reopened"]["reason"], "Sót hồ sơ");
    assert_eq!(files(&data, 1), before);
    assert_eq!(code(&run(&data, &["closings", "3"])), 5);
    assert_eq!(code(&run(&data, &["diff", "3"])), 5);
}

#[test]
fn what_comes_later_changes_no_byte_and_is_named_in_the_difference() {
    let data = august();
    let number = close(&data).to_string();
    let before = files(&data, 1);
    let (exit, same) = json(&data, &["diff", &number]);
    assert_eq!((exit, same["numbers"].as_array().unwrap().len()), (0, 0));
    // One is new, one ended later than it was said, one was received in July; two of October concern nobody.
    take(
        &data,
        "later.csv",
        "\
H55.243-260828-0044,H55.243,1.004222,9,2026-08-28 08:00,2026-09-09 17:00,2026-09-01 10:00
H55.242-260805-0119,H55.242,1.004222,9,2026-08-05 08:20,2026-08-12 17:00,2026-08-13 09:00
H55.243-260804-0032,H55.243,1.004222,9,2026-07-04 08:40,2026-07-12 17:00,2026-08-06 11:30
H55.242-261001-0200,H55.242,1.004222,4,2026-10-01 08:00,2026-10-12 17:00,
H55.243-261002-0201,H55.243,1.004222,9,2026-10-02 08:00,2026-10-12 17:00,2026-10-05 08:00
",
    );
    assert_eq!(files(&data, 1), before);
    let (exit, told) = json(&data, &["diff", &number]);
    assert_eq!(exit, 4);
    let rows = told["rows"].as_array().unwrap();
    let row = |code: &str| rows.iter().find(|row| row["code"] == code).unwrap();
    let codes: Vec<&str> = rows.iter().map(|row| row["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["H55.242-260805-0119", "H55.243-260804-0032", "H55.243-260828-0044"]);
    assert_eq!(row("H55.243-260828-0044")["later"][0]["fields"], serde_json::json!(["new"]));
    assert_eq!(row("H55.242-260805-0119")["left"][0], "handled_on_time");
    let fields = row("H55.242-260805-0119")["later"][0]["fields"].to_string();
    assert!(fields.contains("ended_at") && !fields.contains("received_at"), "{fields}");
    let left = row("H55.243-260804-0032")["left"].to_string();
    assert!(left.contains("\"received\"") && !left.contains("\"handled\""), "{left}");
    assert!(
        rows.iter().all(|row| row["why"] == "stated" && row["later"][0]["revision"] == 5),
        "{told}"
    );
    // The units' totals that are others now are among the numbers, and the parts add up to the agency's.
    let numbers = told["numbers"].as_array().unwrap();
    let total = numbers.iter().find(|n| n["agency"] == "H55" && n["place"] == "2.1").unwrap();
    assert_eq!((&total["counts_before"], &total["counts_after"]), (&"3/5".into(), &"2/6".into()));
}

#[test]
fn published_figures_are_closed_as_published() {
    let data = Data::filled();
    let ask = ["close", "--agency", "H03", "--period", "2023-08", "--by", BY];
    let (exit, looked) = json(&data, &ask);
    assert_eq!((exit, looked["from"].as_str()), (4, Some("published")));
    let checks: Vec<&str> =
        looked["checks"].as_array().unwrap().iter().map(|c| c["check"].as_str().unwrap()).collect();
    assert_eq!(checks, ["parts", "silent", "published", "not_over", "provisional"]);
    let waived = [&ask[..], &["--waive", "published=Cổng làm tròn trước khi cộng"]].concat();
    assert_eq!(code(&run(&data, &waived)), 0);
    let before = files(&data, 1);
    assert!(before[2].is_empty(), "no dossier was counted");
    assert_eq!(json(&data, &["diff", "1"]).0, 0);
    // The portal publishes a group anew.
    data.take_text(
        "later.csv",
        format!("{HEADER}2023-08,2026-01-05,H03,TTTT,,,6.66,Cổng Dịch vụ công quốc gia,,\n"),
    );
    assert_eq!(files(&data, 1), before);
    let (exit, told) = json(&data, &["diff", "1"]);
    assert_eq!(exit, 4);
    let figures = told["figures"].as_array().unwrap();
    assert_eq!((figures.len(), figures[0]["place"].as_str()), (1, Some("TTTT")));
    let numbers = told["numbers"].as_array().unwrap();
    assert!(
        numbers
            .iter()
            .any(|n| n["agency"] == "H03" && n["place"] == "TTTT" && n["after"] == "6.66")
    );
}

/// H55 is another agency since 1/7/2025: a period before it closes the districts of its time.
#[test]
fn agencies_are_those_of_the_period() {
    let data = august();
    take(
        &data,
        "before.csv",
        "H55.164-250603-0007,H55.164,1.004222,9,2025-06-03 08:00,2025-06-12 17:00,2025-06-11 15:12\n",
    );
    let open =
        ["balance", "parts", "sources", "provisional"].map(|check| format!("{check}=Đã đối chiếu"));
    for (period, number) in [("2025-06", 1), ("2026-08", 2)] {
        let mut ask = vec!["close", "--agency", "H55", "--period", period, "--by", BY];
        open.iter().for_each(|reason| ask.extend(["--waive", reason.as_str()]));
        let output = run(&data, &ask);
        assert_eq!(code(&output), 0, "{period}: {}", stderr(&output));
        let text = String::from_utf8(files(&data, number)[0].clone()).unwrap();
        let has = |code: &str| text.lines().any(|line| line.contains(&format!("agency\t{code}\t")));
        assert_eq!((has("H55"), has("H55.242")), (true, period == "2026-08"), "{period}");
    }
    let unknown = run(&data, &["close", "--agency", "H03", "--period", "2026-08", "--by", BY]);
    assert_eq!(code(&unknown), 5, "{}", stderr(&unknown));
}

#[test]
fn a_period_that_is_not_over_is_closed_provisionally_beside_others() {
    let data = august();
    let mut ask =
        vec!["close", "--agency", "H55", "--period", "2026", "--as-of", "2026-09-01", "--by", BY];
    let open =
        ["not_over", "sources", "provisional"].map(|check| format!("{check}=Số liệu công văn"));
    open.iter().for_each(|reason| ask.extend(["--waive", reason.as_str()]));
    for (exit, as_of) in [(0, "2026-09-01"), (6, "2026-09-01"), (0, "2026-09-15")] {
        ask[6] = as_of;
        let output = run(&data, &ask);
        assert_eq!(code(&output), exit, "{as_of}: {}", stderr(&output));
    }
    let (_, told) = json(&data, &["closings"]);
    assert!(told.as_array().unwrap().iter().all(|closing| closing["provisional"] == true));
    let future = run(
        &data,
        &["close", "--agency", "H55", "--period", "2026", "--as-of", "2059-09-01", "--by", BY],
    );
    assert_eq!(code(&future), 2, "{}", stderr(&future));
}

#[test]
fn the_lists_say_which_dossier_counts_where_and_the_key_is_the_owners() {
    let data = august();
    close(&data);
    let bytes = files(&data, 1)[2].clone();
    let mut text = String::new();
    flate2::read::GzDecoder::new(&bytes[..]).read_to_string(&mut text).unwrap();
    let measures: Vec<&str> = text.lines().nth(1).unwrap().split('\t').skip(2).collect();
    let counted = |code: &str| -> Vec<&str> {
        let line = text.lines().find(|line| line.split('\t').nth(1) == Some(code)).unwrap();
        let bits = u128::from_str_radix(line.split('\t').nth(4).unwrap(), 16).unwrap();
        measures
            .iter()
            .enumerate()
            .filter(|(at, _)| bits >> at & 1 == 1)
            .map(|(_, name)| *name)
            .collect()
    };
    assert!(counted("H55.242-260803-0117").contains(&"handled_on_time"));
    assert!(!counted("H55.242-260803-0118").contains(&"handled_on_time"));
    assert!(counted("H55.243-260804-0031").contains(&"in_progress"));
    let key = data.path().join("chot-so-lieu.key");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    }
    // A copy of the database has the closing and not the key.
    let copy = data.path().join("copy.db");
    let output = data.command().arg("backup").arg(&copy).output().unwrap();
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let secret = std::fs::read_to_string(&key).unwrap();
    let secret = secret.lines().nth(1).unwrap().as_bytes();
    let copied = std::fs::read(&copy).unwrap();
    assert!(!copied.windows(secret.len()).any(|window| window == secret));
    let other = Data::empty();
    let output = other.command().arg("restore").arg(&copy).output().unwrap();
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert_eq!(files(&other, 1), files(&data, 1));
}
