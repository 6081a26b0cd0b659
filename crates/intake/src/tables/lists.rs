//! Lists of dossiers for reconciliation: what a one-stop system exports, or which codes the national
//! portal knows. CSV, XLSX or NDJSON with the columns of the table of dossiers, of which only `number`
//! must be there, or bare codes, one in a line.
//!
//! A code that stands several times is kept several times: that is a finding. What a row leaves empty is
//! not said and will not be compared.

use std::collections::{HashMap, HashSet};
use std::io::Read;
use std::sync::Arc;

use chiso_scoring::dossier::Seconds;
use chiso_scoring::reconcile::Entry;

use super::csv::CsvRows;
use super::header::{Wanted, headless};
use super::input::{Input, Opened};
use super::lines::JsonLines;
use super::row::{Field, Row, day};
use super::sheet::SheetRows;
use super::template::{TableKind, dossiers};
use crate::code::Code;
use crate::limits;
use crate::outcome::Place;
use crate::refusal::{Fault, Refusal};
use crate::spelling;
use crate::table::row_too_long;

/// What a list is judged against.
#[derive(Debug, Clone, Copy)]
pub struct ListContext<'a> {
    /// Code of the agency whose dossiers it lists.
    pub agency: &'a str,
    /// When it was taken: nothing in it was received later.
    pub as_of: Seconds,
}

/// A list that was read: `entries + refused = read`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListRead {
    /// Rows, in the order of the file.
    pub entries: Vec<Entry>,
    /// Rows that are none, each with its reason; the last may be of the whole file.
    pub refused: Vec<Refusal>,
    /// Rows read.
    pub read: usize,
    /// Rows beyond the first of each code.
    pub repeated: usize,
}

/// Reads a list; its format is told by its content.
///
/// # Errors
/// Nothing of the file can be used: empty, not UTF-8, a damaged workbook, a header without `number` or
/// with a column that no dossier has, no row at all, or more rows than [`limits::LIST_ROWS`].
pub fn read<R: Read>(read: R, context: &ListContext<'_>) -> Result<ListRead, Refusal> {
    read_at_most(read, context, limits::LIST_ROWS)
}

fn read_at_most<R: Read>(
    read: R,
    context: &ListContext<'_>,
    most: usize,
) -> Result<ListRead, Refusal> {
    let mut source = Source::open(read)?;
    let mut reading = Reading::new(context);
    while reading.next(&mut source)? {
        if reading.list.read > most {
            return Err(Fault::new(Code::TooManyRows).detail(most.to_string()).at(Place::File));
        }
    }
    let list = reading.list;
    if list.read == 0 {
        return Err(Fault::new(Code::EmptyList).at(Place::File));
    }
    Ok(list)
}

enum Source<R> {
    Csv(Box<CsvRows<R>>),
    Lines(Box<JsonLines<R>>),
    Sheet(Box<SheetRows>),
    Bare { input: Input<R>, line: Vec<u8> },
}

impl<R: Read> Source<R> {
    fn open(read: R) -> Result<Self, Refusal> {
        let opened = Opened::new(read)?;
        Ok(match opened.head.trim_ascii_start() {
            [b'P', b'K', ..] => {
                Self::Sheet(Box::new(SheetRows::open(&opened.whole()?, Wanted::List)?))
            }
            [b'{', ..] => Self::Lines(Box::new(JsonLines::open(opened, Some(TableKind::Dossiers)))),
            head if is_bare(head) => Self::Bare { input: opened.lines(), line: Vec::new() },
            _ => Self::Csv(Box::new(CsvRows::open(opened, Wanted::List)?)),
        })
    }
}

/// Whether a text begins with a code alone in its line.
fn is_bare(head: &[u8]) -> bool {
    let line = head.split(|byte| matches!(byte, b'\r' | b'\n')).next().unwrap_or_default();
    std::str::from_utf8(line).is_ok_and(|line| headless(&[line.trim()]).is_some())
}

/// A list on its way in.
struct Reading<'a> {
    context: &'a ListContext<'a>,
    list: ListRead,
    seen: HashSet<Box<str>>,
    /// Codes of agencies and procedures: few, and each on many rows.
    words: HashMap<Box<str>, Arc<str>>,
}

impl<'a> Reading<'a> {
    fn new(context: &'a ListContext<'a>) -> Self {
        let (list, seen, words) = (ListRead::default(), HashSet::new(), HashMap::new());
        Self { context, list, seen, words }
    }

    /// Takes the next row; gives whether there was one.
    fn next<R: Read>(&mut self, source: &mut Source<R>) -> Result<bool, Refusal> {
        let (line, judged) = match source {
            Source::Csv(rows) => {
                let Some(next) = rows.next()? else { return Ok(false) };
                (next.line, next.row.map(|(_, row)| self.entry(&row)))
            }
            Source::Lines(lines) => {
                let Some(next) = lines.next()? else { return Ok(false) };
                (next.line, next.row.map(|(_, row)| self.entry(&row)))
            }
            Source::Sheet(rows) => {
                let Some(next) = rows.next() else { return Ok(false) };
                (next.line, next.row.map(|(_, row)| self.entry(&row)))
            }
            Source::Bare { input, line } => {
                let at = input.line();
                let Some(fits) = input.read_line(line, limits::ROW_BYTES)? else {
                    return Ok(false);
                };
                if line.trim_ascii().is_empty() {
                    return Ok(true);
                }
                (at, if fits { self.bare(line, at) } else { Ok(Err(row_too_long())) })
            }
        };
        let place = || Place::Line(line);
        self.list.read += 1;
        match judged.and_then(|judged| judged.map_err(|fault| fault.at(place()))) {
            Ok(entry) => self.keep(entry),
            Err(refusal) => self.list.refused.push(refusal),
        }
        Ok(true)
    }

    /// A line with nothing but a code.
    fn bare(&mut self, line: &[u8], at: u64) -> Result<Result<Entry, Fault>, Refusal> {
        let text = std::str::from_utf8(line).map_err(|_| super::input::not_utf8(line, at))?;
        let text = text.trim().trim_matches('"');
        Ok(self.entry(&Row { text, spans: &[(0, text.len())] }))
    }

    fn keep(&mut self, entry: Entry) {
        if !self.seen.insert(entry.code.clone()) {
            self.list.repeated += 1;
        }
        self.list.entries.push(entry);
    }

    fn entry(&mut self, row: &Row<'_>) -> Result<Entry, Fault> {
        use dossiers::Column;
        let said = |column: Column| !row.cell(column).is_empty();
        let code = row.number(Column::number)?;
        let agency = said(Column::agency).then(|| row.agency(Column::agency, None)).transpose()?;
        let procedure = said(Column::procedure).then(|| row.procedure(Column::procedure));
        let procedure = procedure.transpose()?;
        let status = said(Column::status).then(|| row.read(Column::status, spelling::status));
        let received_at = row.moment(Column::received_at)?;
        self.inside(&code, agency.as_deref())?;
        self.in_time(received_at)?;
        Ok(Entry {
            agency: agency.map(|agency| self.word(&agency)),
            procedure: procedure.map(|procedure| self.word(&procedure)),
            status: status.transpose()?,
            received_at,
            due_at: row.moment(Column::due_at)?,
            ended_at: row.moment(Column::ended_at)?,
            code,
        })
    }

    /// Dossiers of another province or ministry are refused: a file was mixed up.
    fn inside(&self, code: &str, agency: Option<&str>) -> Result<(), Fault> {
        let top = |code: &str| code.split('.').next().unwrap_or_default().to_owned();
        let prefix = || spelling::agency_of_number(code);
        let Some(of) = agency.map(Box::from).or_else(prefix) else { return Ok(()) };
        if top(&of) == top(self.context.agency) {
            return Ok(());
        }
        let field = Field::from(dossiers::Column::agency).name;
        Err(Fault::of(Code::OutsideScope, field, &of).detail(self.context.agency))
    }

    fn in_time(&self, received_at: Option<Seconds>) -> Result<(), Fault> {
        let Some(at) = received_at.filter(|at| *at > self.context.as_of) else { return Ok(()) };
        let shown = |at| day(at).map(|day| day.to_string()).unwrap_or_default();
        let field = Field::from(dossiers::Column::received_at).name;
        Err(Fault::of(Code::AfterCapture, field, &shown(at)).detail(shown(self.context.as_of)))
    }

    fn word(&mut self, word: &str) -> Arc<str> {
        if let Some(known) = self.words.get(word) {
            return Arc::clone(known);
        }
        let known: Arc<str> = word.into();
        self.words.insert(word.into(), Arc::clone(&known));
        known
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    /// 31/8/2026, 23:59:59 in Vietnam.
    const TAKEN: ListContext<'static> = ListContext { agency: "H55", as_of: 1_788_195_599 };

    fn list(text: &str) -> Result<ListRead, Refusal> {
        read(text.as_bytes(), &TAKEN)
    }

    #[rstest]
    #[case::bare("H55.9-260803-0117\nH55.8-260804-0118\n")]
    #[case::bare_with_line_ends_of_windows(
        "\u{feff}H55.9-260803-0117\r\n\r\nH55.8-260804-0118\r\n"
    )]
    #[case::quoted("\"H55.9-260803-0117\"\n\"H55.8-260804-0118\"")]
    #[case::one_column("Number\nH55.9-260803-0117\nH55.8-260804-0118\n")]
    #[case::objects("{\"number\":\"H55.9-260803-0117\"}\n{\"number\":\"H55.8-260804-0118\"}\n")]
    fn a_list_of_codes_is_a_list(#[case] text: &str) {
        let read = list(text).unwrap();
        let codes: Vec<&str> = read.entries.iter().map(|entry| &*entry.code).collect();
        assert_eq!(codes, ["H55.9-260803-0117", "H55.8-260804-0118"]);
        assert!(read.refused.is_empty());
        assert!(read.entries.iter().all(|entry| entry.agency.is_none() && entry.status.is_none()));
    }

    #[test]
    fn the_export_of_a_one_stop_system_is_a_list() {
        let header = TableKind::Dossiers.columns().join(";");
        let row = "H55.9-260803-0117;000.00.09.H55;1.004222.000.00.00.H55;9;03/08/2026 08:15;20/08/2026;\
                   ;15/08/2026;;;2;1;0;0;1;1;;;;;1;0;;;;;1";
        let read = list(&format!("{header}\n{row}\n")).unwrap();
        assert_eq!(read.refused, []);
        let entry = &read.entries[0];
        assert_eq!(entry.agency.as_deref(), Some("H55.09"));
        assert_eq!(entry.procedure.as_deref(), Some("1.004222"));
        assert_eq!(entry.status.map(|status| status.number()), Some(9));
        let days = [entry.received_at, entry.due_at, entry.ended_at].map(|at| day(at.unwrap()));
        let days = days.map(|day| day.unwrap().to_string());
        assert_eq!(days, ["2026-08-03", "2026-08-20", "2026-08-15"]);
    }

    #[rstest]
    #[case::nothing("", Code::EmptyFile)]
    #[case::only_a_header("number,agency\n", Code::EmptyList)]
    #[case::a_name_in_the_header("number,ho_ten\nH55.9-260803-0117,x\n", Code::UnknownColumn)]
    #[case::no_number("agency,procedure\nH55.9,1.004222\n", Code::MissingColumn)]
    #[case::data_without_a_header("Nguyễn Thị Hoa,0912345678\n", Code::MissingColumn)]
    #[case::fields_of_the_calls(
        "MaHoSo,MaTTHC\nH55.9-260803-0117,1.004222\n",
        Code::NationalFields
    )]
    #[case::twice("number,number\nH55.9-260803-0117,H55.9-260803-0117\n", Code::DuplicateColumn)]
    fn a_file_that_is_no_list(#[case] text: &str, #[case] expect: Code) {
        let refusal = list(text).unwrap_err();
        assert_eq!(refusal.code, expect);
        let said = refusal.to_string();
        assert!(!said.contains("Hoa") && !said.contains("0912"), "{said}");
    }

    #[test]
    fn a_list_in_another_encoding_is_refused() {
        let bytes = b"number,agency\nH55.9-260803-0117,H55.9\xE0\n";
        assert_eq!(read(&bytes[..], &TAKEN).map(|list| list.refused[0].code), Ok(Code::NotUtf8));
        let utf_16: Vec<u8> =
            "\u{feff}number\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(read(utf_16.as_slice(), &TAKEN).unwrap_err().code, Code::NotUtf8);
    }

    #[rstest]
    #[case::another_province("H44.7-260803-0119,H44.7,", "outside_scope", "agency")]
    #[case::a_number_of_another_province("H44.7-260803-0119,,", "outside_scope", "agency")]
    #[case::from_the_future("H55.9-260903-0120,H55.9,2026-09-01", "after_capture", "received_at")]
    #[case::no_day("H55.9-260803-0121,H55.9,31/02/2026", "bad_moment", "received_at")]
    #[case::a_phone_number("0912345678,H55.9,", "bad_dossier_number", "number")]
    #[case::no_code(",H55.9,", "empty_field", "number")]
    #[case::a_name_for_a_code("H55.9-260803-0122,Sở Y tế,", "bad_code", "agency")]
    fn rows_that_are_refused(#[case] row: &str, #[case] code: &str, #[case] field: &str) {
        let good = "H55.9-260803-0117,H55.9,2026-08-03";
        let read = list(&format!("number,agency,received_at\n{row}\n{good}\n")).unwrap();
        assert_eq!((read.entries.len(), read.refused.len(), read.read), (1, 1, 2));
        assert_eq!((read.refused[0].code.name(), read.refused[0].field), (code, field));
        assert_eq!(read.refused[0].place, Place::Line(2));
    }

    #[test]
    fn a_code_that_stands_twice_is_kept_twice() {
        let read = list("H55.9-260803-0117\nH55.8-260804-0118\nH55.9-260803-0117\n").unwrap();
        assert_eq!((read.entries.len(), read.repeated), (3, 1));
    }

    #[rstest]
    #[case(2, None)]
    #[case(1, Some(Code::TooManyRows))]
    fn rows_are_bounded(#[case] most: usize, #[case] expect: Option<Code>) {
        let text = "H55.9-260803-0117\nH55.8-260804-0118\n";
        let read = read_at_most(text.as_bytes(), &TAKEN, most);
        assert_eq!(read.err().map(|refusal| refusal.code), expect);
    }
}
