use chiso_report::lint::{Block, Doc, read};
use rust_decimal::Decimal;

use super::files::{lines, read_lines, xlsx};

const STYLES: &str = r##"<styleSheet><numFmts><numFmt numFmtId="170" formatCode="#,##0.00&quot; điểm&quot;"/></numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="10"/><xf numFmtId="3"/><xf numFmtId="14"/><xf numFmtId="170"/></cellXfs></styleSheet>"##;
const STRINGS: &str = r#"<sst><si><t>Đơn vị</t></si><si><r><t>Tỷ </t></r><r><rPr><vertAlign val="superscript"/></rPr><t>1</t></r><r><t> lệ</t></r><rPh><t>đọc</t></rPh></si></sst>"#;

fn book(content: &str) -> Vec<u8> {
    xlsx(
        &[("Tiến độ", "", content)],
        &[("xl/styles.xml", STYLES), ("xl/sharedStrings.xml", STRINGS)],
    )
}

fn cell<'d>(doc: &'d Doc, name: &str) -> (&'d str, Option<Decimal>) {
    let cells = doc.blocks.iter().filter_map(|block| match block {
        Block::Table(table) => Some(table.rows.iter().flatten()),
        Block::Text(_) => None,
    });
    let mut cells = cells.flatten();
    let found = cells.find(|cell| cell.place.cell.as_deref() == Some(name)).expect(name);
    (&found.text, found.value)
}

#[test]
fn numbers_keep_their_value_and_print_as_their_format() {
    let content = r##"<dimension ref="A1:XFD1048576"/><sheetData>
        <row r="2"><c r="B2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c><c r="D2" t="inlineStr"><is><t>Hồ sơ</t></is></c><c r="E2" t="str"><f>A1</f><v>Ngày</v></c><c r="F2" t="str"><v>Điểm</v></c></row>
        <row r="3"><c r="B3" t="inlineStr"><is><t>Sở Y tế</t></is></c><c r="C3" s="1"><v>0.89319999999999999</v></c><c r="D3" s="2"><f>SUM(A1:A9)</f><v>19933</v></c><c r="E3" s="3"><v>45181</v></c><c r="F3" s="4"><v>17.142</v></c></row>
        <row><c t="str"><v>Sở Nội vụ</v></c><c t="e"><v>#DIV/0!</v></c><c t="b"><v>1</v></c><c s="9"/></row>
        </sheetData>"##;
    let doc = read("a.xlsx", &book(content)).unwrap();
    let rows = ["# Tiến độ", "|Đơn vị|Tỷ ¹ lệ|Hồ sơ|Ngày|Điểm"];
    assert_eq!(lines(&doc)[..2], rows);
    let d = |text: &str| Some(text.parse::<Decimal>().unwrap());
    assert_eq!(cell(&doc, "C3"), ("89,32%", d("0.8932")));
    assert_eq!(cell(&doc, "D3"), ("19.933", d("19933")));
    assert_eq!(cell(&doc, "E3"), ("12/09/2023", None));
    assert_eq!(cell(&doc, "F3"), ("17,14 điểm", d("17.142")));
    // Cells without a reference stand from the first column on, in the next row.
    assert_eq!(cell(&doc, "A4"), ("Sở Nội vụ", None));
    assert_eq!(cell(&doc, "B4"), ("#DIV/0!", None));
    assert_eq!(cell(&doc, "C4"), ("TRUE", None));
}

#[test]
fn hidden_sheets_and_charts_are_not_read() {
    let one =
        |text: &str| format!("<sheetData><row><c t=\"str\"><v>{text}</v></c></row></sheetData>");
    let (a, b, c) = (one("thấy"), one("ẩn"), one("ẩn hẳn"));
    let sheets = [
        ("Bảng 1", "", a.as_str()),
        ("Nháp", "state=\"hidden\"", &b),
        ("Gốc", "state=\"veryHidden\"", &c),
        ("Trống", "", "<sheetData/>"),
    ];
    assert_eq!(read_lines("a.xlsx", &xlsx(&sheets, &[])), ["# Bảng 1", "thấy"]);
}

#[test]
fn merged_cells_reach_over_their_range() {
    let content = r#"<sheetData><row r="1"><c r="A1" t="str"><v>Đơn vị</v></c><c r="B1" t="str"><v>Hồ sơ</v></c></row>
        <row r="2"><c r="B2" t="str"><v>Đúng hạn</v></c><c r="C2" t="str"><v>Quá hạn</v></c></row>
        <row r="3"><c r="A3" t="str"><v>Xã Đỗ Sơn</v></c><c r="B3"><v>204</v></c><c r="C3"><v>7</v></c></row></sheetData>
        <mergeCells><mergeCell ref="A1:A2"/><mergeCell ref="B1:C1"/></mergeCells>"#;
    let rows = ["Đơn vị|Hồ sơ|(Hồ sơ)", "(Đơn vị)|Đúng hạn|Quá hạn", "Xã Đỗ Sơn|204|7"];
    assert_eq!(read_lines("a.xlsx", &book(content))[1..], rows);
}
