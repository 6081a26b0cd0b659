use crate::fixture::Site;
use crate::fixture::live::LiveSite;

#[tokio::test]
async fn every_indicator_has_counts_state_points_and_origin() {
    let page = Site::new().get("/don-vi/H44").await;
    assert_eq!(page.all(".card.group").len(), 6);
    let row = page.all("#TDGQ tbody tr");
    assert!(row[0].contains("1.712 / 1.840 93,04 % 18,61 a /20"), "{row:?}");
    let missing = page.all("#MDSH tbody tr");
    assert!(missing[0].contains("chưa có số liệu — — /6 chưa có số liệu"), "{missing:?}");
    assert_eq!(page.all(".crumbs li"), ["Cả nước", "H44"]);
}

#[tokio::test]
async fn two_captures_compare_and_a_day_means_its_last_capture() {
    let site = Site::new();
    let page = site.get("/don-vi/H44?so-voi=2026-09-02").await;
    let line = page.all("tr.line-indicator").into_iter().find(|row| row.starts_with("2.1"));
    assert!(line.unwrap().ends_with("▲ +0,29"));
    assert!(page.one(".compare caption").starts_with("chụp 02/09/2026"));
    assert!(page.all(".notice").is_empty());
    let suggested = site.get("/don-vi/H44").await;
    assert!(suggested.links().iter().any(|link| link.contains("so-voi=2026-09-02")));
}

#[tokio::test]
async fn a_merger_and_a_change_of_rules_are_said() {
    let page = Site::new().get("/don-vi/H55?so-voi=2023-08").await;
    let notices = page.all(".notice").join(" ");
    assert!(notices.contains("không liên tục"), "{notices}");
    assert!(notices.contains("766-2022 và 766-2024"), "{notices}");
    let formed = page.all(".facts dd").join(" ");
    assert!(formed.contains("Bắc Kạn (H03) (tháng 8/2023)"), "{formed}");
}

#[tokio::test]
async fn an_ended_unit_names_its_successor_and_plain_measures_are_listed() {
    let page = Site::new().get("/don-vi/H03?period=2023-08&lang=en").await;
    assert!(page.links().iter().any(|link| link.starts_with("/don-vi/H55?")));
    let text = page.page_text();
    assert!(text.contains("417") && text.contains("Carried on by"), "{text}");
}

#[tokio::test]
async fn the_watermark_names_capture_revision_and_rulebook() {
    let page = Site::new().get("/don-vi/H44").await;
    let mark = page.one(".mark");
    for part in ["26/09/2026", "Phiên bản 3", "766-2024", "(không chính thức)"] {
        assert!(mark.contains(part), "{mark}");
    }
    let fixed = page.links().into_iter().find(|link| link.contains("known_at=3")).unwrap();
    assert!(
        fixed.contains("as_of=2026-09-26T00:00:00&rulebook=766-2024&basis=computed"),
        "{fixed}"
    );
}

#[tokio::test]
async fn text_of_the_page() {
    insta::assert_snapshot!(Site::new().get("/don-vi/H44.100?so-voi=2026-07").await.outline());
}

#[tokio::test]
async fn the_scope_is_always_said_and_can_be_switched() {
    let live = LiveSite::filled().await;
    let page = live.site.get("/don-vi/H55?period=2026-08").await;
    assert!(page.one(".scope").contains("tất cả các đơn vị bên dưới"));
    assert!(
        page.one("#bang-TDGQ tbody tr:first-child").contains("2 / 4"),
        "{}",
        page.one("#bang-TDGQ")
    );
    let own = live.site.get("/don-vi/H55?period=2026-08&pham-vi=rieng").await;
    assert!(own.one(".scope").contains("chỉ hồ sơ do chính đơn vị tiếp nhận"));
    assert!(
        own.one("#bang-TDGQ tbody tr:first-child").contains("0 / 0"),
        "{}",
        own.one("#bang-TDGQ")
    );
    assert_eq!(own.attributes("#pham-vi a[aria-current]", "href").len(), 1);
    // A commune has nothing below: nothing to switch, and the same numbers.
    let leaf = live.site.get("/don-vi/H55.242?period=2026-08&pham-vi=rieng").await;
    assert!(leaf.all("#pham-vi").is_empty());
    assert!(
        leaf.one("#bang-TDGQ tbody tr:first-child").contains("2 / 3"),
        "{}",
        leaf.one("#bang-TDGQ")
    );
    assert_eq!(live.site.get("/don-vi/H55?pham-vi=x").await.status, 400);
}

#[tokio::test]
async fn every_table_is_a_file() {
    let site = Site::new();
    let page = site.get("/don-vi/H44?so-voi=2026-07").await;
    let ids = page.attributes("main .card > .scroll > table[id]:not(.ranking)", "id");
    assert!(ids.len() >= 7, "{ids:?}");
    for id in ids {
        let file = site.get(&format!("/don-vi/H44?so-voi=2026-07&bang={id}&dang=csv")).await;
        assert_eq!(file.status, 200, "{id}: {}", file.text);
    }
    let group = site.get("/don-vi/H44?bang=bang-TDGQ&dang=csv").await.text;
    assert!(group.contains("1712,1840,93.04,18.61,20"), "{group}");
}
