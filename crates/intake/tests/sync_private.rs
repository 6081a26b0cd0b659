//! Nothing personal gets through, whatever stands in a call; and no body makes the reader panic.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod sync_common;

use chiso_intake::sync::answer::{self, ItemAnswer};
use chiso_intake::sync::{Call, CallKind};
use chiso_scoring::lang::Lang;
use proptest::prelude::*;
use rstest::rstest;
use serde_json::{Value, json};
use sync_common::{call_of, dossier, fixture, read};

/// All that can leave the crate: the call, its reasons, the answer to it.
fn everything_out(call: &Call) -> String {
    let answers = call.items.iter().map(|item| {
        let answer = item.outcome.as_ref().map_or_else(ItemAnswer::refused, |_| ItemAnswer::Taken);
        (item.number.as_deref(), answer)
    });
    let answers: Vec<_> = answers.collect();
    let mut out =
        format!("{call:?}\n{}\n{}", answer::pushed(&answers), answer::pushed_rest(&answers));
    for refusal in call.items.iter().filter_map(|item| item.outcome.as_ref().err()) {
        out += &format!("\n{refusal}\n{}", refusal.message(Lang::Vi));
    }
    out
}

/// Puts a text in every place of a value, one place at a time.
fn places(value: &Value, text: &Value) -> Vec<Value> {
    let mut all = Vec::new();
    let pointers = pointers(value, "");
    for pointer in pointers {
        let mut changed = value.clone();
        *changed.pointer_mut(&pointer).unwrap() = text.clone();
        all.push(changed);
    }
    all
}

fn pointers(value: &Value, at: &str) -> Vec<String> {
    match value {
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(name, value)| pointers(value, &format!("{at}/{name}")))
            .collect(),
        Value::Array(list) => list
            .iter()
            .enumerate()
            .flat_map(|(i, value)| pointers(value, &format!("{at}/{i}")))
            .collect(),
        _ => vec![at.to_owned()],
    }
}

fn items() -> Vec<(CallKind, Value)> {
    let rest: Value = serde_json::from_str(&fixture("rest_dossier.json")).unwrap();
    let progress: Value = serde_json::from_str(&fixture("progress.json")).unwrap();
    let payment =
        json!({ "MaHoSo": "G09.20-20260803-0000136", "TrangThaiThanhToan": 1, "GhiChu": "" });
    let dossiers = CallKind::Dossiers { updating: None };
    let steps = progress["data"].clone();
    vec![
        (dossiers, dossier()),
        (dossiers, rest[0].clone()),
        (CallKind::Progress, steps[0].clone()),
        (CallKind::StatusChange, steps[1].clone()),
        (CallKind::Payment, payment),
    ]
}

#[rstest]
#[case::name("Nguyễn Thị Bông Đánh Dấu", &["Bông", "Đánh", "Nguyễn"])]
#[case::plain_name("Nguyen Thi Bong", &["Bong", "Nguyen"])]
#[case::mail("bong.danhdau@thu.example", &["bong", "danhdau", "thu.example"])]
#[case::address("Số 7 ngõ Đánh Dấu, phường Tích Lương", &["ngõ", "Lương"])]
#[case::link("https://motcua.example/tep/danh-dau.pdf", &["motcua", "danh-dau", "pdf"])]
#[case::sql("'; DROP TABLE ho_so;--", &["DROP", "TABLE", "ho_so"])]
#[case::html("<script>alert('danhdau')</script>", &["script", "alert", "<"])]
#[case::decomposed("Nguye\u{302}\u{303}n Bo\u{302}ng", &["Nguy", "Bo\u{302}", "Bông"])]
fn a_text_in_any_field_does_not_come_out(#[case] text: &str, #[case] marks: &[&str]) {
    for (kind, item) in items() {
        for changed in places(&item, &json!(text)) {
            let call = read(json!([changed]).to_string().as_bytes(), Some(kind)).unwrap();
            let out = everything_out(&call);
            assert!(!marks.iter().any(|mark| out.contains(mark)), "{text}: {out}");
        }
    }
}

/// Fields about a person; a number in them is never repeated, not even in part.
#[test]
fn numbers_of_persons_do_not_come_out() {
    let fields = [
        "SoGiayToChuHoSo",
        "ChuHoSo",
        "MaDoiTuong",
        "ThongTinKhac",
        "Email",
        "SoDienThoai",
        "Fax",
        "TrichYeuHoSo",
        "ThongTinTra",
        "GhiChu",
        "DonViXuLy",
        "SoBienNhan",
        "TenTTHC",
    ];
    for field in fields {
        for number in
            [json!("019186077777"), json!(19_186_077_777_i64), json!([19_186_077_777_i64])]
        {
            let changed = sync_common::dossier_with(&json!({ field: number }));
            let out = everything_out(&call_of(&[changed]));
            assert!(!out.contains("186077777"), "{field}: {out}");
        }
    }
    let changed = sync_common::dossier_with(&json!({
        "DinhDanhCHS": [{"SoDinhDanh": "019186077777"}], "MaHoSo": "019186077777 (CCCD)",
    }));
    assert!(!everything_out(&call_of(&[changed])).contains("186077777"));
}

#[test]
fn errors_of_whole_calls_repeat_nothing() {
    let bodies = [
        json!({ "service": "Nguyễn Văn Đánh Dấu", "data": [] }).to_string(),
        json!({ "service": "TraCuuHoSo", "mahoso": "019186077777 Dấu" }).to_string(),
        json!({ "service": "DongBoHoSoMC", "data": "Đánh Dấu" }).to_string(),
        json!({ "service": "DongBoHoSoMC", "isUpdating": "Đánh Dấu", "data": [] }).to_string(),
        json!({ "session": "Đánh Dấu".repeat(4096), "service": "DongBoHoSoMC" }).to_string(),
        "\"Đánh Dấu\"".to_owned(),
        "{\"Đánh Dấu\": 019186077777}".to_owned(),
    ];
    for body in bodies {
        let refusal = read(body.as_bytes(), None).unwrap_err();
        let out = format!("{refusal:?} {refusal} {}", answer::refused(&refusal));
        assert!(!out.contains("Dấu") && !out.contains("186077777"), "{out}");
    }
}

/// A scalar in another JSON spelling that means the same.
fn respelled(value: &Value, way: u8) -> Value {
    let Value::String(text) = value else { return value.clone() };
    match (text.as_str(), way) {
        ("True", 1) => json!(true),
        ("False", 1) => json!(false),
        ("True", 2) => json!("1"),
        ("False", 2) => json!(0),
        ("", 1) => Value::Null,
        (digits, 1) if !digits.starts_with('0') || digits == "0" => {
            digits.parse::<u64>().map_or_else(|_| value.clone(), |number| json!(number))
        }
        (text, 3) => json!(format!(" {text} ")),
        _ => value.clone(),
    }
}

/// The same name in other letters.
fn recased(name: &str, way: u8) -> String {
    match way {
        1 => name.to_lowercase(),
        2 => name.to_uppercase(),
        _ => name.to_owned(),
    }
}

fn rewrite(value: &Value, ways: &mut impl FnMut() -> u8) -> Value {
    match value {
        Value::Object(fields) => {
            let pairs = fields.iter().map(|(name, value)| {
                let name = recased(name, ways());
                (name, rewrite(value, ways))
            });
            Value::Object(pairs.collect())
        }
        Value::Array(list) => Value::Array(list.iter().map(|value| rewrite(value, ways)).collect()),
        value => respelled(value, ways()),
    }
}

/// JSON near to a call: known names, odd values.
fn near_json() -> impl Strategy<Value = Value> {
    let names = prop::sample::select(vec![
        "service",
        "data",
        "MaHoSo",
        "mahoso",
        "TrangThaiHoSo",
        "NgayTiepNhan",
        "TaiLieuNop",
        "isUpdating",
        "DanhSachLePhi",
        "Gia",
        "DanhSachHoSoBoSung",
        "NgayBoSung",
        "ThanhPhanHoSo",
        "GiayToDinhKem",
        "DuongDanTaiTepTin",
        "DanhSachGiayToKetQua",
        "DuongDanTepTinKetQua",
        "DonViXuLy",
        "madonvi",
        "MaTTHC",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        prop::sample::select(vec![
            "DongBoHoSoMC",
            "TraCuuHoSo",
            "H55-1",
            "20260803",
            "9",
            "1.004222"
        ])
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((names.clone(), inner), 0..8).prop_map(|pairs| {
                Value::Object(pairs.into_iter().map(|(name, v)| (name.to_owned(), v)).collect())
            }),
        ]
    })
}

proptest! {
    #[test]
    fn the_spelling_of_scalars_and_names_changes_nothing(
        ways in prop::collection::vec(0..4_u8, 1..80),
    ) {
        let mut at = 0;
        let mut next = || { at += 1; ways[at % ways.len()] };
        let call: Value = serde_json::from_str(&fixture("v2.json")).unwrap();
        let mut rewritten = rewrite(&call, &mut next);
        rewritten["session"] = call["session"].clone();
        let strip = |call: Call| (call.kind, call.items, call.agency);
        let plain = strip(read(call.to_string().as_bytes(), None).unwrap());
        prop_assert_eq!(strip(read(rewritten.to_string().as_bytes(), None).unwrap()), plain);
    }

    #[test]
    fn near_json_does_not_panic(value in near_json(), kind in 0..5_usize) {
        let kind = items()[kind].0;
        for hint in [None, Some(kind)] {
            if let Ok(call) = read(value.to_string().as_bytes(), hint) {
                let _ = everything_out(&call);
            }
        }
    }

    #[test]
    fn damaged_calls_do_not_panic(
        name in prop::sample::select(vec!["v1.json", "v2.json", "rest_dossier.json", "progress.json"]),
        at in any::<prop::sample::Index>(), cut in 0..40_usize,
        with in prop::collection::vec(any::<u8>(), 0..6),
    ) {
        let mut body = fixture(name).into_bytes();
        let from = at.index(body.len());
        let to = (from + cut).min(body.len());
        body.splice(from..to, with);
        let _ = read(&body, None);
        let _ = read(&body, Some(CallKind::Dossiers { updating: Some(true) }));
    }

    #[test]
    fn random_bytes_do_not_panic(body in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = read(&body, Some(CallKind::Progress));
    }
}
