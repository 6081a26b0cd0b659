//! `/xep-hang`: who stands where, among siblings of one kind; as a table, a heat map, lines or a map.

mod charts;
mod list;
mod question;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chiso_scoring::agency::{Agency, Level};
use chiso_scoring::sheet::Place;

use crate::App;
use crate::against;
use crate::asked::Asked;
use crate::chart::Chart;
use crate::chrome::{Choice, Chrome, Field, Here, Link, Picker, field};
use crate::link::isolated;
use crate::listing::{Sheet, Tabled, respond_tables};
use crate::places;
use crate::table::{Order, Table, place_name};
use crate::trouble::Trouble;
use crate::view::View;

pub(crate) use question::below;

use list::List;
use question::{Look, OWN, Part, Question, Sort, kinds};

/// Its address.
const PATH: &str = "/xep-hang";

/// The page.
pub(crate) async fn page(State(app): State<App>, asked: Asked) -> Response {
    respond_tables(app, asked, |app, asked| XepHang::build(&View::open(app, asked)?)).await
}

#[derive(Template)]
#[template(path = "xep_hang.html")]
struct XepHang {
    chrome: Chrome,
    heading: String,
    parent: Link,
    /// What makes the comparison less than plain.
    notices: Vec<String>,
    /// How firm these ranks are.
    fair: Link,
    /// Kinds there are, to show one of them alone.
    kinds: Vec<(Link, bool)>,
    /// Ways to show them.
    looks: Vec<(Link, bool)>,
    /// Groups or indicators of a heat map.
    grains: Vec<(Link, bool)>,
    filter: Picker,
    /// What names are looked for.
    text: String,
    /// How many are found, if not all are shown; empty otherwise.
    found: String,
    /// Where all are shown again; empty if they are.
    all: String,
    /// Said in the place of a picture that cannot be drawn.
    nothing: String,
    tables: Vec<Table>,
    charts: Vec<Chart>,
    nation: bool,
    compared: String,
}

impl Tabled for XepHang {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }

    fn tables(&self) -> Vec<Sheet> {
        let tables = self.tables.iter().map(|table| table.sheet(self.chrome.lang));
        tables.chain(self.charts.iter().map(Chart::sheet)).collect()
    }
}

impl XepHang {
    fn build(view: &View) -> Result<Self, Trouble> {
        let question = Question::read(view)?;
        let parent = question.parent;
        let of_kind = kinds(view.sheet(), &parent.code, question.level);
        let lists: Vec<List<'_>> =
            of_kind.iter().map(|kind| List::new(view, &question, kind)).collect();
        let (tables, charts) = shown(view, &question, &lists);
        let codes = lists.iter().flat_map(List::entries).map(|entry| &*entry.row.agency.code);
        let codes: Vec<&str> = std::iter::once(&*parent.code).chain(codes).collect();
        let heading = heading(view, parent, question.place);
        let against = question.against.as_ref();
        let filtered = question.sought.is_some() || question.class.is_some();
        let compared = against.filter(|_| lists.iter().any(|list| list.compared));
        let compared = compared
            .map(|side| view.lang.text_with("rank-compared", &[("side", side.label.as_str())]));
        Ok(Self {
            chrome: view.chrome(Here::Public(PATH), heading.clone(), &view.asked.own(&OWN), &codes),
            parent: Link { href: view.agency_link(&parent.code), text: parent.name.clone() },
            notices: against.map(|side| side.notices(view, parent)).unwrap_or_default(),
            fair: fair(view, parent),
            kinds: level_links(view, parent, question.level),
            looks: looks(view, &question),
            grains: grains(view, &question),
            filter: filter(view, &question, &lists),
            found: if filtered { found(view, &lists) } else { String::new() },
            all: if filtered { again(view, &[("loc", ""), ("nhom", "")]) } else { String::new() },
            nothing: nothing(view, &question, &charts),
            nation: tables.iter().any(|table| !table.heads.is_empty()),
            compared: compared.unwrap_or_default(),
            text: question.text,
            heading,
            tables,
            charts,
        })
    }
}

/// The lists as they are asked for.
fn shown(view: &View, question: &Question<'_>, lists: &[List<'_>]) -> (Vec<Table>, Vec<Chart>) {
    let nothing = Vec::new;
    match question.look {
        Look::Table => (lists.iter().map(|list| table(view, question, list)).collect(), nothing()),
        Look::Heat => {
            let some = lists.iter().filter(|list| !list.found.is_empty());
            (Vec::new(), some.map(|list| charts::heat(view, question, list)).collect())
        }
        Look::Slope => {
            let slopes = lists.iter().filter_map(|list| charts::slope(view, question, list));
            (Vec::new(), slopes.collect())
        }
        Look::Map => {
            let map = places::chart(view, question.parent, question.place);
            (Vec::new(), map.into_iter().collect())
        }
    }
}

fn table(view: &View, question: &Question<'_>, list: &List<'_>) -> Table {
    let kept = view.asked.own(&["level", "loc", "nhom", against::PARAMETER]);
    let kept = kept.iter().map(|(name, value)| (*name, value.as_str()));
    let parent = [("parent", question.parent.code.as_str())];
    let own: Vec<(&str, &str)> = parent.into_iter().chain(kept).collect();
    let order = Order {
        place: question.place,
        named: question.sort == Sort::Name,
        path: PATH,
        own: &own,
        current: "",
    };
    let code = question.place.code(view.rulebook());
    let group = if question.place == Place::Total { "" } else { code };
    let by_change = [Sort::Gained, Sort::Added].map(|sort| {
        (order.link(view, &[("group", group), ("sort", sort.code())]), question.sort == sort)
    });
    let table = Table::of(view, list.level, list.entries(), list.known, order);
    let side = question.against.as_ref().filter(|_| list.compared);
    let side = side.map(|side| side.label.clone());
    let table = Table {
        against: side.unwrap_or_default(),
        by_change,
        part: part(view, list),
        parts: parts(view, question, list),
        ..table.ranked_by(question.sort == Sort::Place)
    };
    let national = list.level == Level::Province && question.parent.level == Level::Nation;
    let whole = question.sought.is_none() && question.class.is_none();
    if national && whole { table.with_nation(view, &view.sheet().nation()) } else { table }
}

/// Which rows of a long list are shown.
fn part(view: &View, list: &List<'_>) -> String {
    if list.shown.len() == list.found.len() {
        return String::new();
    }
    let number = |count: usize| view.lang.integer(i64::try_from(count).unwrap_or(i64::MAX));
    let (from, to, all) =
        (number(list.shown.start + 1), number(list.shown.end), number(list.found.len()));
    view.lang.text_with("rank-part", &[("from", &from), ("to", &to), ("all", &all)])
}

/// The pages of a long list, and all of it.
fn parts(view: &View, question: &Question<'_>, list: &List<'_>) -> Vec<(Link, bool)> {
    if list.pages < 2 {
        return Vec::new();
    }
    let level = list.level.code();
    let current = match question.part {
        Part::Whole => 0,
        Part::Page(page) => page.min(list.pages),
    };
    let link = |page: String, text: String| Link {
        href: again(view, &[("level", level), ("trang", &page)]),
        text,
    };
    let pages = (1..=list.pages).map(|page| {
        let at = if page == 1 { String::new() } else { page.to_string() };
        (link(at, page.to_string()), page == current)
    });
    let all = (link("tat-ca".to_owned(), view.lang.text("rank-whole")), current == 0);
    pages.chain([all]).collect()
}

/// This page with something else asked for; from its first row on unless a row is asked for.
fn again(view: &View, extra: &[(&str, &str)]) -> String {
    let first = [("trang", "")].into_iter().filter(|_| extra.iter().all(|(n, _)| *n != "trang"));
    view.asked.again(&first.chain(extra.iter().copied()).collect::<Vec<_>>())
}

fn heading(view: &View, parent: &Agency, place: Place) -> String {
    let period = view.lang.period(view.period());
    let by = place_name(view, place);
    let name = isolated(&parent.name);
    let arguments = [("parent", name.as_str()), ("period", &period), ("by", &by)];
    let key = if place == Place::Total { "rank-heading" } else { "rank-heading-by" };
    view.lang.text_with(key, &arguments)
}

fn fair(view: &View, parent: &Agency) -> Link {
    Link {
        href: view.link("/so-sanh-cong-bang", &[("parent", &parent.code)]),
        text: view.lang.text("fair-link"),
    }
}

fn level_links(view: &View, parent: &Agency, wanted: Option<Level>) -> Vec<(Link, bool)> {
    let kinds = view.kinds(&parent.code);
    let link = |level: Option<Level>, text: String| {
        let code = level.map(Level::code).unwrap_or_default();
        let href = again(view, &[("parent", &parent.code), ("level", code), ("nhom", "")]);
        (Link { href, text }, wanted == level)
    };
    let mut links = vec![link(None, view.lang.text("rank-all-kinds"))];
    links.extend(kinds.iter().map(|(level, _)| link(Some(*level), view.lang.level(*level))));
    let deeper = [Level::Department, Level::District, Level::Commune];
    if parent.level == Level::Nation {
        let all = view.sheet().tree.in_force(view.period());
        let any = |level: &Level| all.iter().any(|agency| agency.level == *level);
        let deeper = deeper.into_iter().filter(any);
        links.extend(deeper.map(|level| link(Some(level), view.lang.level(level))));
    }
    links
}

/// Ways to show the list; a map only where places are known.
fn looks(view: &View, question: &Question<'_>) -> Vec<(Link, bool)> {
    let map = chiso_scoring::places::of(&question.parent.code).next().is_some();
    let some = |look: &Look| match look {
        Look::Map => map,
        Look::Slope => question.against.is_some() || question.look == Look::Slope,
        Look::Table | Look::Heat => true,
    };
    let link = |look: Look| {
        let code = if look == Look::Table { "" } else { look.code() };
        let text = view.lang.text(&format!("rank-look-{}", look.code()));
        (Link { href: again(view, &[("xem", code)]), text }, question.look == look)
    };
    Look::ALL.into_iter().filter(some).map(link).collect()
}

fn grains(view: &View, question: &Question<'_>) -> Vec<(Link, bool)> {
    let link = |code: &str, key: &str, fine: bool| {
        let href = again(view, &[("cot", code)]);
        (Link { href, text: view.lang.text(key) }, question.fine == fine)
    };
    let all = [link("", "rank-by-groups", false), link("chi-tieu", "rank-by-indicators", true)];
    all.into_iter().filter(|_| question.look == Look::Heat).collect()
}

/// The form: names, size class, the other side.
fn filter(view: &View, question: &Question<'_>, lists: &[List<'_>]) -> Picker {
    let own = view.asked.own(&["level", "group", "sort", "xem", "cot"]);
    let own = own.into_iter().map(|(name, value)| (name.to_owned(), value));
    let parent = ("parent".to_owned(), question.parent.code.clone());
    let standing = view.standing.pairs().into_iter();
    let standing = standing.map(|(name, value)| (name.to_owned(), value.to_owned()));
    // A class is of one kind: with several on the page there is nothing to choose.
    let classes = match lists {
        [list] if !list.classes.is_empty() => Some(classes(view, question, list)),
        _ => None,
    };
    Picker {
        action: PATH.to_owned(),
        hidden: std::iter::once(parent).chain(own).chain(standing).collect(),
        fields: classes.into_iter().chain([sides(view, question)]).collect(),
    }
}

/// The other sides there are; the one that is shown is among them.
fn sides(view: &View, question: &Question<'_>) -> Field {
    let mut side = against::field(view, question.against.as_ref());
    let mut choices = side.groups.iter().flat_map(|(_, choices)| choices);
    let shown = question.against.as_ref().filter(|_| !choices.any(|choice| choice.chosen));
    if let Some(shown) = shown {
        let (value, text) = (shown.value(), shown.label.clone());
        side.groups.push((String::new(), vec![Choice { value, text, chosen: true }]));
    }
    side
}

fn classes(view: &View, question: &Question<'_>, list: &List<'_>) -> Field {
    let all = Choice {
        value: String::new(),
        text: view.lang.text("rank-all-sizes"),
        chosen: question.class.is_none(),
    };
    let choice = |(class, size): &(usize, String)| {
        let number = class.to_string();
        Choice {
            text: view.lang.text_with("rank-size", &[("class", &number), ("size", size)]),
            chosen: question.class == Some(*class),
            value: number,
        }
    };
    let choices = std::iter::once(all).chain(list.classes.iter().map(choice)).collect();
    field(view.lang, "nhom", "fair-class", choices)
}

fn found(view: &View, lists: &[List<'_>]) -> String {
    let found: usize = lists.iter().map(|list| list.found.len()).sum();
    let all: usize = lists.iter().map(|list| list.known.1).sum();
    let number = |count: usize| view.lang.integer(i64::try_from(count).unwrap_or(i64::MAX));
    view.lang.text_with("rank-found", &[("found", &number(found)), ("all", &number(all))])
}

fn nothing(view: &View, question: &Question<'_>, charts: &[Chart]) -> String {
    let key = match question.look {
        Look::Slope => "rank-slope-nothing",
        Look::Map => "rank-no-map",
        Look::Table | Look::Heat => "rank-no-children",
    };
    let missing = question.look != Look::Table && charts.is_empty();
    if missing { view.lang.text(key) } else { String::new() }
}

#[cfg(test)]
mod tests;
