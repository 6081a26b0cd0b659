//! The columns of a ranking, and what they are called.

use chiso_scoring::rulebook::Rulebook;
use chiso_scoring::score::AgencyScore;
use chiso_scoring::sheet::Place;

use crate::view::View;

/// Columns worth showing: every group, and an axis where it is known and one of its groups is not.
pub(crate) fn columns<'a>(
    rulebook: &Rulebook,
    scores: impl Iterator<Item = &'a AgencyScore> + Clone,
) -> Vec<Place> {
    let mut places: Vec<Place> = (0..rulebook.groups.len()).map(Place::Group).collect();
    for (at, axis) in rulebook.axes.iter().enumerate() {
        let alone = |score: &AgencyScore| {
            score.axes[at].points.is_some()
                && axis.groups.iter().any(|group| score.groups[*group].points.is_none())
        };
        let last = axis.groups.iter().copied().max().unwrap_or(0);
        if axis.groups.len() > 1 && scores.clone().any(alone) {
            let after = places.iter().position(|place| *place == Place::Group(last));
            places.insert(after.map_or(places.len(), |after| after + 1), Place::Axis(at));
        }
    }
    places
}

/// Name of a group, axis or indicator, or of the total.
pub(crate) fn place_name(view: &View, place: Place) -> String {
    let (lang, rulebook) = (view.lang, view.rulebook());
    match place {
        Place::Total => lang.text("total"),
        Place::Axis(at) => lang.pick(&rulebook.axes[at].name).to_owned(),
        Place::Group(at) => lang.pick(&rulebook.groups[at].name).to_owned(),
        Place::Indicator(at) => lang.pick(&rulebook.indicators[at].name).to_owned(),
    }
}
