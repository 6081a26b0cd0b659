//! The tables of a report with what stands around them.

use crate::model::{Block, Paragraph, Report, Table};
use crate::outline::Outline;
use crate::wording::clean;

/// A table in its place.
pub(super) struct Placed<'r> {
    pub(super) table: &'r Table,
    /// Its caption; without one the heading it stands under, with its number.
    pub(super) title: String,
    /// The notes that follow it.
    pub(super) notes: Vec<&'r Paragraph>,
    /// Whether its page lies on its side.
    pub(super) landscape: bool,
}

/// The tables of the body, then those of the annexes.
pub(super) fn tables(report: &Report) -> Vec<Placed<'_>> {
    let annexes = report.annexes.iter().map(|annex| (&annex.sections, annex.landscape));
    let all = std::iter::once((&report.sections, false)).chain(annexes);
    all.flat_map(|(blocks, landscape)| of(blocks, landscape)).collect()
}

fn of(blocks: &[Block], landscape: bool) -> Vec<Placed<'_>> {
    let mut tables: Vec<Placed<'_>> = Vec::new();
    let (mut outline, mut heading, mut follows) = (Outline::default(), String::new(), false);
    for block in blocks {
        match (block, tables.last_mut()) {
            (Block::Table(table), _) => {
                let title = if table.caption.is_empty() { &heading } else { &table.caption };
                let title = clean(title);
                tables.push(Placed { table, title, notes: Vec::new(), landscape });
                follows = true;
            }
            (Block::Note(note), Some(last)) if follows => last.notes.push(note),
            (Block::Heading(found), _) => {
                let number = outline.next(found.level).unwrap_or_default();
                (heading, follows) = (format!("{number} {}", found.text), false);
            }
            _ => follows = false,
        }
    }
    tables
}
