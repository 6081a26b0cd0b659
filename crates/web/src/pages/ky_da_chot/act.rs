//! Closing and reopening from the forms of the pages. What is closed is looked at again: the form says which period, not which figures.

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use tokio::task::spawn_blocking;

use super::look::{ask, looked};
use super::seen::desk;
use super::{path, trouble};
use crate::App;
use crate::asked::{Asked, Segment};
use crate::closing::{Check, Waiver};
use crate::form::Form;
use crate::link::{SOURCE, Standing};
use crate::trouble::Trouble;

/// Begins the name of a field with the reason of a waiver; the code of the check follows.
const WAIVE: &str = "waive-";

/// Closes a period; leads to its page.
pub(crate) async fn close(State(app): State<App>, request: Request) -> Response {
    let (parts, form) = Form::read(request).await;
    let asked = Asked::sent(&parts.uri, &parts.extensions);
    done(app, asked, move |app, asked| {
        let form = form?;
        let number = closed(app, asked, &form)?;
        Ok(see(number, &form))
    })
    .await
}

/// Reopens a period; leads to its page.
pub(crate) async fn reopen(
    State(app): State<App>,
    Segment(number): Segment,
    request: Request,
) -> Response {
    let (parts, form) = Form::read(request).await;
    let asked = Asked::sent(&parts.uri, &parts.extensions);
    done(app, asked, move |app, _| {
        let form = form?;
        form.only(&["by", "reason", "lang"])?;
        let row = super::found(app, &number)?;
        let (by, reason) = (form.needs("by")?, form.needs("reason")?);
        desk(app)?.reopen(row.number, by, reason).map_err(trouble)?;
        Ok(see(row.number, &form))
    })
    .await
}

fn closed(app: &App, asked: &Asked, form: &Form) -> Result<u64, Trouble> {
    let fields: Vec<String> =
        Check::ALL.iter().map(|check| format!("{WAIVE}{}", check.code())).collect();
    let known = ["agency", "period", SOURCE, "as_of", "rulebook", "by", "lang"];
    let known: Vec<&str> = known.into_iter().chain(fields.iter().map(String::as_str)).collect();
    form.only(&known)?;
    let by = form.needs("by")?;
    let named = ["agency", "period", SOURCE, "as_of", "rulebook", "lang"];
    let named = named.map(|name| (name, form.value(name).unwrap_or_default()));
    let ask = ask(app, &asked.with(&named))?;
    let waiver = |check: &Check| {
        let reason = form.value(&format!("{WAIVE}{}", check.code()))?.to_owned();
        Some(Waiver { check: check.code().to_owned(), reason })
    };
    let waivers: Vec<Waiver> = Check::ALL.iter().filter_map(waiver).collect();
    let looked = looked(app, &ask)?;
    let done = desk(app)?.close(looked, by, &waivers).map_err(trouble)?;
    app.packs.closed();
    Ok(done.number)
}

async fn done(
    app: App,
    asked: Asked,
    work: impl FnOnce(&App, &Asked) -> Result<Response, Trouble> + Send + 'static,
) -> Response {
    let visitor = asked.clone();
    match spawn_blocking(move || work(&app, &asked)).await.map_err(Trouble::internal).flatten() {
        Ok(response) => response,
        Err(trouble) => trouble.answer(&visitor),
    }
}

/// Leads to the page of a closing, so that reloading it sends nothing again.
fn see(number: u64, form: &Form) -> Response {
    let lang = form.value("lang").map(str::to_owned);
    let standing = Standing { lang, ..Standing::default() };
    Redirect::to(&standing.link(&path(number), &[])).into_response()
}
