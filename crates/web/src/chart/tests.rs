use askama::Template;
use chiso_report::listing::Item;
use chiso_scoring::lang::Lang;
use scraper::{Html, Selector};

use super::*;
use crate::asked::Asked;
use crate::chrome::Chrome;

/// The part alone, as a page prints it.
#[derive(Template)]
#[template(
    source = r#"{% for chart in charts %}{% include "parts/chart.html" %}{% endfor %}"#,
    ext = "html"
)]
struct Printed {
    chrome: Chrome,
    charts: Vec<Chart>,
}

fn print(lang: Lang, charts: Vec<Chart>) -> Html {
    let path = if lang == Lang::Vi { "/kieu" } else { "/kieu?lang=en" };
    let chrome = Chrome::plain(&Asked::read(&path.parse().unwrap()));
    Html::parse_fragment(&Printed { chrome, charts }.render().unwrap())
}

fn select(css: &str) -> Selector {
    Selector::parse(css).unwrap()
}

fn texts(html: &Html, css: &str) -> Vec<String> {
    let words = |found: scraper::ElementRef<'_>| {
        found.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
    };
    html.select(&select(css)).map(words).collect()
}

fn attributes(html: &Html, css: &str, name: &str) -> Vec<String> {
    html.select(&select(css)).filter_map(|found| found.attr(name)).map(str::to_owned).collect()
}

fn chart(cells: Vec<Cell>) -> Chart {
    let columns =
        vec![Column::new(Role::Value, "Điểm").max(18), Column::new(Role::Mean, "Bình quân")];
    Chart::new(Lang::Vi, Kind::Bars, "thu", "Thử".to_owned(), "Nhóm".to_owned())
        .table(columns, vec![Row::new("CKMB", "Công khai", cells)])
}

fn decimal(text: &str) -> Cell {
    Cell::decimal(Lang::Vi, text.parse().unwrap())
}

#[test]
fn every_kind_has_an_example_that_stands_alone() {
    for lang in [Lang::Vi, Lang::En] {
        let examples = examples(lang);
        for kind in Kind::ALL {
            assert!(examples.iter().any(|chart| chart.kind == kind), "{kind:?}");
        }
        for chart in &examples {
            let width = chart.columns.len();
            assert!(chart.rows.iter().all(|row| row.cells.len() == width), "{}", chart.id);
            assert!(!chart.summary.is_empty() && !chart.unit.is_empty(), "{}", chart.id);
        }
        let charts = examples.len();
        let rows: usize = examples.iter().map(|chart| chart.rows.len()).sum();
        let html = print(lang, examples);
        assert_eq!(texts(&html, "tbody tr").len(), rows);
        for css in
            ["table caption", "figcaption h3", "p.summary", "div.plot[hidden]", "details[open]"]
        {
            assert_eq!(texts(&html, css).len(), charts, "{css}");
        }
    }
}

#[test]
fn ids_are_used_once() {
    let html = print(Lang::Vi, examples(Lang::Vi));
    let ids = attributes(&html, "[id]", "id");
    let distinct: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!(distinct.len(), ids.len());
}

#[test]
fn a_missing_number_has_no_value_and_says_why() {
    let html =
        print(Lang::Vi, vec![chart(vec![Cell::missing("chưa có số liệu"), decimal("0.00")])]);
    assert_eq!(attributes(&html, "td", "data-v"), ["0.00"]);
    assert_eq!(texts(&html, "td"), ["— chưa có số liệu", "0,00"]);
}

#[test]
fn the_picture_and_the_file_have_the_numbers_of_the_table() {
    for chart in examples(Lang::Vi) {
        let sheet = chart.sheet();
        let filed: Vec<String> = sheet.listing.rows.iter().flatten().filter_map(number).collect();
        let html = print(Lang::Vi, vec![chart]);
        assert_eq!(attributes(&html, "td", "data-v"), filed, "{}", sheet.id);
        assert!(sheet.listing.csv().is_ok() && sheet.listing.xlsx().is_ok(), "{}", sheet.id);
    }
}

fn number(item: &Item) -> Option<String> {
    match item {
        Item::Integer(count) => Some(count.to_string()),
        Item::Decimal(value) => Some(value.to_string()),
        _ => None,
    }
}

#[test]
fn a_file_says_why_a_number_is_missing_and_what_happened() {
    let mut chart = chart(vec![Cell::missing("nguồn im lặng"), decimal("3.10")]);
    chart.rows[0].marks = vec![Mark::new(Event::Closing, "Đã chốt")];
    let sheet = chart.sheet();
    assert_eq!(sheet.listing.columns, ["Nhóm", "Điểm (/18)", "Bình quân", "Ghi chú"]);
    let row = &sheet.listing.rows[0];
    assert_eq!(row[1], Item::Missing);
    assert_eq!(row[2], Item::Decimal("3.10".parse().unwrap()));
    assert_eq!(row[3], Item::Text("Đã chốt; Điểm: nguồn im lặng".to_owned()));
}

#[test]
fn hostile_names_stay_text() {
    let name = "<img src=x onerror=alert(1)>\u{202e}\"'";
    let mut chart = chart(vec![decimal("1.00"), decimal("2.00")]);
    chart.rows[0].name = name.to_owned();
    chart.title = name.to_owned();
    let html = print(Lang::Vi, vec![chart]);
    assert_eq!(texts(&html, "img").len(), 0);
    assert_eq!(texts(&html, "tbody th bdi"), [name]);
}
