//! The page, its files and the API, over a small site with dossiers.

use rstest::rstest;
use serde_json::{Value, json};

use crate::fixture::live::{LiveSite, dossier};

/// Phú Bình handled three dossiers in August, one of them late, Tân Thành has an open one; all of them were
/// received in August, so that July has nothing.
const HERE: &str = "agency=H55&period=2026-08";

fn sum(lines: &Value) -> rust_decimal::Decimal {
    let points = |line: &Value| line["points"].as_str().unwrap().parse::<rust_decimal::Decimal>();
    lines.as_array().unwrap().iter().map(|line| points(line).unwrap()).sum()
}

#[tokio::test]
async fn a_score_that_appeared_is_told_as_that() {
    let live = LiveSite::filled().await;
    let page = live.site.get(&format!("/bien-dong?{HERE}&indicator=2.1")).await;
    assert_eq!(page.status, 200, "{}", page.text);
    let heading = page.one("h1");
    assert!(heading.contains("tháng 7/2026") && heading.contains("tháng 8/2026"), "{heading}");
    let rows = page.all("#bien-dong tbody tr");
    // Two of four are on time: 10 points; July had no dossiers and 0 points by rule.
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert!(rows[0].starts_with("phát sinh hoặc mất số liệu +10,0000"), "{rows:?}");
    assert!(rows[1].starts_with("Cộng = mức thay đổi +10,0000"), "{rows:?}");
    assert_eq!(page.all("#thac-nuoc tbody tr").len(), 3);
}

/// September goes on with the open dossier and one more, both late by then.
#[tokio::test]
async fn units_are_named_worst_first_and_bars_follow_on_each_other() {
    let live = LiveSite::filled().await;
    live.push(&[dossier("H55.242-260810-0201", "4", "")]).await;
    live.at(crate::fixture::live::NOW + 30 * 86_400);
    let uri = "/bien-dong?agency=H55&period=2026-09&so-voi=2026-08&indicator=2.1";
    let page = live.site.get(uri).await;
    let summary = page.one("#tom-tat");
    assert!(summary.starts_with("Chỉ tiêu 2.1 giảm 8,00 điểm (8,00 → 0,00)"), "{summary}");
    assert!(summary.contains("UBND xã Phú Bình"), "{summary}");
    let rows = page.all("#bien-dong tbody tr");
    assert!(rows[0].starts_with("UBND xã Phú Bình -"), "{rows:?}");
    // From the points before, step by step, to the points after.
    let bars = page.attributes("#thac-nuoc td[data-v]", "data-v");
    let bars: Vec<rust_decimal::Decimal> = bars.iter().map(|bar| bar.parse().unwrap()).collect();
    let (after, steps) = bars.split_last().unwrap();
    assert!(bars.len() >= 4, "{bars:?}");
    assert_eq!(steps.iter().copied().sum::<rust_decimal::Decimal>(), *after);
    let api: Value = live.site.get(&format!("/api/v1/movement?{}", &uri[11..])).await.json();
    assert_eq!(sum(&api["lines"]), "-8".parse().unwrap());
    assert_eq!((&api["change"], &api["over"]), (&json!("-8.00"), &json!("units")));
    assert_eq!(api["before_side"]["period"], "2026-08");
    assert_eq!((&api["status"], &api["rulebook"]), (&json!("unofficial"), &json!("766-2024")));
}

#[rstest]
#[case("units")]
#[case("procedures")]
#[case("causes")]
#[case("both")]
#[case("indicators")]
#[tokio::test]
async fn every_view_has_the_same_sum_as_page_file_and_json(#[case] over: &str) {
    let live = LiveSite::filled().await;
    for place in ["TOTAL", "TDGQ", "MDSH", "3.3"] {
        let uri = format!("agency=H55&period=2026-08&indicator={place}&theo={over}&lang=en");
        let api: Value = live.site.get(&format!("/api/v1/movement?{uri}")).await.json();
        let amount: rust_decimal::Decimal = api["amount"].as_str().unwrap().parse().unwrap();
        assert_eq!(sum(&api["lines"]), amount, "{place}");
        let page = live.site.get(&format!("/bien-dong?{uri}")).await;
        assert_eq!(page.all("nav.tabs a[aria-current]").len(), 1);
        let csv = live.site.get(&format!("/bien-dong?{uri}&dang=csv")).await;
        assert_eq!(csv.status, 200);
        let rows = page.all("#bien-dong tbody tr").len();
        assert_eq!(csv.text.lines().count(), rows + 1, "{place}");
    }
}

/// The first revision with dossiers and now: what came since of a period that was still running cannot be told
/// from corrections, and the page says so.
#[tokio::test]
async fn an_earlier_revision_is_a_side() {
    let live = LiveSite::filled().await;
    let revision = live.site.app().store.revision().unwrap();
    live.push(&[dossier("H55.242-260810-0201", "4", "")]).await;
    let side = format!("2026-08~{revision}");
    let page = live.site.get(&format!("/bien-dong?{HERE}&indicator=2.1&so-voi={side}")).await;
    assert_eq!(page.status, 200, "{}", page.text);
    let notice = page.one(".notice");
    assert!(notice.contains("không tách riêng được phần đính chính"), "{notice}");
    // 2 of 4 on time, then 2 of 5.
    assert!(page.one("#tom-tat").contains("giảm 2,00 điểm (10,00 → 8,00)"));
    let same = live.site.get(&format!("/bien-dong?{HERE}&so-voi=2026-08")).await;
    assert!(same.one(".notice").contains("hai thời điểm so sánh trùng nhau"));
    assert!(same.one(".empty").contains("Không có gì thay đổi"));
}

#[rstest]
#[case("so-voi=hom-qua", 400, "so-voi")]
#[case("so-voi=2026-08~99999", 400, "so-voi")]
#[case("so-voi=2026-08@2099-01-01", 400, "so-voi")]
#[case("so-voi=1999-08", 400, "so-voi")]
#[case("theo=huyen", 400, "theo")]
#[case("top=0", 400, "top")]
#[case("indicator=9.9", 404, "9.9")]
#[case("so-voi=2025-06", 400, "so-voi")]
#[tokio::test]
async fn what_makes_no_sense_is_said(#[case] query: &str, #[case] status: u16, #[case] said: &str) {
    let live = LiveSite::filled().await;
    let uri = format!("agency=H55.242&period=2026-08&{query}");
    let page = live.site.get(&format!("/bien-dong?{uri}")).await;
    assert_eq!(page.status, status, "{}", page.page_text());
    assert!(page.page_text().contains(said), "{}", page.page_text());
    let api = live.site.get(&format!("/api/v1/movement?{uri}")).await;
    assert_eq!(api.status, status);
    assert!(api.text.contains("urn:chiso:problem:"), "{}", api.text);
}

/// Every change of a unit's numbers leads to why it moved; published figures have no dossiers to tell it by.
#[tokio::test]
async fn changes_on_a_units_page_lead_here() {
    let live = LiveSite::filled().await;
    let uri = "/don-vi/H55.242?period=2026-08&nguon=ho-so&so-voi=2026-07";
    let links = live.site.get(uri).await.attributes("table.compare td a", "href");
    let wanted = |link: &&String| link.starts_with("/bien-dong?") && link.contains("indicator=2.1");
    let link = links.iter().find(wanted).unwrap_or_else(|| panic!("{links:?}"));
    for part in ["agency=H55.242", "so-voi=2026-07", "period=2026-08"] {
        assert!(link.contains(part), "{link}");
    }
    assert_eq!(live.site.get(link).await.status, 200);
    assert_eq!(live.public().get("/bien-dong?agency=H55&nguon=ho-so").await.status, 303);
}
