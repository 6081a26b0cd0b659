//! Counts by unit and procedure, where each cell stands in two sums that people may know: its unit's and its
//! procedure's.

use super::is_small;

/// A count of one unit and one procedure, above 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crossing {
    /// Number of the unit.
    pub unit: usize,
    /// Number of the procedure.
    pub procedure: usize,
    /// The count.
    pub value: i64,
}

/// What is withheld of a table of units and procedures.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Crossed {
    /// Of each cell, in their order.
    pub cells: Vec<bool>,
    /// Of each procedure's sum over all units.
    pub procedures: Vec<bool>,
}

/// Finds what to withhold: small cells, small sums of procedures, and the next smallest beside each that could
/// be worked out from a sum. The units' own sums and the sum of all are taken to be known.
///
/// Withheld members of a shown sum are never alone, and never all 1.
#[must_use]
pub fn crossed(crossings: &[Crossing]) -> Crossed {
    let most = |of: fn(&Crossing) -> usize| crossings.iter().map(of).max().map_or(0, |n| n + 1);
    let mut lines = Lines {
        crossings,
        by_unit: vec![Vec::new(); most(|cell| cell.unit)],
        by_procedure: vec![Vec::new(); most(|cell| cell.procedure)],
        sums: vec![0; most(|cell| cell.procedure)],
    };
    for (at, cell) in crossings.iter().enumerate() {
        lines.by_unit[cell.unit].push(at);
        lines.by_procedure[cell.procedure].push(at);
        lines.sums[cell.procedure] += cell.value;
    }
    let mut found = Crossed {
        cells: crossings.iter().map(|cell| is_small(cell.value)).collect(),
        procedures: lines.sums.iter().map(|sum| is_small(*sum)).collect(),
    };
    // What is withheld in one line may leave another line with a single withheld cell.
    while lines.cover(&mut found) {}
    found
}

struct Lines<'a> {
    crossings: &'a [Crossing],
    by_unit: Vec<Vec<usize>>,
    by_procedure: Vec<Vec<usize>>,
    sums: Vec<i64>,
}

impl Lines<'_> {
    /// One round; gives whether anything more was withheld.
    fn cover(&self, found: &mut Crossed) -> bool {
        let values: Vec<i64> = self.crossings.iter().map(|cell| cell.value).collect();
        let mut more = false;
        for line in &self.by_unit {
            more |= hide_beside(line, &values, &mut found.cells);
        }
        for (procedure, line) in self.by_procedure.iter().enumerate() {
            more |= self.cover_procedure(procedure, line, &values, found);
        }
        let all: Vec<usize> =
            (0..self.sums.len()).filter(|procedure| self.sums[*procedure] > 0).collect();
        more | hide_beside(&all, &self.sums, &mut found.procedures)
    }

    fn cover_procedure(
        &self,
        procedure: usize,
        line: &[usize],
        values: &[i64],
        found: &mut Crossed,
    ) -> bool {
        if !found.procedures[procedure] {
            let more = hide_beside(line, values, &mut found.cells);
            // A single cell is its own sum.
            let alone = !more && exposed(line, values, &found.cells);
            found.procedures[procedure] |= alone;
            return more || alone;
        }
        // A withheld sum of shown cells only would be no secret.
        let shown = line.iter().all(|at| !found.cells[*at]);
        let least = line.iter().min_by_key(|at| values[**at]).filter(|_| shown);
        least.is_some_and(|at| {
            found.cells[*at] = true;
            true
        })
    }
}

/// Whether the withheld members of a line with a known sum follow from it.
fn exposed(line: &[usize], values: &[i64], hidden: &[bool]) -> bool {
    let withheld = line.iter().filter(|at| hidden[**at]);
    let (count, sum) = withheld.fold((0, 0), |(count, sum), at| (count + 1, sum + values[*at]));
    count == 1 || count > 1 && sum == count
}

/// Withholds the least shown member of a line that is exposed; gives whether there was one.
fn hide_beside(line: &[usize], values: &[i64], hidden: &mut [bool]) -> bool {
    if !exposed(line, values, hidden) {
        return false;
    }
    let shown = line.iter().filter(|at| !hidden[**at]);
    let least = shown.min_by_key(|at| values[**at]).copied();
    least.is_some_and(|at| {
        hidden[at] = true;
        true
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Rows are units, columns procedures; 0 is no cell.
    fn cells(table: &[&[i64]]) -> Vec<Crossing> {
        let row = |(unit, row): (usize, &&[i64])| {
            let cell = move |(procedure, value): (usize, &i64)| Crossing {
                unit,
                procedure,
                value: *value,
            };
            row.iter().enumerate().filter(|(_, value)| **value > 0).map(cell).collect::<Vec<_>>()
        };
        table.iter().enumerate().flat_map(row).collect()
    }

    fn shown(table: &[&[i64]]) -> (Vec<String>, Vec<bool>) {
        let cells = cells(table);
        let found = crossed(&cells);
        let line = |unit: usize| -> String {
            let of = cells.iter().zip(&found.cells).filter(|(cell, _)| cell.unit == unit);
            let word = |(cell, hidden): (&Crossing, &bool)| {
                if *hidden { "x".to_owned() } else { cell.value.to_string() }
            };
            of.map(word).collect::<Vec<_>>().join(" ")
        };
        ((0..table.len()).map(line).collect(), found.procedures)
    }

    #[test]
    fn large_counts_are_all_shown() {
        let (rows, sums) = shown(&[&[50, 60], &[70, 80]]);
        assert_eq!((rows, sums), (vec!["50 60".into(), "70 80".into()], vec![false; 2]));
    }

    #[test]
    fn a_small_cell_takes_the_next_smallest_of_its_unit_and_of_its_procedure_along() {
        let (rows, sums) = shown(&[&[3, 60, 90], &[40, 50, 95], &[70, 80, 99]]);
        assert_eq!(rows, ["x x 90", "x x 95", "70 80 99"]);
        assert_eq!(sums, [false; 3]);
    }

    #[test]
    fn a_small_sum_hides_another_sum_and_a_cell_below_it() {
        let (rows, sums) = shown(&[&[2, 60, 90], &[1, 50, 95]]);
        assert_eq!(sums, [true, true, false]);
        assert_eq!(rows, ["x x 90", "x x 95"]);
    }

    #[test]
    fn the_only_cell_of_a_procedure_hides_its_sum() {
        let (_, sums) = shown(&[&[0, 60, 90], &[4, 50, 95]]);
        assert!(sums[0]);
    }

    fn table() -> impl Strategy<Value = Vec<Crossing>> {
        let value = prop_oneof![3 => Just(0_i64), 2 => 1..5_i64, 3 => 5..40_i64];
        proptest::collection::vec(proptest::collection::vec(value, 4), 1..6).prop_map(|rows| {
            let rows: Vec<&[i64]> = rows.iter().map(Vec::as_slice).collect();
            cells(&rows)
        })
    }

    proptest! {
        /// No small count is shown, and no sum that is known gives a withheld one away.
        #[test]
        fn nothing_withheld_follows_from_one_sum(cells in table()) {
            let found = crossed(&cells);
            for (cell, hidden) in cells.iter().zip(&found.cells) {
                prop_assert!(*hidden || !is_small(cell.value));
            }
            let values: Vec<i64> = cells.iter().map(|cell| cell.value).collect();
            for procedure in 0..found.procedures.len() {
                let of = |at: &usize| cells[*at].procedure == procedure;
                let line: Vec<usize> = (0..cells.len()).filter(of).collect();
                let sum: i64 = line.iter().map(|at| values[*at]).sum();
                if found.procedures[procedure] {
                    prop_assert!(line.is_empty() || line.iter().any(|at| found.cells[*at]));
                } else {
                    prop_assert!(!is_small(sum));
                    prop_assert!(!exposed(&line, &values, &found.cells), "{procedure}");
                }
            }
            for unit in 0..6 {
                let line: Vec<usize> = (0..cells.len()).filter(|at| cells[*at].unit == unit).collect();
                let more = line.iter().any(|at| !found.cells[*at]);
                // With nothing more to withhold the unit's own sum is small, and withheld where it stands.
                prop_assert!(!more || !exposed(&line, &values, &found.cells), "{unit}");
            }
        }
    }
}
