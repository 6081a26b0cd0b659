//! The map of an agency's children: a circle for each, at its place, coloured by its points. Circles say where
//! an agency is, not how far it reaches.

use chiso_report::listing::Item;
use chiso_scoring::agency::Agency;
use chiso_scoring::places::{self, Place as Spot};
use chiso_scoring::sheet::{Place, Ranked};
use jiff::civil::{Date, date};
use rust_decimal::Decimal;

use crate::chart::{Cell, Chart, Column, Kind, Part, Role, Row};
use crate::link::isolated;
use crate::number::Num;
use crate::table::{grade, place_name};
use crate::view::View;

/// Anchor of its table and name of its files.
pub(crate) const ID: &str = "ban-do";
/// The places are those of the units since the mergers.
const SINCE: Date = date(2025, 7, 1);

/// The map of the children of an agency by a number; none where their places are not known.
pub(crate) fn chart(view: &View, parent: &Agency, place: Place) -> Option<Chart> {
    let lang = view.lang;
    if view.period().first() < SINCE {
        return None;
    }
    let children = view.sheet().children(&parent.code);
    let spots: Vec<&Spot> = places::of(&parent.code).collect();
    let on_map = |child: &&Agency| spots.iter().any(|spot| *spot.code == *child.code);
    let agencies: Vec<&Agency> = children.into_iter().filter(on_map).collect();
    if agencies.is_empty() {
        return None;
    }
    let ranked = view.sheet().rank(&agencies, place);
    let rows = spots.iter().filter_map(|spot| row(view, place, &ranked, spot)).collect();
    let name = place_name(view, place);
    let max = place.points_max(view.rulebook());
    let columns = vec![
        Column::new(Role::Value, name).max(max),
        Column::new(Role::Told, lang.text("col-grade")),
    ];
    let columns = if place == Place::Total { columns } else { columns[..1].to_vec() };
    let said = [("parent", &*isolated(&parent.name))];
    let title = lang.text_with("map-title", &said);
    let chart = Chart::new(lang, Kind::Map, ID, title, lang.text("col-unit")).top();
    Some(
        chart
            .unit(lang.text("unit-points"))
            .summary(summary(view, place, &ranked))
            .table(columns, rows),
    )
}

/// The row of a spot: its agency's, or of an island zone its province's.
fn row(view: &View, place: Place, ranked: &[Ranked<'_>], spot: &Spot) -> Option<Row> {
    let code = spot.part_of().unwrap_or(&spot.code);
    let found = ranked.iter().find(|row| row.agency.code == code)?;
    let points = place.of(&found.score);
    let num = Num::new(view.lang, points, place.points_max(view.rulebook()));
    let mut cells = vec![Cell::num(&num)];
    if place == Place::Total {
        let words = grade(view, points.points).map(|grade| grade.name);
        cells.push(words.map_or_else(
            || Cell::missing(num.state.clone()),
            |words| Cell::new(view.lang, Item::Text(words)),
        ));
    }
    let row = |name: String, cells| {
        Row::new(&*spot.code, name, cells)
            .short(&*spot.short)
            .at(view.agency_link(code))
            .place(spot.east, spot.north)
    };
    if spot.part_of().is_none() {
        return Some(row(found.agency.name.clone(), cells));
    }
    let note = view.lang.text_with("map-part-of", &[("parent", &found.agency.name)]);
    let cells = cells.into_iter().map(|cell| cell.note(note.clone())).collect();
    Some(row(spot.short.to_string(), cells).part(Part::Islands))
}

/// How many have points, of which grades, and who has most.
fn summary(view: &View, place: Place, ranked: &[Ranked<'_>]) -> String {
    let lang = view.lang;
    let points = |row: &Ranked<'_>| place.of(&row.score).points;
    let scored: Vec<(Decimal, &Agency)> =
        ranked.iter().filter_map(|row| Some((points(row)?, row.agency))).collect();
    let Some((most, best)) = scored.iter().max_by_key(|(points, _)| *points) else {
        return lang.text("map-summary-none");
    };
    let said = [
        ("scored", &*scored.len().to_string()),
        ("all", &*ranked.len().to_string()),
        ("best", &*isolated(&best.name)),
        ("most", &*lang.decimal(*most)),
        ("grades", &*grades(view, &scored)),
    ];
    lang.text_with(if place == Place::Total { "map-summary" } else { "map-summary-by" }, &said)
}

/// How many are of each grade, the best first.
fn grades(view: &View, scored: &[(Decimal, &Agency)]) -> String {
    let mut counts: Vec<(Decimal, String, usize)> = Vec::new();
    for (points, _) in scored {
        let Some(grade) = grade(view, Some(*points)) else { continue };
        match counts.iter_mut().find(|(_, name, _)| *name == grade.name) {
            Some((best, _, count)) => (*best, *count) = ((*best).max(*points), *count + 1),
            None => counts.push((*points, grade.name, 1)),
        }
    }
    counts.sort_by_key(|(points, ..)| std::cmp::Reverse(*points));
    let one = |(_, name, count): &(Decimal, String, usize)| {
        let said = [("count", &*count.to_string()), ("grade", &**name)];
        view.lang.text_with("map-grade", &said)
    };
    counts.iter().map(one).collect::<Vec<_>>().join(", ")
}
