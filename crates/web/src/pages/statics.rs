//! `/static/…`: the few files that are not pages, embedded in the binary.

use std::borrow::Cow;
use std::io::Write;
use std::sync::{LazyLock, OnceLock};

use axum::Extension;
use axum::extract::RawQuery;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use crate::asked::{Asked, Segment};
use crate::headers::Keep;
use crate::trouble::Trouble;

/// A font with its kind and bytes.
macro_rules! font {
    ($name:literal) => {
        ($name, FONT, include_bytes!(concat!("../../static/vendor/", $name)))
    };
}

/// An embedded file.
pub(crate) struct File {
    /// Name in the address.
    pub name: &'static str,
    kind: &'static str,
    bytes: Cow<'static, [u8]>,
    /// The same compressed, once somebody asked for it.
    packed: OnceLock<Vec<u8>>,
    /// Short digest of its bytes.
    tag: String,
}

const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const FONT: &str = "font/woff2";

/// Colours, type and space.
const TOKENS: &str = include_str!("../../static/css/tokens.css");
/// Where the colours of dark devices begin.
const DARK: &str = "@media (prefers-color-scheme: dark) {";
/// Cards in frames of other pages.
const FRAMED: &str = include_str!("../../static/css/embed.css");

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

/// What every page runs: it stays up to date, and fetches what draws if there is something to draw.
const APP: &str = concat!(
    include_str!("../../static/vendor/idiomorph.js"),
    include_str!("../../static/live.js"),
    include_str!("../../static/near.js"),
    include_str!("../../static/focus.js"),
);

/// What draws charts with ECharts: the common part, then a file per kind, then what sets it going.
const CHARTS: &str = concat!(
    include_str!("../../static/charts/twin.js"),
    include_str!("../../static/charts/look.js"),
    include_str!("../../static/charts/shapes.js"),
    include_str!("../../static/charts/bars.js"),
    include_str!("../../static/charts/radar.js"),
    include_str!("../../static/charts/trend.js"),
    include_str!("../../static/charts/waterfall.js"),
    include_str!("../../static/charts/heat.js"),
    include_str!("../../static/charts/calendar.js"),
    include_str!("../../static/charts/slope.js"),
    include_str!("../../static/charts/map.js"),
    include_str!("../../static/charts/image.js"),
    include_str!("../../static/charts/stage.js"),
);

/// Name, kind and bytes of every file but the style sheet, which names some of them.
const EMBEDDED: &[(&str, &str, &[u8])] = &[
    ("icon.svg", "image/svg+xml", include_bytes!("../../static/icon.svg")),
    ("app.js", SCRIPT, APP.as_bytes()),
    ("charts.js", SCRIPT, CHARTS.as_bytes()),
    ("echarts.js", SCRIPT, include_bytes!("../../static/vendor/echarts.js")),
    font!("be-vietnam-pro-latin-400.woff2"),
    font!("be-vietnam-pro-latin-600.woff2"),
    font!("be-vietnam-pro-vietnamese-400.woff2"),
    font!("be-vietnam-pro-vietnamese-600.woff2"),
    font!("be-vietnam-pro-digits-400.woff2"),
    font!("be-vietnam-pro-digits-600.woff2"),
];

/// All of them, with their tags.
static FILES: LazyLock<Vec<File>> = LazyLock::new(|| {
    let plain = |(name, kind, bytes): &(&'static str, &'static str, &'static [u8])| {
        File::new(name, kind, Cow::Borrowed(bytes))
    };
    let mut files: Vec<File> = EMBEDDED.iter().map(plain).collect();
    let style = style(&files).into_bytes();
    let frames = versioned(&files, framed_style()).into_bytes();
    files.push(File::new("app.css", CSS, Cow::Owned(style)));
    files.push(File::new("embed.css", CSS, Cow::Owned(frames)));
    files
});

/// The style sheet with addresses that change with the content of what they name.
fn style(files: &[File]) -> String {
    versioned(files, STYLE.to_owned())
}

/// The style sheet of cards in frames of other pages: colours and type of all pages, on the ground that
/// `data-nen` on the card asks for, else on that of the visitor's device.
fn framed_style() -> String {
    let (light, dark) = TOKENS.split_once(DARK).unwrap_or((TOKENS, ""));
    let block = dark.split_once('{').and_then(|(_, block)| block.split_once('}'));
    let (colours, rest) = block.unwrap_or_default();
    let rest = rest.split_once('}').map_or("", |(_, rest)| rest);
    format!(
        "{light}:root[data-nen=\"sang\"] {{ color-scheme: light; }}\n\
         :root[data-nen=\"toi\"] {{ color-scheme: dark;{colours}}}\n\
         {DARK} :root:not([data-nen]) {{{colours}}} }}{rest}{FRAMED}"
    )
}

/// A style sheet with addresses that change with the content of what they name.
fn versioned(files: &[File], style: String) -> String {
    let versioned = |style: String, file: &File| {
        style.replace(&format!("\"/static/{}\"", file.name), &format!("\"{}\"", file.address()))
    };
    files.iter().fold(style, versioned)
}

/// Address of a file that changes with its content; of a file that there is not, its plain path.
pub(crate) fn address(name: &str) -> String {
    let found = FILES.iter().find(|file| file.name == name);
    found.map_or_else(|| format!("/static/{name}"), File::address)
}

impl File {
    fn new(name: &'static str, kind: &'static str, bytes: Cow<'static, [u8]>) -> Self {
        let digest = Sha256::digest(&bytes);
        let tag = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        Self { name, kind, bytes, packed: OnceLock::new(), tag }
    }

    fn address(&self) -> String {
        format!("/static/{}?v={}", self.name, self.tag)
    }

    /// Compressed, unless that was done to it already. Writing into memory does not fail; if it did, the
    /// answer would be empty and told as such by its length, so the plain bytes stand in.
    fn packed(&self) -> Option<&[u8]> {
        let pack = || {
            let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
            let written = gzip.write_all(&self.bytes).and_then(|()| gzip.finish());
            written.unwrap_or_default()
        };
        let packed = (self.kind != FONT).then(|| self.packed.get_or_init(pack).as_slice());
        packed.filter(|bytes| !bytes.is_empty())
    }
}

/// Whether a visitor takes compressed bytes.
fn takes_gzip(headers: &HeaderMap) -> bool {
    let text = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    let refused = |part: &str| part.replace(' ', "").ends_with(";q=0");
    text.is_some_and(|text| {
        text.split(',').any(|part| part.trim_start().starts_with("gzip") && !refused(part))
    })
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
    // Packed and plain are different bytes: each has its own tag.
    let (plain, gzip) = (format!("\"{}\"", file.tag), format!("\"{}-gz\"", file.tag));
    let packed = if takes_gzip(&headers) { file.packed() } else { None };
    let tag = if packed.is_some() { gzip } else { plain };
    let vary = (header::VARY, "accept-encoding");
    let same = headers.get(header::IF_NONE_MATCH).is_some_and(|known| known == tag.as_str());
    if same {
        return (StatusCode::NOT_MODIFIED, keep, [vary], [(header::ETAG, tag)]).into_response();
    }
    let described = [(header::CONTENT_TYPE, file.kind.to_owned()), (header::ETAG, tag)];
    match packed {
        Some(bytes) => {
            (keep, [vary, (header::CONTENT_ENCODING, "gzip")], described, bytes).into_response()
        }
        None => (keep, [vary], described, &*file.bytes).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;
    use std::io::Read;
    use std::path::Path;

    use super::*;
    use crate::fixture::Site;

    #[tokio::test]
    async fn every_file_has_its_type_its_tag_and_its_bytes() {
        let site = Site::new();
        for file in FILES.iter() {
            let answer = site.get(&file.address()).await;
            assert_eq!(answer.status, 200);
            assert_eq!(answer.text, String::from_utf8_lossy(&file.bytes));
            assert_eq!(answer.header("content-type"), file.kind);
            assert!(answer.header("cache-control").contains("immutable"));
            let plain = format!("/static/{}", file.name);
            assert_eq!(site.get(&plain).await.header("cache-control"), "no-cache");
            let again = site.get_with(&plain, &[("if-none-match", answer.header("etag"))]).await;
            assert_eq!((again.status, again.text.as_str()), (304, ""));
        }
        assert_eq!(site.get("/static/secret.txt").await.status, 404);
    }

    #[tokio::test]
    async fn a_packed_file_is_the_same_file_under_a_tag_of_its_own() {
        let site = Site::new();
        for file in FILES.iter() {
            let gzip = [("accept-encoding", "br, gzip;q=0.8")];
            let answer = site.get_with(&file.address(), &gzip).await;
            let packed = answer.header("content-encoding") == "gzip";
            assert_eq!((packed, answer.header("vary")), (file.kind != FONT, "accept-encoding"));
            if let Some(bytes) = file.packed() {
                let mut plain = Vec::new();
                flate2::read::GzDecoder::new(bytes).read_to_end(&mut plain).unwrap();
                assert_eq!(plain, &*file.bytes);
                assert_eq!(answer.header("etag"), format!("\"{}-gz\"", file.tag));
            }
            let refused = [("accept-encoding", "gzip;q=0")];
            assert_eq!(
                site.get_with(&file.address(), &refused).await.header("content-encoding"),
                ""
            );
        }
    }

    /// A card can be dark on a light device and light on a dark one.
    #[test]
    fn a_framed_card_has_both_grounds() {
        let style = framed_style();
        let dark = TOKENS.split_once(DARK).unwrap().1;
        let line = dark.lines().find(|line| line.contains("--paper:")).unwrap();
        assert_eq!(style.matches(line).count(), 2, "forced, and as the device has it");
        assert_eq!(style.matches('{').count(), style.matches('}').count());
        assert!(style.contains(FRAMED) && style.contains(":root:not([data-nen])"));
    }

    #[test]
    fn fonts_have_addresses_that_change_with_them() {
        let style = style(&FILES);
        for file in FILES.iter().filter(|file| file.kind == FONT) {
            assert!(style.contains(&format!("url(\"{}\")", file.address())), "{}", file.name);
        }
    }

    /// Every file that others made is the one that `scripts/vendor/build` wrote.
    #[test]
    fn what_others_made_is_unchanged() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("static/vendor");
        let listed = fs::read_to_string(folder.join("SHA256SUMS")).unwrap();
        let listed: BTreeMap<&str, &str> = listed
            .lines()
            .filter_map(|line| line.split_once("  "))
            .map(|(sum, name)| (name, sum))
            .collect();
        let names = |folder: &Path, before: &str| -> Vec<String> {
            let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
            names.map(|name| format!("{before}{}", name.to_string_lossy())).collect()
        };
        let mut found = names(&folder, "");
        found.extend(names(&folder.join("licences"), "licences/"));
        found.retain(|name| !["README.md", "SHA256SUMS", "licences"].contains(&name.as_str()));
        assert_eq!(found.len(), listed.len());
        for name in found {
            let bytes = fs::read(folder.join(&name)).unwrap();
            let sum: String =
                Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(listed.get(name.as_str()), Some(&sum.as_str()), "{name}");
        }
    }

    #[test]
    fn the_style_sheet_loads_nothing_from_elsewhere() {
        assert!(!STYLE.contains("http") && !STYLE.contains("@import"));
        let fonts = STYLE.matches("url(\"/static/").count();
        assert_eq!(STYLE.matches("url(").count(), fonts);
    }
}
