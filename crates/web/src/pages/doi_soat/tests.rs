//! The page and its answer for programs, over the small live site.

use chiso_scoring::dossier::Status;
use chiso_scoring::reconcile::{Entry, Side};
use chiso_store::ListInfo;
use rstest::rstest;
use serde_json::json;

use crate::fixture::live::{LiveSite, NOW, dossier};

/// A list taken an hour ago.
fn keep(live: &LiveSite, side: Side, agency: &str, entries: &[Entry]) -> u64 {
    let info = ListInfo {
        side,
        agency: agency.to_owned(),
        captured_at: NOW - 3_600,
        file_name: "danh sách <b>.csv".to_owned(),
        sha256: if side == Side::Portal { "a" } else { "b" }.repeat(64),
        refused: 0,
        imported_at: "2026-08-20T02:00:00Z".to_owned(),
    };
    live.site.app().store.add_list(&info, entries).unwrap().id
}

fn row(code: &str, agency: &str, status: i64) -> Entry {
    Entry {
        agency: Some(agency.into()),
        status: Status::of(status),
        received_at: Some(1_785_719_690),
        ..Entry::bare(code)
    }
}

/// Four dossiers arrived before the lists were taken. The one-stop system knows another one and moved one;
/// the portal lost one, is behind with another and lists one that nobody else knows. A call was refused.
async fn differing() -> LiveSite {
    let live = LiveSite::new();
    live.at(NOW - 4 * 3_600);
    let live = {
        let mut refused = dossier("H55.243-260806-0041", "4", "");
        refused["NgayHenTra"] = json!("31/02/2026");
        let four = crate::fixture::live::four();
        let answer = live.push(&four).await;
        assert_eq!(answer.json()["error_code"], "0", "{}", answer.text);
        live.push(&[refused]).await;
        live
    };
    keep(
        &live,
        Side::OneStop,
        "H55",
        &[
            row("H55.242-260803-0117", "H55.242", 9),
            row("H55.242-260803-0118", "H55.242", 9),
            row("H55.242-260805-0119", "H55.243", 9),
            row("H55.243-260804-0031", "H55.243", 4),
            row("H55.243-260806-0041", "H55.243", 4),
            row("H55.242-260807-0122", "H55.242", 2),
        ],
    );
    keep(
        &live,
        Side::Portal,
        "H55",
        &[
            row("H55.242-260803-0117", "H55.242", 9),
            row("H55.242-260805-0119", "H55.242", 4),
            row("H55.243-260804-0031", "H55.243", 4),
            row("H55.17-260809-0007", "H55.17", 4),
        ],
    );
    live.at(NOW);
    live
}

const PAGE: &str = "/doi-soat?agency=H55&period=2026-08";

#[tokio::test]
async fn three_columns_of_counts_and_their_reasons() {
    let live = differing().await;
    let page = live.site.get(PAGE).await;
    assert_eq!(page.status, 200, "{}", page.page_text());
    assert_eq!(
        page.all("#don-vi tbody tr"),
        [
            "Sở Xây dựng 0 0 1",
            "UBND xã Phú Bình 3 3 2",
            "UBND xã Tân Thành 3 1 1",
            "Tổng cộng 6 4 4",
        ]
    );
    let text = page.page_text();
    assert!(text.contains("chênh lệch 2. Khớp 3, thiếu ở một bên 2, khác nhau 1."), "{text}");
    let rows = page.all("#ho-so tbody tr");
    let has = |code: &str, sides: &str, reason: &str| {
        let begins = format!("{code} {sides} {reason}");
        assert!(rows.iter().any(|row| row.starts_with(&begins)), "{begins}: {rows:#?}");
    };
    let (ours, on) = ("Hệ thống một cửa / chiso", "chiso / Cổng DVCQG");
    has("H55.242-260807-0122", ours, "chưa gửi");
    has("H55.243-260806-0041", ours, "bị từ chối NgayHenTra đơn vị vận hành hệ thống một cửa sửa");
    has("H55.242-260805-0119", ours, "sai đơn vị");
    has("H55.242-260803-0118", on, "đã gửi lên Cổng nhưng Cổng không có Cổng DVCQG gửi mới");
    has("H55.242-260805-0119", on, "lệch trạng thái");
    has("H55.17-260809-0007", on, "Cổng có, chiso chưa từng nhận");
    assert!(text.contains("trạng thái đã xử lý xong / đang xử lý"), "{text}");
    assert!(!page.text.contains("<b>.csv"), "names of files are escaped");
}

#[tokio::test]
async fn the_list_is_filtered_and_downloaded() {
    let live = differing().await;
    let page = live.site.get(&format!("{PAGE}&ly-do=lost&cap=chiso..portal")).await;
    assert_eq!(page.all("#ho-so tbody tr").len(), 1);
    let retry = live.site.get(&format!("{PAGE}&gui-lai=1")).await;
    let rows = retry.all("#ho-so tbody tr");
    assert!(rows.iter().all(|row| !row.contains("Cổng có, chiso chưa")), "{rows:#?}");
    let file = live.site.get(&format!("{PAGE}&ly-do=lost&dang=csv")).await;
    assert!(file.header("content-type").starts_with("text/csv"));
    assert!(file.text.contains("H55.242-260803-0118"), "{}", file.text);
    assert!(!file.text.contains("H55.242-260807-0122"));
}

#[tokio::test]
async fn the_answer_for_programs_adds_up() {
    let live = differing().await;
    let answer = live.site.get("/api/v1/reconciliation?agency=H55&period=2026-08&list=1").await;
    let told = answer.json();
    assert_eq!((&told["rulebook"], &told["period"]), (&json!("766-2024"), &json!("2026-08")));
    let pairs = told["comparisons"].as_array().unwrap();
    assert_eq!(pairs.len(), 3);
    for pair in pairs {
        let sum = |rows: &serde_json::Value, of: &str| -> i64 {
            rows.as_array().unwrap().iter().map(|row| row[of].as_i64().unwrap()).sum()
        };
        assert_eq!(pair["difference"], sum(&pair["reasons"], "effect"));
        assert_eq!(pair["difference"], sum(&pair["units"], "difference"));
        let findings = sum(&pair["reasons"], "count");
        let parts = ["missing", "different"].map(|part| pair[part].as_i64().unwrap());
        assert_eq!(findings, parts.iter().sum::<i64>());
    }
    let found = told["findings"].as_array().unwrap();
    let lost = found.iter().find(|it| it["reason"] == "lost").unwrap();
    assert_eq!((&lost["retry"], &lost["age_days"]), (&json!("whole"), &json!(17)));
    assert_eq!(lost["right_says"], json!(null));
    let short = live.site.get("/api/v1/reconciliation?agency=H55.243&period=2026-08").await.json();
    assert_eq!(short["findings"], json!(null));
    assert_eq!(short["units"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn without_lists_the_calls_are_the_one_stop_system() {
    let live = LiveSite::filled().await;
    let mut wrong = dossier("H55.243-260806-0041", "4", "");
    wrong["NgayHenTra"] = json!("31/02/2026");
    live.push(&[wrong, crate::fixture::live::registered("H55.243-260806-0042")]).await;
    let page = live.site.get(PAGE).await;
    let text = page.page_text();
    assert!(text.contains("Chưa có danh sách hồ sơ của Cổng"), "{text}");
    assert!(text.contains("các lời gọi đã gửi"), "{text}");
    let rows = page.all("#ho-so tbody tr");
    assert_eq!(rows.len(), 2, "{rows:#?}");
    assert!(rows[0].contains("bị từ chối") && rows[1].contains("mới đăng ký, chưa tiếp nhận"));
    assert_eq!(page.all("#danh-sach tbody tr").len(), 0);
}

#[rstest]
#[case("agency=H99", 404)]
#[case("agency=H55&period=2026-08&cong=77", 400)]
#[case("agency=H55&period=2026-08&cong=abc", 400)]
#[case("agency=H55&period=2026-08&mot-cua=2", 400)]
#[case("agency=H55&period=2026-08&ly-do=mat", 400)]
#[case("agency=H55&period=2026-08&cap=portal..chiso", 400)]
#[case("agency=H55&period=2026-08&gui-lai=co", 400)]
#[case("agency=H55&period=1999-01", 400)]
#[case("agency=H55&period=2026-08&known_at=999", 400)]
#[tokio::test]
async fn what_cannot_be_asked_is_said(#[case] query: &str, #[case] status: u16) {
    let live = differing().await;
    for path in ["/doi-soat", "/api/v1/reconciliation"] {
        assert_eq!(live.site.get(&format!("{path}?{query}")).await.status, status, "{path}");
    }
}

/// Two empty lists do not agree: there is nothing to compare; and a side without a list is named.
#[tokio::test]
async fn what_was_not_compared_is_not_said_to_agree() {
    let live = LiveSite::filled().await;
    let page = live.site.get("/doi-soat?agency=H44&period=2026-08").await;
    assert_eq!(page.status, 200);
    let text = page.page_text();
    assert!(text.contains("Chưa có gì để so") && text.contains("chưa so được với Cổng"), "{text}");
    assert!(!text.contains("Hai bên không có chênh lệch"), "{text}");
    let told = live.site.get("/api/v1/reconciliation?agency=H44&period=2026-08").await.json();
    assert_eq!(told["not_compared"], json!(["portal"]));
    let listed = differing().await;
    let told = listed.site.get("/api/v1/reconciliation?agency=H55&period=2026-08").await.json();
    assert_eq!(told["not_compared"], json!([]));
}

#[tokio::test]
async fn a_list_is_known_from_its_revision_on() {
    let live = differing().await;
    let before = live.site.get(&format!("{PAGE}&known_at=4")).await;
    let after = live.site.get(&format!("{PAGE}&mot-cua=goi&cong=2")).await;
    assert_eq!((before.status, after.status), (200, 200));
    assert_eq!(after.all("#danh-sach tbody tr").len(), 2);
    assert_eq!(before.all("#danh-sach tbody tr").len(), 0, "{}", before.page_text());
}

#[tokio::test]
async fn the_page_is_complete_in_english() {
    let live = differing().await;
    let page = live.site.get(&format!("{PAGE}&lang=en")).await;
    assert!(page.one("h1").starts_with("Reconciliation of dossiers"), "{}", page.one("h1"));
    assert!(!page.page_text().contains("reconcile-"), "{}", page.page_text());
}

#[tokio::test]
async fn every_link_of_the_page_answers() {
    let live = differing().await;
    let page = live.site.get(PAGE).await;
    let links: std::collections::BTreeSet<String> =
        page.links().into_iter().filter(|link| link.starts_with('/')).collect();
    assert!(links.iter().any(|link| link.starts_with("/ho-so/H55.242-260803-0118")), "{links:#?}");
    for link in links {
        let address = link.split('#').next().unwrap();
        assert_eq!(live.site.get(address).await.status, 200, "{link}");
    }
}
