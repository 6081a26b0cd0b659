//! The cells of one sheet that hold something, and which of them are merged.

use std::cell::RefCell;
use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::super::limits::{Budget, CELLS, within};
use super::super::words::clean;
use super::super::xml::{Attributes, Visit};
use super::super::{Refused, Why};
use super::format::printed;
use super::strings::{Rich, Strings};
use super::styles::Styles;

/// Rows and columns of a sheet, as the format has them.
const SHEET: (u32, u32) = (1 << 20, 1 << 14);

/// Row and column, from 0.
pub(super) type At = (u32, u32);

/// What stands in a cell.
#[derive(Debug, Clone, Default)]
pub(super) struct Content {
    /// As printed.
    pub text: String,
    /// The number behind it.
    pub value: Option<Decimal>,
}

/// What stands on a sheet.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The cells that hold something, row by row.
    pub cells: BTreeMap<At, Content>,
    /// First and last cell of each merged range.
    pub merged: Vec<(At, At)>,
}

/// Reads a sheet.
pub(super) struct Cells<'w> {
    strings: &'w Strings,
    styles: &'w Styles,
    from_1904: bool,
    budget: &'w RefCell<Budget>,
    found: Found,
    /// Row of the cells being read, and the column that the next one stands in unless it says otherwise.
    next: At,
    rows: u32,
    at: At,
    style: usize,
    kind: String,
    raw: String,
    in_value: bool,
    rich: Rich,
}

impl<'w> Cells<'w> {
    /// Nothing read yet.
    pub fn new(
        strings: &'w Strings,
        styles: &'w Styles,
        from_1904: bool,
        budget: &'w RefCell<Budget>,
    ) -> Self {
        Self {
            strings,
            styles,
            from_1904,
            budget,
            found: Found::default(),
            next: (0, 0),
            rows: 0,
            at: (0, 0),
            style: 0,
            kind: String::new(),
            raw: String::new(),
            in_value: false,
            rich: Rich::default(),
        }
    }

    /// What was found.
    pub fn finish(self) -> Found {
        self.found
    }

    /// Without a reference a row follows the one before, a cell the one to its left.
    fn open_cell(&mut self, attributes: &Attributes<'_>) -> Result<(), Refused> {
        let named = attributes.get("r").map_or(Some(self.next), |name| place(&name));
        self.at = named.ok_or_else(outside)?;
        if self.at.0 >= SHEET.0 || self.at.1 >= SHEET.1 {
            return Err(outside());
        }
        self.next.1 = self.at.1 + 1;
        self.style = attributes.number("s").unwrap_or_default();
        self.kind = attributes.get("t").unwrap_or_default();
        self.raw.clear();
        drop(self.rich.take());
        Ok(())
    }

    fn close_cell(&mut self) -> Result<(), Refused> {
        let content = self.content();
        if content.text.is_empty() {
            return Ok(());
        }
        self.budget.borrow_mut().cell(content.text.len())?;
        self.found.cells.insert(self.at, content);
        Ok(())
    }

    fn content(&mut self) -> Content {
        let text = |text: String| Content { text, value: None };
        match self.kind.as_str() {
            "s" => text(self.strings.get(self.raw.trim().parse().unwrap_or(usize::MAX)).to_owned()),
            "inlineStr" => text(clean(&self.rich.take())),
            "str" | "e" | "d" => text(clean(&self.raw)),
            "b" => text(if self.raw.trim() == "1" { "TRUE" } else { "FALSE" }.to_owned()),
            _ => match exact(self.raw.trim()) {
                Some(value) => self.number(value),
                None => text(clean(&self.raw)),
            },
        }
    }

    fn number(&self, value: Decimal) -> Content {
        let pattern = self.styles.pattern(self.style);
        let printed = printed(pattern, value, self.from_1904);
        let text = clean(&printed.text);
        // A pattern may hide a number; then there is nothing to read.
        Content { text, value: Some(value).filter(|_| !printed.is_moment) }
    }

    fn merge(&mut self, range: &str) -> Result<(), Refused> {
        let (first, last) = range.split_once(':').unwrap_or((range, range));
        if let (Some(first), Some(last)) = (place(first), place(last)) {
            self.found.merged.push((first, last));
            within(self.found.merged.len(), CELLS)?;
        }
        Ok(())
    }
}

/// A number as it was typed: workbooks keep seventeen digits of it, of which the shortest that mean the same count.
fn exact(raw: &str) -> Option<Decimal> {
    let number: f64 = raw.parse().ok()?;
    let shortest = number.to_string();
    shortest.parse().ok().or_else(|| Decimal::from_scientific(&shortest).ok())
}

/// `C7` as row and column.
pub(super) fn place(name: &str) -> Option<At> {
    let name = name.trim_start_matches('$');
    let split = name.find(|letter: char| !letter.is_ascii_alphabetic())?;
    let (letters, digits) = name.split_at(split);
    let column = letters.bytes().try_fold(0_u32, |column, letter| {
        column.checked_mul(26)?.checked_add(u32::from(letter.to_ascii_uppercase() - b'A') + 1)
    })?;
    let row: u32 = digits.trim_start_matches('$').parse().ok()?;
    Some((row.checked_sub(1)?, column.checked_sub(1)?))
}

/// Row and column as `C7`.
pub(super) fn name((row, column): At) -> String {
    let mut letters = Vec::new();
    let mut left = column + 1;
    while left > 0 {
        letters.push(char::from(b'A' + u8::try_from((left - 1) % 26).unwrap_or_default()));
        left = (left - 1) / 26;
    }
    letters.iter().rev().collect::<String>() + &(row + 1).to_string()
}

fn outside() -> Refused {
    Refused::new(Why::Damaged)
}

impl Visit for Cells<'_> {
    fn start(&mut self, name: &str, attributes: &Attributes<'_>) -> Result<(), Refused> {
        self.rich.start(name, attributes);
        match name {
            "row" => {
                let number = attributes.get("r").and_then(|row| row.parse::<u32>().ok());
                let row = number.map_or(Some(self.rows), |row| row.checked_sub(1));
                let row = row.filter(|row| *row < SHEET.0).ok_or_else(outside)?;
                (self.next, self.rows) = ((row, 0), row + 1);
            }
            "c" => self.open_cell(attributes)?,
            "v" => self.in_value = true,
            "mergeCell" => self.merge(&attributes.get("ref").unwrap_or_default())?,
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), Refused> {
        self.rich.end(name);
        match name {
            "v" => self.in_value = false,
            "c" => self.close_cell()?,
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), Refused> {
        self.rich.text(text);
        if self.in_value {
            self.raw.push_str(text);
        }
        Ok(())
    }
}
