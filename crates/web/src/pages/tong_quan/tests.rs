use crate::fixture::Site;
use crate::fixture::live::LiveSite;

#[tokio::test]
async fn the_fullest_province_of_the_last_capture_is_shown_first() {
    let page = Site::new().get("/").await;
    assert_eq!(page.one("h1"), "Phú Thọ");
    assert_eq!(page.one(".over"), "Tỉnh, thành phố · H44 · tháng 8/2026");
    assert_eq!(page.all(".crumbs li"), ["Cả nước", "H44"]);
    let rows = page.all("#nhom tbody tr");
    assert_eq!(rows.len(), 6);
    // Points, maximum, mean of so many, and nothing published of it.
    assert!(rows[1].starts_with("TDGQ Tiến độ giải quyết 18,61 20 17,86 2"), "{rows:?}");
    // 17.01 + 18.61 + 10.02 + 6.03 + 15.04 + 19.05, against the published 18.62.
    assert!(page.all(".score")[0].contains("tính lại 85,76 / công bố 85,77"));
    assert!(page.all(".score")[2].contains("1 /2"));
    assert!(page.all(".score")[3].contains("Số đã công bố"));
}

#[tokio::test]
async fn the_sentences_of_the_charts_are_computed() {
    let page = Site::new().get("/").await;
    let said = page.all(".summary");
    assert_eq!(
        said[0],
        "So với điểm tối đa, cao nhất là CKMB 17,01/18, thấp nhất là TTTT 6,03/10; 6/6 nhóm trên mức trung bình."
    );
    assert!(said[1].starts_with("Trên mức trung bình ở 5/5 trục; hơn nhiều nhất ở "), "{said:?}");
}

#[tokio::test]
async fn a_published_rank_and_total_are_shown_beside_ours() {
    let page = Site::new().get("/?period=2023-08&lang=en").await;
    assert!(page.all(".score")[0].contains("recomputed 46.70 / published 46.76"));
    assert!(page.all(".score")[2].contains("48 /63 as published"));
    assert_eq!(page.all(".score .both").len(), 1);
}

#[tokio::test]
async fn differences_are_counted_and_listed() {
    let page = Site::new().get("/?agency=H44").await;
    let text = page.page_text();
    assert!(text.contains("2 số công bố không khớp"), "{text}");
    assert!(text.contains("18,30 18,20 +0,10 910 / 1.000"), "{text}");
    let other = Site::new().get("/?agency=H01").await;
    assert!(other.page_text().contains("Không tìm thấy chỗ nào"));
}

#[tokio::test]
async fn an_agency_without_figures_has_no_zero() {
    let page = Site::new().get("/?agency=H44.102").await;
    assert!(page.all(".score")[0].contains("— /100 chưa có số liệu"));
    assert!(page.attributes("#nhom td[data-v]", "data-v").iter().all(|value| value != "0"));
    assert_eq!(page.all("#hinh-nhom .summary"), ["Chưa nhóm nào có điểm."]);
}

#[tokio::test]
async fn the_nation_is_the_mean_of_its_provinces_and_leads_down_to_them() {
    let page = Site::new().get("/?agency=VN").await;
    let total = &page.all(".score")[0];
    // Phú Thọ 85.76 and An Giang 79.76, axis by axis.
    assert!(total.contains("82,76 d /100"), "{total}");
    assert!(total.contains("trung bình 2 tỉnh, thành phố có tổng điểm"), "{total}");
    let links = page.links();
    assert!(links.iter().any(|link| link.starts_with("/don-vi/H44?")), "{links:?}");
    assert!(page.all("#dau-cuoi-province tbody tr").len() == 2);
}

#[tokio::test]
async fn a_running_month_is_provisional_and_leads_to_its_procedures() {
    let live = LiveSite::filled().await;
    let page = live.site.get("/?agency=H55&period=2026-08").await;
    assert!(page.all(".score")[3].contains("Tạm tính Kỳ chưa kết thúc"));
    assert!(
        page.links().iter().any(|link| link.starts_with("/tthc?") && link.contains("agency=H55"))
    );
}

#[tokio::test]
async fn every_table_is_a_file_with_exact_values() {
    let site = Site::new();
    let page = site.get("/").await;
    let ids = page.attributes("main table[id]", "id");
    assert_eq!(
        ids,
        ["nhom", "can-doi", "dau-cuoi-department", "dau-cuoi-commune", "chenh-lech", "ky"]
    );
    for id in ids {
        let file = site.get(&format!("/?bang={id}&dang=csv")).await;
        assert_eq!(file.status, 200, "{id}: {}", file.text);
    }
    let groups = site.get("/?bang=nhom&dang=csv").await.text;
    assert!(groups.contains("TDGQ Tiến độ giải quyết,18.61,20,17.86,2"), "{groups}");
}

#[tokio::test]
async fn text_of_the_page() {
    let site = Site::new();
    insta::assert_snapshot!("vi", site.get("/").await.outline());
    insta::assert_snapshot!("en", site.get("/?lang=en").await.outline());
}
