//! Two periods, or two captures of one period, side by side.

use rust_decimal::Decimal;

use crate::figure::{Counts, Figure};
use crate::rulebook::Rulebook;
use crate::score::{AgencyScore, Points};
use crate::sheet::{Place, Sheet};
use crate::split::{Part, Split, split_points};

/// One line of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What is compared, in the later rulebook.
    pub place: Place,
    /// Before; `None` if the earlier rulebook has no such thing.
    pub before: Option<Points>,
    /// After.
    pub after: Points,
    /// Figures before and after, for indicators.
    pub figures: (Option<Figure>, Option<Figure>),
    /// After minus before, if both have points.
    pub change: Option<Decimal>,
}

/// Compares two scores of one agency, line by line: total, groups, indicators.
#[must_use]
pub fn compare(before: (&Rulebook, &AgencyScore), after: (&Rulebook, &AgencyScore)) -> Vec<Change> {
    places(after.0).into_iter().map(|place| change(place, before, after)).collect()
}

/// The total, then each group with its indicators.
#[must_use]
pub fn places(rulebook: &Rulebook) -> Vec<Place> {
    let groups = rulebook.groups.iter().enumerate().flat_map(|(at, group)| {
        std::iter::once(Place::Group(at)).chain(group.indicators.clone().map(Place::Indicator))
    });
    std::iter::once(Place::Total).chain(groups).collect()
}

fn change(
    place: Place,
    before: (&Rulebook, &AgencyScore),
    after: (&Rulebook, &AgencyScore),
) -> Change {
    let earlier = Place::find(before.0, place.code(after.0));
    let figure = |place: Place, score: &AgencyScore| match place {
        Place::Indicator(at) => score.indicators[at].figure,
        _ => None,
    };
    let from = earlier.map(|place| place.of(before.1));
    let to = place.of(after.1);
    let known = from.and_then(|points| points.points).zip(to.points);
    Change {
        place,
        before: from,
        after: to,
        figures: (earlier.and_then(|at| figure(at, before.1)), figure(place, after.1)),
        change: known.map(|(from, to)| to - from),
    }
}

/// A part of a split: a child, or what the children leave over of the whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChildPart {
    /// Code of the child; `None` = the units not listed.
    pub agency: Option<String>,
    /// Its counts.
    pub part: Part,
}

/// Splits the change of one indicator of an agency over its children. Units without a figure
/// are one part together: the whole minus the listed ones.
///
/// `None` if the rules differ, the counts do not add up over units, or a side has none.
#[must_use]
pub fn over_children(
    before: &Sheet<'_>,
    after: &Sheet<'_>,
    agency: &str,
    indicator: usize,
) -> Option<(Vec<ChildPart>, Split)> {
    let rulebook = after.rulebook();
    let rule = &rulebook.indicators[indicator];
    if !rule.additive || before.rulebook().id != rulebook.id {
        return None;
    }
    let counts = |sheet: &Sheet<'_>, code: &str| {
        sheet.data(code).figures.indicators[indicator].as_ref().and_then(Figure::counts)
    };
    let whole = Part { before: counts(before, agency)?, after: counts(after, agency)? };
    let mut parts = Vec::new();
    let mut rest = whole;
    for child in after.children(agency) {
        let sides = counts(before, &child.code).zip(counts(after, &child.code));
        let Some((before, after)) = sides else {
            continue;
        };
        rest = Part { before: minus(rest.before, before), after: minus(rest.after, after) };
        parts.push(ChildPart { agency: Some(child.code.clone()), part: Part { before, after } });
    }
    let nothing = Counts { numerator: 0, denominator: 0 };
    if rest != (Part { before: nothing, after: nothing }) {
        parts.push(ChildPart { agency: None, part: rest });
    }
    let plain: Vec<Part> = parts.iter().map(|part| part.part).collect();
    let split = split_points(rule, rulebook.digits, &plain)?;
    Some((parts, split))
}

fn minus(a: Counts, b: Counts) -> Counts {
    Counts { numerator: a.numerator - b.numerator, denominator: a.denominator - b.denominator }
}
