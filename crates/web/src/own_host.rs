//! Internal pages are answered under a name or address of this very machine only. The page of another site
//! can give its own name the address 127.0.0.1 (DNS rebinding) and then read here as if it were ours; the
//! name it was asked under still stands in the request.

use std::net::{Ipv4Addr, Ipv6Addr};

use axum::http::uri::Authority;
use axum::http::{HeaderMap, Uri, header};

/// Whether a request was made to this machine by a name or address of its own. A browser always says which;
/// a program that does not has no foreign page to be led by.
pub(crate) fn ours(uri: &Uri, headers: &HeaderMap) -> bool {
    let said = headers.get_all(header::HOST).iter();
    let said = said.map(|value| value.to_str().ok().and_then(|text| text.parse().ok()));
    let asked = uri.authority().cloned().map(Some);
    said.chain(asked).all(|host: Option<Authority>| host.is_some_and(|host| own(&host)))
}

/// `localhost`, 127.0.0.0/8 or `[::1]`, on any port.
fn own(authority: &Authority) -> bool {
    let host = authority.host();
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let address = match bare {
        Some(bare) => bare.parse::<Ipv6Addr>().is_ok_and(|address| address.is_loopback()),
        None => host.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback()),
    };
    (address || host.eq_ignore_ascii_case("localhost")) && !authority.as_str().contains('@')
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use rstest::rstest;

    use super::*;
    use crate::fixture::live::LiveSite;

    #[rstest]
    #[case::a_program("/viec", &[], true)]
    #[case::by_address("/viec", &["127.0.0.1:8766"], true)]
    #[case::without_port("/viec", &["127.0.0.1"], true)]
    #[case::another_loopback("/viec", &["127.8.0.3:8766"], true)]
    #[case::by_name("/viec", &["LocalHost:8766"], true)]
    #[case::six("/viec", &["[::1]:8766"], true)]
    #[case::rebound("/viec", &["tra-cuu.example:8766"], false)]
    #[case::rebound_alike("/viec", &["127.0.0.1.tra-cuu.example"], false)]
    #[case::localhost_of_another("/viec", &["localhost.tra-cuu.example:8766"], false)]
    #[case::by_user("/viec", &["localhost@tra-cuu.example"], false)]
    #[case::from_outside("/viec", &["10.0.0.7:8766"], false)]
    #[case::every_address("/viec", &["0.0.0.0:8766"], false)]
    #[case::empty("/viec", &[""], false)]
    #[case::two("/viec", &["127.0.0.1:8766", "tra-cuu.example"], false)]
    #[case::in_the_line("http://tra-cuu.example/viec", &["127.0.0.1:8766"], false)]
    #[case::ours_in_the_line("http://localhost/viec", &["localhost"], true)]
    fn whose_name_was_asked(#[case] uri: &str, #[case] hosts: &[&str], #[case] own: bool) {
        let mut headers = HeaderMap::new();
        for host in hosts {
            headers.append(header::HOST, HeaderValue::from_str(host).unwrap());
        }
        assert_eq!(ours(&uri.parse().unwrap(), &headers), own);
    }

    #[tokio::test]
    async fn a_page_with_codes_is_not_told_under_a_foreign_name() {
        let live = LiveSite::filled().await;
        let working = "/viec?agency=H55&period=2026-08&list=no_result";
        let api = "/api/v1/worklists?agency=H55&period=2026-08";
        for (host, status) in [("127.0.0.1:8766", 200), ("tra-cuu.example:8766", 403)] {
            for uri in [working, api] {
                let answer = live.site.get_with(uri, &[("host", host)]).await;
                assert_eq!(answer.status, status, "{uri} at {host}");
                assert_eq!(answer.text.contains("H55.242-26"), status == 200 && uri == working);
            }
            // What everybody may read is read under any name.
            assert_eq!(live.site.get_with("/cong-thuc", &[("host", host)]).await.status, 200);
        }
        let refused = live.site.get_with(api, &[("host", "tra-cuu.example")]).await.json();
        assert_eq!(refused["type"], "urn:chiso:problem:private");
    }
}
