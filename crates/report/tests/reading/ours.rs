//! Our own documents, read back: the same tables in all three kinds.

use chiso_report::lint::{Block, Doc, read};
use chiso_report::{Report, docx, html, xlsx};
use rstest::rstest;

use super::common::data::{BAC_KAN, CITY, PHU_THO, Published};

/// The rows of all tables as text. The letterhead of a Word document is a table, too: only those with an `STT` count.
fn tables(doc: &Doc) -> Vec<Vec<Vec<String>>> {
    let table = |block: &Block| match block {
        Block::Table(table) => {
            let rows = table.rows.iter();
            Some(rows.map(|row| row.iter().map(|cell| cell.text.clone()).collect()).collect())
        }
        Block::Text(_) => None,
    };
    let tables = doc.blocks.iter().filter_map(table);
    tables.filter(|rows: &Vec<Vec<String>>| rows[0][0] == "STT").collect()
}

fn documents(report: &Report) -> [Doc; 3] {
    let read = |name: &str, bytes: &[u8]| read(name, bytes).unwrap();
    [
        read("a.docx", &docx(report).unwrap()),
        read("a.xlsx", &xlsx(report).unwrap()),
        read("a.html", html(report).unwrap().as_bytes()),
    ]
}

#[rstest]
#[case::bac_kan(BAC_KAN, 7)]
#[case::city(CITY, 2)]
#[case::phu_tho(PHU_THO, 2)]
fn the_same_tables_come_back_from_every_kind(
    #[case] published: Published,
    #[case] at_least: usize,
) {
    let report = published.report();
    let [word, excel, page] = documents(&report).map(|doc| tables(&doc));
    assert!(word.len() >= at_least, "{} tables", word.len());
    assert_eq!(word, page);
    assert_eq!(word, excel);
}

#[test]
fn a_long_report_is_read_in_time_that_grows_with_its_length() {
    let row = |at: usize| format!("<tr><td>{at}<td>Xã số {at}<td>{}<td>{},5</tr>", at * 7, at % 90);
    let page = |rows: usize| format!("<table>{}</table>", (0..rows).map(row).collect::<String>());
    let time = |rows: usize| {
        let page = page(rows);
        let start = std::time::Instant::now();
        read("a.html", page.as_bytes()).unwrap();
        start.elapsed()
    };
    time(1_000);
    let (short, long) = (time(2_000), time(32_000));
    // Sixteen times the length; the square would be 256 times.
    assert!(long < short * 80, "{short:?} {long:?}");
}
