use proptest::prelude::*;

use super::*;

/// Cells of a family: its total, then its parts.
fn family(total: i64, parts: &[i64]) -> Vec<Cell> {
    let parts = parts.iter().map(|value| Cell { value: *value, parent: Some(0) });
    std::iter::once(Cell { value: total, parent: None }).chain(parts).collect()
}

/// The values with `x` where one is withheld; the unit's own last.
fn shown(cells: &[Cell]) -> String {
    let found = withheld(cells);
    let text = |(cell, hidden): (&Cell, &bool)| match hidden {
        true => "x".to_owned(),
        false => cell.value.to_string(),
    };
    let all: Vec<String> = cells.iter().zip(&found.whole).map(text).collect();
    let own = if found.own[0] { " own x" } else { "" };
    format!("{}{own}", all.join(" "))
}

#[test]
fn what_a_stranger_sees_of_a_province_and_its_communes() {
    for (total, parts, expected) in [
        // Nothing small, nothing withheld; zero speaks of nobody.
        (60, vec![20, 40], "60 20 40"),
        (40, vec![40, 0, 0], "40 40 0 0"),
        // A small one alone would be the difference: the next smallest goes with it.
        (63, vec![3, 20, 40], "63 x x 40"),
        // Two small ones keep each other unknown,
        (27, vec![3, 4, 20], "27 x x 20"),
        // but not if both must be 1.
        (42, vec![1, 1, 40], "42 x x x"),
        // What the province has of its own is a part like any other.
        (43, vec![3, 20, 20], "43 x x 20"),
        (63, vec![20, 40], "63 x 40 own x"),
        (30, vec![3, 20], "30 x 20 own x"),
        // With nothing else to withhold the total goes.
        (6, vec![1, 5], "6 x x"),
        (2, vec![1, 1], "x x x"),
        (4, vec![4], "x x"),
    ] {
        assert_eq!(shown(&family(total, &parts)), expected, "{total} of {parts:?}");
    }
}

#[test]
fn a_withheld_province_is_not_the_sum_of_its_communes() {
    let cell = |value, parent| Cell { value, parent };
    // The nation; a province with 3 dossiers, one with 30 that has to be withheld as well; its communes.
    let nation = [
        cell(133, None),
        cell(3, Some(0)),
        cell(30, Some(0)),
        cell(100, Some(0)),
        cell(10, Some(2)),
        cell(20, Some(2)),
    ];
    assert_eq!(withheld(&nation).whole, [false, true, true, false, true, false]);
}

#[test]
fn what_is_shown_below_a_withheld_province_bounds_it() {
    let cell = |value, parent| Cell { value, parent };
    // A nation of 7 with 1 of its own; a province of 6 with 5 of its own and a commune with 1. Were only the 1s
    // and the 6 withheld, the province would be at least 5 + 1 and at most 7 − 1.
    let found = withheld(&[cell(7, None), cell(6, Some(0)), cell(1, Some(1))]);
    assert_eq!((found.whole, found.own[1]), (vec![false, true, true], true));
    // Whichever of them stands first in the list.
    let found = withheld(&[cell(6, Some(2)), cell(1, Some(0)), cell(7, None)]);
    assert_eq!((found.whole, found.own[0]), (vec![true, true, false], true));
}

/// What somebody can work out who sees what is shown, knows the rule of the family, and that what is withheld
/// is at least 1: the least and the most each cell may be. Exact, for sums of ranges are ranges.
struct Reader<'a> {
    cells: &'a [Cell],
    found: Withheld,
}

type Range = (i64, i64);
const MOST: i64 = 1_000_000;

impl Reader<'_> {
    fn parts(&self, at: usize) -> Vec<usize> {
        (0..self.cells.len()).filter(|part| self.cells[*part].parent == Some(at)).collect()
    }

    fn own_value(&self, at: usize) -> i64 {
        let below: i64 = self.parts(at).iter().map(|part| self.cells[*part].value).sum();
        self.cells[at].value - below
    }

    fn own(&self, at: usize) -> Range {
        let value = self.own_value(at);
        if self.found.own[at] { (1, MOST) } else { (value, value) }
    }

    /// What a cell may be, as far as what is below it tells.
    fn below(&self, at: usize) -> Range {
        let value = self.cells[at].value;
        if !self.found.whole[at] {
            return (value, value);
        }
        let parts = self.parts(at);
        if parts.is_empty() {
            return (1, MOST);
        }
        let ranges = parts.iter().map(|part| self.below(*part)).chain([self.own(at)]);
        let sum = ranges.fold((0, 0), |sum, range| (sum.0 + range.0, sum.1 + range.1));
        (sum.0.max(1), sum.1.min(MOST))
    }

    /// The same with what is above and beside it; then of everything below.
    fn look(&self, at: usize, range: Range, found: &mut Vec<(String, Range)>) {
        if self.found.whole[at] {
            found.push((format!("cell {at}"), range));
        }
        let parts = self.parts(at);
        if parts.is_empty() {
            return;
        }
        let below: Vec<Range> = parts.iter().map(|part| self.below(*part)).collect();
        let own = self.own(at);
        let least: i64 = below.iter().map(|range| range.0).sum::<i64>() + own.0;
        let most: i64 = below.iter().map(|range| range.1).sum::<i64>() + own.1;
        let within = |part: Range| {
            let low = part.0.max(range.0 - (most - part.1));
            let high = part.1.min(range.1 - (least - part.0));
            (low, high)
        };
        for (part, of) in parts.iter().zip(&below) {
            self.look(*part, within(*of), found);
        }
        if self.found.own[at] {
            found.push((format!("own of {at}"), within(own)));
        }
    }
}

/// A tree of three levels: what each unit has of its own decides everything above.
fn trees() -> impl Strategy<Value = Vec<Cell>> {
    let count = prop_oneof![3 => 0..=6i64, 1 => 7..=60i64];
    let unit = (count.clone(), prop::collection::vec(count.clone(), 0..5));
    (count, prop::collection::vec(unit, 0..5)).prop_map(|(own, provinces)| {
        let mut cells = vec![Cell { value: own, parent: None }];
        for (own, communes) in provinces {
            let province = cells.len();
            cells.push(Cell { value: own + communes.iter().sum::<i64>(), parent: Some(0) });
            let commune = |value| Cell { value, parent: Some(province) };
            cells.extend(communes.into_iter().map(commune));
        }
        let below: i64 = cells.iter().filter(|c| c.parent == Some(0)).map(|c| c.value).sum();
        cells[0].value += below;
        cells
    })
}

proptest! {
    #[test]
    fn no_withheld_cell_can_be_worked_out(cells in trees()) {
        let reader = Reader { found: withheld(&cells), cells: &cells };
        let mut found = Vec::new();
        reader.look(0, reader.below(0), &mut found);
        for (what, (low, high)) in found {
            prop_assert!(low < high, "{what} is {low} in {cells:?} with {:?}", reader.found);
        }
    }

    #[test]
    fn every_small_cell_is_withheld_and_no_zero_is(cells in trees()) {
        let found = withheld(&cells);
        for (cell, hidden) in cells.iter().zip(&found.whole) {
            prop_assert!(!is_small(cell.value) || *hidden);
            prop_assert!(cell.value != 0 || !hidden);
        }
    }

    #[test]
    fn nothing_is_withheld_where_nothing_is_small(cells in trees()) {
        let big: Vec<Cell> = cells.iter().map(|c| Cell { value: c.value * 5, ..*c }).collect();
        let found = withheld(&big);
        prop_assert!(!found.whole.contains(&true) && !found.own.contains(&true));
    }
}
