//! Tables of figures.

use docx_rs::{
    HeightRule, Paragraph, Run, Table, TableCell, TableCellMargins, TableLayoutType, TableRow,
    VAlignType, VMergeType, WidthType,
};

use super::{Piece, alignment, line};
use crate::columns::{padding, points, widths_in};
use crate::grid::{self, Slot, Tone};
use crate::metrics::lines;
use crate::model;

/// What the borders of a cell take of its width, at most.
const BORDER: u32 = 40;

/// Caption, table, and a little air below, on a page with so much between its margins.
pub(super) fn pieces(table: &model::Table, page: u32) -> Vec<Piece> {
    let count = table.columns.len();
    let widths = widths_in(table, page).into_iter().map(|width| width as usize).collect();
    let look = Look { widths, points: points(count) as usize, side: padding(count) };
    let side = look.side as usize;
    let head = grid::head(table);
    let header_rows = head.len();
    let heights = look.heights(&head);
    let mut rows: Vec<_> = head
        .iter()
        .zip(heights)
        .map(|(slots, height)| {
            look.row(slots, true).row_height(height).height_rule(HeightRule::AtLeast)
        })
        .collect();
    rows.extend(
        grid::body(table).iter().map(|line| look.row(&line.slots, line.tone == Tone::Section)),
    );
    let figures = Table::new(rows)
        .set_grid(look.widths)
        .width(page as usize, WidthType::Dxa)
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
    /// Left and right of a cell's content.
    side: u32,
}

impl Look {
    /// Least heights of the header rows. An office suite that repeats a header on the next page measures the lower row
    /// without the cells that reach down into it, and cuts them off.
    fn heights(&self, head: &[Vec<Slot<'_>>]) -> Vec<f32> {
        let tallest = |slots: &[Slot<'_>], rows: usize| {
            let deep = slots.iter().filter(|slot| slot.rows == rows);
            deep.map(|slot| self.height(slot)).max().unwrap_or(0)
        };
        let mut heights: Vec<u32> = head.iter().map(|slots| tallest(slots, 1)).collect();
        if let [upper, lower] = heights.as_mut_slice() {
            *lower = (*lower).max(tallest(&head[0], 2).saturating_sub(*upper));
        }
        heights.iter().map(|height| f32::from(u16::try_from(*height).unwrap_or(u16::MAX))).collect()
    }

    /// Height of a cell: its lines, a sixth of leading, the air above and below.
    fn height(&self, slot: &Slot<'_>) -> u32 {
        let width: usize = self.widths[slot.col..slot.col + slot.cols].iter().sum();
        let width = u32::try_from(width).unwrap_or(0).saturating_sub(2 * self.side + BORDER);
        let points = u32::try_from(self.points).unwrap_or(0);
        lines(&slot.text(), points, width) * points * 20 * 7 / 6 + 40
    }

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
