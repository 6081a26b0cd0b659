//! Table I of the annex: every number behind the points on both sides, with its change.

use chiso_report::listing::Item;
use chiso_scoring::agency::Agency;
use chiso_scoring::annex::{About, Cell, Line, lines, name};
use chiso_scoring::lang::Lang;
use rust_decimal::Decimal;

use super::sides::Sides;
use crate::chrome::Link;
use crate::listing::Sheet;
use crate::view::View;
use crate::withheld::KEY;

/// Id of the table.
pub(super) const ID: &str = "tong-hop";

/// A row of the table.
pub(super) struct Row {
    /// Heading of a group, before its first row; empty elsewhere.
    pub section: String,
    /// Number in the annex.
    pub number: String,
    /// What is counted, leading to its page.
    pub name: Link,
    /// Count and rate before, count and rate after.
    pub cells: [String; 4],
    /// Change of the count and of the rate, leading to the cause.
    pub changes: [Change; 2],
    /// The same for a file.
    items: Vec<Item>,
}

/// A change: never told by colour alone.
pub(super) struct Change {
    pub text: String,
    /// `up`, `down`, `same` or empty.
    pub kind: &'static str,
    /// Why; empty where that is not told.
    pub href: String,
}

impl Change {
    /// "Unchanged" in words, as officials write it.
    pub fn new(lang: Lang, change: Option<Decimal>, href: String) -> Self {
        match change {
            None => Self { text: String::new(), kind: "", href: String::new() },
            Some(change) if change.is_zero() => {
                Self { text: lang.text("annex-same"), kind: "same", href }
            }
            Some(change) => Self {
                text: lang.signed(change),
                kind: if change.is_sign_positive() { "up" } else { "down" },
                href,
            },
        }
    }
}

/// The rows; none if the agency was not in force on the earlier side.
pub(super) fn rows(sides: &Sides) -> Vec<Row> {
    let Some(then) = sides.then() else { return Vec::new() };
    let (before, after) = (sides.before.sheet(), sides.after.sheet());
    let mut last = None;
    let mut rows = Vec::new();
    for line in lines((before, then), (after, &sides.agency)) {
        let group = line.row.group();
        let begins = group.is_some() && group != last;
        last = group;
        let section = group.filter(|_| begins).map(|code| section(&sides.after, code));
        rows.push(row(sides, &line, section.unwrap_or_default()));
    }
    rows
}

fn section(view: &View, code: &str) -> String {
    let rulebook = view.rulebook();
    let group = rulebook.group(code).and_then(|at| rulebook.groups.get(at));
    group.map(|group| view.lang.pick(&group.name).to_owned()).unwrap_or_default()
}

fn row(sides: &Sides, line: &Line, section: String) -> Row {
    let lang = sides.after.lang;
    let (before, after) = (line.before, line.after);
    let hidden = [
        sides.then().is_some_and(|then| is_withheld(&sides.before, then, line, before)),
        is_withheld(&sides.after, &sides.agency, line, after),
    ];
    if hidden.contains(&true) {
        return withheld(sides, line, section, hidden);
    }
    let why = || line.row.moves().map(|code| sides.why(code)).unwrap_or_default();
    let counted = line.change().map(Decimal::from);
    Row {
        section,
        number: line.row.number.to_owned(),
        name: named(sides, line),
        cells: [count(lang, before), rate(lang, before), count(lang, after), rate(lang, after)],
        changes: [Change::new(lang, counted, why()), Change::new(lang, line.rate_change(), why())],
        items: items(line),
    }
}

/// Whether a side of a row rests on so few dossiers or petitions that strangers are not shown it.
fn is_withheld(view: &View, agency: &Agency, line: &Line, cell: Cell) -> bool {
    match line.row.about {
        About::Indicator(code) => {
            let at = view.rulebook().indicator(code);
            at.is_some_and(|at| view.withheld(agency, at))
        }
        About::Measure(id, of) => {
            let base = || of.is_some_and(|of| view.withheld_base(agency, of));
            cell.count.is_some_and(|count| view.withheld_measure(agency, id, count)) || base()
        }
        About::Total | About::Rank => false,
    }
}

/// A row with words in the place of what is withheld: without one side there is no change either.
fn withheld(sides: &Sides, line: &Line, section: String, hidden: [bool; 2]) -> Row {
    let lang = sides.after.lang;
    let words = lang.text(KEY);
    let shown = |cell: Cell, hidden: bool| match hidden {
        true => [words.clone(), String::new()],
        false => [count(lang, cell), rate(lang, cell)],
    };
    let [[a, b], [c, d]] = [shown(line.before, hidden[0]), shown(line.after, hidden[1])];
    let none = || Change::new(lang, None, String::new());
    let mut items = items(line);
    for (at, _) in hidden.into_iter().enumerate().filter(|(_, hidden)| *hidden) {
        items[at * 3] = Item::Text(words.clone());
        items[at * 3 + 1..at * 3 + 3].fill(Item::Missing);
    }
    items[6..].fill(Item::Missing);
    Row {
        section,
        number: line.row.number.to_owned(),
        name: named(sides, line),
        cells: [a, b, c, d],
        changes: [none(), none()],
        items,
    }
}

fn named(sides: &Sides, line: &Line) -> Link {
    let (lang, rulebook) = (sides.after.lang, sides.after.rulebook());
    let text = match (line.row.about, name(line.row, rulebook)) {
        (About::Rank, _) => lang.text("annex-rank"),
        (_, Some(name)) => lang.pick(name).to_owned(),
        (_, None) => lang.text("total"),
    };
    let href = line.row.moves().map(|code| sides.after.place_link(code, &sides.agency.code));
    Link { href: href.unwrap_or_default(), text: capital(&text) }
}

/// A name at the beginning of a row.
fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn count(lang: Lang, cell: Cell) -> String {
    let Some(count) = cell.count else { return String::new() };
    let count = lang.integer(count);
    cell.of.map_or_else(|| count.clone(), |of| format!("{count}/{}", lang.integer(of)))
}

fn rate(lang: Lang, cell: Cell) -> String {
    cell.rate.map(|rate| lang.decimal(rate)).unwrap_or_default()
}

fn items(line: &Line) -> Vec<Item> {
    let count = |count: Option<i64>| count.map_or(Item::Missing, Item::Integer);
    let rate = |rate: Option<Decimal>| rate.map_or(Item::Missing, Item::Decimal);
    let side = |cell: Cell| [count(cell.count), count(cell.of), rate(cell.rate)];
    let changes = [count(line.change()), rate(line.rate_change())];
    side(line.before).into_iter().chain(side(line.after)).chain(changes).collect()
}

/// The table as a file has it.
pub(super) fn sheet(lang: Lang, rows: &[Row], labels: &[String; 2]) -> Sheet {
    let side = |label: &String| {
        ["twin-count", "twin-of", "twin-rate"].map(|key| format!("{}, {label}", lang.text(key)))
    };
    let head = ["annex-number", "annex-content"].map(|key| lang.text(key));
    let change = ["annex-count-change", "annex-rate-change"].map(|key| lang.text(key));
    let columns = head.into_iter().chain(labels.iter().flat_map(side)).chain(change).collect();
    let row = |row: &Row| {
        let named = [&row.number, &row.name.text].map(|text| Item::Text(text.clone()));
        named.into_iter().chain(row.items.iter().cloned()).collect()
    };
    Sheet::new(ID, lang.text("twin-general"), columns).rows(rows.iter().map(row))
}
