//! The same number of the agencies below one and beside it.

use chiso_report::listing::Item;
use chiso_scoring::agency::{Agency, Level};
use chiso_scoring::sheet::{Place, Ranked};

use crate::chrome::Link;
use crate::listing::Sheet;
use crate::number::{MISSING, Num, Ratio};
use crate::view::View;

/// The same number of agencies of one kind.
pub(super) struct Peers {
    /// Id of the table.
    pub id: String,
    /// What they are to the agency.
    pub title: String,
    /// The agencies, best first.
    pub rows: Vec<Peer>,
    /// Whether nothing is known of any of them: a table of dashes helps nobody.
    pub silent: bool,
}

/// One of them.
pub(super) struct Peer {
    /// The place, or [`MISSING`].
    pub rank: String,
    /// Its number's page.
    pub agency: Link,
    /// Its counts and rate.
    pub ratio: Option<Ratio>,
    /// Its points.
    pub num: Num,
    /// The agency the page is about.
    pub current: bool,
    code: String,
    place: Option<usize>,
}

impl Peers {
    /// The table as a file has it.
    pub fn sheet(&self, words: impl Fn(&str) -> String) -> Sheet {
        let counted = self.rows.iter().any(|row| row.ratio.is_some());
        let counts = ["col-numerator", "col-denominator", "col-rate"].into_iter();
        let columns = ["col-rank", "unit-code", "col-unit"].into_iter();
        let columns = columns.chain(counts.filter(|_| counted));
        let columns = columns.chain(["col-points", "explain-state"]);
        let columns = columns.map(words).collect();
        Sheet::new(self.id.clone(), self.title.clone(), columns)
            .rows(self.rows.iter().map(Peer::items))
    }
}

impl Peer {
    /// Whether nothing is known of it: neither points nor counts, and none of them withheld.
    fn is_silent(&self) -> bool {
        let nothing = |ratio: &Ratio| ratio.items.iter().all(|item| *item == Item::Missing);
        self.num.missing && self.ratio.as_ref().is_none_or(nothing)
    }

    fn items(&self) -> Vec<Item> {
        let rank = self.place.and_then(|place| i64::try_from(place).ok());
        let rank = rank.map_or(Item::Missing, Item::Integer);
        let names = [&self.code, &self.agency.text].map(|text| Item::Text(text.clone()));
        let counts = self.ratio.iter().flat_map(|ratio| ratio.items.clone());
        let ends = [self.num.item(), Item::Text(self.num.state.clone())];
        std::iter::once(rank).chain(names).chain(counts).chain(ends).collect()
    }
}

/// Children by kind, or the siblings of an agency without children.
pub(super) fn peers(view: &View, agency: &Agency, place: Place) -> Vec<Peers> {
    let below = view.kinds(&agency.code);
    let beside = (agency.level, view.siblings(agency));
    let siblings = Some(beside).filter(|(_, list)| list.len() > 1);
    let kinds = below.iter().map(|kind| (kind, "peers-below"));
    let kinds = kinds.chain(siblings.iter().map(|kind| (kind, "peers-beside")));
    kinds.map(|((level, list), key)| kind(view, agency, place, *level, list, key)).collect()
}

fn kind(
    view: &View,
    agency: &Agency,
    place: Place,
    kind: Level,
    list: &[&Agency],
    key: &str,
) -> Peers {
    let level = view.lang.level(kind);
    let ranked = view.sheet().rank(list, place);
    let side = key.trim_start_matches("peers-");
    let rows: Vec<Peer> = ranked.iter().map(|row| peer(view, place, row, &agency.code)).collect();
    Peers {
        silent: rows.iter().all(Peer::is_silent),
        id: format!("don-vi-{side}-{}", kind.code()),
        title: view.lang.text_with(key, &[("level", &level)]),
        rows,
    }
}

fn peer(view: &View, place: Place, row: &Ranked<'_>, current: &str) -> Peer {
    let rulebook = view.rulebook();
    let code = &row.agency.code;
    let ratio = match place {
        Place::Indicator(at) => Some(view.ratio(row.agency, at, &row.score.indicators[at])),
        _ => None,
    };
    Peer {
        rank: row.rank.map_or(MISSING.to_owned(), |rank| rank.to_string()),
        agency: Link {
            href: view.place_link(place.code(rulebook), code),
            text: row.agency.name.clone(),
        },
        ratio,
        num: Num::new(view.lang, row.points, place.points_max(rulebook)),
        current: code == current,
        code: code.clone(),
        place: row.rank,
    }
}
