//! `chiso lint`: what it finds, what it refuses, how it ends, and how much memory refusing takes.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use rstest::rstest;
use serde_json::Value;
use support::{Data, chiso};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// 669 of 749 are 89,32 %.
const SLIP: &str = "<html><h1>BÁO CÁO</h1><p>Đúng hạn 669/749 hồ sơ (89,73%).</p></html>";

fn lint(files: &[&Path], options: &str) -> Output {
    let mut command = chiso();
    command.args(["--lang", "en", "lint"]).args(files).args(options.split_whitespace());
    command.output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn files() -> (tempfile::TempDir, PathBuf, PathBuf, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let file = |name: &str, content: &str| {
        let path = dir.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    };
    let slip = file("sai.html", SLIP);
    let right = file("dung.html", &SLIP.replace("89,73", "89,32"));
    let pdf = file("quet.pdf", "%PDF-1.7");
    (dir, slip, right, pdf)
}

#[test]
fn the_exit_code_says_what_came_of_all_files() {
    let (dir, slip, right, pdf) = files();
    let code = |files: &[&Path], options: &str| lint(files, options).status.code();
    assert_eq!(code(&[&right], ""), Some(0));
    assert_eq!(code(&[&slip, &right], ""), Some(4));
    assert_eq!(code(&[&slip, &pdf], ""), Some(3));
    assert_eq!(code(&[&dir.path().join("none.docx")], ""), Some(5));
    assert_eq!(code(&[], ""), Some(2));
    assert_eq!(code(&[&slip], "--severity loud"), Some(2));
}

#[test]
fn findings_are_data_and_the_rest_is_messages() {
    let (_dir, slip, right, pdf) = files();
    let output = lint(&[&slip, &right, &pdf], "");
    let (data, messages) = (text(&output.stdout), text(&output.stderr));
    assert!(data.contains("Paragraph 2\n") && data.contains("printed 89,73"), "{data}");
    assert!(
        messages.contains("sai.html: 1 errors") || messages.contains("sai.html: 2 errors"),
        "{messages}"
    );
    assert!(messages.contains("dung.html: nothing found"), "{messages}");
    assert!(messages.contains("quet.pdf: This is a PDF"), "{messages}");
}

#[test]
fn programs_get_codes_and_places() {
    let (_dir, slip, _, pdf) = files();
    let json: Value = serde_json::from_slice(&lint(&[&slip, &pdf], "--json").stdout).unwrap();
    let finding = &json[0]["findings"][0];
    assert_eq!(
        (finding["code"].as_str(), finding["severity"].as_str()),
        (Some("ratio"), Some("error"))
    );
    assert_eq!(finding["place"]["paragraph"], 2);
    assert_eq!(finding["printed"], "89,73%");
    assert_eq!(json[1]["refused"]["code"], "pdf");
    let csv = text(&lint(&[&slip], "--csv").stdout);
    assert!(
        csv.starts_with("File,Place,Severity,Code,Rule,About,Printed,Recomputed,Working\n"),
        "{csv}"
    );
    assert!(csv.lines().nth(1).unwrap().contains(",Paragraph 2,Error,ratio,"), "{csv}");
}

#[test]
fn what_is_milder_than_asked_is_left_out() {
    let (_dir, slip, _, _) = files();
    let count = |severity: &str| {
        let output = lint(&[&slip], &format!("--json --severity {severity}"));
        let json: Value = serde_json::from_slice(&output.stdout).unwrap();
        json[0]["findings"].as_array().unwrap().len()
    };
    assert!(
        count("error") > 0
            && count("note") >= count("warning")
            && count("warning") >= count("error")
    );
}

/// Our own report of a month, and the same with one unit's points changed.
#[test]
fn a_report_is_compared_with_the_data_of_its_month() {
    let data = Data::filled();
    let out = data.path().join("bao-cao.html");
    let made = data
        .command()
        .args(["report", "--agency", "H03", "--period", "2023-08", "--out"])
        .arg(&out)
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", text(&made.stderr));
    let compared = |path: &Path, options: &str| {
        let mut command = data.command();
        command.args(["--lang", "en", "--json", "lint"]).arg(path).args(options.split_whitespace());
        let output = command.output().unwrap();
        let json: Value = serde_json::from_slice(&output.stdout).unwrap();
        let findings = json[0]["findings"].as_array().unwrap().clone();
        let differing =
            findings.into_iter().filter(|finding| finding["code"] == "data").collect::<Vec<_>>();
        (differing, text(&output.stderr))
    };
    let (none, said) = compared(&out, "");
    assert!(none.is_empty(), "{none:?}");
    assert!(said.contains("compared with the data of") && said.contains("Bắc Kạn"), "{said}");
    let page = std::fs::read_to_string(&out).unwrap();
    assert!(page.contains(">73,91%") || page.contains(" 73,91%"), "the share of 1.1 is printed");
    let changed = data.file("khac.html", page.replacen("73,91%", "73,19%", 1));
    let (one, _) = compared(&changed, "--agency H03 --period 2023-08");
    assert_eq!(one.len(), 1, "{one:?}");
    assert_eq!(
        (one[0]["printed"].as_str(), one[0]["severity"].as_str()),
        (Some("73,19%"), Some("warning"))
    );
    let (silent, said) = compared(&out, "--agency H03 --period 2023-05");
    assert!(silent.is_empty() && said.contains("no data"), "{said}");
}

const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";

/// A workbook whose only sheet is made by `sheet`, and with a picture of so many bytes that nobody reads.
fn workbook(path: &Path, picture: u64, sheet: impl Fn(&mut dyn Write)) {
    let mut writer = ZipWriter::new(File::create(path).unwrap());
    let packed = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let parts = [
        ("[Content_Types].xml", format!(r#"<Types><Override PartName="/xl/workbook.xml" ContentType="{KIND}"/></Types>"#)),
        ("xl/workbook.xml", r#"<workbook xmlns:r="r"><sheets><sheet name="A" r:id="r1"/></sheets></workbook>"#.to_owned()),
        ("xl/_rels/workbook.xml.rels", r#"<Relationships><Relationship Id="r1" Type="x/worksheet" Target="sheet.xml"/></Relationships>"#.to_owned()),
    ];
    for (name, content) in parts {
        writer.start_file(name, packed).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.start_file("xl/sheet.xml", packed).unwrap();
    sheet(&mut writer);
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    writer.start_file("xl/media/image1.png", stored).unwrap();
    std::io::copy(&mut std::io::Read::take(std::io::repeat(7), picture), &mut writer).unwrap();
    writer.finish().unwrap();
}

fn empty(sheet: &mut dyn Write) {
    sheet.write_all(b"<worksheet/>").unwrap();
}

/// 80 MB of blanks.
fn bomb(sheet: &mut dyn Write) {
    sheet.write_all(b"<worksheet>").unwrap();
    std::io::copy(&mut std::io::Read::take(std::io::repeat(b' '), 80 << 20), sheet).unwrap();
    sheet.write_all(b"</worksheet>").unwrap();
}

/// As many cells as are read, each with a number of its own.
fn dense(sheet: &mut dyn Write) {
    write!(sheet, "<worksheet><sheetData>").unwrap();
    for row in 0..2_000 {
        let cells: String =
            (0..100).map(|column| format!("<c><v>{row}.{column:02}</v></c>")).collect();
        write!(sheet, "<row>{cells}</row>").unwrap();
    }
    write!(sheet, "</sheetData></worksheet>").unwrap();
}

/// Runs the command in so many kilobytes of memory.
fn within(kilobytes: u32, path: &Path) -> Output {
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!(
        "ulimit -v {kilobytes} && exec \"$0\" --lang en lint \"$1\" --severity error"
    ));
    command.arg(env!("CARGO_BIN_EXE_chiso")).arg(path).env_remove("CHISO_DATA").output().unwrap()
}

#[rstest]
#[case::two_hundred_megabytes(200 << 20, empty, Some(3), "larger than 32 MB")]
#[case::a_bomb(0, bomb, Some(3), "unpacks to too much")]
#[case::a_picture_within_the_bound(20 << 20, empty, Some(3), "no text")]
#[case::as_many_cells_as_are_read(0, dense, Some(0), "nothing found")]
fn memory_is_bounded(
    #[case] picture: u64,
    #[case] sheet: fn(&mut dyn Write),
    #[case] code: Option<i32>,
    #[case] said: &str,
) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("to.xlsx");
    workbook(&path, picture, sheet);
    let output = within(500_000, &path);
    let messages = text(&output.stderr);
    assert_eq!(output.status.code(), code, "{messages}");
    assert!(messages.contains(said), "{messages}");
    // The limit is one: in less than the program itself takes nothing runs.
    assert_ne!(within(20_000, &path).status.code(), code);
}
