//! How sentences name agencies, levels and days.

use chiso_scoring::agency::{Agency, Level};
use chiso_scoring::rulebook::Rulebook;
use chiso_scoring::sheet::Place;
use jiff::civil::Date;

use super::month::Month;
use super::phrases::{say, say_with};

/// `tỉnh Bắc Kạn`, `thành phố Đà Nẵng`, `huyện Ba Bể`, `phường Việt Trì`.
pub(super) fn place(agency: &Agency) -> String {
    let name = agency.name.trim_start_matches("UBND ");
    if agency.level != Level::Province {
        return lower_first(name, &say("kinds"));
    }
    let bare = name.trim_start_matches("TP ");
    if say("cities").split(", ").any(|city| city == bare) {
        say_with("place-city", &[("name", bare)])
    } else {
        say_with("place-province", &[("name", bare)])
    }
}

/// The text with a capital first letter.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}

/// `A, B, C`, or "the units in the table" if these are all of them and more than one.
pub(super) fn listed(names: &[&str], of: usize) -> String {
    if names.len() == of && of > 1 {
        return say("all-in-table");
    }
    names.join(", ")
}

/// The name with a small first letter, where it begins with one of these kinds of units.
fn lower_first(name: &str, kinds: &str) -> String {
    let lower = name.to_lowercase();
    match kinds.split(", ").find(|kind| lower.starts_with(*kind)) {
        Some(kind) => kind.to_owned() + &name[kind.len()..],
        None => name.to_owned(),
    }
}

/// The unit of a code in a table: as tables of the report name it, the agency itself with a capital.
pub(super) fn unit_name(month: &Month<'_>, code: &str) -> String {
    let mut units = month.units().map(|unit| unit.agency);
    let unit = units.find(|unit| unit.code == code);
    unit.map_or_else(|| capital(&place(month.own.agency)), |unit| unit.name.clone())
}

/// What a code stands for, in the words of the rulebook.
pub(super) fn item(rulebook: &Rulebook, code: &str) -> String {
    match Place::find(rulebook, code) {
        Some(Place::Indicator(at)) => rulebook.indicators[at].name.vi.clone(),
        Some(Place::Group(at)) => rulebook.groups[at].name.vi.clone(),
        Some(Place::Axis(at)) => rulebook.axes[at].name.vi.clone(),
        Some(Place::Total) | None => say("item-total"),
    }
}

/// `UBND tỉnh Bắc Kạn`.
pub(super) fn committee(agency: &Agency) -> String {
    say_with("committee", &[("place", &place(agency))])
}

/// What a unit below a province calls itself: `thành phố`, `huyện`, `xã`.
pub(super) fn kind(agency: &Agency) -> String {
    let place = place(agency);
    let kinds = say("kinds");
    let found = kinds.split(", ").find(|kind| place.starts_with(*kind));
    found.unwrap_or_default().to_owned()
}

/// `Cấp tỉnh`, `Cấp huyện`, `Cấp thành phố`, `Cấp xã`: title of the units of one level below `own`.
pub(super) fn block(level: Level, own: &Agency) -> String {
    if level == Level::Department && own.level == Level::District {
        return say_with("block-of-kind", &[("kind", &kind(own))]);
    }
    say_with("block-title", &[("level", level.code()), ("own", own.level.code())])
}

/// `Các sở, ban, ngành`, `UBND các xã, phường`: all units of one level below `own`.
pub(super) fn all_of(level: Level, own: &Agency) -> String {
    say_with("all-units", &[("level", level.code()), ("own", own.level.code())])
}

/// `04/8/2023`, as decisions are dated: days below ten and the first two months carry a zero.
pub(super) fn day(date: Date) -> String {
    let month =
        if date.month() < 3 { format!("{:02}", date.month()) } else { date.month().to_string() };
    format!("{:02}/{month}/{}", date.day(), date.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agency(name: &str, level: Level) -> Agency {
        Agency {
            code: "H".into(),
            name: name.into(),
            level,
            parent: None,
            valid_from: None,
            valid_to: None,
            successors: Vec::new(),
            portal_id: None,
        }
    }

    #[test]
    fn agencies_are_named_as_people_name_them() {
        let named = |name, level| place(&agency(name, level));
        assert_eq!(named("Bắc Kạn", Level::Province), "tỉnh Bắc Kạn");
        assert_eq!(named("Đà Nẵng", Level::Province), "thành phố Đà Nẵng");
        assert_eq!(named("TP Hồ Chí Minh", Level::Province), "thành phố Hồ Chí Minh");
        assert_eq!(named("UBND huyện Ba Bể", Level::District), "huyện Ba Bể");
        assert_eq!(named("UBND Phường Việt Trì", Level::Commune), "phường Việt Trì");
    }

    #[test]
    fn offices_stand_under_the_kind_of_their_district() {
        let own = agency("UBND thành phố Bắc Kạn", Level::District);
        assert_eq!(block(Level::Department, &own), "Cấp thành phố");
        let own = agency("UBND huyện Ba Bể", Level::District);
        assert_eq!(block(Level::Department, &own), "Cấp huyện");
        assert_eq!(block(Level::Commune, &own), "Cấp xã");
        let own = agency("Bắc Kạn", Level::Province);
        assert_eq!(block(Level::Department, &own), "Cấp tỉnh");
    }

    #[test]
    fn days_are_padded_as_the_decree_asks() {
        let cases = [((2023, 8, 4), "04/8/2023"), ((2024, 1, 29), "29/01/2024")];
        for ((year, month, of), text) in cases {
            assert_eq!(day(jiff::civil::date(year, month, of)), text);
        }
    }
}
