//! A chart is a table that can be drawn. The page prints the table, `static/charts.js` draws the picture from
//! what stands in it: so the two cannot differ, and without the script nothing is lost.
//!
//! A page makes a [`Chart`], prints it with `{% for chart in charts %}{% include "parts/chart.html" %}{% endfor %}`
//! and adds [`Chart::sheet`] to its tables. The sentence below the title is the page's own, made from the data.

mod examples;
mod kind;
#[cfg(test)]
mod tests;

use chiso_report::listing::Item;
use chiso_scoring::lang::Lang;
use rust_decimal::Decimal;

use crate::listing::{Sheet, text};
use crate::number::{MISSING, Num};
use crate::pages::statics::address;

pub(crate) use examples::examples;
pub(crate) use kind::{Event, Kind, Part, Role};

/// An event in words.
#[derive(Debug, Clone)]
pub(crate) struct Mark {
    /// Which.
    pub event: Event,
    /// Its words.
    pub text: String,
}

/// A column of numbers.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    /// Its title.
    pub title: String,
    /// What it is to the picture.
    pub role: Role,
    /// The most a cell can be; said in the title.
    pub max: Option<u32>,
}

/// A cell: a number, or why there is none.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    /// Exactly.
    pub item: Item,
    /// As people read it.
    pub text: String,
    /// Its state, where that has to be said: always if the number is missing.
    pub note: String,
    /// Where it leads; empty if nowhere.
    pub href: String,
}

/// A row.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// Tells rows apart when the page is updated; of a calendar the day.
    pub key: String,
    /// Full name.
    pub name: String,
    /// Name where there is little room.
    pub short: String,
    /// Where it leads; empty if nowhere.
    pub href: String,
    /// What it is to the picture.
    pub part: Part,
    /// What happened.
    pub marks: Vec<Mark>,
    /// Where it is on a map: east and north, in ten-thousandths of a degree.
    pub place: Option<(i32, i32)>,
    /// A cell per column.
    pub cells: Vec<Cell>,
}

/// A chart and its table.
#[derive(Debug, Clone)]
pub(crate) struct Chart {
    lang: Lang,
    /// Id of the table, and name of its files.
    pub id: String,
    /// What is drawn.
    pub kind: Kind,
    /// What it shows.
    pub title: String,
    /// Heading of which level: 2 below the page's own, 3 below a section's.
    pub level: u8,
    /// One sentence that says what is to be seen.
    pub summary: String,
    /// What the numbers are.
    pub unit: String,
    /// Title of the column of names.
    pub head: String,
    /// Columns of numbers.
    pub columns: Vec<Column>,
    /// Rows.
    pub rows: Vec<Row>,
}

impl Mark {
    /// An event in words.
    pub fn new(event: Event, text: impl Into<String>) -> Self {
        Self { event, text: text.into() }
    }
}

impl Column {
    /// A column.
    pub fn new(role: Role, title: impl Into<String>) -> Self {
        Self { title: title.into(), role, max: None }
    }

    /// The same with the most that a cell can be.
    pub fn max(self, max: u32) -> Self {
        Self { max: Some(max), ..self }
    }

    fn in_words(&self) -> String {
        self.max.map_or_else(|| self.title.clone(), |max| format!("{} (/{max})", self.title))
    }
}

impl Cell {
    /// A number as people read it in this language.
    pub fn new(lang: Lang, item: Item) -> Self {
        Self { text: text(lang, &item), item, note: String::new(), href: String::new() }
    }

    /// A count.
    pub fn count(lang: Lang, count: i64) -> Self {
        Self::new(lang, Item::Integer(count))
    }

    /// Points or a rate.
    pub fn decimal(lang: Lang, value: Decimal) -> Self {
        Self::new(lang, Item::Decimal(value))
    }

    /// A change, with its sign.
    pub fn signed(lang: Lang, value: Decimal) -> Self {
        Self { text: lang.signed(value), ..Self::decimal(lang, value) }
    }

    /// No number, and why.
    pub fn missing(why: impl Into<String>) -> Self {
        let (text, href) = (MISSING.to_owned(), String::new());
        Self { item: Item::Missing, text, note: why.into(), href }
    }

    /// Points as a page shows them, leading where they are explained.
    pub fn num(num: &Num) -> Self {
        let note = if num.plain { String::new() } else { num.state.clone() };
        Self { item: num.item(), text: num.text.clone(), note, href: num.href.clone() }
    }

    /// The same with something said beside it.
    pub fn note(self, note: impl Into<String>) -> Self {
        Self { note: note.into(), ..self }
    }

    /// The same, leading somewhere.
    pub fn at(self, href: impl Into<String>) -> Self {
        Self { href: href.into(), ..self }
    }

    /// The exact number as the script reads it; empty if there is none.
    pub fn exact(&self) -> String {
        match &self.item {
            Item::Integer(count) => count.to_string(),
            Item::Decimal(value) => value.to_string(),
            Item::Text(_) | Item::Moment(_) | Item::Missing => String::new(),
        }
    }
}

impl Row {
    /// A row with its cells. `key` tells it apart: a code, a period, a day.
    pub fn new(key: impl Into<String>, name: impl Into<String>, cells: Vec<Cell>) -> Self {
        Self {
            key: key.into(),
            name: name.into(),
            short: String::new(),
            href: String::new(),
            part: Part::Plain,
            marks: Vec::new(),
            place: None,
            cells,
        }
    }

    /// The same with a name for where there is little room.
    pub fn short(self, short: impl Into<String>) -> Self {
        Self { short: short.into(), ..self }
    }

    /// The same, leading somewhere.
    pub fn at(self, href: impl Into<String>) -> Self {
        Self { href: href.into(), ..self }
    }

    /// The same as such a part of the picture.
    pub fn part(self, part: Part) -> Self {
        Self { part, ..self }
    }

    /// The same with what happened.
    pub fn marks(self, marks: Vec<Mark>) -> Self {
        Self { marks, ..self }
    }

    /// The same at a place: east and north, in ten-thousandths of a degree.
    pub fn place(self, east: i32, north: i32) -> Self {
        Self { place: Some((east, north)), ..self }
    }
}

impl Chart {
    /// A chart without rows. `head` is the title of the column of names.
    pub fn new(lang: Lang, kind: Kind, id: &str, title: String, head: String) -> Self {
        Self {
            lang,
            id: id.to_owned(),
            kind,
            title,
            level: 3,
            summary: String::new(),
            unit: String::new(),
            head,
            columns: Vec::new(),
            rows: Vec::new(),
        }
    }

    /// The same with the sentence that says what is to be seen.
    pub fn summary(self, summary: impl Into<String>) -> Self {
        Self { summary: summary.into(), ..self }
    }

    /// The same with what the numbers are: points, dossiers, places.
    pub fn unit(self, unit: impl Into<String>) -> Self {
        Self { unit: unit.into(), ..self }
    }

    /// The same with its columns and rows, each row as wide as the columns.
    pub fn table(self, columns: Vec<Column>, rows: Vec<Row>) -> Self {
        Self { columns, rows, ..self }
    }

    /// The same directly below the title of the page.
    pub fn top(self) -> Self {
        Self { level: 2, ..self }
    }

    /// Whether any row has something to say beside its numbers.
    pub fn marked(&self) -> bool {
        self.rows.iter().any(|row| !row.marks.is_empty())
    }

    /// Address of the library that draws.
    pub fn engine(&self) -> String {
        address("echarts.js")
    }

    /// Address of our own part of it.
    pub fn pen(&self) -> String {
        address("charts.js")
    }

    /// The table as a file has it: exact values, and beside them why one is missing and what happened.
    pub fn sheet(&self) -> Sheet {
        let noted = self.marked() || self.rows.iter().flat_map(|row| &row.cells).any(is_noted);
        let titles = std::iter::once(self.head.clone());
        let mut titles: Vec<String> =
            titles.chain(self.columns.iter().map(Column::in_words)).collect();
        titles.extend(noted.then(|| self.lang.text("chart-notes")));
        let row = |row: &Row| {
            let mut items = vec![Item::Text(row.name.clone())];
            items.extend(row.cells.iter().map(|cell| cell.item.clone()));
            items.extend(noted.then(|| self.notes(row)));
            items
        };
        Sheet::new(self.id.clone(), self.title.clone(), titles).rows(self.rows.iter().map(row))
    }

    fn notes(&self, row: &Row) -> Item {
        let said = self.columns.iter().zip(&row.cells).filter(|(_, cell)| is_noted(cell));
        let said = said.map(|(column, cell)| format!("{}: {}", column.title, cell.note));
        let notes: Vec<String> =
            row.marks.iter().map(|mark| mark.text.clone()).chain(said).collect();
        if notes.is_empty() { Item::Missing } else { Item::Text(notes.join("; ")) }
    }
}

fn is_noted(cell: &Cell) -> bool {
    !cell.note.is_empty()
}
