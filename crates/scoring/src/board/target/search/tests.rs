//! The search against trying everything.

use proptest::prelude::*;

use super::*;
use crate::rulebook::Rulebooks;

/// Indicators of every form and order of rounding there is.
fn rule(book: usize, code: &str) -> Indicator {
    let books = Rulebooks::embedded();
    let book = &books.all()[book];
    book.indicators[book.indicator(code).unwrap()].clone()
}

/// A problem over these indicators, each with so much of so much, and these kinds.
fn problem(
    rules: &[(&Indicator, Counts)],
    kinds: &[(usize, Vec<(usize, i64)>)],
    missing: i64,
) -> Problem {
    let most = |line: usize| -> i64 {
        let moves = kinds.iter().flat_map(|(size, moves)| {
            moves.iter().filter(|(at, _)| *at == line).map(|(_, by)| by * *size as i64)
        });
        moves.sum()
    };
    let line = |(at, (rule, counts)): (usize, &(&Indicator, Counts))| {
        Line::new(rule, 2, *counts, most(at)).unwrap()
    };
    let lines = rules.iter().enumerate().map(line).collect();
    let kinds = kinds.iter().map(|(size, moves)| Kind { size: *size, moves: moves.clone() });
    Problem::new(lines, kinds.collect(), Decimal::new(missing, 2), 2).unwrap()
}

/// The fewest by trying every combination.
fn by_trying(problem: &Problem) -> Option<usize> {
    let mut fewest = None;
    let mut counts = vec![0; problem.kinds.len()];
    loop {
        let mut added = vec![0; problem.lines.len()];
        counts.iter().enumerate().for_each(|(kind, n)| problem.add(kind, *n, &mut added));
        if problem.gained(&added) >= problem.missing {
            let size: usize = counts.iter().sum();
            fewest = Some(fewest.map_or(size, |fewest: usize| fewest.min(size)));
        }
        let Some(next) = (0..counts.len()).find(|at| counts[*at] < problem.kinds[*at].size) else {
            return fewest;
        };
        counts[next] += 1;
        counts[..next].fill(0);
    }
}

proptest! {
    #[test]
    fn the_search_finds_what_trying_finds(
        book in 0..2usize,
        starts in prop::collection::vec((0..40i64, 41..90i64), 3),
        kinds in prop::collection::vec((1..5usize, prop::collection::btree_map(0..3usize, 1..3i64, 1..3)), 1..5),
        missing in 1..900i64,
    ) {
        let rules = ["2.1", "3.6", "5.4"].map(|code| rule(book, code));
        let counts = starts.iter().map(|(numerator, denominator)| Counts { numerator: *numerator, denominator: *denominator });
        let rules: Vec<_> = rules.iter().zip(counts).collect();
        let kinds: Vec<_> = kinds.into_iter().map(|(size, moves)| (size, moves.into_iter().collect())).collect();
        let problem = problem(&rules, &kinds, missing);
        let tried = by_trying(&problem);
        match problem.solve() {
            None => prop_assert_eq!(tried, None),
            Some((counts, proof)) => {
                let (size, tried) = (counts.iter().sum::<usize>(), tried.unwrap());
                match proof {
                    Proof::Smallest => prop_assert_eq!(size, tried),
                    Proof::AtLeast(least) => prop_assert!(least <= tried && tried <= size),
                }
                prop_assert!(problem.least() <= tried);
            }
        }
    }
}

/// A department's year: the answer is near the bound, and comes within the budget.
#[test]
fn a_department_with_many_dossiers_is_answered_too() {
    let counted = |numerator, denominator| Counts { numerator, denominator };
    let (late, result, digital, content, synced) =
        (rule(1, "2.1"), rule(1, "4.1"), rule(1, "4.2"), rule(1, "5.4"), rule(1, "1.4"));
    let rules = [
        (&synced, counted(28_113, 31_207)),
        (&late, counted(27_441, 33_019)),
        (&result, counted(11_870, 33_019)),
        (&digital, counted(9_233, 33_019)),
        (&content, counted(25_102, 33_019)),
    ];
    let kinds = [
        (1_417, vec![(1, 1), (4, 1)]),
        (903, vec![(1, 1), (2, 1), (4, 1)]),
        (611, vec![(1, 1), (2, 1), (3, 1), (4, 1)]),
        (9_127, vec![(2, 1), (3, 1)]),
        (6_059, vec![(2, 1)]),
        (2_741, vec![(0, 1)]),
        (353, vec![(0, 1), (2, 1), (3, 1)]),
    ];
    let problem = problem(&rules, &kinds, 417);
    let (counts, proof) = problem.solve().unwrap();
    let size: usize = counts.iter().sum();
    let least = match proof {
        Proof::Smallest => size,
        Proof::AtLeast(least) => least,
    };
    assert!(size - least <= size / 20, "{size}, at least {least}");
}
