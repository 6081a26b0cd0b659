//! CSV as it comes. The parser of the `csv` crate runs on fixed buffers here: a quotation mark that is
//! never closed makes one long row, not a long buffer.

use std::io::Read;
use std::ops::Range;

use csv_core::{ReadRecordResult, ReaderBuilder};

use super::header::Wanted;
use super::input::{Input, Opened, not_utf8};
use super::row::Row;
use super::template::TableKind;
use super::{Next, header};
use crate::code::Code;
use crate::limits;
use crate::outcome::Place;
use crate::refusal::{Fault, Refusal};
use crate::table::{Header, delimiter, row_too_long};

/// The rows of a CSV file.
pub(super) struct CsvRows<R> {
    records: Records<R>,
    header: Header,
    kind: TableKind,
    spans: Vec<(usize, usize)>,
}

/// The records of a CSV file, whatever they hold.
struct Records<R> {
    input: Input<R>,
    parser: csv_core::Reader,
    /// The fields of the current record, one behind the other, and where each ends.
    fields: Vec<u8>,
    ends: Vec<usize>,
}

/// What the parser found: the fields themselves lie in the buffers, if they fit.
struct Shape {
    line: u64,
    bytes: usize,
    fields: usize,
}

impl<R: Read> CsvRows<R> {
    pub(super) fn open(opened: Opened<R>, wanted: Wanted) -> Result<Self, Refusal> {
        let mut records = Records::new(opened);
        let Some(shape) = records.next()? else {
            return Err(Fault::new(Code::EmptyFile).at(Place::File));
        };
        let (kind, header) = records.header(&shape, wanted)?;
        Ok(Self { records, header, kind, spans: Vec::new() })
    }

    pub(super) fn kind(&self) -> TableKind {
        self.kind
    }

    pub(super) fn bytes(&self) -> u64 {
        self.records.input.bytes()
    }

    pub(super) fn next(&mut self) -> Result<Option<Next<'_>>, Refusal> {
        let Some(shape) = self.records.next()? else { return Ok(None) };
        let (line, kind) = (shape.line, self.kind);
        Ok(Some(Next { line, row: self.row(&shape).map(|row| (kind, row)) }))
    }

    fn row(&mut self, shape: &Shape) -> Result<Row<'_>, Refusal> {
        let place = Place::Line(shape.line);
        if shape.bytes > limits::ROW_BYTES {
            return Err(row_too_long().at(place));
        }
        if shape.fields != self.header.width {
            let fault = Fault::of(Code::WrongFieldCount, "", &shape.fields.to_string());
            return Err(fault.detail(self.header.width.to_string()).at(place));
        }
        let fields = (0..shape.fields).map(|at| &self.records.fields[self.records.span(at)]);
        if self.header.is_repeated(fields) {
            return Err(Fault::new(Code::RepeatedHeader).at(place));
        }
        let find = |column| self.header.pick(column, |at| self.records.span(at), 0..0);
        let columns = 0..self.kind.columns().len();
        self.spans.clear();
        self.spans.extend(columns.map(find).map(|span| (span.start, span.end)));
        Ok(Row { text: self.records.text(shape)?, spans: &self.spans })
    }
}

impl<R: Read> Records<R> {
    fn new(opened: Opened<R>) -> Self {
        let delimiter = delimiter(&String::from_utf8_lossy(&opened.head));
        Self {
            input: opened.table(),
            parser: ReaderBuilder::new().delimiter(delimiter).build(),
            fields: vec![0; limits::ROW_BYTES + 1],
            ends: vec![0; limits::COLUMNS + 1],
        }
    }

    /// Parses one record into the buffers; behind their end it starts over, and the shape tells.
    fn next(&mut self) -> Result<Option<Shape>, Refusal> {
        self.input.skip_line_ends()?;
        let mut shape = Shape { line: self.input.line(), bytes: 0, fields: 0 };
        let (mut field_at, mut end_at) = (0, 0);
        loop {
            let (result, read, wrote, ended) = self.parser.read_record(
                self.input.fill()?,
                &mut self.fields[field_at..],
                &mut self.ends[end_at..],
            );
            self.input.consume(read);
            shape.bytes = shape.bytes.saturating_add(wrote);
            shape.fields = shape.fields.saturating_add(ended);
            (field_at, end_at) = (field_at + wrote, end_at + ended);
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => field_at = 0,
                ReadRecordResult::OutputEndsFull => end_at = 0,
                ReadRecordResult::Record => return Ok(Some(shape)),
                ReadRecordResult::End => return Ok(None),
            }
        }
    }

    fn header(&self, shape: &Shape, wanted: Wanted) -> Result<(TableKind, Header), Refusal> {
        let place = Place::Line(shape.line);
        if shape.bytes > limits::ROW_BYTES {
            return Err(row_too_long().at(place));
        }
        if shape.fields > limits::COLUMNS {
            let fault = Fault::of(Code::TooManyColumns, "", &shape.fields.to_string());
            return Err(fault.detail(limits::COLUMNS.to_string()).at(place));
        }
        let text = self.text(shape)?;
        let cells = (0..shape.fields).map(|at| text.get(self.span(at)).unwrap_or_default());
        header::read_wanted(&cells.collect::<Vec<_>>(), wanted).map_err(|fault| fault.at(place))
    }

    fn text(&self, shape: &Shape) -> Result<&str, Refusal> {
        let bytes = &self.fields[..shape.bytes];
        let text = std::str::from_utf8(bytes).map_err(|_| not_utf8(bytes, shape.line))?;
        // Two halves of a letter in two fields are no letter.
        let whole = |at| text.is_char_boundary(self.span(at).end);
        if text.is_ascii() || (0..shape.fields).all(whole) {
            return Ok(text);
        }
        Err(Fault::new(Code::NotUtf8).at(Place::Line(shape.line)))
    }

    /// Where a field of the current record stands.
    fn span(&self, at: usize) -> Range<usize> {
        let end = |at: usize| self.ends.get(at).copied().unwrap_or_default();
        at.checked_sub(1).map_or(0, end)..end(at)
    }
}
