//! Lists that a page shows, a browser downloads, and a spreadsheet opens: one model for all three.
//!
//! A page keeps a [`Listed`] and prints it with `{% include "parts/listing.html" %}`; `?dang=csv` and
//! `?dang=xlsx` answer the same list as a file.

use askama::Template;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chiso_report::listing::{Item, Listing};
use chiso_scoring::lang::Lang;

use crate::App;
use crate::asked::Asked;
use crate::chrome::{Chrome, Link};
use crate::number::MISSING;
use crate::respond::respond;
use crate::trouble::Trouble;

/// Name of the parameter that asks for a file.
pub(crate) const FORM: &str = "dang";

/// Name of the parameter that says which table of the page the file is of.
pub(crate) const TABLE: &str = "bang";

/// The kinds of files.
const FORMS: [&str; 2] = ["csv", "xlsx"];

/// A table of a page, as a file has it: exact values instead of texts.
#[derive(Clone)]
pub(crate) struct Sheet {
    /// Id of the table on the page, and name of the file.
    pub id: String,
    /// What it holds.
    pub listing: Listing,
}

impl Sheet {
    /// A table with its columns in words.
    pub fn new(id: impl Into<String>, title: impl Into<String>, columns: Vec<String>) -> Self {
        let listing = Listing { title: title.into(), columns, ..Listing::default() };
        Self { id: id.into(), listing }
    }

    /// The same with rows, each as wide as the columns.
    pub fn rows(mut self, rows: impl IntoIterator<Item = Vec<Item>>) -> Self {
        self.listing.rows.extend(rows);
        self
    }
}

/// A page whose tables can be had as files.
pub(crate) trait Tabled {
    /// What surrounds the page: a file says what its numbers stand on.
    fn chrome(&self) -> &Chrome;

    /// Every table of the page, in its order.
    fn tables(&self) -> Vec<Sheet>;
}

/// Links to a table as files.
pub(crate) fn files(asked: &Asked, id: &str) -> Vec<Link> {
    let file = |form: &str| Link {
        href: asked.again(&[(TABLE, id), (FORM, form)]),
        text: asked.lang.text(&format!("list-{form}")),
    };
    FORMS.map(file).to_vec()
}

/// A list on a page.
pub(crate) struct Listed {
    /// Anchor and name of a downloaded file.
    pub id: &'static str,
    /// What is listed.
    pub caption: String,
    /// Headers, and whether the column holds numbers.
    pub columns: Vec<(String, bool)>,
    /// Rows as shown.
    pub rows: Vec<Vec<Cell>>,
    /// Said instead of a table without rows.
    pub empty: String,
    /// How many there are in all, and how many of them are shown, in words; empty if all are.
    pub count: String,
    /// The next part of a long list.
    pub more: Option<Link>,
    /// Downloads of the whole list.
    pub files: Vec<Link>,
    /// What a file says it stands on.
    pub facts: Vec<(String, String)>,
}

/// A cell of a list.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    /// What it is.
    pub item: Item,
    /// As people read it.
    pub text: String,
    /// Where it leads; empty if nowhere.
    pub href: String,
}

impl Cell {
    /// A cell without a link.
    pub fn new(lang: Lang, item: Item) -> Self {
        Self { text: text(lang, &item), item, href: String::new() }
    }

    /// A text.
    pub fn text(words: impl Into<String>) -> Self {
        let text = words.into();
        Self { item: Item::Text(text.clone()), text, href: String::new() }
    }

    /// The same, leading somewhere.
    pub fn at(self, href: String) -> Self {
        Self { href, ..self }
    }
}

/// An item as people read it.
pub(crate) fn text(lang: Lang, item: &Item) -> String {
    match item {
        Item::Text(text) => text.clone(),
        Item::Integer(count) => lang.integer(*count),
        Item::Decimal(value) => lang.decimal(*value),
        Item::Moment(at) => lang.moment(*at),
        Item::Missing => MISSING.to_owned(),
    }
}

impl Listed {
    /// A list with its columns, given by key; `true` for numbers.
    pub fn new(lang: Lang, id: &'static str, caption: String, columns: &[(&str, bool)]) -> Self {
        let columns = columns.iter().map(|(key, number)| (lang.text(key), *number)).collect();
        Self {
            id,
            caption,
            columns,
            rows: Vec::new(),
            empty: lang.text("list-empty"),
            count: String::new(),
            more: None,
            files: Vec::new(),
            facts: Vec::new(),
        }
    }

    /// Offers the files, which say what they stand on.
    pub fn downloads(mut self, asked: &Asked, facts: Vec<(String, String)>) -> Self {
        self.files = files(asked, self.id);
        self.facts = facts;
        self
    }

    /// The list as a file has it.
    pub fn sheet(&self) -> Sheet {
        Sheet { id: self.id.to_owned(), listing: self.listing() }
    }

    fn listing(&self) -> Listing {
        let items = |row: &Vec<Cell>| row.iter().map(|cell| cell.item.clone()).collect();
        Listing {
            title: self.caption.clone(),
            facts: self.facts.clone(),
            columns: self.columns.iter().map(|(title, _)| title.clone()).collect(),
            rows: self.rows.iter().map(items).collect(),
        }
    }
}

/// A page with one list that can be had as a file.
pub(crate) trait Downloadable {
    /// The list that is downloaded.
    fn listed(&self) -> &Listed;
}

/// Answers a page, or its list as a file if `dang` asks for one. `build` is told whether the whole list is
/// wanted (a file) or only what a page shows.
pub(crate) async fn respond_listed<T: Template + Downloadable>(
    app: App,
    asked: Asked,
    build: impl FnOnce(&App, &Asked, bool) -> Result<T, Trouble> + Send + 'static,
) -> Response {
    if asked.value(FORM).is_none() {
        return respond(app, asked, move |app, asked| build(app, asked, false)).await;
    }
    let sheets =
        move |app: &App, asked: &Asked| Ok(vec![build(app, asked, true)?.listed().sheet()]);
    respond_file(app, asked, sheets).await
}

/// Answers a page, or one of its tables as a file if `bang` and `dang` ask for one.
pub(crate) async fn respond_tables<T: Template + Tabled>(
    app: App,
    asked: Asked,
    build: impl FnOnce(&App, &Asked) -> Result<T, Trouble> + Send + 'static,
) -> Response {
    if asked.value(FORM).is_none() {
        return respond(app, asked, build).await;
    }
    let sheets = move |app: &App, asked: &Asked| {
        let page = build(app, asked)?;
        let facts = page.chrome().facts();
        let mut sheets = page.tables();
        let silent = sheets.iter_mut().filter(|sheet| sheet.listing.facts.is_empty());
        silent.for_each(|sheet| sheet.listing.facts.clone_from(&facts));
        Ok(sheets)
    };
    respond_file(app, asked, sheets).await
}

async fn respond_file(
    app: App,
    asked: Asked,
    sheets: impl FnOnce(&App, &Asked) -> Result<Vec<Sheet>, Trouble> + Send + 'static,
) -> Response {
    let visitor = asked.clone();
    let work = move || {
        let form = FORMS.into_iter().find(|form| asked.value(FORM) == Some(form));
        let form = form
            .ok_or_else(|| Trouble::bad(FORM, "bad-form", asked.value(FORM).unwrap_or_default()))?;
        let sheets = sheets(&app, &asked)?;
        let wanted = asked.value(TABLE);
        let found = sheets.iter().find(|sheet| wanted.is_none_or(|id| sheet.id == id));
        file(
            form,
            found.ok_or_else(|| Trouble::bad(TABLE, "bad-table", wanted.unwrap_or_default()))?,
        )
    };
    match tokio::task::spawn_blocking(work).await.map_err(Trouble::internal).flatten() {
        Ok(response) => response,
        Err(trouble) => trouble.answer(&visitor),
    }
}

/// A table as a file.
fn file(form: &str, sheet: &Sheet) -> Result<Response, Trouble> {
    let (kind, bytes) = match form {
        "csv" => ("text/csv; charset=utf-8", sheet.listing.csv()),
        _ => (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            sheet.listing.xlsx(),
        ),
    };
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
    let name: String = sheet.id.chars().filter(|letter| plain(*letter)).collect();
    let name = format!("attachment; filename=\"chiso-{name}.{form}\"");
    let mut response = bytes.map_err(Trouble::internal)?.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_str(&name).map_err(Trouble::internal)?,
    );
    Ok(response)
}
