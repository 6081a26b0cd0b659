//! `/tthc`: numbers by procedure, or by unit and procedure; any indicator.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chiso_report::listing::Item;
use chiso_scoring::lang::Lang;
use chiso_scoring::sheet::Place;

use super::ho_so::{limit, scope};
use crate::App;
use crate::asked::Asked;
use crate::chrome::{Choice, Chrome, Field, Here, Link, field};
use crate::drill::Ground;
use crate::drill::procedures::{Part, table};
use crate::listing::{Cell, Downloadable, Listed, respond_listed};
use crate::study::Study;
use crate::trouble::Trouble;
use crate::wire::procedures::{ByProcedure, Line, Number};

/// Path of the page.
const PATH: &str = "/tthc";
/// Lines of a page.
const LINES: usize = 100;
/// Most lines of a file: every unit and procedure of a large province.
const FILE_MOST: usize = 100_000;

/// The page.
pub(crate) async fn page(State(app): State<App>, asked: Asked) -> Response {
    let build = |app: &App, asked: &Asked, whole| Tthc::build(Study::open(app, asked)?, whole);
    respond_listed(app, asked, build).await
}

/// The same for programs.
pub(crate) async fn api(State(app): State<App>, asked: Asked) -> Response {
    let build = |app: &App, asked: &Asked| {
        let mut study = Study::open(app, asked)?;
        let question = Question::read(&study)?;
        let limit = limit(asked)?.unwrap_or(LINES);
        question.table(&mut study, limit)
    };
    crate::api::answer(app, asked, build).await
}

struct Question {
    indicator: Option<usize>,
    units: bool,
    offset: usize,
}

impl Question {
    fn read(study: &Study) -> Result<Self, Trouble> {
        let asked = &study.asked;
        let indicator = match asked.value("indicator") {
            None => None,
            Some(code) => match study.place("indicator")? {
                Place::Indicator(at) => Some(at),
                _ => return Err(Trouble::bad("indicator", "bad-no-ratio", code)),
            },
        };
        let flag = |text: &str| ["0", "1"].iter().position(|known| *known == text);
        let units = asked.read_as("units", "bad-flag", flag)? == Some(1);
        let offset = asked.count("offset")?.and_then(|offset| usize::try_from(offset).ok());
        Ok(Self { indicator, units, offset: offset.unwrap_or(0) })
    }

    fn table(&self, study: &mut Study, limit: usize) -> Result<ByProcedure, Trouble> {
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
            let part = Part { offset: self.offset, limit };
            (revision, standing.live().now(), table(ground, self.indicator, self.units, part))
        })?;
        (study.revision, study.now) = (revision, now);
        let code = study.asked.value("indicator").unwrap_or_default();
        found.ok_or_else(|| Trouble::bad("indicator", "bad-no-ratio", code))
    }
}

#[derive(Template)]
#[template(path = "tthc.html")]
struct Tthc {
    chrome: Chrome,
    heading: String,
    agency: Link,
    hidden: Vec<(String, String)>,
    indicators: Field,
    tabs: Vec<(Link, bool)>,
    listed: Listed,
}

impl Downloadable for Tthc {
    fn listed(&self) -> &Listed {
        &self.listed
    }
}

impl Tthc {
    fn build(mut study: Study, whole: bool) -> Result<Self, Trouble> {
        let question = Question::read(&study)?;
        let found = question.table(&mut study, if whole { FILE_MOST } else { LINES })?;
        let lang = study.asked.lang;
        let heading = heading(&study, &question);
        let own = ["indicator", "units", "own"];
        let title = format!("{heading} – {}", study.agency.name);
        let kept = study.standing();
        let kept =
            kept.pairs().into_iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
        let own_kept = study.asked.own(&["units", "own"]).into_iter();
        let own_kept = own_kept.map(|(name, value)| (name.to_owned(), value));
        let agency = [("agency".to_owned(), study.agency.code.clone())];
        Ok(Self {
            chrome: study.chrome(Here::Inner(PATH), title, &study.asked.own(&own)),
            agency: Link {
                href: study.agency_link(&study.agency.code),
                text: study.agency.name.clone(),
            },
            hidden: agency.into_iter().chain(kept).chain(own_kept).collect(),
            indicators: indicators(&study, question.indicator),
            tabs: tabs(&study, question.units),
            listed: listed(lang, &study, &question, &found, heading.clone()),
            heading,
        })
    }
}

fn heading(study: &Study, question: &Question) -> String {
    let lang = study.asked.lang;
    let Some(at) = question.indicator else { return lang.text("tthc-heading") };
    let rule = &study.rulebook().indicators[at];
    let name = lang.pick(&rule.name);
    lang.text_with("tthc-heading-of", &[("code", &rule.code), ("name", name)])
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
    field(lang, "indicator", "col-indicator", all)
}

fn tabs(study: &Study, units: bool) -> Vec<(Link, bool)> {
    let tab = |key: &str, value: &str, current: bool| {
        let href = study.asked.again(&[("units", value), ("offset", "")]);
        (Link { href, text: study.asked.lang.text(key) }, current)
    };
    vec![tab("tthc-together", "", !units), tab("tthc-apart", "1", units)]
}

fn listed(
    lang: Lang,
    study: &Study,
    question: &Question,
    found: &ByProcedure,
    caption: String,
) -> Listed {
    let first: &[(&str, bool)] = &[("col-unit", false), ("ho-so-procedure", false)];
    let first = if question.units { first } else { &first[1..] };
    let mut listed = Listed::new(lang, "tthc", caption, first);
    let name = |name: &String| (lang.text(&format!("tthc-{}", name.replace('_', "-"))), true);
    listed.columns.extend(found.columns.iter().map(name));
    let row = |line: &Line, title: Option<&str>| cells(study, question, line, title);
    listed.rows = found.rows.iter().map(|line| row(line, None)).collect();
    if found.next.is_none() {
        let left = |number: &Number| matches!(number, Number::Count(count) if *count != 0);
        if found.left.numbers.iter().any(left) {
            listed.rows.push(row(&found.left, Some("tthc-left")));
        }
    }
    listed.rows.push(row(&found.total, Some("tthc-total")));
    let number = |n: usize| lang.integer(i64::try_from(n).unwrap_or(i64::MAX));
    if found.rows.len() < found.count {
        let said = [("shown", &*number(found.rows.len())), ("count", &*number(found.count))];
        listed.count = lang.text_with("ho-so-count", &said);
    }
    listed.more = found.next.map(|next| Link {
        href: study.asked.again(&[("offset", &next.to_string())]),
        text: lang.text("ho-so-next"),
    });
    listed.downloads(&study.asked, study.facts())
}

fn cells(study: &Study, question: &Question, line: &Line, title: Option<&str>) -> Vec<Cell> {
    let lang = study.asked.lang;
    let procedure = match title {
        Some(key) => lang.text(key),
        None => line.procedure.clone().unwrap_or_else(|| lang.text("tthc-none")),
    };
    let unit = question.units.then(|| {
        let code = line.agency.clone().unwrap_or_default();
        let href = if code.is_empty() { String::new() } else { study.agency_link(&code) };
        Cell::text(code).at(href)
    });
    let numbers = line.numbers.iter().map(|number| match number {
        Number::Count(count) => Cell::new(lang, Item::Integer(*count)),
        Number::Decimal(text) => Cell::new(lang, text.parse().map_or(Item::Missing, Item::Decimal)),
        Number::Missing(_) => Cell::new(lang, Item::Missing),
    });
    unit.into_iter().chain([Cell::text(procedure)]).chain(numbers).collect()
}

#[cfg(test)]
mod tests {
    use crate::fixture::live::{LiveSite, dossier};

    const AUGUST: &str = "agency=H55&period=2026-08";

    async fn site() -> LiveSite {
        let live = LiveSite::filled().await;
        let mut other = dossier("H55.243-260806-0044", "9", "20260810100000");
        other["MaTTHC"] = "2.000815".into();
        live.push(&[other]).await;
        live
    }

    #[tokio::test]
    async fn procedures_and_units_add_up_to_the_agency() {
        let live = site().await;
        let page = live.site.get(&format!("/tthc?{AUGUST}")).await;
        let rows = page.all("#tthc tbody tr");
        assert_eq!(rows.len(), 3, "{rows:?}");
        assert!(rows[0].starts_with("1.004222 4 2 2"), "{rows:?}");
        assert!(rows[1].starts_with("2.000815 1 1 0"), "{rows:?}");
        assert!(rows[2].starts_with("Cả đơn vị 5 3 2"), "{rows:?}");
        let apart = live.site.get(&format!("/tthc?{AUGUST}&units=1&indicator=2.1")).await;
        let rows = apart.all("#tthc tbody tr");
        assert_eq!(rows[0], "H55.242 1.004222 2 3 66,67");
        assert_eq!(rows.last().unwrap(), "Cả đơn vị 3 5 60,00");
    }

    #[tokio::test]
    async fn a_procedure_that_two_units_have_counts_once_and_the_difference_is_told() {
        let live = site().await;
        let uri = format!("/api/v1/procedures?{AUGUST}&units=1&indicator=3.2");
        let table = live.site.get(&uri).await.json();
        assert_eq!(table["total"]["numbers"][0], 2);
        assert_eq!(table["left"]["numbers"][0], -1);
        assert_eq!(table["rows"].as_array().unwrap().len(), 3);
    }

    #[tokio::test]
    async fn it_is_downloaded_whole_and_wrong_questions_are_told() {
        let live = site().await;
        let file = live.site.get(&format!("/tthc?{AUGUST}&dang=csv")).await;
        assert!(file.text.contains("1.004222,4,2,2,"), "{}", file.text);
        for (asked, said) in
            [("units=x", "units"), ("offset=-1", "offset"), ("indicator=TDGQ", "indicator")]
        {
            let answer = live.site.get(&format!("/tthc?{AUGUST}&{asked}")).await;
            assert_eq!(answer.status, 400, "{asked}");
            assert!(answer.page_text().contains(said), "{asked}");
        }
    }
}
