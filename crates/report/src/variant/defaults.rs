//! The profile of an agency that has none: what follows from its name and its place in the tree.

use chiso_scoring::agency::{Agency, AgencyTree, Level};

use super::names::{all_of, committee, kind, place};
use super::phrases::{say, say_with};
use super::{Profile, Variant};

pub(super) fn profile(agency: &Agency, tree: &AgencyTree) -> Profile {
    let common = Profile {
        agency: agency.code.clone(),
        place: seat(agency),
        plan_by: committee(agency),
        system_owner: owner("system-owners", agency, tree),
        justice_owner: owner("justice-owners", agency, tree),
        population_owner: say_with(
            "population-owner",
            &[("own", agency.level.code()), ("kind", &kind(agency))],
        ),
        ..Profile::default()
    };
    match agency.level {
        Level::Nation | Level::Ministry | Level::Province => of_province(agency, tree, common),
        Level::Department | Level::District | Level::Commune => of_unit(agency, tree, common),
    }
}

/// Variant A: the office reports to its People's Committee.
fn of_province(agency: &Agency, tree: &AgencyTree, common: Profile) -> Profile {
    let committee = committee(agency);
    let mut recipients = vec![committee.clone()];
    recipients.extend(below(agency, tree));
    Profile {
        variant: Some(Variant::A),
        reporter: say_with("reporter-office", &[("committee", &committee)]),
        issuer_parent: committee.clone(),
        issuer: say("issuer-office"),
        symbol: say("symbol-office"),
        addressee: vec![committee],
        sign_title: say("sign-office"),
        recipients,
        ..common
    }
}

/// Variant B: the People's Committee reports to the one above.
fn of_unit(agency: &Agency, tree: &AgencyTree, common: Profile) -> Profile {
    let parent = parent(agency, tree).map(committee);
    let mut recipients: Vec<String> = parent.clone().into_iter().collect();
    recipients.push(say_with("chairs", &[("kind", &kind(agency))]));
    recipients.extend(below(agency, tree));
    Profile {
        variant: Some(Variant::B),
        reporter: committee(agency),
        issuer: say_with("issuer-committee", &[("place", &place(agency))]).replace('|', "\n"),
        symbol: say("symbol-committee"),
        addressee: parent.into_iter().collect(),
        sign_authority: say("sign-authority"),
        sign_title: say("sign-committee"),
        recipients,
        ..common
    }
}

/// Place of issue: the bare name.
fn seat(agency: &Agency) -> String {
    match agency.level {
        Level::Province => agency.name.clone(),
        _ => {
            let name = place(agency);
            name.trim_start_matches(&kind(agency)).trim().to_owned()
        }
    }
}

pub(super) fn parent<'t>(agency: &Agency, tree: &'t AgencyTree) -> Option<&'t Agency> {
    let code = agency.parent.as_deref()?;
    tree.all().find(|other| other.code == code && overlap(agency, other))
}

fn children<'t>(agency: &Agency, tree: &'t AgencyTree) -> Vec<&'t Agency> {
    let code = Some(agency.code.as_str());
    tree.all().filter(|other| other.parent.as_deref() == code && overlap(agency, other)).collect()
}

/// Whether two agencies were in force on a common day.
fn overlap(a: &Agency, b: &Agency) -> bool {
    let begins = |a: &Agency, b: &Agency| {
        a.valid_from.is_none_or(|day| b.valid_to.is_none_or(|to| day <= to))
    };
    begins(a, b) && begins(b, a)
}

/// The units below, level by level, as recipients.
pub(super) fn below(agency: &Agency, tree: &AgencyTree) -> Vec<String> {
    let children = children(agency, tree);
    let levels = Level::ALL.into_iter();
    levels
        .filter(|level| children.iter().any(|child| child.level == *level))
        .map(|level| all_of(level, agency))
        .collect()
}

/// The first child whose name is one of the phrase's (a list, best first); else its last words.
fn owner(key: &str, agency: &Agency, tree: &AgencyTree) -> String {
    let names = say_with(key, &[("own", agency.level.code())]);
    let children = children(agency, tree);
    let wanted: Vec<&str> = names.split("; ").collect();
    let found = wanted.iter().find(|name| children.iter().any(|child| child.name == **name));
    (*found.or(wanted.last()).unwrap_or(&"")).to_owned()
}
