//! Why the number moved since an earlier period, where both are counted from dossiers: a waterfall. Strangers
//! see it over causes (or, of a sum, its indicators), for what each unit adds shows how many it handled.

use chiso_scoring::agency::{Agency, Level};
use chiso_scoring::movement::{
    Bar, Cause, Key, Label, Line, Movement, Over, Point, Question, between, headline, key_text,
    waterfall,
};
use chiso_scoring::sheet::Place;
use rust_decimal::Decimal;

use crate::against::Against;
use crate::chart::{Cell, Chart, Column, Kind, Part, Role, Row};
use crate::view::View;

/// Lines told on their own.
const SHOWN: usize = 12;
/// Decimals of points in lines.
const DIGITS: u32 = 4;

/// The waterfall of a number's change since a side; nothing where it is not counted on both.
pub(super) fn moved(view: &View, side: &Against, agency: &Agency, place: Place) -> Option<Chart> {
    let period = side.counted_period(view)?;
    if agency.level == Level::Nation || hidden(view, side, agency, place) {
        return None;
    }
    let seen = view.seen.as_ref()?;
    let told = seen.look(|revision, standing| {
        let live = standing.live();
        let rulebook = side.loaded.sheet().rulebook();
        let before = Point { live, revision, period, rulebook };
        let after = Point { period: view.period(), rulebook: view.rulebook(), ..before };
        let agency = agency.code.as_str();
        between(Question { agency, place, before, restated: None, after })
    });
    // An agency that was not in force then has no change to tell.
    let told = told.ok()?.ok()?;
    told.change?;
    Some(chart(view, side, &told))
}

/// Whether the counts of the agency are withheld from this reader on either side.
fn hidden(view: &View, side: &Against, agency: &Agency, place: Place) -> bool {
    let Place::Indicator(at) = place else { return false };
    [&*view.loaded, &*side.loaded].iter().any(|loaded| view.withheld_in(loaded, agency, at))
}

/// What the change is seen over: a sum over its indicators; an indicator over its units by those inside, over
/// causes by strangers.
fn over(view: &View, told: &Movement) -> Over {
    let is_sum = told.indicators.len() != 1 || told.indicators[0].code != told.place;
    match (is_sum, view.is_stranger()) {
        (true, _) => Over::Indicators,
        (false, true) => Over::Causes,
        (false, false) => Over::Units,
    }
}

fn chart(view: &View, side: &Against, told: &Movement) -> Chart {
    let lang = view.lang;
    let lines = told.view(over(view, told)).rounded(DIGITS);
    let row = |(at, bar): (usize, &Bar)| row(view, side, told, (at, bar));
    let rows = waterfall(told, &lines, SHOWN).iter().enumerate().map(row).collect();
    Chart::new(lang, Kind::Waterfall, "vi-sao", lang.text("moved-title"), lang.text("chart-part"))
        .summary(if view.is_stranger() { plainly(view, told) } else { headline(told, lang) })
        .unit(lang.text("unit-points"))
        .table(vec![Column::new(Role::Value, lang.text("col-points"))], rows)
}

fn row(view: &View, side: &Against, told: &Movement, (at, bar): (usize, &Bar)) -> Row {
    let lang = view.lang;
    let whole = || Cell::decimal(lang, bar.end.shown(2));
    let added = || Cell::signed(lang, bar.amount().shown(DIGITS));
    let (name, cell, part) = match bar.label {
        Label::Before => (side.label.clone(), whole(), Part::Start),
        Label::After => (lang.period(view.period()), whole(), Part::End),
        Label::Rest(count) => {
            let said = [("count", &*count.to_string())];
            (lang.text_with("movement-rest", &said), added(), Part::Plain)
        }
        Label::Line(Key::Cause(Cause::Rounding)) => {
            (key_text(told, Key::Cause(Cause::Rounding), lang), added(), Part::Rest)
        }
        Label::Line(key) => (name(view, told, key), added(), Part::Plain),
    };
    let href = match bar.label {
        Label::Line(key) => href(view, told, key),
        _ => String::new(),
    };
    Row::new(at.to_string(), name, vec![cell]).part(part).at(href)
}

/// A line's name; indicators are called by code and name.
fn name(view: &View, told: &Movement, key: Key) -> String {
    let text = key_text(told, key, view.lang);
    let rule = view.rulebook().indicator(&text).filter(|_| matches!(key, Key::Indicator(_)));
    let rule = rule.map(|at| view.lang.pick(&view.rulebook().indicators[at].name));
    rule.map_or(text.clone(), |name| format!("{text} {name}"))
}

/// Where a line leads: the same number of the unit, or the indicator.
fn href(view: &View, told: &Movement, key: Key) -> String {
    let agency = view.asked.value("agency").unwrap_or_default();
    match key {
        Key::Unit(at) => {
            let unit = told.units.get(at as usize).map(|unit| unit.code.as_str());
            let unit = unit.filter(|code| view.agency(code).is_ok());
            unit.map(|code| view.place_link(&told.place, code)).unwrap_or_default()
        }
        Key::Indicator(_) => {
            let code = key_text(told, key, view.lang);
            let known = view.rulebook().indicator(&code).is_some();
            if known { view.place_link(&code, agency) } else { String::new() }
        }
        _ => String::new(),
    }
}

/// The change and its main cause (or indicator), without naming a unit.
fn plainly(view: &View, told: &Movement) -> String {
    let lang = view.lang;
    let change = told.change.unwrap_or_default();
    let ends = [told.before, told.after].map(|points| {
        points
            .and_then(|points| points.points)
            .map(|points| lang.decimal(points))
            .unwrap_or_default()
    });
    let key = match change {
        change if change.is_zero() => "movement-same",
        change if change < Decimal::ZERO => "movement-fell",
        _ => "movement-rose",
    };
    let what =
        crate::trend::what(view, Place::find(view.rulebook(), &told.place).unwrap_or(Place::Total));
    let points = lang.decimal(change.abs());
    let said = [("what", &*what), ("points", &*points), ("from", &*ends[0]), ("to", &*ends[1])];
    let mut sentence = lang.text_with(key, &said);
    let lines = told.view(over(view, told)).lines;
    let along = |line: &&Line| line.amount.is_loss() == told.amount.is_loss();
    let leftover = |line: &Line| matches!(line.key, Key::Cause(cause) if cause.is_leftover());
    let main = lines.iter().find(|line| !leftover(line)).filter(along);
    if let Some(line) = main.filter(|_| !change.is_zero()) {
        let name = name(view, told, line.key);
        let said = [("name", &*name), ("points", &*lang.signed(line.amount.shown(2)))];
        let why = lang.text_with("movement-by", &said);
        sentence.push_str(&lang.text_with("movement-mainly", &[("why", &why)]));
    }
    sentence + "."
}
