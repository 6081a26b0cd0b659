//! `/ky-da-chot/{number}/thay-doi`: what changed since a closing: numbers, dossiers, reasons. For those inside: it shows codes of dossiers.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chiso_report::listing::Item;

use super::seen::{Sides, desk};
use super::{chrome, found, path, trouble};
use crate::App;
use crate::asked::{Asked, Segment};
use crate::chrome::{Chrome, Labelled, Link};
use crate::closing::wire::{Number, Restated};
use crate::link::Standing;
use crate::listing::{Cell, Listed, Sheet, Tabled, respond_tables};
use crate::trouble::Trouble;

/// Rows on the page; a file has all of them.
const SHOWN: usize = 200;

/// The page.
pub(crate) async fn page(
    State(app): State<App>,
    Segment(number): Segment,
    asked: Asked,
) -> Response {
    respond_tables(app, asked, move |app, asked| Changes::build(app, asked, &number)).await
}

#[derive(Template)]
#[template(path = "ky_da_chot_thay_doi.html")]
struct Changes {
    chrome: Chrome,
    heading: String,
    back: Link,
    summary: String,
    tables: Vec<Listed>,
}

impl Tabled for Changes {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }

    fn tables(&self) -> Vec<Sheet> {
        self.tables.iter().map(Listed::sheet).collect()
    }
}

impl Changes {
    fn build(app: &App, asked: &Asked, number: &str) -> Result<Self, Trouble> {
        asked.check()?;
        let lang = asked.lang;
        let row = found(app, number)?;
        let desk = desk(app)?;
        let earlier = desk.earlier(row.number).map_err(trouble)?;
        let sides = Sides::of(app, &earlier)?;
        let restated = desk.restated(&earlier, sides.now()).map_err(trouble)?;
        let told = Restated::new(&restated, lang);
        let heading = lang.text_with("closing-changes-of", &[("number", number)]);
        let standing = Standing { lang: asked.standing().lang, ..Standing::default() };
        let back = lang.text_with("closing-one", &[("number", number)]);
        let line = |key: &str, text: String| Labelled { label: lang.text(key), text };
        let marks = vec![
            line("mark-period", lang.period(row.closed.period)),
            line("closing-known-then", told.known_at.to_string()),
            line("closing-known-now", told.revision.to_string()),
        ];
        let said = [
            ("numbers", told.numbers.len().to_string()),
            ("rows", told.rows.len().to_string()),
            ("revision", told.revision.to_string()),
        ];
        let said: Vec<(&str, &str)> = said.iter().map(|(name, text)| (*name, &**text)).collect();
        let key = if restated.is_empty() { "closing-unchanged" } else { "closing-changed" };
        Ok(Self {
            chrome: chrome(asked, heading.clone(), marks),
            back: Link { href: standing.link(&path(row.number), &[]), text: back },
            summary: lang.text_with(key, &said),
            tables: tables(asked, &told),
            heading,
        })
    }
}

/// Tables with anything in them.
fn tables(asked: &Asked, told: &Restated) -> Vec<Listed> {
    let all = [
        numbers(asked, "so-thay-doi", "closing-numbers", &told.numbers),
        shares(asked, told),
        rows(asked, told),
        figures(asked, told),
        numbers(asked, "quy-tac", "closing-by-rule", &told.by_rule),
    ];
    all.into_iter().filter(|table| !table.rows.is_empty()).collect()
}

fn numbers(asked: &Asked, id: &'static str, caption: &str, numbers: &[Number]) -> Listed {
    let lang = asked.lang;
    let columns = [
        ("closing-agency", false),
        ("closing-code", false),
        ("closing-place", false),
        ("closing-before", true),
        ("closing-after", true),
        ("closing-change", true),
        ("closing-counts-before", true),
        ("closing-counts-after", true),
    ];
    let mut listed = Listed::new(lang, id, lang.text(caption), &columns);
    let points = |text: Option<&String>| {
        let value = text.and_then(|text| text.parse().ok());
        Cell::new(lang, value.map_or(Item::Missing, Item::Decimal))
    };
    let row = |number: &Number| {
        vec![
            Cell::text(&number.name),
            Cell::text(&number.agency),
            Cell::text(&number.place),
            points(number.before.as_ref()),
            points(number.after.as_ref()),
            Cell { text: number.signed(lang), ..points(number.change.as_ref()) },
            Cell::text(number.counts_before.clone().unwrap_or_default()),
            Cell::text(number.counts_after.clone().unwrap_or_default()),
        ]
    };
    listed.rows = numbers.iter().map(row).collect();
    cut(listed.downloads(asked, Vec::new()), asked)
}

fn shares(asked: &Asked, told: &Restated) -> Listed {
    let lang = asked.lang;
    let columns = [("closing-share", false), ("closing-change", true)];
    let mut listed = Listed::new(lang, "phan-tong", lang.text("closing-shares"), &columns);
    let row = |share: &crate::closing::wire::Share| {
        let value = share.points.parse().map_or(Item::Missing, Item::Decimal);
        let [name, text] = [&share.of, &share.cells(lang)[1]];
        vec![Cell::text(name), Cell { text: text.clone(), ..Cell::new(lang, value) }]
    };
    listed.rows = told.shares.iter().map(row).collect();
    listed.downloads(asked, Vec::new())
}

fn rows(asked: &Asked, told: &Restated) -> Listed {
    let lang = asked.lang;
    let columns = [
        ("closing-row", false),
        ("closing-agency", false),
        ("closing-entered", false),
        ("closing-left", false),
        ("closing-why", false),
    ];
    let mut listed = Listed::new(lang, "ho-so-thay-doi", lang.text("closing-rows"), &columns);
    listed.rows =
        told.rows.iter().map(|row| row.cells(lang).into_iter().map(Cell::text).collect()).collect();
    cut(listed.downloads(asked, Vec::new()), asked)
}

fn figures(asked: &Asked, told: &Restated) -> Listed {
    let lang = asked.lang;
    let columns = [
        ("closing-agency", false),
        ("closing-place", false),
        ("closing-source", false),
        ("mark-captured", false),
        ("mark-revision", true),
    ];
    let mut listed =
        Listed::new(lang, "cong-bo-lai", lang.text("closing-published-anew"), &columns);
    listed.rows = told
        .figures
        .iter()
        .map(|figure| figure.cells(lang).into_iter().map(Cell::text).collect())
        .collect();
    cut(listed.downloads(asked, Vec::new()), asked)
}

/// The first rows on the page, and how many there are; all of them in a file.
fn cut(mut listed: Listed, asked: &Asked) -> Listed {
    let all = listed.rows.len();
    if all > SHOWN && asked.value(crate::listing::FORM).is_none() {
        listed.rows.truncate(SHOWN);
        let said = [("shown", SHOWN.to_string()), ("all", all.to_string())];
        let said: Vec<(&str, &str)> = said.iter().map(|(name, text)| (*name, &**text)).collect();
        listed.count = asked.lang.text_with("closing-shown", &said);
    }
    listed
}
