//! What senders hear, good and bad.

use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use futures_util::StreamExt;
use rstest::rstest;
use serde_json::{Value, json};

use super::Intake;
use crate::fixture::live::{LiveSite, dossier, envelope, four, registered};
use crate::fixture::{Answer, Site};

const JSON: &str = "application/json";

/// Codes of the items of an answer.
fn codes(answer: &Answer) -> Vec<String> {
    let items = answer.json()["result"].as_array().cloned().unwrap_or_default();
    items.iter().map(|item| item["error_code"].as_str().unwrap().to_owned()).collect()
}

/// Received, accepted, duplicate, superseded, quarantined, over all books.
fn books(live: &LiveSite) -> [u64; 5] {
    let rows = live.site.app().store.receipts(1_000).unwrap();
    let mut sums = [0; 5];
    for row in rows {
        let of = row.counts;
        let counts = [of.received, of.accepted, of.duplicate, of.superseded, of.quarantined];
        sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
    }
    sums
}

#[tokio::test]
async fn a_call_is_acknowledged_item_by_item_in_its_order() {
    let live = LiveSite::new();
    let mut dossiers = four().to_vec();
    dossiers[1]["NgayHenTra"] = json!("31/02/2026");
    let answer = live.push(&dossiers).await;
    assert_eq!(answer.status, 200);
    assert_eq!(codes(&answer), ["0", "-1", "0", "0"]);
    let refused = &answer.json()["result"][1];
    assert_eq!(refused["MaHoSo"], "H55.242-260803-0118");
    assert_eq!(refused["truong"], "NgayHenTra");
    assert_eq!(answer.json()["error_code"], "-1");
    assert_eq!(books(&live), [4, 3, 0, 0, 1]);
}

#[tokio::test]
async fn the_same_again_is_taken_and_a_known_dossier_sent_as_new_is_told_so() {
    let live = LiveSite::filled().await;
    assert_eq!(codes(&live.push(&four()).await), ["0"; 4]);
    let create =
        |data: &[Value]| json!({ "service": "DongBoHoSoMC", "isUpdating": "False", "data": data });
    let new = dossier("H55.243-260806-0032", "2", "");
    let later = dossier("H55.243-260804-0031", "9", "20260812080000");
    let body = create(&[later, new]).to_string();
    let answer = live.site.post("/dongbo", JSON, body).await;
    assert_eq!(codes(&answer), ["3", "0"]);
    assert!(answer.text.contains("đã tồn tại"));
    // What it said is joined all the same.
    let look_up = json!({ "service": "TraCuuHoSo", "mahoso": "H55.243-260804-0031" }).to_string();
    let found = live.site.post("/dongbo", JSON, look_up).await.json();
    assert_eq!(found["result"][0]["TrangThaiHoSo"], "9");
    assert_eq!(books(&live), [10, 6, 4, 0, 0]);
}

#[tokio::test]
async fn a_look_up_tells_known_from_unknown() {
    let live = LiveSite::filled().await;
    let ask = |number: &str| json!({ "service": "TraCuuHoSo", "mahoso": number }).to_string();
    let known = live.site.post("/dongbo", JSON, ask("H55.242-260803-0117")).await.json();
    assert_eq!(known["result"], json!([{ "MaHoSo": "H55.242-260803-0117", "TrangThaiHoSo": "9" }]));
    let unknown = live.site.post("/dongbo", JSON, ask("H55.242-260803-9999")).await.json();
    assert_eq!(unknown["result"], json!([]));
    // Only registered: held back, but known.
    live.push(&[registered("H55.242-260819-0500")]).await;
    let held = live.site.post("/dongbo", JSON, ask("H55.242-260819-0500")).await.json();
    assert_eq!(held["result"][0]["TrangThaiHoSo"], "1");
}

#[rstest]
#[case::envelope("/dongbo", envelope("DongBoHoSoMC", &four()), 4)]
#[case::ha_giang("/dongbo?MaDinhDanhDV=000.00.01.H55&isUpdating=True", json!(four()), 4)]
#[case::thanh_hoa_new("/dongbo/ho-so", json!(four()), 4)]
#[case::thanh_hoa_known("/dongbo/ho-so/cap-nhat", json!(four()), 4)]
#[case::thanh_hoa_steps(
    "/dongbo/tien-do",
    json!([{ "MaHoSo": "H55.242-260803-0117", "ThoiDiemXuLy": "20260804080000", "TrangThai": "4" }]),
    1
)]
#[case::rest("/api/ho-so", json!({ "data": four() }), 4)]
#[tokio::test]
async fn every_address_takes_dossiers_in(
    #[case] uri: &str,
    #[case] body: Value,
    #[case] accepted: u64,
) {
    let live = LiveSite::new();
    let answer = live.site.post(uri, JSON, body.to_string()).await;
    assert_eq!(answer.json()["error_code"], "0", "{}", answer.text);
    assert_eq!(books(&live), [accepted, accepted, 0, 0, 0]);
    assert_eq!(answer.json().get("result").is_some(), !uri.starts_with("/api/"));
}

#[tokio::test]
async fn the_sender_is_an_agency_or_nobody() {
    let live = LiveSite::new();
    let mut body = envelope("DongBoHoSoMC", &four()[..1]);
    live.site.post("/dongbo", JSON, body.to_string()).await;
    body["madonvi"] = json!("Nguyễn Thị Bưởi 0912345678");
    live.site.post("/dongbo", JSON, body.to_string()).await;
    let rows = live.site.app().store.receipts(9).unwrap();
    let senders: Vec<_> = rows.iter().map(|row| row.sender.as_str()).collect();
    assert_eq!(senders, ["?", "H55"]);
}

#[tokio::test]
async fn with_a_secret_only_who_logged_in_may_send() {
    let secret = Some("bí mật 5".to_owned());
    let live = LiveSite::with(|app| app.sync_secret(secret));
    let refused = live.push(&four()).await;
    assert_eq!((refused.status, refused.json()["error_code"].as_str()), (401, Some("-1")));
    let login = |password: &str| json!({ "username": "H55", "password": password }).to_string();
    let wrong = live.site.post("/dongbo", JSON, login("bí mật 6")).await.json();
    assert_eq!((wrong["error_code"].as_str(), wrong["session"].as_str()), (Some("-1"), Some("")));
    let session =
        live.site.post("/dongbo", JSON, login("bí mật 5")).await.json()["session"].clone();
    let mut body = envelope("DongBoHoSoMC", &four());
    body["session"] = session;
    let taken = live.site.post("/dongbo", JSON, body.to_string()).await;
    assert_eq!(taken.json()["error_code"], "0");
    assert_eq!(books(&live), [4, 4, 0, 0, 0]);
}

#[rstest]
#[case::empty("", JSON, 400)]
#[case::cut("{\"service\":\"DongBoHoSoMC\",\"data\":[{\"MaHoSo\":\"H55-1", JSON, 400)]
#[case::not_json("MaHoSo=1", JSON, 400)]
#[case::no_service("[]", JSON, 400)]
#[case::unknown_service("{\"service\":\"XoaHoSo\",\"data\":[]}", JSON, 400)]
#[case::data_is_text("{\"service\":\"DongBoHoSoMC\",\"data\":\"tất cả\"}", JSON, 400)]
#[case::form("service=DongBoHoSoMC", "application/x-www-form-urlencoded", 415)]
#[case::xml("<a/>", "application/xml", 415)]
#[tokio::test]
async fn a_bad_call_is_refused_in_the_envelope(
    #[case] body: &str,
    #[case] kind: &str,
    #[case] status: u16,
) {
    let live = LiveSite::new();
    let answer = live.site.post("/dongbo", kind, body.to_owned()).await;
    assert_eq!(answer.status, status, "{}", answer.text);
    assert_eq!(answer.json()["error_code"], "-1");
    assert!(!answer.json()["message"].as_str().unwrap().is_empty());
    // What was read and refused is in the books.
    let counted = u64::from(status == 400);
    assert_eq!(books(&live), [counted, 0, 0, 0, counted]);
}

#[tokio::test]
async fn wrong_methods_and_other_sites_are_refused_in_the_envelope() {
    let live = LiveSite::new();
    for method in ["GET", "PUT", "DELETE"] {
        let answer = live.site.send(method, "/dongbo", "").await;
        assert_eq!((answer.status, answer.json()["error_code"].as_str()), (405, Some("-1")));
    }
    let body = Body::from(envelope("DongBoHoSoMC", &four()).to_string());
    let request = Request::post("/dongbo").header("sec-fetch-site", "cross-site").body(body);
    assert_eq!(live.site.answer(request.unwrap()).await.status, 403);
    assert_eq!(books(&live), [0; 5]);
}

#[tokio::test]
async fn a_server_that_only_shows_takes_nothing_in() {
    let site = Site::new();
    let answer = site.post("/dongbo", JSON, "{}").await;
    assert_eq!((answer.status, answer.json()["error_code"].as_str()), (404, Some("-1")));
}

#[tokio::test]
async fn items_are_bounded_at_the_bound_and_one_past_it() {
    let live = LiveSite::new();
    let call = |count: usize| {
        let items = "{},".repeat(count);
        format!("{{\"service\":\"DongBoHoSoMC\",\"data\":[{}]}}", items.trim_end_matches(','))
    };
    let most = live.site.post("/dongbo", JSON, call(100_000)).await;
    assert_eq!((most.status, codes(&most).len()), (200, 100_000));
    assert_eq!(live.site.post("/dongbo", JSON, call(100_001)).await.status, 413);
    assert_eq!(books(&live), [100_001, 0, 0, 0, 100_001]);
}

#[tokio::test]
async fn bytes_are_bounded_one_past_the_bound() {
    let live = LiveSite::new();
    let spaces = vec![b' '; (64 << 20) + 1];
    let answer = live.site.post("/dongbo", JSON, spaces).await;
    assert_eq!((answer.status, answer.json()["error_code"].as_str()), (413, Some("-1")));
}

#[tokio::test]
async fn a_sender_that_stops_half_way_leaves_nothing() {
    let hasty = Intake::hasty(Duration::from_millis(20));
    let live = LiveSite::with(|app| app.with_intake(hasty));
    let text = envelope("DongBoHoSoMC", &four()).to_string();
    let half = Ok::<_, std::io::Error>(text[..text.len() / 2].to_owned());
    let body = futures_util::stream::iter([half]).chain(futures_util::stream::pending());
    let answer = live.site.post("/dongbo", JSON, Body::from_stream(body)).await;
    assert_eq!((answer.status, answer.json()["error_code"].as_str()), (408, Some("-1")));
    assert_eq!(books(&live), [0; 5]);
}

#[tokio::test]
async fn one_number_with_other_content_is_joined_in_any_order() {
    let early = dossier("H55.242-260803-0117", "4", "");
    let late = dossier("H55.242-260803-0117", "9", "20260811151207");
    let mut totals = Vec::new();
    for pair in [[early.clone(), late.clone()], [late, early]] {
        let live = LiveSite::new();
        assert_eq!(codes(&live.push(&pair).await), ["0", "0"]);
        let page = live.site.get("/don-vi/H55.242?period=2026-08").await;
        totals.push(page.all("#TDGQ tbody tr")[0].clone());
    }
    assert_eq!(totals[0], totals[1]);
}

#[tokio::test]
async fn a_table_is_taken_with_a_receipt_for_each_row() {
    let live = LiveSite::new();
    let csv = "number,agency,procedure,status,received_at,due_at\n\
        H55.242-1,H55.242,1.004222,4,2026-08-03 08:00,2026-08-12 17:00\n\
        H55.242-2,H55.242,1.004222,mười,2026-08-03 08:00,2026-08-12 17:00\n\
        H55.242-1,H55.242,1.004222,4,2026-08-03 08:00,2026-08-12 17:00\n";
    let uri = "/api/v1/intake/dossiers?sender=H55";
    let answer = live.site.post(uri, "text/csv; charset=utf-8", csv).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let told = answer.json();
    let outcomes: Vec<_> =
        told["items"].as_array().unwrap().iter().map(|item| item["outcome"].clone()).collect();
    assert_eq!(outcomes, ["accepted", "quarantined", "duplicate"]);
    assert_eq!(told["items"][1]["line"], 3);
    assert_eq!(told["items"][1]["field"], "status");
    assert_eq!(told["received"], 3);
    assert_eq!(books(&live), [3, 1, 1, 0, 1]);
    let ndjson = "{\"number\":\"H55.242-1\",\"at\":\"2026-08-04 09:00\",\"status\":5}\n";
    let steps = live.site.post("/api/v1/intake/steps", "application/x-ndjson", ndjson).await;
    assert_eq!(steps.json()["accepted"], 1, "{}", steps.text);
}

#[rstest]
#[case("/api/v1/intake/xyz", "text/csv", "a,b\n1,2\n", 404)]
#[case("/api/v1/intake/dossiers", "application/json", "{}", 415)]
#[case("/api/v1/intake/dossiers", "text/csv", "a,b\n1,2\n", 400)]
#[case("/api/v1/intake/dossiers", "text/csv", "", 400)]
#[tokio::test]
async fn a_bad_table_is_a_problem(
    #[case] uri: &str,
    #[case] kind: &str,
    #[case] body: &'static str,
    #[case] status: u16,
) {
    let live = LiveSite::new();
    let answer = live.site.post(uri, kind, body).await;
    assert_eq!(answer.status, status, "{}", answer.text);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert_eq!(answer.json()["status"], status);
}

/// What must never be stored, shown or answered.
const MARKS: [&str; 6] = [
    "Lý Văn Sếnh",
    "019186054321",
    "0912300117",
    "senh.ly@thu.example",
    "Tổ 3, phường Phan Đình Phùng",
    "luu-tru.example/tep/7781",
];

#[tokio::test]
async fn nothing_personal_comes_out_again() {
    let live = LiveSite::new();
    let mut personal = dossier("H55.242-260803-0117", "9", "20260811151207");
    for (field, mark) in ["ChuHoSo", "SoGiayToChuHoSo", "SoDienThoai", "Email", "DiaChi", "GhiChu"]
        .into_iter()
        .zip(MARKS)
    {
        personal[field] = json!(mark);
    }
    let mut misplaced = personal.clone();
    misplaced["MaHoSo"] = json!(MARKS[0]);
    let mut wrong = personal.clone();
    wrong["TrangThaiHoSo"] = json!(MARKS[1]);
    wrong["NgayHenTra"] = json!(MARKS[4]);
    let mut texts = vec![live.push(&[personal, misplaced, wrong]).await.text];
    let csv = format!("number,at,status\n{},{},{}\n", MARKS[0], MARKS[2], MARKS[3]);
    texts.push(live.site.post("/api/v1/intake/steps", "text/csv", csv).await.text);
    let file = format!("number,ChuHoSo\n1,{}\n", MARKS[0]);
    texts.push(live.site.post("/api/v1/intake/steps", "text/csv", file).await.text);
    for uri in
        ["/tiep-nhan", "/don-vi/H55.242?period=2026-08", "/xep-hang?parent=H55&period=2026-08"]
    {
        texts.push(live.site.get(uri).await.text);
    }
    texts.push(live.first_frame("parent=H55&period=2026-08").await);
    for text in texts {
        for mark in MARKS {
            assert!(!text.contains(mark), "{mark} in {text}");
        }
    }
}

#[tokio::test]
async fn markup_and_sql_stay_texts() {
    let live = LiveSite::new();
    let mut hostile = dossier("H55.242-260803-0117", "9", "20260811151207");
    hostile["MaTTHC"] = json!("1.004222'); drop table dossier; --");
    hostile["NgayHenTra"] = json!("<script>alert(1)</script>");
    let answer = live.push(&[hostile]).await;
    assert_eq!(codes(&answer), ["-1"]);
    let page = live.site.get("/tiep-nhan").await;
    assert_eq!(page.status, 200);
    assert!(!page.text.contains("<script>alert"));
    assert_eq!(codes(&live.push(&four()).await), ["0"; 4]);
}
