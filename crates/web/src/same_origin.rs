//! What changes something is taken from our own pages and from programs, never from a page of another site:
//! such a page can make a browser send a form here without anybody wanting it.

use axum::http::{HeaderMap, header};

/// Whether a request may change something.
///
/// A browser says where it comes from: `Sec-Fetch-Site`, and where that is missing `Origin`, which has to
/// name the host that was asked. A program says neither; it has no foreign page to be led by.
pub(crate) fn ours(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text(header::ORIGIN.as_str()) else { return true };
    let host = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
    host.is_some() && host == text(header::HOST.as_str())
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::a_program(&[], true)]
    #[case::our_page(&[("sec-fetch-site", "same-origin"), ("origin", "http://127.0.0.1:8766")], true)]
    #[case::typed_by_hand(&[("sec-fetch-site", "none")], true)]
    #[case::another_site(&[("sec-fetch-site", "cross-site")], false)]
    #[case::a_sister_site(&[("sec-fetch-site", "same-site")], false)]
    #[case::nonsense(&[("sec-fetch-site", "")], false)]
    #[case::an_old_browser(&[("origin", "http://127.0.0.1:8766"), ("host", "127.0.0.1:8766")], true)]
    #[case::behind_a_proxy(&[("origin", "https://chiso.example"), ("host", "chiso.example")], true)]
    #[case::another_port(&[("origin", "http://127.0.0.1:99"), ("host", "127.0.0.1:8766")], false)]
    #[case::an_old_browser_elsewhere(&[("origin", "http://a.example"), ("host", "127.0.0.1:8766")], false)]
    #[case::a_sandbox(&[("origin", "null"), ("host", "127.0.0.1:8766")], false)]
    #[case::without_host(&[("origin", "http://127.0.0.1:8766")], false)]
    fn who_may_change_something(#[case] given: &[(&str, &str)], #[case] may: bool) {
        let header = |(name, value): &(&str, &str)| {
            (name.parse::<HeaderName>().unwrap(), HeaderValue::from_str(value).unwrap())
        };
        assert_eq!(ours(&given.iter().map(header).collect()), may);
    }
}
