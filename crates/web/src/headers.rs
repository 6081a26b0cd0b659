//! The one place that writes response headers, and the bounds of a request.

use axum::body::HttpBody;
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::asked::{Asked, QUERY_BYTES};
use crate::sign_in::Who;
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
    script-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'";

/// The same for a card that any page may put into a frame: no script runs in it, nothing can be sent from it.
const FRAMED: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
    form-action 'none'; base-uri 'none'; frame-ancestors *";

/// An answer that pages of others may show or read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Others {
    /// In a frame.
    Frame,
    /// By a script of theirs.
    Read,
}

/// Lets pages of others put the answer into a frame.
pub(crate) async fn framed(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.extensions_mut().insert(Others::Frame);
    response
}

/// Lets scripts of pages of others read the answer: what is open here is open to everybody.
pub(crate) async fn open(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.extensions_mut().insert(Others::Read);
    response
}

/// Refuses what is out of bounds, answers the rest, writes the headers.
pub(crate) async fn write(request: Request, next: Next) -> Response {
    let inside = request.extensions().get::<Who>().is_some();
    let too_long = request.uri().query().is_some_and(|query| query.len() > QUERY_BYTES);
    let refused = if too_long {
        Some(Trouble::TooLong)
    } else {
        (!request.body().is_end_stream()).then_some(Trouble::Body)
    };
    let mut response = match refused {
        Some(trouble) => trouble.answer(&Asked::sent(request.uri(), request.extensions())),
        None => next.run(request).await,
    };
    set(&mut response, inside);
    response
}

/// Answers whatever is asked, writes the headers: for what systems ask, which bounds itself.
pub(crate) async fn plain(request: Request, next: Next) -> Response {
    let inside = request.extensions().get::<Who>().is_some();
    let mut response = next.run(request).await;
    set(&mut response, inside);
    response
}

/// `inside`: somebody signed in asks; what they are shown is kept nowhere but on their screen.
fn set(response: &mut Response, inside: bool) {
    let keep = response.extensions().get::<Keep>().copied().unwrap_or(Keep::Never);
    let keep = if inside && keep == Keep::Compare { Keep::Never } else { keep };
    let others = response.extensions().get::<Others>().copied();
    let headers = response.headers_mut();
    let mut set = |name, value| headers.insert(name, HeaderValue::from_static(value));
    let policy = if others == Some(Others::Frame) { FRAMED } else { POLICY };
    set(header::CONTENT_SECURITY_POLICY, policy);
    if others == Some(Others::Read) {
        set(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        set(header::ACCESS_CONTROL_EXPOSE_HEADERS, "etag");
    }
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
