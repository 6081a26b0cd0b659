//! A report of figures as they were frozen.

use chiso_report::snapshot::{Opened, Origin, open};
use chiso_report::variant::Sides;
use chiso_scoring::score::Basis;
use chiso_scoring::sheet::Sheet;
use chiso_store::ClosingFile;

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
    let (sheet, published) = (now.sheet(), published(&now));
    let before = before.as_ref().map(Opened::sheet);
    let sides = Sides { now: &sheet, before: before.as_ref(), published: published.as_ref() };
    // Published figures are as old as their capture, however late one looked.
    let captured = sheet.captured_at(&agency.code).filter(|_| frozen.origin == Origin::Published);
    let from = From {
        as_of: captured.unwrap_or(frozen.as_of),
        revision: frozen.revision,
        rulebook_hash: sha256(&frozen.rulebook),
        snapshot: Some(hex(&now.root())),
    };
    made(report, &sides, agency, from)
}

/// The closing of a number, from its own bytes.
fn opened(installation: &Installation, number: u64) -> Result<Opened, Failure> {
    let file = installation.store.closing_file(number, ClosingFile::Snapshot)?;
    let none = || Failure::not_found(say("fail-report-closing").plain("number", number));
    // Why a file of ours cannot be opened is told in the English of its format.
    open(&file.ok_or_else(none)?)
        .map_err(|refused| Failure::failed(say("fail-report").plain("reason", refused)))
}

/// What was published of a period that was counted from dossiers.
fn published(now: &Opened) -> Option<Sheet<'_>> {
    let frozen = now.frozen();
    let beside = frozen.origin == Origin::Dossiers && !frozen.captured.is_empty();
    let (tree, rulebook) = (now.tree(), now.rulebook());
    let sheet = || Sheet::new(tree, rulebook, frozen.period, Basis::Published, &frozen.captured);
    beside.then(sheet)
}
