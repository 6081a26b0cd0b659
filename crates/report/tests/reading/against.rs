//! Reports against the figures they were made from.

use chiso_report::lint::against::{against, subject};
use chiso_report::lint::{Block, Doc, Finding, Severity, Table, read};
use chiso_report::{docx, html, xlsx};
use chiso_scoring::lang::Lang;
use chiso_scoring::score::Basis;
use rstest::rstest;

use super::common::data::{BAC_KAN, CITY, PHU_THO, Published, tree};

fn findings(published: &Published, doc: &Doc) -> Vec<Finding> {
    published.with_sheet(Basis::Published, |sheet, agency| against(doc, sheet, agency))
}

fn word(published: &Published) -> Doc {
    read("a.docx", &docx(&published.report()).unwrap()).unwrap()
}

#[rstest]
#[case::bac_kan(BAC_KAN)]
#[case::city(CITY)]
#[case::phu_tho(PHU_THO)]
fn a_report_says_what_its_figures_say(#[case] published: Published) {
    let report = published.report();
    for (name, bytes) in [
        ("a.docx", docx(&report).unwrap()),
        ("a.xlsx", xlsx(&report).unwrap()),
        ("a.html", html(&report).unwrap().into_bytes()),
    ] {
        assert_eq!(findings(&published, &read(name, &bytes).unwrap()), [], "{name}");
    }
}

/// Changes the cell of a unit in the first table whose header has a word.
fn change(doc: &mut Doc, header: &str, unit: &str, text: &str) -> String {
    let tables = doc.blocks.iter_mut().filter_map(|block| match block {
        Block::Table(table) => Some(table),
        Block::Text(_) => None,
    });
    let column = |table: &Table| table.rows[0].iter().position(|cell| cell.text.contains(header));
    let (column, table) =
        tables.filter_map(|table| Some((column(table)?, table))).next().expect(header);
    let row = table.rows.iter_mut().find(|row| row[1].text == unit).expect(unit);
    std::mem::replace(&mut row[column].text, text.to_owned())
}

#[test]
fn a_changed_cell_is_told_with_both_values_and_the_moment_of_the_source() {
    let mut doc = word(&BAC_KAN);
    let was = change(&mut doc, "tiến độ giải quyết", "Sở Y tế", "11,11");
    let [finding] = &findings(&BAC_KAN, &doc)[..] else { panic!("{:?}", findings(&BAC_KAN, &doc)) };
    assert_eq!(
        (finding.code, finding.severity, finding.printed.as_str()),
        ("data", Severity::Warning, "11,11")
    );
    assert_eq!(finding.expected, was);
    assert!(finding.about.starts_with("Sở Y tế · Chỉ số tiến độ"), "{}", finding.about);
    assert!(
        finding.working.ends_with("12/09/2023") && finding.working.contains("VP UBND tỉnh Bắc Kạn"),
        "{}",
        finding.working
    );
    assert!(finding.place.tell(Lang::Vi).starts_with("Bảng "));
}

#[rstest]
#[case::total("là 46,70/100", "là 64,70/100", "64,70/100", "46,7")]
#[case::group("9,20/18", "9,80/18", "9,80/18", "9,2")]
#[case::rate("73,91%", "73,19%", "73,19%", "73,91")]
fn a_changed_sentence_is_told(
    #[case] from: &str,
    #[case] to: &str,
    #[case] printed: &str,
    #[case] expected: &str,
) {
    let mut doc = word(&BAC_KAN);
    let mut changed = 0;
    for block in &mut doc.blocks {
        if let Block::Text(text) = block
            && text.text.contains(from)
            && changed == 0
        {
            text.text = text.text.replacen(from, to, 1);
            changed += 1;
        }
    }
    let found = findings(&BAC_KAN, &doc);
    let told: Vec<(&str, &str)> =
        found.iter().map(|f| (f.printed.as_str(), f.expected.trim_end_matches('0'))).collect();
    assert_eq!((changed, told), (1, vec![(printed, expected)]));
}

#[test]
fn whom_a_report_is_about_is_taken_from_its_own_words_or_not_at_all() {
    let tree = tree();
    let about = |published: &Published| {
        subject(&word(published), &tree).map(|s| (s.agency.code.clone(), s.period.to_string()))
    };
    assert_eq!(about(&BAC_KAN), Some(("H03".to_owned(), "2023-08".to_owned())));
    assert_eq!(about(&PHU_THO), Some(("H44".to_owned(), "2026-08".to_owned())));
    // A workbook names the office that made it, not the province.
    let book = read("a.xlsx", &xlsx(&BAC_KAN.report()).unwrap()).unwrap();
    assert_eq!(subject(&book, &tree), None);
    // The city of Bắc Kạn writes to the province of Bắc Kạn.
    assert_eq!(about(&CITY), None);
    let nothing = read("a.html", b"<p>12</p>").unwrap();
    assert_eq!(subject(&nothing, &tree), None);
}
