//! What a reader of the feed gets.

use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use futures_util::StreamExt;
use serde_json::Value;
use tokio::time::timeout;

use crate::fixture::live::{LiveSite, NOW, dossier};

/// A feed as a browser reads it.
pub(crate) struct Feed {
    body: axum::body::BodyDataStream,
    rest: String,
}

/// One event.
#[derive(Debug)]
pub(crate) struct Told {
    pub kind: String,
    pub id: String,
    pub data: Value,
    pub text: String,
}

impl Feed {
    pub async fn open(live: &LiveSite, query: &str, last: Option<&str>) -> Self {
        let mut request = Request::get(format!("/api/v1/live?{query}"));
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let response = live.site.respond(request.body(Body::empty()).unwrap()).await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        assert_eq!(response.headers()["cache-control"], "no-store");
        Self { body: response.into_body().into_data_stream(), rest: String::new() }
    }

    /// The next event; fails after a time that no machine needs.
    pub async fn next(&mut self) -> Told {
        timeout(Duration::from_secs(30), self.event()).await.expect("an event")
    }

    /// Whether the feed ends.
    pub async fn ends(&mut self) -> bool {
        timeout(Duration::from_secs(30), self.body.next()).await.is_ok_and(|next| next.is_none())
    }

    async fn event(&mut self) -> Told {
        loop {
            if let Some((event, rest)) = self.rest.split_once("\n\n") {
                let (event, rest) = (event.to_owned(), rest.to_owned());
                self.rest = rest;
                if !event.starts_with(':') {
                    return told(event);
                }
                continue;
            }
            let chunk = self.body.next().await.expect("more").unwrap();
            self.rest.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }
}

fn told(text: String) -> Told {
    let field = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        line.unwrap_or_default().trim().to_owned()
    };
    let data = serde_json::from_str(&field("data")).unwrap();
    Told { kind: field("event"), id: field("id"), data, text }
}

impl LiveSite {
    /// Text of the first frame of a feed.
    pub async fn first_frame(&self, query: &str) -> String {
        Feed::open(self, query, None).await.next().await.text
    }
}

const VIEW: &str = "parent=H55&period=2026-08&rulebook=766-2024";

/// The row of an agency.
fn row<'a>(told: &'a Told, agency: &str) -> Option<&'a Value> {
    told.data["rows"].as_array().unwrap().iter().find(|row| row["agency"] == agency)
}

#[tokio::test]
async fn a_snapshot_comes_first_and_then_only_what_changed() {
    let live = LiveSite::filled().await;
    let mut feed = Feed::open(&live, VIEW, None).await;
    let first = feed.next().await;
    assert_eq!(first.kind, "snapshot");
    assert_eq!(first.data["parent"], "H55");
    assert_eq!(first.data["as_of"], "2026-08-20T09:00:00");
    let agencies: Vec<_> =
        first.data["rows"].as_array().unwrap().iter().map(|row| row["agency"].clone()).collect();
    assert_eq!(agencies.len(), 4);
    assert_eq!(agencies[0], "H55");
    // 2.1 counts three dossiers of Phú Bình: 2 of 3 in time.
    let late = row(&first, "H55.242").unwrap()["groups"]["TDGQ"].clone();
    assert!(late.as_str().is_some_and(|points| points.starts_with("13.")), "{late}");

    live.push(&[dossier("H55.242-260803-0118", "9", "20260811100000")]).await;
    live.push(&[dossier("H55.242-260806-0120", "9", "20260811100000")]).await;
    let second = feed.next().await;
    assert_eq!(second.kind, "revision");
    assert!(second.data["revision"].as_u64() > first.data["revision"].as_u64());
    assert!(row(&second, "H55.243").is_none(), "{}", second.text);
    assert!(row(&second, "H55.242").is_some());
}

#[tokio::test]
async fn what_has_no_points_is_null_with_a_reason() {
    let live = LiveSite::new();
    let first = Feed::open(&live, VIEW, None).await.next().await;
    let row = row(&first, "H55.243").unwrap();
    assert_eq!((&row["points"], &row["state"]), (&Value::Null, &Value::from("source_silent")));
    assert_eq!(row["groups"]["TDGQ"], Value::Null);
}

#[tokio::test]
async fn the_clock_alone_moves_a_score() {
    let live = LiveSite::new();
    live.at(NOW + 60);
    let mut open = dossier("H55.243-260819-0050", "4", "");
    open["NgayTiepNhan"] = "20260819080000".into();
    open["NgayHenTra"] = "20260820140000".into();
    live.push(&[open]).await;
    let mut feed = Feed::open(&live, VIEW, None).await;
    let in_time = feed.next().await;
    let points = |told: &Told| row(told, "H55.243").unwrap()["groups"]["TDGQ"].clone();
    // Four hours on, less a second, nothing has moved; then the dossier is late.
    live.at(NOW + 5 * 3_600);
    live.at(NOW + 5 * 3_600 + 1);
    let late = feed.next().await;
    assert_eq!(late.kind, "revision");
    assert_eq!(late.data["revision"], in_time.data["revision"]);
    assert_ne!(points(&late), points(&in_time));
}

#[tokio::test]
async fn who_comes_back_gets_what_it_missed() {
    let live = LiveSite::filled().await;
    let first = Feed::open(&live, VIEW, None).await.next().await;
    live.push(&[dossier("H55.243-260804-0031", "9", "20260811100000")]).await;
    let missed = Feed::open(&live, VIEW, Some(&first.id)).await.next().await;
    assert_eq!(missed.kind, "revision");
    assert!(row(&missed, "H55.243").is_some() && row(&missed, "H55.242").is_none());
    let unknown = Feed::open(&live, VIEW, Some("0.7")).await.next().await;
    assert_eq!((unknown.kind.as_str(), unknown.id), ("snapshot", missed.id));
}

#[tokio::test]
async fn a_slow_reader_gets_many_revisions_as_one() {
    let live = LiveSite::filled().await;
    let (mut slow, mut fast) =
        (Feed::open(&live, VIEW, None).await, Feed::open(&live, VIEW, None).await);
    let start = slow.next().await;
    fast.next().await;
    let mut last = 0;
    for number in 200..220 {
        let number_of = format!("H55.243-260807-0{number}");
        live.push(&[dossier(&number_of, "9", "20260811100000")]).await;
        // One after the other: each is told before the next one comes.
        if number % 5 == 0 {
            last = fast.next().await.data["revision"].as_u64().unwrap();
        }
    }
    while last < start.data["revision"].as_u64().unwrap() + 20 {
        last = fast.next().await.data["revision"].as_u64().unwrap();
    }
    let merged = slow.next().await;
    assert_eq!(merged.data["revision"].as_u64(), Some(last));
    assert_eq!(merged.data["rows"].as_array().unwrap().len(), 2, "{}", merged.text);
}

#[tokio::test]
async fn the_feed_agrees_with_the_page() {
    let live = LiveSite::filled().await;
    let told = Feed::open(&live, VIEW, None).await.next().await;
    let page = live.site.get("/xep-hang?parent=H55&period=2026-08&group=TDGQ").await;
    let cells = page.all("#commune tbody tr:first-child td").join(" ");
    let best = row(&told, "H55.242").unwrap()["groups"]["TDGQ"].as_str().unwrap().replace('.', ",");
    assert!(cells.contains(&best), "{best} in {cells}");
}

#[tokio::test]
async fn the_end_of_the_server_ends_the_feeds() {
    let live = LiveSite::filled().await;
    let mut feed = Feed::open(&live, VIEW, None).await;
    feed.next().await;
    live.site.app().present.as_ref().unwrap().close();
    assert!(feed.ends().await);
}

#[tokio::test]
async fn what_cannot_be_watched_is_a_problem() {
    let live = LiveSite::filled().await;
    for (query, status) in [
        ("", 400),
        ("parent=H99&period=2026-08", 400),
        ("parent=H55&period=08/2026", 400),
        ("parent=H55&rulebook=767", 400),
    ] {
        let answer = live.site.get(&format!("/api/v1/live?{query}")).await;
        assert_eq!(answer.status, status, "{query}");
        assert_eq!(answer.header("content-type"), "application/problem+json");
    }
}
