//! Files made for the tests, and documents as lines of text.

use std::io::{Cursor, Write};

use chiso_report::lint::{Block, Cell, Doc, read};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const MAIN: &str = "application/vnd.openxmlformats-officedocument";

/// An archive of parts.
pub fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in parts {
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The list of kinds of a package with one main part.
pub fn types(part: &str, kind: &str) -> String {
    format!(r#"<Types><Override PartName="/{part}" ContentType="{kind}"/></Types>"#)
}

/// A Word document of a body and other parts.
pub fn docx(body: &str, others: &[(&str, &str)]) -> Vec<u8> {
    let kind = format!("{MAIN}.wordprocessingml.document.main+xml");
    let types = types("word/document.xml", &kind);
    let document =
        format!(r#"<w:document xmlns:w="w" xmlns:mc="m"><w:body>{body}</w:body></w:document>"#);
    let mut parts: Vec<(&str, &[u8])> =
        vec![("[Content_Types].xml", types.as_bytes()), ("word/document.xml", document.as_bytes())];
    parts.extend(others.iter().map(|(name, text)| (*name, text.as_bytes())));
    package(&parts)
}

/// A workbook of sheets, each with its name, further attributes and content, and with other parts.
pub fn xlsx(sheets: &[(&str, &str, &str)], others: &[(&str, &str)]) -> Vec<u8> {
    let types = types("xl/workbook.xml", &format!("{MAIN}.spreadsheetml.sheet.main+xml"));
    let (mut listed, mut relations) = (String::new(), String::new());
    let mut files = Vec::new();
    for (at, (name, more, content)) in sheets.iter().enumerate() {
        listed += &format!(r#"<sheet name="{name}" sheetId="{at}" {more} r:id="rId{at}"/>"#);
        relations += &format!(
            r#"<Relationship Id="rId{at}" Type="x/worksheet" Target="worksheets/{at}.xml"/>"#
        );
        files
            .push((format!("xl/worksheets/{at}.xml"), format!("<worksheet>{content}</worksheet>")));
    }
    for name in ["sharedStrings", "styles"] {
        relations +=
            &format!(r#"<Relationship Id="{name}" Type="x/{name}" Target="/xl/{name}.xml"/>"#);
    }
    let book = format!(r#"<workbook xmlns:r="r"><sheets>{listed}</sheets></workbook>"#);
    let relations = format!("<Relationships>{relations}</Relationships>");
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", types.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
    ];
    parts.extend(files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())));
    parts.extend(others.iter().map(|(name, text)| (*name, text.as_bytes())));
    package(&parts)
}

/// A document, one line for a paragraph (`# ` before a heading), one for a row of a table.
pub fn lines(doc: &Doc) -> Vec<String> {
    let mut lines = Vec::new();
    for block in &doc.blocks {
        match block {
            Block::Text(text) if text.heading => lines.push(format!("# {}", text.text)),
            Block::Text(text) => lines.push(text.text.clone()),
            Block::Table(table) => lines.extend(table.rows.iter().map(|row| line(row))),
        }
    }
    lines
}

/// A row: `|` between cells, what is repeated in parentheses.
fn line(row: &[Cell]) -> String {
    let cell =
        |cell: &Cell| if cell.spanned { format!("({})", cell.text) } else { cell.text.clone() };
    row.iter().map(cell).collect::<Vec<_>>().join("|")
}

/// The lines of a file that is read.
pub fn read_lines(name: &str, bytes: &[u8]) -> Vec<String> {
    lines(&read(name, bytes).unwrap_or_else(|refused| panic!("{name}: {refused}")))
}
