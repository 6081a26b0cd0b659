//! The report as files: same inputs, same bytes; what cannot be made leaves nothing behind.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::path::{Path, PathBuf};
use std::process::Output;

use rstest::rstest;
use support::{Data, root, stderr};

fn report(data: &Data, options: &str, out: &Path) -> Output {
    let command = &mut data.command();
    command
        .args(["--lang", "en", "report"])
        .args(options.split_whitespace())
        .arg("--out")
        .arg(out)
        .output()
        .unwrap()
}

/// What each kind of document begins with.
fn is_a(bytes: &[u8], format: &str) -> bool {
    match format {
        "html" => bytes.starts_with(b"<!DOCTYPE html>"),
        "pdf" => bytes.starts_with(b"%PDF-1.7"),
        "docx" => bytes.starts_with(b"PK") && entries(bytes).contains(&"word/document.xml".into()),
        _ => bytes.starts_with(b"PK") && entries(bytes).contains(&"xl/workbook.xml".into()),
    }
}

fn entries(bytes: &[u8]) -> Vec<String> {
    let archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    archive.file_names().map(|name| name.unwrap().into_owned()).collect()
}

#[rstest]
fn the_same_figures_give_the_same_bytes(
    #[values(("H03", "2023-08"), ("H03.Q058", "2024-07"), ("H44", "2026-08"))] what: (&str, &str),
    #[values("docx", "xlsx", "html")] format: &str,
) {
    same_bytes(what, format);
}

#[cfg(feature = "pdf")]
#[test]
fn the_same_figures_give_the_same_pdf() {
    same_bytes(("H03.Q058", "2024-07"), "pdf");
}

/// Two stores filled alike, and the first asked again.
fn same_bytes(what: (&str, &str), format: &str) {
    let (first, second) = (Data::filled(), Data::filled());
    let made: Vec<Vec<u8>> = [&first, &second]
        .into_iter()
        .map(|data| {
            let out = data.path().join(format!("bao-cao.{format}"));
            let options = format!("--agency {} --period {}", what.0, what.1);
            let output = report(data, &options, &out);
            assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
            assert!(stderr(&output).starts_with("Wrote "), "{}", stderr(&output));
            std::fs::read(out).unwrap()
        })
        .collect();
    assert!(made[0] == made[1], "two stores with the same figures");
    assert!(is_a(&made[0], format));
    let out = first.path().join("without-an-ending");
    let options = format!("--agency {} --period {} --format {format}", what.0, what.1);
    assert_eq!(report(&first, &options, &out).status.code(), Some(0));
    assert!(std::fs::read(out).unwrap() == made[0], "again from the same store");
}

/// Every report says where its figures come from and that its rules are unofficial.
#[rstest]
#[case("H03", "2023-08", &["46,76", "12/09/2023", "766-2022", "không chính thức"])]
#[case("H44", "2026-08", &["59,91", "15,68", "144.625", "766-2024", "không chính thức", "26/09/2026"])]
fn the_page_holds_the_figures(#[case] agency: &str, #[case] period: &str, #[case] words: &[&str]) {
    let data = Data::filled();
    let out = data.path().join("bao-cao.html");
    report(&data, &format!("--agency {agency} --period {period}"), &out);
    let page = std::fs::read_to_string(out).unwrap();
    for word in words {
        assert!(page.contains(word), "{word}");
    }
}

/// A later correction changes the report; asked for as known before, it is the old one.
#[test]
fn an_old_report_can_be_made_again() {
    let data = Data::filled();
    let (old, new, again) = (
        data.path().join("old.html"),
        data.path().join("new.html"),
        data.path().join("again.html"),
    );
    let options = "--agency H44 --period 2026-08";
    report(&data, options, &old);
    let revision = data.revision();
    let later = "2026-08,2026-10-20,H44,2.1,150000,184513,16.26,Cổng DVCQG,81.30,\n";
    assert_eq!(data.take_text("later.csv", format!("{}{later}", support::HEADER)).exit, 0);
    report(&data, options, &new);
    report(&data, &format!("{options} --known-at {revision}"), &again);
    let read = |path: PathBuf| std::fs::read(path).unwrap();
    let (old, new, again) = (read(old), read(new), read(again));
    assert!(old != new && old == again);
}

#[cfg(not(feature = "pdf"))]
#[rstest]
#[case("--agency H44 --period 2026-08", "bao-cao.pdf")]
#[case("--agency H44 --period 2026-08 --format pdf", "bao-cao")]
fn without_typst_it_says_how_to_get_a_pdf(#[case] options: &str, #[case] name: &str) {
    let data = Data::filled();
    let out = data.path().join(name);
    let output = report(&data, options, &out);
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    assert!(said.contains("pdf is not built in") && said.contains("--features pdf"), "{said}");
    assert!(!out.exists());
}

#[rstest]
#[case("bao-cao", "say --format docx, xlsx, html or pdf")]
#[case("bao-cao.doc", "say --format docx, xlsx, html or pdf")]
fn an_ending_that_says_no_format(#[case] name: &str, #[case] expected: &str) {
    let data = Data::empty();
    let out = data.path().join(name);
    let output = report(&data, "--agency H44 --period 2026-08", &out);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains(expected) && !out.exists(), "{}", stderr(&output));
}

/// Capitals are the same ending.
#[test]
fn an_ending_in_capitals() {
    let data = Data::filled();
    let out = data.path().join("BAO-CAO.DOCX");
    assert_eq!(report(&data, "--agency H44 --period 2026-08", &out).status.code(), Some(0));
    assert!(is_a(&std::fs::read(out).unwrap(), "docx"));
}

#[rstest]
#[case("file/below.docx", "Not a directory")]
#[case("nowhere/bao-cao.docx", "No such file")]
#[case("folder.docx", "Is a directory")]
fn an_out_that_cannot_be_written(#[case] name: &str, #[case] reason: &str) {
    let data = Data::filled();
    data.file("file", "");
    std::fs::create_dir(data.path().join("folder.docx")).unwrap();
    let names = || {
        let mut names: Vec<_> = std::fs::read_dir(data.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        names.sort();
        names
    };
    let before = names();
    let output = report(&data, "--agency H44 --period 2026-08", &data.path().join(name));
    assert_eq!(output.status.code(), Some(1));
    let said = stderr(&output);
    assert!(said.starts_with("chiso: cannot write '") && said.contains(reason), "{said}");
    assert_eq!((said.lines().count(), names()), (1, before), "nothing half-written is left");
}

#[rstest]
#[case("--agency H01 --period 2026-08", "no figures of H01 in 2026-08")]
#[case("--agency H98 --period 2026-08", "'H98' is unknown")]
#[case("--agency H44 --period 2026-07", "no figures of 2026-07")]
#[case("--agency H44 --period 2026-08 --rules mine", "'mine' is unknown")]
#[case("--agency H44 --period 2026-08 --profile nowhere.toml", "cannot read 'nowhere.toml'")]
fn nothing_to_report(#[case] options: &str, #[case] expected: &str) {
    let data = Data::filled();
    let out = data.path().join("bao-cao.docx");
    let output = report(&data, options, &out);
    assert_eq!(output.status.code(), Some(5));
    assert!(stderr(&output).contains(expected) && !out.exists(), "{}", stderr(&output));
}

/// A profile that is wrong says where.
#[rstest]
#[case("agency = 5\n", ":1:10: ")]
#[case("agency = \"H44\"\nperiod = \"2026-08\"\nsigned_by = \"x\"\n", ":3:1: ")]
#[case("agency = \"H44\"\nperiod = \"2026-08\"\ndate = \"26/9/2026\"\n", ":3:8: ")]
#[case("agency = \n", ":1:")]
fn a_wrong_profile(#[case] text: &str, #[case] place: &str) {
    let data = Data::filled();
    let profile = data.file("profile.toml", text);
    let out = data.path().join("bao-cao.docx");
    let options = format!("--agency H44 --period 2026-08 --profile {}", profile.display());
    let output = report(&data, &options, &out);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    let at = format!("chiso: the report profile is refused: {}{place}", profile.display());
    assert!(stderr(&output).starts_with(&at) && !out.exists(), "{at} {}", stderr(&output));
}

/// A profile of another agency, or of another month, is not used by mistake.
#[rstest]
#[case("bac-kan-2023-08.toml", "the profile is for agency 'H03', the report for 'H44'")]
#[case("tp-bac-kan-2024-07.toml", "the profile is for agency 'H03.Q058'")]
fn a_profile_of_something_else(#[case] name: &str, #[case] expected: &str) {
    let data = Data::filled();
    let out = data.path().join("bao-cao.docx");
    let profile = root().join("data/report").join(name);
    let options = format!("--agency H44 --period 2026-08 --profile {}", profile.display());
    let output = report(&data, &options, &out);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains(expected) && !out.exists(), "{}", stderr(&output));
}

const SIDES: &str = "--agency H55 --period 2023 --as-of 2023-08-31 --against 2023-07-31";

/// Letters: two moments side by side, the same bytes from two stores, the letterhead of the published letter.
#[rstest]
#[case("C", &["V/v báo cáo số liệu", "Số: 2062/SNV-CCHC", "đạt <b>", "PHỤ LỤC", "Giảm 27 TTHC", "1.102"])]
#[case("D", &["V/v khắc phục", "KT. CHỦ TỊCH", "trước ngày 18/9/2023", "DANH SÁCH ĐƠN VỊ CÓ HỒ SƠ QUÁ HẠN"])]
fn letters_compare_two_moments(#[case] variant: &str, #[case] words: &[&str]) {
    let made = [Data::filled(), Data::filled()].map(|data| {
        let out = data.path().join("cong-van.html");
        let output = report(&data, &format!("--variant {variant} {SIDES}"), &out);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        std::fs::read_to_string(out).unwrap()
    });
    assert!(made[0] == made[1], "two stores with the same figures");
    for word in words {
        assert!(made[0].contains(word), "{word} is missing");
    }
}

/// A side may be another period, written as comparisons write it.
#[rstest]
#[case("--against 2023@2023-07-31")]
#[case("--against 2023-07-31T00:00")]
fn the_earlier_side_may_be_spelled_out(#[case] against: &str) {
    let data = Data::filled();
    let (one, other) = (data.path().join("a.html"), data.path().join("b.html"));
    let now = "--variant C --agency H55 --period 2023 --as-of 2023-08-31";
    assert_eq!(report(&data, &format!("--variant C {SIDES}"), &one).status.code(), Some(0));
    assert_eq!(report(&data, &format!("{now} {against}"), &other).status.code(), Some(0));
    assert!(std::fs::read(one).unwrap() == std::fs::read(other).unwrap());
}

#[rstest]
#[case("--variant C --agency H55 --period 2023", 2, "variant C sets two moments side by side")]
#[case("--variant C --agency H55 --period 2023 --against gestern", 2, "gestern")]
#[case("--variant G --agency H55 --period 2023", 2, "G")]
#[case("--agency H55", 2, "--period")]
#[case("--closing 7", 5, "there is no closing 7")]
#[case("--closing 7 --period 2023", 2, "--period")]
#[case("--agency H55 --period 2023 --against-closing 7", 2, "--against-closing")]
fn what_cannot_be_compared_is_told(
    #[case] options: &str,
    #[case] code: i32,
    #[case] expected: &str,
) {
    let data = Data::filled();
    let out = data.path().join("cong-van.docx");
    let output = report(&data, options, &out);
    assert_eq!(output.status.code(), Some(code), "{}", stderr(&output));
    assert!(stderr(&output).contains(expected), "{}", stderr(&output));
    assert!(!out.exists());
}
