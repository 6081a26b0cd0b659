//! The cookie of a session: what a browser sends, and what it is told to keep or drop.

use axum::http::{HeaderMap, HeaderValue, header};
use chiso_store::SessionKey;

use super::secret::Secret;

/// Name of the cookie.
const NAME: &str = "chiso";

/// The session a request names. Two cookies of the name are none: one of them was not written by us.
pub(crate) fn key(headers: &HeaderMap) -> Option<SessionKey> {
    let texts = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = texts.flat_map(|text| text.split(';')).filter_map(|pair| pair.split_once('='));
    let mut ours = pairs.filter(|(name, _)| name.trim() == NAME);
    let (_, value) = ours.next()?;
    if ours.next().is_some() {
        return None;
    }
    Secret::read(value.trim()).map(|secret| secret.key())
}

/// Tells a browser to keep a secret until it is closed. Scripts do not see it, other sites' pages do not
/// send it with forms; over https it never goes another way.
pub(crate) fn kept(secret: &Secret, headers: &HeaderMap) -> Option<HeaderValue> {
    let text =
        format!("{NAME}={}; HttpOnly; SameSite=Lax; Path=/{}", secret.text(), secure(headers));
    let mut value = HeaderValue::from_str(&text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// Tells a browser to drop it.
pub(crate) fn gone(headers: &HeaderMap) -> Option<HeaderValue> {
    let secure = secure(headers);
    HeaderValue::from_str(&format!("{NAME}=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0{secure}"))
        .ok()
}

/// Only a proxy can speak https for us; it says so.
fn secure(headers: &HeaderMap) -> &'static str {
    let scheme = headers.get("x-forwarded-proto").and_then(|value| value.to_str().ok());
    let https = scheme.is_some_and(|scheme| scheme.trim().eq_ignore_ascii_case("https"));
    if https { "; Secure" } else { "" }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn headers(cookies: &[&str]) -> HeaderMap {
        let pair = |text: &&str| (header::COOKIE, HeaderValue::from_str(text).unwrap());
        cookies.iter().map(pair).collect()
    }

    #[rstest]
    #[case::none(&[], false)]
    #[case::alone(&["chiso=SECRET"], true)]
    #[case::among_others(&["a=b; chiso=SECRET; c=d"], true)]
    #[case::in_a_line_of_its_own(&["a=b", "chiso=SECRET"], true)]
    #[case::another_name(&["chiso2=SECRET"], false)]
    #[case::cut(&["chiso=0b0b"], false)]
    #[case::longer(&["chiso=SECRET0"], false)]
    #[case::quoted(&["chiso=\"SECRET\""], false)]
    #[case::two(&["chiso=SECRET; chiso=SECRET"], false)]
    #[case::two_lines(&["chiso=SECRET", "chiso=x"], false)]
    fn which_cookie_names_a_session(#[case] cookies: &[&str], #[case] found: bool) {
        let secret = Secret::known([11; 32]);
        let cookies: Vec<String> =
            cookies.iter().map(|text| text.replace("SECRET", &secret.text())).collect();
        let cookies: Vec<&str> = cookies.iter().map(String::as_str).collect();
        assert_eq!(key(&headers(&cookies)), found.then(|| secret.key()));
    }

    #[test]
    fn over_https_the_cookie_stays_there() {
        let mut headers = HeaderMap::new();
        let secret = Secret::known([11; 32]);
        assert!(!kept(&secret, &headers).unwrap().to_str().unwrap().contains("Secure"));
        headers.insert("x-forwarded-proto", HeaderValue::from_static("https"));
        for value in [kept(&secret, &headers).unwrap(), gone(&headers).unwrap()] {
            let text = value.to_str().unwrap();
            for part in ["; HttpOnly", "; SameSite=Lax", "; Path=/", "; Secure"] {
                assert!(text.contains(part), "{text}");
            }
        }
    }
}
