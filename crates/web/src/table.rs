//! The ranking table: siblings of one kind with their groups, total and grade.

mod columns;
mod compared;
mod file;

use chiso_scoring::agency::{Agency, Level};
use chiso_scoring::collate;
use chiso_scoring::fair::{Probe, band};
use chiso_scoring::figure::TOTAL;
use chiso_scoring::rank::Nation;
use chiso_scoring::score::Points;
use chiso_scoring::sheet::{Place, Ranked};
use rust_decimal::Decimal;

use crate::chrome::Link;
use crate::number::{MISSING, Num};
use crate::view::View;

pub(crate) use columns::{columns, place_name};
pub(crate) use compared::{Before, Moved};

/// Above this many rows the numbers carry no links of their own: the page would outgrow a phone.
const LINKED_ROWS: usize = 400;

/// A column of points.
pub(crate) struct Column {
    /// Code, as heading.
    pub code: String,
    /// Name and maximum.
    pub name: String,
    /// Most points.
    pub max: u32,
    /// Address that ranks by it.
    pub href: String,
    /// Whether the table is ranked by it.
    pub current: bool,
}

/// A grade.
#[derive(Debug, Clone)]
pub(crate) struct Grade {
    /// Code, for the style.
    pub code: String,
    /// Name.
    pub name: String,
}

/// One agency.
pub(crate) struct Row {
    /// Place, or [`MISSING`].
    pub rank: String,
    /// The place itself; none without points.
    pub place: Option<usize>,
    /// Whether another agency has the same place.
    pub tied: bool,
    /// The change of the place and of what is ranked by, where there is another side.
    pub moved: Option<Moved>,
    /// Its place among agencies of its size, where those are shown.
    pub among: String,
    /// Name.
    pub name: String,
    /// Code; empty for rows that are no agency.
    pub code: String,
    /// Its page.
    pub href: String,
    /// Points per column.
    pub cells: Vec<Num>,
    /// Total.
    pub total: Num,
    /// Total as published, beside one that is counted.
    pub announced: Option<Num>,
    /// Grade, if the total has one.
    pub grade: Option<Grade>,
    /// The agency the page is about.
    pub current: bool,
    /// Said of numbers that are out of date.
    pub stale: Option<String>,
    /// Said where a single dossier may move the total by more than the band.
    pub warned: Option<Link>,
}

/// A ranking of one kind.
pub(crate) struct Table {
    /// Anchor.
    pub id: &'static str,
    /// Title.
    pub caption: String,
    /// How many have a place, of how many.
    pub summary: String,
    /// Groups (and axes published instead of them).
    pub columns: Vec<Column>,
    /// The total's column.
    pub total: Column,
    /// Address that sorts by name.
    pub by_name: String,
    /// Whether it is sorted by name.
    pub named: bool,
    /// Whether published totals stand beside counted ones.
    pub announced: bool,
    /// The other side, in words; empty without.
    pub against: String,
    /// Addresses that sort by the change of the place and of the points, and which of them is sorted by.
    pub by_change: [(String, bool); 2],
    /// Whether places among agencies of the same size are shown.
    pub among: bool,
    /// Which part of a long list is shown, in words; empty if all is.
    pub part: String,
    /// The parts of a long list: address, text, whether it is shown.
    pub parts: Vec<(Link, bool)>,
    /// Rows that stand above the ranking: the nation.
    pub heads: Vec<Row>,
    /// Agencies.
    pub rows: Vec<Row>,
}

/// An agency in its place, before it is put into words.
pub(crate) struct Entry<'a> {
    /// Its place and its scores.
    pub row: Ranked<'a>,
    /// Whether another agency has the same place.
    pub tied: bool,
    /// What it was on the other side, where there is one.
    pub before: Option<Before>,
    /// Its place among agencies of its size; empty where those are not shown.
    pub among: String,
}

/// Marks those who share a place. In the order given, which is that of the places.
pub(crate) fn entries(ranked: Vec<Ranked<'_>>) -> Vec<Entry<'_>> {
    let places: Vec<Option<usize>> = ranked.iter().map(|row| row.rank).collect();
    let tied = |at: usize| {
        let beside = [at.checked_sub(1), Some(at + 1)].into_iter().flatten();
        let mut beside = beside.filter_map(|other| places.get(other).copied().flatten());
        places[at].is_some_and(|place| beside.any(|other| other == place))
    };
    let entry = |(at, row)| Entry { row, tied: tied(at), before: None, among: String::new() };
    ranked.into_iter().enumerate().map(entry).collect()
}

/// How a table is asked for.
#[derive(Clone, Copy)]
pub(crate) struct Order<'a> {
    /// Ranked by this.
    pub place: Place,
    /// Listed by name.
    pub named: bool,
    /// Where its column links lead, with the parameters to keep.
    pub path: &'a str,
    /// Those parameters.
    pub own: &'a [(&'a str, &'a str)],
    /// Code of the agency to mark.
    pub current: &'a str,
}

/// The grade of a total.
pub(crate) fn grade(view: &View, points: Option<Decimal>) -> Option<Grade> {
    let grade = view.rulebook().grade(points?)?;
    Some(Grade { code: grade.code.clone(), name: view.lang.pick(&grade.name).to_owned() })
}

impl Table {
    /// Ranks agencies of one kind.
    pub fn new(view: &View, level: Level, agencies: &[&Agency], order: Order<'_>) -> Self {
        let mut entries = entries(view.sheet().rank(agencies, order.place));
        if order.named {
            let name = |entry: &Entry<'_>| entry.row.agency.name.clone();
            entries.sort_by(|a, b| collate::compare(&name(a), &name(b)));
        }
        let known = entries.iter().filter(|entry| entry.row.rank.is_some()).count();
        Self::of(view, level, &entries, (known, entries.len()), order)
    }

    /// A table of agencies in their places and in this order; how many of how many have one.
    pub fn of(
        view: &View,
        level: Level,
        entries: &[Entry<'_>],
        (known, all): (usize, usize),
        order: Order<'_>,
    ) -> Self {
        let places = columns(view.rulebook(), entries.iter().map(|entry| &*entry.row.score));
        let linked = entries.len() <= LINKED_ROWS;
        let probe = linked.then(|| Probe::new(view.sheet(), band()));
        let warned = |row: &Ranked<'_>| warned(view, probe.as_ref()?, row);
        let of = |entry: &Entry<'_>| Row {
            warned: warned(&entry.row),
            ..Row::new(view, entry, &places, linked, order)
        };
        let (known, all) = (known.to_string(), all.to_string());
        Self {
            id: level.code(),
            caption: view.lang.level(level),
            summary: view.lang.text_with("rank-summary", &[("known", &known), ("all", &all)]),
            columns: places.iter().map(|place| Column::new(view, *place, order)).collect(),
            total: Column::new(view, Place::Total, order),
            by_name: order.link(view, &[("sort", "name"), ("group", "")]),
            named: order.named,
            announced: view.beside.is_some(),
            against: String::new(),
            by_change: Default::default(),
            among: entries.iter().any(|entry| !entry.among.is_empty()),
            part: String::new(),
            parts: Vec::new(),
            heads: Vec::new(),
            rows: entries.iter().map(of).collect(),
        }
    }

    /// The same with no column marked as the one it is sorted by, if it is sorted by something else.
    pub fn ranked_by(mut self, by_place: bool) -> Self {
        self.total.current &= by_place;
        self.columns.iter_mut().for_each(|column| column.current &= by_place);
        self
    }

    /// Puts the nation's means above the provinces.
    pub fn with_nation(mut self, view: &View, nation: &Nation) -> Self {
        let known: Vec<Place> = (0..self.columns.len())
            .filter_map(|at| Place::find(view.rulebook(), &self.columns[at].code))
            .collect();
        let points = |place: Place| match place {
            Place::Axis(at) => nation.axes[at],
            Place::Group(at) => nation.groups[at],
            _ => nation.total,
        };
        let mean = |place: Place| mean_cell(view, points(place), place);
        let total = mean(Place::Total);
        let provinces = nation.provinces.to_string();
        self.heads.push(Row {
            rank: String::new(),
            place: None,
            tied: false,
            moved: None,
            among: String::new(),
            name: view.lang.text_with("rank-nation", &[("provinces", &provinces)]),
            code: String::new(),
            href: String::new(),
            cells: known.into_iter().map(mean).collect(),
            grade: grade(view, nation.total),
            announced: None,
            total,
            current: false,
            stale: None,
            warned: None,
        });
        self
    }
}

/// A mean over agencies: it has a value and no counts of its own.
fn mean_cell(view: &View, points: Option<Decimal>, place: Place) -> Num {
    let (state, origin) = match points {
        Some(_) => (chiso_scoring::figure::State::Value, chiso_scoring::score::Origin::Parts),
        None => (chiso_scoring::figure::State::SourceSilent, chiso_scoring::score::Origin::None),
    };
    Num::new(view.lang, Points { points, state, origin }, place.points_max(view.rulebook()))
}

impl Order<'_> {
    /// The same list in another order.
    pub fn link(&self, view: &View, extra: &[(&str, &str)]) -> String {
        let kept =
            self.own.iter().copied().filter(|(name, _)| !extra.iter().any(|(n, _)| n == name));
        let all: Vec<(&str, &str)> = kept.chain(extra.iter().copied()).collect();
        view.link(self.path, &all)
    }
}

impl Column {
    fn new(view: &View, place: Place, order: Order<'_>) -> Self {
        let code = place.code(view.rulebook());
        let group = if code == TOTAL { "" } else { code };
        Self {
            href: order.link(view, &[("group", group), ("sort", "")]),
            current: place == order.place && !order.named,
            code: code.to_owned(),
            name: place_name(view, place),
            max: place.points_max(view.rulebook()),
        }
    }
}

impl Row {
    fn new(
        view: &View,
        entry: &Entry<'_>,
        places: &[Place],
        linked: bool,
        order: Order<'_>,
    ) -> Self {
        let row = &entry.row;
        let code = &row.agency.code;
        let cell = |place: Place| {
            let rulebook = view.rulebook();
            let num = Num::new(view.lang, place.of(&row.score), place.points_max(rulebook));
            if linked { num.at(view.place_link(place.code(rulebook), code)) } else { num.bare() }
        };
        Self {
            rank: row.rank.map_or(MISSING.to_owned(), |rank| rank.to_string()),
            place: row.rank,
            tied: entry.tied,
            moved: entry.before.as_ref().map(|before| Moved::new(view.lang, before, row)),
            among: entry.among.clone(),
            name: row.agency.name.clone(),
            href: view.agency_link(code),
            cells: places.iter().map(|place| cell(*place)).collect(),
            total: cell(Place::Total),
            announced: view.announced(row.agency, Place::Total),
            grade: grade(view, row.score.total.points),
            current: code == order.current,
            stale: crate::fresh::stale(view, code),
            warned: None,
            code: code.clone(),
        }
    }
}

/// Where a total may jump by a single dossier the row leads to the fair comparison.
fn warned(view: &View, probe: &Probe<'_, '_>, row: &Ranked<'_>) -> Option<Link> {
    let parent = row.agency.parent.as_deref()?;
    let jumps = row.score.total.points.is_some() && probe.of(row.agency).warning;
    let extra =
        [("parent", parent), ("level", row.agency.level.code()), ("agency", &row.agency.code)];
    jumps.then(|| Link {
        href: view.link("/so-sanh-cong-bang", &extra),
        text: view.lang.text_with("fair-mark", &[("band", &view.lang.decimal(band()))]),
    })
}
