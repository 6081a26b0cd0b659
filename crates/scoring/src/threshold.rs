//! Where the next points begin: what an indicator's counts would have to be for the next hundredth of a
//! point, and for all of them. Found by asking the rule itself, never by turning it around.

use rust_decimal::Decimal;

use crate::figure::Counts;
use crate::round::{Exact, fraction, to_percent};
use crate::rulebook::{Form, Indicator, Unit};
use crate::score::points;

/// A number of points that is not reached yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The points.
    pub points: Decimal,
    /// Smallest numerator that earns them, at the same denominator.
    pub numerator: i64,
    /// How many more than now.
    pub more: i64,
}

/// Where points begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Threshold {
    /// Rate in per cent from which the rule gives full points.
    pub full_rate: Decimal,
    /// The next points above those of now; nothing at full points, or without counts.
    pub next: Option<Step>,
    /// Full points; nothing where they are reached, or without counts.
    pub full: Option<Step>,
}

/// The threshold of an indicator, with the steps from its counts if it has any; nothing for what has no
/// points to earn or earns them without counting.
#[must_use]
pub fn threshold(rule: &Indicator, counts: Option<Counts>, digits: u32) -> Option<Threshold> {
    if rule.max == 0 || rule.unit != Unit::Percent {
        return None;
    }
    let enough = match rule.form {
        Form::Linear => Exact::from_integer(1),
        Form::Scaled | Form::Jump => rule.target?,
        Form::Constant | Form::Shown => return None,
    };
    let counts = counts.filter(|counts| counts.denominator > 0);
    let steps = counts.and_then(|counts| steps(rule, enough, counts, digits));
    let (next, full) = steps.unwrap_or_default();
    Some(Threshold { full_rate: to_percent(enough), next, full })
}

/// The next step, and the last.
fn steps(
    rule: &Indicator,
    enough: Exact,
    counts: Counts,
    digits: u32,
) -> Option<(Option<Step>, Option<Step>)> {
    let at = |numerator: i64| {
        let ratio = fraction(i128::from(numerator), i128::from(counts.denominator));
        points(rule, ratio, digits).map(|(_, points)| points)
    };
    let now = at(counts.numerator)?;
    // The smallest numerator at the target earns full points; rounding may give them a little earlier.
    let top = (enough * i128::from(counts.denominator)).ceil().to_integer();
    let top = i64::try_from(top).ok()?;
    let step = |wanted: &dyn Fn(Decimal) -> bool| {
        let numerator = least(counts.numerator, top, |n| at(n).is_some_and(wanted))?;
        let more = numerator - counts.numerator;
        Some(Step { points: at(numerator)?, numerator, more })
    };
    let full = at(top)?;
    Some((step(&|points| points > now), (now < full).then(|| step(&|points| points >= full))?))
}

/// The smallest number above `low` and up to `high` for which `holds`, which once true stays so.
fn least(low: i64, high: i64, holds: impl Fn(i64) -> bool) -> Option<i64> {
    if high <= low || !holds(high) {
        return None;
    }
    let (mut no, mut yes) = (low, high);
    while yes - no > 1 {
        let middle = no + (yes - no) / 2;
        if holds(middle) { yes = middle } else { no = middle }
    }
    Some(yes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use std::sync::LazyLock;

    use super::*;
    use crate::rulebook::Rulebooks;

    static BOOKS: LazyLock<Rulebooks> = LazyLock::new(Rulebooks::embedded);

    fn rule(book: &str, code: &str) -> Indicator {
        let book = BOOKS.get(book).unwrap();
        book.indicators[book.indicator(code).unwrap()].clone()
    }

    /// `points from numerator (+more)`, or `-`.
    fn told(step: Option<Step>) -> String {
        let text = |step: Step| format!("{} from {} (+{})", step.points, step.numerator, step.more);
        step.map_or("-".to_owned(), text)
    }

    #[rstest]
    // 20 × n ÷ 1840: one dossier is worth 0.0109 points, so each moves the hundredth.
    #[case::linear(
        "766-2024",
        "2.1",
        1712,
        1840,
        "100.00",
        "18.62 from 1713 (+1)",
        "20.00 from 1840 (+128)"
    )]
    // A unit of a thousand dossiers a hundredth: two hundredths of a step need two dossiers.
    #[case::large(
        "766-2024",
        "2.1",
        9_000,
        10_000,
        "100.00",
        "18.01 from 9003 (+3)",
        "20.00 from 9998 (+998)"
    )]
    #[case::full("766-2024", "2.1", 380, 380, "100.00", "-", "-")]
    #[case::nothing("766-2024", "2.1", 0, 0, "100.00", "-", "-")]
    #[case::scaled("766-2024", "3.1", 40, 100, "80.00", "1.03 from 41 (+1)", "2.00 from 80 (+40)")]
    fn where_points_begin(
        #[case] book: &str,
        #[case] code: &str,
        #[case] numerator: i64,
        #[case] denominator: i64,
        #[case] rate: &str,
        #[case] next: &str,
        #[case] full: &str,
    ) {
        let counts = Counts { numerator, denominator };
        let found = threshold(&rule(book, code), Some(counts), 2).unwrap();
        assert_eq!(found.full_rate.to_string(), rate);
        assert_eq!((told(found.next).as_str(), told(found.full).as_str()), (next, full));
    }

    #[test]
    fn what_is_only_shown_has_none() {
        assert_eq!(threshold(&rule("766-2024", "2.2"), None, 2), None);
    }

    proptest! {
        /// A step earns what it says, and one less does not.
        #[test]
        fn a_step_is_the_first(denominator in 1i64..5_000, share in 0i64..=1_000, which in 0usize..64) {
            let all: Vec<&Indicator> = BOOKS.all().iter().flat_map(|book| &book.indicators).collect();
            let rule = all[which % all.len()];
            let numerator = denominator * share / 1_000;
            let Some(found) = threshold(rule, Some(Counts { numerator, denominator }), 2) else {
                return Ok(());
            };
            let at = |n: i64| {
                points(rule, fraction(i128::from(n), i128::from(denominator)), 2).unwrap().1
            };
            for step in [found.next, found.full].into_iter().flatten() {
                prop_assert!(at(step.numerator) == step.points && at(step.numerator - 1) < step.points);
                prop_assert_eq!(step.numerator - numerator, step.more);
            }
            if let Some(full) = found.full {
                prop_assert_eq!(full.points, Decimal::from(rule.max));
            }
            prop_assert_eq!(found.next.is_none(), at(numerator) == Decimal::from(rule.max));
        }
    }
}
