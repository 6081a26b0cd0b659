//! `/static/…`: the few files that are not pages, embedded in the binary.

use std::sync::LazyLock;

use axum::Extension;
use axum::extract::RawQuery;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use crate::asked::{Asked, Segment};
use crate::headers::Keep;
use crate::trouble::Trouble;

/// An embedded file.
pub(crate) struct File {
    /// Name in the address.
    pub name: &'static str,
    kind: &'static str,
    bytes: &'static [u8],
    /// Short digest of its bytes.
    tag: String,
}

const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// All style sheets as one: from what every page has to what only some have.
const STYLE: &str = concat!(
    include_str!("../../static/css/tokens.css"),
    include_str!("../../static/css/page.css"),
    include_str!("../../static/css/nav.css"),
    include_str!("../../static/css/parts.css"),
    include_str!("../../static/css/tables.css"),
    include_str!("../../static/css/charts.css"),
    include_str!("../../static/css/live.css"),
    include_str!("../../static/css/phone.css"),
    include_str!("../../static/css/print.css"),
);

/// Name, kind and bytes of every file.
const EMBEDDED: &[(&str, &str, &[u8])] = &[
    ("app.css", CSS, STYLE.as_bytes()),
    ("icon.svg", "image/svg+xml", include_bytes!("../../static/icon.svg")),
    ("live.js", SCRIPT, include_bytes!("../../static/live.js")),
];

/// All of them, with their tags.
static FILES: LazyLock<Vec<File>> = LazyLock::new(|| {
    EMBEDDED.iter().map(|(name, kind, bytes)| File::new(name, kind, bytes)).collect()
});

/// Address of a file that changes with its content; of a file that there is not, its plain path.
pub(crate) fn address(name: &str) -> String {
    let found = FILES.iter().find(|file| file.name == name);
    found.map_or_else(|| format!("/static/{name}"), File::address)
}

impl File {
    fn new(name: &'static str, kind: &'static str, bytes: &'static [u8]) -> Self {
        let digest = Sha256::digest(bytes);
        let tag = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        Self { name, kind, bytes, tag }
    }

    fn address(&self) -> String {
        format!("/static/{}?v={}", self.name, self.tag)
    }
}

/// Answers with a file, or 304 if the visitor has it.
pub(crate) async fn file(
    Segment(name): Segment,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    asked: Asked,
) -> Response {
    let Some(file) = FILES.iter().find(|file| file.name == name) else {
        return Trouble::NoPage.answer(&asked);
    };
    let current = query.is_some_and(|query| query == format!("v={}", file.tag));
    let keep = Extension(if current { Keep::Forever } else { Keep::Compare });
    let tag = format!("\"{}\"", file.tag);
    let same = headers.get(header::IF_NONE_MATCH).is_some_and(|known| known == tag.as_str());
    if same {
        return (StatusCode::NOT_MODIFIED, keep, [(header::ETAG, tag)]).into_response();
    }
    let described = [(header::CONTENT_TYPE, file.kind.to_owned()), (header::ETAG, tag)];
    (keep, described, file.bytes).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Site;

    #[tokio::test]
    async fn every_file_has_its_type_its_tag_and_its_bytes() {
        let site = Site::new();
        for file in FILES.iter() {
            let answer = site.get(&file.address()).await;
            assert_eq!(answer.status, 200);
            assert_eq!(answer.text, String::from_utf8_lossy(file.bytes));
            assert_eq!(answer.header("content-type"), file.kind);
            assert!(answer.header("cache-control").contains("immutable"));
            let plain = format!("/static/{}", file.name);
            assert_eq!(site.get(&plain).await.header("cache-control"), "no-cache");
            let again = site.get_with(&plain, &[("if-none-match", answer.header("etag"))]).await;
            assert_eq!((again.status, again.text.as_str()), (304, ""));
        }
        assert_eq!(site.get("/static/secret.txt").await.status, 404);
    }

    #[test]
    fn the_style_sheet_loads_nothing_from_elsewhere() {
        assert!(!STYLE.contains("http") && !STYLE.contains("@import"));
        let fonts = STYLE.matches("url(\"/static/").count();
        assert_eq!(STYLE.matches("url(").count(), fonts);
    }
}
