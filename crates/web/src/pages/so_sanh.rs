//! `/so-sanh`: an agency on two days side by side, in the form of the annex that provinces attach to their letter.

mod general;
mod pick;
mod points;
mod sides;
mod units;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use crate::App;
use crate::asked::Asked;
use crate::chart::Chart;
use crate::chrome::{Chrome, Here, Link};
use crate::link::isolated;
use crate::listing::{Sheet, Tabled, respond_tables};
use crate::trouble::Trouble;

use points::Scores;
use sides::Sides;

/// Path of the page.
pub(crate) const PATH: &str = "/so-sanh";

/// The page.
pub(crate) async fn page(State(app): State<App>, asked: Asked) -> Response {
    respond_tables(app, asked, |app, asked| SoSanh::build(&Sides::open(app, asked)?)).await
}

#[derive(Template)]
#[template(path = "so_sanh.html")]
struct SoSanh {
    chrome: Chrome,
    heading: String,
    agency: Link,
    summary: String,
    notices: Vec<String>,
    labels: [String; 2],
    lines: Vec<points::Line>,
    rows: Vec<general::Row>,
    charts: Vec<Chart>,
    parts: Vec<units::Part>,
}

impl SoSanh {
    fn build(sides: &Sides) -> Result<Self, Trouble> {
        let (view, lang) = (&sides.after, sides.after.lang);
        let labels = sides.labels();
        let scores = Scores::new(sides);
        let lines = scores.as_ref().map(|scores| points::lines(sides, scores)).unwrap_or_default();
        let chart = scores.as_ref();
        let chart = chart.and_then(|scores| points::waterfall(sides, scores, &lines, &labels));
        let summary = match &scores {
            Some(scores) => points::summary(sides, scores, &labels),
            None => {
                let said = [("agency", &*isolated(&sides.agency.name))];
                lang.text_with("twin-summary-none", &said)
            }
        };
        let heading = lang.text_with("twin-heading", &[("agency", &isolated(&sides.agency.name))]);
        Ok(Self {
            chrome: chrome(sides, heading.clone()),
            heading,
            agency: Link {
                href: view.agency_link(&sides.agency.code),
                text: sides.agency.name.clone(),
            },
            summary,
            notices: sides.notices(),
            lines,
            rows: general::rows(sides),
            charts: chart.into_iter().collect(),
            parts: units::parts(sides, &labels),
            labels,
        })
    }
}

fn chrome(sides: &Sides, title: String) -> Chrome {
    let (code, earlier) = (sides.agency.code.clone(), sides.earlier.to_string());
    let own = [("agency", code.clone()), (sides::EARLIER, earlier)];
    let mut chrome = sides.after.chrome(Here::Public(PATH), title, &own, &[&code]);
    // The present moves on; a comparison is of two moments.
    chrome.feed = None;
    chrome.picker = Some(pick::picker(sides));
    chrome
}

impl Tabled for SoSanh {
    fn chrome(&self) -> &Chrome {
        &self.chrome
    }

    fn tables(&self) -> Vec<Sheet> {
        let lang = self.chrome.lang;
        let own = [
            points::sheet(lang, &self.lines, &self.labels),
            general::sheet(lang, &self.rows, &self.labels),
        ];
        let charts = self.charts.iter().map(Chart::sheet);
        let units =
            self.parts.iter().flat_map(|part| part.tables.iter().map(|table| table.sheet()));
        own.into_iter().chain(charts).chain(units).collect()
    }
}

#[cfg(test)]
mod tests;
