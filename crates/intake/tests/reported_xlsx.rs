//! The template as a workbook.
#![allow(clippy::unwrap_used, reason = "a test says so by failing")]

mod common;

use std::io::{Cursor, Read, Write};

use chiso_intake::{Outcome, Place, reported};
use chiso_scoring::figure::Reported;
use common::{context, lines, reason};
use rstest::rstest;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet, XlsxError};

const HEADER: [&str; 10] = reported::COLUMNS;

/// A workbook with the header and whatever `fill` writes below it.
fn book(fill: impl FnOnce(&mut Worksheet) -> Result<(), XlsxError>) -> Outcome<Reported> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, HEADER).unwrap();
    fill(sheet).unwrap();
    let outcome = reported::xlsx(&book.save_to_buffer().unwrap(), context());
    assert!(outcome.adds_up());
    outcome
}

/// A row of texts: period, `as_of`, agency, indicator, numerator, denominator, points, source, rate.
fn texts(sheet: &mut Worksheet, row: u32, cells: &str) -> Result<(), XlsxError> {
    for (column, cell) in (0..).zip(cells.split('|')).filter(|(_, cell)| !cell.is_empty()) {
        sheet.write_string(row, column, cell)?;
    }
    Ok(())
}

#[test]
fn numbers_and_dates_may_be_real_ones() {
    let outcome = book(|sheet| {
        texts(sheet, 1, "||H44|||||x")?;
        let day = ExcelDateTime::from_ymd(2026, 9, 26)?.and_hms(16, 30, 0)?;
        sheet.write_datetime_with_format(
            1,
            1,
            &day,
            &Format::new().set_num_format("dd/mm/yyyy"),
        )?;
        sheet.write_number(1, 3, 2.1)?;
        sheet.write_number(1, 4, 5)?;
        sheet.write_number(1, 5, 7)?;
        sheet.write_number(1, 6, 6)?;
        sheet.write_number(1, 8, 71.43)?;
        sheet.write_string(1, 0, "2026-08").map(|_| ())
    });
    assert_eq!(lines(&outcome), ["2026-08,2026-09-26T16:30:00,H44,2.1,5,7,71.43,6,,x"]);
}

#[test]
fn a_year_may_be_a_number() {
    let outcome = book(|sheet| {
        texts(sheet, 1, "|2023-12-31|H55|2.1|5|7||x")?;
        sheet.write_number(1, 0, 2023).map(|_| ())
    });
    assert_eq!(lines(&outcome), ["2023,2023-12-31T00:00:00,H55,2.1,5,7,,,,x"]);
}

#[rstest]
#[case("2026-08|2026-09-26|H44|2.1|5|7|14,29|x|71,43", "")]
#[case("2026-08|2026-09-26|H44|2.1|1.025|7000||x", "thousands_separator")]
#[case("2026-08|2026-09-26|H44|2.1|5|7||x|||y", "wrong_field_count")]
#[case(
    "period|as_of|agency|indicator|numerator|denominator|points|source|rate|flags",
    "repeated_header"
)]
#[case("2026-08|2026-09-26|H44|2.1|8|7||x", "numerator_above_denominator")]
fn one_row(#[case] cells: &str, #[case] expect: &str) {
    let outcome = book(|sheet| texts(sheet, 4, cells));
    assert_eq!(reason(&outcome), expect);
    assert!(outcome.refused.iter().all(|refusal| refusal.place == Place::Line(5)));
}

#[test]
fn a_count_that_is_a_broken_number_is_refused() {
    let outcome = book(|sheet| {
        texts(sheet, 1, "2026-08|2026-09-26|H44|2.1||7000||x")?;
        sheet.write_number(1, 4, 5.5).map(|_| ())
    });
    assert_eq!(reason(&outcome), "not_whole");
}

#[test]
fn a_formula_that_failed_refuses_its_row_only() {
    let outcome = book(|sheet| {
        texts(sheet, 1, "2026-08|2026-09-26|H44|2.1|5|7||x")?;
        texts(sheet, 2, "2026-08|2026-09-26|H44.01|2.1||7||x")?;
        sheet.write_formula(2, 4, Formula::new("=1/0").set_result("#DIV/0!")).map(|_| ())
    });
    assert_eq!((reason(&outcome), outcome.rows.len()), ("formula_error", 1));
}

#[test]
fn a_month_that_a_sheet_turned_into_a_date_is_refused_with_a_hint() {
    let outcome = book(|sheet| {
        texts(sheet, 1, "|2026-09-26|H44|2.1|5|7||x")?;
        let day = ExcelDateTime::from_ymd(2026, 8, 1)?;
        sheet.write_datetime_with_format(1, 0, &day, &Format::new().set_num_format("mmm-yy"))?;
        Ok(())
    });
    assert_eq!(reason(&outcome), "bad_period");
}

#[rstest]
#[case(b"PK\x03\x04 damaged", "bad_workbook")]
#[case(b"", "bad_workbook")]
fn what_is_no_workbook(#[case] bytes: &[u8], #[case] expect: &str) {
    assert_eq!(reason(&reported::xlsx(bytes, context())), expect);
}

/// A sheet whose XML was tampered with.
#[rstest]
#[case("r=\"B2\"", "r=\"ZZZZZZZZZ2\"")]
#[case("r=\"B2\"", "r=\"A2\"")]
#[case("r=\"B2\"", "r=\"XFE2\"")]
#[case("r=\"H2\"", "r=\"H1048577\"")]
#[case("r=\"A2\"", "r=\"A1\"")]
#[case("</sheetData>", "")]
fn tampered_sheets_are_refused_whole(#[case] from: &str, #[case] to: &str) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, HEADER).unwrap();
    texts(sheet, 1, "2026-08|2026-09-26|H44|2.1|5|7||x").unwrap();
    let bytes = book.save_to_buffer().unwrap();
    assert_eq!(reported::xlsx(&bytes, context()).rows.len(), 1);
    let outcome = reported::xlsx(&edited(&bytes, from, to), context());
    assert_eq!((reason(&outcome), outcome.rows.len()), ("bad_workbook", 0));
}

/// The workbook with a text of its first sheet replaced.
fn edited(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut text = String::new();
        entry.read_to_string(&mut text).unwrap();
        if name.ends_with("sheet1.xml") {
            assert!(text.contains(from), "{text}");
            text = text.replacen(from, to, 1);
        }
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn a_workbook_without_rows_and_one_with_a_wrong_header() {
    let empty = Workbook::new().save_to_buffer();
    let outcome = empty.map(|bytes| reported::xlsx(&bytes, context()));
    assert!(outcome.is_err() || outcome.is_ok_and(|outcome| !outcome.refused.is_empty()));
    let wrong = book(|sheet| sheet.write_string(0, 10, "họ tên").map(|_| ()));
    assert_eq!(reason(&wrong), "unknown_column");
}

#[test]
fn the_file_is_told_by_its_content() {
    let mut book = Workbook::new();
    book.add_worksheet().write_row(0, 0, HEADER).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let outcome =
        reported::read("figures.csv", &bytes, &reported::JsonContext::default(), context());
    assert_eq!((outcome.read, outcome.refused.len()), (0, 0));
}
