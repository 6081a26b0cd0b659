//! From the bytes of a file to a [`Doc`], or a clear refusal. What a file is, its content says, not its name.
//!
//! Nothing in a file is ever run or fetched. Every reader takes parts as streams and within [`limits`], so that a
//! small file cannot become a large one.

mod count;
mod docx;
mod html;
mod kind;
mod layout;
pub mod limits;
mod package;
mod pieces;
mod refused;
mod txt;
mod words;
mod xlsx;
mod xml;

pub use refused::{Refused, Why};

use self::kind::Content;
use self::limits::FILE_BYTES;
use self::package::Package;
use super::doc::Doc;

/// Reads a report. The name only decides where the content leaves a choice.
///
/// # Errors
///
/// If it is no report that can be read; the refusal says what to do.
pub fn read(name: &str, bytes: &[u8]) -> Result<Doc, Refused> {
    if bytes.len() > FILE_BYTES {
        return Err(too_large());
    }
    let doc = match kind::of(name, bytes)? {
        Content::Package => packaged(bytes)?,
        Content::Html => html::read(bytes)?,
        Content::Text => txt::read(bytes)?,
    };
    words::check_letters(&doc)?;
    if doc.blocks.is_empty() { Err(Refused::new(Why::NoText)) } else { Ok(doc) }
}

/// A file of more bytes than are read; for those who look at its size before they read it.
#[must_use]
pub fn too_large() -> Refused {
    Refused::with(Why::TooLarge, format!("{} MB", FILE_BYTES >> 20))
}

fn packaged(bytes: &[u8]) -> Result<Doc, Refused> {
    let mut package = Package::open(bytes)?;
    let (office, main) = kind::office(&mut package)?;
    match office {
        kind::Office::Document => docx::read(&mut package, &main),
        kind::Office::Workbook => xlsx::read(&mut package, &main),
    }
}
