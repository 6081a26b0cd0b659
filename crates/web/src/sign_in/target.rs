//! Where to go after signing in: an address of this site, never of another.

/// Longest address that is led to.
const MOST: usize = 2_000;

/// An address of this site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target(String);

impl Target {
    /// As it stands in a link.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Target {
    fn default() -> Self {
        Self("/".to_owned())
    }
}

/// Reads an address. It begins with one slash and has only letters, digits and marks of an address: a browser
/// drops tabs and line ends and turns backslashes, so that `/<tab>/host` would lead to another site.
pub(crate) fn target(text: &str) -> Option<Target> {
    let plain = |byte: u8| byte.is_ascii_graphic() && !b"\\<>\"^`{|}#".contains(&byte);
    let within = text.len() <= MOST && text.bytes().all(plain);
    let ours = text.starts_with('/') && !text.starts_with("//");
    let path = text.split('?').next().unwrap_or_default();
    // Signing in leads not to signing in or out again.
    let onward = ![super::SIGN_IN, super::SIGN_OUT].contains(&path);
    (within && ours && onward).then(|| Target(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::the_first_page("/", true)]
    #[case::a_page("/viec?agency=H55&period=2026-08&q=T%C3%A2n", true)]
    #[case::a_dossier("/ho-so/H55.242-260803-0117", true)]
    // What is encoded stays inside the path of this site.
    #[case::encoded("/%2F%2Fke-gian.example", true)]
    #[case::an_address_as_a_parameter("/tim?q=https://ke-gian.example", true)]
    #[case::nothing("", false)]
    #[case::without_a_slash("viec", false)]
    #[case::another_host("//ke-gian.example/viec", false)]
    #[case::backslash("/\\ke-gian.example", false)]
    #[case::backslashes("\\\\ke-gian.example", false)]
    #[case::a_tab("/\t/ke-gian.example", false)]
    #[case::a_line_end("/\n/ke-gian.example", false)]
    #[case::a_header("/viec\r\nSet-Cookie: chiso=x", false)]
    #[case::a_space(" /viec", false)]
    #[case::a_scheme("https://ke-gian.example", false)]
    #[case::a_script("javascript:alert(1)", false)]
    #[case::an_at("@ke-gian.example", false)]
    #[case::markup("/viec?a=\"><b>", false)]
    #[case::signing_in_again("/dang-nhap?tiep=/viec", false)]
    #[case::signing_out("/dang-xuat", false)]
    fn only_an_address_of_this_site(#[case] text: &str, #[case] ours: bool) {
        assert_eq!(target(text).is_some(), ours);
    }

    #[test]
    fn an_address_ends_at_its_bound() {
        assert!(target(&format!("/{}", "a".repeat(MOST - 1))).is_some());
        assert!(target(&format!("/{}", "a".repeat(MOST))).is_none());
    }
}
