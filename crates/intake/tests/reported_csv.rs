//! The CSV template, one reason per case.

mod common;

use chiso_intake::{Place, limits};
use chiso_scoring::lang::Lang;
use common::{HEADER, csv, lines, reason};
use rstest::rstest;

/// Columns: period, `as_of`, agency, indicator, numerator, denominator, rate, points, flags, source.
#[rstest]
// Accepted.
#[case("2026-08,2026-09-26,H44,2.1,5,7,71.43,14.29,,x", "")]
#[case("2026-08,2026-09-26,H44,2.1,0,0,,,,x", "")]
#[case("2026-08,2026-09-26T16:30,H44,2.1,5,7,,,,x", "")]
#[case("2026-08,2026-09-26 16:30:01,H44,2.1,5,7,,,,x", "")]
#[case("2026-08,2026-08-01,H44,totalOnTime/totalReceived,5,7,,,,x", "")]
#[case("2026-08,2026-09-26,H44,DOSSIER_SYNC,5,7,,,no_national_report_data,x", "")]
#[case("2026-08,2026-09-26,H44,1.4,,,,,open_period,x", "")]
#[case("2026-08,2026-09-26,H44,4.3,5,,71.4,,,x", "")]
#[case("2026-08,2026-09-26,H44,2.2,,,140.5,,,x", "")]
#[case("2026-08,2026-09-26,H44,2.1,,,100,20,,x", "")]
#[case("2026-08,2026-09-26,H44,ONLINE_SERVICE,,,70,15.4,,x", "")]
#[case("2026-08,2026-09-26,H44,TOTAL,,,,100.00,,x", "")]
#[case("2026-08,2026-09-26,H44,RANK,34,34,,,,x", "")]
#[case("2026-08,2026-09-26,H44,overdue,1000000000000,,,,,x", "")]
#[case("2026-08,2026-09-26,H44,overdue,,,4.5,,,x", "")]
#[case("2026-Q3,2026-09-26,H44,2.1,5,7,,,,\"Cổng, chụp 26/9\"", "")]
#[case("2026-08,2026-09-26,H44,2.1,,,,1.234,,x", "")]
// The shape of the row.
#[case("2026-08,2026-09-26,H44,2.1,5,7,,,", "wrong_field_count")]
#[case("2026-08,2026-09-26,H44,2.1,5,7,,,,x,y", "wrong_field_count")]
#[case(
    "period,as_of,agency,indicator,numerator,denominator,rate,points,flags,source",
    "repeated_header"
)]
#[case(
    "Period, As_of,AGENCY,indicator,numerator,denominator,rate,points,flags,source",
    "repeated_header"
)]
#[case("2026-08,2026-09-26,H44,2.1,,,,,,x", "empty_row")]
#[case("2026-08,2026-09-26,H44,TDGQ,,,,,,x", "empty_row")]
#[case("2026-08,2026-09-26,H44,2.1,5,7,,,,\"hai\ndòng\"", "control_character")]
#[case("2026-08,2026-09-26,H44\u{7},2.1,5,7,,,,x", "control_character")]
#[case("2026-08,2026-09-26,H44,2.1,5,7,,,,a\u{202e}b", "control_character")]
// Texts and codes.
#[case(",2026-09-26,H44,2.1,5,7,,,,x", "empty_field")]
#[case("2026-08,,H44,2.1,5,7,,,,x", "empty_field")]
#[case("2026-08,2026-09-26,,2.1,5,7,,,,x", "empty_field")]
#[case("2026-08,2026-09-26,H44,,5,7,,,,x", "empty_field")]
#[case("2026-08,2026-09-26,H44,2.1,5,7,,,,", "empty_field")]
#[case("08/2026,2026-09-26,H44,2.1,5,7,,,,x", "bad_period")]
#[case("2026-13,2026-09-26,H44,2.1,5,7,,,,x", "missing_period")]
#[case("2026-08-09..2026-08-01,2026-09-26,H44,2.1,5,7,,,,x", "inverted_period")]
#[case("2026-08,26/9/2026,H44,2.1,5,7,,,,x", "bad_as_of")]
#[case("2026-08,2026-09-31,H44,2.1,5,7,,,,x", "bad_as_of")]
#[case("2026-08,2026-07-31,H44,2.1,5,7,,,,x", "as_of_before_period")]
#[case("2026-08,2026-09-26,H99,2.1,5,7,,,,x", "unknown_agency")]
#[case("2026-08,2026-09-26,h44,2.1,5,7,,,,x", "unknown_agency")]
#[case("2026-08,2026-09-26,H03,2.1,5,7,,,,x", "agency_not_in_force")]
#[case("2026-08,2026-09-26,H44,9.9,5,7,,,,x", "unknown_indicator")]
#[case("2026-08,2026-09-26,H44,2.1,5,7,,,provisional,x", "unknown_flag")]
// Numbers.
#[case("2026-08,2026-09-26,H44,2.1,năm,7,,,,x", "bad_number")]
#[case("2026-08,2026-09-26,H44,2.1, 5,7,,,,x", "bad_number")]
#[case("2026-08,2026-09-26,H44,2.1,5,7,71 %,,,x", "bad_number")]
#[case("2026-08,2026-09-26,H44,2.1,5,7,NaN,,,x", "bad_number")]
#[case("2026-08,2026-09-26,H44,2.1,5.5,7,,,,x", "not_whole")]
#[case("2026-08,2026-09-26,H44,2.1,1.025,7000,,,,x", "thousands_separator")]
#[case("2026-08,2026-09-26,H44,2.1,5,\"7,000\",,,,x", "thousands_separator")]
#[case("2026-08,2026-09-26,H44,2.1,5,7,\"1.071,43\",,,x", "thousands_separator")]
#[case("2026-08,2026-09-26,H44,2.1,-5,7,,,,x", "negative_count")]
#[case("2026-08,2026-09-26,H44,overdue,1000000000001,,,,,x", "count_too_large")]
#[case("2026-08,2026-09-26,H44,2.1,5,,,,,x", "numerator_alone")]
#[case("2026-08,2026-09-26,H44,2.1,,7,,,,x", "denominator_alone")]
#[case("2026-08,2026-09-26,H44,2.1,8,7,,,,x", "numerator_above_denominator")]
#[case("2026-08,2026-09-26,H44,2.1,,,100.01,,,x", "rate_out_of_range")]
#[case("2026-08,2026-09-26,H44,2.1,,,-0.5,,,x", "rate_out_of_range")]
#[case("2026-08,2026-09-26,H44,2.2,,,-1,,,x", "rate_out_of_range")]
#[case("2026-08,2026-09-26,H44,2.1,,,,-0.01,,x", "negative_points")]
#[case("2026-08,2026-09-26,H44,2.1,,,,20.01,,x", "points_above_maximum")]
#[case("2026-08,2026-09-26,H44,CLGQ,,,,12.01,,x", "points_above_maximum")]
#[case("2026-08,2026-09-26,H44,ONLINE_SERVICE,,,,22.01,,x", "points_above_maximum")]
#[case("2026-08,2026-09-26,H44,TOTAL,,,,100.01,,x", "points_above_maximum")]
#[case("2026-08,2026-09-26,H44,5.1,5,7,,0.01,,x", "points_above_maximum")]
#[case("2026-08,2026-09-26,H44,TDGQ,5,7,,15,,x", "counts_not_allowed")]
#[case("2026-08,2026-09-26,H44,TOTAL,,7,,15,,x", "counts_not_allowed")]
#[case("2026-08,2026-09-26,H44,overdue,5,7,,,,x", "denominator_not_allowed")]
#[case("2026-08,2026-09-26,H44,overdue,5,,,1,,x", "points_not_allowed")]
#[case("2026-08,2026-09-26,H44,RANK,1,34,,5,,x", "points_not_allowed")]
#[case("2026-08,2026-09-26,H44,RANK,1,34,5,,,x", "rate_not_allowed")]
#[case("2026-08,2026-09-26,H44,RANK,0,34,,,,x", "bad_rank")]
#[case("2026-08,2026-09-26,H44,RANK,35,34,,,,x", "bad_rank")]
#[case("2026-08,2026-09-26,H44,RANK,1,,,,,x", "bad_rank")]
fn one_row(#[case] row: &str, #[case] expect: &str) {
    let outcome = csv(&format!("{HEADER}\n{row}\n"));
    assert_eq!(reason(&outcome), expect, "{:?}", outcome.refused);
    assert_eq!(outcome.rows.len(), usize::from(expect.is_empty()));
    for refusal in &outcome.refused {
        assert_eq!(refusal.place, Place::Line(2));
        for lang in [Lang::Vi, Lang::En] {
            let shown = format!("{} {:?}", refusal.message(lang), refusal.hint(lang));
            assert!(
                !["{value}", "{field}", "{detail}"].iter().any(|slot| shown.contains(slot)),
                "{shown}"
            );
        }
    }
}

/// The hint of a refused row.
#[rstest]
#[case("2026-08,2026-09-26,H03,2.1,5,7,,,,x", "carried on by H55")]
#[case("2026-08,2026-09-26,h44,2.1,5,7,,,,x", "see H44")]
#[case("2026-08,2026-09-26,Phú Thọ,2.1,5,7,,,,x", "see H44")]
#[case("2026-08,2026-09-26,H44,overdu,5,,,,,x", "did you mean overdue?")]
#[case("2026-08,2026-09-26,H44,2.1,1.025,7000,,,,x", "write 1025, not 1.025")]
fn hints(#[case] row: &str, #[case] expect: &str) {
    let outcome = csv(&format!("{HEADER}\n{row}\n"));
    assert_eq!(outcome.refused[0].hint(Lang::En).as_deref(), Some(expect));
}

/// Two rows of one key.
#[rstest]
#[case("5,7,71.43,,", "5,7,71.43,,", 1, "")]
#[case("5,7,71.40,,", "5,7,71.4,,", 1, "")]
#[case("5,7,,,", "6,7,,,", 0, "conflicting_row")]
#[case("5,7,,,", "5,7,,,open_period", 0, "conflicting_row")]
fn repeated_rows(
    #[case] first: &str,
    #[case] second: &str,
    #[case] duplicates: usize,
    #[case] expect: &str,
) {
    let row = |name: &str, figure: &str| format!("2026-08,2026-09-26,H44,{name},{figure},x");
    let metric = "totalOnTime/totalReceived";
    let outcome = csv(&format!("{HEADER}\n{}\n{}\n", row("2.1", first), row(metric, second)));
    assert_eq!((outcome.rows.len(), outcome.duplicates, reason(&outcome)), (1, duplicates, expect));
    for refusal in outcome.refused {
        assert_eq!((refusal.place, &*refusal.detail), (Place::Line(3), "2"));
    }
}

#[rstest]
#[case("2026-08,2026-09-26,H44,2.1,5,7,,,,x", "2026-08,2026-09-27,H44,2.1,5,7,,,,x")]
#[case("2026-08,2026-09-26,H44,2.1,5,7,,,,x", "2026-08,2026-09-26,H44,2.1,5,7,,,,y")]
#[case("2026-08,2026-09-26,H44,2.1,5,7,,,,x", "2026-Q3,2026-09-26,H44,2.1,5,7,,,,x")]
fn rows_of_other_keys_stand_side_by_side(#[case] first: &str, #[case] second: &str) {
    assert_eq!(csv(&format!("{HEADER}\n{first}\n{second}\n")).rows.len(), 2);
}

/// The whole file.
#[rstest]
#[case("", "empty_file")]
#[case(" \n\n", "empty_file")]
#[case("period,as_of,agency,indicator,numerator,denominator,points", "missing_column")]
#[case(
    "period,as_of,agency,indicator,numerator,denominator,points,source,họ tên",
    "unknown_column"
)]
#[case(
    "period,as_of,agency,indicator,numerator,denominator,points,source,Source",
    "duplicate_column"
)]
fn whole_files(#[case] text: &str, #[case] expect: &str) {
    let outcome = csv(text);
    assert_eq!((reason(&outcome), outcome.rows.len(), outcome.read), (expect, 0, 1));
}

#[test]
fn an_unknown_column_is_named_but_its_values_are_not() {
    let outcome = csv(&format!("{HEADER},phone\n2026-08,2026-09-26,H44,2.1,5,7,,,,x,0912345678\n"));
    let shown = format!("{outcome:?} {}", outcome.refused[0]);
    assert!(shown.contains("phone") && !shown.contains("0912345678"), "{shown}");
}

/// Delimiters, line ends, order and case of columns say nothing about the figures.
#[rstest]
#[case(
    "points;Source;PERIOD;as_of;agency;indicator;numerator;denominator\n14,29;x;2026-08;2026-09-26;H44;2.1;5;7"
)]
#[case(
    "\u{feff}period\tas_of\tagency\tindicator\tnumerator\tdenominator\tpoints\tsource\r\n2026-08\t2026-09-26\tH44\t2.1\t5\t7\t14.29\tx\r\n"
)]
#[case(
    "\n\n source ,period,as_of,agency,indicator,numerator,denominator,points\n\nx,2026-08,2026-09-26,H44,2.1,5,7,\"14,29\"\n\n"
)]
fn spellings_of_one_file(#[case] text: &str) {
    let expect = ["2026-08,2026-09-26T00:00:00,H44,2.1,5,7,,14.29,,x"];
    assert_eq!(lines(&csv(text)), expect);
}

#[test]
fn one_file_uses_one_decimal_mark() {
    let row =
        |agency: &str, points: &str| format!("2026-08,2026-09-26,{agency},2.1,,,,{points},,x");
    let text = [
        row("H44", "14"),
        row("H44.01", "\"14,5\""),
        row("H44.03", "14.5"),
        row("H44.07", "\"1,5\""),
    ];
    let outcome = csv(&format!("{HEADER}\n{}\n", text.join("\n")));
    assert_eq!((reason(&outcome), outcome.rows.len()), ("mixed_decimal_marks", 3));
    let refusal = &outcome.refused[0];
    assert_eq!((&refusal.place, refusal.field, &*refusal.detail), (&Place::Line(4), "points", "3"));
}

#[test]
fn decomposed_letters_are_the_composed_ones() {
    let text = format!("{HEADER}\n2026-08,2026-09-26,H44,2.1,5,7,,,,Cổng\n");
    let decomposed = text.replace("ổ", "o\u{302}\u{309}");
    assert_ne!(text, decomposed);
    assert_eq!(lines(&csv(&text)), lines(&csv(&decomposed)));
}

#[test]
fn a_long_row_is_refused_and_reading_goes_on() {
    let good = "2026-08,2026-09-26,H44,2.1,5,7,,,,x";
    let long = "y".repeat(limits::ROW_BYTES);
    let outcome = csv(&format!("{HEADER}\n{good}{long}\n{good}\n"));
    assert_eq!((reason(&outcome), outcome.rows.len()), ("row_too_long", 1));
}

#[rstest]
#[case(limits::ROWS, limits::ROWS)]
#[case(limits::ROWS + 1, 1)]
fn rows_of_a_file_are_bounded(#[case] rows: usize, #[case] read: usize) {
    let text = format!("{HEADER}\n{}", "x\n".repeat(rows));
    let outcome = csv(&text);
    assert_eq!((outcome.rows.len(), outcome.read), (0, read));
    let last = outcome.refused.last().map(|refusal| refusal.code.name());
    assert_eq!(last, Some(if read == 1 { "too_many_rows" } else { "wrong_field_count" }));
}

#[test]
fn the_listing_that_people_read() {
    let text = format!(
        "{HEADER}\n\
         2026-08,2026-09-26,H44,2.1,5,7,71.43,14.29,,x\n\
         2026-13,2026-09-26,H44,2.1,5,7,,,,x\n\
         2026-08,2026-07-31,H44,2.1,5,7,,,,x\n\
         2026-08,2026-09-26,H03,2.1,5,7,,,,x\n\
         2026-08,2026-09-26,H44,ovredue,5,,,,,x\n\
         2026-08,2026-09-26,H44,2.1,1.025,7000,,,,x\n\
         2026-08,2026-09-26,H44,2.1,8,7,,,,x\n\
         2026-08,2026-09-26,H44,CLGQ,,,,12.01,,x\n\
         2026-08,2026-09-26,H44,2.1,6,7,,,,x\n\
         2026-08,2026-09-26,H44,2.1,5,7,,,,\"hai\ndòng\"\n\
         2026-08,2026-09-26,H44,2.1\n"
    );
    let outcome = csv(&text);
    let english: Vec<String> = outcome.refused.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!("refusals_en", english.join("\n"));
    let vietnamese = outcome.refused.iter().map(|refusal| {
        let hint = refusal.hint(Lang::Vi).map(|hint| format!(" ({hint})")).unwrap_or_default();
        format!("{}: {}{hint}", refusal.place.text(Lang::Vi), refusal.message(Lang::Vi))
    });
    insta::assert_snapshot!("refusals_vi", vietnamese.collect::<Vec<_>>().join("\n"));
}
