//! Scores and ranks as data: a row a number, with everything that number stands on.

use chiso_report::listing::Item;
use chiso_scoring::agency::{Agency, Level};
use chiso_scoring::compare::places;
use chiso_scoring::sheet::{Place, Ranked};
use rust_decimal::Decimal;

use super::sets::Data;
use crate::App;
use crate::asked::Asked;
use crate::loaded::Source;
use crate::moment::local;
use crate::trouble::Trouble;
use crate::view::View;

/// Columns of the scores.
pub(super) const SCORES: [&str; 18] = [
    "period",
    "agency",
    "agency_name",
    "level",
    "parent",
    "number",
    "kind",
    "points",
    "max",
    "state",
    "origin",
    "numerator",
    "denominator",
    "counts",
    "source",
    "rulebook",
    "as_of",
    "revision",
];

/// Columns of the ranking, before those of the groups.
pub(super) const RANKING: [&str; 12] = [
    "period",
    "parent",
    "level",
    "rank",
    "agency",
    "agency_name",
    "total",
    "grade",
    "source",
    "rulebook",
    "as_of",
    "revision",
];

/// What every row of a view says.
struct Stand {
    period: Item,
    source: Item,
    rulebook: Item,
    revision: Item,
}

impl Stand {
    fn of(view: &View) -> Self {
        Self {
            period: text(view.period().to_string()),
            source: text(source(view)),
            rulebook: text(view.rulebook().id.clone()),
            revision: i64::try_from(view.revision).map_or(Item::Missing, Item::Integer),
        }
    }
}

fn source(view: &View) -> &'static str {
    if view.is_live() { "dossiers" } else { "published" }
}

fn facts(view: &View) -> Vec<(&'static str, String)> {
    let as_of = match view.loaded.key.source {
        Source::Dossiers(now) => Some(local(now)),
        Source::Published => view.loaded.key.as_of.or_else(|| view.moments().last().copied()),
    };
    vec![
        ("period", view.period().to_string()),
        ("as_of", as_of.map(|at| at.to_string()).unwrap_or_default()),
        ("source", source(view).to_owned()),
        ("rulebook", view.rulebook().id.clone()),
        ("rulebook_status", crate::wire::status(view.rulebook()).to_owned()),
        ("revision", view.revision.to_string()),
    ]
}

/// Every number of an agency and all below it, or of all agencies; agency by agency.
pub(super) fn scores(app: &App, asked: &Asked) -> Result<Data, Trouble> {
    let view = View::open(app, asked)?;
    let codes: Vec<String> = match view.asked.value("agency") {
        Some(code) => below(&view, view.agency(code)?),
        None => view.sheet().agencies().map(|agency| agency.code.clone()).collect(),
    };
    let stand = Stand::of(&view);
    let facts = facts(&view);
    let pieces = codes.into_iter().map(move |code| match view.agency(&code) {
        Ok(agency) => of_agency(&view, &stand, agency),
        Err(_) => Vec::new(),
    });
    let columns = SCORES.iter().map(|name| (*name).to_owned()).collect();
    Ok(Data { columns, facts, pieces: Box::new(pieces), long: true })
}

/// An agency and all below it.
fn below(view: &View, agency: &Agency) -> Vec<String> {
    let sheet = view.sheet();
    let mut codes = vec![agency.code.clone()];
    let mut at = 0;
    while at < codes.len() {
        let children = sheet.children(&codes[at]);
        codes.extend(children.into_iter().map(|child| child.code.clone()));
        at += 1;
    }
    codes
}

fn of_agency(view: &View, stand: &Stand, agency: &Agency) -> Vec<Vec<Item>> {
    let (sheet, rulebook) = (view.sheet(), view.rulebook());
    let score = sheet.score(agency);
    let as_of = sheet.captured_at(&agency.code).map_or(Item::Missing, Item::Moment);
    let axes = (0..rulebook.axes.len()).filter(|at| rulebook.axes[*at].groups.len() > 1);
    let all = places(rulebook).into_iter().chain(axes.map(Place::Axis));
    let row = |place: Place| {
        let points = place.of(&score);
        let [numerator, denominator, counts] = counts(view, agency, &score, place);
        vec![
            stand.period.clone(),
            text(&*agency.code),
            text(&*agency.name),
            text(agency.level.code()),
            agency.parent.as_deref().map_or(Item::Missing, text),
            text(place.code(rulebook)),
            text(kind(place)),
            decimal(points.points),
            Item::Integer(i64::from(place.points_max(rulebook))),
            text(points.state.code()),
            text(points.origin.code()),
            numerator,
            denominator,
            counts,
            stand.source.clone(),
            stand.rulebook.clone(),
            as_of.clone(),
            stand.revision.clone(),
        ]
    };
    all.map(row).collect()
}

/// What counts are there: `shown`, `withheld` because they are small, or `none`.
fn counts(
    view: &View,
    agency: &Agency,
    score: &chiso_scoring::score::AgencyScore,
    place: Place,
) -> [Item; 3] {
    let Place::Indicator(at) = place else {
        return [Item::Missing, Item::Missing, text("none")];
    };
    let figure = score.indicators[at].figure.unwrap_or_default();
    let count = |count: Option<i64>| count.map_or(Item::Missing, Item::Integer);
    match figure.numerator.is_some() || figure.denominator.is_some() {
        true if view.withheld(agency, at) => [Item::Missing, Item::Missing, text("withheld")],
        true => [count(figure.numerator), count(figure.denominator), text("shown")],
        false => [Item::Missing, Item::Missing, text("none")],
    }
}

fn kind(place: Place) -> &'static str {
    match place {
        Place::Total => "total",
        Place::Axis(_) => "axis",
        Place::Group(_) => "group",
        Place::Indicator(_) => "indicator",
    }
}

/// Ranks of the children of an agency, level by level.
pub(super) fn ranking(app: &App, asked: &Asked) -> Result<Data, Trouble> {
    let view = View::open(app, asked)?;
    let parent = view.scope("parent")?;
    let wanted = asked.level()?;
    let groups = view.rulebook().groups.iter().map(|group| group.code.clone());
    let columns = RANKING.iter().map(|name| (*name).to_owned()).chain(groups).collect();
    let stand = Stand::of(&view);
    let kinds = view.kinds(&parent.code).into_iter();
    let kinds = kinds.filter(|(level, _)| wanted.is_none_or(|wanted| wanted == *level));
    let of_kind = |(level, agencies): (Level, Vec<&Agency>)| {
        let ranked = view.sheet().rank(&agencies, Place::Total);
        ranked.iter().map(|row| of_row(&view, &stand, parent, level, row)).collect::<Vec<_>>()
    };
    let rows: Vec<Vec<Item>> = kinds.flat_map(of_kind).collect();
    let mut facts = facts(&view);
    facts.insert(1, ("parent", parent.code.clone()));
    Ok(Data { columns, facts, pieces: Box::new(std::iter::once(rows)), long: false })
}

fn of_row(
    view: &View,
    stand: &Stand,
    parent: &Agency,
    level: Level,
    row: &Ranked<'_>,
) -> Vec<Item> {
    let code = &row.agency.code;
    let rank = row.rank.and_then(|rank| i64::try_from(rank).ok());
    let grade = row.points.points.and_then(|points| view.rulebook().grade(points));
    let own = [
        stand.period.clone(),
        text(&*parent.code),
        text(level.code()),
        rank.map_or(Item::Missing, Item::Integer),
        text(&**code),
        text(&*row.agency.name),
        decimal(row.points.points),
        grade.map_or(Item::Missing, |grade| text(&*grade.code)),
        stand.source.clone(),
        stand.rulebook.clone(),
        view.sheet().captured_at(code).map_or(Item::Missing, Item::Moment),
        stand.revision.clone(),
    ];
    let groups = row.score.groups.iter().map(|group| decimal(group.points));
    own.into_iter().chain(groups).collect()
}

/// A text.
pub(super) fn text(words: impl Into<String>) -> Item {
    Item::Text(words.into())
}

fn decimal(value: Option<Decimal>) -> Item {
    value.map_or(Item::Missing, Item::Decimal)
}
