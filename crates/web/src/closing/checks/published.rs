//! What stands beside the computed numbers: published ones that differ, units nobody speaks for, what is not final.

use std::collections::BTreeMap;

use chiso_scoring::differences::differences as published_differences;
use chiso_scoring::figure::{Captured, Counts};
use chiso_scoring::sheet::{Place, Sheet};

use crate::closing::findings::{Line, Value};
use crate::closing::gather::Gathered;

/// Published numbers that do not follow, or differ from what dossiers say.
pub(super) fn differences(gathered: &Gathered<'_>) -> Vec<Line> {
    let sheet = gathered.sheet();
    if gathered.live.is_some() {
        let rows =
            gathered.captured.iter().filter(|row| gathered.below.contains(&row.reported.agency));
        return rows.flat_map(|row| against(gathered, &sheet, row)).collect();
    }
    let found = published_differences(&sheet).into_iter();
    let mine = found.filter(|difference| gathered.below.contains(&difference.agency));
    mine.map(|difference| Line {
        about: gathered.named(&difference.agency),
        key: "closing-line-published",
        values: vec![
            ("what", Value::Text(difference.code)),
            ("published", Value::Decimal(difference.published)),
            ("computed", Value::Decimal(difference.recomputed)),
        ],
    })
    .collect()
}

/// A published figure against what is counted.
fn against(gathered: &Gathered<'_>, sheet: &Sheet<'_>, row: &Captured) -> Vec<Line> {
    let reported = &row.reported;
    let Some(place) = Place::find(gathered.rulebook, &reported.indicator) else {
        return Vec::new();
    };
    let Ok(agency) = gathered.tree.find(&reported.agency, gathered.ask.period) else {
        return Vec::new();
    };
    let line = |values: [Value; 2]| {
        let [published, computed] = values;
        let what = Value::Text(reported.indicator.clone());
        Line {
            about: gathered.named(&reported.agency),
            key: "closing-line-published",
            values: vec![("what", what), ("published", published), ("computed", computed)],
        }
    };
    let mut lines = Vec::new();
    if let (Place::Indicator(at), Some(theirs)) = (place, reported.figure.counts()) {
        let ours = sheet.data(&agency.code).figures.indicators[at].as_ref();
        let ours = ours.and_then(chiso_scoring::figure::Figure::counts);
        let differ = |side: fn(Counts) -> i64| ours.is_none_or(|ours| side(ours) != side(theirs));
        for side in [|counts: Counts| counts.numerator, |counts: Counts| counts.denominator] {
            if differ(side) {
                let ours = ours.map_or(Value::Missing, |ours| Value::Count(side(ours)));
                lines.push(line([Value::Count(side(theirs)), ours]));
            }
        }
    }
    let points = place.of(&sheet.scored(agency)).points;
    if let Some(published) = reported.figure.points.filter(|published| Some(*published) != points) {
        lines
            .push(line([Value::Decimal(published), points.map_or(Value::Missing, Value::Decimal)]));
    }
    lines
}

/// Units without any published figure while others of the same parent and level have some.
pub(super) fn silent(gathered: &Gathered<'_>) -> Vec<Line> {
    if gathered.live.is_some() {
        return Vec::new();
    }
    let sheet = gathered.sheet();
    let speaks = |code: &str| gathered.captured.iter().any(|row| row.reported.agency == code);
    let mut lines = Vec::new();
    for code in &gathered.below {
        let children = sheet.children(code);
        for child in children.iter().filter(|child| !speaks(&child.code)) {
            let like = |other: &&&chiso_scoring::agency::Agency| other.level == child.level;
            if children.iter().filter(like).any(|other| speaks(&other.code)) {
                let about = gathered.named(&child.code);
                lines.push(Line { about, key: "closing-line-no-figures", values: Vec::new() });
            }
        }
    }
    lines
}

/// That the period is not over.
pub(super) fn not_over(gathered: &Gathered<'_>) -> Vec<Line> {
    if !gathered.provisional() {
        return Vec::new();
    }
    let last = gathered.ask.period.last().at(23, 59, 59, 0);
    let values = vec![("last", Value::Moment(last)), ("at", Value::Moment(gathered.as_of))];
    vec![Line { about: gathered.ask.period.to_string(), key: "closing-line-not-over", values }]
}

/// Figures that their source calls provisional, by indicator.
pub(super) fn provisional(gathered: &Gathered<'_>) -> Vec<Line> {
    let sheet = gathered.sheet();
    let mut found: BTreeMap<usize, i64> = BTreeMap::new();
    for code in &gathered.below {
        let figures = sheet.data(code).figures.indicators.iter().enumerate();
        for (at, figure) in figures {
            let flag = figure.as_ref().and_then(|figure| figure.flag);
            if flag.is_some_and(chiso_scoring::figure::Flag::is_provisional) {
                *found.entry(at).or_default() += 1;
            }
        }
    }
    let line = |(at, units): (usize, i64)| Line {
        about: gathered.rulebook.indicators[at].code.clone(),
        key: "closing-line-provisional",
        values: vec![("units", Value::Count(units))],
    };
    found.into_iter().map(line).collect()
}
