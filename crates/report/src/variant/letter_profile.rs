//! What letters need to know that is no figure, where nobody said it.

use chiso_scoring::agency::{Agency, AgencyTree, Level};
use chiso_scoring::period::Period;
use chiso_scoring::problem::Problem;
use jiff::civil::Date;

use super::defaults::{below, parent};
use super::names::{committee, place};
use super::phrases::{say, say_with};
use super::{Profile, Variant};

/// Profiles of the published letters that come with chiso.
const LETTERS: [(&str, &str); 2] = [
    (
        "thai-nguyen-2023-08-c.toml",
        include_str!("../../../../data/report/thai-nguyen-2023-08-c.toml"),
    ),
    (
        "thai-nguyen-2023-08-d.toml",
        include_str!("../../../../data/report/thai-nguyen-2023-08-d.toml"),
    ),
];

impl Profile {
    /// The profile that comes with chiso for a variant, an agency, a period and the last day of its figures; else one
    /// that leaves everything to the variant.
    ///
    /// # Errors
    /// None that the embedded profiles cause; a test reads them.
    pub fn known(
        variant: Variant,
        agency: &Agency,
        (period, day): (Period, Date),
        tree: &AgencyTree,
    ) -> Result<Self, Problem> {
        if !variant.compares() {
            return Self::known_for(agency, period, tree);
        }
        for (file, text) in LETTERS {
            let profile = Self::read(file, text)?;
            let whole = (profile.variant, profile.agency.as_str(), profile.period, profile.as_of);
            if whole == (Some(variant), agency.code.as_str(), Some(period), Some(day)) {
                return Ok(profile);
            }
        }
        Ok(Self::default())
    }
}

/// The profile with its blanks filled in for a letter. The letterhead of another variant is none of its business.
pub(super) fn filled(
    profile: &Profile,
    variant: Variant,
    agency: &Agency,
    tree: &AgencyTree,
) -> Profile {
    let standard = standard(variant, agency, tree);
    match profile.variant {
        Some(other) if other != variant => facts(profile).over(standard),
        _ => profile.over(standard),
    }
}

/// What a profile says that holds for every document.
fn facts(profile: &Profile) -> Profile {
    let own = profile.clone();
    Profile {
        place: own.place,
        plan: own.plan,
        plan_by: own.plan_by,
        system_owner: own.system_owner,
        justice_owner: own.justice_owner,
        population_owner: own.population_owner,
        ..Profile::default()
    }
}

/// The profile of a letter that nobody wrote one for: number, date and signer stay blank.
pub(super) fn standard(variant: Variant, agency: &Agency, tree: &AgencyTree) -> Profile {
    let common = Profile::default_for(agency, tree);
    let directing = Profile {
        director: say_with("director", &[("committee", &body(agency))]),
        office: say_with("direct-office", &[("committee", &body(agency))]),
        variant: Some(variant),
        ..common
    };
    match variant {
        Variant::D => directive(agency, tree, directing),
        _ => letter(agency, tree, directing),
    }
}

/// Variant C goes to whoever the monthly report goes to; of a province to its chairman.
fn letter(agency: &Agency, tree: &AgencyTree, common: Profile) -> Profile {
    let addressee = match agency.level {
        Level::Province => vec![say_with("letter-addressee", &[("committee", &body(agency))])],
        _ => common.addressee.clone(),
    };
    let level = [("level", agency.level.code())];
    Profile {
        addressee,
        symbol: say_with("letter-symbol", &level),
        recipients: [say("as-above")].into_iter().chain(below(agency, tree)).collect(),
        ..common
    }
}

/// Variant D goes to everything below.
fn directive(agency: &Agency, tree: &AgencyTree, common: Profile) -> Profile {
    let own = body(agency);
    let mut addressee = below(agency, tree);
    if addressee.is_empty() {
        addressee.push(say_with("direct-own-units", &[("committee", &own)]));
    }
    let level = [("level", agency.level.code())];
    let recipients = [
        say("as-above"),
        say_with("direct-leaders", &[("committee", &own)]),
        common.office.clone(),
    ];
    Profile {
        issuer_parent: issuer_parent(agency, tree),
        issuer: issuer(agency),
        reporter: own,
        symbol: say_with("direct-symbol", &level),
        addressee,
        recipients: recipients.into(),
        sign_authority: say("direct-authority"),
        sign_title: say("direct-sign"),
        ..common
    }
}

/// Who the letter is from: a department is called by its name, a place by its committee.
pub(super) fn body(agency: &Agency) -> String {
    match agency.level {
        Level::Department | Level::Ministry => agency.name.clone(),
        _ => committee(agency),
    }
}

fn issuer(agency: &Agency) -> String {
    match agency.level {
        Level::Department | Level::Ministry => agency.name.clone(),
        _ => say_with("issuer-committee", &[("place", &place(agency))]).replace('|', "\n"),
    }
}

fn issuer_parent(agency: &Agency, tree: &AgencyTree) -> String {
    match agency.level {
        Level::Department => parent(agency, tree).map(committee).unwrap_or_default(),
        _ => String::new(),
    }
}
