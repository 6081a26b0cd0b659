//! `/viec`: what a unit can do today. The work lists of an agency, one of them in full, most points first.

pub(crate) mod calendar;
mod question;
mod tables;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chiso_scoring::board::Board;
use chiso_scoring::calendar::Calendar;
use chiso_scoring::worklist::{Ask, Found, HOURS_MAX, UnitCount, WorkList, counted, find, lists};
use jiff::civil::DateTime;

use self::calendar::Days;
use self::question::{Question, Since, Sort};
use self::tables::{listed, units};
use crate::App;
use crate::asked::{Asked, Segment};
use crate::chart::Chart;
use crate::chrome::{Choice, Chrome, Field, Here, Link, field};
use crate::link::isolated;
use crate::listing::{FORM, Listed, Sheet, Tabled, respond_tables};
use crate::named::Named;
use crate::study::Study;
use crate::trouble::Trouble;
use crate::wire::work::{Line, Work, WorkLists, WorkRow, WorkSummary, WorkUnit, named};

/// Path of the page.
pub(crate) const PATH: &str = "/viec";
/// Rows of a page.
const ROWS: usize = 100;

/// The page.
pub(crate) async fn page(State(app): State<App>, asked: Asked) -> Response {
    respond_tables(app, asked, |app, asked| Viec::build(Study::open(app, asked)?)).await
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
            let found = question.fit(find(board, calendar, list, &question.ask(study)));
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
        let found = question.fit(find(board, calendar, list, &question.ask(study)));
        Part::of(study, board, list, &found, range)
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
    choices: [Field; 2],
    /// When what falls due; for lists that are worked off by days.
    days: Option<Chart>,
    listed: Listed,
    units: Listed,
}

impl Tabled for Viec {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }

    fn tables(&self) -> Vec<Sheet> {
        let lists = [&self.listed, &self.units].map(Listed::sheet);
        lists.into_iter().chain(self.days.as_ref().map(Chart::sheet)).collect()
    }
}

/// Parameters of this page alone.
const OWN: [&str; 11] = [
    "agency",
    "list",
    "unit",
    "procedure",
    "least",
    "due_from",
    "due_until",
    "hours",
    "since",
    "sort",
    "offset",
];

impl Viec {
    fn build(mut study: Study) -> Result<Self, Trouble> {
        let question = Question::read(&study)?;
        let list = question.list.or(lists().first()).ok_or(Trouble::NoPage)?;
        let whole = study.asked.value(FORM).is_some();
        let range = if whole { (0, usize::MAX) } else { (question.offset, ROWS) };
        let by_day = calendar::LISTS.contains(&&*list.id);
        let (mut part, chooser, days) = look(&mut study, |study, board, calendar| {
            let found = question.fit(find(board, calendar, list, &question.ask(study)));
            let part = Part::of(study, board, list, &found, range);
            let days = by_day.then(|| Days::read(study, board, calendar, &question));
            (part, Chooser::of(study, board, calendar, &question, list), days)
        })?;
        part.name(&study, list)?;
        let (lang, named) = (study.asked.lang, Named::of(&study)?);
        let (name, period) = (isolated(&study.agency.name), lang.period(study.period));
        let said = [("agency", name.as_str()), ("period", &period)];
        let heading = lang.text_with("work-heading", &said);
        let until = until(&part).map(|at| lang.moment(at));
        let until = until.map(|until| lang.text_with("work-until", &[("until", &until)]));
        Ok(Self {
            chrome: study.chrome(Here::Inner(PATH), heading.clone(), &study.asked.own(&OWN)),
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
            choices: [since(&study, question.since), sort(&study, question.sort)],
            days: days.map(|days| days.chart(&study, &Calendar::embedded())),
            listed: listed(&study, &named, (list, &part), &question, whole),
            units: units(&study, &named, list, &part),
        })
    }
}

impl Viec {
    /// What the filter lets choose.
    fn fields(&self) -> impl Iterator<Item = &Field> {
        std::iter::once(&self.unit).chain(&self.choices)
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

/// New ones, carried over ones, or both.
fn since(study: &Study, chosen: Option<Since>) -> Field {
    let lang = study.asked.lang;
    let choice = |since: Option<Since>| Choice {
        value: since.map(Since::code).unwrap_or_default().to_owned(),
        text: lang.text(since.map_or("work-since-any", Since::key)),
        chosen: since == chosen,
    };
    let all = [None, Some(Since::Carried), Some(Since::New)].map(choice);
    field(lang, "since", "work-since", all.into())
}

/// What stands first.
fn sort(study: &Study, chosen: Sort) -> Field {
    let lang = study.asked.lang;
    let choice = |sort: Sort| Choice {
        value: if sort == Sort::Stake { String::new() } else { sort.code().to_owned() },
        text: lang.text(&format!("work-sort-{}", sort.code())),
        chosen: sort == chosen,
    };
    field(lang, "sort", "work-sort", Sort::ALL.map(choice).into())
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
        filter("due_from", "work-due-from", "day"),
        filter("due_until", "work-due-until", "day"),
    ]
}

#[cfg(test)]
mod tests;
