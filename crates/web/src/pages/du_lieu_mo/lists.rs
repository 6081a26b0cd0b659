//! What scores are read with: periods, agencies, numbers, rulebooks, days off, places, procedures.

use chiso_report::listing::Item;
use chiso_scoring::agency::Agency;
use chiso_scoring::calendar::Calendar;
use chiso_scoring::compare;
use chiso_scoring::expr::Expr;
use chiso_scoring::lang::Lang;
use chiso_scoring::rulebook::{Rulebook, Text};
use chiso_scoring::sheet::Place;
use jiff::civil::Date;

use super::figures::text;
use super::sets::Data;
use crate::App;
use crate::asked::Asked;
use crate::at::known_at;
use crate::pages::bao_cao::sha256;
use crate::source;
use crate::trouble::Trouble;

/// Years of the calendar: the Decision's first to the last there is an opinion of.
const YEARS: std::ops::RangeInclusive<i16> = 2022..=2030;

pub(super) const PERIODS: [&str; 7] =
    ["period", "from", "to", "source", "agencies", "captures", "last_as_of"];
pub(super) const AGENCIES: [&str; 8] =
    ["code", "name", "level", "parent", "valid_from", "valid_to", "successors", "portal_id"];
pub(super) const NUMBERS: [&str; 9] = [
    "rulebook",
    "number",
    "kind",
    "group",
    "name_vi",
    "name_en",
    "max",
    "numerator",
    "denominator",
];
pub(super) const RULEBOOKS: [&str; 9] =
    ["rulebook", "name_vi", "name_en", "status", "from", "to", "max", "sha256", "toml"];
pub(super) const CALENDAR: [&str; 3] = ["date", "kind", "basis"];
pub(super) const PLACES: [&str; 5] = ["parent", "agency", "short_name", "east", "north"];
pub(super) const PROCEDURES: [&str; 3] = ["procedure", "name", "field"];

/// Periods with published figures, and those counted from dossiers.
pub(super) fn periods(app: &App, asked: &Asked) -> Result<Data, Trouble> {
    let revision = app.store.published_revision(known_at(app, asked)?)?;
    let known = app.shelf.known(&app.store, revision)?;
    let count = |count: u64| i64::try_from(count).map_or(Item::Missing, Item::Integer);
    let published = known.periods.iter().map(|summary| {
        let period = summary.period;
        let captures = summary.captures.len() as u64;
        vec![
            text(period.to_string()),
            text(period.first().to_string()),
            text(period.last().to_string()),
            text("published"),
            count(summary.agencies),
            count(captures),
            summary.last_as_of().map_or(Item::Missing, Item::Moment),
        ]
    });
    let counted = source::counted_periods(app)?.into_iter().map(|period| {
        let days = [period.first(), period.last()].map(|day| text(day.to_string()));
        let none = [Item::Missing, Item::Missing, Item::Missing];
        let head = [text(period.to_string())].into_iter().chain(days);
        head.chain([text("dossiers")]).chain(none).collect()
    });
    let facts = vec![("revision", revision.to_string())];
    Ok(Data::whole(&PERIODS, facts, published.chain(counted).collect()))
}

/// Agencies of all times.
pub(super) fn agencies(app: &App, asked: &Asked) -> Result<Data, Trouble> {
    let revision = app.store.published_revision(known_at(app, asked)?)?;
    let known = app.shelf.known(&app.store, revision)?;
    let day = |day: Option<Date>| day.map_or(Item::Missing, |day| text(day.to_string()));
    let row = |agency: &Agency| {
        vec![
            text(&*agency.code),
            text(&*agency.name),
            text(agency.level.code()),
            agency.parent.as_deref().map_or(Item::Missing, text),
            day(agency.valid_from),
            day(agency.valid_to),
            text(agency.successors.join(" ")),
            agency.portal_id.as_deref().map_or(Item::Missing, text),
        ]
    };
    let facts = vec![("revision", revision.to_string())];
    Ok(Data::whole(&AGENCIES, facts, known.tree.all().map(row).collect()))
}

/// What the numbers of the scores are: of all rulebooks, or of one.
pub(super) fn numbers(app: &App, asked: &Asked) -> Result<Data, Trouble> {
    let wanted = asked.read_as("rulebook", "bad-rulebook", |id| app.rulebooks.get(id).ok())?;
    let all = app.rulebooks.all().iter();
    let all = all.filter(|rulebook| wanted.is_none_or(|wanted| wanted.id == rulebook.id));
    let rows = all.flat_map(|rulebook| {
        let places = compare::places(rulebook).into_iter();
        places.map(|place| number(rulebook, place)).collect::<Vec<_>>()
    });
    Ok(Data::whole(&NUMBERS, Vec::new(), rows.collect()))
}

fn number(rulebook: &Rulebook, place: Place) -> Vec<Item> {
    let total = Text { vi: Lang::Vi.text("total"), en: Lang::En.text("total") };
    let (kind, group, name) = match place {
        Place::Group(at) => ("group", None, &rulebook.groups[at].name),
        Place::Indicator(at) => ("indicator", rulebook.group_of(at), &rulebook.indicators[at].name),
        Place::Total | Place::Axis(_) => ("total", None, &total),
    };
    let rule = match place {
        Place::Indicator(at) => rulebook.indicators.get(at),
        _ => None,
    };
    let side = |expr: Option<&Expr>| expr.map_or(Item::Missing, |expr| text(expr.to_string()));
    vec![
        text(&*rulebook.id),
        text(place.code(rulebook)),
        text(kind),
        group.map_or(Item::Missing, |group| text(&*group.code)),
        text(&*name.vi),
        text(&*name.en),
        Item::Integer(i64::from(place.points_max(rulebook))),
        side(rule.and_then(|rule| rule.numerator.as_ref())),
        side(rule.and_then(|rule| rule.denominator.as_ref())),
    ]
}

/// The rulebooks, with the digest of their text.
pub(super) fn rulebooks(app: &App) -> Result<Data, Trouble> {
    let row = |rulebook: &Rulebook| {
        let printed = rulebook.print().map_err(Trouble::internal)?;
        Ok(vec![
            text(&*rulebook.id),
            text(&*rulebook.name.vi),
            text(&*rulebook.name.en),
            text(crate::wire::status(rulebook)),
            text(rulebook.from.to_string()),
            rulebook.to.map_or(Item::Missing, |day| text(day.to_string())),
            Item::Integer(i64::from(rulebook.max)),
            text(sha256(printed.as_bytes())),
            text(format!("/du-lieu/{}.toml", rulebook.id)),
        ])
    };
    let rows = app.rulebooks.all().iter().map(row).collect::<Result<_, Trouble>>()?;
    Ok(Data::whole(&RULEBOOKS, Vec::new(), rows))
}

/// Weekdays off and weekends worked, as announced, else as the law gives them.
pub(super) fn calendar() -> Data {
    let calendar = Calendar::embedded();
    let mut rows = Vec::new();
    for year in YEARS {
        let basis = if calendar.is_reviewed(year) { "announced" } else { "computed" };
        let off = calendar.days_off(year).into_iter().map(|day| (day, "off"));
        let worked = calendar.weekends_worked(year).into_iter().map(|day| (day, "worked"));
        let mut days: Vec<(Date, &str)> = off.chain(worked).collect();
        days.sort_unstable();
        rows.extend(
            days.into_iter()
                .map(|(day, kind)| vec![text(day.to_string()), text(kind), text(basis)]),
        );
    }
    Data::whole(&CALENDAR, Vec::new(), rows)
}

/// Where agencies lie on the maps.
pub(super) fn places() -> Data {
    let row = |place: &chiso_scoring::places::Place| {
        vec![
            text(&*place.parent),
            text(&*place.code),
            text(&*place.short),
            Item::Integer(i64::from(place.east)),
            Item::Integer(i64::from(place.north)),
        ]
    };
    Data::whole(&PLACES, Vec::new(), chiso_scoring::places::all().map(row).collect())
}

/// What procedures are called, as catalogues state it.
pub(super) fn procedures(app: &App) -> Result<Data, Trouble> {
    let Some(present) = &app.present else {
        return Ok(Data::whole(&PROCEDURES, Vec::new(), Vec::new()));
    };
    let (revision, rows) = present.opened.current.look(|revision, standing| {
        let row = |(code, name): (&str, &chiso_scoring::names::Name)| {
            let field = name.field.as_deref().map_or(Item::Missing, text);
            vec![text(code), text(&*name.name), field]
        };
        (revision, standing.names().all().map(row).collect())
    })?;
    Ok(Data::whole(&PROCEDURES, vec![("revision", revision.to_string())], rows))
}
