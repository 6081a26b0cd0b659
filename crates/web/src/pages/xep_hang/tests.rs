//! The page over a small site.

use crate::fixture::Site;

#[tokio::test]
async fn one_table_for_each_kind_and_the_unknown_last_without_a_rank() {
    let page = Site::new().get("/xep-hang?parent=H44").await;
    assert_eq!(page.all("table").len(), 2);
    let ranks = page.all("#department tbody .rank");
    assert_eq!(ranks, ["1", "2"]);
    let names = page.all("#commune tbody th bdi");
    assert_eq!(names[..2], ["Phường Việt Trì", "Xã Đỗ Sơn"]);
    assert_eq!(page.all("#commune tbody .rank"), ["1", "2", "—", "—"]);
    let silent = page.all("#commune tr[data-unranked] td");
    assert!(silent.iter().any(|cell| cell == "— chưa có số liệu"), "{silent:?}");
    assert!(!silent.iter().any(|cell| cell.starts_with('0')), "{silent:?}");
}

#[tokio::test]
async fn a_true_zero_is_told_from_a_missing_number() {
    let page = Site::new().get("/xep-hang?parent=H44&level=department").await;
    let cells = page.all("#department tbody tr:last-child td");
    assert!(cells.contains(&"0,00 a bằng 0".to_owned()), "{cells:?}");
}

#[tokio::test]
async fn ranks_by_any_group_and_lists_by_name() {
    let site = Site::new();
    let page = site.get("/xep-hang?parent=H44&level=department&group=CKMB").await;
    assert_eq!(page.all("tbody th bdi"), ["Sở Nội vụ", "Văn phòng UBND tỉnh"]);
    assert_eq!(page.all("th[aria-sort=descending] a").len(), 1);
    let named = site.get("/xep-hang?parent=H44&level=department&sort=name").await;
    assert_eq!(named.all("tbody th bdi"), ["Sở Nội vụ", "Văn phòng UBND tỉnh"]);
    assert_eq!(named.all("tbody .rank"), ["2", "1"]);
}

#[tokio::test]
async fn the_nation_stands_above_the_provinces_as_a_mean() {
    let page = Site::new().get("/xep-hang?parent=VN&level=province").await;
    assert_eq!(page.all("tr.nation").len(), 1);
    assert!(page.one("tr.nation th").contains("2 tỉnh"));
    // (16.11 + 17.01) ÷ 2.
    assert!(page.all("tr.nation td").contains(&"16,56 d".to_owned()));
    assert_eq!(page.all("tbody tr:not(.nation)").len(), 3);
}

#[tokio::test]
async fn a_kind_further_down_is_listed_across_its_parents() {
    let page = Site::new().get("/xep-hang?parent=VN&level=commune&lang=en").await;
    assert_eq!(page.all("tbody tr").len(), 4);
    assert!(page.page_text().contains("no figure yet"));
}

#[tokio::test]
async fn an_axis_published_as_a_whole_has_its_own_column() {
    let page = Site::new().get("/xep-hang?parent=H03&period=2023-08").await;
    assert!(page.all("thead abbr").contains(&"ONLINE_SERVICE".to_owned()));
    assert!(page.all("tbody td").contains(&"14,44 b".to_owned()));
}

#[tokio::test]
async fn text_of_the_page() {
    insta::assert_snapshot!(
        Site::new().get("/xep-hang?parent=H44&level=department").await.outline()
    );
}
