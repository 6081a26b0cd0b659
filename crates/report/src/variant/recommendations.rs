//! III. Who is to do what, until when. Everything but the author's own items follows from the figures.

use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;

use super::beside;
use super::copies_table::{Copies, certifying};
use super::lines::heading;
use super::losses::losses;
use super::month::{self, Month, Unit};
use super::names::{all_of, day};
use super::phrases::{say, say_with};
use super::reading::percent;
use super::{Recommendation, Variant};
use crate::model::{Block, Bullet, BulletLevel, Level, Run};
use crate::number;
use crate::outline::roman;

/// Number of the section on differences: it follows this one.
const SECTION_OF_DIFFERENCES: u32 = 4;

/// What one owner is to do.
struct Task {
    owner: String,
    text: String,
    until: Until,
}

/// When it is to be done.
#[derive(Clone)]
enum Until {
    /// By a day.
    Day(Date),
    /// As long as the work goes on.
    Always,
    /// As the author says.
    Said(String),
}

impl Until {
    fn text(&self) -> String {
        match self {
            Self::Day(date) => say_with("until", &[("day", &day(*date))]),
            Self::Always => say_with("when", &[("when", &say("always"))]),
            Self::Said(when) => say_with("when", &[("when", when)]),
        }
    }
}

pub(super) fn section(month: &Month<'_>) -> Vec<Block> {
    let tasks = tasks(month);
    let mut blocks = vec![heading(Level::Roman, say("heading-recommendations"))];
    blocks.push(Block::Paragraph(opening(month, tasks.is_empty()).into()));
    let mut owners: Vec<&str> = tasks.iter().map(|task| task.owner.as_str()).collect();
    let mut seen = std::collections::BTreeSet::new();
    owners.retain(|owner| seen.insert(*owner));
    for owner in owners {
        let own = tasks.iter().filter(|task| task.owner == owner);
        blocks.push(heading(Level::Arabic, owner.to_owned()));
        blocks.push(Block::Bullets(own.map(bullet).collect()));
    }
    blocks
}

fn opening(month: &Month<'_>, nothing: bool) -> String {
    let addressee = match month.profile.addressee.first() {
        Some(addressee) => addressee.clone(),
        None => say("superiors"),
    };
    let variant = match month.variant() {
        Variant::B => "B",
        _ => "A",
    };
    let values = [
        ("period", month.period.as_str()),
        ("reporter", &month.profile.reporter),
        ("addressee", &addressee),
        ("variant", variant),
    ];
    say_with(if nothing { "recommend-nothing" } else { "recommend" }, &values)
}

fn bullet(task: &Task) -> Bullet {
    let runs = vec![Run::plain(format!("{} ", task.text)), Run::italic(task.until.text())];
    Bullet { level: BulletLevel::Dash, text: runs.into() }
}

/// The tasks of each level, of the system's owner, of justice, of the reporter, then the author's.
fn tasks(month: &Month<'_>) -> Vec<Task> {
    let until = deadline(month);
    let profile = &month.profile;
    let mut tasks = Vec::new();
    let mut ask = |owner: &str, until: Until, texts: Vec<String>| {
        let task = |text| Task { owner: owner.to_owned(), text, until: until.clone() };
        tasks.extend(texts.into_iter().map(task));
    };
    for block in &month.blocks {
        let owner = all_of(block.level, month.own.agency);
        ask(&owner, Until::Day(until), of_level(month, block));
        ask(&owner, Until::Always, announcing(month, block).into_iter().collect());
    }
    ask(&profile.system_owner, Until::Day(until), of_system(month));
    ask(&profile.justice_owner, Until::Day(until), of_justice(month).into_iter().collect());
    ask(&profile.population_owner, Until::Always, of_population(month).into_iter().collect());
    ask(watcher(month), Until::Day(until), losses(month).into_iter().collect());
    tasks.extend(profile.recommendation.iter().map(|own| own_task(own, until)));
    tasks
}

/// What the author recommends: with a time of its own, or until the deadline of the report.
fn own_task(own: &Recommendation, until: Date) -> Task {
    let until = match own.when.as_str() {
        "" => Until::Day(own.deadline.unwrap_or(until)),
        when => Until::Said(when.to_owned()),
    };
    Task { owner: own.owner.clone(), text: own.text.clone(), until }
}

/// Those who announce and publish procedures, where some came late.
fn announcing(month: &Month<'_>, block: &month::Block<'_>) -> Option<String> {
    let first = month.blocks.first().is_some_and(|first| first.level == block.level);
    let late = |code: &str| {
        let rate = month.own.reading(code).percent?;
        (rate < Decimal::ONE_HUNDRED).then_some(rate)
    };
    let (announced, published) = (late("1.1"), late("1.2"));
    let said = |key: &str, rate: Option<Decimal>| {
        rate.map(|rate| say_with(key, &[("rate", &percent(rate))]))
    };
    let parts = [said("rate-announced", announced), said("rate-publicised", published)];
    let rates = parts.into_iter().flatten().collect::<Vec<_>>().join("; ");
    (first && !rates.is_empty()).then(|| say_with("do-announce", &[("rates", &rates)]))
}

/// Digitised data that nobody uses again.
fn of_population(month: &Month<'_>) -> Option<String> {
    let reused = month.own.reading("4.3").percent?;
    reused.is_zero().then(|| say_with("do-reuse", &[("rate", &percent(reused))]))
}

/// Who watches the agency's own indicators: the office that reports; a committee leaves it to its office.
fn watcher<'p>(month: &'p Month<'_>) -> &'p str {
    match month.variant() {
        Variant::B => &month.profile.system_owner,
        _ => &month.profile.reporter,
    }
}

/// As the profile says; else the end of the month after the period.
fn deadline(month: &Month<'_>) -> Date {
    let next = month.sheet.period.last().saturating_add(1.day());
    month.profile.deadline.unwrap_or_else(|| next.last_of_month())
}

fn of_level(month: &Month<'_>, block: &month::Block<'_>) -> Vec<String> {
    [late(month, block), unpaid(block), without_copies(block)].into_iter().flatten().collect()
}

/// Units below the rate of the whole, worst first.
fn late(month: &Month<'_>, block: &month::Block<'_>) -> Option<String> {
    let own = month.own.reading("2.1").percent?;
    let rate = |unit: &Unit<'_>| unit.reading("2.1").percent.filter(|rate| *rate < own);
    let mut late: Vec<(Decimal, &Unit<'_>)> =
        block.units.iter().filter_map(|unit| Some((rate(unit)?, unit))).collect();
    late.sort_by_key(|(rate, _)| *rate);
    let named = late.iter().map(|(rate, unit)| {
        say_with("unit-rate", &[("unit", unit.name()), ("rate", &percent(*rate))])
    });
    let units = named.collect::<Vec<_>>().join(", ");
    (!late.is_empty()).then(|| say_with("do-late", &[("units", &units), ("own", &percent(own))]))
}

/// Units with paid dossiers, none of them paid online. A unit without dossiers has nothing to answer for.
fn unpaid(block: &month::Block<'_>) -> Option<String> {
    let none =
        |unit: &&Unit<'_>| !unit.idle() && unit.reading("3.6").percent == Some(Decimal::ZERO);
    list(block.units.iter().filter(none).map(|unit| unit.name().to_owned()), "do-pay")
}

fn without_copies(block: &month::Block<'_>) -> Option<String> {
    let missing = block.units.iter().filter_map(|unit| {
        let (done, all) = Copies::of(unit).offering.filter(|(done, all)| done < all)?;
        // A commune is itself the one that is missing.
        if all == 1 {
            return Some(unit.name().to_owned());
        }
        let missing = number::integer(all - done);
        Some(say_with("some-missing", &[("unit", unit.name()), ("missing", &missing)]))
    });
    list(missing, "do-offer-copies")
}

fn list(units: impl Iterator<Item = String>, key: &str) -> Option<String> {
    let units = units.collect::<Vec<_>>().join(", ");
    (!units.is_empty()).then(|| say_with(key, &[("units", &units)]))
}

/// Synchronisation, and figures that do not follow.
fn of_system(month: &Month<'_>) -> Vec<String> {
    let mut texts = Vec::new();
    let synced = month.own.reading("1.4");
    match synced.percent {
        Some(rate) if rate < Decimal::ONE_HUNDRED => {
            texts.push(say_with("do-sync", &[("value", &percent(rate))]));
        }
        _ if synced.provisional => texts.push(say("do-confirm-sync")),
        _ => {}
    }
    let count = match month.published {
        Some(published) => beside::count(month, published),
        None => month.differences.len(),
    };
    if count > 0 {
        let (count, section) = (count.to_string(), roman(SECTION_OF_DIFFERENCES));
        let figures = month.figures().code();
        let values = [("count", &*count), ("section", &*section), ("figures", figures)];
        texts.push(say_with("do-differences", &values));
    }
    texts
}

fn of_justice(month: &Month<'_>) -> Option<String> {
    let offering: Vec<(i64, i64)> =
        certifying(month).filter_map(|unit| Copies::of(unit).offering).collect();
    let done: i64 = offering.iter().map(|both| both.0).sum();
    let all: i64 = offering.iter().map(|both| both.1).sum();
    let (missing, value) = (number::integer(all - done), number::fraction(done, all));
    (done < all).then(|| say_with("do-support-copies", &[("missing", &missing), ("value", &value)]))
}
