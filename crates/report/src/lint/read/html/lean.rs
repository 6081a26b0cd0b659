//! A page without what only costs: programs, style sheets and pictures written into it.

use super::super::limits::TAG_BYTES;
use super::super::{Refused, Why};

/// Elements whose content is no text of the page.
const BODIES: [&str; 2] = ["script", "style"];

/// The page without programs, style sheets and pictures; refuses tags that would make the parser slow.
pub(super) fn lean(text: &str) -> Result<String, Refused> {
    let mut lean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, from) = rest.split_at(at);
        lean.push_str(before);
        let tag = &from[..=from.find('>').unwrap_or(from.len() - 1)];
        let tag = if from.starts_with("<!--") { "<" } else { tag };
        let is_tag =
            tag[1..].starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '/');
        if !is_tag {
            lean.push('<');
            rest = &from[1..];
            continue;
        }
        let short = without_pictures(tag);
        if short.len() > TAG_BYTES {
            return Err(Refused::new(Why::Damaged));
        }
        lean.push_str(&short);
        rest = behind_body(tag, &from[tag.len()..]);
    }
    lean.push_str(rest);
    Ok(lean)
}

/// What follows a tag; behind the content of programs and style sheets.
fn behind_body<'t>(tag: &str, rest: &'t str) -> &'t str {
    let name = tag[1..].split(|letter: char| !letter.is_ascii_alphanumeric()).next();
    let body = BODIES.iter().find(|body| name.is_some_and(|name| name.eq_ignore_ascii_case(body)));
    let Some(body) = body else { return rest };
    let mut from = 0;
    while let Some(at) = rest[from..].find("</") {
        let end = from + at;
        let name = rest.get(end + 2..end + 2 + body.len());
        if name.is_some_and(|name| name.eq_ignore_ascii_case(body)) {
            return &rest[end..];
        }
        from = end + 2;
    }
    ""
}

/// A tag without `data:…`.
fn without_pictures(tag: &str) -> String {
    let mut short = String::new();
    let mut rest = tag;
    while let Some(at) = rest.find("data:") {
        short.push_str(&rest[..at]);
        let end = rest[at..].find(['"', '\'', '>', ')']).map_or(rest.len(), |end| at + end);
        rest = &rest[end..];
    }
    short.push_str(rest);
    short
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("a < b <p>1</p>", "a < b <p>1</p>")]
    #[case(
        "<style>p{x:1}</style>A<SCRIPT>if(a<b)</x></script>B",
        "<style></style>A<SCRIPT></script>B"
    )]
    #[case("<img src=\"data:image/png;base64,AAAA\" alt=x>C", "<img src=\"\" alt=x>C")]
    #[case("<script>never closed", "<script>")]
    #[case("cut <b", "cut <b")]
    #[case("<!-- <script> -->D", "<!-- <script>")]
    fn pages_lose_only_what_is_no_text(#[case] page: &str, #[case] left: &str) {
        assert_eq!(lean(page).unwrap(), left);
    }

    #[test]
    fn a_tag_may_be_as_long_as_its_bound_and_not_a_byte_longer() {
        let tag = |bytes: usize| format!("<p {}>", "x".repeat(bytes - 4));
        assert!(lean(&tag(TAG_BYTES)).is_ok());
        assert_eq!(lean(&tag(TAG_BYTES + 1)), Err(Refused::new(Why::Damaged)));
    }
}
