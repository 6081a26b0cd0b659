//! The tables of the sample month.

use chiso_report::{Align, Cell, Column, Row, Scope, Table};

use super::{NO_DOSSIERS, NOT_COMPILED, decimal, section};

/// STT, name, one figure.
pub fn three_columns(figure: &str) -> Vec<Column> {
    vec![
        Column::new("STT", 10, Align::Center),
        Column::new("Tên cơ quan, đơn vị", 60, Align::Left),
        Column::new(figure, 30, Align::Center),
    ]
}

pub fn figure(name: &str, cell: Cell) -> Row {
    Row::Normal(vec![Cell::Ordinal, Cell::text(name), cell])
}

pub fn on_time() -> Table {
    let departments = [
        ("Sở Công Thương", "99.69"),
        ("Sở Lao động – Thương binh và Xã hội", "99.5"),
        ("Sở Tư pháp", "99.34"),
        ("Sở Nông nghiệp và Phát triển nông thôn", "90"),
        ("Sở Giao thông vận tải", "88.3"),
        ("Sở Nội vụ", "87.77"),
        ("Sở Y tế", "60.19"),
        ("Sở Giáo dục và Đào tạo", "29.26"),
    ];
    let districts = [
        ("UBND huyện Ba Bể", "90.84"),
        ("UBND thành phố Bắc Kạn", "88.33"),
        ("UBND huyện Na Rì", "71.05"),
        ("UBND huyện Bạch Thông", "69.47"),
        ("UBND huyện Chợ Đồn", "62.07"),
        ("UBND huyện Pác Nặm", "56.92"),
        ("UBND huyện Chợ Mới", "48.49"),
        ("UBND huyện Ngân Sơn", "40.13"),
    ];
    let rate = |(name, rate): &(&str, &str)| figure(name, decimal(rate, 2));
    let mut rows = vec![section("I", "Cấp tỉnh")];
    rows.extend(departments.iter().map(rate));
    rows.extend(
        ["Ban Dân tộc", "Thanh tra tỉnh"].map(|name| figure(name, Cell::missing(NO_DOSSIERS))),
    );
    rows.push(section("II", "Cấp huyện"));
    rows.extend(districts.iter().map(rate));
    Table {
        caption: "TỶ LỆ HỒ SƠ XỬ LÝ ĐÚNG HẠN TẠI CÁC CƠ QUAN, ĐƠN VỊ".into(),
        short: "Đúng hạn".into(),
        columns: three_columns("Tỷ lệ (%)"),
        rows,
        join_missing: true,
    }
}

pub fn overdue() -> Table {
    let rows = vec![
        section("I", "Cấp tỉnh"),
        figure("Sở Giáo dục và Đào tạo", Cell::Integer(133)),
        figure("Sở Y tế", Cell::Integer(74)),
        section("II", "Cấp huyện"),
        figure("UBND huyện Chợ Mới", Cell::Integer(718)),
        figure("UBND huyện Na Rì", Cell::Integer(535)),
        Row::Total {
            scope: Scope::Table,
            cells: vec![Cell::text("TỔNG SỐ"), Cell::Empty, Cell::Integer(133 + 74 + 718 + 535)],
        },
    ];
    Table {
        caption: "DANH SÁCH ĐƠN VỊ CÓ HỒ SƠ GIẢI QUYẾT QUÁ HẠN".into(),
        short: "Quá hạn".into(),
        columns: three_columns("Số hồ sơ quá hạn"),
        rows,
        join_missing: false,
    }
}

pub fn copies() -> Table {
    let row = |name: &str, done, all, copies, dossiers, rate| {
        let counts = [
            Cell::Fraction(done, all),
            Cell::Integer(copies),
            Cell::Integer(dossiers),
            decimal(rate, 2),
        ];
        Row::Normal([Cell::Ordinal, Cell::text(name)].into_iter().chain(counts).collect())
    };
    Table {
        caption: "CHỨNG THỰC BẢN SAO ĐIỆN TỬ TỪ BẢN CHÍNH".into(),
        short: "Chứng thực".into(),
        columns: vec![
            Column::new("STT", 7, Align::Center),
            Column::new("Tên cơ quan, đơn vị", 32, Align::Left),
            Column::new("Số đơn vị triển khai", 14, Align::Center),
            Column::new("Số hồ sơ hoàn thành", 15, Align::Right),
            Column::new("Số hồ sơ phát sinh", 16, Align::Right),
            Column::new("Tỷ lệ (%)", 12, Align::Right),
        ],
        rows: vec![
            row("UBND thành phố Bắc Kạn", 8, 8, 4_120, 21_310, "19.33"),
            row("UBND huyện Ba Bể", 13, 15, 2_216, 12_611, "17.57"),
            row("UBND huyện Chợ Đồn", 17, 20, 4_000, 38_000, "10.53"),
            Row::Total {
                scope: Scope::Table,
                cells: vec![
                    Cell::text("TỔNG CỘNG"),
                    Cell::Empty,
                    Cell::Fraction(38, 43),
                    Cell::Integer(10_336),
                    Cell::Integer(71_921),
                    decimal("14.37", 2),
                ],
            },
        ],
        join_missing: false,
    }
}

pub fn comparison() -> Table {
    let change =
        |text: &str, digits| Cell::Change { value: text.parse().expect("a decimal"), digits };
    let percent = |text: &str| Cell::Percent { value: text.parse().expect("a decimal"), digits: 2 };
    let (july, august) = ("Ngày 31/7/2023", "Ngày 31/8/2023");
    Table {
        caption: "SO SÁNH HAI THỜI ĐIỂM".into(),
        short: "So sánh".into(),
        columns: vec![
            Column::new("Số TT", 8, Align::Center),
            Column::new("Nội dung", 32, Align::Left),
            Column::new("Số liệu", 12, Align::Right).under(july),
            Column::new("Tỷ lệ", 12, Align::Right).under(july),
            Column::new("Số liệu", 12, Align::Right).under(august),
            Column::new("Tỷ lệ", 12, Align::Right).under(august),
            Column::new("Tăng (+), giảm (-)", 14, Align::Right),
        ],
        rows: vec![
            section("1", "Công khai, minh bạch"),
            Row::Normal(vec![
                Cell::text("1,1"),
                Cell::text("Hồ sơ đã đồng bộ"),
                Cell::Integer(378_113),
                percent("90.19"),
                Cell::Integer(422_402),
                percent("94.97"),
                change("44289", 0),
            ]),
            section("2", "Tiến độ giải quyết"),
            Row::Normal(vec![
                Cell::text("2,1"),
                Cell::text("Hồ sơ giải quyết đúng hạn"),
                Cell::Empty,
                percent("95.41"),
                Cell::Empty,
                percent("95.03"),
                change("-0.38", 2),
            ]),
        ],
        join_missing: false,
    }
}

/// Eight columns, two header rows.
pub fn ranking() -> Table {
    let scored = |name: &str, points: [&str; 6], grade: &str| {
        let points = points.map(|text| decimal(text, 2));
        let cells =
            [Cell::Ordinal, Cell::text(name)].into_iter().chain(points).chain([Cell::text(grade)]);
        Row::Normal(cells.collect())
    };
    Table {
        caption: "KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI CẤP TỈNH".into(),
        short: "Xếp loại cấp tỉnh".into(),
        columns: ranking_columns(),
        rows: vec![
            scored("Sở Tư pháp", ["16", "19.87", "15.24", "5.99", "8.8", "65.9"], "Trung bình"),
            scored(
                "Sở Công Thương",
                ["16", "19.94", "14.63", "5.99", "8.8", "65.36"],
                "Trung bình",
            ),
            scored(
                "Sở Giao thông vận tải",
                ["16", "17.66", "14.7", "5.29", "8.8", "62.45"],
                "Trung bình",
            ),
            scored(
                "Sở Nông nghiệp và Phát triển nông thôn",
                ["16", "18", "14.18", "5.33", "8.8", "62.31"],
                "Trung bình",
            ),
            scored(
                "Ban Quản lý các Khu công nghiệp",
                ["16", "5", "11.58", "1.49", "8.8", "42.87"],
                "Yếu",
            ),
        ],
        join_missing: true,
    }
}

pub fn ranking_columns() -> Vec<Column> {
    let total = "Tổng hợp xếp loại (Tổng điểm 100)";
    let group =
        |name: &str, max: u32| Column::new(format!("{name} (Tổng điểm {max})"), 11, Align::Center);
    vec![
        Column::new("STT", 6, Align::Center),
        Column::new("Tên cơ quan, đơn vị", 21, Align::Left),
        group("Công khai minh bạch", 18),
        group("Tiến độ giải quyết", 20),
        group("Dịch vụ trực tuyến", 22),
        group("Mức độ hài lòng", 18),
        group("Số hóa hồ sơ", 22),
        Column::new("Tổng điểm", 10, Align::Center).under(total),
        Column::new("Xếp loại", 11, Align::Center).under(total),
    ]
}

pub fn districts() -> Table {
    let row = |name: &str| {
        let reasons = vec![Cell::missing(NOT_COMPILED); 7];
        Row::Normal([Cell::Ordinal, Cell::text(name)].into_iter().chain(reasons).collect())
    };
    Table {
        caption: "KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI CẤP HUYỆN".into(),
        short: "Xếp loại cấp huyện".into(),
        columns: ranking_columns(),
        rows: ["UBND thành phố Bắc Kạn", "UBND huyện Ba Bể", "UBND huyện Chợ Đồn"].map(row).into(),
        join_missing: true,
    }
}
