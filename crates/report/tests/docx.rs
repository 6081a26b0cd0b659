//! The Word document, read back: what is in the package, and what the body says.

mod common;

use std::io::{Cursor, Read};

use chiso_report::docx;
use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

fn package(bytes: &[u8]) -> ZipArchive<Cursor<&[u8]>> {
    ZipArchive::new(Cursor::new(bytes)).expect("a zip")
}

fn part(bytes: &[u8], path: &str) -> String {
    let mut text = String::new();
    package(bytes).by_name(path).expect(path).read_to_string(&mut text).expect("text");
    text
}

fn body(report: &chiso_report::Report) -> String {
    part(&docx(report).expect("a document"), "word/document.xml")
}

/// One line for each paragraph; cells of a row stand between bars.
fn dump(document: &str) -> String {
    let (mut lines, mut cells, mut text) = (Vec::new(), Vec::<String>::new(), String::new());
    let mut reader = Reader::from_str(document);
    let mut in_table = false;
    loop {
        match reader.read_event().expect("well-formed") {
            Event::Eof => return lines.join("\n"),
            Event::Start(tag) if tag.name().as_ref() == "w:tbl" => in_table = true,
            Event::Text(part) => text.push_str(&part),
            Event::GeneralRef(name) => {
                text.push_str(&unescape(&format!("&{};", &*name)).expect("an entity"))
            }
            Event::End(tag) => match tag.name().as_ref() {
                "w:tbl" => in_table = false,
                "w:tr" => lines.push(format!("| {} |", std::mem::take(&mut cells).join(" | "))),
                "w:tc" => cells.push(std::mem::take(&mut text).trim_end_matches('¶').to_owned()),
                "w:p" if in_table => text.push('¶'),
                "w:p" => lines.push(std::mem::take(&mut text)),
                _ => {}
            },
            _ => {}
        }
    }
}

/// All start tags of that name.
fn tags(document: &str, name: &str) -> Vec<BytesStart<'static>> {
    let mut reader = Reader::from_str(document);
    let mut found = Vec::new();
    loop {
        match reader.read_event().expect("well-formed") {
            Event::Eof => return found,
            Event::Start(tag) | Event::Empty(tag) if tag.name().as_ref() == name => {
                found.push(tag.into_owned())
            }
            _ => {}
        }
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> String {
    tag.try_get_attribute(name).expect("attributes").expect(name).value.to_string()
}

#[test]
fn the_month_reads_like_the_report() {
    insta::assert_snapshot!(dump(&body(&common::monthly())));
}

#[test]
fn the_minimal_report_still_is_a_document() {
    insta::assert_snapshot!(dump(&body(&common::minimal())));
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    for report in [common::minimal(), common::monthly(), common::long(), common::escaping()] {
        assert_eq!(docx(&report).unwrap(), docx(&report).unwrap());
    }
}

#[test]
fn another_thread_gives_the_same_bytes() {
    let here = docx(&common::monthly()).unwrap();
    let there = std::thread::spawn(|| docx(&common::monthly()).unwrap()).join().unwrap();
    assert_eq!(here, there);
}

#[test]
fn every_time_in_the_package_comes_from_the_report() {
    let bytes = docx(&common::monthly()).unwrap();
    let core = part(&bytes, "docProps/core.xml");
    assert_eq!(core.matches("2023-09-12T01:30:00Z").count(), 2);
    let mut package = package(&bytes);
    for at in 0..package.len() {
        let entry = package.by_index(at).unwrap();
        assert_eq!(entry.last_modified().map(|time| time.year()), Some(1980), "{:?}", entry.name());
    }
}

#[test]
fn every_part_is_well_formed_and_declared() {
    let bytes = docx(&common::escaping()).unwrap();
    let types = part(&bytes, "[Content_Types].xml");
    let names: Vec<String> =
        package(&bytes).file_names().map(|name| name.unwrap().into_owned()).collect();
    for name in names {
        let text = part(&bytes, &name);
        tags(&text, "");
        let declared = name.ends_with(".rels")
            || name == "[Content_Types].xml"
            || types.contains(&format!("\"/{name}\""));
        assert!(declared, "{name}");
    }
}

#[test]
fn the_page_is_that_of_the_decree() {
    let document = body(&common::minimal());
    let size = &tags(&document, "w:pgSz")[0];
    assert_eq!([attribute(size, "w:w"), attribute(size, "w:h")], ["11906", "16838"]);
    let margin = &tags(&document, "w:pgMar")[0];
    let sides = ["w:top", "w:bottom", "w:left", "w:right"].map(|side| attribute(margin, side));
    assert_eq!(sides, ["1134", "1134", "1701", "1134"]);
    assert_eq!(tags(&document, "w:titlePg").len(), 1);
    let styles = part(&docx(&common::minimal()).unwrap(), "word/styles.xml");
    let fonts = tags(&styles, "w:rFonts");
    assert_eq!(fonts.len(), 1);
    assert_eq!(attribute(&fonts[0], "w:ascii"), "Times New Roman");
}

#[test]
fn every_style_that_is_used_is_defined() {
    let bytes = docx(&common::monthly()).unwrap();
    let styles = part(&bytes, "word/styles.xml");
    let defined: Vec<_> =
        tags(&styles, "w:style").iter().map(|tag| attribute(tag, "w:styleId")).collect();
    for used in tags(&part(&bytes, "word/document.xml"), "w:pStyle") {
        assert!(defined.contains(&attribute(&used, "w:val")), "{used:?}");
    }
}

#[test]
fn header_rows_repeat_and_only_they() {
    let document = body(&common::monthly());
    let header_rows = |table: &str| table.matches("<w:tblHeader/>").count();
    let counts: Vec<_> = document.split("<w:tbl>").skip(1).map(header_rows).collect();
    // Letterhead, six tables of which three have a shared header, signature.
    assert_eq!(counts, [0, 1, 1, 1, 2, 2, 2, 0]);
}

#[test]
fn properties_stand_in_schema_order() {
    let document = body(&common::monthly());
    let before = |first: &str, second: &str, within: &str| {
        let end = format!("</{within}>");
        document
            .split(&format!("<{within}>"))
            .skip(1)
            .filter_map(|rest| rest.split(&end).next())
            .all(|text| match (text.find(&format!("<{first}")), text.find(&format!("<{second}"))) {
                (Some(first), Some(second)) => first < second,
                _ => true,
            })
    };
    assert!(before("w:pStyle", "w:keepNext", "w:pPr"));
    assert!(before("w:keepNext", "w:jc", "w:pPr"));
    assert!(before("w:jc", "w:rPr", "w:pPr"));
    assert!(before("w:gridSpan", "w:vMerge", "w:tcPr"));
    assert!(before("w:tblLayout", "w:tblCellMar", "w:tblPr"));
    assert!(before("w:headerReference", "w:pgSz", "w:sectPr"));
    assert!(!document.contains("w:gridCol w:w=\"907\" w:type"));
}

#[test]
fn every_row_covers_the_grid() {
    for table in body(&common::monthly()).split("<w:tbl>").skip(1) {
        let columns = table.matches("<w:gridCol ").count();
        for row in table.split("<w:tr>").skip(1) {
            let cells = row.matches("<w:tc>").count();
            let spans =
                tags(&format!("<x>{}</x>", row.split("</w:tr>").next().unwrap()), "w:gridSpan");
            let extra: usize = spans
                .iter()
                .map(|span| attribute(span, "w:val").parse::<usize>().unwrap() - 1)
                .sum();
            assert_eq!(cells + extra, columns, "{row}");
        }
    }
}

#[test]
fn awkward_texts_survive() {
    let text = dump(&body(&common::escaping()));
    for awkward in common::AWKWARD.into_iter().map(String::from).chain([common::endless()]) {
        assert!(
            text.contains(&format!("| {awkward} | {awkward}! |")),
            "{awkward} is missing in {text}"
        );
    }
    assert!(text.contains("* abcd"));
}
