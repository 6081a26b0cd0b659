//! The documents as an office suite sets them: LibreOffice makes pages, pdftotext reads them back.

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;

use chiso_report::laid::{Laid, LaidTable, Piece, Run, lay};
use chiso_report::{Report, docx, xlsx};
use common::samples::samples;

/// Runs the tool, or says how to get it. A missing tool fails the test: a page nobody looked at is not a page.
fn run(tool: &str, arguments: &[&str]) -> String {
    let fonts = fonts();
    let mut command = Command::new(tool);
    command.args(arguments).env("FONTCONFIG_FILE", fonts.path().join("fonts.conf"));
    let output = command.output().unwrap_or_else(|error| {
        panic!("{tool} does not start ({error}); scripts/setup installs it")
    });
    assert!(output.status.success(), "{tool} failed: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

/// A twin of Times New Roman with all Vietnamese letters, whatever the machine has: an older one takes those it lacks
/// from another font, and a reader of the page then finds words in pieces.
fn fonts() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("../pdf/fonts");
    let text = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\"><fontconfig>\
         <include ignore_missing=\"yes\">/etc/fonts/fonts.conf</include><dir>{}</dir></fontconfig>",
        ours.display()
    );
    std::fs::write(folder.path().join("fonts.conf"), text).expect("a list of fonts");
    folder
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

/// Writes every sample into one folder, where `scripts/ooxml/check` finds them too, and sets them all in one go.
fn set_all(ending: &str, render: impl Fn(&Report) -> Vec<u8>) -> Vec<(Report, PathBuf)> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("office");
    std::fs::create_dir_all(&folder).expect("a folder");
    let profile = tempfile::tempdir().expect("a profile folder");
    let profile = format!("-env:UserInstallation=file://{}", profile.path().display());
    let out = folder.join(ending);
    let mut arguments =
        vec![profile, "--headless".into(), "--convert-to".into(), "pdf".into(), "--outdir".into()];
    arguments.push(out.display().to_string());
    let mut all = Vec::new();
    for (name, report) in samples() {
        let file = folder.join(format!("{name}.{ending}"));
        std::fs::write(&file, render(&report)).expect("a document on disk");
        arguments.push(file.display().to_string());
        all.push((report, out.join(format!("{name}.pdf"))));
    }
    run("soffice", &arguments.iter().map(String::as_str).collect::<Vec<_>>());
    all
}

/// Everything that stands on the pages, text by text, without spaces: a line may end after a hyphen too.
fn texts(laid: &Laid) -> Vec<String> {
    let mut texts: Vec<String> =
        [&laid.number, &laid.dated, &laid.kind, &laid.subject, &laid.imprint]
            .map(String::clone)
            .to_vec();
    let lists = [&laid.own, &laid.addressees, &laid.recipients, &laid.office];
    texts.extend(lists.into_iter().flatten().cloned());
    texts.extend(laid.about.clone().into_iter().chain(laid.parent.clone()));
    texts.extend(laid.footnotes.iter().chain([&laid.closing]).map(|runs| together(runs)));
    texts.extend(laid.body.iter().flat_map(piece));
    for annex in &laid.annexes {
        texts.extend([&annex.title, &annex.subject, &annex.reference].map(String::clone));
        texts.extend(annex.body.iter().flat_map(piece));
    }
    texts.iter().map(|text| tight(text)).filter(|text| !text.is_empty()).collect()
}

fn piece(piece: &Piece) -> Vec<String> {
    match piece {
        Piece::Heading { text, .. } => vec![text.clone()],
        Piece::Paragraph { text, .. } | Piece::Bullet { text, .. } | Piece::Note(text) => {
            vec![together(text)]
        }
        Piece::Table(table) => cells(table),
    }
}

fn cells(table: &LaidTable) -> Vec<String> {
    let head = table.head.iter().flatten();
    let cells = head.chain(table.rows.iter().flat_map(|row| &row.cells));
    std::iter::once(table.caption.clone()).chain(cells.map(|cell| cell.text.text.clone())).collect()
}

fn together(runs: &[Run]) -> String {
    runs.iter().map(|run| run.text.as_str()).collect()
}

fn tight(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{200b}').collect()
}

/// The text in the order it was set, without page numbers.
fn flow(pdf: &Path) -> String {
    let text = run("pdftotext", &["-raw", &pdf.to_string_lossy(), "-"]);
    let body = |page: &str| match page.trim_start().split_once('\n') {
        Some((first, rest)) if first.trim().parse::<u32>().is_ok() => rest.to_owned(),
        _ => page.to_owned(),
    };
    tight(&text.split('\u{c}').map(body).collect::<String>())
}

/// Letters, annexes and all variants: an office suite shows every text of them, on pages that lie as they should.
#[test]
fn every_kind_of_document_opens_with_all_its_text() {
    for (report, pdf) in set_all("docx", |report| docx(report).unwrap()) {
        let flow = flow(&pdf);
        let texts = texts(&lay(&report).unwrap());
        // The suite orders what runs from right to left in its own way.
        let missing: Vec<_> = texts
            .iter()
            .filter(|text| !text.contains('\u{200f}') && !flow.contains(*text))
            .collect();
        assert!(missing.is_empty(), "{}: {missing:?}", pdf.display());
        let sizes = run("pdfinfo", &["-l", "999", &pdf.to_string_lossy()]);
        let lying = sizes.lines().filter(|line| line.contains("841.89 x 595")).count();
        let asked = report.annexes.iter().filter(|annex| annex.landscape).count();
        assert!((lying > 0) == (asked > 0), "{}: {lying} pages on their side", pdf.display());
    }
}

/// A sheet for each table and one that says what this is; every caption and every text of a cell.
#[test]
fn every_workbook_opens_with_all_its_tables() {
    for (report, pdf) in set_all("xlsx", |report| xlsx(report).unwrap()) {
        let text = tight(&pages(&pdf).concat());
        let tables = report.tables().map(|table| tight(&table.caption));
        let missing: Vec<_> =
            tables.filter(|caption| !caption.is_empty() && !text.contains(caption)).collect();
        assert!(missing.is_empty(), "{}: {missing:?}", pdf.display());
        assert!(pages(&pdf).len() > report.tables().count(), "{}", pdf.display());
    }
}
