//! What a person could be told by never comes out, wherever it was put in.

use chiso_intake::tables::{Reader, TableKind};
use chiso_scoring::lang::Lang;

use super::{NOBODY, all, good};

/// Marks of personal data, as they would stand in a column that slipped in or shifted.
const MARKS: [&str; 9] = [
    "Nguyễn Thị Hoa",
    "NGUYEN VAN BINH",
    "001186012345",
    "211 234 567",
    "0912.345.678",
    "+84 987-654-321",
    "hoa.nguyen@thainguyen.vn",
    "https://kho.thainguyen.vn/tep/giay-khai-sinh.pdf",
    "Tổ 3, phường Phan Đình Phùng",
];

/// Everything a file makes known: its items, its refusals in both languages.
fn told<R: std::io::Read>(opened: Result<Reader<R>, chiso_intake::Refusal>) -> String {
    let words = |refusal: &chiso_intake::Refusal| {
        let hints = [Lang::En, Lang::Vi].map(|lang| (refusal.message(lang), refusal.hint(lang)));
        format!("{refusal:?}{refusal}{hints:?}")
    };
    match opened {
        Err(refusal) => words(&refusal),
        Ok(reader) => all(reader)
            .iter()
            .map(|placed| match &placed.value {
                Ok(item) => format!("{item:?}"),
                Err(refusal) => words(refusal),
            })
            .collect(),
    }
}

fn assert_silent(told: &str, mark: &str, what: &str) {
    assert!(!told.is_empty());
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    assert!(!told.contains(mark), "{what}: {told}");
    let number = digits(mark);
    assert!(number.len() < 9 || !digits(told).contains(&number), "{what}: {told}");
    for word in mark.split([' ', '@', '/']).filter(|word| word.chars().count() > 4) {
        assert!(!told.contains(word), "{what}: {word} in {told}");
    }
}

#[test]
fn a_mark_in_a_column_of_its_own_is_not_told() {
    for kind in TableKind::ALL {
        let names: Vec<&str> = good(*kind).iter().map(|(name, _)| *name).collect();
        let values: Vec<&str> = good(*kind).iter().map(|(_, value)| *value).collect();
        for mark in MARKS {
            let table = format!("{},ho_ten\n{},\"{mark}\"\n", names.join(","), values.join(","));
            assert_silent(&told(Reader::csv(table.as_bytes(), None, &NOBODY)), mark, kind.name());
            let headless = format!("\"{mark}\",{}\n", values.join(","));
            for asked in [None, Some(*kind)] {
                let told = told(Reader::csv(headless.as_bytes(), asked, &NOBODY));
                assert_silent(&told, mark, kind.name());
            }
            let wide = format!("{}\n{},\"{mark}\"\n", names.join(","), values.join(","));
            assert_silent(&told(Reader::csv(wide.as_bytes(), None, &NOBODY)), mark, kind.name());
        }
    }
}

/// Columns that a bare number of digits fits: amounts and counts.
const COUNTS: [&str; 9] = [
    "fee_due",
    "likes",
    "dislikes",
    "copies_done",
    "certifications",
    "accounts_verified",
    "received_national_report",
    "received_previous_year",
    "services_growth",
];

#[test]
fn a_mark_in_the_wrong_column_is_not_told() {
    for kind in TableKind::ALL {
        for column in kind.columns() {
            for mark in MARKS {
                let count = mark.bytes().all(|byte| byte.is_ascii_digit() || byte == b' ');
                if count && COUNTS.contains(column) {
                    continue;
                }
                let mut cells = good(*kind).to_vec();
                cells.retain(|(name, _)| name != column);
                cells.push((*column, mark));
                let fields: Vec<String> =
                    cells.iter().map(|(name, value)| format!("\"{name}\":\"{value}\"")).collect();
                let line = format!("{{{}}}", fields.join(","));
                let told = told(Reader::ndjson(line.as_bytes(), Some(*kind), &NOBODY));
                assert_silent(&told, mark, column);
            }
        }
    }
}

#[test]
fn a_mark_in_an_unknown_field_or_as_its_name_is_not_told() {
    for mark in MARKS {
        for line in [
            format!(
                "{{\"number\":\"H55-1\",\"at\":\"20260801\",\"status\":2,\"chu_ho_so\":\"{mark}\"}}"
            ),
            format!(
                "{{\"number\":\"H55-1\",\"at\":\"20260801\",\"status\":2,\"x\":{{\"y\":\"{mark}\"}}}}"
            ),
            format!("{{\"number\":\"H55-1\",\"at\":{{\"y\":\"{mark}\"}},\"status\":2}}"),
            format!("{{\"number\":\"H55-1\",\"at\":\"20260801\",\"status\":2,\"x\":\"{mark}"),
            format!("{{\"number\":\"H55-1\" \"{mark}\"}}"),
            format!("\"{mark}\""),
            format!("{{\"MaHoSo\":\"H55-1\",\"ChuHoSo\":\"{mark}\"}}"),
        ] {
            let told = told(Reader::ndjson(line.as_bytes(), None, &NOBODY));
            assert_silent(&told, mark, &line);
        }
    }
}

#[test]
fn an_unknown_field_is_named() {
    let line = r#"{"number":"H55-1","at":"20260801","status":2,"chu_ho_so":"Trần Văn Lộc"}"#;
    let told = told(Reader::ndjson(line.as_bytes(), None, &NOBODY));
    assert!(told.contains("chu_ho_so") && told.contains("number,at,status"), "{told}");
}
