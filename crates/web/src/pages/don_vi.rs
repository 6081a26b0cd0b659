//! `/don-vi/{code}`: one agency, its indicators, its children, and the change since another side.

mod cards;
mod facts;
mod measures;
mod quality;
mod scope;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chiso_scoring::agency::Agency;
use chiso_scoring::sheet::Place;

use cards::{Card, cards};
use facts::{facts, predecessors, successors};
use measures::{Measure, measures};
use quality::Mark;
use scope::Chosen;

use crate::App;
use crate::against::{self, Against, Compared, compared};
use crate::asked::{Asked, Segment};
use crate::chart::Chart;
use crate::chrome::{Chrome, Here, Labelled, Link, Picker};
use crate::lead::{Lead, path};
use crate::link::isolated;
use crate::listing::{Sheet, Tabled, respond_tables};
use crate::pages::{bao_cao, du_lieu_mo, so_sanh, tthc};
use crate::table::{Order, Table};
use crate::trend::{Of, SCOPE};
use crate::trouble::Trouble;
use crate::view::View;

/// The page.
pub(crate) async fn page(State(app): State<App>, Segment(code): Segment, asked: Asked) -> Response {
    let build = move |app: &App, asked: &Asked| {
        DonVi::build(&View::open_of(app, asked, Some(&code))?, &code)
    };
    respond_tables(app, asked, build).await
}

#[derive(Template)]
#[template(path = "don_vi.html")]
struct DonVi {
    chrome: Chrome,
    name: String,
    code: String,
    path: Vec<Link>,
    facts: Vec<Labelled>,
    successors: Vec<Link>,
    predecessors: Vec<Link>,
    lead: Lead,
    chosen: Chosen,
    /// The published total beside a counted one; empty without.
    announced: String,
    /// Said of numbers that are out of date.
    stale: Option<String>,
    /// Where to go on from here.
    ways: Vec<Link>,
    cards: Vec<Card>,
    trend: Option<Chart>,
    tables: Vec<Table>,
    measures: Vec<Measure>,
    /// Key of their title: published, or counted.
    measures_title: &'static str,
    marks: Vec<Mark>,
    against: Picker,
    suggestion: Option<Link>,
    compared: Option<Compared>,
}

impl DonVi {
    fn build(view: &View, code: &str) -> Result<Self, Trouble> {
        let agency = view.agency(code)?;
        let against = Against::asked(view)?;
        let own = view.asked.own(&[against::PARAMETER, SCOPE]);
        let chosen = Chosen::read(view, agency)?;
        let alone = chosen.sheet(view, agency)?;
        let sheet = alone.as_ref().unwrap_or_else(|| view.sheet());
        let lead = Lead::new(view, sheet, agency, chosen.scope);
        let suggestion = against.is_none().then(|| Against::usual(view, agency)).flatten();
        Ok(Self {
            chrome: view.chrome(Here::Below, title(view, agency), &own, &[&agency.code]),
            name: agency.name.clone(),
            code: agency.code.clone(),
            path: path(view, agency, |code| view.agency_link(code)),
            facts: facts(view, agency),
            successors: successors(view, agency),
            predecessors: predecessors(view, agency),
            announced: match chosen.is_own() {
                true => String::new(),
                false => view.announced_text(agency, Place::Total),
            },
            stale: crate::fresh::stale(view, &agency.code),
            ways: ways(view, agency),
            cards: cards(view, sheet, agency, &chosen),
            trend: trend(view, agency, &lead, &chosen),
            tables: tables(view, agency),
            measures: match chosen.is_own() && view.is_stranger() {
                true => Vec::new(),
                false => measures(view, sheet, agency),
            },
            measures_title: if view.is_live() { "unit-counted" } else { "unit-measures" },
            marks: match chosen.is_own() {
                true => Vec::new(),
                false => quality::marks(view, agency),
            },
            against: picker(view, against.as_ref(), &chosen),
            suggestion: suggestion.map(|side| suggested(view, &side)),
            compared: against.map(|against| compared(view, &against, agency)),
            chosen,
            lead,
        })
    }
}

impl Tabled for DonVi {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }

    fn tables(&self) -> Vec<Sheet> {
        let words = |key: &str| self.chrome.t(key);
        let mut sheets: Vec<Sheet> = self.cards.iter().map(|card| card.sheet(words)).collect();
        sheets.extend(self.trend.as_ref().map(Chart::sheet));
        sheets.extend(self.compared.as_ref().map(|compared| compared.sheet(words)));
        sheets.extend(self.tables.iter().map(|table| table.sheet(self.chrome.lang)));
        sheets.push(measures::sheet(words, self.measures_title, &self.measures));
        sheets.push(quality::sheet(words, &self.marks));
        sheets
    }
}

fn title(view: &View, agency: &Agency) -> String {
    format!("{} – {}", isolated(&agency.name), view.lang.period(view.period()))
}

/// The pages about the same agency: its overview, who stands where below it, procedures, the change between two
/// sides, its reports, its card for other sites.
fn ways(view: &View, agency: &Agency) -> Vec<Link> {
    let own = [("agency", agency.code.as_str())];
    let parent = [("parent", agency.code.as_str())];
    let heat = [("parent", agency.code.as_str()), ("xem", "nhiet")];
    let way = |key: &str, href: String| Link { href, text: view.lang.text(key) };
    let mut ways = vec![way("way-overview", view.link("/", &own))];
    if !view.sheet().children(&agency.code).is_empty() {
        ways.push(way("way-ranking", view.link("/xep-hang", &parent)));
        ways.push(way("way-heat", view.link("/xep-hang", &heat)));
    }
    ways.extend(view.is_live().then(|| way("way-procedures", view.link(tthc::PATH, &own))));
    ways.push(way("way-compare", view.link(so_sanh::PATH, &own)));
    ways.push(way("way-reports", view.link(bao_cao::PATH, &own)));
    let embed = view.link(du_lieu_mo::PATH, &own);
    ways.push(way("way-embed", format!("{embed}#phan-nhung")));
    ways
}

fn trend(view: &View, agency: &Agency, lead: &Lead, chosen: &Chosen) -> Option<Chart> {
    let of = Of { agency, place: Place::Total, scope: chosen.scope };
    let kept: Vec<(&str, &str)> = chosen.kept().into_iter().collect();
    lead.trend.chart(view, of, &kept).map(Chart::top)
}

fn tables(view: &View, agency: &Agency) -> Vec<Table> {
    let own = [("parent", agency.code.as_str())];
    let order =
        Order { place: Place::Total, named: false, path: "/xep-hang", own: &own, current: "" };
    let kinds = view.kinds(&agency.code).into_iter();
    kinds.map(|(level, children)| Table::new(view, level, &children, order)).collect()
}

fn picker(view: &View, against: Option<&Against>, chosen: &Chosen) -> Picker {
    let kept = view.standing.pairs().into_iter().chain(chosen.kept());
    Picker {
        action: view.asked.path.clone(),
        hidden: kept.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        fields: vec![against::field(view, against)],
    }
}

fn suggested(view: &View, side: &Against) -> Link {
    Link {
        href: format!("{}#so-sanh", view.asked.again(&[(against::PARAMETER, &side.value())])),
        text: view.lang.text_with("compare-suggest", &[("side", &side.label)]),
    }
}

#[cfg(test)]
mod tests;
