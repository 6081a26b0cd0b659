//! What agencies do with an alert: take it up, close it. From the page by a form, from programs by JSON;
//! repeating the same changes nothing and gets the same answer.

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chiso_scoring::alert::{Alert, Event, Refused, may_answer};
use tokio::task::spawn_blocking;

use super::{Desk, PATH};
use crate::App;
use crate::asked::Asked;
use crate::form::Form;
use crate::trouble::{Trouble, cut};
use crate::wire::alerts::AlertLine;

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Ack,
    Close,
}

/// `POST /canh-bao/{number}`: a form of the page, then back to the page.
pub(crate) async fn submit(
    State(app): State<App>,
    Path(number): Path<String>,
    asked: Asked,
    request: Request,
) -> Response {
    let (_, form) = Form::read(request).await;
    let visitor = asked.clone();
    let done = async {
        let form = form?;
        form.only(&["viec", "by", "note", "reason"])?;
        let act = match form.needs("viec")? {
            "tiep-nhan" => Act::Ack,
            "dong" => Act::Close,
            other => return Err(Trouble::bad("viec", "bad-name", other)),
        };
        answer(app, asked, number, act, form).await
    };
    match done.await {
        Ok((desk, alert)) => {
            let number = alert.number.to_string();
            let back = desk.standing().link(PATH, &[("alert", &number)]) + "#dang-xem";
            Redirect::to(&back).into_response()
        }
        Err(trouble) => trouble.answer(&visitor),
    }
}

/// `POST /api/v1/alerts/{number}/ack` with `by` and, if there is something to say, `note`.
pub(crate) async fn ack(
    State(app): State<App>,
    Path(number): Path<String>,
    asked: Asked,
    request: Request,
) -> Response {
    by_program(app, number, asked, request, (Act::Ack, "note")).await
}

/// `POST /api/v1/alerts/{number}/close` with `by` and `reason`.
pub(crate) async fn close(
    State(app): State<App>,
    Path(number): Path<String>,
    asked: Asked,
    request: Request,
) -> Response {
    by_program(app, number, asked, request, (Act::Close, "reason")).await
}

async fn by_program(
    app: App,
    number: String,
    asked: Asked,
    request: Request,
    (act, words): (Act, &'static str),
) -> Response {
    let (_, form) = Form::read(request).await;
    let visitor = asked.clone();
    let done = async {
        let form = form?;
        form.only(&["by", words])?;
        answer(app, asked, number, act, form).await
    };
    match done.await {
        Ok((desk, alert)) => {
            let line = AlertLine::new(desk.rules(), &alert);
            let body = serde_json::to_vec(&line).unwrap_or_default();
            crate::api::typed(StatusCode::OK, "application/json", body)
        }
        Err(trouble) => crate::api::problem(&trouble, &visitor),
    }
}

async fn answer(
    app: App,
    asked: Asked,
    number: String,
    act: Act,
    form: Form,
) -> Result<(Desk, Alert), Trouble> {
    let work = move || {
        let desk = Desk::open(&app, &asked)?;
        let alert = desk.answer(&number, act, &form)?;
        Ok((desk, alert))
    };
    spawn_blocking(work).await.map_err(Trouble::internal)?
}

impl Desk {
    fn answer(&self, given: &str, act: Act, form: &Form) -> Result<Alert, Trouble> {
        let unknown = || Trouble::Missing { reason: "alert-unknown", given: cut(given) };
        let number: u64 = given.parse().map_err(|_| unknown())?;
        let alert = self.app.store.alert(number)?.ok_or_else(unknown)?;
        let by = form.needs("by")?;
        if !may_answer(&self.tree, &alert.finding.owner, by, self.period) {
            return Err(Trouble::bad("by", "bad-alert-agency", by));
        }
        let (by, text) = (by.to_owned(), |name| form.value(name).unwrap_or_default().to_owned());
        let event = match act {
            Act::Ack => Event::Acknowledged { by, note: text("note") },
            Act::Close => Event::Closed { by, reason: text("reason") },
        };
        let done = self.app.store.answer_alert(number, &event, self.now, self.revision)?;
        let (alert, happened) = done.map_err(|refused| trouble(refused, given))?;
        let happened: Vec<_> = happened.into_iter().collect();
        self.app.alerts.tell(&self.tree, &happened);
        Ok(alert)
    }
}

fn trouble(refused: Refused, given: &str) -> Trouble {
    match refused {
        Refused::Unknown => Trouble::Missing { reason: "alert-unknown", given: cut(given) },
        Refused::Ended => Trouble::Conflict("alert-ended"),
        Refused::Taken | Refused::Repeated => Trouble::Conflict("alert-taken"),
        Refused::NoReason => Trouble::bad("reason", "bad-missing", ""),
        Refused::BadText => Trouble::bad("note", "bad-alert-text", ""),
        Refused::NotOwner => Trouble::bad("by", "bad-alert-agency", ""),
    }
}
