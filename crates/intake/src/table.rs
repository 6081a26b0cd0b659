//! Tables with a header line: which column is where, and CSV rows with their line numbers.

use csv::ByteRecord;

use crate::code::Code;
use crate::limits;
use crate::outcome::Place;
use crate::refusal::{Fault, Refusal};
use crate::text;

/// The columns a template knows.
pub(crate) struct Template {
    /// All columns; the first `required` of them must be there.
    pub(crate) columns: &'static [&'static str],
    /// How many must be there.
    pub(crate) required: usize,
}

/// Where the columns of a template stand in one file.
#[derive(Debug, Clone)]
pub(crate) struct Header {
    /// For each column of the template its place in the rows.
    places: Vec<Option<usize>>,
    /// Number of columns of the file.
    pub(crate) width: usize,
    /// The template's columns in file order.
    names: Vec<&'static str>,
}

impl Header {
    /// Reads the header line; the first thing wrong with it refuses the file.
    pub(crate) fn read(cells: &[&str], template: &Template) -> Result<Self, Fault> {
        if cells.len() > limits::COLUMNS {
            let fault = Fault::of(Code::TooManyColumns, "", &cells.len().to_string());
            return Err(fault.detail(limits::COLUMNS.to_string()));
        }
        let wrong = |code, name: &str| Fault::of(code, "", name).full_detail(expected(template));
        let mut places = vec![None; template.columns.len()];
        let mut names = Vec::with_capacity(cells.len());
        for (at, cell) in cells.iter().enumerate() {
            let column = template.columns.iter().position(|name| same_name(cell, name));
            let column = column.ok_or_else(|| wrong(Code::UnknownColumn, cell.trim()))?;
            if places[column].replace(at).is_some() {
                return Err(wrong(Code::DuplicateColumn, template.columns[column]));
            }
            names.push(template.columns[column]);
        }
        let missing = places[..template.required].iter().position(Option::is_none);
        match missing {
            Some(column) => Err(wrong(Code::MissingColumn, template.columns[column])),
            None => Ok(Self { places, width: cells.len(), names }),
        }
    }

    /// The cell of a template's column; `empty` if the file does not have the column.
    pub(crate) fn pick<T>(&self, column: usize, cells: impl Fn(usize) -> T, empty: T) -> T {
        self.places[column].map_or(empty, cells)
    }

    /// Whether a row is the header line once more.
    pub(crate) fn is_repeated<'b>(&self, mut cells: impl Iterator<Item = &'b [u8]>) -> bool {
        self.names.iter().all(|name| {
            let cell = cells.next().filter(|cell| cell.len() >= name.len());
            let cell = cell.and_then(|cell| std::str::from_utf8(cell).ok());
            cell.is_some_and(|cell| same_name(cell, name))
        }) && cells.next().is_none()
    }
}

fn same_name(cell: &str, name: &str) -> bool {
    cell.trim().eq_ignore_ascii_case(name)
}

/// The columns; in brackets those that may be left out. The same in every language.
fn expected(template: &Template) -> String {
    let (required, optional) = template.columns.split_at(template.required);
    match optional {
        [] => required.join(","),
        _ => format!("{}[,{}]", required.join(","), optional.join(",")),
    }
}

/// The rows of a CSV file behind its header.
pub(crate) struct CsvRows<'a> {
    text: &'a str,
    reader: csv::Reader<&'a [u8]>,
    record: ByteRecord,
    /// Byte up to which line ends are counted, and the line it lies in.
    counted: usize,
    line: u64,
    line_end: u8,
    rows: usize,
}

/// One row, or the reason it is not one.
pub(crate) enum CsvRow {
    /// A row of the header's width, in [`CsvRows::cell`].
    Row(u64),
    /// A refused row.
    Refused(Refusal),
    /// The file has too many rows.
    TooMany(Refusal),
}

impl<'a> CsvRows<'a> {
    /// Opens a CSV file and reads its header.
    pub(crate) fn open(bytes: &'a [u8], template: &Template) -> Result<(Self, Header), Refusal> {
        let text = text::decode(bytes, limits::FILE_BYTES)?;
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter(text))
            .from_reader(text.as_bytes());
        let line_end = if text.contains('\n') { b'\n' } else { b'\r' };
        let record = ByteRecord::new();
        let mut rows = Self { text, reader, record, counted: 0, line: 1, line_end, rows: 0 };
        let at = rows.advance().map_or(Place::File, Place::Line);
        let cells: Vec<&str> =
            rows.record.iter().map(|cell| std::str::from_utf8(cell).unwrap_or_default()).collect();
        let header = Header::read(&cells, template).map_err(|fault| fault.at(at))?;
        Ok((rows, header))
    }

    /// Reads the next record; gives the line it begins on.
    fn advance(&mut self) -> Option<u64> {
        if !self.reader.read_byte_record(&mut self.record).unwrap_or(false) {
            return None;
        }
        let before = self.record.position().map_or(0, csv::Position::byte) as usize;
        let bytes = self.text.as_bytes();
        let blank = |byte: &&u8| matches!(byte, b'\r' | b'\n');
        let start = before + bytes[before..].iter().take_while(blank).count();
        let skipped = &bytes[self.counted..start];
        self.line += skipped.iter().filter(|byte| **byte == self.line_end).count() as u64;
        self.counted = start;
        Some(self.line)
    }

    /// The next row.
    pub(crate) fn next(&mut self, header: &Header) -> Option<CsvRow> {
        let line = self.advance()?;
        self.rows += 1;
        if self.rows > limits::ROWS {
            return Some(CsvRow::TooMany(too_many_rows()));
        }
        let fault = self.fault(header);
        Some(fault.map_or(CsvRow::Row(line), |fault| CsvRow::Refused(fault.at(Place::Line(line)))))
    }

    fn fault(&self, header: &Header) -> Option<Fault> {
        if self.record.as_slice().len() > limits::ROW_BYTES {
            return Some(row_too_long());
        }
        if self.record.len() != header.width {
            let fault = Fault::of(Code::WrongFieldCount, "", &self.record.len().to_string());
            return Some(fault.detail(header.width.to_string()));
        }
        let repeated = header.is_repeated(self.record.iter());
        repeated.then(|| Fault::new(Code::RepeatedHeader))
    }

    /// A cell of the current row.
    pub(crate) fn cell(&self, at: usize) -> &[u8] {
        self.record.get(at).unwrap_or_default()
    }

    /// A guess of how many rows the file has, from the length of its first line.
    pub(crate) fn about(&self) -> usize {
        let first = self.text.lines().nth(1).map_or(1, str::len).max(40);
        (self.text.len() / first).min(limits::ROWS)
    }
}

/// The delimiter that the header line uses most; a comma if it uses none.
pub(crate) fn delimiter(text: &str) -> u8 {
    let first = text.trim_start_matches(['\r', '\n']).lines().next().unwrap_or_default();
    let used = |mark: u8| first.bytes().filter(|byte| *byte == mark).count();
    [b'\t', b';', b','].into_iter().max_by_key(|mark| used(*mark)).unwrap_or(b',')
}

pub(crate) fn row_too_long() -> Fault {
    Fault::new(Code::RowTooLong).detail(limits::ROW_BYTES.to_string())
}

pub(crate) fn too_many_rows() -> Refusal {
    Fault::new(Code::TooManyRows).detail(limits::ROWS.to_string()).at(Place::File)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const TEMPLATE: Template = Template { columns: &["code", "name", "note"], required: 2 };

    #[rstest]
    #[case("code,name", Ok(()))]
    #[case("\u{feff}code,name", Ok(()))]
    #[case(" Name ;CODE; note", Ok(()))]
    #[case("note\tname\tcode", Ok(()))]
    #[case("\r\n\r\ncode,name", Ok(()))]
    #[case("code", Err((Code::MissingColumn, "name")))]
    #[case("code,name,phone", Err((Code::UnknownColumn, "phone")))]
    #[case("code,name,", Err((Code::UnknownColumn, "")))]
    #[case("code,name,Code", Err((Code::DuplicateColumn, "code")))]
    fn headers(#[case] line: &str, #[case] expect: Result<(), (Code, &str)>) {
        let read = CsvRows::open(line.as_bytes(), &TEMPLATE).map(|_| ());
        let read = read.map_err(|refusal| (refusal.code, refusal.value.to_string()));
        assert_eq!(read, expect.map_err(|(code, value)| (code, value.to_owned())));
    }

    #[rstest]
    #[case("code,name\na,1\nb,2\n", &[2, 3])]
    #[case("code,name\r\na,1\r\nb,2\r\n", &[2, 3])]
    #[case("code,name\ra,1\rb,2", &[2, 3])]
    #[case("code,name\n\n\na,1\n\nb,2", &[4, 6])]
    #[case("code,name\r\n\r\na,\"1\r\n1\"\r\nb,2", &[3, 5])]
    fn line_numbers(#[case] text: &str, #[case] expect: &[u64]) {
        let (mut rows, header) = CsvRows::open(text.as_bytes(), &TEMPLATE).unwrap();
        let mut lines = Vec::new();
        while let Some(CsvRow::Row(line)) = rows.next(&header) {
            lines.push(line);
        }
        assert_eq!(lines, expect);
    }

    #[rstest]
    #[case(100, Code::UnknownColumn)]
    #[case(101, Code::TooManyColumns)]
    fn columns_are_bounded(#[case] columns: usize, #[case] expect: Code) {
        let text = vec!["x"; columns].join(",");
        let refusal = CsvRows::open(text.as_bytes(), &TEMPLATE).err().unwrap();
        assert_eq!(refusal.code, expect);
    }

    #[rstest]
    #[case(limits::ROW_BYTES, false)]
    #[case(limits::ROW_BYTES + 1, true)]
    fn rows_are_bounded(#[case] bytes: usize, #[case] refused: bool) {
        let text = format!("code,name\na,{}", "x".repeat(bytes - 1));
        let (mut rows, header) = CsvRows::open(text.as_bytes(), &TEMPLATE).unwrap();
        assert_eq!(matches!(rows.next(&header), Some(CsvRow::Refused(_))), refused);
    }
}
