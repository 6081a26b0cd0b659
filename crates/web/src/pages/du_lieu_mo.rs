//! `/du-lieu-mo`: what is open here, how it is read, and how a number of it is worked out again.

mod figures;
mod file;
mod lists;
mod sets;

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use chiso_report::listing::Item;
use chiso_scoring::agency::Agency;
use chiso_scoring::lang::Lang;

use crate::App;
use crate::asked::Asked;
use crate::choose::agencies;
use crate::chrome::{Chrome, Here, Link, Picker};
use crate::link::{SOURCE, encoded};
use crate::listing::{Sheet, Tabled, respond_tables};
use crate::pages::nhung;
use crate::trouble::Trouble;
use crate::view::View;

pub(crate) use file::file;
use sets::Set;

/// Path of the page.
pub(crate) const PATH: &str = "/du-lieu-mo";
/// Longest name of a host that stands in a code to copy.
const HOST_BYTES: usize = 255;

/// The page.
pub(crate) async fn page(State(app): State<App>, headers: HeaderMap, asked: Asked) -> Response {
    let origin = origin(&headers);
    respond_tables(app, asked, move |app, asked| DuLieuMo::build(app, asked, &origin)).await
}

#[derive(Template)]
#[template(path = "du_lieu_mo.html")]
struct DuLieuMo {
    chrome: Chrome,
    sets: Vec<Shown>,
    /// Rulebooks and calendar as they are.
    texts: Vec<Link>,
    /// Cards for other pages; none without figures.
    cards: Vec<Card>,
    apis: Vec<(String, String)>,
}

/// A data set on the page.
struct Shown {
    name: &'static str,
    /// Id of the table of its columns.
    table: String,
    title: String,
    about: String,
    columns: Vec<(String, String)>,
    parameters: String,
    files: Vec<Link>,
}

/// A card, and the code that puts it into another page.
struct Card {
    id: String,
    title: String,
    code: String,
    view: Link,
}

impl DuLieuMo {
    fn build(app: &App, asked: &Asked, origin: &str) -> Result<Self, Trouble> {
        asked.check()?;
        let lang = asked.lang;
        // A site without figures still has rules, a calendar and a method.
        let view = match View::open(app, asked) {
            Err(Trouble::Empty) => None,
            other => Some(other?),
        };
        let agency = view.as_ref().map(|view| view.scope("agency").cloned()).transpose()?;
        let both = view.as_ref().zip(agency.as_ref());
        let title = lang.text("open-title");
        let chrome = match both {
            Some((view, agency)) => chrome(view, agency, title),
            None => Chrome { title, ..Chrome::plain(asked) },
        };
        let cards = both.map(|(view, agency)| cards(view, agency, origin)).unwrap_or_default();
        Ok(Self {
            chrome,
            sets: Set::ALL.map(|set| shown(set, lang, both)).into(),
            texts: texts(app, lang),
            cards,
            apis: apis(lang, both),
        })
    }
}

fn chrome(view: &View, agency: &Agency, title: String) -> Chrome {
    let own = [("agency", agency.code.clone())];
    let mut chrome = view.chrome(Here::Public(PATH), title, &own, &[&agency.code]);
    let picker = chrome.picker.take();
    let fields = picker.map(|picker| picker.fields).unwrap_or_default();
    let kept = ["known_at", SOURCE, "lang"].map(|name| (name, view.asked.value(name)));
    let kept = kept.into_iter().filter_map(|(name, value)| Some((name, value?.to_owned())));
    chrome.picker = Some(Picker {
        action: PATH.to_owned(),
        hidden: kept.map(|(name, value)| (name.to_owned(), value)).collect(),
        fields: std::iter::once(agencies(view, agency, "agency")).chain(fields).collect(),
    });
    chrome.feed = None;
    chrome
}

fn shown(set: Set, lang: Lang, both: Option<(&View, &Agency)>) -> Shown {
    let t = |part: &str| lang.text(&format!("open-{}{part}", set.name()));
    let about = |name: &&str| {
        ((*name).to_owned(), lang.text(&format!("open-col-{}", name.replace('_', "-"))))
    };
    let file = |form: &str| {
        let path = format!("/du-lieu/{}.{form}", set.name());
        let href = both.map_or_else(|| path.clone(), |(view, agency)| of(set, view, agency, &path));
        Link { href, text: lang.text(&format!("open-{form}")) }
    };
    Shown {
        name: set.name(),
        table: format!("cot-{}", set.name()),
        title: t(""),
        about: t("-about"),
        columns: set.columns().iter().map(about).collect(),
        parameters: set.parameters().join(", "),
        files: ["csv", "json"].map(file).to_vec(),
    }
}

/// The address of a set as the page shows it: with the parameters the set follows.
fn of(set: Set, view: &View, agency: &Agency, path: &str) -> String {
    let standing = &view.standing;
    let known = |name: &str| set.parameters().contains(&name);
    let drop = ["period", "as_of", "rulebook", "basis", "known_at", SOURCE, "lang"];
    let drop = drop.into_iter().filter(|name| !known(name)).map(|name| (name, ""));
    let own = ["agency", "parent"].into_iter().filter(|name| known(name));
    let own = own.map(|name| (name, agency.code.as_str()));
    standing.link(path, &drop.chain(own).collect::<Vec<_>>())
}

fn texts(app: &App, lang: Lang) -> Vec<Link> {
    let rulebook = |id: &String| Link {
        href: format!("/du-lieu/{}.toml", encoded(id)),
        text: lang.text_with("open-rulebook", &[("rulebook", id)]),
    };
    let calendar = Link { href: "/du-lieu/lich.toml".to_owned(), text: lang.text("open-calendar") };
    let rulebooks = app.rulebooks.all().iter().map(|known| rulebook(&known.id));
    rulebooks.chain([calendar]).collect()
}

fn cards(view: &View, agency: &Agency, origin: &str) -> Vec<Card> {
    let lang = view.lang;
    let all = [("diem", nhung::SCORE, 460), ("xep-hang", nhung::RANKING, 560)];
    let children = !view.sheet().children(&agency.code).is_empty();
    let card = |(name, path, height): (&str, &str, u32)| {
        let standing = &view.standing;
        // A card in another page moves on with the figures.
        let drop = ["period", "as_of", "known_at"].map(|name| (name, ""));
        let href = standing.link(&format!("{path}/{}", encoded(&agency.code)), &drop);
        let said = [("agency", agency.name.as_str())];
        let title = lang.text_with(&format!("open-card-{name}"), &said);
        Card {
            id: format!("ma-{name}"),
            code: format!(
                "<iframe src=\"{}\" title=\"{}\" width=\"100%\" height=\"{height}\" loading=\"lazy\"></iframe>",
                quoted(&format!("{origin}{href}")),
                quoted(&title)
            ),
            view: Link { href, text: lang.text("open-card-view") },
            title,
        }
    };
    all.into_iter().filter(|(name, ..)| children || *name == "diem").map(card).collect()
}

/// A text inside an attribute of the code to copy.
fn quoted(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Where this server is reached, as the visitor's browser says it.
fn origin(headers: &HeaderMap) -> String {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let plain = |host: &&str| {
        let fits = |letter: char| letter.is_ascii_alphanumeric() || "-.:[]".contains(letter);
        !host.is_empty() && host.len() <= HOST_BYTES && host.chars().all(fits)
    };
    let Some(host) = text(header::HOST.as_str()).filter(plain) else { return String::new() };
    let own = ["localhost", "127.", "[::1]"].iter().any(|name| host.starts_with(name));
    let scheme = if own { "http" } else { "https" };
    format!("{scheme}://{host}")
}

/// What programs may ask besides, of the agency and period shown: address and what it gives.
fn apis(lang: Lang, both: Option<(&View, &Agency)>) -> Vec<(String, String)> {
    let Some((view, agency)) = both else { return Vec::new() };
    let (code, period) = (encoded(&agency.code), view.period().to_string());
    let of = |path: &str| format!("{path}?parent={code}&period={period}");
    let all = [
        (of("/api/v1/live"), "open-api-live"),
        (of("/api/v1/fairness"), "open-api-fairness"),
        (format!("{}/{code}?nen=sang", nhung::SCORE), "open-api-card"),
        (format!("{}/{code}?nen=toi", nhung::RANKING), "open-api-ranking"),
    ];
    all.map(|(address, key)| (address, lang.text(key))).into()
}

impl Tabled for DuLieuMo {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }

    fn tables(&self) -> Vec<Sheet> {
        let lang = self.chrome.lang;
        let pair = |id: &str, title: &str, columns: [&str; 2], rows: &[(String, String)]| {
            let row = |(name, about): &(String, String)| {
                vec![Item::Text(name.clone()), Item::Text(about.clone())]
            };
            let columns = columns.map(|key| lang.text(key)).to_vec();
            Sheet::new(id, title, columns).rows(rows.iter().map(row))
        };
        let of = |set: &Shown| {
            pair(&set.table, &set.title, ["open-column", "open-meaning"], &set.columns)
        };
        let title = lang.text("open-apis");
        let apis = pair("api", &title, ["open-address", "open-meaning"], &self.apis);
        self.sets.iter().map(of).chain([apis]).collect()
    }
}

#[cfg(test)]
mod tests;
