//! What stands before and after the numbered body: letterhead, title, addressees; signature, footnotes, imprint.

use docx_rs::{
    LineSpacing, Paragraph, Run, Table, TableCell, TableCellMargins, TableLayoutType, TableRow,
    WidthType,
};

use super::{Piece, line, paragraph, rule};
use crate::columns::TEXT;
use crate::metrics::twips;
use crate::model::{self, Letterhead, Report, Signature, Title};
use crate::wording::{self, MOTTO, NATION, RECIPIENTS, TO, capitals};

/// The issuing body's column; the nation needs the rest to stand on one line.
const ISSUER: u32 = 3_500;
/// The recipients' column.
const LEFT: u32 = 4_400;
/// Room for the seal and the signature.
const SEAL: u32 = 1_700;

pub(super) fn opening(report: &Report) -> Vec<Piece> {
    let mut pieces =
        vec![columns([ISSUER, TEXT - ISSUER], vec![names(&report.head), dates(report)])];
    pieces.extend(title(&report.title));
    pieces.extend(addressees(&report.head));
    pieces
}

/// Kind and subject; a letter has its subject under the number, and only a little air here.
fn title(title: &Title) -> Vec<Piece> {
    let gap = || Paragraph::new().style("Gap").into();
    if title.kind.is_empty() {
        return vec![gap(), gap(), gap()];
    }
    let subject = &title.subject;
    vec![
        line("Title", &capitals(&title.kind)).into(),
        line("Subject", subject).into(),
        rule(share(subject, 14, TEXT), TEXT).into(),
        gap(),
    ]
}

/// Issuing body on the left, nation on the right.
fn names(head: &Letterhead) -> [Vec<Paragraph>; 2] {
    let right = TEXT - ISSUER;
    let own: Vec<String> = head.own.lines().map(capitals).collect();
    let mut left: Vec<_> =
        head.parent.iter().map(|parent| line("Issuer", &capitals(parent))).collect();
    left.extend(own.iter().map(|line| bold("Issuer", line)));
    let last = own.last().map_or("", |line| line);
    left.push(rule(share(last, 13, ISSUER), ISSUER));
    [left, vec![bold("Issuer", NATION), line("Motto", MOTTO), rule(twips(MOTTO, 14), right)]]
}

/// Number on the left, with the subject of a letter below; place and date on the right.
fn dates(report: &Report) -> [Vec<Paragraph>; 2] {
    let mut left = vec![line("Issuer", &wording::number_line(&report.head))];
    left.extend(wording::about(&report.title).map(|about| line("About", &about)));
    [left, vec![line("Dated", &wording::date_line(&report.head))]]
}

/// Two fifths of the length of the line above: the decree asks for a third to a half.
fn share(text: &str, points: u32, column: u32) -> u32 {
    twips(text, points).min(column) * 2 / 5
}

fn addressees(head: &Letterhead) -> Vec<Piece> {
    match wording::addressees(head).as_slice() {
        [] => Vec::new(),
        [only] => vec![line("To", &format!("{TO} {only}")).into()],
        several => {
            let mut pieces = vec![line("ToList", TO).into()];
            pieces.extend(several.iter().map(|name| line("ToList", name).into()));
            pieces.push(Paragraph::new().style("Gap").into());
            pieces
        }
    }
}

pub(super) fn ending(report: &Report) -> Vec<Piece> {
    let mut pieces = vec![
        paragraph("Closing", &wording::closing(&report.closing)).into(),
        Paragraph::new().style("Gap").keep_next(true).into(),
        columns(
            [LEFT, TEXT - LEFT],
            vec![[recipients(&report.recipients), signature(&report.sign)]],
        ),
    ];
    pieces.extend(footnotes(&report.footnotes));
    pieces
}

fn recipients(names: &[String]) -> Vec<Paragraph> {
    let mut lines = vec![line("RecipientsHead", RECIPIENTS)];
    lines.extend(wording::recipients(names).iter().map(|name| line("Recipients", name)));
    lines
}

fn signature(sign: &Signature) -> Vec<Paragraph> {
    let name = line("Sign", &sign.name).line_spacing(LineSpacing::new().before(SEAL));
    let mut lines: Vec<_> =
        sign.authority.iter().map(|text| line("Sign", &capitals(text))).collect();
    lines.push(line("Sign", &capitals(&sign.title)));
    lines.push(name);
    lines
}

fn footnotes(notes: &[model::Footnote]) -> Vec<Piece> {
    if notes.is_empty() {
        return Vec::new();
    }
    // A rule of 5 cm at the left edge, as above footnotes.
    let right = i32::try_from(TEXT).unwrap_or(0) - 2_835;
    let rule = Paragraph::new().style("Rule").indent(None, None, Some(right), None);
    let mut pieces = vec![Paragraph::new().style("Gap").into(), rule.into()];
    pieces.extend(notes.iter().map(|note| {
        let mut runs = vec![model::Run::plain(format!("{} ", note.mark))];
        runs.extend(note.text.runs.iter().cloned());
        paragraph("Footnote", &runs.into()).into()
    }));
    pieces
}

fn bold(style: &str, text: &str) -> Paragraph {
    Paragraph::new().style(style).add_run(Run::new().add_text(text).bold())
}

/// A borderless table of two columns whose rows stay on one page.
fn columns(widths: [u32; 2], rows: Vec<[Vec<Paragraph>; 2]>) -> Piece {
    let widths = widths.map(|width| width as usize);
    let rows = rows.into_iter().map(|cells| {
        let cells = cells.into_iter().zip(widths).map(|(lines, width)| {
            let cell = TableCell::new().width(width, WidthType::Dxa);
            lines.into_iter().fold(cell, TableCell::add_paragraph)
        });
        TableRow::new(cells.collect()).cant_split()
    });
    let table = Table::without_borders(rows.collect())
        .set_grid(widths.to_vec())
        .width(TEXT as usize, WidthType::Dxa)
        .layout(TableLayoutType::Fixed)
        .margins(TableCellMargins::new().margin(0, 0, 0, 0));
    Piece::Table(Box::new(table), 0)
}
