//! `/viec`: what a unit can do today. The work lists of an agency, one of them in full, most points first.

mod question;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chiso_report::listing::Item;
use chiso_scoring::board::Board;
use chiso_scoring::calendar::Calendar;
use chiso_scoring::expr::Entity;
use chiso_scoring::worklist::{Ask, Found, HOURS_MAX, UnitCount, WorkList, counted, find, lists};
use jiff::civil::DateTime;

use self::question::Question;
use crate::App;
use crate::asked::{Asked, Segment};
use crate::chrome::{Choice, Chrome, Field, Here, Link, field};
use crate::link::{encoded, isolated};
use crate::listing::{Cell, Downloadable, Listed, respond_listed};
use crate::study::Study;
use crate::trouble::Trouble;
use crate::wire::work::{Line, Work, WorkLists, WorkRow, WorkSummary, WorkUnit, columns, named};

/// Path of the page.
pub(crate) const PATH: &str = "/viec";
/// Rows of a page.
const ROWS: usize = 100;

/// The page.
pub(crate) async fn page(State(app): State<App>, asked: Asked) -> Response {
    let build = |app: &App, asked: &Asked, whole| Viec::build(Study::open(app, asked)?, whole);
    respond_listed(app, asked, build).await
}

/// All lists with their counts, for programs.
pub(crate) async fn api(State(app): State<App>, asked: Asked) -> Response {
    crate::api::answer(app, asked, |app, asked| all(Study::open(app, asked)?)).await
}

/// One list, for programs.
pub(crate) async fn api_list(
    State(app): State<App>,
    Segment(list): Segment,
    asked: Asked,
) -> Response {
    crate::api::answer(app, asked, move |app, asked| {
        let list = WorkList::named(&list).ok_or(Trouble::NoPage)?;
        one(Study::open(app, asked)?, list)
    })
    .await
}

fn all(mut study: Study) -> Result<WorkLists, Trouble> {
    let question = Question::read(&study)?;
    let summaries = look(&mut study, |study, board, calendar| {
        let summary = |list: &WorkList| {
            let found = find(board, calendar, list, &question.ask(study));
            WorkSummary::new(list, &found, study.asked.lang)
        };
        lists().iter().map(summary).collect()
    })?;
    Ok(WorkLists {
        heading: study.heading(),
        agency: study.agency.code,
        name: study.agency.name,
        lists: summaries,
    })
}

fn one(mut study: Study, list: &WorkList) -> Result<Work, Trouble> {
    let question = Question::read(&study)?;
    let range = (question.offset, question.limit.unwrap_or(ROWS));
    let mut part = look(&mut study, |study, board, calendar| {
        Part::of(study, board, list, &find(board, calendar, list, &question.ask(study)), range)
    })?;
    part.name(&study, list)?;
    Ok(Work {
        heading: study.heading(),
        agency: study.agency.code,
        name: study.agency.name,
        summary: part.summary,
        units: part.units,
        rows: part.lines.iter().map(WorkRow::from).collect(),
    })
}

/// Looks at the board of a study, once: what the page says it shows is what was looked at.
fn look<T>(
    study: &mut Study,
    work: impl FnOnce(&Study, &Board<'_>, &Calendar) -> T,
) -> Result<T, Trouble> {
    let (revision, now, found) = study.seen.look(|revision, standing| {
        let board = Board::new(standing.live(), study.rulebook(), study.period);
        let board = board.ok_or(Trouble::Empty)?;
        Ok::<_, Trouble>((revision, board.now(), work(study, &board, &Calendar::embedded())))
    })??;
    (study.revision, study.now) = (revision, now);
    Ok(found)
}

/// A part of a list, with what is said of all of it.
struct Part {
    summary: WorkSummary,
    units: Vec<WorkUnit>,
    lines: Vec<Line>,
}

impl Part {
    fn of(
        study: &Study,
        board: &Board<'_>,
        list: &WorkList,
        found: &Found<'_>,
        (offset, limit): (usize, usize),
    ) -> Self {
        let tree = board.live().tree();
        let shown = found.tasks.iter().skip(offset).take(limit);
        Self {
            summary: WorkSummary::new(list, found, study.asked.lang),
            units: WorkUnit::all(found),
            lines: shown.map(|task| Line::new(task, tree, study.period)).collect(),
        }
    }

    /// Looks the codes up, after the look: the present goes on meanwhile.
    fn name(&mut self, study: &Study, list: &WorkList) -> Result<(), Trouble> {
        Ok(named(&study.app.store, list, study.revision, &mut self.lines)?)
    }
}

#[derive(Template)]
#[template(path = "viec.html")]
struct Viec {
    chrome: Chrome,
    heading: String,
    agency: Link,
    /// The lists with their counts; the one shown.
    tabs: Vec<(Link, bool)>,
    meaning: String,
    /// Until when the list looks ahead; empty if it does not.
    until: String,
    hidden: Vec<(String, String)>,
    unit: Field,
    hours: Option<u16>,
    hours_max: u16,
    /// Filters as they were typed: parameter, label, kind of input, value.
    filters: Vec<(&'static str, String, &'static str, String)>,
    listed: Listed,
    units: Listed,
}

impl Downloadable for Viec {
    fn listed(&self) -> &Listed {
        &self.listed
    }
}

/// Parameters of this page alone.
const OWN: [&str; 9] =
    ["agency", "list", "unit", "procedure", "least", "due_from", "due_until", "hours", "offset"];

impl Viec {
    fn build(mut study: Study, whole: bool) -> Result<Self, Trouble> {
        let question = Question::read(&study)?;
        let list = question.list.or(lists().first()).ok_or(Trouble::NoPage)?;
        let range = if whole { (0, usize::MAX) } else { (question.offset, ROWS) };
        let (mut part, chooser) = look(&mut study, |study, board, calendar| {
            let found = find(board, calendar, list, &question.ask(study));
            let part = Part::of(study, board, list, &found, range);
            (part, Chooser::of(study, board, calendar, &question, list))
        })?;
        part.name(&study, list)?;
        let lang = study.asked.lang;
        let (name, period) = (isolated(&study.agency.name), lang.period(study.period));
        let said = [("agency", name.as_str()), ("period", &period)];
        let heading = lang.text_with("work-heading", &said);
        let kept = study.asked.own(&OWN);
        let until = until(&part).map(|at| lang.moment(at));
        let until = until.map(|until| lang.text_with("work-until", &[("until", &until)]));
        Ok(Self {
            chrome: study.chrome(Here::Inner(PATH), heading.clone(), &kept),
            heading,
            agency: Link {
                href: study.agency_link(&study.agency.code),
                text: study.agency.name.clone(),
            },
            tabs: chooser.tabs,
            meaning: lang.pick(&list.meaning).to_owned(),
            until: until.unwrap_or_default(),
            hidden: hidden(&study, list),
            unit: field(lang, "unit", "col-unit", chooser.units),
            hours: list.asks_hours().then_some(question.hours),
            hours_max: HOURS_MAX,
            filters: filters(&study),
            listed: listed(&study, list, &part, question.offset, whole),
            units: units(&study, list, &part),
        })
    }
}

/// The lists with their counts, and the units of the one shown.
struct Chooser {
    tabs: Vec<(Link, bool)>,
    units: Vec<Choice>,
}

impl Chooser {
    fn of(
        study: &Study,
        board: &Board<'_>,
        calendar: &Calendar,
        question: &Question,
        shown: &WorkList,
    ) -> Self {
        let lang = study.asked.lang;
        let plain = Ask { hours: question.hours, ..Ask::of(&study.agency) };
        let mut chooser = Self { tabs: Vec::new(), units: Vec::new() };
        for list in lists() {
            let found = counted(board, calendar, list, &plain);
            let count = lang.integer(found.tasks.len() as i64);
            let text = format!("{} ({count})", lang.pick(&list.name));
            let href = study.link(PATH, &[("list", &list.id)]);
            chooser.tabs.push((Link { href, text }, list.id == shown.id));
            if list.id == shown.id {
                chooser.units = choices(study, board, question, &found);
            }
        }
        chooser
    }
}

/// Any unit, or one of those with rows.
fn choices(
    study: &Study,
    board: &Board<'_>,
    question: &Question,
    found: &Found<'_>,
) -> Vec<Choice> {
    let (lang, tree) = (study.asked.lang, board.live().tree());
    let chosen = question.unit.as_ref().map(|unit| unit.code.as_str());
    let any = lang.text("work-any-unit");
    let any = Choice { value: String::new(), text: any, chosen: chosen.is_none() };
    let choice = |unit: UnitCount<'_>| {
        let agency = tree.find(unit.agency, study.period).ok();
        let name = agency.map_or(unit.agency, |agency| &agency.name);
        let text = format!("{name} ({})", lang.integer(unit.count as i64));
        Choice { value: unit.agency.to_owned(), text, chosen: chosen == Some(unit.agency) }
    };
    std::iter::once(any).chain(found.units().into_iter().map(choice)).collect()
}

/// Until when the list looks ahead, if it does.
fn until(part: &Part) -> Option<DateTime> {
    part.summary.until.as_deref().and_then(|at| at.parse().ok())
}

fn hidden(study: &Study, list: &WorkList) -> Vec<(String, String)> {
    let own = [("agency", study.agency.code.clone()), ("list", list.id.clone())];
    let own = own.into_iter().map(|(name, value)| (name.to_owned(), value));
    let standing = study.standing();
    let standing = standing.pairs().into_iter();
    own.chain(standing.map(|(name, value)| (name.to_owned(), value.to_owned()))).collect()
}

fn filters(study: &Study) -> Vec<(&'static str, String, &'static str, String)> {
    let given = |name: &str| study.asked.value(name).unwrap_or_default().to_owned();
    let filter =
        |name: &'static str, key: &str, kind| (name, study.asked.lang.text(key), kind, given(name));
    vec![
        filter("procedure", "work-procedure", "text"),
        filter("least", "work-least", "text"),
        filter("due_from", "work-due-from", "date"),
        filter("due_until", "work-due-until", "date"),
    ]
}

fn listed(study: &Study, list: &WorkList, part: &Part, offset: usize, whole: bool) -> Listed {
    let lang = study.asked.lang;
    let name = lang.pick(&list.name).to_owned();
    let mut listed = Listed::new(lang, "viec", name.clone(), &columns(list));
    listed.rows = part.lines.iter().map(|line| row(study, list, line)).collect();
    listed.count = lang.text_with(
        "work-count",
        &[
            ("list", &name),
            ("count", &lang.integer(part.summary.count as i64)),
            ("carried", &lang.integer(part.summary.carried as i64)),
            ("new", &lang.integer(part.summary.new as i64)),
        ],
    );
    let next = offset + part.lines.len();
    if next < part.summary.count && !whole {
        let href = study.asked.again(&[("offset", &next.to_string())]);
        listed.more = Some(Link { href, text: lang.text("work-more") });
    }
    let until = until(part).map(|at| (lang.text("work-until-label"), lang.moment(at)));
    let facts = study.facts().into_iter().chain(until).collect();
    listed.downloads(&study.asked, facts)
}

fn row(study: &Study, list: &WorkList, line: &Line) -> Vec<Cell> {
    let lang = study.asked.lang;
    let items = line.items(lang, list).into_iter().enumerate();
    let cell = |(at, item): (usize, Item)| {
        let cell = Cell::new(lang, item);
        match at {
            0 if list.of == Entity::Dossier => {
                cell.at(study.link(&format!("/ho-so/{}", encoded(&line.code)), &[]))
            }
            1 => cell.at(study.agency_link(&line.agency)),
            _ => cell,
        }
    };
    items.map(cell).collect()
}

fn units(study: &Study, list: &WorkList, part: &Part) -> Listed {
    let lang = study.asked.lang;
    let columns =
        [("cli-code", false), ("work-rows", true), ("work-carried", true), ("work-new", true)];
    let mut listed = Listed::new(lang, "don-vi", lang.text("work-units"), &columns);
    let count = |count: usize| Cell::new(lang, Item::Integer(count as i64));
    let row = |unit: &WorkUnit| {
        let extra = [("list", list.id.as_str()), ("unit", &unit.agency)];
        let code = Cell::text(unit.agency.clone()).at(study.link(PATH, &extra));
        vec![code, count(unit.count), count(unit.carried), count(unit.count - unit.carried)]
    };
    listed.rows = part.units.iter().map(row).collect();
    listed
}

#[cfg(test)]
mod tests;
