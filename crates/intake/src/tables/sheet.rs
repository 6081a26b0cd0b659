//! A table as a workbook: the same columns on the first sheet. A workbook cannot be read as it comes,
//! so its rows are held in memory; the bounds of a workbook bound them.

use super::header::Wanted;
use super::row::Row;
use super::template::TableKind;
use super::{Next, header};
use crate::code::Code;
use crate::limits;
use crate::outcome::Place;
use crate::refusal::{Fault, Refusal};
use crate::reported::sheet::{SheetRow, rows};
use crate::table::{Header, too_many_rows};

/// The rows of the first sheet.
pub(super) struct SheetRows {
    kind: TableKind,
    rows: std::vec::IntoIter<(u64, Result<Cells, Refusal>)>,
    current: Cells,
    bytes: u64,
}

/// One row by the template's columns: the texts, one behind the other, and where each stands.
#[derive(Default)]
struct Cells {
    text: Box<str>,
    spans: Box<[(usize, usize)]>,
}

impl SheetRows {
    pub(super) fn open(bytes: &[u8], wanted: Wanted) -> Result<Self, Refusal> {
        let mut header: Option<(TableKind, Header)> = None;
        let mut read = Vec::new();
        rows(bytes, &mut |row| {
            let line = row.line;
            let told = match &header {
                Some(told) => told,
                None => {
                    let bare = header::headless(&row.names()).filter(|_| wanted == Wanted::List);
                    let is_header = bare.is_none();
                    let told = match bare {
                        Some(bare) => Ok((TableKind::Dossiers, bare)),
                        None => header::read_wanted(&row.names(), wanted),
                    };
                    let told = told.map_err(|fault| fault.at(Place::Line(line)))?;
                    let told = header.insert(told);
                    if is_header {
                        return Ok(());
                    }
                    told
                }
            };
            let (kind, header) = told;
            if read.len() == limits::ROWS {
                return Err(too_many_rows());
            }
            read.push((line, cells(row, *kind, header)));
            Ok(())
        })?;
        let (kind, _) = header.ok_or_else(|| Fault::new(Code::EmptyFile).at(Place::File))?;
        let bytes = bytes.len() as u64;
        Ok(Self { kind, rows: read.into_iter(), current: Cells::default(), bytes })
    }

    pub(super) fn kind(&self) -> TableKind {
        self.kind
    }

    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    pub(super) fn next(&mut self) -> Option<Next<'_>> {
        let (line, row) = self.rows.next()?;
        let row = row.map(|cells| {
            self.current = cells;
            (self.kind, Row { text: &self.current.text, spans: &self.current.spans })
        });
        Some(Next { line, row })
    }
}

fn cells(mut row: SheetRow, kind: TableKind, header: &Header) -> Result<Cells, Refusal> {
    if let Some(fault) = row.fault(header) {
        return Err(fault.at(Place::Line(row.line)));
    }
    let mut text = String::new();
    let mut put = |column| {
        let from = text.len();
        let cell = header.pick(column, |at| row.cell(at), None);
        text.push_str(cell.map_or("", |cell| &cell.text));
        (from, text.len())
    };
    let spans = (0..kind.columns().len()).map(&mut put).collect();
    Ok(Cells { text: text.into_boxed_str(), spans })
}
