use axum::body::Body;
use axum::http::Request;
use chiso_scoring::lang::Lang;
use chiso_scoring::round::half_up;
use rstest::rstest;
use serde_json::{Value, json};

mod drafts;

use super::act::CALL_BYTES;
use crate::fixture::Answer;
use crate::fixture::live::{LiveSite, NOW, dossier};

/// Thái Nguyên in July: both communes on time. In August Phú Bình ends one of three late, Tân Thành leaves one of two overdue.
async fn fallen() -> LiveSite {
    let live = LiveSite::filled().await;
    let july = |number: &str| {
        let mut dossier = dossier(number, "9", "20260706150000");
        dossier["NgayTiepNhan"] = json!("20260701080130");
        dossier["NgayNopHoSo"] = json!("20260701074512");
        dossier["NgayHenTra"] = json!("20260710170000");
        dossier
    };
    let numbers = ["H55.242-260701-0001", "H55.242-260701-0002", "H55.243-260701-0003"];
    let answer = live.push(&numbers.map(july)).await;
    assert_eq!(answer.json()["error_code"], "0", "{}", answer.text);
    live
}

/// What is handed in to bring the province's 2.1 of August back to full points.
fn order() -> Value {
    json!({
        "number": "125/UBND-KSTT",
        "title": "Chấn chỉnh việc giải quyết hồ sơ quá hạn",
        "issuer": "H55", "owner": "H55.242", "agency": "H55", "code": "2.1",
        "period": "2026-08", "rulebook": null, "basis": null,
        "target": { "unit": "points", "value": "20.00" }, "deadline": "2026-09-03",
        "units": ["H55.242", "H55.243"],
        "dossiers": ["H55.242-260803-0118", "H55.243-260804-0031"],
        "note": "Báo cáo hằng tuần.",
    })
}

async fn post(live: &LiveSite, uri: &str, body: &Value, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::post(uri).header("content-type", "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    live.site.answer(request.body(Body::from(body.to_string())).unwrap()).await
}

async fn issue(live: &LiveSite, body: &Value) -> Answer {
    post(live, "/api/v1/directives", body, &[]).await
}

#[tokio::test]
async fn a_directive_is_issued_followed_and_closed() {
    let live = fallen().await;
    let issued = issue(&live, &order()).await;
    assert_eq!(issued.status, 201, "{}", issued.text);
    let one = &issued.json()["directive"];
    assert_eq!(one["before"]["points"], "10.00");
    assert_eq!(
        (&one["before"]["numerator"], &one["before"]["denominator"]),
        (&json!("2"), &json!("4"))
    );
    assert_eq!(one["stands"]["state"], "on_track");
    assert_eq!(one["rulebook"], "766-2024");
    assert_eq!(one["dossiers"][0]["open_then"], false);
    assert_eq!(one["dossiers"][1]["open_then"], true);
    assert_eq!(one["settled"], 0);
    assert_eq!(one["missing"], "10.00");
    // The open dossier is finished: late, but nothing more can be asked of it.
    live.push(&[dossier("H55.243-260804-0031", "9", "20260820083000")]).await;
    let path = "/api/v1/directives/125%2FUBND-KSTT";
    let now = live.site.get(path).await.json();
    assert_eq!(now["settled"], 1, "{now}");
    assert_eq!(now["before"], one["before"]);
    let early = post(&live, &format!("{path}/close"), &json!({ "reason": "met" }), &[]).await;
    assert_eq!(early.status, 400);
    assert!(early.text.contains("chưa đạt mục tiêu"), "{}", early.text);
    let closed =
        post(&live, &format!("{path}/close"), &json!({ "reason": "withdrawn" }), &[]).await;
    assert_eq!(closed.status, 200, "{}", closed.text);
    let end = &closed.json()["directive"]["closed"];
    assert_eq!((&end["reason"], &end["settled"]), (&json!("withdrawn"), &json!(1)));
    assert_eq!(end["after"]["points"], "10.00");
    assert_eq!(end["change"], "0.00");
    // Later changes leave what was quoted as it was.
    live.push(&[dossier("H55.242-260805-0777", "9", "20260807090000")]).await;
    let after = live.site.get(path).await.json();
    assert_eq!(after["closed"], *end);
    assert_ne!(after["now"]["points"], end["after"]["points"]);
    assert_eq!(after["stands"]["state"], "closed");
    // As known before it was closed it is open.
    let revision = one["revision"].as_u64().unwrap();
    let then = live.site.get(&format!("{path}?known_at={revision}")).await.json();
    assert_eq!(then["closed"], Value::Null);
}

/// What is quoted before and after is what the page of the number scores at that moment.
#[tokio::test]
async fn quotes_are_what_score_says() {
    let live = fallen().await;
    issue(&live, &order()).await;
    let points = |page: &Answer| page.all(".score p.big")[0].clone();
    let uri = "/chi-so/2.1?agency=H55&period=2026-08&nguon=ho-so";
    assert!(points(&live.site.get(uri).await).starts_with("10,00"));
    live.push(&[dossier("H55.242-260805-0777", "9", "20260807090000")]).await;
    let shown = points(&live.site.get(uri).await);
    let told = live.site.get("/api/v1/directives/125%2FUBND-KSTT").await.json();
    let now = told["now"]["points"].as_str().unwrap();
    assert!(shown.starts_with(&Lang::Vi.decimal(now.parse().unwrap())), "{shown}: {now}");
    let exact = chiso_scoring::round::Exact::new(20 * 3, 5);
    assert_eq!(now, half_up(exact, 2).to_string());
}

#[tokio::test]
async fn a_repeated_call_changes_nothing() {
    let live = fallen().await;
    let key = [("idempotency-key", "7c1f-01")];
    let call = |body: Value| {
        let live = &live;
        async move { post(live, "/api/v1/directives", &body, &key).await }
    };
    let first = call(order()).await;
    assert_eq!((first.status, &first.json()["repeated"]), (201, &json!(false)));
    let again = call(order()).await;
    assert_eq!((again.status, &again.json()["repeated"]), (200, &json!(true)), "{}", again.text);
    assert_eq!(again.json()["directive"], first.json()["directive"]);
    // The same key for something else; the same number for something else.
    let mut other = order();
    other["number"] = json!("126/UBND-KSTT");
    assert_eq!(call(other).await.status, 409);
    let mut other = order();
    other["deadline"] = json!("2026-09-04");
    let refused = issue(&live, &other).await;
    assert_eq!(refused.status, 409);
    assert_eq!(refused.header("content-type"), "application/problem+json");
    // Even once the target is met, a repeat is answered as it was.
    let mut low = order();
    low["number"] = json!("127/UBND-KSTT");
    low["target"]["value"] = json!("11.00");
    assert_eq!(issue(&live, &low).await.status, 201);
    live.push(&[dossier("H55.242-260805-0777", "9", "20260807090000")]).await;
    let again = issue(&live, &low).await;
    assert_eq!((again.status, &again.json()["repeated"]), (200, &json!(true)), "{}", again.text);
    assert_eq!(again.json()["directive"]["stands"]["state"], "met");
    let list = live.site.get("/api/v1/directives").await.json();
    assert_eq!(list["directives"].as_array().map(Vec::len), Some(2));
    let close = "/api/v1/directives/127%2FUBND-KSTT/close";
    let met = json!({ "reason": "met" });
    assert_eq!(post(&live, close, &met, &[]).await.json()["repeated"], false);
    assert_eq!(post(&live, close, &met, &[]).await.json()["repeated"], true);
    assert_eq!(post(&live, close, &json!({ "reason": "replaced" }), &[]).await.status, 409);
}

#[rstest]
#[case("number", json!(null), "số, ký hiệu")]
#[case("number", json!("1".repeat(61)), "quá dài")]
#[case("title", json!("gọi 0912 345 678"), "số điện thoại")]
#[case("owner", json!("H99"), "đơn vị mang mã này")]
#[case("agency", json!("H99"), "đơn vị mang mã này")]
#[case("units", json!(["H99"]), "đơn vị mang mã này")]
#[case("dossiers", json!(["H55.242-260803-9999"]), "chưa nhận được")]
#[case("code", json!("9.9"), "chỉ tiêu")]
#[case("period", json!("08/2026"), "Kỳ phải viết")]
#[case("period", json!("2007-01"), "bộ quy tắc")]
#[case("rulebook", json!("767"), "bộ quy tắc")]
#[case("basis", json!("lời kể"), "dossiers")]
#[case("target", json!({ "unit": "points", "value": "20.01" }), "Mục tiêu phải")]
#[case("target", json!({ "unit": "stars", "value": "5" }), "Mục tiêu phải")]
#[case("target", json!({ "unit": "points", "value": "10.00" }), "đã đạt")]
#[case("deadline", json!("2026-08-19"), "đã qua")]
#[case("deadline", json!("mai"), "Ngày phải viết")]
#[case("note", json!("a@b.example"), "địa chỉ mạng")]
#[case("nguoi_ky", json!("Nguyễn Văn A"), "")]
#[tokio::test]
async fn what_makes_no_sense_is_refused(
    #[case] field: &str,
    #[case] value: Value,
    #[case] said: &str,
) {
    let live = fallen().await;
    let mut body = order();
    body[field] = value;
    let answer = issue(&live, &body).await;
    assert_eq!(answer.status, 400, "{}", answer.text);
    assert!(answer.text.contains(said), "{}", answer.text);
    assert!(!answer.text.contains("0912") && !answer.text.contains("Nguyễn"), "{}", answer.text);
    let list = live.site.get("/api/v1/directives").await.json();
    assert_eq!(list["directives"], json!([]));
}

#[tokio::test]
async fn nothing_is_issued_for_a_page_of_another_site() {
    let live = fallen().await;
    for headers in [
        [("sec-fetch-site", "cross-site"), ("x", "")],
        [("origin", "http://evil.example"), ("host", "127.0.0.1:8766")],
    ] {
        let answer = post(&live, "/api/v1/directives", &order(), &headers).await;
        assert_eq!(answer.status, 403, "{headers:?}");
        let request = Request::post("/chi-dao")
            .header("content-type", "application/x-www-form-urlencoded")
            .header(headers[0].0, headers[0].1)
            .header("host", "127.0.0.1:8766");
        let page = live.site.answer(request.body(Body::from("number=1")).unwrap()).await;
        assert_eq!(page.status, 403, "{headers:?}");
    }
    let plain = live.site.post("/api/v1/directives", "text/plain", order().to_string()).await;
    assert_eq!(plain.status, 400);
}

#[tokio::test]
async fn a_body_ends_at_its_bound() {
    let live = fallen().await;
    let mut body = order().to_string();
    body.push_str(&" ".repeat(CALL_BYTES - body.len()));
    let send = |body: String| live.site.post("/api/v1/directives", "application/json", body);
    let answer = send(body.clone()).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    body.push(' ');
    assert_eq!(send(body).await.status, 413);
}

#[tokio::test]
async fn the_longest_overdue_comes_first_and_is_marked_with_words() {
    let live = fallen().await;
    let numbered = |number: &str, deadline: &str, code: &str| {
        let mut order = order();
        order["number"] = json!(number);
        order["deadline"] = json!(deadline);
        order["code"] = json!(code);
        if code == "1.4" {
            order["target"]["value"] = json!("5.00");
        }
        order
    };
    for (number, deadline) in
        [("1/UBND", "2026-09-10"), ("2/UBND", "2026-08-21"), ("3/UBND", "2026-08-28")]
    {
        assert_eq!(issue(&live, &numbered(number, deadline, "2.1")).await.status, 201);
    }
    // Friday 4/9/2026; Saturday 22/8 was worked for Monday 31/8, 1 and 2 September are off.
    live.at(NOW + 15 * 86_400);
    let page = live.site.get("/chi-dao").await;
    let rows = page.all("#chi-dao tbody tr");
    let numbers: Vec<&str> = rows.iter().filter_map(|row| row.split(' ').next()).collect();
    assert_eq!(numbers, ["2/UBND", "3/UBND", "1/UBND"]);
    assert!(rows[0].contains("chuyển cấp mức 2 đến Thái Nguyên"), "{rows:?}");
    assert!(rows[1].contains("chuyển cấp mức 1 đến Thái Nguyên"), "{rows:?}");
    assert!(rows[2].contains("đang thực hiện, còn 4 ngày làm việc"), "{rows:?}");
    let one = live.site.get("/api/v1/directives/2%2FUBND").await.json();
    assert_eq!(one["stands"]["addressee"]["code"], "H55");
    let escalated = live.site.get("/api/v1/directives?state=escalated").await.json();
    assert_eq!(escalated["directives"].as_array().map(Vec::len), Some(2));
    assert_eq!(live.site.get("/chi-dao?dang=csv").await.status, 200);
}

#[tokio::test]
async fn what_there_is_not_is_said() {
    let live = fallen().await;
    for uri in ["/chi-dao/9%2FUBND", "/api/v1/directives/9%2FUBND"] {
        assert_eq!(live.site.get(uri).await.status, 404, "{uri}");
    }
    let met = json!({ "reason": "met" });
    let close = post(&live, "/api/v1/directives/9%2FUBND/close", &met, &[]).await;
    assert_eq!(close.status, 404);
    issue(&live, &order()).await;
    let uri = "/api/v1/directives/125%2FUBND-KSTT/close";
    assert_eq!(post(&live, uri, &json!({ "reason": "chán" }), &[]).await.status, 400);
    assert_eq!(live.site.get("/api/v1/directives?known_at=99999").await.status, 400);
    let public = LiveSite::outside();
    for (uri, status) in [
        ("/chi-dao", 303),
        ("/api/v1/directives", 401),
        ("/chat-luong", 303),
        ("/api/v1/quality", 401),
    ] {
        assert_eq!(public.site.get(uri).await.status, status, "{uri}");
    }
    assert_eq!(issue(&public, &order()).await.status, 401);
}

#[tokio::test]
async fn pages_are_sound_in_both_languages() {
    let live = fallen().await;
    issue(&live, &order()).await;
    for uri in [
        "/chi-dao?",
        "/chi-dao/125%2FUBND-KSTT?",
        "/chi-dao/nhap?agency=H55&code=2.1&from=2026-07&to=2026-08&",
        "/chat-luong?agency=H55&period=2026-08&",
    ] {
        for lang in ["vi", "en"] {
            let page = live.site.get(&format!("{uri}lang={lang}")).await;
            assert_eq!(page.status, 200, "{uri}");
            assert_eq!(page.all("h1").len(), 1);
            assert_eq!(page.all("table").len(), page.all("table > caption").len(), "{uri}");
            assert!(page.all("th:not([scope])").is_empty(), "{uri}");
            let ids = page.attributes("[id]", "id");
            let once: std::collections::BTreeSet<_> = ids.iter().collect();
            assert_eq!(ids.len(), once.len(), "{uri}: {ids:?}");
            let text = page.page_text();
            for key in ["directive-", "draft-", "quality-", "source-", "mark-", "nav-"] {
                assert!(!text.contains(key), "{uri}: {key}: {text}");
            }
        }
    }
}
