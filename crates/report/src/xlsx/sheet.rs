//! One table on one sheet: caption, header, rows, notes.

use rust_decimal::Decimal;
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Worksheet};

use super::placed::Placed;
use super::{LINE, POINTS, across, base, page_setup, twips};
use crate::Error;
use crate::columns::{LANDSCAPE, TEXT, widths_in};
use crate::grid::{self, Face, Slot};
use crate::metrics::lines;
use crate::model::{Align, Cell};
use crate::number::{FELL, ROSE, UNCHANGED};
use crate::wording::clean;
use chiso_scoring::round::half_up_decimal;

/// The first row below the caption.
const TOP: u32 = 1;
/// Excel keeps fifteen digits; a longer count is written as text rather than changed.
const EXACT: u64 = 999_999_999_999_999;

pub(super) fn write(sheet: &mut Worksheet, placed: &Placed<'_>) -> Result<(), Error> {
    let Placed { table, title, notes, landscape } = placed;
    let page = if *landscape { LANDSCAPE } else { TEXT };
    // Twentieths of a point to pixels of 1/96 inch.
    let widths: Vec<u32> = widths_in(table, page).into_iter().map(|width| width / 15).collect();
    let last = u16::try_from(widths.len() - 1).unwrap_or(u16::MAX);
    for (col, width) in (0..).zip(&widths) {
        sheet.set_column_width_pixels(col, *width)?;
    }
    across(sheet, 0, last, title, &base().set_bold().set_align(FormatAlign::Center))?;
    let head = grid::head(table);
    for (row, (slots, count)) in (TOP..).zip(head.iter().zip(heights(&head, &widths))) {
        sheet.set_row_height_pixels(row, LINE * count)?;
        slots.iter().try_for_each(|slot| paint(sheet, row, slot))?;
    }
    let below = TOP + head.len() as u32;
    let mut row = below;
    for line in grid::body(table) {
        sheet.set_row_height_pixels(row, LINE * most(&line.slots, 1, &widths))?;
        line.slots.iter().try_for_each(|slot| paint(sheet, row, slot))?;
        row += 1;
    }
    for note in notes {
        across(sheet, row, last, &clean(&note.text()), &base().set_italic())?;
        row += 1;
    }
    page_setup(sheet, *landscape);
    sheet.set_repeat_rows(TOP, below - 1)?.set_freeze_panes(below, 0)?;
    Ok(())
}

/// How many lines each header row needs.
fn heights(head: &[Vec<Slot<'_>>], widths: &[u32]) -> Vec<u32> {
    match head {
        [upper, lower] => {
            let first = most(upper, 1, widths);
            let both = most(upper, 2, widths);
            vec![first, most(lower, 1, widths).max(both.saturating_sub(first))]
        }
        rows => rows.iter().map(|slots| most(slots, 1, widths)).collect(),
    }
}

/// The most lines that a slot of so many rows needs. Measured here, because Excel measures no merged cells and
/// LibreOffice none at all when it opens a workbook.
fn most(slots: &[Slot<'_>], rows: usize, widths: &[u32]) -> u32 {
    let need = |slot: &Slot<'_>| {
        let width: u32 = widths[slot.col..slot.col + slot.cols].iter().sum();
        lines(&slot.text(), POINTS, twips(width.saturating_sub(8)))
    };
    let alike = slots.iter().filter(|slot| slot.rows == rows);
    alike.map(need).max().unwrap_or(1)
}

fn paint(sheet: &mut Worksheet, row: u32, slot: &Slot<'_>) -> Result<(), Error> {
    let col = u16::try_from(slot.col).unwrap_or(u16::MAX);
    let format = format(slot);
    if slot.rows == 0 {
        return Ok(());
    }
    if slot.rows > 1 || slot.cols > 1 {
        let (down, right) = (slot.rows as u32 - 1, slot.cols as u16 - 1);
        sheet.merge_range(row, col, row + down, col + right, &slot.text(), &format)?;
        return Ok(());
    }
    match value(slot.face) {
        Some((number, pattern)) => {
            sheet.write_number_with_format(row, col, number, &format.set_num_format(pattern))?
        }
        None => sheet.write_string_with_format(row, col, slot.text(), &format)?,
    };
    Ok(())
}

fn format(slot: &Slot<'_>) -> Format {
    let align = match slot.align {
        Align::Left => FormatAlign::Left,
        Align::Center => FormatAlign::Center,
        Align::Right => FormatAlign::Right,
    };
    let format = base().set_border(FormatBorder::Thin).set_align(align);
    let format = if slot.bold { format.set_bold() } else { format };
    if slot.italic() { format.set_italic() } else { format }
}

/// The number to write, and how Excel shows it; `None` for what is not a number.
fn value(face: Face<'_>) -> Option<(f64, String)> {
    match face {
        Face::Ordinal(number) => Some((f64::from(number), "0".to_owned())),
        Face::Cell(Cell::Integer(count)) if count.unsigned_abs() <= EXACT => {
            Some((float(&Decimal::from(*count))?, pattern(0)))
        }
        Face::Cell(Cell::Decimal { value, digits }) => {
            Some((float(&half_up_decimal(*value, *digits))?, pattern(*digits)))
        }
        Face::Cell(Cell::Percent { value, digits }) => {
            Some((float(&half_up_decimal(*value, *digits))?, pattern(*digits) + "\"%\""))
        }
        Face::Cell(Cell::Change { value, digits }) => {
            let plain = pattern(*digits);
            Some((float(&half_up_decimal(*value, *digits))?, format!("+{plain};-{plain};{plain}")))
        }
        Face::Cell(Cell::Moved { value, digits, noun }) => {
            Some((float(&half_up_decimal(*value, *digits))?, moved(*digits, noun)))
        }
        _ => None,
    }
}

/// A number that shows itself with the words of [`crate::number::moved`].
fn moved(digits: u32, noun: &str) -> String {
    let plain = pattern(digits);
    if noun.is_empty() {
        return format!("+{plain};-{plain};\"{UNCHANGED}\"");
    }
    let noun = noun.replace('"', "'");
    format!("\"{ROSE} \"{plain}\" {noun}\";\"{FELL} \"{plain}\" {noun}\";\"{UNCHANGED}\"")
}

/// The double nearest to the decimal: through its digits, so that 72.18 is the 72.18 that Excel itself would read.
fn float(value: &Decimal) -> Option<f64> {
    value.to_string().parse().ok()
}

/// `#,##0.00`: the reader's Excel shows its own separators.
fn pattern(digits: u32) -> String {
    let decimals = "0".repeat(digits as usize);
    if digits == 0 { "#,##0".to_owned() } else { format!("#,##0.{decimals}") }
}
