//! `/ky-da-chot/{number}`: one closing, from its stored bytes: what was frozen, what was checked, its files, its hash and signature.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chiso_report::listing::Item;
use chiso_report::snapshot::{Opened, PublicKey};
use chiso_scoring::agency::Agency;
use chiso_scoring::lang::Lang;
use chiso_scoring::sheet::Place;
use chiso_store::{ClosingFile, ClosingRow};

use super::file::FILES;
use super::{PATH, chrome, found, origin, path, trouble};
use crate::App;
use crate::asked::{Asked, Segment};
use crate::chrome::{Chrome, Labelled, Link};
use crate::closing::open;
use crate::closing::wire::{self, Check, hex, state};
use crate::link::Standing;
use crate::listing::{Cell, Listed, Sheet, Tabled, respond_tables};
use crate::moment::local;
use crate::pages::goi_bao_cao;
use crate::trouble::Trouble;

/// The page.
pub(crate) async fn page(
    State(app): State<App>,
    Segment(number): Segment,
    asked: Asked,
) -> Response {
    respond_tables(app, asked, move |app, asked| One::build(app, asked, &number)).await
}

#[derive(Template)]
#[template(path = "ky_da_chot_mot.html")]
struct One {
    chrome: Chrome,
    heading: String,
    lead: String,
    back: Link,
    stands: String,
    facts: Vec<Labelled>,
    hashes: Vec<Labelled>,
    units: Listed,
    checks: Listed,
    files: Vec<Link>,
    /// The reports of the closing, and whom they were delivered to; nothing for strangers.
    pack: Option<Listed>,
    deliveries: Option<Listed>,
    archive: String,
    /// What changed since; empty for strangers.
    changes: Option<Link>,
    /// Where it is reopened; empty for strangers, and if it is.
    reopen: String,
}

impl Tabled for One {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }

    fn tables(&self) -> Vec<Sheet> {
        let more = self.pack.iter().chain(&self.deliveries).map(Listed::sheet);
        [self.units.sheet(), self.checks.sheet()].into_iter().chain(more).collect()
    }
}

impl One {
    fn build(app: &App, asked: &Asked, number: &str) -> Result<Self, Trouble> {
        asked.check()?;
        let (lang, inside) = (asked.lang, asked.inside());
        let row = found(app, number)?;
        let bytes = |file| app.store.closing_file(row.number, file);
        let opened = open(&bytes(ClosingFile::Snapshot)?.unwrap_or_default()).map_err(trouble)?;
        let findings = bytes(ClosingFile::Findings)?.unwrap_or_default();
        let told = wire::told(&row, wire::kept_findings(&findings).map_err(trouble)?, inside);
        let standing = Standing { lang: asked.standing().lang, ..Standing::default() };
        let to = |path: String, key: &str| Link {
            href: standing.link(&path, &[]),
            text: lang.text(key),
        };
        let heading = lang.text_with("closing-one", &[("number", &row.number.to_string())]);
        let open = inside && row.reopened.is_none();
        let files = FILES.into_iter().filter(|(_, _, public, ..)| *public || inside);
        let file = |(name, ..): (&str, ClosingFile, bool, &str, &str)| {
            to(format!("{}/tep/{name}", path(row.number)), &format!("closing-file-{name}"))
        };
        Ok(Self {
            lead: lead(&opened, &row, lang),
            back: to(PATH.to_owned(), "closing-heading"),
            stands: stands(&row, lang),
            facts: facts(&row, inside, lang),
            hashes: hashes(&row, lang),
            units: units(asked, &opened),
            checks: checks(asked, &told.checks, inside),
            files: files.map(file).collect(),
            pack: inside.then(|| goi_bao_cao::pack_files(app, asked, &row)).flatten(),
            deliveries: inside.then(|| goi_bao_cao::deliveries(app, asked, &row)).transpose()?,
            archive: goi_bao_cao::address(row.number),
            changes: inside
                .then(|| to(format!("{}/thay-doi", path(row.number)), "closing-changes")),
            reopen: if open { format!("{}/mo-lai", path(row.number)) } else { String::new() },
            chrome: chrome(asked, heading.clone(), mark(&row, lang)),
            heading,
        })
    }
}

fn lead(opened: &Opened, row: &ClosingRow, lang: Lang) -> String {
    let name = opened.agency().map_or(row.closed.agency.as_str(), |agency| &agency.name);
    format!("{name} ({}) · {}", row.closed.agency, lang.period(row.closed.period))
}

/// What the page stands on: bytes that never change.
fn mark(row: &ClosingRow, lang: Lang) -> Vec<Labelled> {
    let line = |key: &str, text: String| Labelled { label: lang.text(key), text };
    vec![
        line("mark-period", lang.period(row.closed.period)),
        line("mark-captured", lang.moment(row.closed.as_of)),
        line("mark-revision", row.closed.known_at.to_string()),
        line("mark-rulebook", row.closed.rulebook.clone()),
        line("closing-root", hex(&row.closed.root)),
    ]
}

fn stands(row: &ClosingRow, lang: Lang) -> String {
    let Some((_, reopening)) = &row.reopened else { return lang.text(state(row)) };
    let at = lang.moment(local(reopening.at));
    lang.text_with("closing-is-reopened", &[("at", &at), ("by", &reopening.by)])
}

fn facts(row: &ClosingRow, inside: bool, lang: Lang) -> Vec<Labelled> {
    let closed = &row.closed;
    let line = |key: &str, text: String| Labelled { label: lang.text(key), text };
    let mut facts = vec![
        line("closing-closed-by", closed.closed_by.clone()),
        line("closing-closed-at", lang.moment(local(closed.closed_at))),
        line("closing-origin", origin(lang, row)),
        line("closing-as-of", lang.moment(closed.as_of)),
        line("mark-revision", closed.known_at.to_string()),
        line("mark-rulebook", closed.rulebook.clone()),
    ];
    facts.extend(closed.replaces.map(|number| line("closing-replaces", number.to_string())));
    if let Some((_, reopening)) = row.reopened.as_ref().filter(|_| inside) {
        facts.push(line("closing-reason", reopening.reason.clone()));
    }
    facts
}

fn hashes(row: &ClosingRow, lang: Lang) -> Vec<Labelled> {
    let closed = &row.closed;
    let line = |key: &str, text: String| Labelled { label: lang.text(key), text };
    let finger = PublicKey::from_bytes(&closed.key).map(PublicKey::fingerprint);
    let mut hashes = vec![
        line("closing-root", hex(&closed.root)),
        line("closing-signature", hex(&closed.signature)),
        line("closing-key", hex(&closed.key)),
    ];
    hashes.extend(finger.map(|finger| line("closing-fingerprint", finger)));
    hashes
}

/// Points as they were frozen: the agency and everything below it, in the order of the codes. Points are public by the Decision;
/// counts stand in the file, where small ones are withheld.
fn units(asked: &Asked, opened: &Opened) -> Listed {
    let lang = asked.lang;
    let rulebook = opened.rulebook();
    let mut listed = Listed::new(
        lang,
        "so-lieu-chot",
        lang.text("closing-figures"),
        &[
            ("closing-agency", false),
            ("closing-code", false),
            ("closing-level", false),
            ("col-rank", true),
        ],
    );
    let groups = rulebook.groups.iter().map(|group| (group.code.clone(), true));
    let total = [(lang.text("closing-total"), true), (lang.text("col-grade"), false)];
    listed.columns.extend(total.into_iter().chain(groups));
    let places: Vec<Place> =
        std::iter::once(Place::Total).chain((0..rulebook.groups.len()).map(Place::Group)).collect();
    let mut rows: Vec<(&Agency, Vec<Cell>)> = Vec::new();
    for (agency, place, standing) in opened.standings() {
        if !places.contains(&place) {
            continue;
        }
        if rows.last().is_none_or(|(last, _)| last.code != agency.code) {
            let rank = standing.rank.and_then(|rank| i64::try_from(rank).ok());
            let head = vec![
                Cell::text(&agency.name),
                Cell::text(&agency.code),
                Cell::text(lang.level(agency.level)),
                Cell::new(lang, rank.map_or(Item::Missing, Item::Integer)),
            ];
            rows.push((agency, head));
        }
        let Some((_, cells)) = rows.last_mut() else { continue };
        let points = standing.points.points;
        let mut cell = Cell::new(lang, points.map_or(Item::Missing, Item::Decimal));
        if points.is_none() {
            cell.text = format!("{} ({})", cell.text, lang.state(standing.points.state));
        }
        cells.push(cell);
        if place == Place::Total {
            let grade = points.and_then(|points| rulebook.grade(points));
            cells.push(Cell::text(grade.map_or("", |grade| lang.pick(&grade.name))));
        }
    }
    listed.rows = rows.into_iter().map(|(_, cells)| cells).collect();
    listed.downloads(asked, Vec::new())
}

/// What was checked; those inside see what was found.
pub(super) fn checks(asked: &Asked, checks: &[Check], inside: bool) -> Listed {
    let lang = asked.lang;
    let mut columns = vec![
        ("closing-check", false),
        ("closing-outcome", false),
        ("closing-found", true),
        ("closing-reason", false),
    ];
    if inside {
        columns.extend([("closing-about", false), ("closing-what", false)]);
    }
    let mut listed = Listed::new(lang, "kiem-tra", lang.text("closing-checks"), &columns);
    for check in checks {
        let found = i64::try_from(check.found).unwrap_or(i64::MAX);
        let head = vec![
            Cell::text(lang.text(&format!("closing-check-{}", check.check.replace('_', "-")))),
            Cell::text(lang.text(&format!("closing-outcome-{}", check.outcome))),
            Cell::new(lang, Item::Integer(found)),
            Cell::text(check.reason.clone().unwrap_or_default()),
        ];
        let line = |about: &str, what: &str| {
            let more = [Cell::text(about), Cell::text(what)].into_iter().filter(|_| inside);
            head.clone().into_iter().chain(more).collect()
        };
        match check.lines.is_empty() {
            true => listed.rows.push(line("", "")),
            false => {
                listed.rows.extend(check.lines.iter().map(|found| line(&found.about, &found.text)))
            }
        }
    }
    listed.downloads(asked, Vec::new())
}
