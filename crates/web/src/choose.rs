//! The choice of an agency: provinces with figures, what stands above it, beside it and below it.

use chiso_scoring::agency::{Agency, Level};
use chiso_scoring::collate::compare;

use crate::chrome::{Choice, Field};
use crate::view::{View, name};

/// The field, named `parameter`.
pub(crate) fn agencies(view: &View, agency: &Agency, parameter: &'static str) -> Field {
    let sheet = view.sheet();
    let known = |other: &&Agency| !sheet.data(&other.code).provenance.is_empty();
    let provinces = sheet.tree.of_level(Level::Province, sheet.period).into_iter().filter(known);
    let near = sheet.tree.path(agency, sheet.period).into_iter().chain([agency]);
    let beside = view.siblings(agency).into_iter().filter(known);
    let below = sheet.children(&agency.code).into_iter().filter(known);
    let mut all: Vec<&Agency> = provinces.chain(near).chain(beside).chain(below).collect();
    all.sort_by(|a, b| {
        a.level.cmp(&b.level).then_with(|| compare(&a.name, &b.name)).then(a.code.cmp(&b.code))
    });
    all.dedup_by(|a, b| a.code == b.code);
    let choice = |other: &Agency| Choice {
        value: other.code.clone(),
        text: name(other),
        chosen: other.code == agency.code,
    };
    let mut groups: Vec<(String, Vec<Choice>)> = Vec::new();
    for other in all {
        let label = view.lang.level(other.level);
        match groups.last_mut() {
            Some((last, choices)) if *last == label => choices.push(choice(other)),
            _ => groups.push((label, vec![choice(other)])),
        }
    }
    Field { name: parameter, label: view.lang.text("pick-agency"), groups }
}
