//! `/dang-nhap` and `/dang-xuat`: signing in to the internal pages, and out again.
//!
//! Nothing that was typed is shown again, logged or kept.

use std::net::IpAddr;

use askama::Template;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};

use crate::App;
use crate::asked::Asked;
use crate::chrome::Chrome;
use crate::form::Form;
use crate::link::Standing;
use crate::same_origin;
use crate::sign_in::{self, Refused, SIGN_IN, THEN, Target, target};
use crate::trouble::Trouble;

/// Name of the field of the account.
const ACCOUNT: &str = "tai-khoan";
/// Name of the field of the password.
const PASSWORD: &str = "mat-khau";
/// Seconds to wait where too many sign in at once.
const CROWDED: i64 = 2;

/// The page; who is signed in already is led on.
pub(crate) async fn page(asked: Asked) -> Response {
    let then = asked.value(THEN).and_then(target);
    if asked.inside() {
        return onward(&asked, then);
    }
    shown(&asked, then.unwrap_or_default(), StatusCode::OK, String::new())
}

/// The form of the page.
pub(crate) async fn enter(State(app): State<App>, request: Request) -> Response {
    let (parts, form) = Form::read(request).await;
    let asked = Asked::sent(&parts.uri, &parts.extensions);
    let typed = match form {
        Ok(form) => Typed::read(&form),
        Err(trouble) => return silenced(trouble).answer(&asked),
    };
    match enter_as(&app, &typed, sign_in::address(&parts)).await {
        Ok(secret) => {
            if let Some(old) = sign_in::key(&parts.headers) {
                // One browser has one session; that the old one could not be ended is told to the operator.
                drop(app.desk.sign_out(&app.store, old).await);
            }
            with_cookie(onward(&asked, typed.then), sign_in::kept(&secret, &parts.headers))
        }
        Err(refused) => told(&asked, typed, refused),
    }
}

/// The button beside the account's name.
pub(crate) async fn leave(State(app): State<App>, request: Request) -> Response {
    let asked = Asked::sent(request.uri(), request.extensions());
    let headers: &HeaderMap = request.headers();
    if !same_origin::ours(headers) {
        return Trouble::Foreign.answer(&asked);
    }
    let gone = sign_in::gone(headers);
    if let Some(key) = sign_in::key(headers)
        && let Err(trouble) = app.desk.sign_out(&app.store, key).await
    {
        return trouble.answer(&asked);
    }
    with_cookie(onward(&asked, None), gone)
}

/// What the form holds.
struct Typed {
    account: String,
    password: String,
    then: Option<Target>,
}

impl Typed {
    fn read(form: &Form) -> Self {
        let text = |name| form.value(name).unwrap_or_default().to_owned();
        Self {
            account: text(ACCOUNT).to_lowercase(),
            password: text(PASSWORD),
            then: form.value(THEN).and_then(target),
        }
    }
}

async fn enter_as(
    app: &App,
    typed: &Typed,
    from: Option<IpAddr>,
) -> Result<sign_in::Secret, Refused> {
    if typed.account.is_empty() || typed.password.is_empty() {
        return Err(Refused::Nothing);
    }
    app.desk.sign_in(&app.store, &typed.account, &typed.password, from).await
}

/// Why nobody was signed in, on the page with the form.
fn told(asked: &Asked, typed: Typed, refused: Refused) -> Response {
    let lang = asked.lang;
    let (status, said, wait) = match refused {
        Refused::Nothing => (StatusCode::BAD_REQUEST, lang.text("sign-in-missing"), None),
        Refused::Wrong => (StatusCode::UNAUTHORIZED, lang.text("sign-in-wrong"), None),
        Refused::Wait(seconds) => {
            let count = [("seconds", &*seconds.to_string())];
            let said = lang.text_with("sign-in-wait", &count);
            (StatusCode::TOO_MANY_REQUESTS, said, Some(seconds))
        }
        Refused::Busy => {
            (StatusCode::SERVICE_UNAVAILABLE, lang.text("sign-in-busy"), Some(CROWDED))
        }
        Refused::Failed(trouble) => return trouble.answer(asked),
    };
    let mut response = shown(asked, typed.then.unwrap_or_default(), status, said);
    if let Some(seconds) = wait {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// What is wrong with a form, without what stood in it: that may be a password.
fn silenced(trouble: Trouble) -> Trouble {
    match trouble {
        Trouble::Bad { reason, .. } => Trouble::bad("body", reason, ""),
        other => other,
    }
}

fn onward(asked: &Asked, then: Option<Target>) -> Response {
    let standing = Standing { lang: asked.standing().lang, ..Standing::default() };
    let home = standing.link("/", &[]);
    Redirect::to(then.as_ref().map_or(&home, Target::as_str)).into_response()
}

fn with_cookie(mut response: Response, cookie: Option<HeaderValue>) -> Response {
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

#[derive(Template)]
#[template(path = "dang_nhap.html")]
struct DangNhap {
    chrome: Chrome,
    /// Where the form is sent.
    action: String,
    /// Where to go afterwards.
    then: String,
    /// Why it did not work, if it was tried.
    wrong: String,
}

fn shown(asked: &Asked, then: Target, status: StatusCode, wrong: String) -> Response {
    let standing = Standing { lang: asked.standing().lang, ..Standing::default() };
    let mut chrome = Chrome::plain(asked);
    chrome.title = chrome.t("sign-in-title");
    let action = standing.link(SIGN_IN, &[]);
    let page = DangNhap { chrome, action, then: then.as_str().to_owned(), wrong };
    match page.render().map_err(Trouble::internal) {
        Ok(body) => (status, Html(body)).into_response(),
        Err(trouble) => trouble.answer(asked),
    }
}
