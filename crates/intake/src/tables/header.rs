//! The header of a table: of which table it is, and what is wrong with it.

use super::template::dossiers::COLUMNS as DOSSIERS;
use super::template::{TableKind, is_header, kind_of, names, national};
use crate::code::Code;
use crate::refusal::Fault;
use crate::spelling;
use crate::table::{Header, Template};

/// Which table a file is expected to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// The one its columns tell.
    Any,
    /// That one.
    Table(TableKind),
    /// A list of dossiers: the table of dossiers, of which only the number must be there.
    List,
}

impl From<Option<TableKind>> for Wanted {
    fn from(kind: Option<TableKind>) -> Self {
        kind.map_or(Self::Any, Self::Table)
    }
}

/// Columns of the table of dossiers that a list must have.
const LIST: Template = Template { columns: DOSSIERS, required: 1 };

/// Reads a header of what is wanted.
pub(super) fn read_wanted(cells: &[&str], wanted: Wanted) -> Result<(TableKind, Header), Fault> {
    match wanted {
        Wanted::Any => read(cells, None),
        Wanted::Table(kind) => read(cells, Some(kind)),
        Wanted::List => read_list(cells),
    }
}

/// Reads the header of a list. One without the number may be data, so nothing of it is repeated.
fn read_list(cells: &[&str]) -> Result<(TableKind, Header), Fault> {
    let kind = TableKind::Dossiers;
    if let Some(field) = cells.iter().find_map(|cell| national(cell)) {
        return Err(national_fields(field, Some(kind)));
    }
    let expected = || list_columns();
    let [number, ..] = LIST.columns else { return Err(unknown_template()) };
    if !cells.iter().any(|cell| cell.trim().eq_ignore_ascii_case(number)) {
        return Err(Fault::of(Code::MissingColumn, "", number).full_detail(expected()));
    }
    if let Some(unknown) = cells.iter().find(|cell| kind.position(cell.trim()).is_none()) {
        let fault = Fault::of(Code::UnknownColumn, "", &column_name(unknown));
        return Err(fault.full_detail(expected()));
    }
    Ok((kind, Header::read(cells, &LIST)?))
}

/// The columns of a list; in brackets those that may be left out: all of the table of dossiers. The same
/// in every language.
pub(super) fn list_columns() -> String {
    "number[,agency,procedure,status,received_at,due_at,ended_at,…]".to_owned()
}

/// The header that a list without one would have: its lines are numbers and nothing else.
pub(super) fn headless(cells: &[&str]) -> Option<Header> {
    let [cell] = cells else { return None };
    spelling::number(cell.trim_matches('"')).ok()?;
    Header::read(&LIST.columns[..1], &LIST).ok()
}

/// Reads a header. Its cells are repeated to the reader only if it is one: the first line of a file
/// without a header holds data, perhaps a person's.
pub(super) fn read(cells: &[&str], kind: Option<TableKind>) -> Result<(TableKind, Header), Fault> {
    let told = kind.or_else(|| kind_of(cells));
    if let Some(field) = cells.iter().find_map(|cell| national(cell)) {
        return Err(national_fields(field, told));
    }
    let kind = told.filter(|kind| is_header(*kind, cells)).ok_or_else(unknown_template)?;
    if let Some(unknown) = cells.iter().find(|cell| kind.position(cell.trim()).is_none()) {
        let fault = Fault::of(Code::UnknownColumn, "", &column_name(unknown));
        return Err(fault.full_detail(kind.expected()));
    }
    Ok((kind, Header::read(cells, kind.template())?))
}

pub(super) fn unknown_template() -> Fault {
    Fault::new(Code::UnknownTemplate).full_detail(names())
}

/// The fault of a row or header with the fields of the national calls.
pub(super) fn national_fields(field: &str, kind: Option<TableKind>) -> Fault {
    let columns = kind.unwrap_or(TableKind::Dossiers).expected();
    Fault::of(Code::NationalFields, "", field).full_detail(columns)
}

/// Digits that a name of a column may have.
const DIGITS: usize = 4;

/// An unknown name as it is repeated: whole if it can be a name of a column, else its shape.
pub(super) fn column_name(name: &str) -> String {
    let name = name.trim();
    let digits = name.bytes().filter(u8::is_ascii_digit).count();
    let plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.' | '(' | ')');
    if digits <= DIGITS && name.chars().all(plain) {
        name.to_owned()
    } else {
        spelling::blind_shape(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("ho_ten", "ho_ten")]
    #[case(" Họ và tên ", "Họ và tên")]
    #[case("ghi chú (2)", "ghi chú (2)")]
    #[case("0912345678", "9999999999")]
    #[case("hoa@tinh.vn", "xxx?xxxx.xx")]
    fn unknown_names(#[case] name: &str, #[case] expect: &str) {
        assert_eq!(column_name(name), expect);
    }
}
