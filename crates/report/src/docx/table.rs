//! Tables of figures.

use docx_rs::{
    Paragraph, Run, Table, TableCell, TableCellMargins, TableLayoutType, TableRow, VAlignType,
    VMergeType, WidthType,
};

use super::{Piece, alignment, line};
use crate::columns::{TEXT, padding, points, widths};
use crate::grid::{self, Slot, Tone};
use crate::model;

/// Caption, table, and a little air below.
pub(super) fn pieces(table: &model::Table) -> Vec<Piece> {
    let count = table.columns.len();
    let widths = widths(table)
        .into_iter()
        .map(|width| width as usize)
        .collect();
    let look = Look {
        widths,
        points: points(count) as usize,
    };
    let side = padding(count) as usize;
    let head = grid::head(table);
    let header_rows = head.len();
    let mut rows: Vec<_> = head.iter().map(|slots| look.row(slots, true)).collect();
    rows.extend(
        grid::body(table)
            .iter()
            .map(|line| look.row(&line.slots, line.tone == Tone::Section)),
    );
    let figures = Table::new(rows)
        .set_grid(look.widths)
        .width(TEXT as usize, WidthType::Dxa)
        .layout(TableLayoutType::Fixed)
        .margins(TableCellMargins::new().margin(0, side, 0, side));
    let mut pieces = Vec::new();
    if !table.caption.is_empty() {
        pieces.push(line("Caption", &table.caption).into());
    }
    pieces.push(Piece::Table(Box::new(figures), header_rows));
    pieces.push(Paragraph::new().style("Gap").into());
    pieces
}

struct Look {
    widths: Vec<usize>,
    points: usize,
}

impl Look {
    /// A row that is never torn by a page break; `tied` ones stay with the row below.
    fn row(&self, slots: &[Slot<'_>], tied: bool) -> TableRow {
        TableRow::new(slots.iter().map(|slot| self.cell(slot, tied)).collect()).cant_split()
    }

    fn cell(&self, slot: &Slot<'_>, tied: bool) -> TableCell {
        let width = self.widths[slot.col..slot.col + slot.cols].iter().sum();
        let cell = TableCell::new()
            .width(width, WidthType::Dxa)
            .vertical_align(VAlignType::Center);
        let cell = if slot.cols > 1 {
            cell.grid_span(slot.cols)
        } else {
            cell
        };
        let cell = match slot.rows {
            0 => cell.vertical_merge(VMergeType::Continue),
            1 => cell,
            _ => cell.vertical_merge(VMergeType::Restart),
        };
        cell.add_paragraph(self.content(slot, tied))
    }

    fn content(&self, slot: &Slot<'_>, tied: bool) -> Paragraph {
        let paragraph = Paragraph::new()
            .style("Cell")
            .align(alignment(slot.align))
            .keep_next(tied);
        let text = slot.text();
        if slot.rows == 0 || text.is_empty() {
            return paragraph;
        }
        let run = Run::new().add_text(text).size(self.points * 2);
        let run = if slot.bold { run.bold() } else { run };
        paragraph.add_run(if slot.italic() { run.italic() } else { run })
    }
}
