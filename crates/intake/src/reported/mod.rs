//! Reported figures (*số liệu báo cáo*): what somebody else published, from the CSV or XLSX
//! template or from saved answers of the national portal.

mod archive;
mod cells;
mod figure;
mod gather;
mod judge;
pub(crate) mod sheet;
mod xlsx;

use chiso_scoring::figure::Reported;

use crate::context::Context;
use crate::outcome::{Outcome, Place};
pub use crate::portal::{JsonContext, json, portal_ids};
use crate::table::{CsvRow, CsvRows, Template};
pub(crate) use figure::check;
pub(crate) use gather::{Gather, Key};
use judge::Judge;

pub use xlsx::xlsx;

/// The template's columns. The header may name them in any order.
pub const COLUMNS: [&str; 10] = [
    "period",
    "as_of",
    "agency",
    "indicator",
    "numerator",
    "denominator",
    "points",
    "source",
    "rate",
    "flags",
];

/// How many of [`COLUMNS`] must be there; the others are optional.
pub const REQUIRED: usize = 8;

const TEMPLATE: Template = Template { columns: &COLUMNS, required: REQUIRED };

/// Reads a file of reported figures, told by its content: a ZIP archive is a workbook, a text that
/// begins with a brace or a bracket is an answer of the portal, anything else is CSV.
#[must_use]
pub fn read(
    file_name: &str,
    bytes: &[u8],
    answer: &JsonContext,
    context: &Context<'_>,
) -> Outcome<Reported> {
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match text.iter().find(|byte| !byte.is_ascii_whitespace()) {
        _ if bytes.starts_with(b"PK") => xlsx(bytes, context),
        Some(b'{' | b'[') => {
            let named = JsonContext { file_name: Some(file_name.to_owned()), ..answer.clone() };
            json(bytes, &named, context)
        }
        _ => csv(bytes, context),
    }
}

/// Reads the CSV template: UTF-8, with a comma, semicolon or tab as delimiter.
///
/// Every row is judged by itself; a wrong header refuses the file. Two rows of one key (period,
/// `as_of`, agency, indicator, source) are a duplicate if they say the same, otherwise the later
/// one is refused. The first decimal mark of the file decides for the whole file.
#[must_use]
pub fn csv(bytes: &[u8], context: &Context<'_>) -> Outcome<Reported> {
    let (mut rows, header) = match CsvRows::open(bytes, &TEMPLATE) {
        Ok(opened) => opened,
        Err(refusal) => return Outcome::refused_whole(refusal),
    };
    let mut judge = Judge::new(context);
    let mut gather = Gather::with_capacity(rows.about());
    while let Some(row) = rows.next(&header) {
        match row {
            CsvRow::TooMany(refusal) => return Outcome::refused_whole(refusal),
            CsvRow::Refused(refusal) => gather.refuse(refusal),
            CsvRow::Row(line) => {
                let cells = cells::Cells::pick(&header, |at| cells::Cell::text(rows.cell(at)));
                gather.put(Place::Line(line), judge.row(&cells, line));
            }
        }
    }
    gather.into_outcome()
}
