//! `/nhung/xep-hang/{code}`: the children of an agency in their order.

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use chiso_scoring::agency::{Agency, Level};
use chiso_scoring::sheet::{Place, Ranked};

use super::{Frame, respond};
use crate::App;
use crate::asked::{Asked, Segment};
use crate::chrome::Link;
use crate::link::isolated;
use crate::number::{MISSING, Num};
use crate::table::{Grade, grade};
use crate::trouble::Trouble;
use crate::view::View;

/// Most rows of a card; the full page has all.
const ROWS: usize = 200;

/// The ranking.
pub(crate) async fn page(
    State(app): State<App>,
    Segment(code): Segment,
    headers: HeaderMap,
    asked: Asked,
) -> Response {
    let of = code.clone();
    respond(app, asked, headers, move |view| XepHang::build(view, &of), code).await
}

#[derive(Template)]
#[template(path = "nhung_xep_hang.html")]
struct XepHang {
    frame: Frame,
    heading: String,
    /// Levels there are, to show one of them alone; the one shown.
    levels: Vec<(Link, bool)>,
    summary: String,
    rows: Vec<Row>,
}

/// A child.
struct Row {
    rank: String,
    agency: Link,
    total: Num,
    grade: Option<Grade>,
}

impl XepHang {
    fn build(view: &View, code: &str) -> Result<Self, Trouble> {
        let parent = view.agency(code)?;
        let mut kinds = view.kinds(code);
        let wanted = view.asked.level()?;
        let shown = wanted.or_else(|| kinds.first().map(|(level, _)| *level));
        let levels = kinds.iter().map(|(level, _)| tab(view, *level, shown)).collect();
        kinds.retain(|(level, _)| Some(*level) == shown);
        let agencies = kinds.pop().map(|(_, agencies)| agencies).unwrap_or_default();
        let ranked = view.sheet().rank(&agencies, Place::Total);
        let known = ranked.iter().filter(|row| row.rank.is_some()).count();
        let counts = [("known", known.to_string()), ("all", ranked.len().to_string())];
        let counts = counts.each_ref().map(|(name, count)| (*name, count.as_str()));
        let heading = heading(view, parent);
        let level = shown.map_or("", Level::code);
        let full = [("parent", code), ("level", level)];
        let frame = Frame::new(view, heading.clone(), ("/xep-hang", &full), code)?;
        Ok(Self {
            frame,
            heading,
            levels,
            summary: view.lang.text_with("rank-summary", &counts),
            rows: ranked.iter().take(ROWS).map(|row| line(view, row)).collect(),
        })
    }
}

fn heading(view: &View, parent: &Agency) -> String {
    let (name, period) = (isolated(&parent.name), view.lang.period(view.period()));
    view.lang.text_with("rank-heading", &[("parent", &name), ("period", &period)])
}

fn tab(view: &View, level: Level, shown: Option<Level>) -> (Link, bool) {
    let href = view.asked.again(&[("level", level.code())]);
    (Link { href, text: view.lang.level(level) }, Some(level) == shown)
}

fn line(view: &View, row: &Ranked<'_>) -> Row {
    Row {
        rank: row.rank.map_or(MISSING.to_owned(), |rank| rank.to_string()),
        agency: Link { href: view.agency_link(&row.agency.code), text: row.agency.name.clone() },
        total: Num::new(view.lang, row.points, view.rulebook().max).bare(),
        grade: grade(view, row.points.points),
    }
}
