use crate::fixture::Site;
use crate::fixture::live::{LiveSite, dossier};

#[tokio::test]
async fn explains_the_number_and_shows_it_around() {
    let page = Site::new().get("/chi-so/2.1?agency=H44").await;
    let facts = page.all(".facts dd");
    assert!(facts.contains(&"1.712 ÷ 1.840 = 93,04 %".to_owned()), "{facts:?}");
    assert!(facts.contains(&"18,62".to_owned()), "published: {facts:?}");
    let tables = page.all(".peers");
    assert_eq!(tables.len(), 3);
    assert!(tables[0].contains("36 43 83,72 %"), "{tables:?}");
    assert!(page.all(".peers tbody tr").iter().any(|row| row.contains("chưa có số liệu")));
}

#[tokio::test]
async fn the_split_adds_up_as_printed() {
    let page = Site::new().get("/chi-so/2.1?agency=H44&so-voi=2026-07").await;
    let number = |text: &String| -> i64 {
        let text = text.replace([',', '.'], "");
        text.parse().unwrap_or_else(|_| panic!("{text}"))
    };
    let parts: Vec<i64> = page.all("#tach tbody td:last-child").iter().map(number).collect();
    let change = page.one("#tach tfoot td");
    // Parts have four decimals, the change two.
    assert!(parts.len() >= 5, "{parts:?}");
    assert_eq!(parts.iter().sum::<i64>(), number(&change) * 100);
    assert!(page.one("#tach table").contains("Các đơn vị khác"));
}

#[tokio::test]
async fn a_group_is_a_sum_and_says_so() {
    let page = Site::new().get("/chi-so/TDGQ?agency=H44.100&lang=en").await;
    assert!(page.page_text().contains("have no counts of their own"));
    assert_eq!(page.all(".parts li").len(), 2);
    assert!(page.all("#tach table").is_empty());
}

#[tokio::test]
async fn text_of_the_page() {
    insta::assert_snapshot!(
        Site::new().get("/chi-so/2.1?agency=H44&so-voi=2026-07").await.outline()
    );
}

#[tokio::test]
async fn the_points_are_worked_out_and_say_where_the_next_begin() {
    let page = Site::new().get("/chi-so/2.1?agency=H44").await;
    let facts = page.all(".facts dd");
    assert!(facts.contains(&"20 × 1.712 ÷ 1.840 = 18,6087 → 18,61".to_owned()), "{facts:?}");
    let threshold = "Đủ 20 điểm khi tỷ lệ đạt từ 100 %; thêm 1 vào tử số (từ 1.713) thì được 18,62 điểm; \
                     thêm 128 (từ 1.840) thì đủ 20,00 điểm.";
    assert!(facts.contains(&threshold.to_owned()), "{facts:?}");
}

#[tokio::test]
async fn what_was_published_before_makes_a_line() {
    let page = Site::new().get("/chi-so/2.1?agency=H44").await;
    let said = "Chỉ tiêu 2.1 tháng 8/2026 là 18,61, giảm 0,15 so với tháng 7/2026.";
    assert_eq!(page.all("#hinh-xu-huong .summary"), [said]);
    let rows = page.all("#xu-huong tbody tr");
    assert_eq!(rows, ["tháng 7/2026 18,76 1.501 1.600", "tháng 8/2026 18,61 1.712 1.840"]);
    assert!(page.all(".score")[0].contains("giảm 0,15 so với tháng 7/2026"));
}

#[tokio::test]
async fn a_merger_starts_another_line() {
    let page = Site::new().get("/chi-so/TDGQ?agency=H55&period=2026-08").await;
    assert!(page.all("#xu-huong").is_empty(), "one period is no line");
    assert!(
        page.page_text().contains("Điểm TDGQ tháng 8/2026 chưa có")
            || page.page_text().contains("chưa kỳ nào")
    );
}

/// Dossiers of July as well, so that there is something to compare August with.
async fn two_months() -> LiveSite {
    let live = LiveSite::filled().await;
    let july = ["0001", "0002", "0003", "0004", "0005", "0006"].map(|number| {
        let mut sent = dossier(&format!("H55.242-260703-{number}"), "9", "20260709100000");
        for (field, day) in [
            ("NgayNopHoSo", "20260703074512"),
            ("NgayTiepNhan", "20260703080130"),
            ("NgayHenTra", "20260714170000"),
        ] {
            sent[field] = serde_json::json!(day);
        }
        sent
    });
    let answer = live.push(&july).await;
    assert_eq!(answer.json()["error_code"], "0", "{}", answer.text);
    live
}

#[tokio::test]
async fn dossiers_tell_what_moved_the_points() {
    let live = two_months().await;
    let page = live.site.get("/chi-so/2.1?agency=H55&period=2026-08").await;
    let rows = page.all("#vi-sao tbody tr");
    assert_eq!(rows.first().unwrap(), "tháng 7/2026 20,00");
    assert_eq!(rows.last().unwrap(), "tháng 8/2026 10,00");
    assert!(page.one("#hinh-vi-sao .summary").contains("giảm 10,00 điểm (20,00 → 10,00)"));
    let links = page.links();
    assert!(links.iter().any(|link| link.starts_with("/bien-dong?")), "{links:?}");
    assert!(links.iter().any(|link| link.starts_with("/tthc?") && link.contains("indicator=2.1")));
}

#[tokio::test]
async fn every_table_is_a_file() {
    let site = Site::new();
    let page = site.get("/chi-so/2.1?agency=H44&so-voi=2026-07").await;
    let ids = page.attributes("main table[id]", "id");
    assert!(ids.contains(&"don-vi-below-commune".to_owned()), "{ids:?}");
    for id in ids {
        let file =
            site.get(&format!("/chi-so/2.1?agency=H44&so-voi=2026-07&bang={id}&dang=csv")).await;
        assert_eq!(file.status, 200, "{id}: {}", file.text);
    }
    let peers = site.get("/chi-so/2.1?agency=H44&bang=don-vi-below-commune&dang=csv").await.text;
    assert!(peers.contains("H44.100,Phường Việt Trì,910,1000,91.00,18.20"), "{peers}");
}
