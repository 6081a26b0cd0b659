//! The first sheet of a workbook, row by row, for every template.
//!
//! Numbers may be cells of numbers or text. A date may be a real date.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, DataRef, ExcelDateTime, Reader, SheetType, Xlsx, XlsxError};

use super::archive;
use crate::code::Code;
use crate::limits;
use crate::outcome::Place;
use crate::refusal::{Fault, Refusal};
use crate::table::{Header, row_too_long};

/// A cell that is not empty.
pub(crate) struct SheetCell {
    pub(crate) column: usize,
    pub(crate) text: String,
    /// Whether the sheet holds it as a number.
    pub(crate) number: bool,
}

/// A row that is not empty.
pub(crate) struct SheetRow {
    /// Row of the sheet, from 1.
    pub(crate) line: u64,
    /// Its cells, from left to right.
    pub(crate) cells: Vec<SheetCell>,
    /// The first error value among its cells.
    pub(crate) error: Option<Fault>,
}

impl SheetRow {
    pub(crate) fn cell(&self, column: usize) -> Option<&SheetCell> {
        self.cells.iter().find(|cell| cell.column == column)
    }

    fn width(&self) -> usize {
        self.cells.iter().map(|cell| cell.column + 1).max().unwrap_or(0)
    }

    /// The cells as the names of columns.
    pub(crate) fn names(&self) -> Vec<&str> {
        let mut names = vec![""; self.width().min(limits::COLUMNS + 1)];
        for cell in &self.cells {
            if let Some(name) = names.get_mut(cell.column) {
                *name = &cell.text;
            }
        }
        names
    }

    /// What is wrong with the row as a whole.
    pub(crate) fn fault(&mut self, header: &Header) -> Option<Fault> {
        self.error.take().or_else(|| self.shape_fault(header))
    }

    fn shape_fault(&self, header: &Header) -> Option<Fault> {
        if self.cells.iter().map(|cell| cell.text.len()).sum::<usize>() > limits::ROW_BYTES {
            return Some(row_too_long());
        }
        let width = self.width();
        if width > header.width {
            let fault = Fault::of(Code::WrongFieldCount, "", &width.to_string());
            return Some(fault.detail(header.width.to_string()));
        }
        let text = |at| self.cell(at).map_or(&[][..], |cell| cell.text.as_bytes());
        let repeated = header.is_repeated((0..header.width).map(text));
        repeated.then(|| Fault::new(Code::RepeatedHeader))
    }
}

/// What is done with each row.
type Each<'e> = &'e mut dyn FnMut(SheetRow) -> Result<(), Refusal>;

/// Walks the rows of the first sheet. A workbook that is damaged anywhere is refused whole.
pub(crate) fn rows(bytes: &[u8], each: Each<'_>) -> Result<(), Refusal> {
    let whole = |fault: Fault| fault.at(Place::File);
    if bytes.len() > limits::FILE_BYTES {
        let fault = Fault::of(Code::FileTooLarge, "", &bytes.len().to_string());
        return Err(whole(fault.detail(limits::FILE_BYTES.to_string())));
    }
    archive::check(bytes).map_err(whole)?;
    // The reader computes with what a damaged file claims and may panic; that is the file's fault.
    catch_unwind(AssertUnwindSafe(|| walk(bytes, each)))
        .unwrap_or_else(|_| Err(whole(archive::unreadable("it is damaged"))))
}

fn walk(bytes: &[u8], each: Each<'_>) -> Result<(), Refusal> {
    let whole = |error: XlsxError| archive::unreadable(error).at(Place::File);
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(whole)?;
    let mut sheets = workbook.sheets_metadata().iter();
    let first = sheets.find(|sheet| sheet.typ == SheetType::WorkSheet);
    let first = first.map(|sheet| sheet.name.clone()).unwrap_or_default();
    let mut cells = workbook.worksheet_cells_reader(&first).map_err(whole)?;
    let mut sheet = Sheet { each, line: 0, cells: Vec::new(), error: None };
    while let Some(cell) = cells.next_cell().map_err(whole)? {
        let (row, column) = cell.get_position();
        sheet.put(u64::from(row) + 1, column as usize, cell.get_value())?;
    }
    sheet.end_row()
}

/// The row being collected.
struct Sheet<'e> {
    each: Each<'e>,
    line: u64,
    cells: Vec<SheetCell>,
    error: Option<Fault>,
}

impl Sheet<'_> {
    fn put(&mut self, line: u64, column: usize, value: &DataRef<'_>) -> Result<(), Refusal> {
        let damaged = |what| Err(archive::unreadable(what).at(Place::Line(line)));
        if line > limits::SHEET.0 || column >= limits::SHEET.1 {
            return damaged("a cell lies outside the sheet");
        }
        if line != self.line {
            self.end_row()?;
            if line < self.line {
                return damaged("its rows are out of order");
            }
            self.line = line;
        }
        if self.cells.last().is_some_and(|before| column <= before.column) {
            return damaged("its cells are out of order");
        }
        if let DataRef::Error(error) = value {
            self.error.get_or_insert(Fault::of(Code::FormulaError, "", &error.to_string()));
        }
        let (text, number) = text_of(value);
        if !text.is_empty() {
            self.cells.push(SheetCell { column, text, number });
        }
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), Refusal> {
        let (cells, error) = (std::mem::take(&mut self.cells), self.error.take());
        if cells.is_empty() {
            return Ok(());
        }
        (self.each)(SheetRow { line: self.line, cells, error })
    }
}

/// The text of a cell, and whether it is a number. A number is written with its fewest digits, as
/// the sheet stores it.
fn text_of(value: &DataRef<'_>) -> (String, bool) {
    match value {
        DataRef::Int(number) => (number.to_string(), true),
        DataRef::Float(number) => (number.to_string(), true),
        DataRef::DateTime(moment) if moment.is_datetime() => (written(moment), false),
        other => (Data::from(other.clone()).to_string(), false),
    }
}

/// A real date as the template writes it. A text of another shape is left for the judge to refuse.
fn written(moment: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
}
