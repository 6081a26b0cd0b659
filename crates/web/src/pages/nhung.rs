//! `/nhung/…`: a score card and a ranking that other pages may show in a frame of theirs. They know no visitor:
//! no cookie is read or set, and what strangers may not see is not in them.

mod diem;
mod xep_hang;

use askama::Template;
use axum::Extension;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use chiso_scoring::explain::rulebook_label;
use chiso_scoring::lang::Lang;
use chiso_scoring::period::Period;

use crate::App;
use crate::asked::Asked;
use crate::chrome::Link;
use crate::headers::Keep;
use crate::pages::bao_cao::sha256;
use crate::pages::statics::address;
use crate::trouble::Trouble;
use crate::view::View;

pub(crate) use diem::page as score;
pub(crate) use xep_hang::page as ranking;

/// Path of the score card, before the agency's code.
pub(crate) const SCORE: &str = "/nhung/diem";
/// Path of the ranking, before the agency's code.
pub(crate) const RANKING: &str = "/nhung/xep-hang";
/// Periods tried to find one with figures of the agency.
const PERIODS: usize = 8;
/// Name of the parameter that says light or dark.
const GROUND: &str = "nen";

/// What surrounds a card.
struct Frame {
    lang: Lang,
    title: String,
    /// `sang` or `toi`; empty: as the visitor's device has it.
    ground: &'static str,
    css: String,
    /// Moment and rulebook.
    stand: String,
    /// The page with all of it.
    full: Link,
}

impl Frame {
    /// `full`: path and own parameters of the page with all of it; `code`: whose card it is.
    fn new(
        view: &View,
        title: String,
        full: (&str, &[(&str, &str)]),
        code: &str,
    ) -> Result<Self, Trouble> {
        let lang = view.lang;
        let said = [
            ("at", view.captured(&[code])),
            ("rulebook", rulebook_label(view.rulebook(), lang)),
            ("revision", view.revision.to_string()),
        ];
        let said = said.each_ref().map(|(name, text)| (*name, text.as_str()));
        Ok(Self {
            lang,
            title,
            ground: ground(&view.asked)?,
            css: address("embed.css"),
            stand: lang.text_with("embed-stand", &said),
            full: Link { href: view.link(full.0, full.1), text: lang.text("embed-full") },
        })
    }

    fn t(&self, key: &str) -> String {
        self.lang.text(key)
    }
}

fn ground(asked: &Asked) -> Result<&'static str, Trouble> {
    let read = |text: &str| ["sang", "toi"].into_iter().find(|known| *known == text);
    Ok(asked.read_as(GROUND, "bad-ground", read)?.unwrap_or_default())
}

/// Said in the frame instead of a card.
#[derive(Template)]
#[template(path = "nhung_loi.html")]
struct Failed {
    frame: Frame,
    sentence: String,
}

/// Builds and renders a card on a thread that may block.
async fn respond<T: Template>(
    app: App,
    asked: Asked,
    headers: HeaderMap,
    build: impl FnOnce(&View) -> Result<T, Trouble> + Send + 'static,
    code: String,
) -> Response {
    let visitor = asked.clone();
    let work = move || {
        let view = open(&app, &asked, &code)?;
        build(&view)?.render().map_err(Trouble::internal)
    };
    match tokio::task::spawn_blocking(work).await.map_err(Trouble::internal).flatten() {
        Ok(body) => tagged(&headers, body),
        Err(trouble) => failed(&trouble, &visitor),
    }
}

/// The view the address asks for; without a period the latest one with figures of the agency.
fn open(app: &App, asked: &Asked, code: &str) -> Result<View, Trouble> {
    let of = |asked: &Asked| View::open_of(app, asked, Some(code));
    let known = |view: &View| !view.sheet().data(code).provenance.is_empty();
    let view = of(asked)?;
    if asked.value("period").is_some() || known(&view) {
        return Ok(view);
    }
    let periods = view.periods().into_iter().take(PERIODS);
    let there = |period: Period| of(&asked.with(&[("period", &period.to_string())])).ok();
    let found = periods.filter_map(there).find(known);
    Ok(found.unwrap_or(view))
}

/// A portal asks again for every visitor of its own: what has not changed is not sent again.
fn tagged(headers: &HeaderMap, body: String) -> Response {
    let tag = format!("\"{}\"", sha256(body.as_bytes()));
    let keep = Extension(Keep::Compare);
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known == tag.as_str()) {
        return (StatusCode::NOT_MODIFIED, keep, [(header::ETAG, tag)]).into_response();
    }
    (keep, [(header::ETAG, tag)], Html(body)).into_response()
}

fn failed(trouble: &Trouble, asked: &Asked) -> Response {
    let lang = asked.lang;
    let frame = Frame {
        lang,
        title: lang.text(trouble.key()),
        ground: ground(asked).unwrap_or_default(),
        css: address("embed.css"),
        stand: String::new(),
        full: Link { href: "/".to_owned(), text: lang.text("embed-full") },
    };
    let body = Failed { frame, sentence: trouble.detail(asked) }.render().unwrap_or_default();
    (trouble.status(), Html(body)).into_response()
}

#[cfg(test)]
mod tests;
