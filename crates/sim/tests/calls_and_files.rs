//! Calls are JSON in each dialect with personal data marked; files have none of it.
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::collections::BTreeSet;

use chiso_scoring::dossier::{Marks, Status};
use chiso_sim::calls::{Call, CallKind, Dialect, PERSONAL_MARK, calls};
use chiso_sim::files::{History, Table, csv, ndjson};
use chiso_sim::{Message, Trick, Tricks, World, bac_kan_2023_08, thai_nguyen_2026};
use rstest::rstest;
use serde_json::Value;

const DIALECTS: [Dialect; 5] =
    [Dialect::V2, Dialect::V1, Dialect::BareArray, Dialect::Chunks, Dialect::Rest2026];

fn world() -> World {
    thai_nguyen_2026(77, 2)
}

fn all(world: &World, dialect: Dialect) -> Vec<(Call, Value)> {
    let made = calls(world, dialect, world.events());
    made.map(|call| (call.clone(), serde_json::from_str(&call.body).unwrap())).collect()
}

/// The items of a call, wherever the dialect puts them.
fn items(body: &Value) -> Vec<&Value> {
    match (&body["data"], body) {
        (Value::Array(items), _) | (_, Value::Array(items)) => items.iter().collect(),
        _ => vec![body],
    }
}

#[test]
fn every_call_is_json_and_carries_every_message() {
    let world = world();
    let mut states = 0;
    let mut steps = 0;
    for event in world.events() {
        match event.message {
            Message::Create(_) | Message::Update(_) => states += 1,
            Message::Progress(all) => steps += all.len(),
            Message::Rating { .. } | Message::Record(_) => {}
        }
    }
    for dialect in DIALECTS {
        let made = all(&world, dialect);
        let of = |progress: bool| {
            let kind = |call: &Call| (call.kind == CallKind::Progress) == progress;
            made.iter()
                .filter(|(call, _)| kind(call))
                .map(|(_, body)| items(body).len())
                .sum::<usize>()
        };
        assert_eq!((of(false), of(true)), (states, steps), "{dialect:?}");
    }
}

#[test]
fn numbers_of_personal_marks_never_repeat_and_numbers_are_dossiers() {
    let world = world();
    let made = all(&world, Dialect::V2);
    let numbers: BTreeSet<Box<str>> = world.events().filter_map(|event| event.number).collect();
    for (_, body) in &made {
        for item in items(body) {
            assert!(numbers.contains(item["MaHoSo"].as_str().unwrap()));
        }
    }
    let text: String = made.iter().map(|(call, _)| call.body.as_str()).collect();
    let marks: Vec<&str> = text.split(PERSONAL_MARK).skip(1).map(|rest| &rest[..9]).collect();
    let distinct: BTreeSet<&&str> = marks.iter().collect();
    // A phone number stands in two fields, as real systems send it, an identity number too, and a
    // result that is an input file repeats its link.
    assert!(marks.len() > 10_000 && distinct.len() * 10 > marks.len() * 8);
}

#[test]
fn an_envelope_has_the_national_fields() {
    let world = bac_kan_2023_08(3).with_tricks(Tricks::none());
    let whole = |event: &chiso_sim::Event| match &event.message {
        Message::Update(state) => {
            state.status == Status::Done
                && state.marks.has(Marks::RESULT_FILE.with(Marks::INPUT_FILE))
                && !state.rounds.is_empty()
                && state.fee_due > 0
        }
        _ => false,
    };
    let event = world.events().find(whole).unwrap();
    let call = calls(&world, Dialect::V2, std::iter::once(event.clone())).next().unwrap();
    insta::assert_snapshot!("v2_update", pretty(&call.body));
    let steps = world.events().find(|event| matches!(event.message, Message::Progress(_))).unwrap();
    let call = calls(&world, Dialect::BareArray, std::iter::once(steps)).next().unwrap();
    insta::assert_snapshot!("bare_query", call.query.unwrap());
    insta::assert_snapshot!("bare_progress", pretty(&call.body));
}

/// One field per line, in the order it was written.
fn pretty(body: &str) -> String {
    body.replace(",\"", ",\n\"").replace("[{", "[\n{")
}

#[rstest]
#[case::v1(Dialect::V1, &["KenhThucHien", "DuocThanhToanTrucTuyen", "DinhDanhCHS", "DuocSoHoa"])]
#[case::rest(Dialect::Rest2026, &["TaiLieuNop", "isUpdating", "session"])]
#[case::bare(Dialect::BareArray, &["isUpdating", "session", "madonvi"])]
fn dialects_lack_what_they_lack(#[case] dialect: Dialect, #[case] fields: &[&str]) {
    let world = world();
    let made = calls(&world, dialect, world.events());
    let text: String = made.map(|call| call.body).collect();
    for field in fields {
        assert!(!text.contains(field), "{field}");
    }
}

#[test]
fn chunks_hold_at_most_ten_steps_and_some_hold_ten() {
    let world = world();
    let sizes: Vec<usize> = all(&world, Dialect::Chunks)
        .iter()
        .filter(|(call, _)| call.kind == CallKind::Progress)
        .map(|(_, body)| items(body).len())
        .collect();
    assert_eq!(sizes.iter().max(), Some(&10));
    assert!(sizes.iter().all(|size| *size >= 1));
}

#[test]
fn placeholder_identities_and_borrowed_results_show_in_calls() {
    let tricks =
        Tricks::none().with(Trick::PlaceholderIdentity, 1000).with(Trick::ResultIsInput, 1000);
    let world = bac_kan_2023_08(8).with_tricks(tricks);
    let mut placeholders = 0;
    let mut borrowed = 0;
    for (_, body) in all(&world, Dialect::V2) {
        for item in items(&body) {
            placeholders += usize::from(item["SoGiayToChuHoSo"] == "000000001");
            let result = &item["DanhSachGiayToKetQua"][0]["DuongDanTepTinKetQua"];
            let input = &item["TaiLieuNop"][0]["DuongDanTaiTepTin"];
            borrowed += usize::from(result.is_string() && result == input);
        }
    }
    assert!(placeholders > 100 && borrowed > 20, "{placeholders} {borrowed}");
}

#[test]
fn files_have_a_row_per_statement_and_nothing_personal() {
    let world = world();
    let dossiers = world.finals().count();
    for table in Table::ALL {
        for history in [History::All, History::Final] {
            let lines: Vec<String> = csv(&world, table, history).collect();
            let objects: Vec<String> = ndjson(&world, table, history).collect();
            assert_eq!(lines[0], format!("{}\n", table.columns().join(",")));
            assert_eq!(lines.len(), objects.len() + 1, "{table:?}");
            assert!(lines.len() > 1, "{table:?}");
            for (line, object) in lines[1..].iter().zip(&objects) {
                assert_eq!(line.split(',').count(), table.columns().len(), "{line}");
                assert!(!line.contains(PERSONAL_MARK) && !line.contains('"'), "{line}");
                let object: Value = serde_json::from_str(object).unwrap();
                let filled = line.trim_end().split(',').filter(|cell| !cell.is_empty()).count();
                assert_eq!(object.as_object().unwrap().len(), filled);
            }
        }
    }
    assert_eq!(csv(&world, Table::Dossiers, History::Final).count(), dossiers + 1);
}

#[test]
fn a_file_reads_like_this() {
    let world = bac_kan_2023_08(5);
    let first = |table| -> String {
        csv(&world, table, History::Final).take(4).collect::<Vec<_>>().concat()
    };
    let text: Vec<String> = Table::ALL.into_iter().map(first).collect();
    insta::assert_snapshot!(text.join("\n"));
}
