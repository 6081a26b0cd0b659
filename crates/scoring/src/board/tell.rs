//! What-if, targets and projections in sentences.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::fix::Fix;
use super::gain::Gain;
use super::project::{Projection, Step};
use super::stand::Stand;
use super::target::{Outcome, Proof, Target};
use crate::lang::Lang;
use crate::rulebook::{Grade, Rulebook};

/// "Đóng 12 hồ sơ, cấp kết quả điện tử 30 hồ sơ: +1,25 điểm, từ Khá lên Tốt, hạng 14 → 9".
#[must_use]
pub fn what_if(
    lang: Lang,
    rulebook: &Rulebook,
    done: &BTreeMap<Fix, usize>,
    (before, after): (&Stand, &Stand),
) -> String {
    let counts = done.iter().filter(|(_, count)| **count > 0);
    let words = counts.map(|(fix, count)| {
        let count = lang.integer(i64::try_from(*count).unwrap_or(i64::MAX));
        lang.text_with(&format!("whatif-done-{}", fix.code()), &[("count", &count)])
    });
    let words: Vec<String> = words.collect();
    let done = if words.is_empty() { lang.text("whatif-done-nothing") } else { words.join(", ") };
    let gain = Gain::between(rulebook, &before.score, &after.score);
    let effect = effect(lang, rulebook, gain, before, after);
    let said = lang.text_with("whatif-sentence", &[("done", &done), ("effect", &effect)]);
    capital(&said)
}

/// "+1,25 điểm, từ Khá lên Tốt, hạng 14 → 9".
#[must_use]
pub fn effect(
    lang: Lang,
    rulebook: &Rulebook,
    gain: Gain,
    before: &Stand,
    after: &Stand,
) -> String {
    let points = lang.text_with("whatif-points", &[("points", &lang.signed(gain.points))]);
    let total = |stand: &Stand| stand.score.total.points;
    let grade = match (total(before), total(after)) {
        (Some(before), Some(after)) => grade(lang, rulebook.grade(before), rulebook.grade(after)),
        _ => lang.text("whatif-no-total"),
    };
    let rank = match (before.rank, after.rank) {
        (Some(from), Some(to)) if from == to => {
            lang.text_with("whatif-rank-same", &[("rank", &to.to_string())])
        }
        (Some(from), Some(to)) => {
            lang.text_with("whatif-rank", &[("from", &from.to_string()), ("to", &to.to_string())])
        }
        _ => String::new(),
    };
    let parts = [points, grade, rank].into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(", ")
}

fn grade(lang: Lang, before: Option<&Grade>, after: Option<&Grade>) -> String {
    let (Some(before), Some(after)) = (before, after) else { return String::new() };
    let (from, to) = (lang.pick(&before.name), lang.pick(&after.name));
    let key = match after.from.cmp(&before.from) {
        std::cmp::Ordering::Greater => "whatif-grade-up",
        std::cmp::Ordering::Equal => "whatif-grade-same",
        std::cmp::Ordering::Less => "whatif-grade-down",
    };
    lang.text_with(key, &[("from", from), ("to", to)])
}

/// What it takes to reach a goal, in a sentence.
#[must_use]
pub fn target(lang: Lang, rulebook: &Rulebook, target: &Target) -> String {
    let points = |points: Decimal| lang.decimal(points);
    let integer = |count: usize| lang.integer(i64::try_from(count).unwrap_or(i64::MAX));
    let goal = named(lang, rulebook, target.goal);
    let before = target.before.map(points).unwrap_or_default();
    let said = match &target.outcome {
        Outcome::NoTotal => lang.text("target-no-total"),
        Outcome::There => lang.text_with("target-there", &[("goal", &goal), ("before", &before)]),
        Outcome::OutOfReach { gaining, after } => lang.text_with(
            "target-out-of-reach",
            &[("goal", &goal), ("count", &integer(*gaining)), ("after", &points(*after))],
        ),
        Outcome::Reached { chosen, after, proof } => {
            let (key, least) = match proof {
                Proof::Smallest => ("target-smallest", chosen.len()),
                Proof::AtLeast(least) => ("target-at-least", *least),
            };
            lang.text_with(
                key,
                &[
                    ("goal", &goal),
                    ("count", &integer(chosen.len())),
                    ("least", &integer(least)),
                    ("before", &before),
                    ("after", &points(*after)),
                ],
            )
        }
    };
    capital(&said)
}

/// A goal by the name of its grade, where it is the beginning of one.
fn named(lang: Lang, rulebook: &Rulebook, goal: Decimal) -> String {
    let points = lang.text_with("target-points", &[("points", &lang.decimal(goal.normalize()))]);
    let grade = rulebook.grades.iter().find(|grade| Decimal::from(grade.from) == goal);
    grade.map_or(points.clone(), |grade| {
        lang.text_with("target-grade", &[("grade", lang.pick(&grade.name)), ("points", &points)])
    })
}

/// The end of the period, in sentences.
#[must_use]
pub fn projection(lang: Lang, rulebook: &Rulebook, projection: &Projection) -> Vec<String> {
    let Projection { floor, ceiling, due, steps, .. } = projection;
    let due = lang.integer(i64::try_from(due.len()).unwrap_or(i64::MAX));
    let stands = |key: &str, stand: &Stand| {
        let Some(points) = stand.score.total.points else { return lang.text("target-no-total") };
        let grade = rulebook.grade(points).map_or("", |grade| lang.pick(&grade.name));
        let rank = stand.rank.map(|rank| rank.to_string()).unwrap_or_default();
        let (points, of) = (lang.decimal(points), stand.of.to_string());
        let facts = [("due", due.as_str()), ("points", &points), ("grade", grade)];
        lang.text_with(key, &[&facts[..], &[("rank", rank.as_str()), ("of", &of)]].concat())
    };
    let mut said = vec![stands("project-floor", floor), stands("project-ceiling", ceiling)];
    said.dedup();
    let decisive =
        steps.iter().filter(|step| matches!(step.target.outcome, Outcome::Reached { .. }));
    said.extend(decisive.map(|Step { target: goal, .. }| target(lang, rulebook, goal)));
    said
}

/// The same with a capital at the beginning.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use rstest::rstest;

    use super::*;
    use crate::figure::State;
    use crate::rulebook::Rulebooks;
    use crate::score::{AgencyScore, Origin, Points};

    fn stand(total: Option<&str>, rank: Option<usize>) -> Stand {
        let points = total.map(|total| total.parse().unwrap());
        let state = if total.is_some() { State::Value } else { State::SourceSilent };
        let total = Points { points, state, origin: Origin::Counts };
        let score =
            AgencyScore { indicators: Vec::new(), groups: Vec::new(), axes: Vec::new(), total };
        Stand { score: Arc::new(score), rank, of: 92 }
    }

    #[rstest]
    #[case::up("1.25", (Some("79.10"), Some(14)), (Some("80.35"), Some(9)), "+1,25 điểm, từ Khá lên Tốt, hạng 14 → 9")]
    #[case::same("0.00", (Some("80.00"), Some(3)), (Some("80.00"), Some(3)), "0,00 điểm, vẫn xếp loại Tốt, vẫn hạng 3")]
    #[case::down("-0.61", (Some("50.20"), Some(70)), (Some("49.59"), Some(71)), "-0,61 điểm, từ Trung bình xuống Yếu, hạng 70 → 71")]
    #[case::silent("0.07", (None, None), (None, None), "+0,07 điểm, chưa có tổng điểm vì có nguồn chưa có số liệu")]
    fn effects_are_told(
        #[case] gained: &str,
        #[case] before: (Option<&str>, Option<usize>),
        #[case] after: (Option<&str>, Option<usize>),
        #[case] said: &str,
    ) {
        let books = Rulebooks::embedded();
        let book = books.get("766-2024").unwrap();
        let gain = Gain { points: gained.parse().unwrap(), ..Gain::default() };
        let (before, after) = (stand(before.0, before.1), stand(after.0, after.1));
        assert_eq!(effect(Lang::Vi, book, gain, &before, &after), said);
    }

    #[test]
    fn what_is_done_stands_before_what_follows() {
        let books = Rulebooks::embedded();
        let book = books.get("766-2024").unwrap();
        let (before, after) = (stand(Some("79.10"), Some(14)), stand(Some("80.35"), Some(9)));
        let done = BTreeMap::from([(Fix::Close, 12), (Fix::Issue, 1_030), (Fix::Sync, 0)]);
        let said = what_if(Lang::Vi, book, &done, (&before, &after));
        assert!(said.starts_with("Đóng 12 hồ sơ, cấp kết quả điện tử 1.030 hồ sơ: "), "{said}");
        let said = what_if(Lang::En, book, &BTreeMap::new(), (&before, &before));
        assert!(said.starts_with("No change: 0"), "{said}");
    }

    #[rstest]
    #[case(Outcome::There, "Đã đạt loại Tốt (80 điểm): hiện có 79,10 điểm.")]
    #[case(Outcome::NoTotal, "Chưa có tổng điểm vì có nguồn chưa có số liệu.")]
    #[case(Outcome::OutOfReach { gaining: 37, after: Decimal::new(7_944, 2) }, "Không thể đạt loại Tốt (80 điểm): xử lý cả 37 hồ sơ, PAKN còn mang lại điểm thì được 79,44 điểm.")]
    fn ways_are_told(#[case] outcome: Outcome, #[case] said: &str) {
        let books = Rulebooks::embedded();
        let book = books.get("766-2024").unwrap();
        let before = Some(Decimal::new(7_910, 2));
        let target = Target { goal: Decimal::from(80), before, outcome };
        assert_eq!(super::target(Lang::Vi, book, &target), said);
    }
}
