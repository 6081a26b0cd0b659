//! Issuing and closing directives: from the forms of the pages, and as calls of the API.
//!
//! Both are taken from our own pages and from programs only (`same_origin.rs`). A call that is repeated with the same
//! `Idempotency-Key` (or, without one, under the same number) changes nothing and gets the same answer.

use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use chiso_scoring::directive::Reason;
use chiso_store::DirectiveOutcome;
use serde::de::DeserializeOwned;
use tokio::task::spawn_blocking;

use super::one::{found, unknown};
use super::{at_desk, trouble};
use crate::App;
use crate::api::{problem, typed};
use crate::asked::{Asked, Segment};
use crate::form::Form;
use crate::link::Standing;
use crate::same_origin;
use crate::trouble::{Trouble, cut};
use crate::wire::directives::{self as wire, Close, Receipt, Target};

/// Largest body of a call: a thousand dossiers by their codes, and the texts.
pub(crate) const CALL_BYTES: usize = 128 << 10;
/// Header that names a call.
const KEY: &str = "idempotency-key";

/// Issues a directive from a form; leads to its page.
pub(crate) async fn issue(State(app): State<App>, request: Request) -> Response {
    let (parts, form) = Form::read(request).await;
    let asked = Asked::sent(&parts.uri, &parts.extensions);
    let work = move |app: &App, asked: &Asked| {
        let form = form?;
        let order = order(&form)?;
        let lang = form.value("lang").map(str::to_owned);
        let (_, receipt) = do_issue(app, asked, &order, None)?;
        Ok(see(&receipt.directive.number, lang))
    };
    page(app, asked, work).await
}

/// Closes a directive from a form; leads to its page.
pub(crate) async fn close(
    State(app): State<App>,
    Segment(number): Segment,
    request: Request,
) -> Response {
    let (parts, form) = Form::read(request).await;
    let asked = Asked::sent(&parts.uri, &parts.extensions);
    let work = move |app: &App, asked: &Asked| {
        let form = form?;
        form.only(&["reason", "lang"])?;
        let reason = form.needs("reason")?.to_owned();
        do_close(app, asked, &number, &Close { reason }, None)?;
        Ok(see(&number, form.value("lang").map(str::to_owned)))
    };
    page(app, asked, work).await
}

async fn page(
    app: App,
    asked: Asked,
    work: impl FnOnce(&App, &Asked) -> Result<Response, Trouble> + Send + 'static,
) -> Response {
    let visitor = asked.clone();
    let done = spawn_blocking(move || work(&app, &asked)).await;
    match done.map_err(Trouble::internal).flatten() {
        Ok(response) => response,
        Err(trouble) => trouble.answer(&visitor),
    }
}

/// Leads to the page of a directive, so that reloading it sends nothing again.
fn see(number: &str, lang: Option<String>) -> Response {
    let standing = Standing { lang, ..Standing::default() };
    Redirect::to(&standing.link(&super::path(number), &[])).into_response()
}

/// The order of a form: lists are codes with spaces or commas between them.
fn order(form: &Form) -> Result<wire::Asked, Trouble> {
    const NAMES: [&str; 16] = [
        "number",
        "title",
        "issuer",
        "owner",
        "agency",
        "code",
        "period",
        "rulebook",
        "basis",
        "target_unit",
        "target",
        "deadline",
        "units",
        "dossiers",
        "note",
        "lang",
    ];
    form.only(&NAMES)?;
    let text = |name: &'static str| form.needs(name).map(str::to_owned);
    let some = |name: &str| form.value(name).map(str::to_owned);
    let codes = |name: &str| {
        let codes = form.value(name).unwrap_or_default();
        let codes = codes.split(|c: char| c.is_whitespace() || c == ',');
        codes.filter(|code| !code.is_empty()).map(str::to_owned).collect()
    };
    Ok(wire::Asked {
        number: Some(text("number")?),
        title: text("title")?,
        issuer: text("issuer")?,
        owner: text("owner")?,
        agency: text("agency")?,
        code: text("code")?,
        period: text("period")?,
        rulebook: some("rulebook"),
        basis: some("basis"),
        target: Target {
            unit: some("target_unit").unwrap_or_else(|| "points".to_owned()),
            // People write 16,5.
            value: text("target")?.replace(',', "."),
        },
        deadline: programs(text("deadline")?),
        units: codes("units"),
        dossiers: codes("dossiers"),
        note: some("note"),
    })
}

/// A day as programs write it; what is none is refused by whoever reads it.
fn programs(text: String) -> String {
    crate::asked::day(&text).map_or(text, |day| day.to_string())
}

/// Issues a directive, for programs.
pub(crate) async fn api_issue(State(app): State<App>, request: Request) -> Response {
    let (parts, order) = call::<wire::Asked>(request).await;
    let work = move |app: &App, asked: &Asked, key: Option<&str>| {
        let (new, receipt) = do_issue(app, asked, &order?, key)?;
        Ok((if new { StatusCode::CREATED } else { StatusCode::OK }, receipt))
    };
    answer(app, parts, work).await
}

/// Closes a directive, for programs.
pub(crate) async fn api_close(
    State(app): State<App>,
    Segment(number): Segment,
    request: Request,
) -> Response {
    let (parts, close) = call::<Close>(request).await;
    let work = move |app: &App, asked: &Asked, key: Option<&str>| {
        let receipt = do_close(app, asked, &number, &close?, key)?;
        Ok((StatusCode::OK, receipt))
    };
    answer(app, parts, work).await
}

/// Reads the body of a call within bounds.
async fn call<T: DeserializeOwned>(request: Request) -> (Parts, Result<T, Trouble>) {
    let (parts, body) = request.into_parts();
    if !same_origin::ours(&parts.headers) {
        return (parts, Err(Trouble::Foreign));
    }
    let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default().trim().to_owned();
    if kind != "application/json" {
        return (parts, Err(Trouble::bad("Content-Type", "bad-content", &kind)));
    }
    let read = match to_bytes(body, CALL_BYTES).await {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| unreadable(&error)),
        Err(_) => Err(Trouble::Body),
    };
    (parts, read)
}

/// Says where the body is wrong, not what stands there: it may be meant for somebody else.
fn unreadable(error: &serde_json::Error) -> Trouble {
    Trouble::bad("body", "bad-body", &format!("{}:{}", error.line(), error.column()))
}

async fn answer(
    app: App,
    parts: Parts,
    work: impl FnOnce(&App, &Asked, Option<&str>) -> Result<(StatusCode, Receipt), Trouble>
    + Send
    + 'static,
) -> Response {
    let asked = Asked::sent(&parts.uri, &parts.extensions);
    let visitor = asked.clone();
    let key = parts.headers.get(KEY).map(|key| key.to_str().unwrap_or(" ").to_owned());
    let work = move || {
        let (status, receipt) = work(&app, &asked, key.as_deref())?;
        Ok((status, serde_json::to_vec(&receipt).map_err(Trouble::internal)?))
    };
    match spawn_blocking(work).await.map_err(Trouble::internal).flatten() {
        Ok((status, body)) => typed(status, "application/json", body),
        Err(trouble) => problem(&trouble, &visitor),
    }
}

/// Issues a directive; gives whether it is new.
fn do_issue(
    app: &App,
    asked: &Asked,
    order: &wire::Asked,
    key: Option<&str>,
) -> Result<(bool, Receipt), Trouble> {
    asked.check()?;
    // A repeat is answered as it was, whatever the number has become meanwhile.
    let directive = match at_desk(app, |desk| desk.read(order)) {
        Ok(directive) => directive,
        Err(refused) => match again(app, order)? {
            Some(directive) => directive,
            None => return Err(refused),
        },
    };
    let outcome = app.store.issue(&directive, key).map_err(|error| trouble(error.into()))?;
    let repeated = match outcome {
        DirectiveOutcome::Done(_) => false,
        DirectiveOutcome::Repeated(_) => true,
        DirectiveOutcome::Conflict | DirectiveOutcome::Unknown => {
            return Err(Trouble::Conflict("directive-conflict"));
        }
    };
    let (_, told) = found(app, asked, &directive.number)?;
    Ok((!repeated, Receipt { repeated, directive: told }))
}

/// The directive that was issued under the number of an order, if it asked for the same in the same words.
fn again(
    app: &App,
    order: &wire::Asked,
) -> Result<Option<chiso_scoring::directive::Directive>, Trouble> {
    let number = order.number.as_deref().unwrap_or_default().trim();
    let Some(row) = app.store.directive(number, None)? else { return Ok(None) };
    let issued = &row.directive.order;
    let dossiers = issued.dossiers.iter().map(|named| &named.number);
    let same = issued.title == order.title.trim()
        && (&issued.issuer, &issued.owner, &issued.agency)
            == (&order.issuer, &order.owner, &order.agency)
        && issued.code == order.code
        && issued.period.to_string() == order.period
        && issued.target.value().to_string() == order.target.value.trim()
        && issued.target.code() == order.target.unit
        && issued.deadline.to_string() == order.deadline
        && issued.units == order.units
        && dossiers.eq(&order.dossiers);
    Ok(same.then_some(row.directive))
}

fn do_close(
    app: &App,
    asked: &Asked,
    number: &str,
    close: &Close,
    key: Option<&str>,
) -> Result<Receipt, Trouble> {
    asked.check()?;
    let bad = || Trouble::bad("reason", "directive-bad-reason", &close.reason);
    let reason = Reason::read(&close.reason).ok_or_else(bad)?;
    let row = app.store.directive(number, None)?.ok_or_else(|| unknown(&cut(number)))?;
    let closing = match &row.closing {
        Some(closing) if closing.reason == reason => closing.clone(),
        Some(_) => return Err(Trouble::Conflict("directive-closed-already")),
        None => at_desk(app, |desk| desk.closing(&row, reason))?,
    };
    let outcome = app.store.close_directive(number, &closing, key);
    let repeated = match outcome.map_err(|error| trouble(error.into()))? {
        DirectiveOutcome::Done(_) => false,
        DirectiveOutcome::Repeated(_) => true,
        DirectiveOutcome::Conflict => return Err(Trouble::Conflict("directive-closed-already")),
        DirectiveOutcome::Unknown => return Err(unknown(number)),
    };
    let (_, directive) = found(app, asked, number)?;
    Ok(Receipt { repeated, directive })
}
