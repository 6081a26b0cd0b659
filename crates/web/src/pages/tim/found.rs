//! What answers a question, kind by kind, the best first.

use std::collections::BTreeSet;

use chiso_scoring::agency::Agency;
use chiso_scoring::search::{Query, Rank, fold};
use chiso_scoring::sheet::Place;

use crate::chrome::{Chrome, Nav};
use crate::link;
use crate::pages::tthc;
use crate::procedures::named;
use crate::trouble::Trouble;
use crate::view::View;

/// An answer.
pub(super) struct Hit {
    pub name: String,
    /// Code, said small beside the name; empty if there is none.
    pub code: String,
    /// Said below: when it ended, what it means; empty if there is nothing to say.
    pub note: String,
    /// Where it leads; empty if nowhere.
    pub href: String,
}

/// Kinds of agencies that stand before names and that nobody types.
const KINDS: [&str; 8] =
    ["ubnd ", "thanh pho ", "thi xa ", "thi tran ", "xa ", "phuong ", "huyen ", "dac khu "];

/// Words with their meaning, and the page that shows them: key, path.
const WORDS: [(&str, &str); 16] = [
    ("indicator", "/cong-thuc"),
    ("group", "/cong-thuc"),
    ("rulebook", "/cong-thuc"),
    ("grade", "/cong-thuc"),
    ("score", "/"),
    ("rank", "/xep-hang"),
    ("dossier", "/tthc"),
    ("procedure", "/tthc"),
    ("on-time", "/tthc"),
    ("online", "/tthc"),
    ("petition", "/chi-so/5.2"),
    ("period", "/"),
    ("published", "/"),
    ("counted", "/"),
    ("revision", "/"),
    ("small", "/cong-thuc"),
];

/// Looks for answers; without a question for words only.
pub(super) struct Finder<'a> {
    pub view: &'a View,
    pub query: Option<&'a Query>,
    pub chrome: &'a Chrome,
}

impl Finder<'_> {
    /// All kinds with their answers.
    pub fn kinds(&self) -> Result<Vec<(&'static str, Vec<Hit>)>, Trouble> {
        let Some(query) = self.query else { return Ok(vec![("words", self.words(None))]) };
        Ok(vec![
            ("agencies", self.agencies(query)),
            ("procedures", self.procedures(query)?),
            ("indicators", self.indicators(query)),
            ("pages", self.pages(query)),
            ("words", self.words(Some(query))),
        ])
    }

    fn agencies(&self, query: &Query) -> Vec<Hit> {
        let mut found: Vec<(Rank, bool, &Agency)> = self
            .view
            .known
            .tree
            .all()
            .filter_map(|agency| {
                let ended = !agency.valid_in(self.view.period());
                Some((by_agency(query, agency)?, ended, agency))
            })
            .collect();
        found.sort_by_key(|(rank, ended, agency)| (*rank, *ended, agency.level, &agency.code));
        found.into_iter().map(|(.., agency)| self.agency(agency)).collect()
    }

    fn agency(&self, agency: &Agency) -> Hit {
        let lang = self.view.lang;
        let now = agency.valid_in(self.view.period());
        let mut notes = vec![lang.level(agency.level)];
        if let Some(parent) = agency.parent.as_deref() {
            let parent = self.view.known.tree.versions(parent).next_back();
            notes.extend(parent.map(|parent| link::isolated(&parent.name)));
        }
        if let Some(end) = agency.valid_to {
            notes.push(lang.text_with("search-ended", &[("day", &lang.date(end))]));
        } else if let Some(start) = agency.valid_from.filter(|_| !now) {
            notes.push(lang.text_with("search-begins", &[("day", &lang.date(start))]));
        }
        let href = match now {
            true => self.view.agency_link(&agency.code),
            false => self.view.link_in_time(agency).map(|link| link.href).unwrap_or_default(),
        };
        Hit { name: agency.name.clone(), code: agency.code.clone(), note: notes.join(" · "), href }
    }

    fn procedures(&self, query: &Query) -> Result<Vec<Hit>, Trouble> {
        let Some(present) = &self.view.app.present else { return Ok(Vec::new()) };
        let (names, codes) = present.opened.current.look(|_, standing| {
            let codes = standing.live().procedure_codes().map(Box::from);
            (standing.names().clone(), codes.collect::<Vec<Box<str>>>())
        })?;
        let codes: BTreeSet<&str> =
            names.all().map(|(code, _)| code).chain(codes.iter().map(|code| &**code)).collect();
        let rank = |code: &str| match names.of(code) {
            Some(name) => query.rank(code, &name.name, &name.folded),
            None => query.rank(code, "", ""),
        };
        let mut found: Vec<(Rank, &str)> =
            codes.into_iter().filter_map(|code| Some((rank(code)?, code))).collect();
        found.sort_unstable();
        Ok(found.into_iter().map(|(_, code)| self.procedure(&names, code)).collect())
    }

    fn procedure(&self, names: &chiso_scoring::names::Names, code: &str) -> Hit {
        let found = named(self.view.lang, names, code);
        let counted = self.view.counted.contains(&self.view.period());
        let mut extra = vec![("procedure", code), (link::SOURCE, ""), ("basis", "")];
        extra.extend((!counted).then_some(("period", "")));
        let known = if found.known { found.code } else { String::new() };
        let href = self.view.link(tthc::PATH, &extra);
        Hit { name: found.name, code: known, note: found.field, href }
    }

    /// Indicators and groups of the rulebook of the page.
    fn indicators(&self, query: &Query) -> Vec<Hit> {
        let (rulebook, lang) = (self.view.rulebook(), self.view.lang);
        let indicators =
            rulebook.indicators.iter().map(|rule| (&*rule.code, lang.pick(&rule.name)));
        let groups = rulebook.groups.iter().map(|group| (&*group.code, lang.pick(&group.name)));
        let mut found: Vec<(Rank, &str, &str)> = groups
            .chain(indicators)
            .filter_map(|(code, name)| Some((query.rank(code, name, &fold(name))?, code, name)))
            .collect();
        found.sort_unstable();
        let hit = |(_, code, name): (Rank, &str, &str)| Hit {
            name: name.to_owned(),
            code: code.to_owned(),
            note: self.group_of(code),
            href: self.view.link(&link::place(code), &[]),
        };
        found.into_iter().map(hit).collect()
    }

    /// The group that an indicator belongs to; of a group that it is one.
    fn group_of(&self, code: &str) -> String {
        let (rulebook, lang) = (self.view.rulebook(), self.view.lang);
        match Place::find(rulebook, code) {
            Some(Place::Indicator(at)) => {
                let group = rulebook.groups.iter().find(|group| group.indicators.contains(&at));
                group.map(|group| lang.pick(&group.name).to_owned()).unwrap_or_default()
            }
            _ => lang.text("search-group"),
        }
    }

    /// Pages of the navigation.
    fn pages(&self, query: &Query) -> Vec<Hit> {
        let all = self.chrome.nav.iter().chain(&self.chrome.inner);
        let ranked =
            all.filter_map(|page| Some((query.rank("", &page.text, &fold(&page.text))?, page)));
        let mut found: Vec<(Rank, &Nav)> = ranked.collect();
        found.sort_by_key(|(rank, _)| *rank);
        let hit = |(_, page): (Rank, &Nav)| Hit {
            name: page.text.clone(),
            code: String::new(),
            note: String::new(),
            href: page.href.clone(),
        };
        found.into_iter().map(hit).collect()
    }

    fn words(&self, query: Option<&Query>) -> Vec<Hit> {
        let lang = self.view.lang;
        let mut found: Vec<(Option<Rank>, Hit)> = Vec::new();
        for (key, path) in WORDS {
            let name = lang.text(&format!("word-{key}"));
            let rank = query.map(|query| query.rank("", &name, &fold(&name)));
            if rank == Some(None) {
                continue;
            }
            let note = lang.text(&format!("word-{key}-is"));
            let href = self.view.link(path, &[]);
            found.push((rank.flatten(), Hit { name, code: String::new(), note, href }));
        }
        found.sort_by_key(|(rank, _)| *rank);
        found.into_iter().map(|(_, hit)| hit).collect()
    }
}

/// By the name as it is, and without the kind before it.
fn by_agency(query: &Query, agency: &Agency) -> Option<Rank> {
    let folded = fold(&agency.name);
    let mut bare = &*folded;
    for kind in KINDS {
        bare = bare.strip_prefix(kind).unwrap_or(bare);
    }
    let whole = query.rank(&agency.code, &agency.name, &folded);
    let bare = query.rank(&agency.code, &agency.name, bare);
    whole.into_iter().chain(bare).min()
}
