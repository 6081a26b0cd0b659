//! A number over the last periods as a page shows it: the change since the period before, one sentence, and
//! the chart. Counted from dossiers where the page is, published where the page is: the two are never joined.

use std::cmp::Ordering;

use chiso_report::listing::Item;
use chiso_scoring::agency::{Agency, Level};
use chiso_scoring::figure::Figure;
use chiso_scoring::measure::Scope;
use chiso_scoring::period::Period;
use chiso_scoring::sheet::{Place, Sheet};
use chiso_scoring::small::is_small;
use chiso_scoring::trend::{
    self, Gap, Known, Mark, Point, Reading, Series, Told, gap_key, mark_text, sentence,
};
use chiso_store::Query;
use rust_decimal::Decimal;

use crate::chart::{Cell, Chart, Column, Event, Kind, Mark as Said, Part, Role, Row};
use crate::link::SOURCE;
use crate::pages::ky_da_chot::covering;
use crate::source::Wanted;
use crate::view::{View, rulebook};

/// Name of the parameter that says whether what is below an agency counts with it.
pub(crate) const SCOPE: &str = "pham-vi";

/// Whose number, and which.
#[derive(Clone, Copy)]
pub(crate) struct Of<'a> {
    /// The agency.
    pub agency: &'a Agency,
    /// Its number.
    pub place: Place,
    /// With what is below it, or without.
    pub scope: Scope,
}

/// A number over time.
pub(crate) struct Trend {
    series: Series,
    told: Option<Told>,
    /// What it says, in a sentence.
    pub sentence: String,
}

/// The change since the period before.
pub(crate) struct Delta {
    /// A sign beside the words: `▲`, `▼` or `=`.
    pub arrow: &'static str,
    /// `up`, `down` or `same`, for the style.
    pub direction: &'static str,
    /// The change in words.
    pub text: String,
    /// What must be known to read it; empty if nothing.
    pub note: String,
}

impl Trend {
    /// The number over the periods up to the page's own, whose figures `sheet` holds.
    pub fn of(view: &View, sheet: &Sheet<'_>, of: Of<'_>) -> Self {
        let series = series(view, sheet, of);
        let told = series.told();
        let sentence = sentence(&series, &what(view, of.place), view.lang);
        Self { series, told, sentence }
    }

    /// The change since the last period before with a value; nothing without one.
    pub fn delta(&self, view: &View) -> Option<Delta> {
        let told = self.told?;
        let (before, change) = told.before.zip(told.change)?;
        let (arrow, direction, key) = match change.cmp(&Decimal::ZERO) {
            Ordering::Greater => ("▲", "up", "delta-rose"),
            Ordering::Less => ("▼", "down", "delta-fell"),
            Ordering::Equal => ("=", "same", "delta-same"),
        };
        let before = view.lang.period(self.series.points[before].period);
        let said = [("change", &*view.lang.decimal(change.abs())), ("before", &*before)];
        let note = if told.other_rules { view.lang.text("delta-rules") } else { String::new() };
        Some(Delta { arrow, direction, text: view.lang.text_with(key, &said), note })
    }

    /// The chart; nothing where there is no line to draw. `own` are the parameters of the page that its
    /// links keep.
    pub fn chart(&self, view: &View, of: Of<'_>, own: &[(&str, &str)]) -> Option<Chart> {
        if !self.series.is_line() {
            return None;
        }
        let lang = view.lang;
        let told = counts_told(view, of.place);
        let rows = self.series.points.iter().enumerate();
        let rows = rows.map(|at| self.row(view, of.agency, at, told, own)).collect();
        let shown = of.place.points_max(view.rulebook()) == 0;
        let unit = if shown { "col-rate" } else { "unit-points" };
        let chart = Chart::new(
            lang,
            Kind::Trend,
            "xu-huong",
            lang.text("trend-title"),
            lang.text("pick-period"),
        );
        let chart = chart.summary(self.sentence.clone()).unit(lang.text(unit));
        Some(chart.table(self.columns(view, of.place, told), rows))
    }

    /// A column per agency of the code: a line is never drawn across a merger.
    fn columns(&self, view: &View, place: Place, told: bool) -> Vec<Column> {
        let lang = view.lang;
        let max = place.points_max(view.rulebook());
        let plain = lang.text(if max > 0 { "col-points" } else { "col-rate" });
        let title = |line: &trend::Line| match (self.series.lines.len(), line.until, line.since) {
            (0 | 1, ..) => plain.clone(),
            (_, Some(until), _) => {
                let said = [("name", &*line.name), ("day", &*lang.date(until))];
                lang.text_with("trend-line-until", &said)
            }
            (_, None, since) => {
                let day = since.map(|day| lang.date(day)).unwrap_or_default();
                lang.text_with("trend-line-since", &[("name", &line.name), ("day", &day)])
            }
        };
        let column = |line: &trend::Line| {
            let column = Column::new(Role::Value, title(line));
            if max > 0 { column.max(max) } else { column }
        };
        let mut columns: Vec<Column> = self.series.lines.iter().map(column).collect();
        if told {
            let counts = ["col-numerator", "col-denominator"];
            columns.extend(counts.map(|key| Column::new(Role::Told, lang.text(key))));
        }
        columns
            .extend(self.is_mean().then(|| Column::new(Role::Told, lang.text("mean-provinces"))));
        columns
    }

    /// Whether any of it is the mean of provinces.
    fn is_mean(&self) -> bool {
        self.series.points.iter().any(|point| point.mean_of().is_some())
    }

    fn row(
        &self,
        view: &View,
        agency: &Agency,
        (at, point): (usize, &Point),
        told: bool,
        own: &[(&str, &str)],
    ) -> Row {
        let lines = 0..self.series.lines.len();
        let mut cells: Vec<Cell> = lines.map(|line| value(view, point, line)).collect();
        if told {
            cells.extend(counts(view, point));
        }
        cells.extend(self.is_mean().then(|| mean_of(view, point)));
        let part = if point.period == view.period() { Part::Current } else { Part::Plain };
        let period = point.period.to_string();
        let marks = self.series.marks_at(at);
        let marks = marks.map(|mark| Said::new(event(mark), mark_text(mark, view.lang)));
        let marks = marks.chain(closed(view, point, agency));
        Row::new(period, view.lang.period(point.period), cells)
            .short(short(point.period))
            .at(href(view, point, own))
            .part(part)
            .marks(marks.collect())
    }
}

/// That the period was closed for the agency or one above it.
fn closed(view: &View, point: &Point, agency: &Agency) -> Option<Said> {
    let tree = &view.known.tree;
    let closing = covering(&view.app, &view.asked, point.period, tree, &agency.code)?;
    Some(Said::new(Event::Closing, closing.text))
}

/// The same page in another period; nothing where there is no such page.
fn href(view: &View, point: &Point, own: &[(&str, &str)]) -> String {
    if point.known.is_err() {
        return String::new();
    }
    let source = if view.is_live() { Wanted::Dossiers } else { Wanted::Published };
    let source = if view.app.present.is_some() { source.code() } else { "" };
    let period = point.period.to_string();
    let there = [("period", period.as_str()), (SOURCE, source)];
    let as_of = [("as_of", "")].into_iter().filter(|_| point.period != view.period());
    let all: Vec<(&str, &str)> =
        there.into_iter().chain(as_of).chain(own.iter().copied()).collect();
    view.link(&view.asked.path, &all)
}

fn event(mark: &Mark) -> Event {
    match mark {
        Mark::Rules { .. } => Event::Rules,
        Mark::Began { .. } | Mark::Ended { .. } => Event::Merger,
    }
}

/// A period where there is little room: `8/2026`, `Q3/2026`, `2026`.
fn short(period: Period) -> String {
    match period {
        Period::Month { year, month } => format!("{month}/{year}"),
        Period::Quarter { year, quarter } => format!("Q{quarter}/{year}"),
        Period::Year { year } => year.to_string(),
        Period::Range { .. } => String::new(),
    }
}

fn value(view: &View, point: &Point, line: usize) -> Cell {
    let lang = view.lang;
    match &point.known {
        Err(gap) => Cell::missing(lang.text(gap_key(*gap))),
        Ok(_) if point.line != Some(line) => Cell::missing(lang.text("trend-other-line")),
        Ok(known) => match known.value() {
            Some(value) => Cell::decimal(lang, value),
            None => Cell::missing(lang.state(known.points.state)),
        },
    }
}

/// Numerator and denominator.
fn counts(view: &View, point: &Point) -> [Cell; 2] {
    let figure = point.known.as_ref().ok().and_then(|known| known.figure).unwrap_or_default();
    [figure.numerator, figure.denominator].map(|count| match count {
        Some(count) => Cell::new(view.lang, Item::Integer(count)),
        None => Cell::missing(view.lang.text("counts-none")),
    })
}

/// Of how many provinces a value is the mean.
fn mean_of(view: &View, point: &Point) -> Cell {
    let count = point.mean_of().and_then(|count| i64::try_from(count).ok());
    let none = || Cell::missing(view.lang.text("mean-published"));
    count.map_or_else(none, |count| Cell::count(view.lang, count))
}

/// Counts over time are told where they may be: what is published is, what is counted only to those inside.
fn counts_told(view: &View, place: Place) -> bool {
    matches!(place, Place::Indicator(_)) && (!view.is_live() || !view.is_stranger())
}

/// What the number is called in a sentence.
pub(crate) fn what(view: &View, place: Place) -> String {
    let code = place.code(view.rulebook());
    match place {
        Place::Total => view.lang.text("movement-total"),
        Place::Indicator(_) => view.lang.text_with("movement-indicator", &[("code", code)]),
        Place::Group(_) | Place::Axis(_) => {
            view.lang.text_with("movement-group", &[("code", code)])
        }
    }
}

fn series(view: &View, sheet: &Sheet<'_>, of: Of<'_>) -> Series {
    let code = of.place.code(view.rulebook()).to_owned();
    let mut periods = trend::periods(view.period());
    periods.pop();
    let now = Reading::of(sheet, &of.agency.code, &code);
    let Some(seen) = &view.seen else { return published(view, &periods, now, of, &code) };
    let looked = seen.look(|_, standing| {
        let live = standing.live();
        let of_period = |period: &Period| match rulebook(&view.app, &view.asked, *period) {
            Ok(at) => {
                let (rules, whose) = (&view.app.rulebooks.all()[at], (&*of.agency.code, of.scope));
                Reading::of_dossiers(live, rules, *period, whose, &code)
            }
            Err(_) => Reading::none(
                *period,
                live.tree().find(&of.agency.code, *period).ok(),
                Gap::NoRules,
            ),
        };
        let mut readings: Vec<Reading<'_>> = periods.iter().map(of_period).collect();
        readings.push(now);
        if view.is_stranger() {
            readings.iter_mut().for_each(discreet);
        }
        Series::new(live.tree(), &readings)
    });
    looked.unwrap_or_default()
}

/// A mean time over so few dossiers that it would speak of single people is not told.
fn discreet(reading: &mut Reading<'_>) {
    let few = |figure: &Figure| figure.denominator.is_some_and(is_small);
    if let Ok(Known { max: 0, rate, figure: Some(figure), .. }) = &mut reading.known
        && few(figure)
    {
        *rate = None;
    }
}

/// What was published of the agency period by period: only its own figures are read, with those it is summed
/// from and those it inherits.
fn published(view: &View, periods: &[Period], now: Reading<'_>, of: Of<'_>, code: &str) -> Series {
    let tree = &*view.known.tree;
    let is_known =
        |period: &Period| view.known.periods.iter().any(|summary| summary.period == *period);
    let of_period = |period: &Period| {
        let agency = tree.find(&of.agency.code, *period).ok();
        let none = |gap| Reading::none(*period, agency, gap);
        let Ok(at) = rulebook(&view.app, &view.asked, *period) else { return none(Gap::NoRules) };
        let Some(found) = agency.filter(|_| is_known(period)) else {
            return none(agency.map_or(Gap::NoAgency, |_| Gap::NotCounted));
        };
        let query = Query {
            agencies: Some(around(view, found, *period)),
            as_of: view.loaded.key.as_of,
            known_at: Some(view.known.revision()),
            ..Query::of(*period)
        };
        // A period that cannot be read is one without a figure here; its own page says what is wrong.
        let rows = view.app.store.figures(&query).unwrap_or_default();
        let (rules, basis) = (&view.app.rulebooks.all()[at], view.loaded.key.basis);
        Reading::of(&Sheet::new(tree, rules, *period, basis, &rows), &of.agency.code, code)
    };
    let mut readings: Vec<Reading<'_>> = periods.iter().map(of_period).collect();
    readings.push(now);
    Series::new(tree, &readings)
}

/// Codes of those whose figures an agency's points may rest on: itself, those above and below it; of the
/// nation the provinces.
fn around(view: &View, agency: &Agency, period: Period) -> Vec<String> {
    let tree = &*view.known.tree;
    let code = |agency: &&Agency| agency.code.clone();
    if agency.level == Level::Nation {
        let provinces = tree.of_level(Level::Province, period);
        return provinces.iter().map(code).chain([agency.code.clone()]).collect();
    }
    let mut codes: Vec<String> = tree.path(agency, period).iter().map(code).collect();
    let mut waiting = vec![agency];
    while let Some(next) = waiting.pop() {
        codes.push(next.code.clone());
        waiting.extend(tree.children(&next.code, period));
    }
    codes
}
