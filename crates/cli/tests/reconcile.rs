//! `chiso intake list` and `chiso reconcile`: lists as files, exit codes, clear sentences.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use rstest::rstest;
use serde_json::{Value, json};
use support::{Data, stderr, stdout, workbook};

/// Four dossiers of a commune of Thái Nguyên, August 2025, as its one-stop system sent them.
const DOSSIERS: &str = "\
number,agency,procedure,status,received_at,due_at,ended_at,synced_at
H55.X01840-250804-0011,H55.X01840,1.004222,9,2025-08-04 08:15:00,2025-08-20,2025-08-14 10:00:00,2025-08-04 08:20:00
H55.X01840-250805-0012,H55.X01840,1.004222,4,2025-08-05 09:30:00,2025-08-21,,2025-08-05 09:31:00
H55.X01840-250806-0013,H55.X01840,2.000815,9,2025-08-06 14:05:00,2025-08-07,2025-08-07 15:00:00,
H55.X01843-250807-0014,H55.X01843,2.000815,4,2025-08-07 07:45:00,2025-08-25,,2025-08-07 07:46:00
";

/// What the portal lists: the second is behind, the third was never sent on, a fifth is unknown here.
const PORTAL: &str = "\
number,agency,status
H55.X01840-250804-0011,H55.X01840,9
H55.X01840-250805-0012,H55.X01840,2
H55.X01843-250807-0014,H55.X01843,4
H55.X01843-250808-0015,H55.X01843,4
";

const ASKED: &str = "reconcile --agency H55 --period 2025-08";

/// A store with the dossiers.
fn filled() -> Data {
    let data = Data::empty();
    let file = data.file("hồ sơ.csv", DOSSIERS);
    let output = data.command().args(["intake", "dossiers"]).arg(file).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    data
}

/// Takes a list in: exit code, answer, messages in English.
fn list(data: &Data, name: &str, bytes: impl AsRef<[u8]>, options: &str) -> (i32, Value, String) {
    let file = data.file(name, bytes);
    let mut command = data.command();
    command.args(["--lang", "en", "--json", "intake", "list"]).arg(file);
    let output = command.args(options.split_whitespace()).output().unwrap();
    let answer = serde_json::from_slice(&output.stdout).unwrap_or_default();
    (output.status.code().unwrap(), answer, stderr(&output))
}

const OF_PORTAL: &str = "--side portal --agency H55 --as-of 2025-08-31";

fn findings(data: &Data, options: &str) -> Vec<(String, String, String)> {
    let told = data.json(&format!("{ASKED} --list {options}"));
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let found = told["findings"].as_array().unwrap().iter();
    found
        .map(|it| {
            let sides = format!("{}..{}", text(&it["left"]), text(&it["right"]));
            (sides, text(&it["code"]), text(&it["reason"]))
        })
        .collect()
}

#[test]
fn a_stored_list_of_the_portal_is_compared_with_the_log() {
    let data = filled();
    let (exit, receipt, said) = list(&data, "cổng.csv", PORTAL, OF_PORTAL);
    assert_eq!((exit, &receipt["list"], &receipt["accepted"]), (0, &json!(1), &json!(4)), "{said}");
    let (exit, again, said) = list(&data, "cổng.csv", PORTAL, OF_PORTAL);
    assert_eq!((exit, &again["list"]), (0, &json!(1)), "{said}");
    assert!(said.contains("stored before, as number 1"), "{said}");

    let expected = [
        ("H55.X01840-250805-0012", "status_gap"),
        ("H55.X01840-250806-0013", "never_sent"),
        ("H55.X01843-250808-0015", "unknown_to_us"),
    ];
    let found = findings(&data, "");
    for (code, reason) in expected {
        let wanted = ("chiso..portal".to_owned(), code.to_owned(), reason.to_owned());
        assert!(found.contains(&wanted), "{code}: {found:#?}");
    }
    let told = data.json(ASKED);
    let pair = &told["comparisons"][1];
    let counts = ["left_count", "right_count", "difference", "matched", "missing", "different"];
    assert_eq!(counts.map(|key| pair[key].as_i64().unwrap()), [4, 4, 0, 2, 2, 1]);
    assert_eq!(told["sides"][0]["origin"], "calls");
    assert_eq!(told["sides"][2]["file"], "cổng.csv");
    assert_eq!(told["sides"][2]["captured_at"], "2025-08-31T23:59:59");
    assert_eq!((&told["rulebook"], &told["status"]), (&json!("766-2024"), &json!("unofficial")));

    let output = data.run(ASKED);
    assert_eq!(output.status.code(), Some(4));
    let text = stdout(&output);
    assert!(text.contains("chênh lệch 0. Khớp 2, thiếu ở một bên 2, khác nhau 1."), "{text}");
    assert_eq!(data.run(&format!("{ASKED} --known-at 2")).status.code(), Some(0));
}

#[test]
fn the_export_of_the_one_stop_system_may_be_a_file_of_its_own() {
    let data = filled();
    let more =
        format!("{DOSSIERS}H55.X01840-250811-0016,H55.X01840,1.004222,2,2025-08-11 08:00:00,,,\n");
    let moved = more.replace("0014,H55.X01843,", "0014,H55.X01840,");
    let file = data.file("một cửa.csv", moved);
    let mut command = data.command();
    command.args(format!("--json {ASKED} --list --taken 2025-08-31 --one-stop").split(' '));
    let output = command.arg(&file).output().unwrap();
    assert_eq!(output.status.code(), Some(4), "{}", stderr(&output));
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    let found = told["findings"].as_array().unwrap();
    let pairs: Vec<_> = found.iter().map(|it| (&it["code"], &it["reason"], &it["owner"])).collect();
    let (sent, moved) = ("H55.X01840-250811-0016", "H55.X01843-250807-0014");
    assert_eq!(
        pairs,
        [
            (&json!(sent), &json!("never_sent"), &json!("vendor")),
            (&json!(moved), &json!("wrong_unit"), &json!("vendor")),
        ]
    );
    assert_eq!(found[1]["left_says"]["agency"], "H55.X01840");
    let effects: Vec<_> = told["comparisons"][0]["units"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["effects"])
        .collect();
    assert_eq!(effects, [&json!({"never_sent": 1, "wrong_unit": 1}), &json!({"wrong_unit": -1})]);
}

#[test]
fn lists_for_programs_name_what_to_send_again() {
    let data = filled();
    list(&data, "cong.csv", PORTAL, OF_PORTAL);
    let output = data.run(&format!("{ASKED} --retry --csv --one-stop calls"));
    let text = stdout(&output);
    let codes: Vec<&str> =
        text.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
    assert!(codes.contains(&"H55.X01840-250805-0012") && codes.contains(&"H55.X01840-250806-0013"));
    assert!(!codes.contains(&"H55.X01843-250808-0015"), "{text}");
    let one = findings(&data, "--reason unknown_to_us");
    assert_eq!(one.len(), 1, "{one:#?}");
    let few = data.json(&format!("{ASKED} --list --limit 1"));
    assert_eq!(few["findings"].as_array().map(Vec::len), Some(1));
}

#[rstest]
#[case::csv(PORTAL.as_bytes().to_vec())]
#[case::sheet(workbook(&PORTAL.lines().collect::<Vec<_>>()))]
#[case::objects(PORTAL.lines().skip(1).map(|line| {
    let cells: Vec<&str> = line.split(',').collect();
    let [number, agency, status] = cells[..] else { panic!("{line}") };
    json!({ "number": number, "agency": agency, "status": status }).to_string() + "\n"
}).collect::<String>().into_bytes())]
fn a_list_may_be_written_three_ways(#[case] bytes: Vec<u8>) {
    let data = filled();
    let (exit, receipt, said) = list(&data, "cong", bytes, OF_PORTAL);
    assert_eq!((exit, &receipt["accepted"]), (0, &json!(4)), "{said}");
    assert_eq!(findings(&data, "--reason status_gap").len(), 2);
}

#[test]
fn bare_codes_are_compared_by_their_presence_alone() {
    let data = filled();
    let codes = "H55.X01840-250804-0011\nH55.X01840-250805-0012\nH55.X01843-250807-0014\nH55.X01840-250805-0012\n";
    let (exit, receipt, _) = list(&data, "mã.txt", codes, OF_PORTAL);
    assert_eq!((exit, &receipt["accepted"], &receipt["repeated"]), (0, &json!(4), &json!(1)));
    let found = findings(&data, "");
    let ours: Vec<_> = found.iter().filter(|it| it.0 == "chiso..portal").collect();
    let reasons: Vec<_> = ours.iter().map(|it| (it.1.as_str(), it.2.as_str())).collect();
    let twice = ("H55.X01840-250805-0012", "duplicate_code");
    assert_eq!(reasons, [twice, ("H55.X01840-250806-0013", "never_sent")]);
}

#[rstest]
#[case::foreign_columns(
    "number,ho_ten\nH55.X01840-250804-0011,x\n",
    OF_PORTAL,
    3,
    "a column 'ho_ten' that the template does not know"
)]
#[case::fields_of_the_calls(
    "MaHoSo,MaTTHC\nH55.X01840-250804-0011,1.004222\n",
    OF_PORTAL,
    3,
    "the field 'MaHoSo' belongs to the national synchronisation calls"
)]
#[case::nothing("", OF_PORTAL, 3, "the file is empty")]
#[case::no_row("number,agency\n", OF_PORTAL, 3, "the list names no dossier")]
#[case::another_province(
    "H44.7-250804-0011\n",
    OF_PORTAL,
    3,
    "the dossier belongs to H44.7, the list to H55"
)]
#[case::from_the_future(
    "H55.X01840-250804-0011\n",
    "--side portal --agency H55 --as-of 2059-08-31",
    3,
    "that moment is still to come"
)]
#[case::no_agency(
    "H55.X01840-250804-0011\n",
    "--side portal --agency H99 --as-of 2025-08-31",
    5,
    "H99"
)]
#[case::no_side(
    "H55.X01840-250804-0011\n",
    "--side chiso --agency H55 --as-of 2025-08-31",
    2,
    "chiso"
)]
#[case::no_moment(
    "H55.X01840-250804-0011\n",
    "--side portal --agency H55 --as-of 31/8/2025",
    2,
    "31/8/2025"
)]
fn a_list_that_cannot_be_used(
    #[case] text: &str,
    #[case] options: &str,
    #[case] exit: i32,
    #[case] said: &str,
) {
    let data = Data::empty();
    let (code, answer, told) = list(&data, "list.csv", text, options);
    assert_eq!(code, exit, "{told}");
    assert!(told.contains(said), "{told}");
    assert_eq!(answer, Value::Null);
}

#[test]
fn another_encoding_is_named() {
    let data = Data::empty();
    let utf_16: Vec<u8> = "\u{feff}number\nH55.X01840-250804-0011\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let (exit, _, said) = list(&data, "list.csv", utf_16, OF_PORTAL);
    assert_eq!(exit, 3);
    assert!(said.contains("UTF-16"), "{said}");
}

#[test]
fn some_refused_rows_do_not_stop_the_others() {
    let data = filled();
    let text = format!("{PORTAL}H44.7-250804-0011,H44.7,4\n0912345678,H55.X01840,4\n");
    let (exit, receipt, said) = list(&data, "cong.csv", text, OF_PORTAL);
    assert_eq!((exit, &receipt["accepted"], &receipt["refused"]), (3, &json!(4), &json!(2)));
    assert!(said.contains("line 6") && said.contains("line 7"), "{said}");
    assert!(!said.contains("0912345678"), "{said}");
    let (exit, receipt, _) = list(&data, "thử.csv", PORTAL, &format!("{OF_PORTAL} --dry-run"));
    assert_eq!((exit, &receipt["list"]), (0, &json!(null)));
}

#[rstest]
#[case::no_agency("reconcile --agency H99 --period 2025-08", 5, "H99")]
#[case::no_period("reconcile --agency H55 --period 2025-13", 2, "2025-13")]
#[case::no_reason(
    "reconcile --agency H55 --period 2025-08 --reason gone",
    2,
    "known are sent_late"
)]
#[case::no_list(
    "reconcile --agency H55 --period 2025-08 --portal 7",
    5,
    "no list number 7 of the side portal"
)]
#[case::no_file("reconcile --agency H55 --period 2025-08 --portal none.csv", 5, "none.csv")]
#[case::the_future("reconcile --agency H55 --period 2025-08 --known-at 999", 5, "999")]
fn what_cannot_be_asked_is_said(#[case] asked: &str, #[case] exit: i32, #[case] said: &str) {
    let data = filled();
    let output = data.run(&format!("--lang en {asked}"));
    assert_eq!(output.status.code(), Some(exit), "{}", stderr(&output));
    assert!(stderr(&output).contains(said), "{}", stderr(&output));
}

#[test]
fn sides_that_agree_leave_no_difference() {
    let data = filled();
    let synced: String =
        DOSSIERS.lines().map(|line| line.split(',').next().unwrap().to_owned() + "\n").collect();
    let (exit, ..) = list(&data, "cong.csv", synced, OF_PORTAL);
    assert_eq!(exit, 0);
    let output = data.run(&format!("--lang en {ASKED}"));
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    assert!(stderr(&output).contains(
        "No differences between the sides that were compared: One-stop system, chiso, Portal."
    ));
}
