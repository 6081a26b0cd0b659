//! `/chi-dao`: directives, the longest overdue first; one of them in full; a draft from a fall.

mod act;
mod one;
mod sketch;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chiso_report::listing::Item;
use chiso_scoring::directive::Basis;
use chiso_scoring::lang::Lang;

pub(crate) use act::{api_close, api_issue, close, issue};
pub(crate) use one::{api as api_one, page as one};
pub(crate) use sketch::{api as api_draft, page as draft};

use crate::App;
use crate::asked::Asked;
use crate::chrome::{Chrome, Here, Labelled, Link, Mark, inner, nav};
use crate::link::{Standing, encoded};
use crate::listing::{Cell, Downloadable, Listed, respond_listed};
use crate::number::MISSING;
use crate::trouble::Trouble;
use crate::wire::directives::words::{last, name, stands, target, value, what};
use crate::wire::directives::{Desk, Directive, Directives, Refused};

/// Path of the page.
pub(crate) const PATH: &str = "/chi-dao";

/// The list.
pub(crate) async fn page(State(app): State<App>, asked: Asked) -> Response {
    respond_listed(app, asked, |app, asked, _whole| ChiDao::build(app, asked)).await
}

/// The list for programs.
pub(crate) async fn api(State(app): State<App>, asked: Asked) -> Response {
    crate::api::answer(app, asked, all).await
}

/// Looks at directives as everything stands now.
pub(crate) fn at_desk<T>(
    app: &App,
    work: impl FnOnce(&Desk<'_>) -> Result<T, Refused>,
) -> Result<T, Trouble> {
    let present = app.present.as_ref().ok_or(Trouble::NoDossiers)?;
    // Directives make revisions that the figures do not follow.
    let latest = app.store.revision()?;
    let looked = present.opened.current.look(|revision, standing| {
        let live = standing.live();
        work(&Desk {
            store: &app.store,
            rulebooks: &app.rulebooks,
            tree: live.tree(),
            standing: Some(standing),
            revision: revision.max(latest),
            now: live.now(),
        })
    })?;
    looked.map_err(trouble)
}

/// What is wrong with what was handed in, in the words of a page.
pub(crate) fn trouble(refused: Refused) -> Trouble {
    match refused {
        Refused::Field { field, reason } => Trouble::bad(field, reason, ""),
        Refused::Store(chiso_store::Error::Call { field, .. }) => {
            Trouble::bad(field, "directive-bad-text", "")
        }
        Refused::Store(error) => Trouble::internal(error),
    }
}

fn all(app: &App, asked: &Asked) -> Result<Directives, Trouble> {
    let mut found = about(app, asked, asked.value("agency"))?;
    if let Some(state) = asked.value("state") {
        found.directives.retain(|directive| directive.stands.state == state);
    }
    Ok(found)
}

/// Every directive, or those that an agency issues, answers for, is measured by or is named in.
pub(crate) fn about(app: &App, asked: &Asked, agency: Option<&str>) -> Result<Directives, Trouble> {
    asked.check()?;
    let known_at = crate::at::known_at(app, asked)?;
    let mut found = at_desk(app, |desk| Ok(desk.all(known_at)?))?;
    if let Some(code) = agency {
        let about = |directive: &Directive| {
            let named = [&directive.issuer, &directive.owner, &directive.agency];
            named.into_iter().chain(&directive.units).any(|agency| agency.code == code)
        };
        found.directives.retain(about);
    }
    Ok(found)
}

/// Where a directive is shown.
pub(crate) fn path(number: &str) -> String {
    format!("{PATH}/{}", encoded(number))
}

#[derive(Template)]
#[template(path = "chi_dao.html")]
struct ChiDao {
    chrome: Chrome,
    heading: String,
    listed: Listed,
}

impl Downloadable for ChiDao {
    fn listed(&self) -> &Listed {
        &self.listed
    }
}

impl ChiDao {
    fn build(app: &App, asked: &Asked) -> Result<Self, Trouble> {
        let found = all(app, asked)?;
        let heading = asked.lang.text("directive-heading");
        Ok(Self {
            chrome: chrome(asked, heading.clone(), (found.revision, &found.as_of), ""),
            listed: listed(asked, &found),
            heading,
        })
    }
}

/// Everything around a page about directives.
fn chrome(asked: &Asked, title: String, at: (u64, &str), rulebook: &str) -> Chrome {
    let lang = asked.lang;
    let standing = Standing { lang: asked.standing().lang, ..Standing::default() };
    Chrome {
        title,
        nav: nav(lang, &standing, Here::Below, "", ""),
        inner: inner(lang, &standing, Here::Inner(PATH), ""),
        mark: Some(Mark {
            brief: String::new(),
            lines: stands_on(lang, at, rulebook),
            note: String::new(),
            permalink: String::new(),
            legend: Vec::new(),
        }),
        ..Chrome::plain(asked)
    }
}

fn stands_on(lang: Lang, (revision, as_of): (u64, &str), rulebook: &str) -> Vec<Labelled> {
    let line = |key: &str, text: String| Labelled { label: lang.text(key), text };
    let mut lines = vec![
        line("mark-captured", moment(lang, as_of)),
        line("mark-revision", revision.to_string()),
    ];
    if !rulebook.is_empty() {
        lines.push(line("mark-rulebook", rulebook.to_owned()));
    }
    lines
}

/// A moment as people read it.
fn moment(lang: Lang, text: &str) -> String {
    text.parse().map_or_else(|_| text.to_owned(), |at| lang.moment(at))
}

fn day(lang: Lang, text: &str) -> String {
    text.parse().map_or_else(|_| text.to_owned(), |day| lang.date(day))
}

fn decimal(lang: Lang, text: Option<&str>) -> String {
    let value = text.and_then(|text| text.parse().ok());
    value.map_or_else(|| MISSING.to_owned(), |value| lang.decimal(value))
}

fn period(lang: Lang, text: &str) -> String {
    text.parse().map_or_else(|_| text.to_owned(), |period| lang.period(period))
}

fn listed(asked: &Asked, found: &Directives) -> Listed {
    let lang = asked.lang;
    let columns = [
        ("directive-number", false),
        ("directive-stands", false),
        ("directive-title", false),
        ("directive-owner", false),
        ("directive-what", false),
        ("directive-before", true),
        ("directive-now", true),
        ("directive-target", true),
        ("directive-way", true),
        ("directive-settled", true),
        ("directive-deadline", false),
    ];
    let caption = lang.text("directive-heading");
    let mut listed = Listed::new(lang, "chi-dao", caption, &columns);
    listed.empty = lang.text("directive-none");
    listed.rows = found.directives.iter().map(|directive| row(asked, directive)).collect();
    let at = moment(lang, &found.as_of);
    let facts = vec![
        (lang.text("mark-captured"), at),
        (lang.text("mark-revision"), found.revision.to_string()),
    ];
    listed.downloads(asked, facts)
}

fn row(asked: &Asked, directive: &Directive) -> Vec<Cell> {
    let lang = asked.lang;
    let standing = Standing { lang: asked.standing().lang, ..Standing::default() };
    let number = |text: Option<&str>| {
        let value = text.and_then(|text| text.parse().ok());
        Cell::new(lang, value.map_or(Item::Missing, Item::Decimal))
    };
    let aim = &directive.target;
    let settled = directive.closed.as_ref().map_or(directive.settled, |closed| closed.settled);
    let dossiers = format!("{settled}/{}", directive.dossiers.len());
    let what = format!("{} · {}", what(lang, directive), period(lang, &directive.period));
    vec![
        Cell::text(&directive.number).at(standing.link(&path(&directive.number), &[])),
        Cell::text(stands(lang, directive)),
        Cell::text(&directive.title),
        Cell::text(name(&directive.owner)),
        Cell::text(format!("{}: {what}", name(&directive.agency))),
        number(value(&directive.before, aim)),
        number(value(last(directive), aim)),
        Cell::text(target(lang, aim)),
        number(directive.way.as_deref()),
        Cell::text(dossiers),
        Cell::text(day(lang, &directive.deadline)),
    ]
}

/// What figures a directive is measured by, in words.
fn basis(lang: Lang, code: &str) -> String {
    let known = Basis::read(code).unwrap_or(Basis::Dossiers);
    lang.text(&format!("directive-basis-{}", known.code()))
}

/// A link to a page of directives in the visitor's language.
fn link(asked: &Asked, path: &str, text: String) -> Link {
    let standing = Standing { lang: asked.standing().lang, ..Standing::default() };
    Link { href: standing.link(path, &[]), text }
}

#[cfg(test)]
mod tests;
