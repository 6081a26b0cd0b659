//! Reports as officials sign them: one typed model, three renderers.
//!
//! A [`Report`] is plain data. [`docx`], [`xlsx`] and [`html`] turn it into a document in the layout of
//! Nghị định 30/2020/NĐ-CP. They read no clock, no file and no environment: the same report gives the same bytes.
//! [`variant`] makes reports from figures. Each renderer first asks [`check`], so a document whose totals do not follow from its rows is never written.

mod check;
mod columns;
mod docx;
mod grid;
mod html;
pub mod laid;
pub mod lint;
pub mod listing;
mod metrics;
mod model;
pub mod number;
mod outline;
pub mod pack;
pub mod snapshot;
pub mod variant;
mod wording;
mod xlsx;

pub use check::{Fault, check};
pub use docx::docx;
pub use html::html;
pub use model::{
    Align, Annex, Block, Bullet, BulletLevel, Cell, Column, Footnote, Heading, Letterhead, Level,
    Paragraph, Report, Row, Run, Scope, Signature, Table, Title,
};
pub use xlsx::xlsx;

/// Why a report could not be rendered.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The report contradicts itself; nothing was rendered.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// The body of the docx could not be put into the order its schema asks for.
    #[error("docx body: {0}")]
    Xml(#[from] quick_xml::Error),
    /// The docx package could not be written.
    #[error("docx package: {0}")]
    Zip(#[from] zip::result::ZipError),
    /// Bytes could not be written into the docx package.
    #[error("docx package: {0}")]
    Io(#[from] std::io::Error),
    /// The workbook could not be written, for example because a text is longer than a cell may hold.
    #[error("xlsx: {0}")]
    Xlsx(#[from] rust_xlsxwriter::XlsxError),
    /// A row of a list is not as wide as its headers.
    #[error("csv: {0}")]
    Csv(#[from] csv::Error),
    /// A list is longer than a sheet of a workbook.
    #[error("xlsx: {0} rows are more than a sheet holds")]
    TooManyRows(usize),
    /// The page could not be written.
    #[error("html: {0}")]
    Html(#[from] askama::Error),
}
