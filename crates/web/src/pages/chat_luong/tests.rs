use chiso_store::writer::Submission;
use rstest::rstest;
use serde_json::json;

use crate::fixture::live::{LiveSite, NOW, dossier, four};

const HOUR: i64 = 3_600;

/// The province's system sends four dossiers at nine, one of them wrong; a commune's own brings one of its own.
async fn sent() -> LiveSite {
    let live = LiveSite::filled().await;
    let mut wrong = dossier("H55.243-260806-0041", "4", "");
    wrong["NgayHenTra"] = json!("31/02/2026");
    live.push(&[wrong]).await;
    let item = &four()[0];
    let body = json!({ "madonvi": "H55.17", "service": "DongBoHoSoMC", "isUpdating": "True",
        "data": [dossier("H55.17-260803-0009", "9", "20260811150000"), item] });
    live.site.post("/dongbo", "application/json", body.to_string()).await;
    live
}

#[tokio::test]
async fn every_source_says_how_long_it_has_been_silent() {
    let live = sent().await;
    let page = live.site.get("/chat-luong?agency=H55&period=2026-08").await;
    let rows = page.all("#nguon-gui tbody tr");
    assert_eq!(rows.len(), 2, "{rows:?}");
    let first = "Thái Nguyên gửi đều 10:00 14/08/2026 09:00 20/08/2026 0,00 — 5 — 5 — 1 2";
    assert_eq!(rows[0], first);
    assert!(rows[1].starts_with("Sở Xây dựng gửi đều"), "{rows:?}");
    // Thursday nine to Monday five, with Saturday 22/8 worked for Monday 31/8: 6.5 + 8 + 8 + 8 hours.
    live.at(NOW + 4 * 86_400 + 8 * HOUR);
    let page = live.site.get("/chat-luong?agency=H55&period=2026-08").await;
    assert!(page.all("#nguon-gui tbody tr")[0].contains("gửi chậm"), "{:?}", page.all("tbody"));
    assert!(page.all("#nguon-gui tbody tr")[0].contains(" 30,50 "));
}

#[tokio::test]
async fn refusals_are_counted_by_reason_and_field() {
    let page = sent().await.site.get("/chat-luong?agency=H55&period=2026-08").await;
    let refused = page.all("#nguon-1 table:last-of-type tbody tr").join("\n");
    assert!(refused.contains(" NgayHenTra 1 09:00 20/08/2026"), "{refused}");
    assert!(page.all("#nguon-2").join("").contains("Không có mục nào bị giữ lại"));
}

#[tokio::test]
async fn units_bear_their_marks_with_rates() {
    let page = sent().await.site.get("/chat-luong?agency=H55&period=2026-08").await;
    let rows = page.all("#dau-hieu tbody tr");
    let one =
        rows.iter().find(|row| row.starts_with("UBND xã Phú Bình") && row.contains("danh mục"));
    let one = one.unwrap_or_else(|| panic!("{rows:?}"));
    assert!(one.contains("gửi đều, số liệu đến 10:00 14/08/2026"), "{one}");
    assert!(one.ends_with(" 3 3 100,00"), "{one}");
}

#[tokio::test]
async fn the_answer_for_programs_says_the_same() {
    let live = sent().await;
    let answer = live.site.get("/api/v1/quality?agency=H55.242&period=2026-08").await.json();
    assert_eq!(answer["sources"].as_array().map(Vec::len), Some(2));
    assert_eq!(answer["sources"][0]["refused"][0]["field"], "NgayHenTra");
    assert_eq!(answer["sources"][0]["agencies"], json!(["H55.242", "H55.243"]));
    assert_eq!(answer["units"][0]["fresh"]["stale"], false);
    assert_eq!(answer["rulebook"], "766-2024");
    assert_eq!(answer["sources"][0]["usual_hours"], json!(null));
    let one = live.site.get("/api/v1/quality?agency=H55&source=H55.17&period=2026-08").await;
    assert_eq!(one.json()["sources"].as_array().map(Vec::len), Some(1));
}

#[rstest]
#[case("agency=H99", 404)]
#[case("agency=H55&source=H44", 400)]
#[case("agency=H55&period=1999-01", 400)]
#[tokio::test]
async fn what_there_is_not_is_said(#[case] query: &str, #[case] status: u16) {
    let live = sent().await;
    for path in ["/chat-luong", "/api/v1/quality"] {
        assert_eq!(live.site.get(&format!("{path}?{query}")).await.status, status, "{path}");
    }
}

#[tokio::test]
async fn the_list_of_sources_is_a_file_as_well() {
    let live = sent().await;
    let file = live.site.get("/chat-luong?agency=H55&period=2026-08&dang=csv").await;
    assert!(file.header("content-type").starts_with("text/csv"));
    assert!(file.text.contains("Sở Xây dựng,gửi đều"), "{}", file.text);
}

#[tokio::test]
async fn a_silent_source_makes_pages_say_so_and_a_sign_of_life_ends_it() {
    let live = sent().await;
    let pages = [
        "/don-vi/H55.242?period=2026-08&nguon=ho-so",
        "/xep-hang?parent=H55&period=2026-08&nguon=ho-so",
        "/chi-so/2.1?agency=H55.242&period=2026-08&nguon=ho-so",
    ];
    for page in pages {
        assert!(!live.site.get(page).await.text.contains("số liệu cũ"), "{page}");
    }
    live.at(NOW + 14 * 86_400);
    for page in pages {
        let text = live.site.get(page).await.page_text();
        assert!(text.contains("số liệu đến 10:00 14/08/2026"), "{page}: {text}");
    }
    // Nothing new, but heard of.
    let submission = Submission {
        sender: "H55".to_owned(),
        format: "call".to_owned(),
        at: NOW + 14 * 86_400,
        items: Vec::new(),
        refused: vec![chiso_store::writer::Quarantined {
            code: "bad_call".to_owned(),
            ..Default::default()
        }],
        import: None,
    };
    let writer = &live.site.app().present.as_ref().unwrap().opened.writer;
    writer.submit(submission).unwrap().wait().unwrap();
    // Looked at again a moment later.
    live.at(NOW + 14 * 86_400 + 10);
    let text = live.site.get(pages[0]).await.page_text();
    assert!(!text.contains("số liệu cũ"), "{text}");
}

#[tokio::test]
async fn a_source_can_be_asked_for_in_the_present_only() {
    let live = sent().await;
    let uri = "/chat-luong?agency=H55&period=2026-08&as_of=2026-08-19";
    let page = live.site.get(uri).await;
    assert!(page.page_text().contains("chỉ có ở thời điểm hiện tại"), "{}", page.text);
    assert!(page.all("#nguon-gui").is_empty());
}
