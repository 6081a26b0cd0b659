//! What a report says, without how it looks.

mod table;

use jiff::Timestamp;
use jiff::civil::Date;

pub use table::{Align, Cell, Column, Row, Scope, Table};

/// One official report, ready to be rendered.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Who writes, where, when, under which number, and to whom.
    pub head: Letterhead,
    /// Kind of document and what it is about.
    pub title: Title,
    /// Legal bases and the sentence that opens the report.
    pub intro: Vec<Paragraph>,
    /// The numbered body.
    pub sections: Vec<Block>,
    /// What is attached, each on a page of its own after the signature.
    pub annexes: Vec<Annex>,
    /// Last sentence. Renderers end it with `./.`.
    pub closing: Paragraph,
    /// Who signs.
    pub sign: Signature,
    /// "Nơi nhận", without dashes and semicolons. A closing "Lưu: VT" is added if none is given.
    pub recipients: Vec<String>,
    /// Remarks that the text refers to by their mark.
    pub footnotes: Vec<Footnote>,
    /// Snapshot time, revision, rulebook and hash, in one small closing line.
    pub imprint: String,
    /// Creation time written into the files. Given by the caller, so that a report can be issued again unchanged.
    pub created: Timestamp,
}

impl Report {
    /// The tables of the body, in order.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        let annexes = self.annexes.iter().flat_map(|annex| &annex.sections);
        self.sections.iter().chain(annexes).filter_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        })
    }
}

/// The head of the first page.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Letterhead {
    /// The body above the issuing one. Printed in capitals.
    pub parent: Option<String>,
    /// The issuing body. Printed in bold capitals over a short rule; a long name may be given in two lines.
    pub own: String,
    /// Number of the document; `None` leaves room for the clerk to fill it in.
    pub number: Option<String>,
    /// Symbol after the number, such as `BC-UBND`.
    pub symbol: String,
    /// Place of issue, such as `Bắc Kạn`.
    pub place: String,
    /// Day of issue; `None` leaves room for it.
    pub date: Option<Date>,
    /// "Kính gửi": to whom. May be empty.
    pub addressees: Vec<String>,
}

/// Kind of document, what it is about, and the period it covers.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Title {
    /// Kind of document, such as `BÁO CÁO`. Printed in capitals. Empty for an official letter (công văn): its
    /// subject then stands as "V/v …" under the number.
    pub kind: String,
    /// What it is about, as one sentence without a full stop; names the period.
    pub subject: String,
    /// The period alone, such as `Tháng 8 năm 2023`: for the workbook's first sheet, which has no sentence.
    pub period: String,
}

/// Who signs, and on whose behalf.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Signature {
    /// Lines such as `TM. ỦY BAN NHÂN DÂN` and `KT. CHỦ TỊCH`. May be empty.
    pub authority: Vec<String>,
    /// Office of the signer, such as `CHỦ TỊCH`.
    pub title: String,
    /// Name of the signer.
    pub name: String,
}

/// A remark at the end, found through its mark.
#[derive(Debug, Clone, PartialEq)]
pub struct Footnote {
    /// The mark that stands in the text, such as `*`.
    pub mark: String,
    /// The remark.
    pub text: Paragraph,
}

/// What is attached to a report: title, what it belongs to, and a body of its own.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Annex {
    /// Such as `PHỤ LỤC`, or `PHỤ LỤC I` if there are several. Printed in bold capitals, centred.
    pub title: String,
    /// What it shows. Printed in bold under the title.
    pub subject: String,
    /// Such as `(Kèm theo Công văn số …)`. Printed in italics, centred; may be empty.
    pub reference: String,
    /// Its numbered body.
    pub sections: Vec<Block>,
    /// Whether its pages lie on their side.
    pub landscape: bool,
}

/// One piece of the body.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A heading; its number follows from its place.
    Heading(Heading),
    /// A paragraph of text.
    Paragraph(Paragraph),
    /// A list as these documents write it, with `-` and `+`.
    Bullets(Vec<Bullet>),
    /// A table with its caption.
    Table(Table),
    /// A remark in italics, usually under a table.
    Note(Paragraph),
}

/// A numbered heading. The renderers count; the text carries no number.
#[derive(Debug, Clone, PartialEq)]
pub struct Heading {
    /// How deep it stands.
    pub level: Level,
    /// The text after the number.
    pub text: String,
}

/// Depth of a heading, named by how it is numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// `I.`
    Roman,
    /// `1.`, starting again under each `I.`
    Arabic,
    /// `3.1.`
    Decimal,
}

/// One line of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Bullet {
    /// `-` or `+`.
    pub level: BulletLevel,
    /// The line.
    pub text: Paragraph,
}

/// The two depths of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BulletLevel {
    /// `- `
    Dash,
    /// `+ `, below a dash.
    Plus,
}

impl BulletLevel {
    /// The character that opens the line.
    pub fn mark(self) -> &'static str {
        match self {
            Self::Dash => "-",
            Self::Plus => "+",
        }
    }
}

/// A run of text with one look.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Run {
    /// The text.
    pub text: String,
    /// Heavier.
    pub bold: bool,
    /// Slanted.
    pub italic: bool,
}

impl Run {
    /// Upright text.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), bold: false, italic: false }
    }

    /// Bold text.
    pub fn bold(text: impl Into<String>) -> Self {
        Self { bold: true, ..Self::plain(text) }
    }

    /// Italic text.
    pub fn italic(text: impl Into<String>) -> Self {
        Self { italic: true, ..Self::plain(text) }
    }
}

/// A paragraph: runs, one after another, with nothing between them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Paragraph {
    /// The runs.
    pub runs: Vec<Run>,
}

impl Paragraph {
    /// The text alone.
    pub fn text(&self) -> String {
        self.runs.iter().map(|run| run.text.as_str()).collect()
    }
}

impl From<&str> for Paragraph {
    fn from(text: &str) -> Self {
        Self { runs: vec![Run::plain(text)] }
    }
}

impl From<String> for Paragraph {
    fn from(text: String) -> Self {
        Self { runs: vec![Run::plain(text)] }
    }
}

impl From<Vec<Run>> for Paragraph {
    fn from(runs: Vec<Run>) -> Self {
        Self { runs }
    }
}
