//! A document as the rules see it: lines with their outline and figures, tables with their columns and rows.

mod declared;
mod grid;
mod line;
mod val;

pub use declared::Declared;
pub use grid::{Grid, Kind, Row, RowKind};
pub use line::{Line, Mark};
pub use val::Val;

use super::doc::{Block, Doc, Kind as FileKind};

/// Where a finding belongs in the order of reading: block, row, column or byte.
pub type Spot = (usize, usize, usize);

/// A document.
#[derive(Debug)]
pub struct Paper<'d> {
    /// What it was read from.
    pub file: FileKind,
    /// Its lines.
    pub lines: Vec<Line<'d>>,
    /// Its tables.
    pub grids: Vec<Grid<'d>>,
    /// What it says itself about numbers that do not follow.
    pub declared: Declared,
}

impl<'d> Paper<'d> {
    /// Understands a document.
    pub fn read(doc: &'d Doc) -> Self {
        let lines = line::lines(doc);
        let mut grids = Vec::new();
        for (at, block) in doc.blocks.iter().enumerate() {
            if let Block::Table(table) = block {
                grids.push(Grid::read(at, table, &captions(&lines, doc, at)));
            }
        }
        let declared = Declared::read(&grids, &lines);
        Self { file: doc.kind, lines, grids, declared }
    }
}

/// The texts right above a table, the nearest first: its caption, and the heading over it.
fn captions<'d>(lines: &[Line<'d>], doc: &Doc, at: usize) -> Vec<&'d str> {
    let above = |block: &usize| matches!(doc.blocks[*block], Block::Text(_));
    let blocks = (0..at).rev().take_while(above).take(2);
    let text =
        |block| lines.binary_search_by_key(&block, |line| line.block).ok().map(|at| lines[at].text);
    blocks.filter_map(text).collect()
}
