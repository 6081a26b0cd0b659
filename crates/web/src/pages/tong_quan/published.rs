//! What is published beside what is counted or recomputed, where the two are not the same.

use chiso_scoring::agency::Agency;
use chiso_scoring::round::half_up_decimal;
use chiso_scoring::score::Basis;
use chiso_scoring::sheet::Place;
use rust_decimal::Decimal;

use crate::view::View;

/// Published beside recomputed points.
pub(super) struct Both {
    /// What somebody published.
    pub published: Decimal,
    /// Both in one sentence; empty where they are the same anyway.
    pub text: String,
    /// Whether rounding alone does not explain it.
    pub differs: bool,
}

/// Both sides of a number, if something is published of it.
pub(super) fn both(view: &View, agency: &Agency, place: Place) -> Option<Both> {
    if view.is_live() {
        return beside(view, agency, place);
    }
    let by = |basis| place.of(&view.sheet().score_by(basis, agency)).points;
    let figures = &view.sheet().data(&agency.code).figures;
    let stated = match place {
        Place::Total => figures.total,
        Place::Group(at) => figures.groups[at],
        Place::Axis(at) => figures.axes[at],
        Place::Indicator(at) => figures.indicators[at],
    };
    let ours = by(Basis::Computed)?;
    let stated = stated.and_then(|figure| figure.points);
    // Of a sum nobody stated, what follows from published parts counts only where it is another one.
    let theirs = stated.or_else(|| by(Basis::Published).filter(|theirs| *theirs != ours))?;
    // A number printed with fewer decimals is compared at those.
    let digits = ours.scale().min(theirs.scale().max(1));
    let round = |value| half_up_decimal(value, digits);
    Some(Both {
        published: theirs,
        text: if ours == theirs { String::new() } else { text(view, "both", ours, theirs) },
        differs: round(ours) != round(theirs),
    })
}

fn beside(view: &View, agency: &Agency, place: Place) -> Option<Both> {
    let ours = place.of(&view.sheet().score(agency)).points?;
    let published = view.announced(agency, place)?.value?;
    Some(Both {
        published,
        text: text(view, "both-live", ours, published),
        differs: ours != published,
    })
}

fn text(view: &View, key: &str, ours: Decimal, theirs: Decimal) -> String {
    let (computed, published) = (view.lang.decimal(ours), view.lang.decimal(theirs));
    view.lang.text_with(key, &[("computed", &computed), ("published", &published)])
}
