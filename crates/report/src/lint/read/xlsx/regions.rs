//! From the cells of a sheet to texts and tables.
//!
//! A sheet of a report has a title, a table or several with empty rows between them, and notes. Rows of one text
//! before and after a table are texts; empty rows and columns are left out, so that a stray cell in the last corner
//! of a sheet costs nothing.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::super::Refused;
use super::super::limits::Budget;
use super::cells::{At, Content, Found, name};
use crate::lint::doc::{Block, Cell, Place, Table, Text};

/// Makes the blocks of a sheet.
pub(super) struct Regions<'a> {
    sheet: &'a str,
    tables: &'a mut usize,
    budget: &'a RefCell<Budget>,
}

/// A row of a sheet: its cells from left to right.
type Row = BTreeMap<u32, Content>;

impl<'a> Regions<'a> {
    /// For a sheet; `tables` counts those of the workbook.
    pub fn new(sheet: &'a str, tables: &'a mut usize, budget: &'a RefCell<Budget>) -> Self {
        Self { sheet, tables, budget }
    }

    /// The blocks of the sheet.
    pub fn blocks(&mut self, found: Found) -> Result<Vec<Block>, Refused> {
        let spanned = self.spanned(&found)?;
        let mut rows: BTreeMap<u32, Row> = BTreeMap::new();
        for ((row, column), content) in found.cells {
            rows.entry(row).or_default().insert(column, content);
        }
        let mut blocks = Vec::new();
        for region in regions(rows) {
            self.region(region, &spanned, &mut blocks)?;
        }
        Ok(blocks)
    }

    /// For each place that a merged cell reaches over, the cell. Only rows and columns that hold something count.
    fn spanned(&self, found: &Found) -> Result<BTreeMap<At, At>, Refused> {
        let rows: BTreeSet<u32> = found.cells.keys().map(|at| at.0).collect();
        let columns: BTreeSet<u32> = found.cells.keys().map(|at| at.1).collect();
        let mut spanned = BTreeMap::new();
        for (first, last) in &found.merged {
            let Some(content) =
                found.cells.get(first).filter(|_| first <= last && first.1 <= last.1)
            else {
                continue;
            };
            for row in rows.range(first.0..=last.0) {
                for column in columns.range(first.1..=last.1) {
                    self.budget.borrow_mut().cell(content.text.len())?;
                    if (*row, *column) != *first {
                        spanned.insert((*row, *column), *first);
                    }
                }
            }
        }
        Ok(spanned)
    }

    fn region(
        &mut self,
        rows: Vec<(u32, Row)>,
        spanned: &BTreeMap<At, At>,
        blocks: &mut Vec<Block>,
    ) -> Result<(), Refused> {
        let is_text = |(_, row): &(u32, Row)| row.len() == 1;
        let above = rows.iter().take_while(|row| is_text(row)).count();
        let below = rows.iter().skip(above).rev().take_while(|row| is_text(row)).count();
        let end = rows.len() - below;
        for (at, row) in rows.iter().enumerate() {
            if at == above && above < end {
                blocks.push(self.table(&rows[above..end], spanned)?);
            }
            if at < above || at >= end {
                blocks.extend(
                    row.1.iter().map(|(column, content)| self.text((row.0, *column), content)),
                );
            }
        }
        Ok(())
    }

    fn text(&self, at: At, content: &Content) -> Block {
        Block::Text(Text { place: self.place(at), text: content.text.clone(), heading: false })
    }

    fn place(&self, at: At) -> Place {
        Place { sheet: Some(self.sheet.to_owned()), cell: Some(name(at)), ..Place::default() }
    }

    fn table(&mut self, rows: &[(u32, Row)], spanned: &BTreeMap<At, At>) -> Result<Block, Refused> {
        *self.tables += 1;
        let columns: BTreeSet<u32> = rows.iter().flat_map(|(_, row)| row.keys().copied()).collect();
        let by_row: BTreeMap<u32, &Row> = rows.iter().map(|(at, row)| (*at, row)).collect();
        let mut table = Table { number: *self.tables, rows: Vec::with_capacity(rows.len()) };
        for (row, cells) in rows {
            let mut line = Vec::with_capacity(columns.len());
            for column in &columns {
                let at = (*row, *column);
                let from = spanned.get(&at);
                let over = from.and_then(|from| by_row.get(&from.0)?.get(&from.1));
                let own = cells.get(column).filter(|_| over.is_none());
                let content = over.or(own).cloned().unwrap_or_default();
                if own.is_none() {
                    self.budget.borrow_mut().cell(0)?;
                }
                let (text, value) = (content.text, content.value);
                line.push(Cell { place: self.place(at), text, value, spanned: over.is_some() });
            }
            table.rows.push(line);
        }
        Ok(Block::Table(table))
    }
}

/// Rows in groups that belong together: an empty row ends one if what follows is a title or new headers.
fn regions(rows: BTreeMap<u32, Row>) -> Vec<Vec<(u32, Row)>> {
    let mut regions: Vec<Vec<(u32, Row)>> = Vec::new();
    for (at, row) in rows {
        let after_gap =
            regions.last().and_then(|region| region.last()).is_none_or(|(last, _)| at > last + 1);
        let begins = row.len() == 1 || row.values().all(|content| content.value.is_none());
        match regions.last_mut() {
            Some(region) if !(after_gap && begins) => region.push((at, row)),
            _ => regions.push(vec![(at, row)]),
        }
    }
    regions
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::super::cells::place;
    use super::*;

    #[rstest]
    #[case("A1", (0, 0))]
    #[case("C7", (6, 2))]
    #[case("Z10", (9, 25))]
    #[case("AA11", (10, 26))]
    #[case("XFD1048576", (1_048_575, 16_383))]
    fn places_have_names(#[case] text: &str, #[case] at: At) {
        assert_eq!((place(text), name(at).as_str()), (Some(at), text));
    }

    fn sheet(cells: &[(&str, &str)], merged: &[(&str, &str)]) -> Found {
        let content = |text: &str| Content { text: text.to_owned(), value: text.parse().ok() };
        Found {
            cells: cells.iter().map(|(at, text)| (place(at).unwrap(), content(text))).collect(),
            merged: merged.iter().map(|(a, b)| (place(a).unwrap(), place(b).unwrap())).collect(),
        }
    }

    fn shown(found: Found) -> Vec<String> {
        let (mut tables, budget) = (0, RefCell::default());
        let blocks = Regions::new("Bảng 1", &mut tables, &budget).blocks(found).unwrap();
        let row = |row: &Vec<Cell>| {
            let cell = |c: &Cell| if c.spanned { format!("({})", c.text) } else { c.text.clone() };
            row.iter().map(cell).collect::<Vec<_>>().join("|")
        };
        let block = |block: &Block| match block {
            Block::Text(text) => text.text.clone(),
            Block::Table(table) => table.rows.iter().map(row).collect::<Vec<_>>().join(" / "),
        };
        blocks.iter().map(block).collect()
    }

    #[test]
    fn titles_and_notes_are_texts_and_group_rows_stay_in_their_table() {
        let cells = [
            ("A1", "Tiến độ giải quyết"),
            ("A3", "STT"),
            ("B3", "Đơn vị"),
            ("C3", "Hồ sơ"),
            ("A4", "I. Các sở"),
            ("A5", "1"),
            ("B5", "Sở Y tế"),
            ("C5", "714"),
            ("A6", "Ghi chú: số tạm tính"),
        ];
        let found = sheet(&cells, &[("A1", "C1"), ("A4", "C4"), ("A6", "C6")]);
        let table = "STT|Đơn vị|Hồ sơ / I. Các sở|(I. Các sở)|(I. Các sở) / 1|Sở Y tế|714";
        assert_eq!(shown(found), ["Tiến độ giải quyết", table, "Ghi chú: số tạm tính"]);
    }

    #[test]
    fn a_gap_divides_tables_only_before_new_headers() {
        let cells = [
            ("A1", "Đơn vị"),
            ("B1", "Điểm"),
            ("A2", "Sở Xây dựng"),
            ("B2", "71"),
            ("A4", "Sở Nội vụ"),
            ("B4", "64"),
            ("A7", "Xã"),
            ("B7", "Hồ sơ"),
            ("A8", "Xã Đỗ Sơn"),
            ("B8", "211"),
        ];
        let two = ["Đơn vị|Điểm / Sở Xây dựng|71 / Sở Nội vụ|64", "Xã|Hồ sơ / Xã Đỗ Sơn|211"];
        assert_eq!(shown(sheet(&cells, &[])), two);
    }

    #[test]
    fn the_last_corner_of_a_sheet_costs_nothing() {
        let cells = [
            ("A1", "Đơn vị"),
            ("B1", "Điểm"),
            ("A2", "Sở Tư pháp"),
            ("B2", "83"),
            ("XFD1048576", "9"),
        ];
        let shown = shown(sheet(&cells, &[("A3", "XFD1048576")]));
        assert_eq!(shown, ["Đơn vị|Điểm / Sở Tư pháp|83", "9"]);
    }
}
