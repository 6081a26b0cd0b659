//! From reports to files.

use super::name::Kind;
use super::tables::csv;
use super::{Error, File};
use crate::model::Report;
use chiso_scoring::period::Period;

/// Makes a PDF of a report. Handed in: what sets pages stands in a crate of its own.
pub type Pdf = fn(&Report) -> Result<Vec<u8>, String>;

/// The files of one document: for signing, for counting, for reading, for printing, and its tables for programs.
///
/// # Errors
/// The report contradicts itself or cannot be rendered.
pub fn made(
    kind: Kind,
    (agency, period): (&str, Period),
    report: &Report,
    pdf: Option<Pdf>,
) -> Result<Vec<File>, Error> {
    let name = kind.name(agency, period);
    let failed = |error| Error::Render(name.clone(), Box::new(error));
    let file = |ending: &str, form: &str, bytes: Vec<u8>| File {
        name: format!("{name}.{ending}"),
        what: format!("{} ({form})", kind.words()),
        bytes,
    };
    let mut files = vec![
        file("docx", "Word, để soát và ký", crate::docx(report).map_err(failed)?),
        file("xlsx", "Excel, các bảng", crate::xlsx(report).map_err(failed)?),
        file("html", "trang web, để đọc", crate::html(report).map_err(failed)?.into_bytes()),
    ];
    if let Some(pdf) = pdf {
        let bytes = pdf(report).map_err(|reason| Error::Pdf(name.clone(), reason))?;
        files.push(file("pdf", "PDF, để in", bytes));
    }
    for (at, table) in (1..).zip(report.tables()) {
        let bytes = csv(table).map_err(failed)?;
        let what = format!("{}, bảng {at}: {}", kind.words(), table.caption);
        files.push(File { name: format!("bang/{}-{at:02}.csv", kind.code()), what, bytes });
    }
    Ok(files)
}
