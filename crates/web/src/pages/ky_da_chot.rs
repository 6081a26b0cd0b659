//! `/ky-da-chot`: closed periods, for everybody; for those inside a form that looks at a period and closes it.

mod act;
mod changes;
mod file;
mod look;
mod one;
mod seen;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chiso_report::listing::Item;
use chiso_scoring::agency::AgencyTree;
use chiso_scoring::lang::Lang;
use chiso_scoring::period::Period;
use chiso_store::ClosingRow;

pub(crate) use act::{close, reopen};
pub(crate) use changes::page as changes;
pub(crate) use file::file;
pub(crate) use look::page as look;
pub(crate) use one::page as one;

use crate::App;
use crate::asked::Asked;
use crate::chrome::{Chrome, Here, Labelled, Link, Mark, inner, nav};
use crate::closing::wire::state;
use crate::closing::{Refused, wire};
use crate::link::Standing;
use crate::listing::{Cell, Downloadable, Listed, respond_listed};
use crate::moment::local;
use crate::trouble::{Trouble, cut};

/// Path of the page.
pub(crate) const PATH: &str = "/ky-da-chot";
/// Where a period is looked at before it is closed.
pub(crate) const LOOK: &str = "/ky-da-chot/kiem-tra";
/// Closings listed.
const LISTED: usize = 1_000;

/// The page.
pub(crate) async fn page(State(app): State<App>, asked: Asked) -> Response {
    respond_listed(app, asked, |app, asked, _whole| KyDaChot::build(app, asked)).await
}

/// Where a closing is shown.
pub(crate) fn path(number: u64) -> String {
    format!("{PATH}/{number}")
}

/// The closing of an address.
fn found(app: &App, number: &str) -> Result<ClosingRow, Trouble> {
    let known = number.parse().ok().map(|number| app.store.closing(number, None)).transpose()?;
    known.flatten().ok_or_else(|| unknown(number))
}

fn unknown(number: &str) -> Trouble {
    Trouble::Missing { reason: "closing-unknown", given: cut(number) }
}

/// Why nothing was done, in the words of a page.
fn trouble(refused: Refused) -> Trouble {
    match refused {
        Refused::Field { field, reason } => Trouble::bad(field, reason, ""),
        Refused::Agency(error) => Trouble::no_agency("", &error),
        Refused::Rulebook(_) => Trouble::bad("rulebook", "bad-rulebook", ""),
        Refused::Nothing(_) => Trouble::Missing { reason: "closing-nothing", given: String::new() },
        Refused::Stands(_) | Refused::Reopened(_) | Refused::Stale => {
            Trouble::Conflict("closing-conflict")
        }
        Refused::Checks(_) => Trouble::Conflict("closing-open-checks"),
        Refused::Unknown(number) => unknown(&number.to_string()),
        Refused::NoDossiers => Trouble::NoDossiers,
        Refused::Store(chiso_store::Error::Call { field, .. }) => {
            Trouble::bad(field, "closing-bad-text", "")
        }
        Refused::Key(error) => Trouble::internal(error),
        Refused::Snapshot(error) => Trouble::internal(error),
        Refused::Store(error) => Trouble::internal(error),
    }
}

/// The closing that covers an agency's numbers of a period, as a link: what pages of numbers show. One of the agency itself, else
/// of one above it.
pub(crate) fn covering(
    app: &App,
    asked: &Asked,
    period: Period,
    tree: &AgencyTree,
    code: &str,
) -> Option<Link> {
    let rows = app.store.closings_of(period, None).ok()?;
    let rows: Vec<ClosingRow> = rows.into_iter().filter(|row| !row.closed.provisional).collect();
    let agency = tree.find(code, period).ok().filter(|_| !rows.is_empty())?;
    let above = tree.path(agency, period).into_iter().rev().map(|above| above.code.as_str());
    let mut codes = std::iter::once(code).chain(above);
    let row = codes.find_map(|code| rows.iter().find(|row| row.closed.agency == code))?;
    let standing = Standing { lang: asked.standing().lang, ..Standing::default() };
    let said = [
        ("number", row.number.to_string()),
        ("day", asked.lang.date(local(row.closed.closed_at).date())),
        ("by", row.closed.closed_by.clone()),
    ];
    let said: Vec<(&str, &str)> = said.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let text = asked.lang.text_with("closing-mark", &said);
    Some(Link { href: standing.link(&path(row.number), &[]), text })
}

#[derive(Template)]
#[template(path = "ky_da_chot.html")]
struct KyDaChot {
    chrome: Chrome,
    heading: String,
    listed: Listed,
    /// Where a period is looked at; empty for strangers.
    look: String,
}

impl Downloadable for KyDaChot {
    fn listed(&self) -> &Listed {
        &self.listed
    }
}

impl KyDaChot {
    fn build(app: &App, asked: &Asked) -> Result<Self, Trouble> {
        asked.check()?;
        let rows = app.store.closings(None, LISTED)?;
        let known = app.shelf.known(&app.store, app.store.published_revision(None)?)?;
        let heading = asked.lang.text("closing-heading");
        Ok(Self {
            chrome: chrome(asked, heading.clone(), Vec::new()),
            listed: listed(asked, &rows, &known.tree),
            look: if asked.inside() { LOOK.to_owned() } else { String::new() },
            heading,
        })
    }
}

/// Everything around a page about closings.
fn chrome(asked: &Asked, title: String, lines: Vec<Labelled>) -> Chrome {
    let lang = asked.lang;
    let standing = Standing { lang: asked.standing().lang, ..Standing::default() };
    let mark = Mark {
        brief: String::new(),
        lines,
        note: String::new(),
        permalink: String::new(),
        legend: Vec::new(),
    };
    let inside = asked.inside();
    Chrome {
        title,
        nav: nav(lang, &standing, Here::Public(PATH), "", ""),
        inner: if inside { inner(lang, &standing, Here::Below, "") } else { Vec::new() },
        mark: Some(mark).filter(|mark| !mark.lines.is_empty()),
        ..Chrome::plain(asked)
    }
}

fn listed(asked: &Asked, rows: &[ClosingRow], tree: &AgencyTree) -> Listed {
    let lang = asked.lang;
    let columns = [
        ("closing-number", false),
        ("closing-agency", false),
        ("mark-period", false),
        ("closing-state", false),
        ("closing-origin", false),
        ("closing-as-of", false),
        ("closing-closed-at", false),
        ("closing-closed-by", false),
        ("closing-waived", true),
        ("closing-root", false),
    ];
    let caption = lang.text("closing-heading");
    let mut listed = Listed::new(lang, "ky-da-chot", caption, &columns);
    listed.empty = lang.text("closing-none");
    listed.rows = rows.iter().map(|row| cells(asked, row, tree)).collect();
    listed.downloads(asked, Vec::new())
}

fn cells(asked: &Asked, row: &ClosingRow, tree: &AgencyTree) -> Vec<Cell> {
    let (lang, closed) = (asked.lang, &row.closed);
    let standing = Standing { lang: asked.standing().lang, ..Standing::default() };
    let count = |count: u64| Item::Integer(i64::try_from(count).unwrap_or(i64::MAX));
    let root = wire::hex(&closed.root);
    let agency = tree.find(&closed.agency, closed.period).ok();
    vec![
        Cell::new(lang, count(row.number)).at(standing.link(&path(row.number), &[])),
        Cell::text(agency.map_or(closed.agency.as_str(), |agency| &agency.name)),
        Cell::text(lang.period(closed.period)),
        Cell::text(lang.text(state(row))),
        Cell::text(origin(lang, row)),
        Cell::new(lang, Item::Moment(closed.as_of)),
        Cell::new(lang, Item::Moment(local(closed.closed_at))),
        Cell::text(&closed.closed_by),
        Cell::new(lang, count(closed.waived)),
        // The whole of it stands in files and on the closing's own page.
        Cell { text: format!("{}…", &root[..12]), ..Cell::text(root) },
    ]
}

fn origin(lang: Lang, row: &ClosingRow) -> String {
    lang.text(&format!("closing-from-{}", row.closed.origin.code()))
}

#[cfg(test)]
mod tests;
