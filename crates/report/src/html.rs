//! A page that stands alone: no script, no font and no picture from elsewhere, and it prints like the docx.

use askama::Template;

use crate::columns;
use crate::grid::{self, Face, Slot, Tone};
use crate::model::{self, Align, Block, BulletLevel, Cell, Level, Report};
use crate::outline::Outline;
use crate::wording::{self, MOTTO, NATION, RECIPIENTS, TO, capitals, clean};
use crate::{Error, check};

/// The report as a web page.
///
/// # Errors
///
/// If the report contradicts itself ([`check`]).
pub fn html(report: &Report) -> Result<String, Error> {
    check(report)?;
    Ok(Page::of(report).render()?)
}

/// Everything the template shows, already worded; the template only places it.
#[derive(Template)]
#[template(path = "report.html")]
struct Page {
    nation: &'static str,
    motto: &'static str,
    parent: Option<String>,
    own: Vec<String>,
    number: String,
    dated: String,
    name: String,
    kind: String,
    subject: String,
    /// The subject of a letter, which has no kind.
    about: Option<String>,
    to: &'static str,
    addressees: Vec<String>,
    intro: Vec<Text>,
    blocks: Vec<View>,
    closing: Text,
    recipients_head: &'static str,
    recipients: Vec<String>,
    authority: Vec<String>,
    office: String,
    signer: String,
    footnotes: Vec<(String, Text)>,
    annexes: Vec<AnnexView>,
    imprint: String,
}

impl Page {
    fn of(report: &Report) -> Self {
        let (head, sign) = (&report.head, &report.sign);
        Self {
            nation: NATION,
            motto: MOTTO,
            parent: head.parent.as_deref().map(capitals),
            own: head.own.lines().map(capitals).collect(),
            number: wording::number_line(head),
            dated: wording::date_line(head),
            name: wording::name(&report.title),
            about: wording::about(&report.title),
            kind: capitals(&report.title.kind),
            subject: clean(&report.title.subject),
            to: TO,
            addressees: wording::addressees(head),
            intro: report.intro.iter().map(text).collect(),
            blocks: views(&report.sections, (0, columns::TEXT)),
            closing: text(&wording::closing(&report.closing)),
            recipients_head: RECIPIENTS,
            recipients: wording::recipients(&report.recipients),
            authority: sign.authority.iter().map(|line| capitals(line)).collect(),
            office: capitals(&sign.title),
            signer: clean(&sign.name),
            footnotes: report
                .footnotes
                .iter()
                .map(|note| (clean(&note.mark), text(&note.text)))
                .collect(),
            annexes: report.annexes.iter().map(annex).collect(),
            imprint: clean(&report.imprint),
        }
    }
}

/// A paragraph's runs.
type Text = Vec<model::Run>;

fn text(paragraph: &model::Paragraph) -> Text {
    paragraph.runs.iter().map(|run| model::Run { text: clean(&run.text), ..run.clone() }).collect()
}

/// What is attached.
struct AnnexView {
    title: String,
    subject: String,
    reference: String,
    /// Pages that lie on their side.
    class: &'static str,
    blocks: Vec<View>,
}

fn annex(annex: &model::Annex) -> AnnexView {
    let page = if annex.landscape { columns::LANDSCAPE } else { columns::TEXT };
    AnnexView {
        title: capitals(&annex.title),
        subject: clean(&annex.subject),
        reference: clean(&annex.reference),
        class: if annex.landscape { "annex side" } else { "annex" },
        blocks: views(&annex.sections, (1, page)),
    }
}

/// A block of the body.
enum View {
    Heading { level: u8, text: String },
    Paragraph(Text),
    Bullets(Vec<(&'static str, &'static str, Text)>),
    Note(Text),
    Table(TableView),
}

struct TableView {
    caption: String,
    /// What it is called where it has no caption of its own.
    label: String,
    /// Wider tables are set smaller.
    class: &'static str,
    /// Widths of the columns, in thousandths.
    widths: Vec<u32>,
    head: Vec<Vec<CellView>>,
    /// One `tbody` for each section.
    bodies: Vec<Vec<RowView>>,
}

struct RowView {
    class: &'static str,
    cells: Vec<CellView>,
}

struct CellView {
    /// `scope` of a header cell; a data cell has none.
    scope: Option<&'static str>,
    class: String,
    cols: usize,
    rows: usize,
    text: String,
}

/// A body whose headings stand so much deeper, on pages with so much between their margins.
fn views(blocks: &[Block], (deeper, page): (u8, u32)) -> Vec<View> {
    let mut outline = Outline::default();
    blocks.iter().map(|block| view(block, &mut outline, (deeper, page))).collect()
}

fn view(block: &Block, outline: &mut Outline, (deeper, page): (u8, u32)) -> View {
    match block {
        Block::Heading(heading) => {
            let number = outline.next(heading.level).unwrap_or_default();
            View::Heading {
                level: level(heading.level) + deeper,
                text: format!("{number} {}", clean(&heading.text)),
            }
        }
        Block::Paragraph(paragraph) => View::Paragraph(text(paragraph)),
        Block::Bullets(bullets) => View::Bullets(bullets.iter().map(bullet).collect()),
        Block::Note(paragraph) => View::Note(text(paragraph)),
        Block::Table(table) => View::Table(table_view(table, page)),
    }
}

/// The page's title is `h1`.
fn level(level: Level) -> u8 {
    match level {
        Level::Roman => 2,
        Level::Arabic => 3,
        Level::Decimal => 4,
    }
}

fn bullet(bullet: &model::Bullet) -> (&'static str, &'static str, Text) {
    let class = match bullet.level {
        BulletLevel::Dash => "dash",
        BulletLevel::Plus => "plus",
    };
    (class, bullet.level.mark(), text(&bullet.text))
}

fn table_view(table: &model::Table, page: u32) -> TableView {
    let label = if table.caption.is_empty() { &table.short } else { &table.caption };
    TableView {
        caption: clean(&table.caption),
        label: clean(label),
        class: class(table.columns.len()),
        widths: columns::widths_in(table, page).iter().map(|width| width * 1000 / page).collect(),
        head: grid::head(table).iter().map(|slots| header(slots)).collect(),
        bodies: bodies(&grid::body(table)),
    }
}

/// The same steps as in the docx.
fn class(columns: usize) -> &'static str {
    match columns::points(columns) {
        13 => "",
        12 => "wide",
        _ => "dense",
    }
}

/// Each section opens a body of its own.
fn bodies(lines: &[grid::Line<'_>]) -> Vec<Vec<RowView>> {
    lines
        .chunk_by(|_, next| next.tone != Tone::Section)
        .map(|section| section.iter().map(row).collect())
        .collect()
}

fn header(slots: &[Slot<'_>]) -> Vec<CellView> {
    let shown = slots.iter().filter(|slot| slot.rows > 0);
    shown.map(|slot| cell(slot, Some(if slot.cols > 1 { "colgroup" } else { "col" }))).collect()
}

fn row(line: &grid::Line<'_>) -> RowView {
    let named = line.slots.iter().position(|slot| matches!(slot.face, Face::Cell(Cell::Text(_))));
    let scope = |at: usize| match line.tone {
        Tone::Section => (at == 1).then_some("rowgroup"),
        Tone::Normal | Tone::Total => (Some(at) == named).then_some("row"),
    };
    let slots = line.slots.iter().enumerate().filter(|(_, slot)| slot.rows > 0);
    let class = match line.tone {
        Tone::Section => "section",
        Tone::Normal => "",
        Tone::Total => "total",
    };
    RowView { class, cells: slots.map(|(at, slot)| cell(slot, scope(at))).collect() }
}

fn cell(slot: &Slot<'_>, scope: Option<&'static str>) -> CellView {
    let align = match slot.align {
        Align::Left => "l",
        Align::Center => "c",
        Align::Right => "r",
    };
    let class = align.to_owned() + if slot.italic() { " none" } else { "" };
    CellView { scope, class, cols: slot.cols, rows: slot.rows, text: slot.text() }
}
