//! Letters with two moments side by side: Thái Nguyên, 31 July and 31 August 2023.

mod common;

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use calamine::{DataType, Reader, Xlsx, open_workbook_from_rs};
use chiso_report::variant::{Context, Error, Profile, Sides, Variant, make};
use chiso_report::{Block, Cell, Report, Row, Table, check, docx, html, number, xlsx};
use chiso_scoring::figure::Captured;
use chiso_scoring::score::Basis;
use chiso_scoring::sheet::Sheet;
use common::data::{Published, rulebook, tree};
use common::dump::{dump, joined};
use jiff::civil::date;
use rstest::rstest;
use rust_decimal::Decimal;

const THAI_NGUYEN: Published =
    Published { agency: "H55", rules: "766-2022", file: "thai-nguyen-2023", profile: None };

/// The figures captured in a month.
fn captured(month: i8) -> Vec<Captured> {
    let mut all = THAI_NGUYEN.captured();
    all.retain(|figure| figure.reported.as_of.date().month() == month);
    all
}

fn context() -> Context {
    Context {
        as_of: date(2023, 8, 31).at(16, 30, 0, 0),
        revision: 4,
        rulebook_hash: "9c1f4be27a03".into(),
        created: "2023-08-31T09:30:00Z".parse().expect("a time"),
        ..Context::default()
    }
}

/// The letter from these captures, with the profile that comes with chiso.
fn made(variant: Variant, before: &[Captured], now: &[Captured]) -> Result<Report, Error> {
    let (tree, rulebook, period) = (tree(), rulebook("766-2022"), THAI_NGUYEN.period());
    let sheet = |rows| Sheet::new(&tree, &rulebook, period, Basis::Published, rows);
    let (before, now) = (sheet(before), sheet(now));
    let agency = tree.find("H55", period).expect("a province");
    let profile = Profile::known_for(agency, period, &tree).expect("a profile");
    let sides = Sides { before: Some(&before), ..Sides::alone(&now) };
    make(variant, &sides, agency, &profile, &context())
}

fn letter(variant: Variant) -> Report {
    made(variant, &captured(7), &captured(8)).expect("a letter")
}

#[rstest]
#[case::letter("letter_thai_nguyen_2023_08", Variant::C)]
#[case::directive("directive_thai_nguyen_2023_08", Variant::D)]
fn the_letter_reads_as_it_did(#[case] name: &str, #[case] variant: Variant) {
    insta::assert_snapshot!(name, dump(&letter(variant)));
}

/// What was printed, table by table, row by row: key, then cells.
fn printed() -> BTreeMap<&'static str, Vec<(&'static str, Vec<&'static str>)>> {
    let mut tables = BTreeMap::new();
    let mut name = "";
    for line in include_str!("letters/printed.txt").lines().filter(|line| !line.is_empty()) {
        match line.strip_prefix("# ") {
            Some(found) => name = found,
            None => {
                let mut cells = line.split('|').map(str::trim);
                let key = cells.next().expect("a key");
                tables.entry(name).or_insert_with(Vec::new).push((key, cells.collect()));
            }
        }
    }
    tables
}

/// The tables of the annex by number, each row by its key.
fn written() -> BTreeMap<String, BTreeMap<String, Vec<String>>> {
    let report = letter(Variant::C);
    let mut tables = BTreeMap::new();
    let mut roman = String::new();
    let mut numbers = ["I", "II", "III", "IV", "V"].into_iter();
    for block in &report.annexes[0].sections {
        match block {
            Block::Heading(_) => roman = numbers.next().expect("a number").to_owned(),
            Block::Table(table) => {
                let number = table.caption.split(". ").next().filter(|text| !text.is_empty());
                tables.insert(number.unwrap_or(&roman).to_owned(), rows(table));
            }
            _ => {}
        }
    }
    tables
}

fn rows(table: &Table) -> BTreeMap<String, Vec<String>> {
    let mut head = String::new();
    let mut rows = BTreeMap::new();
    for row in &table.rows {
        let (total, cells) = match row {
            Row::Section { .. } => continue,
            Row::Normal(cells) => (false, cells),
            Row::Total { cells, .. } => (true, cells),
        };
        let texts: Vec<String> = joined(cells, 0).split(" | ").map(String::from).collect();
        let key = match (&cells[0], texts[0].strip_suffix(')')) {
            (Cell::Ordinal, _) => texts[1].clone(),
            (_, Some(letter)) => head.clone() + letter,
            _ if total && texts[1].is_empty() => texts[0].clone(),
            _ if total => "total".to_owned(),
            _ => {
                head = texts[0].clone();
                head.clone()
            }
        };
        let values = texts[2..].iter().filter(|text| !(total && text.is_empty()));
        rows.insert(key, values.cloned().collect());
    }
    rows
}

/// How a cell differs from what was printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Differs {
    /// The same number, with one count of decimals down the column, dots between thousands, its sign.
    Form,
    /// No change: printed as 0 or not at all, made "Giữ nguyên".
    Unchanged,
    /// A change of a count, with what is counted.
    Noun,
    /// Another value, or another place.
    Value,
}

impl Differs {
    /// Its name in docs/known-differences.md.
    fn name(self) -> &'static str {
        match self {
            Self::Form => "decimals, dots, signs",
            Self::Unchanged => "no change",
            Self::Noun => "changes of counts",
            Self::Value => "values",
        }
    }
}

/// The number a cell shows; words give its sign.
fn value(text: &str) -> Option<Decimal> {
    let (sign, rest) = match text.split_once(' ') {
        Some(("Tăng", rest)) => (1, rest.split(' ').next()?),
        Some(("Giảm", rest)) => (-1, rest.split(' ').next()?),
        _ if text == "Giữ nguyên" => return Some(Decimal::ZERO),
        _ => (1, text),
    };
    let plain = rest.replace('.', "").replace(',', ".");
    plain.trim_start_matches('+').parse::<Decimal>().ok().map(|value| value * Decimal::from(sign))
}

fn differs(printed: &str, made: &str) -> Option<Differs> {
    let same = value(printed).is_some_and(|number| Some(number) == value(made));
    match (printed, made) {
        (printed, made) if printed == made => None,
        ("" | "0", "Giữ nguyên") => Some(Differs::Unchanged),
        (_, made) if same && made.starts_with(['T', 'G']) && !printed.starts_with(['T', 'G']) => {
            Some(Differs::Noun)
        }
        (printed, made) if same => Some(Differs::Form).filter(|_| printed != made),
        (printed, made) if made.replace(",10 ", ",1 ") == *printed => Some(Differs::Form),
        _ => Some(Differs::Value),
    }
}

/// Every cell of the published annex is in the one made from its figures; those that differ are counted and explained.
#[test]
fn the_annex_is_the_published_one_cell_by_cell() {
    let written = written();
    let (mut kinds, mut values, mut cells) = (BTreeMap::new(), Vec::new(), 0);
    for (number, rows) in printed() {
        let made = &written[number];
        assert_eq!(made.len(), rows.len() + if number == "I" { 7 } else { 0 }, "{number}");
        for (key, printed) in rows {
            let own = &made[key];
            assert_eq!(own.len(), printed.len(), "{number} {key}");
            for (at, (printed, made)) in printed.iter().zip(own).enumerate() {
                cells += 1;
                let Some(kind) = differs(printed, made) else { continue };
                *kinds.entry(kind).or_insert(0) += 1;
                if kind == Differs::Value {
                    values.push(format!("{number} | {key} | {} | {printed} | {made}", at + 1));
                }
            }
        }
    }
    let known = std::fs::read_to_string("../../docs/known-differences.md").expect("the list");
    let counted =
        kinds.iter().map(|(kind, count)| format!("| {} | {count} of {cells} |", kind.name()));
    let listed = values.iter().map(|line| format!("| {line} |"));
    let missing: Vec<String> =
        counted.chain(listed).filter(|line| !known.contains(line.as_str())).collect();
    assert!(missing.is_empty(), "docs/known-differences.md has to say:\n{}", missing.join("\n"));
    let of_letter = known.split_once("## The letter").expect("a section").1;
    let told = of_letter.lines().filter(|line| line.starts_with("| I")).count();
    assert_eq!(told, values.len(), "a difference is listed that is none");
}

/// Sentences 1.1 to 1.7 with the numbers that were published, all with the same decimals.
#[test]
fn the_sentences_state_what_was_published() {
    let points = |text: &str| number::decimal(text.parse().expect(text), 2);
    let groups = [
        ("Công khai, minh bạch", "14.6", 18, "giảm 0,50 điểm", "15.1"),
        ("Tiến độ giải quyết", "18.6", 20, "tăng 0,10 điểm", "18.5"),
        ("Dịch vụ công trực tuyến", "7.1", 12, "giữ nguyên", "7.1"),
        ("Thanh toán trực tuyến", "5.3", 10, "tăng 0,40 điểm", "4.9"),
        ("Mức độ hài lòng", "18", 18, "giữ nguyên", "18"),
        ("Số hóa hồ sơ", "12.1", 22, "tăng 0,60 điểm", "11.5"),
    ];
    let mut expected: Vec<String> = groups
        .iter()
        .zip(1..)
        .map(|((name, reached, max, change, before), at)| {
            let (reached, before) = (points(reached), points(before));
            format!(
                "1.{at}. Điểm số trục nội dung {name} đạt {reached}/{max} điểm, {change} so với ngày \
                 31/7/2023 ({before} điểm)."
            )
        })
        .collect();
    expected.push(
        "1.7. Điểm tổng hợp đạt 75,69/100 điểm; xếp hạng 09/63 tỉnh, thành phố. Tăng 0,59 điểm và giữ nguyên thứ bậc \
         trên bảng xếp hạng so với ngày 31/7/2023 (75,10 điểm)."
            .to_owned(),
    );
    let report = letter(Variant::C);
    let said: Vec<String> = report.sections.iter().filter_map(paragraph).collect();
    assert_eq!(said[..7], expected);
    let bold: Vec<bool> = report
        .sections
        .iter()
        .filter_map(|block| match block {
            Block::Paragraph(text) => Some(text.runs.last().is_some_and(|run| run.bold)),
            _ => None,
        })
        .collect();
    assert_eq!(bold[..7], [true; 7]);
}

fn paragraph(block: &Block) -> Option<String> {
    match block {
        Block::Paragraph(text) => Some(text.text()),
        _ => None,
    }
}

/// A reference leads to the part that has what it promises.
#[test]
fn references_lead_where_they_say() {
    let report = letter(Variant::C);
    let headings: Vec<&str> = report.annexes[0]
        .sections
        .iter()
        .filter_map(|block| match block {
            Block::Heading(heading) => Some(heading.text.as_str()),
            _ => None,
        })
        .collect();
    let text = dump(&report);
    for (from, part, about) in [
        ("Tỷ lệ hồ sơ giải quyết quá hạn", "II", "QUÁ HẠN"),
        ("III Dịch vụ công trực tuyến", "III", "CUNG CẤP DỊCH VỤ CÔNG TRỰC TUYẾN"),
        ("IV Thanh toán trực tuyến", "IV", "THANH TOÁN TRỰC TUYẾN"),
    ] {
        assert!(text.contains(&format!("{from} (chi tiết tại mục {part})")), "{from}");
        let at = ["I", "II", "III", "IV", "V"].iter().position(|number| *number == part).unwrap();
        assert!(headings[at].contains(about), "{} for {from}", headings[at]);
    }
}

/// Without the units' figures there are no such parts, and nothing refers to them.
#[test]
fn what_is_not_known_is_not_referred_to() {
    let own = |month| {
        let mut rows = captured(month);
        rows.retain(|row| {
            row.reported.agency == "H55" && row.reported.indicator != "accounts_verified"
        });
        rows
    };
    let report = made(Variant::C, &own(7), &own(8)).expect("a letter");
    check(&report).unwrap();
    let text = dump(&report);
    assert!(!text.contains("chi tiết tại mục"), "{text}");
    let line = text.lines().find(|line| line.starts_with("6.3 |")).expect("the row stays");
    assert_eq!(line.matches("Không tổng hợp trên Hệ thống").count(), 5, "{line}");
    assert!(!line.contains("| 0"), "missing is never 0");
}

#[test]
fn a_letter_needs_two_moments() {
    let (tree, rulebook, period) = (tree(), rulebook("766-2022"), THAI_NGUYEN.period());
    let now = Sheet::new(&tree, &rulebook, period, Basis::Published, &captured(8));
    let agency = tree.find("H55", period).unwrap();
    for variant in [Variant::C, Variant::D] {
        let alone = Sides::alone(&now);
        let refused = make(variant, &alone, agency, &Profile::default(), &context());
        assert_eq!(refused.unwrap_err(), Error::OneSide(variant));
    }
}

/// A letter's own number is not put under other figures.
#[test]
fn the_profile_of_another_day_is_refused() {
    let (tree, rulebook, period) = (tree(), rulebook("766-2022"), THAI_NGUYEN.period());
    let sheet = |month| Sheet::new(&tree, &rulebook, period, Basis::Published, &captured(month));
    let (before, now) = (sheet(7), sheet(8));
    let agency = tree.find("H55", period).unwrap();
    let sides = Sides { before: Some(&before), ..Sides::alone(&now) };
    let text = "variant = \"C\"\nas_of = \"2023-07-31\"\nnumber = \"2062/SNV-CCHC\"";
    let profile = Profile::read("x", text).unwrap();
    let refused = make(Variant::C, &sides, agency, &profile, &context()).unwrap_err();
    assert!(refused.to_string().contains("2023-07-31"), "{refused}");
    // A directive leaves the letter's letterhead aside, and with it the day.
    let directive = make(Variant::D, &sides, agency, &profile, &context()).unwrap();
    assert_eq!(directive.head.number, None);
}

#[test]
fn nothing_is_directed_where_nothing_fell() {
    let mut rows = captured(8);
    rows.retain(|row| row.reported.indicator != "overdue");
    assert_eq!(made(Variant::D, &rows, &rows).unwrap_err(), Error::NothingFell);
    let still = made(Variant::D, &captured(8), &captured(8)).expect("overdue dossiers are left");
    assert!(dump(&still).contains("Giải quyết dứt điểm 1.102 hồ sơ quá hạn"));
}

/// Sides swapped: what rose fell, and every word of it turns.
#[test]
fn the_other_way_round_everything_turns() {
    let back = dump(&made(Variant::C, &captured(8), &captured(7)).expect("a letter"));
    assert!(back.contains("tăng 0,50 điểm so với ngày 31/8/2023 (14,60 điểm)"), "{back}");
    assert!(back.contains("Giảm 44.289 hồ sơ") && back.contains("Tăng 18.771 hồ sơ"), "{back}");
    let directed = dump(&made(Variant::D, &captured(8), &captured(7)).expect("a directive"));
    for fell in ["tỷ lệ hồ sơ đồng bộ lên Cổng Dịch vụ công quốc gia", "tỷ lệ hồ sơ nộp trực tuyến"]
    {
        assert!(directed.contains(&format!("{fell} giảm")), "{directed}");
    }
}

/// Every unit of a province can be written about, with and without a figure.
#[test]
fn every_unit_has_its_letters() {
    let (tree, rulebook, period) = (tree(), rulebook("766-2022"), THAI_NGUYEN.period());
    let sheet = |month| Sheet::new(&tree, &rulebook, period, Basis::Published, &captured(month));
    let (before, now, context) = (sheet(7), sheet(8), context());
    let sides = Sides { before: Some(&before), ..Sides::alone(&now) };
    let children = now.children("H55");
    assert!(children.len() > 25);
    for agency in children {
        let made = |variant| make(variant, &sides, agency, &Profile::default(), &context);
        let report = made(Variant::C).expect("a letter");
        check(&report).unwrap();
        match made(Variant::D) {
            Ok(report) => check(&report).unwrap(),
            Err(error) => assert_eq!(error, Error::NothingFell),
        }
    }
}

#[rstest]
#[case::letter(Variant::C)]
#[case::directive(Variant::D)]
fn the_same_figures_give_the_same_files(#[case] variant: Variant) {
    let (first, second) = (letter(variant), letter(variant));
    assert_eq!(first, second);
    assert_eq!(docx(&first).unwrap(), docx(&second).unwrap());
    assert_eq!(xlsx(&first).unwrap(), xlsx(&second).unwrap());
    assert_eq!(html(&first).unwrap(), html(&second).unwrap());
}

#[rstest]
#[case::letter(Variant::C)]
#[case::directive(Variant::D)]
fn no_code_and_no_key_is_left_in_the_text(#[case] variant: Variant) {
    let text = dump(&letter(variant));
    let body = text.rsplit_once("[imprint]").unwrap().0;
    let odd = |word: &&str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        word.contains('_') || word.starts_with("H55") || word.starts_with("letter-")
    };
    let found: Vec<&str> = body.split_whitespace().filter(odd).collect();
    assert!(found.is_empty(), "{found:?}");
    assert!(!body.contains(" .") && !body.contains("..") && !body.contains("%%"), "{body}");
}

fn part(bytes: &[u8], path: &str) -> String {
    let mut text = String::new();
    let mut package = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    package.by_name(path).expect(path).read_to_string(&mut text).expect("text");
    text
}

/// A letter on pages that stand, its annex on pages that lie; numbers go on, and only the first page has none.
#[rstest]
#[case::letter(Variant::C, true)]
#[case::directive(Variant::D, false)]
fn the_annex_has_pages_of_its_own(#[case] variant: Variant, #[case] landscape: bool) {
    let body = part(&docx(&letter(variant)).unwrap(), "word/document.xml");
    let body = body.replace(" />", "/>");
    let sections: Vec<&str> = body
        .split("<w:sectPr>")
        .skip(1)
        .map(|rest| rest.split("</w:sectPr>").next().unwrap())
        .collect();
    assert_eq!(sections.len(), 2);
    for section in &sections {
        assert!(section.starts_with("<w:headerReference"), "{section}");
        assert!(section.contains("w:header=\"567\""), "{section}");
    }
    assert!(sections[0].ends_with("<w:titlePg/>"), "{}", sections[0]);
    assert!(!sections[1].contains("titlePg"), "{}", sections[1]);
    assert!(sections[0].contains("<w:pgSz w:w=\"11906\" w:h=\"16838\"/>"), "{}", sections[0]);
    assert_eq!(sections[1].contains("w:orient=\"landscape\""), landscape, "{}", sections[1]);
    assert_eq!(sections[1].contains("w:w=\"16838\" w:h=\"11906\""), landscape);
    assert!(body.contains("</w:sectPr></w:pPr></w:p>"), "the first one ends a paragraph");
    assert_eq!(body.matches("w:val=\"About\"").count(), 1, "V/v under the number");
    assert!(!body.contains("w:val=\"Title\""), "a letter has no title");
}

#[rstest]
#[case::letter(Variant::C, "V/v báo cáo số liệu", 7)]
#[case::directive(Variant::D, "V/v khắc phục các chỉ tiêu", 1)]
fn the_page_of_a_letter_is_one_document(
    #[case] variant: Variant,
    #[case] about: &str,
    #[case] tables: usize,
) {
    let page = scraper::Html::parse_document(&html(&letter(variant)).unwrap());
    assert!(page.errors.is_empty(), "{:?}", page.errors);
    let all = |selector: &str| {
        let selector = scraper::Selector::parse(selector).unwrap();
        page.select(&selector).map(|found| found.text().collect::<String>()).collect::<Vec<_>>()
    };
    assert!(all("h1").iter().all(|text| text.starts_with(about)) && all("h1").len() == 1);
    assert!(all("title")[0].starts_with(&format!("CÔNG VĂN {about}")), "{:?}", all("title"));
    assert_eq!(all(".annex h2"), ["PHỤ LỤC"]);
    assert_eq!(all(".annex table").len(), tables);
    assert_eq!(all("[role=region][aria-label='']").len(), 0, "every table is called something");
    assert_eq!(all(".imprint").len(), 1);
}

#[test]
fn the_workbook_counts_what_the_letter_says_in_words() {
    let bytes = xlsx(&letter(Variant::C)).unwrap();
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let names = book.sheet_names();
    assert_eq!(names[..3], ["Thông tin", "Tổng hợp", "Hồ sơ quá hạn"]);
    let sheet = book.worksheet_range("Tổng hợp").unwrap();
    let text = |row, col| sheet.get_value((row, col)).unwrap().to_string();
    assert_eq!(text(0, 0), "I. BIỂU TỔNG HỢP SỐ LIỆU THÁNG 8 NĂM 2023");
    let find = |name: &str| (0..).find(|row| text(*row, 1) == name).unwrap();
    let change = |name| sheet.get_value((find(name), 6)).unwrap().get_float();
    assert_eq!(change("Hồ sơ đã đồng bộ"), Some(44_289.0));
    assert_eq!(change("Hồ sơ chưa đồng bộ"), Some(-18_771.0));
    assert_eq!(change("Tỷ lệ hồ sơ giải quyết đúng hạn"), Some(-0.38));
    let styles = part(&xlsx(&letter(Variant::C)).unwrap(), "xl/styles.xml");
    let pattern = "&quot;Tăng &quot;#,##0&quot; hồ sơ&quot;;&quot;Giảm &quot;#,##0&quot; hồ sơ&quot;;&quot;Giữ nguyên&quot;";
    assert!(styles.contains(pattern), "{styles}");
}

/// Writes the documents for people to look at, where CHISO_REPORTS names a folder.
#[test]
fn documents_to_look_at() {
    let Some(folder) = std::env::var_os("CHISO_REPORTS").map(std::path::PathBuf::from) else {
        return;
    };
    for variant in [Variant::C, Variant::D] {
        let report = letter(variant);
        check(&report).unwrap();
        let path = |kind: &str| folder.join(format!("letter-{}.{kind}", variant.code()));
        std::fs::write(path("docx"), docx(&report).unwrap()).unwrap();
        std::fs::write(path("xlsx"), xlsx(&report).unwrap()).unwrap();
        std::fs::write(path("html"), html(&report).unwrap()).unwrap();
    }
}
