//! Numbered tasks of a directive: who is to do what, until when.

use chiso_scoring::agency::Level as Rung;
use chiso_scoring::calendar::Calendar;
use chiso_scoring::directive::Rules;
use jiff::civil::Date;

use super::directive_falls::{Falls, RateFall, UnitMove};
use super::letter_profile::body;
use super::lines::heading;
use super::names::day;
use super::phrases::say_with;
use super::two::Two;
use crate::model::{Block, Bullet, BulletLevel, Level, Paragraph, Run};
use crate::number;

/// What one owner is to do.
struct Task {
    owner: String,
    texts: Vec<Paragraph>,
}

pub(super) fn tasks(two: &Two<'_>, falls: &Falls) -> Vec<Block> {
    let due = due(two);
    let all = [of_all(two, falls, due), of_named(two, falls, due), of_system(two, falls, due)];
    let all = all.into_iter().chain([of_watcher(two, due)]);
    all.filter(|task| !task.texts.is_empty()).flat_map(blocks).collect()
}

fn blocks(task: Task) -> [Block; 2] {
    let bullet = |text| Bullet { level: BulletLevel::Dash, text };
    let owner = say_with("direct-owner", &[("owner", &task.owner)]);
    [heading(Level::Arabic, owner), Block::Bullets(task.texts.into_iter().map(bullet).collect())]
}

/// As the profile says; else so many working days after the day of issue, or of the figures.
fn due(two: &Two<'_>) -> Date {
    let profile = &two.profile;
    let issued = profile.date.unwrap_or_else(|| two.now.as_of.date());
    let usual = || Calendar::embedded().add_working_days(issued, Rules::embedded().deadline_days);
    profile.deadline.unwrap_or_else(usual)
}

/// A sentence that ends with the day in bold.
fn until(text: String, due: Date) -> Paragraph {
    let day = say_with("direct-before", &[("day", &day(due))]);
    vec![Run::plain(format!("{text} ")), Run::bold(day), Run::plain(".")].into()
}

/// Everybody: earlier directives, the causes of what fell, the dossiers that are overdue.
fn of_all(two: &Two<'_>, falls: &Falls, due: Date) -> Task {
    let profile = &two.profile;
    let director = ("director", profile.director.as_str());
    let mut texts = Vec::new();
    if !profile.follow.is_empty() {
        let documents = joined(&profile.follow);
        texts.push(say_with("direct-follow", &[director, ("documents", &documents)]).into());
    }
    if !falls.rates.is_empty() {
        let list = falls.rates.iter().map(caused).collect::<Vec<_>>().join("; ");
        let via = match profile.via.as_slice() {
            [] => profile.office.clone(),
            via => joined(via),
        };
        let system = profile.system_owner.as_str();
        let values = [director, ("system", system), ("list", &list), ("via", &via)];
        texts.push(until(say_with("direct-causes", &values), due));
    }
    if falls.late > 0 {
        let count = number::integer(falls.late);
        let values = [("count", count.as_str()), ("now", &two.now.label)];
        texts.push(until(say_with("direct-overdue", &values), due));
    }
    Task { owner: heads(two), texts }
}

/// The heads of all units, level by level; of a unit without any, its own staff.
fn heads(two: &Two<'_>) -> String {
    let own = two.now.agency;
    let children = two.now.sheet.children(&own.code);
    let levels = Rung::ALL.into_iter();
    let levels = levels.filter(|level| children.iter().any(|child| child.level == *level));
    let key = if own.level == Rung::District { "heads-below" } else { "heads" };
    let heads: Vec<String> =
        levels.map(|level| say_with(key, &[("level", level.code())])).collect();
    match heads.as_slice() {
        [] => say_with("direct-own-units", &[("committee", &body(own))]),
        heads => heads.join("; "),
    }
}

/// A rate that fell, and the units behind it.
fn caused(fall: &RateFall) -> String {
    if fall.units.is_empty() {
        return fall.name.clone();
    }
    let units = fall.units.join(", ");
    say_with("direct-rate-by", &[("name", &fall.name), ("units", &units)])
}

/// Units that moved for the worse.
fn of_named(two: &Two<'_>, falls: &Falls, due: Date) -> Task {
    let lists = [
        ("direct-more-overdue", "direct-up", &falls.overdue),
        ("direct-less-offered", "direct-down", &falls.offered),
        ("direct-less-paid", "direct-down", &falls.paid),
    ];
    let lists = lists.into_iter().filter(|(_, _, units)| !units.is_empty());
    let text = |(key, way, units): (&str, &str, &Vec<UnitMove>)| {
        until(say_with(key, &[("units", &named(units, way))]), due)
    };
    let owner = say_with("direct-named", &[("then", &two.before.label)]);
    Task { owner, texts: lists.map(text).collect() }
}

/// `A (từ 120 lên 188), B (…)`, at most as many as the customs name.
fn named(units: &[UnitMove], way: &str) -> String {
    let most = Rules::embedded().named_units;
    let one = |unit: &UnitMove| {
        let values = [("unit", unit.name.as_str()), ("before", &unit.before)];
        let values: Vec<_> = values.into_iter().chain([("after", unit.after.as_str())]).collect();
        say_with(way, &values)
    };
    let list = units.iter().take(most).map(one).collect::<Vec<_>>().join(", ");
    match units.len().saturating_sub(most) {
        0 => list,
        rest => {
            let count = rest.to_string();
            say_with("direct-others", &[("units", &list), ("count", &count)])
        }
    }
}

/// Whoever runs the system: what it can find out, and what it is to integrate.
fn of_system(two: &Two<'_>, falls: &Falls, due: Date) -> Task {
    let profile = &two.profile;
    let rates = falls.rates.iter().filter(|rate| rate.of_system);
    let rates = rates.map(|rate| say_with("direct-rate-fell", &[("name", &rate.name)]));
    let groups = falls.groups.iter().filter(|group| group.alone);
    let groups = groups.map(|group| say_with("direct-group-alone", &[("name", &group.name)]));
    let list: Vec<String> = rates.chain(groups).collect();
    let mut texts = Vec::new();
    if !list.is_empty() {
        let values = [("office", profile.office.as_str()), ("list", &list.join("; "))];
        texts.push(until(say_with("direct-lead", &values), due));
    }
    if !profile.plan.is_empty() {
        texts.push(until(say_with("direct-plan", &[("plan", &profile.plan)]), due));
    }
    Task { owner: profile.system_owner.clone(), texts }
}

/// Whoever watches over it.
fn of_watcher(two: &Two<'_>, due: Date) -> Task {
    let profile = &two.profile;
    let text = say_with("direct-watch", &[("director", &profile.director)]);
    Task { owner: profile.office.clone(), texts: vec![until(text, due)] }
}

/// `A, B và C`.
pub(super) fn joined(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => {
            let first = first.join(", ");
            say_with("direct-and", &[("first", &first), ("last", last)])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_joined_as_sentences_join_them() {
        let names = ["Sở Nội vụ", "Sở Tư pháp", "Văn phòng"].map(String::from);
        assert_eq!(joined(&names), "Sở Nội vụ, Sở Tư pháp và Văn phòng");
        assert_eq!(joined(&names[..1]), "Sở Nội vụ");
        assert_eq!(joined(&[]), "");
    }

    #[test]
    fn a_list_names_no_more_units_than_the_customs_do() {
        let unit = |at: usize| UnitMove::new(&format!("Xã {at}"), at, at + 1);
        let most = Rules::embedded().named_units;
        let all: Vec<UnitMove> = (1..=most + 1).map(unit).collect();
        assert!(
            named(&all[..most], "direct-up").ends_with(&format!("(từ {most} lên {})", most + 1))
        );
        assert!(named(&all, "direct-up").ends_with("và 1 đơn vị khác"));
    }
}
