//! What must hold before a report is rendered.

use crate::model::{Block, Cell, Report, Row, Scope, Table};
use crate::outline::Outline;
use chiso_scoring::round::half_up_decimal;

/// A report that contradicts itself. Rows count from 1 below the header.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The table has no columns, or a column has no width.
    #[error("table “{table}”: no columns, or a column without width")]
    NoWidth {
        /// Caption of the table.
        table: String,
    },
    /// The row does not fit the columns.
    #[error("table “{table}”, row {row}: {found} cells for {expected} columns")]
    Cells {
        /// Caption of the table.
        table: String,
        /// The row.
        row: usize,
        /// Cells of the row.
        found: usize,
        /// Columns of the table.
        expected: usize,
    },
    /// The total is not the sum of its rows.
    #[error("table “{table}”, row {row}, column “{column}”: printed {printed}, rows sum to {sum}")]
    Total {
        /// Caption of the table.
        table: String,
        /// The row of the total.
        row: usize,
        /// Title of the column.
        column: String,
        /// What the total says.
        printed: String,
        /// What its rows say.
        sum: String,
    },
    /// Two rates of one column are rounded differently.
    #[error(
        "table “{table}”, row {row}, column “{column}”: {digits} decimals where others have {expected}"
    )]
    Digits {
        /// Caption of the table.
        table: String,
        /// The row that differs.
        row: usize,
        /// Title of the column.
        column: String,
        /// Decimals of this cell.
        digits: u32,
        /// Decimals of the cells above.
        expected: u32,
    },
    /// A `3.1.` without a `3.` above it.
    #[error("heading “{0}” has no heading above it")]
    Heading(String),
}

/// Checks that every row fits its table, that totals of counts are the sums of their rows, that a column has one
/// rounding, and that headings are nested.
///
/// # Errors
///
/// The first fault found, from the top of the report.
pub fn check(report: &Report) -> Result<(), Fault> {
    let annexes = report.annexes.iter().map(|annex| &annex.sections);
    std::iter::once(&report.sections).chain(annexes).try_for_each(|blocks| check_blocks(blocks))
}

fn check_blocks(blocks: &[Block]) -> Result<(), Fault> {
    let mut outline = Outline::default();
    for block in blocks {
        match block {
            Block::Heading(heading) => {
                outline.next(heading.level).ok_or_else(|| Fault::Heading(heading.text.clone()))?;
            }
            Block::Table(table) => check_table(table)?,
            Block::Paragraph(_) | Block::Bullets(_) | Block::Note(_) => {}
        }
    }
    Ok(())
}

fn check_table(table: &Table) -> Result<(), Fault> {
    if table.columns.is_empty() || table.columns.iter().any(|column| column.width == 0) {
        return Err(Fault::NoWidth { table: table.caption.clone() });
    }
    for at in 0..table.rows.len() {
        check_cells(table, at)?;
    }
    for at in 0..table.rows.len() {
        check_total(table, at)?;
    }
    (0..table.columns.len()).try_for_each(|col| check_digits(table, col))
}

fn check_cells(table: &Table, at: usize) -> Result<(), Fault> {
    let expected = table.columns.len();
    let found = match &table.rows[at] {
        // A mark, and a title that needs a column of its own.
        Row::Section { .. } => expected.max(2),
        Row::Normal(cells) | Row::Total { cells, .. } => cells.len(),
    };
    if found == expected {
        return Ok(());
    }
    Err(Fault::Cells { table: table.caption.clone(), row: at + 1, found, expected })
}

fn check_total(table: &Table, at: usize) -> Result<(), Fault> {
    let Row::Total { scope, cells } = &table.rows[at] else {
        return Ok(());
    };
    for (col, cell) in cells.iter().enumerate() {
        let Some(printed) = counts(cell) else {
            continue;
        };
        let sum = summed(table, at, *scope, col);
        if printed != sum {
            return Err(Fault::Total {
                table: table.caption.clone(),
                row: at + 1,
                column: table.columns[col].title.clone(),
                printed: shown(cell, printed),
                sum: shown(cell, sum),
            });
        }
    }
    Ok(())
}

/// The counts that add up: a number, a change of one, or done of all.
fn counts(cell: &Cell) -> Option<(i128, i128)> {
    match cell {
        Cell::Integer(value) => Some((i128::from(*value), 0)),
        Cell::Fraction(done, all) => Some((i128::from(*done), i128::from(*all))),
        Cell::Change { value, digits: 0 } => Some((half_up_decimal(*value, 0).mantissa(), 0)),
        _ => None,
    }
}

fn shown(cell: &Cell, (left, right): (i128, i128)) -> String {
    match cell {
        Cell::Fraction(..) => format!("{left}/{right}"),
        _ => left.to_string(),
    }
}

/// What the rows in the scope of the total sum to. A row without a count adds nothing.
fn summed(table: &Table, at: usize, scope: Scope, col: usize) -> (i128, i128) {
    let is_section = |row: &Row| matches!(row, Row::Section { .. });
    let (start, end) = match scope {
        Scope::Table => (0, table.rows.len()),
        Scope::Section => (
            table.rows[..at].iter().rposition(is_section).unwrap_or(0),
            table.rows[at..].iter().position(is_section).map_or(table.rows.len(), |next| at + next),
        ),
    };
    table.rows[start..end]
        .iter()
        .filter_map(|row| if let Row::Normal(cells) = row { counts(&cells[col]) } else { None })
        .fold((0, 0), |sum, part| (sum.0 + part.0, sum.1 + part.1))
}

/// One column, one rounding. Changes are exempt: those of counts and of rates share a column.
fn check_digits(table: &Table, col: usize) -> Result<(), Fault> {
    let mut first = None;
    for (at, row) in table.rows.iter().enumerate() {
        let (Row::Normal(cells) | Row::Total { cells, .. }) = row else {
            continue;
        };
        let (Cell::Decimal { digits, .. } | Cell::Percent { digits, .. }) = cells[col] else {
            continue;
        };
        let expected = *first.get_or_insert(digits);
        if digits != expected {
            let (table, column) = (table.caption.clone(), table.columns[col].title.clone());
            return Err(Fault::Digits { table, row: at + 1, column, digits, expected });
        }
    }
    Ok(())
}
