//! Tables of events: dossiers, steps, ratings, services, publications, petitions, agencies'
//! figures and names of procedures, from CSV, NDJSON or XLSX files of the published templates (`docs/templates/`).
//!
//! CSV and NDJSON are read as they come, in constant memory whatever the length of the file. Nothing
//! of a row depends on when or in which order it is read.
//!
//! Reading order: this file, `template` (the columns), `row` (cells to values), `dossier` and `record`
//! (rows to items), `csv`, `lines` and `sheet` (bytes to rows).

mod csv;
mod dossier;
mod header;
mod input;
mod lines;
pub mod lists;
mod record;
mod row;
mod sheet;
mod template;
mod title;
mod words;

use std::io::{Empty, Read};

use chiso_scoring::dossier::Statement;
use chiso_scoring::record::Record;

use crate::code::Code;
use crate::limits;
use crate::outcome::{Place, Placed};
use crate::refusal::{Fault, Refusal};
use csv::CsvRows;
use input::Opened;
use lines::JsonLines;
use row::Row;
use sheet::SheetRows;
pub use template::{TableKind, kind_of};

/// What a row says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// Something about one dossier.
    Statement(Statement),
    /// Anything else.
    Record(Record),
}

/// What rows are judged against.
#[derive(Debug, Clone, Copy, Default)]
pub struct TableContext<'a> {
    /// Code of the agency that sends the file: what an empty cell in the column `agency` means.
    pub sender: Option<&'a str>,
}

/// An item or a refusal, with its line.
pub type PlacedItem = Placed<Result<Item, Refusal>>;

/// A table on its way in.
pub struct Reader<R> {
    source: Source<R>,
    sender: Option<Box<str>>,
    progress: Progress,
}

/// How far a file is read.
struct Progress {
    rows: u64,
    most: u64,
    /// Why nothing more can be read.
    failed: Option<Refusal>,
}

enum Source<R> {
    Csv(Box<CsvRows<R>>),
    Lines(Box<JsonLines<R>>),
    Sheet(SheetRows),
}

/// The next row of a file with the table it belongs to, or why it is none.
struct Next<'r> {
    line: u64,
    row: Result<(TableKind, Row<'r>), Refusal>,
}

impl Reader<Empty> {
    /// Opens a workbook: the columns of a template on its first sheet.
    ///
    /// # Errors
    /// A workbook that is damaged or too large, or a header that belongs to no template; then
    /// nothing of the file is read.
    pub fn xlsx(
        bytes: &[u8],
        kind: Option<TableKind>,
        context: &TableContext<'_>,
    ) -> Result<Self, Refusal> {
        Ok(Self::new(Source::Sheet(SheetRows::open(bytes, kind.into())?), context))
    }
}

impl<R: Read> Reader<R> {
    /// Opens a CSV file: UTF-8, with a comma, semicolon or tab as delimiter.
    ///
    /// # Errors
    /// An empty file, a header that belongs to no template or not to the one that is asked for, or
    /// a reader that fails; then nothing of the file is read.
    pub fn csv(
        read: R,
        kind: Option<TableKind>,
        context: &TableContext<'_>,
    ) -> Result<Self, Refusal> {
        let rows = CsvRows::open(Opened::new(read)?, kind.into())?;
        Ok(Self::new(Source::Csv(Box::new(rows)), context))
    }

    /// Opens an NDJSON file: one object per line, with the columns of a template as its fields.
    ///
    /// # Errors
    /// An empty file, or a reader that fails.
    pub fn ndjson(
        read: R,
        kind: Option<TableKind>,
        context: &TableContext<'_>,
    ) -> Result<Self, Refusal> {
        let lines = JsonLines::open(Opened::new(read)?, kind);
        Ok(Self::new(Source::Lines(Box::new(lines)), context))
    }

    /// Opens a file told by its content: a ZIP archive is a workbook, a text that begins with a
    /// brace is NDJSON, anything else is CSV.
    ///
    /// # Errors
    /// As the three others.
    pub fn open(
        read: R,
        kind: Option<TableKind>,
        context: &TableContext<'_>,
    ) -> Result<Self, Refusal> {
        let opened = Opened::new(read)?;
        let source = match opened.head.trim_ascii_start() {
            [b'P', b'K', ..] => Source::Sheet(SheetRows::open(&opened.whole()?, kind.into())?),
            [b'{', ..] => Source::Lines(Box::new(JsonLines::open(opened, kind))),
            _ => Source::Csv(Box::new(CsvRows::open(opened, kind.into())?)),
        };
        Ok(Self::new(source, context))
    }

    /// Reads at most `max` rows into `out`, each as an item or as the reason it is none; a petition
    /// that names a dossier gives two items of one place. Gives whether more rows may follow.
    ///
    /// # Errors
    /// The reader fails, or the file has more rows than any; what was read before is good, and what
    /// follows cannot be read any more.
    pub fn next_chunk(&mut self, max: usize, out: &mut Vec<PlacedItem>) -> Result<bool, Refusal> {
        let sender = self.sender.as_deref();
        for _ in 0..max {
            let Some(next) = self.source.advance(&mut self.progress)? else { return Ok(false) };
            let place = Place::Line(next.line);
            let judged = next.row.and_then(|(kind, row)| {
                judge(kind, &row, sender).map_err(|fault| fault.at(place.clone()))
            });
            let (first, second) = match judged {
                Ok((item, second)) => (Ok(item), second),
                Err(refusal) => (Err(refusal), None),
            };
            out.push(Placed { place: place.clone(), value: first });
            out.extend(second.map(|item| Placed { place, value: Ok(item) }));
        }
        Ok(true)
    }

    /// Passes over rows that were read before, for going on with an import; gives how many there
    /// were. They count in [`Reader::rows_read`].
    ///
    /// # Errors
    /// As [`Reader::next_chunk`].
    pub fn skip_rows(&mut self, rows: u64) -> Result<u64, Refusal> {
        let mut skipped = 0;
        while skipped < rows && self.source.advance(&mut self.progress)?.is_some() {
            skipped += 1;
        }
        Ok(skipped)
    }

    /// The table that is read; nothing as long as no line of an NDJSON file has told it.
    #[must_use]
    pub fn kind(&self) -> Option<TableKind> {
        match &self.source {
            Source::Csv(rows) => Some(rows.kind()),
            Source::Lines(lines) => lines.kind(),
            Source::Sheet(rows) => Some(rows.kind()),
        }
    }

    /// Rows read and passed over so far, without the header and empty lines.
    #[must_use]
    pub fn rows_read(&self) -> u64 {
        self.progress.rows
    }

    /// Bytes of the file taken so far; of a workbook all of them.
    #[must_use]
    pub fn bytes_read(&self) -> u64 {
        match &self.source {
            Source::Csv(rows) => rows.bytes(),
            Source::Lines(lines) => lines.bytes(),
            Source::Sheet(rows) => rows.bytes(),
        }
    }
}

impl<R> Reader<R> {
    fn new(source: Source<R>, context: &TableContext<'_>) -> Self {
        let sender = context.sender.map(Box::from);
        let progress = Progress { rows: 0, most: limits::STREAM_ROWS, failed: None };
        Self { source, sender, progress }
    }
}

impl<R: Read> Source<R> {
    fn next(&mut self) -> Result<Option<Next<'_>>, Refusal> {
        match self {
            Self::Csv(rows) => rows.next(),
            Self::Lines(lines) => lines.next(),
            Self::Sheet(rows) => Ok(rows.next()),
        }
    }

    /// The next row, counted; what went wrong once stays wrong.
    fn advance(&mut self, progress: &mut Progress) -> Result<Option<Next<'_>>, Refusal> {
        if let Some(failed) = &progress.failed {
            return Err(failed.clone());
        }
        let read = self.next();
        if let Err(refusal) = &read {
            progress.failed = Some(refusal.clone());
        }
        if matches!(read, Ok(Some(_))) {
            progress.count()?;
        }
        read
    }
}

impl Progress {
    fn count(&mut self) -> Result<(), Refusal> {
        if self.rows < self.most {
            self.rows += 1;
            return Ok(());
        }
        let fault = Fault::new(Code::TooManyRows).detail(self.most.to_string());
        let refusal = fault.at(Place::File);
        self.failed = Some(refusal.clone());
        Err(refusal)
    }
}

/// What a row says, and what it says besides.
fn judge(
    kind: TableKind,
    row: &Row<'_>,
    sender: Option<&str>,
) -> Result<(Item, Option<Item>), Fault> {
    let statement = |statement| (Item::Statement(statement), None);
    let record = |record| (Item::Record(record), None);
    match kind {
        TableKind::Dossiers => dossier::dossier(row, sender).map(statement),
        TableKind::Steps => dossier::step(row).map(statement),
        TableKind::Ratings => dossier::rating(row).map(statement),
        TableKind::Services => record::service(row, sender).map(record),
        TableKind::Publications => record::publication(row, sender).map(record),
        TableKind::AgencyFigures => record::figures(row, sender).map(record),
        TableKind::Procedures => record::procedure_name(row).map(record),
        TableKind::Petitions => {
            let (petition, complaint) = record::petition(row, sender)?;
            Ok((Item::Record(petition), complaint.map(Item::Statement)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(3, None)]
    #[case(2, Some(Code::TooManyRows))]
    fn rows_are_bounded(#[case] most: u64, #[case] expect: Option<Code>) {
        let text = "number,at,status\nH55-1,20260801,2\nH55-2,20260802,2\nH55-3,20260803,2\n";
        let mut reader = Reader::csv(text.as_bytes(), None, &TableContext::default()).unwrap();
        reader.progress.most = most;
        let mut out = Vec::new();
        let read = reader.next_chunk(10, &mut out);
        assert_eq!(read.err().map(|refusal| refusal.code), expect);
        assert_eq!(out.len() as u64, most.min(3));
        assert_eq!(reader.next_chunk(10, &mut out).err().map(|refusal| refusal.code), expect);
    }
}
