//! Data quality and directives from the command line: from a fall to a draft, to a directive, to its end.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::io::Write;
use std::process::{Output, Stdio};

use rstest::rstest;
use serde_json::{Value, json};
use support::{Data, stderr, stdout};

/// July: all of three on time. August: one of three late in one commune, one of two unfinished and overdue in another.
const DOSSIERS: &str = "\
number,agency,procedure,status,received_at,due_at,ended_at
H55.242-260701-0001,H55.242,1.004222,9,2026-07-01 08:00,2026-07-10 17:00,2026-07-06 15:00
H55.242-260701-0002,H55.242,1.004222,9,2026-07-01 08:10,2026-07-10 17:00,2026-07-06 16:00
H55.243-260701-0003,H55.243,1.004222,9,2026-07-01 08:20,2026-07-10 17:00,2026-07-07 09:00
H55.242-260803-0117,H55.242,1.004222,9,2026-08-03 08:00,2026-08-12 17:00,2026-08-11 15:12
H55.242-260803-0118,H55.242,1.004222,9,2026-08-03 08:10,2026-08-12 17:00,2026-08-14 10:00
H55.242-260805-0119,H55.242,1.004222,9,2026-08-05 08:20,2026-08-12 17:00,2026-08-10 09:00
H55.243-260804-0031,H55.243,1.004222,4,2026-08-04 08:30,2026-08-12 17:00,
H55.243-260804-0032,H55.243,1.004222,9,2026-08-04 08:40,2026-08-12 17:00,2026-08-06 11:00
";

fn take(data: &Data, name: &str, text: &str) {
    let file = data.file(name, text);
    let output = data.command().args(["intake", "dossiers", "--sender", "H55"]).arg(file).output();
    let output = output.unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

const AGENCIES: &str = "\
code,name,level,parent,valid_from,valid_to,successors,portal_id
H55.242,UBND xã Phú Bình,commune,H55,2025-07-01,,,
H55.243,UBND xã Tân Thành,commune,H55,2025-07-01,,,
";

fn fallen() -> Data {
    let data = Data::empty();
    assert_eq!(data.agencies(AGENCIES).exit, 0);
    take(&data, "dossiers.csv", DOSSIERS);
    data
}

const DRAFT: &str = "directive draft --agency H55 --indicator 2.1 --from 2026-07 --to 2026-08 \
                     --figures dossiers";

/// Hands JSON in by the standard input.
fn new(data: &Data, order: &Value, options: &[&str]) -> Output {
    let mut command = data.command();
    command.args(["directive", "new", "-", "--json"]).args(options);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(order.to_string().as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn order(number: &str) -> Value {
    json!({
        "number": number, "title": "Chấn chỉnh việc giải quyết hồ sơ quá hạn",
        "issuer": "H55", "owner": "H55.242", "agency": "H55", "code": "2.1",
        "period": "2026-08", "rulebook": null, "basis": "dossiers",
        "target": { "unit": "points", "value": "19.00" }, "deadline": "2058-06-28",
        "units": ["H55.242", "H55.243"], "dossiers": ["H55.243-260804-0031"], "note": null,
    })
}

#[test]
fn a_fall_becomes_a_draft_a_directive_and_its_end() {
    let data = fallen();
    let words = stdout(&data.run(DRAFT));
    for part in ["giảm 8,00 điểm", "tháng 7/2026 (20,00 điểm)", "rà soát 2 hồ sơ", "766-2024"]
    {
        assert!(words.contains(part), "{part}: {words}");
    }
    let draft = data.json(DRAFT);
    assert_eq!(draft["after"]["points"], "12.00");
    assert_eq!(
        (&draft["after"]["numerator"], &draft["after"]["denominator"]),
        (&json!("3"), &json!("5"))
    );
    assert_eq!(draft["order"]["dossiers"], json!(["H55.243-260804-0031", "H55.242-260803-0118"]));
    let issued = new(&data, &draft, &["--number", "130/UBND-KSTT", "--key", "k-1"]);
    assert_eq!(issued.status.code(), Some(0), "{}", stderr(&issued));
    let issued: Value = serde_json::from_slice(&issued.stdout).unwrap();
    assert_eq!(issued["directive"]["before"]["points"], "12.00");
    assert_eq!(issued["repeated"], false);
    let again = new(&data, &draft, &["--number", "130/UBND-KSTT", "--key", "k-1"]);
    assert_eq!(serde_json::from_slice::<Value>(&again.stdout).unwrap()["repeated"], true);
    // The unfinished one is finished, and five that are on time arrive.
    let mut more = "number,agency,procedure,status,received_at,due_at,ended_at\n\
        H55.243-260804-0031,H55.243,1.004222,9,2026-08-04 08:30,2026-08-12 17:00,2026-08-24 09:00\n"
        .to_owned();
    for n in 1..=40 {
        more += &format!(
            "H55.243-260805-9{n:03},H55.243,1.004222,9,2026-08-05 08:00,2026-08-12 17:00,2026-08-06 09:00\n"
        );
    }
    take(&data, "more.csv", &more);
    let list = data.json("directive list");
    let one = &list["directives"][0];
    // 43 of 45.
    assert_eq!((&one["now"]["points"], &one["settled"]), (&json!("19.11"), &json!(1)));
    assert_eq!(one["stands"]["state"], "on_track");
    let refused = data.run("--lang en directive close 130/UBND-KSTT --reason met");
    assert_eq!(refused.status.code(), Some(3));
    assert!(stderr(&refused).contains("has not reached the target"), "{}", stderr(&refused));
    let closed = data.json("directive close 130/UBND-KSTT --reason not-met");
    let end = &closed["directive"]["closed"];
    let score = data.json("score --agency H55 --period 2026-08 --from dossiers");
    let scored = support::part(&score["rows"][0], "2.1");
    assert_eq!(end["after"]["points"], scored["points"]);
    assert_eq!(end["after"]["numerator"], scored["numerator"]);
    assert_eq!((&end["change"], &end["settled"]), (&json!("7.11"), &json!(1)));
    let shown = stdout(&data.run("directive show 130/UBND-KSTT"));
    assert!(
        shown.contains("hết thời gian, chưa đạt") && shown.contains("19,11 (43/45)"),
        "{shown}"
    );
    let csv = stdout(&data.run("directive list --csv --state closed"));
    assert_eq!(csv.lines().count(), 2, "{csv}");
    assert_eq!(stdout(&data.run("directive list --csv --state overdue")).lines().count(), 1);
}

#[test]
fn directives_are_told_as_known_at_a_revision() {
    let data = fallen();
    assert_eq!(new(&data, &order("1/UBND"), &[]).status.code(), Some(0));
    let latest = data.revision();
    assert_eq!(data.run("directive close 1/UBND --reason withdrawn").status.code(), Some(0));
    let then = data.json(&format!("directive show 1/UBND --known-at {latest}"));
    assert_eq!(then["closed"], Value::Null);
    assert_eq!(data.json("directive show 1/UBND")["closed"]["reason"], "withdrawn");
    let before = latest - 1;
    assert_eq!(
        data.run(&format!("directive show 1/UBND --known-at {before}")).status.code(),
        Some(5)
    );
    assert_eq!(data.json(&format!("directive list --known-at {before}"))["directives"], json!([]));
}

#[rstest]
#[case("title", json!("điện thoại 0912.345.678"), "title")]
#[case("agency", json!("H99"), "agency")]
#[case("dossiers", json!(["H55.242-260803-9999"]), "dossiers")]
#[case("deadline", json!("2020-01-02"), "deadline")]
#[case("target", json!({ "unit": "rate", "value": "50" }), "target")]
#[case("period", json!("2026-13"), "period")]
#[case("chu_ho_so", json!("Nguyễn Văn A"), "field chu_ho_so")]
fn what_makes_no_sense_is_refused(#[case] field: &str, #[case] value: Value, #[case] said: &str) {
    let data = fallen();
    let mut order = order("1/UBND");
    order[field] = value;
    let refused = new(&data, &order, &["--lang", "en"]);
    assert_eq!(refused.status.code(), Some(3), "{}", stderr(&refused));
    let told = stderr(&refused);
    assert!(told.contains(said), "{told}");
    assert!(!told.contains("0912") && !told.contains("Nguyễn"), "{told}");
    assert_eq!(data.json("directive list")["directives"], json!([]));
}

#[test]
fn another_order_under_the_same_number_is_refused() {
    let data = fallen();
    assert_eq!(new(&data, &order("1/UBND"), &[]).status.code(), Some(0));
    let mut other = order("1/UBND");
    other["owner"] = json!("H55.243");
    let refused = new(&data, &other, &[]);
    assert_eq!(refused.status.code(), Some(3), "{}", stderr(&refused));
}

#[rstest]
#[case("directive show 9/UBND", 5)]
#[case("directive close 9/UBND --reason met", 5)]
#[case("directive close 9/UBND --reason tired", 2)]
#[case("directive new no-such-file.json", 5)]
#[case("directive list --known-at 99999", 5)]
#[case("directive draft --agency H55 --from 2026-08 --to 2026-07 --figures dossiers", 5)]
#[case("directive draft --agency H99 --from 2026-07 --to 2026-08 --figures dossiers", 5)]
#[case("directive draft --agency H55 --indicator 9.9 --from 2026-07 --to 2026-08", 5)]
#[case("directive draft --agency H55 --from 2026-07", 2)]
#[case("directive draft --agency H55 --from 2026-07 --to 08/2026", 2)]
#[case("quality --agency H99", 5)]
#[case("quality --agency H55 --source H44 --period 2026-08", 5)]
#[case("quality --period 2026-13", 2)]
fn wrong_questions_have_their_exit_codes(#[case] line: &str, #[case] code: i32) {
    let data = fallen();
    let output = data.run(line);
    assert_eq!(output.status.code(), Some(code), "{}", stderr(&output));
    assert!(!stderr(&output).is_empty());
}

#[test]
fn a_file_that_is_no_directive_is_refused_by_its_place() {
    let data = fallen();
    for text in ["{", "[]", "{\"order\": 5}", "Nguyễn Thị Hạnh"] {
        let file = data.file("order.json", text);
        let output = data.command().args(["directive", "new"]).arg(file).output().unwrap();
        assert_eq!(output.status.code(), Some(3), "{text}");
        assert!(!stderr(&output).contains("Hạnh"), "{}", stderr(&output));
    }
    let file = data.file("order.json", " ".repeat((128 << 10) + 1));
    let output = data.command().args(["directive", "new"]).arg(file).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
}

#[test]
fn quality_tells_sources_and_marks() {
    let data = fallen();
    let wrong =
        format!("{DOSSIERS}H55.243-260806-0041,H55.243,1.004222,4,2026-08-06 08:00,31/02/2026,\n");
    let file = data.file("wrong.csv", wrong);
    let output = data.command().args(["intake", "dossiers", "--sender", "H55"]).arg(file).output();
    assert_eq!(output.unwrap().status.code(), Some(3));
    let quality = data.json("quality --period 2026-08");
    assert_eq!(quality["agency"], "H55");
    let source = &quality["sources"][0];
    assert_eq!((&source["source"], &source["state"]), (&json!("H55"), &json!("fresh")));
    assert_eq!(source["watermark"], "2026-08-14T10:00:00");
    assert_eq!((&source["today"]["items"], &source["today"]["usual"]), (&json!(17), &json!(null)));
    assert_eq!(source["refused"][0]["field"], "due_at");
    assert_eq!(source["agencies"], json!(["H55.242", "H55.243"]));
    let unit = quality["units"].as_array().unwrap().iter().find(|unit| unit["agency"] == "H55.242");
    let unit = unit.unwrap();
    assert_eq!((&unit["received"], &unit["fresh"]["state"]), (&json!(3), &json!("fresh")));
    let unknown = unit["marks"].as_array().unwrap().iter();
    let unknown = unknown.clone().find(|mark| mark["mark"] == "odd_procedure_unknown").unwrap();
    assert_eq!((&unknown["count"], &unknown["rate"]), (&json!(3), &json!("100.00")));
    let past = data.json("quality --agency H55 --period 2026-08 --as-of 2026-08-20");
    assert_eq!(past["sources"], Value::Null);
    let table = stdout(&data.run("quality --agency H55 --source H55 --period 2026-08"));
    assert!(table.contains("gửi đều") && table.contains("danh mục"), "{table}");
}

#[test]
fn a_store_without_dossiers_has_no_quality_to_tell() {
    let data = Data::empty();
    assert_eq!(data.run("quality").status.code(), Some(5));
    assert_eq!(data.json("directive list")["directives"], json!([]));
}
