//! Reports as PDF, set by typst with a font of Times' metrics that is part of the crate.
//!
//! The setter sees the report, the template and four fonts; no file, no network, no clock, no environment. The same
//! report gives the same bytes on any machine.

mod letters;
mod values;
mod world;

use chiso_report::{Report, laid};
use jiff::tz::Offset;
use typst::comemo;
use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Dict, Smart, Value};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use world::Desk;

/// Why a report could not be set.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The report contradicts itself; nothing was set.
    #[error(transparent)]
    Fault(#[from] chiso_report::Fault),
    /// The setter refused.
    #[error("pdf: {0}")]
    Set(String),
}

/// The report as PDF/A-2a, readable by screen readers (PDF/UA-1).
///
/// # Errors
///
/// If the report contradicts itself ([`chiso_report::check`]) or cannot be set.
pub fn pdf(report: &Report) -> Result<Vec<u8>, Error> {
    let laid = laid::lay(report)?;
    let made = set(report, &laid);
    // What the setter remembers of this report must not stay behind in a server.
    comemo::evict(0);
    made
}

fn set(report: &Report, laid: &laid::Laid) -> Result<Vec<u8>, Error> {
    let desk = Desk::new(inputs(report, laid));
    let document = typst::compile::<PagedDocument>(&desk).output.map_err(refused)?;
    let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1])
        .map_err(|error| Error::Set(error.message().to_string()))?;
    let options = PdfOptions {
        creator: Smart::Custom(Some("chiso".to_owned())),
        timestamp: timestamp(report),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&document, &options).map_err(refused)
}

/// What the template reads as `sys.inputs`.
fn inputs(report: &Report, laid: &laid::Laid) -> Dict {
    let own = report.head.own.lines().collect::<Vec<_>>().join(" ");
    [
        ("report", values::report(laid)),
        ("title", values::text(&laid.called)),
        ("author", values::text(&own)),
        ("issuer", values::twips(laid::ISSUER)),
        ("left", values::twips(laid::LEFT)),
        ("width", values::twips(laid::WIDTH)),
    ]
    .into_iter()
    .map(|(key, value): (&str, Value)| (key.into(), value))
    .collect()
}

/// The time of the report on the clocks of Vietnam.
fn timestamp(report: &Report) -> Option<Timestamp> {
    let zone = Offset::constant(7);
    let at = zone.to_datetime(report.created);
    let part = |number: i8| u8::try_from(number).ok();
    let datetime = Datetime::from_ymd_hms(
        i32::from(at.year()),
        part(at.month())?,
        part(at.day())?,
        part(at.hour())?,
        part(at.minute())?,
        part(at.second())?,
    )?;
    Timestamp::new_local(datetime, 7 * 60)
}

/// What the setter said, without places in its template.
fn refused(errors: impl IntoIterator<Item = SourceDiagnostic>) -> Error {
    let said: Vec<_> = errors.into_iter().map(|error| error.message.to_string()).collect();
    Error::Set(said.join("; "))
}
