//! Bad figures: each bad row says where and why, the good rest is kept, and a file that is bad as a
//! whole leaves nothing behind.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::io::Write;
use std::time::{Duration, Instant};

use rstest::rstest;
use support::{Data, HEADER, Taken};

/// Rows around the bad one: lines 2 and 4.
const BEFORE: &str = "2026-08,2026-09-05,H44,2.1,80,100,16.00,Thử,80.00,\n";
const AFTER: &str = "2026-08,2026-09-05,H44.01,2.1,9,10,18.00,Thử,90.00,\n";

/// Nothing but what the files of the test bring.
struct Watched {
    data: Data,
    revision: u64,
}

impl Watched {
    fn new() -> Self {
        let data = Data::empty();
        let revision = data.revision();
        Self { data, revision }
    }

    /// A file that is refused as a whole left nothing behind.
    fn refused_whole(&self, taken: &Taken, name: &str, expected: &[&str]) {
        assert_eq!(taken.one(), (3, (0, 0, 1)), "{}", taken.said);
        says(taken, name, expected);
        self.is_untouched();
    }

    fn is_untouched(&self) {
        assert_eq!(self.data.revision(), self.revision);
        let score = self.data.run("score --agency H44 --period 2026-08");
        assert_eq!(score.status.code(), Some(5), "no figure of the file is there");
    }
}

/// The first line names the place; the expected words all stand in what is said.
fn says(taken: &Taken, place: &str, expected: &[&str]) {
    assert!(taken.said.starts_with(place), "not at {place}: {}", taken.said);
    for words in expected {
        assert!(taken.said.contains(words), "{words}: {}", taken.said);
    }
}

#[rstest]
#[case::second_header("period,as_of,agency,indicator,numerator,denominator,points,source,rate,flags", &["[repeated_header]"])]
#[case::decimal_comma("2026-08,2026-09-05,H44.03,2.1,8,10,\"16,00\",Thử,,", &["points: ", "since row 2", "[mixed_decimal_marks]"])]
#[case::thousands("2026-08,2026-09-05,H44.03,2.1,8,1.025,,Thử,,", &["denominator: ", "write 1025, not 1.025", "[thousands_separator]"])]
#[case::broken_count("2026-08,2026-09-05,H44.03,2.1,8.5,10,,Thử,,", &["numerator: ", "[not_whole]"])]
#[case::words_for_a_number("2026-08,2026-09-05,H44.03,2.1,tám,10,,Thử,,", &["'tám'", "[bad_number]"])]
#[case::above_the_whole("2026-08,2026-09-05,H44.03,2.1,11,10,,Thử,,", &["the numerator 11 is above the denominator 10", "[numerator_above_denominator]"])]
#[case::negative("2026-08,2026-09-05,H44.03,2.1,-1,10,,Thử,,", &["'-1'", "[negative_count]"])]
#[case::huge("2026-08,2026-09-05,H44.03,2.1,1,9999999999999999999,,Thử,,", &["[count_too_large]"])]
#[case::no_whole("2026-08,2026-09-05,H44.03,2.1,1,,,Thử,,", &["[numerator_alone]"])]
#[case::no_part("2026-08,2026-09-05,H44.03,2.1,,1,,Thử,,", &["an unknown numerator is not 0", "[denominator_alone]"])]
#[case::unknown_agency("2026-08,2026-09-05,H98,2.1,8,10,,Thử,,", &["agency: ", "'H98' is unknown", "[unknown_agency]"])]
#[case::agency_in_lower_case("2026-08,2026-09-05,h44.03,2.1,8,10,,Thử,,", &["see H44.03"])]
#[case::agency_by_name("2026-08,2026-09-05,Sở Giáo dục và Đào tạo,2.1,8,10,,Thử,,", &["see H44.08"])]
#[case::expired_agency("2026-08,2026-09-05,H03,2.1,8,10,,Thử,,", &["carried on by H55", "[agency_not_in_force]"])]
#[case::agency_to_come("2024-08,2026-09-05,H44,2.1,8,10,,Thử,,", &["[agency_not_in_force]"])]
#[case::unknown_indicator("2026-08,2026-09-05,H44.03,DOSSIER_SINK,8,10,,Thử,,", &["did you mean DOSSIER_SYNC?", "[unknown_indicator]"])]
#[case::month_13("2026-13,2026-09-05,H44.03,2.1,8,10,,Thử,,", &["'2026-13' does not exist", "[missing_period]"])]
#[case::quarter_5("2026-Q5,2026-09-05,H44.03,2.1,8,10,,Thử,,", &["[missing_period]"])]
#[case::period_of_words("tháng 8/2026,2026-09-05,H44.03,2.1,8,10,,Thử,,", &["write 2026-08", "[bad_period]"])]
#[case::period_backwards("2026-08-31..2026-08-01,2026-09-05,H44.03,2.1,8,10,,Thử,,", &["[inverted_period]"])]
#[case::day_that_does_not_exist("2026-08,2026-02-30,H44.03,2.1,8,10,,Thử,,", &["[bad_as_of]"])]
#[case::captured_too_early("2026-08,2026-07-31,H44.03,2.1,8,10,,Thử,,", &["before the period begins on 2026-08-01", "[as_of_before_period]"])]
#[case::too_many_points("2026-08,2026-09-05,H44.03,2.1,8,10,20.01,Thử,,", &["above the maximum 20", "[points_above_maximum]"])]
#[case::negative_points("2026-08,2026-09-05,H44.03,2.1,8,10,-1,Thử,,", &["[negative_points]"])]
#[case::rate_above_100("2026-08,2026-09-05,H44.03,2.1,8,10,,Thử,100.01,", &["[rate_out_of_range]"])]
#[case::unknown_flag("2026-08,2026-09-05,H44.03,2.1,8,10,,Thử,,maybe", &["known are ", "[unknown_flag]"])]
#[case::nothing_said("2026-08,2026-09-05,H44.03,2.1,,,,Thử,,", &["[empty_row]"])]
#[case::counts_of_a_group("2026-08,2026-09-05,H44.03,TDGQ,8,10,,Thử,,", &["[counts_not_allowed]"])]
#[case::no_source("2026-08,2026-09-05,H44.03,2.1,8,10,,,,", &["source: ", "[empty_field]"])]
#[case::hidden_character("2026-08,2026-09-05,H44.03,2.1,8,10,,Thử\u{202e},,", &["\\u{202e}", "[control_character]"])]
#[case::a_field_too_many("2026-08,2026-09-05,H44.03,2.1,8,10,,Thử,,,", &["the row has 11 fields, the header 10", "[wrong_field_count]"])]
#[case::another_value("2026-08,2026-09-05,H44,2.1,81,100,16.20,Thử,81.00,", &["another value for H44 2.1 than row 2", "[conflicting_row]"])]
fn a_bad_row(#[case] row: &str, #[case] expected: &[&str]) {
    let watched = Watched::new();
    let taken = watched.data.take_text("figures.csv", format!("{HEADER}{BEFORE}{row}\n{AFTER}"));
    assert_eq!(taken.one(), (3, (2, 0, 1)), "{}", taken.said);
    says(&taken, "figures.csv: line 3: ", expected);
    assert_eq!(watched.data.revision(), watched.revision + 1);
    assert_eq!(watched.data.points("H44", "2026-08", "2.1"), "16.00");
    assert_eq!(watched.data.points("H44.01", "2026-08", "2.1"), "18.00");
}

/// The same in Vietnamese: place, reason and hint.
#[test]
fn people_are_told_in_their_language() {
    let data = Data::empty();
    let text = format!("{HEADER}2026-08,2026-09-05,H03,2.1,8,10,,Thử,,\n");
    data.file("figures.csv", text);
    let path = data.path().join("figures.csv");
    let output = data.command().args(["intake", "reported"]).arg(path).output().unwrap();
    let said = support::stderr(&output);
    assert!(said.starts_with("figures.csv: dòng 2: "), "{said}");
    assert!(
        said.contains("không tồn tại trong kỳ") && said.contains("được kế thừa bởi H55"),
        "{said}"
    );
}

/// The same row again is no fault.
#[test]
fn a_repeated_row_is_a_duplicate() {
    let watched = Watched::new();
    let taken = watched.data.take_text("figures.csv", format!("{HEADER}{BEFORE}{BEFORE}"));
    assert_eq!(taken.one(), (0, (1, 1, 0)), "{}", taken.said);
}

/// Of many refusals the first are told; all count.
#[test]
fn many_refusals_are_told_briefly() {
    let watched = Watched::new();
    let row = "2026-08,2026-09-05,H98,2.1,8,10,,Thử,,\n";
    let taken = watched.data.take_text("figures.csv", format!("{HEADER}{}", row.repeat(1000)));
    assert_eq!(taken.one(), (3, (0, 0, 1000)));
    assert_eq!(taken.said.lines().count(), 201);
    assert!(taken.said.lines().last().unwrap().contains("800"), "{}", taken.said);
}

#[rstest]
#[case::header_without_points("period,as_of,agency,indicator,numerator,denominator,source\n", "line 1: ", &["no column 'points'", "[missing_column]"])]
#[case::header_with_a_name("period,as_of,agency,indicator,numerator,denominator,points,source,họ tên\n", "line 1: ", &["'họ tên'", "[unknown_column]"])]
#[case::header_twice_the_same("period,as_of,agency,indicator,numerator,denominator,points,source,points\n", "line 1: ", &["[duplicate_column]"])]
#[case::empty("", "file: ", &["[empty_file]"])]
#[case::blank(" \r\n\r\n", "file: ", &["[empty_file]"])]
#[case::some_other_text("Kính gửi: Văn phòng UBND tỉnh\n", "line 1: ", &["[unknown_column]"])]
#[case::json_cut("{\"code\":\"OK\",\"data\":{\"overview\":{\"totalScore\":7.9", "line 1, column ", &["nothing was taken", "[bad_json]"])]
#[case::json_not_ok("{\"code\":\"ERROR\",\"data\":null,\"message\":\"quá tải\"}", "", &["'ERROR' instead of OK", "quá tải", "[portal_error]"])]
#[case::json_of_something_else("{\"a\":1}", "", &["[no_period]"])]
fn a_bad_file(#[case] text: &str, #[case] place: &str, #[case] expected: &[&str]) {
    let watched = Watched::new();
    let taken = watched.data.take_text("figures.csv", text);
    watched.refused_whole(&taken, "figures.csv", expected);
    assert!(taken.said.starts_with(&format!("figures.csv: {place}")), "{}", taken.said);
}

const ANSWER: &str = r#""code":"OK","data":{"parent":{"departmentCode":"H44","totalReceived":10,
    "totalOnTime":8,"totalScore":16,"ratio":80},"children":[]}"#;

#[rstest]
#[case::filtered(format!("{{\"request\":{{\"timeType\":\"month\",\"year\":2026,\"month\":8,\"formalityId\":\"3f0c\"}},\"response\":{{{ANSWER}}}}}"), "answer.json", "[filtered_by_procedure]")]
#[case::filtered_by_name(format!("{{{ANSWER}}}"), "tree-month-2026-08-formality-2.000815.json", "[filtered_by_procedure]")]
#[case::no_period(format!("{{{ANSWER}}}"), "answer.json", "[no_period]")]
#[case::too_early(format!("{{\"capturedAt\":\"2026-07-31T10:00:00Z\",\"request\":{{\"timeType\":\"month\",\"year\":2026,\"month\":8}},\"response\":{{{ANSWER}}}}}"), "answer.json", "[as_of_before_period]")]
fn a_bad_answer(#[case] text: String, #[case] name: &str, #[case] expected: &str) {
    let watched = Watched::new();
    let taken = watched.data.take_text(name, text);
    watched.refused_whole(&taken, name, &[expected]);
}

/// "Cổng DVCQG" as an old Vietnamese Windows saves it.
#[test]
fn another_encoding_is_named_and_nothing_is_guessed() {
    let watched = Watched::new();
    let mut text = format!("{HEADER}{BEFORE}2026-08,2026-09-05,H44.01,2.1,9,10,,").into_bytes();
    text.extend(b"C\xF4\xD2ng DVCQG,,\n");
    let taken = watched.data.take_text("figures.csv", text);
    let expected = ["0xF4", "looks like Windows-1258", "CSV UTF-8", "[not_utf8]"];
    watched.refused_whole(&taken, "figures.csv: line 3, column", &expected);
}

/// The two ways to write one letter are one letter.
#[test]
fn decomposed_letters_are_the_same_text() {
    let watched = Watched::new();
    let composed = format!("{HEADER}2026-08,2026-09-05,H44,2.1,8,10,,Cổng,,\n");
    let decomposed = composed.replace("Cổng", "Co\u{302}\u{309}ng");
    assert_eq!(watched.data.take_text("nfd.csv", decomposed).one(), (0, (1, 0, 0)));
    assert_eq!(watched.data.take_text("nfc.csv", composed).one(), (0, (0, 1, 0)));
    let agencies = "code,name,level,parent\nH99,Tỉnh Thử,province,VN\n";
    let decomposed = agencies.replace("ỉ", "i\u{309}").replace("ử", "u\u{31b}\u{309}");
    assert_ne!(agencies, decomposed);
    assert_eq!(watched.data.agencies(decomposed).one(), (0, (1, 0, 0)));
    assert_eq!(watched.data.agencies(agencies).one(), (0, (0, 1, 0)));
}

#[test]
fn a_workbook_with_good_and_bad_rows() {
    let watched = Watched::new();
    let bad = "2026-08,2026-09-05,H98,2.1,8,10,,Thử,,";
    let book = support::workbook(&[HEADER.trim(), BEFORE.trim(), bad, AFTER.trim(), BEFORE.trim()]);
    let taken = watched.data.take_text("figures.xlsx", book);
    assert_eq!(taken.one(), (3, (2, 1, 1)), "{}", taken.said);
    says(&taken, "figures.xlsx: line 3: ", &["[unknown_agency]"]);
    assert_eq!(watched.data.points("H44.01", "2026-08", "2.1"), "18.00");
}

#[rstest]
#[case::bomb(support::zipped(&[("xl/worksheets/sheet1.xml", &" ".repeat(8 << 20))]), "[archive_bomb]")]
#[case::another_archive(support::zipped(&[("readme.txt", "hello")]), "[bad_workbook]")]
#[case::damaged(b"PK\x03\x04 and nothing behind".to_vec(), "[bad_workbook]")]
fn a_bad_workbook(#[case] bytes: Vec<u8>, #[case] expected: &str) {
    let watched = Watched::new();
    let taken = watched.data.take_text("figures.xlsx", bytes);
    watched.refused_whole(&taken, "figures.xlsx: file", &[expected]);
}

/// What cannot be read at all stops the call before anything is stored, a good file or not.
#[rstest]
#[case::missing("nowhere.csv", "No such file")]
#[case::folder(".", "Is a directory")]
fn a_path_that_is_no_file(#[case] name: &str, #[case] reason: &str) {
    let watched = Watched::new();
    let good = watched.data.file("good.csv", format!("{HEADER}{BEFORE}"));
    let taken = watched.data.take(&[good, watched.data.path().join(name)], "");
    assert_eq!((taken.exit, taken.receipts.len()), (5, 0));
    assert!(
        taken.said.starts_with("chiso: cannot read '") && taken.said.contains(reason),
        "{}",
        taken.said
    );
    assert_eq!(taken.said.lines().count(), 1);
    watched.is_untouched();
}

/// 20 MB in bounded memory. (100 MB of such rows are a million; a debug build takes 19 s and 670 MB
/// for them.)
#[test]
fn a_large_file_is_taken_in_bounded_memory() {
    const ROWS: u64 = 200_000;
    const UNITS: u64 = 35;
    const MEMORY_KIB: u64 = 500_000;
    let data = Data::empty();
    let path = data.path().join("large.csv");
    let mut file = std::io::BufWriter::new(std::fs::File::create(&path).unwrap());
    file.write_all(HEADER.as_bytes()).unwrap();
    for row in 0..ROWS {
        let source = format!("Sở Nội vụ tỉnh Phú Thọ, báo cáo lần {:06}", row / UNITS);
        let unit = 100 + row % UNITS;
        writeln!(file, "2026-08,2026-09-10T08:00,H44.{unit},2.1,{row},{ROWS},,\"{source}\",,")
            .unwrap();
    }
    drop(file.into_inner().unwrap());
    let size = std::fs::metadata(&path).unwrap().len();
    assert!(size > 20_000_000, "{size}");
    let begun = Instant::now();
    let mut limited = std::process::Command::new("sh");
    limited.arg("-c").arg(format!("ulimit -v {MEMORY_KIB} && exec \"$@\"")).arg("sh");
    let chiso = data.command();
    let command = limited.arg(chiso.get_program()).args(chiso.get_args());
    let output = command.args(["--json", "intake", "reported"]).arg(path).output().unwrap();
    let receipts: Vec<support::Receipt> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(receipts[0].counts(), (ROWS, 0, 0), "{}", support::stderr(&output));
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}

/// One byte more than is read: refused before anything is looked at.
#[test]
fn a_file_above_the_bound() {
    let watched = Watched::new();
    let path = watched.data.path().join("huge.csv");
    std::fs::File::create(&path).unwrap().set_len((256 << 20) + 1).unwrap();
    // Stored as refused it would be hashed, which takes a debug build ten seconds.
    let taken = watched.data.take(&[path], "--dry-run");
    watched.refused_whole(
        &taken,
        "huge.csv: file",
        &["268435456 are the most", "[file_too_large]"],
    );
}

/// One row more than the store takes at once: refused by intake, with what to do about it.
#[test]
fn a_file_of_too_many_rows() {
    let watched = Watched::new();
    let text = format!("{HEADER}{}", "x,,,,,,,,,\n".repeat(1_000_001));
    let taken = watched.data.take_text("long.csv", text);
    watched.refused_whole(&taken, "long.csv: file", &["1000000", "split it", "[too_many_rows]"]);
}
