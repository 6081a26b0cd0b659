//! The pack of a closing, from the bytes that were frozen: nothing of the present gets into it.

use std::mem::discriminant;
use std::path::Path;

use chiso_report::pack::{self, Closing, Pack, archive, closed};
use chiso_report::snapshot::{Opened, open};
use chiso_report::variant::Restated;
use chiso_store::{ClosingFile, ClosingRow, Store};

use super::Failed;
use super::templates::templates;

/// Closings that are looked through for an earlier one.
const EARLIER: usize = 1_000;
/// Name and version of the program, as the manifest says it.
const PROGRAM: &str = concat!("chiso ", env!("CARGO_PKG_VERSION"));

/// A pack that is ready to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The pack.
    pub pack: Pack,
    /// The same as a zip.
    pub archive: Vec<u8>,
    /// SHA-256 of its manifest.
    pub manifest: [u8; 32],
}

/// The pack of a closing, with own words and profiles of a folder if one is named.
///
/// # Errors
/// The closing's snapshot cannot be opened, or a document cannot be made.
pub fn made(store: &Store, row: &ClosingRow, own: Option<&Path>) -> Result<Made, Failed> {
    let known = store.closings(Some(row.revision), EARLIER)?;
    let earlier = earlier(&known, row);
    let now = opened(store, row.number)?;
    let before = earlier.map(|before| opened(store, before.number)).transpose()?;
    let public = store.closing_file(row.number, ClosingFile::Public)?.unwrap_or_default();
    let (own, hash) = templates(own)?;
    let pack = closed(&Closing {
        number: row.number,
        now: &now,
        before: before.as_ref(),
        public: &public,
        restated: &changed(store, &known, row, earlier)?,
        templates: (&own, hash.as_deref()),
        pdf: pdf(),
        program: PROGRAM,
    })?;
    let archive = archive(&pack)?;
    let manifest = pack.file(pack::MANIFEST).map(|file| file.bytes.as_slice());
    Ok(Made { manifest: pack::digest(manifest.unwrap_or_default()), archive, pack })
}

/// What a report of a closing says of closed periods that say something else since the report before it.
///
/// # Errors
/// There is no such closing, or one of the closings cannot be opened.
pub fn restated(store: &Store, number: u64) -> Result<Vec<Restated>, Failed> {
    let row = store.closing(number, None)?.ok_or(Failed::Unknown(number))?;
    let known = store.closings(Some(row.revision), EARLIER)?;
    changed(store, &known, &row, earlier(&known, &row))
}

fn opened(store: &Store, number: u64) -> Result<Opened, Failed> {
    let bytes =
        store.closing_file(number, ClosingFile::Snapshot)?.ok_or(Failed::Unknown(number))?;
    open(&bytes).map_err(|reason| Failed::Snapshot(number, reason.to_string()))
}

/// The closing to compare with: of the same agency and kind of period, the last one before this one, as known when
/// this one was closed. So the pack of a closing stays the same, whatever is closed or reopened later.
fn earlier<'k>(known: &'k [ClosingRow], row: &ClosingRow) -> Option<&'k ClosingRow> {
    // A month is followed by the next, and by a later look at itself.
    let order = |row: &ClosingRow| (row.closed.period.last(), row.closed.as_of);
    let before = known.iter().filter(|other| {
        other.closed.agency == row.closed.agency
            && discriminant(&other.closed.period) == discriminant(&row.closed.period)
            && order(other) < order(row)
            && other.reopened.is_none()
    });
    before.max_by_key(|other| (order(other), other.number))
}

/// What periods of the agency say otherwise that were reopened and closed again since its report before this one.
fn changed(
    store: &Store,
    known: &[ClosingRow],
    row: &ClosingRow,
    before: Option<&ClosingRow>,
) -> Result<Vec<Restated>, Failed> {
    let since = before.map_or(0, |before| before.revision);
    let again = known.iter().rev().filter(|other| {
        let new = other.revision > since || other.number == row.number;
        other.closed.agency == row.closed.agency && new
    });
    let mut changed = Vec::new();
    for later in again {
        let replaced = known.iter().find(|other| Some(other.number) == later.closed.replaces);
        let Some((replaced, (_, reopening))) =
            replaced.and_then(|replaced| Some((replaced, replaced.reopened.as_ref()?)))
        else {
            continue;
        };
        let (old, new) = (opened(store, replaced.number)?, opened(store, later.number)?);
        let reason = reopening.reason.trim().trim_end_matches('.');
        changed.extend(pack::restated(replaced.number, &old, &new, reason));
    }
    Ok(changed)
}

/// What makes a PDF, if it was built in.
#[must_use]
pub fn pdf() -> Option<pack::Pdf> {
    #[cfg(feature = "pdf")]
    {
        Some(|report| chiso_pdf::pdf(report).map_err(|error| error.to_string()))
    }
    #[cfg(not(feature = "pdf"))]
    {
        None
    }
}
