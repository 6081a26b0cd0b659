//! Answers of the API: JSON, or a problem (RFC 9457) with the place and the reason.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::json;

use crate::App;
use crate::asked::Asked;
use crate::trouble::Trouble;

/// Builds an answer on a thread that may block.
pub(crate) async fn answer<T: Serialize>(
    app: App,
    asked: Asked,
    build: impl FnOnce(&App, &Asked) -> Result<T, Trouble> + Send + 'static,
) -> Response {
    let visitor = asked.clone();
    let work = move || {
        let answer = build(&app, &asked)?;
        serde_json::to_vec(&answer).map_err(Trouble::internal)
    };
    match tokio::task::spawn_blocking(work).await.map_err(Trouble::internal).flatten() {
        Ok(body) => typed(StatusCode::OK, "application/json", body),
        Err(trouble) => problem(&trouble, &visitor),
    }
}

/// The same reason a page would give, for programs.
pub(crate) fn problem(trouble: &Trouble, asked: &Asked) -> Response {
    let status = trouble.status();
    let body = json!({
        "type": format!("urn:chiso:problem:{}", trouble.key().trim_start_matches("trouble-")),
        "status": status.as_u16(),
        "title": asked.lang.text(trouble.key()),
        "detail": trouble.detail(asked),
        "errors": trouble.parameter().map(|parameter| json!([{ "parameter": parameter }])),
    });
    typed(status, "application/problem+json", body.to_string().into_bytes())
}

/// An answer of a kind.
pub(crate) fn typed(status: StatusCode, kind: &'static str, body: Vec<u8>) -> Response {
    let mut response = (status, body).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}
