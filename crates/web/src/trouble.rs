//! The one error type of the pages. Each variant states its status; no internal text is shown.

use std::fmt::Display;

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use chiso_scoring::agency::AgencyError;
use chiso_scoring::lang::Lang;

use crate::asked::Asked;
use crate::chrome::{Chrome, Link};
use crate::sign_in;

/// Why a page is not the one asked for.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// A parameter cannot be read: which, why (a key), and what it said.
    Bad {
        /// Name of the parameter.
        parameter: String,
        /// Key of the reason.
        reason: &'static str,
        /// What was given, cut.
        given: String,
    },
    /// No such address.
    NoPage,
    /// No such agency in the period.
    NoAgency {
        /// Code asked for, cut.
        code: String,
        /// The code is known, but not in force in the period.
        known: bool,
        /// Where to go instead.
        hints: Vec<Link>,
    },
    /// No such indicator or group in the rulebook.
    NoPlace {
        /// Code asked for, cut.
        code: String,
        /// Where to go instead.
        hints: Vec<Link>,
    },
    /// The query string is out of bounds.
    TooLong,
    /// A body was sent.
    Body,
    /// Only reading is possible.
    Method,
    /// The store holds nothing yet.
    Empty,
    /// The server takes no dossiers in, so it counts none.
    NoDossiers,
    /// Only for those who work with dossiers: they sign in.
    SignIn,
    /// What is named by a number or name does not exist: key of the sentence, and the name, cut.
    Missing {
        /// Key of the sentence.
        reason: &'static str,
        /// What was asked for.
        given: String,
    },
    /// What is asked contradicts what was done before: key of the sentence.
    Conflict(&'static str),
    /// A page of another site made a browser send it.
    Foreign,
    /// Our fault; already told to the operator.
    Internal,
}

/// Longest piece of a visitor's text that is shown again.
const SHOWN: usize = 60;

impl Trouble {
    /// A parameter that cannot be read.
    pub fn bad(parameter: &str, reason: &'static str, given: &str) -> Self {
        Self::Bad { parameter: cut(parameter), reason, given: cut(given) }
    }

    /// Tells the operator, not the visitor.
    pub fn internal(error: impl Display) -> Self {
        eprintln!("chiso-web: {error}");
        Self::Internal
    }

    /// Status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Bad { .. } => StatusCode::BAD_REQUEST,
            Self::NoPage | Self::NoAgency { .. } | Self::NoPlace { .. } => StatusCode::NOT_FOUND,
            Self::TooLong => StatusCode::URI_TOO_LONG,
            Self::Body => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Empty => StatusCode::OK,
            Self::NoDossiers => StatusCode::NOT_FOUND,
            Self::SignIn => StatusCode::UNAUTHORIZED,
            Self::Foreign => StatusCode::FORBIDDEN,
            Self::Missing { .. } => StatusCode::NOT_FOUND,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Key of the heading.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Bad { .. } => "trouble-bad",
            Self::NoPage => "trouble-no-page",
            Self::NoAgency { known: true, .. } => "trouble-agency-expired",
            Self::NoAgency { .. } => "trouble-agency-unknown",
            Self::NoPlace { .. } => "trouble-no-place",
            Self::TooLong => "trouble-too-long",
            Self::Body => "trouble-body",
            Self::Method => "trouble-method",
            Self::Empty => "trouble-empty",
            Self::NoDossiers => "trouble-no-dossiers",
            Self::SignIn => "trouble-sign-in",
            Self::Missing { .. } => "trouble-missing",
            Self::Conflict(_) => "trouble-conflict",
            Self::Foreign => "trouble-foreign",
            Self::Internal => "trouble-internal",
        }
    }

    fn sentences(&self, lang: Lang) -> Vec<String> {
        match self {
            Self::Bad { parameter, reason, given } => {
                let which = [("parameter", parameter.as_str()), ("given", given.as_str())];
                vec![lang.text_with("trouble-bad-which", &which), lang.text(reason)]
            }
            Self::NoAgency { code, .. } | Self::NoPlace { code, .. } => {
                vec![lang.text_with(&format!("{}-text", self.key()), &[("code", code)])]
            }
            Self::Missing { reason, given } => vec![lang.text_with(reason, &[("given", given)])],
            Self::Conflict(reason) => vec![lang.text(reason)],
            Self::Internal => Vec::new(),
            _ => vec![lang.text(&format!("{}-text", self.key()))],
        }
    }

    /// All of it as one text, for programs.
    pub fn detail(&self, asked: &Asked) -> String {
        self.sentences(asked.lang).join(" ")
    }

    /// The parameter that is wrong, if it is one.
    pub fn parameter(&self) -> Option<&str> {
        match self {
            Self::Bad { parameter, .. } => Some(parameter),
            _ => None,
        }
    }

    /// No agency of a code in the period, without anywhere to go instead.
    pub fn no_agency(code: &str, error: &AgencyError) -> Self {
        let known = matches!(error, AgencyError::Expired { .. });
        Self::NoAgency { code: cut(code), known, hints: Vec::new() }
    }

    /// The page that says so, in the visitor's language.
    pub fn answer(self, asked: &Asked) -> Response {
        if matches!(self, Self::SignIn) {
            // To sign in, and back here.
            return Redirect::to(&sign_in::link(asked, &asked.again(&[]))).into_response();
        }
        let mut chrome = Chrome::plain(asked);
        let heading = chrome.t(self.key());
        chrome.title.clone_from(&heading);
        let sentences = self.sentences(chrome.lang);
        let status = self.status();
        let hints = match self {
            Self::NoAgency { hints, .. } | Self::NoPlace { hints, .. } => hints,
            _ => Vec::new(),
        };
        let page = TroublePage { chrome, heading, sentences, hints };
        let body = page.render().unwrap_or_default();
        (status, Html(body)).into_response()
    }
}

impl From<chiso_store::Error> for Trouble {
    fn from(error: chiso_store::Error) -> Self {
        Self::internal(error)
    }
}

#[derive(Template)]
#[template(path = "trouble.html")]
struct TroublePage {
    chrome: Chrome,
    heading: String,
    sentences: Vec<String>,
    hints: Vec<Link>,
}

/// At most [`SHOWN`] characters of a visitor's text.
pub(crate) fn cut(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

/// No route fits.
pub(crate) async fn no_page(asked: Asked) -> Response {
    Trouble::NoPage.answer(&asked)
}

/// A route fits, its method does not.
pub(crate) async fn wrong_method(asked: Asked) -> Response {
    Trouble::Method.answer(&asked)
}

#[cfg(test)]
mod tests {
    use crate::fixture::Site;

    #[tokio::test]
    async fn each_wrong_request_is_told_what_is_wrong() {
        let site = Site::new();
        for (uri, status, said) in [
            ("/khong-co", 404, "Không có trang này"),
            ("/don-vi/%FF", 404, "Không có trang này"),
            ("/?period=08/2026", 400, "08/2026"),
            ("/?period=2026-13", 400, "period"),
            ("/?period=2026-08-02..2026-08-01", 400, "period"),
            ("/?period=2007-01", 400, "period"),
            ("/?as_of=hom-nay", 400, "as_of"),
            ("/?basis=x", 400, "basis"),
            ("/?rulebook=767", 400, "rulebook"),
            ("/?known_at=99", 400, "known_at"),
            ("/?lang=fr", 400, "lang"),
            ("/?period=2026-08&period=2026-07", 400, "period"),
            ("/xep-hang?level=tinh", 400, "level"),
            ("/xep-hang?group=XYZ", 400, "group"),
            ("/xep-hang?sort=x", 400, "sort"),
            ("/cong-thuc?n=-1", 400, "n"),
            ("/cong-thuc?voi=0", 400, "voi"),
            ("/don-vi/H44?so-voi=x", 400, "so-voi"),
            ("/don-vi/H99", 404, "H99"),
            ("/chi-so/9.9?agency=H44", 404, "9.9"),
        ] {
            let answer = site.get(uri).await;
            assert_eq!(answer.status, status, "{uri}");
            assert!(answer.page_text().contains(said), "{uri}: {}", answer.page_text());
            assert!(answer.header("content-security-policy").contains("default-src 'none'"));
        }
    }

    #[tokio::test]
    async fn bounds_hold_at_the_bound_and_break_one_past_it() {
        let site = Site::new();
        let query = |bytes: usize| format!("/?x={}", "a".repeat(bytes - 2));
        assert_eq!(site.get(&query(crate::asked::QUERY_BYTES)).await.status, 200);
        assert_eq!(site.get(&query(crate::asked::QUERY_BYTES + 1)).await.status, 414);
        assert_eq!(site.send("GET", "/", "x").await.status, 413);
        assert_eq!(site.send("POST", "/", "").await.status, 405);
    }

    #[tokio::test]
    async fn an_expired_agency_leads_to_its_successor_and_a_slip_to_the_nearest_code() {
        let site = Site::new();
        let expired = site.get("/don-vi/H03?period=2026-08").await;
        assert_eq!(expired.status, 404);
        assert!(expired.links().iter().any(|link| link.starts_with("/don-vi/H55?")));
        assert!(expired.links().iter().any(|link| link.starts_with("/don-vi/H03?period=2023-08")));
        let slip = site.get("/don-vi/h44.1?period=2026-08").await;
        assert!(slip.links().iter().any(|link| link.starts_with("/don-vi/H44.01?")));
    }

    #[tokio::test]
    async fn an_empty_store_says_so_and_a_broken_one_says_one_sentence() {
        let empty = Site::empty();
        let answer = empty.get("/").await;
        assert_eq!(answer.status, 200);
        assert!(answer.page_text().contains("Chưa có số liệu"));
        assert_eq!(empty.get("/cong-thuc").await.status, 200);
        let broken = Site::broken().get("/").await;
        assert_eq!(broken.status, 500);
        assert_eq!(broken.one("main h1"), "Có lỗi ở máy chủ, xin thử lại sau ít phút.");
        assert!(!broken.text.contains("database"));
        assert_eq!(Site::broken().get("/healthz").await.status, 503);
    }
}
