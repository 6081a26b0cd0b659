//! What is wrong with a snapshot, and where.

use std::fmt;

use super::limits;

/// Why a file is no snapshot at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is longer than a snapshot may be.
    #[error("the file is longer than {} bytes", limits::BYTES)]
    TooLong,
    /// It is no text.
    #[error("the file is no UTF-8 text")]
    NotText,
    /// Its first line says something else.
    #[error("line 1: the file does not begin as a snapshot does")]
    NotSnapshot,
    /// It is of a version that is not known here.
    #[error("line 1: version '{0}' of the format is unknown")]
    Version(String),
    /// It ends before root, key and signature.
    #[error("line {0}: root, key and signature are expected as the last three lines")]
    Cut(usize),
    /// It has more rows than a snapshot may have.
    #[error("more than {} rows", limits::ROWS)]
    TooManyRows,
    /// A row is longer than a row may be.
    #[error("line {0}: the row is longer than {max} bytes", max = limits::ROW_BYTES)]
    LongRow(usize),
    /// Rows are withheld: the file is for verifying, not for making reports.
    #[error("{0} rows are withheld; only the complete file can be opened")]
    Withheld(u64),
    /// It is not what was closed.
    #[error("{0}")]
    Fault(Fault),
}

/// What was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// The hash of every row that is shown.
    Hashes,
    /// The numbers of the rows.
    Numbers,
    /// The root over all rows.
    Root,
    /// The signature over the root.
    Signature,
    /// Whether it is the key that was expected.
    Key,
    /// Every row is what the format has at its place.
    Rows,
    /// Points, states, ranks and grades, from counts and rules.
    Points,
    /// Numerators and denominators, from measures and rules.
    Ratios,
    /// Counts with everything below, from the parts.
    Sums,
}

impl Step {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 9] = [
        Self::Hashes,
        Self::Numbers,
        Self::Root,
        Self::Signature,
        Self::Key,
        Self::Rows,
        Self::Points,
        Self::Ratios,
        Self::Sums,
    ];

    /// Stable name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Hashes => "hashes",
            Self::Numbers => "numbers",
            Self::Root => "root",
            Self::Signature => "signature",
            Self::Key => "key",
            Self::Rows => "rows",
            Self::Points => "points",
            Self::Ratios => "ratios",
            Self::Sums => "sums",
        }
    }
}

/// One thing that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// By which check.
    pub step: Step,
    /// Line of the file, from 1; [`None`] if it is about the file as a whole.
    pub line: Option<usize>,
    /// Code of the agency the row is about; empty if of none.
    pub agency: String,
    /// Code of the number the row is about: an indicator, a measure, a group; empty if of none.
    pub number: String,
    /// What stands there.
    pub stands: String,
    /// What should; empty where that cannot be known.
    pub should: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        write!(f, "{}", self.step.code())?;
        for part in [&self.agency, &self.number].into_iter().filter(|part| !part.is_empty()) {
            write!(f, " {part}")?;
        }
        write!(f, ": '{}'", self.stands)?;
        if self.should.is_empty() { Ok(()) } else { write!(f, ", not '{}'", self.should) }
    }
}

/// Faults, as many as are named, and the number of all.
#[derive(Debug, Default)]
pub(super) struct Faults {
    pub named: Vec<Fault>,
    pub all: u64,
}

impl Faults {
    pub fn push(&mut self, fault: impl FnOnce() -> Fault) {
        self.all += 1;
        if self.named.len() < limits::FAULTS {
            self.named.push(fault());
        }
    }
}

/// A text as it is repeated to the reader: not longer than a line.
pub(super) fn short(text: &str) -> String {
    const LONGEST: usize = 120;
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
