//! Which indicators of the agency itself lose most points.

use chiso_scoring::figure::State;
use chiso_scoring::rulebook::{Form, Indicator};
use chiso_scoring::score::{Origin, Points};
use rust_decimal::Decimal;

use super::month::Month;
use super::phrases::say_with;
use super::reading::points;

/// How many are named.
const MOST: usize = 3;

/// An indicator and what it reached.
struct Loss<'r> {
    rule: &'r Indicator,
    reached: Decimal,
    /// The points were published, not derived from a rate.
    published: bool,
}

impl Loss<'_> {
    fn lost(&self) -> Decimal {
        Decimal::from(self.rule.max) - self.reached
    }

    fn text(&self) -> String {
        let key = if self.published { "loss" } else { "loss-estimated" };
        let (reached, max) = (points(self.reached), self.rule.max.to_string());
        say_with(key, &[("name", &self.rule.name.vi), ("points", &reached), ("max", &max)])
    }
}

/// The indicators farthest from their maximum, as one recommendation.
pub(super) fn losses(month: &Month<'_>) -> Option<String> {
    let places = 0..month.rulebook().indicators.len();
    let mut losses: Vec<Loss<'_>> = places.filter_map(|at| loss(month, at)).collect();
    losses.sort_by_key(|loss| std::cmp::Reverse(loss.lost()));
    let named: Vec<String> = losses.iter().take(MOST).map(Loss::text).collect();
    let indicators = named.join("; ");
    (!named.is_empty()).then(|| say_with("do-losses", &[("indicators", &indicators)]))
}

fn loss<'r>(month: &Month<'r>, at: usize) -> Option<Loss<'r>> {
    let rule = &month.rulebook().indicators[at];
    let result = result(month, at);
    let given = matches!(result.state, State::NoDossiers | State::Constant | State::NotApplicable);
    let reached = result.points.filter(|_| !given)?;
    let loss = Loss { rule, reached, published: result.origin == Origin::Published };
    (loss.lost() > Decimal::ZERO).then_some(loss)
}

/// Points of an indicator; where it alone makes its group, the group's, which may be published.
fn result(month: &Month<'_>, at: usize) -> Points {
    let (rulebook, score) = (month.rulebook(), &month.own.score);
    let group = rulebook.groups.iter().position(|group| group.indicators.contains(&at));
    let scored = |at: &usize| rulebook.indicators[*at].form != Form::Shown;
    match group {
        Some(group) if rulebook.groups[group].indicators.clone().filter(scored).eq([at]) => {
            score.groups[group]
        }
        _ => score.indicators[at].result,
    }
}
