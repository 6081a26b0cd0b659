//! Agencies from the CSV template: `code,name,level,parent,valid_from,valid_to,successors,portal_id`.
//!
//! Rows are judged by themselves. Whether they form a tree in time, together with the agencies that
//! are known already, is for [`AgencyTree::new`](chiso_scoring::agency::AgencyTree::new) to say.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use chiso_scoring::agency::{Agency, Level};
use jiff::civil::Date;

use crate::code::Code;
use crate::moment;
use crate::outcome::{Outcome, Place};
use crate::refusal::Fault;
use crate::table::{CsvRow, CsvRows, Header, Template};
use crate::text;

/// The template's columns. The header may name them in any order; `code`, `name`, `level` and
/// `parent` must be there.
pub const COLUMNS: [&str; 8] =
    ["code", "name", "level", "parent", "valid_from", "valid_to", "successors", "portal_id"];

const TEMPLATE: Template = Template { columns: &COLUMNS, required: 4 };

/// Longest code.
const CODE_CHARS: usize = 40;

/// Reads a list of agencies. Two rows of one code and first day are a duplicate if they say the
/// same, otherwise the later one is refused. Successors are separated by spaces or semicolons.
#[must_use]
pub fn csv(bytes: &[u8]) -> Outcome<Agency> {
    let (mut rows, header) = match CsvRows::open(bytes, &TEMPLATE) {
        Ok(opened) => opened,
        Err(refusal) => return Outcome::refused_whole(refusal),
    };
    let mut outcome = Outcome::default();
    let mut seen = HashMap::new();
    while let Some(row) = rows.next(&header) {
        match row {
            CsvRow::TooMany(refusal) => return Outcome::refused_whole(refusal),
            CsvRow::Refused(refusal) => outcome.refuse(refusal),
            CsvRow::Row(line) => {
                let place = Place::Line(line);
                let row = Row { rows: &rows, header: &header };
                match row.agency() {
                    Ok(agency) => put(&mut outcome, &mut seen, place, agency),
                    Err(fault) => outcome.refuse(fault.at(place)),
                }
            }
        }
    }
    outcome
}

type Seen = HashMap<(String, Option<Date>), usize>;

fn put(outcome: &mut Outcome<Agency>, seen: &mut Seen, place: Place, agency: Agency) {
    match seen.entry((agency.code.clone(), agency.valid_from)) {
        Entry::Vacant(vacant) => {
            vacant.insert(outcome.rows.len());
            outcome.accept(place, agency);
        }
        Entry::Occupied(earlier) => {
            let earlier = &outcome.rows[*earlier.get()];
            if earlier.value == agency {
                return outcome.repeat();
            }
            let fault = Fault::of(Code::ConflictingRow, "code", &agency.code);
            let fault = fault.full_detail(earlier.place.short());
            outcome.refuse(fault.at(place));
        }
    }
}

/// The current row with its column names.
struct Row<'r> {
    rows: &'r CsvRows<'r>,
    header: &'r Header,
}

impl Row<'_> {
    fn agency(&self) -> Result<Agency, Fault> {
        let code = self.code("code", self.required(0)?.as_str())?;
        let name = self.required(1)?;
        let level = self.required(2)?;
        let level: Level = level.parse().map_err(|_| Fault::of(Code::BadLevel, "level", &level))?;
        let parent = self.optional(3)?.map(|text| self.code("parent", &text)).transpose()?;
        let (valid_from, valid_to) = (self.date(4)?, self.date(5)?);
        if let (Some(from), Some(to)) = (valid_from, valid_to)
            && to < from
        {
            let fault = Fault::of(Code::InvertedDates, "valid_to", &to.to_string());
            return Err(fault.detail(from.to_string()));
        }
        let successors = self.successors()?;
        let portal_id = self.optional(7)?;
        Ok(Agency { code, name, level, parent, valid_from, valid_to, successors, portal_id })
    }

    fn successors(&self) -> Result<Vec<String>, Fault> {
        let list = self.optional(6)?.unwrap_or_default();
        let codes = list.split([' ', ';']).filter(|code| !code.is_empty());
        codes.map(|code| self.code("successors", code)).collect()
    }

    fn code(&self, field: &'static str, text: &str) -> Result<String, Fault> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
        if text.len() <= CODE_CHARS && text.bytes().all(plain) {
            return Ok(text.to_owned());
        }
        Err(Fault::of(Code::BadCode, field, text).detail(CODE_CHARS.to_string()))
    }

    fn date(&self, column: usize) -> Result<Option<Date>, Fault> {
        let Some(text) = self.optional(column)? else { return Ok(None) };
        let wrong = || Fault::of(Code::BadDate, COLUMNS[column], &text);
        moment::day(&text).map(Some).ok_or_else(wrong)
    }

    fn required(&self, column: usize) -> Result<String, Fault> {
        let cell = self.cell(column);
        let raw = std::str::from_utf8(cell).unwrap_or_default();
        text::field(COLUMNS[column], raw).map(std::borrow::Cow::into_owned)
    }

    fn optional(&self, column: usize) -> Result<Option<String>, Fault> {
        if self.cell(column).is_empty() { Ok(None) } else { self.required(column).map(Some) }
    }

    fn cell(&self, column: usize) -> &[u8] {
        self.header.pick(column, |at| self.rows.cell(at), &[][..])
    }
}
