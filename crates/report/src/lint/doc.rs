//! A report as the linter sees it: texts and tables in the order of reading, each with its place.

use rust_decimal::Decimal;

/// What kind of file a document was read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Word.
    Docx,
    /// Excel; each sheet is a heading and a table.
    Xlsx,
    /// A page.
    Html,
    /// Plain text; tables by tabs, or a cell to a line.
    Txt,
}

/// A document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doc {
    /// What it was read from.
    pub kind: Kind,
    /// Its blocks, from top to bottom.
    pub blocks: Vec<Block>,
}

/// One piece of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A paragraph, a heading or an item of a list; with the number that the program showed before it.
    Text(Text),
    /// A table.
    Table(Table),
}

/// A paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Where it stands.
    pub place: Place,
    /// What it says: NFC, one blank between words.
    pub text: String,
    /// Whether the file itself calls it a heading.
    pub heading: bool,
}

/// A table: every row has as many cells as the widest; a cell over several places is repeated in each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Which table of the document, from 1.
    pub number: usize,
    /// The rows, headers included.
    pub rows: Vec<Vec<Cell>>,
}

/// What stands in one place of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Where it stands.
    pub place: Place,
    /// What it says, as printed: NFC, one blank between words.
    pub text: String,
    /// The number behind the text, where the file keeps numbers (xlsx).
    pub value: Option<Decimal>,
    /// Whether it only repeats the cell to the left or above that reaches over this place.
    pub spanned: bool,
}

/// Where something stands, as a person finds it again.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// Sheet of a workbook.
    pub sheet: Option<String>,
    /// Cell of a sheet, such as `C7`.
    pub cell: Option<String>,
    /// Line of a plain text, from 1.
    pub line: Option<usize>,
    /// Paragraph of the body, from 1.
    pub paragraph: Option<usize>,
    /// Table, row and column, from 1.
    pub table: Option<(usize, usize, usize)>,
}
