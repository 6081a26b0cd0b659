//! `/du-lieu/…`: the data sets as CSV and JSON, rules and calendar as TOML. What strangers may see, whoever asks:
//! the address knows no visitor, so that any page may read it.

use std::convert::Infallible;

use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chiso_report::listing::{Item, lines};
use futures_util::stream;
use serde_json::{Map, Value, json};

use super::sets::{Data, Set, texts};
use crate::asked::Asked;
use crate::headers::Keep;
use crate::pages::bao_cao::sha256;
use crate::trouble::{Trouble, cut};
use crate::{App, api};

/// Forms of a data set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Csv,
    Json,
}

impl Form {
    fn kind(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Json => "application/json",
        }
    }
}

/// A data set, or a text that is one.
pub(crate) async fn file(
    State(app): State<App>,
    Path(name): Path<String>,
    headers: HeaderMap,
    asked: Asked,
) -> Response {
    let visitor = asked.clone();
    let work = move || answer(&app, &name, &headers, &asked);
    match tokio::task::spawn_blocking(work).await.map_err(Trouble::internal).flatten() {
        Ok(response) => response,
        Err(trouble) => api::problem(&trouble, &visitor),
    }
}

fn answer(app: &App, name: &str, headers: &HeaderMap, asked: &Asked) -> Result<Response, Trouble> {
    if let Some(text) = texts(app, name) {
        let tag = sha256(text.as_bytes());
        let body = || Body::from(text.to_string());
        return Ok(tagged(headers, &tag, "application/toml; charset=utf-8", name, body));
    }
    let none = || Trouble::Missing { reason: "open-none", given: cut(name) };
    let (set, form) = read(name).ok_or_else(none)?;
    asked.check()?;
    let data = set.read(app, asked)?;
    if data.long {
        let tag = seed(name, asked, &data);
        let body =
            || Body::from_stream(stream::iter(pieces(set, form, data).map(Ok::<_, Infallible>)));
        return Ok(tagged(headers, &tag, form.kind(), name, body));
    }
    let bytes: Vec<u8> = pieces(set, form, data).flatten().collect();
    let tag = sha256(&bytes);
    Ok(tagged(headers, &tag, form.kind(), name, || Body::from(bytes)))
}

fn read(name: &str) -> Option<(Set, Form)> {
    let (name, ending) = name.rsplit_once('.')?;
    let form = match ending {
        "csv" => Form::Csv,
        "json" => Form::Json,
        _ => return None,
    };
    Some((Set::ALL.into_iter().find(|set| set.name() == name)?, form))
}

/// A digest of what decides the bytes of a long set: what was asked, what it stands on, and the program that
/// writes it. So nobody has to write it all to learn that it is the same.
fn seed(name: &str, asked: &Asked, data: &Data) -> String {
    let said =
        format!("{name} {} {:?} {}", asked.again(&[]), data.facts, env!("CARGO_PKG_VERSION"));
    sha256(said.as_bytes())
}

fn tagged(
    headers: &HeaderMap,
    tag: &str,
    kind: &'static str,
    name: &str,
    body: impl FnOnce() -> Body,
) -> Response {
    let tag = format!("\"{tag}\"");
    let keep = Extension(Keep::Compare);
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known == tag.as_str()) {
        return (StatusCode::NOT_MODIFIED, keep, [(header::ETAG, tag)]).into_response();
    }
    let mut response = (keep, [(header::ETAG, tag)], body()).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Ok(name) = HeaderValue::from_str(&format!("inline; filename=\"chiso-{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    response
}

/// Bytes, a few rows at a time: nobody holds a whole nation's numbers as text.
type Bytes = Box<dyn Iterator<Item = Vec<u8>> + Send>;

fn pieces(set: Set, form: Form, data: Data) -> Bytes {
    match form {
        Form::Csv => csv(data),
        Form::Json => json(set, data),
    }
}

fn csv(data: Data) -> Bytes {
    let head = data.columns.into_iter().map(Item::Text).collect();
    let mut first = "\u{feff}".as_bytes().to_vec();
    first.extend(lines(&[head]).unwrap_or_default());
    let rest = data.pieces.map(|rows| lines(&rows).unwrap_or_default());
    Box::new(std::iter::once(first).chain(rest))
}

fn json(set: Set, data: Data) -> Bytes {
    let facts: Map<String, Value> =
        data.facts.into_iter().map(|(name, fact)| (name.to_owned(), json!(fact))).collect();
    let head = json!({ "dataset": set.name(), "stands_on": facts, "columns": data.columns });
    // The rows come last, inside the same object.
    let head = head.to_string();
    let head = format!("{},\"rows\":[", head.strip_suffix('}').unwrap_or(&head));
    let columns = data.columns;
    let mut begun = false;
    let rest = data.pieces.map(move |rows| {
        let mut bytes = Vec::new();
        for row in rows {
            bytes.extend_from_slice(if begun { b",\n" } else { b"\n" });
            begun = true;
            bytes.extend(object(&columns, row).to_string().into_bytes());
        }
        bytes
    });
    let tail = std::iter::once(b"\n]}\n".to_vec());
    Box::new(std::iter::once(head.into_bytes()).chain(rest).chain(tail))
}

/// Points and rates are exact texts; what is missing is null, never 0.
fn object(columns: &[String], row: Vec<Item>) -> Value {
    let value = |item: Item| match item {
        Item::Text(text) => json!(text),
        Item::Integer(count) => json!(count),
        Item::Decimal(value) => json!(value.to_string()),
        Item::Moment(at) => json!(at.strftime("%Y-%m-%dT%H:%M:%S").to_string()),
        Item::Missing => Value::Null,
    };
    let named = columns.iter().cloned().zip(row.into_iter().map(value));
    Value::Object(named.collect())
}
