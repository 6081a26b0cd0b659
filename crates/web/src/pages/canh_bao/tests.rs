//! The page, its forms, the API and the feed.

use crate::alert::tests::site;
use crate::fixture::Answer;
use crate::fixture::live::{LiveSite, NOW, dossier};

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

/// With one alert: Tân Thành has an overdue dossier.
async fn alerted() -> LiveSite {
    let live = site().await;
    live.evaluate();
    live
}

async fn post(live: &LiveSite, uri: &str, kind: &str, body: &str) -> Answer {
    live.site.post(uri, kind, body.to_owned()).await
}

#[tokio::test]
async fn the_page_says_what_whose_since_when_and_how_much() {
    let live = alerted().await;
    let page = live.site.get("/canh-bao").await;
    assert_eq!(page.status, 200);
    let row = page.one("#canh-bao tbody tr");
    for part in [
        "1",
        "Có hồ sơ quá hạn",
        "Tân Thành",
        "1 hồ sơ",
        "trên 0 hồ sơ",
        "Thái Nguyên (H55)",
        "09:00 20/08/2026",
        "chưa tiếp nhận",
    ] {
        assert!(row.contains(part), "{part} in {row}");
    }
    assert!(page.links().iter().any(|link| *link == "/viec?agency=H55.243&list=overdue"));
    assert_eq!(page.all("#quy-tac tbody tr").len(), 3);
    assert!(page.all("main form[method=post]").is_empty());
    let english = live.site.get("/canh-bao?lang=en").await;
    assert!(english.one("#canh-bao tbody tr").contains("Dossiers are overdue"));
}

#[tokio::test]
async fn an_alert_is_taken_up_and_closed_by_forms() {
    let live = alerted().await;
    let opened = live.site.get("/canh-bao?alert=1").await;
    let options = opened.all("#dang-xem form:first-of-type option");
    assert_eq!(options, ["Thái Nguyên (H55)", "Cả nước (VN)"]);
    let done = post(
        &live,
        "/canh-bao/1",
        FORM,
        "viec=tiep-nhan&by=H55&note=Giao+t%E1%BB%95+m%E1%BB%99t+c%E1%BB%ADa",
    )
    .await;
    assert_eq!((done.status, done.header("location")), (303, "/canh-bao?alert=1#dang-xem"));
    let page = live.site.get("/canh-bao?alert=1").await;
    assert!(page.all("#dang-xem li")[1].contains("Thái Nguyên (H55) tiếp nhận: Giao tổ một cửa"));
    assert_eq!(page.all("#dang-xem form").len(), 1);
    assert!(page.one("#canh-bao tbody tr").contains("H55 tiếp nhận lúc 09:00 20/08/2026"));
    let done =
        post(&live, "/canh-bao/1", FORM, "viec=dong&by=VN&reason=%C4%90%C3%A3+x%E1%BB%AD+l%C3%BD")
            .await;
    assert_eq!(done.status, 303);
    let page = live.site.get("/canh-bao").await;
    assert!(page.all("#canh-bao").is_empty() && page.page_text().contains("Không có cảnh báo nào"));
    let ended = live.site.get("/canh-bao?state=ended").await;
    assert!(ended.one("#canh-bao-ket-thuc tbody tr").contains("VN đóng: Đã xử lý"));
    assert!(live.site.get("/canh-bao?alert=1").await.all("#dang-xem form").is_empty());
}

#[tokio::test]
async fn programs_do_the_same_and_may_repeat_themselves() {
    let live = alerted().await;
    let ack = r#"{ "by": "H55", "note": "Giao Văn phòng" }"#;
    for _ in 0..2 {
        let answer = post(&live, "/api/v1/alerts/1/ack", JSON, ack).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(answer.json()["state"], "acknowledged");
        assert_eq!(answer.json()["acknowledged"]["note"], "Giao Văn phòng");
    }
    let other = post(&live, "/api/v1/alerts/1/ack", JSON, r#"{ "by": "VN" }"#).await;
    assert_eq!((other.status, &other.json()["type"]), (409, &"urn:chiso:problem:conflict".into()));
    for _ in 0..2 {
        let close = r#"{ "by": "H55", "reason": "Đã xử lý" }"#;
        let answer = post(&live, "/api/v1/alerts/1/close", JSON, close).await;
        assert_eq!((answer.status, &answer.json()["state"]), (200, &"closed".into()));
    }
    let late =
        post(&live, "/api/v1/alerts/1/ack", JSON, r#"{ "by": "H55", "note": "muộn" }"#).await;
    assert_eq!(late.status, 409);
    let events = live.site.app().store.events_of_alert(1).unwrap();
    assert_eq!(events.len(), 3);
}

#[tokio::test]
async fn the_list_for_programs_names_what_it_rests_on() {
    let live = alerted().await;
    let list = live.site.get("/api/v1/alerts").await.json();
    assert_eq!((&list["rulebook"], &list["status"]), (&"766-2024".into(), &"unofficial".into()));
    assert_eq!(
        (&list["period"], &list["as_of"]),
        (&"2026-08".into(), &"2026-08-20T09:00:00".into())
    );
    assert_eq!((&list["open"], &list["ended"]), (&1.into(), &0.into()));
    let alert = &list["alerts"][0];
    assert_eq!((&alert["value"], &alert["threshold"]), (&"1".into(), &"0".into()));
    assert_eq!(
        (&alert["place"], &alert["before"]),
        (&serde_json::Value::Null, &serde_json::Value::Null)
    );
    for (query, count) in [
        ("?agency=H55", 1),
        ("?agency=H55.243", 1),
        ("?agency=H55.242", 0),
        ("?agency=VN", 1),
        ("?state=ended", 0),
    ] {
        let list = live.site.get(&format!("/api/v1/alerts{query}")).await.json();
        assert_eq!(list["alerts"].as_array().unwrap().len(), count, "{query}");
    }
}

#[tokio::test]
async fn only_our_own_pages_and_programs_may_answer() {
    let live = alerted().await;
    for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "http://elsewhere.example")]
    {
        for (uri, body) in [
            ("/canh-bao/1", "viec=tiep-nhan&by=H55"),
            ("/api/v1/alerts/1/ack", "by=H55"),
            ("/api/v1/alerts/1/close", "by=H55&reason=x"),
        ] {
            let request = axum::http::Request::post(uri)
                .header("content-type", FORM)
                .header("host", "127.0.0.1:8766")
                .header(name, value);
            let answer = live.site.answer(request.body(body.into()).unwrap()).await;
            assert_eq!(answer.status, 403, "{uri} {name}");
        }
    }
    assert_eq!(live.site.app().store.events_of_alert(1).unwrap().len(), 1);
}

#[tokio::test]
async fn what_cannot_be_done_is_said() {
    let live = alerted().await;
    let long = format!("viec=dong&by=H55&reason={}", "x".repeat(501));
    let just = format!("viec=tiep-nhan&by=H55&note={}", "x".repeat(500));
    for (uri, kind, body, status, said) in [
        ("/canh-bao/9", FORM, "viec=dong&by=H55&reason=x", 404, "số 9"),
        ("/canh-bao/một", FORM, "viec=dong&by=H55&reason=x", 404, "một"),
        ("/canh-bao/1", FORM, "viec=xoa&by=H55", 400, "viec"),
        ("/canh-bao/1", FORM, "viec=dong&by=H55", 400, "reason"),
        ("/canh-bao/1", FORM, "viec=dong&by=H55.243&reason=x", 400, "H55.243"),
        ("/canh-bao/1", FORM, "viec=dong&by=H44&reason=x", 400, "H44"),
        ("/canh-bao/1", FORM, "viec=dong&reason=x", 400, "by"),
        ("/canh-bao/1", FORM, "viec=dong&by=H55&by=VN&reason=x", 400, "hai lần"),
        ("/canh-bao/1", FORM, "viec=dong&by=H55&reason=x&ten=A", 400, "ten"),
        ("/canh-bao/1", FORM, &long, 400, "500 ký tự"),
        ("/canh-bao/1", "text/plain", "viec=dong", 400, "text/plain"),
        ("/api/v1/alerts/1/ack", JSON, "[1]", 400, "body"),
        ("/api/v1/alerts/1/ack", JSON, r#"{"by": ["H55"]}"#, 400, "body"),
        ("/api/v1/alerts/1/close", JSON, r#"{"by": "H55", "note": "x"}"#, 400, "note"),
        ("/api/v1/alerts/1/close", JSON, r#"{"by": "H55"}"#, 400, "reason"),
        ("/api/v1/alerts/x/close", JSON, r#"{"by": "H55", "reason": "x"}"#, 404, "số x"),
    ] {
        let answer = post(&live, uri, kind, body).await;
        assert_eq!(answer.status, status, "{uri} {body}: {}", answer.text);
        assert!(answer.text.contains(said), "{said}: {}", answer.text);
    }
    assert_eq!(live.site.app().store.events_of_alert(1).unwrap().len(), 1);
    assert_eq!(post(&live, "/canh-bao/1", FORM, &just).await.status, 303);
    let huge = format!("viec=dong&by=H55&reason={}", "x".repeat(40_000));
    assert_eq!(post(&live, "/canh-bao/1", FORM, &huge).await.status, 413);
    for (uri, status) in [
        ("/canh-bao?alert=9", 404),
        ("/canh-bao?state=x", 400),
        ("/canh-bao?agency=H99", 404),
        ("/canh-bao?offset=-1", 400),
        ("/canh-bao?dang=pdf", 400),
        ("/api/v1/alerts?state=x", 400),
        ("/canh-bao/1", 405),
    ] {
        assert_eq!(live.site.get(uri).await.status, status, "{uri}");
    }
}

#[tokio::test]
async fn who_is_not_signed_in_sees_no_alerts() {
    let live = LiveSite::outside();
    for (uri, status) in [("/canh-bao", 303), ("/canh-bao/feed.xml", 303), ("/api/v1/alerts", 401)]
    {
        assert_eq!(live.site.get(uri).await.status, status, "{uri}");
    }
    let answer = post(&live, "/api/v1/alerts/1/ack", JSON, r#"{"by": "H55"}"#).await;
    assert_eq!(answer.status, 401);
}

#[tokio::test]
async fn the_feed_is_atom_and_says_nothing_that_agencies_wrote() {
    let live = alerted().await;
    post(&live, "/api/v1/alerts/1/ack", JSON, r#"{ "by": "H55", "note": "bí mật <&" }"#).await;
    live.at(NOW + 60);
    live.push(&[dossier("H55.243-260804-0031", "9", "20260820085900")]).await;
    live.evaluate();
    let feed = live.site.get("/canh-bao/feed.xml").await;
    assert_eq!(feed.header("content-type"), "application/atom+xml; charset=utf-8");
    assert!(!feed.text.contains("bí mật"));
    insta::assert_snapshot!(feed.text);
}

#[tokio::test]
async fn the_list_can_be_downloaded() {
    let live = alerted().await;
    let csv = live.site.get("/canh-bao?dang=csv").await;
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    let lines: Vec<&str> = csv.text.lines().collect();
    assert_eq!(lines.len(), 2, "{}", csv.text);
    assert!(lines[1].starts_with("1,Có hồ sơ quá hạn,"), "{}", lines[1]);
}

#[tokio::test]
async fn the_page_is_sound_and_its_links_answer() {
    let live = alerted().await;
    for uri in ["/canh-bao", "/canh-bao?alert=1&lang=en", "/canh-bao?state=ended"] {
        let page = live.site.get(uri).await;
        assert_eq!(page.all("h1").len(), 1);
        assert_eq!(page.all("table").len(), page.all("table > caption").len(), "{uri}");
        assert!(page.all("th:not([scope])").is_empty(), "{uri}");
        assert_eq!(
            page.all("select, textarea").len(),
            page.all("label select, label textarea").len()
        );
        for link in page.links().into_iter().filter(|link| link.starts_with('/')) {
            let address = link.split('#').next().unwrap();
            // A workbook is no text.
            if !address.contains("dang=xlsx") {
                assert_eq!(live.site.get(address).await.status, 200, "{uri}: {link}");
            }
        }
    }
}

#[tokio::test]
async fn text_of_the_page() {
    let live = alerted().await;
    let page = live.site.get("/canh-bao?alert=1").await.outline();
    // The navigation is every page's.
    let (_, content) = page.split_once("h1: ").unwrap();
    insta::assert_snapshot!(content);
}
