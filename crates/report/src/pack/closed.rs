//! The pack of a closing, from what was frozen.

use jiff::tz::Offset;

use super::documents::{Settled, documents};
use super::{Error, File, Origin, Pack, Pdf, sha256};
use crate::snapshot::{Frozen, Opened};
use crate::variant::{Context, Restated, Sides, Templates, Variant};
use chiso_scoring::rulebook::Status;

/// What the pack of a closing is made of.
#[derive(Debug, Clone, Copy)]
pub struct Closing<'a> {
    /// Its number.
    pub number: u64,
    /// What was frozen.
    pub now: &'a Opened,
    /// What was frozen before, to compare with.
    pub before: Option<&'a Opened>,
    /// The snapshot for everybody.
    pub public: &'a [u8],
    /// What changed in closed periods and was not told yet.
    pub restated: &'a [Restated],
    /// Own words and profiles, with their SHA-256 if there are any.
    pub templates: (&'a Templates, Option<&'a str>),
    /// What makes a PDF, if anything does.
    pub pdf: Option<Pdf>,
    /// Name and version of the program.
    pub program: &'a str,
}

/// The pack of a closing.
///
/// # Errors
/// The agency is not in its own closing, or a document cannot be made.
pub fn closed(closing: &Closing<'_>) -> Result<Pack, Error> {
    let now = closing.now;
    let frozen = now.frozen();
    let agency = now.agency().ok_or_else(|| Error::Agency(frozen.agency.clone()))?;
    let sheet = now.sheet();
    let before = closing.before.map(Opened::sheet);
    let published = now.published();
    let context = context(closing)?;
    let profile = closing.templates.0.profile(agency, frozen.period, now.tree());
    let profile = profile.map_err(|problem| Error::Profile(Box::new(problem)))?;
    let settled = Settled {
        sides: Sides { now: &sheet, before: before.as_ref(), published: published.as_ref() },
        agency,
        profile: &|_: Variant| profile.clone(),
        context: &context,
        pdf: closing.pdf,
    };
    let mut files = documents(&settled)?;
    files.push(File {
        name: format!("ban-chot-{}.txt", closing.number),
        what: "Bản chốt công khai: số liệu, mã băm và chữ ký (docs/ban-chot.md)".to_owned(),
        bytes: closing.public.to_vec(),
    });
    Pack::new(origin(closing, frozen, (&agency.name, now.rulebook().id.as_str()), &context), files)
}

fn context(closing: &Closing<'_>) -> Result<Context, Error> {
    let (frozen, until) = (closing.now.frozen(), closing.now.until());
    Ok(Context {
        as_of: until,
        revision: frozen.revision,
        rulebook_hash: sha256(frozen.rulebook.as_bytes()),
        created: Offset::constant(7).to_timestamp(until)?,
        snapshot: Some(hex(&closing.now.root())),
        restated: closing.restated.to_vec(),
        phrases: closing.templates.0.phrases().clone(),
    })
}

fn origin(
    closing: &Closing<'_>,
    frozen: &Frozen,
    (name, rulebook): (&str, &str),
    context: &Context,
) -> Origin {
    Origin {
        closing: Some(closing.number),
        agency: frozen.agency.clone(),
        name: name.to_owned(),
        period: frozen.period.to_string(),
        as_of: context.as_of.to_string(),
        revision: frozen.revision,
        rulebook: (rulebook.to_owned(), context.rulebook_hash.clone()),
        official: closing.now.rulebook().status == Status::Official,
        root: context.snapshot.clone(),
        templates: closing.templates.1.map(str::to_owned),
        program: closing.program.to_owned(),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
