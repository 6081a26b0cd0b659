//! What stands on the pages, as poppler reads them back.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../../report/tests/common/mod.rs"]
mod common;
mod poppler;

use chiso_pdf::pdf;
use chiso_report::{Annex, Block, Cell, Footnote, Report, Run, Table, html};
use common::data::{BAC_KAN, CITY, PHU_THO, Published};
use poppler::{Read, words};
use rstest::rstest;
use scraper::{Html, Selector};

/// Every text of the html page: paragraphs, headings, list items, captions, cells. Without spaces, because a line may
/// also end after a hyphen or in an address.
fn texts(report: &Report) -> Vec<String> {
    let page = Html::parse_document(&html(report).unwrap());
    let all = Selector::parse("p, h1, h2, h3, h4, li, caption, th, td").unwrap();
    let texts = page.select(&all).map(|element| tight(&element.text().collect::<String>()));
    texts.filter(|text| !text.is_empty()).collect()
}

fn tight(text: &str) -> String {
    text.split_whitespace().collect()
}

fn missing(report: &Report, read: &Read) -> Vec<String> {
    let text = tight(&read.flow());
    texts(report).into_iter().filter(|line| !text.contains(line.as_str())).collect()
}

#[rstest]
#[case::bac_kan(BAC_KAN)]
#[case::city(CITY)]
#[case::phu_tho(PHU_THO)]
fn every_line_of_the_web_page_is_in_the_pdf(#[case] month: Published) {
    let report = month.report();
    let read = Read::of(&pdf(&report).unwrap());
    assert!(texts(&report).len() > 60, "{}", texts(&report).len());
    assert_eq!(missing(&report, &read), Vec::<String>::new());
}

#[test]
fn the_sample_month_too() {
    let report = common::monthly();
    let read = Read::of(&pdf(&report).unwrap());
    assert_eq!(missing(&report, &read), Vec::<String>::new());
}

#[test]
fn the_letterhead_stays_on_its_lines() {
    let page = &Read::of(&pdf(&common::monthly()).unwrap()).pages[0];
    let line = |phrase: &str| page.lines().position(|line| line.contains(phrase));
    assert!(line("UBND TỈNH BẮC KẠN").is_some(), "{page}");
    assert_eq!(line("UBND TỈNH BẮC KẠN"), line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"));
    assert_eq!(line("Số: ……/BC-VP"), line("Bắc Kạn, ngày 12 tháng 9 năm 2023"));
}

/// Decree 30: a number centred at the top, none on the first page.
#[test]
fn pages_are_numbered_from_the_second_and_header_rows_repeat() {
    let read = Read::of(&pdf(&common::long()).unwrap());
    assert!(read.pages.len() > 2, "{} pages", read.pages.len());
    let first = |page: &str| {
        page.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("").to_owned()
    };
    assert!(first(&read.pages[0]).starts_with("UBND XÃ DƯƠNG QUANG"), "{}", read.pages[0]);
    for (page, number) in read.pages.iter().zip(1..).skip(1) {
        assert_eq!(first(page), number.to_string());
    }
    for page in &read.pages[..3] {
        assert!(words(page).contains("STT Tên cơ quan, đơn vị Số hồ sơ tiếp nhận"), "{page}");
    }
}

/// As many units as a province has today: no row lost, no row twice, the header on every page.
#[test]
fn a_ranking_of_165_units_runs_over_pages() {
    let report = ranking(165);
    let read = Read::of(&pdf(&report).unwrap());
    let flow = read.flow();
    for number in 1..=165 {
        let name = format!("UBND xã Mẫu {number:03} ");
        assert_eq!(flow.matches(&name).count(), 1, "{name}");
    }
    let with_rows = read.pages.iter().filter(|page| page.contains("UBND xã Mẫu"));
    let headed = read.pages.iter().filter(|page| page.contains("Xếp loại"));
    assert_eq!(with_rows.count(), headed.count());
    assert!(read.pages.len() >= 4, "{} pages", read.pages.len());
}

/// The opening row of a section is never the last of a page.
#[test]
fn a_section_opens_above_its_rows() {
    for before in 20..60 {
        let mut report = ranking(before);
        if let Block::Table(table) = &mut report.sections[0] {
            let last = table.rows.len() - 2;
            table.rows.insert(last, common::section("II", "Khối các phường"));
        }
        let read = Read::of(&pdf(&report).unwrap());
        let page = read.pages.iter().find(|page| page.contains("Khối các phường")).unwrap();
        let below = page.split("Khối các phường").nth(1).unwrap();
        assert!(below.contains("UBND xã Mẫu"), "{before} units: {page}");
    }
}

fn ranking(units: u32) -> Report {
    let Some(Block::Table(sample)) = common::monthly().sections.into_iter().rev().find(|block| {
        matches!(block, Block::Table(table) if table.columns.iter().any(|column| column.title == "Xếp loại"))
    }) else {
        panic!("the sample month has a ranking")
    };
    let columns = sample.columns;
    let row = |number: u32| {
        let cell = |at: usize| match at {
            0 => Cell::Ordinal,
            1 => Cell::text(format!("UBND xã Mẫu {number:03}")),
            _ => common::decimal(&format!("{}.{:02}", at * 3, number % 100), 2),
        };
        chiso_report::Row::Normal((0..columns.len()).map(cell).collect())
    };
    let rows = (1..=units).map(row).collect();
    let table = Table {
        caption: "XẾP HẠNG CÁC XÃ, PHƯỜNG".into(),
        short: "Xếp hạng".into(),
        rows,
        columns: columns.clone(),
        join_missing: false,
    };
    Report { sections: vec![Block::Table(table)], ..common::minimal() }
}

/// A letter: no kind, its subject under the number; annexes on pages of their own, on their side where asked.
#[test]
fn a_letter_with_annexes() {
    let month = common::monthly();
    let mut report = Report { sections: month.sections[..6].to_vec(), ..month.clone() };
    report.title.kind = String::new();
    report.title.subject = "báo cáo kết quả bộ chỉ số tháng 8 năm 2023".into();
    let annex = |title: &str, landscape: bool| Annex {
        title: title.into(),
        subject: format!("Bảng kê kèm theo {title}"),
        reference: "(Kèm theo Công văn số 2361/SNV-CCHC ngày 31/8/2023)".into(),
        sections: month.sections[6..9].to_vec(),
        landscape,
    };
    report.annexes = vec![annex("Phụ lục I", false), annex("Phụ lục II", true)];
    let read = Read::of(&pdf(&report).unwrap());
    assert!(words(&read.pages[0]).contains("V/v báo cáo kết quả bộ chỉ số"), "{}", read.pages[0]);
    let page = |phrase: &str| read.pages.iter().position(|page| page.contains(phrase)).unwrap();
    let (first, second) = (page("PHỤ LỤC I"), page("PHỤ LỤC II"));
    assert!(page("PHÓ CHÁNH VĂN PHÒNG") < first && first < second);
    let sizes = read.sizes();
    assert_eq!(sizes[first], "595.276 x 841.89 pts (A4)");
    assert_eq!(sizes[second], "841.89 x 595.276 pts (A4)");
}

/// What would be a command, a markup or a picture elsewhere stays text; what has no letter shows that it lacks one.
#[test]
fn hostile_names_stay_text() {
    let mut report = common::escaping();
    let hostile = [
        "#sys.inputs",
        "*đậm* _nghiêng_ $x^2$",
        "= Tiêu đề",
        "@ref <nhãn> `mã` \\u{41}",
        "// chú thích",
        "#import \"x\"",
        "~ -- --- ...",
        "https://vi.du",
    ];
    report.intro.extend(hostile.iter().map(|text| (*text).into()));
    report.recipients.extend(hostile.iter().map(|text| (*text).to_owned()));
    let flow = Read::of(&pdf(&report).unwrap()).flow();
    for text in hostile.iter().chain(&common::AWKWARD[..2]).chain(&common::AWKWARD[3..5]) {
        assert!(flow.contains(&words(text)), "{text} is missing in {flow}");
    }
    assert!(flow.contains('□') && !flow.contains("مرحبا"), "{flow}");
    let letters = flow.chars().filter(|c| *c == 'Ữ').count();
    assert!(letters >= 300 * 4, "an endless word is broken, not cut: {letters}");
}

/// Texts longer than a page are torn, not cut off.
#[test]
fn texts_longer_than_a_page() {
    let long =
        |name: &str| (1..=1_200).map(|at| format!("{name}{at}")).collect::<Vec<_>>().join(" ");
    let table = Table {
        caption: "Bảng".into(),
        short: "Bảng".into(),
        columns: common::long().tables().next().unwrap().columns.clone(),
        rows: vec![chiso_report::Row::Normal(vec![
            Cell::Ordinal,
            Cell::text(long("ô")),
            Cell::Empty,
        ])],
        join_missing: false,
    };
    let report = Report {
        intro: vec![long("đoạn").as_str().into()],
        sections: vec![Block::Table(table)],
        footnotes: vec![Footnote {
            mark: "*".into(), text: vec![Run::italic(long("chú"))].into()
        }],
        recipients: (1..=120).map(|at| format!("Nơi nhận thứ{at}")).collect(),
        ..common::minimal()
    };
    let flow = Read::of(&pdf(&report).unwrap()).flow();
    for name in ["đoạn", "ô", "chú"] {
        let lost: Vec<_> =
            (1..=1_200).filter(|at| !flow.contains(&format!("{name}{at}"))).collect();
        assert!(lost.is_empty(), "{name}: {lost:?}");
    }
    assert!((1..=120).all(|at| flow.contains(&format!("Nơi nhận thứ{at};"))
        || flow.contains(&format!("Nơi nhận thứ{at}"))));
}
