//! `/chi-dao/{number}`: one directive, before and after, with its units and dossiers.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chiso_report::listing::Item;
use chiso_scoring::lang::Lang;

use super::{
    at_desk, basis, chrome, day, decimal, link, moment, name, period, stands, target, what,
};
use crate::App;
use crate::asked::{Asked, Segment};
use crate::chrome::{Chrome, Labelled, Link};
use crate::link::Standing;
use crate::listing::{Cell, Listed, Sheet, Tabled, respond_tables};
use crate::number::MISSING;
use crate::trouble::{Trouble, cut};
use crate::wire::directives::{Directive, Number};

/// The page.
pub(crate) async fn page(
    State(app): State<App>,
    Segment(number): Segment,
    asked: Asked,
) -> Response {
    respond_tables(app, asked, move |app, asked| One::build(app, asked, &number)).await
}

/// The same for programs.
pub(crate) async fn api(
    State(app): State<App>,
    Segment(number): Segment,
    asked: Asked,
) -> Response {
    crate::api::answer(app, asked, move |app, asked| Ok(found(app, asked, &number)?.1)).await
}

/// The directive of a number as it stands now, and the revision it is shown at.
pub(super) fn found(
    app: &App,
    asked: &Asked,
    number: &str,
) -> Result<((u64, String), Directive), Trouble> {
    asked.check()?;
    let known_at = crate::at::known_at(app, asked)?;
    let row = app.store.directive(number, known_at)?;
    let row = row.ok_or_else(|| unknown(number))?;
    at_desk(app, |desk| {
        let at = (desk.revision, crate::moment::local(desk.now).to_string());
        Ok((at, desk.told(&row)?))
    })
}

pub(super) fn unknown(number: &str) -> Trouble {
    Trouble::Missing { reason: "directive-unknown", given: cut(number) }
}

#[derive(Template)]
#[template(path = "chi_dao_mot.html")]
struct One {
    chrome: Chrome,
    heading: String,
    title: String,
    back: Link,
    stands: String,
    state: &'static str,
    facts: Vec<Labelled>,
    sides: Vec<Side>,
    units: Vec<Link>,
    listed: Listed,
    /// Where it is closed; empty if it is.
    close: String,
    reasons: Vec<(&'static str, String)>,
}

/// The number on one side.
struct Side {
    label: String,
    value: String,
    counts: String,
    at: String,
    revision: String,
    /// Points, numerator, denominator, moment, revision exactly.
    items: [Item; 5],
}

impl Tabled for One {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }

    fn tables(&self) -> Vec<Sheet> {
        vec![self.listed.sheet(), both_sides(self.chrome.lang, &self.sides)]
    }
}

/// The number on both sides as a file has it.
fn both_sides(lang: Lang, sides: &[Side]) -> Sheet {
    let columns =
        ["directive-side", "col-points", "col-numerator", "col-denominator", "mark-captured"];
    let columns = columns.into_iter().chain(["mark-revision"]).map(|key| lang.text(key));
    let rows = sides.iter().map(|side| {
        let first = [Item::Text(side.label.clone())];
        first.into_iter().chain(side.items.clone()).collect()
    });
    Sheet::new("truoc-sau", lang.text("directive-sides"), columns.collect()).rows(rows)
}

impl One {
    fn build(app: &App, asked: &Asked, number: &str) -> Result<Self, Trouble> {
        let lang = asked.lang;
        let ((revision, as_of), directive) = found(app, asked, number)?;
        let said = [("number", directive.number.as_str())];
        let heading = lang.text_with("directive-one", &said);
        let open = directive.closed.is_none();
        let fits = |reason: &&str| match *reason {
            "met" => directive.stands.state == "met",
            "not_met" => directive.stands.state != "met",
            _ => true,
        };
        let reasons = ["met", "not_met", "withdrawn", "replaced"];
        let word =
            |reason: &'static str| (reason, lang.text(&format!("directive-reason-{reason}")));
        let rulebook = format!("{} ({})", directive.rulebook, status(lang, directive.status));
        Ok(Self {
            chrome: chrome(asked, heading.clone(), (revision, &as_of), &rulebook),
            back: link(asked, super::PATH, lang.text("directive-heading")),
            stands: stands(lang, &directive),
            state: directive.stands.state,
            facts: facts(lang, &directive),
            sides: sides(lang, &directive),
            units: units(asked, &directive),
            listed: dossiers(asked, &directive),
            close: if open { format!("{}/dong", super::path(number)) } else { String::new() },
            reasons: reasons.into_iter().filter(fits).map(word).collect(),
            title: directive.title,
            heading,
        })
    }
}

fn status(lang: Lang, status: Option<&str>) -> String {
    match status {
        Some("official") => lang.text("directive-official"),
        _ => lang.text("directive-unofficial"),
    }
}

fn facts(lang: Lang, directive: &Directive) -> Vec<Labelled> {
    let line = |key: &str, text: String| Labelled { label: lang.text(key), text };
    let mut facts = vec![
        line("directive-issuer", name(&directive.issuer)),
        line("directive-owner", name(&directive.owner)),
        line("directive-issued", moment(lang, &directive.issued_at)),
        line("directive-deadline", day(lang, &directive.deadline)),
        line("directive-what", what(lang, directive)),
        line("mark-period", period(lang, &directive.period)),
        line("mark-basis", basis(lang, directive.basis)),
        line("directive-target", target(lang, &directive.target)),
        line("directive-missing", decimal(lang, directive.missing.as_deref())),
        line("directive-way", decimal(lang, directive.way.as_deref())),
    ];
    if let Some(note) = &directive.note {
        facts.push(line("directive-note", note.clone()));
    }
    facts
}

fn sides(lang: Lang, directive: &Directive) -> Vec<Side> {
    let mut sides = vec![side(lang, "directive-before", &directive.before)];
    match &directive.closed {
        Some(closed) => sides.push(side(lang, "directive-after", &closed.after)),
        None => sides.push(side(lang, "directive-now", &directive.now)),
    }
    sides
}

fn side(lang: Lang, key: &str, number: &Number) -> Side {
    let counts = number.numerator.as_ref().zip(number.denominator.as_ref());
    let count = |text: &String| text.parse().map_or_else(|_| text.clone(), |n| lang.integer(n));
    let both = counts.map(|(n, d)| format!("{} / {}", count(n), count(d)));
    let points = decimal(lang, number.points.as_deref());
    let state = lang.text(&format!("state-{}", number.state));
    Side {
        label: lang.text(key),
        value: if number.points.is_some() { points } else { format!("{MISSING} ({state})") },
        counts: both.unwrap_or_else(|| MISSING.to_owned()),
        at: moment(lang, &number.as_of),
        revision: number.revision.to_string(),
        items: items(number),
    }
}

fn items(number: &Number) -> [Item; 5] {
    let decimal = |text: &Option<String>| {
        let value = text.as_ref().and_then(|text| text.parse().ok());
        value.map_or(Item::Missing, Item::Decimal)
    };
    let count = |text: &Option<String>| {
        let value = text.as_ref().and_then(|text| text.parse().ok());
        value.map_or(Item::Missing, Item::Integer)
    };
    let revision = i64::try_from(number.revision).unwrap_or(i64::MAX);
    [
        decimal(&number.points),
        count(&number.numerator),
        count(&number.denominator),
        number.as_of.parse().map_or(Item::Missing, Item::Moment),
        Item::Integer(revision),
    ]
}

fn units(asked: &Asked, directive: &Directive) -> Vec<Link> {
    let standing = Standing {
        period: Some(directive.period.clone()),
        source: (directive.basis == "dossiers").then(|| "ho-so".to_owned()),
        lang: asked.standing().lang,
        ..Standing::default()
    };
    let link = |unit: &crate::wire::directives::Agency| Link {
        href: standing.link(&crate::link::agency(&unit.code), &[]),
        text: name(unit),
    };
    directive.units.iter().map(link).collect()
}

/// The dossiers named, those to be looked after first.
fn dossiers(asked: &Asked, directive: &Directive) -> Listed {
    let lang = asked.lang;
    let columns = [("receipts-number", false), ("directive-settled", false)];
    let caption = lang.text("directive-dossiers");
    let mut listed = Listed::new(lang, "ho-so-neu-ten", caption, &columns);
    listed.empty = lang.text("directive-no-dossiers");
    let word = |settled: bool| {
        lang.text(if settled { "directive-is-settled" } else { "directive-not-settled" })
    };
    let standing = &Standing { lang: asked.standing().lang, ..Standing::default() };
    let row = |settled: bool| {
        directive.dossiers.iter().filter(move |dossier| dossier.settled == Some(settled)).map(
            move |dossier| {
                let page = standing.link(&crate::pages::ho_so::one(&dossier.number), &[]);
                vec![Cell::text(&dossier.number).at(page), Cell::text(word(settled))]
            },
        )
    };
    listed.rows = row(false).chain(row(true)).collect();
    let facts = vec![(lang.text("directive-number"), directive.number.clone())];
    listed.downloads(asked, facts)
}
