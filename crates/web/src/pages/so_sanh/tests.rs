//! The page against the letter it takes its form from, and over sides that are less than plain.

use std::collections::BTreeMap;

use rstest::rstest;

use crate::fixture::live::LiveSite;
use crate::fixture::{Answer, Site};

/// The annex to document 2062/SNV-CCHC as it was printed; `crates/cli/tests/annex.rs` tells how to read it.
const GENERAL: &str = include_str!("../../../../cli/tests/annex/general.txt");
const OVERDUE: &str = include_str!("../../../../cli/tests/annex/overdue.txt");

const LETTER: &str = "/so-sanh?agency=H55&truoc=2023@2023-07-31&sau=2023@2023-08-31";

fn cells(text: &str) -> Vec<Vec<String>> {
    let rows = text.lines().filter(|line| !line.trim().is_empty());
    rows.map(|line| line.split('|').map(|cell| cell.trim().to_owned()).collect()).collect()
}

/// Cells of the rows of a table that have cells.
fn table(page: &Answer, id: &str) -> Vec<Vec<String>> {
    let html = scraper::Html::parse_document(&page.text);
    let select = |css: &str| scraper::Selector::parse(css).unwrap();
    let rows = select(&format!("#{id} tbody tr:has(td)"));
    let cell = select("th, td");
    let text = |cell: scraper::ElementRef<'_>| {
        cell.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
    };
    html.select(&rows).map(|row| row.select(&cell).map(text).collect()).collect()
}

#[tokio::test]
async fn the_annex_comes_out_as_it_was_printed() {
    let page = Site::letter().get(LETTER).await;
    assert_eq!(page.status, 200, "{}", page.page_text());
    let rows = table(&page, "tong-hop");
    let printed = cells(GENERAL);
    let found: Vec<&Vec<String>> = rows.iter().filter(|row| !row[0].is_empty()).collect();
    assert_eq!(found.len(), printed.len());
    for (row, printed) in found.iter().zip(&printed) {
        let [number, _, count, rate, count_after, rate_after, changes @ ..] = &row[..] else {
            panic!("{row:?}")
        };
        let shown = [number, count, rate, count_after, rate_after];
        assert_eq!(shown.map(String::as_str), [0, 1, 2, 3, 4].map(|at| printed[at].as_str()));
        // The annex has one column of changes, in which it prints now the count's, now the rate's.
        let same = |change: &String| if change == "Giữ nguyên" { "=" } else { change }.to_owned();
        let changes: Vec<String> = changes.iter().map(same).collect();
        match printed[5].as_str() {
            "" => assert!(changes.iter().all(|by| by.is_empty() || by == "="), "{row:?}"),
            change => assert!(changes.contains(&change.to_owned()), "{row:?}: printed {change}"),
        }
    }
    let last: Vec<String> = rows[rows.len() - 2..].iter().map(|row| row.join(" | ")).collect();
    assert_eq!(last[0], " | Tổng điểm | | 75,1 | | 75,69 | | +0,59".replace("| |", "|  |"));
    assert_eq!(last[1], " | Xếp hạng | 9/63 |  | 9/63 |  | Giữ nguyên | ");
}

#[tokio::test]
async fn overdue_dossiers_come_out_with_their_total() {
    let page = Site::letter().get(LETTER).await;
    let rows = table(&page, "qua-han");
    let links = page.attributes("#qua-han tbody a", "href");
    let mut codes: Vec<&str> =
        links.iter().filter_map(|link| link.strip_prefix("/don-vi/")?.split('?').next()).collect();
    codes.push("");
    let found: BTreeMap<&str, &[String]> =
        codes.into_iter().zip(rows.iter().map(|row| &row[1..])).collect();
    let printed = cells(OVERDUE);
    assert_eq!(found.len(), printed.len());
    for row in &printed {
        // The page says "unchanged" where the annex prints 0.
        let row: Vec<&str> = row
            .iter()
            .enumerate()
            .map(|(at, cell)| if at == 3 && cell == "0" { "Giữ nguyên" } else { cell })
            .collect();
        assert_eq!(found[row[0]], &row[1..], "{}", row[0]);
    }
    assert_eq!(rows.last().unwrap()[0], "TỔNG SỐ");
}

#[tokio::test]
async fn every_part_of_the_annex_has_its_tables_and_files() {
    let site = Site::letter();
    let page = site.get(LETTER).await;
    let headings = page.all("section.annex h2");
    let numbers: Vec<&str> = headings.iter().filter_map(|h| h.split('.').next()).collect();
    assert_eq!(numbers, ["I", "II", "III", "IV", "V"]);
    let ids = page.attributes("table[id]", "id");
    let wanted =
        ["diem", "thac-nuoc", "tong-hop", "qua-han", "cung-cap-so", "cung-cap-huyen", "ban-sao"];
    for id in wanted {
        assert!(ids.iter().any(|known| known == id), "{id}: {ids:?}");
    }
    for id in &ids {
        for form in ["csv", "xlsx"] {
            let uri = format!("{LETTER}&bang={id}&dang={form}");
            assert_eq!(site.get(&uri).await.status, 200, "{uri}");
        }
        let csv = site.get(&format!("{LETTER}&bang={id}&dang=csv")).await.text;
        let rows = page.all(&format!("#{id} tbody tr:has(td)")).len();
        assert_eq!(csv.lines().count(), rows + 1, "{id}");
    }
    let copies = table(&page, "ban-sao");
    let total = copies.last().unwrap();
    assert_eq!((total[0].as_str(), total[1].as_str()), ("TỔNG SỐ", "181/187"), "{total:?}");
}

#[tokio::test]
async fn the_total_is_told_and_divided_over_the_groups() {
    let page = Site::letter().get(LETTER).await;
    let said = page.one("#tom-tat");
    assert_eq!(
        said,
        "Thái Nguyên đạt 75,69/100 điểm, tăng 0,59 điểm so với năm 2023, đến 31/07/2023 (75,1 điểm)."
    );
    let values = page.attributes("#thac-nuoc tbody td[data-v]", "data-v");
    let exact: Vec<rust_decimal::Decimal> =
        values.iter().map(|value| value.parse().unwrap()).collect();
    let (last, parts) = exact.split_last().unwrap();
    assert_eq!(parts.iter().copied().sum::<rust_decimal::Decimal>(), *last, "{values:?}");
}

/// Each change of published figures leads to the page that tells why; that page answers.
#[tokio::test]
async fn every_change_leads_to_its_cause() {
    let site = Site::letter();
    let page = site.get(LETTER).await;
    let links = page.attributes("#tong-hop td a", "href");
    assert!(links.len() > 25, "{links:?}");
    for link in links {
        assert!(
            link.starts_with("/bien-dong?") && link.contains("so-voi=2023%402023-07-31"),
            "{link}"
        );
        assert!(link.contains("nguon=cong-bo"), "{link}");
    }
}

#[tokio::test]
async fn a_merger_and_another_rulebook_are_said_before_any_number() {
    let site = Site::new();
    let page = site.get("/so-sanh?agency=H55&truoc=2023-08&sau=2026-08").await;
    let notices = page.all(".notice").join("\n");
    assert!(notices.contains("không liên tục") && notices.contains("766-2022"), "{notices}");
    let gone = site.get("/so-sanh?agency=H44.100&truoc=2023-08&sau=2026-08").await;
    assert!(gone.one(".empty").contains("chưa thành lập"), "{}", gone.page_text());
    assert_eq!(site.get("/so-sanh?agency=H03&truoc=2023-08&sau=2026-08").await.status, 404);
}

/// Without sides: what the page stands on, and what was before it.
#[tokio::test]
async fn the_side_before_is_found() {
    let page = Site::letter().get("/so-sanh?agency=H55").await;
    let chosen = page.attributes("select[name=truoc] option[selected]", "value");
    assert_eq!(chosen, ["2023@2023-07-31T00:00:00"]);
    assert!(page.one("#tom-tat").contains("tăng 0,59"), "{}", page.one("#tom-tat"));
}

#[tokio::test]
async fn dossiers_are_compared_too() {
    let live = LiveSite::filled().await;
    let uri = "/so-sanh?agency=H55&truoc=2026-07&sau=2026-08&nguon=ho-so";
    let page = live.site.get(uri).await;
    assert_eq!(page.status, 200, "{}", page.page_text());
    assert!(page.all("[data-feed]").is_empty());
    let rows = table(&page, "tong-hop");
    assert!(rows.iter().any(|row| row[0] == "2.1"), "{rows:?}");
}

#[rstest]
#[case("truoc=hom-qua", "truoc")]
#[case("sau=2026-13", "sau")]
#[case("truoc=2026-08~99", "truoc")]
#[case("truoc=2007-01", "truoc")]
#[tokio::test]
async fn what_makes_no_sense_is_said(#[case] query: &str, #[case] said: &str) {
    let page = Site::new().get(&format!("/so-sanh?agency=H44&{query}")).await;
    assert_eq!(page.status, 400, "{}", page.page_text());
    assert!(page.page_text().contains(said), "{}", page.page_text());
}

#[tokio::test]
async fn text_of_the_page() {
    insta::assert_snapshot!("vi", Site::letter().get(LETTER).await.outline());
}

#[tokio::test]
async fn the_page_speaks_english_too() {
    let page = Site::letter().get(&format!("{LETTER}&lang=en")).await;
    let said = page.one("#tom-tat");
    assert!(said.starts_with("Thái Nguyên has 75.69/100 points, 0.59 points more than"), "{said}");
}
