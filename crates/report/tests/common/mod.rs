//! Sample reports: a realistic month, a minimal one, a long one, and one full of characters that need care.
//!
//! Rates and overdue counts of the month: Văn phòng UBND tỉnh Bắc Kạn, report for August 2023. The comparison of two
//! days: Sở Nội vụ tỉnh Thái Nguyên, same month. Certified copies by district and the signer are made up.
#![allow(dead_code, reason = "each test file uses its own part")]

use chiso_report::{
    Block, Bullet, BulletLevel, Cell, Footnote, Heading, Letterhead, Level, Paragraph, Report, Row,
    Run, Scope, Signature, Table, Title,
};
use jiff::civil::date;

pub mod data;
pub mod dump;
pub mod samples;
mod tables;

use tables::{comparison, copies, districts, figure, on_time, overdue, ranking, three_columns};

pub const NO_DOSSIERS: &str = "Không phát sinh hồ sơ";
pub const NOT_COMPILED: &str = "Không tổng hợp trên Hệ thống";

/// A report with a letterhead, a sentence and a signature.
pub fn minimal() -> Report {
    Report {
        head: Letterhead {
            own: "UBND xã Dương Quang".into(),
            symbol: "BC-UBND".into(),
            place: "Dương Quang".into(),
            ..Letterhead::default()
        },
        title: Title {
            kind: "Báo cáo".into(),
            subject: "Kết quả bộ chỉ số tháng 02 năm 2024".into(),
            period: "Tháng 02 năm 2024".into(),
        },
        intro: vec![],
        sections: vec![],
        closing: "Trên đây là kết quả của xã".into(),
        sign: Signature {
            authority: vec![],
            title: "Chủ tịch".into(),
            name: "Nguyễn Văn Mẫu".into(),
        },
        recipients: vec![],
        annexes: vec![],
        footnotes: vec![],
        imprint: "Số liệu lúc 08:00 ngày 05/02/2024; bản 17; bộ quy tắc 766-2024; mã băm 0f1e2d3c."
            .into(),
        created: "2024-02-05T01:00:00Z".parse().expect("a timestamp"),
    }
}

/// A provincial month, as long as such reports are.
pub fn monthly() -> Report {
    let office = "Văn phòng UBND tỉnh Bắc Kạn";
    Report {
        head: Letterhead {
            parent: Some("UBND tỉnh Bắc Kạn".into()),
            own: "Văn phòng".into(),
            number: None,
            symbol: "BC-VP".into(),
            place: "Bắc Kạn".into(),
            date: Some(date(2023, 9, 12)),
            addressees: vec!["Ủy ban nhân dân tỉnh Bắc Kạn".into()],
        },
        title: Title {
            kind: "BÁO CÁO".into(),
            subject: "Kết quả chỉ số chỉ đạo, điều hành và đánh giá chất lượng phục vụ người dân, doanh nghiệp \
                      trong thực hiện thủ tục hành chính, dịch vụ công tháng 8 năm 2023"
                .into(),
            period: "Tháng 8 năm 2023".into(),
        },
        intro: vec![
            "Căn cứ Quyết định số 766/QĐ-TTg ngày 23/6/2022 của Thủ tướng Chính phủ và kế hoạch của tỉnh;".into(),
            format!("{office} báo cáo số liệu tháng 8 năm 2023 như sau:").into(),
        ],
        sections: sections(),
        closing: "Trên đây là kết quả thực hiện Bộ chỉ số tháng 8 năm 2023 của tỉnh, kính báo cáo.".into(),
        sign: Signature {
            authority: vec!["KT. Chánh Văn phòng".into()],
            title: "Phó Chánh Văn phòng".into(),
            name: "Nguyễn Văn Mẫu".into(),
        },
        recipients: ["UBND tỉnh", "Các sở, ban, ngành", "UBND các huyện, thành phố", "Lưu: VT, HCC"]
            .map(String::from)
            .into(),
        annexes: vec![],
        footnotes: vec![Footnote {
            mark: "*".into(),
            text: "Đơn vị trình công bố chậm: Sở Tài chính (Quyết định số 1556/QĐ-UBND ngày 25/8/2023).".into(),
        }],
        imprint: "Số liệu chốt lúc 07:00 ngày 12/9/2023; bản số liệu 48.213; bộ quy tắc 766-2023.2; \
                  mã băm quy tắc 9c1f4be27a03."
            .into(),
        created: "2023-09-12T01:30:00Z".parse().expect("a timestamp"),
    }
}

fn sections() -> Vec<Block> {
    vec![
        heading(Level::Roman, "Kết quả điểm số theo thời gian thực"),
        Block::Paragraph(Paragraph::from(vec![
            Run::plain("Tổng điểm của tỉnh đạt "),
            Run::bold("46,76/100 điểm"),
            Run::plain(", xếp hạng 48/63 tỉnh, thành phố. Chi tiết từng nhóm chỉ số:"),
        ])),
        heading(Level::Arabic, "Công khai, minh bạch: 9,2/18 điểm, trong đó:"),
        Block::Bullets(vec![
            dash("TTHC công bố đúng hạn: 73,91%*."),
            dash("TTHC công khai đầy đủ: 100%."),
        ]),
        heading(Level::Arabic, "Tiến độ giải quyết hồ sơ: 14,2/20 điểm, trong đó:"),
        Block::Bullets(vec![dash("Đúng hạn, trong hạn: 72%."), dash("Quá hạn: 28%.")]),
        Block::Table(on_time()),
        Block::Table(overdue()),
        Block::Note(
            "Lưu ý: Số liệu của cấp huyện gồm cả các xã, phường, thị trấn trực thuộc.".into(),
        ),
        heading(Level::Arabic, "Dịch vụ trực tuyến"),
        heading(Level::Decimal, "Dịch vụ công trực tuyến: 7,4/12 điểm, trong đó:"),
        Block::Bullets(vec![
            dash("Mức độ cung cấp:"),
            plus("Một phần: 234 TTHC (13,19%)."),
            plus("Toàn trình: 1.032 TTHC (58,17%)."),
        ]),
        heading(Level::Decimal, "Thanh toán trực tuyến: 2,8/10 điểm."),
        heading(Level::Arabic, "Số hóa hồ sơ"),
        Block::Table(copies()),
        Block::Table(comparison()),
        heading(Level::Roman, "Kết quả đánh giá, xếp loại"),
        Block::Table(ranking()),
        Block::Table(districts()),
        heading(Level::Roman, "Kiến nghị"),
        heading(Level::Arabic, "Các sở, ban, ngành"),
        Block::Bullets(vec![Bullet {
            level: BulletLevel::Dash,
            text: Paragraph::from(vec![
                Run::plain("Rà soát hồ sơ quá hạn, nêu rõ nguyên nhân từng hồ sơ. "),
                Run::italic("Thời gian hoàn thành: 20/9/2023."),
            ]),
        }]),
    ]
}

pub fn heading(level: Level, text: &str) -> Block {
    Block::Heading(Heading { level, text: text.into() })
}

pub fn dash(text: &str) -> Bullet {
    Bullet { level: BulletLevel::Dash, text: text.into() }
}

pub fn plus(text: &str) -> Bullet {
    Bullet { level: BulletLevel::Plus, text: text.into() }
}

pub fn section(mark: &str, title: &str) -> Row {
    Row::Section { mark: mark.into(), title: title.into() }
}

pub fn decimal(text: &str, digits: u32) -> Cell {
    Cell::Decimal { value: text.parse().expect("a decimal"), digits }
}

/// One table over several pages.
pub fn long() -> Report {
    let mut rows = vec![section("I", "Cấp xã")];
    rows.extend((1..=120).map(|n| figure(&format!("UBND xã số {n}"), Cell::Integer(1_000 + n))));
    let sum = (1..=120).map(|n| 1_000 + n).sum();
    rows.push(Row::Total {
        scope: Scope::Section,
        cells: vec![Cell::text("TỔNG SỐ"), Cell::Empty, Cell::Integer(sum)],
    });
    let table = Table {
        caption: "SỐ HỒ SƠ TIẾP NHẬN CỦA CÁC XÃ".into(),
        short: "Tiếp nhận".into(),
        columns: three_columns("Số hồ sơ tiếp nhận"),
        rows,
        join_missing: false,
    };
    Report { sections: vec![Block::Table(table)], ..minimal() }
}

/// Texts that break what does not escape them.
pub const AWKWARD: [&str; 6] = [
    "Sở <Tư pháp> & \"Nội vụ\" 'A' </w:t>",
    "=SUM(A1:A9)",
    "\u{200f}مرحبا\u{200e} Đắk Lắk",
    "_x0041_ {{ tiêm }} <script>alert(1)</script>",
    "Phường Nguyễn Thị Minh Khai – ỷ ỹ ỵ ợ ữ ằ",
    "  hai  khoảng  trắng  ",
];

/// 300 characters without a space.
pub fn endless() -> String {
    "Ữ".repeat(300)
}

/// Every text of the report is awkward somewhere.
pub fn escaping() -> Report {
    let mut names: Vec<String> = AWKWARD.map(String::from).into();
    names.push(endless());
    let rows = names.iter().map(|name| figure(name, Cell::missing(format!("{name}!")))).collect();
    let table = Table {
        caption: format!("Bảng {}", AWKWARD[0]),
        short: "[a]:b*c?d/e\\f' & <g>".into(),
        columns: three_columns("Tỷ lệ < 5 & > 3"),
        rows,
        join_missing: false,
    };
    let base = minimal();
    Report {
        head: Letterhead {
            own: "Ban <QL> & \"KCN\"".into(),
            addressees: names.clone(),
            ..base.head
        },
        intro: names.iter().map(|name| name.as_str().into()).collect(),
        sections: vec![Block::Table(table)],
        footnotes: vec![Footnote { mark: "*".into(), text: "a\u{0}b\u{7}c\u{ffff}d\u{1b}".into() }],
        recipients: names,
        ..base
    }
}
