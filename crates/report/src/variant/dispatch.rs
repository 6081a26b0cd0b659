//! Which variant is made by what.

use chiso_scoring::agency::Agency;
use chiso_scoring::sheet::Sheet;

use super::month::Month;
use super::{Context, Error, Profile, Variant};
use super::{context_box, directive, letter, month_told, narrative};
use crate::model::Report;

/// What a report looks at: one moment, or two.
#[derive(Debug, Clone, Copy)]
pub struct Sides<'m> {
    /// The figures the report is about.
    pub now: &'m Sheet<'m>,
    /// Those of an earlier moment that they are compared with.
    pub before: Option<&'m Sheet<'m>>,
    /// What was published of the same moment, where `now` was counted from dossiers.
    pub published: Option<&'m Sheet<'m>>,
}

impl<'m> Sides<'m> {
    /// One moment alone.
    #[must_use]
    pub fn alone(now: &'m Sheet<'m>) -> Self {
        Self { now, before: None, published: None }
    }
}

/// Makes a report of an agency. What the profile leaves blank follows from the variant and the agency.
///
/// # Errors
/// The profile is for another agency or period, or the variant needs a second moment.
pub fn make<'m>(
    variant: Variant,
    sides: &Sides<'m>,
    agency: &'m Agency,
    profile: &Profile,
    context: &'m Context,
) -> Result<Report, Error> {
    let given = profile;
    let profile = Profile { variant: Some(variant), ..profile.clone() };
    let month = || Month::of(sides, agency, &profile, context);
    context.phrases.speak(|| match variant {
        Variant::A | Variant::B => month().map(|month| month_told(&month)),
        Variant::C => letter::letter(sides, agency, given, context),
        Variant::D => directive::directive(sides, agency, given, context),
        Variant::E => month().map(|month| narrative::report(&month)),
        Variant::F => month().map(|month| context_box::report(&month, sides.before)),
    })
}
