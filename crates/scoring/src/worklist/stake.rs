//! What a row is worth to its unit: the points if it is handled well, less those if it is handled badly.

use std::collections::HashMap;

use rust_decimal::Decimal;

use super::file::{Badly, WorkList};
use crate::agency::Agency;
use crate::board::{Board, Imagined};
use crate::dossier::{EARLIEST, LATEST};
use crate::measure::effect::{Effect, Effects};
use crate::measure::lanes::Lane;
use crate::measure::table::Row;
use crate::score::AgencyScore;

/// A due time that has always passed.
const ALWAYS_LATE: i64 = EARLIEST - LATEST;

/// Values the rows of one list.
pub(super) struct Stakes<'b, 'l> {
    board: &'b Board<'l>,
    list: &'b WorkList,
    effects: Effects<'l>,
    /// Values found already, by effects of good and of bad handling.
    known: HashMap<(Effect, Effect), Decimal>,
}

/// A row, and what it would be.
pub(super) struct Sides {
    /// Handled well.
    pub well: Row,
    /// Handled badly.
    pub badly: Row,
}

/// A row as it would be; [`None`] where rows of its kind are never due. `due` is when it is really due, waiting
/// taken out, as the tables count time.
pub(super) fn sides(board: &Board<'_>, list: &WorkList, row: Row, due: i64) -> Option<Sides> {
    let due_at = board.live().plan().program(list.of).shape.number("due_at")?;
    let well = list.well.row(list.of, row, board.now()).unwrap_or(row);
    let mut badly = row;
    // What is due after the period cannot become late in it.
    if list.badly == Some(Badly::Late) && due < Lane::new(board.period()).to {
        badly.values.numbers[due_at] = ALWAYS_LATE;
    }
    Some(Sides { well, badly })
}

impl<'b, 'l> Stakes<'b, 'l> {
    /// Ready to value; [`None`] for a rulebook that is not planned.
    pub(super) fn new(board: &'b Board<'l>, list: &'b WorkList) -> Option<Self> {
        let effects = Effects::new(board.live(), board.rulebook(), board.period())?;
        Some(Self { board, list, effects, known: HashMap::new() })
    }

    /// Points at stake of a row for the agency it counts for. `due` as in [`sides`].
    pub(super) fn of(&mut self, agency: &Agency, key: u32, row: Row, due: i64) -> Decimal {
        let Some(sides) = sides(self.board, self.list, row, due) else { return self.nothing() };
        let effect = |effects: &mut Effects<'l>, to: &Row| effects.of(self.list.of, &row, to);
        let well = effect(&mut self.effects, &sides.well);
        let badly = effect(&mut self.effects, &sides.badly);
        if well.is_nothing() && badly.is_nothing() {
            return self.nothing();
        }
        let class = (well, badly);
        if let Some(known) = self.known.get(&class) {
            return *known;
        }
        let stake = self.worth(agency, key, &sides);
        self.known.insert(class, stake);
        stake
    }

    fn nothing(&self) -> Decimal {
        Decimal::new(0, self.board.rulebook().digits)
    }

    /// The sum over the indicators, which is that of the total: known also where a source is silent and
    /// there is no total.
    fn worth(&self, agency: &Agency, key: u32, sides: &Sides) -> Decimal {
        let points = |row: Row| {
            let imagined = Imagined { entity: self.list.of, key, row: Some(row) };
            sum(&self.board.imagine(&[imagined]).score(agency))
        };
        points(sides.well) - points(sides.badly) + self.nothing()
    }
}

/// Points of all indicators.
pub(super) fn sum(score: &AgencyScore) -> Decimal {
    score.indicators.iter().filter_map(|indicator| indicator.result.points).sum()
}
