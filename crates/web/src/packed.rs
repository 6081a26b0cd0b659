//! Compressed answers. Files that never change are packed once, where they are kept; what is made for each visitor
//! is packed on its way out; the live feed never is: its events must not wait for each other.

use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use tower_http::compression::{CompressionLayer, CompressionLevel};

/// A smaller answer costs more than it saves.
const SMALLEST: u64 = 1_000;
/// Pages are repetitive: the quickest level already makes them ten times smaller.
const LEVEL: CompressionLevel = CompressionLevel::Precise(2);

/// Packs what visitors are answered, if they take it.
pub(crate) fn layer() -> CompressionLayer<impl Predicate> {
    let predicate = SizeAbove::new(SMALLEST)
        .and(NotForContentType::SSE)
        .and(NotForContentType::IMAGES)
        .and(NotForContentType::const_new("font/"))
        // Workbooks and archives are packed already.
        .and(NotForContentType::const_new("application/vnd.openxmlformats"))
        .and(NotForContentType::const_new("application/zip"));
    CompressionLayer::new().quality(LEVEL).compress_when(predicate)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use crate::fixture::Site;

    const GZIP: [(&str, &str); 1] = [("accept-encoding", "gzip, br")];

    #[rstest]
    #[case::page("/xep-hang?parent=VN", "gzip")]
    #[case::short("/healthz", "")]
    #[case::spreadsheet("/xep-hang?parent=VN&dang=xlsx", "")]
    #[tokio::test]
    async fn what_is_packed(#[case] path: &str, #[case] encoding: &str) {
        let site = Site::new();
        let answer = site.get_with(path, &GZIP).await;
        assert_eq!((answer.status, answer.header("content-encoding")), (200, encoding));
        assert_eq!(answer.header("vary").is_empty(), encoding.is_empty());
        assert_eq!(site.get(path).await.header("content-encoding"), "");
    }
}
