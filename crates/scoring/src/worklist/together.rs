//! What all rows of some lists are worth together: for each unit, and for the agency above them.
//!
//! Points of single rows do not add up: rounding, caps and jumps lie between. So everything of a unit is imagined handled
//! well, then badly, and both are scored.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::file::WorkList;
use super::find::{Ask, counted};
use super::stake::{sides, sum};
use crate::agency::Agency;
use crate::board::{Board, Imagined};
use crate::calendar::Calendar;
use crate::dossier::EARLIEST;

/// What a unit has on its desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Desk<'l> {
    /// The agency that the rows count for.
    pub agency: &'l Agency,
    /// Rows of each list.
    pub counts: Vec<usize>,
    /// Points at stake for it in all of them together.
    pub stake: Decimal,
}

/// What is on all desks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Desks<'l> {
    /// Units with rows: most points at stake first, then most rows.
    pub units: Vec<Desk<'l>>,
    /// Rows of each list.
    pub counts: Vec<usize>,
    /// Points at stake for the agency asked for, in everything together.
    pub stake: Decimal,
}

/// The same rows handled well and handled badly.
#[derive(Default)]
struct Both {
    well: Vec<Imagined>,
    badly: Vec<Imagined>,
    counts: Vec<usize>,
}

impl Both {
    fn stake(&self, board: &Board<'_>, agency: &Agency) -> Decimal {
        let points = |rows: &[Imagined]| sum(&board.imagine(rows).score(agency));
        points(&self.well) - points(&self.badly) + Decimal::new(0, board.rulebook().digits)
    }
}

/// What the rows of some lists are worth together.
#[must_use]
pub fn together<'l>(
    board: &Board<'l>,
    calendar: &Calendar,
    lists: &[&WorkList],
    ask: &Ask<'_>,
) -> Desks<'l> {
    let mut all = Both { counts: vec![0; lists.len()], ..Both::default() };
    let mut units: BTreeMap<&'l str, Both> = BTreeMap::new();
    for (at, list) in lists.iter().enumerate() {
        for task in counted(board, calendar, list, ask).tasks {
            let unit = units.entry(task.agency).or_default();
            unit.counts.resize(lists.len(), 0);
            unit.counts[at] += 1;
            all.counts[at] += 1;
            let Some((well, badly)) = handled(board, list, task.key, task.due_at - EARLIEST) else {
                continue;
            };
            for both in [unit, &mut all] {
                both.well.push(well);
                both.badly.push(badly);
            }
        }
    }
    let desk = |(code, both): (&'l str, Both)| {
        let agency = board.live().tree().find(code, board.period()).ok()?;
        let stake = both.stake(board, agency);
        Some(Desk { agency, counts: both.counts, stake })
    };
    let mut units: Vec<Desk<'l>> = units.into_iter().filter_map(desk).collect();
    units.sort_by_cached_key(|desk| {
        let rows: usize = desk.counts.iter().sum();
        (std::cmp::Reverse((desk.stake, rows)), desk.agency.code.clone())
    });
    Desks { units, stake: all.stake(board, ask.unit.unwrap_or(ask.agency)), counts: all.counts }
}

/// A row handled well and handled badly.
fn handled(board: &Board<'_>, list: &WorkList, key: u32, due: i64) -> Option<(Imagined, Imagined)> {
    let sides = sides(board, list, board.row(list.of, key)?, due)?;
    let imagined = |row| Imagined { entity: list.of, key, row: Some(row) };
    Some((imagined(sides.well), imagined(sides.badly)))
}
