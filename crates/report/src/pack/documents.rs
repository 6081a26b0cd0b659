//! Which documents a period has: those that its figures carry, and no empty ones.

use chiso_scoring::agency::Agency;

use super::made::{Pdf, made};
use super::name::Kind;
use super::{Error, File};
use crate::variant::{Context, Error as Unmade, Profile, Sides, Variant, make};

/// What the documents of a period are made of.
#[derive(Clone, Copy)]
pub struct Settled<'a> {
    /// The figures, and those of an earlier moment if there are any.
    pub sides: Sides<'a>,
    /// The agency.
    pub agency: &'a Agency,
    /// What is no figure, variant by variant.
    pub profile: &'a dyn Fn(Variant) -> Profile,
    /// Where the figures come from.
    pub context: &'a Context,
    /// What makes a PDF, if anything does.
    pub pdf: Option<Pdf>,
}

impl std::fmt::Debug for Settled<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settled").field("agency", &self.agency.code).finish_non_exhaustive()
    }
}

/// Every document of a period, in every form, with its tables. Left out are those that have nothing to say: a
/// comparison without an earlier moment, a directive after nothing fell.
///
/// # Errors
/// A document contradicts itself, or cannot be rendered.
pub fn documents(settled: &Settled<'_>) -> Result<Vec<File>, Error> {
    let of = (settled.agency.code.as_str(), settled.sides.now.period);
    let mut files = Vec::new();
    for (kind, variant) in variants(settled.agency, settled) {
        let profile = (settled.profile)(variant);
        match make(variant, &settled.sides, settled.agency, &profile, settled.context) {
            Ok(report) => files.extend(made(kind, of, &report, settled.pdf)?),
            Err(error) if says_nothing(&error) => {}
            Err(error) => return Err(Error::Unmade(kind.code(), Box::new(error))),
        }
    }
    Ok(files)
}

/// The forms of an agency: its report is the province's or that of a unit below one.
fn variants(agency: &Agency, settled: &Settled<'_>) -> [(Kind, Variant); 5] {
    let own = Profile::default_for(agency, settled.sides.now.tree).variant;
    [
        (Kind::Report, own.unwrap_or(Variant::B)),
        (Kind::Letter, Variant::C),
        (Kind::Directive, Variant::D),
        (Kind::Narrative, Variant::E),
        (Kind::Context, Variant::F),
    ]
}

fn says_nothing(error: &Unmade) -> bool {
    matches!(
        error,
        Unmade::OneSide(_) | Unmade::NothingFell | Unmade::NotThen { .. } | Unmade::NotYet(_)
    )
}
