//! `/bien-dong`: why a number moved between two sides, over units, procedures, causes or indicators.

mod asks;
mod counted;
mod ground;
mod published;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use chiso_report::listing::Item;
use chiso_scoring::lang::Lang;
use chiso_scoring::movement::{
    Amount, Bar, Cause, Key, Label, Line, Movement, Over, View, cause_key, headline, key_text,
    waterfall,
};
use chiso_scoring::sheet::Place;

use self::asks::{Asks, MOST, TOP};
use self::ground::Ground;
use crate::asked::Asked;
use crate::chart::{self, Chart, Kind, Part, Role};
use crate::chrome::{Choice, Chrome, Field, Link, field};
use crate::link::isolated;
use crate::listing::{Cell, FORM, Listed, Sheet, Tabled, respond_tables};
use crate::trouble::Trouble;
use crate::wire::movement::Movement as Wire;
use crate::{App, sign_in};

pub(crate) use self::asks::EARLIER;

/// Path of the page.
pub(crate) const PATH: &str = "/bien-dong";
/// Decimals of points in lines.
const DIGITS: u32 = 4;
/// Parameters of this page alone.
const OWN: [&str; 4] = ["agency", EARLIER, asks::INDICATOR, asks::OVER];

/// The page.
pub(crate) async fn page(State(app): State<App>, asked: Asked) -> Response {
    // What was published everybody may read; for dossiers one signs in.
    if matches!(ground::is_published(&app, &asked), Ok(false)) && !asked.inside() {
        return Redirect::to(&sign_in::link(&asked, &asked.again(&[]))).into_response();
    }
    respond_tables(app, asked, BienDong::build).await
}

/// The same for programs.
pub(crate) async fn api(State(app): State<App>, asked: Asked) -> Response {
    crate::api::answer(app, asked, |app, asked| {
        let (ground, asks, told, about) = Ground::open(app, asked)?;
        let most = asks.most.unwrap_or(MOST);
        Ok(Wire::new(about, &told, asks.over, most, ground.lang()))
    })
    .await
}

#[derive(Template)]
#[template(path = "bien_dong.html")]
struct BienDong {
    chrome: Chrome,
    heading: String,
    agency: Link,
    /// What moved and mainly why, in a sentence.
    summary: String,
    notes: Vec<String>,
    /// What it is seen over; the one shown.
    tabs: Vec<(Link, bool)>,
    hidden: Vec<(String, String)>,
    indicator: Field,
    /// The earlier side as it was typed, and its name.
    earlier: (String, &'static str),
    charts: Vec<Chart>,
    listed: Listed,
}

impl Tabled for BienDong {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }

    fn tables(&self) -> Vec<Sheet> {
        let charts = self.charts.iter().map(Chart::sheet);
        std::iter::once(self.listed.sheet()).chain(charts).collect()
    }
}

impl BienDong {
    fn build(app: &App, asked: &Asked) -> Result<Self, Trouble> {
        let (ground, asks, told, _) = Ground::open(app, asked)?;
        let lang = ground.lang();
        let view = told.view(asks.over).rounded(DIGITS);
        let (name, from, to) = (
            isolated(&ground.agency().name),
            ground.until(lang.period(asks.earlier.period), asks.earlier.as_of),
            ground.label(),
        );
        let said = [("agency", name.as_str()), ("from", &from), ("to", &to)];
        let heading = lang.text_with("movement-heading", &said);
        let kept = ground.asked().own(&OWN);
        let note = |note: &chiso_scoring::movement::Note| {
            lang.text(&format!("movement-note-{}", note.code()))
        };
        // A file has every line.
        let most = if asked.value(FORM).is_some() { usize::MAX } else { TOP };
        Ok(Self {
            chrome: ground.chrome(heading.clone(), &kept),
            heading,
            agency: Link {
                href: ground.agency_link(&ground.agency().code),
                text: ground.agency().name.clone(),
            },
            summary: headline(&told, lang),
            notes: told.notes.iter().map(note).collect(),
            tabs: tabs(&ground, asks.over),
            hidden: hidden(&ground, &asks),
            indicator: indicators(&ground, asks.place),
            earlier: (asks.earlier.to_string(), EARLIER),
            charts: vec![drawing(&ground, &told, &view)],
            listed: listed(&ground, &told, &view, most),
        })
    }
}

fn tabs(ground: &Ground, shown: Over) -> Vec<(Link, bool)> {
    let tab = |over: Over| {
        let text = ground.lang().text(&format!("movement-over-{}", over.code()));
        (Link { href: ground.asked().again(&[(asks::OVER, over.code())]), text }, over == shown)
    };
    Over::ALL.into_iter().map(tab).collect()
}

fn hidden(ground: &Ground, asks: &Asks) -> Vec<(String, String)> {
    let own = [("agency", ground.agency().code.as_str()), (asks::OVER, asks.over.code())];
    let standing = ground.standing();
    let all = own.into_iter().chain(standing.pairs());
    all.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// The total, the groups and their indicators.
fn indicators(ground: &Ground, chosen: Place) -> Field {
    let rulebook = ground.rulebook();
    let choice = |place: Place| {
        let code = place.code(rulebook).to_owned();
        let text = match place {
            Place::Total => ground.lang().text("total"),
            _ => code.clone(),
        };
        Choice { value: code, text, chosen: place == chosen }
    };
    let places = chiso_scoring::compare::places(rulebook).into_iter();
    let axes = (0..rulebook.axes.len()).map(Place::Axis);
    let shown = axes.filter(|place| *place == chosen).chain(places);
    field(ground.lang(), asks::INDICATOR, "col-number", shown.map(choice).collect())
}

/// From the points before to the points after, each bar beginning where the one before ends.
fn drawing(ground: &Ground, told: &Movement, view: &View) -> Chart {
    let lang = ground.lang();
    let bars = waterfall(told, view, TOP);
    let rows = bars.iter().enumerate().map(|(at, bar)| {
        let cell = match bar.label {
            Label::Before | Label::After => chart::Cell::decimal(lang, bar.end.shown(2)),
            _ => chart::Cell::signed(lang, bar.amount().shown(DIGITS)),
        };
        row_of(ground, told, bar, at, cell)
    });
    let columns = vec![chart::Column::new(Role::Value, lang.text("movement-points"))];
    let (title, head) = (lang.text("movement-waterfall"), lang.text("cli-item"));
    let chart = Chart::new(lang, Kind::Waterfall, "thac-nuoc", title, head).top();
    let chart = chart.unit(lang.text("twin-unit")).summary(headline(told, lang));
    chart.table(columns, rows.collect())
}

fn row_of(ground: &Ground, told: &Movement, bar: &Bar, at: usize, cell: chart::Cell) -> chart::Row {
    let lang = ground.lang();
    let (text, part) = match bar.label {
        Label::Before => (lang.text("movement-before"), Part::Start),
        Label::Line(key) => (key_text(told, key, lang), Part::Plain),
        Label::Rest(count) => {
            (lang.text_with("movement-rest", &[("count", &count.to_string())]), Part::Plain)
        }
        Label::After => (lang.text("movement-after"), Part::End),
    };
    let href = match bar.label {
        Label::Line(key) => href(ground, told, key),
        _ => String::new(),
    };
    chart::Row::new(at.to_string(), text, vec![cell]).at(href).part(part)
}

/// The same movement of a unit, or of an indicator; nothing where there is no more to see.
fn href(ground: &Ground, told: &Movement, key: Key) -> String {
    let unit = |at: u32| told.units.get(at as usize).map(|unit| unit.code.as_str());
    match key {
        Key::Unit(at) | Key::Cell(at, _) => match unit(at) {
            Some(code) if code != ground.agency().code => ground.asked().again(&[("agency", code)]),
            _ => String::new(),
        },
        Key::Indicator(at) => {
            let code = told.indicators.get(at).map(|moved| moved.code.as_str());
            let units = (asks::OVER, Over::Units.code());
            code.map_or_else(String::new, |code| {
                ground.asked().again(&[(asks::INDICATOR, code), units])
            })
        }
        _ => String::new(),
    }
}

/// A row for each line with a column for each cause there is, and a last one with the sum.
fn listed(ground: &Ground, told: &Movement, view: &View, most: usize) -> Listed {
    let lang = ground.lang();
    let any = |cause: &Cause| view.lines.iter().any(|line| !line.by(*cause).is_zero());
    let causes: Vec<Cause> = Cause::ALL.into_iter().filter(any).collect();
    let keys: Vec<String> = causes.iter().map(|cause| cause_key(*cause)).collect();
    let columns = [("cli-item", false), ("movement-points", true)];
    let columns: Vec<(&str, bool)> =
        columns.into_iter().chain(keys.iter().map(|key| (key.as_str(), true))).collect();
    let mut listed = Listed::new(lang, "bien-dong", headline(told, lang), &columns);
    listed.empty = lang.text("movement-nothing");
    let (lines, more, rest) = view.top(most);
    for line in lines {
        let key = Cell::text(key_text(told, line.key, lang)).at(href(ground, told, line.key));
        listed.rows.push(row(key, line.amount, &causes, Some(line), lang));
    }
    if more > 0 {
        let text = lang.text_with("movement-rest", &[("count", &lang.integer(more as i64))]);
        listed.rows.push(row(Cell::text(text), rest, &causes, None, lang));
    }
    if !listed.rows.is_empty() {
        let sum = Cell::text(lang.text("movement-sum"));
        listed.rows.push(row(sum, view.amount(), &causes, None, lang));
    }
    listed.files = crate::listing::files(ground.asked(), listed.id);
    listed
}

fn row(key: Cell, amount: Amount, causes: &[Cause], line: Option<&Line>, lang: Lang) -> Vec<Cell> {
    let points = |amount: Amount| {
        let shown = amount.shown(DIGITS);
        Cell { text: lang.signed(shown), ..Cell::new(lang, Item::Decimal(shown)) }
    };
    let cell = |cause: &Cause| match line.map(|line| line.by(*cause)) {
        Some(amount) if !amount.is_zero() => points(amount),
        _ => Cell { text: String::new(), ..Cell::new(lang, Item::Missing) },
    };
    [key, points(amount)].into_iter().chain(causes.iter().map(cell)).collect()
}

#[cfg(test)]
mod tests;
