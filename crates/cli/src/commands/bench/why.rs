//! Why, and what to do: the next best actions of a department, a whole what-if with everybody ranked
//! again, the fewest for a grade, the projection.

use std::collections::HashMap;

use chiso_scoring::agency::{Agency, Level};
use chiso_scoring::board::Board;
use chiso_scoring::board::fix::Fix;
use chiso_scoring::board::remedy::Fixes;
use chiso_scoring::board::whatif::{Pick, Which};
use chiso_scoring::dossier::{Seconds, Version};
use chiso_scoring::expr::Entity;
use chiso_scoring::measure::Scope;
use chiso_scoring::measure::opened::Side;
use chiso_scoring::period::Period;
use chiso_scoring::standing::Standing;
use chiso_sim::World;
use serde_json::{Value, json};

use super::failed;
use super::time::{median, micros, timed};
use super::world::{Site, at_the_end, without_dossiers};
use crate::failure::Failure;

/// Days before the end of the simulated year at which everything is looked at.
const BEFORE: Seconds = 10 * 86_400;
/// Rows of a page.
const PAGE: usize = 50;
/// Actions of a list.
const TOP: usize = 20;
/// More points than an agency has.
const GAINED: i64 = 2;

pub fn run(site: &Site) -> Result<Vec<Value>, Failure> {
    let world = site.world();
    let (standing, loading) = timed(|| standing(&world, site));
    let standing = standing?;
    let year = jiff::Timestamp::from_second(world.from()).map_err(failed)?;
    let year = jiff::tz::Offset::constant(7).to_datetime(year).year();
    let mut lines = vec![drill(&world, site, Period::Year { year })?];
    for period in [Period::Month { year, month: 12 }, Period::Year { year }] {
        let mut line = actions(site, &standing, period)?;
        line["load_us"] = micros(loading).into();
        lines.push(line);
    }
    Ok(lines)
}

/// The numerator of 2.1 of the largest province: how many, and the first page.
fn drill(world: &World, site: &Site, period: Period) -> Result<Value, Failure> {
    let (standing, rulebook) = (at_the_end(world, site.plan()?)?, site.rulebook()?);
    let live = standing.live();
    let indicator = rulebook.indicator("2.1").ok_or_else(|| failed("2.1"))?;
    let handled = live.measure(&rulebook.id, "handled").ok_or_else(|| failed("handled"))?;
    let provinces = live.tree().of_level(Level::Province, period).into_iter();
    let rows = |agency: &&Agency| live.tally(&agency.code, period, handled, Scope::Subtree);
    let province = provinces.max_by_key(rows).ok_or_else(|| failed("province"))?;
    let look = |code: &str| {
        let scope = Scope::Subtree;
        let opening = live.open(&rulebook.id, indicator, Side::Numerator, code, period, scope);
        let opened = opening.ok_or_else(|| failed(code))?.opened;
        let page = opened.page(None, PAGE).map_err(|_| failed("page"))?;
        Ok::<_, Failure>((opened.value(), page.entries.len()))
    };
    let (value, page) = look(&province.code)?;
    Ok(json!({
        "figure": "drill",
        "period": period.to_string(),
        "dossiers": live.rows(Entity::Dossier),
        "province_rows": value,
        "page": page,
        "province_us": median(|| look(&province.code)),
        "nation_rows": look("VN")?.0,
        "nation_us": median(|| look("VN")),
        "what": "Live::open of the numerator of 2.1 and its first page; median of 5; peer: bench/why.py",
    }))
}

/// Everything as it stands ten days before the end of the year, with what is open then.
fn standing(world: &World, site: &Site) -> Result<Standing, Failure> {
    let now = world.until() - BEFORE;
    let mut standing = without_dossiers(world, site.plan()?, now)?;
    let mut known: HashMap<Box<str>, Version> = HashMap::new();
    let events = world.events().take_while(|event| event.at <= now);
    for statement in events.filter_map(|event| event.statement()) {
        // A simulated dossier says far less than a version can hold.
        let _ = known.entry(statement.number.clone()).or_default().join(&statement);
    }
    for (number, (code, version)) in (1..).zip(&known) {
        standing.load(number, code, version);
    }
    standing.loaded();
    Ok(standing)
}

fn actions(site: &Site, standing: &Standing, period: Period) -> Result<Value, Failure> {
    let (live, rulebook) = (standing.live(), site.rulebook()?);
    let board = || Board::new(live, rulebook, period).ok_or_else(|| failed(period));
    let handled = live.measure(&rulebook.id, "handled").ok_or_else(|| failed("handled"))?;
    let scored = board()?;
    let largest = |level: Level| -> Result<&Agency, Failure> {
        let all = live.tree().of_level(level, period).into_iter();
        let rows = |agency: &&Agency| {
            let scored = scored.score(agency).total.points.is_some();
            (scored, live.tally(&agency.code, period, handled, Scope::Subtree))
        };
        all.max_by_key(rows).ok_or_else(|| failed(level))
    };
    let (department, province) = (largest(Level::Department)?, largest(Level::Province)?);
    let next = median(|| board().map(|board| board.next(department, TOP)));
    let what_if = |board: Board<'_>| {
        let picks =
            [(Fix::Close, Pick::Which(Which::Overdue)), (Fix::Issue, Pick::Which(Which::All))];
        let changes = board.changes(province, &picks);
        let after = board.imagine(&changes.rows);
        (changes.rows.len(), board.shifts(&after).len())
    };
    let whole = median(|| board().map(what_if));
    let (rows, shifts) = what_if(board()?);
    let end = board()?.at(board()?.end());
    let reach = median(|| {
        let board = board()?;
        let remedies = board.remedies(department, Fixes::ACTIONS, board.now());
        let end = board.closing(department);
        let total = end.score(department).total.points.unwrap_or_default();
        Ok::<_, Failure>(end.reach(
            department,
            &remedies,
            total + rust_decimal::Decimal::from(GAINED),
        ))
    });
    let found = board()?.next(department, TOP);
    Ok(json!({
        "figure": "why",
        "period": period.to_string(),
        "dossiers": live.rows(Entity::Dossier),
        "agencies": live.tree().in_force(period).len(),
        "department_dossiers": live.tally(&department.code, period, handled, Scope::Subtree),
        "department_fixable": found.fixable,
        "department_gaining": found.gaining,
        "next_20_us": next,
        "what_if_rows": rows,
        "what_if_shifts": shifts,
        "what_if_whole_us": whole,
        "reach_2_points_us": reach,
        "project_department_us": median(|| board().map(|board| board.project(department))),
        "project_province_us": median(|| board().map(|board| board.project(province))),
        "everybody_us": median(|| board().map(|board| board.shifts(&end).len())),
        "what": "Board::next of the department with most dossiers; Board::changes, imagine and shifts of the largest province, closing all overdue and issuing every result, everybody ranked before and after; Board::reach; Board::project; Board::shifts against the end of the period. Nothing is kept between runs; median of 5",
    }))
}
