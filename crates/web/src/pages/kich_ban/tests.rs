//! The page, its files and the API, over a small site with dossiers.

use axum::body::Body;
use axum::http::Request;
use rstest::rstest;
use serde_json::{Value, json};

use crate::fixture::Answer;
use crate::fixture::live::{LiveSite, NOW};

const HERE: &str = "agency=H55&period=2026-08";

async fn get(live: &LiveSite, path: &str, more: &str) -> Answer {
    live.site.get(&format!("{path}?{HERE}{more}")).await
}

async fn what_if(live: &LiveSite, body: Value) -> (u16, Value) {
    let answer = live.site.post("/api/v1/what-if", "application/json", body.to_string()).await;
    (answer.status, answer.json())
}

/// Five days before the open dossier is due.
async fn early() -> LiveSite {
    let live = LiveSite::filled().await;
    live.at(NOW);
    live
}

#[tokio::test]
async fn what_to_do_first_with_what_it_gains() {
    let live = LiveSite::filled().await;
    let page = get(&live, "/kich-ban", "").await;
    assert_eq!(page.status, 200);
    assert_eq!(page.all("nav.tabs a[aria-current]"), ["Việc nên làm trước"]);
    // Three finished dossiers without a result, one open and late: closing it lets its result be issued.
    assert_eq!(page.all("#viec-nen-lam tbody tr").len(), 4);
    let first = page.one("#viec-nen-lam tbody tr:first-child");
    assert!(first.contains("cấp kết quả điện tử") && first.contains("+1,50"), "{first}");
    let late = page.all("#viec-nen-lam tbody tr");
    let late = late.iter().find(|row| row.contains("H55.243-260804-0031")).unwrap();
    assert!(late.contains("đóng hồ sơ, cấp kết quả điện tử"), "{late}");
    let json = get(&live, "/api/v1/next", "&top=2").await.json();
    assert_eq!((&json["gaining"], json["actions"].as_array().map(Vec::len)), (&4.into(), Some(2)));
    assert_eq!(json["actions"][0]["gain"]["end"], "1.50");
    assert_eq!((&json["status"], &json["period"]), (&"unofficial".into(), &"2026-08".into()));
}

#[tokio::test]
async fn the_list_is_a_file_as_well() {
    let live = LiveSite::filled().await;
    let csv = get(&live, "/kich-ban", "&dang=csv").await;
    assert_eq!(csv.text.lines().count(), 5);
    assert!(csv.text.contains("H55.242-260803-0117"));
    assert_eq!(get(&live, "/kich-ban", "&view=what-if&close=all&dang=csv").await.status, 200);
    assert_eq!(get(&live, "/kich-ban", "&view=projection&dang=csv").await.status, 200);
    assert_eq!(get(&live, "/kich-ban", "&dang=pdf").await.status, 400);
}

#[tokio::test]
async fn what_if_says_before_and_after_and_why_not() {
    let live = LiveSite::filled().await;
    let more = "&view=what-if&issue=no-result&close=codes&codes=H55.243-260804-0031,H55.242-260803-0117,H55.1-1";
    let page = get(&live, "/kich-ban", more).await;
    let said = &page.all("p.result")[0];
    assert!(said.starts_with("Đóng 1 hồ sơ, cấp kết quả điện tử 4 hồ sơ: +6,00 điểm"), "{said}");
    let refused = page.all("#khong-lam-duoc tbody tr");
    assert_eq!(refused.len(), 2);
    assert!(
        refused[0].starts_with("H55.1-1") && refused[0].ends_with("không có mã này"),
        "{refused:?}"
    );
    assert!(refused[1].ends_with("đã kết thúc"), "{refused:?}");
    let chosen = page.all("select[name=close] option[selected]");
    assert_eq!(chosen, ["các mã nêu trong ô"]);
}

#[tokio::test]
async fn programs_send_lists_and_nothing_is_stored() {
    let live = LiveSite::filled().await;
    let before = get(&live, "/api/v1/next", "").await.json();
    let body = json!({ "agency": "H55", "period": "2026-08", "close": ["H55.243-260804-0031", "nhầm"], "issue": "no-result", "lang": "en" });
    let (status, json) = what_if(&live, body).await;
    assert_eq!(status, 200, "{json}");
    assert_eq!(
        json["done"],
        json!([{ "fix": "close", "count": 1 }, { "fix": "issue", "count": 4 }])
    );
    assert_eq!(json["refused"], json!([{ "fix": "close", "code": "nhầm", "reason": "unknown" }]));
    assert!(json["summary"].as_str().unwrap().starts_with("Dossiers closed: 1"), "{json}");
    assert_eq!(json["before"]["total"], Value::Null, "petitions are silent");
    let after = get(&live, "/api/v1/next", "").await.json();
    assert_eq!(before, after, "nothing was stored");
}

#[tokio::test]
async fn closing_in_time_gains_at_the_end() {
    let live = LiveSite::filled().await;
    let body = json!({ "agency": "H55", "period": "2026-08", "close": "due", "as_of": "2026-08-10T08:00" });
    let (_, json) = what_if(&live, body).await;
    let points = |side: &str| {
        let groups = json[side]["groups"].as_array().unwrap();
        groups.iter().find(|group| group["code"] == "TDGQ").unwrap()["points"].clone()
    };
    assert_eq!(json["done"], json!([{ "fix": "close", "count": 1 }]));
    // Four dossiers, one of them late whatever is done; the open one is in time until 12/8.
    assert_eq!((points("before"), points("after")), ("15.00".into(), "15.00".into()));
    assert_eq!((points("before_at_end"), points("after_at_end")), ("10.00".into(), "15.00".into()));
    assert_eq!(json["as_of"], "2026-08-10T08:00:00");
}

#[tokio::test]
async fn the_end_of_the_period_is_projected() {
    let live = early().await;
    let then = "&as_of=2026-08-10T08:00";
    let json = get(&live, "/api/v1/projection", then).await.json();
    assert_eq!((&json["over"], &json["due_count"]), (&false.into(), &1.into()));
    assert_eq!(json["due"][0]["code"], "H55.243-260804-0031");
    assert_eq!(json["due"][0]["fixes"], json!(["close"]));
    let page = get(&live, "/kich-ban", &format!("&view=projection{then}")).await;
    assert_eq!(page.all("#den-han tbody th"), ["H55.243-260804-0031"]);
}

#[tokio::test]
async fn without_a_total_a_goal_is_said_to_be_none() {
    let live = LiveSite::filled().await;
    let page = get(&live, "/kich-ban", "&view=target").await;
    assert_eq!(page.one("p.result"), "Chưa có tổng điểm vì có nguồn chưa có số liệu.");
    let json = get(&live, "/api/v1/next", "&reach=good").await.json();
    assert_eq!(json["target"]["outcome"], "no_total");
    assert_eq!((&json["target"]["goal"], &json["target"]["grade"]), (&"80".into(), &"good".into()));
}

#[rstest]
#[case("&view=everything", 400)]
#[case("&top=0", 400)]
#[case("&top=1001", 400)]
#[case("&view=target&reach=superb", 400)]
#[case("&view=target&points=101", 400)]
#[case("&view=target&points=-1", 400)]
#[case("&view=what-if&answer=unsynced", 400)]
#[case("&as_of=2099-01-01", 400)]
#[case("&as_of=2026-07-01", 400)]
#[case("&known_at=0", 400)]
#[tokio::test]
async fn what_makes_no_sense_is_told(#[case] more: &str, #[case] status: u16) {
    let live = LiveSite::filled().await;
    assert_eq!(get(&live, "/kich-ban", more).await.status, status, "{more}");
}

#[rstest]
#[case(json!({ "agency": "H55", "period": "2026-08" }), 400)]
#[case(json!({ "agency": "H98", "period": "2026-08", "close": "all" }), 404)]
#[case(json!({ "agency": "H55", "period": "2031-08", "close": "all" }), 400)]
#[case(json!({ "agency": "H55", "period": "2026-08", "close": 7 }), 400)]
#[case(json!({ "agency": "H55", "period": "2026-08", "close": "all", "also": "this" }), 400)]
#[case(json!({ "agency": "H55", "period": "2026-08", "answer": "no-result" }), 400)]
#[case(json!(["close"]), 400)]
#[tokio::test]
async fn bodies_that_make_no_sense_are_refused(#[case] body: Value, #[case] status: u16) {
    let live = LiveSite::filled().await;
    let (found, problem) = what_if(&live, body).await;
    assert_eq!((found, &problem["status"]), (status, &status.into()), "{problem}");
}

#[tokio::test]
async fn a_body_has_its_bounds() {
    let live = LiveSite::filled().await;
    let codes = |count: usize| (0..count).map(|at| format!("H55-{at}")).collect::<Vec<_>>();
    let body = |count| json!({ "agency": "H55", "period": "2026-08", "close": codes(count) });
    assert_eq!(what_if(&live, body(10_000)).await.0, 200);
    assert_eq!(what_if(&live, body(10_001)).await.0, 400);
    let huge = "x".repeat((1 << 20) + 1);
    let answer = live.site.post("/api/v1/what-if", "application/json", huge).await;
    assert_eq!(answer.status, 413);
    let answer = live.site.post("/api/v1/what-if", "text/plain", String::new()).await;
    assert_eq!(answer.status, 400);
}

#[tokio::test]
async fn another_site_cannot_make_a_browser_ask() {
    let live = LiveSite::filled().await;
    let request = Request::post("/api/v1/what-if")
        .header("content-type", "application/json")
        .header("sec-fetch-site", "cross-site")
        .body(Body::from("{}"))
        .unwrap();
    assert_eq!(live.site.respond(request).await.status(), 403);
}

#[tokio::test]
async fn who_is_not_signed_in_sees_no_codes_of_dossiers() {
    let live = LiveSite::outside();
    for (path, status) in [("/kich-ban", 303), ("/api/v1/next", 401), ("/api/v1/projection", 401)] {
        assert_eq!(get(&live, path, "").await.status, status, "{path}");
    }
    assert_eq!(what_if(&live, json!({ "close": "all" })).await.0, 401);
}

#[tokio::test]
async fn a_hostile_code_stays_a_code() {
    let live = LiveSite::filled().await;
    let hostile = "%3Cscript%3Ealert(1)%3C/script%3E";
    let page = get(&live, "/kich-ban", &format!("&view=what-if&close={hostile}")).await;
    assert_eq!(page.status, 200);
    assert!(!page.text.contains("<script>alert"));
    assert!(page.all("#khong-lam-duoc tbody th")[0].contains("<script>"));
}
