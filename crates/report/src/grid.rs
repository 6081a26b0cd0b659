//! A table laid out in slots: what is numbered, what spans, what is joined. The three renderers only paint slots.

use crate::model::{Align, Cell, Column, Row, Table};
use crate::number;
use crate::wording::clean;

/// What a slot shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Face<'a> {
    /// A column header, a section's mark or title.
    Label(&'a str),
    /// The number of a row.
    Ordinal(u32),
    /// A cell of the table.
    Cell(&'a Cell),
}

/// A rectangle of the table.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Slot<'a> {
    /// First column.
    pub(crate) col: usize,
    /// How many columns.
    pub(crate) cols: usize,
    /// How many rows; 0 if the slot only continues the one above.
    pub(crate) rows: usize,
    pub(crate) face: Face<'a>,
    pub(crate) align: Align,
    pub(crate) bold: bool,
}

impl Slot<'_> {
    /// The text as Vietnamese documents print it.
    pub(crate) fn text(&self) -> String {
        match self.face {
            Face::Label(text) => clean(text),
            Face::Ordinal(number) => number.to_string(),
            Face::Cell(cell) => cell_text(cell),
        }
    }

    /// Reasons for a missing number are set in italics.
    pub(crate) fn italic(&self) -> bool {
        matches!(self.face, Face::Cell(Cell::Missing(_)))
    }
}

fn cell_text(cell: &Cell) -> String {
    match cell {
        Cell::Empty | Cell::Ordinal => String::new(),
        Cell::Text(text) | Cell::Missing(text) => clean(text),
        Cell::Integer(value) => number::integer(*value),
        Cell::Decimal { value, digits } => number::decimal(*value, *digits),
        Cell::Percent { value, digits } => number::percent(*value, *digits),
        Cell::Change { value, digits } => number::change(*value, *digits),
        Cell::Moved { value, digits, noun } => number::moved(*value, *digits, noun),
        Cell::Fraction(done, all) => number::fraction(*done, *all),
    }
}

/// The kind of a body row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    Section,
    Normal,
    Total,
}

/// A body row in slots that cover every column once.
#[derive(Debug)]
pub(crate) struct Line<'a> {
    pub(crate) tone: Tone,
    pub(crate) slots: Vec<Slot<'a>>,
}

/// The header rows: one, or two if columns share a header.
pub(crate) fn head(table: &Table) -> Vec<Vec<Slot<'_>>> {
    let deep = table.columns.iter().any(|column| column.group.is_some());
    let mut upper: Vec<Slot<'_>> = Vec::new();
    let mut lower = Vec::new();
    for (col, column) in table.columns.iter().enumerate() {
        match (&column.group, upper.last_mut()) {
            (Some(group), Some(last)) if shared(table, col) => {
                debug_assert_eq!(last.face, Face::Label(group));
                last.cols += 1;
            }
            (Some(group), _) => upper.push(label(col, group, 1)),
            (None, _) => upper.push(label(col, &column.title, if deep { 2 } else { 1 })),
        }
        lower.push(label(col, &column.title, usize::from(column.group.is_some())));
    }
    if deep { vec![upper, lower] } else { vec![upper] }
}

/// Whether the column stands under the same header as the one before it.
fn shared(table: &Table, col: usize) -> bool {
    let group = |at: usize| table.columns.get(at).and_then(|column| column.group.as_ref());
    col > 0 && group(col).is_some() && group(col) == group(col - 1)
}

fn label(col: usize, text: &str, rows: usize) -> Slot<'_> {
    Slot { col, cols: 1, rows, face: Face::Label(text), align: Align::Center, bold: true }
}

/// The body rows.
pub(crate) fn body(table: &Table) -> Vec<Line<'_>> {
    let mut ordinal = 0;
    let mut lines: Vec<Line<'_>> = table
        .rows
        .iter()
        .map(|row| match row {
            Row::Section { mark, title } => {
                ordinal = 0;
                section(table.columns.len(), mark, title)
            }
            Row::Normal(cells) => {
                ordinal += 1;
                normal(table, cells, ordinal)
            }
            Row::Total { cells, .. } => total(&table.columns, cells),
        })
        .collect();
    if table.join_missing {
        join_down(&mut lines);
    }
    lines
}

fn section<'a>(columns: usize, mark: &'a str, title: &'a str) -> Line<'a> {
    let title = Slot { cols: columns.saturating_sub(1), align: Align::Left, ..label(1, title, 1) };
    Line { tone: Tone::Section, slots: vec![label(0, mark, 1), title] }
}

fn normal<'a>(table: &'a Table, cells: &'a [Cell], ordinal: u32) -> Line<'a> {
    let mut slots: Vec<Slot<'a>> = Vec::new();
    for (col, (cell, column)) in cells.iter().zip(&table.columns).enumerate() {
        match slots.last_mut() {
            Some(last) if table.join_missing && same_reason(last.face, cell) => last.cols += 1,
            _ => slots.push(plain(col, cell, column, ordinal)),
        }
    }
    Line { tone: Tone::Normal, slots }
}

fn plain<'a>(col: usize, cell: &'a Cell, column: &Column, ordinal: u32) -> Slot<'a> {
    let face = match cell {
        Cell::Ordinal => Face::Ordinal(ordinal),
        cell => Face::Cell(cell),
    };
    let align = if matches!(cell, Cell::Missing(_)) { Align::Center } else { column.align };
    Slot { col, cols: 1, rows: 1, face, align, bold: false }
}

fn same_reason(face: Face<'_>, cell: &Cell) -> bool {
    matches!(cell, Cell::Missing(_)) && face == Face::Cell(cell)
}

/// A text takes the empty cells after it: the label, and what is said of several columns at once.
fn total<'a>(columns: &[Column], cells: &'a [Cell]) -> Line<'a> {
    let mut slots: Vec<Slot<'a>> = Vec::new();
    for (col, (cell, column)) in cells.iter().zip(columns).enumerate() {
        match slots.last_mut() {
            Some(last) if *cell == Cell::Empty && takes(last) => {
                last.cols += 1;
                last.align = Align::Center;
            }
            _ => {
                let align = if col == 0 { Align::Center } else { column.align };
                slots.push(Slot { align, bold: true, ..plain(col, cell, column, 0) });
            }
        }
    }
    Line { tone: Tone::Total, slots }
}

fn takes(slot: &Slot<'_>) -> bool {
    matches!(slot.face, Face::Cell(Cell::Text(_)))
}

/// Most rows joined into one. A page break may run through joined rows, and only one side of it shows the reason: few
/// enough rows, and every page has one.
const MOST_JOINED: usize = 6;

/// Equal reasons in consecutive normal rows become one slot.
fn join_down(lines: &mut [Line<'_>]) {
    for at in 0..lines.len() {
        let (above, below) = lines.split_at_mut(at + 1);
        for slot in above.last_mut().into_iter().flat_map(|line| &mut line.slots) {
            if slot.italic() && slot.rows == 1 {
                let below = below.iter_mut().take(MOST_JOINED - 1);
                slot.rows += below.map_while(|line| continued(line, slot)).count();
            }
        }
    }
}

/// Marks the equal slot of the line as continuing the given one.
fn continued(line: &mut Line<'_>, above: &Slot<'_>) -> Option<()> {
    let equal = |slot: &&mut Slot<'_>| {
        slot.col == above.col && slot.cols == above.cols && slot.face == above.face
    };
    let slot = line.slots.iter_mut().find(equal)?;
    slot.rows = 0;
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(count: usize) -> Vec<Column> {
        (0..count).map(|at| Column::new(format!("c{at}"), 1, Align::Left)).collect()
    }

    fn shape(slots: &[Slot<'_>]) -> Vec<(usize, usize, usize, String)> {
        slots.iter().map(|slot| (slot.col, slot.cols, slot.rows, slot.text())).collect()
    }

    fn none() -> Cell {
        Cell::missing("Không có")
    }

    #[test]
    fn one_header_row_without_groups() {
        let table = Table { columns: columns(2), ..Table::default() };
        let head = head(&table);
        assert_eq!(head.len(), 1);
        assert_eq!(shape(&head[0]), [(0, 1, 1, "c0".into()), (1, 1, 1, "c1".into())]);
    }

    #[test]
    fn neighbours_share_a_header() {
        let mut columns = columns(4);
        columns[1].group = Some("A".into());
        columns[2].group = Some("B".into());
        columns[3].group = Some("B".into());
        let table = Table { columns, ..Table::default() };
        let head = head(&table);
        assert_eq!(
            shape(&head[0]),
            [(0, 1, 2, "c0".into()), (1, 1, 1, "A".into()), (2, 2, 1, "B".into())]
        );
        let rows: Vec<_> = head[1].iter().map(|slot| slot.rows).collect();
        assert_eq!(rows, [0, 1, 1, 1]);
    }

    #[test]
    fn numbering_starts_again_in_each_section() {
        let section = || Row::Section { mark: "I".into(), title: "Cấp tỉnh".into() };
        let row = || Row::Normal(vec![Cell::Ordinal, Cell::Empty]);
        let rows = vec![section(), row(), row(), section(), row()];
        let table = Table { columns: columns(2), rows, ..Table::default() };
        let first: Vec<_> = body(&table).iter().map(|line| line.slots[0].text()).collect();
        assert_eq!(first, ["I", "1", "2", "I", "1"]);
    }

    #[test]
    fn equal_reasons_join_across_and_down_but_not_over_sections() {
        let row = |name: &str| Row::Normal(vec![Cell::text(name), none(), none()]);
        let section = Row::Section { mark: "II".into(), title: "Cấp xã".into() };
        let rows = vec![row("a"), row("b"), section, row("c")];
        let table = Table { columns: columns(3), rows, join_missing: true, ..Table::default() };
        let body = body(&table);
        let spans: Vec<_> =
            [0, 1, 3].map(|at| (body[at].slots[1].cols, body[at].slots[1].rows)).into();
        assert_eq!(spans, [(2, 2), (2, 0), (2, 1)]);
    }

    #[test]
    fn a_long_run_of_reasons_is_joined_page_by_page() {
        let row = || Row::Normal(vec![Cell::text("a"), none()]);
        let rows = (0..MOST_JOINED + 2).map(|_| row()).collect();
        let table = Table { columns: columns(2), rows, join_missing: true, ..Table::default() };
        let body = body(&table);
        let rows: Vec<_> = body.iter().map(|line| line.slots[1].rows).collect();
        assert_eq!((rows[0], rows[1], rows[MOST_JOINED]), (MOST_JOINED, 0, 2));
    }

    #[test]
    fn nothing_joins_unless_asked() {
        let row = || Row::Normal(vec![none(), none()]);
        let table = Table { columns: columns(2), rows: vec![row(), row()], ..Table::default() };
        assert!(body(&table).iter().all(|line| line.slots.len() == 2 && line.slots[0].rows == 1));
    }

    #[test]
    fn the_label_of_a_total_takes_the_empty_cells_after_it() {
        let cells = vec![Cell::text("TỔNG SỐ"), Cell::Empty, Cell::Integer(1_277), Cell::Empty];
        let rows = vec![Row::Total { scope: crate::Scope::Table, cells }];
        let table = Table { columns: columns(4), rows, ..Table::default() };
        let slots = &body(&table)[0].slots;
        let expected =
            [(0, 2, 1, "TỔNG SỐ".into()), (2, 1, 1, "1.277".into()), (3, 1, 1, String::new())];
        assert_eq!(shape(slots), expected);
    }

    #[test]
    fn a_text_in_a_total_takes_the_empty_cells_after_it() {
        let text = |text: &str| Cell::text(text);
        let cells = vec![text("VII"), text("Điểm"), text("75,10"), Cell::Empty, text("75,69")];
        let rows = vec![Row::Total { scope: crate::Scope::Table, cells }];
        let table = Table { columns: columns(5), rows, ..Table::default() };
        let slots = &body(&table)[0].slots;
        let spans: Vec<_> = slots.iter().map(|slot| (slot.col, slot.cols)).collect();
        assert_eq!(spans, [(0, 1), (1, 1), (2, 2), (4, 1)]);
        assert_eq!(slots[2].align, Align::Center);
    }
}
