//! What senders post: the national synchronisation calls, their variants, and tables of events.
//!
//! Walk of one call: `body.rs` reads it within bounds, `session.rs` says who sends, the intake crate
//! reads its items, [`Taken`] hands them to the writer and waits for its receipt, `national.rs` says
//! in the portal's own words what became of each item. Nothing is acknowledged before it is on disk.

pub(crate) mod body;
mod lookup;
pub(crate) mod national;
mod session;
pub(crate) mod tables;
mod taken;
#[cfg(test)]
mod tests;
pub(crate) mod trouble;
mod unread;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::http::{HeaderMap, Uri, header};
use chiso_scoring::agency::AgencyTree;

use crate::App;
use crate::live::Present;
use crate::trouble::Trouble;
use body::Gate;
use session::{Pass, Sessions};
use trouble::Failed;
use unread::Unread;

/// How long the agencies that items are judged against may be out of date.
const TREE_LIFE: Duration = Duration::from_secs(1);

/// Who sends, where nothing says it or what is said is no agency that is known.
pub(crate) const UNKNOWN_SENDER: &str = "?";

/// What the intake of all senders shares.
#[derive(Default)]
pub(crate) struct Intake {
    gate: Gate,
    unread: Unread,
    sessions: Sessions,
    tree: Mutex<Option<(Instant, Arc<AgencyTree>)>>,
}

impl Intake {
    /// Intake that asks for a secret, or for none.
    pub fn new(secret: Option<&str>) -> Self {
        Self { sessions: Sessions::new(secret), ..Self::default() }
    }

    /// The same with less patience, for tests.
    #[cfg(test)]
    pub fn hasty(stall: Duration) -> Self {
        Self { gate: Gate::hasty(stall), ..Self::default() }
    }

    /// The agencies, read again at most once a second.
    pub fn tree(&self, app: &App) -> Result<Arc<AgencyTree>, Trouble> {
        let mut kept = self.tree.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, tree)) = &*kept
            && at.elapsed() < TREE_LIFE
        {
            return Ok(Arc::clone(tree));
        }
        let revision = app.store.published_revision(None)?;
        let tree = Arc::clone(&app.shelf.known(&app.store, revision)?.tree);
        *kept = Some((Instant::now(), Arc::clone(&tree)));
        Ok(tree)
    }

    /// Who may send with a session.
    fn pass(&self, session: Option<&str>) -> Result<Option<Box<str>>, Failed> {
        match self.sessions.pass(session, Instant::now()) {
            Pass::In(agency) => Ok(agency),
            Pass::Out => Err(Failed::NoSession),
        }
    }
}

/// The sender as the books name it: the first text that is the code of a known agency. Nothing else is
/// kept of a sender, so nobody's name can get in this way.
fn sender<'a>(
    tree: &AgencyTree,
    said: impl IntoIterator<Item = Option<&'a str>>,
) -> Option<&'a str> {
    let known = |code: &&str| tree.versions(code).next().is_some();
    said.into_iter().flatten().find(known)
}

/// The present, where there is one.
pub(crate) fn present(app: &App) -> Result<Arc<Present>, Failed> {
    app.present.clone().ok_or(Failed::ReadOnly)
}

/// Bytes the sender declared.
fn declared(headers: &HeaderMap) -> Option<usize> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// A session in the headers, where the body has no place for one.
fn session_header(headers: &HeaderMap) -> Option<&str> {
    let text = |name: &str| headers.get(name)?.to_str().ok();
    text("session").or_else(|| text("authorization")?.strip_prefix("Bearer ")).map(str::trim)
}

/// A page of another site may make a browser post here; such a call is nobody's will.
fn foreign(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
    site.is_some_and(|site| !matches!(site, "same-origin" | "none"))
}

/// A parameter of the address, whatever its capitals.
pub(crate) fn parameter(uri: &Uri, name: &str) -> Option<String> {
    let pairs = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(uri).ok()?;
    pairs.0.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// The kind of content that is declared, without its parameters.
fn content(headers: &HeaderMap) -> Option<String> {
    let kind = headers.get(header::CONTENT_TYPE)?.to_str().unwrap_or("?");
    Some(kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
}
