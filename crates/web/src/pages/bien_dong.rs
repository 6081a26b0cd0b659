//! `/bien-dong`: why a number moved between two sides, over units, procedures, causes or indicators.

mod asks;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chiso_report::listing::Item;
use chiso_scoring::lang::Lang;
use chiso_scoring::movement::{
    Amount, Bar, Cause, Key, Label, Line, Movement, Over, View, cause_key, headline, key_text,
    waterfall,
};
use chiso_scoring::sheet::Place;

use self::asks::{Asks, MOST, TOP};
use crate::App;
use crate::asked::Asked;
use crate::chrome::{Choice, Chrome, Field, Here, Link, field};
use crate::link::isolated;
use crate::listing::{Cell, Downloadable, Listed, respond_listed};
use crate::study::Study;
use crate::trouble::Trouble;
use crate::wire::movement::Movement as Wire;

/// Path of the page.
pub(crate) const PATH: &str = "/bien-dong";
/// Decimals of points in lines.
const DIGITS: u32 = 4;
/// Parameters of this page alone.
const OWN: [&str; 4] = ["agency", asks::EARLIER, asks::INDICATOR, asks::OVER];

/// The page.
pub(crate) async fn page(State(app): State<App>, asked: Asked) -> Response {
    let build = |app: &App, asked: &Asked, whole| BienDong::build(Study::open(app, asked)?, whole);
    respond_listed(app, asked, build).await
}

/// The same for programs.
pub(crate) async fn api(State(app): State<App>, asked: Asked) -> Response {
    crate::api::answer(app, asked, |app, asked| {
        let mut study = Study::open(app, asked)?;
        let asks = Asks::read(&study)?;
        let (told, about) = asks.tell(&mut study)?;
        let most = asks.most.unwrap_or(MOST);
        Ok(Wire::new(about, &told, asks.over, most, study.asked.lang))
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
    bars: Vec<Drawn>,
    listed: Listed,
}

/// A bar of the waterfall as it is drawn: places and widths out of 100.
struct Drawn {
    text: String,
    href: String,
    amount: String,
    x: String,
    width: String,
    /// `fill`, `gain` or `loss`.
    kind: &'static str,
}

impl Downloadable for BienDong {
    fn listed(&self) -> &Listed {
        &self.listed
    }
}

impl BienDong {
    fn build(mut study: Study, whole: bool) -> Result<Self, Trouble> {
        let asks = Asks::read(&study)?;
        let (told, _) = asks.tell(&mut study)?;
        let lang = study.asked.lang;
        let view = told.view(asks.over).rounded(DIGITS);
        let (name, from, to) = (
            isolated(&study.agency.name),
            lang.period(asks.earlier.period),
            lang.period(study.period),
        );
        let said = [("agency", name.as_str()), ("from", &from), ("to", &to)];
        let heading = lang.text_with("movement-heading", &said);
        let kept = study.asked.own(&OWN);
        let note = |note: &chiso_scoring::movement::Note| {
            lang.text(&format!("movement-note-{}", note.code()))
        };
        let most = if whole { usize::MAX } else { TOP };
        Ok(Self {
            chrome: study.chrome(Here::Inner(PATH), heading.clone(), &kept),
            heading,
            agency: Link {
                href: study.agency_link(&study.agency.code),
                text: study.agency.name.clone(),
            },
            summary: headline(&told, lang),
            notes: told.notes.iter().map(note).collect(),
            tabs: tabs(&study, asks.over),
            hidden: hidden(&study, &asks),
            indicator: indicators(&study, asks.place),
            earlier: (asks.earlier.to_string(), asks::EARLIER),
            bars: bars(&study, &told, &view),
            listed: listed(&study, &told, &view, most),
        })
    }
}

fn tabs(study: &Study, shown: Over) -> Vec<(Link, bool)> {
    let tab = |over: Over| {
        let text = study.asked.lang.text(&format!("movement-over-{}", over.code()));
        (Link { href: study.asked.again(&[(asks::OVER, over.code())]), text }, over == shown)
    };
    Over::ALL.into_iter().map(tab).collect()
}

fn hidden(study: &Study, asks: &Asks) -> Vec<(String, String)> {
    let own = [("agency", study.agency.code.as_str()), (asks::OVER, asks.over.code())];
    let standing = study.standing();
    let all = own.into_iter().chain(standing.pairs());
    all.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// The total, the groups and their indicators.
fn indicators(study: &Study, chosen: Place) -> Field {
    let rulebook = study.rulebook();
    let choice = |place: Place| {
        let code = place.code(rulebook).to_owned();
        let text = match place {
            Place::Total => study.asked.lang.text("total"),
            _ => code.clone(),
        };
        Choice { value: code, text, chosen: place == chosen }
    };
    let places = chiso_scoring::compare::places(rulebook).into_iter();
    let axes = (0..rulebook.axes.len()).map(Place::Axis);
    let shown = axes.filter(|place| *place == chosen).chain(places);
    field(study.asked.lang, asks::INDICATOR, "col-number", shown.map(choice).collect())
}

fn bars(study: &Study, told: &Movement, view: &View) -> Vec<Drawn> {
    let bars = waterfall(told, view, TOP);
    let steps = bars.iter().filter(|bar| !is_whole(bar)).flat_map(|bar| [bar.start, bar.end]);
    let ends: Vec<Amount> = steps.collect();
    let whole = || bars.iter().map(|bar| bar.end);
    let low = ends.iter().copied().min().or_else(|| whole().min()).unwrap_or_default();
    let high = ends.iter().copied().max().or_else(|| whole().max()).unwrap_or_default();
    bars.iter().map(|bar| drawn(study, told, bar, (low, high))).collect()
}

fn is_whole(bar: &Bar) -> bool {
    matches!(bar.label, Label::Before | Label::After)
}

fn drawn(study: &Study, told: &Movement, bar: &Bar, (low, high): (Amount, Amount)) -> Drawn {
    let lang = study.asked.lang;
    let place = |at: Amount| (at.max(low) - low).permille_of(high - low);
    let (from, to) = match is_whole(bar) {
        true => (0, place(bar.end)),
        false => (place(bar.start), place(bar.end)),
    };
    let (x, end) = (from.min(to), from.max(to));
    let text = match bar.label {
        Label::Before => lang.text("movement-before"),
        Label::Line(key) => key_text(told, key, lang),
        Label::Rest(count) => lang.text_with("movement-rest", &[("count", &count.to_string())]),
        Label::After => lang.text("movement-after"),
    };
    let href = match bar.label {
        Label::Line(key) => href(study, told, key),
        _ => String::new(),
    };
    Drawn {
        text,
        href,
        amount: match is_whole(bar) {
            true => lang.decimal(bar.end.shown(2)),
            false => lang.signed(bar.amount().shown(DIGITS)),
        },
        x: tenths(x),
        // A bar that is there is seen.
        width: tenths((end - x).max(4)),
        kind: match () {
            () if is_whole(bar) => "fill",
            () if bar.amount().is_loss() => "loss",
            () => "gain",
        },
    }
}

/// Thousandths as a number out of 100.
fn tenths(permille: u16) -> String {
    format!("{}.{}", permille / 10, permille % 10)
}

/// The same movement of a unit, or of an indicator; nothing where there is no more to see.
fn href(study: &Study, told: &Movement, key: Key) -> String {
    let unit = |at: u32| told.units.get(at as usize).map(|unit| unit.code.as_str());
    match key {
        Key::Unit(at) | Key::Cell(at, _) => match unit(at) {
            Some(code) if code != study.agency.code => study.asked.again(&[("agency", code)]),
            _ => String::new(),
        },
        Key::Indicator(at) => {
            let code = told.indicators.get(at).map(|moved| moved.code.as_str());
            let units = (asks::OVER, Over::Units.code());
            code.map_or_else(String::new, |code| {
                study.asked.again(&[(asks::INDICATOR, code), units])
            })
        }
        _ => String::new(),
    }
}

/// A row for each line with a column for each cause there is, and a last one with the sum.
fn listed(study: &Study, told: &Movement, view: &View, most: usize) -> Listed {
    let lang = study.asked.lang;
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
        let key = Cell::text(key_text(told, line.key, lang)).at(href(study, told, line.key));
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
    listed.downloads(&study.asked, study.facts())
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
