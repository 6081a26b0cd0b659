//! The page over a small site with dossiers, its tables and its files.

use rstest::rstest;

use crate::fixture::live::{LiveSite, dossier};
use crate::fixture::{Answer, hostile};

const HERE: &str = "/lanh-dao?agency=H55&period=2026-08";

/// A dossier of Phú Bình, due on Friday 21/8 at five; it is Thursday 20/8, nine in the morning.
fn due_tomorrow() -> serde_json::Value {
    let mut dossier = dossier("H55.242-260812-0200", "4", "");
    dossier["NgayTiepNhan"] = "20260812080130".into();
    dossier["NgayHenTra"] = "20260821170000".into();
    dossier
}

async fn filled() -> LiveSite {
    let live = LiveSite::filled().await;
    live.push(&[due_tomorrow()]).await;
    live
}

async fn get(more: &str) -> Answer {
    let live = filled().await;
    live.site.get(&format!("{HERE}{more}")).await
}

#[tokio::test]
async fn it_says_first_where_we_are_who_must_act_and_by_when() {
    let page = get("").await;
    assert_eq!(page.status, 200, "{}", page.text);
    let said = page.all(".brief p");
    assert!(said[0].starts_with("Thái Nguyên "), "{said:?}");
    assert!(
        said[1].contains("có 1 hồ sơ, PAKN phải giải quyết; nếu để quá hạn hết thì mất"),
        "{said:?}"
    );
    assert!(said[1].contains("Đang quá hạn: 1 hồ sơ."), "{said:?}");
    assert_eq!(page.all("#nhom tbody tr").len(), 6);
}

#[tokio::test]
async fn units_come_by_what_is_at_stake_and_lead_to_their_lists() {
    let page = get("").await;
    let rows = page.all("#don-vi tbody tr");
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert!(rows[0].starts_with("UBND xã Phú Bình 1 0 0 "), "{rows:?}");
    assert_eq!(rows[1], "UBND xã Tân Thành 0 0 1 0,00");
    let links = page.attributes("#don-vi tbody a", "href");
    assert_eq!(links[0], "/viec?period=2026-08&agency=H55.242&list=due");
    assert!(
        links.contains(&"/viec?period=2026-08&agency=H55.243&list=overdue".to_owned()),
        "{links:?}"
    );
}

/// The stake of a unit with one dossier is the one its work list tells.
#[tokio::test]
async fn what_is_at_stake_is_what_the_work_list_says() {
    let live = filled().await;
    let page = live.site.get(HERE).await;
    let told = live.site.get("/api/v1/worklists/due?agency=H55.242&period=2026-08").await.json();
    let stake = told["rows"][0]["stake"].as_str().unwrap().replace('.', ",");
    assert_eq!(page.all("#don-vi tbody tr:first-child td").last(), Some(&stake));
}

#[tokio::test]
async fn the_next_days_are_working_days_with_what_falls_due() {
    let page = get("").await;
    let days = page.all("#den-han tbody tr");
    // Saturday 22/8/2026 is worked in place of another day.
    let expected = [
        "thứ Năm 20/08/2026 0",
        "thứ Sáu 21/08/2026 1",
        "thứ Bảy 22/08/2026 0",
        "thứ Hai 24/08/2026 0",
        "thứ Ba 25/08/2026 0",
    ];
    assert_eq!(days, expected);
}

#[rstest]
#[case("", "So với kỳ trước")]
#[case("&so-voi=2026-08@2026-08-19", "So với hôm qua")]
#[case("&so-voi=2026-08@2026-08-13", "So với tuần trước")]
#[tokio::test]
async fn it_compares_with_the_period_before_yesterday_or_last_week(
    #[case] asked: &str,
    #[case] shown: &str,
) {
    let page = get(asked).await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert_eq!(page.all(".sides a[aria-current]"), [shown]);
}

#[tokio::test]
async fn a_change_is_after_less_before_and_named_by_its_group() {
    let live = filled().await;
    let before = live.site.get(&format!("{HERE}&as_of=2026-08-11")).await;
    let now = live.site.get(&format!("{HERE}&so-voi=2026-08@2026-08-11")).await;
    let points = |page: &Answer, row: usize| {
        let row = &page.all("#nhom tbody tr")[row];
        let number = row.split_whitespace().find(|word| word.contains(','));
        number.unwrap_or("0").split('/').next().unwrap().replace(',', ".").parse::<f64>().unwrap()
    };
    // 2.1 fell: one of three was late, now two of five are.
    let (then, later) = (points(&before, 1), points(&now, 1));
    let told = now.all("#nhom tbody tr")[1].split_whitespace().last().unwrap().replace(',', ".");
    assert!(later < then, "{then} {later}");
    assert!((told.parse::<f64>().unwrap() - (later - then)).abs() < 0.005, "{told} {then} {later}");
}

#[tokio::test]
async fn every_table_is_a_file() {
    let live = filled().await;
    for id in ["nhom", "bien-dong", "don-vi", "den-han", "chi-dao", "nguon"] {
        let csv = live.site.get(&format!("{HERE}&bang={id}&dang=csv")).await;
        assert!(csv.header("content-type").starts_with("text/csv"), "{id}");
        let book = live.site.get(&format!("{HERE}&bang={id}&dang=xlsx")).await;
        assert_eq!(book.status, 200, "{id}");
    }
    let units = live.site.get(&format!("{HERE}&bang=don-vi&dang=csv")).await;
    assert_eq!(units.text.lines().count(), 3, "{}", units.text);
    assert!(units.text.contains("UBND xã Tân Thành"), "{}", units.text);
    assert_eq!(live.site.get(&format!("{HERE}&bang=gi-do&dang=csv")).await.status, 400);
}

#[tokio::test]
async fn a_commune_is_seen_by_its_indicators_and_english_is_complete() {
    let live = filled().await;
    let page = live
        .site
        .get("/lanh-dao?agency=H55.242&period=2026-08&so-voi=2026-08@2026-08-11&lang=en")
        .await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert!(page.one("h1").starts_with("Where UBND xã Phú Bình stands"), "{}", page.one("h1"));
    let lines = page.all("#bien-dong tbody th");
    assert!(lines.iter().any(|line| line.starts_with("1.4 Dossiers synchronised")), "{lines:?}");
}

#[tokio::test]
async fn a_moment_of_the_past_says_what_is_not_known_of_it() {
    let page = get("&as_of=2026-08-14T12:00:00").await;
    assert_eq!(page.status, 200, "{}", page.text);
    let empty = page.all(".lead-data .empty");
    assert!(empty[0].contains("Chỉ có ở thời điểm hiện tại"), "{empty:?}");
}

#[tokio::test]
async fn an_agency_without_dossiers_has_no_zero_and_a_hostile_name_breaks_nothing() {
    let live = filled().await;
    let page = live.site.get("/lanh-dao?agency=H44.103&period=2026-08").await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert!(!page.text.contains("<script>alert"));
    assert!(page.text.contains("Lâm Sơn") && hostile().contains("Lâm Sơn"));
    assert!(page.one(".lead-where .big").starts_with('—'), "{}", page.one(".lead-where .big"));
}

#[rstest]
#[case("so-voi=hom-qua", 400)]
#[case("so-voi=2026-07~1", 400)]
#[case("so-voi=2026-08@2027-01-01", 400)]
#[case("agency=H98", 404)]
#[case("period=1999-01", 400)]
#[tokio::test]
async fn what_makes_no_sense_is_told(#[case] asked: &str, #[case] status: u16) {
    let live = filled().await;
    assert_eq!(live.site.get(&format!("/lanh-dao?{asked}")).await.status, status);
}
