//! What the targets stand on: the project's rulebooks and some of its agencies, and sound packages around what is fuzzed.

use std::io::{Cursor, Write};
use std::sync::LazyLock;

use chiso_intake::{Context, Vocabulary, agencies};
use chiso_scoring::agency::AgencyTree;
use chiso_scoring::rulebook::Rulebooks;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::new(&Rulebooks::embedded()));

static TREE: LazyLock<AgencyTree> = LazyLock::new(|| {
    let lists: [&[u8]; 2] = [
        include_bytes!("../../data/agencies/nation.csv"),
        include_bytes!("../../data/agencies/phu-tho.csv"),
    ];
    let rows = lists.into_iter().flat_map(|list| agencies::csv(list).rows);
    AgencyTree::new(rows.map(|placed| placed.value)).expect("the project's own lists")
});

static CONTEXT: LazyLock<Context<'static>> = LazyLock::new(|| Context::new(&VOCABULARY, &TREE));

/// What rows are judged against.
pub fn context() -> &'static Context<'static> {
    &CONTEXT
}

/// An office package: its main part's name and kind, and its parts.
pub fn package((main, kind): (&str, &str), parts: &[(&str, &[u8])]) -> Vec<u8> {
    let types = format!(r#"<Types><Override PartName="/{main}" ContentType="{kind}"/></Types>"#);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in [("[Content_Types].xml", types.as_bytes())].iter().chain(parts) {
        writer.start_file(*name, stored).expect("in memory");
        writer.write_all(bytes).expect("in memory");
    }
    writer.finish().expect("in memory").into_inner()
}

/// A Word document.
pub mod word {
    /// Its main part.
    pub const KIND: (&str, &str) = (
        "word/document.xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    );
    /// Before its body.
    pub const OPEN: &[u8] = b"<w:document xmlns:w=\"w\"><w:body>";
    /// Behind it.
    pub const CLOSE: &[u8] = b"</w:body></w:document>";
    /// A body with a heading, an item of a list and a table.
    pub const SOUND: &[u8] = b"<w:document xmlns:w=\"w\"><w:body><w:p><w:pPr><w:pStyle w:val=\"1\"/></w:pPr><w:r><w:t>I</w:t></w:r></w:p><w:p><w:pPr><w:numPr><w:ilvl w:val=\"1\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr><w:r><w:t>a</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p/></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl></w:body></w:document>";
}

/// A workbook.
pub mod excel {
    /// Its main part.
    pub const KIND: (&str, &str) = (
        "xl/workbook.xml",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    );
    /// Its parts.
    pub const PARTS: [(&str, &[u8]); 5] = [
        ("xl/workbook.xml", b"<workbook xmlns:r=\"r\"><sheets><sheet name=\"S\" r:id=\"a\"/></sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", b"<Relationships><Relationship Id=\"a\" Type=\"x/worksheet\" Target=\"sheet.xml\"/><Relationship Id=\"b\" Type=\"x/sharedStrings\" Target=\"sharedStrings.xml\"/><Relationship Id=\"c\" Type=\"x/styles\" Target=\"styles.xml\"/></Relationships>"),
        ("xl/sheet.xml", b"<worksheet><sheetData><row><c t=\"s\"><v>0</v></c><c s=\"1\"><v>0.8932</v></c></row><row><c t=\"s\"><v>1</v></c><c s=\"2\"><v>45181</v></c></row></sheetData><mergeCells><mergeCell ref=\"A1:A2\"/></mergeCells></worksheet>"),
        ("xl/sharedStrings.xml", b"<sst><si><t>a</t></si><si><r><t>b</t></r></si></sst>"),
        ("xl/styles.xml", b"<styleSheet><numFmts><numFmt numFmtId=\"170\" formatCode=\"0.0\"/></numFmts><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"10\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"),
    ];
}
