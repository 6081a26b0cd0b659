//! Every rulebook there is: since when, until when, what it rests on, and how it differs from the one before.

use chiso_scoring::explain::rulebook_label;
use chiso_scoring::rulebook::{Rulebook, Rulebooks, diff};

use crate::asked::Asked;
use crate::chrome::Link;

/// A rulebook.
pub(super) struct Version {
    /// Its name, leading to its rules.
    pub name: Link,
    /// First day in force.
    pub from: String,
    /// Last day in force, or that it is.
    pub to: String,
    /// What it cites.
    pub sources: String,
    /// How many places differ from the one before, leading to them; none for the first.
    pub changes: Option<Link>,
}

/// All rulebooks, the newest first.
pub(super) fn versions(asked: &Asked, all: &Rulebooks) -> Vec<Version> {
    let mut versions: Vec<Version> = Vec::new();
    let mut earlier: Option<&Rulebook> = None;
    for rulebook in all.all() {
        versions.push(version(asked, rulebook, earlier));
        earlier = Some(rulebook);
    }
    versions.reverse();
    versions
}

fn version(asked: &Asked, rulebook: &Rulebook, earlier: Option<&Rulebook>) -> Version {
    let lang = asked.lang;
    let standing = super::standing(asked);
    let to = |extra: &[(&str, &str)]| standing.link("/cong-thuc", extra);
    let changes = earlier.map(|earlier| {
        let count = diff(earlier, rulebook).len().to_string();
        let href = to(&[("rulebook", &rulebook.id), ("voi", &earlier.id)]);
        let said = [("count", count.as_str()), ("earlier", earlier.id.as_str())];
        Link { href: format!("{href}#khac"), text: lang.text_with("rules-changes", &said) }
    });
    let sources = rulebook.sources.iter().map(|source| lang.pick(&source.text).to_owned());
    Version {
        name: Link {
            href: to(&[("rulebook", &rulebook.id)]),
            text: rulebook_label(rulebook, lang),
        },
        from: lang.date(rulebook.from),
        to: rulebook.to.map_or_else(|| lang.text("rules-open"), |to| lang.date(to)),
        sources: sources.collect::<Vec<_>>().join("; "),
        changes,
    }
}
