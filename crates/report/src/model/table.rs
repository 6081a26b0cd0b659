//! Tables: columns, rows and exact cells.

use rust_decimal::Decimal;

/// A table with its caption.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// Stands above the table, bold and centred.
    pub caption: String,
    /// A few words that name the workbook sheet.
    pub short: String,
    /// The columns, from left to right.
    pub columns: Vec<Column>,
    /// The rows, from top to bottom.
    pub rows: Vec<Row>,
    /// Whether equal [`Cell::Missing`] cells that touch each other are printed as one.
    pub join_missing: bool,
}

/// One column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Header text.
    pub title: String,
    /// A header shared with the neighbours that name the same one; it stands above theirs.
    pub group: Option<String>,
    /// Width, relative to the other columns.
    pub width: u32,
    /// Where the cells of this column stand.
    pub align: Align,
}

impl Column {
    /// A column with a header of its own.
    pub fn new(title: impl Into<String>, width: u32, align: Align) -> Self {
        Self { title: title.into(), group: None, width, align }
    }

    /// The same column under a shared header.
    pub fn under(self, group: impl Into<String>) -> Self {
        Self { group: Some(group.into()), ..self }
    }
}

/// Horizontal place of a cell's content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Align {
    /// At the left edge.
    #[default]
    Left,
    /// In the middle.
    Center,
    /// At the right edge.
    Right,
}

/// One row of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Row {
    /// Opens a section: a mark such as `I` in the first column, a bold title across the others.
    Section {
        /// The mark.
        mark: String,
        /// The title.
        title: String,
    },
    /// One cell for each column.
    Normal(Vec<Cell>),
    /// A bold row of sums, one cell for each column. Empty cells right after a text are joined to it.
    Total {
        /// Which rows it sums.
        scope: Scope,
        /// Its cells; integers and fractions must equal their sums.
        cells: Vec<Cell>,
    },
}

/// The rows that a total sums, wherever it stands among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The normal rows of its own section.
    Section,
    /// All normal rows of the table.
    Table,
}

/// What stands in one place of a table. Numbers stay exact; only a renderer turns them into text.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// The number of the row within its section: 1, 2, 3 …
    Ordinal,
    /// A text.
    Text(String),
    /// A count.
    Integer(i64),
    /// A number printed with a fixed count of decimals, half rounded away from zero.
    Decimal {
        /// The number.
        value: Decimal,
        /// How many decimals are printed; one and the same down a column.
        digits: u32,
    },
    /// A percentage, printed with its sign: 12.58 is `12,58%`.
    Percent {
        /// The percentage.
        value: Decimal,
        /// How many decimals are printed; one and the same down a column.
        digits: u32,
    },
    /// A change, printed with its sign: `+1.366`, `-0,38`.
    Change {
        /// The change.
        value: Decimal,
        /// How many decimals are printed; may differ down a column, because changes of counts and rates meet there.
        digits: u32,
    },
    /// A change with words: `Tăng 44.289 hồ sơ`; without a noun `+0,38`; none is `Giữ nguyên`.
    Moved {
        /// The change.
        value: Decimal,
        /// How many decimals are printed; may differ down a column.
        digits: u32,
        /// What is counted; empty for a rate.
        noun: String,
    },
    /// Done of all, `181/187`.
    Fraction(i64, i64),
    /// Why there is no number, such as `Không phát sinh hồ sơ`. Never printed as a zero.
    Missing(String),
}

impl Cell {
    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A reason for having no number.
    pub fn missing(reason: impl Into<String>) -> Self {
        Self::Missing(reason.into())
    }
}
