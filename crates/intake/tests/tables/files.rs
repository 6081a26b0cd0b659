//! Files as a whole: headers, lines, formats, bounds, going on where an import stopped.

use std::io::{self, Read};

use chiso_intake::tables::{Item, Reader, TableContext, TableKind};
use chiso_intake::{Code, Place, limits};
use chiso_scoring::dossier::{Fact, Statement};
use rstest::rstest;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::{NOBODY, all, at, csv, lines, ndjson};

/// The reason of each line, empty where it was read.
fn reasons(read: &[chiso_intake::tables::PlacedItem]) -> Vec<(u64, &'static str)> {
    lines(read).into_iter().map(|(line, item)| (line, item.err().unwrap_or_default())).collect()
}

/// How a file was refused as a whole: reason, what was wrong, where.
fn whole(text: impl AsRef<[u8]>) -> (&'static str, String, Place) {
    let refusal = csv(text).unwrap_err();
    (refusal.code.name(), refusal.value.to_string(), refusal.place)
}

#[rstest]
#[case("number,at,status\nH55-1,20260801,2\nH55-2,20260802,3\n", &[(2, ""), (3, "")])]
#[case("\u{feff}Number;AT; Status \r\nH55-1;20260801;2\r\nH55-2;20260802;0\r\n", &[(2, ""), (3, "bad_status")])]
#[case("status\tnumber\tat\n2\tH55-1\t20260801", &[(2, "")])]
#[case("\n\nnumber,at,status\n\n\nH55-1,20260801,2\n\nH55-2,20260802,2", &[(6, ""), (8, "")])]
#[case("number,at,status\rH55-1,20260801,2\rH55-2,x,2\r", &[(2, ""), (3, "bad_moment")])]
#[case("number,at,status\nH55-1,\"2026\n0801\",2\nH55-2,20260802,2\n", &[(2, "bad_moment"), (4, "")])]
#[case("number,at,status\nH55-1,20260801\nH55-2,20260802,2,\nH55-3,20260803,2\n", &[(2, "wrong_field_count"), (3, "wrong_field_count"), (4, "")])]
#[case("number,at,status\nH55-1,20260801,2\nNumber,At,Status\nH55-2,20260802,2\n", &[(2, ""), (3, "repeated_header"), (4, "")])]
#[case("number,at,status\n\"H55-1\",\"20260801\",\" 2 \"\n", &[(2, "")])]
#[case("number,at,status\nH55-1,20260801,2\nH55-2,\"20260802,2\nH55-3,20260803,2\n", &[(2, ""), (3, "wrong_field_count")])]
fn csv_lines(#[case] text: &str, #[case] expect: &[(u64, &str)]) {
    assert_eq!(reasons(&csv(text).unwrap()), expect);
}

#[rstest]
#[case("", "empty_file", "", Place::File)]
#[case("\u{feff}\r\n \n", "empty_file", "", Place::File)]
#[case("number,at,status,full_name\n", "unknown_column", "full_name", Place::Line(1))]
#[case("\nnumber,at,status,Họ tên\n", "unknown_column", "Họ tên", Place::Line(2))]
#[case("number,at,status,\n", "unknown_column", "", Place::Line(1))]
#[case("number,at,AT,status\n", "duplicate_column", "at", Place::Line(1))]
#[case("number,agency,procedure\n", "missing_column", "status", Place::Line(1))]
#[case("H55-1,20260801,2\n", "unknown_template", "", Place::Line(1))]
#[case("MaHoSo,MaTTHC,TrangThaiHoSo\n", "national_fields", "MaHoSo", Place::Line(1))]
#[case("[{\"number\":\"H55-1\"}]", "unknown_template", "", Place::Line(1))]
fn headers(#[case] text: &str, #[case] code: &str, #[case] value: &str, #[case] place: Place) {
    assert_eq!(whole(text), (code, value.to_owned(), place));
}

#[test]
fn a_table_that_is_asked_for_must_be_there() {
    let text = "number,at,status\nH55-1,20260801,2\n";
    let refusal = Reader::csv(text.as_bytes(), Some(TableKind::Ratings), &NOBODY).err().unwrap();
    assert_eq!((refusal.code, &*refusal.value), (Code::UnknownColumn, "status"));
    assert!(refusal.to_string().contains("number,at,satisfied"), "{refusal}");
}

#[test]
fn an_empty_cell_of_the_agency_means_the_sender() {
    let text = "agency,period,copies_done\n,2026-08,17\nH55.07,2026-08,18\n";
    let context = TableContext { sender: Some("H55.242") };
    let read = all(Reader::csv(text.as_bytes(), None, &context).unwrap());
    let shown = format!("{read:?}");
    assert!(shown.contains("\"H55.242\"") && shown.contains("\"H55.07\""), "{shown}");
    assert_eq!(reasons(&csv(text).unwrap()), [(2, "empty_field"), (3, "")]);
}

#[test]
fn text_of_other_encodings_is_refused_by_its_line() {
    // "Trực tuyến" in Windows-1258 on line 3, everything else in ASCII.
    let text = b"number,agency,procedure,status,channel\nH55-1,H55,1.004222,2,online\n\
        H55-2,H55,1.004222,2,Tr\xF1\xF2c tuy\xEA\xEC n\nH55-3,H55,1.004222,2,post\n";
    let read = csv(text).unwrap();
    assert_eq!(reasons(&read), [(2, ""), (3, "not_utf8"), (4, "")]);
    let refusal = read[1].value.as_ref().unwrap_err();
    assert!(refusal.to_string().contains("Windows-1258"), "{refusal}");
    let halves = b"number,at,status\nH55-1,\xC4,\x90\nH55-2,20260802,2\n";
    assert_eq!(reasons(&csv(halves).unwrap()), [(2, "not_utf8"), (3, "")]);
    let sixteen: Vec<u8> = [0xFF, 0xFE].into_iter().chain(b"n\0u\0".iter().copied()).collect();
    assert_eq!(whole(sixteen).0, "not_utf8");
    assert_eq!(whole(b"number,at,status\xF4\nH55-1,20260801,2").0, "not_utf8");
}

#[rstest]
#[case(limits::ROW_BYTES, "bad_moment")]
#[case(limits::ROW_BYTES + 1, "row_too_long")]
#[case(limits::ROW_BYTES * 5, "row_too_long")]
fn rows_of_csv_are_bounded(#[case] bytes: usize, #[case] expect: &str) {
    let filler = "x".repeat(bytes - "H55-1".len() - 1);
    let text = format!("number,at,status\nH55-1,{filler},2\nH55-2,20260802,2\n");
    assert_eq!(reasons(&csv(&text).unwrap()), [(2, expect), (3, "")]);
    let quoted = text.replace(&filler, &format!("\"{}\"", filler.replacen("xx", "\n,", 40)));
    assert_eq!(reasons(&csv(&quoted).unwrap()), [(2, expect), (43, "")]);
}

#[rstest]
#[case(100, "unknown_column")]
#[case(101, "too_many_columns")]
#[case(5_000, "too_many_columns")]
fn columns_are_bounded(#[case] columns: usize, #[case] expect: &str) {
    let more = ",x".repeat(columns - 3);
    assert_eq!(whole(format!("number,at,status{more}\n")).0, expect);
    let wide = format!("number,at,status\nH55-1,20260801,2{more}\nH55-2,20260802,2\n");
    assert_eq!(reasons(&csv(wide).unwrap()), [(2, "wrong_field_count"), (3, "")]);
}

const STEP: &str = r#"{"number":"H55-1","at":"20260801","status":2}"#;

#[rstest]
#[case(r#"{"number":"H55-1","at":"2026-08-01 07:30","status":"2"}"#, "")]
#[case(r#"{"Number":"H55-1","AT":20260801073000,"status":10}"#, "")]
#[case(r#" { "status" : 2 , "at" : "20260801" , "number" : "H55\u002d1" } "#, "")]
#[case(r#"{"number":"H55-1","at":"20260801","status":2.0}"#, "bad_status")]
#[case(r#"{"number":"H55-1","at":"20260801","status":true}"#, "bad_status")]
#[case(r#"{"number":"H55-1","at":"20260801","status":null}"#, "empty_field")]
#[case(r#"{"number":"H55-1","at":"20260801"}"#, "empty_field")]
#[case(r#"{"number":["H55-1"],"at":"20260801","status":2}"#, "not_scalar")]
#[case(r#"{"number":{"x":1},"at":"20260801","status":2}"#, "not_scalar")]
#[case(r#"{"number":"\ud83d","at":"20260801","status":2}"#, "control_character")]
#[case(r#"{"number":"H55-1","at":"20260801","status":2,"status":3}"#, "duplicate_field")]
#[case(r#"{"number":"H55-1","at":"20260801","status":2,"ho_ten":""}"#, "unknown_field")]
#[case(r#"{"MaHoSo":"H55-1","TrangThaiHoSo":2}"#, "national_fields")]
#[case(r#"{"number":"H55-1","mahoso":"H55-1"}"#, "national_fields")]
#[case(r#"{"number":"H55-1","at":"20260801","status":2"#, "cut_line")]
#[case(r#"{"number":"H55-1","at":"2026"#, "cut_line")]
#[case(r#"{"number":"H55-1","at":"20260801","status":2}}"#, "bad_line")]
#[case(r#"{"number":"H55-1",,}"#, "bad_line")]
#[case(r#"["H55-1"]"#, "bad_line")]
#[case("5", "bad_line")]
#[case("H55-1,20260801,2", "bad_line")]
#[case("{}", "empty_field")]
fn json_lines(#[case] line: &str, #[case] expect: &str) {
    let text = format!("{STEP}\n\n{line}\r\n{STEP}\n");
    assert_eq!(reasons(&ndjson(text, None).unwrap()), [(1, ""), (3, expect), (4, "")]);
    let alone = ndjson(line, Some(TableKind::Steps)).unwrap();
    assert_eq!(reasons(&alone), [(1, expect)]);
}

#[test]
fn ndjson_and_csv_say_the_same() {
    let table = "number,agency,procedure,status,received_at,channel,paid,result_file,updating,fee_due\n\
        H55-1,H55,1.004222,9,2026-08-01 07:30,2,1,1,True,15000\n";
    let line = r#"{"fee_due":15000,"number":"H55-1","agency":"H55","procedure":"1.004222","status":9,"received_at":"2026-08-01 07:30","channel":2,"paid":"portal","result_file":true,"updating":true,"due_at":null}"#;
    let (one, other) = (csv(table).unwrap(), ndjson(line, None).unwrap());
    assert_eq!(one[0].value, other[0].value);
    assert!(one[0].value.is_ok());
}

#[test]
fn lines_before_the_table_is_known_are_refused_one_by_one() {
    let text = format!("{{\"x\":1}}\n{{\"MaHoSo\":\"H55-1\"}}\n{{\"number\":\n{STEP}\n");
    let mut reader = Reader::ndjson(text.as_bytes(), None, &NOBODY).unwrap();
    assert_eq!(reader.kind(), None);
    let mut out = Vec::new();
    assert!(!reader.next_chunk(9, &mut out).unwrap());
    let expect = [(1, "unknown_template"), (2, "national_fields"), (3, "cut_line"), (4, "")];
    assert_eq!(reasons(&out), expect);
    assert_eq!(reader.kind(), Some(TableKind::Steps));
}

#[test]
fn a_cut_last_line_is_refused_and_the_rest_is_kept() {
    let text = format!("{STEP}\n{STEP}\n{}", &STEP[..30]);
    assert_eq!(reasons(&ndjson(text, None).unwrap()), [(1, ""), (2, ""), (3, "cut_line")]);
}

#[test]
fn lines_of_ndjson_that_are_not_utf8_are_refused_alone() {
    let text = [STEP.as_bytes(), b"\n{\"number\":\"\xF4\"}\n", STEP.as_bytes()].concat();
    assert_eq!(reasons(&ndjson(text, None).unwrap()), [(1, ""), (2, "not_utf8"), (3, "")]);
}

#[rstest]
#[case(limits::ROW_BYTES, "", "\n")]
#[case(limits::ROW_BYTES, "", "\r\n")]
#[case(limits::ROW_BYTES, "", "")]
#[case(limits::ROW_BYTES + 1, "row_too_long", "\n")]
#[case(limits::ROW_BYTES + 1, "row_too_long", "\r\n")]
#[case(limits::ROW_BYTES + 1, "row_too_long", "")]
#[case(limits::ROW_BYTES * 5, "row_too_long", "\n")]
fn lines_of_ndjson_are_bounded(#[case] bytes: usize, #[case] expect: &str, #[case] end: &str) {
    let line = format!("{STEP}{}", " ".repeat(bytes - STEP.len()));
    let text = format!("{line}{end}");
    assert_eq!(reasons(&ndjson(&text, Some(TableKind::Steps)).unwrap()), [(1, expect)]);
    if !end.is_empty() {
        let read = ndjson(format!("{STEP}\n{text}{STEP}"), None).unwrap();
        assert_eq!(reasons(&read), [(1, ""), (2, expect), (3, "")]);
        let read = ndjson(format!("{text}{STEP}"), Some(TableKind::Steps)).unwrap();
        assert_eq!(reasons(&read), [(1, expect), (2, "")]);
    }
}

/// A reader that gives a few bytes at a time, and fails at the end if told so.
struct Trickle<'t> {
    left: &'t [u8],
    step: usize,
    fails: bool,
}

impl Read for Trickle<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.left.is_empty() && self.fails {
            return Err(io::Error::other("/tmp/Nguyễn Thị Hoa.csv is gone"));
        }
        let count = self.step.min(self.left.len()).min(into.len());
        let (given, left) = self.left.split_at(count);
        into[..count].copy_from_slice(given);
        self.left = left;
        Ok(count)
    }
}

fn many(rows: usize) -> String {
    let row = |n: usize| {
        format!("H55.242-260801-{n:04},2026-08-01 10:{:02}:{:02},4\n", n / 60 % 60, n % 60)
    };
    "number,at,status\n"
        .chars()
        .chain((0..rows).flat_map(|n| row(n).chars().collect::<Vec<_>>()))
        .collect()
}

#[rstest]
#[case(1)]
#[case(3)]
#[case(1_000)]
fn a_slow_reader_gives_the_same(#[case] step: usize) {
    let text = many(4_000);
    let trickle = Trickle { left: text.as_bytes(), step, fails: false };
    let read = all(Reader::csv(trickle, None, &NOBODY).unwrap());
    assert_eq!(read, csv(&text).unwrap());
    assert_eq!(read.len(), 4_000);
}

#[test]
fn a_reader_that_fails_keeps_what_was_read() {
    let text = many(4_000);
    let trickle = Trickle { left: text.as_bytes(), step: 500, fails: true };
    let mut reader = Reader::csv(trickle, None, &NOBODY).unwrap();
    let mut out = Vec::new();
    let refusal = loop {
        match reader.next_chunk(100, &mut out) {
            Ok(more) => assert!(more),
            Err(refusal) => break refusal,
        }
    };
    assert_eq!((refusal.code, out.len()), (Code::ReadFailed, 4_000));
    assert_eq!(refusal.place, Place::Line(4_002));
    assert!(!refusal.to_string().contains("Hoa"), "{refusal}");
    assert_eq!(reader.next_chunk(1, &mut out), Err(refusal));
}

#[test]
fn progress_is_counted_and_an_import_goes_on_where_it_stopped() {
    let text = many(3_000);
    let mut reader = Reader::csv(text.as_bytes(), None, &NOBODY).unwrap();
    let mut out = Vec::new();
    assert!(reader.next_chunk(1_234, &mut out).unwrap());
    assert_eq!((reader.rows_read(), out.len()), (1_234, 1_234));
    let bytes = text.lines().take(1_235).map(|line| line.len() + 1).sum::<usize>();
    assert!((bytes - 1..=bytes).contains(&usize::try_from(reader.bytes_read()).unwrap()));
    let mut again = Reader::csv(text.as_bytes(), None, &NOBODY).unwrap();
    assert_eq!(again.skip_rows(reader.rows_read()), Ok(1_234));
    assert_eq!(again.rows_read(), 1_234);
    let mut rest = Vec::new();
    assert!(!again.next_chunk(5_000, &mut rest).unwrap());
    out.extend(rest);
    assert_eq!(out, csv(&text).unwrap());
    assert_eq!(again.bytes_read(), text.len() as u64);
    assert_eq!(again.skip_rows(1), Ok(0));
}

fn book(fill: impl FnOnce(&mut Worksheet) -> Result<(), XlsxError>) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet()).unwrap();
    book.save_to_buffer().unwrap()
}

fn xlsx(bytes: &[u8]) -> Vec<chiso_intake::tables::PlacedItem> {
    all(Reader::xlsx(bytes, None, &NOBODY).unwrap())
}

#[test]
fn a_workbook_may_hold_numbers_and_dates() {
    let bytes = book(|sheet| {
        sheet.write_row(1, 0, ["number", "at", "status"])?;
        let moment = ExcelDateTime::from_ymd(2026, 8, 1)?.and_hms(7, 30, 15)?;
        let format = Format::new().set_num_format("dd/mm/yyyy hh:mm:ss");
        sheet.write_string(3, 0, "H55-1")?;
        sheet.write_datetime_with_format(3, 1, &moment, &format)?;
        sheet.write_number(3, 2, 10)?;
        sheet.write_row(4, 0, ["H55-2", "02/08/2026 08:15", "x"])?;
        sheet.write_row(5, 0, ["H55-3", "20260803", "4", "more"])?;
        sheet.write_row(6, 0, ["number", "at", "status"]).map(|_| ())
    });
    let read = xlsx(&bytes);
    let expect = [(4, ""), (5, "bad_status"), (6, "wrong_field_count"), (7, "repeated_header")];
    assert_eq!(reasons(&read), expect);
    let Ok(Item::Statement(Statement { fact: Fact::Steps(steps), .. })) = &read[0].value else {
        panic!("{read:?}")
    };
    assert_eq!(steps[0].at, at("2026-08-01T07:30:15"));
}

#[test]
fn a_workbook_goes_on_where_it_stopped() {
    let bytes = book(|sheet| {
        sheet.write_row(0, 0, ["status", "at", "number"])?;
        (1..=50).try_for_each(|n| {
            sheet.write_row(n, 0, ["4", "20260801", &format!("H55-{n}")]).map(|_| ())
        })
    });
    let whole = xlsx(&bytes);
    let mut reader = Reader::xlsx(&bytes, Some(TableKind::Steps), &NOBODY).unwrap();
    assert_eq!(reader.skip_rows(20), Ok(20));
    assert_eq!(all(reader), whole[20..]);
    assert_eq!(whole.len(), 50);
}

#[rstest]
#[case(b"PK\x03\x04 and nothing behind", Code::BadWorkbook)]
#[case(b"number,at,status", Code::BadWorkbook)]
fn no_workbooks(#[case] bytes: &[u8], #[case] expect: Code) {
    assert_eq!(Reader::xlsx(bytes, None, &NOBODY).err().map(|refusal| refusal.code), Some(expect));
}

#[test]
fn a_workbook_without_a_row_is_empty() {
    let refusal = Reader::xlsx(&book(|_| Ok(())), None, &NOBODY).err().unwrap();
    assert_eq!(refusal.code, Code::EmptyFile);
}

#[test]
fn a_file_is_told_by_its_content() {
    let table = many(2);
    let book = book(|sheet| {
        sheet.write_row(0, 0, ["number", "at", "status"])?;
        sheet.write_row(1, 0, ["H55-1", "20260801", "4"]).map(|_| ())
    });
    let open = |bytes: &[u8]| all(Reader::open(bytes, None, &NOBODY).unwrap()).len();
    let lines = format!("\u{feff}\n {STEP}\n");
    assert_eq!((open(table.as_bytes()), open(lines.as_bytes()), open(&book)), (2, 1, 1));
}
