//! Calls as a whole: envelopes and their variants, bounds, and what the sender hears.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod sync_common;

use chiso_intake::sync::answer::{self, ItemAnswer};
use chiso_intake::sync::{CallKind, agency_code};
use chiso_intake::{Place, limits};
use chiso_scoring::dossier::{Fact, Status};
use rstest::rstest;
use serde_json::{Value, json};
use sync_common::{dossier, read};

const DOSSIERS: CallKind = CallKind::Dossiers { updating: None };
const PUSH: &str = "DongBoHoSoMC";

fn kind(body: &Value, hint: Option<CallKind>) -> Result<CallKind, &'static str> {
    let call = read(body.to_string().as_bytes(), hint);
    call.map(|call| call.kind).map_err(|refusal| refusal.code.name())
}

fn dossiers(updating: Option<bool>) -> CallKind {
    CallKind::Dossiers { updating }
}

#[rstest]
#[case(json!("True"), Ok(Some(true)))]
#[case(json!("False"), Ok(Some(false)))]
#[case(json!("TRUE"), Ok(Some(true)))]
#[case(json!(true), Ok(Some(true)))]
#[case(json!(0), Ok(Some(false)))]
#[case(json!("1"), Ok(Some(true)))]
#[case(json!(""), Ok(None))]
#[case(json!(null), Ok(None))]
#[case(json!("maybe"), Err("bad_switch"))]
#[case(json!([]), Err("not_one_value"))]
fn is_updating(#[case] value: Value, #[case] expect: Result<Option<bool>, &'static str>) {
    let body = json!({ "service": PUSH, "isUpdating": value, "data": [] });
    assert_eq!(kind(&body, None), expect.map(dossiers));
}

#[rstest]
#[case("isUpdating", Some(true))]
#[case("ISUPDATING", Some(true))]
#[case("is_updating", None)]
fn names_in_any_case(#[case] name: &str, #[case] expect: Option<bool>) {
    let body = json!({ name: "True", "SERVICE": "dongbohosomc", "Data": [] });
    assert_eq!(kind(&body, None), Ok(dossiers(expect)));
}

#[rstest]
#[case("CapNhatTienDoHoSoMC", CallKind::Progress)]
#[case("CapNhatTienTrinh", CallKind::Progress)]
#[case("CapNhatTrangThai", CallKind::StatusChange)]
#[case("CapNhatTrangThaiThanhToan", CallKind::Payment)]
fn services(#[case] service: &str, #[case] expect: CallKind) {
    // What the body says stands above the address.
    assert_eq!(kind(&json!({ "service": service, "data": [] }), Some(DOSSIERS)), Ok(expect));
}

#[test]
fn an_address_may_say_that_dossiers_are_updates() {
    let body = json!([dossier()]).to_string();
    for updating in [None, Some(false), Some(true)] {
        let call = read(body.as_bytes(), Some(dossiers(updating))).unwrap();
        let Fact::Snapshot(snapshot) = &call.items[0].outcome.as_ref().unwrap().fact else {
            panic!()
        };
        assert_eq!(snapshot.updating, updating.unwrap_or(false));
    }
    let told = json!({ "isUpdating": "False", "data": [] });
    assert_eq!(kind(&told, Some(dossiers(Some(true)))), Ok(dossiers(Some(false))));
    assert_eq!(kind(&json!({ "data": [] }), Some(dossiers(Some(true)))), Ok(dossiers(Some(true))));
}

#[rstest]
#[case::list(json!([dossier()]), "/0")]
#[case::object(dossier(), "/0")]
#[case::envelope(json!({ "data": [dossier()] }), "/data/0")]
fn variants_hold_the_same_item(#[case] mut body: Value, #[case] pointer: &str) {
    let whole = read(json!({ "service": PUSH, "data": [dossier()] }).to_string().as_bytes(), None);
    let call = read(body.to_string().as_bytes(), Some(DOSSIERS)).unwrap();
    assert_eq!(call.items, whole.unwrap().items);
    let item = body.pointer_mut(pointer.trim_end_matches("/0")).unwrap();
    let item = if item.is_array() { &mut item[0] } else { item };
    item["TrangThaiHoSo"] = json!("0");
    let call = read(body.to_string().as_bytes(), Some(DOSSIERS)).unwrap();
    assert_eq!(call.items[0].outcome.as_ref().unwrap_err().place, Place::Pointer(pointer.into()));
}

#[rstest]
#[case(json!({ "service": "LayDanhSachTTHC" }), None, "unknown_service")]
#[case(json!({ "data": [] }), None, "unknown_service")]
#[case(json!([]), None, "unknown_service")]
#[case(json!({ "service": PUSH }), None, "empty_field")]
#[case(json!({ "service": PUSH, "data": null }), None, "empty_field")]
#[case(json!({ "service": PUSH, "data": "abc" }), None, "not_a_list")]
#[case(json!({ "service": PUSH, "data": {} }), None, "not_a_list")]
#[case(json!({ "service": "TraCuuHoSo" }), None, "empty_field")]
#[case(json!({ "service": "TraCuuHoSo", "mahoso": "<b>1</b>" }), None, "bad_dossier_number")]
#[case(json!({ "username": "" , "password": "p"}), None, "empty_field")]
#[case(json!(7), Some(DOSSIERS), "bad_call")]
fn calls_refused_whole(
    #[case] body: Value,
    #[case] hint: Option<CallKind>,
    #[case] expect: &'static str,
) {
    assert_eq!(kind(&body, hint), Err(expect));
}

#[rstest]
#[case::nothing(b"  ", "bad_call", Place::File)]
#[case::cut(b"{\"service\":\"DongBoHoSoMC\",\"data\":[{\"MaHoSo\":\"H5", "bad_call", Place::Position { line: 1, column: 47 })]
#[case::words("xin chào".as_bytes(), "bad_call", Place::Position { line: 1, column: 1 })]
#[case::two(b"{\"service\":\"DongBoHoSoMC\",\"data\":[]} {}", "bad_call", Place::Position { line: 1, column: 38 })]
#[case::third_line(b"\n\n  {]", "bad_call", Place::Position { line: 3, column: 4 })]
#[case::not_utf8(b"{\"service\":\"\xE4\xB1\"}", "not_utf8", Place::Position { line: 1, column: 13 })]
fn bodies_that_cannot_be_read(#[case] body: &[u8], #[case] code: &str, #[case] place: Place) {
    let refusal = read(body, None).unwrap_err();
    assert_eq!((refusal.code.name(), refusal.place), (code, place));
}

#[test]
fn a_mark_of_byte_order_and_spaces_are_read_over() {
    let body = format!("\u{feff} \n {}", json!({ "service": PUSH, "data": [] }));
    assert!(read(body.as_bytes(), None).is_ok());
}

#[test]
fn a_look_up_asks_for_one_number() {
    let body = json!({
        "session": "s3ss10n", "madonvi": "000.00.00.H55", "service": "TraCuuHoSo",
        "mahoso": "H55.242-260803-0117",
    });
    let call = read(body.to_string().as_bytes(), None).unwrap();
    assert_eq!(
        (call.kind, call.look_up.as_deref()),
        (CallKind::LookUp, Some("H55.242-260803-0117"))
    );
    assert_eq!((call.session.unwrap().reveal(), call.agency.as_deref()), ("s3ss10n", Some("H55")));
}

#[test]
fn a_login_holds_name_and_password_and_shows_neither() {
    let body = json!({ "username": "motcua-thainguyen", "password": "Bí mật!" }).to_string();
    for hint in [None, Some(CallKind::Login)] {
        let call = read(body.as_bytes(), hint).unwrap();
        let shown = format!("{call:?}");
        assert!(!shown.contains("motcua") && !shown.contains("mật"), "{shown}");
        let (name, password) = call.login.unwrap();
        assert_eq!((name.reveal(), password.reveal()), ("motcua-thainguyen", "Bí mật!"));
    }
}

fn many(count: usize) -> String {
    let item =
        r#"{"MaHoSo":"H55.242-260803-0133","ThoiDiemXuLy":"20260803080131","TrangThai":"2"}"#;
    format!("[{}]", vec![item; count].join(","))
}

#[rstest]
#[case(limits::CALL_ITEMS, Ok(limits::CALL_ITEMS))]
#[case(limits::CALL_ITEMS + 1, Err(("too_many_items", "100001")))]
fn a_call_has_a_most_of_items(
    #[case] count: usize,
    #[case] expect: Result<usize, (&'static str, &str)>,
) {
    let (list, hint) = (many(count), Some(CallKind::Progress));
    for body in [list.clone(), format!("{{\"data\":{list}}}")] {
        let read = read(body.as_bytes(), hint);
        let found =
            read.as_ref().map(|call| call.items.iter().filter(|i| i.outcome.is_ok()).count());
        assert_eq!(found.map_err(|r| (r.code.name(), &*r.value)), expect);
    }
}

#[rstest]
#[case(0, None)]
#[case(1, Some("call_too_large"))]
fn a_call_has_a_most_of_bytes(#[case] over: usize, #[case] expect: Option<&str>) {
    let padded =
        |length| json!({ "service": PUSH, "data": [], "x": "x".repeat(length) }).to_string();
    let body = padded(limits::CALL_BYTES + over - padded(0).len());
    assert_eq!(body.len(), limits::CALL_BYTES + over);
    let code = read(body.as_bytes(), None).err().map(|refusal| refusal.code.name());
    assert_eq!(code, expect);
}

#[rstest]
#[case("DanhSachLePhi", limits::PARTS, None)]
#[case("DanhSachLePhi", limits::PARTS + 1, Some("too_many_parts"))]
#[case("TaiLieuNop", limits::PARTS, None)]
#[case("TaiLieuNop", limits::PARTS + 1, Some("too_many_parts"))]
#[case("DanhSachHoSoBoSung", 60, None)]
#[case("DanhSachHoSoBoSung", 61, Some("too_many_parts"))]
fn lists_have_a_most(#[case] field: &str, #[case] count: usize, #[case] expect: Option<&str>) {
    let changed = sync_common::dossier_with(&json!({ field: vec![json!({}); count] }));
    assert_eq!(sync_common::snapshot(&changed).err().map(|(code, ..)| code), expect);
}

#[rstest]
#[case(4096, true)]
#[case(4097, false)]
fn a_session_has_a_longest_length(#[case] length: usize, #[case] fits: bool) {
    let body = json!({ "service": PUSH, "session": "s".repeat(length), "data": [] });
    assert_eq!(kind(&body, None).is_ok(), fits);
}

#[test]
fn deep_nesting_in_what_is_skipped_does_no_harm() {
    let deep = format!("{}1{}", "[".repeat(200_000), "]".repeat(200_000));
    let mut body = json!({ "service": PUSH, "data": [dossier()] }).to_string();
    body = body.replacen("\"Dinhkem\"", &deep, 1).replacen("\"Liên hệ con trai\"", &deep, 1);
    assert!(body.len() > 400_000);
    assert!(read(body.as_bytes(), None).unwrap().items[0].outcome.is_ok());
}

#[rstest]
#[case("000.00.01.H22", Some("H22.01"))]
#[case("000-00-23-H56", Some("H56.23"))]
#[case("quận 1", None)]
fn agencies_of_addresses(#[case] text: &str, #[case] expect: Option<&str>) {
    assert_eq!(agency_code(text).as_deref(), expect);
}

fn said(answer: &str) -> Value {
    serde_json::from_str(answer).unwrap()
}

#[test]
fn all_taken() {
    let results = [(Some("H55-1"), ItemAnswer::Taken), (Some("H55-2"), ItemAnswer::Taken)];
    let expect = json!({
        "error_code": "0", "message": "Đồng bộ thành công 2 mục", "result": [
            { "MaHoSo": "H55-1", "error_code": "0", "message": "thành công" },
            { "MaHoSo": "H55-2", "error_code": "0", "message": "thành công" },
        ],
    });
    assert_eq!(said(&answer::pushed(&results)), expect);
    let rest = json!({ "error_code": "0", "message": "Đồng bộ thành công 2 mục" });
    assert_eq!(said(&answer::pushed_rest(&results)), rest);
}

#[test]
fn a_known_dossier_is_told_so_that_the_sender_updates_it() {
    let said = said(&answer::pushed(&[(Some("H55-3"), ItemAnswer::Known)]));
    assert_eq!((&said["error_code"], &said["result"][0]["error_code"]), (&json!("3"), &json!("3")));
    for message in [&said["message"], &said["result"][0]["message"]] {
        assert!(message.as_str().unwrap().contains("đã tồn tại"), "{said}");
        assert!(!message.as_str().unwrap().contains("thành công"), "{said}");
    }
}

#[test]
fn a_refused_item_is_told_why() {
    let bad = json!({ "MaHoSo": "H55.17-260804-0134", "MaTTHC": "1.004225", "TrangThaiHoSo": "0" });
    let call = read(json!([bad, "x"]).to_string().as_bytes(), Some(DOSSIERS)).unwrap();
    let answers = call.items.iter().map(|item| {
        let refusal = item.outcome.as_ref().unwrap_err();
        (item.number.as_deref(), ItemAnswer::refused(refusal))
    });
    let mut answers: Vec<_> = answers.collect();
    answers.push((Some("H55-4"), ItemAnswer::Taken));
    answers.push((Some("H55-5"), ItemAnswer::Known));
    insta::assert_snapshot!(answer::pushed(&answers));
    let rest = said(&answer::pushed_rest(&answers));
    assert_eq!(rest["error_code"], "-1");
    assert!(!rest["message"].as_str().unwrap().contains("thành công"));
}

#[test]
fn other_answers() {
    let refusal = read(b"{", None).unwrap_err();
    let answers = [
        answer::logged_in("c0ffee-0135"),
        answer::login_refused(),
        answer::looked_up(Some(("H55-6", Status::Returned))),
        answer::looked_up(None),
        answer::refused(&refusal),
        answer::failed("Phiên làm việc đã hết hạn"),
    ];
    insta::assert_snapshot!(answers.join("\n"));
}
