//! The points of both sides: groups, total and rank, and what the total moved by.

use chiso_report::listing::Item;
use chiso_scoring::agency::Agency;
use chiso_scoring::figure::State;
use chiso_scoring::lang::Lang;
use chiso_scoring::score::{AgencyScore, Basis, Origin, Points};
use chiso_scoring::sheet::Place;
use rust_decimal::Decimal;

use super::general::Change;
use super::sides::Sides;
use crate::chart::{self, Chart, Kind, Part, Role};
use crate::chrome::Link;
use crate::link::isolated;
use crate::listing::Sheet;
use crate::number::Num;
use crate::table::{columns, place_name};
use crate::view::View;

/// Id of the table.
pub(super) const ID: &str = "diem";

/// A line of the table.
pub(super) struct Line {
    code: String,
    pub place: Link,
    pub before: Num,
    pub after: Num,
    pub change: Change,
    by: Option<Decimal>,
    pub total: bool,
}

/// Points of both sides.
pub(super) struct Scores {
    before: AgencyScore,
    after: AgencyScore,
}

impl Scores {
    pub fn new(sides: &Sides) -> Option<Self> {
        let then = sides.then()?;
        let of = |view: &View, agency: &Agency| AgencyScore {
            total: total(view, agency),
            ..view.sheet().score(agency)
        };
        Some(Self { before: of(&sides.before, then), after: of(&sides.after, &sides.agency) })
    }

    fn total(&self) -> Option<(Decimal, Decimal)> {
        self.before.total.points.zip(self.after.total.points)
    }
}

/// The total: as published where the annex is of published results, even if it is not the sum of its groups.
fn total(view: &View, agency: &Agency) -> Points {
    let sheet = view.sheet();
    let published = sheet.data(&agency.code).figures.total.and_then(|total| total.points);
    match published.filter(|_| sheet.scorer.basis == Basis::Published) {
        Some(points) => {
            Points { points: Some(points), state: State::Value, origin: Origin::Published }
        }
        None => sheet.score(agency).total,
    }
}

/// Groups in the order of the later rulebook, the total last.
pub(super) fn lines(sides: &Sides, scores: &Scores) -> Vec<Line> {
    let rulebook = sides.after.rulebook();
    let places = columns(rulebook, [&scores.after, &scores.before].into_iter());
    places.into_iter().chain([Place::Total]).map(|place| line(sides, scores, place)).collect()
}

fn line(sides: &Sides, scores: &Scores, place: Place) -> Line {
    let (view, lang) = (&sides.after, sides.after.lang);
    let (earlier, rulebook) = (sides.before.rulebook(), view.rulebook());
    let code = place.code(rulebook);
    let then = Place::find(earlier, code);
    let absent = Points { points: None, state: State::NotApplicable, origin: Origin::None };
    let old = then.map_or(absent, |place| place.of(&scores.before));
    let new = place.of(&scores.after);
    let by = old.points.zip(new.points).map(|(old, new)| new - old);
    let old_max = then.map_or(0, |place| place.points_max(earlier));
    Line {
        place: Link {
            href: view.place_link(code, &sides.agency.code),
            text: place_name(view, place),
        },
        before: Num::new(lang, old, old_max).at(sides.before.place_link(code, &sides.agency.code)),
        after: Num::new(lang, new, place.points_max(rulebook))
            .at(view.place_link(code, &sides.agency.code)),
        change: Change::new(lang, by, sides.why(code)),
        by,
        total: place == Place::Total,
        code: code.to_owned(),
    }
}

/// What the total moved by, in a sentence.
pub(super) fn summary(sides: &Sides, scores: &Scores, labels: &[String; 2]) -> String {
    let lang = sides.after.lang;
    let name = isolated(&sides.agency.name);
    let Some((old, new)) = scores.total() else {
        return lang.text_with("twin-summary-none", &[("agency", &name)]);
    };
    let by = new - old;
    let key = match () {
        () if by.is_zero() => "twin-summary-same",
        () if by.is_sign_positive() => "twin-summary-rose",
        () => "twin-summary-fell",
    };
    let max = sides.after.rulebook().max.to_string();
    let (new, old, by) = (lang.decimal(new), lang.decimal(old), lang.decimal(by.abs()));
    let said = [
        ("agency", name.as_str()),
        ("points", &new),
        ("max", &max),
        ("change", &by),
        ("before", &old),
        ("at", &labels[0]),
    ];
    lang.text_with(key, &said)
}

/// From the total before to the total after, group by group; nothing where a part is not known.
pub(super) fn waterfall(
    sides: &Sides,
    scores: &Scores,
    lines: &[Line],
    labels: &[String; 2],
) -> Option<Chart> {
    let lang = sides.after.lang;
    let (old, new) = scores.total()?;
    let parts: Vec<&Line> = lines.iter().filter(|line| !line.total).collect();
    let known: Vec<Decimal> = parts.iter().map(|line| line.by).collect::<Option<_>>()?;
    let rest = new - old - known.iter().copied().sum::<Decimal>();
    let whole = |part: Part, key: &str, text: &String, points: Decimal| {
        chart::Row::new(key, text, vec![chart::Cell::decimal(lang, points)]).part(part)
    };
    let step = |line: &Line, by: Decimal| {
        let cell = chart::Cell::signed(lang, by).at(line.change.href.clone());
        chart::Row::new(line.code.clone(), line.place.text.clone(), vec![cell])
            .short(line.code.clone())
    };
    let mut rows = vec![whole(Part::Start, "before", &labels[0], old)];
    rows.extend(parts.iter().zip(&known).map(|(line, by)| step(line, *by)));
    if !rest.is_zero() {
        let cell = vec![chart::Cell::signed(lang, rest)];
        rows.push(chart::Row::new("rest", lang.text("twin-rest"), cell).part(Part::Rest));
    }
    rows.push(whole(Part::End, "after", &labels[1], new));
    let columns = vec![chart::Column::new(Role::Value, lang.text("col-points"))];
    let title = lang.text("twin-chart");
    let chart = Chart::new(lang, Kind::Waterfall, "thac-nuoc", title, lang.text("twin-group"));
    let chart = chart.unit(lang.text("twin-unit")).summary(told(lang, &parts, &known)).top();
    Some(chart.table(columns, rows))
}

/// Which group gained and which lost most, in a sentence.
fn told(lang: Lang, parts: &[&Line], by: &[Decimal]) -> String {
    let named = parts.iter().zip(by).map(|(line, by)| (line.place.text.as_str(), *by));
    let gain = named.clone().filter(|(_, by)| *by > Decimal::ZERO).max_by_key(|(_, by)| *by);
    let loss = named.filter(|(_, by)| *by < Decimal::ZERO).min_by_key(|(_, by)| *by);
    let said = |(name, by): (&str, Decimal)| (name.to_owned(), lang.signed(by));
    match (gain.map(said), loss.map(said)) {
        (Some((gain, more)), Some((loss, less))) => lang.text_with(
            "twin-told-both",
            &[("gain", &gain), ("more", &more), ("loss", &loss), ("less", &less)],
        ),
        (Some((gain, more)), None) => {
            lang.text_with("twin-told-gain", &[("gain", &gain), ("more", &more)])
        }
        (None, Some((loss, less))) => {
            lang.text_with("twin-told-loss", &[("loss", &loss), ("less", &less)])
        }
        (None, None) => lang.text("twin-told-none"),
    }
}

/// The table as a file has it.
pub(super) fn sheet(lang: Lang, lines: &[Line], labels: &[String; 2]) -> Sheet {
    let columns = vec![
        lang.text("twin-group"),
        lang.text("twin-max"),
        labels[0].clone(),
        labels[1].clone(),
        lang.text("col-change"),
    ];
    let row = |line: &Line| {
        vec![
            Item::Text(line.place.text.clone()),
            Item::Integer(i64::from(line.after.max)),
            line.before.item(),
            line.after.item(),
            line.by.map_or(Item::Missing, Item::Decimal),
        ]
    };
    Sheet::new(ID, lang.text("twin-points"), columns).rows(lines.iter().map(row))
}
