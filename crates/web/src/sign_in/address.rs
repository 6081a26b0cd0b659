//! Where a request comes from, as far as it can be trusted.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::request::Parts;

/// The visitor's address. Behind a proxy on this machine it is the last one the proxy names; what a visitor
/// writes into the header itself stands before that and is not believed.
pub(crate) fn address(parts: &Parts) -> Option<IpAddr> {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map(|ConnectInfo(peer)| peer.ip().to_canonical());
    let said = parts.headers.get_all("x-forwarded-for").iter().next_back();
    let said = said.and_then(|value| value.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
    let address: Option<IpAddr> = match peer {
        Some(peer) if peer.is_loopback() => said.or(Some(peer)),
        other => other,
    };
    address.map(network)
}

/// Of version 6 a visitor has a whole network.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
        four => four,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Request;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::straight("10.0.0.7:5000", &[], "10.0.0.7")]
    #[case::straight_and_lying("10.0.0.7:5000", &["10.0.0.9"], "10.0.0.7")]
    #[case::behind_a_proxy("127.0.0.1:5000", &["10.0.0.9"], "10.0.0.9")]
    #[case::behind_a_proxy_and_lying("127.0.0.1:5000", &["1.1.1.1, 10.0.0.9"], "10.0.0.9")]
    #[case::lying_twice("127.0.0.1:5000", &["1.1.1.1", "10.0.0.9"], "10.0.0.9")]
    #[case::a_proxy_that_says_nonsense("127.0.0.1:5000", &["unknown"], "127.0.0.1")]
    #[case::this_machine("[::1]:5000", &[], "::")]
    #[case::four_in_six("[::ffff:10.0.0.7]:5000", &[], "10.0.0.7")]
    #[case::a_network_of_six("[2001:db8:1:2:3:4:5:6]:5000", &[], "2001:db8:1:2::")]
    fn whose_address(#[case] peer: &str, #[case] said: &[&str], #[case] found: &str) {
        let mut request = Request::get("/");
        for said in said {
            request = request.header("x-forwarded-for", *said);
        }
        let (mut parts, ()) = request.body(()).unwrap().into_parts();
        parts.extensions.insert(ConnectInfo::<SocketAddr>(peer.parse().unwrap()));
        assert_eq!(address(&parts), Some(found.parse().unwrap()));
    }
}
