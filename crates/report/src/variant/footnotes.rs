//! The remarks on late units: who, which decision, which days.

use super::Late;
use super::month::Month;
use super::names::day;
use super::phrases::say_with;
use crate::model::Footnote;

/// Marks in the lines on announcing and on publishing.
pub(super) const LATE_ANNOUNCEMENT: &str = "*";
pub(super) const LATE_PUBLICATION: &str = "**";

pub(super) fn footnotes(month: &Month<'_>) -> Vec<Footnote> {
    let profile = &month.profile;
    let announced = (LATE_ANNOUNCEMENT, "late-announcement", &profile.late_announcement);
    let published = (LATE_PUBLICATION, "late-publication", &profile.late_publication);
    [announced, published]
        .into_iter()
        .filter(|(_, _, late)| !late.is_empty())
        .map(|(mark, key, late)| Footnote {
            mark: mark.to_owned(),
            text: say_with(key, &[("list", &units(late))]).into(),
        })
        .collect()
}

/// Unit by unit in the order given; decisions of one unit stand together.
fn units(late: &[Late]) -> String {
    let mut units: Vec<&str> = late.iter().map(|late| late.unit.as_str()).collect();
    let mut seen = std::collections::BTreeSet::new();
    units.retain(|unit| seen.insert(*unit));
    let told = units.iter().map(|unit| {
        let own = late.iter().filter(|late| late.unit == *unit).map(decision);
        let details = own.collect::<Vec<_>>().join("; ");
        say_with("late", &[("unit", unit), ("details", &details)])
    });
    told.collect::<Vec<_>>().join("; ")
}

fn decision(late: &Late) -> String {
    let mut parts = vec![say_with("late-decision", &[("decision", &late.decision)])];
    if let (Some(decided), Some(first)) = (late.decided, parts.first_mut()) {
        *first = say_with("late-decided", &[("text", first), ("day", &day(decided))]);
    }
    parts.extend(late.published.map(|at| say_with("late-published", &[("day", &day(at))])));
    if !late.note.is_empty() {
        parts.push(late.note.clone());
    }
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn decisions_of_one_unit_stand_together() {
        let late = |unit: &str, decision: &str| Late {
            unit: unit.into(),
            decision: decision.into(),
            decided: Some(date(2023, 8, 2)),
            ..Late::default()
        };
        let mut list = [late("Sở A", "1/QĐ"), late("Sở B", "2/QĐ"), late("Sở A", "3/QĐ")];
        list[2].published = Some(date(2023, 8, 10));
        let expected = "Sở A (Quyết định số 1/QĐ ngày 02/8/2023; Quyết định số 3/QĐ ngày 02/8/2023, \
                        công khai ngày 10/8/2023); Sở B (Quyết định số 2/QĐ ngày 02/8/2023)";
        assert_eq!(units(&list), expected);
    }
}
