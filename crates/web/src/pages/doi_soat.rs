//! `/doi-soat`: one-stop system, chiso and portal, unit by unit and dossier by dossier.

mod dossiers;
mod tables;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chiso_scoring::reconcile::{Kind, Side};

use crate::App;
use crate::asked::Asked;
use crate::chrome::{Chrome, Here, Link};
use crate::link::isolated;
use crate::listing::{FORM, Listed, Sheet, Tabled, respond_tables};
use crate::named::Named;
use crate::reconciled::{Given, Question, Reconciled, latest, reconcile};
use crate::study::Study;
use crate::trouble::Trouble;
use crate::wire::reconciliation::{Reconciliation, Wanted};
use dossiers::{filters, findings, lists};
use tables::{compared, indicators, sides, units};

/// Path of the page.
pub(crate) const PATH: &str = "/doi-soat";
/// List of the one-stop system: number of a stored one, or [`CALLS`].
const ONE_STOP: &str = "mot-cua";
/// List of the portal: number of a stored one.
const PORTAL: &str = "cong";
/// Asks for the one-stop side to be made of its calls.
const CALLS: &str = "goi";
/// Only one reason.
const REASON: &str = "ly-do";
/// Only one comparison, such as `chiso..portal`.
const SIDES: &str = "cap";
/// Only what is to be sent again: 1.
const RETRY: &str = "gui-lai";
/// Parameters of this page alone.
const OWN: [&str; 6] = ["agency", ONE_STOP, PORTAL, REASON, SIDES, RETRY];
/// Findings that a page shows; a file has all.
const SHOWN: usize = 200;
/// Stored lists that are shown.
const LISTS: usize = 20;

/// The page.
pub(crate) async fn page(State(app): State<App>, asked: Asked) -> Response {
    respond_tables(app, asked, |app, asked| DoiSoat::build(&Study::open(app, asked)?)).await
}

/// The same for programs; with `list=1` the findings too.
pub(crate) async fn api(State(app): State<App>, asked: Asked) -> Response {
    crate::api::answer(app, asked, |app, asked| {
        let study = Study::open(app, asked)?;
        let list = asked.read_as("list", "bad-flag", flag)?.unwrap_or(false);
        let wanted = wanted(asked)?;
        let listed = list || wanted.reason.is_some() || wanted.retry;
        told(&study, Wanted { listed, ..wanted })
    })
    .await
}

fn flag(text: &str) -> Option<bool> {
    match text {
        "0" => Some(false),
        "1" => Some(true),
        _ => None,
    }
}

/// Which findings an address asks for.
fn wanted(asked: &Asked) -> Result<Wanted, Trouble> {
    let sides = |text: &str| {
        let (left, right) = text.split_once("..")?;
        Some((Side::of(left)?, Side::of(right)?)).filter(|(left, right)| left < right)
    };
    Ok(Wanted {
        listed: true,
        reason: asked.read_as(REASON, "bad-reason", Kind::of)?,
        retry: asked.read_as(RETRY, "bad-flag", flag)?.unwrap_or(false),
        sides: asked.read_as(SIDES, "bad-sides", sides)?,
    })
}

/// Reconciles what the address asks for.
fn told(study: &Study, wanted: Wanted) -> Result<Reconciliation, Trouble> {
    let of = question(study)?;
    let done = done(study, &of)?;
    Ok(Reconciliation::new(&of, &done, wanted, study.asked.lang))
}

fn question(study: &Study) -> Result<Question<'_>, Trouble> {
    Ok(Question {
        agency: &study.agency,
        period: study.period,
        rulebook: study.rulebook(),
        known_at: crate::at::known_at(&study.app, &study.asked)?,
    })
}

fn done(study: &Study, of: &Question<'_>) -> Result<Reconciled, Trouble> {
    let calls = study.asked.value(ONE_STOP) == Some(CALLS);
    let one_stop = if calls { None } else { given(study, of, Side::OneStop, ONE_STOP)? };
    let portal = given(study, of, Side::Portal, PORTAL)?;
    let looked = |look: &mut dyn FnMut(u64, &chiso_scoring::standing::Standing)| {
        study.seen.look(|revision, standing| look(revision, standing))
    };
    reconcile(&study.app.store, of, (one_stop, portal), looked)
}

/// The list that the address names, else the one taken last.
fn given(
    study: &Study,
    of: &Question<'_>,
    side: Side,
    parameter: &str,
) -> Result<Option<Given>, Trouble> {
    let store = &study.app.store;
    let tree = study.look(|standing| standing.live().tree().clone())?;
    let row = match study.asked.value(parameter) {
        None => latest(store, side, of, &tree)?,
        Some(text) => {
            let none = || Trouble::bad(parameter, "bad-list", text);
            let id = text.parse().map_err(|_| none())?;
            let row = store.list(id, of.known_at)?.filter(|row| row.side == side);
            Some(row.filter(|row| top(&row.agency) == top(&of.agency.code)).ok_or_else(none)?)
        }
    };
    Ok(row.map(|row| Given::stored(store, &row)).transpose()?)
}

/// The ministry or province of a code.
fn top(code: &str) -> &str {
    code.split('.').next().unwrap_or(code)
}

#[derive(Template)]
#[template(path = "doi_soat.html")]
struct DoiSoat {
    chrome: Chrome,
    heading: String,
    agency: Link,
    no_portal: Option<String>,
    by_calls: bool,
    sides: Listed,
    units: Listed,
    pairs: Vec<Pair>,
    indicators: Listed,
    /// Filters of the list: every reason, and what is to be sent again.
    filters: Vec<Link>,
    findings: Listed,
    lists: Listed,
}

/// Two sides compared.
struct Pair {
    title: String,
    summary: String,
    /// What is said where nothing differs.
    agrees: Option<String>,
    reasons: Listed,
    units: Listed,
}

impl Tabled for DoiSoat {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }

    fn tables(&self) -> Vec<Sheet> {
        let first = [&self.findings, &self.sides, &self.units];
        let pairs = self.pairs.iter().flat_map(|pair| [&pair.reasons, &pair.units]);
        let all = first.into_iter().chain(pairs).chain([&self.indicators, &self.lists]);
        all.map(Listed::sheet).collect()
    }
}

impl DoiSoat {
    fn build(study: &Study) -> Result<Self, Trouble> {
        let (lang, named) = (study.asked.lang, Named::of(study)?);
        let whole = study.asked.value(FORM).is_some();
        let files = |listed: Listed| listed.downloads(&study.asked, study.facts());
        let wanted = wanted(&study.asked)?;
        let told = told(study, wanted)?;
        let (name, period) = (isolated(&study.agency.name), lang.period(study.period));
        let heading =
            lang.text_with("reconcile-heading", &[("agency", &name), ("period", &period)]);
        let has = |side: Side, origin: &str| {
            told.sides.iter().any(|it| it.side == side.code() && it.origin == origin)
        };
        let agency = [("agency", study.agency.code.as_str())];
        let no_portal = !has(Side::Portal, "file");
        Ok(Self {
            chrome: study.chrome(Here::Inner(PATH), heading.clone(), &study.asked.own(&OWN)),
            agency: Link {
                href: study.agency_link(&study.agency.code),
                text: study.agency.name.clone(),
            },
            no_portal: no_portal.then(|| lang.text_with("reconcile-no-portal", &agency)),
            by_calls: has(Side::OneStop, "calls"),
            sides: files(sides(lang, &told.sides)),
            units: files(units(study, &told.units)),
            pairs: told.comparisons.iter().map(|pair| compared(study, &named, pair)).collect(),
            indicators: files(indicators(lang, &told.indicators)),
            filters: filters(study, &told),
            findings: findings(study, &named, &told, wanted, whole),
            lists: files(lists(study, &named)?),
            heading,
        })
    }
}

#[cfg(test)]
mod tests;
