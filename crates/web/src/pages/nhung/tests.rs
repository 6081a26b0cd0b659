//! Cards as other pages show them.

use rstest::rstest;

use crate::fixture::live::LiveSite;
use crate::fixture::{Answer, Site, hostile};

fn framed(answer: &Answer) {
    let policy = answer.header("content-security-policy");
    assert!(policy.ends_with("frame-ancestors *"), "{policy}");
    assert!(!policy.contains("unsafe-inline") && !policy.contains("script-src"), "{policy}");
    assert_eq!(answer.header("set-cookie"), "");
    assert_eq!(answer.header("x-frame-options"), "");
    assert!(answer.all("script").is_empty() && answer.all("form").is_empty());
    assert!(answer.attributes("[style]", "style").is_empty());
}

#[tokio::test]
async fn the_score_card_says_what_the_overview_says() {
    let site = Site::new();
    let card = site.get("/nhung/diem/H44?period=2026-08").await;
    assert_eq!(card.status, 200, "{}", card.page_text());
    framed(&card);
    assert_eq!(card.one("h1"), "Phú Thọ");
    assert!(card.one(".total").starts_with("85,76 /100"), "{}", card.one(".total"));
    assert_eq!(card.one(".rank"), "Hạng 1/2");
    let groups = card.all("li");
    assert_eq!(groups.len(), 6);
    assert!(groups.iter().any(|group| group.ends_with("18,61/20")), "{groups:?}");
    let foot = card.one("footer");
    assert!(foot.contains("26/09/2026") && foot.contains("766-2024"), "{foot}");
    for link in card.links() {
        assert!(link.starts_with("/don-vi/H44?"), "{link}");
        assert_eq!(site.get(&link).await.status, 200);
    }
    let targets = card.attributes("a", "target");
    assert!(targets.len() == card.links().len() && targets.iter().all(|t| t == "_blank"));
    assert!(card.attributes("a", "rel").iter().all(|rel| rel == "noopener"));
}

#[tokio::test]
async fn the_ranking_shows_one_level_at_a_time() {
    let site = Site::new();
    let card = site.get("/nhung/xep-hang/H44?period=2026-08").await;
    framed(&card);
    assert_eq!(card.all(".tabs a[aria-current]"), ["Sở, ban, ngành"]);
    assert_eq!(card.all("tbody tr").len(), 2);
    let communes = site.get("/nhung/xep-hang/H44?period=2026-08&level=commune").await;
    let rows = communes.all("tbody tr");
    assert!(rows[0].starts_with("1 Phường Việt Trì 91,35"), "{rows:?}");
    assert!(rows.iter().any(|row| row.contains("Xã Chưa Báo Cáo — chưa có số liệu")), "{rows:?}");
    let named = hostile().split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(rows.iter().any(|row| row.contains(&named)));
    let full = communes.attributes("footer a", "href");
    assert!(full[0].contains("parent=H44") && full[0].contains("level=commune"), "{full:?}");
    assert_eq!(site.get(&full[0]).await.status, 200);
}

/// A card is light or dark as the other page asks, Vietnamese unless it asks for English, and small.
#[tokio::test]
async fn a_card_follows_the_page_around_it() {
    let site = Site::new();
    let dark = site.get("/nhung/diem/H44?period=2026-08&nen=toi&lang=en").await;
    assert_eq!(dark.attributes("html", "data-nen"), ["toi"]);
    assert_eq!(dark.attributes("html", "lang"), ["en"]);
    assert!(dark.one("footer").contains("See all of it"));
    let plain = site.get("/nhung/diem/H44?period=2026-08").await;
    assert!(plain.attributes("html", "data-nen").is_empty());
    assert!(plain.text.len() < 6_000, "{}", plain.text.len());
    let tag = plain.header("etag").to_owned();
    let again = site.get_with("/nhung/diem/H44?period=2026-08", &[("if-none-match", &tag)]).await;
    assert_eq!((again.status, again.text.as_str()), (304, ""));
}

#[rstest]
#[case("/nhung/diem/H99", 404)]
#[case("/nhung/diem/H44?nen=xanh", 400)]
#[case("/nhung/xep-hang/H44?level=tinh", 400)]
#[case("/nhung/diem/H03?period=2026-08", 404)]
#[case("/nhung/diem/%FF", 404)]
#[tokio::test]
async fn what_cannot_be_shown_is_said_in_the_frame(#[case] uri: &str, #[case] status: u16) {
    let answer = Site::new().get(uri).await;
    assert_eq!(answer.status, status, "{}", answer.page_text());
    assert!(answer.header("content-security-policy").ends_with("frame-ancestors *"));
    assert!(!answer.one("h1").is_empty());
}

/// No other page may be framed by others, and no card is for those inside.
#[tokio::test]
async fn only_cards_may_be_framed_and_nobody_is_known_to_them() {
    let live = LiveSite::filled().await;
    for uri in ["/", "/du-lieu-mo", "/xep-hang?parent=H55&period=2026-08", "/du-lieu/lich.csv"] {
        let policy = live.site.get(uri).await.header("content-security-policy").to_owned();
        assert!(policy.ends_with("frame-ancestors 'self'"), "{uri}: {policy}");
    }
    let card = live.site.get("/nhung/diem/H55.242?period=2026-08&nguon=ho-so").await;
    assert_eq!(card.status, 200, "{}", card.page_text());
    assert!(card.links().iter().all(|link| !link.starts_with("/ho-so")));
}
