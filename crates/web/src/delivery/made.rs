//! The pack of a closing, from the bytes that were frozen: nothing of the present gets into it.

use std::path::Path;

use chiso_report::pack::{self, File, Origin, Pack, Settled, archive, documents};
use chiso_report::variant::{Context, Profile, Sides, Variant};
use chiso_scoring::score::Basis;
use chiso_scoring::sheet::Sheet;
use chiso_store::{ClosingFile, ClosingRow, Store};
use jiff::tz::Offset;

use super::Failed;
use crate::closing::{Opened, open};
use crate::pages::bao_cao::sha256;

/// Closings that are looked through for an earlier one to compare with.
const EARLIER: usize = 1_000;

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

/// The pack of a closing.
///
/// # Errors
/// The closing's snapshot cannot be opened, or a document cannot be made.
pub fn made(store: &Store, row: &ClosingRow, templates: Option<&Path>) -> Result<Made, Failed> {
    let now = opened(store, row.number)?;
    let before = earlier(store, row)?.map(|number| opened(store, number)).transpose()?;
    let public = store.closing_file(row.number, ClosingFile::Public)?.unwrap_or_default();
    let pack = put_together(row, (&now, before.as_ref()), public, templates)?;
    let archive = archive(&pack)?;
    let manifest = pack.file(pack::MANIFEST).map(|file| file.bytes.as_slice());
    Ok(Made { manifest: pack::digest(manifest.unwrap_or_default()), archive, pack })
}

fn opened(store: &Store, number: u64) -> Result<Opened, Failed> {
    let bytes = store.closing_file(number, ClosingFile::Snapshot)?.ok_or(Failed::Unknown(number))?;
    open(&bytes).map_err(|reason| Failed::Snapshot(number, format!("{reason:?}")))
}

/// The closing to compare with: of the same agency, the last moment before this one's, as known when it was closed.
/// So the pack of a closing stays the same, whatever is closed or reopened later.
fn earlier(store: &Store, row: &ClosingRow) -> Result<Option<u64>, Failed> {
    let known = store.closings(Some(row.revision), EARLIER)?;
    let before = known.iter().filter(|other| {
        other.closed.agency == row.closed.agency
            && other.closed.as_of < row.closed.as_of
            && other.reopened.is_none()
    });
    Ok(before.max_by_key(|other| (other.closed.as_of, other.number)).map(|other| other.number))
}

fn put_together(
    row: &ClosingRow,
    (now, before): (&Opened, Option<&Opened>),
    public: Vec<u8>,
    _templates: Option<&Path>,
) -> Result<Pack, Failed> {
    let frozen = &now.frozen;
    let sheet = now.sheet();
    let before = before.map(Opened::sheet);
    let published = (!frozen.captured.is_empty() && !frozen.counted.is_empty()).then(|| {
        Sheet::new(&now.tree, &now.rulebook, frozen.period, Basis::Published, &frozen.captured)
    });
    let agency = sheet.tree.find(&frozen.agency, frozen.period);
    let agency = agency.map_err(|error| Failed::Snapshot(row.number, error.to_string()))?;
    let context = context(row, now)?;
    let profile = Profile::known_for(agency, frozen.period, &now.tree)?;
    let of = |variant| Profile { variant: Some(variant), ..profile.clone() };
    let settled = Settled {
        sides: Sides { now: &sheet, before: before.as_ref(), published: published.as_ref() },
        agency,
        profile: &of as &dyn Fn(Variant) -> Profile,
        context: &context,
        pdf: pdf(),
    };
    let mut files = documents(&settled)?;
    files.push(File {
        name: format!("ban-chot-{}.txt", row.number),
        what: "Bản chốt công khai: số liệu, mã băm và chữ ký; kiểm tra bằng chiso verify".to_owned(),
        bytes: public,
    });
    let origin = origin(row, &agency.name, &context);
    Ok(Pack::new(origin, files)?)
}

fn context(row: &ClosingRow, now: &Opened) -> Result<Context, Failed> {
    let closed = &row.closed;
    let created = Offset::constant(7).to_timestamp(closed.as_of);
    let created = created.map_err(|error| Failed::Snapshot(row.number, error.to_string()))?;
    Ok(Context {
        as_of: closed.as_of,
        revision: closed.known_at,
        rulebook_hash: sha256(now.frozen.rulebook.as_bytes()),
        created,
        snapshot: Some(hex(&closed.root)),
        ..Context::default()
    })
}

fn origin(row: &ClosingRow, name: &str, context: &Context) -> Origin {
    let closed = &row.closed;
    Origin {
        closing: Some(row.number),
        agency: closed.agency.clone(),
        name: name.to_owned(),
        period: closed.period.to_string(),
        as_of: closed.as_of.to_string(),
        revision: closed.known_at,
        rulebook: (closed.rulebook.clone(), context.rulebook_hash.clone()),
        root: context.snapshot.clone(),
        templates: context.phrases.hash().map(str::to_owned),
        program: concat!("chiso ", env!("CARGO_PKG_VERSION")).to_owned(),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
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
