//! What holds for any file.

use chiso_intake::tables::{PlacedItem, Reader, TableKind};
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::{NOBODY, all, csv, ndjson};

/// Cells that are good, bad and strange, for any column.
const CELLS: [&str; 24] = [
    "",
    "0",
    "1",
    "4",
    "10",
    "H55-1",
    "H55.242",
    "000.00.53.H48",
    "1.004222",
    "2026-08-01",
    "02/08/2026 07:30",
    "20260803074510",
    "2026-08",
    "2026-Q3",
    "15 ngày làm việc",
    "một phần",
    "HÀI LÒNG",
    "Đang công khai, sửa đổi bổ sung",
    "1045/QĐ-UBND",
    "05/08/2026;06/08/2026",
    "hai\ndòng",
    "trích \"dẫn\"",
    "True",
    "-2",
];

fn kinds() -> impl Strategy<Value = TableKind> {
    prop::sample::select(TableKind::ALL.to_vec())
}

/// A table of any kind, its columns, and rows of any cells.
fn tables() -> impl Strategy<Value = (TableKind, Vec<Vec<&'static str>>)> {
    kinds().prop_flat_map(|kind| {
        let cell = prop::sample::select(CELLS.to_vec());
        let row = prop::collection::vec(cell, kind.columns().len());
        (Just(kind), prop::collection::vec(row, 0..20))
    })
}

fn table(kind: TableKind, rows: &[Vec<&str>]) -> String {
    let quoted = |cell: &&str| format!("\"{}\"", cell.replace('"', "\"\""));
    let line = |row: &Vec<&str>| row.iter().map(quoted).collect::<Vec<_>>().join(";");
    let lines: Vec<String> = rows.iter().map(line).collect();
    format!("{}\n{}\n", kind.columns().join(";"), lines.join("\n"))
}

fn objects(kind: TableKind, rows: &[Vec<&str>]) -> String {
    let object = |row: &Vec<&str>| {
        let fields =
            kind.columns().iter().zip(row).map(|(name, cell)| ((*name).to_owned(), (*cell).into()));
        serde_json::Value::Object(fields.collect()).to_string()
    };
    rows.iter().map(|row| object(row) + "\n").collect()
}

/// The same file, read in pieces of other sizes.
fn in_chunks(text: &str, kind: TableKind, sizes: &[usize]) -> Vec<PlacedItem> {
    let mut reader = Reader::csv(text.as_bytes(), Some(kind), &NOBODY).unwrap();
    let (mut out, mut sizes) = (Vec::new(), sizes.iter().cycle());
    while reader.next_chunk(*sizes.next().unwrap(), &mut out).unwrap() {}
    out
}

fn bytes_are_read(bytes: &[u8]) -> Result<(), TestCaseError> {
    for kind in [None, Some(TableKind::Petitions)] {
        for opened in [
            Reader::csv(bytes, kind, &NOBODY),
            Reader::ndjson(bytes, kind, &NOBODY),
            Reader::open(bytes, kind, &NOBODY),
        ] {
            let Ok(mut reader) = opened else { continue };
            let mut out = Vec::new();
            while reader.next_chunk(3, &mut out).unwrap() {}
            prop_assert!(reader.bytes_read() <= bytes.len() as u64);
            prop_assert!(out.len() as u64 >= reader.rows_read());
            let mut again = out.iter().filter_map(|placed| placed.value.as_ref().err());
            prop_assert!(again.all(|refusal| refusal.value.chars().count() <= 60));
        }
    }
    prop_assert!(Reader::xlsx(bytes, None, &NOBODY).is_err());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn chunks_of_any_size_give_the_same((kind, rows) in tables(), sizes in prop::collection::vec(1..9_usize, 1..5)) {
        let text = table(kind, &rows);
        let whole = all(Reader::csv(text.as_bytes(), Some(kind), &NOBODY).unwrap());
        prop_assert_eq!(in_chunks(&text, kind, &sizes), whole);
    }

    #[test]
    fn what_was_skipped_is_all_that_is_missing((kind, rows) in tables(), skip in 0..25_u64) {
        let text = objects(kind, &rows);
        prop_assume!(!rows.is_empty());
        let per_row = |reader: &mut Reader<&[u8]>| {
            let (mut all, mut more) = (Vec::new(), true);
            while more {
                let mut out = Vec::new();
                more = reader.next_chunk(1, &mut out).unwrap();
                if !out.is_empty() {
                    all.push(out);
                }
            }
            all
        };
        let open = || Reader::ndjson(text.as_bytes(), Some(kind), &NOBODY).unwrap();
        let whole = per_row(&mut open());
        prop_assert_eq!(whole.len(), rows.len());
        let mut reader = open();
        let skipped = reader.skip_rows(skip).unwrap();
        prop_assert_eq!(skipped, skip.min(rows.len() as u64));
        let rest = per_row(&mut reader);
        prop_assert_eq!(&whole[usize::try_from(skipped).unwrap()..], rest.as_slice());
        prop_assert_eq!(reader.rows_read(), rows.len() as u64);
    }

    #[test]
    fn csv_and_ndjson_say_the_same((kind, rows) in tables()) {
        let values = |read: Vec<PlacedItem>| {
            let value = |placed: PlacedItem| placed.value.map_err(|refusal| (refusal.code, refusal.field));
            read.into_iter().map(value).collect::<Vec<_>>()
        };
        prop_assume!(!rows.is_empty());
        let table = all(Reader::csv(table(kind, &rows).as_bytes(), Some(kind), &NOBODY).unwrap());
        prop_assert_eq!(values(table), values(ndjson(objects(kind, &rows), Some(kind)).unwrap()));
    }

    #[test]
    fn decomposed_and_composed_text_are_one((kind, rows) in tables()) {
        let text = table(kind, &rows);
        let decomposed: String = text.nfd().collect();
        let items = |read: Vec<PlacedItem>| {
            read.into_iter().map(|placed| placed.value.ok()).collect::<Vec<_>>()
        };
        prop_assert_eq!(items(csv(&decomposed).unwrap()), items(csv(&text).unwrap()));
    }

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        bytes_are_read(&bytes)?;
    }

    #[test]
    fn any_text_under_a_header_is_read(kind in kinds(), text in "[a-zA-Z0-9 ,.;\"\n\r2HĐ:/{}-]{0,300}") {
        bytes_are_read(format!("{}\n{text}", kind.columns().join(",")).as_bytes())?;
        bytes_are_read(format!("{{\"{}\":1}}\n{text}", kind.columns().join("\":1,\"")).as_bytes())?;
    }

    #[test]
    fn damaged_lines_are_read(
        (kind, rows) in tables(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
    ) {
        for mut bytes in [table(kind, &rows).into_bytes(), objects(kind, &rows).into_bytes()] {
            for (at, byte) in edits.iter().filter(|_| !bytes.is_empty()).collect::<Vec<_>>() {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
            bytes_are_read(&bytes)?;
        }
    }
}
