//! `/chi-dao/nhap`: a directive drafted from a fall, ready to be given a number and issued.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chiso_report::listing::Item;
use chiso_scoring::directive::Basis;
use chiso_scoring::directive::draft::{Fall, NoDraft};
use chiso_scoring::dossier::Seconds;
use chiso_scoring::measure::ask::Counted;
use chiso_scoring::movement::{SideError, SideText};
use chiso_scoring::rulebook::Rulebook;
use chiso_scoring::sheet::{Place, Provenance, Sheet};

use super::{chrome, decimal, link, moment, name};
use crate::App;
use crate::asked::Asked;
use crate::at::Seen;
use crate::chrome::{Chrome, Labelled, Link};
use crate::listing::{Cell, Downloadable, Listed, respond_listed};
use crate::loaded::COUNTED;
use crate::moment::local;
use crate::trouble::{Trouble, cut};
use crate::wire::directives::{Draft, Drafted, Failed};

/// The page.
pub(crate) async fn page(State(app): State<App>, asked: Asked) -> Response {
    respond_listed(app, asked, |app, asked, _whole| Sketch::build(app, asked)).await
}

/// The same for programs.
pub(crate) async fn api(State(app): State<App>, asked: Asked) -> Response {
    crate::api::answer(app, asked, drafted).await
}

/// A side of the fall: `PERIOD, PERIOD@AS_OF or PERIOD@AS_OF~REVISION`.
fn side(asked: &Asked, parameter: &'static str) -> Result<SideText, Trouble> {
    let text = asked.value(parameter).ok_or_else(|| Trouble::bad(parameter, "bad-missing", ""))?;
    let bad = |key| Trouble::bad(parameter, key, text);
    text.parse().map_err(|error| match error {
        SideError::Period(_) => bad("bad-period"),
        SideError::Moment(_) => bad("bad-moment"),
        SideError::Revision(_) => bad("bad-revision"),
    })
}

/// The numbers of a side, free of what they were read from.
struct Read {
    counted: Vec<Counted>,
    at: (Seconds, u64),
}

fn read(app: &App, side: SideText, rulebook: &Rulebook) -> Result<(Seen, Read), Trouble> {
    let latest = app.store.revision()?;
    if let Some(revision) = side.known_at.filter(|known_at| !(1..=latest).contains(known_at)) {
        return Err(Trouble::bad("known_at", "bad-revision", &revision.to_string()));
    }
    let seen = Seen::at(app, side.as_of, side.known_at)?;
    let read = seen.look(|revision, standing| {
        let live = standing.live();
        let counted = live.figures(&rulebook.id, side.period);
        Read { counted, at: (live.now(), revision) }
    })?;
    Ok((seen, read))
}

/// Drafts what an address asks for.
fn drafted(app: &App, asked: &Asked) -> Result<Draft, Trouble> {
    asked.check()?;
    let (from, to) = (side(asked, "from")?, side(asked, "to")?);
    let code = asked.value("code").unwrap_or_default();
    let agency = asked.value("agency").ok_or_else(|| Trouble::bad("agency", "bad-missing", ""))?;
    let at = crate::view::rulebook(app, asked, to.period)?;
    let rulebook = &app.rulebooks.all()[at];
    let place = Place::find(rulebook, code)
        .ok_or_else(|| Trouble::NoPlace { code: cut(code), hints: Vec::new() })?;
    let (_, before) = read(app, from, rulebook)?;
    let (seen, after) = read(app, to, rulebook)?;
    let now = at_now(app)?;
    seen.look(|_, standing| {
        let live = standing.live();
        let tree = live.tree();
        tree.find(agency, to.period).map_err(|error| Trouble::no_agency(agency, &error))?;
        let sheet = |side: SideText, read: &Read| {
            let (as_of, revision) = read.at;
            let source = COUNTED.to_owned();
            let at = Provenance { as_of: local(as_of), source, revision };
            Sheet::counted(tree, rulebook, side.period, &read.counted, &at)
        };
        let (first, second) = (sheet(from, &before), sheet(to, &after));
        let fall = Fall { before: &first, after: &second, agency, place };
        let drafted = Drafted {
            fall,
            at: [before.at, after.at],
            basis: Basis::Dossiers,
            live: Some(live),
            store: &app.store,
            now,
            lang: asked.lang,
        };
        drafted.draft().map_err(failed)
    })?
}

fn at_now(app: &App) -> Result<Seconds, Trouble> {
    let present = app.present.as_ref().ok_or(Trouble::NoDossiers)?;
    Ok(present.opened.current.look(|_, standing| standing.live().now())?)
}

fn failed(failed: Failed) -> Trouble {
    match failed {
        Failed::Store(error) => Trouble::internal(error),
        Failed::Nothing(NoDraft::NoFall) => Trouble::Conflict("draft-no-fall"),
        Failed::Nothing(NoDraft::NoPoints) => Trouble::Conflict("draft-no-points"),
        Failed::Nothing(NoDraft::NoAgency) => Trouble::Conflict("draft-no-agency"),
        Failed::Nothing(NoDraft::OtherRules) => Trouble::Conflict("draft-other-rules"),
    }
}

#[derive(Template)]
#[template(path = "chi_dao_nhap.html")]
struct Sketch {
    chrome: Chrome,
    heading: String,
    back: Link,
    lines: Vec<String>,
    listed: Listed,
    hidden: Vec<(&'static str, String)>,
    title: String,
    deadline: String,
    target: String,
    facts: Vec<Labelled>,
}

impl Downloadable for Sketch {
    fn listed(&self) -> &Listed {
        &self.listed
    }
}

impl Sketch {
    fn build(app: &App, asked: &Asked) -> Result<Self, Trouble> {
        let draft = drafted(app, asked)?;
        let lang = asked.lang;
        let heading = lang.text("draft-heading");
        let at = draft.heading.as_of.clone().unwrap_or_default();
        let line = |key: &str, text: String| Labelled { label: lang.text(key), text };
        let points = |text: &Option<String>| decimal(lang, text.as_deref());
        Ok(Self {
            chrome: chrome(
                asked,
                heading.clone(),
                (draft.heading.revision, &at),
                &draft.heading.rulebook,
            ),
            back: link(asked, super::PATH, lang.text("directive-heading")),
            lines: draft.text.lines().map(str::to_owned).collect(),
            listed: losses(asked, &draft),
            facts: vec![
                line("directive-before", points(&draft.before.points)),
                line("directive-after", points(&draft.after.points)),
                line("draft-dossiers", draft.dossiers.to_string()),
                line("mark-captured", moment(lang, &at)),
            ],
            title: draft.order.title.clone(),
            deadline: crate::asked::day(&draft.order.deadline)
                .map_or_else(|| draft.order.deadline.clone(), |day| lang.date(day)),
            target: draft.order.target.value.clone(),
            hidden: hidden(asked, &draft),
            heading,
        })
    }
}

/// What the form hands on unseen.
fn hidden(asked: &Asked, draft: &Draft) -> Vec<(&'static str, String)> {
    let order = &draft.order;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    vec![
        ("issuer", order.issuer.clone()),
        ("owner", order.owner.clone()),
        ("agency", order.agency.clone()),
        ("code", order.code.clone()),
        ("period", order.period.clone()),
        ("rulebook", text(&order.rulebook)),
        ("basis", text(&order.basis)),
        ("target_unit", order.target.unit.clone()),
        ("units", order.units.join(" ")),
        ("dossiers", order.dossiers.join(" ")),
        ("lang", asked.lang.code().to_owned()),
    ]
}

/// Units that lost, and whether they are named.
fn losses(asked: &Asked, draft: &Draft) -> Listed {
    let lang = asked.lang;
    let columns = [("col-unit", false), ("draft-lost", true), ("draft-named", false)];
    let caption = lang.text("draft-losses");
    let mut listed = Listed::new(lang, "don-vi-giam", caption, &columns);
    listed.empty = lang.text("draft-no-losses");
    let word = |named: bool| lang.text(if named { "draft-is-named" } else { "draft-not-named" });
    let rows = draft.losses.iter().enumerate().map(|(at, loss)| {
        let change = loss.change.parse().map_or(Item::Missing, Item::Decimal);
        let named = at < draft.named;
        vec![Cell::text(name(&loss.agency)), Cell::new(lang, change), Cell::text(word(named))]
    });
    listed.rows = rows.collect();
    let facts = vec![(lang.text("mark-revision"), draft.heading.revision.to_string())];
    listed.downloads(asked, facts)
}
