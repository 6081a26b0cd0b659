//! The page, its files and the API, over a small site with dossiers.

use axum::body::{Body, to_bytes};
use axum::http::Request;
use calamine::{Reader, Xlsx};
use rstest::rstest;
use serde_json::Value;

use crate::fixture::live::{LiveSite, dossier};

const HERE: &str = "agency=H55&period=2026-08";

async fn get(live: &LiveSite, path: &str, more: &str) -> crate::fixture::Answer {
    live.site.get(&format!("{path}?{HERE}{more}")).await
}

fn cells(page: &crate::fixture::Answer, selector: &str) -> Vec<String> {
    page.all(selector)
}

#[tokio::test]
async fn the_lists_with_their_counts_and_one_in_full() {
    let live = LiveSite::filled().await;
    let page = get(&live, "/viec", "").await;
    assert_eq!(page.status, 200);
    // One open dossier, due on 12/8 at 17:00; it is 20/8.
    assert_eq!(page.all("nav.tabs a[aria-current]"), ["Đang quá hạn (1)"]);
    assert_eq!(page.all("#viec tbody th"), ["H55.243-260804-0031"]);
    let row = cells(&page, "#viec tbody td");
    assert!(row.contains(&"8".to_owned()) && row.contains(&"mới trong kỳ".to_owned()), "{row:?}");
    let result = get(&live, "/viec", "&list=no_result").await;
    assert_eq!(result.all("#viec tbody tr").len(), 3);
    assert_eq!(result.all("#don-vi tbody tr"), ["UBND xã Phú Bình 3 0 3"]);
}

#[tokio::test]
async fn files_open_again_with_as_many_rows_as_stated() {
    let live = LiveSite::filled().await;
    let json: Value = get(&live, "/api/v1/worklists/no_result", "").await.json();
    assert_eq!(json["count"], 3);
    let csv = get(&live, "/viec", "&list=no_result&dang=csv").await;
    assert_eq!(csv.text.lines().count(), 4);
    let uri = format!("/viec?{HERE}&list=no_result&dang=xlsx");
    let request = Request::get(uri).body(Body::empty()).unwrap();
    let body = live.site.respond(request).await.into_body();
    let bytes = to_bytes(body, 1_000_000).await.unwrap();
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let sheet = book.worksheet_range("Danh sách").unwrap();
    assert_eq!(sheet.height(), 4);
    let facts = book.worksheet_range("Căn cứ").unwrap();
    let told: Vec<String> = facts.rows().map(|row| format!("{}: {}", row[0], row[1])).collect();
    assert!(told.iter().any(|line| line.contains("766-2024") && line.contains("không chính thức")));
}

/// Three weeks with the days off of the National Day: Monday 31/8 is off in place of Saturday 22/8.
#[tokio::test]
async fn the_calendar_tells_what_falls_due_when_and_which_days_are_off() {
    let live = LiveSite::filled().await;
    let mut soon = dossier("H55.242-260812-0200", "4", "");
    soon["NgayTiepNhan"] = "20260812080130".into();
    soon["NgayHenTra"] = "20260831170000".into();
    live.push(&[soon]).await;
    let page = get(&live, "/viec", "").await;
    let days = page.all("#lich-den-han tbody tr");
    assert_eq!(days.len(), 35);
    assert_eq!(days[0], "thứ Hai 17/08/2026 0 0");
    assert_eq!(days[5], "thứ Bảy 22/08/2026 0 0");
    assert_eq!(days[6], "Chủ nhật 23/08/2026 0 0 ngày nghỉ");
    assert_eq!(days[14], "thứ Hai 31/08/2026 1 0 ngày nghỉ");
    let said = page.one("#hinh-lich-den-han .summary");
    let expected = "Từ 17/08/2026 đến 20/09/2026 có 1 hồ sơ đến hạn, nhiều nhất vào ngày 31/08/2026 (1 hồ sơ). \
        1 hồ sơ đến hạn vào ngày nghỉ. Ngoài ra 1 hồ sơ đã quá hạn từ trước ngày 17/08/2026.";
    assert_eq!(said, expected);
    let csv = get(&live, "/viec", "&bang=lich-den-han&dang=csv").await;
    assert_eq!(csv.text.lines().count(), 36, "{}", csv.text);
    // The day leads to its dossiers.
    let href = page.attributes("#lich-den-han tbody a", "href");
    assert_eq!(href.len(), 1);
    let there = live.site.get(&href[0]).await;
    assert_eq!(there.all("#viec tbody th"), ["H55.242-260812-0200"]);
}

#[rstest]
#[case("&since=carried", &[])]
#[case("&since=new", &["H55.242-260803-0117", "H55.242-260803-0118", "H55.242-260805-0119"])]
#[case("&sort=received", &["H55.242-260803-0117", "H55.242-260803-0118", "H55.242-260805-0119"])]
#[tokio::test]
async fn rows_are_chosen_and_ordered_by_the_address(#[case] more: &str, #[case] codes: &[&str]) {
    let live = LiveSite::filled().await;
    let page = get(&live, "/viec", &format!("&list=no_result{more}")).await;
    assert_eq!(page.all("#viec tbody th"), codes);
    let told = get(&live, "/api/v1/worklists/no_result", more).await.json();
    assert_eq!(told["count"].as_u64(), Some(codes.len() as u64));
}

#[tokio::test]
async fn an_empty_list_says_whether_a_filter_made_it_so() {
    let live = LiveSite::filled().await;
    let nothing = get(&live, "/viec", "&list=petitions").await.page_text();
    assert!(nothing.contains("Danh sách này không có việc nào"), "{nothing}");
    let filtered = get(&live, "/viec", "&procedure=9.999").await.page_text();
    assert!(filtered.contains("Không có việc nào khớp với bộ lọc"), "{filtered}");
}

#[tokio::test]
async fn programs_get_all_lists_or_one() {
    let live = LiveSite::filled().await;
    let all: Value = get(&live, "/api/v1/worklists", "").await.json();
    assert_eq!((&all["status"], &all["agency"]), (&"unofficial".into(), &"H55".into()));
    assert_eq!(all["lists"].as_array().map(Vec::len), Some(6));
    assert_eq!(all["lists"][0]["count"], 1);
    let one: Value = get(&live, "/api/v1/worklists/overdue", "&lang=en").await.json();
    assert_eq!(one["rows"][0]["code"], "H55.243-260804-0031");
    assert_eq!(one["rows"][0]["days_late"], 8);
    assert_eq!(one["rows"][0]["hours_left"], Value::Null);
    assert_eq!((&one["title"], &one["fix"]), (&"Overdue now".into(), &"on_time".into()));
    let stake = one["rows"][0]["stake"].as_str().unwrap();
    assert_eq!(Some(stake), one["most"].as_str());
}

#[tokio::test]
async fn the_past_is_looked_at_as_it_was() {
    let live = LiveSite::filled().await;
    let due = get(&live, "/api/v1/worklists/due", "&as_of=2026-08-12T09:00&hours=8").await.json();
    assert_eq!((&due["count"], &due["rows"][0]["hours_left"]), (&1.into(), &"6.5".into()));
    assert_eq!(due["until"], "2026-08-13T09:00:00");
}

#[rstest]
#[case("/viec", "&list=everything", 400)]
#[case("/viec", "&hours=0", 400)]
#[case("/viec", "&hours=2001", 400)]
#[case("/viec", "&unit=H98", 404)]
#[case("/viec", "&unit=H44", 400)]
#[case("/viec", "&least=-1", 400)]
#[case("/viec", "&due_from=yesterday", 400)]
#[case("/viec", "&due_from=2026-08-12&due_until=2026-08-11", 400)]
#[case("/api/v1/worklists/overdue", "&due_from=2026-08-12&due_until=2026-08-11", 400)]
#[case("/viec", "&since=lately", 400)]
#[case("/viec", "&sort=luck", 400)]
#[case("/viec", "&offset=-1", 400)]
#[case("/viec", "&dang=pdf", 400)]
#[case("/viec", "&as_of=2099-01-01", 400)]
#[case("/viec", "&known_at=0", 400)]
#[case("/api/v1/worklists/everything", "", 404)]
#[case("/api/v1/worklists/due", "&limit=1001", 400)]
#[case("/api/v1/worklists/due", "&limit=0", 400)]
#[tokio::test]
async fn what_makes_no_sense_is_told(#[case] path: &str, #[case] more: &str, #[case] status: u16) {
    let live = LiveSite::filled().await;
    assert_eq!(get(&live, path, more).await.status, status, "{more}");
}

#[tokio::test]
async fn a_hostile_filter_is_a_text_that_finds_nothing() {
    let live = LiveSite::filled().await;
    for hostile in
        ["%27%20or%201%3D1%20--", "%3Cscript%3Ealert(1)%3C/script%3E", "%00", "%F0%9F%98%80"]
    {
        let page = get(&live, "/viec", &format!("&procedure={hostile}")).await;
        assert_eq!(page.status, 200, "{hostile}");
        assert!(page.all("#viec tbody tr").is_empty());
        assert!(!page.text.contains("<script>alert"), "{hostile}");
    }
    let long = "x".repeat(61);
    assert_eq!(get(&live, "/viec", &format!("&procedure={long}")).await.status, 400);
}

#[tokio::test]
async fn who_is_not_signed_in_sees_no_codes_of_dossiers() {
    let live = LiveSite::outside();
    assert_eq!(get(&live, "/viec", "").await.status, 303);
    assert_eq!(get(&live, "/api/v1/worklists/overdue", "").await.status, 401);
    assert_eq!(live.site.get("/so-sanh-cong-bang?parent=H44").await.status, 200);
}
