//! From what is frozen to its numbers: the same way for sealing, opening and verifying.

use std::collections::BTreeMap;
use std::sync::Arc;

use chiso_scoring::agency::{Agency, AgencyTree, Level};
use chiso_scoring::expr::Columns;
use chiso_scoring::figure::State;
use chiso_scoring::measure::ask::Counted;
use chiso_scoring::period::Period;
use chiso_scoring::rank::{Nation, nation, ranks};
use chiso_scoring::rulebook::Rulebook;
use chiso_scoring::score::{AgencyScore, Origin as From, Points};
use chiso_scoring::sheet::{COUNTED, Place, Provenance, Sheet};

use super::frozen::{Frozen, Origin};
use super::limits;

/// What a closed period says of one number of one agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Points, why they are what they are, and what from.
    pub points: Points,
    /// Place among the agencies of the same level under the same parent; [`None`] for the agency whose period was closed: the others
    /// are not in the file.
    pub rank: Option<usize>,
    /// Code of the grade, of a total.
    pub grade: Option<String>,
}

/// The numbers of an agency, in the order of the file.
pub(super) fn places(rulebook: &Rulebook) -> Vec<Place> {
    let axes = (0..rulebook.axes.len()).map(Place::Axis);
    let groups = (0..rulebook.groups.len()).map(Place::Group);
    let indicators = (0..rulebook.indicators.len()).map(Place::Indicator);
    [Place::Total].into_iter().chain(axes).chain(groups).chain(indicators).collect()
}

/// What a number is, as the file names it.
pub(super) fn kind(place: Place) -> &'static str {
    match place {
        Place::Total => "total",
        Place::Axis(_) => "axis",
        Place::Group(_) => "group",
        Place::Indicator(_) => "indicator",
    }
}

/// Reads the rules, if points can be worked out with them without leaving the numbers' bounds.
pub(super) fn rulebook(text: &str) -> Option<Rulebook> {
    if text.len() > limits::RULEBOOK_BYTES {
        return None;
    }
    let rulebook = Rulebook::read("rulebook", text, &Columns::embedded()).ok()?;
    let small = |part: &i128| (1..=limits::TARGET).contains(part);
    let plain = rulebook.indicators.iter().all(|rule| {
        rule.max <= limits::POINTS
            && rule.target.is_none_or(|target| small(target.numer()) && small(target.denom()))
    });
    (plain && rulebook.max <= limits::POINTS).then_some(rulebook)
}

/// The agencies as a tree; successors that are not in the file are left out of it.
pub(super) fn tree(agencies: &[Agency], period: Period) -> Option<AgencyTree> {
    if agencies.len() > limits::AGENCIES {
        return None;
    }
    let known: std::collections::BTreeSet<&str> =
        agencies.iter().map(|agency| agency.code.as_str()).collect();
    let cut = |agency: &Agency| {
        let mut agency = agency.clone();
        agency.successors.retain(|code| known.contains(code.as_str()));
        agency
    };
    if !shallow(agencies) {
        return None;
    }
    let tree = AgencyTree::new(agencies.iter().map(cut)).ok()?;
    let ends = |agency: &&Agency| depth(&tree, agency, period).is_some();
    tree.in_force(period).iter().all(ends).then_some(tree)
}

/// Levels of agencies that may stand above each other; there are six.
const DEEPEST: usize = 16;

/// Whether no chain of parents, of whatever time, is longer than a tree of agencies is deep.
fn shallow(agencies: &[Agency]) -> bool {
    let mut parents: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for agency in agencies {
        parents.entry(&agency.code).or_default().extend(agency.parent.as_deref());
    }
    let mut depths: BTreeMap<&str, usize> = agencies.iter().map(|a| (a.code.as_str(), 0)).collect();
    for _ in 0..=DEEPEST {
        let next: BTreeMap<&str, usize> = parents
            .iter()
            .map(|(code, parents)| {
                let above = parents.iter().filter_map(|parent| depths.get(parent));
                (*code, above.max().map_or(0, |depth| depth + 1))
            })
            .collect();
        if next == depths {
            return true;
        }
        depths = next;
    }
    false
}

/// How many agencies stand above one in a period; [`None`] if it has no end.
fn depth(tree: &AgencyTree, agency: &Agency, period: Period) -> Option<usize> {
    let mut at = agency;
    for depth in 0..=DEEPEST {
        let Some(parent) = at.parent.as_deref().and_then(|code| tree.find(code, period).ok())
        else {
            return Some(depth);
        };
        at = parent;
    }
    None
}

/// An agency and everything below it in a period, by code.
pub(super) fn subtree<'t>(tree: &'t AgencyTree, root: &str, period: Period) -> Vec<&'t Agency> {
    let mut found: BTreeMap<&str, &Agency> = BTreeMap::new();
    let mut next: Vec<&Agency> = tree.find(root, period).into_iter().collect();
    while let Some(agency) = next.pop() {
        if found.insert(&agency.code, agency).is_none() {
            next.extend(tree.children(&agency.code, period));
        }
    }
    found.into_values().collect()
}

/// The figures laid out, from counts if the period was counted.
pub(super) fn sheet<'a>(
    frozen: &Frozen,
    counted: &[Counted],
    tree: &'a AgencyTree,
    rulebook: &'a Rulebook,
) -> Sheet<'a> {
    match frozen.origin {
        Origin::Published => {
            Sheet::new(tree, rulebook, frozen.period, frozen.basis, &frozen.captured)
        }
        Origin::Dossiers => self::counted(frozen, counted, tree, rulebook),
    }
}

/// Counts laid out.
pub(super) fn counted<'a>(
    frozen: &Frozen,
    counted: &[Counted],
    tree: &'a AgencyTree,
    rulebook: &'a Rulebook,
) -> Sheet<'a> {
    let at =
        Provenance { as_of: frozen.as_of, source: COUNTED.to_owned(), revision: frozen.revision };
    Sheet::counted(tree, rulebook, frozen.period, counted, &at)
}

/// Works out what the file says of every number of every agency, in the order of the file. `amend` may put other scores in the place
/// of those that the sheet gives.
pub(super) fn standings(
    sheet: &Sheet<'_>,
    root: &str,
    amend: &dyn Fn(&Agency, AgencyScore) -> AgencyScore,
) -> Vec<Standing> {
    let agencies = subtree(sheet.tree, root, sheet.period);
    let scores: Vec<AgencyScore> =
        agencies.iter().map(|agency| amend(agency, sheet.score(agency))).collect();
    let mean = mean(sheet, &agencies, &scores);
    let at = |agency: usize, place| national(agencies[agency], &mean, place, &scores[agency]);
    let families = families(&agencies, root);
    let places = places(sheet.rulebook());
    let grade = |points: Points| {
        let grade = points.points.and_then(|points| sheet.rulebook().grade(points));
        grade.map(|grade| grade.code.clone())
    };
    let mut standings = Vec::with_capacity(agencies.len() * places.len());
    for agency in 0..agencies.len() {
        for place in &places {
            let points = at(agency, *place);
            let grade = (*place == Place::Total).then(|| grade(points)).flatten();
            standings.push(Standing { points, rank: None, grade });
        }
    }
    for family in families {
        for (column, _) in places.iter().enumerate() {
            let row = |agency: &usize| agency * places.len() + column;
            let points: Vec<_> = family.iter().map(|a| standings[row(a)].points.points).collect();
            for (agency, rank) in family.iter().zip(ranks(&points)) {
                standings[row(agency)].rank = rank;
            }
        }
    }
    standings
}

/// Agencies that are ranked with each other: of one level under one parent.
fn families(agencies: &[&Agency], root: &str) -> Vec<Vec<usize>> {
    let mut families: BTreeMap<(Option<&str>, Level), Vec<usize>> = BTreeMap::new();
    for (at, agency) in agencies.iter().enumerate().filter(|(_, agency)| agency.code != root) {
        families.entry((agency.parent.as_deref(), agency.level)).or_default().push(at);
    }
    families.into_values().collect()
}

/// The means over the provinces, if the whole nation was closed.
fn mean(sheet: &Sheet<'_>, agencies: &[&Agency], scores: &[AgencyScore]) -> Option<Nation> {
    agencies.iter().find(|agency| agency.level == Level::Nation)?;
    let known: std::collections::BTreeSet<&str> =
        sheet.agencies().map(|agency| agency.code.as_str()).collect();
    let provinces = agencies.iter().zip(scores).filter(|(agency, _)| {
        agency.level == Level::Province && known.contains(agency.code.as_str())
    });
    let provinces: Vec<&AgencyScore> = provinces.map(|(_, score)| score).collect();
    Some(nation(sheet.rulebook(), &provinces))
}

/// The points of a number. The nation's total, axes and groups are means over its provinces unless somebody published them.
fn national(agency: &Agency, mean: &Option<Nation>, place: Place, score: &AgencyScore) -> Points {
    let own = place.of(score);
    let means = mean.as_ref().filter(|_| {
        agency.level == Level::Nation
            && own.origin != From::Published
            && !matches!(place, Place::Indicator(_))
    });
    let Some(means) = means else { return own };
    match means.of(place) {
        Some(points) => Points { points: Some(points), state: State::Value, origin: From::Parts },
        None => Points { points: None, state: State::SourceSilent, origin: From::None },
    }
}

/// The scores that were frozen, to stand before what the rules' code says now; the figures beside them are the sheet's. The nation's
/// are means and no scores.
pub(super) fn held(
    sheet: &Sheet<'_>,
    root: &str,
    standings: &[Standing],
) -> BTreeMap<String, Arc<AgencyScore>> {
    let rulebook = sheet.rulebook();
    let agencies = subtree(sheet.tree, root, sheet.period);
    let rows = standings.chunks_exact(places(rulebook).len());
    let agencies = agencies.into_iter().zip(rows);
    let own = agencies.filter(|(agency, _)| agency.level != Level::Nation);
    own.map(|(agency, rows)| {
        let mut score = sheet.score_by(sheet.scorer.basis, agency);
        let mut rows = rows.iter().map(|row| row.points);
        let places = [&mut score.total].into_iter().chain(&mut score.axes);
        let indicators = score.indicators.iter_mut().map(|indicator| &mut indicator.result);
        for place in places.chain(&mut score.groups).chain(indicators) {
            if let Some(points) = rows.next() {
                *place = points;
            }
        }
        (agency.code.clone(), Arc::new(score))
    })
    .collect()
}
