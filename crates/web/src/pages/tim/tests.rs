//! What is found by what people type.

use rstest::rstest;

use crate::fixture::live::LiveSite;
use crate::fixture::{Site, hostile};

async fn found(site: &Site, q: &str, kind: &str) -> Vec<String> {
    let page = site.get(&format!("/tim?period=2026-08&q={}", crate::link::encoded(q))).await;
    assert_eq!(page.status, 200, "{q}");
    page.all(&format!("section[aria-labelledby={kind}] li > :first-child"))
}

#[rstest]
#[case::with_accents("Việt Trì")]
#[case::without("viet tri")]
#[case::in_capitals("VIET TRI")]
#[case::decomposed("Vie\u{323}\u{302}t Tri\u{300}")]
#[case::kind_and_name("phuong viet tri")]
#[case::by_code("H44.100")]
#[tokio::test]
async fn an_agency_is_found_however_it_is_typed(#[case] typed: &str) {
    let names = found(&Site::new(), typed, "agencies").await;
    assert_eq!(names.first().map(String::as_str), Some("Phường Việt Trì"), "{names:?}");
}

#[tokio::test]
async fn an_agency_that_ended_says_so_and_leads_into_its_time() {
    let page = Site::new().get("/tim?period=2026-08&q=bac+kan").await;
    let hits = page.all("section[aria-labelledby=agencies] li");
    let ended = hits.iter().find(|hit| hit.contains("H03")).unwrap();
    assert!(ended.contains("hoạt động đến hết ngày 30/06/2025"), "{hits:?}");
    let links = page.attributes("section[aria-labelledby=agencies] a", "href");
    assert!(links.iter().any(|link| link.starts_with("/don-vi/H03?period=2023-08")), "{links:?}");
}

#[tokio::test]
async fn procedures_indicators_groups_pages_and_words_are_found() {
    let live = LiveSite::filled().await;
    let csv = "procedure,name,field\n2.000815,Chứng thực bản sao từ bản chính,Chứng thực\n";
    live.site.post("/api/v1/intake/procedures", "text/csv", csv).await;
    for (typed, kind, name) in [
        ("chung thuc", "procedures", "Chứng thực bản sao từ bản chính"),
        ("2.000815", "procedures", "Chứng thực bản sao từ bản chính"),
        ("1.004222", "procedures", "Thủ tục 1.004222"),
        ("dung han", "words", "Đúng hạn"),
        ("xep hang", "pages", "Xếp hạng"),
    ] {
        let names = found(&live.site, typed, kind).await;
        assert_eq!(names.first().map(String::as_str), Some(name), "{typed}: {names:?}");
    }
    let page = live.site.get("/tim?period=2026-08&q=CKMB").await;
    assert!(page.page_text().contains("CKMB"));
    let links = page.attributes("section[aria-labelledby=indicators] a", "href");
    assert!(links[0].starts_with("/chi-so/CKMB?period=2026-08"), "{links:?}");
}

#[tokio::test]
async fn strangers_find_no_internal_page() {
    let live = LiveSite::filled().await;
    assert!(!found(&live.site, "đối soát", "pages").await.is_empty());
    assert!(found(&live.public(), "đối soát", "pages").await.is_empty());
}

#[tokio::test]
async fn links_keep_what_the_page_stands_on() {
    let page = Site::new().get("/tim?period=2026-08&rulebook=766-2022&lang=en&q=viet+tri").await;
    let links = page.attributes("section[aria-labelledby=agencies] a", "href");
    for kept in ["period=2026-08", "rulebook=766-2022", "lang=en"] {
        assert!(links[0].contains(kept), "{links:?}");
    }
}

#[tokio::test]
async fn nothing_found_and_nothing_asked_are_told_and_long_or_hostile_questions_are_harmless() {
    let site = Site::new();
    assert!(site.get("/tim?q=qqqq").await.page_text().contains("Không tìm thấy"));
    let bare = site.get("/tim").await;
    assert!(bare.all("section[aria-labelledby=words] li").len() > 10);
    for q in [hostile(), "a ".repeat(400), "<script>".into(), "%".into(), "\u{202e}".into()] {
        let answer = site.get(&format!("/tim?q={}", crate::link::encoded(&q))).await;
        assert!(matches!(answer.status, 200 | 414), "{}", answer.status);
        assert!(!answer.text.contains("<script>a"), "{q}");
    }
}
