//! A plain list for whoever works on with it: CSV for programs (points, ISO dates, no grouping), XLSX for people
//! (native numbers and dates in Vietnamese formats). No layout of official documents; those are [`crate::Report`]s.

use jiff::civil::DateTime;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, Workbook, Worksheet};

use crate::Error;

/// Most rows a sheet holds, one of them the headers.
const SHEET_ROWS: usize = 1_048_576;
/// Excel keeps fifteen digits; a longer count is written as text rather than changed.
const EXACT: u64 = 999_999_999_999_999;
/// Longest text of a spreadsheet cell, in characters; the rest is cut.
const CELL_CHARS: usize = 32_767;
/// Widest column, in characters.
const WIDEST: usize = 60;

/// One cell of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A text or code.
    Text(String),
    /// A count.
    Integer(i64),
    /// A rate or points, with the decimals it has.
    Decimal(Decimal),
    /// A moment, Vietnam time.
    Moment(DateTime),
    /// Nothing known: an empty cell, never 0.
    Missing,
}

/// A list: what it stands on, its columns and rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// What is listed, in words.
    pub title: String,
    /// What it stands on, as label and text: period, moment, revision, rulebook.
    pub facts: Vec<(String, String)>,
    /// Headers.
    pub columns: Vec<String>,
    /// Rows, as wide as the headers.
    pub rows: Vec<Vec<Item>>,
}

impl Listing {
    /// The list as CSV in UTF-8 with the mark that spreadsheets look for: headers, then rows.
    ///
    /// # Errors
    /// A row is not as wide as the headers.
    pub fn csv(&self) -> Result<Vec<u8>, Error> {
        let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
        writer.write_record(&self.columns)?;
        for row in &self.rows {
            writer.write_record(row.iter().map(plain))?;
        }
        writer.into_inner().map_err(|error| error.into_error().into())
    }

    /// The list as a workbook: one sheet of rows, one of what it stands on.
    ///
    /// # Errors
    /// More rows than a sheet holds.
    pub fn xlsx(&self) -> Result<Vec<u8>, Error> {
        if self.rows.len() >= SHEET_ROWS {
            return Err(Error::TooManyRows(self.rows.len()));
        }
        let mut book = Workbook::new();
        // A fixed moment of making: the same list gives the same bytes.
        book.set_properties(
            &rust_xlsxwriter::DocProperties::new()
                .set_creation_datetime(&ExcelDateTime::from_ymd(2022, 6, 23)?),
        );
        self.write_rows(book.add_worksheet())?;
        self.write_facts(book.add_worksheet())?;
        Ok(book.save_to_buffer()?)
    }

    fn write_rows(&self, sheet: &mut Worksheet) -> Result<(), Error> {
        sheet.set_name("Danh sách")?;
        let head = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Center);
        let formats = Formats::new();
        for (col, title) in (0..).zip(&self.columns) {
            sheet.write_string_with_format(0, col, cut(title), &head)?;
            sheet.set_column_width(col, self.width(usize::from(col)))?;
        }
        for (at, row) in (1..).zip(&self.rows) {
            for (col, item) in (0..).zip(row) {
                formats.write(sheet, at, col, item)?;
            }
        }
        let (rows, columns) = (self.rows.len() as u32, self.columns.len());
        if let Some(last) = columns.checked_sub(1).and_then(|last| u16::try_from(last).ok()) {
            sheet.autofilter(0, 0, rows, last)?;
        }
        sheet.set_freeze_panes(1, 0)?.set_repeat_rows(0, 0)?;
        Ok(())
    }

    fn write_facts(&self, sheet: &mut Worksheet) -> Result<(), Error> {
        sheet.set_name("Căn cứ")?;
        sheet.set_column_width(0, 28)?.set_column_width(1, 80)?;
        sheet.write_string(0, 0, cut(&self.title))?;
        for (row, (label, text)) in (1..).zip(&self.facts) {
            sheet.write_string(row, 0, cut(label))?;
            sheet.write_string(row, 1, cut(text))?;
        }
        Ok(())
    }

    /// Width of a column by its header and first rows, in characters.
    fn width(&self, col: usize) -> u32 {
        let rows = self.rows.iter().take(200).filter_map(|row| row.get(col));
        let widest = rows.map(|item| plain(item).chars().count()).max().unwrap_or(0);
        let title = self.columns.get(col).map_or(0, |title| title.chars().count().min(20));
        u32::try_from((widest.max(title) + 2).min(WIDEST)).unwrap_or(10)
    }
}

/// Rows of a CSV file, for one that is written piece by piece.
///
/// # Errors
/// A row is not as wide as the first.
pub fn lines(rows: &[Vec<Item>]) -> Result<Vec<u8>, Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.iter().map(plain))?;
    }
    Ok(writer.into_inner().map_err(csv::IntoInnerError::into_error)?)
}

/// A cell as programs read it. A text that a spreadsheet would take for a formula is quoted with an
/// apostrophe, as spreadsheets themselves do.
fn plain(item: &Item) -> String {
    match item {
        Item::Text(text) if text.starts_with(['=', '+', '-', '@', '\t', '\r']) => {
            format!("'{text}")
        }
        Item::Text(text) => text.clone(),
        Item::Integer(count) => count.to_string(),
        Item::Decimal(value) => value.to_string(),
        Item::Moment(at) => at.strftime("%Y-%m-%dT%H:%M:%S").to_string(),
        Item::Missing => String::new(),
    }
}

fn cut(text: &str) -> String {
    text.chars().take(CELL_CHARS).collect()
}

/// How spreadsheets show numbers and moments.
struct Formats {
    integer: Format,
    moment: Format,
    decimals: Vec<Format>,
}

impl Formats {
    fn new() -> Self {
        let digits = |digits: usize| match digits {
            0 => "#,##0".to_owned(),
            digits => format!("#,##0.{}", "0".repeat(digits)),
        };
        Self {
            integer: Format::new().set_num_format("#,##0"),
            moment: Format::new().set_num_format("dd/mm/yyyy hh:mm"),
            decimals: (0..=6).map(|n| Format::new().set_num_format(digits(n))).collect(),
        }
    }

    fn write(&self, sheet: &mut Worksheet, row: u32, col: u16, item: &Item) -> Result<(), Error> {
        match item {
            Item::Missing => {}
            Item::Integer(count) if count.unsigned_abs() <= EXACT => {
                sheet.write_number_with_format(row, col, *count as f64, &self.integer)?;
            }
            Item::Integer(count) => {
                sheet.write_string(row, col, count.to_string())?;
            }
            Item::Decimal(value) => self.decimal(sheet, row, col, *value)?,
            Item::Moment(at) => {
                let at = ExcelDateTime::parse_from_str(&plain(&Item::Moment(*at)))?;
                sheet.write_datetime_with_format(row, col, &at, &self.moment)?;
            }
            Item::Text(text) => {
                sheet.write_string(row, col, cut(text))?;
            }
        }
        Ok(())
    }

    fn decimal(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        col: u16,
        value: Decimal,
    ) -> Result<(), Error> {
        let format = self.decimals.get(value.scale() as usize);
        match (value.to_f64(), format) {
            (Some(number), Some(format)) => {
                sheet.write_number_with_format(row, col, number, format)?;
            }
            _ => {
                sheet.write_string(row, col, value.to_string())?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use calamine::{Data, Reader, Xlsx};

    use super::*;

    fn listing() -> Listing {
        Listing {
            title: "Hồ sơ quá hạn".to_owned(),
            facts: vec![("Kỳ".to_owned(), "tháng 8/2026".to_owned())],
            columns: ["Mã hồ sơ", "Số ngày", "Điểm", "Hạn trả"].map(str::to_owned).to_vec(),
            rows: vec![
                vec![
                    Item::Text("H55.242-260803-0117".to_owned()),
                    Item::Integer(12),
                    Item::Decimal("0.37".parse().unwrap()),
                    Item::Moment("2026-08-12T17:00:00".parse().unwrap()),
                ],
                vec![
                    Item::Text("=HYPERLINK(\"x\")".to_owned()),
                    Item::Integer(-1_234_567),
                    Item::Missing,
                    Item::Missing,
                ],
            ],
        }
    }

    #[test]
    fn csv_is_for_programs() {
        let text = String::from_utf8(listing().csv().unwrap()).unwrap();
        assert_eq!(
            text,
            "\u{feff}Mã hồ sơ,Số ngày,Điểm,Hạn trả\n\
             H55.242-260803-0117,12,0.37,2026-08-12T17:00:00\n\
             \"'=HYPERLINK(\"\"x\"\")\",-1234567,,\n"
        );
    }

    #[test]
    fn xlsx_opens_with_numbers_as_numbers_and_no_formula() {
        let bytes = listing().xlsx().unwrap();
        assert_eq!(bytes, listing().xlsx().unwrap(), "the same list, the same bytes");
        let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
        let sheet = book.worksheet_range("Danh sách").unwrap();
        assert_eq!(sheet.height(), 3);
        assert_eq!(sheet.get((1, 1)), Some(&Data::Float(12.0)));
        assert_eq!(sheet.get((1, 2)), Some(&Data::Float(0.37)));
        assert!(matches!(sheet.get((1, 3)), Some(Data::DateTime(_))));
        assert_eq!(sheet.get((2, 0)), Some(&Data::String("=HYPERLINK(\"x\")".to_owned())));
        assert!(matches!(sheet.get((2, 2)), None | Some(Data::Empty)));
        let facts = book.worksheet_range("Căn cứ").unwrap();
        assert_eq!(facts.get((1, 1)), Some(&Data::String("tháng 8/2026".to_owned())));
    }

    #[test]
    fn a_crooked_row_is_refused() {
        let crooked = Listing { rows: vec![vec![Item::Missing]], ..listing() };
        assert!(crooked.csv().is_err());
    }
}
