//! What a document with tables is read into first: paragraphs and tables in one another, in the order of reading.

use std::cell::RefCell;

use super::limits::{Budget, SPAN, TABLE_DEPTH};
use super::words::clean;
use super::{Refused, Why};

/// One piece of a flow of text.
#[derive(Debug)]
pub(super) enum Piece {
    /// A paragraph that is not empty.
    Paragraph {
        /// What it says.
        text: String,
        /// Whether the file calls it a heading.
        heading: bool,
    },
    /// A table.
    Table(Grid),
}

/// A table as the file writes it.
#[derive(Debug, Default)]
pub(super) struct Grid {
    /// Its rows.
    pub rows: Vec<Vec<GridCell>>,
}

/// A cell as the file writes it.
#[derive(Debug, Default)]
pub(super) struct GridCell {
    /// What stands in it.
    pub pieces: Vec<Piece>,
    /// Columns it reaches over beyond its own.
    pub more_columns: usize,
    /// Rows it reaches over beyond its own.
    pub more_rows: usize,
    /// Whether the cell above goes on here.
    pub continues: bool,
}

impl GridCell {
    /// The texts of its paragraphs, one after the other.
    pub fn text(&self) -> String {
        let texts = self.pieces.iter().filter_map(|piece| match piece {
            Piece::Paragraph { text, .. } => Some(text.as_str()),
            Piece::Table(_) => None,
        });
        texts.collect::<Vec<_>>().join(" ")
    }
}

/// Collects the pieces while a document is read from its beginning to its end.
pub(super) struct Builder<'b> {
    /// What is written at once: the body at the bottom, above it cells and boxes.
    flows: Vec<Vec<Piece>>,
    tables: Vec<Grid>,
    rows: Vec<Vec<GridCell>>,
    cells: Vec<GridCell>,
    budget: &'b RefCell<Budget>,
}

impl<'b> Builder<'b> {
    /// Nothing yet.
    pub fn new(budget: &'b RefCell<Budget>) -> Self {
        let flows = vec![Vec::new()];
        Self { flows, tables: Vec::new(), rows: Vec::new(), cells: Vec::new(), budget }
    }

    /// Everything that was collected.
    pub fn finish(self) -> Vec<Piece> {
        self.flows.into_iter().flatten().collect()
    }

    /// A paragraph; an empty one is passed over.
    pub fn paragraph(&mut self, text: &str, heading: bool) -> Result<(), Refused> {
        let text = clean(text);
        if text.is_empty() {
            return Ok(());
        }
        self.budget.borrow_mut().paragraph(text.len())?;
        self.put(Piece::Paragraph { text, heading });
        Ok(())
    }

    fn put(&mut self, piece: Piece) {
        if let Some(flow) = self.flows.last_mut() {
            flow.push(piece);
        }
    }

    /// Pieces that were put aside.
    pub fn append(&mut self, pieces: Vec<Piece>) {
        pieces.into_iter().for_each(|piece| self.put(piece));
    }

    /// A flow of its own begins: a text box, a caption.
    pub fn open_flow(&mut self) {
        self.flows.push(Vec::new());
    }

    /// It ends.
    pub fn close_flow(&mut self) -> Vec<Piece> {
        if self.flows.len() > 1 { self.flows.pop().unwrap_or_default() } else { Vec::new() }
    }

    /// A table begins.
    pub fn open_table(&mut self) -> Result<(), Refused> {
        self.tables.push(Grid::default());
        if self.tables.len() > TABLE_DEPTH {
            return Err(Refused::with(Why::TooDeep, TABLE_DEPTH));
        }
        Ok(())
    }

    /// A table ends.
    pub fn close_table(&mut self) {
        if let Some(grid) = self.tables.pop() {
            self.put(Piece::Table(grid));
        }
    }

    /// A row begins.
    pub fn open_row(&mut self) {
        self.rows.push(Vec::new());
    }

    /// A row ends; one that was deleted is left out.
    pub fn close_row(&mut self, kept: bool) {
        let row = self.rows.pop().unwrap_or_default();
        if let Some(table) = self.tables.last_mut().filter(|_| kept) {
            table.rows.push(row);
        }
    }

    /// An empty cell.
    pub fn empty_cells(&mut self, count: usize) -> Result<(), Refused> {
        for _ in 0..count.min(SPAN) {
            self.budget.borrow_mut().cell(0)?;
            if let Some(row) = self.rows.last_mut() {
                row.push(GridCell::default());
            }
        }
        Ok(())
    }

    /// A cell begins.
    pub fn open_cell(&mut self) {
        self.cells.push(GridCell::default());
        self.open_flow();
    }

    /// The cell that is open.
    pub fn cell(&mut self) -> Option<&mut GridCell> {
        self.cells.last_mut()
    }

    /// A cell ends. What stands in no row is kept as text.
    pub fn close_cell(&mut self) {
        let pieces = self.close_flow();
        let cell = self.cells.pop().unwrap_or_default();
        match self.rows.last_mut() {
            Some(row) => row.push(GridCell { pieces, ..cell }),
            None => self.append(pieces),
        }
    }
}
