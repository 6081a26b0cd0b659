//! The tables of the page, each short enough for one screen and one sheet of paper.

use chiso_report::listing::Item;
use chiso_scoring::lang::Lang;
use chiso_scoring::movement::{Key, Line, Movement, Over, cause_key, key_text};
use chiso_scoring::sheet::Place;
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::read::{EARLIER, Facts, Unit};
use crate::link::place;
use crate::listing::{Cell, Listed, Sheet};
use crate::named::Named;
use crate::number::{MISSING, Num, share};
use crate::pages::viec::calendar::weekday;
use crate::pages::{bien_dong, chat_luong, chi_dao, viec};
use crate::study::Study;
use crate::trouble::Trouble;
use crate::wire::directives::words::{name, stands};
use crate::wire::directives::{Directive, Directives};
use crate::wire::quality::{Books, Source};

/// Gains and losses told of each.
const ENDS: usize = 3;
/// Units told.
const UNITS: usize = 5;
/// Directives told.
const ORDERS: usize = 4;
/// Sources told.
const SOURCES: usize = 4;
/// Decimals of a part of a movement.
const DIGITS: u32 = 2;

/// A group with its points and what they moved by.
pub(super) struct Group {
    pub name: String,
    pub num: Num,
    /// Width of the bar out of 100; empty without points.
    pub width: String,
    pub change: String,
    /// `up`, `down` or nothing.
    pub direction: &'static str,
    moved: Option<Decimal>,
}

/// Directives that are open.
#[derive(Default)]
pub(super) struct Orders {
    pub open: usize,
    pub overdue: usize,
    told: Vec<Directive>,
}

/// Sources that are late or silent.
#[derive(Default)]
pub(super) struct Warned {
    pub silent: usize,
    pub late: usize,
    told: Vec<Source>,
}

/// `up`, `down` or nothing.
pub(super) fn direction(change: Option<Decimal>) -> &'static str {
    match change {
        Some(change) if change.is_zero() => "",
        Some(change) if change.is_sign_negative() => "down",
        Some(_) => "up",
        None => "",
    }
}

pub(super) fn groups(study: &Study, facts: &Facts) -> Vec<Group> {
    let (lang, rulebook) = (study.asked.lang, study.rulebook());
    let group = |(at, points): (usize, &chiso_scoring::score::Points)| {
        let group = &rulebook.groups[at];
        let max = Place::Group(at).points_max(rulebook);
        let moved = facts.group_change(&group.code, at);
        let href = study.link(&place(&group.code), &[("nguon", "ho-so")]);
        Group {
            name: lang.pick(&group.name).to_owned(),
            num: Num::new(lang, *points, max).bare().at(href),
            width: points.points.map(|points| share(points, max)).unwrap_or_default(),
            change: moved.map_or_else(|| MISSING.to_owned(), |moved| lang.signed(moved)),
            direction: direction(moved),
            moved,
        }
    };
    facts.score.groups.iter().enumerate().map(group).collect()
}

/// The groups as a file has them.
pub(super) fn group_sheet(lang: Lang, groups: &[Group]) -> Sheet {
    let columns = ["leader-group", "col-points", "leader-max", "leader-change"];
    let columns = columns.map(|key| lang.text(key)).to_vec();
    let row = |group: &Group| {
        let moved = group.moved.map_or(Item::Missing, Item::Decimal);
        let max = Item::Integer(i64::from(group.num.max));
        vec![Item::Text(group.name.clone()), group.num.item(), max, moved]
    };
    Sheet::new("nhom", lang.text("leader-groups"), columns).rows(groups.iter().map(row))
}

/// What gained and what lost most since the earlier side, losses first.
pub(super) fn moves(study: &Study, facts: &Facts) -> Listed {
    let lang = study.asked.lang;
    let columns = [("leader-part", false), ("leader-change", true), ("leader-cause", false)];
    let mut listed = Listed::new(lang, "bien-dong", lang.text("leader-moved"), &columns);
    let Some(before) = &facts.before else {
        listed.empty = lang.text("leader-no-before");
        return listed;
    };
    let told = &before.told;
    listed.empty = lang.text("leader-nothing-moved");
    // A unit without units of its own is seen by its indicators.
    let own = told.units.iter().all(|unit| unit.code == study.agency.code);
    let view = told.view(if own { Over::Indicators } else { Over::Units }).rounded(DIGITS);
    let named = |line: &&Line| !matches!(line.key, Key::Cause(cause) if cause.is_leftover());
    let mut lines: Vec<&Line> = view.lines.iter().filter(named).collect();
    lines.sort_by_key(|line| line.amount);
    let losses = lines.iter().filter(|line| line.amount.is_loss()).take(ENDS);
    let is_gain = |line: &&&Line| !line.amount.is_loss() && !line.amount.is_zero();
    let gains = lines.iter().rev().filter(is_gain).take(ENDS);
    listed.rows = losses.chain(gains).map(|line| moved(study, told, line)).collect();
    listed
}

fn moved(study: &Study, told: &Movement, line: &Line) -> Vec<Cell> {
    let lang = study.asked.lang;
    let amount = line.amount.shown(DIGITS);
    let points = Cell { text: lang.signed(amount), ..Cell::new(lang, Item::Decimal(amount)) };
    let cause = match line.key {
        Key::Cause(_) => String::new(),
        _ => lang.text(&cause_key(line.main_cause())),
    };
    vec![
        Cell::text(part(study, told, line.key)).at(why(study, told, line.key)),
        points,
        Cell::text(cause),
    ]
}

/// What a line is about, indicators by name.
fn part(study: &Study, told: &Movement, key: Key) -> String {
    let (lang, rulebook) = (study.asked.lang, study.rulebook());
    let code = match key {
        Key::Indicator(at) => told.indicators.get(at).map(|moved| moved.code.as_str()),
        _ => None,
    };
    let rule = code.and_then(|code| rulebook.indicator(code));
    match rule.and_then(|at| rulebook.indicators.get(at)) {
        Some(rule) => format!("{} {}", rule.code, lang.pick(&rule.name)),
        None => key_text(told, key, lang),
    }
}

/// The movement of that part in full.
fn why(study: &Study, told: &Movement, key: Key) -> String {
    let side = study.asked.value(EARLIER).unwrap_or_default();
    let link = |extra: (&str, &str)| study.link(bien_dong::PATH, &[extra, (EARLIER, side)]);
    match key {
        Key::Unit(at) => {
            let unit = told.units.get(at as usize).map(|unit| unit.code.as_str());
            link(("agency", unit.unwrap_or(&study.agency.code)))
        }
        Key::Indicator(at) => {
            let code = told.indicators.get(at).map(|moved| moved.code.as_str());
            link(("indicator", code.unwrap_or_default()))
        }
        _ => link(("agency", &study.agency.code)),
    }
}

/// Units that have to act, most points at stake first.
pub(super) fn units(study: &Study, facts: &Facts) -> Listed {
    let lang = study.asked.lang;
    let columns = [
        ("leader-unit", false),
        ("leader-col-due", true),
        ("leader-col-petitions", true),
        ("leader-col-overdue", true),
        ("leader-col-stake", true),
    ];
    let mut listed = Listed::new(lang, "don-vi", lang.text("leader-who"), &columns);
    listed.empty = lang.text("leader-nobody");
    listed.rows = facts.units.iter().take(UNITS).map(|unit| row(study, unit)).collect();
    listed
}

fn row(study: &Study, unit: &Unit) -> Vec<Cell> {
    let lang = study.asked.lang;
    let list = |list: &str| study.link(viec::PATH, &[("agency", &unit.code), ("list", list)]);
    let count = |count: usize, of: &str| {
        let cell = Cell::new(lang, Item::Integer(count as i64));
        if count == 0 { cell } else { cell.at(list(of)) }
    };
    let first = if unit.due == 0 && unit.overdue > 0 { "overdue" } else { "due" };
    vec![
        Cell::text(unit.name.clone()).at(list(first)),
        count(unit.due, "due"),
        count(unit.petitions, "petitions"),
        count(unit.overdue, "overdue"),
        Cell::new(lang, Item::Decimal(unit.stake)),
    ]
}

/// How many dossiers fall due on each of the next days.
pub(super) fn days(study: &Study, facts: &Facts) -> Listed {
    let lang = study.asked.lang;
    let columns = [("leader-day", false), ("leader-col-due", true)];
    let mut listed = Listed::new(lang, "den-han", lang.text("leader-days"), &columns);
    let row = |(day, number): &(Date, usize)| {
        let text = day.to_string();
        let own = [("list", "due"), ("hours", "80"), ("due_from", &*text), ("due_until", &text)];
        let count = Cell::new(lang, Item::Integer(*number as i64));
        let day = Cell {
            text: weekday(lang, *day),
            ..Cell::new(lang, Item::Moment(day.to_datetime(jiff::civil::Time::midnight())))
        };
        let link = study.link(viec::PATH, &own);
        vec![day, if *number == 0 { count } else { count.at(link) }]
    };
    listed.rows = facts.days.iter().map(row).collect();
    listed
}

/// Directives of the agency that are open; nothing for a moment of the past.
pub(super) fn orders(study: &Study) -> Result<Orders, Trouble> {
    if !study.seen.is_now() {
        return Ok(Orders::default());
    }
    let Directives { mut directives, .. } =
        chi_dao::about(&study.app, &study.asked, Some(&study.agency.code))?;
    directives.retain(|directive| directive.closed.is_none());
    let late = |directive: &&Directive| matches!(directive.stands.state, "overdue" | "escalated");
    Ok(Orders {
        open: directives.len(),
        overdue: directives.iter().filter(late).count(),
        told: directives.into_iter().take(ORDERS).collect(),
    })
}

pub(super) fn order_list(study: &Study, orders: &Orders) -> Listed {
    let lang = study.asked.lang;
    let columns = [
        ("leader-directive", false),
        ("directive-owner", false),
        ("directive-deadline", false),
        ("directive-stands", false),
    ];
    let mut listed = Listed::new(lang, "chi-dao", lang.text("leader-directives"), &columns);
    let now = study.seen.is_now();
    listed.empty = lang.text(if now { "leader-no-directives" } else { "leader-only-now" });
    listed.rows = orders.told.iter().map(|directive| order(study, directive)).collect();
    listed
}

fn order(study: &Study, directive: &Directive) -> Vec<Cell> {
    let lang = study.asked.lang;
    let standing =
        crate::link::Standing { lang: study.asked.standing().lang, ..Default::default() };
    let at = directive.deadline.parse::<Date>().ok();
    let deadline = at
        .map_or(Item::Missing, |day| Item::Moment(day.to_datetime(jiff::civil::Time::midnight())));
    vec![
        Cell::text(format!("{} – {}", directive.number, directive.title))
            .at(standing.link(&chi_dao::path(&directive.number), &[])),
        Cell::text(name(&directive.owner)),
        Cell::new(lang, deadline),
        Cell::text(stands(lang, directive)),
    ]
}

/// Sources of the agency that are late or silent; nothing for a moment of the past.
pub(super) fn warned(study: &Study, facts: &Facts) -> Result<Warned, Trouble> {
    let Some(reached) = facts.reached.as_ref().filter(|_| study.seen.is_now()) else {
        return Ok(Warned::default());
    };
    let store = &study.app.store;
    let sources = Books::read(store)?.sources(store, study.now, Some(&reached.sources))?;
    let count = |state: &str| sources.iter().filter(|source| source.state == state).count();
    let (silent, late) = (count("silent"), count("late"));
    let told = sources.into_iter().filter(|source| source.state != "fresh").take(SOURCES);
    Ok(Warned { silent, late, told: told.collect() })
}

pub(super) fn source_list(study: &Study, named: &Named, facts: &Facts, warned: &Warned) -> Listed {
    let lang = study.asked.lang;
    let columns = [
        ("source-name", false),
        ("source-state", false),
        ("source-last", false),
        ("leader-col-units", true),
    ];
    let mut listed = Listed::new(lang, "nguon", lang.text("leader-warnings"), &columns);
    listed.empty = lang.text(match (&facts.reached, study.seen.is_now()) {
        (_, false) => "leader-only-now",
        (None, true) => "source-none",
        (Some(_), true) => "leader-all-fresh",
    });
    listed.rows = warned.told.iter().map(|source| source_row(study, named, source)).collect();
    listed
}

fn source_row(study: &Study, named: &Named, source: &Source) -> Vec<Cell> {
    let lang = study.asked.lang;
    let named = chat_luong::sender(lang, named, &source.source);
    let last = source.last_at.parse().map_or(Item::Missing, Item::Moment);
    vec![
        Cell::text(named).at(study.link(chat_luong::PATH, &[("source", &source.source)])),
        Cell::text(lang.text(&format!("source-{}", source.state))),
        Cell::new(lang, last),
        Cell::new(lang, Item::Integer(source.agencies.len() as i64)),
    ]
}
