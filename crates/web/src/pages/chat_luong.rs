//! `/chat-luong`: what the numbers rest on. Every source with its silence, volume and refusals; every unit with its marks.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chiso_report::listing::Item;
use chiso_scoring::lang::Lang;
use chiso_scoring::source::reach::Reached;
use jiff::civil::DateTime;

use crate::App;
use crate::asked::Asked;
use crate::chrome::{Chrome, Here, Link};
use crate::link::isolated;
use crate::listing::{Cell, Listed, Sheet, Tabled, respond_tables};
use crate::named::Named;
use crate::number::share;
use crate::reason;
use crate::study::Study;
use crate::sync::UNKNOWN_SENDER;
use crate::trouble::Trouble;
use crate::wire::quality::{Books, Fresh, Items, Quality, Refused, Source, Unit, units};

/// Path of the page.
pub(crate) const PATH: &str = "/chat-luong";
/// Parameters of this page alone.
const OWN: [&str; 2] = ["agency", "source"];

/// The page.
pub(crate) async fn page(State(app): State<App>, asked: Asked) -> Response {
    respond_tables(app, asked, |app, asked| ChatLuong::build(&Study::open(app, asked)?)).await
}

/// The same for programs.
pub(crate) async fn api(State(app): State<App>, asked: Asked) -> Response {
    crate::api::answer(app, asked, |app, asked| quality(&Study::open(app, asked)?)).await
}

/// Everything the page says.
pub(crate) fn quality(study: &Study) -> Result<Quality, Trouble> {
    let store = &study.app.store;
    let books = Books::read(store)?;
    let (period, now) = (study.period, study.now);
    let (reached, units) = study.look(|standing| {
        let live = standing.live();
        let reached = books.reach(live, period, now);
        let children = live.tree().children(&study.agency.code, period);
        let agencies: Vec<_> = std::iter::once(&study.agency).chain(children).collect();
        let of = (study.rulebook(), period);
        let units = units(live, of, &agencies, &reached, study.asked.lang);
        (reached, units)
    })?;
    let present = study.seen.is_now();
    Ok(Quality {
        heading: study.heading(),
        agency: study.agency.code.clone(),
        name: study.agency.name.clone(),
        sources: match present {
            true => Some(books.sources(store, now, Some(&wanted(study, &reached)?))?),
            false => None,
        },
        // How fresh a source was then is not known.
        units: units.into_iter().map(|unit| only_now(unit, present)).collect(),
    })
}

fn only_now(unit: Unit, present: bool) -> Unit {
    Unit { fresh: unit.fresh.filter(|_| present), ..unit }
}

/// The sources of the agency, or the one asked for.
fn wanted(
    study: &Study,
    reached: &std::collections::BTreeMap<String, Reached>,
) -> Result<BTreeSet<String>, Trouble> {
    let all = reached.get(&study.agency.code).map(|reached| reached.sources.clone());
    let all = all.unwrap_or_default();
    let Some(source) = study.asked.value("source") else { return Ok(all) };
    if all.contains(source) {
        return Ok(BTreeSet::from([source.to_owned()]));
    }
    Err(Trouble::bad("source", "bad-sender", source))
}

#[derive(Template)]
#[template(path = "chat_luong.html")]
struct ChatLuong {
    chrome: Chrome,
    heading: String,
    agency: Link,
    past: bool,
    listed: Listed,
    sources: Vec<Card>,
    units: Listed,
}

/// A source in full.
struct Card {
    id: String,
    name: String,
    state: String,
    code: &'static str,
    rule: String,
    days: Vec<Bar>,
    /// Id of the table of days.
    days_id: String,
    /// Id of the table of refusals.
    refused_id: String,
    refused: Listed,
}

/// The items of a day as a bar.
struct Bar {
    day: String,
    cells: [Item; 2],
    items: String,
    width: String,
}

impl Tabled for ChatLuong {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }

    fn tables(&self) -> Vec<Sheet> {
        if self.past {
            return vec![self.units.sheet()];
        }
        let cards = self.sources.iter().flat_map(|card| card.tables(self.chrome.lang));
        [self.listed.sheet()].into_iter().chain(cards).chain([self.units.sheet()]).collect()
    }
}

impl Card {
    fn tables(&self, lang: Lang) -> [Sheet; 2] {
        let title = format!("{}: {}", lang.text("source-days"), self.name);
        let columns = ["receipts-day", "source-items"].map(|key| lang.text(key)).to_vec();
        let days = self.days.iter().map(|day| day.cells.to_vec());
        let refused = Sheet { id: self.refused_id.clone(), ..self.refused.sheet() };
        [Sheet::new(&self.days_id, title, columns).rows(days), refused]
    }
}

impl ChatLuong {
    fn build(study: &Study) -> Result<Self, Trouble> {
        let (lang, named) = (study.asked.lang, Named::of(study)?);
        let quality = quality(study)?;
        let (name, period) = (isolated(&study.agency.name), lang.period(study.period));
        let said = [("agency", name.as_str()), ("period", &period)];
        let heading = lang.text_with("quality-heading", &said);
        let sources = quality.sources.unwrap_or_default();
        let past = !study.seen.is_now();
        let files = |listed: Listed| listed.downloads(&study.asked, study.facts());
        let card = |(at, source)| card(lang, &named, at, source);
        Ok(Self {
            chrome: study.chrome(Here::Inner(PATH), heading.clone(), &study.asked.own(&OWN)),
            heading,
            agency: Link {
                href: study.agency_link(&study.agency.code),
                text: study.agency.name.clone(),
            },
            listed: files(table(study, &named, &sources)),
            sources: (1..).zip(&sources).map(card).collect(),
            units: files(marks(study, &quality.units)),
            past,
        })
    }
}

/// A sender by the name people know it by.
pub(super) fn sender(lang: Lang, named: &Named, code: &str) -> String {
    if code == UNKNOWN_SENDER { lang.text("receipts-unknown") } else { named.agency(code) }
}

fn moment(text: &str) -> Item {
    text.parse::<DateTime>().map_or(Item::Missing, Item::Moment)
}

/// A day as a file has it.
fn date(text: &str) -> Item {
    let day = text.parse::<jiff::civil::Date>();
    day.map_or(Item::Missing, |day| Item::Moment(day.to_datetime(jiff::civil::Time::midnight())))
}

fn decimal(text: Option<&str>) -> Item {
    text.and_then(|text| text.parse().ok()).map_or(Item::Missing, Item::Decimal)
}

fn count(count: u64) -> Item {
    Item::Integer(i64::try_from(count).unwrap_or(i64::MAX))
}

/// Every source on a line.
fn table(study: &Study, named: &Named, sources: &[Source]) -> Listed {
    let lang = study.asked.lang;
    let columns = [
        ("source-name", false),
        ("source-state", false),
        ("source-watermark", false),
        ("source-last", false),
        ("source-silent-hours", true),
        ("source-usual-hours", true),
        ("source-today", true),
        ("source-usual-day", true),
        ("source-week", true),
        ("source-usual-week", true),
        ("source-refused", true),
        ("source-units", true),
    ];
    let caption = lang.text("source-list");
    let mut listed = Listed::new(lang, "nguon-gui", caption, &columns);
    listed.empty = lang.text("source-none");
    listed.rows =
        sources.iter().zip(1..).map(|(source, at)| line(study, named, source, at)).collect();
    listed
}

fn line(study: &Study, named: &Named, source: &Source, at: usize) -> Vec<Cell> {
    let lang = study.asked.lang;
    let cell = |item| Cell::new(lang, item);
    let low = if source.low { format!(" · {}", lang.text("source-low")) } else { String::new() };
    let state = lang.text(&format!("source-{}", source.state)) + &low;
    let refused: u64 = source.refused.iter().map(|refused| refused.count).sum();
    let usual = |items: &Items| cell(decimal(items.usual.as_deref()));
    let watermark = source.watermark.as_deref().map_or(Item::Missing, moment);
    vec![
        Cell::text(sender(lang, named, &source.source)).at(format!("#nguon-{at}")),
        Cell::text(state),
        cell(watermark),
        cell(moment(&source.last_at)),
        cell(decimal(Some(&source.silent_hours))),
        cell(decimal(source.usual_hours.as_deref())),
        cell(count(source.today.items)),
        usual(&source.today),
        cell(count(source.week.items)),
        usual(&source.week),
        cell(count(refused)),
        cell(count(source.agencies.len() as u64)),
    ]
}

fn card(lang: Lang, named: &Named, at: usize, source: &Source) -> Card {
    let hours = |text: &str| text.parse().map_or_else(|_| text.to_owned(), |h| lang.decimal(h));
    let (late, silent) = (hours(&source.late_after_hours), hours(&source.silent_after_hours));
    let most = source.days.iter().map(|day| day.items).max().unwrap_or(0);
    let bar = |items: u64| {
        let most = u32::try_from(most).unwrap_or(u32::MAX);
        share(items.into(), most)
    };
    let name = sender(lang, named, &source.source);
    Card {
        id: format!("nguon-{at}"),
        days_id: format!("luong-gui-{at}"),
        refused_id: format!("giu-lai-{at}"),
        state: lang.text(&format!("source-{}", source.state)),
        code: source.state,
        rule: lang.text_with("source-rule", &[("late", &late), ("silent", &silent)]),
        days: source
            .days
            .iter()
            .rev()
            .map(|day| Bar {
                cells: [date(&day.day), count(day.items)],
                day: day.day.parse().map_or_else(|_| day.day.clone(), |day| lang.date(day)),
                items: lang.integer(i64::try_from(day.items).unwrap_or(i64::MAX)),
                width: bar(day.items),
            })
            .collect(),
        refused: refused(lang, &name, &source.refused),
        name,
    }
}

fn refused(lang: Lang, name: &str, refused: &[Refused]) -> Listed {
    let columns = [
        ("source-reason", false),
        ("source-field", false),
        ("source-count", true),
        ("source-refused-last", false),
    ];
    let caption = lang.text_with("source-refused-by", &[("source", name)]);
    let mut listed = Listed::new(lang, "", caption, &columns);
    listed.empty = lang.text("source-refused-none");
    let row = |refused: &Refused| {
        let field = refused.field.clone().unwrap_or_default();
        let reason = reason::sentence(&refused.code, &field, "", lang);
        vec![
            Cell::text(reason),
            Cell::text(field),
            Cell::new(lang, count(refused.count)),
            Cell::new(lang, moment(&refused.last_at)),
        ]
    };
    listed.rows = refused.iter().map(row).collect();
    listed
}

/// Every unit and mark on a line.
fn marks(study: &Study, units: &[Unit]) -> Listed {
    let lang = study.asked.lang;
    let columns = [
        ("col-unit", false),
        ("quality-fresh", false),
        ("quality-mark", false),
        ("quality-count", true),
        ("quality-received", true),
        ("quality-rate", true),
    ];
    let caption = lang.text("quality-units");
    let mut listed = Listed::new(lang, "dau-hieu", caption, &columns);
    listed.empty = lang.text("quality-none");
    let rows = units.iter().flat_map(|unit| {
        // What nobody bears is left out, so that what is there is seen.
        let marks = unit.marks.iter().filter(|mark| mark.count != 0);
        marks.map(|mark| {
            vec![
                Cell::text(unit.name.clone()).at(study.agency_link(&unit.agency)),
                Cell::text(unit.fresh.as_ref().map(|fresh| told(lang, fresh)).unwrap_or_default()),
                Cell::text(mark.name.clone()),
                Cell::new(lang, Item::Integer(mark.count)),
                Cell::new(lang, unit.received.map_or(Item::Missing, Item::Integer)),
                Cell::new(lang, decimal(mark.rate.as_deref())),
            ]
        })
    });
    listed.rows = rows.collect();
    listed
}

/// How fresh a unit's numbers are.
fn told(lang: Lang, fresh: &Fresh) -> String {
    let until = fresh.until.parse().map(|at| lang.moment(at)).unwrap_or_default();
    let state = lang.text(&format!("source-{}", fresh.state));
    lang.text_with("quality-until", &[("state", &state), ("until", &until)])
}

#[cfg(test)]
mod tests;
