//! Made-up charts of every kind for the page of components, with what is easily forgotten: nothing known, 0,
//! a name that does not end, a name that is HTML.

use chiso_report::listing::Item;
use chiso_scoring::lang::Lang;

use super::{Cell, Chart, Column, Event, Kind, Mark, Part, Role, Row};

/// Names that pages must survive: one as long as the catalogue allows, one that is HTML and turns the
/// direction of writing.
const LONG: &str = "Ban Quản lý các khu công nghiệp, khu chế xuất, khu công nghệ cao và khu kinh tế cửa khẩu quốc \
    tế trực thuộc Ủy ban nhân dân tỉnh, có tên dài nhất trong toàn bộ danh mục cơ quan hành chính nhà nước";
const HOSTILE: &str = "<b onmouseover=alert(1)>Phường</b> \u{202e}& \"Xã\"";

/// A chart of every kind.
pub(crate) fn examples(lang: Lang) -> Vec<Chart> {
    vec![
        bars(lang),
        radar(lang),
        trend(lang),
        waterfall(lang),
        heat(lang),
        calendar(lang),
        slope(lang),
        map(lang),
    ]
}

/// An empty chart whose words stand under its own key.
fn chart(lang: Lang, kind: Kind, unit: &str, head: &str) -> Chart {
    let key = format!("chart-example-{}", kind.code());
    let id = format!("mau-{}", kind.code());
    Chart::new(lang, kind, &id, lang.text(&key), lang.text(head))
        .summary(lang.text(&format!("{key}-summary")))
        .unit(lang.text(unit))
}

fn column(lang: Lang, role: Role, key: &str) -> Column {
    Column::new(role, lang.text(key))
}

/// Points from text; `?` is a source that is silent, a text in parentheses another reason.
fn points(lang: Lang, text: &str) -> Cell {
    match text.parse() {
        Ok(value) => Cell::decimal(lang, value),
        Err(_) => Cell::missing(lang.text("counts-silent")),
    }
}

fn cells(lang: Lang, texts: &[&str]) -> Vec<Cell> {
    texts.iter().map(|text| points(lang, text)).collect()
}

/// Groups: code, Vietnamese, English, points, mean of the nation, most.
const GROUPS: [(&str, &str, &str, &str, &str, &str); 6] = [
    ("CKMB", "Công khai, minh bạch", "Openness", "17.20", "14.92", "18"),
    ("TDGQ", "Tiến độ giải quyết", "Timeliness", "18.45", "19.10", "20"),
    ("DVCTT", "Cung cấp dịch vụ công trực tuyến", "Online services", "0.00", "6.31", "12"),
    ("TTTT", "Thanh toán trực tuyến", "Online payment", "4.87", "5.02", "10"),
    ("MDHL", "Mức độ hài lòng", "Satisfaction", "?", "17.66", "18"),
    ("MDSH", "Số hóa hồ sơ", "Digitisation", "15.30", "12.08", "22"),
];

fn groups(lang: Lang) -> Vec<Row> {
    let row = |(code, vi, en, own, mean, max): (&str, &str, &str, &str, &str, &str)| {
        let name = if lang == Lang::Vi { vi } else { en };
        Row::new(code, name, cells(lang, &[own, mean, max])).short(code).at("/kieu#bieu-do")
    };
    GROUPS.into_iter().map(row).collect()
}

fn bars(lang: Lang) -> Chart {
    let columns = vec![
        column(lang, Role::Value, "chart-points"),
        column(lang, Role::Mean, "chart-mean"),
        column(lang, Role::Max, "chart-max"),
    ];
    chart(lang, Kind::Bars, "unit-points", "chart-group").table(columns, groups(lang))
}

fn radar(lang: Lang) -> Chart {
    Chart {
        columns: bars(lang).columns,
        rows: groups(lang),
        ..chart(lang, Kind::Radar, "unit-points", "chart-group")
    }
}

fn trend(lang: Lang) -> Chart {
    let month = |at: usize, own: &str, mean: &str| {
        let (key, short) = (format!("2026-{at:02}"), format!("{at}/2026"));
        let name = key.parse().map_or_else(|_| key.clone(), |period| lang.period(period));
        Row::new(key, name, cells(lang, &[own, mean])).short(short).at("/kieu#bieu-do")
    };
    let series = [
        ("71.20", "66.40"),
        ("72.85", "67.02"),
        ("70.10", "67.31"),
        ("?", "67.55"),
        ("?", "68.04"),
        ("74.92", "68.11"),
        ("69.33", "64.20"),
        ("71.05", "64.98"),
        ("73.48", "66.17"),
    ];
    let mut rows: Vec<Row> =
        (1..).zip(series).map(|(at, (own, mean))| month(at, own, mean)).collect();
    let mark = |event: Event, key: &str| Mark::new(event, lang.text(key));
    rows[2].marks = vec![mark(Event::Merger, "chart-example-merger")];
    rows[5].marks = vec![mark(Event::Closing, "chart-example-closing")];
    rows[6].marks = vec![mark(Event::Rules, "chart-example-rules")];
    let columns = vec![
        column(lang, Role::Value, "chart-points").max(100),
        column(lang, Role::Mean, "chart-mean").max(100),
    ];
    chart(lang, Kind::Trend, "unit-points", "chart-period").table(columns, rows)
}

fn waterfall(lang: Lang) -> Chart {
    let whole = |key: &str, text: &str, part: Part| {
        Row::new(key, lang.text(key), cells(lang, &[text])).part(part)
    };
    let change = |key: &str, name: &str, text: &str| {
        let cell =
            text.parse().map_or_else(|_| points(lang, text), |value| Cell::signed(lang, value));
        Row::new(key, name, vec![cell]).at("/kieu#bieu-do")
    };
    let rows = vec![
        whole("chart-start", "74.92", Part::Start),
        change("H55.1", "Sở Nông nghiệp và Môi trường", "-4.31"),
        change("H55.2", HOSTILE, "-2.08"),
        change("H55.3", LONG, "+0.74"),
        change("H55.4", "Sở Tư pháp", "0.00"),
        change("chart-rest", &lang.text("chart-rest"), "+0.06").part(Part::Rest),
        whole("chart-end", "69.33", Part::End),
    ];
    let columns = vec![column(lang, Role::Value, "chart-points")];
    chart(lang, Kind::Waterfall, "unit-points", "chart-part").table(columns, rows)
}

fn heat(lang: Lang) -> Chart {
    let columns = [("1.1", 2), ("1.2", 4), ("2.1", 20), ("3.1", 4), ("3.2", 6), ("5.1", 10)];
    let columns = columns.map(|(code, max)| Column::new(Role::Value, code).max(max)).to_vec();
    let row = |code: &str, name: &str, texts: [&str; 6]| Row::new(code, name, cells(lang, &texts));
    let rows = vec![
        row(
            "H55.1",
            "Sở Nông nghiệp và Môi trường",
            ["2.00", "3.61", "19.80", "1.25", "0.00", "10.00"],
        ),
        row("H55.2", "Sở Tư pháp", ["1.40", "4.00", "15.02", "2.90", "4.44", "8.31"]),
        row("H55.3", LONG, ["?", "?", "11.75", "0.38", "1.06", "5.20"]),
        row("H55.4", HOSTILE, ["2.00", "0.00", "20.00", "4.00", "6.00", "9.99"]),
        row("H55.5", "Xã An Khang", ["0.75", "2.20", "?", "3.05", "2.50", "7.00"])
            .part(Part::Current),
    ];
    chart(lang, Kind::Heat, "unit-points", "chart-unit").table(columns, rows)
}

fn calendar(lang: Lang) -> Chart {
    let day = |(day, due, open): (&str, i64, i64)| {
        let name = day.parse().map_or_else(|_| day.to_owned(), |date| lang.date(date));
        let count = |count: i64| Cell::count(lang, count);
        Row::new(day, name, vec![count(due), count(open)]).at("/kieu#bieu-do")
    };
    let days = [
        ("2026-10-26", 12, 3),
        ("2026-10-27", 41, 9),
        ("2026-10-28", 7, 0),
        ("2026-10-30", 128, 64),
        ("2026-11-02", 0, 0),
        ("2026-11-03", 19, 19),
        ("2026-11-05", 55, 41),
        ("2026-11-09", 3, 3),
        ("2026-11-20", 230, 201),
        ("2026-11-27", 16, 16),
    ];
    let mut rows: Vec<Row> = days.into_iter().map(day).collect();
    rows[3].marks = vec![Mark::new(Event::Closing, lang.text("chart-example-closing"))];
    let columns = vec![
        column(lang, Role::Value, "chart-example-due"),
        column(lang, Role::Told, "chart-example-open"),
    ];
    chart(lang, Kind::Calendar, "chart-dossiers", "chart-day").table(columns, rows)
}

fn slope(lang: Lang) -> Chart {
    let rank = |rank: Option<i64>| match rank {
        Some(rank) => Cell::new(lang, Item::Integer(rank)),
        None => Cell::missing(lang.text("counts-not-applicable")),
    };
    let unit = |code: &str, name: &str, before: Option<i64>, after: Option<i64>| {
        Row::new(code, name, vec![rank(before), rank(after)]).at("/kieu#bieu-do")
    };
    let rows = vec![
        unit("H55.3", "Sở Tư pháp", Some(1), Some(2)),
        unit("H55.1", "Sở Nông nghiệp và Môi trường", Some(5), Some(1)),
        unit("H55.2", "Sở Nội vụ", Some(2), Some(3)),
        unit("H55.9", LONG, Some(2), Some(5)),
        unit("H55.8", "Xã An Khang", Some(4), Some(3)).part(Part::Current),
        unit("H55.7", HOSTILE, None, Some(6)),
    ];
    let columns =
        vec![column(lang, Role::Before, "chart-before"), column(lang, Role::After, "chart-after")];
    chart(lang, Kind::Slope, "chart-ranks", "chart-unit").table(columns, rows)
}

fn map(lang: Lang) -> Chart {
    let at = |code: &str, name: &str, text: &str, (east, north): (i32, i32)| {
        Row::new(code, name, cells(lang, &[text])).place(east, north).at("/kieu#bieu-do")
    };
    let sea =
        |code: &str, name: &str, place: (i32, i32)| at(code, name, "?", place).part(Part::Islands);
    let rows = vec![
        at("H26", "Hà Nội", "81.20", (1_058_000, 210_200)),
        at("H31", "Hải Phòng", "78.05", (1_066_500, 208_500)),
        at("H52", "Sơn La", "60.41", (1_039_000, 213_200)),
        at("H56", "Thanh Hóa", "0.00", (1_053_800, 200_500)),
        at("H57", "Huế", "88.96", (1_075_500, 163_800)),
        at("H17", "Đà Nẵng", "84.10", (1_080_000, 158_500)),
        at("H15", "Đắk Lắk", "66.72", (1_084_000, 127_800)),
        at("H32", "Khánh Hòa", "71.33", (1_089_500, 121_500)),
        at("H29", "Thành phố Hồ Chí Minh", "79.88", (1_067_000, 108_500)),
        at("H13", "Cần Thơ", "?", (1_057_500, 98_500)),
        at("H12", "Cà Mau", "58.27", (1_051_500, 92_500)),
        sea("HS", "Đặc khu Hoàng Sa", (1_120_000, 165_000)),
        sea("TS", "Đặc khu Trường Sa", (1_138_000, 90_000)),
    ];
    let columns = vec![column(lang, Role::Value, "chart-points").max(100)];
    chart(lang, Kind::Map, "unit-points", "chart-unit").table(columns, rows)
}
