//! What surrounds every page: navigation, pickers, language, and the line that says what the
//! numbers stand on.

use chiso_scoring::lang::Lang;

use crate::asked::Asked;
use crate::link::{SOURCE, Standing};
use crate::number::Legend;
use crate::pages::statics::address;
use crate::sign_in;

/// Where a search is answered.
pub(crate) const SEARCH: &str = "/tim";

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
    /// The rulebook, in short; empty where none matters.
    pub brief: String,
    /// What the reader must know of the rulebook.
    pub note: String,
    /// Address that always gives this very content.
    pub permalink: String,
    /// What the small letters beside numbers mean.
    pub legend: Vec<Legend>,
}

impl Mark {
    /// What is in sight wherever one reads, besides the rulebook: moment and revision.
    pub fn always(&self) -> &[Labelled] {
        self.lines.get(1..3).unwrap_or(&self.lines)
    }
}

/// Which page this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Here {
    /// One of the pages that everybody reads, by its path.
    Public(&'static str),
    /// One of the internal pages, by its path.
    Inner(&'static str),
    /// A page below these.
    Below,
}

/// Everything around the content.
pub(crate) struct Chrome {
    /// The request.
    pub asked: Asked,
    /// Language of the page.
    pub lang: Lang,
    /// Title of the page.
    pub title: String,
    /// The first page.
    pub home: String,
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
    /// The closing that covers the numbers of the page.
    pub closed: Option<Link>,
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
            home: standing.link("/", &[]),
            nav: nav(lang, &standing, Here::Below, "", ""),
            inner: Vec::new(),
            other: Link {
                href: asked.again(&[("lang", other.code())]),
                text: lang.text("site-other-language"),
            },
            other_code: other.code(),
            picker: None,
            sources: Vec::new(),
            closed: None,
            feed: None,
            mark: None,
            script: address("app.js"),
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

    /// What a search keeps: the parameters that decide what a number means.
    pub fn kept(&self) -> Vec<(&'static str, String)> {
        let standing = self.asked.standing();
        standing.pairs().into_iter().map(|(name, value)| (name, value.to_owned())).collect()
    }

    /// What was searched for.
    pub fn sought(&self) -> String {
        let searching = self.asked.path == SEARCH;
        self.asked.value("q").filter(|_| searching).unwrap_or_default().to_owned()
    }

    /// The account that is signed in.
    pub fn who(&self) -> Option<&str> {
        self.asked.account()
    }

    /// Where one signs in, to come back to this page.
    pub fn sign_in(&self) -> String {
        let here = self.asked.again(&[]);
        // The sign-in leads not to itself.
        let then = if self.asked.path == sign_in::SIGN_IN { "/" } else { &here };
        sign_in::link(&self.asked, then)
    }

    /// Where the form to sign out is sent.
    pub fn sign_out(&self) -> String {
        let standing = Standing { lang: self.asked.standing().lang, ..Standing::default() };
        standing.link(sign_in::SIGN_OUT, &[])
    }

    /// The words of a key.
    pub fn t(&self, key: &str) -> String {
        self.lang.text(key)
    }
}

/// Whose page an entry of the navigation asks for.
#[derive(Clone, Copy)]
enum Of {
    /// The agency's.
    Agency,
    /// The ranking of its children.
    Parent,
    /// Nobody's: nothing of what the page stands on matters there, but the language and the rulebook.
    Nobody,
}

/// The pages that everybody reads, from the first look to the raw data: key of the name, path, whose.
const PUBLIC: &[(&str, &str, Of)] = &[
    ("nav-overview", "/", Of::Agency),
    ("nav-ranking", "/xep-hang", Of::Parent),
    ("nav-compare", "/so-sanh", Of::Agency),
    ("nav-reports", "/bao-cao", Of::Agency),
    ("nav-closings", "/ky-da-chot", Of::Nobody),
    ("nav-procedures", "/tthc", Of::Agency),
    ("nav-rules", "/cong-thuc", Of::Nobody),
    ("nav-open", "/du-lieu-mo", Of::Nobody),
];

/// The internal pages, in the order of a working day: key of the name, path, whose.
const INNER: &[(&str, &str, Of)] = &[
    ("nav-leader", "/lanh-dao", Of::Agency),
    ("nav-work", "/viec", Of::Agency),
    ("nav-scenario", "/kich-ban", Of::Agency),
    ("nav-dossiers", "/ho-so", Of::Agency),
    ("nav-movement", "/bien-dong", Of::Agency),
    ("nav-reconcile", "/doi-soat", Of::Agency),
    ("nav-quality", "/chat-luong", Of::Agency),
    ("nav-directives", "/chi-dao", Of::Agency),
    ("nav-alerts", "/canh-bao", Of::Agency),
    ("nav-lint", "/soat-bao-cao", Of::Nobody),
    ("nav-receipts", "/tiep-nhan", Of::Nobody),
];

/// The navigation, keeping what the page stands on and whose page it is.
pub(crate) fn nav(
    lang: Lang,
    standing: &Standing,
    here: Here,
    agency: &str,
    parent: &str,
) -> Vec<Nav> {
    let current = |path| here == Here::Public(path);
    PUBLIC.iter().map(|entry| listed(lang, standing, *entry, (agency, parent), current)).collect()
}

/// The navigation among the internal pages, keeping what the page stands on and whose page it is.
pub(crate) fn inner(lang: Lang, standing: &Standing, here: Here, agency: &str) -> Vec<Nav> {
    let current = |path| here == Here::Inner(path);
    INNER.iter().map(|entry| listed(lang, standing, *entry, (agency, agency), current)).collect()
}

fn listed(
    lang: Lang,
    standing: &Standing,
    (key, path, of): (&str, &'static str, Of),
    (agency, parent): (&str, &str),
    current: impl Fn(&'static str) -> bool,
) -> Nav {
    let href = match of {
        Of::Agency => standing.link(path, &[("agency", agency)]),
        Of::Parent => standing.link(path, &[("parent", parent)]),
        Of::Nobody => {
            standing.link(path, &[("as_of", ""), ("basis", ""), ("known_at", ""), (SOURCE, "")])
        }
    };
    Nav { href, text: lang.text(key), current: current(path) }
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
