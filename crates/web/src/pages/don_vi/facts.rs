//! What an agency is: code, level, validity, whom it carries on and who carries it on.

use chiso_scoring::agency::Agency;

use crate::chrome::{Labelled, Link};
use crate::view::View;

/// Code, level, moment of the figures, first and last day in force.
pub(super) fn facts(view: &View, agency: &Agency) -> Vec<Labelled> {
    let line = |key: &str, text: String| Labelled { label: view.lang.text(key), text };
    let mut facts = vec![
        line("unit-code", agency.code.clone()),
        line("unit-level", view.lang.level(agency.level)),
        line("mark-captured", view.captured(&[&agency.code])),
    ];
    if let Some(from) = agency.valid_from {
        facts.push(line("unit-from", view.lang.date(from)));
    }
    if let Some(to) = agency.valid_to {
        facts.push(line("unit-to", view.lang.date(to)));
    }
    facts
}

/// Who carries an ended agency on.
pub(super) fn successors(view: &View, agency: &Agency) -> Vec<Link> {
    let Some(to) = agency.valid_to else { return Vec::new() };
    let next = |other: &&Agency| {
        agency.successors.contains(&other.code) && other.valid_from.is_some_and(|from| from > to)
    };
    let all = view.known.tree.all();
    all.filter(next).map(|other| shown(view, other)).collect()
}

/// Whom an agency carries on.
pub(super) fn predecessors(view: &View, agency: &Agency) -> Vec<Link> {
    let Some(from) = agency.valid_from else { return Vec::new() };
    let before = |other: &&Agency| {
        other.successors.contains(&agency.code) && other.valid_to.is_some_and(|to| to < from)
    };
    let all = view.known.tree.all();
    all.filter(before).map(|other| shown(view, other)).collect()
}

/// A link where there is a period to show the agency in, else its name alone.
fn shown(view: &View, agency: &Agency) -> Link {
    let nowhere = || Link { href: String::new(), text: crate::view::name(agency) };
    view.link_in_time(agency).unwrap_or_else(nowhere)
}
