//! `/chi-so/{code}?agency=`: why one number is what it is, how it moved, and the same number around it.

mod moved;
mod peers;
mod split;
mod why;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chiso_scoring::agency::Agency;
use chiso_scoring::explain::Line;
use chiso_scoring::measure::Scope;
use chiso_scoring::sheet::Place;

use moved::moved;
use peers::{Peers, peers};
use split::{SplitTable, split, split_text};
use why::lines;

use crate::App;
use crate::against::{self, Against};
use crate::asked::{Asked, Segment};
use crate::chart::Chart;
use crate::chrome::{Chrome, Here, Link, Picker};
use crate::lead::{self, State as Frozen, path};
use crate::link::isolated;
use crate::listing::{Sheet, Tabled, respond_tables};
use crate::number::{Num, Ratio};
use crate::pages::{bien_dong, tthc};
use crate::table::place_name;
use crate::trend::{Delta, Of, Trend};
use crate::trouble::{Trouble, cut};
use crate::view::View;

/// The page.
pub(crate) async fn page(State(app): State<App>, Segment(code): Segment, asked: Asked) -> Response {
    respond_tables(app, asked, move |app, asked| ChiSo::build(&View::open(app, asked)?, &code))
        .await
}

#[derive(Template)]
#[template(path = "chi_so.html")]
struct ChiSo {
    chrome: Chrome,
    heading: String,
    path: Vec<Link>,
    agency: Link,
    /// Said of numbers that are out of date.
    stale: Option<String>,
    num: Num,
    delta: Option<Delta>,
    state: Frozen,
    ratio: Option<Ratio>,
    lines: Vec<Line>,
    parts: Vec<(Link, Num)>,
    rules: Link,
    /// Where to go on from here.
    ways: Vec<Link>,
    counted: bool,
    /// What it says over time, in a sentence: also where there is no line to draw.
    sentence: String,
    charts: Vec<Chart>,
    peers: Vec<Peers>,
    against: Picker,
    split: Option<SplitTable>,
    split_text: String,
}

impl ChiSo {
    fn build(view: &View, code: &str) -> Result<Self, Trouble> {
        let place = Place::find(view.rulebook(), code).ok_or_else(|| no_place(view, code))?;
        let agency = view.scope("agency")?;
        let against = Against::asked(view)?;
        let usual = || Against::usual(view, agency);
        let mut own = view.asked.own(&[against::PARAMETER]);
        own.insert(0, ("agency", agency.code.clone()));
        let heading = heading(view, place);
        let title =
            format!("{heading} – {} – {}", isolated(&agency.name), view.lang.period(view.period()));
        let of = Of { agency, place, scope: Scope::Subtree };
        let trend = Trend::of(view, view.sheet(), of);
        let chosen = picker(view, agency, against.as_ref());
        let side = against.or_else(usual);
        let split = side.as_ref().and_then(|side| split(view, side, agency, place));
        let own_trend = trend.chart(view, of, &[("agency", &agency.code)]);
        let waterfall = side.as_ref().and_then(|side| moved(view, side, agency, place));
        Ok(Self {
            chrome: view.chrome(Here::Below, title, &own, &[&agency.code]),
            path: path(view, agency, |above| view.place_link(code, above)),
            agency: Link { href: view.agency_link(&agency.code), text: agency.name.clone() },
            stale: crate::fresh::stale(view, &agency.code),
            num: num(view, agency, place),
            delta: trend.delta(view),
            state: lead::state(view, &agency.code),
            ratio: ratio(view, agency, place),
            lines: lines(view, agency, place),
            parts: parts(view, agency, place),
            rules: rules(view, place),
            ways: ways(view, agency, place),
            counted: matches!(place, Place::Indicator(_)),
            sentence: trend.sentence,
            charts: own_trend.into_iter().chain(waterfall).map(Chart::top).collect(),
            peers: peers(view, agency, place),
            split_text: split_text(view, place, side.as_ref(), split.is_some()),
            against: chosen,
            split,
            heading,
        })
    }
}

impl Tabled for ChiSo {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }

    fn tables(&self) -> Vec<Sheet> {
        let words = |key: &str| self.chrome.t(key);
        let charts = self.charts.iter().map(Chart::sheet);
        let peers = self.peers.iter().map(|peers| peers.sheet(words));
        let split = self.split.as_ref().map(|split| split.sheet(words));
        charts.chain(peers).chain(split).collect()
    }
}

fn num(view: &View, agency: &Agency, place: Place) -> Num {
    let points = lead::points(view.sheet(), agency, place);
    Num::new(view.lang, points, place.points_max(view.rulebook()))
}

/// The way down: the procedures behind the number; the rules; for those inside why it moved.
fn ways(view: &View, agency: &Agency, place: Place) -> Vec<Link> {
    let code = place.code(view.rulebook());
    let own = [("agency", agency.code.as_str()), ("indicator", code)];
    let way =
        |key: &str, path: &str| Link { href: view.link(path, &own), text: view.lang.text(key) };
    let counted = view.is_live();
    let indicator = matches!(place, Place::Indicator(_));
    let procedures = (counted && indicator).then(|| way("way-procedures-of", tthc::PATH));
    let moved = counted && view.asked.inside();
    let moved = moved.then(|| way("way-movement", bien_dong::PATH));
    procedures.into_iter().chain(moved).collect()
}

fn no_place(view: &View, code: &str) -> Trouble {
    let lower = code.to_lowercase();
    let rulebook = view.rulebook();
    let known = rulebook.groups.iter().map(|group| &group.code);
    let known = known.chain(rulebook.indicators.iter().map(|indicator| &indicator.code));
    let mut near: Vec<(usize, &String)> =
        known.map(|known| (strsim::osa_distance(&lower, &known.to_lowercase()), known)).collect();
    near.sort();
    let link = |known: &String| Link {
        href: view.link(&crate::link::place(known), &[]),
        text: known.clone(),
    };
    Trouble::NoPlace {
        code: cut(code),
        hints: near.iter().take(3).map(|(_, known)| link(known)).collect(),
    }
}

fn heading(view: &View, place: Place) -> String {
    let name = place_name(view, place);
    if place == Place::Total { name } else { format!("{} {name}", place.code(view.rulebook())) }
}

fn ratio(view: &View, agency: &Agency, place: Place) -> Option<Ratio> {
    let Place::Indicator(at) = place else { return None };
    let score = view.sheet().score(agency);
    Some(view.ratio(agency, at, &score.indicators[at]))
}

/// What a sum is made of.
fn parts(view: &View, agency: &Agency, place: Place) -> Vec<(Link, Num)> {
    let rulebook = view.rulebook();
    let places: Vec<Place> = match place {
        Place::Indicator(_) => Vec::new(),
        Place::Group(at) => rulebook.groups[at].indicators.clone().map(Place::Indicator).collect(),
        Place::Axis(at) => rulebook.axes[at].groups.iter().map(|at| Place::Group(*at)).collect(),
        Place::Total => (0..rulebook.axes.len()).map(Place::Axis).collect(),
    };
    let score = view.sheet().score(agency);
    let part = |part: Place| {
        let href = view.place_link(part.code(rulebook), &agency.code);
        let num = Num::new(view.lang, part.of(&score), part.points_max(rulebook));
        (Link { href, text: heading(view, part) }, num)
    };
    places.into_iter().map(part).collect()
}

fn rules(view: &View, place: Place) -> Link {
    let href = view.link(
        "/cong-thuc",
        &[("rulebook", &view.rulebook().id), ("as_of", ""), ("basis", ""), ("known_at", "")],
    );
    let anchor = match place {
        Place::Indicator(_) => format!("#{}", anchor(place.code(view.rulebook()))),
        _ => String::new(),
    };
    Link { href: format!("{href}{anchor}"), text: view.lang.text("indicator-rules") }
}

/// Anchor of an indicator on the page of rules.
pub(crate) fn anchor(code: &str) -> String {
    format!("chi-tieu-{}", code.replace('.', "-"))
}

fn picker(view: &View, agency: &Agency, against: Option<&Against>) -> Picker {
    let kept = view.standing.pairs().into_iter().chain([("agency", agency.code.as_str())]);
    Picker {
        action: view.asked.path.clone(),
        hidden: kept.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        fields: vec![against::field(view, against)],
    }
}

#[cfg(test)]
mod tests;
