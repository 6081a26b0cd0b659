//! What holds for any bytes.
#![allow(clippy::unwrap_used, reason = "a test says so by failing")]

mod common;

use chiso_intake::reported::{self, JsonContext};
use chiso_intake::{Outcome, agencies};
use chiso_scoring::figure::Reported;
use common::{HEADER, context, fixture, lines};
use proptest::prelude::*;
use rust_xlsxwriter::Workbook;
use unicode_normalization::UnicodeNormalization;

const UNITS: [&str; 5] = ["H44", "H44.01", "H44.03", "H44.07", "H44.08"];
const INDICATORS: [&str; 4] = ["1.1", "2.1", "3.6", "5.4"];

fn given() -> JsonContext {
    let as_of = Some("2026-09-26T06:00:00".parse().unwrap());
    JsonContext { period: Some("2026-08".parse().unwrap()), as_of, ..JsonContext::default() }
}

/// Rows of distinct keys, all of them good.
fn rows() -> impl Strategy<Value = Vec<String>> {
    let key = (0..UNITS.len(), 0..INDICATORS.len(), 0..4_usize);
    let figure = (0..1000_i64, 0..1000_i64, 0..10_000_u32);
    prop::collection::hash_map(key, figure, 1..40).prop_map(|rows| {
        let row = |((unit, indicator, source), (a, b, rate)): (_, (i64, i64, u32))| {
            let (unit, indicator): (&str, &str) = (UNITS[unit], INDICATORS[indicator]);
            let (part, of) = (a.min(b), a.max(b));
            let rate = format!("{}.{:02}", rate / 100, rate % 100);
            let source = ["Cổng DVCQG", "\"Sở Nội vụ, phụ lục\"", "x", "Văn phòng"][source];
            format!("2026-08,2026-09-26,{unit},{indicator},{part},{of},{rate},,,{source}")
        };
        rows.into_iter().map(row).collect()
    })
}

fn file(rows: &[String]) -> String {
    format!("{HEADER}\n{}\n", rows.join("\n"))
}

fn csv(text: &str) -> Outcome<Reported> {
    reported::csv(text.as_bytes(), context())
}

/// Puts some bytes in place of others.
fn mutate(bytes: &mut Vec<u8>, edits: &[(prop::sample::Index, u8, u8)]) {
    for (at, byte, how) in edits.iter().filter(|_| !bytes.is_empty()).collect::<Vec<_>>() {
        let at = at.index(bytes.len().max(1));
        match how % 3 {
            _ if bytes.is_empty() => bytes.push(*byte),
            0 => bytes[at] = *byte,
            1 => bytes.insert(at, *byte),
            _ => drop(bytes.remove(at)),
        }
    }
}

fn edits() -> impl Strategy<Value = Vec<(prop::sample::Index, u8, u8)>> {
    let telling = prop::sample::select(b"\",;\n\r\t.-0919T:{}[]\0\xF4".to_vec());
    prop::collection::vec((any::<prop::sample::Index>(), telling, any::<u8>()), 0..8)
}

fn adds_up(bytes: &[u8]) -> Result<(), TestCaseError> {
    prop_assert!(reported::read("x.csv", bytes, &given(), context()).adds_up());
    prop_assert!(reported::csv(bytes, context()).adds_up());
    prop_assert!(reported::xlsx(bytes, context()).adds_up());
    prop_assert!(reported::json(bytes, &given(), context()).adds_up());
    prop_assert!(agencies::csv(bytes).adds_up());
    let _ = reported::portal_ids(bytes);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_bytes_add_up(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        adds_up(&bytes)?;
    }

    #[test]
    fn any_text_under_the_header_adds_up(text in "[a-zA-Z0-9 ,.;\"\n\r2HVT:/-]{0,300}") {
        adds_up(format!("{HEADER}\n{text}").as_bytes())?;
    }

    #[test]
    fn damaged_files_add_up(rows in rows(), edits in edits()) {
        let mut bytes = file(&rows).into_bytes();
        mutate(&mut bytes, &edits);
        adds_up(&bytes)?;
    }

    #[test]
    fn damaged_answers_add_up(
        name in prop::sample::select(vec!["transparency", "progress", "payment", "digitized"]),
        edits in edits(),
    ) {
        let mut bytes = fixture(&format!("{name}.json"));
        mutate(&mut bytes, &edits);
        adds_up(&bytes)?;
    }

    #[test]
    fn damaged_workbooks_add_up(edits in edits()) {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write_row(0, 0, reported::COLUMNS).unwrap();
        sheet.write_row(1, 0, ["2026-08", "2026-09-26", "H44", "2.1", "5", "7", "", "x"]).unwrap();
        let mut bytes = book.save_to_buffer().unwrap();
        mutate(&mut bytes, &edits);
        prop_assert!(reported::xlsx(&bytes, context()).adds_up());
    }

    #[test]
    fn the_order_of_rows_does_not_matter(
        (rows, shuffled) in rows().prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle()))
    ) {
        let (one, other) = (csv(&file(&rows)), csv(&file(&shuffled)));
        prop_assert_eq!(one.rows.len(), rows.len(), "{:?}", one.refused);
        prop_assert_eq!(lines(&one), lines(&other));
    }

    #[test]
    fn repeating_rows_changes_nothing(rows in rows(), again in 1..4_usize) {
        let mut repeated = rows.clone();
        repeated.extend(rows.iter().take(again).cloned());
        let outcome = csv(&file(&repeated));
        prop_assert_eq!(outcome.duplicates, again.min(rows.len()));
        prop_assert_eq!(lines(&outcome), lines(&csv(&file(&rows))));
    }

    #[test]
    fn decomposed_and_composed_text_are_one(rows in rows()) {
        let text = file(&rows);
        let decomposed: String = text.nfd().collect();
        prop_assert_eq!(lines(&csv(&decomposed)), lines(&csv(&text)));
    }
}
