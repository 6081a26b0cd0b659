//! `/tthc`: the procedures of an agency, what came in, what is on time, how long it takes, how much of it is
//! online; one procedure by unit; any indicator by procedure. For everybody: small counts are withheld from
//! strangers, and no dossier is named.

mod columns;
mod late;
mod lines;
mod question;
mod rows;
#[cfg(test)]
mod tests;
mod veil;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chiso_scoring::lang::Lang;

use self::lines::Found;
use self::question::Question;
use self::rows::{Head, Row, Sight};
use super::ho_so::{limit, scope};
use crate::App;
use crate::asked::Asked;
use crate::chart::Chart;
use crate::chrome::{Choice, Chrome, Field, Here, Link, field};
use crate::drill::Ground;
use crate::drill::procedures::{Part, table};
use crate::listing::{FORM, Sheet, Tabled, respond_tables};
use crate::procedures::named;
use crate::study::Study;
use crate::trouble::Trouble;
use crate::wire::procedures::ByProcedure;

/// Path of the page.
pub(crate) const PATH: &str = "/tthc";
/// Lines of a page.
const LINES: usize = 100;
/// Most lines of a file: every unit and procedure of a large province.
const FILE_MOST: usize = 100_000;
/// Parameters of this page alone.
const OWN: [&str; 6] = ["procedure", "indicator", "units", "own", "sort", "loc"];

/// The page.
pub(crate) async fn page(State(app): State<App>, asked: Asked) -> Response {
    respond_tables(app, asked, Tthc::build).await
}

/// The same for programs of those inside.
pub(crate) async fn api(State(app): State<App>, asked: Asked) -> Response {
    let build = |app: &App, asked: &Asked| {
        let mut study = Study::open(app, asked)?;
        let question = Question::read(&study)?;
        let limit = limit(asked)?.unwrap_or(LINES);
        listing(&mut study, &question, limit)
    };
    crate::api::answer(app, asked, build).await
}

fn listing(study: &mut Study, question: &Question, limit: usize) -> Result<ByProcedure, Trouble> {
    let scope = scope(&study.asked)?;
    let (revision, now, found) = study.seen.look(|revision, standing| {
        let ground = Ground {
            standing,
            revision,
            rulebook: study.rulebook(),
            agency: &study.agency,
            period: study.period,
            scope,
        };
        let part = Part { offset: question.offset, limit };
        let found = table(ground, question.indicator, question.units, part);
        (revision, standing.live().now(), found)
    })?;
    (study.revision, study.now) = (revision, now);
    let code = study.asked.value("indicator").unwrap_or_default();
    found.ok_or_else(|| Trouble::bad("indicator", "bad-no-ratio", code))
}

#[derive(Template)]
#[template(path = "tthc.html")]
struct Tthc {
    chrome: Chrome,
    heading: String,
    /// Whose procedures.
    agency: Option<Link>,
    /// Below the heading: code and field of a procedure.
    lead: String,
    /// All procedures, where the page is about one.
    back: Option<Link>,
    /// Said instead of everything else.
    message: String,
    hidden: Vec<(String, String)>,
    indicators: Field,
    filter: String,
    tabs: Vec<(Link, bool)>,
    charts: Vec<Chart>,
    caption: String,
    named: Option<Head>,
    /// Whether the first column holds units.
    by_unit: bool,
    heads: Vec<Head>,
    rows: Vec<Row>,
    sums: Vec<Row>,
    /// How many of how many are shown; empty if all are.
    count: String,
    more: Option<Link>,
    empty: String,
    /// What the columns count.
    notes: Vec<String>,
    sheet: Option<Sheet>,
}

impl Tabled for Tthc {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }

    fn tables(&self) -> Vec<Sheet> {
        self.sheet.iter().cloned().chain(self.charts.iter().map(Chart::sheet)).collect()
    }
}

impl Tthc {
    fn build(app: &App, asked: &Asked) -> Result<Self, Trouble> {
        let mut study = match Study::open(app, asked) {
            Ok(study) => study,
            Err(trouble) => return Self::without(asked, trouble),
        };
        let question = Question::read(&study)?;
        let stranger = !asked.inside();
        let found = Found::look(&mut study, &question, stranger)?;
        let sight = Sight { study: &study, question: &question, found: &found, inside: !stranger };
        Ok(Self::of(sight))
    }

    /// The navigation leads here from published figures too, of which nothing is known by procedure.
    fn without(asked: &Asked, trouble: Trouble) -> Result<Self, Trouble> {
        let lang = asked.lang;
        let uncounted =
            matches!(&trouble, Trouble::Bad { reason, .. } if *reason == "bad-source-period");
        let message = match trouble {
            Trouble::NoDossiers => lang.text("tthc-no-dossiers"),
            Trouble::Bad { .. } if uncounted => lang.text("tthc-no-period"),
            trouble => return Err(trouble),
        };
        let heading = lang.text("tthc-heading");
        let kept = asked.standing().lang;
        let latest = crate::link::Standing { lang: kept, ..Default::default() }.link(PATH, &[]);
        let latest = Link { href: latest, text: lang.text("tthc-latest") };
        Ok(Self {
            chrome: Chrome { title: heading.clone(), ..Chrome::plain(asked) },
            heading,
            agency: None,
            lead: String::new(),
            back: Some(latest).filter(|_| uncounted),
            message,
            hidden: Vec::new(),
            indicators: field(lang, "indicator", "col-indicator", Vec::new()),
            filter: String::new(),
            tabs: Vec::new(),
            charts: Vec::new(),
            caption: String::new(),
            named: None,
            by_unit: false,
            heads: Vec::new(),
            rows: Vec::new(),
            sums: Vec::new(),
            count: String::new(),
            more: None,
            empty: String::new(),
            notes: Vec::new(),
            sheet: None,
        })
    }

    fn of(sight: Sight<'_>) -> Self {
        let Sight { study, question, found, inside } = sight;
        let lang = study.asked.lang;
        let (heading, lead) = heading(sight);
        let title = format!("{heading} – {}", study.agency.name);
        let chrome = study.chrome(Here::Public(PATH), title, &study.asked.own(&OWN));
        let inner = if inside { chrome.inner } else { Vec::new() };
        let caption =
            if lead.is_empty() { heading.clone() } else { format!("{heading} – {lead}") };
        let last = question.offset.saturating_add(LINES) >= found.lines.len();
        Self {
            chrome: Chrome { inner, ..chrome },
            agency: Some(Link {
                href: study.agency_link(&study.agency.code),
                text: study.agency.name.clone(),
            }),
            back: question.procedure.as_ref().map(|_| all_procedures(study)),
            message: String::new(),
            hidden: hidden(study),
            indicators: indicators(study, question.indicator),
            filter: study.asked.value("loc").unwrap_or_default().to_owned(),
            tabs: tabs(study, question),
            charts: late::chart(sight).into_iter().collect(),
            named: Some(sight.named()),
            by_unit: question.by_unit(),
            heads: sight.heads(),
            rows: sight.rows(LINES),
            sums: if last { sight.sums() } else { Vec::new() },
            count: count(sight),
            more: (!last).then(|| more(study, question)),
            empty: lang.text(if question.filter.is_some() {
                "tthc-no-match"
            } else {
                "list-empty"
            }),
            notes: notes(lang, question),
            sheet: study.asked.value(FORM).map(|_| sight.sheet(caption.clone(), FILE_MOST)),
            caption,
            heading,
            lead,
        }
    }
}

/// The heading, and what is said below it.
fn heading(sight: Sight<'_>) -> (String, String) {
    let Sight { study, question, found, .. } = sight;
    let lang = study.asked.lang;
    let of = question.indicator.map(|at| {
        let rule = &study.rulebook().indicators[at];
        let name = lang.pick(&rule.name);
        lang.text_with("tthc-heading-of", &[("code", &rule.code), ("name", name)])
    });
    let Some(code) = question.procedure.as_deref() else {
        return (of.unwrap_or_else(|| lang.text("tthc-heading")), String::new());
    };
    let procedure = named(lang, &found.names, code);
    let mut lead = lang.text_with("tthc-code", &[("code", code)]);
    if !procedure.field.is_empty() {
        let field = lang.text_with("tthc-of-field", &[("field", &procedure.field)]);
        lead = format!("{lead} · {field}");
    }
    (procedure.name, of.map_or(lead.clone(), |of| format!("{lead} · {of}")))
}

fn all_procedures(study: &Study) -> Link {
    let own = study.asked.own(&["indicator", "own"]);
    let extra: Vec<(&str, &str)> =
        own.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Link { href: study.link(PATH, &extra), text: study.asked.lang.text("tthc-back") }
}

/// What the form of filter and indicator keeps.
fn hidden(study: &Study) -> Vec<(String, String)> {
    let standing = study.standing();
    let kept = standing.pairs().into_iter().map(|(name, value)| (name, value.to_owned()));
    let own = study.asked.own(&["procedure", "units", "own", "sort"]).into_iter();
    // Columns differ between indicators, and so do the orders.
    let own = own.filter(|(name, _)| *name != "sort" || study.asked.value("indicator").is_none());
    let agency = [("agency", study.agency.code.clone())];
    let all = agency.into_iter().chain(kept).chain(own);
    all.map(|(name, value)| (name.to_owned(), value)).collect()
}

fn indicators(study: &Study, chosen: Option<usize>) -> Field {
    let lang = study.asked.lang;
    let usual =
        Choice { value: String::new(), text: lang.text("tthc-usual"), chosen: chosen.is_none() };
    let rules = study.rulebook().indicators.iter().enumerate();
    let rules = rules.filter(|(_, rule)| rule.numerator.is_some() && rule.denominator.is_some());
    let choice = |(at, rule): (usize, &chiso_scoring::rulebook::Indicator)| Choice {
        value: rule.code.clone(),
        text: format!("{} {}", rule.code, lang.pick(&rule.name)),
        chosen: chosen == Some(at),
    };
    let all = std::iter::once(usual).chain(rules.map(choice)).collect();
    field(lang, "indicator", "tthc-show", all)
}

fn tabs(study: &Study, question: &Question) -> Vec<(Link, bool)> {
    if question.procedure.is_some() {
        return Vec::new();
    }
    let tab = |key: &str, value: &str, current: bool| {
        let href = study.asked.again(&[("units", value), ("offset", "")]);
        (Link { href, text: study.asked.lang.text(key) }, current)
    };
    vec![tab("tthc-together", "", !question.units), tab("tthc-apart", "1", question.units)]
}

fn count(sight: Sight<'_>) -> String {
    let lang = sight.study.asked.lang;
    let (from, all) = (sight.question.offset, sight.found.lines.len());
    if all <= LINES && from == 0 {
        return String::new();
    }
    let number = |n: usize| lang.integer(i64::try_from(n).unwrap_or(i64::MAX));
    let to = all.min(from.saturating_add(LINES));
    let said = [("from", &*number(from + 1)), ("to", &number(to)), ("count", &number(all))];
    lang.text_with("tthc-count", &said)
}

fn more(study: &Study, question: &Question) -> Link {
    let next = question.offset + LINES;
    Link {
        href: study.asked.again(&[("offset", &next.to_string())]),
        text: study.asked.lang.text("ho-so-next"),
    }
}

/// What the usual columns count: the words of the rulebook's measures.
fn notes(lang: Lang, question: &Question) -> Vec<String> {
    let keys: &[&str] = match question.indicator {
        None => &["tthc-note-columns", "tthc-note-days"],
        Some(_) => &[],
    };
    keys.iter().map(|key| lang.text(key)).collect()
}
