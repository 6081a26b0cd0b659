//! What is attached: every annex begins on a new page and may lie on its side. Page numbers go on.

use docx_rs::{Header, PageOrientationType, PageSize, Paragraph, SectionProperty};

use super::{PAGE, Piece, body, line, margin};
use crate::columns::{LANDSCAPE, TEXT};
use crate::model::Annex;
use crate::wording::capitals;

/// The relationship of the header with the page number, in `parts/document-rels.xml`.
const HEADER: &str = "rIdHeader1";

/// The annexes. A section ends with a paragraph that says how its pages lie; the last one's stand at the end of the
/// document.
pub(super) fn pieces(annexes: &[Annex]) -> Vec<Piece> {
    let Some(last) = annexes.len().checked_sub(1) else {
        return Vec::new();
    };
    let mut pieces = vec![end(section(false).title_pg())];
    for (at, annex) in annexes.iter().enumerate() {
        pieces.extend(annex_pieces(annex));
        if at < last {
            pieces.push(end(section(annex.landscape)));
        }
    }
    pieces
}

fn annex_pieces(annex: &Annex) -> Vec<Piece> {
    let head = [
        ("AnnexTitle", capitals(&annex.title)),
        ("Subject", annex.subject.clone()),
        ("Reference", annex.reference.clone()),
    ];
    let shown = head.into_iter().filter(|(_, text)| !text.is_empty());
    let mut pieces: Vec<Piece> = shown.map(|(style, text)| line(style, &text).into()).collect();
    pieces.push(Paragraph::new().style("Gap").into());
    pieces.extend(body(&annex.sections, if annex.landscape { LANDSCAPE } else { TEXT }));
    pieces
}

fn section(landscape: bool) -> SectionProperty {
    let size = match landscape {
        true => PageSize::new().size(PAGE.1, PAGE.0).orient(PageOrientationType::Landscape),
        false => PageSize::new().size(PAGE.0, PAGE.1),
    };
    SectionProperty::new().page_size(size).page_margin(margin()).header(Header::new(), HEADER)
}

/// So small that it does not begin a page of its own.
fn end(section: SectionProperty) -> Piece {
    Paragraph::new().style("Gap").section_property(section).into()
}
