//! The groups of an agency against their maximum and the mean of its siblings: as bars, and as a radar.

use std::cmp::Ordering;

use chiso_scoring::agency::{Agency, Level};
use chiso_scoring::rank::mean;
use chiso_scoring::score::AgencyScore;
use chiso_scoring::sheet::Place;
use rust_decimal::Decimal;

use super::published::{Both, both};
use crate::chart::{Cell, Chart, Column, Kind, Role, Row};
use crate::lead;
use crate::number::Num;
use crate::table::{columns, place_name};
use crate::view::View;

/// A group or an axis.
struct Group {
    place: Place,
    code: String,
    name: String,
    num: Num,
    points: Option<Decimal>,
    max: u32,
    /// Mean of the siblings that have points, and how many they are.
    mean: Option<(Decimal, usize)>,
}

/// The charts of an agency's groups.
pub(super) fn charts(view: &View, agency: &Agency) -> Vec<Chart> {
    let score = view.sheet().score(agency);
    let siblings: Vec<AgencyScore> =
        view.siblings(agency).into_iter().map(|other| view.sheet().score(other)).collect();
    let read = |place: Place| group(view, agency, place, &siblings);
    let groups: Vec<Group> =
        columns(view.rulebook(), std::iter::once(&score)).into_iter().map(read).collect();
    let axes: Vec<Group> = (0..view.rulebook().axes.len()).map(Place::Axis).map(read).collect();
    let radar = axes.iter().any(|axis| axis.points.is_some() && axis.mean.is_some());
    let bars = bars(view, agency, &groups);
    std::iter::once(bars).chain(radar.then(|| self::radar(view, agency, &axes))).collect()
}

fn group(view: &View, agency: &Agency, place: Place, siblings: &[AgencyScore]) -> Group {
    let rulebook = view.rulebook();
    let (code, max) = (place.code(rulebook), place.points_max(rulebook));
    let points = lead::points(view.sheet(), agency, place);
    let known: Vec<Decimal> = siblings.iter().filter_map(|score| place.of(score).points).collect();
    let middle = mean(&known, rulebook.digits).filter(|_| known.len() > 1);
    Group {
        num: Num::new(view.lang, points, max).at(view.place_link(code, &agency.code)),
        name: place_name(view, place),
        code: code.to_owned(),
        points: points.points,
        mean: middle.map(|middle| (middle, known.len())),
        place,
        max,
    }
}

/// What the siblings are together: the nation is the mean of its provinces.
fn mean_title(view: &View, agency: &Agency) -> String {
    let key = if agency.level == Level::Province { "mean-nation" } else { "mean-siblings" };
    view.lang.text(key)
}

fn bars(view: &View, agency: &Agency, groups: &[Group]) -> Chart {
    let lang = view.lang;
    let column = |role, key: &str| Column::new(role, lang.text(key));
    let compared = groups.iter().any(|group| group.mean.is_some());
    let announced: Vec<Option<Both>> =
        groups.iter().map(|group| both(view, agency, group.place)).collect();
    let told = announced.iter().flatten().any(|both| !both.text.is_empty());
    let own = if agency.level == Level::Nation { "mean-nation" } else { "col-points" };
    let mut columns = vec![column(Role::Value, own), column(Role::Max, "chart-max")];
    if compared {
        columns.push(Column::new(Role::Mean, mean_title(view, agency)));
        columns.push(column(Role::Told, "mean-of"));
    }
    columns.extend(told.then(|| column(Role::Told, "col-announced")));
    let row = |(group, announced): (&Group, Option<Both>)| {
        let mut cells = vec![Cell::num(&group.num), Cell::count(lang, i64::from(group.max))];
        if compared {
            cells.extend(mean_cells(view, group));
        }
        let unannounced = || Cell::missing(lang.text("announced-none"));
        let announced = announced.map(|both| self::announced(view, &both));
        cells.extend(told.then(|| announced.unwrap_or_else(unannounced)));
        Row::new(&*group.code, format!("{} {}", group.code, group.name), cells)
            .short(&*group.code)
            .at(&*group.num.href)
    };
    let rows = groups.iter().zip(announced).map(row).collect();
    Chart::new(lang, Kind::Bars, "nhom", lang.text("overview-groups"), lang.text("chart-group"))
        .top()
        .summary(bars_summary(view, groups))
        .unit(lang.text("unit-points"))
        .table(columns, rows)
}

fn mean_cells(view: &View, group: &Group) -> [Cell; 2] {
    let lang = view.lang;
    match group.mean {
        Some((mean, count)) => {
            let count = i64::try_from(count).unwrap_or(i64::MAX);
            [Cell::decimal(lang, mean), Cell::count(lang, count)]
        }
        None => {
            let none = || Cell::missing(lang.text("mean-none"));
            [none(), none()]
        }
    }
}

/// What is published beside what is counted.
fn announced(view: &View, both: &Both) -> Cell {
    let cell = Cell::decimal(view.lang, both.published);
    if both.differs { cell.note(view.lang.text("announced-differs")) } else { cell }
}

/// Which group comes nearest to its maximum, which stays farthest below, and how many are above the mean.
fn bars_summary(view: &View, groups: &[Group]) -> String {
    let lang = view.lang;
    let known: Vec<&Group> = groups.iter().filter(|group| group.points.is_some()).collect();
    let best = known.iter().copied().rev().max_by(|a, b| fuller(a, b));
    let worst = known.iter().copied().min_by(|a, b| fuller(a, b));
    let (Some(best), Some(worst)) = (best, worst) else { return lang.text("overview-bars-none") };
    let text = |group: &Group| format!("{} {}/{}", group.code, group.num.text, group.max);
    let said = [("best", &*text(best)), ("worst", &*text(worst))];
    let mut sentence = match known.len() {
        1 => lang.text_with("overview-bars-one", &said),
        _ => lang.text_with("overview-bars-ends", &said),
    };
    let compared = known.iter().filter(|group| group.mean.is_some()).count();
    if compared > 0 {
        let above = known.iter().filter(|group| difference(group).is_some_and(is_more)).count();
        let said = [("above", &*above.to_string()), ("known", &*compared.to_string())];
        sentence.push_str(&lang.text_with("overview-bars-above", &said));
    }
    let missing = groups.len() - known.len();
    if missing > 0 {
        let said = [("count", &*missing.to_string())];
        sentence.push_str(&lang.text_with("overview-bars-missing", &said));
    }
    sentence + "."
}

/// Compares points as shares of their maxima, exactly.
fn fuller(a: &Group, b: &Group) -> Ordering {
    let scaled = |own: &Group, other: &Group| {
        own.points.unwrap_or_default() * Decimal::from(other.max.max(1))
    };
    scaled(a, b).cmp(&scaled(b, a))
}

fn difference(group: &Group) -> Option<Decimal> {
    Some(group.points? - group.mean?.0)
}

fn is_more(difference: Decimal) -> bool {
    difference > Decimal::ZERO
}

fn radar(view: &View, agency: &Agency, axes: &[Group]) -> Chart {
    let lang = view.lang;
    let columns = vec![
        Column::new(Role::Value, lang.text("col-points")),
        Column::new(Role::Mean, mean_title(view, agency)),
        Column::new(Role::Max, lang.text("chart-max")),
        Column::new(Role::Told, lang.text("mean-difference")),
    ];
    let row = |axis: &Group| {
        let [mean, _] = mean_cells(view, axis);
        let none = || Cell::missing(lang.text("mean-none"));
        let gap = difference(axis).map_or_else(none, |gap| Cell::signed(lang, gap));
        let cells = vec![Cell::num(&axis.num), mean, Cell::count(lang, i64::from(axis.max)), gap];
        Row::new(&*axis.code, axis.name.clone(), cells).short(&*axis.code).at(&*axis.num.href)
    };
    Chart::new(
        lang,
        Kind::Radar,
        "can-doi",
        lang.text("overview-radar"),
        lang.text("overview-axis"),
    )
    .top()
    .summary(radar_summary(view, axes))
    .unit(lang.text("unit-points"))
    .table(columns, axes.iter().map(row).collect())
}

/// On how many axes the agency is above the mean; where it is farthest above, and farthest below.
fn radar_summary(view: &View, axes: &[Group]) -> String {
    let lang = view.lang;
    let known: Vec<(&Group, Decimal)> =
        axes.iter().filter_map(|axis| Some((axis, difference(axis)?))).collect();
    let above = known.iter().filter(|(_, gap)| is_more(*gap)).count().to_string();
    let count = known.len().to_string();
    let mut sentence =
        lang.text_with("overview-radar-above", &[("above", &above), ("known", &count)]);
    let mut say = |key: &str, (axis, gap): (&Group, Decimal)| {
        let said = [("name", &*axis.name), ("gap", &*lang.decimal(gap.abs()))];
        sentence.push_str(&lang.text_with(key, &said));
    };
    let most = known.iter().copied().max_by_key(|(_, gap)| *gap);
    let least = known.iter().copied().min_by_key(|(_, gap)| *gap);
    if let Some(most) = most.filter(|(_, gap)| is_more(*gap)) {
        say("overview-radar-best", most);
    }
    if let Some(least) = least.filter(|(_, gap)| *gap < Decimal::ZERO) {
        say("overview-radar-worst", least);
    }
    sentence + "."
}
