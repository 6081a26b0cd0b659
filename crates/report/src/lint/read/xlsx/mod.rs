//! Workbooks: every sheet that is shown is a heading, and texts and tables as they stand on it.
//!
//! Numbers are kept exactly and printed as their cell's format tells; a library for reading workbooks tells the
//! number but not the format, so the few parts that matter are read here.

mod book;
mod cells;
mod format;
mod regions;
mod strings;
mod styles;

use std::cell::RefCell;

use super::Refused;
use super::limits::Budget;
use super::package::Package;
use crate::lint::doc::{Block, Doc, Kind, Place, Text};
use book::Book;
use cells::Cells;
use regions::Regions;
use strings::Strings;
use styles::Styles;

/// Reads a workbook whose main part is `main`.
pub(super) fn read(package: &mut Package<'_>, main: &str) -> Result<Doc, Refused> {
    let budget = RefCell::new(Budget::default());
    let book = Book::read(package, main, &budget)?;
    let mut strings = Strings::default();
    let mut styles = Styles::default();
    if let Some(part) = &book.strings {
        package.walk(part, &budget, &mut strings)?;
    }
    if let Some(part) = &book.styles {
        package.walk(part, &budget, &mut styles)?;
    }
    let mut blocks = Vec::new();
    let mut tables = 0;
    for (name, part) in &book.sheets {
        let mut cells = Cells::new(&strings, &styles, book.from_1904, &budget);
        package.walk(part, &budget, &mut cells)?;
        let mut regions = Regions::new(name, &mut tables, &budget);
        let found = regions.blocks(cells.finish())?;
        if !found.is_empty() {
            let place = Place { sheet: Some(name.clone()), ..Place::default() };
            blocks.push(Block::Text(Text { place, text: name.clone(), heading: true }));
            blocks.extend(found);
        }
    }
    Ok(Doc { kind: Kind::Xlsx, blocks })
}
