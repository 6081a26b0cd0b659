//! What strangers can read, wherever they look: no count of fewer than five dossiers, no code of a dossier.

use std::collections::BTreeSet;

use crate::fixture::live::{LiveSite, dossier};
use crate::fixture::{Answer, Site};

const STAND: &str = "period=2026-08&nguon=ho-so";

/// Thái Nguyên with three dossiers of Phú Bình, one of Tân Thành, seven of Sở Xây dựng.
async fn site() -> LiveSite {
    let live = LiveSite::filled().await;
    let more: Vec<_> = (0..7)
        .map(|number| dossier(&format!("H55.17-260803-{number:04}"), "9", "20260811150000"))
        .collect();
    let answer = live.push(&more).await;
    assert_eq!(answer.json()["error_code"], "0", "{}", answer.text);
    live
}

/// Pages and files that a stranger reaches from some pages, within bounds.
async fn crawl(site: &Site, starts: &[String], bound: usize) -> Vec<(String, Answer)> {
    let mut known: BTreeSet<String> = starts.iter().cloned().collect();
    let mut waiting: Vec<String> = starts.to_vec();
    let mut seen = Vec::new();
    while let Some(address) = waiting.pop() {
        let answer = site.get(&address).await;
        let html = answer.header("content-type").starts_with("text/html");
        let links = if html && answer.status == 200 { answer.links() } else { Vec::new() };
        for link in links.into_iter().filter(|link| link.starts_with('/')) {
            let link = link.split('#').next().unwrap_or_default().to_owned();
            if seen.len() + waiting.len() < bound && known.insert(link.clone()) {
                waiting.insert(0, link);
            }
        }
        seen.push((address, answer));
    }
    seen
}

/// The text of a page, of a table or of an answer.
fn words(answer: &Answer) -> String {
    if answer.header("content-type").starts_with("text/html") {
        answer.page_text()
    } else {
        answer.text.clone()
    }
}

/// What would tell of the three dossiers of the fixture: `2 / 3`, `2 ÷ 3` in any form of the pages. (Of
/// procedures and communes there may be one or two: they are nobody.)
fn told(text: &str) -> Vec<String> {
    let pairs = (0..=3).map(|n| (n, 3));
    let forms = pairs.flat_map(|(n, d)| {
        [
            format!(" {n} / {d} "),
            format!(" {n} ÷ {d} "),
            format!(",{n},{d},"),
            format!("\"{n}/{d}\""),
        ]
    });
    let text = format!(" {} ", text.replace(['\n', '\u{a0}'], " "));
    forms.filter(|form| text.contains(form.as_str())).collect()
}

#[tokio::test]
async fn strangers_find_no_small_count_and_no_dossier_wherever_they_look() {
    let live = site().await;
    let stranger = live.site.stranger();
    let starts: Vec<String> = [
        format!("/?agency=H55&{STAND}"),
        format!("/xep-hang?parent=H55&{STAND}"),
        format!("/don-vi/H55.242?{STAND}"),
        format!("/don-vi/H55?{STAND}"),
        format!("/chi-so/2.1?agency=H55&{STAND}"),
        format!("/chi-so/2.1?agency=H55.242&{STAND}&lang=en"),
        format!("/chi-so/4.2?agency=H55&{STAND}&so-voi=2026-07"),
        format!("/so-sanh-cong-bang?parent=H55&level=commune&agency=H55.242&{STAND}"),
        format!("/api/v1/fairness?parent=H55&{STAND}"),
    ]
    .to_vec();
    let seen = crawl(&stranger, &starts, 160).await;
    assert!(seen.len() > 100, "{}", seen.len());
    for (address, answer) in &seen {
        let text = words(answer);
        // Internal pages send a stranger to sign in; a wrong address says so.
        assert!(answer.status < 500, "{address}: {}", answer.status);
        assert_eq!(told(&text), Vec::<String>::new(), "{address}: {text}");
        for code in ["H55.242-2608", "H55.243-2608", "H55.17-2608"] {
            assert!(!answer.text.contains(code), "{address} names a dossier");
        }
    }
    let files = seen.iter().filter(|(address, _)| address.contains("dang=csv")).count();
    assert!(files > 10, "{files} files");
}

#[tokio::test]
async fn the_same_pages_tell_everything_to_whoever_is_signed_in() {
    let live = site().await;
    let uri = format!("/don-vi/H55.242?{STAND}");
    let inside = live.site.get(&uri).await;
    assert!(inside.all("#TDGQ tbody tr")[0].contains("2 / 3 66,67 %"), "{}", inside.page_text());
    let outside = live.site.stranger().get(&uri).await;
    let row = &outside.all("#TDGQ tbody tr")[0];
    assert!(row.contains("không nêu (số ít)") && !row.contains("66,67"), "{row}");
    // Points are public whatever they rest on.
    assert!(row.contains("13,33"), "{row}");
    let fair = format!("/api/v1/fairness?parent=H55&{STAND}");
    // The departments come first; the communes have three dossiers and one.
    let rows = |answer: Answer| answer.json()["kinds"][1]["rows"][0].clone();
    let (inside, outside) = (live.site.get(&fair).await, live.site.stranger().get(&fair).await);
    assert!(rows(inside)["withheld"].is_null());
    let outside = rows(outside);
    assert_eq!(outside["withheld"], true, "{outside}");
    assert!(outside["cohort"]["volume"].is_null(), "{outside}");
}

#[tokio::test]
async fn a_shown_total_does_not_give_a_small_one_away() {
    let live = site().await;
    let page = live.site.stranger().get(&format!("/chi-so/2.1?agency=H55&{STAND}")).await;
    let text = page.page_text();
    // 11 of the province are shown and 7 of the department; the 3 and the 1 keep each other unknown.
    assert!(text.contains(" 9 ÷ 11 "), "{text}");
    let communes = page.all("tbody tr").into_iter().filter(|row| row.contains("UBND xã"));
    for row in communes {
        assert!(row.contains("không nêu (số ít)"), "{row}");
    }
}

#[tokio::test]
async fn what_is_published_is_not_withheld() {
    let page = Site::new().get("/don-vi/H44.02").await;
    assert!(!page.page_text().contains("không nêu (số ít)"));
}
