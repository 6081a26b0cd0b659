//! Every file that is refused: why, with what to do, and at which bound.

use chiso_report::lint::read;
use chiso_report::lint::read::limits::{
    CELLS, DEPTH, ENTRIES, FILE_BYTES, HTML_BYTES, RATIO_FREE_BYTES, TABLE_DEPTH,
};
use rstest::rstest;

use super::files::{docx, package, types, xlsx};

fn why(name: &str, bytes: &[u8]) -> &'static str {
    read(name, bytes).map_or_else(|refused| refused.why.code(), |_| "read")
}

fn wide(name: &str) -> Vec<u8> {
    let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    bytes.resize(600, 0);
    bytes.extend(name.encode_utf16().flat_map(u16::to_le_bytes));
    bytes.resize(1_024, 0);
    bytes
}

#[rstest]
#[case::nothing("a.docx", b"", "empty")]
#[case::blanks("a.txt", b" \r\n\t", "empty")]
#[case::pdf("bao cao.docx", b"%PDF-1.7\n%\xe2\xe3", "pdf")]
#[case::pdf_after_rubbish("a.pdf", b"\0\0\n%PDF-1.4", "pdf")]
#[case::png("quet.docx", b"\x89PNG\r\n\x1a\n", "image")]
#[case::jpeg("quet.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF", "image")]
#[case::rtf("a.doc", b"{\\rtf1\\ansi", "rtf")]
#[case::rar("a.rar", b"Rar!\x1a\x07", "other-archive")]
#[case::mail("a.mht", b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "other-office")]
#[case::flat_word(
    "a.xml",
    b"<?xml version=\"1.0\"?><?mso-application progid=\"Word.Document\"?><w/>",
    "other-office"
)]
#[case::program("a.docx", b"\x7fELF\x02\x01\x01\0\0\0", "unknown")]
#[case::cut_zip("a.docx", b"PK\x03\x04 and nothing behind", "damaged")]
#[case::empty_zip("a.zip", b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "other-archive")]
fn files_are_told_by_their_content(#[case] name: &str, #[case] bytes: &[u8], #[case] code: &str) {
    assert_eq!(why(name, bytes), code);
}

#[rstest]
#[case("EncryptedPackage", "encrypted")]
#[case("WordDocument", "old-word")]
#[case("Workbook", "old-excel")]
#[case("PowerPoint Document", "other-office")]
fn the_old_container_is_told_by_its_parts(#[case] part: &str, #[case] code: &str) {
    assert_eq!(why("a.docx", &wide(part)), code);
}

const WORD: &str =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";

#[test]
fn packages_of_other_things_are_refused() {
    let archive = package(&[("bao-cao/thang-8.docx", b"x".as_slice())]);
    assert_eq!(why("a.zip", &archive), "other-archive");
    let odt = package(&[("mimetype", b"application/vnd.oasis.opendocument.text".as_slice())]);
    assert_eq!(why("a.odt", &odt), "other-office");
    let slides =
        types("ppt/presentation.xml", "application/x.presentationml.presentation.main+xml");
    assert_eq!(
        why("a.pptx", &package(&[("[Content_Types].xml", slides.as_bytes())])),
        "other-office"
    );
    let missing = types("word/document.xml", WORD);
    assert_eq!(why("a.docx", &package(&[("[Content_Types].xml", missing.as_bytes())])), "damaged");
}

#[test]
fn macros_are_refused_wherever_they_hide() {
    let body = "<w:p><w:r><w:t>Báo cáo</w:t></w:r></w:p>";
    assert_eq!(why("a.docx", &docx(body, &[])), "read");
    assert_eq!(why("a.docx", &docx(body, &[("word/vbaProject.bin", "x")])), "macros");
    assert_eq!(
        why("a.xlsx", &xlsx(&[("A", "", "")], &[("xl/macrosheets/sheet1.xml", "<x/>")])),
        "macros"
    );
    let kind = "application/vnd.ms-word.document.macroEnabled.main+xml";
    let types = types("word/document.xml", kind);
    let parts: [(&str, &[u8]); 2] =
        [("[Content_Types].xml", types.as_bytes()), ("word/document.xml", b"<x/>")];
    assert_eq!(why("a.docm", &package(&parts)), "macros");
}

#[rstest]
#[case::not_closed("<w:p><w:r>")]
#[case::crossed("<w:p><w:r></w:p></w:r>")]
#[case::entity("<w:p><w:r><w:t>&lol;</w:t></w:r></w:p>")]
fn broken_xml_is_damage(#[case] body: &str) {
    assert_eq!(why("a.docx", &docx(body, &[])), "damaged");
}

#[test]
fn own_entities_are_damage() {
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><w:document><w:body/></w:document>";
    let types = types("word/document.xml", WORD);
    let parts: [(&str, &[u8]); 2] =
        [("[Content_Types].xml", types.as_bytes()), ("word/document.xml", bomb.as_bytes())];
    assert_eq!(why("a.docx", &package(&parts)), "damaged");
}

#[test]
fn a_report_of_pictures_has_no_text() {
    assert_eq!(
        why(
            "a.docx",
            &docx("<w:p><w:r><w:drawing/></w:r></w:p>", &[("word/media/image1.png", "x")])
        ),
        "no-text"
    );
    assert_eq!(why("a.xlsx", &xlsx(&[("Bảng 1", "", "<sheetData/>")], &[])), "no-text");
    assert_eq!(why("a.html", b"<html><img src=quet.png></html>"), "no-text");
}

#[test]
fn old_letters_are_refused() {
    let text = "Tû lÖ hå s¬ gi¶i quyÕt ®óng h¹n cña tØnh ®¹t 85,71% vµ 17,14 ®iÓm";
    assert_eq!(
        why("a.docx", &docx(&format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"), &[])),
        "legacy-font"
    );
}

#[test]
fn bounds_hold_at_the_bound_and_break_one_past_it() {
    let page = |bytes: usize| {
        let mut page = b"<p>A</p>".to_vec();
        page.resize(bytes, b' ');
        page
    };
    assert_eq!(why("a.html", &page(HTML_BYTES)), "read");
    assert_eq!(why("a.html", &page(HTML_BYTES + 1)), "too-large");
    assert_eq!(why("a.html", &page(FILE_BYTES + 1)), "too-large");
}

#[test]
fn nesting_is_bounded() {
    let nested = |depth: usize| {
        let (open, close) = ("<w:x>".repeat(depth), "</w:x>".repeat(depth));
        docx(&format!("{open}<w:p><w:r><w:t>A</w:t></w:r></w:p>{close}"), &[])
    };
    // document, body, p, r, t.
    assert_eq!(why("a.docx", &nested(DEPTH - 5)), "read");
    assert_eq!(why("a.docx", &nested(DEPTH - 4)), "too-deep");
    let tables =
        |depth: usize| format!("{}A{}", "<table><tr><td>".repeat(depth), "</table>".repeat(depth));
    assert_eq!(why("a.html", tables(TABLE_DEPTH).as_bytes()), "read");
    assert_eq!(why("a.html", tables(TABLE_DEPTH + 1).as_bytes()), "too-deep");
    assert_eq!(why("a.html", "<li><ol>".repeat(100_000).as_bytes()), "too-deep");
}

#[test]
fn parts_are_bounded_in_number_and_ratio() {
    let many = |count: usize| {
        let names: Vec<String> = (0..count).map(|at| at.to_string()).collect();
        let parts: Vec<(&str, &[u8])> =
            names.iter().map(|name| (name.as_str(), b"".as_slice())).collect();
        package(&parts)
    };
    assert_eq!(why("a.zip", &many(ENTRIES)), "other-archive");
    assert_eq!(why("a.zip", &many(ENTRIES + 1)), "bomb");
    let padded = |bytes: u64| {
        let body = format!(
            "<w:p><w:r><w:t>A</w:t></w:r></w:p>{}",
            " ".repeat(usize::try_from(bytes).unwrap())
        );
        docx(&body, &[])
    };
    let frame = "<w:document xmlns:w=\"w\" xmlns:mc=\"m\"><w:body><w:p><w:r><w:t>A</w:t></w:r></w:p></w:body></w:document>";
    let room = RATIO_FREE_BYTES - frame.len() as u64;
    assert_eq!(why("a.docx", &padded(room)), "read");
    assert_eq!(why("a.docx", &padded(room + 1)), "bomb");
}

#[test]
fn cells_are_bounded() {
    let row = |cells: usize| format!("<tr>{}</tr>", "<td>1".repeat(cells));
    let table = |cells: usize| format!("<table>{}</table>", row(1_000).repeat(cells / 1_000));
    assert_eq!(why("a.html", table(CELLS).as_bytes()), "read");
    assert_eq!(
        why("a.html", format!("{}<table>{}</table>", table(CELLS), row(2)).as_bytes()),
        "too-long"
    );
    // A small page cannot become a large table by spans.
    assert_eq!(
        why(
            "a.html",
            format!("<table>{}</table>", "<tr><td colspan=1000>x<td>y".repeat(300)).as_bytes()
        ),
        "too-long"
    );
}

#[test]
fn a_sheet_of_a_million_rows_is_read_by_what_stands_in_it() {
    let corner = r#"<sheetData><row r="1"><c r="A1"><v>7</v></c></row><row r="1048576"><c r="XFD1048576"><v>9</v></c></row></sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>"#;
    assert_eq!(why("a.xlsx", &xlsx(&[("A", "", corner)], &[])), "read");
    let outside = r#"<sheetData><row r="1"><c r="XFE1"><v>7</v></c></row></sheetData>"#;
    assert_eq!(why("a.xlsx", &xlsx(&[("A", "", outside)], &[])), "damaged");
    let below = r#"<sheetData><row r="1048577"><c><v>7</v></c></row></sheetData>"#;
    assert_eq!(why("a.xlsx", &xlsx(&[("A", "", below)], &[])), "damaged");
}

#[test]
fn sizes_that_lie_are_found_by_unpacking() {
    let blanks = " ".repeat(4 << 20);
    let mut bytes = docx(&format!("<w:p><w:r><w:t>A</w:t></w:r></w:p>{blanks}"), &[]);
    let body = format!(
        "<w:document xmlns:w=\"w\" xmlns:mc=\"m\"><w:body><w:p><w:r><w:t>A</w:t></w:r></w:p>{blanks}</w:body></w:document>"
    );
    let size = u32::try_from(body.len()).unwrap().to_le_bytes();
    let mut changed = 0;
    for at in 0..bytes.len() - 4 {
        if bytes[at..at + 4] == size {
            bytes[at..at + 4].copy_from_slice(&100_u32.to_le_bytes());
            changed += 1;
        }
    }
    assert!(changed > 0);
    assert!(["bomb", "damaged"].contains(&why("a.docx", &bytes)));
}
