//! The two months that were published as reports – Bắc Kạn, August 2023, and its city, July 2024 – line by line: which
//! headings, columns, sentences and notes of theirs stand where in ours, and where ours prints another number.

mod common;

use chiso_report::{Cell, Report, Row, Table, number};
use chiso_scoring::score::Basis;
use common::data::{BAC_KAN, CITY, Published};
use common::dump::dump;
use rust_decimal::Decimal;

/// What the published report has, and how ours says it. Field words and set phrases are theirs, sentences ours.
type Pattern = (&'static str, &'static str);

/// Both reports have these.
const COMMON: [Pattern; 31] = [
    (
        "title",
        "[title] BÁO CÁO: Kết quả chỉ số chỉ đạo, điều hành và đánh giá chất lượng phục vụ người dân, doanh nghiệp trong thực hiện thủ tục hành chính, dịch vụ công theo thời gian thực trên môi trường điện tử tháng",
    ),
    ("legal base: plan and Decision", "\nThực hiện Kế hoạch số"),
    (
        "legal base: the portal, with address and section",
        "https://dichvucong.gov.vn, mục “Kết quả đánh giá Bộ chỉ số phục vụ người dân và doanh nghiệp của bộ, ngành, địa phương”",
    ),
    ("who reports what", "báo cáo kết quả Bộ chỉ số 766 tháng"),
    (
        "I.",
        "# Roman Kết quả công bố điểm số, tiến độ giải quyết thủ tục hành chính (TTHC) theo thời gian thực trên môi trường điện tử tháng",
    ),
    ("total of all, place of how many", "điểm, xếp hạng"),
    ("1.", "# Arabic Điểm đánh giá nhóm chỉ số về công khai, minh bạch: "),
    (
        "1. complete",
        "- Số TTHC được công khai đầy đủ các nội dung quy định về các bộ phận cấu thành: 100,00%.",
    ),
    ("1. synchronised", "- Tỷ lệ hồ sơ đồng bộ lên Cổng Dịch vụ công quốc gia: "),
    ("2.", "# Arabic Điểm đánh giá nhóm chỉ số về tiến độ giải quyết hồ sơ: "),
    ("2. on time, in time", "- Tỷ lệ hồ sơ xử lý đúng hạn/trong hạn: "),
    ("2. overdue", "- Tỷ lệ xử lý hồ sơ quá hạn: "),
    (
        "2. table by level",
        "TỶ LỆ HỒ SƠ XỬ LÝ ĐÚNG HẠN TẠI CÁC CƠ QUAN, ĐƠN VỊ\nSTT | Tên cơ quan, đơn vị | Tỷ lệ (%)\n== I Cấp",
    ),
    (
        "2. overdue table",
        "DANH SÁCH ĐƠN VỊ CÓ HỒ SƠ GIẢI QUYẾT QUÁ HẠN\nSTT | Tên cơ quan, đơn vị | Số hồ sơ quá hạn",
    ),
    ("3.", "# Arabic Điểm đánh giá nhóm chỉ số về dịch vụ trực tuyến"),
    ("3.1.", "# Decimal Điểm đánh giá chỉ số về dịch vụ công trực tuyến (DVCTT): "),
    ("3.1. partial, full", "- Tỷ lệ TTHC cung cấp DVCTT:\n+ Tỷ lệ TTHC cung cấp DVCTT một phần: "),
    ("3.1. information", "- Tỷ lệ dịch vụ cung cấp thông tin trực tuyến: "),
    ("3.1. filed", "- Tỷ lệ nộp hồ sơ trực tuyến:\n+ Hồ sơ nộp trực tuyến: "),
    (
        "3.1. handled",
        "- Kết quả xử lý hồ sơ nộp trực tuyến so với hồ sơ đang xử lý:\n+ Hồ sơ xử lý đúng hạn: ",
    ),
    (
        "3.1. table",
        "TỶ LỆ PHÁT SINH HỒ SƠ TRỰC TUYẾN TẠI CÁC CƠ QUAN, ĐƠN VỊ\nSTT | Tên cơ quan, đơn vị | Tỷ lệ (%)",
    ),
    ("3.2.", "# Decimal Điểm đánh giá chỉ số về thanh toán trực tuyến: "),
    (
        "3.2. procedures with transactions",
        "- Tỷ lệ TTHC có giao dịch thanh toán trực tuyến:\n+ TTHC có giao dịch thanh toán trực tuyến: ",
    ),
    (
        "3.2. procedures offered",
        "- Tỷ lệ TTHC có yêu cầu nghĩa vụ tài chính được cung cấp trên Cổng Dịch vụ công quốc gia:\n+ Cung cấp trên Cổng Dịch vụ công quốc gia: ",
    ),
    ("3.2. dossiers", "- Tỷ lệ hồ sơ thanh toán trực tuyến:\n+ Thanh toán trực tuyến: "),
    (
        "3.2. table",
        "TỶ LỆ THANH TOÁN TRỰC TUYẾN TẠI CÁC CƠ QUAN, ĐƠN VỊ\nSTT | Tên cơ quan, đơn vị | Tỷ lệ (%)",
    ),
    ("4.", "# Arabic Điểm đánh giá nhóm chỉ số về mức độ hài lòng: "),
    (
        "4. table",
        "TỶ LỆ VỀ MỨC ĐỘ HÀI LÒNG TẠI CÁC CƠ QUAN, ĐƠN VỊ\nSTT | Tên cơ quan, đơn vị | Tỷ lệ (%)",
    ),
    ("5. three rates", "- Tỷ lệ khai thác, sử dụng lại thông tin, dữ liệu số hóa: 0,00%."),
    (
        "II. columns",
        "Chỉ số công khai minh bạch (Tổng điểm 18) | Chỉ số tiến độ giải quyết (Tổng điểm 20) | Chỉ số dịch vụ trực tuyến (Tổng điểm 22) | Chỉ số mức độ hài lòng (Tổng điểm 18) | Chỉ số số hóa hồ sơ (Tổng điểm 22) | Tổng hợp xếp loại (Tổng điểm 100) / Tổng điểm | Tổng hợp xếp loại (Tổng điểm 100) / Xếp loại",
    ),
    ("closing sentence", "[closing] Trên đây là báo cáo kết quả"),
];

const PROVINCE: [Pattern; 24] = [
    ("plan of the province", "Kế hoạch số 572/KH-UBND ngày 08/9/2022 của UBND tỉnh Bắc Kạn"),
    ("place", "xếp hạng 48/63 tỉnh, thành phố"),
    ("1. announced, with footnote", "- Tỷ lệ TTHC công bố đúng hạn: 73,91%*."),
    ("1. published, with footnote", "- Tỷ lệ TTHC cập nhật, công khai đúng hạn: 65,22%**."),
    (
        "1. remark on synchronisation in brackets",
        "9,895% (tỷ lệ do Cổng đánh giá, chưa sát với thực tế triển khai).",
    ),
    ("2. a unit without dossiers", "17 | Ban Dân tộc | (Không phát sinh hồ sơ)"),
    ("2. II Cấp huyện", "== II Cấp huyện\n1 | UBND huyện Ba Bể | 90,84"),
    (
        "2. Lưu ý: communes are in it, carried over",
        "(Lưu ý: Số của cấp huyện đã gồm các xã, phường, thị trấn trực thuộc. Hồ sơ quá hạn từ kỳ trước chuyển sang",
    ),
    ("3.1. in person or by post", "+ Hồ sơ nộp trực tiếp hoặc qua bưu chính công ích: 43,73%."),
    ("3.2. other means", "+ Thanh toán trực tiếp và hình thức khác: 6.321 hồ sơ (93,38%)."),
    ("4. petitions, handling", "- Tỷ lệ hài lòng trong xử lý tiếp nhận, giải quyết TTHC: 70,97%."),
    ("5. accounts", "được xác thực với Cơ sở dữ liệu quốc gia về dân cư: 675.064 tài khoản."),
    (
        "5. certified copies",
        "Số đơn vị triển khai | Số hồ sơ chứng thực bản sao điện tử từ bản chính hoàn thành | Số hồ sơ phát sinh lĩnh vực chứng thực | Tỷ lệ (%)\n1 | UBND huyện Chợ Mới | 14/14 | 2.851 | 6.183 | 46,11",
    ),
    ("II. ranking of the province's units", "KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI CẤP TỈNH"),
    ("II. ranking of the districts", "KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI CẤP HUYỆN"),
    ("III.", "# Roman Kiến nghị, đề xuất"),
    (
        "III. on the basis of the result, the office asks",
        "Căn cứ kết quả tháng 8/2023, Văn phòng UBND tỉnh Bắc Kạn kiến nghị UBND tỉnh Bắc Kạn chỉ đạo",
    ),
    ("III. owner, as long as the work goes on", "Thời gian thực hiện: Thường xuyên."),
    ("III. owner, from a period on", "Thời gian thực hiện: Bắt đầu từ kỳ đánh giá tháng 9/2023."),
    ("III. owner, by a day", "Thời gian hoàn thành: 20/9/2023."),
    (
        "III. units named for certified copies",
        "UBND huyện Ba Bể (còn 4 đơn vị), UBND huyện Chợ Đồn (còn 2 đơn vị), UBND huyện Pác Nặm (còn 2 đơn vị)",
    ),
    ("III. the police", "# Arabic Công an tỉnh"),
    (
        "footnote: who proposed late",
        "* Đơn vị trình công bố TTHC chậm: Sở Tài chính (Quyết định số 1556/QĐ-UBND ngày 25/8/2023); Bộ Chỉ huy Quân sự tỉnh",
    ),
    (
        "footnote: who published late",
        "** Đơn vị cập nhật, công khai TTHC chậm: Sở Lao động – Thương binh và Xã hội (Quyết định số 678/QĐ-UBND ngày 18/4/2023, công khai ngày 10/8/2023; Quyết định số 1451/QĐ-UBND ngày 11/8/2023",
    ),
];

const OF_CITY: [Pattern; 15] = [
    ("number and symbol", "Some(\"364\")/BC-UBND"),
    ("place and day", "[place] TP. Bắc Kạn, Some(2024-08-15)"),
    ("to whom", "[to] UBND tỉnh Bắc Kạn"),
    ("place", "88,40/100 điểm, xếp hạng 3/8 huyện, thành phố"),
    ("1. synchronised", "1.025/1.025 hồ sơ (100,00%)"),
    ("I Cấp thành phố", "== I Cấp thành phố\n"),
    ("II Cấp xã", "== II Cấp xã\n1 | "),
    ("not compiled", "(Không tổng hợp trên Hệ thống)"),
    ("2. note in italics under the table", "\n(Phần này không phản ánh đúng thực tế.)"),
    ("3.2. dossiers", "+ Thanh toán trực tuyến: 669 hồ sơ (89,32%; công bố 89,73%)."),
    (
        "5. copies without dossiers",
        "1 | UBND phường Đức Xuân | 1/1 | 1.370 | (Không tổng hợp trên Hệ thống) | (Không tổng hợp trên Hệ thống)",
    ),
    ("II. ranking of offices", "KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI CẤP THÀNH PHỐ"),
    (
        "II. note: groups are not shown unit by unit",
        "điểm từng nhóm chỉ số của các đơn vị này không được công bố riêng.)",
    ),
    ("signature", "[sign] [\"TM. UBND THÀNH PHỐ\"] / CHỦ TỊCH"),
    (
        "recipients, by electronic copy",
        "[recipients] Gửi bản điện tử:; UBND tỉnh; CT, các PCT UBND TP",
    ),
];

#[test]
fn every_pattern_of_the_published_reports_is_there() {
    for (published, own) in [(BAC_KAN, &PROVINCE[..]), (CITY, &OF_CITY[..])] {
        let text = dump(&published.report());
        for (what, pattern) in COMMON.iter().chain(own) {
            assert!(text.contains(pattern), "{}: {what}\n{pattern}\n{text}", published.file);
        }
    }
}

/// The patterns in the order in which both reports have them.
#[test]
fn the_patterns_stand_in_their_order() {
    for published in [BAC_KAN, CITY] {
        let text = dump(&published.report());
        let mut from = 0;
        for (what, pattern) in COMMON {
            let at = text[from..].find(pattern);
            let at = at.unwrap_or_else(|| panic!("{}: {what} comes too late", published.file));
            from += at;
        }
    }
}

/// A number that the generated report prints otherwise than the published one.
fn others(published: &Published) -> Vec<[String; 4]> {
    let report = published.report();
    let mut found = total(published, &report);
    found.extend(lines(&report));
    found.extend(rates(published, &report));
    found.extend(totals(published, &report));
    found
}

fn total(published: &Published, report: &Report) -> Vec<[String; 4]> {
    published.with_sheet(Basis::Published, |sheet, agency| {
        let announced = sheet
            .data(&agency.code)
            .figures
            .total
            .expect("part of the fixture")
            .points
            .expect("part of the fixture");
        let ours = sheet.score(agency).total.points.expect("part of the fixture");
        assert!(dump(report).contains(&format!("{}/100 điểm", number::decimal(ours, 2))));
        other(&agency.name, "Tổng điểm", announced, ours).into_iter().collect()
    })
}

/// Lines whose rate does not follow from the counts beside it: both are printed.
fn lines(report: &Report) -> Vec<[String; 4]> {
    let text = dump(report);
    let told = text.lines().filter_map(|line| {
        let (line, published) = line.split_once("%; công bố ")?;
        let (what, value) = line.trim_start_matches(['+', '-', ' ']).split_once(": ")?;
        let ours = value.rsplit_once('(')?.1.replace(',', ".");
        let published = published.split('%').next()?.replace(',', ".");
        Some(["(dòng trong báo cáo)".to_owned(), what.to_owned(), published, ours])
    });
    told.collect()
}

/// Rates and overdue dossiers, table by table.
fn rates(published: &Published, report: &Report) -> Vec<[String; 4]> {
    let tables = [
        ("Đúng hạn", "2.1", 2),
        ("Quá hạn", "overdue", 2),
        ("Hồ sơ trực tuyến", "3.3", 2),
        ("Thanh toán", "3.6", 2),
        ("Hài lòng", "MDHL", 2),
        ("Chứng thực", "copies_done", 5),
    ];
    let captured = published.captured();
    published.with_sheet(Basis::Published, |sheet, own| {
        let units = sheet.children(&own.code);
        let mut found = Vec::new();
        for (short, code, column) in tables {
            let table =
                report.tables().find(|table| table.short == short).expect("part of the fixture");
            for unit in &units {
                let row = captured
                    .iter()
                    .find(|row| row.reported.agency == unit.code && row.reported.indicator == code);
                let figure = row.map(|row| row.reported.figure);
                let Some(figure) = figure.filter(|figure| figure.denominator != Some(0)) else {
                    continue;
                };
                // Copies without a rate were counted.
                let column =
                    if code == "copies_done" && figure.rate.is_none() { 3 } else { column };
                let announced = figure
                    .rate
                    .or(figure.numerator.map(Decimal::from))
                    .expect("part of the fixture");
                let ours = printed(table, &unit.name, column);
                found.extend(other(&unit.name, short, announced, ours));
            }
        }
        found
    })
}

/// Points of the ranking: groups and totals.
fn totals(published: &Published, report: &Report) -> Vec<[String; 4]> {
    let columns =
        [("CKMB", 2), ("TDGQ", 3), ("ONLINE_SERVICE", 4), ("MDHL", 5), ("MDSH", 6), ("TOTAL", 7)];
    let captured = published.captured();
    published.with_sheet(Basis::Published, |sheet, own| {
        let rankings: Vec<&Table> =
            report.tables().filter(|table| table.columns.len() == 9).collect();
        let mut found = Vec::new();
        for row in captured.iter().filter(|row| row.reported.agency != own.code) {
            let column = columns.iter().find(|(code, _)| *code == row.reported.indicator);
            if let (Some((code, column)), Some(points)) = (column, row.reported.figure.points) {
                let unit = sheet
                    .tree
                    .find(&row.reported.agency, sheet.period)
                    .expect("part of the fixture");
                let table = rankings
                    .iter()
                    .find(|table| has(table, &unit.name))
                    .expect("part of the fixture");
                found.extend(other(&unit.name, code, points, printed(table, &unit.name, *column)));
            }
        }
        found
    })
}

fn has(table: &Table, name: &str) -> bool {
    table.rows.iter().any(|row| matches!(row, Row::Normal(cells) if cells[1] == Cell::text(name)))
}

fn printed(table: &Table, name: &str, column: usize) -> Decimal {
    let cells = table.rows.iter().find_map(|row| match row {
        Row::Normal(cells) if cells[1] == Cell::text(name) => Some(cells),
        _ => None,
    });
    match &cells.unwrap_or_else(|| panic!("{}: no row of {name}", table.caption))[column] {
        Cell::Decimal { value, digits } => round(*value, *digits),
        Cell::Integer(value) => Decimal::from(*value),
        cell => panic!("{}: {name} prints {cell:?}", table.caption),
    }
}

fn round(value: Decimal, digits: u32) -> Decimal {
    chiso_scoring::round::half_up_decimal(value, digits)
}

/// Two decimals are all that ours prints; a finer published number is rounded to them and is the same.
fn other(unit: &str, what: &str, published: Decimal, ours: Decimal) -> Option<[String; 4]> {
    let shown = |value: Decimal| value.normalize().to_string();
    let differs = round(published, 2) != round(ours, 2);
    differs.then(|| [unit.to_owned(), what.to_owned(), shown(published), shown(ours)])
}

/// `docs/known-differences.md` lists exactly the numbers that our two months print otherwise, each with a reason.
#[test]
fn what_is_printed_otherwise_is_listed_and_explained() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/known-differences.md");
    let text = std::fs::read_to_string(path).unwrap();
    let section = text.split("\n## The generated months of Bắc Kạn\n").nth(1).unwrap();
    let section = section.split("\n## ").next().unwrap();
    let rows: Vec<Vec<&str>> = section
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| Report"))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    for row in &rows {
        assert!(row[5].len() > 10, "no reason: {row:?}");
    }
    let listed: Vec<String> = rows.iter().map(|row| row[..5].join(" | ")).collect();
    let months = [(BAC_KAN, "Bắc Kạn 8/2023"), (CITY, "TP Bắc Kạn 7/2024")];
    let found: Vec<String> = months
        .iter()
        .flat_map(|(month, name)| others(month).into_iter().map(move |row| (name, row)))
        .map(|(name, row)| format!("{name} | {}", row.join(" | ")))
        .collect();
    assert_eq!(listed, found, "\n{}\n", found.join("\n"));
}
