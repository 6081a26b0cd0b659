//! What surrounds every page: navigation, pickers, language, and the line that says what the
//! numbers stand on.

use chiso_scoring::lang::Lang;

use crate::asked::Asked;
use crate::link::{SOURCE, Standing};
use crate::number::Legend;
use crate::pages::statics::address;

/// A link with its text.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    /// Address.
    pub href: String,
    /// Text.
    pub text: String,
}

/// An entry of the navigation.
pub(crate) struct Nav {
    /// Address.
    pub href: String,
    /// Text.
    pub text: String,
    /// This very page.
    pub current: bool,
}

/// One value of a choice.
pub(crate) struct Choice {
    /// Value in the address.
    pub value: String,
    /// Text.
    pub text: String,
    /// Chosen now.
    pub chosen: bool,
}

/// A labelled choice.
pub(crate) struct Field {
    /// Name of the parameter.
    pub name: &'static str,
    /// Label.
    pub label: String,
    /// Values in groups; a group without a label stands by itself.
    pub groups: Vec<(String, Vec<Choice>)>,
}

/// A plain form that leads to another view of the page.
pub(crate) struct Picker {
    /// Path it leads to.
    pub action: String,
    /// Parameters it keeps.
    pub hidden: Vec<(String, String)>,
    /// What can be chosen.
    pub fields: Vec<Field>,
}

/// The feed that a page of the present listens to.
pub(crate) struct Feed {
    /// Its address.
    pub href: String,
    /// Revision the page shows.
    pub revision: u64,
    /// When that was, in words.
    pub text: String,
}

/// A labelled text.
pub(crate) struct Labelled {
    /// Label.
    pub label: String,
    /// Text.
    pub text: String,
}

/// What the numbers of a page stand on.
pub(crate) struct Mark {
    /// Capture, revision, rulebook, basis, sources.
    pub lines: Vec<Labelled>,
    /// What the reader must know of the rulebook.
    pub note: String,
    /// Address that always gives this very content.
    pub permalink: String,
    /// What the small letters beside numbers mean.
    pub legend: Vec<Legend>,
}

/// Which page this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Here {
    /// Overview.
    Overview,
    /// Ranking.
    Ranking,
    /// Rules.
    Rules,
    /// What became of what was sent.
    Receipts,
    /// A page below these.
    Below,
    /// One of the internal pages, by its path.
    Inner(&'static str),
}

/// Everything around the content.
pub(crate) struct Chrome {
    /// The request.
    pub asked: Asked,
    /// Language of the page.
    pub lang: Lang,
    /// Title of the page.
    pub title: String,
    /// Navigation.
    pub nav: Vec<Nav>,
    /// Navigation among the internal pages; empty where there are none.
    pub inner: Vec<Nav>,
    /// The same page in the other language.
    pub other: Link,
    /// Code of the other language.
    pub other_code: &'static str,
    /// Form above the content.
    pub picker: Option<Picker>,
    /// Published figures or dossiers: what is shown (`true`) and what else could be.
    pub sources: Vec<(Link, bool)>,
    /// The feed to listen to.
    pub feed: Option<Feed>,
    /// What the numbers stand on.
    pub mark: Option<Mark>,
    /// Address of the script.
    pub script: String,
    /// Address of the style sheet.
    pub css: String,
    /// Address of the icon.
    pub icon: String,
}

impl Chrome {
    /// Surroundings without figures: errors and rules.
    pub fn plain(asked: &Asked) -> Self {
        let lang = asked.lang;
        let standing = Standing { lang: asked.standing().lang, ..Standing::default() };
        let other = if lang == Lang::Vi { Lang::En } else { Lang::Vi };
        Self {
            asked: asked.clone(),
            lang,
            title: String::new(),
            nav: nav(lang, &standing, Here::Below, &[], &[]),
            inner: Vec::new(),
            other: Link {
                href: asked.again(&[("lang", other.code())]),
                text: lang.text("site-other-language"),
            },
            other_code: other.code(),
            picker: None,
            sources: Vec::new(),
            feed: None,
            mark: None,
            script: address("live.js"),
            css: address("app.css"),
            icon: address("icon.svg"),
        }
    }

    /// Links to a table of this page as files.
    pub fn files(&self, id: &str) -> Vec<Link> {
        crate::listing::files(&self.asked, id)
    }

    /// What the page stands on, as label and text: what a file of one of its tables says.
    pub fn facts(&self) -> Vec<(String, String)> {
        let lines = self.mark.iter().flat_map(|mark| &mark.lines);
        let title = std::iter::once((self.lang.text("mark-page"), self.title.clone()));
        title.chain(lines.map(|line| (line.label.clone(), line.text.clone()))).collect()
    }

    /// The words of a key.
    pub fn t(&self, key: &str) -> String {
        self.lang.text(key)
    }
}

/// The navigation, keeping what the page stands on and whose page it is.
pub(crate) fn nav(
    lang: Lang,
    standing: &Standing,
    here: Here,
    agency: &[(&str, &str)],
    parent: &[(&str, &str)],
) -> Vec<Nav> {
    let entry = |key: &str, path: &str, page: Here, extra: &[(&str, &str)]| Nav {
        href: standing.link(path, extra),
        text: lang.text(key),
        current: here == page,
    };
    vec![
        entry("nav-overview", "/", Here::Overview, agency),
        entry("nav-ranking", "/xep-hang", Here::Ranking, parent),
        entry(
            "nav-rules",
            "/cong-thuc",
            Here::Rules,
            &[("as_of", ""), ("basis", ""), ("known_at", ""), (SOURCE, "")],
        ),
        entry(
            "nav-receipts",
            "/tiep-nhan",
            Here::Receipts,
            &[("as_of", ""), ("basis", ""), ("known_at", ""), (SOURCE, "")],
        ),
    ]
}

/// The internal pages, in the order of a working day: key of the name, path.
const INNER: &[(&str, &str)] = &[
    ("nav-work", "/viec"),
    ("nav-scenario", "/kich-ban"),
    ("nav-dossiers", "/ho-so"),
    ("nav-procedures", "/tthc"),
    ("nav-movement", "/bien-dong"),
    ("nav-reconcile", "/doi-soat"),
    ("nav-quality", "/chat-luong"),
    ("nav-directives", "/chi-dao"),
    ("nav-alerts", "/canh-bao"),
];

/// The navigation among the internal pages, keeping what the page stands on and whose page it is.
pub(crate) fn inner(
    lang: Lang,
    standing: &Standing,
    here: Here,
    agency: &[(&str, &str)],
) -> Vec<Nav> {
    let entry = |(key, path): &(&str, &'static str)| Nav {
        href: standing.link(path, agency),
        text: lang.text(key),
        current: here == Here::Inner(path),
    };
    INNER.iter().map(entry).collect()
}

/// A choice among texts without groups.
pub(crate) fn field(lang: Lang, name: &'static str, label: &str, choices: Vec<Choice>) -> Field {
    Field { name, label: lang.text(label), groups: vec![(String::new(), choices)] }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use chiso_scoring::lang::Lang;

    fn templates(dir: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { templates(&path, found) } else { found.push(path) }
        }
    }

    fn all() -> Vec<(PathBuf, String)> {
        let mut paths = Vec::new();
        templates(&Path::new(env!("CARGO_MANIFEST_DIR")).join("templates"), &mut paths);
        paths.into_iter().map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
    }

    /// What is left of a template without its own syntax and the tags of HTML.
    fn words(text: &str) -> String {
        let mut rest = text.to_owned();
        for (open, close) in [("{%", "%}"), ("{{", "}}"), ("<", ">")] {
            while let Some(from) = rest.find(open) {
                let to = rest[from..].find(close).map_or(rest.len(), |at| from + at + close.len());
                rest.replace_range(from..to, " ");
            }
        }
        rest
    }

    #[test]
    fn templates_speak_no_language_of_their_own() {
        for (path, text) in all() {
            let left = words(&text);
            assert!(!left.chars().any(char::is_alphabetic), "{}: {left:?}", path.display());
            for attribute in ["title", "aria-label", "alt", "placeholder"] {
                for part in text.split(&format!(" {attribute}=\"")).skip(1) {
                    assert!(part.starts_with("{{"), "{}: {attribute}", path.display());
                }
            }
            for raw in ["|safe", "style=", "<script>", "onclick"] {
                assert!(!text.contains(raw), "{}: {raw}", path.display());
            }
            let scripts = text.matches("<script").count();
            let ours = "<script src=\"{{ chrome.script }}\" defer></script>";
            assert_eq!(scripts, text.matches(ours).count(), "{}", path.display());
        }
    }

    #[test]
    fn every_key_of_a_template_is_known() {
        for (path, text) in all() {
            for key in text.split(".t(\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                assert_ne!(Lang::Vi.text(key), key, "{}", path.display());
            }
        }
    }
}
