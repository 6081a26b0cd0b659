//! A report of figures as they were frozen.

use chiso_report::snapshot::{Opened, open};
use chiso_report::variant::Sides;
use chiso_store::ClosingFile;
use chiso_web::delivery::restated;

use super::{From, made};
use crate::args::Report;
use crate::failure::Failure;
use crate::installation::{Installation, hex, sha256};
use crate::tell::say;

pub(super) fn model(
    installation: &Installation,
    report: &Report,
    number: u64,
) -> Result<chiso_report::Report, Failure> {
    let now = opened(installation, number)?;
    let before = report.against_closing.map(|number| opened(installation, number)).transpose()?;
    let frozen = now.frozen();
    let code = report.agency.as_ref().unwrap_or(&frozen.agency);
    let agency = now.tree().find(code, frozen.period)?;
    let (sheet, published) = (now.sheet(), now.published());
    let before = before.as_ref().map(Opened::sheet);
    let sides = Sides { now: &sheet, before: before.as_ref(), published: published.as_ref() };
    let from = From {
        as_of: now.until(),
        revision: frozen.revision,
        rulebook_hash: sha256(&frozen.rulebook),
        snapshot: Some(hex(&now.root())),
        restated: restated(&installation.store, number).map_err(|error| failed(&error))?,
    };
    made(report, &sides, agency, from)
}

/// The closing of a number, from its own bytes.
fn opened(installation: &Installation, number: u64) -> Result<Opened, Failure> {
    let file = installation.store.closing_file(number, ClosingFile::Snapshot)?;
    let none = || Failure::not_found(say("fail-report-closing").plain("number", number));
    open(&file.ok_or_else(none)?).map_err(|refused| failed(&refused))
}

/// Why a file of ours cannot be opened is told in the English of its format.
fn failed(error: &dyn std::fmt::Display) -> Failure {
    Failure::failed(say("fail-report").plain("reason", error))
}
