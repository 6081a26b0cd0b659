//! Who asks: the sign-in in front of the internal pages.
//!
//! Walk of a sign-in: `pages/dang_nhap.rs` reads the form, `slow.rs` says whether it may be tried, `desk.rs`
//! has the password proven (`password.rs`) and begins a session, `cookie.rs` writes its secret for the
//! browser. Walk of any other request: `identify` finds the session of its cookie and puts a `Who` into
//! the request, `gate` lets nobody without one to the internal pages.

mod address;
mod cookie;
mod desk;
pub mod password;
mod secret;
mod slow;
mod target;

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::WWW_AUTHENTICATE;
use axum::http::{HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use crate::asked::Asked;
use crate::link::Standing;
use crate::trouble::Trouble;
use crate::{App, api};
pub(crate) use address::address;
pub(crate) use cookie::{gone, kept, key};
pub(crate) use desk::{Desk, Refused};
pub(crate) use secret::Secret;
pub(crate) use target::{Target, target};

/// Path of the page where one signs in.
pub(crate) const SIGN_IN: &str = "/dang-nhap";
/// Where a form is sent to sign out.
pub(crate) const SIGN_OUT: &str = "/dang-xuat";
/// Name of the parameter that says where to go afterwards.
pub(crate) const THEN: &str = "tiep";

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub(crate) struct Who {
    /// Name of the account.
    pub account: Arc<str>,
}

/// Puts who asks into the request, if a session says so.
pub(crate) async fn identify(State(app): State<App>, mut request: Request, next: Next) -> Response {
    // Files of the design are the same for everybody.
    let asks = !request.uri().path().starts_with("/static/");
    if let Some(key) = key(request.headers()).filter(|_| asks)
        && let Some(who) = app.desk.who(&app.store, key).await
    {
        request.extensions_mut().insert(who);
    }
    next.run(request).await
}

/// Lets only those who are signed in through: people are led to the sign-in and back, programs are told.
pub(crate) async fn gate(request: Request, next: Next) -> Response {
    if request.extensions().get::<Who>().is_some() {
        return next.run(request).await;
    }
    let asked = Asked::read(request.uri());
    if asked.path.starts_with("/api/") {
        let mut response = api::problem(&Trouble::SignIn, &asked);
        // The status asks for a scheme; browsers do not know this one and so do not ask for a password.
        let scheme = HeaderValue::from_static("Session");
        response.headers_mut().insert(WWW_AUTHENTICATE, scheme);
        return response;
    }
    let then = match *request.method() {
        Method::GET | Method::HEAD => asked.again(&[]),
        // A form cannot be sent again by a link: the page it stands on is shown.
        _ => format!("/{}", asked.path.split('/').nth(1).unwrap_or_default()),
    };
    Redirect::to(&link(&asked, &then)).into_response()
}

/// A link to the sign-in that leads on to an address afterwards.
pub(crate) fn link(asked: &Asked, then: &str) -> String {
    let standing = Standing { lang: asked.standing().lang, ..Standing::default() };
    let then = target(then).filter(|then| then.as_str() != "/");
    standing.link(SIGN_IN, &[(THEN, then.as_ref().map_or("", Target::as_str))])
}

#[cfg(test)]
mod tests;
