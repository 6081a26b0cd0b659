//! The template as a workbook: the same columns on the first sheet.
//!
//! Numbers may be cells of numbers or text. A sheet stores a number without trailing zeros (7.40 is
//! stored as 7.4), so points from such cells are compared less finely than they were printed; text
//! keeps them. A date may be a real date.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{Data, DataRef, ExcelDateTime, Reader, SheetType, Xlsx, XlsxError};
use chiso_scoring::figure::Reported;

use super::cells::{Cell, Cells};
use super::gather::Gather;
use super::judge::{Judge, Scope};
use super::{TEMPLATE, archive};
use crate::code::Code;
use crate::context::Context;
use crate::limits;
use crate::outcome::{Outcome, Place};
use crate::refusal::{Fault, Refusal};
use crate::table::{Header, row_too_long, too_many_rows};

/// Reads the template from the first sheet of a workbook. Empty rows are passed over; the first
/// row that is not empty is the header. A workbook that is damaged anywhere is refused whole.
#[must_use]
pub fn xlsx(bytes: &[u8], context: &Context<'_>) -> Outcome<Reported> {
    let whole = |fault: Fault| Outcome::refused_whole(fault.at(Place::File));
    if bytes.len() > limits::FILE_BYTES {
        let fault = Fault::of(Code::FileTooLarge, "", &bytes.len().to_string());
        return whole(fault.detail(limits::FILE_BYTES.to_string()));
    }
    if let Err(fault) = archive::check(bytes) {
        return whole(fault);
    }
    // The reader computes with what a damaged file claims and may panic; that is the file's fault.
    match catch_unwind(AssertUnwindSafe(|| read(bytes, context))) {
        Ok(read) => read.unwrap_or_else(Outcome::refused_whole),
        Err(_) => whole(archive::unreadable("it is damaged")),
    }
}

fn unreadable(error: XlsxError) -> Fault {
    archive::unreadable(error)
}

fn read(bytes: &[u8], context: &Context<'_>) -> Result<Outcome<Reported>, Refusal> {
    let whole = |error: XlsxError| unreadable(error).at(Place::File);
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(whole)?;
    let mut sheets = workbook.sheets_metadata().iter();
    let first = sheets.find(|sheet| sheet.typ == SheetType::WorkSheet);
    let first = first.map(|sheet| sheet.name.clone()).unwrap_or_default();
    let mut cells = workbook.worksheet_cells_reader(&first).map_err(whole)?;
    let mut sheet = Sheet::new(context);
    while let Some(cell) = cells.next_cell().map_err(whole)? {
        let (row, column) = cell.get_position();
        sheet.put(u64::from(row) + 1, column as usize, cell.get_value())?;
    }
    sheet.finish()
}

/// A sheet on its way in: the row being collected, and what came of the rows before.
struct Sheet<'c> {
    header: Option<Header>,
    judge: Judge<'c>,
    gather: Gather<Scope>,
    line: u64,
    row: Vec<SheetCell>,
    error: Option<Fault>,
    rows: usize,
}

struct SheetCell {
    column: usize,
    text: String,
    number: bool,
}

impl<'c> Sheet<'c> {
    fn new(context: &'c Context<'c>) -> Self {
        Self {
            header: None,
            judge: Judge::new(context),
            gather: Gather::with_capacity(0),
            line: 0,
            row: Vec::new(),
            error: None,
            rows: 0,
        }
    }

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
        if self.row.last().is_some_and(|before| column <= before.column) {
            return damaged("its cells are out of order");
        }
        if let DataRef::Error(error) = value {
            self.error.get_or_insert(Fault::of(Code::FormulaError, "", &error.to_string()));
        }
        let (text, number) = text_of(value);
        if !text.is_empty() {
            self.row.push(SheetCell { column, text, number });
        }
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), Refusal> {
        let (row, error) = (std::mem::take(&mut self.row), self.error.take());
        if row.is_empty() {
            return Ok(());
        }
        let place = Place::Line(self.line);
        let Some(header) = &self.header else {
            self.header = Some(read_header(&row).map_err(|fault| fault.at(place))?);
            return Ok(());
        };
        self.rows += 1;
        if self.rows > limits::ROWS {
            return Err(too_many_rows());
        }
        let judged = match error.or_else(|| fault_of(&row, header)) {
            Some(fault) => Err(fault),
            None => self.judge.row(&cells_of(&row, header), self.line),
        };
        self.gather.put(place, judged);
        Ok(())
    }

    fn finish(mut self) -> Result<Outcome<Reported>, Refusal> {
        self.end_row()?;
        if self.header.is_none() {
            return Err(Fault::new(Code::EmptyFile).at(Place::File));
        }
        Ok(self.gather.into_outcome())
    }
}

fn read_header(row: &[SheetCell]) -> Result<Header, Fault> {
    let width = row.iter().map(|cell| cell.column + 1).max().unwrap_or(0);
    let mut names = vec![""; width.min(limits::COLUMNS + 1)];
    for cell in row {
        if let Some(name) = names.get_mut(cell.column) {
            *name = &cell.text;
        }
    }
    Header::read(&names, &TEMPLATE)
}

fn fault_of(row: &[SheetCell], header: &Header) -> Option<Fault> {
    if row.iter().map(|cell| cell.text.len()).sum::<usize>() > limits::ROW_BYTES {
        return Some(row_too_long());
    }
    let last = row.iter().map(|cell| cell.column + 1).max().unwrap_or(0);
    if last > header.width {
        let fault = Fault::of(Code::WrongFieldCount, "", &last.to_string());
        return Some(fault.detail(header.width.to_string()));
    }
    let repeated = header.is_repeated((0..header.width).map(|at| cell_at(row, at).text));
    repeated.then(|| Fault::new(Code::RepeatedHeader))
}

fn cells_of<'r>(row: &'r [SheetCell], header: &Header) -> Cells<'r> {
    Cells::pick(header, |at| cell_at(row, at))
}

fn cell_at(row: &[SheetCell], column: usize) -> Cell<'_> {
    let cell = row.iter().find(|cell| cell.column == column);
    cell.map_or_else(Cell::default, |cell| Cell { text: cell.text.as_bytes(), number: cell.number })
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
