//! From a fall to a draft, from a draft to a directive.

use axum::body::Body;
use axum::http::Request;
use rstest::rstest;
use serde_json::json;

use super::{fallen, issue};

#[tokio::test]
async fn a_fall_becomes_a_draft_in_one_step_and_the_draft_a_directive() {
    let live = fallen().await;
    let query = "agency=H55&code=2.1&from=2026-07&to=2026-08";
    let draft = live.site.get(&format!("/api/v1/directives/draft?{query}")).await;
    assert_eq!(draft.status, 200, "{}", draft.text);
    let draft = draft.json();
    assert_eq!(
        (&draft["before"]["points"], &draft["after"]["points"]),
        (&json!("20.00"), &json!("10.00"))
    );
    assert_eq!(draft["change"], "-10.00");
    assert_eq!(draft["losses"].as_array().map(Vec::len), Some(2));
    assert_eq!(draft["losses"][0]["exact"], "-5");
    assert_eq!(draft["order"]["units"].as_array().map(Vec::len), Some(2));
    assert_eq!(draft["order"]["target"], json!({ "unit": "points", "value": "20.00" }));
    assert_eq!(draft["order"]["issuer"], "H55");
    // Unfinished ones first.
    assert_eq!(draft["order"]["dossiers"], json!(["H55.243-260804-0031", "H55.242-260803-0118"]));
    let words = draft["text"].as_str().unwrap();
    for part in [
        "Qua theo dõi dữ liệu, chỉ tiêu 2.1",
        "giảm 10,00 điểm",
        "tháng 7/2026 (20,00 điểm)",
        "UBND xã Tân Thành (H55.243): -5,0000 điểm",
        "rà soát 2 hồ sơ chưa đạt",
        "(không chính thức)",
    ] {
        assert!(words.contains(part), "{part}: {words}");
    }
    let mut order = draft["order"].clone();
    order["number"] = json!("130/UBND-KSTT");
    let issued = issue(&live, &order).await;
    assert_eq!(issued.status, 201, "{}", issued.text);
    assert_eq!(issued.json()["directive"]["before"], draft["after"]);
}

#[tokio::test]
async fn the_draft_is_issued_and_closed_by_the_forms_of_its_pages() {
    let live = fallen().await;
    let page = live.site.get("/chi-dao/nhap?agency=H55&code=TDGQ&from=2026-07&to=2026-08").await;
    assert_eq!(page.status, 200, "{}", page.page_text());
    assert!(page.one("#du-thao").contains("giảm nhiều nhất là chỉ tiêu 2.1"));
    let values = |name: &str| page.attributes(&format!("#ban-hanh [name={name}]"), "value");
    let mut form = Vec::new();
    for name in [
        "issuer",
        "owner",
        "agency",
        "code",
        "period",
        "rulebook",
        "basis",
        "target_unit",
        "units",
        "dossiers",
        "lang",
        "title",
        "target",
        "deadline",
    ] {
        let value = values(name).into_iter().next().unwrap_or_else(|| panic!("{name}"));
        form.push(format!("{name}={}", crate::link::encoded(&value)));
    }
    form.push("number=131%2FUBND-KSTT&note=".to_owned());
    let submit = |uri: &str, body: String| {
        let request = Request::post(uri)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin");
        live.site.answer(request.body(Body::from(body)).unwrap())
    };
    let issued = submit("/chi-dao", form.join("&")).await;
    assert_eq!(issued.status, 303, "{}", issued.text);
    let place = issued.header("location").to_owned();
    assert_eq!(place, "/chi-dao/131%2FUBND-KSTT?lang=vi");
    let one = live.site.get(&place).await;
    assert_eq!(one.status, 200);
    assert_eq!(one.all("#truoc-sau tbody tr").len(), 2);
    assert_eq!(one.all("#ho-so-neu-ten tbody tr").len(), 2);
    assert_eq!(one.attributes("#dong form", "method"), ["post"]);
    let closed = submit("/chi-dao/131%2FUBND-KSTT/dong", "reason=not_met&lang=vi".to_owned()).await;
    assert_eq!(closed.status, 303, "{}", closed.text);
    let one = live.site.get(&place).await;
    assert!(one.all("#dong").is_empty());
    assert!(one.all("#truoc-sau tbody th").contains(&"Khi kết thúc".to_owned()));
    let twice = submit("/chi-dao", form.join("&")).await;
    assert_eq!(twice.status, 303, "{}", twice.text);
}

#[rstest]
#[case("agency=H55&code=2.1&from=2026-08&to=2026-07", 409)]
#[case("agency=H55.17&code=2.1&from=2026-07&to=2026-08", 409)]
#[case("agency=H99&code=2.1&from=2026-07&to=2026-08", 404)]
#[case("agency=H55&code=9.9&from=2026-07&to=2026-08", 404)]
#[case("agency=H55&code=2.1&to=2026-08", 400)]
#[case("agency=H55&code=2.1&from=2026-07&to=08-2026", 400)]
#[case("agency=H55&code=2.1&from=2026-07@khi-nao&to=2026-08", 400)]
#[case("agency=H55&code=2.1&from=2026-07&to=2026-08@2027-01-01", 400)]
#[tokio::test]
async fn what_did_not_fall_gives_no_draft(#[case] query: &str, #[case] status: u16) {
    let live = fallen().await;
    for path in ["/chi-dao/nhap", "/api/v1/directives/draft"] {
        let answer = live.site.get(&format!("{path}?{query}")).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.text);
    }
}

/// A side may be the same period looked at from an earlier moment.
#[tokio::test]
async fn two_moments_of_one_period_make_a_fall_as_well() {
    let live = fallen().await;
    let query = "agency=H55&code=2.1&from=2026-08@2026-08-11T18:00&to=2026-08";
    let draft = live.site.get(&format!("/api/v1/directives/draft?{query}")).await;
    assert_eq!(draft.status, 200, "{}", draft.text);
    let draft = draft.json();
    assert_eq!(draft["before"]["as_of"], "2026-08-11T18:00:00");
    assert!(draft["text"].as_str().unwrap().contains("tháng 8/2026 (lúc 18:00 11/08/2026)"));
}

#[tokio::test]
async fn one_step_leads_from_the_number_that_fell_to_the_draft() {
    let live = fallen().await;
    let uri = "/chi-so/2.1?agency=H55&period=2026-08&nguon=ho-so&so-voi=2026-07";
    let page = live.site.get(uri).await;
    let link = page.links().into_iter().find(|link| link.starts_with("/chi-dao/nhap"));
    let link = link.unwrap_or_else(|| panic!("{}", page.page_text()));
    let draft = live.site.get(&link).await;
    assert_eq!(draft.status, 200, "{link}");
    assert!(draft.one("#du-thao").contains("giảm 10,00 điểm"), "{}", draft.page_text());
    // What rose, and what others may not see, leads nowhere.
    let rose = "/chi-so/2.1?agency=H55&period=2026-07&nguon=ho-so&so-voi=2026-08";
    assert!(!live.site.get(rose).await.text.contains("/chi-dao/nhap"));
}
