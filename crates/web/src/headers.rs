//! The one place that writes response headers, and the bounds of a request.

use axum::body::HttpBody;
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::asked::{Asked, QUERY_BYTES};
use crate::trouble::Trouble;

/// How long an answer may be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keep {
    /// For ever: its address changes with its content.
    Forever,
    /// Until somebody asks again; then it is compared by its tag.
    Compare,
    /// Not at all.
    Never,
}

/// Nothing is loaded but our own style sheet, icon and script, nothing else runs, nothing frames us.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; \
    script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'";

/// Refuses what is out of bounds, answers the rest, writes the headers.
pub(crate) async fn write(request: Request, next: Next) -> Response {
    let too_long = request.uri().query().is_some_and(|query| query.len() > QUERY_BYTES);
    let refused = if too_long {
        Some(Trouble::TooLong)
    } else {
        (!request.body().is_end_stream()).then_some(Trouble::Body)
    };
    let mut response = match refused {
        Some(trouble) => trouble.answer(&Asked::read(request.uri())),
        None => next.run(request).await,
    };
    set(&mut response);
    response
}

/// Answers whatever is asked, writes the headers: for what systems ask, which bounds itself.
pub(crate) async fn plain(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    set(&mut response);
    response
}

fn set(response: &mut Response) {
    let keep = response.extensions().get::<Keep>().copied().unwrap_or(Keep::Never);
    let headers = response.headers_mut();
    let mut set = |name, value| headers.insert(name, HeaderValue::from_static(value));
    set(header::CONTENT_SECURITY_POLICY, POLICY);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "same-origin");
    set(
        header::CACHE_CONTROL,
        match keep {
            Keep::Forever => "public, max-age=31536000, immutable",
            Keep::Compare => "no-cache",
            Keep::Never => "no-store",
        },
    );
}
