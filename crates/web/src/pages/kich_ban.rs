//! `/kich-ban`: what to do today, what if it were done, the way to a grade, the end of the period.

mod api;
mod form;
mod views;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

pub(crate) use self::api::{api_next, api_projection, api_what_if};
use self::form::{Form, View};
use self::views::Shown;
use crate::App;
use crate::asked::Asked;
use crate::chrome::{Chrome, Field, Here, Link};
use crate::link::isolated;
use crate::listing::{FORM, Listed, Sheet, Tabled, respond_tables};
use crate::scenario::{NoScene, Scene};
use crate::study::Study;
use crate::trouble::Trouble;

/// Path of the page.
pub(crate) const PATH: &str = "/kich-ban";

/// The page.
pub(crate) async fn page(State(app): State<App>, asked: Asked) -> Response {
    respond_tables(app, asked, |app, asked| KichBan::build(Study::open(app, asked)?)).await
}

/// Looks at the scene of a study, once: what the page says it shows is what was looked at.
fn look<T>(
    study: &mut Study,
    work: impl FnOnce(&Scene<'_>) -> Result<T, NoScene>,
) -> Result<T, Trouble> {
    let (revision, now, found) = study.seen.look(|revision, standing| {
        let live = standing.live();
        let scene = Scene {
            live,
            revision,
            rulebook: study.rulebook(),
            agency: &study.agency,
            period: study.period,
            lang: study.asked.lang,
        };
        (revision, live.now(), work(&scene))
    })?;
    (study.revision, study.now) = (revision, now);
    // The study has made sure that the period is counted.
    found.map_err(|_| Trouble::Empty)
}

#[derive(Template)]
#[template(path = "kich_ban.html")]
struct KichBan {
    chrome: Chrome,
    heading: String,
    agency: Link,
    /// The views; the one shown.
    tabs: Vec<(Link, bool)>,
    meaning: String,
    hidden: Vec<(String, String)>,
    fields: Vec<Field>,
    /// Texts and numbers to be typed: parameter, label, kind of input, value.
    inputs: Vec<(&'static str, String, &'static str, String)>,
    /// What follows, in sentences.
    sentences: Vec<String>,
    tables: Vec<Listed>,
    listed: Listed,
}

impl Tabled for KichBan {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }

    fn tables(&self) -> Vec<Sheet> {
        std::iter::once(&self.listed).chain(&self.tables).map(Listed::sheet).collect()
    }
}

/// Parameters of this page alone.
const OWN: [&str; 10] =
    ["agency", "view", "top", "reach", "points", "close", "issue", "sync", "answer", "codes"];

impl KichBan {
    fn build(mut study: Study) -> Result<Self, Trouble> {
        let whole = study.asked.value(FORM).is_some();
        let form = Form::read(&study)?;
        let shown = Shown::of(&mut study, &form, whole)?;
        let lang = study.asked.lang;
        let (name, period) = (isolated(&study.agency.name), lang.period(study.period));
        let said = [("agency", name.as_str()), ("period", &period)];
        let heading = lang.text_with("scenario-heading", &said);
        let kept = study.asked.own(&OWN);
        Ok(Self {
            chrome: study.chrome(Here::Inner(PATH), heading.clone(), &kept),
            heading,
            agency: Link {
                href: study.agency_link(&study.agency.code),
                text: study.agency.name.clone(),
            },
            tabs: View::ALL.iter().map(|view| tab(&study, *view, form.view)).collect(),
            meaning: lang.text(form.view.key("meaning")),
            hidden: form.hidden(&study),
            fields: form.fields(&study),
            inputs: form.inputs(&study),
            sentences: shown.sentences,
            tables: shown.tables,
            listed: shown.listed,
        })
    }
}

fn tab(study: &Study, view: View, here: View) -> (Link, bool) {
    let href = study.link(PATH, &[("view", view.code())]);
    (Link { href, text: study.asked.lang.text(view.key("name")) }, view == here)
}

#[cfg(test)]
mod tests;
