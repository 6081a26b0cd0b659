//! Bounds of what is read, each with its reason, and the account that is kept of them.

use super::{Refused, Why};

/// Bytes of a file. A signed report with scanned annexes has some ten million.
pub const FILE_BYTES: usize = 32 << 20;

/// Bytes of a page. It holds no pictures of pages; the parser keeps little of it.
pub const HTML_BYTES: usize = 8 << 20;

/// Entries of a package. A report with a hundred pictures has some two hundred.
pub const ENTRIES: usize = 4_000;

/// Bytes that one part of a package may unpack to. A report of a thousand pages has some thirty million.
pub const PART_BYTES: u64 = 64 << 20;

/// Bytes that all parts that are read may unpack to.
pub const UNPACKED_BYTES: u64 = 128 << 20;

/// How many times its packed size a part may unpack to. Tables reach about 40.
pub const UNPACKED_RATIO: u64 = 200;

/// Parts up to this size may unpack at any ratio.
pub const RATIO_FREE_BYTES: u64 = 1 << 20;

/// Elements in one another. A cell of a table in a table of a text box has about fifty.
pub const DEPTH: usize = 200;

/// Tables in one another.
pub const TABLE_DEPTH: usize = 8;

/// Paragraphs, those in cells included. A report of a thousand pages has some fifty thousand.
pub const PARAGRAPHS: usize = 300_000;

/// Cells of all tables, the repeated and the padding ones included: every commune of the country times sixty columns.
pub const CELLS: usize = 200_000;

/// Bytes of all texts, the repeated ones included.
pub const TEXT_BYTES: usize = 16 << 20;

/// Columns that a merged cell may reach over; Word knows 63.
pub const SPAN: usize = 1_000;

/// Sheets of a workbook.
pub const SHEETS: usize = 200;

/// Texts that a workbook keeps once for all its cells.
pub const SHARED: usize = 200_000;

/// Formats, styles and numberings of a document.
pub const STYLES: usize = 65_536;

/// Bytes of one tag of a page, pictures written into it left out. More attributes than fit make the parser slow.
pub const TAG_BYTES: usize = 16 << 10;

/// What was read so far.
#[derive(Debug, Default)]
pub(super) struct Budget {
    paragraphs: usize,
    cells: usize,
    text: usize,
    unpacked: u64,
}

impl Budget {
    /// One more paragraph.
    pub fn paragraph(&mut self, bytes: usize) -> Result<(), Refused> {
        self.paragraphs += 1;
        self.text(bytes)?;
        within(self.paragraphs, PARAGRAPHS)
    }

    /// One more cell.
    pub fn cell(&mut self, bytes: usize) -> Result<(), Refused> {
        self.cells += 1;
        self.text(bytes)?;
        within(self.cells, CELLS)
    }

    /// More text.
    pub fn text(&mut self, bytes: usize) -> Result<(), Refused> {
        self.text = self.text.saturating_add(bytes);
        within(self.text, TEXT_BYTES)
    }

    /// Bytes that parts may still unpack to.
    pub fn room(&self) -> u64 {
        PART_BYTES.min(UNPACKED_BYTES.saturating_sub(self.unpacked))
    }

    /// A part was unpacked.
    pub fn unpacked(&mut self, bytes: u64) {
        self.unpacked = self.unpacked.saturating_add(bytes);
    }
}

/// Refuses a count past its bound.
pub(super) fn within(count: usize, bound: usize) -> Result<(), Refused> {
    if count <= bound { Ok(()) } else { Err(Refused::with(Why::TooLong, bound)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_holds_at_its_bounds_and_breaks_one_past_them() {
        let mut budget = Budget::default();
        assert!((0..CELLS).all(|_| budget.cell(0).is_ok()));
        assert_eq!(budget.cell(0), Err(Refused::with(Why::TooLong, CELLS)));
        let mut budget = Budget::default();
        assert!((0..PARAGRAPHS).all(|_| budget.paragraph(0).is_ok()));
        assert_eq!(budget.paragraph(0), Err(Refused::with(Why::TooLong, PARAGRAPHS)));
        let mut budget = Budget::default();
        assert!(budget.text(TEXT_BYTES).is_ok());
        assert_eq!(budget.text(1), Err(Refused::with(Why::TooLong, TEXT_BYTES)));
    }
}
