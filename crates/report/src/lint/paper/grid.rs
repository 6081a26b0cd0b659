//! Tables: which rows are headers, sections, totals, and what each column holds.

use crate::lint::doc::{Cell, Place, Table};
use crate::lint::number::{Locale, Number, Style, number};
use crate::lint::wording::{is_total, plain, roman};

use super::val::Val;

/// Columns that are understood; further ones are left alone.
const COLUMNS: usize = 40;

/// A table.
#[derive(Debug)]
pub struct Grid<'d> {
    /// Which block of the document.
    pub block: usize,
    /// The texts above it, the nearest first, in plain letters.
    pub captions: Vec<String>,
    /// What a point means in it.
    pub locale: Locale,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows below the header.
    pub rows: Vec<Row<'d>>,
}

/// A column.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its header, with those above it, in plain letters.
    pub title: String,
    /// The header right above the rows.
    pub leaf: String,
    /// The same as printed.
    pub shown: String,
    /// The header over it and its neighbours; empty if there is none.
    pub group: String,
    /// What it holds.
    pub kind: Kind,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Number of the row.
    Ordinal,
    /// Names.
    Name,
    /// Points of so many.
    Points(u32),
    /// Grades.
    Grade,
    /// Places in a ranking.
    Rank,
    /// Percentages.
    Rate,
    /// What changed.
    Change,
    /// Counts.
    Count,
    /// Something else.
    Other,
}

/// A row.
#[derive(Debug)]
pub struct Row<'d> {
    /// Its place in the table, header included, from 0.
    pub at: usize,
    /// Which section it stands in, from 0.
    pub section: usize,
    /// What it is.
    pub kind: RowKind,
    /// What its first column says.
    pub ordinal: &'d str,
    /// Its name.
    pub name: &'d str,
    /// Its cells.
    pub cells: &'d [Cell],
    /// What they hold.
    pub vals: Vec<Val>,
}

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowKind {
    /// Opens a section.
    Section,
    /// One unit or item.
    Data,
    /// Sums others.
    Total,
}

impl Row<'_> {
    /// Where a cell stands.
    pub fn place(&self, column: usize) -> &Place {
        let at = column.min(self.cells.len().saturating_sub(1));
        &self.cells[at].place
    }

    /// As printed.
    pub fn text(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |cell| cell.text.as_str())
    }

    /// The number in a column.
    pub fn number(&self, column: usize) -> Option<Number> {
        self.vals.get(column).and_then(Val::number)
    }

    /// The number, or what is done of all.
    pub fn amount(&self, column: usize) -> Option<Number> {
        self.vals.get(column).and_then(Val::amount)
    }

    /// Whether it is one unit or item.
    pub fn is_data(&self) -> bool {
        self.kind == RowKind::Data
    }
}

impl<'d> Grid<'d> {
    /// Understands a table.
    pub fn read(block: usize, table: &'d Table, captions: &[&str]) -> Self {
        let top = table.rows.iter().position(|row| header_starts(row)).unwrap_or(0);
        let first = first_row(&table.rows, top);
        let width = table.rows.first().map_or(0, Vec::len).min(COLUMNS);
        let columns: Vec<Column> =
            (0..width).map(|at| Column::read(&table.rows[top..first], at)).collect();
        let locale = locale(&table.rows[first..]);
        let mut grid = Self {
            block,
            captions: captions.iter().map(|text| plain(text)).collect(),
            locale,
            columns,
            rows: Vec::new(),
        };
        grid.settle();
        grid.take(&table.rows, first);
        grid.guess();
        grid
    }

    /// The name column, if no header says which it is: the second.
    fn settle(&mut self) {
        let named = self.columns.iter().any(|column| column.kind == Kind::Name);
        let ordinal = self.columns.first().is_some_and(|column| column.kind == Kind::Ordinal);
        if !named && let Some(column) = self.columns.get_mut(usize::from(ordinal)) {
            column.kind = Kind::Name;
        }
    }

    fn take(&mut self, rows: &'d [Vec<Cell>], first: usize) {
        let mut section = 0;
        for (at, cells) in rows.iter().enumerate().skip(first) {
            let row = self.row(at, section, cells);
            if row.kind == RowKind::Section {
                section += usize::from(self.rows.iter().any(|row| row.section == section));
            }
            let blank = row.cells.iter().all(|cell| cell.text.trim().is_empty());
            if !blank && !numbered_header(cells) {
                self.rows.push(Row { section, ..row });
            }
        }
    }

    fn row(&self, at: usize, section: usize, cells: &'d [Cell]) -> Row<'d> {
        let text = |kind| {
            self.columns
                .iter()
                .position(|column| column.kind == kind)
                .map_or("", |at| cells[at].text.trim())
        };
        let (ordinal, name) = (text(Kind::Ordinal), text(Kind::Name));
        let vals: Vec<Val> =
            cells.iter().take(COLUMNS).map(|cell| Val::read(cell, self.locale)).collect();
        let mut row = Row { at, section, kind: RowKind::Data, ordinal, name, cells, vals };
        row.kind = self.row_kind(&row);
        row
    }

    fn row_kind(&self, row: &Row<'_>) -> RowKind {
        let counted = row.ordinal.chars().any(|c| c.is_ascii_digit());
        if !counted && (is_total(row.name) || is_total(row.ordinal)) {
            return RowKind::Total;
        }
        let beyond = |at: usize| !matches!(self.columns[at].kind, Kind::Ordinal | Kind::Name);
        let bare = (0..self.columns.len())
            .filter(|at| beyond(*at))
            .all(|at| row.cells[at].spanned || row.cells[at].text.trim().is_empty());
        let mark = roman(row.ordinal.trim_end_matches('.')).is_some();
        let across = row.ordinal.is_empty() || row.ordinal == row.name || mark;
        let wide = self.columns.len() > 2
            && !row.name.is_empty()
            && !row.ordinal.chars().any(|c| c.is_ascii_digit());
        if bare && across && wide && (mark || row.cells.iter().skip(1).any(|cell| cell.spanned)) {
            RowKind::Section
        } else {
            RowKind::Data
        }
    }

    /// Columns whose header says nothing hold what their cells look like.
    fn guess(&mut self) {
        for at in 0..self.columns.len() {
            if self.columns[at].kind == Kind::Other {
                let numbers: Vec<Number> =
                    self.rows.iter().filter_map(|row| row.amount(at)).collect();
                let counts = !numbers.is_empty()
                    && numbers.iter().all(|number| number.digits == 0 && !number.percent);
                let rates = !numbers.is_empty() && numbers.iter().all(|number| number.percent);
                self.columns[at].kind = if rates {
                    Kind::Rate
                } else if counts {
                    Kind::Count
                } else {
                    Kind::Other
                };
            }
        }
    }

    /// The nearest text above it.
    pub fn caption(&self) -> &str {
        self.captions.first().map_or("", String::as_str)
    }

    /// The columns of a kind.
    pub fn of(&self, wanted: impl Fn(Kind) -> bool) -> Vec<usize> {
        (0..self.columns.len()).filter(|at| wanted(self.columns[*at].kind)).collect()
    }

    /// The rows of units or items.
    pub fn data(&self) -> impl Iterator<Item = &Row<'d>> {
        self.rows.iter().filter(|row| row.is_data())
    }

    /// The rows of units or items, section by section.
    pub fn sections(&self) -> Vec<Vec<&Row<'d>>> {
        let last = self.rows.iter().map(|row| row.section).max().unwrap_or(0);
        let rows = |section| self.data().filter(|row| row.section == section).collect::<Vec<_>>();
        (0..=last).map(rows).filter(|rows| !rows.is_empty()).collect()
    }
}

impl Column {
    fn read(header: &[Vec<Cell>], at: usize) -> Self {
        let mut texts: Vec<String> = Vec::new();
        let mut shown = String::new();
        for (depth, row) in header.iter().enumerate() {
            let own = row.get(at).map_or("", |cell| cell.text.trim());
            let text = if own.is_empty() { inherited(header, depth, at) } else { own };
            let low = plain(text);
            if !low.is_empty() && texts.last() != Some(&low) {
                text.clone_into(&mut shown);
                texts.push(low);
            }
        }
        let leaf = texts.last().cloned().unwrap_or_default();
        let group = if texts.len() > 1 { texts[0].clone() } else { String::new() };
        let title = texts.join(" ");
        let kind = kind(&title, &leaf, &group, at);
        Self { title, leaf, shown, group, kind }
    }
}

/// A text file leaves the places empty that a wide header covers.
fn inherited(header: &[Vec<Cell>], depth: usize, at: usize) -> &str {
    let below = header.get(depth + 1).is_some_and(|row| !row[at].text.trim().is_empty());
    let left = |at: &usize| !header[depth][*at].text.trim().is_empty();
    let from = (0..at).rev().find(left).filter(|_| below);
    let sub =
        |from: usize| header.get(depth + 1).is_some_and(|row| !row[from].text.trim().is_empty());
    from.filter(|from| sub(*from)).map_or("", |from| header[depth][from].text.trim())
}

fn is_ordinal(text: &str) -> bool {
    matches!(text, "stt" | "số tt" | "tt" | "số thứ tự" | "số\u{a0}tt")
}

fn header_starts(row: &[Cell]) -> bool {
    row.iter().take(2).any(|cell| is_ordinal(&plain(cell.text.trim())))
}

/// The first row below the header: it begins with a number or mark, or shows a number.
fn first_row(rows: &[Vec<Cell>], top: usize) -> usize {
    let begins = |row: &Vec<Cell>| {
        let first = row.first().map_or("", |cell| cell.text.trim());
        let shows = row
            .iter()
            .skip(1)
            .any(|cell| cell.value.is_some() || number(&cell.text, Locale::Vietnamese).is_some());
        let marked = number(first, Locale::Vietnamese).is_some()
            || roman(first.trim_end_matches('.')).is_some();
        (marked || shows) && !numbered_header(row)
    };
    let below = (top + 1).min(rows.len());
    below + rows[below..].iter().position(begins).unwrap_or(0)
}

/// `(1) (2) (3)` under a header.
fn numbered_header(row: &[Cell]) -> bool {
    let bracketed = |cell: &Cell| {
        cell.text.starts_with('(') && cell.text.ends_with(')') && cell.text.len() <= 12
    };
    row.len() > 1 && row.iter().all(bracketed)
}

/// Whether the points of a table are decimal points: some cell leaves no other reading.
fn locale(rows: &[Vec<Cell>]) -> Locale {
    let cells = rows.iter().flat_map(|row| row.iter().skip(1));
    let mut numbers = cells.filter_map(|cell| number(&cell.text, Locale::Vietnamese));
    if numbers.any(|number| number.style == Style::Point) {
        Locale::English
    } else {
        Locale::Vietnamese
    }
}

fn kind(title: &str, leaf: &str, group: &str, at: usize) -> Kind {
    let has = |word: &str| title.contains(word);
    if is_ordinal(leaf) {
        return Kind::Ordinal;
    }
    if has("tăng") && has("giảm") || has("chênh lệch") || leaf.contains('±') {
        return Kind::Change;
    }
    if leaf.contains("xếp loại") && !leaf.contains("điểm") {
        return Kind::Grade;
    }
    if leaf.contains("hạng") && !leaf.contains("đúng hạn") || leaf.contains("thứ bậc") {
        return Kind::Rank;
    }
    if let Some(max) =
        max_points(leaf).or_else(|| leaf.contains("điểm").then(|| max_points(group).unwrap_or(100)))
    {
        return Kind::Points(max);
    }
    if at <= 1 && names(leaf) {
        return Kind::Name;
    }
    if has("tỷ lệ") || leaf.contains('%') {
        return Kind::Rate;
    }
    let sides = ["số công bố", "số tính"].iter().any(|word| leaf.starts_with(word));
    let counts = !sides && leaf.starts_with("số ")
        || has("số lượng")
        || leaf.starts_with("tổng số")
        || leaf.contains("hồ sơ");
    if counts { Kind::Count } else { Kind::Other }
}

fn names(leaf: &str) -> bool {
    let counts = leaf.starts_with("số đơn vị") || leaf.starts_with("số lượng");
    !counts
        && ["tên", "đơn vị", "cơ quan", "nội dung", "địa phương", "chỉ tiêu", "chỉ số"]
            .iter()
            .any(|word| leaf.contains(word))
}

/// `(Tổng điểm 18)`, `(tối đa 18 điểm)`, `(18 điểm)`.
fn max_points(title: &str) -> Option<u32> {
    let inside = &title[title.rfind('(')?..];
    let digits: String = inside.chars().filter(char::is_ascii_digit).collect();
    let max = digits.parse().ok().filter(|max| (1..1000).contains(max))?;
    inside.contains("điểm").then_some(max)
}
