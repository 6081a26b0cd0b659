//! A report worded, numbered and measured, for a setter that stands outside this crate: it only places what is here.
//!
//! Widths are in twentieths of a point. A word that is wider than its place carries invisible chances to break
//! (U+200B); a setter that knows no emergency would run it over the edge.

mod tear;

use std::collections::BTreeSet;

use tear::{tear, torn};

use crate::columns::{self, LANDSCAPE, TEXT};
use crate::grid::{self, Slot, Tone};
use crate::model::{self, Block, Letterhead, Report};
use crate::outline::Outline;
use crate::wording::{self, MOTTO, NATION, RECIPIENTS, TO, capitals};
use crate::{Fault, check};

pub use crate::model::{Align, Level, Run};

/// The issuing body's column; the nation needs the rest to stand on one line.
pub const ISSUER: u32 = 3_500;
/// The recipients' column.
pub const LEFT: u32 = 4_400;
/// Text between the margins of a page that stands; the columns of the letterhead and of the signature share it.
pub const WIDTH: u32 = TEXT;

/// Everything that stands on the pages, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Laid {
    /// The nation and its motto.
    pub nation: [&'static str; 2],
    /// The body above the issuing one.
    pub parent: Option<String>,
    /// The issuing body, line by line.
    pub own: Vec<String>,
    /// "Số: …".
    pub number: String,
    /// Place and date.
    pub dated: String,
    /// What a letter is about, as it stands under the number; nothing for other documents.
    pub about: Option<String>,
    /// Kind of document; empty for a letter.
    pub kind: String,
    /// What it is about.
    pub subject: String,
    /// What the file is called.
    pub called: String,
    /// "Kính gửi:".
    pub to: &'static str,
    /// To whom.
    pub addressees: Vec<String>,
    /// Opening paragraphs and the numbered body.
    pub body: Vec<Piece>,
    /// The last sentence, which stays with the signature.
    pub closing: Text,
    /// "Nơi nhận:".
    pub recipients_head: &'static str,
    /// Who gets it.
    pub recipients: Vec<String>,
    /// On whose behalf, and the office of the signer, line by line.
    pub office: Vec<String>,
    /// Name of the signer.
    pub name: String,
    /// Remarks, each with its mark in front.
    pub footnotes: Vec<Text>,
    /// What is attached.
    pub annexes: Vec<LaidAnnex>,
    /// Snapshot time, revision, rulebook and hash: the last line of the document.
    pub imprint: String,
}

/// Runs, one after another.
pub type Text = Vec<Run>;

/// A piece of the body.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// A heading with its number. `depth` counts from 1 and never jumps, for the outline of the file.
    Heading {
        /// How it looks.
        level: Level,
        /// How deep it stands.
        depth: usize,
        /// Number and text.
        text: String,
    },
    /// A paragraph; `tied` if it only announces what follows.
    Paragraph {
        /// The runs.
        text: Text,
        /// Whether it must not be left alone at the end of a page.
        tied: bool,
    },
    /// A line of a list with its mark, one step deeper if `plus`.
    Bullet {
        /// The runs, the mark first.
        text: Text,
        /// Whether it stands below a dash.
        plus: bool,
        /// Whether it must not be left alone at the end of a page.
        tied: bool,
    },
    /// A remark in italics.
    Note(Text),
    /// A table.
    Table(LaidTable),
}

/// A table in cells that cover every place once.
#[derive(Debug, Clone, PartialEq)]
pub struct LaidTable {
    /// Stands above.
    pub caption: String,
    /// Widths of the columns.
    pub widths: Vec<u32>,
    /// Type size.
    pub points: u32,
    /// Left and right of a cell's content.
    pub padding: u32,
    /// Header rows, repeated on every page.
    pub head: Vec<Vec<LaidCell>>,
    /// Rows below.
    pub rows: Vec<LaidRow>,
}

/// A row of the body.
#[derive(Debug, Clone, PartialEq)]
pub struct LaidRow {
    /// Whether it opens a section, and stays with the row below.
    pub opens: bool,
    /// Its cells.
    pub cells: Vec<LaidCell>,
}

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub struct LaidCell {
    /// How many columns it takes.
    pub cols: usize,
    /// How many rows it takes.
    pub rows: usize,
    /// Where its text stands.
    pub align: Align,
    /// The text.
    pub text: Run,
}

/// What is attached.
#[derive(Debug, Clone, PartialEq)]
pub struct LaidAnnex {
    /// Its name, in capitals.
    pub title: String,
    /// What it shows.
    pub subject: String,
    /// What it belongs to.
    pub reference: String,
    /// Whether its pages lie on their side.
    pub landscape: bool,
    /// Its body.
    pub body: Vec<Piece>,
}

/// Lays the report out.
///
/// # Errors
///
/// If the report contradicts itself ([`check`]).
pub fn lay(report: &Report) -> Result<Laid, Fault> {
    check(report)?;
    let (head, sign) = (&report.head, &report.sign);
    let office = sign.authority.iter().chain([&sign.title]);
    Ok(Laid {
        nation: [NATION, MOTTO],
        parent: head.parent.as_deref().map(|name| tear(&capitals(name), 13, ISSUER)),
        own: head.own.lines().map(|line| tear(&capitals(line), 13, ISSUER)).collect(),
        number: tear(&wording::number_line(head), 13, ISSUER),
        dated: tear(&wording::date_line(head), 14, TEXT - ISSUER),
        about: wording::about(&report.title).map(|about| tear(&about, 12, ISSUER)),
        kind: tear(&capitals(&report.title.kind), 14, TEXT),
        subject: tear(&report.title.subject, 14, TEXT),
        called: wording::name(&report.title),
        to: TO,
        addressees: addressees(head),
        body: body(report),
        closing: torn(&wording::closing(&report.closing), 14, TEXT),
        recipients_head: RECIPIENTS,
        recipients: wording::recipients(&report.recipients)
            .iter()
            .map(|name| tear(name, 11, LEFT))
            .collect(),
        office: office.map(|line| tear(&capitals(line), 14, TEXT - LEFT)).collect(),
        name: tear(&sign.name, 14, TEXT - LEFT),
        footnotes: report.footnotes.iter().map(footnote).collect(),
        imprint: tear(&report.imprint, 9, TEXT),
        annexes: report.annexes.iter().map(annex).collect(),
    })
}

fn addressees(head: &Letterhead) -> Vec<String> {
    wording::addressees(head).iter().map(|name| tear(name, 14, TEXT - 2_880)).collect()
}

fn footnote(note: &model::Footnote) -> Text {
    let mut runs = vec![Run::plain(format!("{} ", note.mark))];
    runs.extend(note.text.runs.iter().cloned());
    torn(&runs.into(), 11, TEXT)
}

fn body(report: &Report) -> Vec<Piece> {
    let intro = report.intro.iter().map(|text| paragraph(text, TEXT));
    intro.chain(pieces(&report.sections, TEXT, 0)).collect()
}

fn annex(annex: &model::Annex) -> LaidAnnex {
    let width = if annex.landscape { LANDSCAPE } else { TEXT };
    LaidAnnex {
        title: tear(&capitals(&annex.title), 14, width),
        subject: tear(&annex.subject, 14, width),
        reference: tear(&annex.reference, 14, width),
        landscape: annex.landscape,
        body: pieces(&annex.sections, width, 1),
    }
}

/// The blocks, one by one; headings stand below `above` others.
fn pieces(blocks: &[Block], width: u32, above: usize) -> Vec<Piece> {
    let (mut outline, mut depth) = (Outline::default(), above);
    let used: BTreeSet<Level> = blocks.iter().filter_map(level).collect();
    let mut pieces = Vec::new();
    for block in blocks {
        match block {
            Block::Heading(heading) => {
                depth = (above + 1 + used.range(..heading.level).count()).min(depth + 1);
                let number = outline.next(heading.level).unwrap_or_default();
                let text = tear(&format!("{number} {}", heading.text), 14, width);
                pieces.push(Piece::Heading { level: heading.level, depth, text });
            }
            Block::Paragraph(text) => pieces.push(paragraph(text, width)),
            Block::Bullets(bullets) => {
                pieces.extend(bullets.iter().map(|line| bullet(line, width)))
            }
            Block::Table(table) => pieces.push(Piece::Table(laid_table(table, width))),
            Block::Note(text) => pieces.push(Piece::Note(torn(text, 14, width))),
        }
    }
    pieces
}

fn level(block: &Block) -> Option<Level> {
    if let Block::Heading(heading) = block { Some(heading.level) } else { None }
}

fn paragraph(text: &model::Paragraph, width: u32) -> Piece {
    Piece::Paragraph { text: torn(text, 14, width), tied: announces(text) }
}

fn bullet(bullet: &model::Bullet, width: u32) -> Piece {
    let mark = Run::plain(format!("{} ", bullet.level.mark()));
    let mut text = vec![mark];
    text.extend(torn(&bullet.text, 14, width));
    let plus = bullet.level == model::BulletLevel::Plus;
    Piece::Bullet { text, plus, tied: announces(&bullet.text) }
}

/// Whether the text only announces what follows.
fn announces(text: &model::Paragraph) -> bool {
    text.runs.last().is_some_and(|run| run.text.ends_with(':'))
}

fn laid_table(table: &model::Table, page: u32) -> LaidTable {
    let count = table.columns.len();
    let (widths, points) = (columns::widths_in(table, page), columns::points(count));
    let padding = columns::padding(count);
    let cells = |slots: &[Slot<'_>]| {
        let shown = slots.iter().filter(|slot| slot.rows > 0);
        shown.map(|slot| cell(slot, &widths, points, padding)).collect()
    };
    LaidTable {
        caption: tear(&table.caption, 13, page),
        head: grid::head(table).iter().map(|slots| cells(slots)).collect(),
        rows: grid::body(table)
            .iter()
            .map(|line| LaidRow { opens: line.tone == Tone::Section, cells: cells(&line.slots) })
            .collect(),
        widths,
        points,
        padding,
    }
}

fn cell(slot: &Slot<'_>, widths: &[u32], points: u32, padding: u32) -> LaidCell {
    let width: u32 = widths.iter().skip(slot.col).take(slot.cols).sum();
    let text = tear(&slot.text(), points, width.saturating_sub(2 * padding + 20));
    let text = Run { text, bold: slot.bold, italic: slot.italic() };
    LaidCell { cols: slot.cols, rows: slot.rows, align: slot.align, text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Heading;

    fn depths(levels: &[Level], above: usize) -> Vec<usize> {
        let heading =
            |level: &Level| Block::Heading(Heading { level: *level, text: "Mục".into() });
        let blocks: Vec<_> = levels.iter().map(heading).collect();
        let depth = |piece: &Piece| match piece {
            Piece::Heading { depth, .. } => *depth,
            _ => 0,
        };
        pieces(&blocks, TEXT, above).iter().map(depth).collect()
    }

    #[test]
    fn the_outline_of_a_file_never_jumps() {
        use Level::{Arabic, Decimal, Roman};
        let cases: [(&[Level], usize, &[usize]); 4] = [
            (&[Roman, Arabic, Decimal, Arabic, Roman], 0, &[1, 2, 3, 2, 1]),
            (&[Arabic, Decimal, Arabic], 0, &[1, 2, 1]),
            (&[Arabic, Roman, Arabic], 0, &[1, 1, 2]),
            (&[Roman, Arabic, Roman], 1, &[2, 3, 2]),
        ];
        for (levels, above, expected) in cases {
            assert_eq!(depths(levels, above), expected, "{levels:?} below {above}");
        }
    }
}
