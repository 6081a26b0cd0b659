//! `/ky-da-chot/kiem-tra`: a period as it would be closed, with what the checks find, and the form that closes it.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chiso_report::snapshot::Origin;
use chiso_scoring::period::Period;
use chiso_scoring::score::Basis;

use super::one::checks;
use super::seen::{Taken, desk};
use super::{PATH, chrome, trouble};
use crate::App;
use crate::asked::Asked;
use crate::chrome::{Chrome, Labelled, Link};
use crate::closing::wire::Looked as Told;
use crate::closing::{Ask, Looked};
use crate::link::{SOURCE, Standing};
use crate::listing::{Listed, Sheet, Tabled, respond_tables};
use crate::source::Wanted;
use crate::trouble::Trouble;

/// The page.
pub(crate) async fn page(State(app): State<App>, asked: Asked) -> Response {
    respond_tables(app, asked, Look::build).await
}

/// What an address asks to look at: agency and period, where figures come from, until when.
pub(super) fn ask(app: &App, asked: &Asked) -> Result<Ask, Trouble> {
    asked.check()?;
    let missing = |name: &'static str| Trouble::bad(name, "bad-missing", "");
    let agency = asked.value("agency").ok_or_else(|| missing("agency"))?.to_owned();
    let period: Period = asked.period()?.ok_or_else(|| missing("period"))?;
    let origin = match asked.source()? {
        Some(Wanted::Dossiers) => Origin::Dossiers,
        Some(Wanted::Published) => Origin::Published,
        None => desk(app)?.origin(&agency, period).map_err(trouble)?,
    };
    let rules = asked.value("rulebook").map(str::to_owned);
    Ok(Ask { agency, period, origin, basis: Basis::Published, as_of: asked.as_of()?, rules })
}

/// Looks at what is asked for.
pub(super) fn looked(app: &App, ask: &Ask) -> Result<Looked, Trouble> {
    let taken = match ask.origin {
        Origin::Dossiers => Some(Taken::of(app, ask)?),
        Origin::Published => None,
    };
    desk(app)?.look(ask, taken.as_ref().map(Taken::pair)).map_err(trouble)
}

#[derive(Template)]
#[template(path = "ky_da_chot_kiem_tra.html")]
struct Look {
    chrome: Chrome,
    heading: String,
    lead: String,
    back: Link,
    provisional: bool,
    facts: Vec<Labelled>,
    checks: Listed,
    hidden: Vec<(&'static str, String)>,
    /// Checks to be waived: code and name.
    open: Vec<(String, String)>,
}

impl Tabled for Look {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }

    fn tables(&self) -> Vec<Sheet> {
        vec![self.checks.sheet()]
    }
}

impl Look {
    fn build(app: &App, asked: &Asked) -> Result<Self, Trouble> {
        let lang = asked.lang;
        let ask = ask(app, asked)?;
        let looked = looked(app, &ask)?;
        let told = Told::new(&looked, &[], lang);
        let heading = lang.text("closing-look");
        let line = |key: &str, text: String| Labelled { label: lang.text(key), text };
        let facts = vec![
            line("closing-origin", lang.text(&format!("closing-from-{}", told.from))),
            line("closing-as-of", lang.moment(looked.frozen.as_of)),
            line("mark-revision", told.revision.to_string()),
            line("mark-rulebook", looked.rulebook().to_owned()),
            line("closing-units", lang.integer(count(told.agencies))),
            line("closing-listed", lang.integer(count(told.listed))),
        ];
        let open = told.checks.iter().filter(|check| check.outcome == "open");
        let standing = Standing { lang: asked.standing().lang, ..Standing::default() };
        let hidden = hidden(asked, &ask, &looked);
        Ok(Self {
            lead: format!("{} · {}", name(&looked, &ask.agency), lang.period(ask.period)),
            back: Link { href: standing.link(PATH, &[]), text: lang.text("closing-heading") },
            provisional: looked.provisional,
            checks: checks(asked, &told.checks, true),
            open: open.map(|check| (check.check.clone(), check.name.clone())).collect(),
            chrome: chrome(asked, heading.clone(), facts_of(&facts)),
            heading,
            facts,
            hidden,
        })
    }
}

/// An agency's name with its code.
fn name(looked: &Looked, code: &str) -> String {
    let found = looked.frozen.agencies.iter().find(|agency| agency.code == code);
    found.map_or_else(|| code.to_owned(), |agency| format!("{} ({code})", agency.name))
}

fn facts_of(facts: &[Labelled]) -> Vec<Labelled> {
    let line = |fact: &Labelled| Labelled { label: fact.label.clone(), text: fact.text.clone() };
    facts.iter().take(4).map(line).collect()
}

fn count(count: impl TryInto<i64>) -> i64 {
    count.try_into().unwrap_or(i64::MAX)
}

/// What the form hands on: the same period, written out.
fn hidden(asked: &Asked, ask: &Ask, looked: &Looked) -> Vec<(&'static str, String)> {
    let source = match ask.origin {
        Origin::Dossiers => Wanted::Dossiers,
        Origin::Published => Wanted::Published,
    };
    let mut hidden = vec![
        ("agency", ask.agency.clone()),
        ("period", ask.period.to_string()),
        (SOURCE, source.code().to_owned()),
        ("rulebook", looked.rulebook().to_owned()),
        ("lang", asked.lang.code().to_owned()),
    ];
    hidden.extend(ask.as_of.map(|at| ("as_of", at.to_string())));
    hidden
}
