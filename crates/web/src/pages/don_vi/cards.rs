//! The groups of an agency with their indicators, a card each.

use chiso_report::listing::Item;
use chiso_scoring::agency::Agency;
use chiso_scoring::measure::Scope;
use chiso_scoring::score::AgencyScore;
use chiso_scoring::sheet::{Place, Sheet};

use super::scope::Chosen;
use crate::chrome::Link;
use crate::lead;
use crate::listing;
use crate::number::{Num, Ratio, share};
use crate::table::{columns, place_name};
use crate::view::View;

/// A group with its indicators.
pub(super) struct Card {
    /// Code of the group, and id of the card.
    pub code: String,
    /// Id of its table.
    pub table: String,
    /// Its name.
    pub name: String,
    /// Its points.
    pub num: Num,
    /// The published points beside counted ones; empty without.
    pub announced: String,
    /// Width of its bar out of 100; empty without points.
    pub width: String,
    /// Its indicators.
    pub rows: Vec<Row>,
}

/// An indicator.
pub(super) struct Row {
    /// Its page.
    pub place: Link,
    /// Its code.
    pub code: String,
    /// Its counts and rate.
    pub ratio: Ratio,
    /// Its points.
    pub num: Num,
    /// Shown only: no points to earn.
    pub shown: bool,
}

impl Card {
    /// The table as a file has it.
    pub fn sheet(&self, words: impl Fn(&str) -> String) -> listing::Sheet {
        let columns = ["unit-indicator-code", "col-indicator", "col-numerator", "col-denominator"];
        let columns = columns.into_iter().chain(["col-rate", "col-points", "chart-max"]);
        let columns = columns.chain(["explain-state"]).map(words).collect();
        let row = |row: &Row| {
            let texts = [&row.code, &row.place.text].map(|text| Item::Text(text.clone()));
            let max = Item::Integer(i64::from(row.num.max));
            let ends = [row.num.item(), max, Item::Text(row.num.state.clone())];
            texts.into_iter().chain(row.ratio.items.clone()).chain(ends).collect()
        };
        let title = format!("{} {}", self.code, self.name);
        listing::Sheet::new(self.table.clone(), title, columns).rows(self.rows.iter().map(row))
    }
}

/// The cards of an agency, whose figures `sheet` holds.
pub(super) fn cards(view: &View, sheet: &Sheet<'_>, agency: &Agency, chosen: &Chosen) -> Vec<Card> {
    let score = sheet.score(agency);
    let places = columns(view.rulebook(), std::iter::once(&score));
    places.into_iter().map(|place| card(view, (sheet, agency, &score), place, chosen)).collect()
}

fn card(
    view: &View,
    (sheet, agency, score): (&Sheet<'_>, &Agency, &AgencyScore),
    place: Place,
    chosen: &Chosen,
) -> Card {
    let rulebook = view.rulebook();
    let (code, max) = (place.code(rulebook), place.points_max(rulebook));
    let points = lead::points(sheet, agency, place);
    let rows = match place {
        Place::Group(at) => rulebook.groups[at].indicators.clone(),
        _ => 0..0,
    };
    let announced = match chosen.scope {
        Scope::Own => String::new(),
        Scope::Subtree => view.announced_text(agency, place),
    };
    Card {
        name: place_name(view, place),
        table: format!("bang-{code}"),
        num: Num::new(view.lang, points, max).at(view.place_link(code, &agency.code)),
        announced,
        width: points.points.map(|points| share(points, max)).unwrap_or_default(),
        code: code.to_owned(),
        rows: rows.map(|at| row(view, (agency, score), at, chosen)).collect(),
    }
}

fn row(view: &View, (agency, score): (&Agency, &AgencyScore), at: usize, chosen: &Chosen) -> Row {
    let (rule, scored) = (&view.rulebook().indicators[at], &score.indicators[at]);
    Row {
        place: Link {
            href: view.place_link(&rule.code, &agency.code),
            text: view.lang.pick(&rule.name).to_owned(),
        },
        code: rule.code.clone(),
        ratio: chosen.ratio(view, agency, at, scored),
        num: Num::new(view.lang, scored.result, rule.max),
        shown: rule.max == 0,
    }
}
