//! The workbook, read back with another library.

mod common;

use std::io::{Cursor, Read};

use calamine::{Data, Range, Reader, Xlsx};
use chiso_report::{Report, Row, xlsx};

fn open(report: &Report) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(xlsx(report).expect("a workbook"))).expect("a workbook that can be read")
}

fn sheet(report: &Report, name: &str) -> Range<Data> {
    open(report).worksheet_range(name).expect(name)
}

fn part(report: &Report, path: &str) -> String {
    let mut zip =
        zip::ZipArchive::new(Cursor::new(xlsx(report).expect("a workbook"))).expect("a zip");
    let mut text = String::new();
    zip.by_name(path).expect(path).read_to_string(&mut text).expect("text");
    text
}

#[test]
fn one_sheet_for_each_table_after_the_first() {
    let names = open(&common::monthly()).sheet_names();
    let expected = [
        "Thông tin",
        "Đúng hạn",
        "Quá hạn",
        "Chứng thực",
        "So sánh",
        "Xếp loại cấp tỉnh",
        "Xếp loại cấp huyện",
    ];
    assert_eq!(names, expected);
}

#[test]
fn figures_are_numbers() {
    let sheet = sheet(&common::monthly(), "Chứng thực");
    let last = sheet.rows().next_back().unwrap();
    assert_eq!(last[0], Data::String("TỔNG CỘNG".into()));
    assert_eq!(last[2], Data::String("38/43".into()));
    assert_eq!(last[3..], [Data::Float(10_336.0), Data::Float(71_921.0), Data::Float(14.37)]);
}

#[test]
fn a_column_can_be_summed() {
    let sheet = sheet(&common::long(), "Tiếp nhận");
    let figures: Vec<f64> = sheet
        .rows()
        .filter_map(|row| if let Data::Float(value) = row[2] { Some(value) } else { None })
        .collect();
    let (total, parts) = figures.split_last().unwrap();
    assert_eq!(parts.len(), 120);
    assert_eq!(parts.iter().map(|value| *value as i64).sum::<i64>(), *total as i64);
}

#[test]
fn reasons_are_merged_and_never_zero() {
    let report = common::monthly();
    let sheet = sheet(&report, "Đúng hạn");
    let reason = Data::String(common::NO_DOSSIERS.into());
    let row = sheet.rows().position(|row| row[2] == reason).unwrap();
    assert_eq!(sheet.get((row + 1, 2)), Some(&Data::Empty));
    assert!(part(&report, "xl/worksheets/sheet2.xml").contains("<mergeCell ref=\"C12:C13\"/>"));
}

#[test]
fn shared_headers_are_merged() {
    let sheet = sheet(&common::monthly(), "So sánh");
    let text = |row: usize, col: usize| sheet.get((row, col)).map(ToString::to_string).unwrap();
    assert_eq!(text(0, 0), "SO SÁNH HAI THỜI ĐIỂM");
    assert_eq!([text(1, 2), text(1, 3), text(1, 4)], ["Ngày 31/7/2023", "", "Ngày 31/8/2023"]);
    assert_eq!([text(2, 1), text(2, 2), text(2, 3)], ["", "Số liệu", "Tỷ lệ"]);
}

#[test]
fn numbers_carry_their_formats() {
    let styles = part(&common::monthly(), "xl/styles.xml");
    for format in ["#,##0.00&quot;%&quot;", "+#,##0.00;-#,##0.00;#,##0.00", "+#,##0;-#,##0;#,##0"] {
        assert!(styles.contains(format), "{format} is missing in {styles}");
    }
    assert!(styles.contains("<name val=\"Times New Roman\"/>"));
}

#[test]
fn sheets_print_on_a4_with_repeated_header_rows() {
    let report = common::monthly();
    let sheet = part(&report, "xl/worksheets/sheet5.xml");
    assert!(sheet.contains("paperSize=\"9\""), "{sheet}");
    assert!(
        sheet.contains("orientation=\"portrait\"") || !sheet.contains("orientation=\"landscape\"")
    );
    assert!(part(&report, "xl/workbook.xml").contains("'So sánh'!$2:$3"));
}

#[test]
fn the_first_sheet_says_what_this_is_and_leads_to_the_others() {
    let report = common::monthly();
    let text: Vec<String> =
        sheet(&report, "Thông tin").rows().flatten().map(ToString::to_string).collect();
    for expected in
        ["BÁO CÁO", "Tháng 8 năm 2023", "KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI CẤP TỈNH", &report.imprint]
    {
        assert!(text.iter().any(|cell| cell == expected), "{expected} is missing in {text:?}");
    }
    let links = part(&report, "xl/worksheets/sheet1.xml");
    assert!(links.contains("location=\"'Xếp loại cấp tỉnh'!A1\""), "{links}");
}

#[test]
fn a_note_stays_with_its_table() {
    let report = common::monthly();
    let sheet = sheet(&report, "Quá hạn");
    let last = sheet.rows().next_back().unwrap();
    assert!(last[0].to_string().starts_with("Lưu ý:"), "{last:?}");
}

#[test]
fn awkward_texts_survive() {
    let report = common::escaping();
    let name = &open(&report).sheet_names()[1];
    let sheet = sheet(&report, name);
    let cells: Vec<String> = sheet.rows().flatten().map(ToString::to_string).collect();
    for awkward in common::AWKWARD.into_iter().map(String::from).chain([common::endless()]) {
        assert!(cells.contains(&awkward), "{awkward} is missing in {cells:?}");
        assert!(cells.contains(&format!("{awkward}!")), "{awkward} is missing in {cells:?}");
    }
}

#[test]
fn a_count_too_long_for_excel_stays_exact() {
    let mut report = common::long();
    let chiso_report::Block::Table(table) = &mut report.sections[0] else { panic!("a table") };
    table.rows = vec![Row::Normal(vec![
        chiso_report::Cell::Ordinal,
        chiso_report::Cell::text("x"),
        chiso_report::Cell::Integer(9_007_199_254_740_993),
    ])];
    let sheet = sheet(&report, "Tiếp nhận");
    assert_eq!(sheet.get((2, 2)), Some(&Data::String("9.007.199.254.740.993".into())));
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    for report in [common::minimal(), common::monthly(), common::long(), common::escaping()] {
        assert_eq!(xlsx(&report).unwrap(), xlsx(&report).unwrap());
    }
    assert!(part(&common::monthly(), "docProps/core.xml").contains("2023-09-12T01:30:00Z"));
}
