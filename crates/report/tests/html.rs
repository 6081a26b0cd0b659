//! The page, parsed as a browser would.

mod common;

use chiso_report::{Report, html};
use scraper::{ElementRef, Html, Selector};

fn page(report: &Report) -> Html {
    let page = Html::parse_document(&html(report).expect("a page"));
    assert!(page.errors.is_empty(), "{:?}", page.errors);
    page
}

fn all<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(selector).expect("a selector")).collect()
}

fn texts(page: &Html, selector: &str) -> Vec<String> {
    all(page, selector).iter().map(|element| element.text().collect()).collect()
}

#[test]
fn the_minimal_page() {
    insta::assert_snapshot!(html(&common::minimal()).unwrap());
}

#[test]
fn the_page_is_vietnamese_and_stands_alone() {
    let page = page(&common::monthly());
    assert_eq!(all(&page, "html")[0].attr("lang"), Some("vi"));
    assert!(all(&page, "script, link, img, iframe, [src], [href]").is_empty());
    let style = &texts(&page, "style")[0];
    assert!(style.contains("\"Times New Roman\", \"Liberation Serif\", serif"));
    assert!(style.contains("margin: 20mm 20mm 20mm 30mm"));
}

#[test]
fn headings_are_numbered_and_nested() {
    let page = page(&common::monthly());
    let headings = texts(&page, "h2, h3, h4");
    let numbers: Vec<_> = headings.iter().map(|text| text.split(' ').next().unwrap()).collect();
    assert_eq!(numbers, ["I.", "1.", "2.", "3.", "3.1.", "3.2.", "4.", "II.", "III.", "1."]);
    assert_eq!(texts(&page, "h4")[0], "3.1. Dịch vụ công trực tuyến: 7,4/12 điểm, trong đó:");
}

#[test]
fn tables_say_what_their_headers_head() {
    let page = page(&common::monthly());
    assert_eq!(all(&page, "table").len(), all(&page, "table > caption").len());
    assert!(all(&page, "thead th:not([scope])").is_empty());
    assert_eq!(texts(&page, "th[scope=rowgroup]")[..2], ["Cấp tỉnh", "Cấp huyện"]);
    let shared: Vec<_> = all(&page, "th[scope=colgroup]");
    assert_eq!(shared[0].attr("colspan"), Some("2"));
    assert_eq!(texts(&page, "th[scope=row]")[0], "Sở Công Thương");
}

#[test]
fn equal_reasons_are_one_cell() {
    let page = page(&common::monthly());
    let cells = all(&page, "td.none");
    let spans: Vec<_> =
        cells.iter().map(|cell| (cell.attr("rowspan"), cell.attr("colspan"))).collect();
    assert_eq!(spans, [(Some("2"), None), (Some("3"), Some("7"))]);
}

/// How many columns times rows the cell covers.
fn area(cell: ElementRef<'_>) -> usize {
    let size = |name: &str| cell.attr(name).map_or(1, |text| text.parse().expect("a number"));
    size("colspan") * size("rowspan")
}

#[test]
fn every_row_covers_the_columns() {
    let page = page(&common::monthly());
    let select = |text: &str| Selector::parse(text).unwrap();
    for table in all(&page, "table") {
        let columns = table.select(&select("col")).count();
        for group in ["thead", "tbody"] {
            let rows = table.select(&select(&format!("{group} tr"))).count();
            let cells = select(&format!("{group} tr > *"));
            let covered: usize = table.select(&cells).map(area).sum();
            assert_eq!(covered, columns * rows, "{group}");
        }
    }
}

#[test]
fn numbers_are_vietnamese() {
    let page = page(&common::monthly());
    let last: Vec<_> = texts(&page, "tr.total")[1].split_whitespace().map(String::from).collect();
    assert_eq!(last.concat(), "TỔNGCỘNG38/4310.33671.92114,37");
}

#[test]
fn awkward_texts_survive_and_stay_text() {
    let page = page(&common::escaping());
    let cells = texts(&page, "tbody td, tbody th");
    for awkward in common::AWKWARD.into_iter().map(String::from).chain([common::endless()]) {
        assert!(cells.contains(&awkward), "{awkward} is missing in {cells:?}");
    }
    assert!(all(&page, "script").is_empty());
    assert_eq!(texts(&page, ".notes p"), ["* abcd"]);
}

#[test]
fn the_same_report_gives_the_same_page() {
    assert_eq!(html(&common::long()).unwrap(), html(&common::long()).unwrap());
}
