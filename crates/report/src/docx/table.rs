//! Tables of figures.

use docx_rs::{
    Paragraph, Run, Table, TableCell, TableCellMargins, TableLayoutType, TableRow, VAlignType, VMergeType, WidthType,
};

use super::{Piece, TEXT, alignment, line};
use crate::grid::{self, Slot, Tone};
use crate::model::{self, Column};

/// Caption, table, and a little air below.
pub(super) fn pieces(table: &model::Table) -> Vec<Piece> {
    let look = Look { widths: widths(&table.columns, TEXT as usize), points: points(table.columns.len()) };
    let head = grid::head(table);
    let header_rows = head.len();
    let mut rows: Vec<_> = head.iter().map(|slots| look.row(slots, true)).collect();
    rows.extend(grid::body(table).iter().map(|line| look.row(&line.slots, line.tone == Tone::Section)));
    let figures = Table::new(rows)
        .set_grid(look.widths)
        .width(TEXT as usize, WidthType::Dxa)
        .layout(TableLayoutType::Fixed)
        .margins(TableCellMargins::new().margin(0, 60, 0, 60));
    let mut pieces = Vec::new();
    if !table.caption.is_empty() {
        pieces.push(line("Caption", &table.caption).into());
    }
    pieces.push(Piece::Table(figures, header_rows));
    pieces.push(Paragraph::new().style("Gap").into());
    pieces
}

/// Type size that keeps many columns readable between the margins.
fn points(columns: usize) -> usize {
    match columns {
        0..=4 => 13,
        5..=7 => 12,
        _ => 11,
    }
}

/// Shares out the width; the shares add up to it exactly.
fn widths(columns: &[Column], whole: usize) -> Vec<usize> {
    let sum: usize = columns.iter().map(|column| column.width as usize).sum();
    let mut taken = 0;
    let mut edge = 0;
    columns
        .iter()
        .map(|column| {
            taken += column.width as usize;
            let before = edge;
            edge = whole * taken / sum.max(1);
            edge - before
        })
        .collect()
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
        let cell = TableCell::new().width(width, WidthType::Dxa).vertical_align(VAlignType::Center);
        let cell = if slot.cols > 1 { cell.grid_span(slot.cols) } else { cell };
        let cell = match slot.rows {
            0 => cell.vertical_merge(VMergeType::Continue),
            1 => cell,
            _ => cell.vertical_merge(VMergeType::Restart),
        };
        cell.add_paragraph(self.content(slot, tied))
    }

    fn content(&self, slot: &Slot<'_>, tied: bool) -> Paragraph {
        let paragraph = Paragraph::new().style("Cell").align(alignment(slot.align)).keep_next(tied);
        let text = slot.text();
        if slot.rows == 0 || text.is_empty() {
            return paragraph;
        }
        let run = Run::new().add_text(text).size(self.points * 2);
        let run = if slot.bold { run.bold() } else { run };
        paragraph.add_run(if slot.italic() { run.italic() } else { run })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Align;

    #[test]
    fn widths_add_up() {
        for shares in [vec![1, 1, 1], vec![8, 60, 13, 7], vec![1]] {
            let columns: Vec<_> = shares.iter().map(|share| Column::new("", *share, Align::Left)).collect();
            assert_eq!(widths(&columns, 9_071).iter().sum::<usize>(), 9_071);
        }
    }
}
