//! `/canh-bao/feed.xml`: the newest events as an Atom feed (RFC 4287), for any reader of feeds. It says what
//! the rules found, not what agencies wrote.

use askama::Template;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chiso_scoring::alert::Event;
use chiso_store::Happened;
use tokio::task::spawn_blocking;

use super::{Desk, PATH};
use crate::App;
use crate::alert::words;
use crate::asked::Asked;
use crate::moment::local;
use crate::trouble::Trouble;

/// Names the feed, and with a number each of its entries.
const ID: &str = "urn:chiso:alerts";
/// Events of the feed.
const ENTRIES: usize = 100;

/// The feed.
pub(crate) async fn feed(State(app): State<App>, asked: Asked) -> Response {
    let visitor = asked.clone();
    let work = move || {
        let desk = Desk::open(&app, &asked)?;
        Feed::build(&desk)?.render().map_err(Trouble::internal)
    };
    match spawn_blocking(work).await.map_err(Trouble::internal).flatten() {
        Ok(body) => {
            ([(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8")], body).into_response()
        }
        Err(trouble) => trouble.answer(&visitor),
    }
}

#[derive(Template)]
#[template(path = "canh_bao_feed.xml")]
struct Feed {
    id: &'static str,
    author: String,
    lang: &'static str,
    title: String,
    subtitle: String,
    this: String,
    page: String,
    updated: String,
    entries: Vec<Entry>,
}

struct Entry {
    id: String,
    title: String,
    href: String,
    updated: String,
    summary: String,
    category: &'static str,
}

impl Feed {
    fn build(desk: &Desk) -> Result<Self, Trouble> {
        let events = desk.app.store.alert_events(ENTRIES)?;
        let lang = desk.lang();
        let newest = events.first().map_or(desk.now, |event| event.at);
        Ok(Self {
            id: ID,
            author: lang.text("site-name"),
            lang: lang.code(),
            title: format!("{} – {}", lang.text("alert-title"), lang.text("site-name")),
            subtitle: format!("{}: {}", lang.text("mark-revision"), desk.revision),
            this: desk.standing().link("/canh-bao/feed.xml", &[]),
            page: desk.standing().link(PATH, &[]),
            updated: moment(newest),
            entries: events.iter().map(|event| entry(desk, event)).collect(),
        })
    }
}

fn entry(desk: &Desk, happened: &Happened) -> Entry {
    let (lang, found) = (desk.lang(), &happened.alert.finding);
    let kind = match &happened.event {
        Event::Raised(_) => "raised",
        Event::Acknowledged { .. } => "acknowledged",
        Event::Closed { .. } => "closed",
        Event::Cleared { .. } => "cleared",
    };
    let (name, subject) = (words::name(lang, desk.rules(), found), desk.subject(found));
    let said = [("name", name.as_str()), ("subject", subject.as_str())];
    let summary = [words::value(lang, found), words::threshold(lang, found)].join("; ");
    let owner = format!("{}: {}", lang.text("alert-owner"), desk.named(&found.owner));
    let number = happened.alert.number.to_string();
    Entry {
        id: format!("{ID}:{}", happened.id),
        title: lang.text_with(&format!("alert-happened-{kind}"), &said),
        href: desk.standing().link(PATH, &[("alert", &number)]),
        updated: moment(happened.at),
        summary: format!("{summary}. {owner}."),
        category: kind,
    }
}

/// RFC 3339 in Vietnam's time.
fn moment(at: i64) -> String {
    format!("{}+07:00", local(at))
}
