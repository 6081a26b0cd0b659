//! Pieces become the blocks of a document: merged cells repeated, rows of one width, places numbered.

use std::cell::RefCell;

use super::Refused;
use super::limits::{Budget, SPAN};
use super::pieces::{Grid, GridCell, Piece};
use crate::lint::doc::{Block, Cell, Doc, Kind, Place, Table, Text};

/// The document that pieces make.
pub(super) fn doc(
    kind: Kind,
    pieces: Vec<Piece>,
    budget: &RefCell<Budget>,
) -> Result<Doc, Refused> {
    let mut layout = Layout { blocks: Vec::new(), paragraphs: 0, tables: 0, budget };
    layout.flow(pieces)?;
    Ok(Doc { kind, blocks: layout.blocks })
}

struct Layout<'b> {
    blocks: Vec<Block>,
    paragraphs: usize,
    tables: usize,
    budget: &'b RefCell<Budget>,
}

impl Layout<'_> {
    /// Tables are at most as deep in one another as the builder allows.
    fn flow(&mut self, pieces: Vec<Piece>) -> Result<(), Refused> {
        for piece in pieces {
            match piece {
                Piece::Paragraph { text, heading } => self.paragraph(text, heading),
                Piece::Table(grid) if is_frame(&grid) => {
                    for cell in grid.rows.into_iter().flatten() {
                        self.flow(cell.pieces)?;
                    }
                }
                Piece::Table(grid) => self.table(grid)?,
            }
        }
        Ok(())
    }

    fn paragraph(&mut self, text: String, heading: bool) {
        self.paragraphs += 1;
        let place = Place { paragraph: Some(self.paragraphs), ..Place::default() };
        self.blocks.push(Block::Text(Text { place, text, heading }));
    }

    fn table(&mut self, grid: Grid) -> Result<(), Refused> {
        let lines = lines(&grid.rows, &mut self.budget.borrow_mut())?;
        if lines.iter().flatten().any(|slot| !slot.text.is_empty()) {
            self.tables += 1;
            let number = self.tables;
            let row = |(row, line): (usize, Vec<Slot>)| {
                let cells = line.into_iter().enumerate();
                cells.map(|(column, slot)| slot.cell((number, row + 1, column + 1))).collect()
            };
            let rows = lines.into_iter().enumerate().map(row).collect();
            self.blocks.push(Block::Table(Table { number, rows }));
        }
        // Tables within a table's cells follow it.
        let inner = grid.rows.into_iter().flatten().flat_map(|cell| cell.pieces);
        self.flow(inner.filter(|piece| matches!(piece, Piece::Table(_))).collect())
    }
}

/// Whether a table only frames or arranges other things: a box around texts, columns of a page.
fn is_frame(grid: &Grid) -> bool {
    let cells = || grid.rows.iter().flatten().filter(|cell| !cell.pieces.is_empty());
    let nested = |cell: &&GridCell| cell.pieces.iter().any(|p| matches!(p, Piece::Table(_)));
    let (all, holding) = (cells().count(), cells().filter(nested).count());
    let single = grid.rows.iter().flatten().take(2).count() == 1;
    single || (holding > 0 && holding * 2 >= all)
}

/// What stands in one place of the laid out table.
#[derive(Debug, Clone)]
struct Slot {
    text: String,
    spanned: bool,
}

impl Slot {
    fn cell(self, table: (usize, usize, usize)) -> Cell {
        let place = Place { table: Some(table), ..Place::default() };
        Cell { place, text: self.text, value: None, spanned: self.spanned }
    }
}

/// A cell that reaches into the rows below.
struct Over {
    rows: usize,
    text: String,
}

/// One line being filled.
struct Line<'a> {
    slots: Vec<Slot>,
    over: &'a mut Vec<Option<Over>>,
    budget: &'a mut Budget,
}

fn lines(rows: &[Vec<GridCell>], budget: &mut Budget) -> Result<Vec<Vec<Slot>>, Refused> {
    let mut over: Vec<Option<Over>> = Vec::new();
    let mut lines: Vec<Vec<Slot>> = Vec::new();
    for row in rows {
        let mut line = Line { slots: Vec::new(), over: &mut over, budget };
        for cell in row {
            line.reach()?;
            line.cell(cell, lines.last())?;
        }
        line.rest()?;
        lines.push(line.slots);
    }
    let width = lines.iter().map(Vec::len).max().unwrap_or(0);
    for line in &mut lines {
        for _ in line.len()..width {
            budget.cell(0)?;
            line.push(Slot { text: String::new(), spanned: false });
        }
    }
    Ok(lines)
}

impl Line<'_> {
    fn push(&mut self, text: &str, spanned: bool) -> Result<(), Refused> {
        self.budget.cell(text.len())?;
        self.slots.push(Slot { text: text.to_owned(), spanned });
        Ok(())
    }

    /// Repeats the cells from above that reach over the next places.
    fn reach(&mut self) -> Result<(), Refused> {
        while let Some(text) = self.carried(self.slots.len()) {
            self.push(&text, true)?;
        }
        Ok(())
    }

    /// Repeats those to the right of the last cell.
    fn rest(&mut self) -> Result<(), Refused> {
        let last = self.over.iter().rposition(|over| over.as_ref().is_some_and(|o| o.rows > 0));
        while last.is_some_and(|last| self.slots.len() <= last) {
            let text = self.carried(self.slots.len());
            self.push(text.as_deref().unwrap_or_default(), text.is_some())?;
        }
        Ok(())
    }

    fn carried(&mut self, column: usize) -> Option<String> {
        let over = self.over.get_mut(column)?.as_mut().filter(|over| over.rows > 0)?;
        over.rows -= 1;
        Some(over.text.clone())
    }

    fn cell(&mut self, cell: &GridCell, above: Option<&Vec<Slot>>) -> Result<(), Refused> {
        let column = self.slots.len();
        let upper = above.and_then(|line| line.get(column)).filter(|_| cell.continues);
        let text = upper.map_or_else(|| cell.text(), |slot| slot.text.clone());
        for at in 0..=cell.more_columns.min(SPAN) {
            self.push(&text, at > 0 || upper.is_some())?;
            if cell.more_rows > 0 {
                let place = column + at;
                if self.over.len() <= place {
                    self.over.resize_with(place + 1, || None);
                }
                self.over[place] = Some(Over { rows: cell.more_rows, text: text.clone() });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    /// `text`, `text>2` over two more columns, `text_1` over one more row, `^` goes on from above.
    fn grid(table: &str) -> Grid {
        let rows = table.lines().map(|line| line.split('|').map(|cell| one(cell.trim())).collect());
        Grid { rows: rows.collect() }
    }

    fn one(cell: &str) -> GridCell {
        let (cell, more_rows) =
            cell.split_once('_').map_or((cell, 0), |(c, n)| (c, n.parse().unwrap()));
        let (text, more_columns) =
            cell.split_once('>').map_or((cell, 0), |(c, n)| (c, n.parse().unwrap()));
        let continues = text == "^";
        let text = text.trim_matches('^').to_owned();
        let pieces =
            if text.is_empty() { vec![] } else { vec![Piece::Paragraph { text, heading: false }] };
        GridCell { pieces, more_columns, more_rows, continues }
    }

    fn shown(table: &str) -> String {
        let lines = lines(&grid(table).rows, &mut Budget::default()).unwrap();
        let slot =
            |slot: &Slot| if slot.spanned { format!("({})", slot.text) } else { slot.text.clone() };
        let lines = lines.iter().map(|line| line.iter().map(slot).collect::<Vec<_>>().join("|"));
        lines.collect::<Vec<_>>().join("\n")
    }

    #[rstest]
    #[case::plain("A|B\n1|2", "A|B\n1|2")]
    #[case::over_columns(
        "Số hồ sơ>2|Tỷ lệ\n1|2|3|4",
        "Số hồ sơ|(Số hồ sơ)|(Số hồ sơ)|Tỷ lệ\n1|2|3|4"
    )]
    #[case::over_rows("STT_1|Đơn vị\nSở Nội vụ", "STT|Đơn vị\n(STT)|Sở Nội vụ")]
    #[case::both("TT_1|Hồ sơ>1_1|X\nY", "TT|Hồ sơ|(Hồ sơ)|X\n(TT)|(Hồ sơ)|(Hồ sơ)|Y")]
    #[case::word(
        "STT|Đơn vị\n^|Sở Y tế\n^|Sở Tài chính",
        "STT|Đơn vị\n(STT)|Sở Y tế\n(STT)|Sở Tài chính"
    )]
    #[case::right_edge("A|B|C_1\n1", "A|B|C\n1||(C)")]
    #[case::short_row("A|B|C\n1", "A|B|C\n1||")]
    fn merged_cells_are_repeated(#[case] table: &str, #[case] laid_out: &str) {
        assert_eq!(shown(table), laid_out);
    }

    #[test]
    fn frames_are_no_tables_and_tables_within_cells_follow() {
        let nested = Piece::Table(grid("a|b\nc|d"));
        let cell = |pieces| GridCell { pieces, ..GridCell::default() };
        let frame = Grid { rows: vec![vec![cell(vec![nested]), cell(Vec::new())]] };
        let pieces = vec![Piece::Table(frame), Piece::Table(grid("Chỉ một ô"))];
        let doc = doc(Kind::Docx, pieces, &RefCell::default()).unwrap();
        let [Block::Table(table), Block::Text(text)] = &doc.blocks[..] else { panic!("{doc:?}") };
        assert_eq!((table.number, table.rows.len(), text.text.as_str()), (1, 2, "Chỉ một ô"));
        assert_eq!(table.rows[1][0].place.table, Some((1, 2, 1)));
    }

    proptest! {
        /// Whatever the spans, a table is a rectangle and says where each cell stands.
        #[test]
        fn tables_are_rectangles(rows in prop::collection::vec(prop::collection::vec((0..4usize, 0..4usize, any::<bool>()), 0..6), 1..6)) {
            let cell = |(more_columns, more_rows, continues)| GridCell {
                pieces: vec![Piece::Paragraph { text: "x".to_owned(), heading: false }],
                more_columns,
                more_rows,
                continues,
            };
            let rows: Vec<Vec<GridCell>> =
                rows.into_iter().map(|row| row.into_iter().map(cell).collect()).collect();
            let lines = lines(&rows, &mut Budget::default()).unwrap();
            prop_assert_eq!(lines.len(), rows.len());
            prop_assert!(lines.windows(2).all(|pair| pair[0].len() == pair[1].len()));
        }
    }
}
