//! The page, its file and the API, over a small site.

use crate::fixture::Site;

#[tokio::test]
async fn names_places_sizes_and_warnings() {
    let site = Site::new();
    let page = site.get("/so-sanh-cong-bang?parent=H44").await;
    assert_eq!(page.status, 200);
    let names = page.all("#so-sanh-cong-bang tbody th");
    assert_eq!(names.len(), 4, "{names:?}");
    let one = site.get("/so-sanh-cong-bang?parent=H44&level=department&agency=H44.02").await;
    assert!(!one.all("#chi-tieu tbody tr").is_empty());
    let narrow = site.get("/so-sanh-cong-bang?parent=H44&band=100").await;
    assert!(!narrow.page_text().contains("một hồ sơ lệch quá"), "nothing moves by 100");
}

#[tokio::test]
async fn bad_values_are_told_and_files_have_as_many_rows() {
    let site = Site::new();
    for (uri, status) in [
        ("/so-sanh-cong-bang?band=-1", 400),
        ("/so-sanh-cong-bang?group=9.9", 404),
        ("/so-sanh-cong-bang?parent=H98", 404),
        ("/so-sanh-cong-bang?level=planet", 400),
        ("/api/v1/fairness?band=%3Cscript%3E", 400),
        ("/api/v1/fairness?parent=H98", 404),
    ] {
        assert_eq!(site.get(uri).await.status, status, "{uri}");
    }
    let page = site.get("/so-sanh-cong-bang?parent=H44&level=commune").await;
    let rows = page.all("#so-sanh-cong-bang tbody tr").len();
    let csv = site.get("/so-sanh-cong-bang?parent=H44&level=commune&dang=csv").await;
    assert_eq!(csv.text.lines().count(), rows + 1);
}

#[tokio::test]
async fn programs_read_the_same() {
    let answer = Site::new().get("/api/v1/fairness?parent=H44&period=2026-08").await;
    let json = answer.json();
    assert_eq!((&json["rulebook"], &json["status"]), (&"766-2024".into(), &"unofficial".into()));
    assert_eq!(json["band"], "0.50");
    assert_eq!(json["kinds"].as_array().map(Vec::len), Some(2));
    let row = &json["kinds"][0]["rows"][0];
    assert!(row["stability"]["best"].as_u64() <= row["stability"]["worst"].as_u64());
}
