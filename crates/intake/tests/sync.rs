//! Items of the synchronisation calls: every field that is used, and what systems really send.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

mod sync_common;

use chiso_intake::sync::{Call, CallKind};
use chiso_scoring::dossier::{Channel, Fact, FiledOn, Marks, Paid, Statement, Status, Step};
use rstest::rstest;
use serde_json::{Value, json};
use sync_common::{
    ARRIVED, call_of, context, dossier, dossier_with, fixture, local, read, snapshot,
};

const DOSSIERS: CallKind = CallKind::Dossiers { updating: None };

fn only(call: &Call) -> &Statement {
    assert_eq!(call.items.len(), 1);
    call.items[0].outcome.as_ref().unwrap()
}

#[test]
fn goldens() {
    let bare = |name, hint| read(fixture(name).as_bytes(), Some(hint)).unwrap();
    insta::assert_debug_snapshot!("v1", read(fixture("v1.json").as_bytes(), None).unwrap());
    insta::assert_debug_snapshot!("v2", read(fixture("v2.json").as_bytes(), None).unwrap());
    insta::assert_debug_snapshot!("rest_dossier", bare("rest_dossier.json", DOSSIERS));
    insta::assert_debug_snapshot!("progress", read(fixture("progress.json").as_bytes(), None));
}

#[test]
fn every_date_stands_in_its_place() {
    let read = snapshot(&dossier_with(&json!({
        "NgayTra": "11/08/2026 16:00:01", "NgayTuChoi": "2026-08-09 10:00:02",
    })))
    .unwrap();
    assert_eq!(local(read.filed_at), "2026-08-03T07:45:12");
    assert_eq!(local(read.received_at), "2026-08-03T08:01:30");
    assert_eq!(local(read.due_at), "2026-08-12T17:00:00");
    assert_eq!(local(read.ended_at), "2026-08-11T15:12:07");
    assert_eq!(local(read.returned_at), "2026-08-11T16:00:01");
    assert_eq!(local(read.refused_at), "2026-08-09T10:00:02");
    // The latest moment it speaks of; the due date lies ahead.
    assert_eq!(local(Some(read.stated_at)), "2026-08-11T16:00:01");
}

#[rstest]
#[case("00000000000000", "")]
#[case("", "")]
#[case("null", "")]
#[case("20260806", "2026-08-06T00:00:00")]
#[case("202608060731", "2026-08-06T07:31:00")]
#[case("07/08/2026 07:32", "2026-08-07T07:32:00")]
#[case("2026-08-08T00:33:00Z", "2026-08-08T07:33:00")]
fn dates(#[case] text: &str, #[case] expect: &str) {
    let read = snapshot(&dossier_with(&json!({ "NgayHenTra": text }))).unwrap();
    assert_eq!(local(read.due_at), expect);
}

#[rstest]
#[case::day_that_is_not("NgayTiepNhan", "30/02/2026", "bad_moment", "30/02/2026")]
#[case::far_future("NgayHenTra", "99991231000000", "moment_out_of_range", "99991231000000")]
#[case::words("NgayKetThucXuLy", "chưa có", "bad_moment", "xxxx xx")]
#[case::state_zero("TrangThaiHoSo", "0", "bad_status", "0")]
#[case::state_eleven("TrangThaiHoSo", "11", "bad_status", "11")]
#[case::no_state("TrangThaiHoSo", "", "empty_field", "")]
#[case::channel("KenhThucHien", "4", "bad_choice", "4")]
#[case::place("NoiNopHoSo", "3", "bad_choice", "3")]
#[case::paid("DuocThanhToanTrucTuyen", "4", "bad_choice", "4")]
#[case::switch("HoSoCoThanhPhanSoHoa", "2", "bad_switch", "2")]
#[case::account("TaiKhoanDuocXacThucVoiVNeID", "có", "bad_switch", "xx")]
#[case::no_procedure("MaTTHC", "", "empty_field", "")]
#[case::procedure_name("MaTTHC", "Cấp thẻ", "bad_procedure", "xxx xxx")]
#[case::no_number("MaHoSo", " ", "empty_field", "")]
#[case::identity_as_number(
    "MaHoSo",
    "019186054321 Sếnh",
    "bad_dossier_number",
    "999999999999 xxxx"
)]
fn refusals_name_field_and_value(
    #[case] field: &str,
    #[case] text: &str,
    #[case] code: &str,
    #[case] value: &str,
) {
    let refused = snapshot(&dossier_with(&json!({ field: text }))).unwrap_err();
    assert_eq!(refused, (code, refused.1, value.to_owned()));
    assert_eq!(refused.1, field);
}

#[rstest]
#[case("TaiLieuNop", json!("x"), "not_a_list")]
#[case("TaiLieuNop", json!([["x"]]), "not_a_list")]
#[case("DanhSachLePhi", json!({"Gia": "1"}), "not_a_list")]
#[case("ThanhPhanHoSo", json!([{"GiayToDinhKem": 1.5}]), "not_a_list")]
#[case("NgayTra", json!([]), "not_one_value")]
#[case("KenhThucHien", json!({"ma": "2"}), "not_one_value")]
#[case("DanhSachLePhi", json!([{"Gia": "-5"}]), "bad_amount")]
#[case("DanhSachHoSoBoSung", json!([{"NgayBoSung": "31/04/2026"}]), "bad_moment")]
#[case("DanhSachHoSoBoSung", json!([{"NgayTiepNhanBoSung": "20260805"}]), "empty_field")]
#[case("TaiLieuNop", json!([{"DuocTaiSuDung": "3"}]), "bad_choice")]
#[case("TaiLieuNop", json!([{"DuocSoHoa": "x"}]), "bad_switch")]
fn refusals_of_shape(#[case] field: &str, #[case] value: Value, #[case] code: &str) {
    let (found, at, _) = snapshot(&dossier_with(&json!({ field: value }))).unwrap_err();
    assert_eq!((found, at.split("[]").next()), (code, Some(field)));
}

#[test]
fn a_refused_item_keeps_its_number_and_stops_nobody() {
    let bad = dossier_with(&json!({ "MaHoSo": "H55.17-260804-0118", "TrangThaiHoSo": "0" }));
    let call = call_of(&[json!("x"), bad, dossier(), Value::Null]);
    let codes = call.items.iter().map(|item| match &item.outcome {
        Ok(_) => ("", "/data/2".to_owned()),
        Err(refusal) => (refusal.code.name(), refusal.place.to_string()),
    });
    let expect = ["bad_item", "bad_status", "", "bad_item"];
    for (at, (found, expect)) in codes.zip(expect).enumerate() {
        assert_eq!(found, (expect, format!("/data/{at}")));
    }
    let numbers: Vec<_> = call.items.iter().map(|item| item.number.as_deref()).collect();
    assert_eq!(numbers, [None, Some("H55.17-260804-0118"), Some("H55.242-260803-0117"), None]);
}

#[rstest]
#[case(json!("1"), Channel::Direct)]
#[case(json!("2"), Channel::Online)]
#[case(json!(3), Channel::Post)]
#[case(json!(""), Channel::Direct)]
#[case(Value::Null, Channel::Direct)]
fn channels(#[case] value: Value, #[case] expect: Channel) {
    assert_eq!(snapshot(&dossier_with(&json!({ "KenhThucHien": value }))).unwrap().channel, expect);
}

#[rstest]
#[case(json!("1"), FiledOn::Portal)]
#[case(json!(2), FiledOn::Local)]
#[case(Value::Null, FiledOn::Unknown)]
fn places_of_filing(#[case] value: Value, #[case] expect: FiledOn) {
    assert_eq!(snapshot(&dossier_with(&json!({ "NoiNopHoSo": value }))).unwrap().filed_on, expect);
}

#[rstest]
#[case(json!("0"), Paid::None)]
#[case(json!(1), Paid::Portal)]
#[case(json!("2"), Paid::Local)]
#[case(json!("03"), Paid::Counter)]
#[case(json!(""), Paid::None)]
fn payments(#[case] value: Value, #[case] expect: Paid) {
    let read = snapshot(&dossier_with(&json!({ "DuocThanhToanTrucTuyen": value }))).unwrap();
    assert_eq!(read.paid, expect);
}

#[rstest]
#[case(json!([]), 0)]
#[case(Value::Null, 0)]
#[case(json!(""), 0)]
#[case(json!([{"Gia": ""}]), 0)]
#[case(json!([{"Gia": "1.000.000đ"}]), 1_000_000)]
#[case(json!([{"Gia": 20_001}, {"Gia": "30,002"}, {"gia": "40 003 VND"}]), 90_006)]
#[case(json!([{"Gia": 50004.0}]), 50_004)]
fn fees_add_up(#[case] fees: Value, #[case] expect: i64) {
    assert_eq!(snapshot(&dossier_with(&json!({ "DanhSachLePhi": fees }))).unwrap().fee_due, expect);
}

#[rstest]
#[case::none(json!([]), &[])]
#[case::open(json!([{"NgayBoSung": "20260804091011"}]), &[("2026-08-04T09:10:11", "")])]
#[case::nothing_said(json!([{"NoiDungBoSung": "bổ sung"}, null]), &[])]
#[case::twice(
    json!([
        {"NgayBoSung": "06/08/2026 08:00", "NgayTiepNhanBoSung": "00000000000000"},
        {"NgayBoSung": "2026-08-04T09:10:11.237", "NgayTiepNhanBoSung": "2026-08-05T02:20:22Z"},
    ]),
    &[("2026-08-04T09:10:11", "2026-08-05T09:20:22"), ("2026-08-06T08:00:00", "")]
)]
fn supplements(#[case] listed: Value, #[case] expect: &[(&str, &str)]) {
    let read = snapshot(&dossier_with(&json!({ "DanhSachHoSoBoSung": listed }))).unwrap();
    let pair = |round: &chiso_scoring::dossier::Round| {
        (local(Some(round.requested_at)), local(round.supplied_at))
    };
    let found: Vec<_> = read.rounds.iter().map(pair).collect();
    let expect: Vec<_> = expect.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    assert_eq!(found, expect);
}

const ALL: Marks = Marks(u16::MAX);
const RESULT: &str = "https://motcua.example/tep/88200";

#[rstest]
#[case::result(Marks::RESULT_FILE, "DanhSachGiayToKetQua", json!([{"DuongDanTepTinKetQua": RESULT}]))]
#[case::result_other_name(
    Marks::RESULT_FILE, "DanhSachGiayToKetQua",
    json!([{"DuongDanTepTinKetQua": "", "DuongDanTaiTepTin": RESULT}])
)]
#[case::input(Marks::INPUT_FILE, "TaiLieuNop", json!([{"DuongDanTaiTepTin": "https://a.example/2"}]))]
#[case::attached(
    Marks::INPUT_FILE, "ThanhPhanHoSo", json!([{"GiayToDinhKem": [{"IdGiayTo": "a1d4"}]}])
)]
#[case::digitised_part(Marks::DIGITISED_PART, "HoSoCoThanhPhanSoHoa", json!("True"))]
#[case::digitised_file(Marks::DIGITISED_FILE, "TaiLieuNop", json!([{"DuocSoHoa": 1}]))]
#[case::reused_component(Marks::REUSED_FILE, "TaiLieuNop", json!([{"DuocTaiSuDung": "1"}]))]
#[case::reused_result(Marks::REUSED_FILE, "TaiLieuNop", json!([{}, {"DuocTaiSuDung": 2}]))]
#[case::store(Marks::PERSONAL_STORE, "TaiLieuNop", json!([{"DuocLayTuKhoDMQG": true}]))]
#[case::account(Marks::VERIFIED_ACCOUNT, "TaiKhoanDuocXacThucVoiVNeID", json!(true))]
#[case::population_code(Marks::POPULATION_BASE, "DSKetNoiCSDL", json!([{"MaCSDL": "3"}, {"MaCSDL": 1}]))]
#[case::population_short(Marks::POPULATION_BASE, "DSKetNoiCSDL", json!([{"MaCSDL": "csdlqgdc"}]))]
#[case::population_name(
    Marks::POPULATION_BASE, "DSKetNoiCSDL", json!([{"TenCSDL": "CSDL quốc gia về Dân cư"}])
)]
#[case::population_decomposed(
    Marks::POPULATION_BASE, "DSKetNoiCSDL", json!([{"MaCSDL": "da\u{302}n cu\u{31b}"}])
)]
#[case::population_plain(Marks::POPULATION_BASE, "DSKetNoiCSDL", json!([{"TenCSDL": "CSDL DAN CU"}]))]
#[case::placeholder_owner(Marks::PLACEHOLDER_IDENTITY, "SoGiayToChuHoSo", json!("000000001"))]
#[case::placeholder(
    Marks::PLACEHOLDER_IDENTITY, "DinhDanhCHS", json!([{"SoDinhDanh": "01"}, {"SoDinhDanh": "000000001"}])
)]
fn one_field_sets_one_mark(#[case] mark: Marks, #[case] field: &str, #[case] value: Value) {
    let bare = json!({
        "MaHoSo": "H55.242-260803-0119", "MaTTHC": "1.004223", "TrangThaiHoSo": "4", field: value,
    });
    assert_eq!(snapshot(&bare).unwrap().marks, mark);
}

#[rstest]
#[case("DanhSachGiayToKetQua", json!([{"DuongDanTepTinKetQua": RESULT, "IsDeleted": "True"}]))]
#[case("DanhSachGiayToKetQua", json!([{"DuongDanTepTinKetQua": " "}]))]
#[case("TaiLieuNop", json!([{
    "DuongDanTaiTepTin": RESULT, "IsDeleted": 1, "DuocSoHoa": "1", "DuocTaiSuDung": "1",
    "DuocLayTuKhoDMQG": "1",
}]))]
#[case("TaiLieuNop", json!([{"DuocTaiSuDung": "0", "DuocSoHoa": "0"}]))]
#[case("ThanhPhanHoSo", json!([{"GiayToDinhKem": [{"IdGiayTo": "", "HashTepTin": null}]}]))]
#[case("DSKetNoiCSDL", json!([{"MaCSDL": "7"}, {"TenCSDL": "CSDL đất đai"}]))]
#[case("SoGiayToChuHoSo", json!("019186054321"))]
fn these_set_no_mark(#[case] field: &str, #[case] value: Value) {
    let bare = json!({
        "MaHoSo": "H55.242-260803-0120", "MaTTHC": "1.004224", "TrangThaiHoSo": "4", field: value,
    });
    assert!(!snapshot(&bare).unwrap().marks.has_any(ALL));
}

#[rstest]
#[case::same("https://a.example/1", "https://a.example/1", "False", true)]
#[case::spaces(" https://a.example/1", "https://a.example/1 ", "0", true)]
#[case::another("https://a.example/1", "https://a.example/2", "0", false)]
#[case::deleted_input("https://a.example/1", "https://a.example/1", "1", false)]
#[case::both_empty("", "", "0", false)]
fn the_first_input_sent_as_result(
    #[case] input: &str,
    #[case] result: &str,
    #[case] deleted: &str,
    #[case] expect: bool,
) {
    let read = snapshot(&dossier_with(&json!({
        "TaiLieuNop": [
            {"DuongDanTaiTepTin": "https://b.example/9"},
            {"DuongDanTaiTepTin": input, "IsDeleted": deleted},
        ],
        "DanhSachGiayToKetQua": [{"DuongDanTepTinKetQua": result}],
    })));
    assert_eq!(read.unwrap().marks.has(Marks::RESULT_IS_INPUT), expect);
}

#[rstest]
#[case::handling(json!({"MaDonViXuLy": "H55.243", "MaDonViTiepNhan": "H55.17"}), "H55.243")]
#[case::receiving(json!({"MaDonViTiepNhan": "h55.17"}), "H55.17")]
#[case::old_style(json!({"MaDonVi": "000.00.17.H55"}), "H55.17")]
#[case::of_the_number(json!({}), "H55.242")]
#[case::number_before_name(json!({"DonViXuLy": "Sở Xây dựng"}), "H55.242")]
#[case::a_name_is_no_code(json!({"MaDonViXuLy": "Sở Xây dựng"}), "H55.242")]
#[case::by_name(json!({"MaHoSo": "H55-260803-0121", "DonViXuLy": "Sở Xây dựng"}), "H55.17")]
#[case::of_its_province(json!({"MaHoSo": "H44-260803-0122", "DonViXuLy": "Sở Xây dựng"}), "H44.17")]
#[case::loosely(json!({"MaHoSo": "000.00.00.H55-260803-0123", "DonViXuLy": " XÃ  Phú Bi\u{300}nh"}), "H55.242")]
#[case::of_its_time(
    json!({"MaHoSo": "H55-260803-0124", "DonViXuLy": "UBND xã Tân Thành"}), "H55.243"
)]
#[case::of_an_earlier_time(
    json!({"MaHoSo": "H55-240803-0125", "DonViXuLy": "Xã Tân Thành", "NgayTiepNhan": "20240803"}),
    "H55.Q173.TAN-THANH"
)]
#[case::two_of_a_name(json!({"MaHoSo": "H55-260803-0126", "DonViXuLy": "Xã Hợp Thành"}), "H55")]
#[case::unknown_name(json!({"MaHoSo": "H55-260803-0127", "DonViXuLy": "Trạm khuyến nông"}), "H55")]
fn the_handling_agency(#[case] changes: Value, #[case] expect: &str) {
    assert_eq!(&*snapshot(&dossier_with(&changes)).unwrap().agency, expect);
}

#[rstest]
#[case(None, "", "Sở Xây dựng", Err("no_agency"))]
#[case(Some("000.00.00.H44"), "", "Sở Xây dựng", Ok("H44.17"))]
#[case(Some("H44"), "H55", "Sở Xây dựng", Ok("H44.17"))]
#[case(None, "000.00.00.H55", "Sở Xây dựng", Ok("H55.17"))]
#[case(None, "H55.243", "", Ok("H55.243"))]
fn a_local_number_leaves_the_sender(
    #[case] sender: Option<&str>,
    #[case] madonvi: &str,
    #[case] name: &str,
    #[case] expect: Result<&str, &str>,
) {
    let dossier = dossier_with(&json!({ "MaHoSo": "55128", "DonViXuLy": name }));
    let body = json!({ "service": "DongBoHoSoMC", "madonvi": madonvi, "data": [dossier] });
    let body = body.to_string();
    let call = chiso_intake::sync::read_call(body.as_bytes(), None, &context(sender)).unwrap();
    let agency = match &call.items[0].outcome {
        Ok(Statement { fact: Fact::Snapshot(snapshot), .. }) => Ok(&*snapshot.agency),
        Ok(other) => panic!("{other:?}"),
        Err(refusal) => Err(refusal.code.name()),
    };
    assert_eq!(agency, expect);
}

#[test]
fn procedures_national_and_local() {
    let of = |code: &str| snapshot(&dossier_with(&json!({ "MaTTHC": code }))).unwrap().procedure;
    assert_eq!(&*of("1.004222.000.00.00.H56"), "1.004222");
    assert_eq!(&*of("TS_lop1.000.00.00.H22"), "TS_lop1.000.00.00.H22");
}

#[rstest]
#[case::received(json!({"NgayNop": "20260803", "NgayTiepNhan": "20260804"}), Ok(Status::Accepted))]
#[case::filed(json!({"NgayNop": "20260803"}), Ok(Status::Registered))]
#[case::stated(json!({"NgayNop": "20260803", "TrangThaiHoSo": 5}), Ok(Status::Supplement))]
#[case::empty(json!({"NgayNop": "20260803", "TrangThaiHoSo": ""}), Err("empty_field"))]
#[case::first_generation(json!({"NgayTiepNhan": "20260804"}), Err("empty_field"))]
fn a_state_may_be_missing_in_the_rest_variant_only(
    #[case] fields: Value,
    #[case] expect: Result<Status, &str>,
) {
    let mut dossier = json!({ "MaHoSo": "G09.20-20260803-0000129", "MaTTHC": "1.005130" });
    dossier.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    let read = snapshot(&dossier).map(|snapshot| snapshot.status).map_err(|(code, ..)| code);
    assert_eq!(read, expect);
}

fn one(kind: CallKind, item: &Value) -> Result<Fact, &'static str> {
    let call = read(json!([item]).to_string().as_bytes(), Some(kind)).unwrap();
    match &call.items[0].outcome {
        Ok(statement) => {
            assert_eq!(statement.synced_at, Some(ARRIVED));
            Ok(statement.fact.clone())
        }
        Err(refusal) => Err(refusal.code.name()),
    }
}

#[rstest]
#[case(json!({"ThoiDiemXuLy": "20260803080131", "TrangThai": "2"}), Ok((1_785_718_891, Status::Accepted)))]
#[case(json!({"ThoiDiemXuLy": "2026-08-03T08:01:32.5", "TrangThai": 9}), Ok((1_785_718_892, Status::Done)))]
#[case(json!({"ThoiDiemXuLy": "20260803080133", "TrangThai": "0"}), Err("bad_status"))]
#[case(json!({"ThoiDiemXuLy": "20260803080134"}), Err("empty_field"))]
#[case(json!({"ThoiDiemXuLy": "00000000000000", "TrangThai": "3"}), Err("empty_field"))]
#[case(json!({"ThoiDiemXuLy": "30/02/2026", "TrangThai": "3"}), Err("bad_moment"))]
fn steps(#[case] fields: Value, #[case] expect: Result<(i64, Status), &'static str>) {
    let mut item = json!({ "MaHoSo": "H55.242-260803-0130" });
    item.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    let expect = expect.map(|(at, status)| Fact::Steps(vec![Step { at, status }]));
    assert_eq!(one(CallKind::Progress, &item), expect);
}

#[test]
fn a_state_without_a_time_holds_from_its_arrival() {
    let item = json!({ "IdHoSo": "77", "MaHoSo": "G09.20-20260803-0000131", "TrangThai": 10 });
    let expect = Fact::Steps(vec![Step { at: ARRIVED, status: Status::Returned }]);
    assert_eq!(one(CallKind::StatusChange, &item), Ok(expect));
}

#[rstest]
#[case(json!({"TrangThaiThanhToan": 1}), Ok(Paid::Local))]
#[case(json!({"TrangThaiThanhToan": "0"}), Ok(Paid::None))]
#[case(json!({"TrangThaiThanhToan": 1, "DuocThanhToanTrucTuyen": 3}), Ok(Paid::Counter))]
#[case(json!({"DuocThanhToanTrucTuyen": "1"}), Ok(Paid::Portal))]
#[case(json!({"TrangThaiThanhToan": 2}), Err("bad_choice"))]
#[case(json!({}), Err("empty_field"))]
fn payment_calls(#[case] fields: Value, #[case] expect: Result<Paid, &'static str>) {
    let mut item = json!({ "MaHoSo": "G09.20-20260803-0000132" });
    item.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    assert_eq!(one(CallKind::Payment, &item), expect.map(Fact::Payment));
}

#[test]
fn the_tricks_of_senders_stay_visible() {
    let call = read(fixture("v1.json").as_bytes(), None).unwrap();
    let Fact::Snapshot(snapshot) = &only(&call).fact else { panic!() };
    // The only file was both input and result; no dossier-wide flag of the second generation is set.
    let expect = Marks::RESULT_FILE.with(Marks::INPUT_FILE).with(Marks::RESULT_IS_INPUT);
    assert_eq!((snapshot.marks, snapshot.fee_due), (expect, 3000));
}
