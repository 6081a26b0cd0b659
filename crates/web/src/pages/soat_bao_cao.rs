//! `/soat-bao-cao`: a report is chosen or dropped, and what in it cannot be right is shown.
//!
//! The file is read in memory and forgotten with the answer: nothing of it is stored, logged or told to anybody else.
//! So its findings as files are part of the same answer; a link to them would need the file again.

mod compared;
mod file;
#[cfg(test)]
mod tests;

use askama::Template;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use chiso_report::lint::read::limits::FILE_BYTES;
use chiso_report::lint::{Block, Doc, Finding, Severity, lint, read};
use chiso_scoring::lang::Lang;
use tokio::task::spawn_blocking;

use self::compared::compared;
use self::file::{Handed, handed};
use crate::App;
use crate::asked::Asked;
use crate::chrome::{Chrome, Here, inner, nav};
use crate::link::Standing;
use crate::listing::{Cell, Listed};
use crate::respond::respond;
use crate::trouble::Trouble;

/// Path of the page.
pub(crate) const PATH: &str = "/soat-bao-cao";
/// Most findings that are shown; more say nothing new of a report.
const MOST: usize = 500;

/// The page with its form.
pub(crate) async fn page(State(app): State<App>, asked: Asked) -> Response {
    respond(app, asked, |_, asked| {
        asked.check()?;
        Ok(SoatBaoCao::new(asked))
    })
    .await
}

/// A report that was handed in. A file that cannot be read is the visitor's to change: 422.
pub(crate) async fn check(State(app): State<App>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let asked = Asked::sent(&parts.uri, &parts.extensions);
    let visitor = asked.clone();
    let file = match handed(&parts, body).await {
        Ok(file) => file,
        Err(trouble) => return trouble.answer(&visitor),
    };
    let work = move || {
        let page = SoatBaoCao::of(&app, &asked, &file)?;
        let refused = page.outcome.as_ref().is_some_and(|outcome| !outcome.refused.is_empty());
        let status = if refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        Ok((status, Html(page.render().map_err(Trouble::internal)?)).into_response())
    };
    match spawn_blocking(work).await.map_err(Trouble::internal).flatten() {
        Ok(response) => response,
        Err(trouble) => trouble.answer(&visitor),
    }
}

/// What came of a file.
struct Outcome {
    /// Its name, as the browser said it.
    name: String,
    /// Why it was not read; empty if it was.
    refused: String,
    /// How much was found, in words.
    said: String,
    /// What was read, and what it was compared with.
    notes: Vec<String>,
    /// The findings.
    listed: Listed,
    /// They as files: name, address that holds the file itself, text.
    files: Vec<(String, String, String)>,
}

#[derive(Template)]
#[template(path = "soat_bao_cao.html")]
struct SoatBaoCao {
    chrome: Chrome,
    heading: String,
    action: String,
    limits: String,
    outcome: Option<Outcome>,
}

impl SoatBaoCao {
    fn new(asked: &Asked) -> Self {
        let lang = asked.lang;
        let standing = Standing { lang: asked.standing().lang, ..Standing::default() };
        let heading = lang.text("lint-heading");
        Self {
            action: standing.link(PATH, &[]),
            limits: lang.text_with("lint-limits", &[("size", &(FILE_BYTES >> 20).to_string())]),
            chrome: Chrome {
                title: heading.clone(),
                nav: nav(lang, &standing, Here::Below, "", ""),
                inner: inner(lang, &standing, Here::Inner(PATH), ""),
                ..Chrome::plain(asked)
            },
            heading,
            outcome: None,
        }
    }

    fn of(app: &App, asked: &Asked, file: &Handed) -> Result<Self, Trouble> {
        let lang = asked.lang;
        let outcome = match read(&file.name, &file.bytes) {
            Err(refused) => Outcome::refused(lang, file, refused.tell(lang)),
            Ok(doc) => Outcome::read(app, lang, file, &doc)?,
        };
        Ok(Self { outcome: Some(outcome), ..Self::new(asked) })
    }
}

impl Outcome {
    fn refused(lang: Lang, file: &Handed, refused: String) -> Self {
        let (name, listed) = (file.name.clone(), listed(lang, &[]));
        Self { name, refused, said: String::new(), notes: Vec::new(), listed, files: Vec::new() }
    }

    fn read(app: &App, lang: Lang, file: &Handed, doc: &Doc) -> Result<Self, Trouble> {
        let mut found = lint(doc);
        let mut notes = vec![extent(lang, doc)];
        if let Some((sentence, differing)) = compared(app, lang, doc)? {
            notes.push(sentence);
            found.extend(differing);
        }
        let listed = listed(lang, &found);
        let files = if found.is_empty() { Vec::new() } else { file::files(lang, &listed)? };
        Ok(Self {
            name: file.name.clone(),
            refused: String::new(),
            said: said(lang, &found),
            notes,
            listed,
            files,
        })
    }
}

/// How much was found.
fn said(lang: Lang, found: &[Finding]) -> String {
    if found.is_empty() {
        return lang.text("lint-found-none");
    }
    let count = |severity| found.iter().filter(|one| one.severity == severity).count().to_string();
    let counts = Severity::ALL.map(count);
    let [errors, warnings, notes] = &counts;
    lang.text_with("lint-found", &[("errors", errors), ("warnings", warnings), ("notes", notes)])
}

/// How much was read: whoever sees that a table is missing knows why nothing was found in it.
fn extent(lang: Lang, doc: &Doc) -> String {
    let tables = doc.blocks.iter().filter(|block| matches!(block, Block::Table(_))).count();
    let texts = doc.blocks.len() - tables;
    lang.text_with("lint-extent", &[("tables", &tables.to_string()), ("texts", &texts.to_string())])
}

fn listed(lang: Lang, found: &[Finding]) -> Listed {
    let columns = [
        ("lint-place", false),
        ("lint-severity", false),
        ("lint-rule", false),
        ("lint-about", false),
        ("lint-printed", false),
        ("lint-expected", false),
        ("lint-working", false),
    ];
    let mut listed = Listed::new(lang, "phat-hien", lang.text("lint-findings"), &columns);
    listed.empty = lang.text("lint-found-none");
    if found.len() > MOST {
        let counts = [("shown", &*MOST.to_string()), ("count", &*found.len().to_string())];
        listed.count = lang.text_with("lint-most", &counts);
    }
    listed.rows = found.iter().take(MOST).map(|finding| row(lang, finding)).collect();
    listed
}

fn row(lang: Lang, finding: &Finding) -> Vec<Cell> {
    vec![
        Cell::text(finding.place.tell(lang)),
        Cell::text(finding.severity.tell(lang)),
        Cell::text(format!("{} [{}]", finding.rule(lang), finding.code)),
        Cell::text(finding.about.clone()),
        Cell::text(finding.printed.clone()),
        Cell::text(finding.expected.clone()),
        Cell::text(finding.working.clone()),
    ]
}
