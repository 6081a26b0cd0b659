//! `/bao-cao/{agency}/{period}.docx`: a report as a file. Its address names everything it stands on; one that
//! does not leads to one that does.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use chiso_report::variant::Variant;
use chiso_scoring::period::Period;
use jiff::civil::DateTime;

use super::made::{Form, Made};
use super::paper::Paper;
use super::{PATH, published};
use crate::App;
use crate::against;
use crate::asked::Asked;
use crate::headers::Keep;
use crate::link::{Standing, encoded};
use crate::trouble::Trouble;
use crate::view::{View, moment};

/// What an address says.
struct Wanted {
    agency: String,
    period: String,
    form: Form,
}

/// The file.
pub(crate) async fn file(
    State(app): State<App>,
    Path((agency, name)): Path<(String, String)>,
    headers: HeaderMap,
    asked: Asked,
) -> Response {
    let Some(wanted) = read(agency, &name) else { return Trouble::NoPage.answer(&asked) };
    let visitor = asked.clone();
    let work = move || found(&app, &asked, &wanted, &headers);
    match tokio::task::spawn_blocking(work).await.map_err(Trouble::internal).flatten() {
        Ok(response) => response,
        Err(trouble) => trouble.answer(&visitor),
    }
}

fn read(agency: String, name: &str) -> Option<Wanted> {
    let (period, ending) = name.rsplit_once('.')?;
    let form = Form::ALL.into_iter().find(|form| form.code() == ending)?;
    Some(Wanted { agency, period: period.to_owned(), form })
}

fn found(
    app: &App,
    asked: &Asked,
    wanted: &Wanted,
    headers: &HeaderMap,
) -> Result<Response, Trouble> {
    let asked = published(asked).with(&[("period", &wanted.period), ("agency", &wanted.agency)]);
    let view = View::open(app, &asked)?;
    let agency = view.agency(&wanted.agency)?;
    let paper = Paper::asked(&view, agency)?;
    let whole = ["as_of", "known_at", "rulebook"].into_iter();
    let mut whole = whole.chain(paper.before.as_ref().map(|_| against::PARAMETER));
    if whole.any(|name| asked.value(name).is_none()) {
        return Ok(Redirect::temporary(&address(&paper, wanted.form)).into_response());
    }
    let made = app.reports.get(&paper, wanted.form)?;
    Ok(respond(&made, &paper, wanted, headers))
}

/// The address of a document of the period a view shows.
pub(super) fn address(paper: &Paper<'_>, form: Form) -> String {
    let view = paper.view;
    let as_of = view.loaded.key.as_of.or_else(|| view.moments().last().copied());
    of(paper, (view.period(), as_of, &view.rulebook().id), form)
}

/// The address of a document that names everything it stands on: period, moment, rulebook, the revision, and what it
/// is compared with.
pub(super) fn of(
    paper: &Paper<'_>,
    (period, as_of, rulebook): (Period, Option<DateTime>, &str),
    form: Form,
) -> String {
    let (view, agency, pairs) = (paper.view, paper.agency, paper.pairs());
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, &**value)).collect();
    let standing = Standing {
        as_of: as_of.map(moment),
        known_at: Some(view.revision.to_string()),
        rulebook: Some(rulebook.to_owned()),
        lang: view.asked.standing().lang,
        ..Standing::default()
    };
    standing.link(&format!("{PATH}/{}/{period}.{}", encoded(&agency.code), form.code()), &pairs)
}

fn respond(made: &Made, paper: &Paper<'_>, wanted: &Wanted, headers: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", made.sha256);
    let keep = Extension(Keep::Compare);
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known == tag.as_str()) {
        return (StatusCode::NOT_MODIFIED, keep, [(header::ETAG, tag)]).into_response();
    }
    let plain = |letter: &char| letter.is_ascii_alphanumeric() || "-_.".contains(*letter);
    let code: String = paper.agency.code.chars().filter(plain).collect();
    let kind = kind(paper.variant);
    let name = format!("{kind}-{code}-{}.{}", wanted.period, wanted.form.code());
    let name = format!("attachment; filename=\"{name}\"");
    let mut response = (keep, [(header::ETAG, tag)], made.bytes.clone()).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(wanted.form.kind()));
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    response
}

/// What the file is called.
fn kind(variant: Variant) -> &'static str {
    match variant {
        Variant::A | Variant::B => "bao-cao",
        Variant::C => "cong-van",
        Variant::D => "chi-dao",
        Variant::E => "thuyet-minh",
        Variant::F => "boi-canh",
    }
}
