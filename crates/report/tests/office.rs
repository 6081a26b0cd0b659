//! The documents as an office suite sets them: LibreOffice makes pages, pdftotext reads them back.

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;

use chiso_report::{docx, xlsx};

/// Runs the tool, or says how to get it. A missing tool fails the test: a page nobody looked at is not a page.
fn run(tool: &str, arguments: &[&str]) -> String {
    let output = Command::new(tool).args(arguments).output().unwrap_or_else(|error| {
        panic!("{tool} does not start ({error}); scripts/setup installs it")
    });
    assert!(output.status.success(), "{tool} failed: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

/// Writes the document into the test's folder and sets it as pdf.
fn pdf(name: &str, bytes: &[u8]) -> PathBuf {
    let profile = tempfile::tempdir().expect("a profile folder");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let document = folder.join(name);
    std::fs::write(&document, bytes).expect("a document on disk");
    let profile = format!("-env:UserInstallation=file://{}", profile.path().display());
    let (folder, source) = (folder.to_string_lossy(), document.to_string_lossy());
    run("soffice", &[&profile, "--headless", "--convert-to", "pdf", "--outdir", &folder, &source]);
    document.with_extension("pdf")
}

/// The text of each page, as it stands on it.
fn pages(pdf: &Path) -> Vec<String> {
    let text = run("pdftotext", &["-layout", &pdf.to_string_lossy(), "-"]);
    text.trim_end_matches('\u{c}').split('\u{c}').map(String::from).collect()
}

fn first_line(page: &str) -> &str {
    page.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("")
}

/// Words with one space between them: where lines break is the setter's business.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn pages_are_numbered_from_the_second_and_header_rows_repeat() {
    let pages = pages(&pdf("long.docx", &docx(&common::long()).unwrap()));
    assert!(pages.len() > 2, "{} pages", pages.len());
    assert!(
        !pages[0].lines().any(|line| line.trim() == "1"),
        "page 1 carries a number:\n{}",
        pages[0]
    );
    for (page, number) in pages.iter().zip(1..).skip(1) {
        assert_eq!(first_line(page), number.to_string());
    }
    for page in &pages[..3] {
        assert!(words(page).contains("STT Tên cơ quan, đơn vị Số hồ sơ tiếp nhận"), "{page}");
    }
}

#[test]
fn the_monthly_report_keeps_its_vietnamese() {
    let pages = pages(&pdf("monthly.docx", &docx(&common::monthly()).unwrap()));
    let text = words(&pages.join(" "));
    for phrase in [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: ……/BC-VP",
        "Bắc Kạn, ngày 12 tháng 9 năm 2023",
        "Kính gửi: Ủy ban nhân dân tỉnh Bắc Kạn",
        "3.1. Dịch vụ công trực tuyến: 7,4/12 điểm",
        "TỔNG CỘNG 38/43 10.336 71.921 14,37",
        "kính báo cáo./.",
        "PHÓ CHÁNH VĂN PHÒNG",
    ] {
        assert!(text.contains(phrase), "{phrase} is missing in {text}");
    }
}

#[test]
fn the_letterhead_stays_on_its_lines() {
    let pages = pages(&pdf("letterhead.docx", &docx(&common::monthly()).unwrap()));
    let line = |phrase: &str| pages[0].lines().position(|line| line.contains(phrase));
    assert_eq!(line("UBND TỈNH BẮC KẠN"), line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"));
    assert_eq!(line("Số: ……/BC-VP"), line("Bắc Kạn, ngày 12 tháng 9 năm 2023"));
}

#[test]
fn workbooks_print_on_a4_with_repeated_headers() {
    let pages = pages(&pdf("workbook.xlsx", &xlsx(&common::long()).unwrap()));
    assert!(words(&pages[0]).contains("Kỳ báo cáo Tháng 02 năm 2024"), "{}", pages[0]);
    assert!(pages.len() > 2, "{} pages", pages.len());
    for page in &pages[1..] {
        assert!(words(page).contains("STT Tên cơ quan, đơn vị Số hồ sơ tiếp nhận"), "{page}");
    }
}

#[test]
fn every_table_of_the_month_prints_on_one_page_width() {
    let report = common::monthly();
    let pages = pages(&pdf("monthly-workbook.xlsx", &xlsx(&report).unwrap()));
    assert_eq!(pages.len(), 1 + report.tables().count());
    for (page, table) in pages[1..].iter().zip(report.tables()) {
        let page = words(page);
        let caption = words(&table.caption);
        assert!(page.contains(&caption), "{caption} is missing in {page}");
    }
}

#[test]
fn the_province_signs_a_report_with_all_its_tables() {
    let report = common::data::BAC_KAN.report();
    let pages = pages(&pdf("bac-kan-2023-08.docx", &docx(&report).unwrap()));
    let text = words(&pages.join(" "));
    let captions: Vec<String> = report.tables().map(|table| words(&table.caption)).collect();
    let missing: Vec<_> = captions.iter().filter(|caption| !text.contains(*caption)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    for phrase in [
        "Tổng điểm của tỉnh Bắc Kạn là 46,70/100 điểm, xếp hạng 48/63 tỉnh, thành phố.",
        "Tỷ lệ TTHC cung cấp DVCTT toàn trình: 1.032 TTHC (58,17%).",
        "Tổng cộng 100/108 10.336 71.921 14,37",
        "CHÁNH VĂN PHÒNG",
    ] {
        assert!(text.contains(phrase), "{phrase} is missing in {text}");
    }
}
