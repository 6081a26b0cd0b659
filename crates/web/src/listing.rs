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
use crate::chrome::Link;
use crate::number::MISSING;
use crate::respond::respond;
use crate::trouble::Trouble;

/// Name of the parameter that asks for a file.
pub(crate) const FORM: &str = "dang";

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
        let file = |form: &str| Link {
            href: asked.again(&[(FORM, form)]),
            text: asked.lang.text(&format!("list-{form}")),
        };
        self.files = ["csv", "xlsx"].map(file).to_vec();
        self.facts = facts;
        self
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

/// A page that can be had as a file.
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
    let Some(form) = asked.value(FORM).map(str::to_owned) else {
        return respond(app, asked, move |app, asked| build(app, asked, false)).await;
    };
    let visitor = asked.clone();
    let work = move || file(&form, build(&app, &asked, true)?.listed());
    match tokio::task::spawn_blocking(work).await.map_err(Trouble::internal).flatten() {
        Ok(response) => response,
        Err(trouble) => trouble.answer(&visitor),
    }
}

/// A list as a file.
fn file(form: &str, listed: &Listed) -> Result<Response, Trouble> {
    let (kind, bytes) = match form {
        "csv" => ("text/csv; charset=utf-8", listed.listing().csv()),
        "xlsx" => (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            listed.listing().xlsx(),
        ),
        _ => return Err(Trouble::bad(FORM, "bad-form", form)),
    };
    let name = format!("attachment; filename=\"chiso-{}.{form}\"", listed.id);
    let mut response = bytes.map_err(Trouble::internal)?.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_str(&name).map_err(Trouble::internal)?,
    );
    Ok(response)
}
