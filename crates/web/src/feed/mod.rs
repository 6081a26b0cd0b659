//! `/api/v1/live`: the scores of one agency and its children, told whenever they move.
//!
//! A view is worked out once for everybody who watches it ([`hub`]); what is sent is a snapshot, then the
//! rows that changed since, always of complete revisions. A reader that is slow gets several revisions as
//! one: nothing waits for it, nothing is kept for it. Alerts about the agency and what is below it come
//! in between, as they happen.

mod frame;
mod hub;
mod rows;

use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use chiso_scoring::lang::Lang;
use chiso_scoring::period::Period;

use crate::App;
use crate::moment::local;
use crate::sign_in::Who;
use crate::sync::tables::problem;
use crate::sync::trouble::Failed;
use crate::sync::{parameter, present};

pub(crate) use hub::Hubs;
use hub::Reader;
use rows::Key;

/// How often a silent feed says that it lives.
const ALIVE: std::time::Duration = std::time::Duration::from_secs(15);

/// Opens a feed.
pub(crate) async fn open(State(app): State<App>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    match subscribe(&app, &parts).await {
        Ok(reader) => Sse::new(reader.events())
            .keep_alive(KeepAlive::new().interval(ALIVE).text("còn đây"))
            .into_response(),
        Err(failed) => problem(&failed, lang(&parts)),
    }
}

fn lang(parts: &Parts) -> Lang {
    parameter(&parts.uri, "lang").and_then(|lang| lang.parse().ok()).unwrap_or_default()
}

async fn subscribe(app: &App, parts: &Parts) -> Result<Reader, Failed> {
    let present = present(app)?;
    let asked = |name| parameter(&parts.uri, name).filter(|text| !text.is_empty());
    let period: Period = match asked("period") {
        Some(text) => text.parse().map_err(|_| Failed::Parameter("period"))?,
        None => month(local((present.clock)())),
    };
    let rulebook = match asked("rulebook") {
        Some(id) => app.rulebooks.get(&id).map_err(|_| Failed::Parameter("rulebook"))?,
        None => app.rulebooks.for_period(period).map_err(|_| Failed::Parameter("period"))?,
    };
    let parent = asked("parent").ok_or(Failed::Parameter("parent"))?;
    let tree = app.intake.tree(app)?;
    tree.find(&parent, period).map_err(|_| Failed::Parameter("parent"))?;
    let key = Key { parent, period, rulebook: rulebook.id.clone() };
    let last = parts.headers.get("last-event-id").and_then(|id| id.to_str().ok());
    // Alerts tell of dossiers: only who is signed in hears them.
    let alerts = parts.extensions.get::<Who>().map(|_| app.alerts.listen());
    app.hubs.subscribe(app, &present, key, (last, alerts)).await
}

fn month(at: jiff::civil::DateTime) -> Period {
    Period::Month { year: at.year(), month: at.month() }
}

impl Reader {
    fn events(
        self,
    ) -> impl futures_util::Stream<Item = Result<Event, std::convert::Infallible>> + Send {
        futures_util::stream::unfold(self, |mut reader| async move {
            let sent = reader.next().await?;
            let event = Event::default().event(sent.kind).data(sent.data);
            let event = if sent.id.is_empty() { event } else { event.id(sent.id) };
            Some((Ok(event), reader))
        })
    }
}

#[cfg(test)]
pub(crate) mod tests;
