//! Reports made from the published months: what they say, line by line, and what must hold of every one.

mod common;

use chiso_report::variant::{Profile, Variant, monthly};
use chiso_report::{Block, Cell, Report, Row, Table, check, docx, html, xlsx};
use chiso_scoring::score::Basis;
use common::data::{BAC_KAN, CITY, PHU_THO, Published};
use common::dump::dump;
use rstest::rstest;
use rust_decimal::Decimal;

#[rstest]
#[case::bac_kan("bac_kan_2023_08", BAC_KAN)]
#[case::city("tp_bac_kan_2024_07", CITY)]
#[case::phu_tho("phu_tho_2026_08", PHU_THO)]
fn the_report_reads_as_it_did(#[case] name: &str, #[case] published: Published) {
    insta::assert_snapshot!(name, dump(&published.report()));
}

const RATE: [&str; 3] = ["STT", "Tên cơ quan, đơn vị", "Tỷ lệ (%)"];
const OVERDUE: [&str; 3] = ["STT", "Tên cơ quan, đơn vị", "Số hồ sơ quá hạn"];
const COPIES: [&str; 6] = [
    "STT",
    "Tên cơ quan, đơn vị",
    "Số đơn vị triển khai",
    "Số hồ sơ chứng thực bản sao điện tử từ bản chính hoàn thành",
    "Số hồ sơ phát sinh lĩnh vực chứng thực",
    "Tỷ lệ (%)",
];
const RANKING: [&str; 9] = [
    "STT",
    "Tên cơ quan/đơn vị",
    "Chỉ số công khai minh bạch (Tổng điểm 18)",
    "Chỉ số tiến độ giải quyết (Tổng điểm 20)",
    "Chỉ số dịch vụ trực tuyến (Tổng điểm 22)",
    "Chỉ số mức độ hài lòng (Tổng điểm 18)",
    "Chỉ số số hóa hồ sơ (Tổng điểm 22)",
    "Tổng hợp xếp loại (Tổng điểm 100) / Tổng điểm",
    "Tổng hợp xếp loại (Tổng điểm 100) / Xếp loại",
];

const TABLES: [(&str, &[&str]); 6] = [
    ("TỶ LỆ HỒ SƠ XỬ LÝ ĐÚNG HẠN TẠI CÁC CƠ QUAN, ĐƠN VỊ", &RATE),
    ("DANH SÁCH ĐƠN VỊ CÓ HỒ SƠ GIẢI QUYẾT QUÁ HẠN", &OVERDUE),
    ("TỶ LỆ PHÁT SINH HỒ SƠ TRỰC TUYẾN TẠI CÁC CƠ QUAN, ĐƠN VỊ", &RATE),
    ("TỶ LỆ THANH TOÁN TRỰC TUYẾN TẠI CÁC CƠ QUAN, ĐƠN VỊ", &RATE),
    ("TỶ LỆ VỀ MỨC ĐỘ HÀI LÒNG TẠI CÁC CƠ QUAN, ĐƠN VỊ", &RATE),
    ("SỐ LIỆU CUNG CẤP DỊCH VỤ CHỨNG THỰC BẢN SAO ĐIỆN TỬ TỪ BẢN CHÍNH", &COPIES),
];

fn headers(table: &Table) -> Vec<String> {
    let header = |column: &chiso_report::Column| match &column.group {
        Some(group) => format!("{group} / {}", column.title),
        None => column.title.clone(),
    };
    table.columns.iter().map(header).collect()
}

#[rstest]
#[case::bac_kan(BAC_KAN, ["CẤP TỈNH", "CẤP HUYỆN"])]
#[case::city(CITY, ["CẤP THÀNH PHỐ", "CẤP XÃ"])]
#[case::phu_tho(PHU_THO, ["CẤP TỈNH", "CẤP XÃ"])]
fn every_table_stands_in_its_place_under_its_headers(
    #[case] published: Published,
    #[case] levels: [&str; 2],
) {
    let report = published.report();
    let found: Vec<(String, Vec<String>)> =
        report.tables().map(|table| (table.caption.clone(), headers(table))).collect();
    let ranking = levels.map(|level| format!("KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI {level}"));
    let mut expected: Vec<(String, Vec<String>)> = TABLES
        .iter()
        .map(|(caption, headers)| {
            (caption.to_string(), headers.iter().map(|h| h.to_string()).collect())
        })
        .collect();
    expected.extend(ranking.map(|caption| (caption, RANKING.map(String::from).to_vec())));
    assert_eq!(found[..expected.len()], expected);
}

fn normal_rows(table: &Table) -> Vec<&Vec<Cell>> {
    let rows = table.rows.iter().filter_map(|row| match row {
        Row::Normal(cells) => Some(cells),
        _ => None,
    });
    rows.collect()
}

fn value(cell: &Cell) -> Option<Decimal> {
    match cell {
        Cell::Decimal { value, .. } => Some(*value),
        Cell::Integer(value) => Some((*value).into()),
        _ => None,
    }
}

fn rankings(report: &Report) -> Vec<&Table> {
    report.tables().filter(|table| table.columns.len() == RANKING.len()).collect()
}

#[rstest]
#[case::bac_kan(BAC_KAN, 26)]
#[case::city(CITY, 0)]
#[case::phu_tho(PHU_THO, 40)]
fn a_printed_total_is_the_sum_of_its_printed_parts(
    #[case] published: Published,
    #[case] whole: usize,
) {
    let report = published.report();
    let mut checked = 0;
    for table in rankings(&report) {
        for cells in normal_rows(table) {
            let parts: Vec<Option<Decimal>> = cells[2..7].iter().map(value).collect();
            assert!(
                parts.iter().all(Option::is_some) || parts.iter().all(Option::is_none),
                "{cells:?}: parts beside gaps"
            );
            if let Some(sum) = parts.into_iter().sum::<Option<Decimal>>() {
                assert_eq!(value(&cells[7]), Some(sum), "{cells:?}");
                checked += 1;
            }
        }
    }
    assert_eq!(checked, whole);
}

#[rstest]
#[case::bac_kan(BAC_KAN)]
#[case::city(CITY)]
#[case::phu_tho(PHU_THO)]
fn figures_fall_and_gaps_stand_last(#[case] published: Published) {
    let report = published.report();
    for table in report.tables().take_while(|table| table.columns.len() != 7) {
        let key = match table.columns.len() {
            9 => 7,
            columns => columns - 1,
        };
        let blocks = table.rows.split(|row| matches!(row, Row::Section { .. }));
        for block in blocks {
            let cells = block.iter().filter_map(|row| match row {
                Row::Normal(cells) => Some(value(&cells[key])),
                _ => None,
            });
            let values: Vec<_> = cells.collect();
            assert!(values.is_sorted_by(|a, b| a >= b), "{}: {values:?}", table.caption);
        }
    }
}

#[rstest]
#[case::bac_kan(BAC_KAN)]
#[case::city(CITY)]
#[case::phu_tho(PHU_THO)]
fn the_same_figures_give_the_same_files(#[case] published: Published) {
    let (first, second) = (published.report(), published.report());
    assert_eq!(first, second);
    check(&first).unwrap();
    assert_eq!(docx(&first).unwrap(), docx(&second).unwrap());
    assert_eq!(xlsx(&first).unwrap(), xlsx(&second).unwrap());
    assert_eq!(html(&first).unwrap(), html(&second).unwrap());
}

#[rstest]
#[case::bac_kan(BAC_KAN)]
#[case::city(CITY)]
#[case::phu_tho(PHU_THO)]
fn no_code_and_no_key_is_left_in_the_text(#[case] published: Published) {
    let text = dump(&published.report());
    let body = text.rsplit_once("[imprint]").unwrap().0;
    let odd = |word: &&str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        word.contains('_') || word.starts_with("H03.") || word.starts_with("H44.")
    };
    let found: Vec<&str> = body.split_whitespace().filter(odd).collect();
    assert!(found.is_empty(), "{found:?}");
    assert!(!body.contains(" ."), "a blank before a full stop");
    assert!(!body.contains("%%") && !body.contains("% %") && !body.contains(": ."));
}

#[test]
fn a_report_without_profile_leaves_blanks_to_fill_in() {
    PHU_THO.with_sheet(Basis::Published, |sheet, agency| {
        let profile = Profile::default_for(agency, sheet.tree);
        assert_eq!(profile.variant, Some(Variant::A));
        assert_eq!((profile.number.as_str(), profile.date), ("", None));
        let report = monthly(sheet, agency, &profile, &PHU_THO.context()).unwrap();
        assert_eq!(report, PHU_THO.report());
        assert_eq!(report.head.parent.as_deref(), Some("UBND tỉnh Phú Thọ"));
    });
}

#[test]
fn a_commune_reports_on_itself() {
    CITY.with_sheet(Basis::Published, |sheet, _| {
        let ward = sheet.tree.find("H03.Q058.DUC-XUAN", sheet.period).unwrap();
        let report = monthly(sheet, ward, &Profile::default(), &CITY.context()).unwrap();
        check(&report).unwrap();
        assert_eq!(report.head.addressees, ["UBND thành phố Bắc Kạn"]);
        assert_eq!(normal_rows(rankings(&report)[0]).len(), 1);
    });
}

#[test]
fn every_agency_of_every_month_has_a_report() {
    for published in [BAC_KAN, CITY, PHU_THO] {
        published.with_sheet(Basis::Published, |sheet, _| {
            for agency in sheet.tree.all().filter(|agency| agency.valid_in(sheet.period)) {
                let report = monthly(sheet, agency, &Profile::default(), &published.context());
                check(&report.unwrap()).unwrap();
            }
        });
    }
}

#[test]
fn what_does_not_belong_together_is_refused() {
    let context = CITY.context();
    CITY.with_sheet(Basis::Published, |sheet, agency| {
        let refused = monthly(sheet, agency, &BAC_KAN.profile(), &context).unwrap_err();
        assert!(refused.to_string().contains("'H03'"), "{refused}");
        let late = Profile { period: Some("2024-08".parse().unwrap()), ..CITY.profile() };
        let refused = monthly(sheet, agency, &late, &context).unwrap_err();
        assert!(refused.to_string().contains("2024-08"), "{refused}");
    });
}

#[test]
fn a_recommendation_of_the_author_stands_last() {
    CITY.with_sheet(Basis::Published, |sheet, agency| {
        let text = "deadline = \"2024-09-10\"\n[[recommendation]]\nowner = \"Công an thành phố\"\ntext = \"Việc A.\"";
        let profile = Profile::read("x", text).unwrap();
        let report = monthly(sheet, agency, &profile, &CITY.context()).unwrap();
        let last = report.sections.iter().rev().find_map(|block| match block {
            Block::Bullets(bullets) => bullets.last(),
            _ => None,
        });
        assert_eq!(last.unwrap().text.text(), "Việc A. Thời gian hoàn thành: 10/9/2024.");
    });
}

/// Writes the documents for people to look at, where CHISO_REPORTS names a folder.
#[test]
fn documents_to_look_at() {
    let Some(folder) = std::env::var_os("CHISO_REPORTS").map(std::path::PathBuf::from) else {
        return;
    };
    for published in [BAC_KAN, CITY, PHU_THO] {
        let report = published.report();
        let path = |kind: &str| folder.join(published.file).with_extension(kind);
        std::fs::write(path("docx"), docx(&report).unwrap()).unwrap();
        std::fs::write(path("xlsx"), xlsx(&report).unwrap()).unwrap();
        std::fs::write(path("html"), html(&report).unwrap()).unwrap();
    }
}
