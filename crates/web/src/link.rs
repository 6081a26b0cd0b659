//! Links: what a page stands on (period, capture, rulebook, basis, language) goes into every one.

/// The parameters that decide what a number means. Each is kept as it is written in a URL.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Standing {
    /// Period.
    pub period: Option<String>,
    /// Captured until.
    pub as_of: Option<String>,
    /// Rulebook, if not simply the one in force.
    pub rulebook: Option<String>,
    /// Basis, if not computed.
    pub basis: Option<String>,
    /// Revision, if not the latest.
    pub known_at: Option<String>,
    /// Published figures or dossiers, if not simply what there is.
    pub source: Option<String>,
    /// Language, if asked for.
    pub lang: Option<String>,
}

/// Names of the standing parameters, in the order they appear in a URL.
pub(crate) const STANDING: [&str; 7] =
    ["period", "as_of", "rulebook", "basis", "known_at", SOURCE, "lang"];

/// Name of the parameter that chooses between published figures and dossiers.
pub(crate) const SOURCE: &str = "nguon";

impl Standing {
    /// The parameters with their names.
    pub fn pairs(&self) -> Vec<(&'static str, &str)> {
        let values = [
            &self.period,
            &self.as_of,
            &self.rulebook,
            &self.basis,
            &self.known_at,
            &self.source,
            &self.lang,
        ];
        let named = STANDING.into_iter().zip(values);
        named.filter_map(|(name, value)| Some((name, value.as_deref()?))).collect()
    }

    /// A link to `path`. `extra` joins or replaces the standing parameters; an empty value drops
    /// one.
    pub fn link(&self, path: &str, extra: &[(&str, &str)]) -> String {
        let replaced = |name: &str| extra.iter().any(|(other, _)| *other == name);
        let kept = self.pairs().into_iter().filter(|(name, _)| !replaced(name));
        let added = extra.iter().copied().filter(|(_, value)| !value.is_empty());
        url(path, kept.chain(added))
    }
}

/// A path with parameters, both encoded.
pub(crate) fn url<'a>(path: &str, pairs: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut out = path.to_owned();
    for (at, (name, value)) in pairs.enumerate() {
        out.push(if at == 0 { '?' } else { '&' });
        out.push_str(&encoded(name));
        out.push('=');
        out.push_str(&encoded(value));
    }
    out
}

/// Percent-encodes everything but letters, digits and `-._~:`, for paths and queries alike.
pub(crate) fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// A name inside a sentence: what turns the direction of writing stays inside the name.
pub(crate) fn isolated(name: &str) -> String {
    let turns = |letter: char| {
        matches!(letter, '\u{590}'..='\u{8ff}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' | '\u{fb1d}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}')
    };
    // A stray end mark would end the isolation.
    let inner: String = name.chars().filter(|letter| *letter != '\u{2069}').collect();
    if name.contains(turns) { format!("\u{2068}{inner}\u{2069}") } else { name.to_owned() }
}

/// Path of an agency's page.
pub(crate) fn agency(code: &str) -> String {
    format!("/don-vi/{}", encoded(code))
}

/// Path of a number's page.
pub(crate) fn place(code: &str) -> String {
    format!("/chi-so/{}", encoded(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_keeps_what_the_page_stands_on() {
        let standing = Standing {
            period: Some("2026-08".into()),
            basis: Some("published".into()),
            lang: Some("en".into()),
            ..Standing::default()
        };
        let link =
            standing.link("/xep-hang", &[("parent", "H 44&"), ("lang", "vi"), ("basis", "")]);
        assert_eq!(link, "/xep-hang?period=2026-08&parent=H%2044%26&lang=vi");
    }

    #[test]
    fn a_name_cannot_turn_the_sentence_around_it() {
        assert_eq!(isolated("Xã Đỗ Sơn"), "Xã Đỗ Sơn");
        assert_eq!(isolated("a\u{202e}b\u{2069}c"), "\u{2068}a\u{202e}bc\u{2069}");
    }

    #[test]
    fn hostile_codes_cannot_leave_their_segment() {
        assert_eq!(agency("../x?y#đ"), "/don-vi/..%2Fx%3Fy%23%C4%91");
    }
}
