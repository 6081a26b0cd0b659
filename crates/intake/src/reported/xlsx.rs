//! The template as a workbook: the same columns on the first sheet.
//!
//! A sheet stores a number without trailing zeros (7.40 is stored as 7.4), so points from such cells
//! are compared less finely than they were printed; text keeps them.

use chiso_scoring::figure::Reported;

use super::TEMPLATE;
use super::cells::{Cell, Cells};
use super::gather::Gather;
use super::judge::{Judge, Scope};
use super::sheet::{self, SheetRow};
use crate::code::Code;
use crate::context::Context;
use crate::limits;
use crate::outcome::{Outcome, Place};
use crate::refusal::{Fault, Refusal};
use crate::table::{Header, too_many_rows};

/// Reads the template from the first sheet of a workbook. Empty rows are passed over; the first
/// row that is not empty is the header. A workbook that is damaged anywhere is refused whole.
#[must_use]
pub fn xlsx(bytes: &[u8], context: &Context<'_>) -> Outcome<Reported> {
    let mut figures = Figures::new(context);
    let read = sheet::rows(bytes, &mut |row| figures.put(row));
    read.and_then(|()| figures.finish()).unwrap_or_else(Outcome::refused_whole)
}

/// What came of the rows so far.
struct Figures<'c> {
    header: Option<Header>,
    judge: Judge<'c>,
    gather: Gather<Scope>,
    rows: usize,
}

impl<'c> Figures<'c> {
    fn new(context: &'c Context<'c>) -> Self {
        let judge = Judge::new(context);
        Self { header: None, judge, gather: Gather::with_capacity(0), rows: 0 }
    }

    fn put(&mut self, mut row: SheetRow) -> Result<(), Refusal> {
        let place = Place::Line(row.line);
        let Some(header) = &self.header else {
            let header = Header::read(&row.names(), &TEMPLATE).map_err(|fault| fault.at(place))?;
            self.header = Some(header);
            return Ok(());
        };
        self.rows += 1;
        if self.rows > limits::ROWS {
            return Err(too_many_rows());
        }
        let judged = match row.fault(header) {
            Some(fault) => Err(fault),
            None => self.judge.row(&cells_of(&row, header), row.line),
        };
        self.gather.put(place, judged);
        Ok(())
    }

    fn finish(self) -> Result<Outcome<Reported>, Refusal> {
        if self.header.is_none() {
            return Err(Fault::new(Code::EmptyFile).at(Place::File));
        }
        Ok(self.gather.into_outcome())
    }
}

fn cells_of<'r>(row: &'r SheetRow, header: &Header) -> Cells<'r> {
    Cells::pick(header, |at| {
        let cell = row.cell(at);
        cell.map_or_else(Cell::default, |cell| Cell {
            text: cell.text.as_bytes(),
            number: cell.number,
        })
    })
}
