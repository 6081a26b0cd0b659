//! A small site for tests: a store in a temporary folder, asked through the router.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request};
use chiso_scoring::agency::{Agency, Level};
use chiso_scoring::figure::{Figure, Reported};
use chiso_scoring::rulebook::Rulebooks;
use chiso_store::{CaptureInfo, Store};
use scraper::{Html, Selector};
use tempfile::TempDir;
use tower::ServiceExt;

use crate::App;
use crate::sign_in::Desk;

mod letter;
pub(crate) mod live;

/// A name that tries everything: markup, quotes, a right-to-left mark, more than 300 letters.
pub(crate) fn hostile() -> String {
    format!("Xã <script>alert(\"1\")</script> '&\u{202e}\u{200f} {}", "Lâm Sơn ".repeat(33).trim())
}

/// A store with its router.
pub(crate) struct Site {
    app: App,
    router: Router,
    /// Who asks: a session's cookie, or nobody.
    cookie: Option<String>,
    _dir: Arc<TempDir>,
}

/// What came back.
pub(crate) struct Answer {
    pub status: u16,
    headers: HeaderMap,
    pub text: String,
    pub bytes: Vec<u8>,
}

impl Site {
    /// Two months of Phú Thọ with three neighbours, and one of Bắc Kạn before the merger.
    pub fn new() -> Self {
        let site = Self::empty();
        let store = &site.app.store;
        store.add_agencies(&agencies(), "2026-09-01T00:00:00Z").unwrap();
        add(store, &earlier());
        add(store, &later());
        site
    }

    /// A store with nothing in it.
    pub fn empty() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = Arc::new(Store::open(dir.path()).unwrap());
        let app = App::new(store, Arc::new(Rulebooks::embedded()));
        let router = crate::router(app.clone());
        Self { router, app, cookie: None, _dir: Arc::new(dir) }
    }

    /// A store whose file was taken away.
    pub fn broken() -> Self {
        let site = Self::empty();
        std::fs::remove_dir_all(site._dir.path()).unwrap();
        site
    }

    pub fn app(&self) -> &App {
        &self.app
    }

    /// The same site, asked by somebody who is signed in.
    pub fn inside(self) -> Self {
        let app = self.app.with_desk(Desk::at(Arc::new(|| live::NOW)));
        let cookie = Some(live::signed_in(&app, live::ACCOUNT, [7; 32]));
        Self { router: crate::router(app.clone()), app, cookie, _dir: self._dir }
    }

    /// The same site, asked by somebody who is not signed in.
    pub fn stranger(&self) -> Self {
        self.asked_with(None)
    }

    /// Whether nobody in particular asks.
    pub fn is_stranger(&self) -> bool {
        self.cookie.is_none()
    }

    /// The same site, asked with a cookie or without one.
    pub fn asked_with(&self, cookie: Option<String>) -> Self {
        let (router, app) = (self.router.clone(), self.app.clone());
        Self { router, app, cookie, _dir: Arc::clone(&self._dir) }
    }

    pub async fn get(&self, uri: &str) -> Answer {
        self.get_with(uri, &[]).await
    }

    /// Posts a body of a kind.
    pub async fn post(&self, uri: &str, kind: &str, body: impl Into<Body>) -> Answer {
        let request = Request::post(uri).header("content-type", kind);
        self.answer(request.body(body.into()).unwrap()).await
    }

    pub async fn get_with(&self, uri: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::get(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.answer(request.body(Body::empty()).unwrap()).await
    }

    pub async fn send(&self, method: &str, uri: &str, body: &str) -> Answer {
        let body = if body.is_empty() { Body::empty() } else { Body::from(body.to_owned()) };
        self.answer(Request::builder().method(method).uri(uri).body(body).unwrap()).await
    }

    pub async fn respond(&self, mut request: Request<Body>) -> axum::response::Response {
        if let Some(cookie) = &self.cookie
            && !request.headers().contains_key("cookie")
        {
            request.headers_mut().insert("cookie", cookie.parse().unwrap());
        }
        self.router.clone().oneshot(request).await.unwrap()
    }

    pub async fn answer(&self, request: Request<Body>) -> Answer {
        let response = self.respond(request).await;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = to_bytes(response.into_body(), 20_000_000).await.unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status, headers, text, bytes: bytes.to_vec() }
    }
}

impl Answer {
    /// The text as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("{}", self.text))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Texts of the elements a selector finds, spaces folded.
    pub fn all(&self, selector: &str) -> Vec<String> {
        let page = Html::parse_document(&self.text);
        let selector = Selector::parse(selector).unwrap();
        page.select(&selector).map(|found| folded(found.text())).collect()
    }

    /// Text of the only element a selector finds.
    pub fn one(&self, selector: &str) -> String {
        let found = self.all(selector);
        assert_eq!(found.len(), 1, "{selector}: {found:?}");
        found.into_iter().next().unwrap()
    }

    /// All text of the body.
    pub fn page_text(&self) -> String {
        self.one("body")
    }

    /// Text of the content, one block a line.
    pub fn outline(&self) -> String {
        let page = Html::parse_document(&self.text);
        let blocks = "h1, h2, h3, p, dt, dd, li, caption, th, td, summary, legend, label";
        let selector = Selector::parse(blocks).unwrap();
        let lines = page.select(&selector).map(|found| {
            let text = folded(found.text());
            format!("{}: {text}", found.value().name())
        });
        lines.filter(|line| !line.ends_with(": ")).collect::<Vec<_>>().join("\n")
    }

    /// Addresses of all links.
    pub fn links(&self) -> Vec<String> {
        self.attributes("a[href]", "href")
    }

    /// An attribute of every element a selector finds.
    pub fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let page = Html::parse_document(&self.text);
        let selector = Selector::parse(selector).unwrap();
        page.select(&selector).filter_map(|a| a.value().attr(name)).map(str::to_owned).collect()
    }
}

fn folded<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    texts.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

fn agencies() -> Vec<Agency> {
    let agency = |code: &str, name: &str, level, parent: Option<&str>, from: Option<&str>| Agency {
        code: code.to_owned(),
        name: name.to_owned(),
        level,
        parent: parent.map(str::to_owned),
        valid_from: from.map(|day| day.parse().unwrap()),
        valid_to: None,
        successors: Vec::new(),
        portal_id: None,
    };
    let ended = |agency: Agency| Agency {
        valid_to: Some("2025-06-30".parse().unwrap()),
        successors: vec!["H55".to_owned()],
        ..agency
    };
    let (vn, h44, new) = (Some("VN"), Some("H44"), Some("2025-07-01"));
    vec![
        agency("VN", "Cả nước", Level::Nation, None, None),
        ended(agency("H03", "Bắc Kạn", Level::Province, vn, None)),
        ended(agency("H55", "Thái Nguyên", Level::Province, vn, None)),
        agency("H55", "Thái Nguyên", Level::Province, vn, new),
        agency("H44", "Phú Thọ", Level::Province, vn, new),
        agency("H01", "An Giang", Level::Province, vn, new),
        agency("H44.01", "Văn phòng UBND tỉnh", Level::Department, h44, new),
        agency("H44.02", "Sở Nội vụ", Level::Department, h44, new),
        agency("H44.100", "Phường Việt Trì", Level::Commune, h44, new),
        agency("H44.101", "Xã Đỗ Sơn", Level::Commune, h44, new),
        agency("H44.102", "Xã Chưa Báo Cáo", Level::Commune, h44, new),
        agency("H44.103", &hostile(), Level::Commune, h44, new),
        agency("H03.S-NV", "Sở Nội vụ Bắc Kạn", Level::Department, Some("H03"), None),
    ]
    .into_iter()
    .map(|found| {
        if found.code == "H03.S-NV" {
            Agency { successors: Vec::new(), ..ended(found) }
        } else {
            found
        }
    })
    .collect()
}

/// Period, agency, indicator, `n/d` or nothing, points or nothing, day.
type Fact<'a> = (&'a str, &'a str, &'a str, &'a str, &'a str, &'a str);

fn earlier() -> Vec<Fact<'static>> {
    vec![
        ("2023-08", "H03", "CKMB", "", "9.2", "2023-09-12"),
        ("2023-08", "H03", "TDGQ", "", "14.2", "2023-09-12"),
        ("2023-08", "H03", "CLGQ", "", "7.1", "2023-09-12"),
        ("2023-08", "H03", "TTTT", "", "2.8", "2023-09-12"),
        ("2023-08", "H03", "MDHL", "", "4.3", "2023-09-12"),
        ("2023-08", "H03", "MDSH", "", "9.1", "2023-09-12"),
        ("2023-08", "H03", "TOTAL", "", "46.76", "2023-09-12"),
        ("2023-08", "H03", "RANK", "48/63", "", "2023-09-12"),
        ("2023-08", "H03", "overdue", "417/", "", "2023-09-12"),
        ("2023-08", "H03.S-NV", "ONLINE_SERVICE", "", "14.44", "2023-09-12"),
        ("2023-08", "H03.S-NV", "TOTAL", "", "48.7", "2023-09-12"),
        ("2026-07", "H44", "2.1", "1501/1600", "", "2026-08-03"),
        ("2026-07", "H44.01", "2.1", "31/40", "", "2026-08-03"),
        ("2026-07", "H44.100", "2.1", "702/811", "", "2026-08-03"),
        ("2026-07", "H44.101", "2.1", "203/207", "", "2026-08-03"),
    ]
}

fn later() -> Vec<Fact<'static>> {
    let mut facts = vec![
        // An earlier capture of the same month.
        ("2026-08", "H44", "2.1", "1603/1750", "", "2026-09-02"),
        ("2026-08", "H44", "1.1", "41/45", "", "2026-09-26"),
        ("2026-08", "H44", "2.1", "1712/1840", "18.62", "2026-09-26"),
        ("2026-08", "H44.01", "2.1", "36/43", "", "2026-09-26"),
        ("2026-08", "H44.02", "2.1", "0/17", "", "2026-09-26"),
        ("2026-08", "H44.100", "2.1", "910/1000", "18.30", "2026-09-26"),
        ("2026-08", "H44.101", "2.1", "204/211", "", "2026-09-26"),
        ("2026-08", "H44.103", "2.1", "77/79", "", "2026-09-26"),
        ("2026-08", "H44.100", "overdue", "90/", "", "2026-09-26"),
        ("2026-08", "H01", "TDGQ", "", "17.11", "2026-09-26"),
    ];
    let groups = ["CKMB", "CLGQ", "TTTT", "MDHL", "MDSH"];
    let points = [
        ("H44", ["17.01", "10.02", "6.03", "15.04", "19.05"]),
        ("H01", ["16.11", "9.12", "5.13", "14.14", "18.15"]),
        ("H44.01", ["17.21", "8.22", "4.23", "13.24", "17.25"]),
        ("H44.02", ["17.31", "7.32", "3.33", "12.34", "16.35"]),
        ("H44.100", ["17.41", "11.42", "7.43", "16.44", "20.45"]),
        ("H44.101", ["17.51", "6.52", "2.53", "11.54", "15.55"]),
    ];
    for (agency, values) in points {
        for (group, value) in groups.into_iter().zip(values) {
            facts.push(("2026-08", agency, group, "", value, "2026-09-26"));
        }
    }
    facts
}

fn add(store: &Store, facts: &[Fact<'_>]) {
    let figures: Vec<Reported> = facts.iter().map(reported).collect();
    let info = CaptureInfo {
        file_name: "thử.csv".to_owned(),
        sha256: "0".repeat(64),
        format: "csv".to_owned(),
        imported_at: "2026-10-01T00:00:00Z".to_owned(),
        places: Vec::new(),
        repeated: 0,
    };
    let receipt = store.add_figures(&info, &figures, &[]).unwrap();
    assert_eq!(receipt.totals.accepted, facts.len() as u64);
}

fn reported((period, agency, indicator, counts, points, day): &Fact<'_>) -> Reported {
    let (n, d) = counts.split_once('/').unwrap_or(("", ""));
    let count = |text: &str| (!text.is_empty()).then(|| text.parse().unwrap());
    Reported {
        period: period.parse().unwrap(),
        as_of: day.parse::<jiff::civil::Date>().unwrap().to_datetime(jiff::civil::Time::midnight()),
        agency: (*agency).to_owned(),
        indicator: (*indicator).to_owned(),
        figure: Figure {
            numerator: count(n),
            denominator: count(d),
            points: (!points.is_empty()).then(|| points.parse().unwrap()),
            ..Figure::default()
        },
        source: format!("Cổng DVCQG, chụp {day}"),
    }
}
