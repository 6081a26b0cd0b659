//! `POST /api/v1/intake/{kind}`: tables of events as files have them, with a receipt for every item.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use chiso_intake::limits::CALL_ITEMS;
use chiso_intake::sync::agency_code;
use chiso_intake::tables::{Item, PlacedItem, Reader, TableContext, TableKind};
use chiso_intake::{Code, Place, Refusal};
use chiso_scoring::dossier::Seconds;
use chiso_scoring::lang::Lang;
use chiso_scoring::record::Record;
use chiso_store::writer::{ItemOutcome, Submitted};
use serde::Serialize;
use tokio::task::spawn_blocking;

use super::taken::{Batch, Became, Taken};
use super::trouble::Failed;
use super::{content, declared, foreign, parameter, present, sender, session_header};
use crate::App;
use crate::live::Present;
use crate::reason;

/// How the body is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Csv,
    Ndjson,
}

/// What became of one call.
#[derive(Serialize)]
struct Answer {
    revision: u64,
    received: usize,
    accepted: usize,
    duplicate: usize,
    superseded: usize,
    quarantined: usize,
    items: Vec<Line>,
}

/// What became of one item.
#[derive(Serialize)]
struct Line {
    /// Line of the body, from 1.
    line: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<Box<str>>,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

/// A problem as RFC 9457 has it.
#[derive(Serialize)]
struct Problem<'a> {
    #[serde(rename = "type")]
    kind: String,
    title: &'a str,
    status: u16,
}

/// Items read from a body, with their lines and numbers.
struct Table {
    batch: Batch,
    heads: Vec<(u64, Option<Box<str>>)>,
    sender: Option<Box<str>>,
}

/// Takes a table in.
pub(crate) async fn take(
    State(app): State<App>,
    Path(kind): Path<String>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    match serve(&app, &kind, &parts, body).await {
        Ok(answer) => json(StatusCode::OK, "application/json; charset=utf-8", &answer),
        Err(failed) => problem(&failed, lang(&parts)),
    }
}

fn lang(parts: &Parts) -> Lang {
    parameter(&parts.uri, "lang").and_then(|lang| lang.parse().ok()).unwrap_or_default()
}

fn json(status: StatusCode, kind: &str, value: &impl Serialize) -> Response {
    // Texts and numbers only, which JSON can always hold.
    let text = serde_json::to_string(value).unwrap_or_default();
    (status, [(header::CONTENT_TYPE, kind)], text).into_response()
}

/// A problem in words, as the API tells it.
pub(crate) fn problem(reason: &Failed, lang: Lang) -> Response {
    let status = reason.status();
    let title = reason.reason(lang);
    let kind = format!("urn:chiso:{}", reason.code());
    let body = Problem { kind, title: &title, status: status.as_u16() };
    let mut response = json(status, "application/problem+json", &body);
    if let Some(seconds) = reason.retry_after() {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    response
}

async fn serve(
    app: &App,
    kind: &str,
    parts: &Parts,
    body: axum::body::Body,
) -> Result<Answer, Failed> {
    let present = present(app)?;
    if foreign(&parts.headers) {
        return Err(Failed::Foreign);
    }
    let kind = TableKind::ALL.iter().copied().find(|known| known.name() == kind);
    let kind = kind.ok_or(Failed::NoTable)?;
    let format = format(parts)?;
    let logged_in = app.intake.pass(session_header(&parts.headers))?;
    let whole = app.intake.gate.read(body, declared(&parts.headers)).await?;
    let (bytes, room) = (whole.bytes, whole.room);
    let said = parameter(&parts.uri, "sender").and_then(|code| agency_code(&code)).or(logged_in);
    let (reading, lang) = (app.clone(), lang(parts));
    let read = spawn_blocking(move || read(&reading, (kind, format), &bytes, said));
    let at = (present.clock)();
    let answered = match read.await.map_err(Failed::internal)? {
        Ok(table) => table.submit(&present, kind, at, lang).await,
        Err(Failed::Refused(refusal)) => {
            let mut batch = Batch::default();
            batch.refuse(None, refusal.clone());
            batch.submit(&present, None, kind.name(), at).await?;
            Err(Failed::Refused(refusal))
        }
        Err(other) => Err(other),
    };
    drop(room);
    answered
}

fn format(parts: &Parts) -> Result<Format, Failed> {
    match content(&parts.headers).as_deref() {
        Some("text/csv") => Ok(Format::Csv),
        Some("application/x-ndjson" | "application/ndjson" | "application/jsonl") => {
            Ok(Format::Ndjson)
        }
        _ => Err(Failed::Content),
    }
}

fn read(
    app: &App,
    (kind, format): (TableKind, Format),
    bytes: &[u8],
    said: Option<Box<str>>,
) -> Result<Table, Failed> {
    let tree = app.intake.tree(app)?;
    let context = TableContext { sender: said.as_deref() };
    let mut reader = match format {
        Format::Csv => Reader::csv(bytes, Some(kind), &context)?,
        Format::Ndjson => Reader::ndjson(bytes, Some(kind), &context)?,
    };
    let mut placed = Vec::new();
    if reader.next_chunk(CALL_ITEMS, &mut placed)? && reader.next_chunk(1, &mut Vec::new())? {
        return Err(too_many().into());
    }
    let sender = sender(&tree, [said.as_deref()]).map(Box::from);
    Ok(Table::new(placed, sender))
}

fn too_many() -> Refusal {
    let detail = CALL_ITEMS.to_string().into();
    let (code, value) = (Code::TooManyRows, Box::default());
    Refusal { place: Place::File, code, field: "", value, detail }
}

impl Table {
    fn new(placed: Vec<PlacedItem>, sender: Option<Box<str>>) -> Self {
        let mut table = Self { batch: Batch::default(), heads: Vec::new(), sender };
        for item in placed {
            let line = match item.place {
                Place::Line(line) | Place::Position { line, .. } => line,
                _ => 0,
            };
            let number = match item.value {
                Ok(item) => table.add(item),
                Err(refusal) => {
                    table.batch.refuse(None, refusal);
                    None
                }
            };
            table.heads.push((line, number));
        }
        table
    }

    /// Adds an item; gives its number if it has one.
    fn add(&mut self, item: Item) -> Option<Box<str>> {
        let (submitted, number) = match item {
            Item::Statement(statement) => {
                let number = statement.number.clone();
                (Submitted::Statement(statement), Some(number))
            }
            Item::Record(record) => {
                let number = match &record {
                    Record::Petition(petition) => Some(petition.number.clone()),
                    _ => None,
                };
                (Submitted::Record(record), number)
            }
        };
        self.batch.add(submitted);
        number
    }

    async fn submit(
        self,
        present: &Arc<Present>,
        kind: TableKind,
        at: Seconds,
        lang: Lang,
    ) -> Result<Answer, Failed> {
        let Self { batch, heads, sender } = self;
        let received = batch.len();
        let taken = batch.submit(present, sender.as_deref(), kind.name(), at).await?;
        Ok(Answer::new(&taken, received, heads, lang))
    }
}

impl Answer {
    fn new(
        taken: &Taken,
        received: usize,
        heads: Vec<(u64, Option<Box<str>>)>,
        lang: Lang,
    ) -> Self {
        let items = taken.items().zip(heads);
        let items: Vec<Line> = items.map(|(became, head)| Line::new(&became, head, lang)).collect();
        let count = |outcome: &str| items.iter().filter(|line| line.outcome == outcome).count();
        Self {
            revision: taken.revision(),
            received,
            accepted: count("accepted"),
            duplicate: count("duplicate"),
            superseded: count("superseded"),
            quarantined: count("quarantined"),
            items,
        }
    }
}

impl Line {
    fn new(became: &Became<'_>, (line, number): (u64, Option<Box<str>>), lang: Lang) -> Self {
        let plain = |outcome| Self {
            line,
            number: number.clone(),
            outcome,
            code: None,
            field: None,
            reason: None,
        };
        match became {
            Became::Outcome(ItemOutcome::Accepted { .. }) => plain("accepted"),
            Became::Outcome(ItemOutcome::Duplicate) => plain("duplicate"),
            Became::Outcome(ItemOutcome::Superseded) => plain("superseded"),
            Became::Outcome(ItemOutcome::Quarantined(code)) => Self {
                code: Some(code),
                reason: Some(reason::sentence(code, "", "", lang)),
                ..plain("quarantined")
            },
            Became::Refused(refusal) => Self {
                code: Some(refusal.code.name()),
                field: Some(refusal.field).filter(|field| !field.is_empty()),
                reason: Some(refusal.message(lang)),
                ..plain("quarantined")
            },
        }
    }
}
