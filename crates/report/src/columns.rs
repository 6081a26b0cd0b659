//! Widths of columns: as the table asks, but never so narrow that a number or a word of the header is torn.

use crate::grid::{self, Face, Slot};
use crate::metrics::twips;
use crate::model::{Cell, Table};

/// Between the margins of the decree's A4 page, in twentieths of a point. All widths here are.
pub(crate) const TEXT: u32 = 9_071;

/// The same on a page that lies on its side.
pub(crate) const LANDSCAPE: u32 = 14_003;

/// Type size that keeps many columns readable between the margins.
pub(crate) fn points(columns: usize) -> u32 {
    match columns {
        0..=4 => 13,
        5..=7 => 12,
        _ => 11,
    }
}

/// Left and right of a cell's content.
pub(crate) fn padding(columns: usize) -> u32 {
    if columns < 8 { 80 } else { 50 }
}

/// Shares out a page with so much between its margins; the shares add up to it exactly.
pub(crate) fn widths_in(table: &Table, page: u32) -> Vec<u32> {
    let least = least(table, page);
    let mut fixed = vec![false; least.len()];
    loop {
        let shares = share(table, page, &least, &fixed);
        let narrow: Vec<_> =
            (0..least.len()).filter(|at| !fixed[*at] && shares[*at] < least[*at]).collect();
        if narrow.is_empty() {
            return shares;
        }
        narrow.into_iter().for_each(|at| fixed[at] = true);
    }
}

/// Fixed columns take their least, the others share what is left as the table asks.
fn share(table: &Table, page: u32, least: &[u32], fixed: &[bool]) -> Vec<u32> {
    let free = |at: usize| {
        if fixed[at] { 0 } else { u64::from(table.columns[at].width) }
    };
    let whole: u64 = (0..least.len()).map(free).sum();
    let taken: u32 = (0..least.len()).filter(|at| fixed[*at]).map(|at| least[at]).sum();
    let rest = u64::from(page.saturating_sub(taken));
    let (mut passed, mut edge) = (0, 0);
    (0..least.len())
        .map(|at| {
            if fixed[at] {
                return least[at];
            }
            passed += free(at);
            let before = edge;
            edge = u32::try_from(rest * passed / whole.max(1)).unwrap_or(page);
            edge - before
        })
        .collect()
}

/// What each column needs; at most an even share, or one endless word would push out all others.
fn least(table: &Table, page: u32) -> Vec<u32> {
    let count = table.columns.len();
    let limit = page / u32::try_from(count).unwrap_or(u32::MAX).max(1);
    let need = |text: &str| (twips(text, points(count)) + 2 * padding(count) + 40).min(limit);
    let titles =
        table.columns.iter().map(|column| column.title.split(' ').map(need).max().unwrap_or(0));
    let mut least: Vec<u32> = titles.collect();
    let lines = grid::body(table);
    for slot in lines.iter().flat_map(|line| &line.slots).filter(|slot| is_number(slot)) {
        least[slot.col] = least[slot.col].max(need(&slot.text()));
    }
    least
}

fn is_number(slot: &Slot<'_>) -> bool {
    match slot.face {
        Face::Ordinal(_) => true,
        Face::Cell(cell) => !matches!(cell, Cell::Empty | Cell::Text(_) | Cell::Missing(_)),
        Face::Label(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Align, Column, Row};

    fn widths(table: &Table) -> Vec<u32> {
        widths_in(table, TEXT)
    }

    fn table(titles: &[(&str, u32)]) -> Table {
        let columns =
            titles.iter().map(|(title, width)| Column::new(*title, *width, Align::Left)).collect();
        Table { columns, ..Table::default() }
    }

    #[test]
    fn widths_are_shared_as_asked_and_add_up() {
        let widths = widths(&table(&[("STT", 10), ("Tên", 60), ("Tỷ lệ", 30)]));
        assert_eq!(widths, [907, 5_442, 2_722]);
        assert_eq!(widths.iter().sum::<u32>(), TEXT);
    }

    #[test]
    fn a_page_on_its_side_is_shared_out_whole() {
        let table = table(&[("Số TT", 10), ("Nội dung", 60), ("Số liệu", 30)]);
        assert_eq!(widths_in(&table, LANDSCAPE).iter().sum::<u32>(), LANDSCAPE);
    }

    #[test]
    fn a_header_word_is_not_torn() {
        let mut columns = vec![("STT", 1)];
        columns.extend([("Tên", 100); 8]);
        let widths = widths(&table(&columns));
        assert!(widths[0] > twips("STT", 11) + 100, "{widths:?}");
        assert_eq!(widths.iter().sum::<u32>(), TEXT);
    }

    #[test]
    fn a_number_is_not_torn() {
        let mut table = table(&[("a", 100), ("b", 1)]);
        table.rows = vec![Row::Normal(vec![Cell::Empty, Cell::Integer(1_234_567)])];
        assert!(widths(&table)[1] > twips("1.234.567", 13));
    }

    #[test]
    fn an_endless_word_takes_no_more_than_its_even_share() {
        let endless = "Ữ".repeat(300);
        assert_eq!(widths(&table(&[(&endless, 1), ("b", 1)])), [4_535, 4_536]);
    }
}
