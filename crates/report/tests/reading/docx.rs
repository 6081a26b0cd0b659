use rstest::rstest;

use chiso_report::lint::{Block, read};

use super::files::{docx, read_lines};

fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn tc(properties: &str, text: &str) -> String {
    format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", p(text))
}

#[rstest]
#[case::runs("<w:p><w:r><w:t>Tổng số hồ </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>sơ: 9.895</w:t></w:r></w:p>", &["Tổng số hồ sơ: 9.895"])]
#[case::entities("<w:p><w:r><w:t>Sở KH&amp;CN &#8211; 85&#x2c;71%</w:t></w:r></w:p>", &["Sở KH&CN – 85,71%"])]
#[case::breaks("<w:p><w:r><w:t>UBND</w:t><w:br/><w:t>tỉnh</w:t><w:tab/><w:t>Bắc</w:t></w:r><w:r><w:noBreakHyphen/><w:t>Kạn</w:t></w:r></w:p>", &["UBND tỉnh Bắc-Kạn"])]
#[case::inserted("<w:p><w:r><w:t>đạt </w:t></w:r><w:del><w:r><w:delText>17,174</w:delText><w:t>17,174</w:t></w:r></w:del><w:ins><w:r><w:t>17,142</w:t></w:r></w:ins></w:p>", &["đạt 17,142"])]
#[case::moved("<w:p><w:moveFrom><w:r><w:t>cũ</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>mới</w:t></w:r></w:moveTo></w:p>", &["mới"])]
#[case::joined("<w:p><w:pPr><w:rPr><w:del w:id=\"1\"/></w:rPr></w:pPr><w:r><w:t>đạt 46,76/100 </w:t></w:r></w:p><w:p><w:r><w:t>điểm</w:t></w:r></w:p>", &["đạt 46,76/100 điểm"])]
#[case::old_look("<w:p><w:pPr><w:pPrChange><w:pPr><w:pStyle w:val=\"H\"/></w:pPr></w:pPrChange></w:pPr><w:r><w:t>Thường</w:t></w:r></w:p>", &["Thường"])]
#[case::hidden("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn 12</w:t></w:r><w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t>hiện 13</w:t></w:r></w:p>", &["hiện 13"])]
#[case::high("<w:p><w:r><w:t>73,91%</w:t></w:r><w:r><w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr><w:t>12</w:t></w:r></w:p>", &["73,91%¹²"])]
#[case::field("<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>PAGE 99</w:instrText><w:t>mã 99</w:t></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>trang 3</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r><w:r><w:t> hết</w:t></w:r></w:p>", &["trang 3 hết"])]
#[case::form("<w:sdt><w:sdtPr><w:t>khuôn</w:t></w:sdtPr><w:sdtContent><w:p><w:hyperlink><w:r><w:t>dichvucong.gov.vn</w:t></w:r></w:hyperlink></w:p></w:sdtContent></w:sdt>", &["dichvucong.gov.vn"])]
#[case::level("<w:p><w:pPr><w:outlineLvl w:val=\"0\"/></w:pPr><w:r><w:t>I. Kết quả</w:t></w:r></w:p>", &["# I. Kết quả"])]
#[case::text_box("<w:p><w:r><w:t>Trước</w:t><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>Trong hộp 21</w:t></w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent><w:p><w:r><w:t>Trong hộp 21</w:t></w:r></w:p></w:txbxContent></mc:Fallback></mc:AlternateContent><w:t>, sau</w:t></w:r></w:p>", &["Trước, sau", "Trong hộp 21"])]
#[case::empty("<w:p/><w:p><w:r><w:t>  </w:t></w:r></w:p><w:p><w:r><w:t>Một dòng</w:t></w:r></w:p>", &["Một dòng"])]
fn what_a_reader_sees(#[case] body: &str, #[case] seen: &[&str]) {
    assert_eq!(read_lines("a.docx", &docx(body, &[])), seen);
}

#[test]
fn merged_deleted_and_nested_parts_of_tables() {
    let rows = [
        tc("<w:vMerge w:val=\"restart\"/>", "STT") + &tc("<w:gridSpan w:val=\"2\"/>", "Hồ sơ"),
        tc("<w:vMerge/>", "") + &tc("", "Tiếp nhận") + &tc("", "Giải quyết"),
        tc("", "1") + &tc("", "669") + &tc("", "80"),
    ];
    let rows: String = rows.iter().map(|row| format!("<w:tr>{row}</w:tr>")).collect();
    let deleted = format!("<w:tr><w:trPr><w:del w:id=\"4\"/></w:trPr>{}</w:tr>", tc("", "xoá"));
    let before = format!(
        "<w:tr><w:trPr><w:gridBefore w:val=\"1\"/></w:trPr>{}{}</w:tr>",
        tc("", "749"),
        tc("", "81")
    );
    let body = format!("{}<w:tbl>{rows}{deleted}{before}</w:tbl>{}", p("Trên"), p("Dưới"));
    let table = ["STT|Hồ sơ|(Hồ sơ)", "(STT)|Tiếp nhận|Giải quyết", "1|669|80", "|749|81"];
    let lines = read_lines("a.docx", &docx(&body, &[]));
    assert_eq!((lines[0].as_str(), lines[5].as_str()), ("Trên", "Dưới"));
    assert_eq!(lines[1..5], table);
}

#[test]
fn places_can_be_found_again() {
    let table = format!("<w:tbl><w:tr>{}{}</w:tr></w:tbl>", tc("", "a"), tc("", "b"));
    let doc = read("a.docx", &docx(&(p("Một") + &table + &p("Hai") + &table), &[])).unwrap();
    let [_, _, Block::Text(two), Block::Table(second)] = &doc.blocks[..] else { panic!("{doc:?}") };
    assert_eq!((two.place.paragraph, second.number), (Some(2), 2));
    assert_eq!(second.rows[0][1].place.table, Some((2, 1, 2)));
}

#[test]
fn numbers_that_word_shows_and_styles_that_are_headings() {
    let numbering = r#"<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl><w:lvl w:ilvl="1"><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%2)"/></w:lvl></w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num></w:numbering>"#;
    let styles = r#"<w:styles xmlns:w="w"><w:style w:styleId="u1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="5"/></w:numPr></w:pPr></w:style><w:style w:styleId="muc"><w:name w:val="Mục"/><w:basedOn w:val="u1"/></w:style></w:styles>"#;
    let styled = |text: &str| {
        format!("<w:p><w:pPr><w:pStyle w:val=\"muc\"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
    };
    let item = |text: &str| {
        format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"1\"/><w:numId w:val=\"5\"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
        )
    };
    let plain = "<w:p><w:pPr><w:pStyle w:val=\"muc\"/><w:numPr><w:numId w:val=\"0\"/></w:numPr></w:pPr><w:r><w:t>Kết thúc</w:t></w:r></w:p>";
    let body =
        styled("Công khai") + &item("Đúng hạn") + &item("Quá hạn") + &styled("Tiến độ") + plain;
    let parts = [("word/numbering.xml", numbering), ("word/styles.xml", styles)];
    let lines = ["# I. Công khai", "a) Đúng hạn", "b) Quá hạn", "# II. Tiến độ", "# Kết thúc"];
    assert_eq!(read_lines("a.docx", &docx(&body, &parts)), lines);
}

#[test]
fn notes_and_headers_follow_and_page_numbers_do_not() {
    let note = |id: i32, more: &str, text: &str| {
        format!("<w:footnote w:id=\"{id}\" {more}>{}</w:footnote>", p(text))
    };
    let notes = format!(
        "<w:footnotes xmlns:w=\"w\">{}{}</w:footnotes>",
        note(0, "w:type=\"separator\"", "kẻ"),
        note(2, "", "Quyết định số 1025/QĐ-UBND")
    );
    let header = format!("<w:hdr xmlns:w=\"w\">{}{}</w:hdr>", p("2"), p("Dự thảo lần 3"));
    let parts = [
        ("word/header1.xml", header.as_str()),
        ("word/footnotes.xml", notes.as_str()),
        ("word/glossary/footer1.xml", "<x>"),
    ];
    let lines = ["Thân", "Quyết định số 1025/QĐ-UBND", "Dự thảo lần 3"];
    assert_eq!(read_lines("a.docx", &docx(&p("Thân"), &parts)), lines);
}
