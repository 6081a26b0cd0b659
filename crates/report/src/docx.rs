//! Word documents. docx-rs writes the body; the parts around it never change and lie in `parts/` as they are sent.

mod annex;
mod order;
mod package;
mod page;
mod table;

use docx_rs::{
    AlignmentType, Docx, Header, PageMargin, PageOrientationType, Paragraph, Run, Table,
};

use crate::columns::TEXT;
use crate::model::{self, Block, BulletLevel, Level, Report};
use crate::outline::Outline;
use crate::wording::clean;
use crate::{Error, check};

/// Widths and heights in twentieths of a point. A4, 20 mm above, below and right, 30 mm left.
const PAGE: (u32, u32) = (11_906, 16_838);
const MARGIN: i32 = 1_134;
const MARGIN_LEFT: i32 = 1_701;

/// A piece of the body: a paragraph, or a table with so many header rows.
enum Piece {
    Paragraph(Box<Paragraph>),
    Table(Box<Table>, usize),
}

impl From<Paragraph> for Piece {
    fn from(paragraph: Paragraph) -> Self {
        Self::Paragraph(Box::new(paragraph))
    }
}

/// The report as a Word document.
///
/// # Errors
///
/// If the report contradicts itself ([`check`]) or the package cannot be written.
pub fn docx(report: &Report) -> Result<Vec<u8>, Error> {
    check(report)?;
    let mut document = empty(report);
    let mut header_rows = Vec::new();
    for piece in pieces(report) {
        document = match piece {
            Piece::Paragraph(paragraph) => document.add_paragraph(*paragraph),
            Piece::Table(table, rows) => {
                header_rows.push(rows);
                document.add_table(*table)
            }
        };
    }
    let body = order::ordered(&document.build().document, &header_rows)?;
    package::write(report, &body)
}

/// Pages without text: those of the last section, which is the last annex if there are any. The page number stands in
/// the header from the second page on.
fn empty(report: &Report) -> Docx {
    let document = Docx::new().page_margin(margin()).header(Header::new());
    match report.annexes.last() {
        None => document.page_size(PAGE.0, PAGE.1).title_pg(),
        Some(last) if last.landscape => {
            document.page_size(PAGE.1, PAGE.0).page_orient(PageOrientationType::Landscape)
        }
        Some(_) => document.page_size(PAGE.0, PAGE.1),
    }
}

fn margin() -> PageMargin {
    let margin = PageMargin::new().top(MARGIN).bottom(MARGIN).left(MARGIN_LEFT).right(MARGIN);
    margin.header(567).footer(567)
}

fn pieces(report: &Report) -> Vec<Piece> {
    let mut pieces = page::opening(report);
    pieces.extend(report.intro.iter().map(|text| paragraph("Body", text).into()));
    pieces.extend(body(&report.sections, TEXT));
    pieces.extend(page::ending(report));
    pieces.extend(annex::pieces(&report.annexes));
    pieces.push(line("Imprint", &report.imprint).into());
    pieces
}

/// A numbered body on pages with so much between their margins.
fn body(blocks: &[Block], width: u32) -> Vec<Piece> {
    let mut outline = Outline::default();
    blocks.iter().flat_map(|block| block_pieces(block, &mut outline, width)).collect()
}

fn block_pieces(block: &Block, outline: &mut Outline, width: u32) -> Vec<Piece> {
    match block {
        Block::Heading(heading) => {
            let number = outline.next(heading.level).unwrap_or_default();
            let text = format!("{number} {}", heading.text);
            vec![line(heading_style(heading.level), &text).into()]
        }
        Block::Paragraph(text) => vec![paragraph("Body", text).keep_next(announces(text)).into()],
        Block::Bullets(bullets) => {
            bullets.iter().map(|bullet| self::bullet(bullet).into()).collect()
        }
        Block::Table(table) => table::pieces(table, width),
        Block::Note(text) => vec![paragraph("Note", text).into()],
    }
}

fn heading_style(level: Level) -> &'static str {
    match level {
        Level::Roman => "Heading1",
        Level::Arabic => "Heading2",
        Level::Decimal => "Heading3",
    }
}

fn bullet(bullet: &model::Bullet) -> Paragraph {
    let style = match bullet.level {
        BulletLevel::Dash => "Dash",
        BulletLevel::Plus => "Plus",
    };
    let opened = line(style, &format!("{} ", bullet.level.mark()));
    let opened = opened.keep_next(announces(&bullet.text));
    bullet.text.runs.iter().fold(opened, |paragraph, text| paragraph.add_run(run(text)))
}

/// Whether the text only announces what follows, and must not be left alone at the end of a page.
fn announces(text: &model::Paragraph) -> bool {
    text.runs.last().is_some_and(|run| run.text.ends_with(':'))
}

/// A paragraph of that style.
fn paragraph(style: &str, text: &model::Paragraph) -> Paragraph {
    let empty = Paragraph::new().style(style);
    text.runs.iter().fold(empty, |paragraph, text| paragraph.add_run(run(text)))
}

/// A paragraph of that style with one plain run.
fn line(style: &str, text: &str) -> Paragraph {
    Paragraph::new().style(style).add_run(Run::new().add_text(clean(text)))
}

/// A horizontal rule of that length in the middle of a column of that width.
fn rule(length: u32, column: u32) -> Paragraph {
    let side = i32::try_from(column.saturating_sub(length) / 2).unwrap_or(0);
    Paragraph::new().style("Rule").indent(Some(side), None, Some(side), None)
}

fn run(text: &model::Run) -> Run {
    let run = Run::new().add_text(clean(&text.text));
    let run = if text.bold { run.bold() } else { run };
    if text.italic { run.italic() } else { run }
}

fn alignment(align: model::Align) -> AlignmentType {
    match align {
        model::Align::Left => AlignmentType::Left,
        model::Align::Center => AlignmentType::Center,
        model::Align::Right => AlignmentType::Right,
    }
}
