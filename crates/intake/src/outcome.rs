//! What reading a file gives: rows, and one refusal for each item that is not a row.

use std::fmt;

use chiso_scoring::lang::Lang;

use crate::refusal::Refusal;

/// Where in the file an item stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The file as a whole.
    File,
    /// Line of a CSV file or row of a sheet, from 1.
    Line(u64),
    /// Line and byte of the line, both from 1.
    Position {
        /// Line.
        line: u64,
        /// Byte of the line.
        column: u64,
    },
    /// JSON pointer (RFC 6901).
    Pointer(Box<str>),
}

impl Place {
    /// The place in words.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::File, Lang::En) => "file".to_owned(),
            (Self::File, Lang::Vi) => "tệp".to_owned(),
            (Self::Line(line), Lang::En) => format!("line {line}"),
            (Self::Line(line), Lang::Vi) => format!("dòng {line}"),
            (Self::Position { line, column }, Lang::En) => format!("line {line}, column {column}"),
            (Self::Position { line, column }, Lang::Vi) => format!("dòng {line}, cột {column}"),
            (Self::Pointer(pointer), _) => pointer.to_string(),
        }
    }

    /// The place as a row is named by another: its line, or its pointer.
    pub(crate) fn short(&self) -> String {
        match self {
            Self::Line(line) => line.to_string(),
            other => other.to_string(),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Lang::En))
    }
}

/// A row with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed<T> {
    /// Where it stands.
    pub place: Place,
    /// The row.
    pub value: T,
}

/// The result of reading: accepted + duplicates + refused = read, always.
///
/// A file that is refused as a whole counts as one item read and refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome<T> {
    /// Accepted rows, in file order.
    pub rows: Vec<Placed<T>>,
    /// Rows that repeat an accepted row of the same file.
    pub duplicates: usize,
    /// Everything else, each with its reason.
    pub refused: Vec<Refusal>,
    /// Items read.
    pub read: usize,
}

impl<T> Default for Outcome<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), duplicates: 0, refused: Vec::new(), read: 0 }
    }
}

impl<T> Outcome<T> {
    /// The outcome of a file refused as a whole.
    #[must_use]
    pub fn refused_whole(refusal: Refusal) -> Self {
        Self { refused: vec![refusal], read: 1, ..Self::default() }
    }

    /// Whether the counts add up.
    #[must_use]
    pub fn adds_up(&self) -> bool {
        self.rows.len() + self.duplicates + self.refused.len() == self.read
    }

    pub(crate) fn accept(&mut self, place: Place, value: T) {
        self.read += 1;
        self.rows.push(Placed { place, value });
    }

    pub(crate) fn refuse(&mut self, refusal: Refusal) {
        self.read += 1;
        self.refused.push(refusal);
    }

    pub(crate) fn repeat(&mut self) {
        self.read += 1;
        self.duplicates += 1;
    }
}
