//! What letters need to know that is no figure, where nobody said it.

use chiso_scoring::agency::{Agency, AgencyTree, Level};
use chiso_scoring::period::Period;
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

/// The profile with its blanks filled in for a letter. The letterhead of another variant is none of its business; a
/// published letter's own is.
pub(super) fn filled(
    profile: &Profile,
    variant: Variant,
    agency: &Agency,
    of: (Period, Date),
    tree: &AgencyTree,
) -> Profile {
    let standard = standard(variant, agency, tree);
    let own = match profile.variant {
        Some(other) => other == variant,
        None => *profile != Profile::default(),
    };
    match published(variant, agency, of) {
        _ if own => profile.over(standard),
        Some(letter) => letter.over(standard),
        None => facts(profile).over(standard),
    }
}

/// The profile of a letter that comes with chiso.
fn published(variant: Variant, agency: &Agency, (period, day): (Period, Date)) -> Option<Profile> {
    let read = LETTERS.iter().filter_map(|(file, text)| Profile::read(file, text).ok());
    let wanted = (Some(variant), agency.code.as_str(), Some(period), Some(day));
    let of = |letter: &Profile| {
        (letter.variant, letter.agency.as_str(), letter.period, letter.as_of) == wanted
    };
    read.into_iter().find(|letter| of(letter))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_letters_that_come_with_chiso_can_be_read() {
        for (file, text) in LETTERS {
            let letter = Profile::read(file, text).unwrap();
            assert!(letter.variant.is_some_and(Variant::compares), "{file}");
            assert!(letter.period.is_some() && letter.as_of.is_some(), "{file}");
            assert_eq!(letter.signer, "", "{file}: signed by hand");
        }
    }
}
