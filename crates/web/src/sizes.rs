//! Size classes of agencies in words. Their bounds are counts of somebody's dossiers: strangers are told only
//! those that are shown of that agency.

use chiso_scoring::fair::{Cohort, HANDLED};

use crate::view::View;
use crate::withheld::KEY;

/// More dossiers than the first, up to the second; none where that is withheld, or where there is none.
pub(crate) type Bounds = (Option<i64>, Option<i64>);

/// The bounds of size classes. The upper one is the count of a class's largest member: told only if that count
/// is shown of somebody.
pub(crate) fn bounds(view: &View, cohorts: &[Cohort<'_>]) -> Vec<Bounds> {
    let shown = |cohort: &Cohort<'_>, bound: i64| {
        let mut largest = cohort.members.iter().filter(|member| member.volume == bound);
        largest.any(|member| !view.withheld_base(member.agency, HANDLED))
    };
    let mut above = Some(0);
    let bounds = cohorts.iter().map(|cohort| {
        let up_to = cohort.up_to.filter(|bound| shown(cohort, *bound));
        (std::mem::replace(&mut above, up_to), up_to)
    });
    bounds.collect()
}

/// How many dossiers the agencies of a class handled.
pub(crate) fn text(view: &View, cohort: &Cohort<'_>, (above, up_to): Bounds) -> String {
    let lang = view.lang;
    let from = above.map(|above| lang.integer(above + 1));
    let to = up_to.map(|up_to| lang.integer(up_to));
    match (from, to) {
        (Some(from), Some(to)) => {
            lang.text_with("fair-size-range", &[("from", &from), ("to", &to)])
        }
        (None, Some(to)) => lang.text_with("fair-size-to", &[("to", &to)]),
        (Some(from), None) if cohort.up_to.is_none() => {
            lang.text_with("fair-size-above", &[("from", &from)])
        }
        _ => lang.text(KEY),
    }
}
