//! A series in one sentence, its gaps and marks in words.

use std::cmp::Ordering;

use rust_decimal::Decimal;

use super::{Gap, Mark, Point, Series, Told};
use crate::lang::Lang;
use crate::rulebook::Unit;

/// Periods that a best and a worst are worth naming of.
const ENOUGH: usize = 3;

/// Key of the words for a gap.
#[must_use]
pub fn gap_key(gap: Gap) -> &'static str {
    match gap {
        Gap::NoAgency => "trend-gap-agency",
        Gap::NoRules => "trend-gap-rules",
        Gap::NoPlace => "trend-gap-place",
        Gap::NotCounted => "trend-gap-counted",
    }
}

/// A mark in words.
#[must_use]
pub fn mark_text(mark: &Mark, lang: Lang) -> String {
    let names = |names: &[String]| names.join(", ");
    match mark {
        Mark::Rules { from, to } => {
            lang.text_with("trend-mark-rules", &[("from", from), ("to", to)])
        }
        Mark::Began { on, from } if from.is_empty() => {
            lang.text_with("trend-mark-began", &[("on", &lang.date(*on))])
        }
        Mark::Began { on, from } => {
            let said = [("on", &*lang.date(*on)), ("names", &*names(from))];
            lang.text_with("trend-mark-merged", &said)
        }
        Mark::Ended { on, to } if to.is_empty() => {
            lang.text_with("trend-mark-ended", &[("on", &lang.date(*on))])
        }
        Mark::Ended { on, to } => {
            let said = [("on", &*lang.date(*on)), ("names", &*names(to))];
            lang.text_with("trend-mark-carried", &said)
        }
    }
}

/// One sentence on the last period: its value, the change since the one before, how long that has gone on,
/// and the best and worst of the periods under the same rules. `what` names the number.
#[must_use]
pub fn sentence(series: &Series, what: &str, lang: Lang) -> String {
    let Some(last) = series.last() else {
        return lang.text_with("trend-empty", &[("what", what)]);
    };
    let period = lang.period(last.period);
    let Some(told) = series.told() else {
        return lang.text_with("trend-none", &[("what", what), ("period", &period)]);
    };
    let teller = Teller { series, lang, last };
    let now = [("what", what), ("period", &*period), ("points", &*teller.value(told.now))];
    let mut sentence = lang.text_with("trend-now", &now);
    sentence.push_str(&teller.change(&told));
    sentence.push_str(&teller.run(&told));
    sentence.push_str(&teller.ends(&told));
    sentence.push('.');
    sentence
}

struct Teller<'s> {
    series: &'s Series,
    lang: Lang,
    last: &'s Point,
}

impl Teller<'_> {
    /// A value with its unit, where it is no number of points.
    fn value(&self, value: Decimal) -> String {
        let text = self.lang.decimal(value);
        match self.last.known.as_ref().ok().filter(|known| known.max == 0).and_then(|k| k.unit) {
            Some(Unit::Days) => self.lang.text_with("unit-days", &[("days", &text)]),
            Some(Unit::Percent) => format!("{text} %"),
            None => text,
        }
    }

    fn period(&self, at: usize) -> String {
        self.lang.period(self.series.points[at].period)
    }

    fn change(&self, told: &Told) -> String {
        let Some((before, change)) = told.before.zip(told.change) else {
            return self.lang.text("trend-first");
        };
        let key = match change.cmp(&Decimal::ZERO) {
            Ordering::Greater => "trend-rose",
            Ordering::Less => "trend-fell",
            Ordering::Equal => "trend-same",
        };
        let said = [("change", &*self.value(change.abs())), ("before", &*self.period(before))];
        let mut text = self.lang.text_with(key, &said);
        if told.other_rules {
            text.push_str(&self.lang.text("trend-other-rules"));
        }
        text
    }

    fn run(&self, told: &Told) -> String {
        let Some(run) = told.run.filter(|run| run.steps > 1) else { return String::new() };
        let key = if run.direction.is_gt() { "trend-rising" } else { "trend-falling" };
        self.lang.text_with(key, &[("steps", &run.steps.to_string())])
    }

    fn ends(&self, told: &Told) -> String {
        let value = |at: usize| self.series.points[at].value().unwrap_or_default();
        if told.comparable < ENOUGH || value(told.best) == value(told.worst) {
            return String::new();
        }
        let said = [
            ("count", &*told.comparable.to_string()),
            ("best", &*self.value(value(told.best))),
            ("best_at", &*self.period(told.best)),
            ("worst", &*self.value(value(told.worst))),
            ("worst_at", &*self.period(told.worst)),
        ];
        self.lang.text_with("trend-ends", &said)
    }
}
