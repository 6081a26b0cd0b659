//! What a page's form or a program sends to change something: read within bounds, from our own pages only.

use axum::body::{Body, to_bytes};
use axum::extract::{Query, Request};
use axum::http::header;
use axum::http::request::Parts;

use crate::same_origin;
use crate::trouble::{Trouble, cut};

/// Largest body: a few texts of some hundred letters, each letter up to nine bytes in a form.
pub(crate) const FORM_BYTES: usize = 32 << 10;

/// Named texts, each once, without spaces around them.
#[derive(Debug, Default)]
pub(crate) struct Form(Vec<(String, String)>);

impl Form {
    /// Reads a form (`application/x-www-form-urlencoded`) or a JSON object of texts.
    pub async fn read(request: Request) -> (Parts, Result<Self, Trouble>) {
        let (parts, body) = request.into_parts();
        let form = if same_origin::ours(&parts.headers) {
            body_of(&parts, body).await
        } else {
            Err(Trouble::Foreign)
        };
        (parts, form)
    }

    /// A text, if it is given and not empty.
    pub fn value(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// A text that has to be given.
    pub fn needs(&self, name: &'static str) -> Result<&str, Trouble> {
        self.value(name).ok_or_else(|| Trouble::bad(name, "bad-missing", ""))
    }

    /// Refuses names that are not among these, and names given twice.
    pub fn only(&self, known: &[&str]) -> Result<(), Trouble> {
        for (at, (name, value)) in self.0.iter().enumerate() {
            if !known.contains(&name.as_str()) {
                return Err(Trouble::bad(name, "bad-name", value));
            }
            if self.0.iter().take(at).any(|(other, _)| other == name) {
                return Err(Trouble::bad(name, "bad-twice", value));
            }
        }
        Ok(())
    }
}

async fn body_of(parts: &Parts, body: Body) -> Result<Form, Trouble> {
    let bytes = to_bytes(body, FORM_BYTES).await.map_err(|_| Trouble::Body)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| unreadable(""))?;
    let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default().trim();
    let pairs = match kind {
        "application/x-www-form-urlencoded" => fields(text),
        "application/json" => object(text),
        _ => return Err(Trouble::bad("Content-Type", "bad-content", kind)),
    };
    let mut pairs = pairs.ok_or_else(|| unreadable(text))?;
    pairs.iter_mut().for_each(|(_, value)| *value = value.trim().replace("\r\n", "\n"));
    Ok(Form(pairs))
}

/// Only the beginning is told back: a body may hold what was meant for somebody else.
fn unreadable(text: &str) -> Trouble {
    Trouble::bad("body", "bad-body", &cut(text.lines().next().unwrap_or_default()))
}

/// A form is spelt as a query is.
fn fields(text: &str) -> Option<Vec<(String, String)>> {
    let uri = format!("/?{text}").parse().ok()?;
    Query::try_from_uri(&uri).ok().map(|Query(pairs)| pairs)
}

fn object(text: &str) -> Option<Vec<(String, String)>> {
    let object: serde_json::Map<String, serde_json::Value> = serde_json::from_str(text).ok()?;
    let text = |(name, value): (String, serde_json::Value)| match value {
        serde_json::Value::String(value) => Some((name, value)),
        serde_json::Value::Number(value) => Some((name, value.to_string())),
        serde_json::Value::Null => Some((name, String::new())),
        _ => None,
    };
    object.into_iter().map(text).collect()
}
