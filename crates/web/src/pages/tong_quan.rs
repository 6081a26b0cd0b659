//! `/`: one agency at a glance: where it stands, what moved, who is ahead and behind below it.

mod differences;
mod ends;
mod groups;
mod periods;
mod published;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chiso_scoring::agency::{Agency, Level};
use chiso_scoring::measure::Scope;
use chiso_scoring::sheet::Place;

use crate::App;
use crate::asked::Asked;
use crate::chart::Chart;
use crate::choose::agencies;
use crate::chrome::{Chrome, Here, Link};
use crate::lead::{Lead, path};
use crate::link::isolated;
use crate::listing::{Sheet, Tabled, respond_tables};
use crate::pages::{bao_cao, so_sanh, tthc};
use crate::places;
use crate::trend::Of;
use crate::trouble::Trouble;
use crate::view::View;

use differences::{Line, differences, found_text};
use ends::{Ends, ends};
use periods::{PeriodLine, periods};
use published::{Both, both};

/// The page.
pub(crate) async fn page(State(app): State<App>, asked: Asked) -> Response {
    respond_tables(app, asked, |app, asked| TongQuan::build(&View::open(app, asked)?)).await
}

#[derive(Template)]
#[template(path = "tong_quan.html")]
struct TongQuan {
    chrome: Chrome,
    path: Vec<Link>,
    agency: Link,
    code: String,
    level: String,
    period: String,
    captured: String,
    lead: Lead,
    published: Option<Both>,
    rank: Option<Rank>,
    /// Where to go on from here.
    ways: Vec<Link>,
    charts: Vec<Chart>,
    ends: Vec<Ends>,
    differences: Vec<Line>,
    differences_text: String,
    more: bool,
    periods: Vec<PeriodLine>,
}

/// The place among siblings.
struct Rank {
    place: String,
    of: String,
    how: String,
    href: String,
}

impl TongQuan {
    fn build(view: &View) -> Result<Self, Trouble> {
        let agency = view.scope("agency")?;
        let period = view.lang.period(view.period());
        let title = view.lang.text_with(
            "overview-title",
            &[("agency", &isolated(&agency.name)), ("period", &period)],
        );
        let own = [("agency", agency.code.clone())];
        let (differences, found) = differences(view, agency);
        let differences_text =
            if view.is_live() { String::new() } else { found_text(view.lang, found) };
        let mut chrome = view.chrome(Here::Public("/"), title, &own, &[&agency.code]);
        choose_agency(view, agency, &mut chrome);
        let lead = Lead::new(view, view.sheet(), agency, Scope::Subtree);
        Ok(Self {
            path: path(view, agency, |code| view.link("/", &[("agency", code)])),
            agency: Link { href: view.agency_link(&agency.code), text: agency.name.clone() },
            code: agency.code.clone(),
            level: view.lang.level(agency.level),
            captured: view.captured(&[&agency.code]),
            published: both(view, agency, Place::Total),
            rank: rank(view, agency),
            ways: ways(view, agency),
            charts: charts(view, agency, &lead),
            ends: ends(view, agency),
            differences_text,
            more: found > differences.len(),
            differences,
            periods: periods(view, agency),
            period,
            lead,
            chrome,
        })
    }
}

impl Tabled for TongQuan {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }

    fn tables(&self) -> Vec<Sheet> {
        let words = |key: &str| self.chrome.t(key);
        let charts = self.charts.iter().map(Chart::sheet);
        let ends = self.ends.iter().map(|ends| ends.sheet(words));
        let differences = differences::sheet(words, &self.differences);
        charts.chain(ends).chain([differences, periods::sheet(words, &self.periods)]).collect()
    }
}

/// The groups as bars and as a radar, the total over time; of the nation the provinces on the map.
fn charts(view: &View, agency: &Agency, lead: &Lead) -> Vec<Chart> {
    let of = Of { agency, place: Place::Total, scope: Scope::Subtree };
    let trend = lead.trend.chart(view, of, &[("agency", &agency.code)]).map(Chart::top);
    let nation = agency.level == Level::Nation;
    let map = nation.then(|| places::chart(view, agency, Place::Total)).flatten();
    groups::charts(view, agency).into_iter().chain(trend).chain(map).collect()
}

/// The way down, and the pages beside this one.
fn ways(view: &View, agency: &Agency) -> Vec<Link> {
    let own = [("agency", agency.code.as_str())];
    let way = |key: &str, href: String| Link { href, text: view.lang.text(key) };
    let below = !view.sheet().children(&agency.code).is_empty();
    let ranking = || view.link("/xep-hang", &[("parent", &agency.code)]);
    let mut ways = vec![way("way-indicators", view.agency_link(&agency.code))];
    ways.extend(below.then(|| way("way-ranking", ranking())));
    ways.extend(view.is_live().then(|| way("way-procedures", view.link(tthc::PATH, &own))));
    ways.push(way("way-compare", view.link(so_sanh::PATH, &own)));
    ways.push(way("way-reports", view.link(bao_cao::PATH, &own)));
    ways
}

/// The form's agency is a visible choice instead of a hidden one.
fn choose_agency(view: &View, agency: &Agency, chrome: &mut Chrome) {
    if let Some(picker) = &mut chrome.picker {
        picker.hidden.retain(|(name, _)| name != "agency");
        picker.fields.insert(0, agencies(view, agency, "agency"));
    }
}

/// The published rank, else the place among at least two siblings with points.
fn rank(view: &View, agency: &Agency) -> Option<Rank> {
    let parent = agency.parent.as_deref()?;
    let href = view.link("/xep-hang", &[("parent", parent), ("level", agency.level.code())]);
    let published = view.sheet().data(&agency.code).rank;
    if let Some((place, of)) = published.and_then(|rank| Some((rank.numerator?, rank.denominator)))
    {
        let of = of.map(|of| view.lang.integer(of)).unwrap_or_default();
        let how = view.lang.text("rank-published");
        return Some(Rank { place: view.lang.integer(place), of, how, href });
    }
    let ranked = view.sheet().rank(&view.siblings(agency), Place::Total);
    let known = ranked.iter().filter(|row| row.rank.is_some()).count();
    let own = ranked.iter().find(|row| row.agency.code == agency.code)?.rank?;
    let how = view.lang.text_with("rank-computed", &[("level", &view.lang.level(agency.level))]);
    (known > 1).then(|| Rank { place: own.to_string(), of: known.to_string(), how, href })
}

#[cfg(test)]
mod tests;
