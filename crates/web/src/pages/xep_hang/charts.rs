//! The list as pictures: who is weak where, and who rose and fell.

use std::collections::BTreeMap;

use chiso_scoring::rank::mean;
use chiso_scoring::rulebook::Rulebook;
use chiso_scoring::sheet::Place;
use rust_decimal::Decimal;

use super::list::List;
use super::question::Question;
use crate::chart::{Cell, Chart, Column, Kind, Role, Row};
use crate::link::isolated;
use crate::number::Num;
use crate::table::{Entry, columns, place_name};
use crate::view::View;

/// Each agency's share of every maximum.
pub(super) fn heat(view: &View, question: &Question<'_>, list: &List<'_>) -> Chart {
    let (lang, rulebook) = (view.lang, view.rulebook());
    let places = heat_places(rulebook, question, list);
    let level = lang.level(list.level);
    let id = format!("nhiet-{}", list.level.code());
    let title = lang.text_with("rank-heat", &[("level", &level)]);
    let heads = places.iter().map(|place| {
        Column::new(Role::Value, place.code(rulebook)).max(place.points_max(rulebook))
    });
    let row = |entry: &Entry<'_>| {
        let agency = entry.row.agency;
        let cell = |place: &Place| {
            let points = place.of(&entry.row.score);
            let href = view.place_link(place.code(rulebook), &agency.code);
            Cell::num(&Num::new(lang, points, place.points_max(rulebook)).at(href))
        };
        let cells = places.iter().map(cell).collect();
        Row::new(&*agency.code, &*agency.name, cells).at(view.agency_link(&agency.code))
    };
    let chart = Chart::new(lang, Kind::Heat, &id, title, lang.text("col-unit")).top();
    let chart = chart.unit(lang.text("unit-points")).summary(weakest(view, list, &places));
    chart.table(heads.collect(), list.entries().iter().map(row).collect())
}

/// Groups, or the indicators that give points.
fn heat_places(rulebook: &Rulebook, question: &Question<'_>, list: &List<'_>) -> Vec<Place> {
    if question.fine {
        let rules = rulebook.indicators.iter().enumerate();
        return rules
            .filter(|(_, rule)| rule.max > 0)
            .map(|(at, _)| Place::Indicator(at))
            .collect();
    }
    columns(rulebook, list.entries().iter().map(|entry| &*entry.row.score))
}

/// Where most is lost and least, as a share of the maximum.
fn weakest(view: &View, list: &List<'_>, places: &[Place]) -> String {
    let (lang, rulebook) = (view.lang, view.rulebook());
    let share = |place: &Place| {
        let entries = list.found.iter();
        let known: Vec<Decimal> =
            entries.filter_map(|entry| place.of(&entry.row.score).points).collect();
        let max = Decimal::from(place.points_max(rulebook));
        Some((mean(&known, rulebook.digits + 2)? * Decimal::ONE_HUNDRED / max, *place))
    };
    let shares: Vec<(Decimal, Place)> = places.iter().filter_map(share).collect();
    let least = shares.iter().min_by_key(|(share, _)| *share);
    let most = shares.iter().max_by_key(|(share, _)| *share);
    let (Some(least), Some(most)) = (least, most) else { return lang.text("rank-heat-nothing") };
    let name = |place: Place| format!("{} {}", place.code(rulebook), place_name(view, place));
    let percent = |share: Decimal| lang.decimal(chiso_scoring::round::half_up_decimal(share, 1));
    lang.text_with(
        "rank-heat-summary",
        &[
            ("known", &list.known.0.to_string()),
            ("least", &name(least.1)),
            ("least_share", &percent(least.0)),
            ("most", &name(most.1)),
            ("most_share", &percent(most.0)),
        ],
    )
}

/// From the place before to the place now.
pub(super) fn slope(view: &View, question: &Question<'_>, list: &List<'_>) -> Option<Chart> {
    let against = question.against.as_ref().filter(|_| list.compared)?;
    let lang = view.lang;
    let level = lang.level(list.level);
    let id = format!("doc-{}", list.level.code());
    let said = [("level", level.as_str()), ("side", against.label.as_str())];
    let title = lang.text_with("rank-slope", &said);
    let heads = vec![
        Column::new(Role::Before, &*against.label),
        Column::new(Role::After, lang.period(view.period())),
    ];
    let place = |rank: Option<usize>, why: &str| match rank {
        Some(rank) => Cell::count(lang, i64::try_from(rank).unwrap_or(i64::MAX)),
        None => Cell::missing(lang.text(why)),
    };
    let row = |entry: &Entry<'_>| {
        let agency = entry.row.agency;
        let before = entry.before.and_then(|before| before.rank);
        let cells = vec![place(before, "rank-not-before"), place(entry.row.rank, "rank-none-now")];
        Row::new(&*agency.code, &*agency.name, cells).at(view.agency_link(&agency.code))
    };
    let chart = Chart::new(lang, Kind::Slope, &id, title, lang.text("col-unit")).top();
    let chart = chart.unit(lang.text("col-rank")).summary(climbers(view, list));
    Some(chart.table(heads, list.entries().iter().map(row).collect()))
}

/// How many rose and fell, and who most.
fn climbers(view: &View, list: &List<'_>) -> String {
    let lang = view.lang;
    let gain = |entry: &Entry<'_>| entry.before.and_then(|before| before.gained(&entry.row));
    let gains: Vec<(i64, &str)> = list
        .found
        .iter()
        .filter_map(|entry| Some((gain(entry)?, &*entry.row.agency.name)))
        .collect();
    if gains.is_empty() {
        return lang.text("rank-slope-nothing");
    }
    let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
    gains.iter().for_each(|(gain, _)| *counts.entry(gain.signum()).or_default() += 1);
    let count = |sign: i64| counts.get(&sign).copied().unwrap_or(0).to_string();
    let all = lang.text_with(
        "rank-slope-summary",
        &[("up", &count(1)), ("down", &count(-1)), ("same", &count(0))],
    );
    let end = |found: Option<&(i64, &str)>, key: &str| {
        let (gain, name) = found.filter(|(gain, _)| *gain != 0)?;
        let by = lang.integer(gain.abs());
        Some(lang.text_with(key, &[("agency", &isolated(name)), ("by", &by)]))
    };
    let most = gains.iter().rev().max_by_key(|(gain, _)| *gain).filter(|(gain, _)| *gain > 0);
    let least = gains.iter().min_by_key(|(gain, _)| *gain).filter(|(gain, _)| *gain < 0);
    let ends = [end(most, "rank-slope-most"), end(least, "rank-slope-least")];
    let ends: Vec<String> = ends.into_iter().flatten().collect();
    if ends.is_empty() { format!("{all}.") } else { format!("{all}; {}.", ends.join(", ")) }
}
