//! `/tim`: agencies of all times, procedures, indicators, pages and words, by name or code, with Vietnamese
//! accents or without. Nothing of what is asked is kept or told.

mod found;
#[cfg(test)]
mod tests;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chiso_scoring::search::Query;

use self::found::{Finder, Hit};
use crate::App;
use crate::asked::Asked;
use crate::chrome::{Chrome, Here};
use crate::link::isolated;
use crate::respond::respond;
use crate::trouble::Trouble;
use crate::view::View;

/// Letters of a question that are read.
const CHARS: usize = 100;
/// Most answers of a kind.
const MOST: usize = 20;

/// The page.
pub(crate) async fn page(State(app): State<App>, asked: Asked) -> Response {
    respond(app, asked, |app, asked| Tim::build(&View::open_of(app, asked, None)?)).await
}

/// Answers of one kind.
struct Kind {
    /// Anchor.
    id: &'static str,
    heading: String,
    hits: Vec<Hit>,
    /// How many there are beside those shown; empty if none.
    count: String,
}

#[derive(Template)]
#[template(path = "tim.html")]
struct Tim {
    chrome: Chrome,
    heading: String,
    question: String,
    /// How many answers there are, or why there are none.
    said: String,
    kinds: Vec<Kind>,
}

impl Tim {
    fn build(view: &View) -> Result<Self, Trouble> {
        let lang = view.lang;
        let given = view.asked.value("q").unwrap_or_default();
        let question: String = given.chars().take(CHARS).collect();
        let query = Query::new(&question);
        let heading = match &query {
            Some(_) => lang.text_with("search-heading-of", &[("question", &isolated(&question))]),
            None => lang.text("search-heading"),
        };
        let chrome = view.chrome(Here::Below, heading.clone(), &view.asked.own(&["q"]), &[]);
        let chrome = Chrome { picker: None, feed: None, mark: None, sources: Vec::new(), ..chrome };
        let finder = Finder { view, query: query.as_ref(), chrome: &chrome };
        let kinds: Vec<Kind> = finder.kinds()?.into_iter().filter_map(|k| kind(view, k)).collect();
        let said = match (&query, kinds.is_empty()) {
            (None, _) => lang.text("search-ask"),
            (Some(_), true) => lang.text("search-none"),
            (Some(_), false) => String::new(),
        };
        Ok(Self { heading, question, said, kinds, chrome })
    }
}

/// The best answers of a kind; none where there is none.
fn kind(view: &View, (id, mut hits): (&'static str, Vec<Hit>)) -> Option<Kind> {
    let lang = view.lang;
    let all = hits.len();
    hits.truncate(MOST);
    let number = |n: usize| lang.integer(i64::try_from(n).unwrap_or(i64::MAX));
    let said = [("shown", &*number(hits.len())), ("count", &*number(all))];
    (all > 0).then(|| Kind {
        id,
        heading: lang.text(&format!("search-{id}")),
        count: if all > MOST { lang.text_with("search-count", &said) } else { String::new() },
        hits,
    })
}
