//! The same for programs.

use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::{Uri, header};
use axum::response::Response;
use chiso_scoring::board::fix::Fix;
use serde::Deserialize;

use super::form::{Form, bad};
use super::look;
use crate::App;
use crate::asked::Asked;
use crate::link::url;
use crate::same_origin;
use crate::scenario::list::{List, Wishes};
use crate::scenario::named;
use crate::study::Study;
use crate::trouble::{Trouble, cut};
use crate::wire::whatif::{NextActions, Projected, WhatIf};

/// Largest body: as many codes as a list may have.
const BODY_BYTES: usize = 1 << 20;

/// What gains an agency most points; with `reach` or `points` the way there.
pub(crate) async fn api_next(State(app): State<App>, asked: Asked) -> Response {
    crate::api::answer(app, asked, |app, asked| next(Study::open(app, asked)?)).await
}

fn next(mut study: Study) -> Result<NextActions, Trouble> {
    let form = Form::read(&study)?;
    let found = look(&mut study, |scene| scene.next(form.top, form.goal))?;
    Ok(named(&study.app.store, study.revision, found)?)
}

/// The end of the period.
pub(crate) async fn api_projection(State(app): State<App>, asked: Asked) -> Response {
    crate::api::answer(app, asked, |app, asked| projection(Study::open(app, asked)?)).await
}

fn projection(mut study: Study) -> Result<Projected, Trouble> {
    let form = Form::read(&study)?;
    let found = look(&mut study, |scene| scene.project(form.top))?;
    Ok(named(&study.app.store, study.revision, found)?)
}

/// What follows if dossiers and petitions are dealt with now. Nothing is stored.
pub(crate) async fn api_what_if(State(app): State<App>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let here = Asked::sent(&parts.uri, &parts.extensions);
    if !same_origin::ours(&parts.headers) {
        return crate::api::problem(&Trouble::Foreign, &here);
    }
    let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default().trim();
    if kind != "application/json" {
        let trouble = Trouble::bad("Content-Type", "bad-content", kind);
        return crate::api::problem(&trouble, &here);
    }
    let Ok(bytes) = to_bytes(body, BODY_BYTES).await else {
        return crate::api::problem(&Trouble::Body, &here);
    };
    let read = serde_json::from_slice::<Body>(&bytes).map_err(|_| unreadable(&bytes));
    match read.and_then(|body| Ok((body.asked(&parts.uri)?, body.lists()?))) {
        Ok((asked, lists)) => {
            let asked = asked.by(&here);
            let answer = move |app: &App, asked: &Asked| what_if(Study::open(app, asked)?, &lists);
            crate::api::answer(app, asked, answer).await
        }
        Err(trouble) => crate::api::problem(&trouble, &here),
    }
}

fn what_if(mut study: Study, lists: &[(Fix, List)]) -> Result<WhatIf, Trouble> {
    let wishes = Wishes::find(&study.app.store, study.revision, lists)?;
    look(&mut study, |scene| scene.what_if(&wishes))
}

/// Only the beginning is told back.
fn unreadable(bytes: &[u8]) -> Trouble {
    let text = String::from_utf8_lossy(bytes);
    Trouble::bad("body", "bad-body", &cut(text.lines().next().unwrap_or_default()))
}

/// What is sent: what is looked at, as in an address, and the lists.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    agency: Option<String>,
    period: Option<String>,
    rulebook: Option<String>,
    as_of: Option<String>,
    known_at: Option<u64>,
    lang: Option<String>,
    close: Option<Codes>,
    issue: Option<Codes>,
    sync: Option<Codes>,
    answer: Option<Codes>,
}

/// A word or codes in one text, or codes one by one.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Codes {
    Text(String),
    List(Vec<String>),
}

impl Body {
    /// What is looked at, as if it stood in the address.
    fn asked(&self, uri: &Uri) -> Result<Asked, Trouble> {
        let known_at = self.known_at.map(|revision| revision.to_string());
        let pairs = [
            ("agency", &self.agency),
            ("period", &self.period),
            ("rulebook", &self.rulebook),
            ("as_of", &self.as_of),
            ("known_at", &known_at),
            ("lang", &self.lang),
        ];
        let pairs = pairs.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)));
        let address = url(uri.path(), pairs);
        Ok(Asked::read(&address.parse().map_err(|_| unreadable(address.as_bytes()))?))
    }

    fn lists(&self) -> Result<Vec<(Fix, List)>, Trouble> {
        let given = [
            ("close", Fix::Close, &self.close),
            ("issue", Fix::Issue, &self.issue),
            ("sync", Fix::Sync, &self.sync),
            ("answer", Fix::Answer, &self.answer),
        ];
        let read = |(name, fix, codes): (&str, Fix, &Option<Codes>)| {
            let list = match codes.as_ref()? {
                Codes::Text(text) => List::read(fix, text),
                Codes::List(codes) => List::codes(codes.iter().map(String::as_str)),
            };
            let list = list.map_err(|error| Trouble::bad(name, bad(error), ""));
            Some(list.map(|list| (fix, list)))
        };
        let lists: Vec<(Fix, List)> =
            given.into_iter().filter_map(read).collect::<Result<_, Trouble>>()?;
        if lists.is_empty() { Err(Trouble::bad("close", "bad-missing", "")) } else { Ok(lists) }
    }
}
