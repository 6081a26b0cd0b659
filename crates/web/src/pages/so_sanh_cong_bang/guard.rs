//! What programs of strangers are not told: small counts, what a single case does to points that rest on them,
//! and the bounds of a size class that give a withheld count away.

use chiso_scoring::expr::Entity;
use chiso_scoring::fair::{Comparison, HANDLED};

use crate::sizes::bounds;
use crate::view::View;
use crate::wire::fairness::{Fairness, Guard};

/// The answer for programs as this reader may see it.
pub(super) fn withheld(view: &View, mut all: Fairness, compared: &[Comparison<'_>]) -> Fairness {
    if !view.is_guarded() {
        return all;
    }
    for (kind, of) in all.kinds.iter_mut().zip(compared) {
        for (cohort, (above, up_to)) in kind.cohorts.iter_mut().zip(bounds(view, &of.cohorts)) {
            (cohort.above, cohort.up_to) = (above, up_to);
        }
        for (row, of) in kind.rows.iter_mut().zip(&of.rows) {
            let indicators = view.rulebook().indicators.iter().enumerate();
            let hidden = indicators.filter(|(at, _)| view.withheld(of.agency, *at));
            row.withhold(&Guard {
                indicators: hidden.map(|(_, rule)| rule.code.clone()).collect(),
                dossier: view.withheld_any(of.agency, Entity::Dossier),
                petition: view.withheld_any(of.agency, Entity::Petition),
                volume: view.withheld_base(of.agency, HANDLED),
            });
        }
    }
    all
}
