//! The list of one kind: in its places, with what they were before; then only those asked for, in the order
//! asked for, a page of them.

use std::cmp::Reverse;
use std::collections::HashMap;

use chiso_scoring::agency::{Agency, Level};
use chiso_scoring::collate;
use chiso_scoring::fair::{Cohort, Standing, cohorts};
use chiso_scoring::search::fold;
use chiso_scoring::sheet::Place;

use super::question::{Part, Question, Sort, kinds};
use crate::against::Against;
use crate::sizes;
use crate::table::{Before, Entry, entries};
use crate::view::View;

/// Rows of a page; a list that is a little longer is shown whole.
const PAGE: usize = 200;

/// Agencies of one kind.
pub(super) struct List<'v> {
    pub level: Level,
    /// How many have a place, of how many.
    pub known: (usize, usize),
    /// Whether anybody had a place on the other side.
    pub compared: bool,
    /// Those asked for, in the order asked for.
    pub found: Vec<Entry<'v>>,
    /// Which of them are shown.
    pub shown: std::ops::Range<usize>,
    /// Pages there are.
    pub pages: usize,
    /// The size classes, in words.
    pub classes: Vec<(usize, String)>,
}

impl<'v> List<'v> {
    pub fn new(
        view: &'v View,
        question: &Question<'v>,
        (level, agencies): &(Level, Vec<&'v Agency>),
    ) -> Self {
        let mut found = entries(view.sheet().rank(agencies, question.place));
        let known = found.iter().filter(|entry| entry.row.rank.is_some()).count();
        let known = (known, found.len());
        if let Some(against) = &question.against {
            before(view, question, against, *level, &mut found);
        }
        let had = |entry: &Entry<'_>| entry.before.is_some_and(|before| before.rank.is_some());
        let compared = found.iter().any(had);
        let classes = classes(view, question, agencies, &mut found);
        if let Some(sought) = &question.sought {
            found.retain(|entry| {
                let agency = entry.row.agency;
                sought.rank(&agency.code, &agency.name, &fold(&agency.name)).is_some()
            });
        }
        sort(&mut found, question.sort);
        let pages = if found.len() > PAGE + PAGE / 10 { found.len().div_ceil(PAGE) } else { 1 };
        let shown = match question.part {
            Part::Page(page) if pages > 1 => {
                let from = (page.min(pages) - 1) * PAGE;
                from..found.len().min(from + PAGE)
            }
            _ => 0..found.len(),
        };
        Self { level: *level, known, compared, found, shown, pages, classes }
    }

    /// The entries that are shown.
    pub fn entries(&self) -> &[Entry<'v>] {
        self.found.get(self.shown.clone()).unwrap_or_default()
    }
}

/// What everybody was on the other side: ranked there among those who were of this kind then. A place goes
/// on only where the agency does.
fn before(
    view: &View,
    question: &Question<'_>,
    against: &Against,
    level: Level,
    found: &mut [Entry<'_>],
) {
    let (earlier, now) = (against.loaded.sheet(), view.sheet());
    let code = question.place.code(view.rulebook());
    let Some(place) = Place::find(earlier.rulebook(), code) else { return };
    let then = kinds(earlier, &question.parent.code, Some(level));
    let ranked = then.iter().flat_map(|(_, agencies)| earlier.rank(agencies, place));
    let then: HashMap<&str, Before> = ranked
        .map(|row| (&*row.agency.code, Before { rank: row.rank, points: row.points.points }))
        .collect();
    for entry in found {
        let code = &entry.row.agency.code;
        let same = now.tree.continuous(code, earlier.period, now.period);
        entry.before = Some(then.get(&**code).copied().filter(|_| same).unwrap_or_default());
    }
}

/// The size classes there are; of the one asked for only its members stay, with their places in it.
fn classes(
    view: &View,
    question: &Question<'_>,
    agencies: &[&Agency],
    found: &mut Vec<Entry<'_>>,
) -> Vec<(usize, String)> {
    let kinds = cohorts(view.sheet(), agencies, question.place);
    let all: &[Cohort<'_>] = kinds.first().map(|kind| kind.cohorts.as_slice()).unwrap_or_default();
    if let Some(wanted) = question.class {
        let members = all.iter().filter(|cohort| cohort.class == wanted);
        let members = members.flat_map(|cohort| &cohort.members);
        let places: HashMap<&str, String> =
            members.map(|member| (&*member.agency.code, among(view, member.standing))).collect();
        found.retain_mut(|entry| {
            let place = places.get(&*entry.row.agency.code);
            entry.among = place.cloned().unwrap_or_default();
            place.is_some()
        });
    }
    let bounds = sizes::bounds(view, all);
    let named = all.iter().zip(bounds);
    named.map(|(cohort, bounds)| (cohort.class, sizes::text(view, cohort, bounds))).collect()
}

fn among(view: &View, standing: Standing) -> String {
    match standing {
        Standing::Ranked { rank, of, .. } => format!("{rank}/{of}"),
        Standing::Alone => view.lang.text("fair-alone"),
        Standing::NoPoints => view.lang.text("rank-unknown"),
    }
}

fn sort(found: &mut [Entry<'_>], by: Sort) {
    match by {
        Sort::Place => {}
        Sort::Name => {
            found.sort_by(|a, b| collate::compare(&a.row.agency.name, &b.row.agency.name));
        }
        Sort::Gained => found.sort_by_key(|entry| {
            Reverse(entry.before.and_then(|before| before.gained(&entry.row)))
        }),
        Sort::Added => found
            .sort_by_key(|entry| Reverse(entry.before.and_then(|before| before.added(&entry.row)))),
    }
}
